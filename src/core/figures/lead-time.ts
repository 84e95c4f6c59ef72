import { DAY_MS } from "./periods.ts"

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

/** What is left out: commits that waited longer on a branch tell of the branch, and a huge release of a move. */
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
