import * as v from "valibot"
import { REASONS, type ReasonCode } from "../reasons.ts"
import { STAGES, shortSha } from "../stage.ts"
import { RunnerSchema } from "./runner.ts"
import { EFFECTS, type StageState } from "./stage-state.ts"

/**
 * Raised when a pipeline that does not know the new form would misread a record, or write one that lacks what the new
 * form needs. 2: owners of a stage have numbers, and a freeze is a record of its own. 3: a person holds the stage, or keeps
 * a version away from it.
 */
export const SCHEMA_VERSION = 3
const READABLE = [1, 2, SCHEMA_VERSION] as const

/** The oldest form that has all that a state says: a laptop with an older pipeline is kept out only by what it would lose. */
export const formOf = ({ held, quarantine }: StageState): (typeof READABLE)[number] =>
  held !== undefined || quarantine.some(({ by }) => by !== undefined) ? SCHEMA_VERSION : 2

/** What a ledger record tells. */
export const RECORD_KINDS = [
  "started",
  /** the owner is about to start what changes the stage or its database */
  "effect",
  /** the owner was silent for long and still holds the stage */
  "renewed",
  "deployed",
  "verified",
  /** a version that passed smoke is watched from now on */
  "watching",
  /** a version that runs, or ran, no longer counts as verified */
  "unverified",
  /** a version must not be deployed again */
  "quarantined",
  /** a run lost the stage while it was working; says nothing of the stage */
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
  /** a person's word: the stage takes no deploys */
  "frozen-by-hand",
  /** a person's word: a version must not be deployed */
  "quarantined-by-hand",
  "quarantine-lifted",
  "lock-broken",
  /** of older pipelines */
  "deployer-unlocked",
  "taken-over",
  "waived",
  /** channels were told of records; says nothing of the stage */
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

/** A channel has been told of a record, or `failed`: it could not be. */
const DeliverySchema = v.object({
  channel: v.string(),
  record: v.string(),
  failed: v.exactOptional(v.literal(true)),
  thread: v.exactOptional(ThreadSchema),
})
export type Delivery = v.InferOutput<typeof DeliverySchema>

/** What a run says when it appends; place and state are added by the ledger. */
const EntrySchema = v.object({
  kind: v.picklist(RECORD_KINDS),
  runId: v.string(),
  /** counts the entries of a run, so that one whose answer was lost can be found again */
  seq: v.exactOptional(v.number()),
  /** of the stage's owner: its number; absent in records of older pipelines */
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
  /** of a version that the deployer's tool has put there: what the tool itself calls that deploy */
  reference: v.exactOptional(v.string()),
  /** false: a failed deploy provably left the stage as it was */
  changed: v.nullable(v.boolean()),
  /** of migrations that were run: the newest before and after, as far as anybody knows */
  migration: v.optional(
    v.nullable(v.object({ before: v.nullable(v.string()), head: v.nullable(v.string()) })),
  ),
  /** what came of the verification after smoke; null: there was none */
  verification: v.optional(v.nullable(v.picklist(["pass", "fail"]))),
  /** the gate that the run did not have to pass; `until` is an ISO time, null: the end of the run */
  waiver: v.optional(v.nullable(v.object({ gate: v.string(), until: v.nullable(v.string()) }))),
  /** the report of the run that this record ends */
  report: v.nullable(v.unknown()),
  /** what is about to be started */
  effect: v.exactOptional(v.picklist(EFFECTS)),
  /** the same of a hook, which is none of those */
  hook: v.exactOptional(v.string()),
  /** of a person's freeze: when it ends by itself */
  until: v.exactOptional(v.string()),
  /** of a record that takes the lock */
  runner: v.exactOptional(RunnerSchema),
  /** of a record that takes the lock: the version whose fault this one is to fix, which nothing tells later */
  fixes: v.exactOptional(v.string()),
  /** of a version that is watched: ISO time; `detached`: the run lets the stage go meanwhile */
  watch: v.exactOptional(v.object({ until: v.string(), detached: v.boolean() })),
  /** channels that are to be told of this record */
  notify: v.exactOptional(v.array(v.string())),
  /** what channels were told since the record before */
  delivered: v.exactOptional(v.array(DeliverySchema)),
})

const RecordSchema = v.object({
  ...EntrySchema.entries,
  schemaVersion: v.picklist(READABLE),
  /** whose record it is; older ones say it only in their reports */
  app: v.exactOptional(v.string()),
  stage: v.picklist(STAGES),
  /** the stage after this record: a reader needs the newest record only */
  state: StateSchema,
})

export type Entry = v.InferOutput<typeof EntrySchema>

/** What an entry has of all that it does not speak of. */
export const NOTHING_SAID = {
  ...{ tag: null, sha: null, from: null, reason: null, code: null, detail: null },
  ...{ outputs: null, changed: null, report: null },
} as const satisfies Partial<Entry>
export type LedgerRecord = v.InferOutput<typeof RecordSchema>

/** What names a record among those of its stage. Older ones have no number. */
export const recordId = ({ runId, seq = 0 }: Pick<Entry, "runId" | "seq">): string => `${runId}/${seq}`

/** One line for `git log`: `verified v1.2.3 abc1234`. */
export function recordSubject({ kind, tag, sha, code }: Entry): string {
  return [kind, tag === null ? "-" : oneWord(tag), sha === null ? null : shortSha(sha), code]
    .filter((part) => part !== null)
    .join(" ")
}

/** A refused tag is recorded as it was typed, so it may be anything. */
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

/** Whether a later version of the pipeline wrote a record that this one does not understand. */
export function isNewerRecord(text: string): boolean {
  try {
    return v.is(NewerSchema, JSON.parse(text))
  } catch {
    return false
  }
}

const isNoneOf = (known: readonly string[]) => (text: string) => !known.includes(text)

/** What records of every version have. */
const NewerSchema = v.union([
  v.object({ schemaVersion: v.pipe(v.number(), v.minValue(SCHEMA_VERSION + 1)) }),
  v.object({ schemaVersion: v.number(), kind: v.pipe(v.string(), v.check(isNoneOf(RECORD_KINDS))) }),
  v.object({ schemaVersion: v.number(), code: v.pipe(v.string(), v.check(isNoneOf(Object.keys(REASONS)))) }),
])

/** The application whose record it is; null: an older one that does not say. */
export function appOf({ app, report }: LedgerRecord): string | null {
  const reported = v.safeParse(v.object({ app: v.string() }), report)
  return app ?? (reported.success ? reported.output.app : null)
}
