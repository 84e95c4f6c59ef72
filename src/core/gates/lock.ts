import { phaseOf, type Verdict } from "../ledger/death.ts"
import type { LockOwner } from "../ledger/stage-state.ts"
import type { Stage } from "../stage.ts"
import { ageOf } from "../text.ts"
import { fail, type GateResult, gateResult, type Judgement, pass } from "./gate.ts"
import { headOf } from "./gates.ts"

/**
 * The lock is judged apart from the other gates, because a run may wait for it.
 * @param verdict whether the owner is dead; null: not looked at
 */
export const lockGate = (
  stage: Stage,
  owner: LockOwner | null,
  now: Date,
  verdict: Verdict | null = null,
): GateResult => gateResult(headOf("lock"), judgeLock(stage, owner, now, verdict), stage)

function judgeLock(stage: Stage, owner: LockOwner | null, now: Date, verdict: Verdict | null): Judgement {
  if (owner === null) return pass("free")
  if (verdict?.kind === "dead") return pass(`to be taken over: ${describeDeath(owner, verdict.proof)}`)
  const doubt = verdict === null ? "" : ` Not proven dead: ${verdict.why}.`
  return fail("LOCK_HELD", `${describeOwner(stage, owner, now)}${doubt}`)
}

/** `deploy-production v1.2.3`; a rollback names no tag when it begins */
const workOf = ({ command, tag }: LockOwner): string => (tag === null ? command : `${command} ${tag}`)

/** `run 4f2… of ben (deploy-production v1.2.3) died in deploy: its process is gone` */
export const describeDeath = (owner: LockOwner, proof: string): string =>
  `run ${owner.runId} of ${owner.actor} (${workOf(owner)}) died in ${phaseOf(owner)}: ${proof}`

function describeOwner(stage: Stage, owner: LockOwner, now: Date): string {
  const { actor, host, pid, since, runId } = owner
  const where = pid === null ? host : `${host}, process ${pid}`
  return `${stage} has been held by ${actor} (${workOf(owner)}, ${where}) for ${ageOf(since, now)}, run ${runId}.`
}
