import { reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import type { SmokeResult } from "../core/smoke/smoke.ts"
import type { Stage } from "../core/stage.ts"
import { viewOf } from "./admission.ts"
import { smokePhase } from "./install.ts"
import { type Context, Run } from "./run.ts"
import { unknownUrls } from "./run-smoke.ts"

/** Probes what a stage serves and judges it; changes nothing, records nothing. */
export async function smokeStage(context: Context, { stage }: { stage: Stage }): Promise<Report> {
  const run = new Run(context, "smoke", stage, null)
  const view = viewOf(await run.ports.ledger.read([stage]), stage)
  const { running } = view.state
  if (running === null) return run.conclude("blocked", reason("NOTHING_DEPLOYED", `${stage} has no deploy.`))
  const { tag, sha } = running
  run.report.tag = tag
  run.report.sha = sha
  // it was verified once; this report vouches only for what it sees
  run.report.running = { tag, sha, verified: false }
  const outputs = await run.ports.deployer.reach(stage, running)
  const urls = { ...context.config.stages[stage].urls, ...outputs }
  run.report.outputs = outputs
  const missing = unknownUrls(context.config.smoke, urls)
  if (missing.length > 0) {
    return run.conclude(
      "inconclusive",
      reason("OUTPUTS_MISSING", `The stage has no ${missing.join(", ")}, which the checks need.`),
    )
  }
  let smoke: SmokeResult
  try {
    smoke = await smokePhase(run, "smoke", urls, running)
  } catch (error) {
    if (!run.ports.signal.aborted) throw error
    return run.conclude("inconclusive", reason("INTERRUPTED", undefined, "Run the same command again."))
  }
  switch (smoke.verdict) {
    case "pass":
      run.show(view)
      return run.conclude("done", null)
    case "fail":
      return run.conclude("failed", reason("SMOKE_FAILED", smoke.detail))
    case "inconclusive":
      return run.conclude("inconclusive", reason("SMOKE_INCONCLUSIVE", smoke.detail))
  }
}
