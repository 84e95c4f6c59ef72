import type { MigrationPolicy } from "../config/migrations.ts"
import type { Fact } from "../fact.ts"
import { describeRelease, type Release } from "../stage.ts"
import { counted, sentence } from "../text.ts"
import { describeMigrations, type Migration } from "./migration.ts"

/** What migrations mean for a rollback: nothing, a warning before it, or that it may not begin. */
export type MigrationVerdict = { kind: "open" } | { kind: "warned" | "blocked"; warning: string }

/**
 * Judges a rollback by the migrations that it would leave in the database.
 * @param migrations those that the version that is left has and the other one lacks, or that differ between them
 */
export function judgeRollbackMigrations(
  policy: MigrationPolicy,
  to: Release,
  migrations: Fact<Migration[]>,
): MigrationVerdict {
  const warning = policy === "allow" ? null : warningOf(to, migrations)
  return warning === null ? { kind: "open" } : { kind: policy === "block" ? "blocked" : "warned", warning }
}

function warningOf(to: Release, migrations: Fact<Migration[]>): string | null {
  if (migrations.kind === "skipped") return null
  const target = describeRelease(to)
  if (migrations.kind === "unavailable") {
    return `It is not known which migrations a rollback to ${target} leaves in the database: ${sentence(migrations.message)}`
  }
  const { length } = migrations.value
  if (length === 0) return null
  const list = describeMigrations(migrations.value)
  return `A rollback to ${target} leaves ${counted(length, "migration")} in the database that it does not know: ${list}.`
}

export const NOTHING_IN_THE_WAY = "no migration is known to be in the way"
