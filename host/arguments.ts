import { parseArgs } from "node:util"
import { type Problem, usageError } from "../dagger/src/core/errors.ts"
import { FORMATS, type Format } from "../dagger/src/core/render.ts"
import { COMMANDS, type Command } from "../dagger/src/core/report.ts"
import { COMMAND_TABLE, OPTIONS, type OptionName, type OptionValues } from "./commands.ts"

/** What the command line asks for. */
export type Invocation =
  | { kind: "help" }
  | { kind: "run"; command: Command; repo: string; format: Format; values: OptionValues }

const GLOBALS = ["repo", "format"]

/** Reads the command line strictly: one error names everything that is wrong with it. */
export function parseCommandLine(argv: readonly string[], cwd: string): Invocation {
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: {
      ...Object.fromEntries(
        [...GLOBALS, ...Object.keys(OPTIONS)].map((name) => [name, { type: "string" as const }]),
      ),
      help: { type: "boolean", short: "h" },
    },
  })
  const problems: Problem[] = []
  const words: string[] = []
  const given = new Map<string, string>()
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value)
    if (token.kind !== "option") continue
    if (token.name === "help") return { kind: "help" }
    const path = token.rawName
    if (!GLOBALS.includes(token.name) && !Object.hasOwn(OPTIONS, token.name)) {
      problems.push({ path, message: "is not a known option" })
    } else if (token.value === undefined || (!token.inlineValue && token.value.startsWith("-"))) {
      problems.push({ path, message: `needs a value (one that begins with "-" is written ${path}=VALUE)` })
    } else if (given.has(token.name)) {
      problems.push({ path, message: "is given twice" })
    } else {
      given.set(token.name, token.value)
    }
  }
  if (argv.length === 0) return { kind: "help" }
  const [command, ...rest] = words
  for (const word of rest) problems.push({ path: JSON.stringify(word), message: "is one word too many" })
  const format = given.get("format") ?? "text"
  if (!isFormat(format)) problems.push({ path: "--format", message: `must be one of: ${FORMATS.join(", ")}` })
  if (command === undefined || !isCommand(command)) {
    const message = command === undefined ? "is missing" : `is not one; known: ${COMMANDS.join(", ")}`
    throw refuse([{ path: "command", message }, ...problems])
  }
  const { values, problems: optionProblems } = readOptions(command, given)
  const all = [...problems, ...optionProblems]
  if (all.length > 0) throw refuse(all)
  return { kind: "run", command, repo: given.get("repo") ?? cwd, format: format as Format, values }
}

function readOptions(
  command: Command,
  given: ReadonlyMap<string, string>,
): { values: OptionValues; problems: Problem[] } {
  const { required, optional } = COMMAND_TABLE[command]
  const known: readonly string[] = [...required, ...optional]
  const problems: Problem[] = []
  const values: Partial<Record<OptionName, string>> = {}
  for (const name of given.keys()) {
    if (!GLOBALS.includes(name) && !known.includes(name))
      problems.push({ path: `--${name}`, message: `is not an option of ${command}` })
  }
  for (const name of known as readonly OptionName[]) {
    const spec: { fallback?: string; check?: (value: string) => string | null } = OPTIONS[name]
    const value = given.get(name) ?? spec.fallback
    const wrong = given.has(name) ? (spec.check?.(given.get(name) as string) ?? null) : null
    if (wrong !== null) problems.push({ path: `--${name}`, message: wrong })
    if (value === undefined && required.includes(name))
      problems.push({ path: `--${name}`, message: `is required by ${command}` })
    if (value !== undefined) values[name] = value
  }
  return { values, problems }
}

const isCommand = (word: string): word is Command => (COMMANDS as readonly string[]).includes(word)
const isFormat = (word: string): word is Format => (FORMATS as readonly string[]).includes(word)

const refuse = (problems: readonly Problem[]) =>
  usageError("USAGE", "The command line cannot be understood.", problems)
