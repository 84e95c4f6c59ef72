import type { LockOwner } from "../ledger/stage-state.ts"
import { reason } from "../reasons.ts"
import { ageOf } from "../report/duration.ts"
import type { Stage } from "../stage.ts"
import { failed, type GateResult } from "./gate.ts"

const LOCK = { id: "lock", title: "No other run holds the stage" }

/** The lock is judged apart from the other gates, because a run may wait for it. */
export const lockGate = (stage: Stage, owner: LockOwner | null, now: Date): GateResult =>
  owner === null
    ? { ...LOCK, status: "pass", detail: "free", code: null, fix: null }
    : failed(LOCK.id, LOCK.title, reason("LOCK_HELD", describeOwner(stage, owner, now)), stage)

export function describeOwner(
  stage: Stage,
  { actor, host, pid, command, tag, since, runId }: LockOwner,
  now: Date,
): string {
  const what = tag === null ? command : `${command} ${tag}`
  const where = pid === null ? host : `${host}, process ${pid}`
  return `${stage} is held by ${actor} (${what}, ${where}) for ${ageOf(since, now)}, run ${runId}.`
}
