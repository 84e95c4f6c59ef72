import { judgeAlterTable } from "./alter-table.ts"
import type { Finding, MigrationText } from "./migration.ts"
import { destructive, harmless, NAME, nameOf, unknown, type Verdict } from "./sql-names.ts"
import { sqlSections } from "./sql-sections.ts"
import { sqlStatements } from "./sql-text.ts"

/** What an SQL migration does on its way up. */
export function judgeSqlFile(text: string): MigrationText {
  const { up, down } = sqlSections(text)
  return { findings: judgeSql(up), hasDown: sqlStatements(down)?.length !== 0 }
}

/** What SQL does that is more than additive. What it does to tables that it creates itself harms nobody. */
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
  return [unknown(`does what cannot be judged: ${statement.split(" ").slice(0, 3).join(" ")}`)]
}

/** One that may be there already is not this migration's own. */
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
