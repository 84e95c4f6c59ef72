import type { Release } from "../stage.ts"
import type { LockOwner, Rollback } from "./owner.ts"

/** What a stage runs, as far as the ledger knows. */
export interface Running extends Release {
  /** it passed smoke on this stage */
  verified: boolean
  /** the deployer's outputs, without secrets */
  outputs: Record<string, string>
}

export interface Quarantined extends Release {
  /** why it must not be deployed again */
  reason: string
  /** ISO time */
  at: string
  /** the person who set it, and only a person can lift it; absent where the pipeline did */
  by?: string
}

/** A release that passed smoke here. The times are absent in records of older pipelines. */
export interface Verified extends Release {
  /** since when the stage has run it, verified; ISO time */
  at?: string
  /** when another version replaced it; ISO time */
  leftAt?: string
}

export interface Freeze {
  reason: string
  actor: string
  /** ISO time */
  at: string
}

/** Open from when a version proves bad, or cannot be judged, until a good one is verified. */
export interface OpenIncident {
  /** the id of the record that opened it */
  id: string
  /** ISO time */
  at: string
}

export interface OpenWatch extends Release {
  /** ISO time */
  until: string
}

/** A message that has not been sent on all of its channels yet. */
export interface DueMessage {
  record: string
  channels: string[]
  /** sending has failed once, so no later run need wait for it */
  tried?: true
}

/** What a channel goes on from for the same run: a message with its thread, or a deployment. */
export interface Thread {
  /** the run that it is about */
  runId: string
  /** the channel's own id of it */
  ref: string
}

/** A person's freeze. The pipeline's own is kept apart, because another rule ends each. */
export interface Hold extends Freeze {
  /** when it ends by itself, ISO time; null: never */
  until: string | null
}

/** How the version that runs got onto its stage. */
export interface Arrival {
  /** the commit that arrived */
  sha: string
  /** ISO time */
  at: string
  actor: string
  runId: string
  command: string
  /** what a person gave as --reason */
  reason?: string
  /** the workflow run, in the form of --ci-run */
  ciRun?: string
  /** what the stage ran before; absent: nothing, or unknown */
  replaced?: Release
}

/**
 * Everything that decisions need to know about a stage. Every ledger record has it, so that a reader needs only the
 * newest one.
 */
export interface StageState {
  running: Running | null
  /** releases whose newest judgement here was a pass, newest first, one entry a commit, at most MAX_VERIFIED */
  verified: Verified[]
  /** newest first: at most MAX_QUARANTINED of the pipeline's, and all of a person's */
  quarantine: Quarantined[]
  frozen: Freeze | null
  /** a person's freeze; it may have ended by now, so ask holdAt */
  held?: Hold
  /** the run that holds the stage; it may have died */
  lock: LockOwner | null
  /** a rollback that failed without its target proving bad: the stage still has to leave `from` */
  unfinished?: Rollback
  /** absent in records of older pipelines */
  arrival?: Arrival
  /** the newest owner's fencing token; absent in records of older pipelines */
  fence?: number
  /** the version that runs passed smoke, and its watch has not been completed */
  watch?: OpenWatch
  incident?: OpenIncident
  /** messages that are due, oldest first, at most MAX_OUTBOX */
  outbox?: DueMessage[]
  /** the newest thread of each channel */
  threads?: Record<string, Thread>
}

/** This is how far back `rollback --to` can reach. */
export const MAX_VERIFIED = 50
export const MAX_QUARANTINED = 50
export const MAX_OUTBOX = 50

export const EMPTY_STATE: StageState = {
  running: null,
  verified: [],
  quarantine: [],
  frozen: null,
  lock: null,
}

/** The person's freeze that is in force at a time; null: none is. */
export const holdAt = ({ held }: Pick<StageState, "held">, now: Date): Hold | null =>
  held === undefined || (held.until !== null && Date.parse(held.until) <= now.getTime()) ? null : held

/** The watch that the version that runs still has before it; null: none. */
export function openWatchOf({ watch, running }: StageState): OpenWatch | null {
  return watch !== undefined && running?.sha === watch.sha && !running.verified ? watch : null
}
