// Made by `npm run build` from src/engine: change it there.
import {
  EFFECTS,
  RunnerSchema,
  ciRunText
} from "./core-ledger-owner.js";
import {
  STAGES,
  releaseIn,
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

// src/core/ledger/stage-state.ts
var EMPTY_STATE = {
  running: null,
  verified: [],
  quarantine: [],
  frozen: null,
  lock: null
}, holdAt = ({ held }, now) => held === void 0 || held.until !== null && Date.parse(held.until) <= now.getTime() ? null : held;
function openWatchOf({ watch, running }) {
  return watch !== void 0 && running?.sha === watch.sha && !running.verified ? watch : null;
}

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

// src/core/ledger/outbox.ts
function foldOutbox(state, entry) {
  let { notify = [], delivered = [] } = entry;
  if (notify.length === 0 && delivered.length === 0) return state;
  let { outbox: before = [], threads = {}, ...rest } = state, left = delivered.reduce(without, before), outbox = notify.length === 0 ? left : [...left, { record: recordId(entry), channels: notify }], newest = delivered.flatMap(
    ({ channel, thread }) => thread === void 0 ? [] : [[channel, thread]]
  ), all = { ...threads, ...Object.fromEntries(newest) };
  return {
    ...rest,
    ...outbox.length === 0 ? {} : { outbox: outbox.slice(-50) },
    ...Object.keys(all).length === 0 ? {} : { threads: all }
  };
}
function without(outbox, { record: record2, channel, failed }) {
  return outbox.flatMap((due) => {
    if (due.record !== record2) return [due];
    if (failed) return [{ ...due, tried: !0 }];
    let channels = due.channels.filter((one) => one !== channel);
    return channels.length === 0 ? [] : [{ ...due, channels }];
  });
}
function foldIncident(state, entry) {
  let { kind, changed, code, sha, fence } = entry;
  if ((kind === "verified" || kind === "rolled-back") && state.running?.verified === !0) {
    let { incident: _, ...closed } = state;
    return closed;
  }
  return (kind === "unverified" ? state.running?.sha === sha : fence !== void 0 && (kind === "rollback-failed" || kind === "rollback-started" && code !== null || (kind === "failed" || kind === "inconclusive") && changed !== !1)) ? { ...state, incident: state.incident ?? { id: recordId(entry), at: entry.at } } : state;
}

// src/core/ledger/fold.ts
function foldEntry(state, entry) {
  let after = withArrival(state, withDeparture(state, afterEntry(state, entry), entry.at), entry);
  return foldOutbox(after === state ? state : foldIncident(after, entry), entry);
}
function withArrival(before, after, entry) {
  let { running } = after;
  return before.lock === null || running === null || running === before.running || running.sha === before.lock.rollback?.from.sha ? after : entry.kind === "deployed" || running.sha !== before.running?.sha ? { ...after, arrival: arrivalOf(before, before.lock, running, entry) } : after;
}
function arrivalOf({ running, arrival }, lock, { sha }, entry) {
  let { at, actor, runId, command } = lock.runId === entry.runId ? entry : { ...lock, at: lock.renewed ?? lock.since }, before = arrival?.sha === sha ? arrival.replaced : void 0, replaced = running?.sha === sha ? before : running ?? void 0, ci = lock.runner?.ci ?? null;
  return {
    sha,
    at,
    actor,
    runId,
    command,
    ...lock.reason === void 0 ? {} : { reason: lock.reason },
    ...ci === null ? {} : { ciRun: ciRunText(ci) },
    ...replaced === void 0 ? {} : { replaced: { tag: replaced.tag, sha: replaced.sha } }
  };
}
function withDeparture({ running: was }, after, at) {
  let left = was?.sha;
  if (after.running?.sha === left) return after;
  let verified = after.verified.map(
    (one) => one.sha === left && one.at !== void 0 && one.leftAt === void 0 ? { ...one, leftAt: at } : one
  );
  return { ...after, verified };
}
function afterEntry(state, entry) {
  switch (entry.kind) {
    case "started":
      return nowOwned(state, entry);
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
      return byOwner(state, entry);
    case "unverified":
      return nowDoubted(state, entry);
    case "quarantined":
      return nowQuarantined(state, releaseIn(entry), entry);
    case "frozen":
      return { ...state, frozen: freezeOf(entry) };
    case "unfrozen":
      return unfrozen(state);
    case "frozen-by-hand":
      return { ...state, held: { ...freezeOf(entry), until: entry.until ?? null } };
    case "quarantined-by-hand":
      return withQuarantined(state, releaseIn(entry), { ...entry, by: entry.actor });
    case "quarantine-lifted":
      return { ...state, quarantine: without2(state.quarantine, entry.sha) };
    case "lock-broken":
    case "taken-over":
      return afterDeath(state);
    case "lost":
    case "deployer-unlocked":
    case "migrated":
    case "waived":
    case "notified":
      return state;
    case "blocked":
      return state.lock?.runId === entry.runId && !isOld(entry) ? { ...state, lock: null } : state;
  }
}
function byOwner(state, entry) {
  let { lock, running } = state;
  if (lock === null)
    return entry.kind === "verified" && running?.sha === entry.sha ? nowVerified(state, entry) : state;
  if (lock.runId !== entry.runId) return state;
  let renewed = isOld(entry) ? lock : { ...lock, renewed: entry.at };
  return ownersWord({ ...state, lock: renewed }, renewed, entry);
}
function ownersWord(state, lock, entry) {
  switch (entry.kind) {
    case "effect":
      return { ...state, lock: atWork(lock, entry) };
    case "deployed":
      return { ...unwatched(state), running: nowUnverified(state, entry), lock: { ...lock, deployed: !0 } };
    case "watching":
      return nowWatched(state, entry);
    case "verified":
    case "rolled-back":
      return nowVerified({ ...state, lock: null }, entry);
    case "failed":
      return afterFailure({ ...unwatched(state), lock: null }, entry);
    case "inconclusive":
      return frozenBefore(afterFailure({ ...unwatched(state), lock: null }, entry), entry);
    case "rollback-started":
      return frozenBefore(nowLeaving(state, lock, entry), entry);
    case "rollback-failed":
      return nowUnfinished(state, lock);
    default:
      return state;
  }
}
function atWork({ hook: _, ...lock }, { effect, hook }) {
  return { ...lock, ...effect === void 0 ? {} : { effect }, ...hook === void 0 ? {} : { hook } };
}
function unfrozen(state) {
  let { held: _, ...opened } = finished(state);
  return { ...opened, frozen: null, quarantine: state.quarantine.filter(isByHand) };
}
var isByHand = ({ by }) => by !== void 0;
function nowOwned(state, entry) {
  let { runId, command, tag, sha, actor, host, pid, at, runner, reason } = entry, owner = {
    runId,
    command,
    tag,
    sha,
    actor,
    host,
    pid,
    since: at,
    ...runner === void 0 ? {} : { runner },
    ...reason === null ? {} : { reason }
  };
  if (isOld(entry)) return { ...state, lock: owner };
  let fence = (state.fence ?? 0) + 1;
  return { ...state, fence, lock: { ...owner, fence, renewed: at } };
}
var isOld = ({ fence }) => fence === void 0, frozenBefore = (state, entry) => isOld(entry) ? { ...state, frozen: freezeOf(entry) } : state;
function nowLeaving(state, { watching: _, ...held }, entry) {
  let to = releaseIn(entry), { from } = entry;
  if (from === null) return state;
  let running = nowUnverified(state, { ...entry, ...from, outputs: null }), left = nowQuarantined({ ...unwatched(state), running }, from, entry);
  return to === null ? left : { ...left, lock: { ...held, deployed: !1, rollback: { from, to } } };
}
function nowUnfinished(state, { rollback }) {
  let { running, quarantine } = state, ended = { ...finished(state), lock: null, running: running && { ...running, verified: !1 } };
  return rollback !== void 0 && quarantine.every(({ sha }) => sha !== rollback.to.sha) ? { ...ended, unfinished: rollback } : ended;
}
function nowWatched(state, entry) {
  let { watch } = entry, release = releaseIn(entry);
  if (watch === void 0 || release === null) return state;
  let lock = watch.detached ? null : state.lock && { ...state.lock, watching: !0 };
  return { ...state, lock, watch: { ...release, until: watch.until } };
}
var unwatched = ({ watch: _, ...state }) => state, finished = ({ unfinished: _, ...state }) => state;
function nowDoubted(state, { sha }) {
  let { running } = state;
  return {
    ...state,
    running: running?.sha === sha ? { ...running, verified: !1 } : running,
    verified: without2(state.verified, sha)
  };
}
function nowQuarantined(state, release, entry) {
  if (release === null) return state;
  let doubted = nowDoubted(state, { ...entry, ...release });
  return state.quarantine.some((one) => one.sha === release.sha && isByHand(one)) ? doubted : withQuarantined(doubted, release, { ...entry, by: void 0 });
}
function withQuarantined(state, release, { detail, at, by }) {
  if (release === null) return state;
  let quarantine = [{ ...release, reason: detail ?? "", at, ...by === void 0 ? {} : { by } }, ...without2(state.quarantine, release.sha)].filter(
    (kept, index) => index < 50 || isByHand(kept)
  );
  return { ...state, quarantine };
}
var freezeOf = ({ detail, actor, at }) => ({ reason: detail ?? "", actor, at }), outputsOf = (running, sha) => running?.sha === sha ? running.outputs : {};
function nowUnverified(state, entry) {
  let subject = releaseIn(entry);
  return subject === null ? state.running : { ...subject, verified: !1, outputs: entry.outputs ?? outputsOf(state.running, subject.sha) };
}
function nowVerified(state, entry) {
  let subject = releaseIn(entry);
  if (subject === null) return state;
  let { sha } = subject, { running } = state, before = state.verified.find((one) => one.sha === sha), at = running?.sha === sha && running.verified ? before?.at ?? entry.at : entry.at;
  return {
    ...unwatched(finished(state)),
    running: { ...subject, verified: !0, outputs: entry.outputs ?? outputsOf(running, sha) },
    verified: [{ ...subject, at }, ...without2(state.verified, sha)].slice(0, 50),
    quarantine: state.quarantine.filter((one) => one.sha !== sha || isByHand(one))
  };
}
var afterFailure = (state, entry) => entry.changed === !1 ? state : { ...state, running: nowUnverified(state, entry) };
function afterDeath(state) {
  let { lock, running } = state, there = lock === null ? null : lock.rollback?.from ?? begunBy(lock);
  if (there === null) return { ...state, lock: null };
  let { tag, sha } = there;
  return { ...state, lock: null, running: { tag, sha, verified: !1, outputs: outputsOf(running, sha) } };
}
function begunBy(lock) {
  let { fence, effect, deployed } = lock;
  return fence === void 0 || effect === "deploy" || deployed === !0 ? releaseIn(lock) : null;
}
var without2 = (releases, sha) => releases.filter((one) => one.sha !== sha);

export {
  EMPTY_STATE,
  holdAt,
  openWatchOf,
  formOf,
  NOTHING_SAID,
  recordId,
  recordSubject,
  parseRecord,
  isNewerRecord,
  appOf,
  foldEntry,
  afterDeath
};
