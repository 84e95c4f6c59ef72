import { clip } from "../text.ts"
import { placedStatements, sqlSections, sqlStatements } from "./sql-text.ts"

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

export const destructive = (what: string): Finding => ({ risk: "destructive", what })
export const unknown = (what: string): Finding => ({ risk: "unknown", what })

/** What an SQL migration does on its way up. */
export function judgeSqlFile(text: string): MigrationText {
  const { up, down } = sqlSections(text)
  return { findings: judgeSql(up), hasDown: sqlStatements(down)?.length !== 0 }
}

/** How much of a migration a reviewer is shown, and of one of its lines. */
const SHOWN_LINES = 100
const LINE_LENGTH = 200

/** What an SQL migration says on its way up, each line with what the statement that begins there risks. */
export function sourceOf(path: string, text: string): MigrationSource {
  const up = sqlSections(text).up.trim()
  const risks = new Map<number, string[]>()
  const created = new Set<string>()
  for (const { words, at } of placedStatements(up) ?? []) {
    const line = up.slice(0, at).split("\n").length - 1
    const found = judgeStatement(words, created).map(({ what }) => what)
    risks.set(line, [...(risks.get(line) ?? []), ...found])
  }
  const lines = up.split("\n").map((one, index) => ({
    text: clip(one.trimEnd(), LINE_LENGTH),
    risks: risks.get(index) ?? [],
  }))
  return { path, lines: lines.slice(0, SHOWN_LINES), more: Math.max(0, lines.length - SHOWN_LINES) }
}

/** What SQL does that is more than additive. What it does to tables that it creates itself does no harm. */
export function judgeSql(text: string): Finding[] {
  const statements = sqlStatements(text)
  if (statements === null) return [unknown("ends within a string, a name or a comment")]
  const created = new Set<string>()
  return statements.flatMap((statement) => judgeStatement(statement, created))
}

function judgeStatement(statement: string, created: Set<string>): readonly Finding[] {
  const creates = CREATE_TABLE.exec(statement)?.groups?.name
  if (creates !== undefined) created.add(nameOf(creates))
  for (const { form, judge, many } of FORMS) {
    const found = form.exec(statement)
    if (found === null) continue
    const name = nameOf(found.groups?.name ?? "")
    const verdict = !many && created.has(name) ? null : judge(name, statement)
    return verdict === null ? [] : [verdict].flat()
  }
  return [unknown(`does something that cannot be judged: ${statement.split(" ").slice(0, 3).join(" ")}`)]
}

/** null: additive */
type Verdict = Finding | readonly Finding[] | null

const harmless = (): Verdict => null

/** The source of a pattern for a name in a statement, with or without its schema. */
const NAME = "(?<name>[^ (]+(?: \\. [^ (]+)*)"

/** `PUBLIC . "Messages"` as a person writes it: public.Messages */
const nameOf = (name: string): string =>
  name
    .split(" . ")
    .map((part) => (part[0] === '"' ? part.slice(1, -1) : part.toLowerCase()))
    .join(".")

/** A table that may exist already is not the migration's own. */
const CREATE_TABLE = new RegExp(`^CREATE (?:[A-Z]+ )?TABLE (?!IF NOT EXISTS )${NAME}`)

interface Form {
  form: RegExp
  judge: (name: string, statement: string) => Verdict
  /** it may name more tables than the first */
  many?: true
}

/** The first form that fits a statement judges it. */
const FORMS: readonly Form[] = [
  {
    form: /^(BEGIN|COMMIT|END|START TRANSACTION|SET|RESET|ANALYZE|VACUUM|REINDEX|LOCK|COMMENT ON|GRANT|REFRESH MATERIALIZED VIEW)( |$)/,
    judge: harmless,
  },
  {
    form: /^CREATE (INDEX|([A-Z]+ )?TABLE|SCHEMA|TYPE|DOMAIN|EXTENSION|SEQUENCE|(RECURSIVE |MATERIALIZED )?VIEW|FUNCTION|PROCEDURE|AGGREGATE|STATISTICS|ROLE|USER) /,
    judge: harmless,
  },
  {
    form: new RegExp(`^CREATE UNIQUE INDEX (?:[^ ]+ )*?ON (?:ONLY )?${NAME}`),
    judge: (name) => unknown(`refuses rows of ${name} that are not unique`),
  },
  {
    form: new RegExp(`^INSERT INTO ${NAME}`),
    judge: (name, statement) =>
      / (UPDATE|DELETE|MERGE) /.test(statement) ? destructive(`inserts into ${name} and changes rows`) : null,
  },
  {
    form: new RegExp(`^UPDATE (?:ONLY )?${NAME}`),
    judge: (name) => destructive(`overwrites rows of ${name}`),
  },
  {
    form: new RegExp(`^DELETE FROM (?:ONLY )?${NAME}`),
    judge: (name) => destructive(`deletes rows of ${name}`),
  },
  { form: /^(TRUNCATE|MERGE) /, judge: () => destructive("empties or overwrites tables") },
  {
    form: /^WITH /,
    judge: (_, statement) =>
      / (UPDATE|DELETE|MERGE) /.test(statement) ? destructive("changes rows") : unknown("runs a query"),
  },
  {
    form: new RegExp(`^DROP TABLE (?:IF EXISTS )?${NAME}(?: CASCADE| RESTRICT)?$`),
    judge: (name) => destructive(`drops table ${name}`),
  },
  {
    form: new RegExp(
      "^DROP (?:(?:FOREIGN )?TABLE|SCHEMA|DATABASE|(?:MATERIALIZED )?VIEW|TYPE|DOMAIN|SEQUENCE|FUNCTION|PROCEDURE|AGGREGATE|" +
        `EXTENSION|ROLE|USER|OWNED BY) (?:IF EXISTS )?${NAME}`,
    ),
    judge: (name) => destructive(`drops ${name}`),
    many: true,
  },
  { form: new RegExp(`^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?${NAME}`), judge: judgeAlterTable },
  { form: new RegExp(`^ALTER TYPE ${NAME} ADD VALUE `), judge: harmless },
  {
    form: new RegExp(`^ALTER .*?${NAME} (?:RENAME|SET SCHEMA) `),
    judge: (name) => destructive(`renames ${name} or a part of it`),
    many: true,
  },
]

/** What an ALTER TABLE does: all of its actions. */
function judgeAlterTable(table: string, statement: string): Finding[] {
  return splitActions(statement.replace(HEAD, "")).flatMap((action) => {
    for (const { form, judge } of ACTIONS) {
      const found = form.exec(action)
      if (found === null) continue
      const verdict = judge({ table, column: nameOf(found.groups?.name ?? ""), action })
      return verdict === null ? [] : [verdict].flat()
    }
    return [unknown(`changes ${table} in a way that cannot be judged: ${beginning(action)}`)]
  })
}

const HEAD = new RegExp(`^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?${NAME}(?: \\*)? `)

const beginning = (action: string): string => action.split(" ").slice(0, 3).join(" ")

/** Commas within parentheses divide nothing. */
function splitActions(words: string): string[] {
  const actions: string[][] = [[]]
  let depth = 0
  for (const word of words.split(" ")) {
    if (word === "(") depth += 1
    if (word === ")") depth -= 1
    if (word === "," && depth === 0) actions.push([])
    else actions.at(-1)?.push(word)
  }
  return actions.map((action) => action.join(" "))
}

interface Subject {
  table: string
  column: string
  action: string
}

/** The first form that fits an action judges it. */
const ACTIONS: readonly { form: RegExp; judge: (subject: Subject) => Verdict }[] = [
  {
    form: /^ADD (CONSTRAINT|PRIMARY KEY|UNIQUE|CHECK|FOREIGN KEY|EXCLUDE)( |$)/,
    judge: ({ table }) => unknown(`refuses rows of ${table} that were allowed before`),
  },
  { form: new RegExp(`^ADD (?:COLUMN )?(?:IF NOT EXISTS )?${NAME} `), judge: judgeColumn },
  { form: /^DROP CONSTRAINT /, judge: harmless },
  {
    form: new RegExp(`^DROP (?:COLUMN )?(?:IF EXISTS )?${NAME}`),
    judge: ({ table, column }) => destructive(`drops column ${column} of ${table}`),
  },
  {
    form: new RegExp(`^ALTER (?:COLUMN )?${NAME} (?:SET DATA )?TYPE `),
    judge: ({ table, column }) => destructive(`changes the type of ${column} of ${table}`),
  },
  {
    form: new RegExp(`^ALTER (?:COLUMN )?${NAME} SET NOT NULL$`),
    judge: ({ table, column }) => destructive(`makes ${column} of ${table} not null`),
  },
  { form: new RegExp(`^ALTER (?:COLUMN )?${NAME} SET (DEFAULT|STATISTICS|STORAGE) `), judge: harmless },
  { form: /^(SET|RESET) \(|^(VALIDATE CONSTRAINT|ATTACH PARTITION|CLUSTER ON|OWNER TO) /, judge: harmless },
  { form: /^DETACH PARTITION /, judge: ({ table }) => destructive(`detaches a partition of ${table}`) },
  {
    form: /^(RENAME|SET SCHEMA) /,
    judge: ({ table }) => destructive(`renames ${table} or a part of it`),
  },
  { form: /^(MODIFY|CHANGE) /, judge: ({ table }) => destructive(`changes a column of ${table}`) },
]

/** A version that does not know a column inserts rows without it. */
function judgeColumn({ table, column, action }: Subject): Verdict {
  const mandatory = /(?<!IS )NOT NULL|PRIMARY KEY/.test(action)
  const filled = / (DEFAULT|GENERATED|AUTO_INCREMENT|(BIG|SMALL)?SERIAL)( |$)/.test(action)
  return mandatory && !filled
    ? destructive(`adds column ${column} to ${table}, which is not null and has no default`)
    : null
}

/** The way up of a migration, as a reviewer reads it. */
export interface MigrationSource {
  path: string
  lines: SourceLine[]
  /** how many lines there are beyond these */
  more: number
}

export interface SourceLine {
  text: string
  /** what the statement that begins here does that is more than additive, e.g. `drops table orders` */
  risks: string[]
}
