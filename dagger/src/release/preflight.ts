import { firstFailure } from "../core/gates/gates.ts"
import { lockGate } from "../core/gates/lock.ts"
import type { Report } from "../core/report/report.ts"
import type { Stage } from "../core/stage.ts"
import { gatherFacts, viewOf } from "./admission.ts"
import { type Context, Run } from "./run.ts"
import { Watch } from "./watch.ts"

/** Judges every gate that a deploy would have to pass; changes nothing, records nothing. */
export async function preflight(
  context: Context,
  { stage, tag }: { stage: Stage; tag: string },
): Promise<Report> {
  const run = new Run(context, "preflight", stage, tag)
  const facts = await gatherFacts(run, stage, tag)
  const view = viewOf(facts.views, stage)
  run.show(view)
  run.report.sha = facts.sha
  const owner = view.state.lock
  const verdict = owner && (await new Watch(run.ports, stage).look(owner))
  run.report.gates = [
    ...(await facts.judge(facts.views)),
    lockGate(stage, owner, run.ports.clock.now(), verdict),
  ]
  const refused = firstFailure(run.report.gates)
  return run.conclude(refused === null ? "done" : "blocked", refused)
}
