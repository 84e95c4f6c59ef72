import { messageOf } from "../core/errors.ts"
import type { Fact } from "../core/fact.ts"
import { rollbackMigrationsGate } from "../core/gates/command-gates.ts"
import type { GateResult } from "../core/gates/gate.ts"
import { findRollbackTarget } from "../core/ledger/rollback-target.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import {
  judgeRollbackMigrations,
  type Migration,
  type MigrationVerdict,
} from "../core/migrations/migration.ts"
import type { Release } from "../core/stage.ts"
import { migrationsBetween } from "./release-delta.ts"
import type { Run } from "./run.ts"

/** What a rollback would leave in the database, and what the policy says to that. */
export interface LeftMigrations {
  verdict: MigrationVerdict
  /** null: not looked at, or not to be found out */
  left: Migration[] | null
}

export async function judgeLeftMigrations(run: Run, from: Release, to: Release): Promise<LeftMigrations> {
  const { migrations: config } = run.context.config
  if (config === undefined) return { verdict: { kind: "open" }, left: null }
  // what cannot be found out must not keep a rollback from being judged
  const found = await migrationsBetween(run.ports.repository, config, to.sha, from.sha).catch(
    (error): Fact<Migration[]> => ({ kind: "unavailable", message: messageOf(error) }),
  )
  return {
    verdict: judgeRollbackMigrations(config.fence.rollback, to, found),
    left: found.kind === "known" ? found.value : null,
  }
}

/**
 * The same for a rollback that a person asks for, as a gate. A run that waits for the stage judges again and again, and
 * looks only when the rollback has become another one.
 */
export class RollbackMigrations {
  private readonly run: Run
  private readonly named: string | null
  private readonly known = new Map<string, Promise<LeftMigrations>>()

  /** @param named the tag that a person named; null: the last other version that was verified */
  constructor(run: Run, named: string | null) {
    this.run = run
    this.named = named
  }

  async gates(state: StageState): Promise<GateResult[]> {
    const found = await this.of(state)
    return found === null ? [] : [rollbackMigrationsGate(found.verdict)]
  }

  /** null where there is no rollback, or migrations are not looked for */
  async of(state: StageState): Promise<LeftMigrations | null> {
    const target = findRollbackTarget(state, this.named)
    if (target.kind === "none" || this.run.context.config.migrations === undefined) return null
    // a stage that has a version to go back to runs one
    const running = state.running as Release
    const key = `${running.sha} ${target.release.sha}`
    const known = this.known.get(key) ?? judgeLeftMigrations(this.run, running, target.release)
    this.known.set(key, known)
    return known
  }
}
