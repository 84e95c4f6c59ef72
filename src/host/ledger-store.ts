import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { join } from "node:path"
import { HEARTBEAT_REFS, type LedgerStore, remoteStore, sharedStore } from "../adapters/ledger-store.ts"
import { environmentError } from "../core/errors.ts"
import { hostGit } from "./git.ts"
import type { RepositoryPlace } from "./repository.ts"

/** The ledger and what must be cleared away after the run. */
interface OpenStore {
  store: LedgerStore
  heartbeats: LedgerStore
  /** this run's copy of a ledger that is elsewhere */
  scratch: string | null
  close: () => Promise<void>
}

/** How the directories begin that hold a copy of a ledger. */
export const LEDGER_SCRATCH = "ledger-"

/** A remote that takes longer counts as unreachable: a run must not hang while it holds a stage. */
const REMOTE_TIMEOUT_MS = 60_000

/** The ledger in the repository itself, or on the remote that the configuration names. */
export async function openLedgerStore(
  { root, gitDir }: RepositoryPlace,
  remote: string | undefined,
): Promise<OpenStore> {
  if (remote === undefined) {
    const git = hostGit(root, ["--git-dir", gitDir])
    const where = "this repository (local; other machines do not see it)"
    return {
      store: sharedStore(git, where),
      heartbeats: sharedStore(git, where, HEARTBEAT_REFS),
      scratch: null,
      close: async () => {},
    }
  }
  const parent = join(gitDir, "pipeline")
  await mkdir(parent, { recursive: true })
  // inside the repository, so that git's configuration for repositories of this directory holds here too
  const scratch = await mkdtemp(join(parent, LEDGER_SCRATCH))
  const close = () => rm(scratch, { recursive: true, force: true })
  const created = await hostGit(root, [])(["init", "--quiet", "--bare", "--template=", scratch])
  if (created.exitCode !== 0) {
    await close()
    throw environmentError("LEDGER_UNAVAILABLE", created.stderr.trim())
  }
  // the repository's own configuration knows the remote's address and how to log in there
  const options = ["--git-dir", scratch, "-c", `include.path=${join(gitDir, "config")}`]
  const git = hostGit(root, options, REMOTE_TIMEOUT_MS)
  const where = `remote ${remote}`
  return {
    store: remoteStore(git, remote, where),
    heartbeats: remoteStore(git, remote, where, HEARTBEAT_REFS),
    scratch,
    close,
  }
}
