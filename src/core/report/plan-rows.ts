import type { Migration } from "../migrations/migration.ts"

export const MIGRATION_HEAD = ["migration", "change", "risk", "way down", "why"]

/** A row for each migration: file, change, risk, where its down migration is, and why it is not additive. */
export const migrationRows = (migrations: readonly Migration[]): string[][] =>
  migrations.map(({ path, change, risk, down, reasons }) => [
    path,
    change,
    risk,
    down === null ? "no way down" : down === path ? "in the same file" : down,
    reasons.join(", "),
  ])
