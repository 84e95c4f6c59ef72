import type { FencePolicy } from "../config/migrations.ts"
import type { Fact } from "../fact.ts"
import type { GateResult } from "../gates/gate.ts"
import { reason } from "../reasons.ts"
import { describeRelease, type Release } from "../stage.ts"
import { counted, sentence } from "../text.ts"
import { describeMigrations } from "./describe.ts"
import type { Migration } from "./migration.ts"

/** What migrations mean for a rollback: nothing, something to say before it, or that it may not begin. */
export type FenceVerdict = { kind: "open" } | { kind: "warned" | "blocked"; warning: string }

/**
 * Judges a rollback by the migrations that it would leave in the database.
 * @param migrations those of the version that is left which the other one has not, or has otherwise
 */
export function judgeFence(policy: FencePolicy, to: Release, migrations: Fact<Migration[]>): FenceVerdict {
  const warning = policy === "allow" ? null : warningOf(to, migrations)
  return warning === null ? { kind: "open" } : { kind: policy === "block" ? "blocked" : "warned", warning }
}

function warningOf(to: Release, migrations: Fact<Migration[]>): string | null {
  if (migrations.kind === "skipped") return null
  const target = describeRelease(to)
  if (migrations.kind === "unavailable") {
    return `Nobody knows which migrations a rollback to ${target} leaves in the database: ${sentence(migrations.message)}`
  }
  const { length } = migrations.value
  if (length === 0) return null
  const list = describeMigrations(migrations.value)
  return `A rollback to ${target} leaves ${counted(length, "migration")} in the database that it does not know: ${list}.`
}

export const NOTHING_IN_THE_WAY = "no migration is known to be in the way"

/** The same as a gate, for a rollback that a person asks for. */
export function fenceGate(verdict: FenceVerdict): GateResult {
  const head = { id: "migrations", title: "The database can bear the rollback" }
  if (verdict.kind === "blocked") {
    const { code, message, fix } = reason("MIGRATION_BLOCKS_ROLLBACK", verdict.warning)
    return { ...head, status: "fail", detail: message, code, fix }
  }
  const detail = verdict.kind === "warned" ? verdict.warning : NOTHING_IN_THE_WAY
  return { ...head, status: "pass", detail, code: null, fix: null }
}
