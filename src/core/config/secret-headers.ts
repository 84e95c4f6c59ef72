import { HOOKS, type HookConfig } from "./hooks.ts"
import { secretOf } from "./notify.ts"
import type { Config } from "./schema.ts"
import type { CheckConfig } from "./smoke.ts"
import { requestOf } from "./watch.ts"

/** `{secret:NAME}` stands for the value, `{base64:NAME}` for its encoding, as basic authentication has it. */
const SECRET = /\{(secret|base64):([A-Za-z_][A-Za-z0-9_]*)\}/g

/** The names of the secrets that a text refers to, each once. */
export const secretsIn = (text: string): string[] => [
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

/** The secrets that a run must be given, by what they are for. */
export function namedSecrets({ deployer, smoke, verify, hooks, notify, stages }: Config) {
  const tool = deployer.kind === "sandbox" ? {} : deployer.secrets
  const ofHooks = Object.assign({}, ...HOOKS.map((name) => hooks[name]?.secrets)) as HookConfig["secrets"]
  const watched = Object.values(stages).flatMap(
    ({ watch }) => watch?.checks.flatMap((one) => requestOf(one) ?? []) ?? [],
  )
  const checks = [...smoke.checks, ...(verify?.checks ?? []), ...watched].flatMap(headerSecrets)
  const channels = [...new Set(Object.values(notify).map(secretOf))]
  return { tool, hooks: ofHooks, checks: [...new Set(checks)], channels }
}
