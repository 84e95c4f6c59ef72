import { messageOf } from "../core/errors.ts"
import type { Fact } from "../core/fact.ts"
import type { GateResult } from "../core/gates/gate.ts"
import { rollbackMigrationsGate } from "../core/gates/rollback-gates.ts"
import { findRollbackTarget } from "../core/ledger/rollback-target.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import type { Migration } from "../core/migrations/migration.ts"
import {
  judgeRollbackMigrations,
  type MigrationVerdict,
  NOTHING_IN_THE_WAY,
} from "../core/migrations/policy.ts"
import type { Release } from "../core/stage.ts"
import { migrationsBetween } from "./crossing.ts"
import type { Run } from "./run.ts"

/** Looks which migrations a rollback would leave in the database, and shows them in the report. */
export async function lookOverFence(run: Run, from: Release, to: Release): Promise<MigrationVerdict> {
  const { migrations: config } = run.context.config
  if (config === undefined) return { kind: "open" }
  // what cannot be found out must not keep a rollback from being judged
  const found = await migrationsBetween(run.ports.repository, config, to.sha, from.sha).catch(
    (error): Fact<Migration[]> => ({ kind: "unavailable", message: messageOf(error) }),
  )
  run.report.overMigrations = found.kind === "known" ? found.value : null
  return judgeRollbackMigrations(config.fence.rollback, to, found)
}

/**
 * The fence as a gate of a rollback that a person asks for. A run that waits for the stage judges again and again, and
 * looks anew only when the rollback has become another one.
 */
export function fenceGates(run: Run, named: string | null): (state: StageState) => Promise<GateResult[]> {
  const verdicts = new Map<string, Promise<MigrationVerdict>>()
  return async (state) => {
    const target = findRollbackTarget(state, named)
    if (target.kind === "none" || run.context.config.migrations === undefined) return []
    // whoever has a version to go back to runs one
    const running = state.running as Release
    const key = `${running.sha} ${target.release.sha}`
    const verdict = verdicts.get(key) ?? lookOverFence(run, running, target.release)
    verdicts.set(key, verdict)
    return [rollbackMigrationsGate(await verdict)]
  }
}

/** Says what stays in the database before anything changes. */
export function sayOver({ report, ports }: Run): void {
  for (const { id, detail } of report.gates) {
    if (id === "migrations" && detail !== NOTHING_IN_THE_WAY) ports.say(detail)
  }
}
