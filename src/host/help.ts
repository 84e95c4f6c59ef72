import { Command as Commander, Option } from "commander"
import { closestMatch } from "leven"
import { flagsOf, GROUPS, HOST_OPTIONS, hostOptionsOf, type OptionSpec, specOf } from "../commands.ts"
import { REASONS, type ReasonCode } from "../core/reasons.ts"
import { COMMANDS, type Command } from "../core/report/commands.ts"

const PROGRAM = "release-pipeline"

const EXIT_CODES = `
Exit codes:
  0  done
  1  failed, rolled back, or could not be judged
  2  usage or configuration error, nothing was changed
  3  blocked, nothing was changed
  4  done, but the report could not be written to stdout
`

/** The text of --help: of one command, or of the program. */
export function helpText(command: Command | null): string {
  const program = define()
  const asked = program.commands.find((one) => one.name() === command) ?? program
  const parts: string[] = []
  asked
    .configureOutput({ writeOut: (part) => void parts.push(part), getOutHelpWidth: () => 100 })
    .outputHelp()
  return parts.join("")
}

/** What docs/reasons.md says of a code. */
export function reasonText(code: ReasonCode): string {
  const { what, why, fix } = REASONS[code]
  return `${code}  ${what}\nWhy: ${why}\nFix: ${fix}\n`
}

/** What may have been meant by a word that is no command, no code, or no option of a command; or null. */
export function suggestion(command: Command | null, word: string): string | null {
  const isCode = /^[A-Z]+(_[A-Z]+)*$/.test(word)
  const names =
    command === null
      ? isCode
        ? Object.keys(REASONS)
        : COMMANDS
      : [...flagsOf(command).keys(), ...Object.keys(HOST_OPTIONS)].map((name) => `--${name}`)
  const bare = word.replace(/^-+/, "")
  const isPart = (name: string) => name.replace("--", "").startsWith(bare) || name.endsWith(bare)
  const whole = bare.length < 3 ? [] : names.filter(isPart)
  // a short word is close to too many names
  const near = closestMatch(word, names, { maxDistance: Math.floor(bare.length / 3) })
  // two letters that changed places count twice
  const swapped = names.find((name) => sorted(name.replace("--", "")) === sorted(bare))
  const one = swapped ?? near
  const meant = whole.length > 0 && whole.length < 3 ? whole : one === undefined ? [] : [one]
  return meant.length === 0 ? null : `did you mean ${meant.join(" or ")}?`
}

const sorted = (word: string): string => [...word].sort().join("")

/** The command table as commander has it. It only shows: arguments.ts reads command lines. */
function define(): Commander {
  const program = new Commander(PROGRAM)
    .description(
      "Deploys a tagged application, checks it, and rolls it back. This is the runner without an engine.",
    )
    .usage("COMMAND [OPTIONS]")
    .helpCommand("help [COMMAND]", "Shows the help of a command, or what a reason code means.")
    .helpOption("-h, --help", "shows this text")
    .configureHelp({ subcommandTerm: (one) => one.name() })
    .option("--version", "prints the version")
    .addHelpText(
      "after",
      `${EXIT_CODES}
Is production broken? \`${PROGRAM} status\` shows what runs and how to go back.
Help for a command, with its options and examples: ${PROGRAM} help COMMAND
What a code such as LOCK_HELD means, and what to do: ${PROGRAM} help CODE
With an engine the same commands are: dagger call deploy-production --tag v1.2.3
`,
    )
  for (const group of GROUPS) {
    program.commandsGroup(`${group}:`)
    for (const name of COMMANDS.filter((one) => specOf(one).group === group)) addCommand(program, name)
  }
  return program
}

function addCommand(program: Commander, name: Command): void {
  const { summary, details, examples, options } = specOf(name)
  const about = details === undefined ? summary : `${summary}\n\n${details}`
  const added = program.command(name).summary(summary).description(about).usage("[OPTIONS]")
  added.helpOption("-h, --help", "shows this text").action(() => {})
  added.optionsGroup("Options of every command:")
  const secret = Object.values(options).some(({ kind }) => kind === "secret")
  const flags = [...flagsOf(name)].map(([flag, { spec }]) => ({ flag, spec }))
  for (const { flag, spec } of flags) {
    added.addOption(optionOf(flag, spec).helpGroup(spec.required ? "Required:" : "Options:"))
  }
  for (const [flag, spec] of Object.entries(hostOptionsOf(name))) added.addOption(optionOf(flag, spec))
  const source = secret ? "\nThe value comes from standard input, or is asked for at a terminal.\n" : ""
  const lines = examples.map((example) => `  ${PROGRAM} ${example}\n`)
  const shown = lines.length === 0 ? "" : `\nExamples:\n${lines.join("")}`
  added.addHelpText("after", `${source}${shown}`)
}

function optionOf(flag: string, spec: OptionSpec): Option {
  const { kind, value, help, repeatable, choices, default: fallback } = spec
  const notes = [
    // an engine shows the help alone, which then names them itself
    ...(choices === undefined || help.includes(choices.join(", ")) ? [] : [choices.join(", ")]),
    ...(fallback === undefined ? [] : [`default: ${fallback}`]),
    ...(repeatable === undefined ? [] : ["may be given several times"]),
  ]
  const text = notes.length === 0 ? help : `${help} (${notes.join("; ")})`
  return new Option(kind === "switch" ? `--${flag}` : `--${flag} <${value}>`, text)
}
