import type { GateResult } from "../core/gates/gate.ts"
import { firstFailure } from "../core/gates/gate.ts"
import { lockGate } from "../core/gates/lock.ts"
import type { Readiness } from "../core/plan/readiness.ts"
import type { Report } from "../core/report/report.ts"
import type { Release, Stage } from "../core/stage.ts"
import { type DeployFacts, gatherFacts, viewOf } from "./admission.ts"
import type { StageView } from "./ports.ts"
import { type Context, Run } from "./run.ts"
import { surveyorOf } from "./survey.ts"
import { Watch } from "./watch.ts"

/** How many commits a plan lists. */
const MAX_COMMITS = 200

/** Shows what a deploy of a tag would do, and what stands in its way; changes nothing, records nothing. */
export async function plan(context: Context, { stage, tag }: { stage: Stage; tag: string }): Promise<Report> {
  const run = new Run(context, "plan", stage, tag)
  const { clock } = run.ports
  const facts = await gatherFacts(run, stage, tag)
  const view = viewOf(facts.views, stage)
  run.show(view)
  const { release } = facts
  run.report.sha = release?.sha ?? null
  const gates = await facts.judge(facts.views)
  const owner = view.state.lock
  const verdict = owner && (await new Watch(run.ports, stage).look(owner))
  run.report.gates = [...gates, lockGate(stage, owner, clock.now(), verdict)]
  run.report.plan = release === null ? null : await survey(run, stage, tag, { facts, view, gates, release })
  // without a commit the gate on the tag has failed
  return release === null ? run.conclude("blocked", firstFailure(gates)) : run.conclude("done", null)
}

interface Seen {
  facts: DeployFacts
  view: StageView
  gates: readonly GateResult[]
  release: Release
}

async function survey(run: Run, stage: Stage, tag: string, seen: Seen): Promise<Report["plan"]> {
  const { facts, view, gates, release } = seen
  const [{ facts: found, digest }, commits] = await Promise.all([
    surveyorOf(run, stage, tag, facts)(facts.views, gates),
    run.ports.repository.log(view.state.running?.sha ?? null, release.sha, MAX_COMMITS),
  ])
  const { migrations, infrastructure, secrets, readiness } = found
  const { target, oneWay } = readiness as Readiness
  return {
    digest,
    commits,
    migrations,
    infrastructure,
    secrets,
    rollbackTarget: target,
    reversible: oneWay.length === 0,
    oneWay: oneWay.map(({ why }) => why),
  }
}
