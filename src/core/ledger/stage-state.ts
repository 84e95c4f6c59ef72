import type { Release } from "../stage.ts"
import type { Runner } from "./runner.ts"

/** What a stage runs, as far as the ledger knows. */
export interface Running extends Release {
  /** it passed smoke on this stage */
  verified: boolean
  /** the deployer's outputs, without secrets */
  outputs: Record<string, string>
}

/** What an owner of a stage starts that changes something outside the ledger. */
export const EFFECTS = ["migrate", "deploy", "rollback"] as const
export type Effect = (typeof EFFECTS)[number]

/** Who holds a stage. */
export interface LockOwner {
  runId: string
  command: string
  tag: string | null
  /** the commit that the run deploys; null for a rollback, whose first record says what it leaves */
  sha: string | null
  actor: string
  host: string
  /** process id on `host`; null where it means nothing, as in a container */
  pid: number | null
  /** ISO time */
  since: string
  /** greater than the number of every owner before; absent in records of older pipelines */
  fence?: number
  /** ISO time of the owner's newest record: each shows that it lives */
  renewed?: string
  /** what tells whether the run lives; absent where a run said nothing of it */
  runner?: Runner
  /** what the run started last */
  effect?: Effect
  /** the hook that it started since */
  hook?: string
  /** the run has recorded that its deploy is over, so it is smoking */
  deployed?: boolean
  /** the run has recorded that smoke has passed, so it is watching */
  watching?: boolean
  /** the rollback that the run has begun */
  rollback?: Rollback
  /** what a person gave as --reason */
  reason?: string
}

/** What a rollback leaves, and where it goes. */
export interface Rollback {
  from: Release
  to: Release
}

export interface Quarantined extends Release {
  /** why it must not be deployed again */
  reason: string
  /** ISO time */
  at: string
  /** the person whose word it is: only a person's word ends it; absent where the pipeline judged the version */
  by?: string
}

/** A release that passed smoke here. The times are absent in records of older pipelines. */
export interface Verified extends Release {
  /** ISO time since which the stage has run it, verified */
  at?: string
  /** ISO time at which another one replaced it */
  leftAt?: string
}

export interface Freeze {
  reason: string
  actor: string
  /** ISO time */
  at: string
}

/** A version that was seen to be bad, or could not be judged, and that has not been replaced by a good one yet. */
export interface OpenIncident {
  /** of the record that opened it */
  id: string
  /** ISO time */
  at: string
}

export interface OpenWatch extends Release {
  /** ISO time */
  until: string
}

/** A record that channels have still to be told of. */
export interface DueMessage {
  record: string
  channels: string[]
  /** the run that made it has tried, so that no other one need wait for it */
  tried?: true
}

/** Where a channel keeps what it says about a stage: a message with its thread, or a deployment. */
export interface Thread {
  /** the run that it is about */
  runId: string
  /** the channel's own name for it */
  ref: string
}

/** A person's word that a stage takes no deploys. What the pipeline itself freezes is told apart from it. */
export interface Hold extends Freeze {
  /** ISO time at which it ends by itself; null: it does not */
  until: string | null
}

/** How what a stage runs came there. */
export interface Arrival {
  /** the commit that it is about */
  sha: string
  /** ISO time */
  at: string
  actor: string
  runId: string
  command: string
  /** what a person gave as --reason */
  reason?: string
  /** the workflow run that the run was part of, as --ci-run has it */
  ciRun?: string
  /** what the stage ran before; absent: nothing, or not known */
  replaced?: Release
}

/** Everything that decisions need to know of a stage. Carried by every ledger record. */
export interface StageState {
  running: Running | null
  /** releases whose newest judgement here was a pass, newest first, one entry a commit, at most MAX_VERIFIED */
  verified: Verified[]
  /** newest first, at most MAX_QUARANTINED, and those of a person before */
  quarantine: Quarantined[]
  frozen: Freeze | null
  /** a person's freeze, which may be over by now */
  held?: Hold
  /** the run that is under way, or that died */
  lock: LockOwner | null
  /** a rollback that ended without a verdict on its target: the stage has still to leave `from` */
  unfinished?: Rollback
  /** absent in records of older pipelines, which did not keep it */
  arrival?: Arrival
  /** how many owners the stage has had; absent in records of older pipelines, which did not count */
  fence?: number
  /** what runs passed smoke and is still to be watched, or was when its run died */
  watch?: OpenWatch
  incident?: OpenIncident
  /** records that channels have still to be told of, oldest first, at most MAX_OUTBOX */
  outbox?: DueMessage[]
  /** by channel: the newest one */
  threads?: Record<string, Thread>
}

/** How many verified releases a state remembers: the reach of `rollback --to`. */
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

/** A person's freeze that counts at a time; null: there is none. */
export const holdAt = ({ held }: Pick<StageState, "held">, now: Date): Hold | null =>
  held === undefined || (held.until !== null && Date.parse(held.until) <= now.getTime()) ? null : held

/** The watch that a run let go of, or died in; null: there is none of what runs. */
export function openWatchOf({ watch, running }: StageState): OpenWatch | null {
  return watch !== undefined && running?.sha === watch.sha && !running.verified ? watch : null
}
