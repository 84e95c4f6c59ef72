import { clip } from "../text.ts"
import type { Migration } from "./migration.ts"

/** How many files a sentence names. */
const NAMED = 5

/** `1_a.sql (additive), 2_b.sql (destructive: drops table b; no down migration)`: as many as a sentence holds */
export function describeMigrations(migrations: readonly Migration[]): string {
  const named = migrations.slice(0, NAMED).map(describeMigration)
  const more = migrations.length - named.length
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(", ")
}

function describeMigration({ path, change, risk, reasons, down }: Migration): string {
  const kind = reasons.length === 0 ? risk : `${risk}: ${clip(reasons.join(", "), MAX_REASONS)}`
  const back = change !== "new" || down !== null ? "" : "; no down migration"
  return `${path} (${kind}${back})`
}

const MAX_REASONS = 160
