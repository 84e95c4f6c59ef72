import { readFileSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { delimiter, isAbsolute, join } from "node:path"
import type { Writable } from "node:stream"
import type { GivenCredentials } from "../adapters/aws/sources.ts"
import type { Place } from "../assemble.ts"
import { namedSecrets, ownVariables } from "../core/config/placeholders.ts"
import type { Config } from "../core/config/schema.ts"
import { isSecretName, maskerOf, type SecretValue, secretsOf } from "../core/masking.ts"
import type { Purpose } from "../workbench/workbench.ts"
import type { Environment } from "./exec.ts"
import type { Input, Screen } from "./terminal.ts"

/** What a run finds around it on a host. Read where a program begins, and handed on from there. */
export interface Outside {
  /** changed by no run: several may go by it */
  env: Environment
  /** where temporary files go */
  temporary: string
  /** the process that the run is, and the one that started it */
  pid: number
  ppid: number
  stdin: Input
  stderr: Writable
}

/** For the beginnings of programs alone: two runs in one process may have different surroundings. */
export function thisProcess(): Outside & { stdout: Screen; cwd: () => string } {
  const { env, pid, ppid, stdin, stdout, stderr } = process
  return { env, pid, ppid, stdin, stdout, stderr, temporary: tmpdir(), cwd: () => process.cwd() }
}

/** What npm, pnpm and yarn set for the scripts that they run, and the user's shell may have otherwise, or not at all. */
const OF_THE_PACKAGE_MANAGER =
  /^(npm_.*|INIT_CWD|NODE|COLOR|EDITOR|HOME|PATH|NODE_OPTIONS|PNPM_SCRIPT_SRC_DIR|PROJECT_CWD|BERRY_BIN_FOLDER)$/

/** Of these only what is certainly theirs goes where the user's own environment is not known. */
const CERTAINLY = /^(npm_.*|INIT_CWD|NODE|COLOR|PNPM_SCRIPT_SRC_DIR|PROJECT_CWD|BERRY_BIN_FOLDER)$/

/** Directories that they put before the user's. */
const THEIR_DIRECTORY = /(^|\/)(node_modules\/\.bin|node-gyp-bin|xfs-[0-9a-f]+|yarn--[\d.-]+)\/?$/

/** Set by git for hooks and by people for themselves; they would lead to another repository. */
export const LEADING = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_NAMESPACE",
  "GIT_COMMON_DIR",
]

/** git sets them for hooks; a tool would then look at the user's repository and not at its own tree. */
const OF_A_GIT_HOOK = [...LEADING, "GIT_PREFIX", "GIT_QUARANTINE_PATH"]

/** Where the programs are that come with the pipeline, as seen from its sources and from what npm packs. */
const OWN_PROGRAMS = ["..", join("..", "..")].map((up) =>
  join(import.meta.dirname, up, "node_modules", ".bin"),
)

/**
 * The environment that the user's shell has: without what a package manager adds when the pipeline is started by it, and
 * without the pipeline's own programs.
 * @param parent the process that started the pipeline
 */
export function userEnvironment(env: Environment, parent: number, lookUp = environmentBefore): Environment {
  const isScript = env.npm_lifecycle_event !== undefined || env.npm_execpath !== undefined
  const before = isScript ? lookUp(parent) : null
  const kept = Object.entries(env).filter(
    ([name]) =>
      !OF_A_GIT_HOOK.includes(name) &&
      !(isScript && (before === null ? CERTAINLY : OF_THE_PACKAGE_MANAGER).test(name)),
  )
  const theirs = Object.entries(before ?? {}).filter(([name]) => OF_THE_PACKAGE_MANAGER.test(name))
  const user = Object.fromEntries([...kept, ...theirs])
  return { ...user, PATH: userPath(user.PATH ?? "", isScript && before === null) }
}

function userPath(path: string, isScript: boolean): string {
  const directories = path.split(delimiter)
  const first = isScript ? directories.findIndex((one) => !THEIR_DIRECTORY.test(one)) : 0
  return directories
    .slice(Math.max(0, first))
    .filter((one) => !OWN_PROGRAMS.includes(one))
    .join(delimiter)
}

/** The environment of the nearest ancestor that no package manager started, where the system shows it. */
function environmentBefore(pid: number): Environment | null {
  try {
    for (let ancestor = pid; ancestor > 1; ) {
      const entries = readFileSync(`/proc/${ancestor}/environ`, "utf8").split("\0").filter(Boolean)
      const env = Object.fromEntries(
        entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
      )
      if (env.npm_lifecycle_event === undefined) return env.PATH === undefined ? null : env
      ancestor = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${ancestor}/status`, "utf8"))?.[1] ?? 0)
    }
  } catch {
    // there is no /proc, or it is another user's process
  }
  return null
}

/** Variables by which the pipeline gets secrets of its own; null: pipeline.json asks for none. */
export interface OwnSecrets {
  /** the address of the database that it migrates */
  databaseUrl: string | null
  /** with which it signs a request as Slack does */
  signingSecret: string | null
  /** those that only the deploy tool is handed */
  tool: readonly string[]
  /** those that only the checks' requests hold, those that only hooks are handed, and those of channels */
  apart: readonly string[]
}

/** By which this job acts at GitHub. */
const OF_THE_JOB =
  /^(GITHUB_TOKEN|GH_TOKEN|PIPELINE_GITHUB_TOKEN|PIPELINE_GIT_TOKEN|ACTIONS_(ID|RUNTIME)_TOKEN.*)$/

/** By these an installation gets its packages; a file such as .npmrc refers to them by name. */
const OF_A_REGISTRY =
  /^(npm_config_.*|NPM_.*|NODE_AUTH_TOKEN|YARN_.*|PNPM_.*|BUN_.*|PIP_.*|UV_.*|POETRY_.*|CARGO_.*|BUNDLE_.*|COMPOSER_AUTH|CODEARTIFACT_AUTH_TOKEN)$/i

/** The part of the user's environment that a command is handed: of its secrets only those that its purpose needs. */
export function environmentFor(purpose: Purpose, env: Environment, own: OwnSecrets): Environment {
  const isHanded = (name: string): boolean => {
    if (OF_THE_JOB.test(name)) return false
    // the application itself may need both
    if (name === own.databaseUrl || name === own.signingSecret) return purpose === "serve"
    if (own.tool.includes(name)) return purpose === "deploy" || purpose === "serve"
    if (own.apart.includes(name)) return purpose === "serve"
    if (purpose === "hook") return !isSecretName(name)
    return purpose !== "install" || !isSecretName(name) || OF_A_REGISTRY.test(name)
  }
  return Object.fromEntries(Object.entries(env).filter(([name]) => isHanded(name)))
}

/** The secrets of a run, from the environment. */
interface HostSecrets {
  own: OwnSecrets
  /** every one, to be masked */
  texts: readonly string[]
  ports: Pick<Place, "secret" | "database" | "slack" | "hidden" | "masker">
}

/** Reads the secrets that pipeline.json asks for, and decides who is handed which. */
export async function secretsFor(env: Environment, config: Config): Promise<HostSecrets> {
  const { database: databaseVariable, slack: slackVariable } = ownVariables(config)
  const { tool, checks, hooks, channels } = namedSecrets(config)
  const named = await readSecrets(env, { ...hooks, ...tool }, [...checks, ...channels])
  const contents = await Promise.all([...named.values()].map((secret) => secret.plaintext()))
  const texts = [...secretsOf(env, [databaseVariable, slackVariable, ...named.keys()]), ...contents]
  return {
    own: {
      ...{ tool: Object.keys(tool), apart: [...checks, ...channels, ...Object.keys(hooks)] },
      databaseUrl: config.migrations?.run === undefined ? null : databaseVariable,
      signingSecret: config.verify?.slack === undefined ? null : slackVariable,
    },
    texts,
    ports: {
      secret: (name) => named.get(name) ?? null,
      database: { secret: secretIn(env, databaseVariable), absent: `${databaseVariable} is not set.` },
      slack: { secret: secretIn(env, slackVariable), absent: `${slackVariable} is not set` },
      hidden: texts.map((text) => ({ plaintext: async () => text })),
      masker: maskerOf(texts),
    },
  }
}

/**
 * Those that have a value. A variable may hold the path of a file instead, as KUBECONFIG does, where the tool wants a
 * file.
 */
async function readSecrets(
  env: Environment,
  handed: Readonly<Record<string, "variable" | "file">>,
  others: readonly string[],
): Promise<ReadonlyMap<string, SecretValue>> {
  const found = [...new Set([...Object.keys(handed), ...others])].map(async (name) => {
    const value = env[name] ?? ""
    const path = handed[name] === "file" && isAbsolute(value) ? value : null
    const text = path === null ? value : await readFile(path, "utf8").catch(() => "")
    const secret: SecretValue = { plaintext: async () => text, ...(path === null ? {} : { path }) }
    return text === "" ? [] : [[name, secret] as const]
  })
  return new Map((await Promise.all(found)).flat())
}

/** The secret that a variable holds; null: it is not set, or empty. */
export function secretIn(env: Environment, variable: string): SecretValue | null {
  const value = env[variable]
  return value ? { plaintext: async () => value } : null
}

/** Variables through which a command could act as this job or in its account. */
export const CREDENTIAL_VARIABLES = [
  "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
  "ACTIONS_ID_TOKEN_REQUEST_URL",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
] as const

/** What this host can reach AWS with: its environment, and what AWS's own tools would find besides. */
export function hostCredentials(
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): GivenCredentials {
  const secret = (name: (typeof CREDENTIAL_VARIABLES)[number]) => secretIn(env, name)
  const url = secret("ACTIONS_ID_TOKEN_REQUEST_URL")
  const token = secret("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
  const accessKeyId = secret("AWS_ACCESS_KEY_ID")
  const secretAccessKey = secret("AWS_SECRET_ACCESS_KEY")
  const sessionToken = secret("AWS_SESSION_TOKEN")
  const profile = env.AWS_PROFILE
  return {
    oidc: url && token && { url, token },
    keys: accessKeyId && secretAccessKey && { accessKeyId, secretAccessKey, sessionToken },
    exported: null,
    ambient: {
      name: profile ? `the AWS profile ${profile}` : "AWS's own configuration",
      find: async (region) => {
        const { profileCredentials } = await import("../adapters/aws/profile.ts")
        return profileCredentials(region, profile, signal, env)
      },
    },
  }
}
