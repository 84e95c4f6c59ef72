import { type Container, type Directory, dag, type Secret } from "@dagger.io/dagger"
import type { GivenCredentials } from "../adapters/aws/sources.ts"
import { uncommitted } from "../adapters/git-objects.ts"
import { addressOf, mainRemote, parseConfigFile } from "../adapters/git-transport.ts"
import { parseTraceParent, systemClock } from "../adapters/runtime.ts"
import type { AdminContext } from "../admin/ports.ts"
import { assemble } from "../assemble.ts"
import type { Runner } from "../commands.ts"
import { CONFIG_FILE } from "../core/config/examine.ts"
import { parseConfig } from "../core/config/parse.ts"
import { ownVariables } from "../core/config/placeholders.ts"
import type { Config } from "../core/config/schema.ts"
import { usageError } from "../core/errors.ts"
import { readJson } from "../core/json.ts"
import { CI_RUN_FORM, type CiRun, parseCiRun } from "../core/ledger/owner.ts"
import { type Masker, maskerOf, masking, type SecretValue, withoutSecrets } from "../core/masking.ts"
import { clip } from "../core/text.ts"
import { engineRuns } from "../release/heartbeats.ts"
import type { Identity } from "../release/ports.ts"
import type { Git } from "../workbench/workbench.ts"
import { type ContainerWorkbench, containerWorkbench } from "./container.ts"
import { engineTracer } from "./container-exec.ts"
import { containerGit, containerLedger, type Nonce, withGitEnvironment } from "./container-git.ts"
import { containerRepository } from "./container-repository.ts"

/** pipeline.json as it was found. */
export interface ConfigText {
  /** null: there is none */
  text: string | null
  /** its path below the repository's root; null: it may be anywhere */
  name: string | null
}

/** What every call needs from the engine; requested before the program is loaded, because both take as long. */
export interface Reads {
  config: Promise<ConfigText>
  /** the text of the configuration of the caller's repository */
  settings: Promise<string>
  gitContainer: Promise<Container>
}

/** What the module was constructed with. */
export interface Caller extends Reads {
  /** the caller's .git directory */
  git: Directory
  /** the command only shows what is there */
  isLook: boolean
  image: string
  gitImage: string
  actor: string
  gitToken?: Secret | undefined
  githubToken?: Secret | undefined
  slackSigningSecret?: Secret | undefined
  oidcUrl?: Secret | undefined
  oidcToken?: Secret | undefined
  awsAccessKeyId?: Secret | undefined
  awsSecretAccessKey?: Secret | undefined
  awsSessionToken?: Secret | undefined
  awsCredentials?: Secret | undefined
  awsEndpointUrl: string
  databaseUrl?: Secret | undefined
  /** those that pipeline.json names for the deploy tool and for checks */
  secret?: readonly Secret[] | undefined
  /** their names, in the same order, where those that are not env://NAME have none */
  secretName?: readonly string[] | undefined
  /** several of them in one: a JSON object of names and values */
  secretsJson?: Secret | undefined
  /** the workflow run that the call is part of, as `github:OWNER/REPOSITORY/RUN_ID/ATTEMPT`; "": none */
  ciRun: string
}

const say = (line: string): void => void console.error(line)

/** Runs commands for one function call on an engine. */
export const engineRunner = (caller: Caller): Runner => ({
  withContext: (body) =>
    inContext(caller, async ({ context, remarked }, masker) => {
      try {
        return withoutSecrets(await body(context), masker)
      } finally {
        await remarked
        await context.ports.deployer.close?.()
      }
    }),
  alone: async () => ({
    clock: systemClock,
    say,
    identity: { runId: crypto.randomUUID(), actor: caller.actor },
  }),
})

const secretsOf = (caller: Caller): Secret[] => {
  const { slackSigningSecret, databaseUrl, gitToken, githubToken, oidcUrl, oidcToken } = caller
  const { awsAccessKeyId, awsSecretAccessKey, awsSessionToken, awsCredentials } = caller
  return [
    ...[slackSigningSecret, databaseUrl, gitToken, githubToken, oidcUrl, oidcToken],
    ...[awsAccessKeyId, awsSecretAccessKey, awsSessionToken, awsCredentials],
    ...(caller.secret ?? []),
  ].filter((secret) => secret !== undefined)
}

/** The engine masks secrets too, but only whole values, and not other forms of them. */
async function maskerFor(secrets: readonly SecretValue[]): Promise<Masker> {
  // a secret that cannot be read fails where it is used, if it is used at all
  const values = await Promise.allSettled(secrets.map((secret) => secret.plaintext()))
  return maskerOf(values.flatMap((value) => (value.status === "fulfilled" ? [value.value] : [])))
}

/** For the functions that return an object of the engine's instead of a report. */
export const withWorkbench = <T>(caller: Caller, body: (opened: Opened) => Promise<T>): Promise<T> =>
  inContext(caller, async (opened) => {
    const given = await body(opened)
    await opened.remarked
    return given
  })

/** An engine passes on the message of what is thrown. */
async function inContext<T>(
  caller: Caller,
  body: (opened: Opened, masker: Masker) => Promise<T>,
): Promise<T> {
  const secrets = await secretsFor(caller)
  return masking(secrets.masker, async () => body(await openContext(caller, secrets), secrets.masker))
}

export interface Opened {
  context: AdminContext
  workbench: ContainerWorkbench
  image: string | undefined
  remarked: Promise<void>
}

/** The secrets that a call was given: those that pipeline.json names, all that no text may show, and what masks them. */
async function secretsFor(caller: Caller) {
  const [separate, joined] = await Promise.all([
    nameSecrets(caller.secret ?? [], caller.secretName ?? []),
    caller.secretsJson === undefined ? new Map() : parseSecrets(await caller.secretsJson.plaintext()),
  ])
  const hidden = [...secretsOf(caller), ...joined.values()]
  const named = new Map<string, SecretValue>([...joined, ...separate])
  return { named, hidden, masker: await maskerFor(hidden) }
}

/** What an application may need itself, under the names that it has where it runs on a host. */
const ofApplication = (
  config: Config,
  named: ReadonlyMap<string, SecretValue>,
  { databaseUrl, slackSigningSecret }: Pick<Caller, "databaseUrl" | "slackSigningSecret">,
): Readonly<Record<string, SecretValue>> => {
  const { database, slack } = ownVariables(config)
  const own = Object.entries({ [database]: databaseUrl, [slack]: slackSigningSecret })
  return Object.fromEntries([...named, ...own.flatMap(([name, one]) => (one ? [[name, one] as const] : []))])
}

function identityOf(actor: string, ci: CiRun | null, heartbeatSeconds: number | null): Identity {
  // the trace that the caller's dagger made
  const trace = parseTraceParent(process.env.TRACEPARENT)
  return {
    ...{ runId: crypto.randomUUID(), actor, host: "engine", pid: null },
    ...(trace === null ? {} : { traceId: trace.traceId }),
    runner: { kind: "engine", ci, heartbeatSeconds },
  }
}

async function openContext(
  caller: Caller,
  { named, hidden, masker }: Awaited<ReturnType<typeof secretsFor>>,
): Promise<Opened> {
  const ci = readCiRun(caller.ciRun)
  const nonce = () => crypto.randomUUID()
  const { text, name } = await caller.config
  const config = parseConfig(text, name ?? CONFIG_FILE)
  const settings = parseConfigFile(await caller.settings)
  const gitContainer = withGitEnvironment(await caller.gitContainer)
  const main = mainRemote(settings, config.ledger.remote, config.mainBranch)
  const image = caller.image === "" ? config.image : caller.image
  const { slackSigningSecret = null, databaseUrl = null, gitToken = null, githubToken = null } = caller
  const served = ofApplication(config, named, caller)
  const workbench = containerWorkbench(caller.git, image ?? DEFAULT_IMAGE, nonce, served)
  const git = repositoryGit(gitContainer, caller.git, nonce)
  // an engine ends a cancelled call at once: there is nothing to listen to
  const { signal } = new AbortController()
  const means = { clock: systemClock, signal }
  const stores = await containerLedger(gitContainer, { settings, gitToken }, config, nonce, { means, say })
  const context = assemble({
    config,
    identity: identityOf(caller.actor, ci, config.ledger.heartbeatSeconds),
    git,
    repository: containerRepository(caller.git, main, git),
    ...stores,
    runs: engineRuns,
    workbench,
    image,
    owns: (hostname) => workbench.owns(hostname),
    engine: async () => ({ kind: "known", value: await dag.version() }),
    origin: main && addressOf(settings, main),
    github: {
      apiUrl: null,
      token: githubToken,
    },
    aws: {
      given: async () => givenCredentials(caller),
      endpoint: caller.awsEndpointUrl || null,
      proxies: process.env,
    },
    secret: (wanted) => named.get(wanted) ?? null,
    database: {
      secret: databaseUrl,
      absent: "No address of the database is given: --database-url env://DATABASE_URL.",
    },
    slack: {
      secret: slackSigningSecret,
      absent: "no signing secret is given: --slack-signing-secret env://SLACK_SIGNING_SECRET",
    },
    hidden,
    masker,
    // an engine has no terminal
    askSecret: async () => null,
    tracer: engineTracer,
    say,
    signal,
  })
  const remarked = caller.isLook ? Promise.resolve() : remark(git, name, text)
  return { context, workbench, image, remarked }
}

/**
 * Says when pipeline.json is not as committed. It costs an exec, so the call goes on meanwhile, and its failure is
 * ignored.
 */
async function remark(git: Git, name: string | null, text: string | null): Promise<void> {
  if (name === null || text === null) return
  const doubt = await uncommitted(git, name, text).catch(() => null)
  if (doubt !== null) say(doubt)
}

/** Finds each secret's name: an engine knows it only for a secret that comes from a variable. */
async function nameSecrets(
  secrets: readonly Secret[],
  names: readonly string[],
): Promise<ReadonlyMap<string, Secret>> {
  const given = await Promise.all(
    secrets.map(async (secret, index) => {
      const uri = names.length > 0 ? "" : await secret.uri()
      const name = names[index] ?? /^env:\/\/(\w+)$/.exec(uri)?.[1]
      return [name ?? "", secret] as const
    }),
  )
  const named = new Map(given)
  if (named.size === secrets.length && !named.has("") && [0, secrets.length].includes(names.length))
    return named
  const message =
    "needs a name for each: --secret env://NAME has one; for others, and for two of the same value, give --secret-name as often as --secret, in the same order"
  throw usageError("USAGE", "The call cannot be understood.", [{ path: "--secret", message }])
}

/** @throws PipelineError without a word of the text, which is secret */
function parseSecrets(text: string): ReadonlyMap<string, SecretValue> {
  const read = readJson(text)
  const given = read.ok ? read.value : null
  const entries = typeof given === "object" ? Object.entries(given ?? {}) : []
  if (entries.length === 0 || entries.some(([, value]) => typeof value !== "string")) {
    const message = 'must be a JSON object of names and texts: {"REGISTRY_LOGIN": "…"}'
    throw usageError("USAGE", "The call cannot be understood.", [{ path: "--secrets-json", message }])
  }
  return new Map(entries.map(([name, value]) => [name, { plaintext: async () => value as string }]))
}

function readCiRun(text: string): CiRun | null {
  const ci = text === "" ? null : parseCiRun(text)
  if (text === "" || ci !== null) return ci
  const message = `is ${JSON.stringify(clip(text))}, must be written as ${CI_RUN_FORM}`
  throw usageError("USAGE", "The call cannot be understood.", [{ path: "--ci-run", message }])
}

/** Only what the caller gave: an engine has no credentials of its own. */
function givenCredentials(caller: Caller): GivenCredentials {
  const { oidcUrl: url, oidcToken: token } = caller
  const { awsAccessKeyId: accessKeyId, awsSecretAccessKey: secretAccessKey } = caller
  return {
    oidc: url && token ? { url, token } : null,
    keys:
      accessKeyId && secretAccessKey
        ? { accessKeyId, secretAccessKey, sessionToken: caller.awsSessionToken ?? null }
        : null,
    exported: caller.awsCredentials ?? null,
    ambient: null,
  }
}

const REPOSITORY = "/repository.git"

const repositoryGit = (container: Container, git: Directory, nonce: Nonce) =>
  containerGit(container.withMountedDirectory(REPOSITORY, git), { path: REPOSITORY, objectFormat: "" }, nonce)

/** Fits most deploy tools and the example; `image` in pipeline.json replaces it. */
const DEFAULT_IMAGE = "node:24.13.1-alpine"
