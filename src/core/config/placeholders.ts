import * as v from "valibot"
import { type Problem, usageError } from "../errors.ts"
import { clip } from "../text.ts"
import type { CheckConfig } from "./checks.ts"
import { Name, Url } from "./fields.ts"
import { secretOf } from "./notify.ts"
import type { Config } from "./schema.ts"
import { HOOKS, type HookConfig, toolOf } from "./tools.ts"
import { requestOf } from "./watch.ts"

/** Values that `{name}` placeholders in URLs, arguments and environment values stand for. */
type Values = Readonly<Record<string, string>>

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_]*)\}/g

/** Replaces every known `{name}`; an unknown one stays, for `missingPlaceholders` to report. */
export const fill = (template: string, values: Values): string =>
  template.replace(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] as string) : whole,
  )

/** The names that a template uses and values lack, each once. */
export function missingPlaceholders(template: string, values: Values): string[] {
  const names = [...template.matchAll(PLACEHOLDER)].map((match) => match[1] as string)
  return [...new Set(names)].filter((name) => !Object.hasOwn(values, name))
}

/** `${HOME}` and `{{title}}` are another program's. */
const OWN = /(?<![${])\{([A-Za-z][A-Za-z0-9_]*)\}(?!\})/g

/** The names that an argument or a variable of a command uses and values lack; what others would replace is not looked at. */
export const strangePlaceholders = (template: string, known: readonly string[]): string[] => {
  const names = [...template.matchAll(OWN)].map((match) => match[1] as string)
  return [...new Set(names)].filter((name) => !known.includes(name))
}

/** Whether that can be asked. */
export const isAddress = (text: string): boolean => v.is(Url, text)

/** Names below .invalid never exist (RFC 2606): such an address stands for one that is not known. */
export const isNowhere = (address: string): boolean =>
  URL.canParse(address) && /(^|\.)invalid\.?$/.test(new URL(address).hostname)

/** An address begins a line, or follows a comma: the commas in an address are no beginnings. */
const BETWEEN = /\n|,\s*(?=[A-Za-z]\w*=https?:)/

/**
 * Reads `NAME=ADDRESS`, several with commas or one a line: where a stage is, when no deploy has recorded it yet. Throws one
 * usage error that names every problem.
 * @param text null: none
 * @param option what comes before the name in a message
 */
export function readAddresses(text: string | null, option = "--url "): Values {
  const parts = (text ?? "").split(BETWEEN).map((part) => part.trim())
  const problems: Problem[] = []
  const addresses: Record<string, string> = {}
  for (const part of parts.filter((one) => one !== "")) {
    const [, name = "", address = ""] = /([^=]*)=(.*)/s.exec(part) ?? []
    const path = `${option}${name || JSON.stringify(clip(part))}`
    if (!v.is(Name, name)) problems.push({ path, message: "is not NAME=ADDRESS" })
    else if (!isAddress(address)) {
      problems.push({ path, message: `${JSON.stringify(clip(address))} is not a URL of http:// or https://` })
    } else if (Object.hasOwn(addresses, name)) problems.push({ path, message: "is given twice" })
    else addresses[name] = address
  }
  if (problems.length > 0)
    throw usageError(
      "USAGE",
      "The addresses cannot be understood.",
      problems,
      "Write each in full, e.g. https://shop.example.com.",
    )
  return addresses
}

/** `{secret:NAME}` stands for the value, `{base64:NAME}` for its encoding, as basic authentication has it. */
const SECRET = /\{(secret|base64):([A-Za-z_][A-Za-z0-9_]*)\}/g

/** The names of the secrets that a text refers to, each once. */
const secretsIn = (text: string): string[] => [
  ...new Set([...text.matchAll(SECRET)].map(([, , name = ""]) => name)),
]

/** The text with every secret in its place. */
export const fillSecrets = (text: string, values: ReadonlyMap<string, string>): string =>
  text.replace(SECRET, (_, form: string, name: string) => {
    const value = values.get(name) ?? ""
    if (form === "secret") return value
    const bytes = new TextEncoder().encode(value)
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
  })

/** The names of the secrets in a check's headers, each once. */
export const headerSecrets = ({ headers }: Pick<CheckConfig, "headers">): string[] => [
  ...new Set(Object.values(headers).flatMap(secretsIn)),
]

/** The variables that hold the address of the database and the secret with which requests are signed as Slack does. */
export const ownVariables = ({ migrations, verify }: Config) => ({
  database: migrations?.run?.databaseUrl?.env ?? "DATABASE_URL",
  slack: verify?.slack?.signingSecret.env ?? "SLACK_SIGNING_SECRET",
})

/** The secrets that a run must be given, by what they are for. */
export function namedSecrets({ deployer, smoke, verify, hooks, notify, stages }: Config) {
  const tool = toolOf(deployer)?.secrets ?? {}
  const ofHooks = Object.assign({}, ...HOOKS.map((name) => hooks[name]?.secrets)) as HookConfig["secrets"]
  const watched = Object.values(stages).flatMap(
    ({ watch }) => watch?.checks.flatMap((one) => requestOf(one) ?? []) ?? [],
  )
  const checks = [...smoke.checks, ...(verify?.checks ?? []), ...watched].flatMap(headerSecrets)
  const channels = [...new Set(Object.values(notify).map(secretOf))]
  return { tool, hooks: ofHooks, checks: [...new Set(checks)], channels }
}

/** The names of the secrets that tools, checks and hooks need, and that a run was not given. */
export function lackingSecrets(config: Config, isGiven: (name: string) => boolean): string[] {
  const { tool, checks, hooks } = namedSecrets(config)
  const needed = [...Object.keys(tool), ...checks, ...Object.keys(hooks)]
  return [...new Set(needed)].filter((name) => !isGiven(name))
}
