import { resolve } from "node:path"
import { type Problem, usageError } from "../core/errors.ts"
import { FORMATS, type Format } from "../core/report/render.ts"
import { COMMANDS, type Command } from "../core/report/report.ts"
import { COMMAND_TABLE, OPTIONS, type OptionName, type OptionSpec, type OptionValues } from "./commands.ts"

/** What the command line asks for. */
export type Invocation =
  | { kind: "help" }
  | { kind: "run"; command: Command; repo: string; format: Format; values: OptionValues }

const GLOBALS: Readonly<Record<string, (value: string) => string | null>> = {
  repo: (value) => (value === "" ? "must not be empty" : null),
  format: (value) => (isFormat(value) ? null : `must be one of: ${FORMATS.join(", ")}`),
}

/**
 * Reads the command line strictly: one error names everything that is wrong with it.
 * @param cwd where the user stands
 */
export function parseCommandLine(argv: readonly string[], cwd: string): Invocation {
  const tokens = tokenize(argv)
  if (argv.length === 0 || tokens.some(({ kind }) => kind === "help")) return { kind: "help" }
  const words = tokens.flatMap((token) => (token.kind === "word" ? [token.text] : []))
  const options = tokens.filter((token) => token.kind === "option")
  const [command, ...rest] = words
  const known = command !== undefined && isCommand(command)
  const problems: Problem[] = []
  if (!known) {
    const message = command === undefined ? "is missing" : `is not one; known: ${COMMANDS.join(", ")}`
    problems.push({ path: "command", message })
  }
  for (const word of rest) problems.push({ path: JSON.stringify(word), message: "is one word too many" })
  const given = new Map<string, string>()
  for (const option of options) {
    const message = faultOf(option, known ? command : null, given.has(option.name))
    if (message !== null) problems.push({ path: option.path, message })
    const before = isRepeatable(option.name) ? given.get(option.name) : undefined
    given.set(option.name, [...(before === undefined ? [] : [before]), option.value ?? ""].join("\n"))
  }
  if (!known) throw refuse(problems)
  for (const name of COMMAND_TABLE[command].required) {
    if (!given.has(name)) problems.push({ path: `--${name}`, message: `is required by ${command}` })
  }
  if (problems.length > 0) throw refuse(problems)
  const format = (given.get("format") ?? "text") as Format
  return {
    kind: "run",
    command,
    repo: resolve(cwd, given.get("repo") ?? "."),
    format,
    values: valuesOf(command, given),
  }
}

interface Option {
  kind: "option"
  /** as it was typed */
  path: string
  name: string
  /** null: there is none */
  value: string | null
}
type Token = { kind: "help" } | { kind: "word"; text: string } | Option

const HELP = ["--help", "-h"]

function tokenize(argv: readonly string[]): Token[] {
  const tokens: Token[] = []
  // some package managers pass on the "--" that precedes a script's arguments
  const left = argv.filter((word) => word !== "--")
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (HELP.includes(word)) tokens.push({ kind: "help" })
    else if (!word.startsWith("-")) tokens.push({ kind: "word", text: word })
    else tokens.push(takeOption(word, left))
  }
  return tokens
}

/**
 * The word after an option is its value. One that begins with "-" is refused as such, also when it is
 * a call for help: a script that is given the tag `--help` must not end well.
 */
function takeOption(word: string, left: string[]): Option {
  const [path = "", ...inline] = word.split("=")
  const name = nameOf(path)
  const option = (value: string | null): Option => ({ kind: "option", path, name, value })
  if (inline.length > 0) return option(inline.join("="))
  if (isSwitch(name)) return option("")
  const [next] = left
  if (next === undefined) return option(null)
  if (next.startsWith("-")) {
    if (isOption(name) && !isOption(nameOf(next))) left.shift()
    return option(null)
  }
  // an unknown option may or may not have a value
  return isOption(name) || !isCommand(next) ? option(left.shift() as string) : option(null)
}

const nameOf = (word: string): string => word.replace(/^--/, "").replace(/=.*$/s, "")

/** What is wrong with an option, or null. */
function faultOf({ path, name, value }: Option, command: Command | null, repeated: boolean): string | null {
  if (!isOption(name)) return "is not a known option"
  if (isSwitch(name) && value !== "") return "is a switch and takes no value"
  if (value === null) return `needs a value (one that begins with "-" is written ${path}=VALUE)`
  if (repeated && !isRepeatable(name)) return "is given twice"
  const check = GLOBALS[name]
  if (check !== undefined) return check(value)
  if (command !== null && !optionsOf(command).includes(name)) return `is not an option of ${command}`
  const spec: OptionSpec = OPTIONS[name as OptionName]
  return spec.check?.(value) ?? null
}

function valuesOf(command: Command, given: ReadonlyMap<string, string>): OptionValues {
  const values: Partial<Record<OptionName, string>> = {}
  for (const name of optionsOf(command) as OptionName[]) {
    const spec: OptionSpec = OPTIONS[name]
    const value = given.get(name) ?? spec.fallback
    if (value !== undefined) values[name] = value
  }
  return values
}

const optionsOf = (command: Command): readonly string[] => {
  const { required, optional } = COMMAND_TABLE[command]
  return [...required, ...optional]
}

const isOption = (name: string): boolean => Object.hasOwn(GLOBALS, name) || Object.hasOwn(OPTIONS, name)
const isSwitch = (name: string): boolean =>
  Object.hasOwn(OPTIONS, name) && OPTIONS[name as OptionName].value === null
const isRepeatable = (name: string): boolean =>
  Object.hasOwn(OPTIONS, name) && "repeatable" in OPTIONS[name as OptionName]
const isCommand = (word: string): word is Command => (COMMANDS as readonly string[]).includes(word)
const isFormat = (word: string): word is Format => (FORMATS as readonly string[]).includes(word)

const refuse = (problems: readonly Problem[]) =>
  usageError("USAGE", "The command line cannot be understood.", problems)
