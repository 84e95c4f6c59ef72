import { readAddresses } from "../core/config/placeholders.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import { observedOf } from "../core/smoke/observed.ts"
import { type CheckReading, isVersionOf } from "../core/smoke/probe.ts"
import type { Release, Stage } from "../core/stage.ts"
import { sortVersionTags } from "../core/tags.ts"
import { readStage } from "./append.ts"
import { smokePhase } from "./deploy-and-smoke.ts"
import { lookAt } from "./observe.ts"
import type { Outputs, StageView } from "./ports.ts"
import { buildReport, lookBack, runningIn, type Shown } from "./report.ts"
import { type Context, Run } from "./run.ts"
import { unknownUrls } from "./run-smoke.ts"

/**
 * Probes what a stage serves and judges it; changes nothing, records nothing.
 * @param request.url addresses of the stage, `NAME=ADDRESS`; null: those that are known
 */
export async function smokeStage(
  context: Context,
  { stage, url = null }: { stage: Stage; url?: string | null },
): Promise<Report> {
  const given = readAddresses(url)
  const run = new Run(context, "smoke", stage, null)
  const before = await readStage(run.ports.ledger, stage)
  if (before.state.running === null) return smokeUnknown(run, stage, given)
  const smoked = await smokeRunning(run, before, given)
  if (smoked.kind === "ended") return smoked.report
  const { shown, view } = smoked
  return buildReport(run, "done", null, { ...shown, running: runningIn(view.state), state: view.state })
}

/** What a stage runs has passed smoke, or the run has ended. */
export type Smoked =
  | { kind: "passed"; view: StageView; release: Release; urls: Outputs; shown: Shown }
  | { kind: "ended"; report: Report; shown: Shown }

export async function smokeRunning(run: Run, view: StageView, given: Outputs = {}): Promise<Smoked> {
  const { config } = run.context
  const { deployer } = run.ports
  const { stage } = view
  const { running } = view.state
  if (running === null) {
    const why = reason("NOTHING_DEPLOYED", `The ledger knows no deploy of ${stage}.`)
    return { kind: "ended", report: buildReport(run, "blocked", why), shown: {} }
  }
  const { tag, sha } = running
  const outputs = { ...(await deployer.reach(stage, running)), ...given }
  // it was verified once; this report vouches only for what it sees
  await lookBack(run, view.state)
  const shown: Shown = { tag, sha, running: { tag, sha, verified: false }, state: view.state, outputs }
  const ended = (outcome: Report["outcome"], why: Report["reason"]): Smoked => ({
    kind: "ended",
    report: buildReport(run, outcome, why, shown),
    shown,
  })
  const urls = { ...config.stages[stage].urls, ...outputs }
  const missing = unknownUrls(config.smoke, urls)
  if (missing.length > 0) {
    const message = `The stage has no ${missing.join(", ")}, which the checks need.`
    return ended("inconclusive", reason("OUTPUTS_MISSING", message))
  }
  const { outcome, reason: why } = await judge(run, urls, running)
  return outcome === "done"
    ? { kind: "passed", view, release: { tag, sha }, urls, shown }
    : ended(outcome, why)
}

interface Judged {
  outcome: "done" | "failed" | "inconclusive"
  reason: Reason | null
}

async function judge(run: Run, urls: Outputs, release: Release): Promise<Judged> {
  const { signal } = run.ports
  try {
    const { verdict, detail } = await smokePhase(run, "smoke", urls, release, { signal })
    if (verdict === "pass") return { outcome: "done", reason: null }
    return verdict === "fail"
      ? { outcome: "failed", reason: reason("SMOKE_FAILED", detail) }
      : { outcome: "inconclusive", reason: reason("SMOKE_INCONCLUSIVE", detail) }
  } catch (error) {
    if (!signal.aborted) throw error
    return { outcome: "inconclusive", reason: interrupted() }
  }
}

/**
 * Tries the checks on a stage that the ledger knows no deploy of: by what it calls itself, which has to be the same in
 * every answer.
 */
async function smokeUnknown(run: Run, stage: Stage, given: Outputs): Promise<Report> {
  const { smoke, stages } = run.context.config
  const urls = { ...stages[stage].urls, ...given }
  const missing = unknownUrls(smoke, urls)
  if (missing.length > 0) {
    const message = `The ledger knows no deploy of ${stage}, and nothing gives its address: ${missing.join(", ")}.`
    const fix = `${reason("ADDRESS_UNKNOWN").fix} Or deploy a tag first.`
    return buildReport(run, "blocked", reason("NOTHING_DEPLOYED", message, fix))
  }
  const readings = await lookAt(run, urls, { tag: "", sha: "" })
  const { sighting, detail } = observedOf(readings, null, run.ports.clock.now())
  if (sighting === "no-answer" || sighting === "unreachable") {
    const message = `The ledger knows no deploy of ${stage}, and nothing answers there: ${detail}.`
    return buildReport(run, "blocked", reason("NOTHING_DEPLOYED", message))
  }
  const served = await identify(run, readings)
  const { outcome, reason: why } = await judge(run, urls, served.as)
  return buildReport(run, outcome, why, { outputs: given, ...served.release })
}

/** What the first answer calls itself, and the version of the repository that this is; null: none. */
async function identify(
  run: Run,
  readings: readonly CheckReading[],
): Promise<{ as: Release; release: Release | null }> {
  const { tagPrefix, mainBranch } = run.context.config
  const { repository } = run.ports
  const { said } = readings.find(({ optional, claim }) => !optional && claim !== null) ?? {}
  const as = { tag: said?.version ?? "", sha: said?.sha?.toLowerCase() ?? "" }
  const isServed = (tag: string) => isVersionOf({ tag, tagPrefix })(as.tag)
  const tag = sortVersionTags(await repository.tags(), tagPrefix).find((version) =>
    isServed(version.tag),
  )?.tag
  if (tag === undefined) return { as, release: null }
  const { sha } = await repository.lookUp(tag, mainBranch)
  const release = sha === null ? null : { tag, sha }
  return { as: release ?? as, release }
}

export const interrupted = () => reason("INTERRUPTED", undefined, "Run the same command again.")
