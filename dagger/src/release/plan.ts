import { firstFailure } from "../core/gates/gates.ts"
import { lockGate } from "../core/gates/lock.ts"
import type { Readiness } from "../core/plan/readiness.ts"
import type { Report } from "../core/report/report.ts"
import type { Stage } from "../core/stage.ts"
import { gatherFacts, viewOf } from "./admission.ts"
import { type Context, Run } from "./run.ts"
import { surveyorOf } from "./survey.ts"
import { Watch } from "./watch.ts"

/** How many commits a plan lists. */
const MAX_COMMITS = 200

/** Shows what a deploy of a tag would do, and what stands in its way; changes nothing, records nothing. */
export async function plan(context: Context, { stage, tag }: { stage: Stage; tag: string }): Promise<Report> {
  const run = new Run(context, "plan", stage, tag)
  const { clock, repository } = run.ports
  const facts = await gatherFacts(run, stage, tag)
  const view = viewOf(facts.views, stage)
  run.show(view)
  const { release } = facts
  run.report.sha = release?.sha ?? null
  const gates = await facts.judge(facts.views)
  const owner = view.state.lock
  const verdict = owner && (await new Watch(run.ports, stage).look(owner))
  run.report.gates = [...gates, lockGate(stage, owner, clock.now(), verdict)]
  if (release === null) {
    // the gate on the tag has failed
    return run.conclude("blocked", firstFailure(gates))
  }
  const [{ facts: found, digest }, commits] = await Promise.all([
    surveyorOf(run, stage, tag, facts)(facts.views, gates),
    repository.log(view.state.running?.sha ?? null, release.sha, MAX_COMMITS),
  ])
  const { migrations, infrastructure, secrets, readiness } = found
  const { target, oneWay } = readiness as Readiness
  run.report.plan = {
    digest,
    commits,
    migrations,
    infrastructure,
    secrets,
    rollbackTarget: target,
    reversible: oneWay.length === 0,
    oneWay: oneWay.map(({ why }) => why),
  }
  return run.conclude("done", null)
}
