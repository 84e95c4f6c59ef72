import { reason } from "../core/reasons.ts"
import type { Report } from "../core/report.ts"
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
  run.show(view)
  if (running === null) return run.conclude("blocked", reason("NOTHING_DEPLOYED", `${stage} has no deploy.`))
  run.report.tag = running.tag
  run.report.sha = running.sha
  const outputs = await run.ports.deployer.reach(stage, running)
  const urls = { ...context.config.stages[stage].urls, ...outputs }
  run.report.outputs = outputs
  const missing = unknownUrls(context.config.smoke, urls)
  if (missing.length > 0) {
    return run.conclude(
      "failed",
      reason("OUTPUTS_MISSING", `The stage has no ${missing.join(", ")}, which the checks need.`),
    )
  }
  const smoke = await smokePhase(run, "smoke", urls, running)
  run.report.smoke = smoke
  switch (smoke.verdict) {
    case "pass":
      return run.conclude("done", null)
    case "fail":
      return run.conclude("failed", reason("SMOKE_FAILED", smoke.detail))
    case "inconclusive":
      return run.conclude("inconclusive", reason("SMOKE_INCONCLUSIVE", smoke.detail))
  }
}
