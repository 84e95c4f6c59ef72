import { mkdir, mkdtemp, rename, stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import {
  objectFormatOf,
  remotesOf,
  type Setting,
  type Transport,
  transportOf,
  withoutPasswords,
  withRemote,
} from "../adapters/git-transport.ts"
import {
  type LedgerMemory,
  type LedgerStore,
  ledgerError,
  noSuchRemote,
  remoteStore,
  type StoreSettings,
  sharedStore,
} from "../adapters/ledger-store.ts"
import { messageOf, PipelineError } from "../core/errors.ts"
import { answerLimitMs } from "../core/ledger/owner.ts"
import { reason } from "../core/reasons.ts"
import type { Stage } from "../core/stage.ts"
import type { Git } from "../workbench/workbench.ts"
import type { Environment } from "./exec.ts"
import { fromElsewhere, hostGit, type RepositoryPlace, trustedDirectories } from "./git.ts"
import { clearAway } from "./journal.ts"

/** The ledger and what must be cleared away after the run. */
interface OpenStore {
  store: LedgerStore
  heartbeats: LedgerStore
  /** Never throws. */
  close: () => Promise<void>
}

interface LedgerSettings extends Pick<StoreSettings, "app" | "means" | "say"> {
  /** name or URL of the remote that holds the ledger; undefined: it is in the repository itself */
  remote: string | undefined
  heartbeatSeconds: number
  /** all that git finds in the user's repository */
  settings: readonly Setting[]
  /** the environment of the user */
  env: Environment
  /** Takes each directory that must be cleared away, should this run die. */
  note?: (directory: string) => void
}

/** How the directories begin that hold a copy of a ledger. */
export const LEDGER_SCRATCH = "ledger-"

/** The ledger in the repository itself, or on the remote that the configuration names. */
export async function openLedgerStore(place: RepositoryPlace, asked: LedgerSettings): Promise<OpenStore> {
  const { remote, heartbeatSeconds, settings, env, note = () => {}, ...common } = asked
  const { root, gitDir } = place
  const git = hostGit(root, env, ["--git-dir", gitDir], {
    transport: transportOf(fromElsewhere(settings)),
    crashes: gitDir,
  })
  const { settings: withLedger, name } = withRemote(settings, remote ?? gitDir)
  const transport = transportOf(withLedger)
  const where =
    remote === undefined ? "this repository (local; other machines do not see it)" : `remote ${remote}`
  const parent = join(gitDir, "pipeline")
  const unusable = (error: unknown): never => {
    throw ledgerError(where, messageOf(error))
  }
  await mkdir(parent, { recursive: true }).catch(unusable)
  const globalConfig = await trustedDirectories(settings, parent).catch(unusable)
  const objectFormat = objectFormatOf(settings)
  const limits = { timeoutMs: answerLimitMs(heartbeatSeconds), signal: common.means.signal }
  const memory = await openMemory({
    path: memoryPath(gitDir),
    source: name,
    key: memoryKey(remote),
    remote: remote === undefined ? null : remote,
    where,
    objectFormat,
    env,
    transport,
    globalConfig,
    limits,
    say: common.say,
  })
  const shared = { ...common, where, apart: new Set<Stage>() }
  if (remote === undefined) {
    return {
      store: sharedStore(git, { ...shared, memory }),
      heartbeats: sharedStore(git, shared, "heartbeat"),
      close: () => memory.close(),
    }
  }
  const scratches: string[] = []
  /** A repository of its own for each chain: two fetches into one would meet. */
  const makeScratch = async (): Promise<Git> => {
    // a path or an address is no mistyped name
    const others = remotesOf(settings)
    if (!others.includes(remote) && /^[^/:\\]+$/.test(remote) && !(await exists(join(root, remote))))
      throw noSuchRemote(where, remote, others)
    // inside the repository, so that git's configuration for repositories of this directory holds here too
    const scratch = await mkdtemp(join(parent, LEDGER_SCRATCH)).catch(unusable)
    scratches.push(scratch)
    note(scratch)
    const init = ["init", "--quiet", "--bare", "--template=", `--object-format=${objectFormat}`, scratch]
    const created = await hostGit(root, env)(init)
    if (created.exitCode !== 0) throw ledgerError(where, created.stderr)
    return hostGit(root, env, ["--git-dir", scratch], {
      transport,
      ...limits,
      globalConfig,
    })
  }
  return {
    store: remoteStore(onFirstUse(makeScratch), name, { ...shared, memory }),
    heartbeats: remoteStore(onFirstUse(makeScratch), name, shared, "heartbeat"),
    close: async () => {
      await memory.close()
      await Promise.all(scratches.map((path) => clearAway(path, common.say)))
    },
  }
}

function onFirstUse(make: () => Promise<Git>): Git {
  let made: Promise<Git> | undefined
  return async (args, stdin) => {
    made ??= make()
    return (await made)(args, stdin)
  }
}

interface MemorySettings {
  /** the repository that remembers; made when there is something to remember */
  path: string
  /** where the ledger is: a remote's name, or this repository's git directory */
  source: string
  /** differs from ledger to ledger; a part of a ref's name */
  key: string
  /** how people write the source in a command; null: it is this very repository */
  remote: string | null
  where: string
  objectFormat: string
  env: Environment
  transport: Transport
  globalConfig: string | undefined
  limits: { timeoutMs: number; signal: AbortSignal | undefined }
  say: (line: string) => void
}

/**
 * The records that this machine has seen, all of them, in a repository of their own below `.git`: a ledger that lost
 * some is noticed, and can be restored from here. Nothing that goes wrong with it fails a run.
 */
async function openMemory(settings: MemorySettings): Promise<LedgerMemory & { close: () => Promise<void> }> {
  const { path, source, key, env, limits, transport, globalConfig, say } = settings
  const git = hostGit(dirname(path), env, ["--git-dir", path], { transport, ...limits, globalConfig })
  const nameOf = (ref: string) => `refs/seen/${key}/${ref.slice("refs/pipeline/".length)}`
  const remembered = (await exists(path)) ? await tipsOf(git, `refs/seen/${key}/`) : new Map<string, string>()
  const checked = new Set<string>()
  /** the newest that this run knows of each ref */
  const newest = new Map<string, string>()

  return {
    async check(ref, tip, stage) {
      const known = remembered.get(nameOf(ref))
      // what happens while this run looks is seen by each append
      if (checked.has(ref) || known === undefined) return
      checked.add(ref)
      if (known === tip) return
      if (tip === null) throw wentBack(settings, stage, ref, known, null, await lastSeen(git, known))
      const fetched = await git([...FETCH, source, ref])
      if (fetched.exitCode !== 0) throw ledgerError(settings.where, fetched.stderr)
      if (await isAncestor(git, known, tip)) return
      const isOlder = await isAncestor(git, tip, known)
      throw wentBack(settings, stage, ref, known, isOlder ? null : tip, await lastSeen(git, known))
    },

    learn(ref, tip) {
      newest.set(ref, tip)
    },

    async close() {
      const learned = [...newest].filter(([ref, tip]) => remembered.get(nameOf(ref)) !== tip)
      if (learned.length === 0) return
      try {
        if (!(await make(settings))) return
        const refs = learned.map(([ref]) => `${ref}:${nameOf(ref)}`)
        // never forced: the newest that any run of this machine has seen is what counts
        const { exitCode, stderr } = await git([...FETCH, source, ...refs])
        if (exitCode !== 0) throw new Error(withoutPasswords(saidBy("fetch", exitCode, stderr)))
      } catch (error) {
        say(`the ledger's newest records are not remembered: ${messageOf(error)}`)
      }
    },
  }
}

/** Why a git failed: a quiet one says nothing of a ref that it does not move. */
const saidBy = (command: string, exitCode: number, stderr: string): string =>
  stderr.trim() || `git ${command} ended with exit code ${exitCode} and did not say why`

const FETCH = [
  "fetch",
  "--quiet",
  "--no-tags",
  "--no-recurse-submodules",
  "--no-write-fetch-head",
  "--end-of-options",
]

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** In CI a clone is thrown away after its job: nothing would read what it remembers. */
async function make({ path, objectFormat, env, say }: MemorySettings): Promise<boolean> {
  if (await exists(path)) return true
  if (env.CI === "true") return false
  // moved into place when it is whole: others may do the same at this moment
  const made = await mkdtemp(join(dirname(path), "ledger-memory-"))
  const init = ["init", "--quiet", "--bare", "--template=", `--object-format=${objectFormat}`, made]
  const { exitCode, stderr } = await hostGit(dirname(path), env)(init)
  try {
    if (exitCode !== 0) throw new Error(saidBy("init", exitCode, stderr))
    await rename(made, path)
  } catch (error) {
    await clearAway(made, say)
    if (!(await exists(path))) throw error
  }
  return true
}

async function tipsOf(git: Git, prefix: string): Promise<Map<string, string>> {
  const { stdout } = await git(["for-each-ref", "--format=%(refname) %(objectname)", prefix])
  const rows = stdout.split("\n").filter((line) => line !== "")
  return new Map(rows.map((line) => line.split(" ") as [string, string]))
}

const isAncestor = async (git: Git, older: string, newer: string): Promise<boolean> =>
  (await git(["merge-base", "--is-ancestor", older, newer])).exitCode === 0

/** The record in words: what it says, and when it was written. */
async function lastSeen(git: Git, commit: string): Promise<string> {
  const shown = await git(["log", "--max-count=1", "--format=%s, %cI", "--no-show-signature", commit, "--"])
  return shown.stdout.trim()
}

/** @param other the tip that has taken the place of what was seen; null: the records are just not there */
function wentBack(
  { path, key, remote, where }: MemorySettings,
  stage: Stage,
  ref: string,
  known: string,
  other: string | null,
  record: string,
): PipelineError {
  const seen = `refs/seen/${key}/${ref.slice("refs/pipeline/".length)}`
  const message =
    `The ledger of ${stage} (${where}) has gone back: this machine has seen the record ${known.slice(0, 7)} ` +
    `(${record}), and it is no longer there.`
  const force = other === null ? "" : ` --force-with-lease=${ref}:${other}`
  const restore =
    remote === null
      ? `git fetch -q '${path}' '+${seen}:${ref}'`
      : `git fetch -q '${path}' ${seen} && git push${force} '${remote}' FETCH_HEAD:${ref}`
  const lost = other === null ? "" : ` (that drops what others recorded since: git log ${other.slice(0, 7)})`
  const fix =
    `Restore it from here: ${restore}${lost}. If that was intended, make this machine forget it: ` +
    `git --git-dir='${path}' update-ref -d ${seen}`
  return new PipelineError("environment", reason("LEDGER_WENT_BACK", message, fix))
}

/** A part of a ref's name for a ledger's remote. */
const memoryKey = (remote: string | undefined): string =>
  remote === undefined ? "local" : `remote-${withoutPasswords(remote).replace(/[^\w-]+/g, "-")}`

const memoryPath = (gitDir: string): string => join(gitDir, "pipeline", "ledger.git")
