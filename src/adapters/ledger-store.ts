import { environmentError, PipelineError } from "../core/errors.ts"
import { reason } from "../core/reasons.ts"
import { type RetryMeans, type RetryPolicy, retry } from "../core/retry.ts"
import type { Stage } from "../core/stage.ts"
import { pathPart } from "../core/text.ts"
import type { Git, GitResult } from "../workbench/workbench.ts"
import { withoutPasswords } from "./git-transport.ts"
import { sequence } from "./runtime.ts"

/** What a chain of commits holds: the records of a stage, or the heartbeats of the run that holds it. */
export type Chain = "ledger" | "heartbeat"

/** What the stores of one run have in common. */
export interface StoreSettings {
  /** for people */
  where: string
  /** whose records they are */
  app: string
  means: RetryMeans
  /** Takes a line of progress. */
  say: (line: string) => void
  /** Remembers what was seen, where anything outlives a run. */
  memory?: LedgerMemory
  /** The stages whose records are not where they usually are: another application's are there. */
  apart?: Set<Stage>
}

/** The repository that holds the ledger's refs, and how they reach where everyone looks. */
export interface LedgerStore extends StoreSettings {
  readonly git: Git
  readonly apart: Set<Stage>
  /** The ref of a stage's chain: where it usually is, and where it is if that is another application's. */
  refOf(stage: Stage, apart?: boolean): string
  /** Brings the newest records in, so many of each chain. */
  refresh(depth: number): Promise<void>
  /** Goes as far as a write goes without writing. Throws when a write would fail. */
  rehearse(): Promise<void>
  /**
   * Shares an appended record with everyone; `lost` when another run was first. Throws when it cannot be shared, or
   * when no answer says whether it is.
   */
  publish(ref: string, tip: string): Promise<"taken" | "lost">
}

/** What a machine saw of a ledger. */
export interface LedgerMemory {
  /** Throws when a ref that was seen before is not where it was, nor further. */
  check(ref: string, tip: string | null, stage: Stage): Promise<void>
  /** Takes the newest record of this application's that this run has read or appended. */
  learn(ref: string, tip: string): void
}

/** Where a chain usually is, and where that of an application apart is: of this one, all stages. */
const prefixesOf = (chain: Chain, app: string): readonly [string, string] => [
  `refs/pipeline/${chain}`,
  `refs/pipeline/apps/${pathPart(app)}/${chain}`,
]

function baseOf(git: Git, settings: StoreSettings, chain: Chain) {
  const { apart = new Set<Stage>(), where, app } = settings
  const [shared, own] = prefixesOf(chain, app)
  return {
    ...settings,
    where: withoutPasswords(where),
    apart,
    git,
    refOf: (stage: Stage, isApart = apart.has(stage)) => `${isApart ? own : shared}/${stage}`,
  }
}

/** A repository that everyone who deploys can reach directly: records are there as soon as they are appended. */
export const sharedStore = (git: Git, settings: StoreSettings, chain: Chain = "ledger"): LedgerStore => ({
  ...baseOf(git, settings, chain),
  refresh: async () => {},
  async rehearse() {
    const commands = ["start", `create ${REHEARSAL} ${await emptyTree(git)}`, "prepare", "abort", ""]
    const { exitCode, stderr } = await git(["update-ref", "--stdin"], commands.join("\n"))
    if (exitCode !== 0) throw ledgerError(settings.where, stderr)
  },
  publish: async () => "taken",
})

/** No ref of this name ever stays. */
const REHEARSAL = "refs/pipeline/rehearsal"

/** An object that every repository has without storing it. */
async function emptyTree(git: Git): Promise<string> {
  return (await git(["hash-object", "-t", "tree", "--stdin"], "")).stdout.trim()
}

// what people configure for their own fetches and pushes must not change these
const FETCH = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--prune"]
const PUSH = ["push", "--quiet", "--no-verify", "--no-signed", "--no-follow-tags", "--recurse-submodules=no"]

/** How far back a record is looked for that may have been taken a moment ago. */
const LOOK_BACK = 100
/** A remote that is away for seconds is asked again whether it took a record. */
const LOOK_AGAIN: RetryPolicy = { delaysMs: [500, 1500, 4000] }

/**
 * The ledger on a remote, worked on in a scratch repository of this run's own. Only the newest records
 * are fetched, and only a plain push is made: the remote refuses it when another run appended first.
 * @param git runs on the scratch repository
 * @param remote name of the remote
 */
export function remoteStore(
  git: Git,
  remote: string,
  settings: StoreSettings,
  chain: Chain = "ledger",
): LedgerStore {
  const base = baseOf(git, settings, chain)
  const { where, means } = base
  const prefixes = prefixesOf(chain, settings.app)
  const refresh = oneFetchAtATime((depth) => fetchAll(base, remote, prefixes, depth))
  /** null: no answer */
  const isThere = async (ref: string, tip: string): Promise<boolean | null> => {
    try {
      await refresh(LOOK_BACK)
    } catch {
      return null
    }
    return isInChain(git, ref, tip)
  }
  /** A record may have been taken and the answer been lost. */
  const wasTaken = async (ref: string, tip: string): Promise<boolean | null> => {
    let misses = 0
    const look = async () => {
      const there = await isThere(ref, tip)
      if (there === false) misses += 1
      return there
    }
    // one that was on its way when the connection broke may come a moment later
    return retry(LOOK_AGAIN, means, look, (there) => there === null || (!there && misses < 2))
  }
  return {
    ...base,
    refresh,
    rehearse: () => rehearsePush(base, remote, prefixes),
    async publish(ref, tip) {
      const push = () => git([...PUSH, "--end-of-options", remote, `${tip}:${ref}`])
      const { exitCode, stderr } = await whileBusy(means, push)
      if (exitCode === 0) return "taken"
      const kind = kindOf(stderr)
      if (kind !== "lost" && (kind !== "other" || NOT_TAKEN.test(stderr))) throw ledgerError(where, stderr)
      // by HTTP a request whose answer was lost is sent again, unseen, and then comes second to itself
      const taken = await (kind === "lost" ? isThere(ref, tip) : wasTaken(ref, tip))
      if (taken === null) throw answerLost(where, stderr)
      if (taken) return "taken"
      if (kind === "lost") return "lost"
      throw ledgerError(where, stderr)
    },
  }
}

type Place = Pick<LedgerStore, "git" | "where">

/** Brings the newest records of all chains in, and drops what the remote no longer has. */
async function fetchAll(
  { git, where }: Place,
  remote: string,
  prefixes: readonly string[],
  depth: number,
): Promise<void> {
  const refs = prefixes.map((prefix) => `+${prefix}/*:${prefix}/*`)
  const fetch = () => git([...FETCH, `--depth=${depth}`, "--end-of-options", remote, ...refs])
  const fetched = await fetch()
  if (fetched.exitCode === 0) return
  // one that is silent is not asked once more
  if (fetched.timedOut) throw ledgerError(where, fetched.stderr)
  // it fails where the remote has none of these refs, too, and what else it says is anyone's
  const patterns = prefixes.map((prefix) => `${prefix}/*`)
  const listed = await git(["ls-remote", "--end-of-options", remote, ...patterns])
  if (listed.exitCode !== 0) throw ledgerError(where, listed.stderr)
  if (listed.stdout.trim() === "") {
    const known = await git(["for-each-ref", "--format=delete %(refname)", ...prefixes])
    if (known.stdout !== "") await git(["update-ref", "--stdin"], known.stdout)
    return
  }
  const again = await fetch()
  if (again.exitCode !== 0) throw ledgerError(where, again.stderr)
}

/**
 * One fetch at a time, because two into one repository meet at git's lock; and never a shallower one, which would cut
 * off what another reader has asked for and not read yet.
 */
function oneFetchAtATime(fetch: (depth: number) => Promise<void>): LedgerStore["refresh"] {
  let deepest = 1
  const next = sequence()
  return (depth) => {
    deepest = Math.max(deepest, depth)
    return next(() => fetch(deepest))
  }
}

async function rehearsePush(
  { git, where }: Place,
  remote: string,
  [prefix]: readonly [string, string],
): Promise<void> {
  const ref = `${await emptyTree(git)}:${prefix}/rehearsal`
  const dry = await git([...PUSH, "--dry-run", "--end-of-options", remote, ref])
  if (dry.exitCode !== 0) throw ledgerError(where, dry.stderr)
  // a dry run ends before the remote is asked what it takes: its hooks judge only a push that is meant, and
  // this one can never be taken, because no ref may be where another one has its folder
  const { stderr } = await git([...PUSH, "--atomic", "--end-of-options", remote, ref, `${ref}/never`])
  if (REFUSED.test(stderr)) throw ledgerError(where, stderr)
}

/** Whether a ref has a commit among its newest, those that are here. */
export async function isInChain(git: Git, ref: string, commit: string): Promise<boolean> {
  const { stdout } = await git(["rev-list", `--max-count=${LOOK_BACK}`, "--end-of-options", ref, "--"])
  return stdout.split("\n").includes(commit)
}

/** A lock file of git's is in the way for as long as another process writes, which takes milliseconds. */
const BUSY: RetryPolicy = { delaysMs: [50, 100, 200, 400, 800, 1600] }

/** Does what moves a ref, again where git's own lock file is in the way. */
export const whileBusy = (means: RetryMeans, move: () => Promise<GitResult>): Promise<GitResult> =>
  retry(BUSY, means, move, ({ exitCode, stderr }) => exitCode !== 0 && kindOf(stderr) === "busy")

/** Why a ref did not move: another run was first; git's own lock file is in the way; the remote refuses; or else. */
export function kindOf(stderr: string): "lost" | "busy" | "refused" | "other" {
  if (HOPELESS.test(stderr)) return REFUSED.test(stderr) ? "refused" : "other"
  if (LOST.test(stderr)) return "lost"
  if (REFUSED.test(stderr)) return "refused"
  return IN_THE_WAY.test(stderr) ? "busy" : "other"
}

const LOST =
  /Not updating refs\/|is at .* but expected|reference already exists|non-fast-forward|fetch first|incorrect old value/i
/** `failed to update ref` is what a remote says of a lock, too. */
const IN_THE_WAY = /Unable to create .*\.lock|cannot lock ref|failed to update ref/i
/** By the remote's own will; other servers may say that otherwise. */
const REFUSED = /hook declined|hidden ref|unpacker error|unpack failed/i
/** No later try would do better. */
const HOPELESS =
  /Permission denied|Read-only file system|No space left|Out of diskspace|quota exceeded|exists; cannot create/i
/** A push that ended so was not taken. */
const NOT_TAKEN =
  /\[remote rejected\]|Could not resolve|Failed to connect|Couldn't connect|Connection refused|Authentication failed|could not read (Username|Password)|not found|does not appear to be a git repository|No space left|Out of diskspace/i

const MAX_QUOTED = 500

/** What helps against what git says; anything else is a matter of the network or of access. */
const FIXES: readonly [RegExp, string][] = [
  [
    /No space left|Out of diskspace|quota exceeded/i,
    "Free some space where the message says, then run the same command again.",
  ],
  [REFUSED, "Let the hooks and rules of the remote take refs/pipeline/*: its own words are in the message."],
]

/** What git adds to whatever is wrong with a remote. */
const USUAL =
  /^(fatal: Could not read from remote repository\.|Please make sure you have the correct access rights|and the repository exists\.)\n*/gm

/** The ledger that can't be used, in git's own words. */
export function ledgerError(where: string, stderr: string): PipelineError {
  const said = withoutPasswords(stderr.replace(USUAL, "").trim() || stderr.trim()).slice(0, MAX_QUOTED)
  // a path or an address is a repository that is not there; a mere name is no remote of this clone
  const noRemote = /^fatal: '([^'/:\\]+)' does not appear to be a git repository/m.exec(stderr)?.[1]
  if (noRemote !== undefined) return noSuchRemote(where, noRemote)
  const message = `The ledger (${withoutPasswords(where)}) cannot be used: ${said}`
  const lock = HOPELESS.test(stderr)
    ? undefined
    : /Unable to create '([^']+\.lock)'/.exec(stderr)?.[1]?.replace("/./", "/")
  if (lock === undefined) {
    const fix = FIXES.find(([pattern]) => pattern.test(stderr))?.[1]
    return new PipelineError("environment", reason("LEDGER_UNAVAILABLE", message, fix))
  }
  const machine = /^remote: /m.test(stderr) ? " on the remote's machine" : ""
  const fix = `A git that was killed leaves this file behind. When no git is at work there, remove it${machine}: rm '${lock}'; then run the same command again.`
  return new PipelineError("environment", reason("LEDGER_LOCKED", message, fix))
}

/** @param others the remotes that there are, as far as they are known */
export function noSuchRemote(where: string, name: string, others: readonly string[] = []): PipelineError {
  const [first] = others
  const has = first === undefined ? "" : `; it has ${others.join(", ")}`
  const what = `The ledger (${withoutPasswords(where)}) cannot be used: this clone has no remote ${name}${has}.`
  const right = `"ledger": { "remote": ${JSON.stringify(first)} }`
  const how = first === undefined ? "`git remote -v` lists the remotes of this clone" : right
  const fix = `Correct \`ledger.remote\` in pipeline.json: ${how}.`
  return new PipelineError("environment", reason("LEDGER_UNAVAILABLE", what, fix))
}

/** Whether a record was taken is not known. */
const answerLost = (where: string, stderr: string): PipelineError =>
  environmentError(
    "LEDGER_ANSWER_LOST",
    `The ledger (${where}) may have taken the record, but its answer was lost: ${withoutPasswords(stderr.trim()).slice(0, MAX_QUOTED)}`,
  )
