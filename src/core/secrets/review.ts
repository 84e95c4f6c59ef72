import type { SecretsConfig } from "../config/schema.ts"
import type { Runner } from "../ledger/owner.ts"
import type { Release, Stage } from "../stage.ts"

/** What is known of a secret's value; the value itself is not. */
export type SecretState = "set" | "missing" | "empty" | "placeholder"

/** A secret as a stage has it. */
export interface StoredSecret {
  name: string
  state: Exclude<SecretState, "missing">
  /** it is set for every stage that has none of its own */
  fallback: boolean
}

/** One secret of a version on a stage. */
export interface SecretRow {
  name: string
  required: boolean
  /** the running version does not declare it */
  isNew: boolean
  state: SecretState
  /** on the other stage; null when that was not asked */
  elsewhere: SecretState | null
}

export interface SecretsReview {
  stage: Stage
  rows: SecretRow[]
}

/** The newest version counts where none is named. */
export interface VersionSecrets {
  release: Release
  review: SecretsReview
}

interface ReviewFacts {
  stage: Stage
  config: SecretsConfig
  declared: readonly DeclaredSecret[]
  /** what the running version declares; null when nothing runs, or that is unknown */
  before: readonly DeclaredSecret[] | null
  stored: readonly StoredSecret[]
  /** what the other stage has; null when that was not asked */
  elsewhere: readonly StoredSecret[] | null
}

/** Holds what a version needs against what its stage has, by name. */
export function reviewSecrets(facts: ReviewFacts): SecretsReview {
  const { stage, config, declared, before, stored, elsewhere } = facts
  const needed = new Set([
    ...config.required,
    ...declared.filter(({ hasDefault }) => !hasDefault).map(({ name }) => name),
  ])
  const names = new Set([...needed, ...config.optional, ...declared.map(({ name }) => name)])
  const rows = [...names].sort().map((name) => ({
    name,
    required: needed.has(name),
    isNew: before !== null && has(declared, name) && !has(before, name),
    state: stateOf(stored, name),
    elsewhere: elsewhere === null ? null : stateOf(elsewhere, name),
  }))
  return { stage, rows }
}

const has = (list: readonly { name: string }[], name: string): boolean =>
  list.some((one) => one.name === name)

/** A stage's own value wins over the fallback. */
function stateOf(stored: readonly StoredSecret[], name: string): SecretState {
  const values = stored.filter((secret) => secret.name === name)
  return (values.find(({ fallback }) => !fallback) ?? values[0])?.state ?? "missing"
}

/** Required ones that the stage cannot give a version. */
export const unmet = ({ rows }: SecretsReview): SecretRow[] =>
  rows.filter(({ required, state }) => required && state !== "set")

/** Those that one stage has and the other has not. */
export const uneven = ({ rows }: SecretsReview): SecretRow[] =>
  rows.filter(({ state, elsewhere }) => elsewhere !== null && (state === "set") !== (elsewhere === "set"))

/** `AuthSecret (missing, new in this version)` */
export const describeSecret = ({ name, state, isNew }: SecretRow): string =>
  `${name} (${state}${isNew ? ", new in this version" : ""})`

/** A secret that an app's source names. */
export interface DeclaredSecret {
  name: string
  /** it has a value of its own, so that a stage may lack one */
  hasDefault: boolean
}

const DECLARATION = /new\s+sst\s*\.\s*Secret\s*\(\s*(["'`])([A-Z][A-Za-z0-9]*)\1\s*(,\s*[^)\s])?/g

/** What is no comment is a text or anything else: a `//` within quotes begins none. */
const COMMENT_OR_TEXT =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g

const withoutComments = (source: string): string =>
  source.replace(COMMENT_OR_TEXT, (part) => (part.startsWith("/") ? " " : part))

/**
 * The secrets that sources declare with `new sst.Secret("Name", default?)`, each once, by name. One whose name is
 * computed is not seen; pipeline.json can name it.
 */
export function declaredSecrets(sources: readonly string[]): DeclaredSecret[] {
  const found = new Map<string, boolean>()
  for (const source of sources) {
    for (const [, , name = "", fallback] of withoutComments(source).matchAll(DECLARATION)) {
      found.set(name, (found.get(name) ?? true) && fallback !== undefined)
    }
  }
  return [...found]
    .map(([name, hasDefault]) => ({ name, hasDefault }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** What a person types to give a stage a secret, where this run is: its value is asked for, or comes from elsewhere. */
export function setCommand(
  runner: Runner["kind"],
  { name, stage, tag }: { name: string; stage: Stage; tag: string },
): string {
  const command = `secrets-set --name ${name} --stage ${stage} --tag ${tag}`
  return runner === "host"
    ? `release-pipeline ${command}`
    : `dagger call ${command} --value env://${variableOf(name)}`
}

/** `AuthSecret` → AUTH_SECRET */
const variableOf = (name: string): string =>
  name.replace(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$3_$2").toUpperCase()
