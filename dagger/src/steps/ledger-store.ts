import { environmentError } from "../core/errors.ts"
import type { Stage } from "../core/stage.ts"
import type { Git } from "../workbench/git.ts"

/** The repository that holds the ledger's refs, and how they reach where everybody looks. */
export interface LedgerStore {
  /** for people */
  readonly where: string
  readonly git: Git
  refOf(stage: Stage): string
  /** Brings the newest records in. */
  refresh(depth: number): Promise<void>
  /** Makes an appended record everybody's; false when somebody else was first. */
  publish(stage: Stage, tip: string): Promise<boolean>
}

const PREFIX = "refs/pipeline/ledger"
const refOf = (stage: Stage): string => `${PREFIX}/${stage}`

/** A repository that everybody who deploys can reach directly: records are there as soon as they are appended. */
export const sharedStore = (git: Git, where: string): LedgerStore => ({
  where,
  git,
  refOf,
  refresh: async () => {},
  publish: async () => true,
})

/**
 * The ledger on a remote, worked on in a scratch repository of this run's own. Only the newest records
 * are fetched, and only a plain push is made: the remote refuses it when somebody else appended first.
 * @param git runs on the scratch repository
 * @param remote name or URL of the remote
 */
export const remoteStore = (git: Git, remote: string, where: string): LedgerStore => ({
  where,
  git,
  refOf,
  async refresh(depth) {
    const refspec = `+${PREFIX}/*:${PREFIX}/*`
    const result = await git([
      "fetch",
      "--quiet",
      "--no-tags",
      "--prune",
      `--depth=${depth}`,
      "--end-of-options",
      remote,
      refspec,
    ])
    if (result.exitCode !== 0) throw unreachable(where, result.stderr)
  },
  async publish(stage, tip) {
    const result = await git([
      "push",
      "--quiet",
      "--no-verify",
      "--end-of-options",
      remote,
      `${tip}:${refOf(stage)}`,
    ])
    if (result.exitCode === 0) return true
    if (isRefused(result.stderr)) return false
    throw unreachable(where, result.stderr)
  },
})

/** The remote's ref moved, or is being moved right now. */
const isRefused = (stderr: string): boolean =>
  /non-fast-forward|fetch first|cannot lock ref|failed to update ref|reference already exists|incorrect old value/i.test(
    stderr,
  )

const unreachable = (where: string, stderr: string) =>
  environmentError(
    "LEDGER_UNAVAILABLE",
    `The ledger (${where}) cannot be reached: ${stderr.trim().slice(0, 500)}`,
  )
