import { type Release, releaseIn } from "../stage.ts"
import { foldIncident, foldOutbox } from "./outbox.ts"
import { ciRunText, type LockOwner } from "./owner.ts"
import type { Entry } from "./record.ts"
import {
  type Arrival,
  MAX_QUARANTINED,
  MAX_VERIFIED,
  type Quarantined,
  type Running,
  type StageState,
} from "./stage-state.ts"

/** The state of a stage after one more entry. The same entries always give the same state. */
export function foldEntry(state: StageState, entry: Entry): StageState {
  const after = withArrival(state, withDeparture(state, afterEntry(state, entry), entry.at), entry)
  // an entry by a run that lost the stage changed nothing, so it opens or closes no incident either
  return foldOutbox(after === state ? state : foldIncident(after, entry), entry)
}

function withArrival(before: StageState, after: StageState, entry: Entry): StageState {
  const { running } = after
  // without an owner nothing arrives
  if (before.lock === null || running === null || running === before.running) return after
  // after a dead rollback the version that it was leaving counts as running: it was there before, and did not come back
  if (running.sha === before.lock.rollback?.from.sha) return after
  const isNew = entry.kind === "deployed" || running.sha !== before.running?.sha
  return isNew ? { ...after, arrival: arrivalOf(before, before.lock, running, entry) } : after
}

function arrivalOf(
  { running, arrival }: StageState,
  lock: LockOwner,
  { sha }: Release,
  entry: Entry,
): Arrival {
  // when another run finds the lock's owner dead, the release arrived by the owner's run
  const { at, actor, runId, command } =
    lock.runId === entry.runId ? entry : { ...lock, at: lock.renewed ?? lock.since }
  // deploying the same commit again does not change which release it replaced
  const before = arrival?.sha === sha ? arrival.replaced : undefined
  const replaced = running?.sha === sha ? before : (running ?? undefined)
  const ci = lock.runner?.ci ?? null
  return {
    ...{ sha, at, actor, runId, command },
    ...(lock.reason === undefined ? {} : { reason: lock.reason }),
    ...(ci === null ? {} : { ciRun: ciRunText(ci) }),
    ...(replaced === undefined ? {} : { replaced: { tag: replaced.tag, sha: replaced.sha } }),
  }
}

/** A verified version's time on the stage ends when another one takes its place. */
function withDeparture({ running: was }: StageState, after: StageState, at: string): StageState {
  const left = was?.sha
  if (after.running?.sha === left) return after
  const verified = after.verified.map((one) =>
    one.sha === left && one.at !== undefined && one.leftAt === undefined ? { ...one, leftAt: at } : one,
  )
  return { ...after, verified }
}

function afterEntry(state: StageState, entry: Entry): StageState {
  switch (entry.kind) {
    case "started":
      return nowOwned(state, entry)
    case "effect":
    case "renewed":
    case "deployed":
    case "verified":
    case "watching":
    case "failed":
    case "inconclusive":
    case "rollback-started":
    case "rolled-back":
    case "rollback-failed":
      return byOwner(state, entry)
    case "unverified":
      return nowDoubted(state, entry)
    case "quarantined":
      return nowQuarantined(state, releaseIn(entry), entry)
    case "frozen":
      return { ...state, frozen: freezeOf(entry) }
    case "unfrozen":
      return unfrozen(state)
    case "frozen-by-hand":
      return { ...state, held: { ...freezeOf(entry), until: entry.until ?? null } }
    case "quarantined-by-hand":
      return withQuarantined(state, releaseIn(entry), { ...entry, by: entry.actor })
    case "quarantine-lifted":
      return { ...state, quarantine: without(state.quarantine, entry.sha) }
    case "lock-broken":
    case "taken-over":
      return afterDeath(state)
    case "lost":
    case "deployer-unlocked":
    case "migrated":
    case "waived":
    case "notified":
      return state
    case "blocked":
      // a hook refused the version, and nothing was changed
      return state.lock?.runId === entry.runId && !isOld(entry) ? { ...state, lock: null } : state
  }
}

/**
 * These entries count only from the run that holds the stage: a run that lost it must not overwrite what the new owner
 * recorded. The exception is a stage without an owner, which `verify` may mark as verified.
 */
function byOwner(state: StageState, entry: Entry): StageState {
  const { lock, running } = state
  if (lock === null) {
    return entry.kind === "verified" && running?.sha === entry.sha ? nowVerified(state, entry) : state
  }
  if (lock.runId !== entry.runId) return state
  const renewed = isOld(entry) ? lock : { ...lock, renewed: entry.at }
  return ownersWord({ ...state, lock: renewed }, renewed, entry)
}

function ownersWord(state: StageState, lock: LockOwner, entry: Entry): StageState {
  switch (entry.kind) {
    case "effect":
      return { ...state, lock: atWork(lock, entry) }
    case "deployed":
      return { ...unwatched(state), running: nowUnverified(state, entry), lock: { ...lock, deployed: true } }
    case "watching":
      return nowWatched(state, entry)
    case "verified":
    case "rolled-back":
      return nowVerified({ ...state, lock: null }, entry)
    case "failed":
      return afterFailure({ ...unwatched(state), lock: null }, entry)
    case "inconclusive":
      return frozenBefore(afterFailure({ ...unwatched(state), lock: null }, entry), entry)
    case "rollback-started":
      return frozenBefore(nowLeaving(state, lock, entry), entry)
    case "rollback-failed":
      return nowUnfinished(state, lock)
    default:
      return state
  }
}

function atWork({ hook: _, ...lock }: LockOwner, { effect, hook }: Entry): LockOwner {
  return { ...lock, ...(effect === undefined ? {} : { effect }), ...(hook === undefined ? {} : { hook }) }
}

/** A quarantine that a person set stays: it has nothing to do with why the stage was frozen. */
function unfrozen(state: StageState): StageState {
  const { held: _, ...opened } = finished(state)
  return { ...opened, frozen: null, quarantine: state.quarantine.filter(isByHand) }
}

const isByHand = ({ by }: Quarantined): boolean => by !== undefined

/** Each owner gets a fencing token greater than all before it, so that tools can refuse an earlier owner. */
function nowOwned(state: StageState, entry: Entry): StageState {
  const { runId, command, tag, sha, actor, host, pid, at, runner, reason } = entry
  const owner = {
    ...{ runId, command, tag, sha, actor, host, pid },
    since: at,
    ...(runner === undefined ? {} : { runner }),
    ...(reason === null ? {} : { reason }),
  }
  if (isOld(entry)) return { ...state, lock: owner }
  const fence = (state.fence ?? 0) + 1
  return { ...state, fence, lock: { ...owner, fence, renewed: at } }
}

/**
 * Older pipelines had no fencing tokens, and wrote no separate record for a freeze that came with another entry. Their
 * entries are folded as those pipelines did it.
 */
const isOld = ({ fence }: Entry): boolean => fence === undefined

const frozenBefore = (state: StageState, entry: Entry): StageState =>
  isOld(entry) ? { ...state, frozen: freezeOf(entry) } : state

/**
 * The version that the rollback leaves is no rollback target until it is verified again. The rollback's own deploy is
 * not over yet, so `deployed` starts again at false.
 */
function nowLeaving(state: StageState, { watching: _, ...held }: LockOwner, entry: Entry): StageState {
  const to = releaseIn(entry)
  const { from } = entry
  if (from === null) return state
  const running = nowUnverified(state, { ...entry, ...from, outputs: null })
  const left = nowQuarantined({ ...unwatched(state), running }, from, entry)
  return to === null ? left : { ...left, lock: { ...held, deployed: false, rollback: { from, to } } }
}

/** Unless the rollback's target proved bad itself, the stage still has to get there. */
function nowUnfinished(state: StageState, { rollback }: LockOwner): StageState {
  const { running, quarantine } = state
  const ended = { ...finished(state), lock: null, running: running && { ...running, verified: false } }
  const isOpen = rollback !== undefined && quarantine.every(({ sha }) => sha !== rollback.to.sha)
  return isOpen ? { ...ended, unfinished: rollback } : ended
}

/** With --detach the run ends here and frees the stage; the version counts as verified when its watch has passed. */
function nowWatched(state: StageState, entry: Entry): StageState {
  const { watch } = entry
  const release = releaseIn(entry)
  if (watch === undefined || release === null) return state
  const lock = watch.detached ? null : state.lock && { ...state.lock, watching: true }
  return { ...state, lock, watch: { ...release, until: watch.until } }
}

const unwatched = ({ watch: _, ...state }: StageState): StageState => state

const finished = ({ unfinished: _, ...state }: StageState): StageState => state

/** A version that fails now is no rollback target and not for production, whatever it passed before. */
function nowDoubted(state: StageState, { sha }: Entry): StageState {
  const { running } = state
  return {
    ...state,
    running: running?.sha === sha ? { ...running, verified: false } : running,
    verified: without(state.verified, sha),
  }
}

function nowQuarantined(state: StageState, release: Release | null, entry: Entry): StageState {
  if (release === null) return state
  const doubted = nowDoubted(state, { ...entry, ...release })
  // what a person said of it stays said
  const isHeldBack = state.quarantine.some((one) => one.sha === release.sha && isByHand(one))
  return isHeldBack ? doubted : withQuarantined(doubted, release, { ...entry, by: undefined })
}

/** Leaves the verified versions alone: when a person lifts a quarantine, the version counts as it did before. */
function withQuarantined(
  state: StageState,
  release: Release | null,
  { detail, at, by }: Pick<Entry, "detail" | "at"> & { by: string | undefined },
): StageState {
  if (release === null) return state
  const one: Quarantined = { ...release, reason: detail ?? "", at, ...(by === undefined ? {} : { by }) }
  // newer judgements of the pipeline must not push a person's quarantine out of the list
  const quarantine = [one, ...without(state.quarantine, release.sha)].filter(
    (kept, index) => index < MAX_QUARANTINED || isByHand(kept),
  )
  return { ...state, quarantine }
}

const freezeOf = ({ detail, actor, at }: Entry) => ({ reason: detail ?? "", actor, at })

/** Only the outputs of this very commit: another one's would send the smoke test to the wrong address. */
const outputsOf = (running: Running | null, sha: string): Record<string, string> =>
  running?.sha === sha ? running.outputs : {}

/** The entry's release as what runs, not judged yet. An entry without a release changes nothing. */
function nowUnverified(state: StageState, entry: Entry): Running | null {
  const subject = releaseIn(entry)
  if (subject === null) return state.running
  return { ...subject, verified: false, outputs: entry.outputs ?? outputsOf(state.running, subject.sha) }
}

function nowVerified(state: StageState, entry: Entry): StageState {
  const subject = releaseIn(entry)
  if (subject === null) return state
  const { sha } = subject
  const { running } = state
  const before = state.verified.find((one) => one.sha === sha)
  const at = running?.sha === sha && running.verified ? (before?.at ?? entry.at) : entry.at
  return {
    ...unwatched(finished(state)),
    running: { ...subject, verified: true, outputs: entry.outputs ?? outputsOf(running, sha) },
    verified: [{ ...subject, at }, ...without(state.verified, sha)].slice(0, MAX_VERIFIED),
    quarantine: state.quarantine.filter((one) => one.sha !== sha || isByHand(one)),
  }
}

const afterFailure = (state: StageState, entry: Entry): StageState =>
  entry.changed === false ? state : { ...state, running: nowUnverified(state, entry) }

/**
 * The state of a stage whose owner is dead. The release that it was deploying may be there in part, so that one counts
 * as running, unverified. After a dead rollback the version that it was leaving does: how far it came is not known, so the
 * stage still has to leave that version.
 */
export function afterDeath(state: StageState): StageState {
  const { lock, running } = state
  const there = lock === null ? null : (lock.rollback?.from ?? begunBy(lock))
  if (there === null) return { ...state, lock: null }
  const { tag, sha } = there
  return { ...state, lock: null, running: { tag, sha, verified: false, outputs: outputsOf(running, sha) } }
}

/** A run with a fencing token records each effect before it starts it; an older pipeline may have started anything. */
function begunBy(lock: LockOwner): Release | null {
  const { fence, effect, deployed } = lock
  const mayHaveBegun = fence === undefined || effect === "deploy" || deployed === true
  return mayHaveBegun ? releaseIn(lock) : null
}

const without = <T extends Release>(releases: readonly T[], sha: string | null): T[] =>
  releases.filter((one) => one.sha !== sha)
