import { type Container, type Directory, dag, type Secret } from "@dagger.io/dagger"
import { getTracer } from "@dagger.io/dagger/telemetry"
import { askCi } from "../adapters/ask-ci.ts"
import { awsAccess } from "../adapters/aws/access.ts"
import { stageLogs } from "../adapters/aws/stage-logs.ts"
import { deployerFor } from "../adapters/deployers.ts"
import { diagnosticsOf } from "../adapters/doctor/diagnostics.ts"
import { engineRuns } from "../adapters/engine-runs.ts"
import { gitHeartbeats } from "../adapters/git-heartbeats.ts"
import { gitLedger } from "../adapters/git-ledger.ts"
import { type CodeHostSettings, githubCodeHost } from "../adapters/github/code-host.ts"
import { httpStatusPage } from "../adapters/http.ts"
import { httpProber } from "../adapters/http-prober.ts"
import { commandMigrator } from "../adapters/migrator.ts"
import { adminAws } from "../adapters/setup/admin-aws.ts"
import { adminGithub } from "../adapters/setup/github-settings.ts"
import { platforms } from "../adapters/setup/platforms.ts"
import { sha256 } from "../adapters/sha256.ts"
import { slackSigner } from "../adapters/slack-signer.ts"
import { systemClock } from "../adapters/system-clock.ts"
import { adminRegion, wantedAws } from "../core/aws/wanted.ts"
import { CONFIG_FILE, parseConfig } from "../core/config/parse.ts"
import { messageOf, usageError } from "../core/errors.ts"
import { remoteUrl } from "../core/github/place.ts"
import { CI_RUN_FORM, type CiRun, parseCiRun } from "../core/ledger/runner.ts"
import type { SecretEnvironment } from "../core/secret.ts"
import { clip } from "../core/text.ts"
import type { Context } from "../release/run.ts"
import { type CallerAws, givenCredentials } from "./caller-aws.ts"
import { containerWorkbench } from "./container.ts"
import { containerGit, type Nonce, withGitEnvironment } from "./container-git.ts"
import { containerLedger } from "./container-ledger.ts"
import { containerRepository } from "./container-repository.ts"

/** What the module was constructed with. */
export interface Caller {
  /** the caller's .git directory */
  git: Directory
  /** holds pipeline.json, or nothing */
  config: Directory
  image: string
  gitImage: string
  actor: string
  /** the workflow run that the call is part of, as `github:OWNER/REPOSITORY/RUN_ID/ATTEMPT`; "": none */
  ciRun: string
  gitToken: Secret | undefined
  githubToken: Secret | undefined
  slackSigningSecret: Secret | undefined
  aws: CallerAws
  databaseUrl: Secret | undefined
}

/** Puts the transaction together for one function call on an engine, runs it, and clears away. */
export async function withContainerContext<T>(
  caller: Caller,
  body: (context: Context) => Promise<T>,
): Promise<T> {
  const { githubToken } = caller
  const ci = readCiRun(caller.ciRun)
  const nonce = () => crypto.randomUUID()
  const say = (line: string) => void console.error(line)
  // an engine ends a cancelled call at once: there is nothing to listen to
  const { signal } = new AbortController()
  const gitContainer = withGitEnvironment(dag.container().from(caller.gitImage))
  // the image is there by the time that the ledger is asked
  const [config] = await Promise.all([readConfig(caller.config).then(parseConfig), gitContainer.sync()])
  const image = caller.image === "" ? config.image : caller.image
  const workbench = containerWorkbench(caller.git, image ?? DEFAULT_IMAGE, nonce)
  const runId = crypto.randomUUID()
  const { ledger, heartbeats } = await containerLedger(gitContainer, caller, config, nonce)
  const codeHost: CodeHostSettings = {
    config: config.github,
    remote: async () => remoteUrl(await caller.git.file("config").contents(), "origin"),
    apiUrl: null,
    token: githubToken === undefined ? null : () => githubToken.plaintext(),
    clock: systemClock,
    say,
    signal,
  }
  const github = githubCodeHost(codeHost)
  const tokens: SecretEnvironment = githubToken === undefined ? {} : { GITHUB_TOKEN: githubToken }
  const givenAws = givenCredentials(caller.aws)
  const aws = {
    endpoint: caller.aws.endpointUrl || null,
    clock: systemClock,
    signal,
    runId,
  }
  const repository = containerRepository(caller.git, repositoryGit(gitContainer, caller.git, nonce))
  const context: Context = {
    config,
    identity: {
      runId,
      actor: caller.actor,
      host: "engine",
      pid: null,
      runner: { kind: "engine", ci, heartbeatSeconds: config.ledger.heartbeatSeconds },
    },
    ports: {
      clock: systemClock,
      random: Math.random,
      sha256,
      repository,
      ledger: gitLedger(ledger),
      heartbeats: gitHeartbeats(heartbeats),
      runs: engineRuns(askCi(github, systemClock)),
      deployer: deployerFor(config.deployer, workbench, image, tokens),
      migrator: commandMigrator({
        config: config.migrations,
        deployer: config.deployer,
        workbench,
        repository,
        image,
        tokens,
        databaseUrl: caller.databaseUrl ?? null,
        absent: "No address of the database is given: --database-url env://DATABASE_URL.",
      }),
      prober: httpProber(
        nonce,
        () => performance.now(),
        (hostname) => workbench.owns(hostname),
      ),
      codeHost: github,
      statusPage: httpStatusPage,
      logs: stageLogs(config, givenAws, aws, [
        caller.slackSigningSecret,
        caller.databaseUrl,
        caller.gitToken,
        caller.githubToken,
      ]),
      slackSigner: slackSigner(
        async () => (await caller.slackSigningSecret?.plaintext()) ?? null,
        "no signing secret is given: --slack-signing-secret env://SLACK_SIGNING_SECRET",
      ),
      credentials: awsAccess((stage) => wantedAws(config, stage), givenAws, aws),
      platforms: platforms(adminAws(givenAws, aws, adminRegion(config)), adminGithub(codeHost)),
      // an engine has no terminal
      askSecret: async () => null,
      diagnostics: diagnosticsOf({
        git: repositoryGit(gitContainer, caller.git, nonce),
        engine: async () => ({ kind: "known", value: await dag.version() }),
        codeHost,
        oidc: givenAws.oidc,
        settings: aws,
      }),
      tracer: { span: (name, body) => getTracer("pipeline").startActiveSpan(name, body) },
      say,
      signal,
    },
  }
  try {
    return await body(context)
  } finally {
    await context.ports.deployer.close?.()
  }
}

function readCiRun(text: string): CiRun | null {
  const ci = text === "" ? null : parseCiRun(text)
  if (text === "" || ci !== null) return ci
  const message = `is ${JSON.stringify(clip(text))}, must be written as ${CI_RUN_FORM}`
  throw usageError("USAGE", "The call cannot be understood.", [{ path: "--ci-run", message }])
}

const REPOSITORY = "/repository.git"

const repositoryGit = (container: Container, git: Directory, nonce: Nonce) =>
  containerGit(container.withMountedDirectory(REPOSITORY, git), ["--git-dir", REPOSITORY], nonce)

/** Runs most deploy tools and the example; `image` in pipeline.json names another. */
export const DEFAULT_IMAGE = "node:24.13.1-alpine"

async function readConfig(directory: Directory): Promise<string | null> {
  try {
    return await directory.file(CONFIG_FILE).contents()
  } catch (error) {
    if (/no such file/i.test(messageOf(error))) return null
    throw error
  }
}
