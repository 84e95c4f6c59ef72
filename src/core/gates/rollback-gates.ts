import type { Fact } from "../fact.ts"
import { findRollbackTarget } from "../ledger/rollback-target.ts"
import type { StageState } from "../ledger/stage-state.ts"
import { type MigrationVerdict, NOTHING_IN_THE_WAY } from "../migrations/policy.ts"
import { describeRelease, type Stage } from "../stage.ts"
import type { CredentialsInput } from "./facts.ts"
import { fail, type GateResult, gateResult, pass } from "./gate.ts"
import { headOf } from "./gates.ts"
import { judgeStageCredentials } from "./input-gates.ts"

// The gates of a rollback, in their order; then comes the lock.

/** @param to the tag that a person named; null: the last other version that was verified */
export function rollbackTargetGate(stage: Stage, state: StageState, to: string | null): GateResult {
  const target = findRollbackTarget(state, to)
  return gateResult(
    { id: "rollback-target", title: "There is a version to roll back to" },
    target.kind === "target"
      ? pass(`${describeRelease(target.release)}, ${target.why}`)
      : { fail: target.reason },
    stage,
  )
}

export const rollbackCredentialsGate = (stage: Stage, credentials: Fact<CredentialsInput>): GateResult =>
  gateResult(headOf("credentials"), judgeStageCredentials(credentials), stage)

/** `--over-migrations` waives it. */
export const rollbackMigrationsGate = (verdict: MigrationVerdict): GateResult =>
  gateResult(
    { id: "migrations", title: "The older version can work with the database" },
    verdict.kind === "blocked"
      ? fail("MIGRATION_BLOCKS_ROLLBACK", verdict.warning)
      : pass(verdict.kind === "warned" ? verdict.warning : NOTHING_IN_THE_WAY),
    null,
  )
