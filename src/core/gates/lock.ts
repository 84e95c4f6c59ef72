import { phaseOf, type Verdict } from "../ledger/death.ts"
import type { LockOwner } from "../ledger/stage-state.ts"
import { reason } from "../reasons.ts"
import type { Stage } from "../stage.ts"
import { ageOf } from "../text.ts"
import { failed, type GateResult } from "./gate.ts"

const LOCK = { id: "lock", title: "No other run holds the stage" }

/**
 * The lock is judged apart from the other gates, because a run may wait for it.
 * @param verdict whether the owner is dead; null: nobody looked
 */
export function lockGate(
  stage: Stage,
  owner: LockOwner | null,
  now: Date,
  verdict: Verdict | null = null,
): GateResult {
  if (owner === null) return passed("free")
  if (verdict?.kind === "dead") return passed(`to be taken over: ${describeDeath(owner, verdict.proof)}`)
  const doubt = verdict === null ? "" : ` Not proven dead: ${verdict.why}.`
  const message = `${describeOwner(stage, owner, now)}${doubt}`
  return failed(LOCK.id, LOCK.title, reason("LOCK_HELD", message), stage)
}

const passed = (detail: string): GateResult => ({ ...LOCK, status: "pass", detail, code: null, fix: null })

/** `run 4f2… of ben (deploy-production v1.2.3) died in deploy: its process is gone` */
export function describeDeath(owner: LockOwner, proof: string): string {
  const { runId, actor, command, tag } = owner
  const what = tag === null ? command : `${command} ${tag}`
  return `run ${runId} of ${actor} (${what}) died in ${phaseOf(owner)}: ${proof}`
}

export function describeOwner(
  stage: Stage,
  { actor, host, pid, command, tag, since, runId }: LockOwner,
  now: Date,
): string {
  const what = tag === null ? command : `${command} ${tag}`
  const where = pid === null ? host : `${host}, process ${pid}`
  return `${stage} is held by ${actor} (${what}, ${where}) for ${ageOf(since, now)}, run ${runId}.`
}
