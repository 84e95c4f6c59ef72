import type { Finding } from "./migration.ts"
import { destructive, unknown } from "./sql-names.ts"
import { judgeSql } from "./sql-risk.ts"

/** A call in a migration. */
export interface Call {
  name: string
  /** its first argument where that is a string whose text is known */
  first: string | null
  /** all of them, strings blanked out */
  args: string
}

/** What a call does that is more than additive. */
export function judgeCall(call: Call, created: Set<string>): Finding[] {
  const { name, first, args } = call
  if (DEFINES.has(name)) return []
  if (DECIDES.has(name)) return [unknown("decides at run time what to do")]
  if (RUNS_SQL.has(name)) {
    return first === null ? [unknown("runs SQL that is put together at run time")] : judgeSql(first)
  }
  if (first !== null && created.has(first)) return []
  if (name === "createTable" && first !== null && !/ifNotExists/.test(args)) created.add(first)
  if (ADDS.has(name) && !/\bunique\s*:\s*true\b/.test(args)) return []
  const subject = first === null ? "" : ` on ${first}`
  if (name === "addColumn" || name === "addColumns") return judgeColumns(subject, args)
  if (name === "alterColumn") return [judgeAlteration(subject, args)]
  if (DESTROYS.test(name)) return [destructive(`calls ${name}${subject}`)]
  return [unknown(`calls ${name}${subject}`)]
}

/** What only looks like a call, or brings in what is called. */
const DEFINES = new Set(["up", "function", "async", "require", "constructor"])

const DECIDES = new Set(["if", "for", "while", "switch", "catch"])

const RUNS_SQL = new Set(["sql", "query", "raw", "execute", "unsafe"])

/** node-pg-migrate's, and what other tools call the same. */
const ADDS = new Set([
  ...["createTable", "createIndex", "addIndex", "createType", "addType", "addTypeValue", "createExtension"],
  ...["addExtension", "createSchema", "createSequence", "createView", "createMaterializedView"],
  ...["createFunction", "createDomain", "createRole", "dropConstraint", "refreshMaterializedView"],
  ...["func", "noTransaction"],
])

const DESTROYS =
  /^(drop(Table|Column|View|MaterializedView|Type|Schema|Sequence|Function|Domain|Extension|Role|Database)|rename|truncate|delete|del$|update)/

/** A version that does not know a column inserts rows without it. */
function judgeColumns(subject: string, args: string): Finding[] {
  const mandatory = args.match(/\bnotNull\s*:\s*true\b/g) ?? []
  const described = args.match(/\{[^{}]*\bnotNull\s*:\s*true\b[^{}]*\}/g) ?? []
  if (described.some((column) => !/\bdefault\s*:/.test(column))) {
    return [destructive(`adds a column${subject} that is not null and has no default`)]
  }
  return mandatory.length === described.length ? [] : [unknown(`adds columns${subject}`)]
}

const judgeAlteration = (subject: string, args: string): Finding =>
  /\b(type|notNull)\s*:/.test(args)
    ? destructive(`changes the type of a column${subject}, or forbids null in it`)
    : unknown(`calls alterColumn${subject}`)
