import { resolve } from "node:path"
import {
  COMMAND_TABLE,
  flagsOf,
  type Given,
  HOST_OPTIONS,
  hostOptionsOf,
  kebab,
  type OptionSpec,
  readValues,
  specOf,
  type Values,
  valueFault,
} from "../commands.ts"
import { PipelineError, type Problem } from "../core/errors.ts"
import { REASONS, type ReasonCode, reason } from "../core/reasons.ts"
import { COMMANDS, type Command } from "../core/report/commands.ts"
import type { Format } from "../core/report/render.ts"
import type { Verbosity } from "./terminal.ts"

type ReadSecret = () => Promise<string>

/** What the command line asks for. */
export type Invocation =
  /** null: of the program */
  | { kind: "help"; command: Command | null }
  | { kind: "version" }
  | { kind: "reason"; code: ReasonCode }
  | {
      kind: "run"
      command: Command
      repo: string
      config: string | null
      format: Format
      verbosity: Verbosity
      values: Values
    }

/**
 * Reads the command line strictly: one error names everything that is wrong with it.
 * @param cwd where the user stands
 * @param readSecret gives what the user types or pipes in, for a command that asks for it
 */
export async function parseCommandLine(
  argv: readonly string[],
  cwd: string,
  readSecret: ReadSecret,
): Promise<Invocation> {
  const tokens = tokenize(argv)
  const words = tokens.flatMap((token) => (token.kind === "word" ? [token.text] : []))
  const options = tokens.filter((token) => token.kind === "option")
  const asksForHelp = tokens.some(({ kind }) => kind === "help")
  const [first, ...rest] = words[0] === "help" ? words.slice(1) : words
  const known = first !== undefined && isCommand(first) ? first : null
  const code = words[0] === "help" && rest.length === 0 ? codeOf(first) : null
  if (code !== null) return { kind: "reason", code }
  // help for what does not exist would end well, and say nothing of it
  const isAbout = first === undefined || known !== null
  if (argv.length === 0 || (isAbout && (asksForHelp || words[0] === "help")))
    return { kind: "help", command: known }
  if (options.some(({ path }) => path === "--version") && first === undefined) return { kind: "version" }

  const problems: Problem[] = []
  if (first === undefined) problems.push({ path: "command", message: "is missing" })
  else if (known === null) {
    const meant = (await hint(null, first)) || `; choose one of: ${COMMANDS.join(", ")}`
    problems.push({ path: "command", message: `there is no ${JSON.stringify(first)}${meant}` })
  }
  for (const word of rest) problems.push({ path: JSON.stringify(word), message: "is an unexpected argument" })
  const given: Record<string, string> = {}
  for (const option of options) {
    const { path, name } = option
    const message = faultOf(option, known, given[name] !== undefined)
    if (message !== null) {
      const suggestion = isOption(name) ? "" : await hint(known, path)
      problems.push({ path, message: `${message}${suggestion}` })
    }
    const before = specOfFlag(name)?.repeatable && given[name]
    given[name] = [...(before ? [before] : []), option.value ?? ""].join("\n")
  }
  if (given.quiet !== undefined && given.verbose !== undefined)
    problems.push({ path: "--quiet", message: "cannot go together with --verbose" })
  if (known === null) throw refuse(problems, null)
  const { values, problems: missing } = readValues(known, valuesOf(known, given, readSecret))
  // what is wrong with a value that is there has been said
  problems.push(...missing.filter(({ path }) => given[path.slice(2)] === undefined))
  if (problems.length > 0) throw refuse(problems, known)
  return {
    kind: "run",
    command: known,
    repo: resolve(cwd, given.repo ?? "."),
    config: given.config === undefined ? null : resolve(cwd, given.config),
    format: (given.format ?? "text") as Format,
    verbosity: given.quiet !== undefined ? "quiet" : given.verbose !== undefined ? "verbose" : "normal",
    values,
  }
}

/** What there is of a command line that cannot be understood. */
interface Misunderstood {
  /** null: there is no such command */
  command: Command | null
  /** as it was typed; null: it was not */
  repo: string | null
  values: Values
}

/** Null for one that asks for no report that a program reads. */
export function misunderstoodInJson(argv: readonly string[]): Misunderstood | null {
  const tokens = tokenize(argv)
  const given = (wanted: string) =>
    tokens.flatMap((token) => (token.kind === "option" && token.name === wanted ? [token.value] : []))
  if (!given("format").includes("json")) return null
  const [first] = tokens.flatMap((token) => (token.kind === "word" ? [token.text] : []))
  const command = first !== undefined && isCommand(first) ? first : null
  const [[repo = null], [stage = null], [tag = null]] = [given("repo"), given("stage"), given("tag")]
  return { command, repo, values: { stage, tag } }
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
  const spec =
    command === null ? specOfFlag(name) : (hostOptionsOf(command)[name] ?? flagsOf(command).get(name)?.spec)
  if (spec === undefined && command !== null && specOf(command).options[name]?.kind === "secret") {
    return "is an option on an engine only: here the value comes from standard input, or is asked for"
  }
  if (spec === undefined) return isOption(name) ? `is not an option of ${command}` : "is not a known option"
  if (spec.kind === "switch" && value !== "") return "is a switch and takes no value"
  if (value === null) return `needs a value (one that begins with "-" is written ${path}=VALUE)`
  if (repeated && !spec.repeatable) return "is given twice"
  return valueFault(spec, value)
}

/** By the names of the command table; a secret is read from standard input when the command asks for it. */
function valuesOf(command: Command, given: Readonly<Record<string, string>>, readSecret: ReadSecret): Given {
  const values: Record<string, Given[string]> = {}
  for (const [key, { kind }] of Object.entries(specOf(command).options)) {
    const text = given[kebab(key)]
    if (kind === "secret") values[key] = { plaintext: readSecret }
    else if (text !== undefined) values[key] = kind === "switch" ? true : text
  }
  return values
}

/** Of whatever command has it first: a name means the same kind of option everywhere. */
const FLAGS: ReadonlyMap<string, OptionSpec> = new Map([
  ...COMMANDS.toReversed().flatMap((command) =>
    [...flagsOf(command)].map(([name, { spec }]) => [name, spec] as const),
  ),
  ...Object.entries(HOST_OPTIONS),
])

const specOfFlag = (name: string): OptionSpec | undefined => FLAGS.get(name)
const isOption = (name: string): boolean => FLAGS.has(name)
const isSwitch = (name: string): boolean => FLAGS.get(name)?.kind === "switch"
const isCommand = (word: string): word is Command => Object.hasOwn(COMMAND_TABLE, word)

/** A reason code as a person may type it. */
function codeOf(word = ""): ReasonCode | null {
  const name = word.toUpperCase()
  return Object.hasOwn(REASONS, name) ? (name as ReasonCode) : null
}

/** What may have been meant, for the end of a sentence. */
async function hint(command: Command | null, word: string): Promise<string> {
  const { suggestion } = await import("./help.ts")
  const meant = suggestion(command, word)
  return meant === null ? "" : `; ${meant}`
}

/** With what must be given. No example: a person who pastes that in a hurry changes the wrong stage. */
function formOf(command: Command): string {
  const needed = [...flagsOf(command)].filter(([, { spec }]) => spec.required === true)
  const words = needed.map(([name, { spec }]) => `--${name} ${name === "reason" ? "'WHY'" : spec.value}`)
  return words.length === 0 ? "" : ` Its form: \`${[command, ...words].join(" ")}\`.`
}

const refuse = (problems: readonly Problem[], command: Command | null) =>
  new PipelineError(
    "usage",
    reason(
      "USAGE",
      "The command line cannot be understood.",
      command === null ? "See `release-pipeline --help`." : `See \`${command} --help\`.${formOf(command)}`,
    ),
    problems,
  )
