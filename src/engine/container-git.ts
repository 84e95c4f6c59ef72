import { type Container, dag, type Secret } from "@dagger.io/dagger"
import {
  formatConfigFile,
  type Setting,
  type Transport,
  transportOf,
  withRemote,
} from "../adapters/git-transport.ts"
import { type LedgerStore, remoteStore, type StoreSettings, sharedStore } from "../adapters/ledger-store.ts"
import type { Config } from "../core/config/schema.ts"
import type { Stage } from "../core/stage.ts"
import type { Git } from "../workbench/workbench.ts"
import { execAny } from "./container-exec.ts"

/** Differs in every exec, so that no earlier result stands for it. */
export type Nonce = () => string

/** The repositories may belong to anyone. Whatever their own configuration says, hooks and attributes do nothing. */
const SETTINGS = [
  "safe.directory=*",
  "gc.auto=0",
  "core.hooksPath=/dev/null",
  "core.attributesFile=/dev/null",
].flatMap((setting) => ["-c", setting])

/** git answers in English, never waits for a password, and sees a commit as it is, whatever replaces it. */
export const withGitEnvironment = (container: Container): Container =>
  container
    .withEnvVariable("LC_ALL", "C")
    .withEnvVariable("GIT_TERMINAL_PROMPT", "0")
    .withEnvVariable("GIT_NO_REPLACE_OBJECTS", "1")

/** git in a container whose own file system no command changes: caches and mounts hold the repositories. */
export const containerGit =
  (container: Container, options: readonly string[], nonce: Nonce, program: Program = GIT): Git =>
  (args, stdin) =>
    execGit(container, program, [...options, ...args], nonce, stdin)

/** git on a scratch repository in the container itself: every command sees what the one before it left. */
function scratchGit(container: Container, options: readonly string[], nonce: Nonce, program: Program): Git {
  let last = Promise.resolve(container)
  return (args, stdin) => {
    const done = last.then((current) => execGit(current, program, [...options, ...args], nonce, stdin))
    last = done.then(({ container: next }) => next)
    return done
  }
}

/** What the settings and arguments of git follow. */
type Program = readonly string[]

/** Not by the engine, which shows in its log what it redirects. */
const STDOUT = "/tmp/.pipeline-stdout"

const GIT: Program = ["sh", "-c", `exec git "$@" >${STDOUT}`, "sh"]

/**
 * git, after it has made the repository where there is none: asked of a path without one, it would say so in red.
 * In the same exec, because each costs a tenth of a second. git makes the folder that is looked for last.
 */
const gitIn = (path: string, objectFormat: string): Program => [
  "sh",
  "-c",
  `[ -d "$1/objects/info" ] || git init -q --bare --object-format="$2" "$1" && shift 2 && exec git "$@" >${STDOUT}`,
  "sh",
  path,
  objectFormat,
]

const STDIN = "/.pipeline-stdin"

/** An engine writes what goes through an exec's stdin and stdout into its log, so records take files. */
function execGit(
  container: Container,
  program: Program,
  args: readonly string[],
  nonce: Nonce,
  stdin: string | undefined,
) {
  const id = nonce()
  const fresh = container.withEnvVariable("PIPELINE_NONCE", id)
  const given =
    stdin === undefined
      ? fresh
      : fresh.withMountedSecret(STDIN, dag.setSecret(`git-stdin-${id}`, stdin), { mode: 0o444 })
  const options = {
    // git leaves no processes behind that an init would have to reap, and starting one costs a fifth of the exec
    noInit: true,
    ...(stdin === undefined ? {} : { redirectStdin: STDIN }),
  }
  return execAny(given, [...program, ...SETTINGS, ...args], options, STDOUT)
}

const CACHE = "/ledger"
const TRANSPORT = "/transport.config"

/** Whose ledger it is. */
interface Caller {
  /** settings of the repository that is deployed */
  settings: readonly Setting[]
  /** may push to the ledger's remote */
  gitToken: Secret | null
}

/**
 * The ledger on an engine, and the heartbeats beside it: on the repository's remote, or in a repository in a cache
 * volume of this engine. What a volume held is not remembered elsewhere: one that goes back is not noticed.
 * @param container has git
 */
export async function containerLedger(
  container: Container,
  { settings, gitToken }: Caller,
  { app, ledger }: Pick<Config, "app" | "ledger">,
  nonce: Nonce,
  common: Pick<StoreSettings, "means" | "say">,
): Promise<{ ledger: LedgerStore; heartbeats: LedgerStore }> {
  const apart = new Set<Stage>()
  if (ledger.remote === undefined) {
    const cached = container.withMountedCache(CACHE, dag.cacheVolume(`pipeline-ledger-${app}`))
    const path = `${CACHE}/repo.git`
    const git = containerGit(cached, ["--git-dir", path], nonce, gitIn(path, "sha1"))
    const where = "a cache volume of this engine (other engines do not see it)"
    const shared = { ...common, app, apart, where }
    return { ledger: sharedStore(git, shared), heartbeats: sharedStore(git, shared, "heartbeat") }
  }
  const { settings: withLedger, name } = withRemote(settings, ledger.remote)
  const base = withTransport(container, transportOf(withLedger), nonce)
  const authorized = gitToken === null ? base : withToken(base, gitToken)
  const objectFormat = settings.findLast(({ key }) => key === "extensions.objectformat")?.value ?? "sha1"
  /** Two fetches into one repository would meet. */
  const scratch = (path: string): Git =>
    scratchGit(authorized, ["--git-dir", path], nonce, gitIn(path, objectFormat))
  const shared = { ...common, app, apart, where: `remote ${ledger.remote}` }
  return {
    ledger: remoteStore(scratch("/ledger.git"), name, shared),
    heartbeats: remoteStore(scratch("/heartbeats.git"), name, shared, "heartbeat"),
  }
}

/** A file that only its exec sees, because a value may be a secret; for git it is its user's configuration. */
function withTransport(container: Container, { settings, secrets }: Transport, nonce: Nonce): Container {
  const secretOf = (name: string, text: string) => dag.setSecret(`${name}-${nonce()}`, text)
  const configured = container
    .withMountedSecret(TRANSPORT, secretOf("git-transport", formatConfigFile(settings)), { mode: 0o444 })
    .withEnvVariable("GIT_CONFIG_GLOBAL", TRANSPORT)
  return Object.entries(secrets).reduce(
    (current, [name, text]) => current.withSecretVariable(name, secretOf(name, text)),
    configured,
  )
}

/** git asks this program for a password; the token is in the environment of that exec only. */
const ASKPASS = `#!/bin/sh
case "$1" in
  Username*) echo x-access-token ;;
  *) printf '%s\\n' "$PIPELINE_GIT_TOKEN" ;;
esac
`

const withToken = (container: Container, token: Secret): Container =>
  container
    .withNewFile("/askpass", ASKPASS, { permissions: 0o755 })
    .withEnvVariable("GIT_ASKPASS", "/askpass")
    .withSecretVariable("PIPELINE_GIT_TOKEN", token)
