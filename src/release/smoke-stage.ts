import { reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import type { SmokeResult } from "../core/smoke/smoke.ts"
import type { Release, Stage } from "../core/stage.ts"
import { viewOf } from "./admission.ts"
import { smokePhase } from "./install.ts"
import type { Outputs, StageView } from "./ports.ts"
import { type Context, Run } from "./run.ts"
import { unknownUrls } from "./run-smoke.ts"

/** Probes what a stage serves and judges it; changes nothing, records nothing. */
export async function smokeStage(context: Context, { stage }: { stage: Stage }): Promise<Report> {
  const run = new Run(context, "smoke", stage, null)
  const smoked = await smokeRunning(run, stage)
  if (smoked.kind === "ended") return smoked.report
  run.show(smoked.view)
  return run.conclude("done", null)
}

/** What a stage runs has passed smoke, or the run has ended. */
export type Smoked =
  | { kind: "passed"; view: StageView; release: Release; urls: Outputs }
  | { kind: "ended"; report: Report }

export async function smokeRunning(run: Run, stage: Stage): Promise<Smoked> {
  const { config } = run.context
  const ended = (...ending: Parameters<Run["conclude"]>): Smoked => ({
    kind: "ended",
    report: run.conclude(...ending),
  })
  const view = viewOf(await run.ports.ledger.read([stage]), stage)
  const { running } = view.state
  if (running === null) return ended("blocked", reason("NOTHING_DEPLOYED", `${stage} has no deploy.`))
  const { tag, sha } = running
  run.report.tag = tag
  run.report.sha = sha
  // it was verified once; this report vouches only for what it sees
  run.report.running = { tag, sha, verified: false }
  const outputs = await run.ports.deployer.reach(stage, running)
  const urls = { ...config.stages[stage].urls, ...outputs }
  run.report.outputs = outputs
  const missing = unknownUrls(config.smoke, urls)
  if (missing.length > 0) {
    const message = `The stage has no ${missing.join(", ")}, which the checks need.`
    return ended("inconclusive", reason("OUTPUTS_MISSING", message))
  }
  let smoke: SmokeResult
  try {
    smoke = await smokePhase(run, "smoke", urls, running)
  } catch (error) {
    if (!run.ports.signal.aborted) throw error
    return ended("inconclusive", interrupted())
  }
  switch (smoke.verdict) {
    case "pass":
      return { kind: "passed", view, release: { tag, sha }, urls }
    case "fail":
      return ended("failed", reason("SMOKE_FAILED", smoke.detail))
    case "inconclusive":
      return ended("inconclusive", reason("SMOKE_INCONCLUSIVE", smoke.detail))
  }
}

export const interrupted = () => reason("INTERRUPTED", undefined, "Run the same command again.")
