import { type Container, dag, type Secret } from "@dagger.io/dagger"
import {
  formatConfigFile,
  type Setting,
  type Transport,
  transportOf,
  withRemote,
} from "../adapters/git-transport.ts"
import { type LedgerStore, remoteStore, type StoreSettings, sharedStore } from "../adapters/ledger-store.ts"
import { sequence } from "../adapters/runtime.ts"
import type { Config } from "../core/config/schema.ts"
import { answerLimitMs } from "../core/ledger/owner.ts"
import type { Stage } from "../core/stage.ts"
import type { Git, GitResult } from "../workbench/workbench.ts"
import { inOneLine, isExecError } from "./container-exec.ts"

/** Differs in every exec, so that the engine's cache never answers for it. */
export type Nonce = () => string

const SCRIPT_PATH = "/pipeline-git"
const STDIN = "/.pipeline-stdin"
const ANSWER = "/tmp/.pipeline-answer"
const SCRATCH = "/scratch"

/**
 * The script that runs git. Arguments: the repository's path, the object format to create it with ("": it exists), what
 * git is started by ("": nothing), the file for stdin, the nonce, and then git's own.
 *
 * An exec costs a tenth of a second and each question about it some more. So the same exec also creates the repository
 * (objects/info is the folder that git creates last), and one file has the whole answer: the exit code, stderr with a
 * mark before each line, a line with a dot, stdout, the nonce. Nothing is printed, because an engine would show it. The
 * repositories are not trusted, so their own hooks and attributes are turned off.
 */
const SCRIPT = String.raw`#!/bin/sh
repository=$1 format=$2 starter=$3 stdin=$4 nonce=$5
shift 5
{
  if [ -n "$format" ] && ! [ -d "$repository/objects/info" ]; then
    git init -q --bare --object-format="$format" "$repository"
  fi &&
  $starter git -c 'safe.directory=*' -c gc.auto=0 -c core.hooksPath=/dev/null -c core.attributesFile=/dev/null \
    --git-dir "$repository" "$@" <"$stdin"
} >${ANSWER}.out 2>${ANSWER}.err
{ echo $?; sed 's/^/!/' ${ANSWER}.err; printf '\n.\n'; cat ${ANSWER}.out; printf %s "$nonce"; } >${ANSWER}
`

/** Makes git answer in English, never wait for a password, and ignore replace refs. */
export const withGitEnvironment = (container: Container): Container =>
  container
    .withEnvVariable("LC_ALL", "C")
    .withEnvVariable("GIT_TERMINAL_PROMPT", "0")
    .withEnvVariable("GIT_NO_REPLACE_OBJECTS", "1")
    .withNewFile(SCRIPT_PATH, SCRIPT)

/** The repository that git works on. */
interface Repository {
  path: string
  /** creates it in this format where there is none; "": it exists */
  objectFormat: string
  /** ends a command that takes longer, which then has failed */
  limitMs?: number
}

/** git on a repository in a cache or a mount. The container itself stays as it is, so commands can run side by side. */
export const containerGit =
  (container: Container, repository: Repository, nonce: Nonce): Git =>
  (args, stdin) =>
    execGit(container, repository, args, nonce, stdin)

/**
 * git on an empty repository of this run's own, one command after the other. It is in a cache volume: where each command
 * ran in what the one before it had left, some hundred made a container that an engine cannot mount, and a run that waits,
 * or deploys for long, has as many.
 */
function scratchGit(container: Container, objectFormat: string, limitMs: number, nonce: Nonce): Git {
  const own = container.withMountedCache(SCRATCH, dag.cacheVolume(`pipeline-scratch-${nonce()}`))
  const git = containerGit(own, { path: `${SCRATCH}/repo.git`, objectFormat, limitMs }, nonce)
  const next = sequence()
  return (args, stdin) => next(() => git(args, stdin))
}

/** Input goes through a mounted file, because an engine logs an exec's stdin. */
function execGit(
  container: Container,
  { path, objectFormat, limitMs }: Repository,
  args: readonly string[],
  nonce: Nonce,
  stdin: string | undefined,
): Promise<GitResult> {
  const id = nonce()
  const given =
    stdin === undefined
      ? container
      : container.withMountedSecret(STDIN, dag.setSecret(`stdin-${id}`, stdin), { mode: 0o444 })
  const starter = limitMs === undefined ? "" : `timeout ${Math.ceil(limitMs / 1000)}`
  const input = stdin === undefined ? "/dev/null" : STDIN
  const argv = ["sh", SCRIPT_PATH, path, objectFormat, starter, input, id, ...args]
  // without an init, which would cost a fifth of the exec: git leaves no processes behind
  const ran = given.withExec(argv, { noInit: true })
  const answered = async (): Promise<GitResult> => {
    const began = performance.now()
    try {
      const answer = parseAnswer(await ran.file(ANSWER).contents(), id)
      if (answer.exitCode === 0 || limitMs === undefined || performance.now() - began < limitMs) return answer
      const stderr = `${answer.stderr}git ${args[0]} did not end within ${limitMs} ms\n`
      return { ...answer, stderr, timedOut: true }
    } catch (error) {
      if (!isExecError(error)) throw error
      const { exitCode, stdout, stderr } = error
      return { exitCode, stdout, stderr }
    }
  }
  return inOneLine(`git ${args[0]}`, answered)
}

const DOT = "\n.\n"

/** Takes the script's answer apart. An engine that gives a part of one has given none. */
function parseAnswer(answer: string, nonce: string): GitResult {
  const end = answer.indexOf(DOT)
  if (end < 0 || !answer.endsWith(nonce))
    return { exitCode: 1, stderr: "the engine gave only a part of git's answer", stdout: "" }
  const [exitCode = "", ...lines] = answer.slice(0, end).split("\n")
  const stderr = lines.map((line) => line.replace(/^!/, "")).join("\n")
  return { exitCode: Number(exitCode), stderr, stdout: answer.slice(end + DOT.length, -nonce.length) }
}

const CACHE = "/ledger"
const TRANSPORT = "/transport.config"

/** What the caller gives to reach the ledger. */
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
    const git = containerGit(cached, { path, objectFormat: "sha1" }, nonce)
    const where = "a cache volume of this engine (other engines do not see it)"
    const shared = { ...common, app, apart, where }
    return { ledger: sharedStore(git, shared), heartbeats: sharedStore(git, shared, "heartbeat") }
  }
  const { settings: withLedger, name } = withRemote(settings, ledger.remote)
  const base = withTransport(container, transportOf(withLedger), nonce)
  const authorized = gitToken === null ? base : withToken(base, gitToken)
  const objectFormat = settings.findLast(({ key }) => key === "extensions.objectformat")?.value ?? "sha1"
  /** Two fetches into one repository would meet. */
  const limitMs = answerLimitMs(ledger.heartbeatSeconds)
  const scratch = () => scratchGit(authorized, objectFormat, limitMs, nonce)
  const shared = { ...common, app, apart, where: `remote ${ledger.remote}` }
  return {
    ledger: remoteStore(scratch(), name, shared),
    heartbeats: remoteStore(scratch(), name, shared, "heartbeat"),
  }
}

/** Gives git the transport settings as its user's configuration, in a secret file because a value may be one. */
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

/** git asks this program for a password, so the token is neither in argv nor in a file. */
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
