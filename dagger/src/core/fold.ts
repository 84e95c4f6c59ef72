import type { Entry } from "./ledger-record.ts"
import type { Release } from "./stage.ts"
import { type LockOwner, MAX_VERIFIED, type Running, type StageState } from "./stage-state.ts"

/** The stage after an entry. Pure: the same entries always give the same state. */
export function foldEntry(state: StageState, entry: Entry): StageState {
  switch (entry.kind) {
    case "started":
      return { ...state, lock: ownerOf(entry) }
    case "deployed":
      return { ...state, running: unverified(entry, entry.outputs) }
    case "verified":
      return { ...release(state, entry), ...nowVerified(state, entry) }
    case "failed":
      return { ...release(state, entry), running: afterFailure(state, entry) }
    case "inconclusive":
      return { ...release(state, entry), running: afterFailure(state, entry), frozen: freezeOf(entry) }
    case "rollback-started":
      return { ...state, ...leaving(state, entry), frozen: freezeOf(entry) }
    case "rolled-back":
      return { ...release(state, entry), ...nowVerified(state, entry) }
    case "rollback-failed":
      return { ...release(state, entry), running: state.running && { ...state.running, verified: false } }
    case "unfrozen":
      return { ...state, frozen: null, quarantine: [] }
    case "lock-broken":
      return { ...state, lock: null }
    case "blocked":
      return state
  }
}

const ownerOf = ({ runId, command, tag, actor, host, pid, at }: Entry): LockOwner => ({
  runId,
  command,
  tag,
  actor,
  host,
  pid,
  since: at,
})

/** Only the owner's last record frees the stage: a run whose lock was broken must not free the next one's. */
const release = (state: StageState, { runId }: Entry): StageState =>
  state.lock?.runId === runId ? { ...state, lock: null } : state

const releaseOf = ({ tag, sha }: Entry): Release | null =>
  tag === null || sha === null ? null : { tag, sha }

const freezeOf = ({ detail, actor, at }: Entry) => ({ reason: detail ?? "", actor, at })

function unverified(entry: Entry, outputs: Record<string, string> | null): Running | null {
  const subject = releaseOf(entry)
  return subject && { ...subject, verified: false, outputs: outputs ?? {} }
}

function nowVerified(
  state: StageState,
  entry: Entry,
): Pick<StageState, "running" | "verified" | "quarantine"> {
  const subject = releaseOf(entry)
  if (subject === null) return state
  return {
    running: { ...subject, verified: true, outputs: entry.outputs ?? state.running?.outputs ?? {} },
    verified: [subject, ...without(state.verified, subject.sha)].slice(0, MAX_VERIFIED),
    quarantine: without(state.quarantine, subject.sha),
  }
}

function afterFailure(state: StageState, entry: Entry): Running | null {
  if (entry.changed === false) return state.running
  return (
    unverified(entry, state.running?.sha === entry.sha ? (state.running?.outputs ?? null) : null) ??
    state.running
  )
}

/** A version that is left is no target for a later rollback until it is verified anew. */
function leaving(
  state: StageState,
  { from, detail, at }: Entry,
): Pick<StageState, "running" | "verified" | "quarantine"> {
  if (from === null) return state
  const outputs = state.running?.sha === from.sha ? state.running.outputs : {}
  return {
    running: { ...from, verified: false, outputs },
    verified: without(state.verified, from.sha),
    quarantine: [{ ...from, reason: detail ?? "", at }, ...without(state.quarantine, from.sha)],
  }
}

const without = <T extends Release>(releases: readonly T[], sha: string): T[] =>
  releases.filter((one) => one.sha !== sha)
