import * as v from "valibot"
import { REASONS, type ReasonCode } from "../reasons.ts"
import { STAGES, shortSha } from "../stage.ts"
import { EFFECTS, RunnerSchema } from "./owner.ts"
import type { StageState } from "./stage-state.ts"

/**
 * Raised when an older pipeline would misread a record, or write one that loses something.
 * 2: owners have fencing tokens, and a freeze is a record of its own.
 * 3: a person's freeze or quarantine is part of the state.
 */
export const SCHEMA_VERSION = 3
const READABLE = [1, 2, SCHEMA_VERSION] as const

/**
 * The oldest version that can express a state, so that older pipelines are shut out only where they would lose
 * something.
 */
export const formOf = ({ held, quarantine }: StageState): (typeof READABLE)[number] =>
  held !== undefined || quarantine.some(({ by }) => by !== undefined) ? SCHEMA_VERSION : 2

/** Each kind names what happened; the comments are for those whose name does not say enough. */
export const RECORD_KINDS = [
  "started",
  /** the owner is about to start a tool that changes the stage or its database */
  "effect",
  /** the owner missed heartbeats, and holds the stage all the same */
  "renewed",
  "deployed",
  "verified",
  /** a version that passed smoke is watched from now on */
  "watching",
  /** a version that runs, or ran, no longer counts as verified */
  "unverified",
  /** a version must not be deployed again */
  "quarantined",
  /** a run lost the stage while it was working; the stage's state stays as it is */
  "lost",
  "migrated",
  "failed",
  "inconclusive",
  "rollback-started",
  "rolled-back",
  "rollback-failed",
  "blocked",
  "frozen",
  "unfrozen",
  /** a person froze the stage */
  "frozen-by-hand",
  /** a person quarantined a version */
  "quarantined-by-hand",
  "quarantine-lifted",
  "lock-broken",
  /** only written by older pipelines */
  "deployer-unlocked",
  "taken-over",
  "waived",
  /** messages were delivered; the stage's state stays as it is */
  "notified",
] as const
export type RecordKind = (typeof RECORD_KINDS)[number]

const Sha = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/))
const ReleaseSchema = v.object({ tag: v.string(), sha: Sha })
const Outputs = v.record(v.string(), v.string())
const RollbackSchema = v.object({ from: ReleaseSchema, to: ReleaseSchema })

const LockOwnerSchema = v.object({
  runId: v.string(),
  command: v.string(),
  tag: v.nullable(v.string()),
  sha: v.nullable(Sha),
  actor: v.string(),
  host: v.string(),
  pid: v.nullable(v.number()),
  since: v.string(),
  fence: v.exactOptional(v.number()),
  renewed: v.exactOptional(v.string()),
  effect: v.exactOptional(v.picklist(EFFECTS)),
  hook: v.exactOptional(v.string()),
  runner: v.exactOptional(RunnerSchema),
  deployed: v.exactOptional(v.boolean()),
  watching: v.exactOptional(v.boolean()),
  rollback: v.exactOptional(RollbackSchema),
  reason: v.exactOptional(v.string()),
})

const ArrivalSchema = v.object({
  sha: Sha,
  at: v.string(),
  actor: v.string(),
  runId: v.string(),
  command: v.string(),
  reason: v.exactOptional(v.string()),
  ciRun: v.exactOptional(v.string()),
  replaced: v.exactOptional(ReleaseSchema),
})

const ThreadSchema = v.object({ runId: v.string(), ref: v.string() })
const FreezeSchema = v.object({ reason: v.string(), actor: v.string(), at: v.string() })

const StateSchema = v.object({
  running: v.nullable(v.object({ ...ReleaseSchema.entries, verified: v.boolean(), outputs: Outputs })),
  verified: v.array(
    v.object({
      ...ReleaseSchema.entries,
      at: v.exactOptional(v.string()),
      leftAt: v.exactOptional(v.string()),
    }),
  ),
  quarantine: v.array(
    v.object({
      ...ReleaseSchema.entries,
      reason: v.string(),
      at: v.string(),
      by: v.exactOptional(v.string()),
    }),
  ),
  frozen: v.nullable(FreezeSchema),
  held: v.exactOptional(v.object({ ...FreezeSchema.entries, until: v.nullable(v.string()) })),
  lock: v.nullable(LockOwnerSchema),
  unfinished: v.exactOptional(RollbackSchema),
  arrival: v.exactOptional(ArrivalSchema),
  fence: v.exactOptional(v.number()),
  watch: v.exactOptional(v.object({ ...ReleaseSchema.entries, until: v.string() })),
  incident: v.exactOptional(v.object({ id: v.string(), at: v.string() })),
  outbox: v.exactOptional(
    v.array(
      v.object({
        record: v.string(),
        channels: v.array(v.string()),
        tried: v.exactOptional(v.literal(true)),
      }),
    ),
  ),
  threads: v.exactOptional(v.record(v.string(), ThreadSchema)),
})

/** The message about a record was sent on a channel, or `failed` to be. */
const DeliverySchema = v.object({
  channel: v.string(),
  record: v.string(),
  failed: v.exactOptional(v.literal(true)),
  thread: v.exactOptional(ThreadSchema),
})
export type Delivery = v.InferOutput<typeof DeliverySchema>

/** What a run appends. The ledger adds the place and the state, and that is a record. */
const EntrySchema = v.object({
  kind: v.picklist(RECORD_KINDS),
  runId: v.string(),
  /** counts a run's entries, so that an entry can be found in the ledger when the answer to its append was lost */
  seq: v.exactOptional(v.number()),
  /** the owner's fencing token; absent in records of older pipelines */
  fence: v.exactOptional(v.number()),
  command: v.string(),
  actor: v.string(),
  host: v.string(),
  pid: v.nullable(v.number()),
  at: v.string(),
  /** the release that the record is about: deployed, refused, or rolled back to */
  tag: v.nullable(v.string()),
  sha: v.nullable(Sha),
  /** the release that a rollback leaves */
  from: v.nullable(ReleaseSchema),
  /** what a person gave as --reason */
  reason: v.nullable(v.string()),
  code: v.nullable(v.picklist(Object.keys(REASONS) as ReasonCode[])),
  detail: v.nullable(v.string()),
  outputs: v.nullable(Outputs),
  /** the deploy tool's own name for this deploy */
  reference: v.exactOptional(v.string()),
  /** false: a failed deploy provably left the stage as it was */
  changed: v.nullable(v.boolean()),
  /** the newest migration before and after the run's own, where known */
  migration: v.optional(
    v.nullable(v.object({ before: v.nullable(v.string()), head: v.nullable(v.string()) })),
  ),
  /** the verdict of the verification after smoke; null: there was none */
  verification: v.optional(v.nullable(v.picklist(["pass", "fail"]))),
  /** a waived gate; `until` is an ISO time, null: the end of the run */
  waiver: v.optional(v.nullable(v.object({ gate: v.string(), until: v.nullable(v.string()) }))),
  /** the report of the run that this record ends */
  report: v.nullable(v.unknown()),
  /** what is about to be started */
  effect: v.exactOptional(v.picklist(EFFECTS)),
  /** the hook that is about to be started */
  hook: v.exactOptional(v.string()),
  /** when a person's freeze ends by itself */
  until: v.exactOptional(v.string()),
  /** how others can find out whether the run lives; in the record that takes the lock */
  runner: v.exactOptional(RunnerSchema),
  /** the version whose fault this one fixes; only the record that takes the lock has it */
  fixes: v.exactOptional(v.string()),
  /** until when the version is watched, ISO time; `detached`: without holding the stage */
  watch: v.exactOptional(v.object({ until: v.string(), detached: v.boolean() })),
  /** channels that are due a message about this record */
  notify: v.exactOptional(v.array(v.string())),
  /** messages that were delivered since the record before */
  delivered: v.exactOptional(v.array(DeliverySchema)),
})

const RecordSchema = v.object({
  ...EntrySchema.entries,
  schemaVersion: v.picklist(READABLE),
  /** the application; older records have it only in their reports */
  app: v.exactOptional(v.string()),
  stage: v.picklist(STAGES),
  /** the stage after this record, so that a reader needs only the newest one */
  state: StateSchema,
})

export type Entry = v.InferOutput<typeof EntrySchema>

/** The fields of an entry that has nothing to say about them. */
export const NOTHING_SAID = {
  ...{ tag: null, sha: null, from: null, reason: null, code: null, detail: null },
  ...{ outputs: null, changed: null, report: null },
} as const satisfies Partial<Entry>
export type LedgerRecord = v.InferOutput<typeof RecordSchema>

/** Identifies a record on its stage. Records of older pipelines have no number. */
export const recordId = ({ runId, seq = 0 }: Pick<Entry, "runId" | "seq">): string => `${runId}/${seq}`

/** One line for `git log`: `verified v1.2.3 abc1234`. */
export function recordSubject({ kind, tag, sha, code }: Entry): string {
  return [kind, tag === null ? "-" : oneWord(tag), sha === null ? null : shortSha(sha), code]
    .filter((part) => part !== null)
    .join(" ")
}

/** A refused tag is recorded as it was typed, so it may hold anything, line breaks included. */
const oneWord = (text: string): string => text.slice(0, 100).replace(/[\s\p{C}]+/gu, "_")

/** Reads record.json; null when it is not a record that this version understands. */
export function parseRecord(text: string): LedgerRecord | null {
  try {
    const parsed = v.safeParse(RecordSchema, JSON.parse(text))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}

/** Tells a record of a newer pipeline, whose reader should upgrade, from one that is damaged. */
export function isNewerRecord(text: string): boolean {
  try {
    return v.is(NewerSchema, JSON.parse(text))
  } catch {
    return false
  }
}

const isNoneOf = (known: readonly string[]) => (text: string) => !known.includes(text)

/** What a newer record can be recognised by: its schema version, its kind or its reason code. */
const NewerSchema = v.union([
  v.object({ schemaVersion: v.pipe(v.number(), v.minValue(SCHEMA_VERSION + 1)) }),
  v.object({ schemaVersion: v.number(), kind: v.pipe(v.string(), v.check(isNoneOf(RECORD_KINDS))) }),
  v.object({ schemaVersion: v.number(), code: v.pipe(v.string(), v.check(isNoneOf(Object.keys(REASONS)))) }),
])

/** The record's application; null: an older record that does not name it. */
export function appOf({ app, report }: LedgerRecord): string | null {
  const reported = v.safeParse(v.object({ app: v.string() }), report)
  return app ?? (reported.success ? reported.output.app : null)
}
