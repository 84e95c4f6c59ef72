import { phaseSeconds } from "../core/aws/wanted.ts"
import type { Fact } from "../core/fact.ts"
import type { GateResult } from "../core/gates/gate.ts"
import { afterDeath } from "../core/ledger/fold.ts"
import type { PlanFacts } from "../core/plan/digest.ts"
import { covers, planDigest, planGate } from "../core/plan/digest.ts"
import type { InfrastructureChange } from "../core/plan/plan.ts"
import { judgeReadiness } from "../core/plan/readiness.ts"
import { unmet } from "../core/secrets/review.ts"
import type { Release, Stage } from "../core/stage.ts"
import { type DeployFacts, type Judge, viewOf } from "./admission.ts"
import type { StageView } from "./ports.ts"
import type { Run } from "./run.ts"

/** A plan's facts for the state of the ledger that its gates were judged by, and their digest. */
export interface Survey {
  facts: PlanFacts
  digest: string
}

type Surveyor = (views: readonly StageView[], gates: readonly GateResult[]) => Promise<Survey>

/**
 * Finds out what a plan shows. The deployer, which may take its time, is asked once for each version that may run, and
 * not at all when nobody will look at its answer.
 */
export function surveyorOf(
  run: Run,
  stage: Stage,
  tag: string,
  facts: DeployFacts,
  asksDeployer = true,
): Surveyor {
  const { release, evidence } = facts
  const asked = new Map<string, Promise<Fact<InfrastructureChange[]>>>()
  return async (views, gates) => {
    const state = afterDeath(viewOf(views, stage).state)
    const running = state.running?.sha ?? ""
    const infrastructure =
      asked.get(running) ?? (asksDeployer ? askDeployer(run, stage, release) : Promise.resolve(unasked))
    asked.set(running, infrastructure)
    const crossing = await facts.crossing(state)
    const policy = run.context.config.migrations?.fence.deploy ?? null
    const found: PlanFacts = {
      stage,
      tag,
      sha: release?.sha ?? null,
      running: state.running,
      migrations: crossing.migrations,
      secrets: missingSecrets(evidence),
      gates,
      readiness: release && judgeReadiness(state, release, crossing, policy),
      infrastructure: await infrastructure,
    }
    return { facts: found, digest: planDigest(found, run.ports.sha256) }
  }
}

/** Judges as ever, and holds the world against the plan that somebody approved: under the very lock that it deploys with. */
export function judgeExpected(
  run: Run,
  stage: Stage,
  tag: string,
  facts: DeployFacts,
  expected: string | null,
): Judge {
  if (expected === null) return facts.judge
  const survey = surveyorOf(run, stage, tag, facts, covers(expected, "infrastructure"))
  return async (views) => {
    const gates = await facts.judge(views)
    const { digest } = await survey(views, gates)
    return [...gates, planGate(expected, digest, stage)]
  }
}

const missingSecrets = ({ secrets }: DeployFacts["evidence"]): Fact<string[]> =>
  secrets.kind === "known" ? { kind: "known", value: unmet(secrets.value).map(({ name }) => name) } : secrets

const unasked: Fact<never> = { kind: "unavailable", message: "the approved plan did not show it" }
const noCommit: Fact<never> = { kind: "skipped", why: "there is no commit to judge" }
const cannotTell: Fact<never> = { kind: "skipped", why: "the deployer cannot tell before it deploys" }

async function askDeployer(
  { ports, context, report }: Run,
  stage: Stage,
  release: Release | null,
): Promise<Fact<InfrastructureChange[]>> {
  const { deployer, credentials, signal, say } = ports
  if (release === null) return noCommit
  if (deployer.plan === undefined) return cannotTell
  const obtained = await credentials.obtain(stage, phaseSeconds(context.config))
  if (!obtained.ok) return { kind: "unavailable", message: obtained.reason.message }
  const { env, secrets } = obtained
  return deployer.plan({ stage, release, runId: report.runId, credentials: { env, secrets }, signal, say })
}
