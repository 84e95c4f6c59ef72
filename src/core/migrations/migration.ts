import type { MigrationPolicy, MigrationsConfig } from "../config/tools.ts"
import type { Fact } from "../errors.ts"
import { describeRelease, type Release } from "../stage.ts"
import { clip, counted, sentence } from "../text.ts"
import { judgeScriptFile } from "./script-risk.ts"
import { type Finding, judgeSqlFile, type MigrationText, type Risk, unknown } from "./sql-risk.ts"

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
  const kind = reasons.length === 0 ? risk : `${risk}: ${clip(reasons.join(", "), MAX_REASONS_LENGTH)}`
  const back = change !== "new" || down !== null ? "" : "; no down migration"
  return `${path} (${kind}${back})`
}

const MAX_REASONS_LENGTH = 160

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

/** How a version's migrations went. */
export interface MigrationRun {
  /** not-run: the database is provably as it was */
  status: "applied" | "failed" | "not-run"
  /** the newest migration that the database had; null: not known */
  before: string | null
  /** the newest that it has now; null: not known */
  head: string | null
  detail: string
}

/** Until it is known how a run ended, it may have changed anything. */
export const UNFINISHED: MigrationRun = {
  status: "failed",
  before: null,
  head: null,
  detail: "The migrations were started, and it is not known how far they got.",
}

/** `the newest migration was 3_a before and is 4_b now` */
export function describeHeads(before: string | null, head: string | null): string {
  if (head === null) return "how far they got is not known"
  if (before === null) return `the newest migration is ${head}`
  if (before === head) return `the newest migration is ${head}, as before`
  return `the newest migration was ${before} before and is ${head} now`
}

/** A failure's sentence with what is known of the database. */
export const describeFailure = (what: string, before: string | null, head: string | null): string =>
  `${sentence(what)} Of the migrations: ${describeHeads(before, head)}.`

/** The name of the newest migration among files: names begin with a number or a time, and sort by it. */
export function newestMigration(paths: readonly string[]): string | null {
  const names = paths.map((path) => (path.split("/").at(-1) as string).replace(/(\.up)?\.\w+$/i, ""))
  return names.toSorted(byNumber).at(-1) ?? null
}

const byNumber = (one: string, other: string): number =>
  Number.parseInt(one, 10) - Number.parseInt(other, 10) || (one < other ? -1 : 1)

/** A longer text is not a migration that a person has read. */
const MAX_LENGTH = 100_000

/** How many reasons are given for one migration. */
const MAX_REASONS = 5

/**
 * The migrations that differ between two versions, by path, each with what it does.
 * @param texts of the added files, as the newer version has them
 */
export function judgeMigrations(
  config: MigrationsConfig,
  changes: FileChanges,
  texts: ReadonlyMap<string, string | null>,
): Migration[] {
  const only = (paths: readonly string[]) => paths.filter((path) => isMigration(config, path))
  return [
    ...only(changes.added).map((path) => judgeNew(config, changes, path, texts.get(path) ?? null)),
    ...only(changes.changed).map((path) =>
      edited(path, "changed", "was edited after a version that has it ran"),
    ),
    ...only(changes.removed).map((path) =>
      edited(path, "removed", "what runs has it, and this version does not"),
    ),
  ].sort((a, b) => (a.path < b.path ? -1 : 1))
}

function judgeNew(
  config: MigrationsConfig,
  { added, changed }: FileChanges,
  path: string,
  text: string | null,
): Migration {
  const { findings, hasDown } = judgeText(path, text)
  const file = downFileOf(path, [...added, ...changed])
  const inside = hasDown && (config.down === "any" || config.down === (isSql(path) ? "section" : "export"))
  const beside = file !== null && (config.down === "any" || config.down === "file")
  return {
    path,
    change: "new",
    risk: worst(findings),
    reasons: [...new Set(findings.map(({ what }) => what))].slice(0, MAX_REASONS),
    down: inside ? path : beside ? file : null,
  }
}

const edited = (path: string, change: "changed" | "removed", why: string): Migration => ({
  path,
  change,
  risk: "unknown",
  reasons: [why],
  down: null,
})

const isSql = (path: string): boolean => /\.sql$/i.test(path)

function judgeText(path: string, text: string | null): MigrationText {
  if (text === null) return { findings: [unknown("cannot be read")], hasDown: false }
  if (text.length > MAX_LENGTH) return { findings: [unknown("is too long to be judged")], hasDown: false }
  if (isSql(path)) return judgeSqlFile(text)
  if (/\.[cm]?[jt]s$/i.test(path)) return judgeScriptFile(text)
  return { findings: [unknown("is neither SQL nor a script")], hasDown: false }
}

const worst = (findings: readonly Finding[]): Risk =>
  findings.some(({ risk }) => risk === "destructive")
    ? "destructive"
    : findings.length > 0
      ? "unknown"
      : "additive"
