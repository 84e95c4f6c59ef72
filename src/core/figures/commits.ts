import type { Hold, Quarantined } from "../ledger/stage-state.ts"
import { type Reason, reason } from "../reasons.ts"
import { describeRelease, type Release, releaseIn, type Stage, shortSha } from "../stage.ts"
import { bare, isoSeconds } from "../text.ts"
import { DAY_MS } from "./periods.ts"
import type { LedgerRun } from "./runs.ts"

/** A commit that was looked up. */
export interface FoundCommit {
  sha: string
  /** ISO time at which it was committed */
  at: string
  subject: string
}

/** What is looked for. */
export interface Sought extends FoundCommit {
  /** as it was asked for: `v1.2.3`, `#12`, or the start of a commit's id */
  name: string
}

interface Move {
  /** ISO time */
  at: string
  runId: string
  command: string
  actor: string
}

/** Whether a stage has a commit, by the ledger. */
export interface StageContent {
  stage: Stage
  /** what the stage runs has it */
  has: boolean
  running: (Release & { verified: boolean }) | null
  /** how the stage came to have it the last time; null: it never had, or the records do not tell */
  came: (Move & Release) | null
  /** how the stage came to run a version without it, and why; null: it has it, or never had */
  left: (Move & { from: Release; to: Release; why: string | null }) | null
  /** why it takes no deploys; absent: it is not frozen, or an older pipeline made the report */
  frozen?: Hold
  /** of the versions that have the commit those that may not come to it; absent: none, or an older pipeline made the report */
  quarantined?: Quarantined[]
}

/** What keeps versions from a stage. */
export type Marks = Pick<StageContent, "frozen" | "quarantined">

export interface Contents {
  sought: Sought
  stages: StageContent[]
}

interface Placement extends Move {
  release: Release
  why: string | null
}

/** Every version that came to a stage, oldest first. */
export function placementsOf(runs: readonly LedgerRun[]): Placement[] {
  return runs.toReversed().flatMap((run) => {
    const { runId, command, actor, deployedAt, endedAt, rollback, outcome } = run
    const why = run.reason ?? run.detail
    const move = (at: string | null, release: Release): Placement[] =>
      at === null ? [] : [{ at, runId, command, actor, release, why }]
    const own = releaseIn(run)
    const adopted = command === "adopt" && outcome === "done" ? endedAt : null
    return [
      ...(own === null ? [] : move(deployedAt ?? adopted, own)),
      ...(rollback !== null && outcome === "rolled-back" ? move(endedAt, rollback.to) : []),
    ]
  })
}

/**
 * Whether a stage has a commit, since when, or when it went away.
 * @param runs those since the commit was made, newest first
 * @param holders the versions that have the commit
 * @param marks what keeps them from the stage
 */
export function contentOf(
  stage: Stage,
  running: StageContent["running"],
  runs: readonly LedgerRun[],
  holders: ReadonlySet<string>,
  marks: Marks = {},
): StageContent {
  const placements = placementsOf(runs)
  const holds = ({ release }: Placement) => holders.has(release.sha)
  const has = running !== null && holders.has(running.sha)
  const last = placements.findLastIndex(holds)
  const first = placements.slice(0, last + 1).findLastIndex((one) => !holds(one)) + 1
  const next = placements[last + 1]
  const came = last < 0 ? undefined : placements[first]
  const from = placements[last]
  return {
    ...{ stage, has, running },
    came: came === undefined ? null : { ...moveOf(came), ...came.release },
    left:
      has || next === undefined || from === undefined
        ? null
        : { ...moveOf(next), from: from.release, to: next.release, why: next.why },
    ...marks,
  }
}

const moveOf = ({ at, runId, command, actor }: Placement): Move => ({ at, runId, command, actor })

/** A sentence about one stage. What it runs is said where that is not the version that brought the commit, verified. */
export function contentLine({ stage, has, running, came, left }: StageContent, what = "it"): string {
  if (has && running !== null) {
    const had =
      came === null
        ? `has ${what}`
        : `has had ${what} since ${isoSeconds(came.at)}, by ${came.command} of ${came.tag} by ${came.actor}`
    if (running.verified && (came === null || came.sha === running.sha)) return `${stage} ${had}`
    return `${stage} ${had}; the stage runs ${describeRelease(running)}, ${running.verified ? "verified" : "unverified"}`
  }
  if (left !== null) {
    const why = left.why === null ? "" : `: ${left.why}`
    return `${stage} had it until ${isoSeconds(left.at)}, when ${left.command} went from ${describeRelease(left.from)} to ${describeRelease(left.to)}${why}`
  }
  return `${stage} never had it${running === null ? "" : `; it runs ${describeRelease(running)}`}`
}

export const soughtText = ({ name, sha }: Sought): string =>
  sha.startsWith(name) ? `commit ${shortSha(sha)}` : `commit ${shortSha(sha)} (${name})`

/** Why production has not got it; null where it has. */
export function absence({ stages }: Contents): Reason | null {
  const production = stages.find(({ stage }) => stage === "production")
  if (production?.has === true) return null
  const staging = stages.find(({ stage }) => stage === "staging")
  const message = production === undefined ? "production was not asked" : contentLine(production)
  return reason(
    "NOT_IN_PRODUCTION",
    `${message.charAt(0).toUpperCase()}${message.slice(1)}.`,
    wayThere(staging?.has === true ? staging.running : null, { production, staging }),
  )
}

/** How production gets the commit, by the version of it that staging runs; null: staging has none. */
function wayThere(
  there: StageContent["running"],
  { production, staging }: Record<Stage, StageContent | undefined>,
): string {
  // a report about a tag has that in the place of TAG
  const again = (what: string, tag: "TAG" | "VERSION") =>
    deployText(`Take a version ${what} through staging`, "staging", staging, tag)
  if (there === null) return again("that has it", "TAG")
  const fixed = again("with a fix", "VERSION")
  if (!there.verified) return `Staging runs it, unverified. Why: \`report --stage staging\`. ${fixed}`
  const quarantined = production?.quarantined?.find(({ sha }) => sha === there.sha)
  if (quarantined !== undefined)
    return `Staging has verified it as ${there.tag}, which is quarantined on production: ${bare(quarantined.reason)}. ${fixed}`
  return deployText("Staging has verified it", "production", production, there.tag)
}

/** The command, after what opens a stage that takes no deploys. */
function deployText(why: string, stage: Stage, content: StageContent | undefined, tag: string): string {
  const deploy = `\`deploy-${stage} --tag ${tag}\`.`
  const { frozen } = content ?? {}
  if (frozen === undefined) return `${why}: ${deploy}`
  const until = frozen.until === null ? "" : ` until ${isoSeconds(frozen.until)}`
  const name = stage.charAt(0).toUpperCase() + stage.slice(1)
  return `${why}. ${name} is frozen${until}, by ${frozen.actor}: ${bare(frozen.reason)}. When that is settled: \`unfreeze --stage ${stage} --reason 'WHY'\`, then ${deploy}`
}

/** A commit in the history of what was deployed. */
export interface CommitNode {
  sha: string
  /** when it was committed, in ms since 1970 */
  atMs: number
  parents: readonly string[]
}

/** The part of the history that versions have and that those before them had not. */
export interface CommitGraph {
  commits: readonly CommitNode[]
  /** versions that this clone does not have */
  missing: readonly string[]
  /** the clone holds only a part of the history */
  shallow: boolean
}

/** What is left out: commits that waited longer on a branch say how long the branch lived, and a huge release that something was moved. */
const MAX_AGE_MS = 60 * DAY_MS
const MAX_COMMITS = 5000

export interface LeadTimes {
  /** by run, the times from commit to production, in ms; none for a run that brought nothing new */
  byRun: ReadonlyMap<string, readonly number[]>
  /** how many commits were left out as too old, as younger than their deployment, and with releases of too many */
  old: number
  younger: number
  crowded: number
}

export interface Arrival {
  runId: string
  sha: string
  atMs: number
}

/**
 * How long each commit took to production, once, with the first version that passed there and has it. Merges are walked
 * through and do not count.
 * @param arrivals versions that passed, oldest first
 */
export function leadTimesOf(arrivals: readonly Arrival[], { commits }: CommitGraph): LeadTimes {
  const left = new Map(commits.map((commit) => [commit.sha, commit]))
  const byRun = new Map<string, readonly number[]>()
  const leftOut = { old: 0, younger: 0, crowded: 0 }
  for (const { runId, sha, atMs } of arrivals) {
    const times = takeFrom(left, sha)
      .filter(({ parents }) => parents.length < 2)
      .map((commit) => atMs - commit.atMs)
    if (times.length > MAX_COMMITS) {
      leftOut.crowded += times.length
      continue
    }
    leftOut.old += times.filter((ms) => ms > MAX_AGE_MS).length
    leftOut.younger += times.filter((ms) => ms < 0).length
    const counted = times.filter((ms) => ms >= 0 && ms <= MAX_AGE_MS)
    if (counted.length > 0) byRun.set(runId, counted)
  }
  return { byRun, ...leftOut }
}

/** Takes a commit out with all that leads to it. */
function takeFrom(left: Map<string, CommitNode>, sha: string): CommitNode[] {
  const taken: CommitNode[] = []
  const open = [sha]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const commit = left.get(next)
    if (commit === undefined) continue
    left.delete(next)
    taken.push(commit)
    open.push(...commit.parents)
  }
  return taken
}
