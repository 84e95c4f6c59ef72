import type { WatchConfig } from "../core/config/watch.ts"
import { fail, type GateResult, gateResult, pass } from "../core/gates/gate.ts"
import { type OpenWatch, openWatchOf, type StageState } from "../core/ledger/stage-state.ts"
import { reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import { describeRelease, type Release, type Stage } from "../core/stage.ts"
import type { WatchResult } from "../core/watch/watch.ts"
import { acquireLock, describeAcquired } from "./acquire-lock.ts"
import { keepingStage } from "./heartbeats.ts"
import { afterEnding } from "./hooks.ts"
import type { LockedStage } from "./locked-stage.ts"
import { type Outputs, type StageView, viewOf } from "./ports.ts"
import { type Ending, endingOf, recordEnding, recordRefusal } from "./record-ending.ts"
import { onBadVersion } from "./rollback.ts"
import { type Context, Run } from "./run.ts"
import type { Means, Subject } from "./run-verification.ts"
import { runWatch } from "./watch-checks.ts"

export interface WatchRequest {
  stage: Stage
  reason: string | null
  /** how long to wait for another run to free the stage, in seconds */
  waitSeconds: number
}

/** Goes on with the watch of what a stage runs, to its verdict: it then counts as verified, or is rolled back. */
export async function watchStage(context: Context, request: WatchRequest): Promise<Report> {
  const { stage } = request
  const run = new Run(context, "watch", stage, null)
  const { watch } = context.config.stages[stage]
  const views = await run.phase(
    "resolve",
    () => run.ports.ledger.read([stage]),
    () => ({ ok: true, detail: "ledger read" }),
  )
  const judge = async (seen: readonly StageView[]): Promise<GateResult[]> => [
    watchGate(stage, viewOf(seen, stage).state, watch),
  ]
  const { state } = viewOf(views, stage)
  const subject = state.watch === undefined ? null : { tag: state.watch.tag, sha: state.watch.sha }
  const acquired = await run.phase(
    "gates",
    () => acquireLock(run, stage, { ...request, ofRunning: true, subject, judge, views }),
    describeAcquired,
  )
  if (acquired.kind !== "acquired") return recordRefusal(run, acquired, { ...subject })
  const { locked, gates } = acquired
  // the gate has passed on this very state
  const open = locked.view.state.watch as OpenWatch
  const release = { tag: open.tag, sha: open.sha }
  const ending = await keepingStage(locked, async () =>
    afterEnding(locked, await resumeWatch(locked, open, watch as WatchConfig), release),
  )
  return recordEnding(locked, ending, { ...release, previous: null, gates })
}

function watchGate(stage: Stage, state: StageState, watch: WatchConfig | undefined): GateResult {
  const head = { id: "watch", title: "What runs is still to be watched" }
  if (watch === undefined)
    return gateResult(head, fail("NOTHING_TO_WATCH", `stages.${stage}.watch is not in pipeline.json.`), stage)
  const open = openWatchOf(state)
  return gateResult(
    head,
    open !== null
      ? pass(`${describeRelease(open)}, until ${open.until}`)
      : fail("NOTHING_TO_WATCH", `No watch of what ${stage} runs was left open.`),
    stage,
  )
}

/** A version that turns bad while it is watched is left as one that fails smoke is, unless the watch says otherwise. */
export async function onWatched(
  locked: LockedStage,
  release: Release,
  outputs: Outputs,
  watch: WatchConfig,
  until: string,
): Promise<Ending> {
  const watched = await watchRelease(locked, release, outputs, watch, until)
  switch (watched.kind) {
    case "ended":
      return watched.ending
    case "good":
      return locked.run.command === "watch"
        ? { outcome: "done", release, reason: null, shown: { outputs } }
        : { outcome: "deployed", release, reason: null }
    case "bad": {
      const why = reason("WATCH_FAILED", watched.result.detail)
      return onBadVersion(locked, release, { reason: why, changed: true, judged: true }, watch.rollback)
    }
  }
}

/**
 * A watch whose time has passed still has some looks to make; one whose end was set by a clock that was ahead lasts no
 * longer than any other.
 */
export function resumeWatch(locked: LockedStage, open: OpenWatch, watch: WatchConfig): Promise<Ending> {
  const { run, stage } = locked
  const release: Release = { tag: open.tag, sha: open.sha }
  const now = run.ports.clock.now().getTime()
  const least = now + watch.consecutive * watch.everySeconds * 1000
  const most = now + watch.minutes * 60_000
  const until = new Date(Math.max(least, Math.min(Date.parse(open.until), most))).toISOString()
  run.ports.say(`going on with the watch of ${describeRelease(release)}`)
  return endingOf(
    locked,
    async () => {
      const { running } = locked.view.state
      const outputs = running && { ...running.outputs, ...(await run.ports.deployer.reach(stage, running)) }
      return onWatched(locked, release, outputs ?? {}, watch, until)
    },
    (why) => ({ outcome: "failed", release, reason: why }),
  )
}

/** How a version that is watched went on; the caller decides what a bad one means. */
type WatchEnd = { kind: "good" } | { kind: "ended"; ending: Ending } | { kind: "bad"; result: WatchResult }

/**
 * Watches what passed smoke, while the run holds the stage. That it is watched is recorded first, so that a run that dies
 * here leaves a watch that the next one can finish.
 * @param until ISO time
 */
async function watchRelease(
  locked: LockedStage,
  release: Release,
  outputs: Outputs,
  watch: WatchConfig,
  until: string,
): Promise<WatchEnd> {
  const { run, stage, signal } = locked
  const { tagPrefix, stages } = run.context.config
  const { tag, sha } = release
  const detail = `until ${until}`
  await locked.append(locked.entry("watching", { tag, sha, detail, watch: { until, detached: false } }))
  // what happened between a run that died in the watch and this one is this version's, too
  const { arrival } = locked.view.state
  const deployedAt = arrival?.sha === sha ? Date.parse(arrival.at) : run.ports.clock.now().getTime()
  const subject: Subject = {
    ...{ stage, expected: { ...release, tagPrefix }, urls: { ...stages[stage].urls, ...outputs } },
    deployedAtMs: deployedAt,
  }
  const means: Means = { context: run.context, ports: { ...run.ports, signal } }
  let result: WatchResult
  try {
    result = await run.phase(
      "watch",
      () => runWatch(means, watch, subject, Date.parse(until)),
      (done) => ({ ok: done.verdict === "pass", detail: `${done.verdict}: ${done.detail}` }),
    )
  } catch (error) {
    if (!signal.aborted) throw error
    const what = `The run was interrupted while ${tag} was being watched; it runs, and does not count as verified yet.`
    const { code, message } = locked.gone ?? reason("INTERRUPTED", what)
    const why = reason(code, message, `Finish the watch: \`watch --stage ${stage}\`.`)
    return { kind: "ended", ending: { outcome: "failed", release, reason: why, watching: until } }
  }
  if (result.verdict === "pass") return { kind: "good" }
  if (result.verdict === "fail") return { kind: "bad", result }
  const why = reason("WATCH_INCONCLUSIVE", result.detail)
  return { kind: "ended", ending: { outcome: "inconclusive", release, reason: why, freeze: why.message } }
}
