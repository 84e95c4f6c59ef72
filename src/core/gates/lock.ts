import { type Liveness, phaseOf } from "../ledger/liveness.ts"
import type { LockOwner } from "../ledger/stage-state.ts"
import { reason } from "../reasons.ts"
import type { Stage } from "../stage.ts"
import { ageOf } from "../text.ts"
import { fail, type GateResult, gateResult, type Judgement, pass } from "./gate.ts"
import { headOf } from "./gates.ts"

/**
 * The lock is judged apart from the other gates, because a run may wait for it.
 * @param liveness whether the owner is dead; null: not looked at
 */
export const lockGate = (
  stage: Stage,
  owner: LockOwner | null,
  now: Date,
  liveness: Liveness | null = null,
): GateResult => gateResult(headOf("lock"), judgeLock(stage, owner, now, liveness), stage)

function judgeLock(stage: Stage, owner: LockOwner | null, now: Date, liveness: Liveness | null): Judgement {
  if (owner === null) return pass("free")
  const held = describeOwner(stage, owner, now)
  switch (liveness?.kind) {
    case undefined:
      return fail("LOCK_HELD", held)
    case "dead":
      return pass(`to be taken over: ${describeDeath(owner, liveness.proof)}`)
    case "alive":
      return fail("LOCK_HELD", `${held} It is alive: ${liveness.sign}.`)
    case "unknown":
      return fail("LOCK_HELD", `${held} Not proven dead: ${liveness.why}.`, watchingFix(liveness.watchMs))
  }
}

/** Time enough for the proof, and for the looks at both of its ends. */
const SPARE_MS = 10_000

/** Waiting for a run that is silent proves in time that it is dead. */
const watchingFix = (watchMs: number | null): string | undefined =>
  watchMs === null
    ? undefined
    : `Run the same command with --wait ${Math.ceil((watchMs + SPARE_MS) / 1000)}: should no heartbeat come in that time, it takes the stage over. ${reason("LOCK_HELD").fix}`

/** `deploy-production v1.2.3`; a rollback names no tag when it begins */
const workOf = ({ command, tag }: LockOwner): string => (tag === null ? command : `${command} ${tag}`)

/** `run 4f2… of ben (deploy-production v1.2.3) died in deploy: its process is gone` */
export const describeDeath = (owner: LockOwner, proof: string): string =>
  `run ${owner.runId} of ${owner.actor} (${workOf(owner)}) died in ${phaseOf(owner)}: ${proof}`

export function describeOwner(stage: Stage, owner: LockOwner, now: Date): string {
  const { actor, host, pid, since, runId } = owner
  const where = pid === null ? host : `${host}, process ${pid}`
  return `${stage} has been held by ${actor} (${workOf(owner)}, ${where}) for ${ageOf(since, now)}, run ${runId}.`
}
