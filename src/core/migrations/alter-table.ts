import type { Finding } from "./migration.ts"
import { destructive, harmless, NAME, nameOf, unknown, type Verdict } from "./sql-names.ts"

/** What an ALTER TABLE does: all of its actions. */
export function judgeAlterTable(table: string, statement: string): Finding[] {
  return splitActions(statement.replace(HEAD, "")).flatMap((action) => {
    for (const { form, judge } of ACTIONS) {
      const found = form.exec(action)
      if (found === null) continue
      const verdict = judge({ table, column: nameOf(found.groups?.name ?? ""), action })
      return verdict === null ? [] : [verdict].flat()
    }
    return [unknown(`does to ${table} what cannot be judged: ${beginning(action)}`)]
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
    judge: ({ table, column }) => destructive(`forbids null in ${column} of ${table}`),
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
