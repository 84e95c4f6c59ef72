import { COMMANDS, type Command } from "../core/report/report.ts"
import { COMMAND_TABLE, OPTIONS, type OptionName, type OptionSpec } from "./commands.ts"

const PROGRAM = "npm run pipeline --"

/** The text of --help. */
export function helpText(): string {
  return `Deploy, check, roll back a tagged application: the pipeline without an engine.

Usage: ${PROGRAM} [--repo DIR] [--format text|markdown|json] COMMAND [OPTIONS]

Commands
${COMMANDS.map(commandLine).join("\n")}

Options
${(Object.keys(OPTIONS) as OptionName[]).map(optionLine).join("\n")}
  --repo DIR        the repository to deploy from (default: where you stand)
  --format FORMAT   text, markdown or json (default: text); the report goes to stdout, talk to stderr
  --help            this text

Exit codes
  0  done   1  failed, rolled back or not to be judged   2  usage or configuration   3  blocked, nothing changed

Examples
  ${PROGRAM} deploy-staging --tag v1.2.3
  ${PROGRAM} deploy-production --tag v1.2.3 --wait 900 --reason "CI is down"
  ${PROGRAM} rollback --to v1.2.2 --reason "chat answers in the wrong language"

With an engine the same commands are: dagger call deploy-production --tag v1.2.3
`
}

function commandLine(name: Command): string {
  const { help, required, optional } = COMMAND_TABLE[name]
  const options = [
    ...required.map((option) => `--${option}`),
    ...optional.map((option) => `[--${option}]`),
  ].join(" ")
  return `  ${name.padEnd(18)}${help}${options === "" ? "" : `\n${" ".repeat(20)}${options}`}`
}

function optionLine(name: OptionName): string {
  const { value, help, ...rest }: OptionSpec = OPTIONS[name]
  const fallback = rest.fallback === undefined ? "" : ` (default: ${rest.fallback})`
  return `  ${(value === null ? `--${name}` : `--${name} ${value}`).padEnd(18)}${help}${fallback}`
}
