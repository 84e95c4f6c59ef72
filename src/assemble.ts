import type { Proxies } from "./adapters/aws/connection.ts"
import type { GivenCredentials } from "./adapters/aws/sources.ts"
import { commandHooks } from "./adapters/command.ts"
import { deployerFor, imageOf } from "./adapters/deployers.ts"
import { gitHeartbeats, gitLedger, oneAtATime } from "./adapters/git-ledger.ts"
import type { CodeHostSettings } from "./adapters/github/code-host.ts"
import type { Ask } from "./adapters/http-request.ts"
import type { LedgerStore } from "./adapters/ledger-store.ts"
import { commandMigrator } from "./adapters/migrator.ts"
import type { Authors } from "./adapters/notify/channels.ts"
import { httpProber, httpStatusPage } from "./adapters/prober.ts"
import { sha256, slackSigner, systemClock } from "./adapters/runtime.ts"
import type { AdminContext, AdminPorts } from "./admin/ports.ts"
import { adminRegion, wantedAws } from "./core/aws/credentials.ts"
import { lackingSecrets } from "./core/config/placeholders.ts"
import type { Config } from "./core/config/schema.ts"
import type { Fact } from "./core/errors.ts"
import { forgeOf, githubPlace, type Servers } from "./core/forge.ts"
import {
  type Masker,
  masking,
  redactWith,
  type SecretEnvironment,
  type SecretValue,
  withoutSecrets,
} from "./core/masking.ts"
import type { Announcer } from "./release/announce.ts"
import { maskedLedger } from "./release/append.ts"
import { type AskCi, askCi } from "./release/heartbeats.ts"
import type { Ports, Tracer } from "./release/ports.ts"
import type { Channel } from "./release/service-ports.ts"
import type { Git, Workbench } from "./workbench/workbench.ts"

/** What differs between an engine and a host. Each of them gives it to `assemble`. */
export interface Place
  extends Pick<Ports, "repository" | "checkout" | "tracer" | "say" | "hear" | "signal">,
    Pick<AdminPorts, "askSecret"> {
  config: Config
  identity: AdminContext["identity"]
  /** git on the repository that is deployed */
  git: Git
  ledger: LedgerStore
  heartbeats: LedgerStore
  /** finds out about other runs, as far as that is possible from this place */
  runs: (askCi: AskCi) => Ports["runs"]
  workbench: Workbench
  /** the default container image of steps */
  image: string | undefined
  /** whether a host name is a service of this run */
  owns?: (hostname: string) => boolean
  /** how a stage's addresses are requested; default: fetch */
  ask?: Ask
  /** the version of the engine, or of the Dagger CLI that would start one */
  engine: () => Promise<Fact<string>>
  /** the address of the remote that the repository is published on; null: there is none */
  origin: string | null
  /** addresses of the code hosts, from the environment */
  servers?: Pick<Servers, "github" | "gitlab">
  github: Pick<CodeHostSettings, "apiUrl"> & { token: SecretValue | null }
  aws: {
    given: () => Promise<GivenCredentials>
    /** replaces AWS's addresses, as a test server does; null: AWS's own configuration decides */
    endpoint: string | null
    proxies: Proxies
  }
  /** the value of a secret that pipeline.json names; null: this run was not given it */
  secret: (name: string) => SecretValue | null
  database: Source
  slack: Source
  /** secrets that must not show in quoted log lines */
  hidden: readonly SecretValue[]
  /** takes secrets out of records and lines of progress */
  masker: Masker
}

/** A secret, or where it should have come from. */
interface Source {
  secret: SecretValue | null
  /** the message for when it is missing: where it should have come from */
  absent: string
}

/** Builds the ports of the transaction, for both runners. What few runs need is loaded on demand. */
export function assemble(place: Place): AdminContext {
  const { config, identity, repository, checkout, masker, signal } = place
  const say = (line: string) => place.say(redactWith(masker, line))
  const hear = (line: string) => (place.hear ?? place.say)(redactWith(masker, line))
  const clock = systemClock
  const codeHostSettings = codeHostSettingsOf(place, say)
  const codeHost = codeHostPort(codeHostSettings)
  const { ledger, announced } = announcingLedger(place, codeHostSettings)
  return {
    config,
    identity,
    forge: forgeOf(place.origin, {
      ...place.servers,
      githubApi: config.github.apiUrl ?? place.github.apiUrl,
    }),
    ports: {
      ...{ clock, random: Math.random, sha256, say, hear, signal },
      ...{ repository, tracer: maskedTracer(place.tracer, masker) },
      ...(checkout === undefined ? {} : { checkout }),
      ledger: maskedLedger(ledger, masker, say),
      announced,
      heartbeats: gitHeartbeats(place.heartbeats),
      runs: place.runs(askCi(codeHost, clock)),
      ...toolPorts(place),
      ...probePorts(place),
      codeHost,
      ...awsPorts(place),
      ...adminPorts(place, codeHostSettings),
    },
  }
}

function codeHostSettingsOf({ config, github, origin, signal }: Place, say: Ports["say"]): CodeHostSettings {
  const { token, apiUrl } = github
  return {
    config: config.github,
    remote: async () => origin,
    ...{ apiUrl, token: token && (() => token.plaintext()) },
    ...{ clock: systemClock, say, signal },
  }
}

const codeHostPort = (settings: CodeHostSettings): Ports["codeHost"] =>
  lazily(
    { checks: true, openIssues: true, workflowRun: true, approvals: true, mergeCommit: true },
    async () => {
      const { githubCodeHost } = await import("./adapters/github/code-host.ts")
      return githubCodeHost(settings)
    },
  )

/** The ledger, whose records are announced where there is a channel. */
function announcingLedger(place: Place, codeHost: CodeHostSettings): Pick<Ports, "ledger" | "announced"> {
  const { config } = place
  const ledger = oneAtATime(gitLedger(place.ledger))
  const hasChannels = codeHost.token !== null || Object.keys(config.notify).length > 0
  if (!hasChannels) return { ledger, announced: async () => {} }
  let announcing: Promise<Announcer> | null = null
  const announcer = () => {
    announcing ??= import("./release/announce.ts").then(({ Announcer }) => {
      const means = { app: config.app, clock: systemClock, random: Math.random, say: codeHost.say }
      return new Announcer(ledger, { ...means, channels: () => channelsFor(place, codeHost) })
    })
    return announcing
  }
  return {
    ledger: { ...ledger, tryAppend: async (...given) => (await announcer()).append(...given) },
    announced: async (atOnce) => (await announcing)?.settle(atOnce),
  }
}

/** What starts tools in a version's tree. */
function toolPorts({ config, workbench, repository, image, ...place }: Place) {
  const { token } = place.github
  const tokens: SecretEnvironment = token === null ? {} : { GITHUB_TOKEN: token }
  return {
    deployer: deployerFor(config.deployer, workbench, image, tokens, place.secret),
    migrator: commandMigrator({
      config: config.migrations,
      deployer: config.deployer,
      ...{ workbench, repository, tokens, image },
      databaseUrl: place.database.secret,
      absent: place.database.absent,
    }),
    hooks: commandHooks(config.hooks, workbench, imageOf(config.deployer, image), place.secret),
    lackingSecrets: () => lackingSecrets(config, (name) => place.secret(name) !== null),
  }
}

/** What asks a stage's addresses. */
function probePorts({ owns, ask, secret, slack, masker }: Place) {
  const own = {
    ...(owns === undefined ? {} : { owns }),
    ...(ask === undefined ? {} : { ask }),
    ...{ secret, mask: masker.mask },
  }
  return {
    prober: httpProber(
      () => crypto.randomUUID(),
      () => performance.now(),
      own,
    ),
    statusPage: httpStatusPage,
    slackSigner: slackSigner(async () => (await slack.secret?.plaintext()) ?? null, slack.absent),
  }
}

const awsSettings = ({ aws: { endpoint, proxies }, identity, signal }: Place) => {
  return { endpoint, proxies, clock: systemClock, signal, runId: identity.runId }
}

/** What a stage's own credentials are for. */
function awsPorts(place: Place): Pick<Ports, "logs" | "credentials"> {
  const { config, hidden } = place
  const settings = awsSettings(place)
  const access = lazily<Ports["credentials"]>({ check: true, obtain: true }, async () => {
    const { awsAccess } = await import("./adapters/aws/access.ts")
    return awsAccess((stage, purpose) => wantedAws(config, stage, purpose), await place.aws.given(), settings)
  })
  return {
    logs: lazily<Ports["logs"]>({ groups: true, events: true, alarms: true }, async () => {
      const { stageLogs } = await import("./adapters/aws/access.ts")
      return stageLogs(config, await place.aws.given(), settings, hidden)
    }),
    credentials: {
      check: async (stage, ...request) =>
        wantedAws(config, stage) === null ? NO_REGION : access.check(stage, ...request),
      obtain: async (stage, ...request) =>
        wantedAws(config, stage) === null ? NO_CREDENTIALS : access.obtain(stage, ...request),
    },
  }
}

/** What only commands that administer ask for. */
function adminPorts(place: Place, codeHost: CodeHostSettings): AdminPorts {
  const { config, git, engine, askSecret } = place
  const settings = awsSettings(place)
  return {
    platforms: lazily<AdminPorts["platforms"]>({ look: true, perform: true }, async () => {
      const { adminAws, adminGithub, platforms } = await import("./adapters/administration.ts")
      return platforms(
        adminAws(await place.aws.given(), settings, adminRegion(config)),
        adminGithub(codeHost),
      )
    }),
    diagnostics: lazily<AdminPorts["diagnostics"]>(
      { machine: true, checkout: true, repository: true, claims: true },
      async () => {
        const { diagnosticsOf } = await import("./adapters/administration.ts")
        const { oidc } = await place.aws.given()
        return diagnosticsOf({ git, engine, codeHost, oidc, settings })
      },
    ),
    askSecret,
    channels: () => channelsFor(place, codeHost),
  }
}

/** The channels that get messages about runs. Their code is loaded only where there are any. */
async function channelsFor(place: Place, codeHost: CodeHostSettings): Promise<Channel[]> {
  const { config, repository, identity } = place
  const { apiUrl } = place.github
  const origin = async () => {
    const found = githubPlace(config.github, place.origin, apiUrl)
    return { repository: found.kind === "known" ? found.value.repository : null }
  }
  const authors: Authors = async (from, to) => {
    const log = await repository.log(from?.sha ?? null, to.sha, MAX_AUTHORED)
    return log.kind === "known" ? log.value.commits.map(({ author }) => author) : []
  }
  const named = Object.keys(config.notify).length === 0 ? [] : [import("./adapters/notify/channels.ts")]
  const [notify] = await Promise.all(named)
  const shown = codeHost.token === null ? [] : [import("./adapters/github/deployments.ts")]
  const [deployments] = await Promise.all(shown)
  const github = await deployments?.githubDeployments(config, identity.runner.ci, codeHost)
  const means = { clock: systemClock, secret: place.secret, origin, authors }
  return [...(notify?.channelsOf(config.notify, means) ?? []), ...(github ? [github] : [])]
}

/** Authors are read from at most so many commits. */
const MAX_AUTHORED = 200

/** A stage outside AWS must not pay for loading AWS's code. */
const NO_REGION = { kind: "skipped", why: "the stage names no AWS region" } as const
const NO_CREDENTIALS = { ok: true, env: {}, secrets: {}, expiresAt: null } as const

/** Shows phases without secrets; what a tracer makes of an error that ends one is shown, too. */
const maskedTracer = ({ span, ended, note }: Tracer, masker: Masker): Tracer => ({
  span: (phase, body) =>
    span({ ...phase, result: () => withoutSecrets(phase.result(), masker) }, () => masking(masker, body)),
  ...(ended && { ended: (phase) => ended(withoutSecrets(phase, masker)) }),
  ...(note && { note: (line) => note(redactWith(masker, line)) }),
})

/**
 * A port whose code is loaded at its first call.
 * @param methods the names of all of the port's methods
 */
function lazily<P extends object>(methods: { [Name in keyof P]-?: true }, load: () => Promise<P>): P {
  let port: Promise<P> | null = null
  const method =
    (name: string) =>
    async (...args: unknown[]) => {
      port ??= load()
      const loaded = (await port) as Record<string, (...args: unknown[]) => unknown>
      return loaded[name]?.(...args)
    }
  return Object.fromEntries(Object.keys(methods).map((name) => [name, method(name)])) as P
}
