import type { MigrationsConfig } from "../config/migrations.ts"
import { clip } from "../text.ts"

/**
 * What a migration does to a version that does not know it: nothing (additive), harm (destructive), or
 * something that its text does not show (unknown).
 */
export type Risk = "additive" | "destructive" | "unknown"

/** What a part of a migration does that is more than additive. */
export interface Finding {
  risk: Exclude<Risk, "additive">
  /** e.g. `drops table messages` */
  what: string
}

/** What the text of a migration does, and whether the same text can undo it. */
export interface MigrationText {
  findings: Finding[]
  hasDown: boolean
}

/** A migration that only one of two versions has, or that differs between them. */
export interface Migration {
  path: string
  /** changed and removed: history was edited, or the version is older than what runs */
  change: "new" | "changed" | "removed"
  risk: Risk
  /** why it is not additive */
  reasons: string[]
  /** the file that holds its down migration; null when there is none */
  down: string | null
}

export const destructive = (what: string): Finding => ({ risk: "destructive", what })
export const unknown = (what: string): Finding => ({ risk: "unknown", what })

/** How the files below a folder differ between two commits: sorted paths from the root. */
export interface FileChanges {
  added: string[]
  changed: string[]
  removed: string[]
}

/** What the path of a migration matches; null when the configured pattern is no regular expression. */
export function migrationPattern({ pattern }: Pick<MigrationsConfig, "pattern">): RegExp | null {
  try {
    return new RegExp(pattern, "u")
  } catch {
    return null
  }
}

/** Whether a file below the folder is a migration; a file that undoes one is not. */
export const isMigration = (config: Pick<MigrationsConfig, "pattern">, path: string): boolean =>
  migrationPattern(config)?.test(path) === true && !/\.d\.[cm]?ts$|\.down\.\w+$/i.test(path)

/** The file that undoes a migration, as in 1_x.sql and 1_x.down.sql, or 1_x.up.sql and 1_x.down.sql. */
export function downFileOf(path: string, files: readonly string[]): string | null {
  const wanted = path.replace(/(\.up)?(\.\w+)$/i, ".down$2")
  return files.includes(wanted) ? wanted : null
}

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
