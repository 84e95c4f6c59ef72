import { randomUUID } from "node:crypto"
import { access, mkdir, rm, writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { RUN_VARIABLE } from "../adapters/tool.ts"
import { fill as fillIn } from "../core/config/placeholders.ts"
import { messageOf } from "../core/errors.ts"
import { maskerOf, type SecretEnvironment } from "../core/masking.ts"
import type { Marks } from "../core/processes.ts"
import type { Release } from "../core/stage.ts"
import {
  type Aside,
  type CommandOptions,
  type CommandResult,
  DOCUMENT,
  type EndedService,
  type Git,
  GRACE_MS,
  LINES,
  type Service,
  type Tree,
  type Workbench,
} from "../workbench/workbench.ts"
import { CREDENTIAL_VARIABLES, environmentFor, type OwnSecrets } from "./environment.ts"
import { type Environment, isLimited, run, signalGroup } from "./exec.ts"
import { forgetWorktree, readText, type TreeSource, writeTree } from "./git-tree.ts"
import { type CommandMarks, clearAway, type Note } from "./journal.ts"
import { LineOutput } from "./output.ts"
import { endStartedWith, processIdentityNow } from "./processes.ts"
import { freePorts, HOST, type HostServices } from "./services.ts"

/** What the commands of a run are given, and what is kept of them. */
export interface HostRun {
  runId: string
  /** what the user's shell sees */
  environment: Environment
  /** where trees are made */
  temporary: string
  own: OwnSecrets
  /** masked in all that commands print */
  secrets: readonly string[]
  /** Is called before anything is made or started. Never throws. */
  begin: () => Promise<void>
  /** Takes what is made or started: what another run would have to clear away, should this one die. Never throws. */
  note: (note: Note) => void
  say: (line: string) => void
}

/**
 * Steps on this host, in temporary trees: the user's own checkout is never touched.
 * @param git runs on the user's repository and reaches its remotes
 */
export function hostWorkbench(
  git: Git,
  source: TreeSource,
  services: HostServices,
  host: HostRun,
): Workbench {
  const folders: string[] = []
  return {
    async checkOut(release) {
      const tree = await checkOut(git, source, release, host)
      folders.push(folderOf(tree.root))
      return tree
    },
    async serve(stage, release, specs, claim) {
      const tree = await checkOut(git, source, release, host)
      try {
        return await services.serve(stage, release, specs, tree.root, claim)
      } finally {
        await tree.dispose()
      }
    },
    serveAside: (release, specs, aside) => serveAside(git, source, release, specs, aside, host),
    stop: (stage) => services.stopStage(stage),
    endRun(runId) {
      const own = runId === host.runId ? folders : []
      return endMarked({ variables: [`${RUN_VARIABLE}=${runId}`], folders: own }, `run ${runId}`, host.say)
    },
    served: (stage, release) => services.served(stage, release),
  }
}

/** How the directories begin that hold a tree. */
export const TREE_PREFIX = "pipeline-tree-"

/** A name that no other folder has. */
const folderOf = (root: string): string => basename(dirname(root))

async function checkOut(
  git: Git,
  source: TreeSource,
  { sha }: Release,
  host: HostRun,
): Promise<Tree & { root: string }> {
  const parent = join(host.temporary, `${TREE_PREFIX}${randomUUID()}`)
  const root = join(parent, "tree")
  await host.begin()
  // before it is made: a run that dies between the two leaves nothing that no journal names
  host.note({ kind: "tree", path: parent })
  await mkdir(parent, { mode: 0o700 })
  try {
    await writeTree(git, source, root, sha)
  } catch (error) {
    await clearAway(parent, host.say)
    throw error
  }
  return {
    root,
    isWatched: false,
    run: (argv, options) => runIn(root, argv, options, host),
    complete: async () => {},
    has: (path) =>
      access(join(root, path)).then(
        () => true,
        () => false,
      ),
    readText: (path, part) => readText(join(root, path), part),
    remove: (path) => rm(join(root, path), { recursive: true, force: true }),
    dispose: () => removeTree(git, parent, host.say),
  }
}

/** Longer than anyone looks at a service: a command has a limit. */
const A_DAY_MS = 24 * 3_600_000

async function serveAside(
  git: Git,
  source: TreeSource,
  release: Release,
  specs: readonly Service[],
  { signal, say, ready }: Aside,
  host: HostRun,
): Promise<EndedService | null> {
  const tree = await checkOut(git, source, release, host)
  const others = new AbortController()
  const whole = AbortSignal.any([signal, others.signal])
  let running: Promise<EndedService>[] = []
  try {
    const ports = await freePorts(specs.length)
    const urls: Record<string, string> = {}
    const starts: Promise<void>[] = []
    running = specs.map(({ name, argv, env }, index) => {
      const filled = Object.entries(env).map(([variable, value]) => [variable, fillIn(value, urls)] as const)
      const given = { ...Object.fromEntries(filled), PORT: String(ports[index]), HOST }
      urls[name] = `http://${HOST}:${ports[index]}`
      const lines = { signal: whole, say: (line: string) => say(`${name}: ${line}`) }
      const options = { env: given, timeoutMs: A_DAY_MS, purpose: "serve", ...lines } as const
      let begun = () => {}
      starts.push(new Promise((resolve) => (begun = resolve)))
      return runIn(tree.root, argv, options, host, begun).then(
        (result) => ({ name, result }),
        (error: Error) => ({ name, result: error }),
      )
    })
    const first = Promise.race(running)
    // one that cannot be started has no address
    if (await Promise.race([first.then(() => false), Promise.all(starts)])) ready(urls)
    const ended = await first
    return signal.aborted ? null : ended
  } finally {
    others.abort()
    await Promise.all(running)
    await tree.dispose()
  }
}

/** Clears a tree away. Never throws. */
export async function removeTree(git: Git, parent: string, say: HostRun["say"]): Promise<void> {
  await forgetWorktree(git, join(parent, "tree")).catch(() => {})
  await clearAway(parent, say)
}

/** In the environment of each command, and of all that it starts: distinguishes it from the run's others. */
export const COMMAND_VARIABLE = "PIPELINE_COMMAND_ID"

/** Without this job's own credentials: for what is given others, which must not be mixed, and for what needs none. */
const WITHOUT_CREDENTIALS = Object.fromEntries(CREDENTIAL_VARIABLES.map((name) => [name, undefined]))

async function runIn(
  root: string,
  argv: readonly string[],
  options: CommandOptions,
  host: HostRun,
  begun = () => {},
): Promise<CommandResult> {
  const { env, secrets = {}, directory = ".", timeoutMs, graceMs = GRACE_MS, signal, say, purpose } = options
  const { secretFiles = {} } = options
  const [revealed, filed] = await Promise.all([reveal(secrets), reveal(secretFiles)])
  const isOnItsOwn = purpose === "install" || purpose === "hook" || "AWS_ACCESS_KEY_ID" in secrets
  const masker = maskerOf([...host.secrets, ...[...revealed, ...filed].map(([, text]) => text)])
  const limits = options.isDocument ? DOCUMENT : LINES
  const [stdout, stderr] = [new LineOutput(masker, limits, say), new LineOutput(masker, limits, say)]
  const [command, folder] = [randomUUID(), folderOf(root)]
  if (signal.aborted) throw new Error("the run was interrupted")
  const files = await writeSecrets(join(root, "..", "secrets"), secretFiles, filed, host.say)
  const { exitCode, timedOut, pid } = await run(
    argv,
    {
      cwd: join(root, directory),
      env: {
        ...environmentFor(purpose, host.environment, host.own),
        ...(isOnItsOwn ? WITHOUT_CREDENTIALS : {}),
        ...env,
        ...Object.fromEntries(revealed),
        ...files.paths,
        ...{ [RUN_VARIABLE]: host.runId, [COMMAND_VARIABLE]: command },
      },
      timeoutMs,
      graceMs,
      signal,
      started(leader) {
        tryNote(host, () => startOf(leader, { graceMs, command, folder }))
        begun()
      },
    },
    stdout,
    stderr,
  ).finally(files.remove)
  const endedWell = exitCode === 0 && !timedOut && !signal.aborted
  // a tool may mean to leave something running; a hook is over when its command is
  if (!endedWell || purpose === "hook") {
    const variables = [`${COMMAND_VARIABLE}=${command}`]
    // services stand in one tree, side by side
    const marks = { variables, folders: purpose === "serve" ? [] : [folder] }
    await endMarked(marks, `${argv[0]}`, host.say, isLimited(signal) ? 0 : undefined)
    signalGroup(pid, "SIGKILL")
  }
  tryNote(host, () => ({ kind: "over", command }))
  const [out, err] = [stdout.text(), stderr.text()]
  return { exitCode, timedOut, stdout: out.text, stderr: err.text, isWhole: out.isWhole && err.isWhole }
}

const reveal = (secrets: SecretEnvironment): Promise<(readonly [name: string, text: string])[]> =>
  Promise.all(Object.entries(secrets).map(async ([name, value]) => [name, await value.plaintext()] as const))

/** Writes secrets to files beside the tree, for one command; what is a file here already is used where it is. */
async function writeSecrets(
  folder: string,
  given: SecretEnvironment,
  filed: readonly (readonly [name: string, text: string])[],
  say: HostRun["say"],
): Promise<{ paths: Record<string, string>; remove: () => Promise<void> }> {
  const entries = filed.map(([name, text]) => ({ name, text, path: given[name]?.path }))
  if (entries.some(({ path }) => path === undefined)) await mkdir(folder, { recursive: true, mode: 0o700 })
  const paths = await Promise.all(
    entries.map(async ({ name, text, path = join(folder, name) }) => {
      if (path.startsWith(folder)) await writeFile(path, text, { mode: 0o600 })
      return [name, path] as const
    }),
  )
  return { paths: Object.fromEntries(paths), remove: () => clearAway(folder, say) }
}

const startOf = (pid: number, known: CommandMarks & { graceMs: number }): Note => ({
  ...{ kind: "process", pid, identity: processIdentityNow(pid) },
  ...known,
})

function tryNote({ note, say }: HostRun, make: () => Note): void {
  try {
    note(make())
  } catch (error) {
    say(`what this run started cannot be noted: ${messageOf(error)}`)
  }
}

/** Ends what has one of these marks and goes on, in whatever session. */
async function endMarked(
  marks: Marks,
  who: string,
  say: (line: string) => void,
  stopMs?: number,
): Promise<void> {
  const { asked, left } = await endStartedWith(marks, stopMs)
  const list = (pids: readonly number[]) => pids.map((pid) => `process ${pid}`).join(", ")
  if (asked.length > 0) say(`stopping what ${who} left running: ${list(asked)}`)
  if (left.length > 0) say(`${list(left)}, which ${who} started, cannot be ended`)
}
