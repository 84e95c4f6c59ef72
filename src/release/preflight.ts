import { firstFailure } from "../core/gates/gate.ts"
import { lockGate } from "../core/gates/lock.ts"
import { readWaivers } from "../core/gates/waivers.ts"
import type { Report } from "../core/report/report.ts"
import type { Stage } from "../core/stage.ts"
import { gatherFacts, viewOf } from "./admission.ts"
import { awaitCi } from "./await-ci.ts"
import { type Context, Run } from "./run.ts"
import { Watch } from "./watch.ts"

export interface PreflightRequest {
  stage: Stage
  tag: string
  /** how long to wait for CI, in seconds; 0: it is judged as it is */
  waitSeconds?: number
  /** gates that the deploy will waive, as it will be told */
  waive?: string | null
}

/** Judges every gate that a deploy would have to pass; changes nothing, records nothing. */
export async function preflight(context: Context, request: PreflightRequest): Promise<Report> {
  const { stage, tag, waitSeconds = 0 } = request
  const run = new Run(context, "preflight", stage, tag)
  // the deploy will have its reason
  const waivers = readWaivers(request.waive ?? null, run.ports.clock.now(), true)
  const gather = () => gatherFacts(run, stage, tag, waivers)
  const facts = await awaitCi(run, await gather(), waitSeconds, gather)
  const view = viewOf(facts.views, stage)
  run.show(view)
  run.report.sha = facts.release?.sha ?? null
  const owner = view.state.lock
  const verdict = owner && (await new Watch(run.ports, stage).look(owner))
  run.report.gates = [
    ...(await facts.judge(facts.views)),
    lockGate(stage, owner, run.ports.clock.now(), verdict),
  ]
  const refused = firstFailure(run.report.gates)
  return run.conclude(refused === null ? "done" : "blocked", refused)
}
