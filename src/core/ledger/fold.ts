import type { Release } from "../stage.ts"
import type { Entry } from "./record.ts"
import { type LockOwner, MAX_VERIFIED, type Running, type StageState } from "./stage-state.ts"

/** The stage after an entry. Pure: the same entries always give the same state. */
export function foldEntry(state: StageState, entry: Entry): StageState {
  switch (entry.kind) {
    case "started":
      return nowOwned(state, entry)
    case "deployed":
      return {
        ...state,
        running: nowUnverified(state, entry),
        lock: progress(state, entry, { deployed: true }),
      }
    case "verified":
    case "rolled-back":
      return nowVerified(release(state, entry), entry)
    case "failed":
      return { ...release(state, entry), running: afterFailure(state, entry) }
    case "inconclusive":
      return { ...release(state, entry), running: afterFailure(state, entry), frozen: freezeOf(entry) }
    case "rollback-started":
      return leaving({ ...state, frozen: freezeOf(entry), lock: nowLeaving(state, entry) }, entry)
    case "rollback-failed":
      return { ...release(state, entry), running: state.running && { ...state.running, verified: false } }
    case "frozen":
      return { ...state, frozen: freezeOf(entry) }
    case "unfrozen":
      return { ...state, frozen: null, quarantine: [] }
    case "lock-broken":
    case "taken-over":
      return afterDeath(state)
    case "effect":
    case "deployer-unlocked":
    case "migrated":
    case "waived":
    case "blocked":
      return state
  }
}

/** Each owner of a stage has a number that is greater than those of all before it. */
function nowOwned(state: StageState, entry: Entry): StageState {
  const fence = (state.fence ?? 0) + 1
  return { ...state, lock: { ...ownerOf(entry), fence }, fence }
}

const ownerOf = ({ runId, command, tag, sha, actor, host, pid, at, runner }: Entry): LockOwner => ({
  runId,
  command,
  tag,
  sha,
  actor,
  host,
  pid,
  since: at,
  ...(runner === undefined ? {} : { runner }),
})

/** What the owner has told of how far it is. Others' records say nothing of that. */
const progress = ({ lock }: StageState, { runId }: Entry, how: Partial<LockOwner>): LockOwner | null =>
  lock?.runId === runId ? { ...lock, ...how } : lock

/** A rollback is a deploy of its own, which is not over yet. */
function nowLeaving(state: StageState, entry: Entry): LockOwner | null {
  const to = releaseOf(entry)
  const { from } = entry
  return to === null || from === null
    ? state.lock
    : progress(state, entry, { deployed: false, rollback: { from, to } })
}

/** Only the owner's last record frees the stage: a run whose lock was broken must not free the next one's. */
const release = (state: StageState, { runId }: Entry): StageState =>
  state.lock?.runId === runId ? { ...state, lock: null } : state

const releaseOf = ({ tag, sha }: Pick<Entry, "tag" | "sha">): Release | null =>
  tag === null || sha === null ? null : { tag, sha }

const freezeOf = ({ detail, actor, at }: Entry) => ({ reason: detail ?? "", actor, at })

/** The outputs that are known of a commit: those of another one would send the smoke test to the wrong place. */
const outputsOf = (running: Running | null, sha: string): Record<string, string> =>
  running?.sha === sha ? running.outputs : {}

/** The entry's release on the stage, not judged yet. An entry that names none leaves what runs. */
function nowUnverified(state: StageState, entry: Entry): Running | null {
  const subject = releaseOf(entry)
  if (subject === null) return state.running
  return { ...subject, verified: false, outputs: entry.outputs ?? outputsOf(state.running, subject.sha) }
}

function nowVerified(state: StageState, entry: Entry): StageState {
  const subject = releaseOf(entry)
  if (subject === null) return state
  const { sha } = subject
  return {
    ...state,
    running: { ...subject, verified: true, outputs: entry.outputs ?? outputsOf(state.running, sha) },
    verified: [subject, ...without(state.verified, sha)].slice(0, MAX_VERIFIED),
    quarantine: without(state.quarantine, sha),
  }
}

const afterFailure = (state: StageState, entry: Entry): Running | null =>
  entry.changed === false ? state.running : nowUnverified(state, entry)

/**
 * The stage once the run that holds it is dead: what that run meant to put there may be there, in part. Of a rollback
 * nobody knows how far it came, so the stage still has to leave what the rollback was to leave.
 */
export function afterDeath(state: StageState): StageState {
  const { lock, running } = state
  const there = lock === null ? null : (lock.rollback?.from ?? releaseOf(lock))
  if (there === null) return { ...state, lock: null }
  const { tag, sha } = there
  return { ...state, lock: null, running: { tag, sha, verified: false, outputs: outputsOf(running, sha) } }
}

/** A version that is left is no target for a later rollback until it is verified anew. */
function leaving(state: StageState, { from, detail, at }: Entry): StageState {
  if (from === null) return state
  return {
    ...state,
    running: { ...from, verified: false, outputs: outputsOf(state.running, from.sha) },
    verified: without(state.verified, from.sha),
    quarantine: [{ ...from, reason: detail ?? "", at }, ...without(state.quarantine, from.sha)],
  }
}

const without = <T extends Release>(releases: readonly T[], sha: string): T[] =>
  releases.filter((one) => one.sha !== sha)
