import { environmentError } from "../core/errors.ts"
import type { Stage } from "../core/stage.ts"
import type { Git, GitResult } from "../workbench/git.ts"

/** The repository that holds the ledger's refs, and how they reach where everybody looks. */
export interface LedgerStore {
  /** for people */
  readonly where: string
  readonly git: Git
  refOf(stage: Stage): string
  /** Brings the newest records in. */
  refresh(depth: number): Promise<void>
  /** Goes as far as a write goes without writing. Throws when a write would fail. */
  rehearse(): Promise<void>
  /** Makes an appended record everybody's; false when somebody else was first. */
  publish(stage: Stage, tip: string): Promise<boolean>
}

/** Where the chains of a store are: records, or signs of life. */
export const LEDGER_REFS = "refs/pipeline/ledger"
export const HEARTBEAT_REFS = "refs/pipeline/heartbeat"

const refIn =
  (prefix: string) =>
  (stage: Stage): string =>
    `${prefix}/${stage}`

/** A repository that everybody who deploys can reach directly: records are there as soon as they are appended. */
export const sharedStore = (git: Git, where: string, prefix = LEDGER_REFS): LedgerStore => ({
  where,
  git,
  refOf: refIn(prefix),
  refresh: async () => {},
  async rehearse() {
    const commands = ["start", `create ${REHEARSAL} ${await emptyTree(git)}`, "prepare", "abort", ""]
    const { exitCode, stderr } = await git(["update-ref", "--stdin"], commands.join("\n"))
    if (exitCode !== 0) throw unreachable(where, stderr)
  },
  publish: async () => true,
})

/** By the remote's own will, not because the push could not be taken; other servers may say that otherwise. */
const REFUSED = /hook declined|hidden ref|unpacker error|unpack failed/i

/** No ref of this name ever stays. */
const REHEARSAL = "refs/pipeline/rehearsal"

/** An object that every repository has without storing it. */
async function emptyTree(git: Git): Promise<string> {
  return (await git(["hash-object", "-t", "tree", "--stdin"], "")).stdout.trim()
}

// what people configure for their own fetches and pushes must not change these
const FETCH = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--prune"]
const PUSH = ["push", "--quiet", "--no-verify", "--no-signed", "--no-follow-tags", "--recurse-submodules=no"]

/**
 * The ledger on a remote, worked on in a scratch repository of this run's own. Only the newest records
 * are fetched, and only a plain push is made: the remote refuses it when somebody else appended first.
 * @param git runs on the scratch repository
 * @param remote name or URL of the remote
 */
export const remoteStore = (git: Git, remote: string, where: string, prefix = LEDGER_REFS): LedgerStore => ({
  where: withoutCredentials(where),
  git,
  refOf: refIn(prefix),
  async refresh(depth) {
    const fetch = [...FETCH, `--depth=${depth}`, "--end-of-options", remote, `+${prefix}/*:${prefix}/*`]
    let result = await git(fetch)
    if (isSilent(result)) {
      if (await isEmpty(git, remote, prefix)) return
      result = await git(fetch)
    }
    if (result.exitCode !== 0) throw unreachable(where, result.stderr)
  },
  async rehearse() {
    const ref = `${await emptyTree(git)}:${prefix}/rehearsal`
    const dry = await git([...PUSH, "--dry-run", "--end-of-options", remote, ref])
    if (dry.exitCode !== 0) throw unreachable(where, dry.stderr)
    // a dry run ends before the remote is asked what it takes: its hooks judge only a push that is meant, and
    // this one can never be taken, because no ref may be where another one has its folder
    const { stderr } = await git([...PUSH, "--atomic", "--end-of-options", remote, ref, `${ref}/never`])
    if (REFUSED.test(stderr)) throw unreachable(where, stderr)
  },
  async publish(stage, tip) {
    const ref = `${prefix}/${stage}`
    const result = await git([...PUSH, "--end-of-options", remote, `${tip}:${ref}`])
    if (result.exitCode === 0) return true
    if (isRace(result.stderr)) return false
    // the remote may have taken it and its answer been lost: then it is everybody's, whatever git says here
    if (await standsAt(git, remote, ref, tip)) return true
    throw unreachable(where, result.stderr)
  },
})

/** A shallow fetch fails, without a word, where there is nothing to fetch yet. */
const isSilent = ({ exitCode, stderr }: GitResult): boolean => exitCode !== 0 && stderr.trim() === ""

async function isEmpty(git: Git, remote: string, prefix: string): Promise<boolean> {
  const listed = await git(["ls-remote", "--exit-code", "--end-of-options", remote, `${prefix}/*`])
  return listed.exitCode === NO_REFS
}

const NO_REFS = 2

async function standsAt(git: Git, remote: string, ref: string, tip: string): Promise<boolean> {
  const { stdout } = await git(["ls-remote", "--end-of-options", remote, ref])
  return stdout.startsWith(`${tip}\t`)
}

/** Another writer was there first, or holds git's own lock on the ref for a moment. */
export const isRace = (stderr: string): boolean => LOST.test(stderr) && !HOPELESS.test(stderr)

const LOST = new RegExp(
  [
    // here
    "Not updating refs/",
    "cannot lock ref",
    "Unable to create .*\\.lock",
    "is at .* but expected",
    "reference already exists",
    // on a remote
    "non-fast-forward",
    "fetch first",
    "failed to update ref",
    "incorrect old value",
  ].join("|"),
  "i",
)

/** No later try would do better. */
const HOPELESS = /Permission denied|Read-only file system|No space left|exists; cannot create/i

export const unreachable = (where: string, stderr: string) =>
  environmentError(
    "LEDGER_UNAVAILABLE",
    `The ledger (${withoutCredentials(where)}) cannot be used: ${withoutCredentials(stderr.trim()).slice(0, 500)}`,
  )

/** A remote may be configured with a password in its URL. */
const withoutCredentials = (text: string): string => text.replace(/(:\/\/)[^/\s]*@/g, "$1")
