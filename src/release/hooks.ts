import type { HookName } from "../core/config/tools.ts"
import { messageOf } from "../core/errors.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { HookResult, Outcome } from "../core/report/report.ts"
import { describeRelease, type Release } from "../core/stage.ts"
import type { LockedStage } from "./locked-stage.ts"
import type { Outputs } from "./ports.ts"

/** How a run ends. */
interface Ended {
  outcome: Outcome
  release: Release
  /** the version that a rollback leaves */
  from?: Release
  reason: Reason | null
  /** the version is still to be watched: nothing is decided */
  watching?: string
}

/** What a hook learns besides the release in whose tree it runs. */
interface Happened {
  /** how the run ends; null: it goes on */
  outcome: Outcome | null
  reason: Reason | null
  /** what the stage ran before, or what a rollback left */
  previous: Release | null
}

/** Runs a hook, if pipeline.json has it, where this run still holds the stage. Throws when it does not. */
async function runHook(
  locked: LockedStage,
  name: HookName,
  release: Release,
  happened: Happened,
): Promise<HookResult | null> {
  const { run, stage, fence, signal } = locked
  if (run.context.config.hooks[name] === undefined) return null
  const ended = await run.phase(
    name,
    () =>
      run.ports.hooks.run({
        ...{ name, stage, release, fence, signal },
        runId: run.runId,
        variables: variablesOf(locked, happened),
        say: run.ports.say,
        claim: (detail) => locked.claimHook(name, release, detail),
      }),
    (done) => ({ ok: done.ok, detail: done.ok ? describeRelease(release) : done.message }),
  )
  const result: HookResult = ended.ok
    ? { name, status: "passed", detail: describeRelease(release), log: [] }
    : { name, status: "failed", detail: ended.message, log: ended.log }
  run.hooks.push(result)
  return result
}

/** A hook of the deploy itself: why it refuses; null: it does not, or there is none. */
export async function refusalOf(
  locked: LockedStage,
  name: "before-deploy" | "after-deploy",
  release: Release,
): Promise<Reason | null> {
  const happened = { outcome: null, reason: null, previous: locked.previous }
  const result = await runHook(locked, name, release, happened)
  if (result === null || result.status === "passed") return null
  return reason(name === "before-deploy" ? "HOOK_BLOCKED" : "HOOK_FAILED", result.detail)
}

/** Runs the hooks that come after a deploy, or after a rollback: they change nothing of how it ended. */
export async function afterEnding<E extends Ended>(
  locked: LockedStage,
  ending: E,
  subject: Release | null,
): Promise<E> {
  const { outcome, release, from = null, reason: why, watching } = ending
  if (watching !== undefined) return ending
  const happened = { outcome, reason: why, previous: locked.previous }
  const isVerified = outcome === "deployed" || outcome === "done"
  if (subject !== null && outcome !== "blocked") {
    await tryHook(locked, isVerified ? "after-verified" : "after-failed", subject, happened)
  }
  if (outcome === "rolled-back" || outcome === "rollback-failed") {
    await tryHook(locked, "after-rollback", release, { ...happened, previous: from })
  }
  return ending
}

/** Whether the stage is still this run's is seen when the run's end is recorded. */
async function tryHook(
  locked: LockedStage,
  name: HookName,
  release: Release,
  happened: Happened,
): Promise<void> {
  const { run } = locked
  if (run.context.config.hooks[name] === undefined) return
  const skip = (detail: string) => run.hooks.push({ name, status: "skipped", detail, log: [] })
  if (locked.signal.aborted) {
    skip("the run was to stop")
    return
  }
  try {
    await runHook(locked, name, release, happened)
  } catch (error) {
    skip(messageOf(error))
  }
}

function variablesOf(
  locked: LockedStage,
  { outcome, reason: why, previous }: Happened,
): Record<string, string> {
  return {
    PIPELINE_OUTCOME: outcome ?? "",
    PIPELINE_REASON_CODE: why?.code ?? "",
    PIPELINE_PREVIOUS_TAG: previous?.tag ?? "",
    PIPELINE_PREVIOUS_SHA: previous?.sha ?? "",
    PIPELINE_OUTPUTS: JSON.stringify(outputsOf(locked)),
  }
}

/** The addresses of the stage and what its newest deploy gave: none of it is secret. */
function outputsOf({ run, stage, view }: LockedStage): Outputs {
  const { rollback, deploy } = run.values
  const newest = rollback ?? deploy
  const outputs = newest?.ok === true ? newest.outputs : (view.state.running?.outputs ?? {})
  return { ...run.context.config.stages[stage].urls, ...outputs }
}
