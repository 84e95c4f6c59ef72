// Command lines of this pipeline as documentation writes them, and what is wrong with them.
import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { flagsOf, HOST_OPTIONS, specOf } from "../../src/commands.ts"
import { REASONS } from "../../src/core/reasons.ts"
import { COMMANDS, type Command } from "../../src/core/report/commands.ts"

/** A way to run a command, and the options that it knows. */
interface Runner {
  name: "dagger" | "host"
  /** before the command, by name; whether it takes a value */
  globals: ReadonlyMap<string, boolean>
  /** of a command; null: this runner does not have it */
  options: (command: Command) => ReadonlyMap<string, boolean> | null
}

interface ApiFunction {
  arguments: Record<string, { type: { kind: string; name?: string } }>
}

const api = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../schema/api.json"), "utf8"))
const [main] = Object.values(api.objects) as [
  { constructor: ApiFunction; methods: Record<string, ApiFunction> },
]

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
const argumentsOf = (one: ApiFunction) =>
  new Map(
    // a workspace is no flag: the engine gives it
    Object.entries(one.arguments)
      .filter(([, { type }]) => type.name !== "Workspace")
      .map(([name, { type }]) => [kebab(name), type.kind !== "BOOLEAN_KIND"]),
  )
const functions = new Map(Object.entries(main.methods).map(([name, one]) => [kebab(name), argumentsOf(one)]))

export const engine: Runner = {
  name: "dagger",
  globals: new Map([...argumentsOf(main.constructor), ["help", false]]),
  options: (command) => functions.get(command) ?? null,
}

const hostGlobals = Object.keys(HOST_OPTIONS).map((name) => [name, true] as const)
export const host: Runner = {
  name: "host",
  globals: new Map([...hostGlobals, ["help", false], ["version", false]]),
  options: (command) => {
    const flags = [...flagsOf(command)].map(([name, { spec }]) => [name, spec.kind !== "switch"] as const)
    return new Map([...flags, ...hostGlobals])
  },
}

/** `dagger call …`, `release-pipeline …`, `npx …`, or the bare command with options, which both runners may know. */
export function commandFaults(line: string): string[] {
  // a prompt, a list in YAML, a variable may come first
  const start =
    /\bdagger (?:-{1,2}\S+ (?:\S+ )?)*call\b|\bnpx (?:release-pipeline|github:\S+) |^release-pipeline /.exec(
      line,
    )
  const words = wordsOf(start === null ? line : line.slice(start.index))
  const call = words.indexOf("call")
  if (words[0] === "dagger" && call > 0) return faultsOf(engine, withoutToolchain(words.slice(call + 1)))
  if (start !== null) {
    const own = words.slice(words[0] === "npx" ? 2 : 1)
    if (own[0] !== "help") return faultsOf(host, own)
    // it explains codes as well as commands
    return own.length === 2 && Object.hasOwn(REASONS, own[1] as string) ? [] : faultsOf(host, own.slice(1))
  }
  const [command, next] = words
  if (!isCommand(command) || !next?.startsWith("--")) return []
  const [first = [], ...others] = [engine, host]
    .filter((runner) => runner.options(command) !== null)
    .map((runner) => faultsOf(runner, words))
  return others.some((faults) => faults.length === 0) ? [] : first
}

const nameOf = (word: string) => word.slice(2).split("=")[0] as string

/** `--reason "…"` in the middle of a sentence, of whatever command. */
export function optionFaults(text: string): string[] {
  if (!text.startsWith("--")) return []
  const name = nameOf(text.split(" ")[0] as string)
  return isAnywhere(name) ? [] : [`there is no --${name}`]
}

const isAnywhere = (option: string): boolean =>
  [engine, host].some(
    ({ globals, options }) =>
      globals.has(option) || COMMANDS.some((command) => options(command)?.has(option) === true),
  )

/** As a toolchain beside others the module's name comes first. */
const withoutToolchain = (words: readonly string[]) =>
  words[0] === "release-pipeline" ? words.slice(1) : [...words]

const isCommand = (word: string | undefined): word is Command =>
  (COMMANDS as readonly string[]).includes(word ?? "")

function faultsOf({ name, globals, options }: Runner, words: readonly string[]): string[] {
  const left = [...words]
  const faults: string[] = []
  let command: Command | null = null
  let known: ReadonlyMap<string, boolean> = globals
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === "…") continue
    // what comes after that is the engine's own
    if (
      command !== null &&
      name === "dagger" &&
      specOf(command).gives !== undefined &&
      !word.startsWith("--")
    )
      return faults
    if (word.startsWith("--")) {
      const option = nameOf(word)
      const isUnknown = !known.has(option)
      if (isUnknown) faults.push(`${name}: ${command ?? "the call"} has no --${option}`)
      // what is unknown may or may not have a value
      const takesValue = known.get(option) ?? !isCommand(left[0])
      if (takesValue && !word.includes("=") && left[0]?.startsWith("--") === false) left.shift()
    } else if (command !== null) {
      faults.push(`${name}: ${JSON.stringify(word)} is an unexpected argument`)
    } else if (!isCommand(word)) {
      return [...faults, `${name}: ${word} is no command`]
    } else {
      const own = options(word)
      if (own === null) return [...faults, `${name}: does not have ${word}`]
      command = word
      known = own
    }
  }
  return faults
}

const END_OF_COMMAND = /^(\||\|\||&&|;|<|>|>>|2>.*|#.*)$/

/** The words of the first command in a line, without the brackets of what may be left out. */
function wordsOf(line: string): string[] {
  const text = line.replace(/[[\]]/g, " ")
  const words = [...text.matchAll(/(?:[^\s"']|"(?:\\.|[^"])*"|'[^']*')+/g)].map(([word]) => word)
  const end = words.findIndex((word) => END_OF_COMMAND.test(word))
  return words
    .slice(0, end === -1 ? undefined : end)
    .map((word) => word.replace(/"((?:\\.|[^"])*)"|'([^']*)'/g, (_, one, other) => one ?? other))
    .filter((word) => word !== "...")
}
