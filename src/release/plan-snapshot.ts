import { phaseSeconds } from "../core/aws/credentials.ts"
import { type Fact, skipped, unavailable } from "../core/fact.ts"
import type { GateResult } from "../core/gates/gate.ts"
import { afterDeath } from "../core/ledger/fold.ts"
import { covers, type PlanFacts, planDigest, planGate } from "../core/plan/digest.ts"
import type { InfrastructureChange } from "../core/plan/plan.ts"
import { judgeReadiness } from "../core/plan/readiness.ts"
import { unmet } from "../core/secrets/review.ts"
import type { Release, Stage } from "../core/stage.ts"
import type { Judge } from "./acquire-lock.ts"
import type { DeployFacts } from "./deploy-facts.ts"
import { type StageView, viewOf } from "./ports.ts"
import type { Run } from "./run.ts"

/** A plan's facts for the state of the ledger that its gates were judged by, and their digest. */
export interface PlanSnapshot {
  facts: PlanFacts
  digest: string
}

type TakeSnapshot = (views: readonly StageView[], gates: readonly GateResult[]) => Promise<PlanSnapshot>

/**
 * Finds out what a plan shows. The deployer, which may take its time, is asked once for each version that may run, and
 * not at all when its answer is not needed.
 */
export function snapshotsOf(
  run: Run,
  stage: Stage,
  tag: string,
  facts: DeployFacts,
  asksDeployer = true,
): TakeSnapshot {
  const { release, inputs } = facts
  const answers = new Map<string, Promise<Fact<InfrastructureChange[]>>>()
  return async (views, gates) => {
    const state = afterDeath(viewOf(views, stage).state)
    const running = state.running?.sha ?? ""
    const infrastructure =
      answers.get(running) ?? (asksDeployer ? askDeployer(run, stage, release) : Promise.resolve(NOT_ASKED))
    answers.set(running, infrastructure)
    const delta = await facts.delta(state)
    const policy = run.context.config.migrations?.fence.deploy ?? null
    const found: PlanFacts = {
      stage,
      tag,
      sha: release?.sha ?? null,
      running: state.running,
      migrations: delta.migrations,
      secrets: missingSecrets(inputs),
      gates,
      readiness: release && judgeReadiness(state, release, delta, policy, inputs.observed),
      infrastructure: await infrastructure,
    }
    return { facts: found, digest: planDigest(found, run.ports.sha256) }
  }
}

/** Judges as always, and compares with the plan that was approved: under the very lock that the run deploys with. */
export function judgeExpected(
  run: Run,
  stage: Stage,
  tag: string,
  facts: DeployFacts,
  expected: string | null,
): Judge {
  if (expected === null) return facts.judge
  const snapshot = snapshotsOf(run, stage, tag, facts, covers(expected, "infrastructure"))
  return async (views) => {
    const gates = await facts.judge(views)
    const { digest } = await snapshot(views, gates)
    return [...gates, planGate(expected, digest, stage, run.ports.sha256)]
  }
}

const missingSecrets = ({ secrets }: DeployFacts["inputs"]): Fact<string[]> =>
  secrets.kind === "known" ? { kind: "known", value: unmet(secrets.value).map(({ name }) => name) } : secrets

const NOT_ASKED = unavailable("the approved plan did not show it")

async function askDeployer(
  { ports, context, runId, purpose }: Run,
  stage: Stage,
  release: Release | null,
): Promise<Fact<InfrastructureChange[]>> {
  const { deployer, credentials, signal, say } = ports
  if (release === null) return skipped("there is no commit to judge")
  if (deployer.plan === undefined) return skipped("the deployer cannot tell before it deploys")
  const obtained = await credentials.obtain(stage, phaseSeconds(context.config), purpose)
  if (!obtained.ok) return unavailable(obtained.reason.message)
  const { env, secrets } = obtained
  return deployer.plan({ stage, release, runId, credentials: { env, secrets }, signal, say })
}
