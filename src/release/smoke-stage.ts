import { reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import type { SmokeResult } from "../core/smoke/smoke.ts"
import type { Release, Stage } from "../core/stage.ts"
import { readStage } from "./append.ts"
import { smokePhase } from "./deploy-and-smoke.ts"
import type { Outputs, StageView } from "./ports.ts"
import { buildReport, runningIn, type Shown } from "./report.ts"
import { type Context, Run } from "./run.ts"
import { unknownUrls } from "./run-smoke.ts"

/** Probes what a stage serves and judges it; changes nothing, records nothing. */
export async function smokeStage(context: Context, { stage }: { stage: Stage }): Promise<Report> {
  const run = new Run(context, "smoke", stage, null)
  const smoked = await smokeRunning(run, stage)
  if (smoked.kind === "ended") return smoked.report
  const { shown, view } = smoked
  return buildReport(run, "done", null, { ...shown, running: runningIn(view.state) })
}

/** What a stage runs has passed smoke, or the run has ended. */
export type Smoked =
  | { kind: "passed"; view: StageView; release: Release; urls: Outputs; shown: Shown }
  | { kind: "ended"; report: Report; shown: Shown }

export async function smokeRunning(run: Run, stage: Stage): Promise<Smoked> {
  const { config } = run.context
  const { deployer, ledger, signal } = run.ports
  const view = await readStage(ledger, stage)
  const { running } = view.state
  if (running === null) {
    const why = reason("NOTHING_DEPLOYED", `The ledger knows no deploy of ${stage}.`)
    return { kind: "ended", report: buildReport(run, "blocked", why), shown: {} }
  }
  const { tag, sha } = running
  const outputs = await deployer.reach(stage, running)
  // it was verified once; this report vouches only for what it sees
  const shown: Shown = { tag, sha, running: { tag, sha, verified: false }, outputs }
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
  let smoke: SmokeResult
  try {
    smoke = await smokePhase(run, "smoke", urls, { tag, sha }, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
    return ended("inconclusive", interrupted())
  }
  switch (smoke.verdict) {
    case "pass":
      return { kind: "passed", view, release: { tag, sha }, urls, shown }
    case "fail":
      return ended("failed", reason("SMOKE_FAILED", smoke.detail))
    case "inconclusive":
      return ended("inconclusive", reason("SMOKE_INCONCLUSIVE", smoke.detail))
  }
}

export const interrupted = () => reason("INTERRUPTED", undefined, "Run the same command again.")
