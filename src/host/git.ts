import { randomUUID } from "node:crypto"
import { rename, rm, stat, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import {
  aliasOf,
  formatConfigFile,
  mainRemote,
  NO_TRANSPORT,
  parseSettings,
  type Setting,
  type Transport,
  transportOf,
  withoutPasswords,
} from "../adapters/git-transport.ts"
import type { Config } from "../core/config/schema.ts"
import { environmentError, usageError } from "../core/errors.ts"
import type { CommandResult, Git, GitResult } from "../workbench/workbench.ts"
import { LEADING } from "./environment.ts"
import { type Environment, exec } from "./exec.ts"

/** Where a git repository is on this host. */
export interface RepositoryPlace {
  /** the top of the working tree, or the repository itself when it is bare */
  root: string
  /** the directory of refs and objects, the same from every worktree */
  gitDir: string
}

/** How remotes are reached, and where git's own programs are. */
const KEPT = /^GIT_(ALLOW_PROTOCOL|ASKPASS|EXEC_PATH|HTTP_\w+|PROXY_\w+|SSH|SSH_COMMAND|SSH_VARIANT|SSL_\w+)$/

/** English, and no questions to a terminal. */
const PLAIN = { LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" }

/** Nothing of the user's, apart from the settings that are named. A commit is what it is, whatever replaces it here. */
const OWN = {
  ...PLAIN,
  GIT_ATTR_NOSYSTEM: "1",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_NO_REPLACE_OBJECTS: "1",
}

/** These hold against a repository's own configuration, which git always reads. */
const FIRM: readonly Pick<Setting, "key" | "value">[] = [
  { key: "core.hooksPath", value: "/dev/null" },
  { key: "core.attributesFile", value: "/dev/null" },
  { key: "core.excludesFile", value: "/dev/null" },
  { key: "core.fsmonitor", value: "false" },
  { key: "gc.auto", value: "0" },
  { key: "maintenance.auto", value: "false" },
]

interface GitOptions {
  /** how remotes are reached */
  transport?: Transport
  /** ends a command that takes longer, which then has failed */
  timeoutMs?: number | ((args: readonly string[]) => number)
  /** the run's: once it is aborted, a person waits for what is still under way */
  signal?: AbortSignal | undefined
  /** a file of settings that git passes on to what it starts, too */
  globalConfig?: string | undefined
  /** a directory in which git leaves a report when an import crashes, as on a full disk: it is cleared away */
  crashes?: string
}

/**
 * The pipeline's own git on this host: a clean environment, and no configuration but that of the repository that it
 * works on, against which what matters is set.
 * @param user the environment of the user
 * @param options what precedes every command, e.g. `--git-dir`
 */
export function hostGit(
  cwd: string,
  user: Environment,
  options: readonly string[] = [],
  { transport = NO_TRANSPORT, timeoutMs: limit, signal, globalConfig, crashes }: GitOptions = {},
): Git {
  const { settings, secrets } = transport
  const env = {
    ...without(user, (name) => !KEPT.test(name)),
    ...OWN,
    ...(globalConfig === undefined ? {} : { GIT_CONFIG_GLOBAL: globalConfig }),
    ...asVariables([...settings, ...FIRM]),
    ...secrets,
  }
  return async (args, stdin) => {
    const timeoutMs = typeof limit === "function" ? limit(args) : limit
    const hurry = soonAfter(signal)
    const begunMs = Date.now()
    let own: number | undefined
    const started = (pid: number) => {
      own = pid
    }
    const around = { cwd, env, stdin, timeoutMs, signal: hurry.signal, started }
    const ended = await exec(["git", ...options, ...args], around).finally(hurry.dispose)
    if (crashes !== undefined && own !== undefined && ended.exitCode !== 0)
      await removeCrashReport(crashes, own, begunMs)
    if (ended.timedOut || !hurry.signal.aborted) return answerOf(args, ended, secrets, timeoutMs)
    return answerOf(args, { ...ended, timedOut: true }, secrets, HURRY_MS)
  }
}

/** File systems keep time in steps of some milliseconds, or of a second. */
const CLOCK_STEP_MS = 2000

/** Only that of this very process: a user's own import may have had the same id once. What git said is the reason. */
async function removeCrashReport(directory: string, pid: number, begunMs: number): Promise<void> {
  const path = join(directory, `fast_import_crash_${pid}`)
  const written = await stat(path).catch(() => null)
  if (written !== null && written.mtimeMs >= begunMs - CLOCK_STEP_MS) await rm(path, { force: true })
}

/** How long each command of an interrupted run may take. */
const HURRY_MS = 10_000

/** A signal that follows another one after a while. */
function soonAfter(signal: AbortSignal | undefined): { signal: AbortSignal; dispose: () => void } {
  const late = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const begin = () => {
    timer = setTimeout(() => late.abort(), HURRY_MS)
  }
  if (signal?.aborted) begin()
  else signal?.addEventListener("abort", begin)
  return {
    signal: late.signal,
    dispose: () => {
      clearTimeout(timer)
      signal?.removeEventListener("abort", begin)
    },
  }
}

/** git's own code for what it could not do: 1 is an answer of some commands, "no". */
const FATAL = 128

function answerOf(
  [command]: readonly string[],
  { exitCode, stdout, stderr, timedOut }: CommandResult,
  secrets?: Transport["secrets"],
  timeoutMs?: number,
): GitResult {
  const said = withoutPasswords(stderr, secrets)
  if (exitCode !== null && !timedOut) return { exitCode, stdout, stderr: said }
  const how = timedOut ? `did not end within ${timeoutMs} ms` : "was ended by a signal"
  const late = timedOut ? { timedOut: true as const } : {}
  return { exitCode: FATAL, stdout, stderr: `${said}git ${command} ${how}\n`, ...late }
}

/** git as its user has it, for their own checkout; what it says is in English, and their hooks do not run. */
export function userGit(cwd: string, user: Environment): Git {
  const env = { ...without(user, (name) => LEADING.includes(name) || MISLEADING.test(name)), ...PLAIN }
  return async (args, stdin) => {
    const argv = ["git", "-c", "core.hooksPath=/dev/null", ...args]
    return answerOf(args, await exec(argv, { cwd, env, stdin }))
  }
}

/** What most of these show goes to stderr, in the midst of git's own words; GIT_CONFIG hides all files but one. */
const MISLEADING = /^GIT_(TRACE|CURL_VERBOSE|CONFIG$)/

const without = (env: Environment, isForeign: (name: string) => boolean): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("GIT_") || !isForeign(name)))

/** Settings that are no arguments, because a value may be a secret. */
function asVariables(settings: readonly Pick<Setting, "key" | "value">[]): Record<string, string> {
  const numbered = settings.flatMap(({ key, value }, index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ])
  return { ...Object.fromEntries(numbered), GIT_CONFIG_COUNT: String(settings.length) }
}

/** Every setting that git finds in a user's repository, from all its files and what they include. */
export async function userSettings(directory: string, user: Environment): Promise<Setting[]> {
  const listed = await userGit(directory, user)(["config", "--list", "--show-scope", "--includes", "-z"])
  if (listed.exitCode !== 0) {
    throw environmentError("NOT_A_REPOSITORY", `git cannot read its configuration: ${listed.stderr.trim()}`)
  }
  // a path is meant from where the repository is, and is used from elsewhere, too
  const isPath = ({ key, value }: Setting) =>
    /^remote\..*\.(push)?url$/s.test(key) && /^\.\.?(\/|$)/.test(value)
  return parseSettings(listed.stdout).map((one) =>
    isPath(one) ? { ...one, value: resolve(directory, one.value) } : one,
  )
}

/** Those that a git has not got from the repository itself. */
export const fromElsewhere = (settings: readonly Setting[]): Setting[] =>
  settings.filter(({ scope }) => scope !== "local" && scope !== "worktree")

interface HostGits {
  /** for what is in the repository */
  git: Git
  /** for trees of its commits, and what belongs to them elsewhere */
  trees: Git
  /** for its main remote, which `alias` is the name of there */
  network: Git
  /** the remote whose main branch counts; null: the repository has no remote */
  main: { name: string; alias: string } | null
}

/** A remote that says nothing is given up at last: asking it takes moments, but what is fetched may be large. */
const patience = (args: readonly string[]): number =>
  args.includes("ls-remote") ? MINUTE_MS : (args.includes("push") ? 5 : 30) * MINUTE_MS

const MINUTE_MS = 60_000

/** The gits that work for one repository: each is given what it must not read itself, and nothing twice. */
export function gitsOf(
  { root, gitDir }: RepositoryPlace,
  user: Environment,
  settings: readonly Setting[],
  { ledger, mainBranch }: Pick<Config, "ledger" | "mainBranch">,
  signal: AbortSignal,
): HostGits {
  const name = mainRemote(settings, ledger.remote, mainBranch)
  const alias = "pipeline-main"
  const elsewhere = fromElsewhere(settings)
  const remote = name === null ? [] : aliasOf(settings, name, alias)
  const gitWith = (all: readonly Setting[], options: GitOptions = {}) =>
    hostGit(root, user, ["--git-dir", gitDir], { ...options, transport: transportOf(all) })
  return {
    git: gitWith(elsewhere),
    trees: gitWith(settings, { signal, timeoutMs: patience }),
    network: gitWith([...elsewhere, ...remote], { signal, timeoutMs: patience }),
    main: name === null ? null : { name, alias },
  }
}

/** Finds the repository that a directory is in. */
export async function findRepository(directory: string, user: Environment): Promise<RepositoryPlace> {
  const dir = resolve(directory)
  const git = userGit(dir, user)
  let found: Awaited<ReturnType<Git>>
  try {
    // the last is refused where there is no working tree, once the others are answered
    const facts = ["--git-common-dir", "--is-bare-repository", "--show-toplevel"]
    found = await git(["rev-parse", "--path-format=absolute", ...facts])
  } catch {
    throw usageError("NOT_A_REPOSITORY", `${dir} is not a directory, or git is not installed.`)
  }
  // a directory's name may hold line breaks and end with spaces
  const [, gitDir = "", bare, root] = /(.+?)\n(true|false)\n(?:(.+)\n)?$/s.exec(found.stdout) ?? []
  if (gitDir === "") {
    // git also refuses what belongs to another user, and says what to do about it
    const why = /not a git repository/.test(found.stderr) ? "" : ` ${found.stderr.trim()}`
    throw usageError("NOT_A_REPOSITORY", `${dir} is not in a git repository.${why}`)
  }
  if (bare === "true") return { root: gitDir, gitDir }
  if (root === undefined) throw environmentError("NOT_A_REPOSITORY", `${dir} is inside a .git directory.`)
  return { root, gitDir }
}

/**
 * A file of the directories that the user trusts: where git starts another git, as for a remote that is a directory,
 * it takes these from no variable. Undefined where there are none.
 */
export async function trustedDirectories(
  settings: readonly Setting[],
  folder: string,
): Promise<string | undefined> {
  const trusted = settings.filter(({ key }) => key === "safe.directory")
  if (trusted.length === 0) return undefined
  const file = join(folder, "trusted-directories")
  const made = `${file}.${randomUUID()}`
  await writeFile(made, formatConfigFile(trusted))
  await rename(made, file)
  return file
}
