import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { environmentError } from "../dagger/src/core/errors.ts"
import { type LedgerStore, remoteStore, sharedStore } from "../dagger/src/steps/ledger-store.ts"
import { hostGit } from "./git.ts"
import type { RepositoryPlace } from "./repository.ts"

/** A ledger store and what must be cleared away after the run. */
interface OpenStore {
  store: LedgerStore
  close: () => Promise<void>
}

/** The ledger in the repository itself, or on the remote that the configuration names. */
export async function openLedgerStore(
  { root, gitDir }: RepositoryPlace,
  remote: string | undefined,
): Promise<OpenStore> {
  if (remote === undefined) {
    const store = sharedStore(
      hostGit(root, ["--git-dir", gitDir]),
      "this repository (local; other machines do not see it)",
    )
    return { store, close: async () => {} }
  }
  const scratch = await mkdtemp(join(tmpdir(), "pipeline-ledger-"))
  const created = await hostGit(root, [])(["init", "--quiet", "--bare", scratch])
  if (created.exitCode !== 0) throw environmentError("LEDGER_UNAVAILABLE", created.stderr.trim())
  // the repository's own configuration knows the remote's address and how to log in there
  const git = hostGit(root, ["--git-dir", scratch, "-c", `include.path=${join(gitDir, "config")}`])
  return {
    store: remoteStore(git, remote, `remote ${remote}`),
    close: () => rm(scratch, { recursive: true, force: true }),
  }
}
