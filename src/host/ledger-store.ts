import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { join } from "node:path"
import { objectFormatOf, type Setting, transportOf, withRemote } from "../adapters/git-transport.ts"
import { type LedgerStore, remoteStore, type StoreSettings, sharedStore } from "../adapters/ledger-store.ts"
import { environmentError } from "../core/errors.ts"
import type { Stage } from "../core/stage.ts"
import type { Git } from "../workbench/workbench.ts"
import { fromElsewhere, hostGit, type RepositoryPlace, trustedDirectories } from "./git.ts"
import { memoryKey, memoryPath, openMemory } from "./ledger-memory.ts"

/** The ledger and what must be cleared away after the run. */
interface OpenStore {
  store: LedgerStore
  heartbeats: LedgerStore
  close: () => Promise<void>
}

interface LedgerSettings extends Pick<StoreSettings, "app" | "means" | "say"> {
  /** name or URL of the remote that holds the ledger; undefined: it is in the repository itself */
  remote: string | undefined
  /** all that git finds in the user's repository */
  settings: readonly Setting[]
  /** Takes each directory that must be cleared away, should this run die. */
  note?: (directory: string) => void
}

/** How the directories begin that hold a copy of a ledger. */
export const LEDGER_SCRATCH = "ledger-"

/** A remote that takes longer counts as unreachable: a run must not hang while it holds a stage. */
const REMOTE_TIMEOUT_MS = 60_000

/** The ledger in the repository itself, or on the remote that the configuration names. */
export async function openLedgerStore(place: RepositoryPlace, asked: LedgerSettings): Promise<OpenStore> {
  const { remote, settings, note = () => {}, ...common } = asked
  const { root, gitDir } = place
  const git = hostGit(root, ["--git-dir", gitDir], { transport: transportOf(fromElsewhere(settings)) })
  const { settings: withLedger, name } = withRemote(settings, remote ?? gitDir)
  const transport = transportOf(withLedger)
  const where =
    remote === undefined ? "this repository (local; other machines do not see it)" : `remote ${remote}`
  const parent = join(gitDir, "pipeline")
  await mkdir(parent, { recursive: true })
  const globalConfig = await trustedDirectories(settings, parent)
  const objectFormat = objectFormatOf(settings)
  const memory = await openMemory({
    path: memoryPath(gitDir),
    source: name,
    key: memoryKey(remote),
    remote: remote === undefined ? null : remote,
    where,
    objectFormat,
    transport,
    globalConfig,
    timeoutMs: REMOTE_TIMEOUT_MS,
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
  const remove = (path: string) => rm(path, { recursive: true, force: true })
  /** A repository of its own for each chain: two fetches into one would meet. */
  const makeScratch = async (): Promise<Git> => {
    // inside the repository, so that git's configuration for repositories of this directory holds here too
    const scratch = await mkdtemp(join(parent, LEDGER_SCRATCH))
    scratches.push(scratch)
    note(scratch)
    const init = ["init", "--quiet", "--bare", "--template=", `--object-format=${objectFormat}`, scratch]
    const created = await hostGit(root, [])(init)
    if (created.exitCode !== 0) throw environmentError("LEDGER_UNAVAILABLE", created.stderr.trim())
    return hostGit(root, ["--git-dir", scratch], { transport, timeoutMs: REMOTE_TIMEOUT_MS, globalConfig })
  }
  return {
    store: remoteStore(onFirstUse(makeScratch), name, { ...shared, memory }),
    heartbeats: remoteStore(onFirstUse(makeScratch), name, shared, "heartbeat"),
    close: async () => {
      await memory.close()
      await Promise.all(scratches.map(remove))
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
