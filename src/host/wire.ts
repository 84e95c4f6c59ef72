import { randomUUID } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { askCi } from "../adapters/ask-ci.ts"
import { awsAccess } from "../adapters/aws/access.ts"
import { stageLogs } from "../adapters/aws/stage-logs.ts"
import { deployerFor } from "../adapters/deployers.ts"
import { diagnosticsOf } from "../adapters/doctor/diagnostics.ts"
import { gitCheckout } from "../adapters/git-checkout.ts"
import { gitHeartbeats } from "../adapters/git-heartbeats.ts"
import { gitLedger } from "../adapters/git-ledger.ts"
import { gitRepository } from "../adapters/git-repository.ts"
import { type CodeHostSettings, githubCodeHost } from "../adapters/github/code-host.ts"
import type { TokenReader } from "../adapters/github/guarded-fetch.ts"
import { httpStatusPage } from "../adapters/http.ts"
import { httpProber } from "../adapters/http-prober.ts"
import { commandMigrator } from "../adapters/migrator.ts"
import { adminAws } from "../adapters/setup/admin-aws.ts"
import { adminGithub } from "../adapters/setup/github-settings.ts"
import { platforms } from "../adapters/setup/platforms.ts"
import { sha256 } from "../adapters/sha256.ts"
import { slackSigner } from "../adapters/slack-signer.ts"
import { systemClock } from "../adapters/system-clock.ts"
import type { Alone } from "../admin/trust-policy.ts"
import { adminRegion, wantedAws } from "../core/aws/wanted.ts"
import { CONFIG_FILE, parseConfig } from "../core/config/parse.ts"
import type { Config } from "../core/config/schema.ts"
import type { SecretEnvironment } from "../core/secret.ts"
import type { Context } from "../release/run.ts"
import type { Git } from "../workbench/git.ts"
import { hostCredentials } from "./aws.ts"
import { cliVersion } from "./engine.ts"
import { hostGit } from "./git.ts"
import { hostIdentity } from "./identity.ts"
import { JournalWriter, journalsOf } from "./journal.ts"
import { openLedgerStore } from "./ledger-store.ts"
import { secretAsker } from "./read-secret.ts"
import { findRepository, type RepositoryPlace } from "./repository.ts"
import { hostRuns } from "./runs.ts"
import { HostServices } from "./services.ts"
import { hostWorkbench, removeTree } from "./workbench.ts"

/** Where the sandbox keeps what it runs: inside .git, so that no checkout ever shows it. */
export const sandboxRoot = ({ gitDir }: RepositoryPlace): string => join(gitDir, "pipeline", "sandbox")

/** What a command is given that needs no repository. */
export const hostAlone = async (directory: string, say: (line: string) => void): Promise<Alone> => ({
  clock: systemClock,
  say,
  identity: await hostIdentity(hostGit(directory, [])),
})

/** Puts the transaction together for this host, runs it, and clears away. */
export async function withHostContext<T>(
  directory: string,
  { signal, say }: { signal: AbortSignal; say: (line: string) => void },
  body: (context: Context) => Promise<T>,
): Promise<T> {
  const place = await findRepository(directory)
  const config = parseConfig(await readConfig(place))
  const git = hostGit(place.root, ["--git-dir", place.gitDir])
  const [{ store, heartbeats, scratch, close }, identity] = await Promise.all([
    openLedgerStore(place, config.ledger.remote),
    hostIdentity(git),
  ])
  const repository = gitRepository(git)
  const signingSecret = config.verify?.slack?.signingSecret.env ?? "SLACK_SIGNING_SECRET"
  const journal = new JournalWriter(journalsOf(place.gitDir), identity.runId)
  if (scratch !== null) journal.note({ kind: "directory", path: scratch })
  const given = hostCredentials(process.env, signal)
  const aws = {
    // the SDK itself reads AWS_ENDPOINT_URL and AWS's configuration files
    endpoint: null,
    clock: systemClock,
    signal,
    runId: identity.runId,
  }
  const token = githubToken()
  const codeHost: CodeHostSettings = {
    config: config.github,
    remote: () => originOf(git),
    apiUrl: process.env.GITHUB_API_URL || null,
    token,
    clock: systemClock,
    say,
    signal,
  }
  const github = githubCodeHost(codeHost)
  const workbench = hostWorkbench(git, new HostServices(sandboxRoot(place)), (note) => journal.note(note))
  const tokens: SecretEnvironment = token === null ? {} : { GITHUB_TOKEN: { plaintext: token } }
  const deployer = deployerFor(config.deployer, workbench, config.image, tokens)
  try {
    return await body({
      config,
      identity,
      ports: {
        clock: systemClock,
        random: Math.random,
        sha256,
        repository,
        checkout: gitCheckout(hostGit(place.root, [])),
        ledger: gitLedger(store),
        heartbeats: gitHeartbeats(heartbeats),
        runs: hostRuns({
          runId: identity.runId,
          directory: journalsOf(place.gitDir),
          journal,
          askCi: askCi(github, systemClock),
          removeTree: (path) => removeTree(git, path),
          say,
        }),
        deployer,
        migrator: commandMigrator({
          config: config.migrations,
          deployer: config.deployer,
          workbench,
          tokens,
          repository,
          image: undefined,
          ...hostDatabaseUrl(config),
        }),
        prober: httpProber(randomUUID, () => performance.now()),
        codeHost: github,
        statusPage: httpStatusPage,
        logs: stageLogs(config, given, aws, secretsOf([signingSecret, ...SECRETS])),
        slackSigner: slackSigner(
          async () => process.env[signingSecret] ?? null,
          `${signingSecret} is not set`,
        ),
        credentials: awsAccess((stage) => wantedAws(config, stage), given, aws),
        platforms: platforms(adminAws(given, aws, adminRegion(config)), adminGithub(codeHost)),
        diagnostics: diagnosticsOf({
          git,
          engine: () => cliVersion(place.root),
          codeHost,
          oidc: given.oidc,
          settings: aws,
        }),
        askSecret: secretAsker(process.stdin, process.stderr),
        tracer: { span: (_name, phase) => phase() },
        say,
        signal,
      },
    })
  } finally {
    await deployer.close?.()
    await close()
  }
}

/** Variables whose values no quoted log line may show. */
const SECRETS = ["DATABASE_URL", "GITHUB_TOKEN", "PIPELINE_GITHUB_TOKEN", "GH_TOKEN"]

const secretsOf = (names: readonly string[]) =>
  names.flatMap((name) => process.env[name] ?? []).map((text) => ({ plaintext: async () => text }))

/** The database's address, from the environment variable that pipeline.json names. */
function hostDatabaseUrl({ migrations }: Config) {
  const name = migrations?.run?.databaseUrl?.env ?? "DATABASE_URL"
  const value = process.env[name]
  return {
    databaseUrl: value ? { plaintext: async () => value } : null,
    absent: `${name} is not set.`,
  }
}

/** As it is configured, because a rewrite (insteadOf) may hide which host is meant. */
async function originOf(git: Git): Promise<string | null> {
  const { exitCode, stdout } = await git(["config", "--get", "remote.origin.url"])
  return exitCode === 0 ? stdout.trim() : null
}

/** PIPELINE_GITHUB_TOKEN, or GITHUB_TOKEN, which a workflow has. */
function githubToken(): TokenReader | null {
  const token = process.env.PIPELINE_GITHUB_TOKEN || process.env.GITHUB_TOKEN
  return token ? async () => token : null
}

async function readConfig({ root }: RepositoryPlace): Promise<string | null> {
  try {
    return await readFile(join(root, CONFIG_FILE), "utf8")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null
    throw error
  }
}
