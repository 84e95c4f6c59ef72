// Made by `npm run build` from src/engine: change it there.
import {
  recordId
} from "./core-ledger-record.js";
import {
  ciRunText
} from "./core-ledger-owner.js";
import {
  releaseIn
} from "./core-stage.js";

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
function without(outbox, { record, channel, failed }) {
  return outbox.flatMap((due) => {
    if (due.record !== record) return [due];
    if (failed) return [{ ...due, tried: !0 }];
    let channels = due.channels.filter((one) => one !== channel);
    return channels.length === 0 ? [] : [{ ...due, channels }];
  });
}
function foldIncident(state, entry) {
  let { kind, changed, code, sha, fence } = entry;
  if ((kind === "verified" || kind === "rolled-back") && state.incident !== void 0 && state.running?.verified === !0) {
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
  return before.lock === null || running === null || running === before.running ? after : entry.kind === "deployed" || running.sha !== before.running?.sha ? { ...after, arrival: arrivalOf(before, before.lock, running, entry) } : after;
}
function arrivalOf({ running, arrival }, lock, { sha }, entry) {
  let { at, actor, runId, command } = lock.runId === entry.runId ? entry : { ...lock, at: lock.renewed ?? lock.since }, replaced = running?.sha === sha ? arrival?.replaced : running ?? void 0, ci = lock.runner?.ci ?? null;
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
  if (was === null || after.running?.sha === was.sha) return after;
  let verified = after.verified.map(
    (one) => one.sha === was.sha && one.at !== void 0 && one.leftAt === void 0 ? { ...one, leftAt: at } : one
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
      return { ...state, quarantine: without2(state.quarantine, entry.sha ?? "") };
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
  let left = nowQuarantined(
    {
      ...unwatched(state),
      running: { ...from, verified: !1, outputs: outputsOf(state.running, from.sha) }
    },
    from,
    entry
  );
  return to === null ? left : { ...left, lock: { ...held, deployed: !1, rollback: { from, to } } };
}
function nowUnfinished(state, { rollback }) {
  let { running, quarantine } = state, ended = { ...finished(state), lock: null, running: running && { ...running, verified: !1 } };
  return rollback !== void 0 && quarantine.every(({ sha }) => sha !== rollback.to.sha) ? { ...ended, unfinished: rollback } : ended;
}
function nowWatched(state, entry) {
  let { watch } = entry, release = releaseIn(entry);
  if (watch === void 0 || release === null) return state;
  let lock = watch.detached || state.lock === null ? null : { ...state.lock, watching: !0 };
  return { ...state, lock, watch: { ...release, until: watch.until } };
}
var unwatched = ({ watch: _, ...state }) => state, finished = ({ unfinished: _, ...state }) => state;
function nowDoubted(state, { sha }) {
  if (sha === null) return state;
  let { running } = state;
  return {
    ...state,
    running: running?.sha === sha ? { ...running, verified: !1 } : running,
    verified: without2(state.verified, sha)
  };
}
function nowQuarantined(state, release, entry) {
  if (release === null) return state;
  let before = state.quarantine.find(({ sha }) => sha === release.sha);
  return withQuarantined(nowDoubted(state, { ...entry, ...release }), release, { ...entry, by: before?.by });
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
  let { sha } = subject, { running } = state, before = state.verified.find((one) => one.sha === sha && one.leftAt === void 0), at = running?.sha === sha && running.verified ? before?.at ?? entry.at : entry.at;
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
  foldEntry,
  afterDeath
};
