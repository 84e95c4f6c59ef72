import { destructive, type Finding, judgeSql, type MigrationText, unknown } from "./sql-risk.ts"

/**
 * What a migration in JavaScript or TypeScript does on its way up: everything that is called outside of `down`.
 * Only the calls that are known to add something are additive.
 */
export function judgeScriptFile(text: string): MigrationText {
  const script = readScript(text)
  if (script === null) return { findings: [unknown("cannot be read")], hasDown: false }
  const down = findDown(script.code)
  const ways = { ...script, code: down === null ? script.code : without(script.code, down) }
  const hasDown = down !== null && !/^down\s*=\s*false\b/.test(script.code.slice(down.from, down.to))
  if (!UP.test(ways.code)) return { findings: [unknown("exports no up that can be found")], hasDown }
  return { findings: judgeCalls(ways), hasDown }
}

const UP = /(?<![\w$])up\s*[=(:]/
const DOWN = /(?<![\w$])down\s*[=(:]/g

interface Extent {
  from: number
  to: number
}

/** Where the code of `down` is: at the top, or directly within a class or an object. */
function findDown(code: string): Extent | null {
  let depth = 0
  let from = 0
  for (const { index } of code.matchAll(DOWN)) {
    for (const bracket of code.slice(from, index).match(BRACKET) ?? []) {
      depth += OPENING.includes(bracket) ? 1 : -1
    }
    if (depth <= 1) return { from: index, to: endOfFunction(code, index) }
    from = index
  }
  return null
}

const OPENING = "([{"
const CLOSING = ")]}"
const BRACKET = /[()[\]{}]/g

/** A function ends with its body; one without a body, with its statement, or with what encloses it. */
function endOfFunction(code: string, from: number): number {
  let depth = 0
  for (let at = from; at < code.length; at++) {
    const char = code[at] as string
    if (OPENING.includes(char)) depth += 1
    else if (CLOSING.includes(char)) {
      depth -= 1
      if (depth < 0) return at
      if (depth === 0 && char === "}") return at + 1
    } else if (
      depth === 0 &&
      (char === ";" ||
        char === "," ||
        (char === "\n" && /^\s*(export|module|exports)\b/.test(code.slice(at))))
    ) {
      return at
    }
  }
  return code.length
}

const without = (code: string, { from, to }: Extent): string =>
  `${code.slice(0, from)}${" ".repeat(to - from)}${code.slice(to)}`

const CALL = /(?<![\w$])(?<name>[A-Za-z_$][\w$]*)\s*(?:<[^<>()]*>\s*)?(?<open>[(`])/g

/** With more of them, it was not written or read by a person. */
const MAX_CALLS = 1000

function judgeCalls({ code, literals }: ScriptText): Finding[] {
  // what is called without a name could be anything
  if (/[)\]]\s*(\?\.\s*)?[(`]/.test(code)) return [unknown("calls something without a name")]
  const calls = [...code.matchAll(CALL)]
  if (calls.length > MAX_CALLS) return [unknown("is too long to be judged")]
  const created = new Set<string>()
  return calls.flatMap(({ index, groups, 0: whole }) => {
    const { name = "" } = groups as { name?: string }
    const open = index + whole.length - 1
    const first = literals.find(({ at }) => at >= open && code.slice(open, at).trim().length <= 1)
    return judgeCall({ name, first: first?.text ?? null, args: argumentsAt(code, open) }, created)
  })
}

/** The parentheses that open there, with what is in them. */
function argumentsAt(code: string, open: number): string {
  let depth = 0
  let at = open
  do {
    if (OPENING.includes(code[at] as string)) depth += 1
    if (CLOSING.includes(code[at] as string)) depth -= 1
    at += 1
  } while (depth > 0 && at < code.length)
  return code.slice(open, at)
}

/** A call in a migration. */
interface Call {
  name: string
  /** its first argument where that is a string whose text is known */
  first: string | null
  /** all of them, strings blanked out */
  args: string
}

/** What a call does that is more than additive. */
function judgeCall(call: Call, created: Set<string>): Finding[] {
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
    ? destructive(`changes the type of a column${subject}, or makes it not null`)
    : unknown(`calls alterColumn${subject}`)

/** A string or template of a script. */
interface Literal {
  /** where its opening quote is */
  at: number
  /** null for a template that is filled in at run time */
  text: string | null
}

/**
 * A script in JavaScript or TypeScript whose comments and strings are blanked out, so that neither can be taken for
 * code. What is left keeps its place, and strings keep their quotes.
 */
interface ScriptText {
  code: string
  literals: Literal[]
}

/** Comments, strings, templates, regular expressions; and the beginning of one that has no end. */
const TOKEN = new RegExp(
  [
    /\/\/[^\n]*|\/\*[\s\S]*?\*\//,
    /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"|`(?:[^`\\]|\\[\s\S])*`/,
    // a slash that follows a value divides it
    /(?<=[(,=:[!&|?{};]\s*)\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//,
    /['"`]|\/\*/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
)

/** Null for a text that ends within a string or a comment, or that nests templates. */
function readScript(text: string): ScriptText | null {
  const literals: Literal[] = []
  let broken = false
  const code = text.replace(TOKEN, (token, at: number) => {
    const quote = token[0] as string
    if (token.length === 1 || token === "/*") broken = true
    if (quote === "/") return " ".repeat(token.length)
    const inner = token.slice(1, -1)
    if (quote === "`" && isCutOff(inner)) broken = true
    literals.push({ at, text: quote === "`" && inner.includes("${") ? null : inner })
    return `${quote}${" ".repeat(inner.length)}${quote}`
  })
  return broken ? null : { code, literals }
}

/** A template within a template ends it early: what it is filled in with then has no end. */
const isCutOff = (template: string): boolean => template.lastIndexOf("${") > template.lastIndexOf("}")
