import type { MigrationsConfig } from "../config/tools.ts"
import {
  downFileOf,
  type FileChanges,
  type Finding,
  isMigration,
  type Migration,
  type MigrationText,
  type Risk,
  unknown,
} from "./migration.ts"
import { judgeScriptFile } from "./script-risk.ts"
import { judgeSqlFile } from "./sql-risk.ts"

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
