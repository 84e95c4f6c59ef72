// Made by `npm run build` from src/engine: change it there.
import {
  EFFECTS,
  RunnerSchema
} from "./core-ledger-owner.js";
import {
  STAGES,
  shortSha
} from "./core-stage.js";
import {
  REASONS
} from "./core-reasons.js";
import {
  array,
  boolean,
  check,
  exactOptional,
  is,
  literal,
  minValue,
  nullable,
  number,
  object,
  optional,
  picklist,
  pipe,
  record,
  regex,
  safeParse,
  string,
  union,
  unknown
} from "./valibot.js";

// src/core/ledger/record.ts
var SCHEMA_VERSION = 3, READABLE = [1, 2, SCHEMA_VERSION], formOf = ({ held, quarantine }) => held !== void 0 || quarantine.some(({ by }) => by !== void 0) ? SCHEMA_VERSION : 2, RECORD_KINDS = [
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
  "notified"
], Sha = pipe(string(), regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/)), ReleaseSchema = object({ tag: string(), sha: Sha }), Outputs = record(string(), string()), RollbackSchema = object({ from: ReleaseSchema, to: ReleaseSchema }), LockOwnerSchema = object({
  runId: string(),
  command: string(),
  tag: nullable(string()),
  sha: nullable(Sha),
  actor: string(),
  host: string(),
  pid: nullable(number()),
  since: string(),
  fence: exactOptional(number()),
  renewed: exactOptional(string()),
  effect: exactOptional(picklist(EFFECTS)),
  hook: exactOptional(string()),
  runner: exactOptional(RunnerSchema),
  deployed: exactOptional(boolean()),
  watching: exactOptional(boolean()),
  rollback: exactOptional(RollbackSchema),
  reason: exactOptional(string())
}), ArrivalSchema = object({
  sha: Sha,
  at: string(),
  actor: string(),
  runId: string(),
  command: string(),
  reason: exactOptional(string()),
  ciRun: exactOptional(string()),
  replaced: exactOptional(ReleaseSchema)
}), ThreadSchema = object({ runId: string(), ref: string() }), FreezeSchema = object({ reason: string(), actor: string(), at: string() }), StateSchema = object({
  running: nullable(object({ ...ReleaseSchema.entries, verified: boolean(), outputs: Outputs })),
  verified: array(
    object({
      ...ReleaseSchema.entries,
      at: exactOptional(string()),
      leftAt: exactOptional(string())
    })
  ),
  quarantine: array(
    object({
      ...ReleaseSchema.entries,
      reason: string(),
      at: string(),
      by: exactOptional(string())
    })
  ),
  frozen: nullable(FreezeSchema),
  held: exactOptional(object({ ...FreezeSchema.entries, until: nullable(string()) })),
  lock: nullable(LockOwnerSchema),
  unfinished: exactOptional(RollbackSchema),
  arrival: exactOptional(ArrivalSchema),
  fence: exactOptional(number()),
  watch: exactOptional(object({ ...ReleaseSchema.entries, until: string() })),
  incident: exactOptional(object({ id: string(), at: string() })),
  outbox: exactOptional(
    array(
      object({
        record: string(),
        channels: array(string()),
        tried: exactOptional(literal(!0))
      })
    )
  ),
  threads: exactOptional(record(string(), ThreadSchema))
}), DeliverySchema = object({
  channel: string(),
  record: string(),
  failed: exactOptional(literal(!0)),
  thread: exactOptional(ThreadSchema)
}), EntrySchema = object({
  kind: picklist(RECORD_KINDS),
  runId: string(),
  /** counts a run's entries, so that an entry can be found in the ledger when the answer to its append was lost */
  seq: exactOptional(number()),
  /** the owner's fencing token; absent in records of older pipelines */
  fence: exactOptional(number()),
  command: string(),
  actor: string(),
  host: string(),
  pid: nullable(number()),
  at: string(),
  /** the release that the record is about: deployed, refused, or rolled back to */
  tag: nullable(string()),
  sha: nullable(Sha),
  /** the release that a rollback leaves */
  from: nullable(ReleaseSchema),
  /** what a person gave as --reason */
  reason: nullable(string()),
  code: nullable(picklist(Object.keys(REASONS))),
  detail: nullable(string()),
  outputs: nullable(Outputs),
  /** the deploy tool's own name for this deploy */
  reference: exactOptional(string()),
  /** false: a failed deploy provably left the stage as it was */
  changed: nullable(boolean()),
  /** the newest migration before and after the run's own, where known */
  migration: optional(
    nullable(object({ before: nullable(string()), head: nullable(string()) }))
  ),
  /** the verdict of the verification after smoke; null: there was none */
  verification: optional(nullable(picklist(["pass", "fail"]))),
  /** a waived gate; `until` is an ISO time, null: the end of the run */
  waiver: optional(nullable(object({ gate: string(), until: nullable(string()) }))),
  /** the report of the run that this record ends */
  report: nullable(unknown()),
  /** what is about to be started */
  effect: exactOptional(picklist(EFFECTS)),
  /** the hook that is about to be started */
  hook: exactOptional(string()),
  /** when a person's freeze ends by itself */
  until: exactOptional(string()),
  /** how others can find out whether the run lives; in the record that takes the lock */
  runner: exactOptional(RunnerSchema),
  /** the version whose fault this one fixes; only the record that takes the lock has it */
  fixes: exactOptional(string()),
  /** until when the version is watched, ISO time; `detached`: without holding the stage */
  watch: exactOptional(object({ until: string(), detached: boolean() })),
  /** channels that are due a message about this record */
  notify: exactOptional(array(string())),
  /** messages that were delivered since the record before */
  delivered: exactOptional(array(DeliverySchema))
}), RecordSchema = object({
  ...EntrySchema.entries,
  schemaVersion: picklist(READABLE),
  /** the application; older records have it only in their reports */
  app: exactOptional(string()),
  stage: picklist(STAGES),
  /** the stage after this record, so that a reader needs only the newest one */
  state: StateSchema
}), NOTHING_SAID = {
  tag: null,
  sha: null,
  from: null,
  reason: null,
  code: null,
  detail: null,
  outputs: null,
  changed: null,
  report: null
}, recordId = ({ runId, seq = 0 }) => `${runId}/${seq}`;
function recordSubject({ kind, tag, sha, code }) {
  return [kind, tag === null ? "-" : oneWord(tag), sha === null ? null : shortSha(sha), code].filter((part) => part !== null).join(" ");
}
var oneWord = (text) => text.slice(0, 100).replace(/[\s\p{C}]+/gu, "_");
function parseRecord(text) {
  try {
    let parsed = safeParse(RecordSchema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
function isNewerRecord(text) {
  try {
    return is(NewerSchema, JSON.parse(text));
  } catch {
    return !1;
  }
}
var isNoneOf = (known) => (text) => !known.includes(text), NewerSchema = union([
  object({ schemaVersion: pipe(number(), minValue(SCHEMA_VERSION + 1)) }),
  object({ schemaVersion: number(), kind: pipe(string(), check(isNoneOf(RECORD_KINDS))) }),
  object({ schemaVersion: number(), code: pipe(string(), check(isNoneOf(Object.keys(REASONS)))) })
]);
function appOf({ app, report }) {
  let reported = safeParse(object({ app: string() }), report);
  return app ?? (reported.success ? reported.output.app : null);
}

export {
  formOf,
  NOTHING_SAID,
  recordId,
  recordSubject,
  parseRecord,
  isNewerRecord,
  appOf
};
