import { randomUUID } from "node:crypto"
import { hostname, userInfo } from "node:os"
import { join } from "node:path"
import { gitCheckout } from "../adapters/git-checkout.ts"
import { uncommitted } from "../adapters/git-objects.ts"
import { gitRepository } from "../adapters/git-repository.ts"
import { addressOf } from "../adapters/git-transport.ts"
import { plainRequest } from "../adapters/http-request.ts"
import { systemClock } from "../adapters/runtime.ts"
import type { AdminContext, Project } from "../admin/ports.ts"
import { assemble, type Place } from "../assemble.ts"
import type { Runner } from "../commands.ts"
import { parseConfig } from "../core/config/parse.ts"
import type { Fact } from "../core/errors.ts"
import { parseCiRun, type Runner as RunnerFacts } from "../core/ledger/owner.ts"
import { masking, redactWith, withoutSecrets } from "../core/masking.ts"
import { pathPart } from "../core/text.ts"
import type { Identity, Tracer } from "../release/ports.ts"
import type { Git, GitResult } from "../workbench/workbench.ts"
import { findConfig } from "./config-file.ts"
import {
  environmentFor,
  hostCredentials,
  type Outside,
  secretIn,
  secretsFor,
  userEnvironment,
} from "./environment.ts"
import { type Environment, exec } from "./exec.ts"
import { findRepository, gitsOf, type RepositoryPlace, userGit, userSettings } from "./git.ts"
import { reachSubmodule } from "./git-tree.ts"
import { JournalWriter, journalsOf } from "./journal.ts"
import { openLedgerStore } from "./ledger-store.ts"
import { beginJournal, hostRuns } from "./runs.ts"
import { HostServices } from "./services.ts"
import { secretAsker } from "./terminal.ts"
import { hostWorkbench, removeTree } from "./workbench.ts"

/** How a run on this host is stopped, and how it shows progress. */
export interface Talk {
  signal: AbortSignal
  say: (line: string) => void
  /** takes what a tool prints; absent: it is said */
  hear?: (line: string) => void
  /** under which its spans are found; absent: it makes none */
  traceId?: string
  /** absent: phases are said as lines */
  tracer?: Tracer
}

/** Where an application's sandbox keeps what it runs: inside .git, so that no checkout ever shows it. */
export const sandboxRoot = ({ gitDir }: RepositoryPlace, app: string): string =>
  join(gitDir, "pipeline", "sandbox", pathPart(app))

/** What a run goes by. */
interface Asked {
  /** the pipeline.json, or its directory; null: the nearest */
  config: string | null
  /** it only shows what is there */
  isLook: boolean
}

const NEAREST: Asked = { config: null, isLook: false }

/** Runs commands on this host, for the repository that a directory is in. */
export const hostRunner = (directory: string, outside: Outside, talk: Talk, asked = NEAREST): Runner => ({
  withContext: (body) => withHostContext(directory, outside, talk, body, asked),
  alone: async () => ({
    clock: systemClock,
    say: talk.say,
    identity: await hostIdentity(userGit(directory, outside.env), outside),
    project: lazyProject(directory, outside, talk),
  }),
})

const UNSEEN: Tracer = { span: (_phase, body) => body() }

/** Few runs are init, which brings what it asks with. */
function lazyProject(directory: string, { env, stdin, stderr }: Outside, { signal }: Talk): Project {
  const terminal = stdin.isTTY === true ? { input: stdin, output: stderr } : null
  const load = async () => (await import("./init.ts")).hostProject(directory, env, terminal, signal)
  return {
    look: async () => (await load()).look(),
    ask: async (found, said) => (await load()).ask(found, said),
    probe: async (address) => (await load()).probe(address),
    write: async (path, text) => (await load()).write(path, text),
  }
}

/** Puts the transaction together for this host, hands it on, and clears away. */
export async function withHostContext<T>(
  directory: string,
  outside: Outside,
  talk: Talk,
  body: (context: AdminContext) => Promise<T>,
  asked = NEAREST,
): Promise<T> {
  const call = await findCall(directory, outside, talk.say, asked)
  const secrets = await secretsFor(outside.env, call.config)
  const { masker } = secrets.ports
  return masking(masker, async () => {
    const { context, close } = await openContext(call, secrets, outside, talk)
    try {
      return withoutSecrets(await body(context), masker)
    } finally {
      await context.ports.deployer.close?.()
      await close()
    }
  })
}

/** What a run goes by, and the secrets that it was given. */
type Call = Awaited<ReturnType<typeof findCall>>
type Secrets = Awaited<ReturnType<typeof secretsFor>>

async function openContext(
  call: Call,
  { own, texts: secrets, ports }: Secrets,
  outside: Outside,
  talk: Talk,
) {
  const { env, temporary, pid } = outside
  const { signal, hear = talk.say, tracer = UNSEEN, traceId } = talk
  const say = (line: string) => talk.say(redactWith(ports.masker, line))
  const environment = userEnvironment(env, outside.ppid)
  const { place, config, settings, identity } = call
  const { runId } = identity
  const { app } = config
  const { git, trees, network, main } = gitsOf(place, env, settings, config, signal)
  const mainAddress = main && addressOf(settings, main.name)
  const journals = journalsOf(place.gitDir)
  const journal = new JournalWriter(journals, runId, say)
  const { store, heartbeats, close } = await openLedgerStore(place, {
    ...{ app, settings, env, say },
    remote: config.ledger.remote,
    heartbeatSeconds: config.ledger.heartbeatSeconds,
    means: { clock: systemClock, signal },
    note: (path) => journal.note({ kind: "directory", path }),
  })
  const services = new HostServices(sandboxRoot(place, app), environmentFor("serve", environment, own))
  const context = assemble({
    config,
    identity: traceId === undefined ? identity : { ...identity, traceId },
    git,
    repository: gitRepository(git, {
      mainRemote: main?.name ?? null,
      reach: (address) => reachSubmodule(trees, address, mainAddress),
    }),
    checkout: gitCheckout({ user: userGit(place.root, env), network, remote: main }),
    ...{ ledger: store, heartbeats },
    runs: (askCi) =>
      hostRuns({
        ...{ runId, app, pid, directory: journals, journal, askCi, say },
        removeTree: (path) => removeTree(git, path, say),
      }),
    workbench: hostWorkbench(trees, { gitDir: place.gitDir, settings }, services, {
      ...{ runId, environment, temporary, own, secrets, say },
      begin: () => beginJournal({ runId, app, pid, journal, say }),
      note: (note) => journal.note(note),
    }),
    image: config.image,
    ask: plainRequest,
    engine: () => cliVersion(place.root, env),
    origin: mainAddress,
    ...platformsIn(env, signal),
    ...ports,
    askSecret: secretAsker(outside.stdin, outside.stderr),
    ...{ tracer, say: talk.say, hear, signal },
  })
  return {
    context,
    async close() {
      await close()
      await journal.end()
    },
  }
}

/** Where a call was made, what it goes by, and who made it. Says when its pipeline.json is not as committed. */
async function findCall(directory: string, outside: Outside, say: Talk["say"], asked: Asked) {
  const { env } = outside
  const place = await findRepository(directory, env)
  const user = userGit(place.root, env)
  const file = await findConfig(directory, place.root, asked.config, user)
  const config = parseConfig(file.text, file.name)
  const [settings, identity, doubt] = await Promise.all([
    userSettings(place.root, env),
    hostIdentity(user, outside, config.ledger.heartbeatSeconds),
    file.isInside && !asked.isLook ? uncommitted(user, file.name, file.text) : null,
  ])
  if (doubt !== null) say(doubt)
  return { place, config, settings, identity }
}

/** The code host and AWS, by the variables that a CI job or a person has for them. */
const platformsIn = (env: Environment, signal: AbortSignal): Pick<Place, "servers" | "github" | "aws"> => ({
  servers: { github: env.GITHUB_SERVER_URL ?? null, gitlab: env.CI_SERVER_URL ?? null },
  github: {
    apiUrl: env.GITHUB_API_URL || null,
    // a workflow has GITHUB_TOKEN
    token: secretIn(env, "PIPELINE_GITHUB_TOKEN") ?? secretIn(env, "GITHUB_TOKEN"),
  },
  aws: {
    given: async () => hostCredentials(env, signal),
    // the SDK itself reads AWS_ENDPOINT_URL and AWS's configuration files
    endpoint: null,
    proxies: env,
  },
})

/** Who runs: PIPELINE_ACTOR, or git's user name, or the system's. */
export async function hostIdentity(
  git: Git,
  { env, pid }: Pick<Outside, "env" | "pid">,
  heartbeatSeconds: number | null = null,
): Promise<Identity> {
  // a directory that is not there is refused where it is needed, and its name is not
  const nameOf = ({ stdout }: GitResult) => stdout.trim()
  const gitUser = () => git(["config", "--get", "user.name"]).then(nameOf, () => "")
  const actor = env.PIPELINE_ACTOR || (await gitUser()) || systemUser()
  const runner: RunnerFacts = { kind: "host", ci: workflowRun(env), heartbeatSeconds }
  return { runId: randomUUID(), actor, host: hostname(), pid, runner }
}

/** The workflow run that this process is part of. */
function workflowRun(env: Environment): RunnerFacts["ci"] {
  const { GITHUB_ACTIONS, GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT } = env
  if (GITHUB_ACTIONS !== "true") return null
  return parseCiRun(`github:${GITHUB_REPOSITORY}/${GITHUB_RUN_ID}/${GITHUB_RUN_ATTEMPT}`)
}

/** In a container a user may have a number only. */
function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.()}`
  }
}

const CLI_TIMEOUT_MS = 10_000

/** The version of the Dagger CLI on this host, which starts an engine of the same version. */
async function cliVersion(cwd: string, user: Environment): Promise<Fact<string>> {
  const env = { ...user, DAGGER_NO_UPDATE_CHECK: "1", DO_NOT_TRACK: "1" }
  const run = exec(["dagger", "version"], { cwd, env, timeoutMs: CLI_TIMEOUT_MS })
  const result = await run.catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null
    throw error
  })
  if (result === null)
    return { kind: "skipped", why: "there is no dagger CLI here; the host runner needs none" }
  const version = /\bv\d+\.\d+\.\d+\S*/.exec(result.stdout)?.[0]
  return version === undefined
    ? {
        kind: "unavailable",
        message: `dagger version ended with exit code ${result.exitCode} and prints no version`,
      }
    : { kind: "known", value: version }
}
