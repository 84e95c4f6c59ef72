// Made by `npm run build` from src/engine: change it there.
import {
  recordId
} from "./core-ledger-record.js";
import {
  expiryReason
} from "./core-aws-refusal.js";
import {
  requestOf
} from "./core-config-watch.js";
import {
  Run,
  appendEntries,
  buildReport,
  checkCi,
  describeHeads,
  gatherInputs,
  gatherPassing,
  mayPass,
  observeStage,
  readStage,
  runSmoke,
  runningIn,
  tagServed,
  unknownUrls,
  untilAborted,
  viewOf
} from "./common-10.js";
import {
  known,
  skipped,
  unavailable
} from "./core-fact.js";
import {
  fail,
  firstFailure,
  gateResult,
  isUndecided,
  judgeCi,
  judgeDrift,
  judgeIncidents,
  judgeNewMigrations,
  judgeSecrets,
  judgeStageCredentials,
  judgeTree,
  matchesAny,
  pass,
  skip,
  unfinished,
  unmet
} from "./core-gates-input-gates.js";
import {
  phaseSeconds
} from "./core-aws-wanted.js";
import {
  MAX_TAG_LENGTH,
  NOTHING_SAID,
  nearestTags,
  parseTag,
  readCheck,
  sortVersionTags
} from "./core-smoke-probe.js";
import {
  describeMigrations,
  destructive,
  downFileOf,
  isMigration,
  unknown
} from "./common-6.js";
import {
  fill,
  missingPlaceholders
} from "./core-config-placeholders.js";
import {
  describeRelease,
  shortSha
} from "./core-stage.js";
import {
  canonicalJson,
  property,
  readJson,
  shown
} from "./core-json.js";
import {
  PipelineError,
  environmentError,
  messageOf,
  reason,
  usageError
} from "./core-reasons.js";
import {
  ageOf,
  clip,
  counted,
  formatDuration,
  listSome,
  plain,
  sentence
} from "./core-text.js";

// src/core/ledger/liveness.ts
var TAKEOVER_BEATS = 5, OWNER_BEATS = 3, GRACE_BEATS = 1;
function leaseOf(heartbeatSeconds) {
  let beatMs = heartbeatSeconds * 1e3;
  return {
    beatMs,
    ownerMs: OWNER_BEATS * beatMs,
    graceMs: GRACE_BEATS * beatMs,
    takeoverMs: TAKEOVER_BEATS * beatMs
  };
}
var dead = (proof) => ({ kind: "dead", proof }), alive = (sign) => ({ kind: "alive", sign });
function judgeLiveness({ process, ci, silence }) {
  if (process.kind === "known")
    return process.value.state === "gone" ? dead(process.value.how) : alive("its process runs on this machine");
  let finished2 = ci.kind === "known" && ci.value.finished;
  if (silence.kind === "known") {
    let { watchedMs, ageMs, limitMs } = silence.value;
    if (watchedMs >= limitMs)
      return dead(`it has shown no heartbeat for the ${formatDuration(watchedMs)} that it was watched`);
    let age = formatDuration(Math.max(0, ageMs));
    if (finished2 && ageMs >= limitMs)
      return dead(`its workflow run is ${ci.value.status}, and its last heartbeat is ${age} old`);
    if (ageMs < limitMs && watchedMs === 0) return alive(`its last heartbeat is ${age} old`);
  }
  return ci.kind === "known" && !finished2 ? alive(`its workflow run is ${ci.value.status}`) : {
    kind: "unknown",
    why: [noteOf(process), ciNote(ci), silenceNote(silence)].join("; "),
    watchMs: silence.kind === "known" ? silence.value.limitMs - silence.value.watchedMs : null
  };
}
var noteOf = (fact) => fact.kind === "skipped" ? fact.why : fact.message, ciNote = (ci) => ci.kind === "known" ? `its workflow run is ${ci.value.status}` : noteOf(ci), silenceNote = (silence) => silence.kind === "known" ? `watched for ${formatDuration(silence.value.watchedMs)} of the ${formatDuration(silence.value.limitMs)} without a heartbeat that prove it` : noteOf(silence);
function phaseOf({ command, deployed = !1, rollback, sha, fence, effect }) {
  return rollback !== void 0 ? deployed ? "rollback-smoke" : "rollback" : deployed ? "smoke" : effect === "migrate" ? "migrate" : effect !== void 0 || fence === void 0 && sha !== null ? "deploy" : `${command}, before its first change`;
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
var without = (outbox, { record, channel }) => outbox.flatMap((due) => {
  if (due.record !== record) return [due];
  let channels = due.channels.filter((one) => one !== channel);
  return channels.length === 0 ? [] : [{ ...due, channels }];
});
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
  let after = foldStage(state, entry);
  return foldOutbox(after === state ? state : foldIncident(after, entry), entry);
}
function foldStage(state, entry) {
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
      return nowQuarantined(state, releaseOf(entry), entry);
    case "frozen":
      return { ...state, frozen: freezeOf(entry) };
    case "unfrozen":
      return { ...finished(state), frozen: null, quarantine: [] };
    case "lock-broken":
    case "taken-over":
      return afterDeath(state);
    case "lost":
    case "deployer-unlocked":
    case "migrated":
    case "waived":
    case "blocked":
    case "notified":
      return state;
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
      return { ...state, lock: { ...lock, ...entry.effect === void 0 ? {} : { effect: entry.effect } } };
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
function nowOwned(state, entry) {
  let { runId, command, tag, sha, actor, host, pid, at, runner } = entry, owner = {
    runId,
    command,
    tag,
    sha,
    actor,
    host,
    pid,
    since: at,
    ...runner === void 0 ? {} : { runner }
  };
  if (isOld(entry)) return { ...state, lock: owner };
  let fence = (state.fence ?? 0) + 1;
  return { ...state, fence, lock: { ...owner, fence, renewed: at } };
}
var isOld = ({ fence }) => fence === void 0, frozenBefore = (state, entry) => isOld(entry) ? { ...state, frozen: freezeOf(entry) } : state;
function nowLeaving(state, lock, entry) {
  let to = releaseOf(entry), { from } = entry;
  if (from === null) return state;
  let left = nowQuarantined(
    {
      ...unwatched(state),
      running: { ...from, verified: !1, outputs: outputsOf(state.running, from.sha) }
    },
    from,
    entry
  );
  return to === null ? left : { ...left, lock: { ...lock, deployed: !1, rollback: { from, to } } };
}
function nowUnfinished(state, { rollback }) {
  let { running, quarantine } = state, ended = { ...finished(state), lock: null, running: running && { ...running, verified: !1 } };
  return rollback !== void 0 && quarantine.every(({ sha }) => sha !== rollback.to.sha) ? { ...ended, unfinished: rollback } : ended;
}
function nowWatched(state, { tag, sha, watch: watch2 }) {
  if (watch2 === void 0 || tag === null || sha === null) return state;
  let watched = { ...state, watch: { tag, sha, until: watch2.until } };
  return watch2.detached ? { ...watched, lock: null } : watched;
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
  let doubted = nowDoubted(state, { ...entry, ...release }), one = { ...release, reason: entry.detail ?? "", at: entry.at };
  return {
    ...doubted,
    quarantine: [one, ...without2(state.quarantine, release.sha)].slice(0, 50)
  };
}
var releaseOf = ({ tag, sha }) => tag === null || sha === null ? null : { tag, sha }, freezeOf = ({ detail, actor, at }) => ({ reason: detail ?? "", actor, at }), outputsOf = (running, sha) => running?.sha === sha ? running.outputs : {};
function nowUnverified(state, entry) {
  let subject = releaseOf(entry);
  return subject === null ? state.running : { ...subject, verified: !1, outputs: entry.outputs ?? outputsOf(state.running, subject.sha) };
}
function nowVerified(state, entry) {
  let subject = releaseOf(entry);
  if (subject === null) return state;
  let { sha } = subject;
  return {
    ...unwatched(finished(state)),
    running: { ...subject, verified: !0, outputs: entry.outputs ?? outputsOf(state.running, sha) },
    verified: [subject, ...without2(state.verified, sha)].slice(0, 50),
    quarantine: without2(state.quarantine, sha)
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
  return fence === void 0 || effect === "deploy" || deployed === !0 ? releaseOf(lock) : null;
}
var without2 = (releases, sha) => releases.filter((one) => one.sha !== sha);

// src/core/ledger/rollback-target.ts
function chooseRollbackTarget(state, leaving) {
  let target = state.verified.find(({ sha }) => sha !== leaving?.sha && !isQuarantined(state, sha));
  if (target !== void 0)
    return { kind: "target", release: target, why: "the last other version that passed smoke on this stage" };
  let passedOver = state.verified.map(
    (release) => `${describeRelease(release)} ${whyNot(leaving, release.sha)}`
  ), message = passedOver.length === 0 ? "No version has passed smoke on this stage yet." : `No other version can be rolled back to: ${passedOver.join("; ")}.`;
  return none("NO_ROLLBACK_TARGET", message);
}
function namedRollbackTarget(state, tag) {
  let { running, verified, quarantine } = state;
  if (running?.tag === tag)
    return none("ROLLBACK_TARGET_RUNNING", `The stage already runs ${describeRelease(running)}.`);
  let target = verified.find((release) => release.tag === tag && !isQuarantined(state, release.sha));
  if (target !== void 0)
    return target.sha === running?.sha ? none("ROLLBACK_TARGET_RUNNING", `${tag} is the commit that already runs as ${running.tag}.`) : { kind: "target", release: target, why: "named by --to" };
  let left = quarantine.find((release) => release.tag === tag);
  if (left !== void 0)
    return none("VERSION_QUARANTINED", `${describeRelease(left)} was rolled back: ${left.reason}`);
  let known3 = verified.map((release) => release.tag).join(", ") || "none";
  return none(
    "ROLLBACK_TARGET_UNKNOWN",
    `${tag} is not among the verified versions that the stage remembers: ${known3}.`
  );
}
var none = (code, message) => ({
  kind: "none",
  reason: reason(code, message)
}), isQuarantined = (state, sha) => state.quarantine.some((one) => one.sha === sha), whyNot = (leaving, sha) => sha === leaving?.sha ? "is the one to leave" : "was rolled back";
function stageToLeave(state) {
  let dead2 = afterDeath(state), { running, unfinished: unfinished2 } = dead2;
  if (unfinished2 === void 0 || running === null || running.verified) return dead2;
  let { from, to } = unfinished2;
  return running.sha !== from.sha && running.sha !== to.sha ? dead2 : { ...dead2, running: { ...from, verified: !1, outputs: {} } };
}
var findRollbackTarget = (state, to) => to === null ? chooseRollbackTarget(state, state.running) : namedRollbackTarget(state, to);

// src/core/plan/readiness.ts
function judgeReadiness(state, release, delta, policy, observed) {
  let choice = chooseRollbackTarget(state, release), target = choice.kind === "target" ? choice.release : null, oneWay = [
    ...target === null ? [noTarget(state, release, observed)] : missingTarget(target, delta),
    ...state.running === null ? [] : migrationReasons(delta, policy)
  ];
  return { target, oneWay };
}
function noTarget({ running, verified }, { sha }, observed) {
  return running === null ? mayServe(observed) ? { why: "what runs there, if anything does, was never adopted", asks: !0 } : { why: "nothing runs on the stage yet", asks: !1 } : running.sha === sha || verified.length > 0 ? { why: "no other version has passed smoke on the stage", asks: !1 } : { why: `no version has passed smoke on the stage, not even ${describeRelease(running)}, which it runs`, asks: !0 };
}
var mayServe = ({ sighting }) => sighting === "drift" || sighting === "unidentified" || sighting === "no-address";
function missingTarget(target, { target: commit }) {
  return commit.kind !== "unavailable" ? [] : [{ why: `the way back is to ${describeRelease(target)}, and its commit is not here: ${commit.message.replace(/\.$/, "")}`, asks: !0 }];
}
function migrationReasons({ migrations, back }, policy) {
  if (policy === null || policy === "allow") return [];
  let facts = [migrations, back], missing = facts.find((fact) => fact.kind === "unavailable");
  if (missing?.kind === "unavailable")
    return [{ why: `the migrations between the versions are not known: ${missing.message}`, asks: !0 }];
  let harmful = /* @__PURE__ */ new Map();
  for (let fact of facts) {
    let found = fact.kind === "known" ? fact.value.filter(({ risk }) => risk !== "additive") : [];
    for (let migration of found) harmful.set(migration.path, migration);
  }
  return harmful.size === 0 ? [] : [{ why: `the previous version may not work with what these migrations leave: ${describeMigrations([...harmful.values()])}`, asks: !0 }];
}

// src/core/gates/stage-gates.ts
var judgeStaging = ({ tag, sha, staging }) => {
  let verified = staging.verified.find((release) => release.sha === sha);
  return verified === void 0 ? fail(
    "STAGING_NOT_VERIFIED",
    `Staging has not verified ${tag} (${shortSha(sha)}). ${stagingRuns(staging)}`
  ) : pass(`verified as ${describeRelease(verified)}`);
}, stagingRuns = ({ running }) => running === null ? "Staging has never been deployed." : `Staging runs ${describeRelease(running)}, ${running.verified ? "verified" : "unverified"}.`, judgeFrozen = ({
  state: { frozen, unfinished: unfinished2 },
  stage
}) => {
  if (frozen === null) return pass("not frozen");
  let message = `${stage} was frozen at ${frozen.at} by ${frozen.actor}: ${frozen.reason}`;
  if (unfinished2 === void 0) return fail("STAGE_FROZEN", message);
  let { from, to } = unfinished2;
  return fail(
    "STAGE_FROZEN",
    `${sentence(message)} The rollback from ${describeRelease(from)} to ${describeRelease(to)} did not come to its end.`,
    "Finish it: `rollback --stage STAGE --reason 'WHY'`. Then find the cause, and: `unfreeze --stage STAGE --reason 'WHY'`."
  );
}, judgeOlder = ({ tag, state, delta: { older }, shallow }) => {
  if (older.kind === "skipped") return skip(older.why);
  if (older.kind === "unavailable") {
    let message = `Whether ${tag} is older than the version that runs is not known: ${older.message}`;
    return shallow ? fail("HISTORY_CUT_OFF", message) : fail(
      "GATE_UNAVAILABLE",
      message,
      "Fetch what is missing, or deploy it all the same: `deploy-STAGE --tag TAG --allow-older 'WHY'`."
    );
  }
  return !older.value || state.running === null ? pass("not older") : fail("OLDER_VERSION", `${tag} is older than ${describeRelease(state.running)}, which runs.`);
}, judgeQuarantine = ({ state, sha }) => {
  let bad = state.quarantine.find((release) => release.sha === sha);
  return bad === void 0 ? pass("not quarantined") : fail("VERSION_QUARANTINED", `${describeRelease(bad)} failed on the stage at ${bad.at}: ${bad.reason}`);
}, judgeWayBack = (facts) => {
  let { tag, sha, state, delta, migrationPolicy, shallow, inputs } = facts, { target, oneWay } = judgeReadiness(state, { tag, sha }, delta, migrationPolicy, inputs.observed), because = oneWay.map(({ why: why2 }) => why2).join("; "), isUnknown = [delta.migrations, delta.back, delta.target].some(({ kind }) => kind === "unavailable");
  if (shallow && isUnknown && oneWay.some(({ asks }) => asks))
    return fail("HISTORY_CUT_OFF", `Whether there is a way back from ${tag} is not known: ${because}.`);
  if (oneWay.some(({ asks }) => asks)) {
    if (state.running === null) return notAdopted(facts);
    let message = `There is no way back from ${tag}: ${because}.`;
    return state.verified.length === 0 ? fail(
      "ONE_WAY",
      message,
      `If it runs well by now: \`adopt --tag ${state.running.tag} --stage STAGE\`. ${reason("ONE_WAY").fix}`
    ) : fail("ONE_WAY", message);
  }
  if (target === null) return pass(`nothing to go back to: ${because}`);
  let unseen = migrationPolicy === null ? ", as far as can be seen without migrations" : "";
  return pass(`back to ${describeRelease(target)}${unseen}`);
};
function notAdopted({ tag, tagPrefix, stage, inputs: { observed } }) {
  let { sighting, detail, at } = observed, seen2 = sighting === "no-address" ? `Whether ${stage} runs something already is not known: ${detail}.` : `${sentence(detail)} It was seen at ${at}. Should ${tag} fail, nothing would bring that back.`, served = tagServed(observed, tagPrefix);
  return fail("NOTHING_ADOPTED", seen2, `${adoptFix(served ?? "VERSION")} If nothing runs there yet: \`deploy-STAGE --tag TAG --allow-one-way 'the first deploy'\`.`);
}
var adoptFix = (tag) => `Record what runs there, so that a rollback can go back to it: \`adopt --tag ${tag} --stage STAGE\`.`;

// src/core/gates/tag-gates.ts
var invalidTag = (tag, tagPrefix, hint = "") => parseTag(tag, tagPrefix) === null ? fail(
  "TAG_INVALID",
  `${JSON.stringify(clip(tag, MAX_TAG_LENGTH))} is not "${tagPrefix}" and a semantic version.${hint}`
) : null, judgeTag = ({
  tag,
  tagPrefix,
  sha,
  nearest,
  newest
}) => {
  let hint = hintOf(nearest, newest), invalid = invalidTag(tag, tagPrefix, hint);
  return invalid !== null ? invalid : sha === null ? fail("TAG_NOT_FOUND", `The repository has no tag ${tag}.${hint}`) : pass(`${tag} is commit ${shortSha(sha)}`);
};
function hintOf(nearest, newest) {
  let meant = nearest.length === 0 ? "" : ` Did you mean ${nearest.join(", ")}?`;
  return newest === null || nearest.includes(newest) ? meant : `${meant} The newest is ${newest}.`;
}
var judgeMain = (facts) => {
  let { branches, mainRemote, onMain, mainBranch, mainRule, shallow, sha } = facts, allowed = facts.releaseBranches ?? [mainBranch], named = (branch) => mainRemote === null ? branch : `${mainRemote}/${branch}`, on = onMain && allowed.includes(mainBranch) ? mainBranch : branches.find((one) => matchesAny(one, allowed));
  if (on !== void 0) return pass(`on ${named(on)}`);
  let main = listSome(allowed.map(named)), missing = onMain === null && facts.releaseBranches === null, message = missing ? `There is no branch ${main} here to look at.` : shallow ? `Whether commit ${shortSha(sha)} is on ${main} is not known: ${CUT_OFF}.` : `Commit ${shortSha(sha)} is not on ${main}${branches.length === 0 ? "" : `, but on ${listSome(branches.map(named))}`}.`;
  if (mainRule === "warn")
    return pass(`${message.replace(/\.$/, "")}; gates.main in pipeline.json only warns of that`);
  if (missing) {
    let fetch = mainRemote === null ? "" : `Fetch it: git fetch ${mainRemote} ${mainBranch}; or name`;
    return fail("TAG_NOT_ON_MAIN", message, `${fetch || "Name"} another with mainBranch in pipeline.json.`);
  }
  if (shallow) return fail("HISTORY_CUT_OFF", message);
  let moved = mainRemote === null ? "" : ` If main moved, fetch it: \`git fetch ${mainRemote}\`.`;
  return fail("TAG_NOT_ON_MAIN", message, `Merge the commit and tag the merged one.${moved} ${OTHER_WAYS}`);
}, OTHER_WAYS = 'If commits of other branches may be released: releaseBranches in pipeline.json, e.g. ["main", "release/*"], or gates.main: "warn". For this deploy alone: `deploy-STAGE --tag TAG --waive \'main=WHY\'`.', CUT_OFF = "the history is cut off in this clone", judgeMoved = ({ tag, sha, staging }) => {
  let recorded = staging.verified.find((release) => release.tag === tag);
  return recorded === void 0 || recorded.sha === sha ? pass("not moved") : fail("TAG_MOVED", `${tag} was ${shortSha(recorded.sha)} on staging and is ${shortSha(sha)} now.`);
}, judgePrerelease = ({ tag, tagPrefix }) => parseTag(tag, tagPrefix)?.prerelease === !0 ? fail("PRERELEASE_TO_PRODUCTION", `${tag} is a prerelease.`) : pass("a release");

// src/core/gates/gates.ts
var never = (why2) => ({ never: why2 }), ofCommit = (judge) => (facts) => facts.sha === null ? skip("there is no commit to judge") : judge({ ...facts, sha: facts.sha }), onProduction = (judge) => (facts) => facts.stage === "production" ? judge(facts) : skip("only for production"), GATES = {
  tag: {
    title: "The tag is a version and exists",
    waiver: never("without a tag there is nothing to deploy"),
    judge: judgeTag
  },
  main: {
    title: "The commit is on the main branch, or another one that may be released",
    waiver: "may",
    judge: ofCommit(judgeMain)
  },
  moved: {
    title: "The tag still names the commit that staging verified",
    waiver: never("release the commit under a new tag"),
    judge: onProduction(ofCommit(judgeMoved))
  },
  tree: {
    title: "Everything that the version consists of is available",
    waiver: "may",
    judge: ofCommit(judgeTree)
  },
  prerelease: {
    title: "No prerelease goes to production",
    waiver: never("tag the same commit as a release"),
    judge: onProduction(ofCommit(judgePrerelease))
  },
  staging: {
    title: "Staging verified the same commit",
    waiver: "with-reason",
    judge: onProduction(ofCommit(judgeStaging))
  },
  frozen: {
    title: "The stage is not frozen",
    waiver: never("find the cause, then unfreeze"),
    judge: judgeFrozen
  },
  quarantine: {
    title: "The commit has not failed on the stage",
    waiver: never("release a fix, or find the cause and unfreeze"),
    judge: ofCommit(judgeQuarantine)
  },
  older: {
    title: "The version is not older than the one that runs",
    waiver: never("deploy with --allow-older 'why'"),
    judge: ofCommit(judgeOlder)
  },
  drift: {
    title: "The stage serves what the ledger says",
    waiver: "may",
    judge: judgeDrift
  },
  ci: {
    title: "CI passed on the commit",
    waiver: "may",
    judge: ofCommit(judgeCi)
  },
  incidents: {
    title: "No incident is open",
    waiver: "may",
    judge: onProduction(judgeIncidents)
  },
  migrations: {
    title: "Migrations are known and acknowledged",
    waiver: "may",
    judge: ofCommit(judgeNewMigrations)
  },
  readiness: {
    title: "There is a way back",
    waiver: never("deploy with --allow-one-way 'why that is all right'"),
    judge: onProduction(ofCommit(judgeWayBack))
  },
  credentials: {
    title: "AWS credentials are for this stage and last long enough",
    waiver: never("without them, or with those of another account, nothing can be deployed"),
    judge: ({ inputs }) => judgeStageCredentials(inputs.credentials)
  },
  secrets: {
    title: "The stage has every secret that the version needs",
    waiver: "may",
    judge: judgeSecrets
  },
  plan: {
    title: "Nothing has changed since the plan was made",
    waiver: never("make the plan again and deploy with its digest")
  },
  lock: {
    title: "No other run holds the stage",
    waiver: never("wait for the run that holds it, or unlock when it is dead")
  },
  smoke: {
    title: "The version works on the stage",
    waiver: never("no version stays that does not prove that it works")
  }
}, headOf = (id) => ({ id, title: GATES[id].title }), judgeGates = (facts) => Object.entries(GATES).flatMap(
  ([id, { title, judge }]) => judge === void 0 ? [] : [gateResult({ id, title }, judge(facts), facts.stage)]
);

// src/core/gates/lock.ts
var lockGate = (stage, owner, now, liveness = null) => gateResult(headOf("lock"), judgeLock(stage, owner, now, liveness), stage);
function judgeLock(stage, owner, now, liveness) {
  if (owner === null) return pass("free");
  let held = describeOwner(stage, owner, now);
  switch (liveness?.kind) {
    case void 0:
      return fail("LOCK_HELD", held);
    case "dead":
      return pass(`to be taken over: ${describeDeath(owner, liveness.proof)}`);
    case "alive":
      return fail("LOCK_HELD", `${held} It is alive: ${liveness.sign}.`);
    case "unknown":
      return fail("LOCK_HELD", `${held} Not proven dead: ${liveness.why}.`, watchingFix(liveness.watchMs));
  }
}
var SPARE_MS = 1e4, watchingFix = (watchMs) => watchMs === null ? void 0 : `Run the same command with --wait ${Math.ceil((watchMs + SPARE_MS) / 1e3)}: should no heartbeat come in that time, it takes the stage over. ${reason("LOCK_HELD").fix}`, workOf = ({ command, tag }) => tag === null ? command : `${command} ${tag}`, describeDeath = (owner, proof) => `run ${owner.runId} of ${owner.actor} (${workOf(owner)}) died in ${phaseOf(owner)}: ${proof}`;
function describeOwner(stage, owner, now) {
  let { actor, host, pid, since, runId } = owner, where = pid === null ? host : `${host}, process ${pid}`;
  return `${stage} has been held by ${actor} (${workOf(owner)}, ${where}) for ${ageOf(since, now)}, run ${runId}.`;
}

// src/release/lock-monitor.ts
var LockMonitor = class {
  ports;
  stage;
  lastSign = null;
  watchedMs = 0;
  sinceLastLookMs = 0;
  constructor(ports, stage) {
    this.ports = ports, this.stage = stage;
  }
  async look(owner) {
    let [facts, silence] = await Promise.all([this.ports.runs.examine(owner), this.listen(owner)]);
    return judgeLiveness({ ...facts, silence });
  }
  /** Tells how long was slept since the last look. */
  slept(ms) {
    this.sinceLastLookMs += ms;
  }
  async listen(owner) {
    let seconds = owner.runner?.heartbeatSeconds ?? null;
    if (seconds === null) return { kind: "skipped", why: "it shows no heartbeats" };
    let heard = await this.hear(owner);
    if (heard.kind !== "known")
      return this.lastSign = null, heard;
    let { since, renewed = since, runId } = owner, sign = JSON.stringify([runId, renewed, heard.value?.id]);
    this.watchedMs = sign === this.lastSign ? this.watchedMs + this.sinceLastLookMs : 0, this.sinceLastLookMs = 0, this.lastSign = sign;
    let newest = Math.max(Date.parse(renewed), Date.parse(heard.value?.at ?? since)), ageMs = this.ports.clock.now().getTime() - newest;
    return {
      kind: "known",
      value: { watchedMs: this.watchedMs, ageMs, limitMs: leaseOf(seconds).takeoverMs }
    };
  }
  /** The owner's newest heartbeat; the record by which it took the stage was the first. */
  async hear({ runId }) {
    try {
      let beat2 = await this.ports.heartbeats.read(this.stage);
      return { kind: "known", value: beat2?.runId === runId ? beat2 : null };
    } catch (error) {
      return { kind: "unavailable", message: `its heartbeats cannot be read: ${messageOf(error)}` };
    }
  }
};

// src/release/locked-stage.ts
var LockedStage = class {
  run;
  stage;
  /** null: the run shows no heartbeats, so that its silence proves nothing */
  lease;
  /** the run that held the stage before and is dead */
  takenOver;
  /** Aborted when the run is to stop, or may no longer act. */
  signal;
  stopping = new AbortController();
  /** the stage as last seen */
  seen;
  /** written with the next record */
  deferred = [];
  /** an answer of the ledger was lost, so that it may have what it was sent */
  unsure = !1;
  renewedAt;
  busy = Promise.resolve();
  /** @param claimedAt when the record that took the lock was begun */
  constructor(run, view, takenOver, claimedAt) {
    this.run = run, this.stage = view.stage, this.seen = view, this.takenOver = takenOver, this.renewedAt = claimedAt;
    let seconds = run.context.identity.runner.heartbeatSeconds;
    this.lease = seconds === null ? null : leaseOf(seconds), this.signal = AbortSignal.any([run.ports.signal, this.stopping.signal]);
  }
  get view() {
    return this.seen;
  }
  /** Greater than the number of every owner before. */
  get fence() {
    return this.seen.state.fence;
  }
  /** A ledger entry of the stage's owner. */
  entry(...[kind, fields]) {
    return this.run.entry(kind, { fence: this.fence, ...fields });
  }
  append(...entries) {
    return this.defer(...entries), this.flush();
  }
  /** Keeps entries for the next record: a record costs a process, or a push. */
  defer(...entries) {
    this.deferred = [...this.deferred, ...entries];
  }
  /** Writes what was kept, if anything was. */
  async flush() {
    let entries = this.deferred;
    if (this.deferred = [], entries.length === 0) return;
    let compose = (seen2) => (this.check(seen2), entries), begun = momentOf(this.run.ports.clock);
    await this.exclusively(async () => {
      this.seen = await this.appendTo(compose, { signal: this.signal });
    }), this.check(this.seen), this.renewedSince(begun);
  }
  /** The same where the work can go on without: what cannot be written now goes with the next record. */
  async tryFlush() {
    let entries = this.deferred;
    try {
      await this.flush();
    } catch (error) {
      if (!mayPass(error)) throw error;
      this.deferred = [...entries, ...this.deferred];
    }
  }
  /** Writes what was kept and the run's ending: what may have been written is not written twice. */
  end(compose) {
    return this.exclusively(() => this.appendTo(compose, {}));
  }
  /** What was kept for the next record. */
  get kept() {
    return this.deferred;
  }
  async appendTo(compose, options) {
    try {
      return await appendEntries(this.run.ports, this.seen, compose, { ...options, unsure: this.unsure });
    } catch (error) {
      throw this.unsure ||= mayPass(error), error;
    }
  }
  /**
   * Only the owner of the stage can append this: what it announces may be started then, and not otherwise. A record that
   * took long, or before a pause of this machine, is too old to act on.
   */
  async claimEffect(effect, { tag, sha }, detail) {
    do
      this.signal.throwIfAborted(), await this.append(this.entry("effect", { tag, sha, effect, detail }));
    while (this.isExpired);
    this.signal.throwIfAborted(), this.run.effects.add(effect);
  }
  /** Whether the ledger still names this run as the stage's owner. */
  owns({ state }) {
    return state.lock?.runId === this.run.runId;
  }
  check(seen2) {
    if (!this.owns(seen2)) throw new PipelineError("environment", lostTo(seen2));
  }
  /** How long ago the newest renewal was begun, by the clock that says more: one stands still while a machine sleeps. */
  get silentMs() {
    return sinceMs(this.run.ports.clock, this.renewedAt);
  }
  get isExpired() {
    return this.lease !== null && this.silentMs >= this.lease.ownerMs;
  }
  renewedSince(begun) {
    begun.monotonicMs > this.renewedAt.monotonicMs && (this.renewedAt = begun);
  }
  /** Ends what this run has under way: it may no longer act. */
  expire(why2, { graceMs }) {
    this.stopping.abort(new StageGone(why2, graceMs));
  }
  /** Why the run may no longer act; null while it may. */
  get gone() {
    let { reason: why2 } = this.stopping.signal;
    return why2 instanceof StageGone ? why2.why : null;
  }
  /** One operation on the ledger at a time: they share a copy of it. */
  exclusively(work) {
    let done = this.busy.then(work);
    return this.busy = done.catch(() => {
    }), done;
  }
}, StageGone = class extends Error {
  why;
  graceMs;
  constructor(why2, graceMs) {
    super(why2.message), this.name = "StageGone", this.why = why2, this.graceMs = graceMs;
  }
};
function lostTo({ stage, state: { lock } }) {
  let who = lock === null ? `${stage} was unlocked while this run was working` : `${stage} is held by run ${lock.runId} of ${lock.actor} (${lock.command}${lock.tag === null ? "" : ` ${lock.tag}`})`;
  return reason("LOCK_LOST", `This run no longer holds the stage: ${who}.`);
}
var momentOf = (clock) => ({
  wallMs: clock.now().getTime(),
  monotonicMs: clock.monotonicMs()
});
function sinceMs(clock, { wallMs, monotonicMs }) {
  let now = momentOf(clock);
  return Math.max(now.wallMs - wallMs, now.monotonicMs - monotonicMs);
}

// src/release/acquire-lock.ts
var POLL_MS = 2e3, RACE_DELAY_MS = 200, MAX_RACES = 60, CLARIFY_MS = [0, 1e3, 3e3];
async function acquireLock(run, stage, request) {
  let { clock, say, signal, random } = run.ports, deadline = clock.now().getTime() + request.waitSeconds * 1e3, leftMs = () => deadline - clock.now().getTime(), monitor = new LockMonitor(run.ports, stage), waitedFor = null, stale = !1, races = 0, views = request.views, owners = 0;
  for (; ; ) {
    let view = viewOf(views, stage);
    owners = notFewer(view, owners);
    let judged = await request.judge(views), refused2 = firstFailure(judged);
    if (refused2 !== null && stale) {
      await request.refresh?.(views), stale = !1;
      continue;
    }
    if (refused2 !== null) return { kind: "refused", view, gates: judged, reason: refused2 };
    if (signal.aborted) return { kind: "refused", view, gates: judged, reason: INTERRUPTED };
    let owner = view.state.lock, liveness = owner && await monitor.look(owner), gates = [...judged, lockGate(stage, owner, clock.now(), liveness)], held = firstFailure(gates);
    if (held !== null) {
      let ms = Math.min(leftMs(), POLL_MS);
      if (ms <= 0) return { kind: "refused", view, gates, reason: held };
      let { runId } = owner;
      runId !== waitedFor && say(`waiting up to ${formatDuration(leftMs())}: ${held.message}`), waitedFor = runId, await pause(run, ms), monitor.slept(ms), stale = !0;
    } else if (stale)
      await request.refresh?.(views), stale = !1;
    else {
      let claimed = await claim(run, view, request.subject, { ...request, gates, owner, liveness });
      if (claimed !== null) return claimed;
      if (races += 1, races >= MAX_RACES && leftMs() <= 0) return { kind: "refused", view, gates, reason: TOO_BUSY };
      await pause(run, random() * RACE_DELAY_MS);
    }
    views = await readAgain(run, views, leftMs);
  }
}
function notFewer({ stage, state: { fence = 0 } }, before) {
  if (fence >= before) return fence;
  let what = `The ledger of ${stage} has gone back while this run waited: it knew of ${before} owners, and knows of ${fence} now.`;
  throw environmentError("LEDGER_WENT_BACK", what);
}
var pause = ({ ports: { clock, signal } }, ms) => clock.sleep(ms, signal).catch(() => {
});
async function readAgain(run, views, leftMs) {
  let { ledger, say, signal } = run.ports;
  for (; ; )
    try {
      return await ledger.read(views.map(({ stage }) => stage));
    } catch (error) {
      if (leftMs() <= 0 || signal.aborted) throw error;
      say(`waiting: ${messageOf(error)}`), await pause(run, Math.min(leftMs(), POLL_MS));
    }
}
async function claim(run, view, subject, claim2) {
  let { ledger, runs, clock } = run.ports, { gates, owner, liveness } = claim2, orphans = await runs.sweep();
  if (orphans.length > 0)
    return { kind: "refused", view, gates, reason: reason("ORPHANS_LEFT", orphans.join("; ")) };
  await runs.announce();
  let fence = (view.state.fence ?? 0) + 1, { runner } = run.context.identity, entries = [
    ...takeoverEntries(run, owner, liveness),
    run.entry("started", { ...subject, fence, reason: claim2.reason, runner }),
    ...waiverEntries(run, subject, fence, gates)
  ], begun = momentOf(clock), acquired = (after) => ({
    kind: "acquired",
    locked: new LockedStage(run, after, owner, begun),
    gates
  });
  try {
    let after = await ledger.tryAppend(view, entries);
    return after && acquired(after);
  } catch (error) {
    let after = await clarify(run, view.stage);
    if (after === null) return { kind: "unclear", gates, reason: maybeLocked(run, view.stage, error) };
    if (after.state.lock?.runId !== run.runId) throw error;
    return acquired(after);
  }
}
async function clarify(run, stage) {
  for (let ms of CLARIFY_MS) {
    await pause(run, ms);
    let view = await readStage(run.ports.ledger, stage).catch(() => null);
    if (view !== null) return view;
  }
  return null;
}
var maybeLocked = ({ runId }, stage, error) => reason(
  "LEDGER_UNAVAILABLE",
  `${sentence(messageOf(error))} Run ${runId} may hold ${stage} now: its record was sent, and no answer came.`,
  `When the ledger can be reached again, look: \`status\`. Where ${stage} is held by run ${runId}, free it: \`unlock --stage ${stage} --reason 'WHY'\`.`
);
function takeoverEntries(run, owner, liveness) {
  if (owner === null || liveness?.kind !== "dead") return [];
  let detail = describeDeath(owner, liveness.proof);
  return run.ports.say(`taking over: ${detail}`), [run.entry("taken-over", { tag: owner.tag, sha: owner.sha, detail })];
}
var waiverEntries = (run, subject, fence, gates) => gates.flatMap(
  ({ id, code, detail, waived }) => waived === void 0 ? [] : [
    run.entry("waived", {
      ...subject,
      fence,
      code,
      reason: waived.why,
      detail: `${id}: ${sentence(waived.why)} ${detail}`,
      waiver: { gate: id, until: waived.until }
    })
  ]
), INTERRUPTED = reason(
  "INTERRUPTED",
  "The run was interrupted before it began.",
  "Run the same command again."
), TOO_BUSY = reason(
  "LEDGER_UNAVAILABLE",
  "The ledger took none of this run's appends: each time another one came first, or the ledger could not be moved on."
);

// src/release/deploy-and-smoke.ts
var SMOKE = { deploy: "smoke", rollback: "rollback-smoke" };
async function deployAndSmoke(locked, release, purpose) {
  let { run } = locked, result2 = await run.phase(
    purpose,
    () => deployRelease(locked, release, purpose),
    (done) => ({ ok: done.ok, detail: done.ok ? describeRelease(release) : done.reason.message })
  );
  if (!result2.ok) return { kind: "bad", reason: result2.reason, changed: result2.changed, judged: !1 };
  let { outputs } = result2, { tag, sha } = release;
  locked.defer(locked.entry("deployed", { tag, sha, outputs, ...referenceOf(result2) }));
  let urls = { ...run.context.config.stages[locked.stage].urls, ...outputs }, smoke = await recordMeanwhile(
    locked,
    (onUndecided) => smokePhase(run, SMOKE[purpose], urls, release, { signal: locked.signal, onUndecided })
  );
  switch (smoke.verdict) {
    case "pass":
      return { kind: "verified", outputs };
    case "inconclusive":
      return { kind: "inconclusive", reason: reason("SMOKE_INCONCLUSIVE", smoke.detail) };
    case "fail":
      return { kind: "bad", reason: reason("SMOKE_FAILED", smoke.detail), changed: !0, judged: !0 };
  }
}
var referenceOf = (result2) => result2?.ok === !0 && result2.reference !== void 0 ? { reference: result2.reference } : {};
async function deployRelease(locked, release, purpose) {
  let { credentials, deployer, clock } = locked.run.ports, { config } = locked.run.context, obtained = await credentials.obtain(locked.stage, phaseSeconds(config));
  if (!obtained.ok) return { ok: !1, changed: !1, reason: obtained.reason, log: [] };
  let { env, secrets, expiresAt } = obtained, result2 = await deployer.deploy(deploymentOf(locked, release, purpose, { env, secrets }));
  return result2.ok ? withAddresses(locked, result2) : { ...result2, reason: expiryReason(result2.reason, result2.log, expiresAt, clock.now()) };
}
var LOOK_BACK = 1e3;
function deploymentOf(locked, release, purpose, credentials) {
  let { run, stage, fence, signal } = locked;
  return {
    stage,
    release,
    runId: run.runId,
    fence,
    credentials,
    signal,
    say: run.ports.say,
    async isOver(other) {
      return other === run.runId ? !1 : (await locked.exclusively(() => run.ports.ledger.history(stage, LOOK_BACK))).some((record) => record.runId === other && record.kind === "started");
    },
    claimEffect: (detail) => locked.claimEffect(purpose, release, detail)
  };
}
function withAddresses({ run, stage }, deployed) {
  let { config } = run.context, missing = unknownUrls(config.smoke, { ...config.stages[stage].urls, ...deployed.outputs });
  if (missing.length === 0) return deployed;
  let message = `The deploy gave no ${missing.join(", ")}, which the smoke checks need.`;
  return { ok: !1, changed: !0, reason: reason("OUTPUTS_MISSING", message), log: [] };
}
async function recordMeanwhile(locked, work) {
  let recorded = null, done = work(() => {
    recorded = locked.tryFlush(), recorded.catch(() => {
    });
  }), [{ status }] = await Promise.allSettled([done]);
  return await (recorded ?? (status === "rejected" ? locked.tryFlush() : null)), done;
}
function smokePhase(run, name, urls, release, { signal, onUndecided }) {
  let { smoke, tagPrefix } = run.context.config;
  return run.phase(
    name,
    () => runSmoke({ ...run.ports, signal }, smoke, urls, { ...release, tagPrefix }, onUndecided),
    ({ verdict, detail, attempts }) => ({
      ok: verdict === "pass",
      detail: `${verdict} after ${counted(attempts, "attempt")}: ${detail}`
    })
  );
}

// src/release/record-ending.ts
async function endingOf(locked, body, broken) {
  try {
    return await body();
  } catch (error) {
    return broken(reasonFor(locked, error));
  }
}
function reasonFor({ gone, run: { ports } }, error) {
  return gone !== null ? gone : error instanceof PipelineError && error.reason.code === "LOCK_LOST" ? error.reason : ports.signal.aborted ? reason("INTERRUPTED") : error instanceof PipelineError ? error.reason : (ports.say(error.stack ?? messageOf(error)), reason("INTERNAL", messageOf(error)));
}
async function recordEnding(locked, ending, shown2) {
  let { run } = locked, all = { fence: locked.fence, ...shown2, ...ending.shown }, entries = [...locked.kept, ...entriesOf(locked, ending)], { tag, sha } = ending.release, lost = locked.entry("lost", {
    tag,
    sha,
    from: ending.from ?? null,
    changed: buildReport(run, "failed", null).changed
  }), compose = (seen2) => {
    if (locked.owns(seen2) && !mayStillWork(locked))
      return { entries, outcome: ending.outcome, reason: ending.reason, shown: all };
    let why2 = lossOf(locked, seen2, ending.reason);
    return {
      entries: [{ ...lost, code: why2.code, detail: why2.message }],
      outcome: lost.changed ? "inconclusive" : "failed",
      reason: why2,
      shown: { ...all, rolledBackTo: null, outputs: {} }
    };
  };
  try {
    return await appendWithReport(run, compose, (entriesFor) => locked.end(entriesFor));
  } catch (error) {
    if (run.ports.say(`the end of the run could not be recorded: ${messageOf(error)}`), mayStillWork(locked)) {
      let { outcome, reason: why2, shown: known3 } = compose(locked.view);
      return buildReport(run, outcome, why2, { ...known3, running: runningIn(locked.view.state) });
    }
    let running = runningIn(entries.reduce(foldEntry, locked.view.state));
    return unrecorded(
      locked,
      ending,
      { ...all, running: running && { ...running, verified: !1 } },
      messageOf(error)
    );
  }
}
var mayStillWork = ({ gone, run }) => gone?.code === "LEASE_EXPIRED" && run.effects.size > 0 && run.context.identity.runner.kind === "engine";
function lossOf(locked, seen2, before) {
  let why2 = locked.owns(seen2) && locked.gone !== null ? locked.gone : lostTo(seen2);
  return before === null || before.code === why2.code ? why2 : before.message.includes(why2.message) ? { ...why2, message: before.message } : { ...why2, message: `${sentence(why2.message)} Before that: ${before.message}` };
}
function unrecorded(locked, ending, shown2, fault) {
  let { run, stage } = locked, { outcome, release, reason: before } = ending, free = `The stage may still be locked by this run: \`unlock --stage ${stage} --reason 'WHY'\`.`;
  if (outcome !== "deployed" && outcome !== "done" && outcome !== "rolled-back") {
    let why3 = before;
    return buildReport(run, outcome, { ...why3, fix: `${why3.fix} ${free}` }, shown2);
  }
  let message = `${before === null ? "" : `${sentence(before.message)} `}${describeRelease(release)} passed on ${stage}, but it is not known whether that was recorded: ${fault}`, { fix } = reason("LEDGER_UNAVAILABLE"), why2 = reason("LEDGER_UNAVAILABLE", message, `${fix} ${free}`);
  return buildReport(run, outcome === "rolled-back" ? "rollback-failed" : "failed", why2, {
    ...shown2,
    rolledBackTo: null
  });
}
function entriesOf(locked, ending) {
  let { outcome, release, from = null, reason: why2, bad, doubted, freeze } = ending, { migration, verification, changed, outputs } = buildReport(locked.run, outcome, why2), said = { code: why2?.code ?? null, detail: ending.detail ?? why2?.message ?? null }, of = ({ tag, sha }) => ({ tag, sha }), marks = [
    ...bad === void 0 ? [] : [locked.entry("quarantined", { ...of(bad), ...said })],
    ...doubted === void 0 ? [] : [locked.entry("unverified", { ...of(doubted), ...said })],
    ...freeze === void 0 ? [] : [locked.entry("frozen", { ...of(release), ...said, detail: freeze })]
  ];
  if (ending.watching !== void 0) {
    let watch2 = { until: ending.watching, detached: !0 };
    return [locked.entry("watching", { ...of(release), ...said, watch: watch2 })];
  }
  let judged = { verification: verification?.verdict ?? null }, { deploy: deploy2, rollback } = locked.run.values;
  switch (outcome) {
    case "deployed":
      return [locked.entry("verified", { ...of(release), outputs, ...judged, ...referenceOf(deploy2) })];
    case "done": {
      let found = ending.shown?.outputs ?? {};
      return [locked.entry("verified", { ...of(release), ...said, outputs: found })];
    }
    case "rolled-back":
      return [
        locked.entry("rolled-back", { ...of(release), from, ...said, outputs, ...referenceOf(rollback) })
      ];
    case "failed": {
      let heads = migration && { before: migration.before, head: migration.head };
      return [
        ...marks,
        locked.entry("failed", { ...of(release), from, ...said, changed, migration: heads, ...judged })
      ];
    }
    case "inconclusive":
    case "rollback-failed":
      return [...marks, locked.entry(outcome, { ...of(release), from, ...said, changed })];
  }
}
async function recordRefusal(run, refused2, shown2) {
  let { gates, reason: why2 } = refused2;
  if (refused2.kind === "unclear") return buildReport(run, "failed", why2, { ...shown2, gates });
  if (MISTYPED.has(why2.code))
    return await run.ports.runs.retire(), buildReport(run, "blocked", why2, { ...shown2, gates, running: runningIn(refused2.view.state) });
  let { tag = run.tag, sha = null } = shown2, composed = { entries: [run.entry("blocked", { tag, sha, code: why2.code, detail: why2.message })], outcome: "blocked", reason: why2, shown: { ...shown2, gates } };
  try {
    return await appendWithReport(
      run,
      () => composed,
      (entriesFor) => appendEntries(run.ports, refused2.view, entriesFor, { delaysMs: [] })
    );
  } catch (error) {
    return run.ports.say(`the refusal could not be recorded: ${messageOf(error)}`), buildReport(run, "blocked", why2, { ...composed.shown, running: runningIn(refused2.view.state) });
  }
}
var MISTYPED = /* @__PURE__ */ new Set(["TAG_INVALID", "TAG_NOT_FOUND", "ROLLBACK_TARGET_UNKNOWN"]);
async function appendWithReport(run, compose, append) {
  let made = [];
  return await append((seen2) => {
    let { entries, outcome, reason: why2, shown: shown2 } = compose(seen2), running = runningIn(entries.reduce(foldEntry, seen2.state)), report = buildReport(run, outcome, why2, { ...shown2, running });
    return made.push(report), entries.map((entry, index) => index === entries.length - 1 ? { ...entry, report } : entry);
  }), await run.ports.runs.retire(), made.at(-1);
}

// src/release/lease.ts
async function keepingStage(locked, work) {
  if (locked.lease === null) return work();
  let stopping = new AbortController(), renewing = keepRenewing(locked, locked.lease, stopping.signal);
  try {
    return await work();
  } finally {
    stopping.abort(), await renewing;
  }
}
async function keepRenewing(locked, lease, stopping) {
  let { clock, say } = locked.run.ports, pauseMs = lease.beatMs, cause = null;
  for (; locked.gone === null; ) {
    if (await clock.sleep(Math.max(0, Math.min(pauseMs, lease.ownerMs - locked.silentMs)), stopping).catch(() => {
    }), stopping.aborted) return;
    let late = locked.isExpired, renewal = late ? await within(locked, lease.graceMs / 3, stopping, () => renewByRecord(locked)) : await within(locked, lease.ownerMs - locked.silentMs, stopping, () => beat(locked));
    if (stopping.aborted) return;
    renewal.kind === "lost" && locked.expire(renewal.to, lease), renewal.kind === "failed" && (say(`no heartbeat could be shown: ${renewal.why}`), cause ??= renewal.why, (late || locked.isExpired) && locked.expire(expired(locked, cause), lease)), renewal.kind === "renewed" && (cause = null), pauseMs = renewal.kind === "renewed" ? lease.beatMs : lease.beatMs / 3;
  }
}
async function within({ run: { ports } }, limitMs, stopping, work) {
  let done = new AbortController(), late = async () => (await ports.clock.sleep(limitMs, AbortSignal.any([stopping, done.signal])).catch(() => {
  }), { kind: "failed", why: `no answer within ${formatDuration(limitMs)}` });
  try {
    return await Promise.race([
      work().catch((error) => ({ kind: "failed", why: messageOf(error) })),
      late()
    ]);
  } finally {
    done.abort();
  }
}
function beat(locked) {
  let { run, stage } = locked, { clock, heartbeats, ledger } = run.ports;
  return locked.exclusively(async () => {
    let begun = momentOf(clock), view = await readStage(ledger, stage);
    return locked.owns(view) ? (await heartbeats.beat(stage, { runId: run.runId, at: clock.now().toISOString() }), locked.renewedSince(begun), { kind: "renewed" }) : { kind: "lost", to: lostTo(view) };
  });
}
async function renewByRecord(locked) {
  let silent = formatDuration(locked.silentMs);
  try {
    return await locked.append(locked.entry("renewed", { detail: `no heartbeat could be shown for ${silent}` })), { kind: "renewed" };
  } catch (error) {
    if (error instanceof PipelineError && error.reason.code === "LOCK_LOST")
      return { kind: "lost", to: error.reason };
    throw error;
  }
}
var expired = ({ silentMs }, why2) => reason(
  "LEASE_EXPIRED",
  `This run could not show for ${formatDuration(silentMs)} that it is alive (${why2}), so it stopped before another run may take the stage over.`
);

// src/core/watch/watch.ts
var NOTHING_SEEN = {
  right: 0,
  wrong: 0,
  none: 0,
  wrongInRow: 0,
  noneInRow: 0,
  latencies: [],
  fault: null,
  last: null
};
function addLook(watched, look) {
  let { kind, latencyMs, detail } = look;
  return {
    right: watched.right + +(kind === "right"),
    wrong: watched.wrong + +(kind === "wrong"),
    none: watched.none + +(kind === "none"),
    wrongInRow: kind === "wrong" ? watched.wrongInRow + 1 : kind === "right" ? 0 : watched.wrongInRow,
    noneInRow: kind === "none" ? watched.noneInRow + 1 : 0,
    latencies: latencyMs === null || kind === "none" ? watched.latencies : [...watched.latencies, latencyMs],
    fault: kind === "right" ? watched.fault : detail,
    last: look
  };
}
var ENOUGH = 20;
function faultOf({ consecutive }, { maxWrongShare, latency }, watched, isOver) {
  let { right, wrong, wrongInRow, latencies, fault } = watched;
  if (wrongInRow >= consecutive) return `was wrong ${wrongInRow} times in a row: ${fault}`;
  let answers = right + wrong;
  if (answers < ENOUGH && !isOver) return null;
  if (maxWrongShare !== void 0 && wrong >= 2 && wrong / answers > maxWrongShare)
    return `${wrong} of ${counted(answers, "answer")} were wrong, more than ${percent(maxWrongShare)}: ${fault}`;
  if (latency === void 0) return null;
  let slow = latencies.filter((ms) => ms > latency.maxMs).length;
  return slow < 2 || slow / latencies.length <= 1 - latency.percentile / 100 ? null : `${slow} of ${counted(latencies.length, "answer")} took more than ${latency.maxMs} ms: the ${latency.percentile}th percentile is too slow`;
}
var percent = (part) => `${Number((part * 100).toFixed(2))} %`;
function gapIn({ consecutive }, { right, wrong, none: none2, noneInRow, fault }) {
  let looks = right + wrong + none2;
  return noneInRow >= consecutive ? `no data in the last ${counted(noneInRow, "look")}: ${fault}` : none2 * 2 > looks || looks === none2 ? `no data in ${none2} of ${counted(looks, "look")}: ${fault}` : null;
}
var isInDoubt = ({ consecutive }, { last, wrongInRow, noneInRow }) => last !== null && last.kind !== "right" && wrongInRow < consecutive && noneInRow < consecutive, nextLookMs = (settings, watched) => 1e3 * (isInDoubt(settings, watched) ? settings.confirmSeconds : settings.everySeconds);
function readValues(ranges, json) {
  let read = Object.entries(ranges).map(
    ([path, { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }]) => {
      let value = path.split(".").reduce(property, json), number = typeof value == "string" && value.trim() !== "" ? Number(value) : value;
      if (typeof number != "number" || !Number.isFinite(number))
        return {
          kind: "none",
          detail: value === void 0 ? `no ${path}` : `${path} is ${shown(value)}, no number`
        };
      if (number >= min && number <= max) return { kind: "right", detail: `${path} is ${number}` };
      let limit = number < min ? `less than ${min}` : `more than ${max}`;
      return { kind: "wrong", detail: `${path} is ${number}, ${limit}` };
    }
  );
  return read.find(({ kind }) => kind === "wrong") ?? read.find(({ kind }) => kind === "none") ?? { kind: "right", detail: read.map(({ detail }) => detail).join(", ") };
}
function readAlarms(names, states, deployedAtMs) {
  let none2 = (detail) => ({ kind: "none", latencyMs: null, detail });
  if (states.kind !== "known") return none2(states.kind === "skipped" ? states.why : states.message);
  let found = names.map((name) => states.value.find((one) => one.name === name) ?? name), inAlarm = found.filter((one) => typeof one != "string" && one.state === "ALARM"), raised = inAlarm.find(({ sinceMs: sinceMs2 }) => sinceMs2 >= deployedAtMs);
  if (raised !== void 0)
    return {
      kind: "wrong",
      latencyMs: null,
      detail: `${raised.name} is in alarm: ${clip(plain(raised.why), 200)}`
    };
  let [old] = inAlarm;
  if (old !== void 0) return none2(`${old.name} was in alarm before the deploy`);
  let odd = found.find((one) => typeof one == "string" || one.state !== "OK");
  return odd === void 0 ? { kind: "right", latencyMs: null, detail: `${counted(names.length, "alarm")} OK` } : none2(typeof odd == "string" ? `there is no alarm ${odd}` : `${odd.name} is ${odd.state}`);
}
function concludeWatch(checks, { durationMs, until }) {
  let required = checks.filter(({ optional }) => !optional), failed2 = required.filter(({ verdict }) => verdict === "fail"), blind = required.filter(({ verdict }) => verdict === "unavailable"), said = (some) => some.map(({ name, detail }) => `${name}: ${detail}`).join("; "), base = { durationMs, until, checks };
  if (failed2.length > 0) return { ...base, verdict: "fail", detail: said(failed2) };
  if (blind.length > 0) return { ...base, verdict: "inconclusive", detail: said(blind) };
  let passed = checks.filter(({ verdict }) => verdict === "pass").length;
  return { ...base, verdict: "pass", detail: `${counted(passed, "check")} stayed good` };
}

// src/core/migrations/policy.ts
function judgeRollbackMigrations(policy, to, migrations) {
  let warning = policy === "allow" ? null : warningOf(to, migrations);
  return warning === null ? { kind: "open" } : { kind: policy === "block" ? "blocked" : "warned", warning };
}
function warningOf(to, migrations) {
  if (migrations.kind === "skipped") return null;
  let target = describeRelease(to);
  if (migrations.kind === "unavailable")
    return `It is not known which migrations a rollback to ${target} leaves in the database: ${sentence(migrations.message)}`;
  let { length } = migrations.value;
  if (length === 0) return null;
  let list = describeMigrations(migrations.value);
  return `A rollback to ${target} leaves ${counted(length, "migration")} in the database that it does not know: ${list}.`;
}
var NOTHING_IN_THE_WAY = "no migration is known to be in the way";

// src/core/gates/rollback-gates.ts
function rollbackTargetGate(stage, state, to) {
  let target = findRollbackTarget(state, to);
  return gateResult(
    { id: "rollback-target", title: "There is a version to roll back to" },
    target.kind === "target" ? pass(`${describeRelease(target.release)}, ${target.why}`) : { fail: target.reason },
    stage
  );
}
var rollbackCredentialsGate = (stage, credentials) => gateResult(headOf("credentials"), judgeStageCredentials(credentials), stage), rollbackMigrationsGate = (verdict) => gateResult(
  { id: "migrations", title: "The older version can work with the database" },
  verdict.kind === "blocked" ? fail("MIGRATION_BLOCKS_ROLLBACK", verdict.warning) : pass(verdict.kind === "warned" ? verdict.warning : NOTHING_IN_THE_WAY),
  null
);

// src/core/migrations/sql-text.ts
var MARKER = /^[ \t]*--[ \t-]*(?:(?:migrate:|\+goose[ \t]+|\+migrate[ \t]+)(up|down)|(up|down)[ \t]+migration)\b[^\n]*$/gim;
function sqlSections(text) {
  let sections = { up: "", down: "" }, current = "up", from = 0;
  for (let marker of text.matchAll(MARKER))
    sections[current] += text.slice(from, marker.index), current = (marker[1] ?? marker[2])?.toLowerCase() === "down" ? "down" : "up", from = marker.index + marker[0].length;
  return sections[current] += text.slice(from), sections;
}
function sqlStatements(text) {
  let statements = [[]];
  for (let at = 0; at < text.length; ) {
    let token = readToken(text, at);
    if (token === null) return null;
    token.word === ";" ? statements.push([]) : token.word !== "" && statements.at(-1)?.push(token.word), at = token.end;
  }
  return statements.filter((words) => words.length > 0).map((words) => words.join(" "));
}
var BLANK = /\s+/y, LINE_COMMENT = /--[^\n]*/y, WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y, NUMBER = /[\d.]*\d[\w.]*/y, DOLLAR_QUOTE = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
function readToken(text, at) {
  let skipped2 = match(BLANK, text, at) ?? match(LINE_COMMENT, text, at);
  if (skipped2 !== null) return { word: "", end: at + skipped2.length };
  if (text.startsWith("/*", at)) return blockComment(text, at);
  let char = text[at];
  if (char === "'") return quoted(text, at + 1, "'", !1, () => STRING);
  if (/[eE]/.test(char) && text[at + 1] === "'") return quoted(text, at + 2, "'", !0, () => STRING);
  if (char === '"' || char === "`") return quoted(text, at + 1, char, !1, quotedName);
  let quote = match(DOLLAR_QUOTE, text, at);
  if (quote !== null) {
    let end = text.indexOf(quote, at + quote.length);
    return end < 0 ? null : { word: STRING, end: end + quote.length };
  }
  let word = match(WORD, text, at) ?? match(NUMBER, text, at) ?? char;
  return { word: word.toUpperCase(), end: at + word.length };
}
var STRING = "''", quotedName = (name) => `"${name.replace(/[^\w$\u0080-\uffff]/g, "_")}"`;
function quoted(text, start, quote, escapes, wordOf2) {
  for (let at = start; at < text.length; at++)
    if (escapes && text[at] === "\\") at++;
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return { word: wordOf2(text.slice(start, at)), end: at + 1 };
      at++;
    }
  return null;
}
var COMMENT_MARK = /\/\*|\*\//g;
function blockComment(text, start) {
  COMMENT_MARK.lastIndex = start;
  let depth = 0;
  for (let mark = COMMENT_MARK.exec(text); mark !== null; mark = COMMENT_MARK.exec(text))
    if (depth += mark[0] === "/*" ? 1 : -1, depth === 0) return { word: "", end: COMMENT_MARK.lastIndex };
  return null;
}
function match(pattern, text, at) {
  return pattern.lastIndex = at, pattern.exec(text)?.[0] ?? null;
}

// src/core/migrations/sql-risk.ts
function judgeSqlFile(text) {
  let { up, down } = sqlSections(text);
  return { findings: judgeSql(up), hasDown: sqlStatements(down)?.length !== 0 };
}
function judgeSql(text) {
  let statements = sqlStatements(text);
  if (statements === null) return [unknown("ends within a string, a name or a comment")];
  let created = /* @__PURE__ */ new Set();
  return statements.flatMap((statement) => judgeStatement(statement, created));
}
function judgeStatement(statement, created) {
  let creates = CREATE_TABLE.exec(statement)?.groups?.name;
  creates !== void 0 && created.add(nameOf(creates));
  for (let { form, judge, many } of FORMS) {
    let found = form.exec(statement);
    if (found === null) continue;
    let name = nameOf(found.groups?.name ?? ""), verdict = !many && created.has(name) ? null : judge(name, statement);
    return verdict === null ? [] : [verdict].flat();
  }
  return [unknown(`does something that cannot be judged: ${statement.split(" ").slice(0, 3).join(" ")}`)];
}
var harmless = () => null, NAME = "(?<name>[^ (]+(?: \\. [^ (]+)*)", nameOf = (name) => name.split(" . ").map((part) => /^".*"$/.test(part) ? part.slice(1, -1) : part.toLowerCase()).join("."), CREATE_TABLE = new RegExp(`^CREATE (?:[A-Z]+ )?TABLE (?!IF NOT EXISTS )${NAME}`), FORMS = [
  {
    form: /^(BEGIN|COMMIT|END|START TRANSACTION|SET|RESET|ANALYZE|VACUUM|REINDEX|LOCK|COMMENT ON|GRANT|REFRESH MATERIALIZED VIEW)( |$)/,
    judge: harmless
  },
  {
    form: /^CREATE (INDEX|([A-Z]+ )?TABLE|SCHEMA|TYPE|DOMAIN|EXTENSION|SEQUENCE|(RECURSIVE |MATERIALIZED )?VIEW|FUNCTION|PROCEDURE|AGGREGATE|STATISTICS|ROLE|USER) /,
    judge: harmless
  },
  {
    form: new RegExp(`^CREATE UNIQUE INDEX (?:[^ ]+ )*?ON (?:ONLY )?${NAME}`),
    judge: (name) => unknown(`refuses rows of ${name} that are not unique`)
  },
  {
    form: new RegExp(`^INSERT INTO ${NAME}`),
    judge: (name, statement) => / (UPDATE|DELETE|MERGE) /.test(statement) ? destructive(`inserts into ${name} and changes rows`) : null
  },
  {
    form: new RegExp(`^UPDATE (?:ONLY )?${NAME}`),
    judge: (name) => destructive(`overwrites rows of ${name}`)
  },
  {
    form: new RegExp(`^DELETE FROM (?:ONLY )?${NAME}`),
    judge: (name) => destructive(`deletes rows of ${name}`)
  },
  { form: /^(TRUNCATE|MERGE) /, judge: () => destructive("empties or overwrites tables") },
  {
    form: /^WITH /,
    judge: (_, statement) => / (UPDATE|DELETE|MERGE) /.test(statement) ? destructive("changes rows") : unknown("runs a query")
  },
  {
    form: new RegExp(`^DROP TABLE (?:IF EXISTS )?${NAME}(?: CASCADE| RESTRICT)?$`),
    judge: (name) => destructive(`drops table ${name}`)
  },
  {
    form: new RegExp(
      `^DROP (?:(?:FOREIGN )?TABLE|SCHEMA|DATABASE|(?:MATERIALIZED )?VIEW|TYPE|DOMAIN|SEQUENCE|FUNCTION|PROCEDURE|AGGREGATE|EXTENSION|ROLE|USER|OWNED BY) (?:IF EXISTS )?${NAME}`
    ),
    judge: (name) => destructive(`drops ${name}`),
    many: !0
  },
  { form: new RegExp(`^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?${NAME}`), judge: judgeAlterTable },
  { form: new RegExp(`^ALTER TYPE ${NAME} ADD VALUE `), judge: harmless },
  {
    form: new RegExp(`^ALTER .*?${NAME} (?:RENAME|SET SCHEMA) `),
    judge: (name) => destructive(`renames ${name} or a part of it`),
    many: !0
  }
];
function judgeAlterTable(table, statement) {
  return splitActions(statement.replace(HEAD, "")).flatMap((action) => {
    for (let { form, judge } of ACTIONS) {
      let found = form.exec(action);
      if (found === null) continue;
      let verdict = judge({ table, column: nameOf(found.groups?.name ?? ""), action });
      return verdict === null ? [] : [verdict].flat();
    }
    return [unknown(`changes ${table} in a way that cannot be judged: ${beginning(action)}`)];
  });
}
var HEAD = new RegExp(`^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?${NAME}(?: \\*)? `), beginning = (action) => action.split(" ").slice(0, 3).join(" ");
function splitActions(words) {
  let actions = [[]], depth = 0;
  for (let word of words.split(" "))
    word === "(" && (depth += 1), word === ")" && (depth -= 1), word === "," && depth === 0 ? actions.push([]) : actions.at(-1)?.push(word);
  return actions.map((action) => action.join(" "));
}
var ACTIONS = [
  {
    form: /^ADD (CONSTRAINT|PRIMARY KEY|UNIQUE|CHECK|FOREIGN KEY|EXCLUDE)( |$)/,
    judge: ({ table }) => unknown(`refuses rows of ${table} that were allowed before`)
  },
  { form: new RegExp(`^ADD (?:COLUMN )?(?:IF NOT EXISTS )?${NAME} `), judge: judgeColumn },
  { form: /^DROP CONSTRAINT /, judge: harmless },
  {
    form: new RegExp(`^DROP (?:COLUMN )?(?:IF EXISTS )?${NAME}`),
    judge: ({ table, column }) => destructive(`drops column ${column} of ${table}`)
  },
  {
    form: new RegExp(`^ALTER (?:COLUMN )?${NAME} (?:SET DATA )?TYPE `),
    judge: ({ table, column }) => destructive(`changes the type of ${column} of ${table}`)
  },
  {
    form: new RegExp(`^ALTER (?:COLUMN )?${NAME} SET NOT NULL$`),
    judge: ({ table, column }) => destructive(`makes ${column} of ${table} not null`)
  },
  { form: new RegExp(`^ALTER (?:COLUMN )?${NAME} SET (DEFAULT|STATISTICS|STORAGE) `), judge: harmless },
  { form: /^(SET|RESET) \(|^(VALIDATE CONSTRAINT|ATTACH PARTITION|CLUSTER ON|OWNER TO) /, judge: harmless },
  { form: /^DETACH PARTITION /, judge: ({ table }) => destructive(`detaches a partition of ${table}`) },
  {
    form: /^(RENAME|SET SCHEMA) /,
    judge: ({ table }) => destructive(`renames ${table} or a part of it`)
  },
  { form: /^(MODIFY|CHANGE) /, judge: ({ table }) => destructive(`changes a column of ${table}`) }
];
function judgeColumn({ table, column, action }) {
  let mandatory = /(?<!IS )NOT NULL|PRIMARY KEY/.test(action), filled = / (DEFAULT|GENERATED|AUTO_INCREMENT|(BIG|SMALL)?SERIAL)( |$)/.test(action);
  return mandatory && !filled ? destructive(`adds column ${column} to ${table}, which is not null and has no default`) : null;
}

// src/core/migrations/script-risk.ts
function judgeScriptFile(text) {
  let script = readScript(text);
  if (script === null) return { findings: [unknown("cannot be read")], hasDown: !1 };
  let down = findDown(script.code), ways = { ...script, code: down === null ? script.code : without3(script.code, down) }, hasDown = down !== null && !/^down\s*=\s*false\b/.test(script.code.slice(down.from, down.to));
  return UP.test(ways.code) ? { findings: judgeCalls(ways), hasDown } : { findings: [unknown("exports no up that can be found")], hasDown };
}
var UP = /(?<![\w$])up\s*[=(:]/, DOWN = /(?<![\w$])down\s*[=(:]/g;
function findDown(code) {
  let depth = 0, from = 0;
  for (let { index } of code.matchAll(DOWN)) {
    for (let bracket of code.slice(from, index).match(BRACKET) ?? [])
      depth += OPENING.includes(bracket) ? 1 : -1;
    if (depth <= 1) return { from: index, to: endOfFunction(code, index) };
    from = index;
  }
  return null;
}
var OPENING = "([{", CLOSING = ")]}", BRACKET = /[()[\]{}]/g;
function endOfFunction(code, from) {
  let depth = 0;
  for (let at = from; at < code.length; at++) {
    let char = code[at];
    if (OPENING.includes(char)) depth += 1;
    else if (CLOSING.includes(char)) {
      if (depth -= 1, depth < 0) return at;
      if (depth === 0 && char === "}") return at + 1;
    } else if (depth === 0 && (char === ";" || char === "," || char === `
` && /^\s*(export|module|exports)\b/.test(code.slice(at))))
      return at;
  }
  return code.length;
}
var without3 = (code, { from, to }) => `${code.slice(0, from)}${" ".repeat(to - from)}${code.slice(to)}`, CALL = /(?<![\w$])(?<name>[A-Za-z_$][\w$]*)\s*(?:<[^<>()]*>\s*)?(?<open>[(`])/g, MAX_CALLS = 1e3;
function judgeCalls({ code, literals }) {
  if (/[)\]]\s*(\?\.\s*)?[(`]/.test(code)) return [unknown("calls something without a name")];
  let calls = [...code.matchAll(CALL)];
  if (calls.length > MAX_CALLS) return [unknown("is too long to be judged")];
  let created = /* @__PURE__ */ new Set();
  return calls.flatMap(({ index, groups, 0: whole }) => {
    let { name = "" } = groups, open = index + whole.length - 1, first = literals.find(({ at }) => at >= open && code.slice(open, at).trim().length <= 1);
    return judgeCall({ name, first: first?.text ?? null, args: argumentsAt(code, open) }, created);
  });
}
function argumentsAt(code, open) {
  let depth = 0;
  for (let at = open; at < code.length; at++)
    if (OPENING.includes(code[at]) && (depth += 1), CLOSING.includes(code[at]) && (depth -= 1), depth === 0) return code.slice(open + 1, at);
  return code.slice(open + 1);
}
function judgeCall(call, created) {
  let { name, first, args } = call;
  if (DEFINES.has(name)) return [];
  if (DECIDES.has(name)) return [unknown("decides at run time what to do")];
  if (RUNS_SQL.has(name))
    return first === null ? [unknown("runs SQL that is put together at run time")] : judgeSql(first);
  if (first !== null && created.has(first)) return [];
  if (name === "createTable" && first !== null && !/ifNotExists/.test(args) && created.add(first), ADDS.has(name) && !/\bunique\s*:\s*true\b/.test(args)) return [];
  let subject = first === null ? "" : ` on ${first}`;
  return name === "addColumn" || name === "addColumns" ? judgeColumns(subject, args) : name === "alterColumn" ? [judgeAlteration(subject, args)] : DESTROYS.test(name) ? [destructive(`calls ${name}${subject}`)] : [unknown(`calls ${name}${subject}`)];
}
var DEFINES = /* @__PURE__ */ new Set(["up", "function", "async", "require", "constructor"]), DECIDES = /* @__PURE__ */ new Set(["if", "for", "while", "switch", "catch"]), RUNS_SQL = /* @__PURE__ */ new Set(["sql", "query", "raw", "execute", "unsafe"]), ADDS = /* @__PURE__ */ new Set([
  "createTable",
  "createIndex",
  "addIndex",
  "createType",
  "addType",
  "addTypeValue",
  "createExtension",
  "addExtension",
  "createSchema",
  "createSequence",
  "createView",
  "createMaterializedView",
  "createFunction",
  "createDomain",
  "createRole",
  "dropConstraint",
  "refreshMaterializedView",
  "func",
  "noTransaction"
]), DESTROYS = /^(drop(Table|Column|View|MaterializedView|Type|Schema|Sequence|Function|Domain|Extension|Role|Database)|rename|truncate|delete|del$|update)/;
function judgeColumns(subject, args) {
  let mandatory = args.match(/\bnotNull\s*:\s*true\b/g) ?? [], described = args.match(/\{[^{}]*\bnotNull\s*:\s*true\b[^{}]*\}/g) ?? [];
  return described.some((column) => !/\bdefault\s*:/.test(column)) ? [destructive(`adds a column${subject} that is not null and has no default`)] : mandatory.length === described.length ? [] : [unknown(`adds columns${subject}`)];
}
var judgeAlteration = (subject, args) => /\b(type|notNull)\s*:/.test(args) ? destructive(`changes the type of a column${subject}, or makes it not null`) : unknown(`calls alterColumn${subject}`), TOKEN = new RegExp(
  [
    /\/\/[^\n]*|\/\*[\s\S]*?\*\//,
    /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"|`(?:[^`\\]|\\[\s\S])*`/,
    // a slash that follows a value divides it
    /(?<=[(,=:[!&|?{};]\s*)\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//,
    /['"`]|\/\*/
  ].map(({ source }) => source).join("|"),
  "g"
);
function readScript(text) {
  let literals = [], broken = !1, code = text.replace(TOKEN, (token, at) => {
    let quote = token[0];
    if ((token.length === 1 || token === "/*") && (broken = !0), quote === "/") return " ".repeat(token.length);
    let inner = token.slice(1, -1);
    return quote === "`" && isCutOff(inner) && (broken = !0), literals.push({ at, text: quote === "`" && inner.includes("${") ? null : inner }), `${quote}${" ".repeat(inner.length)}${quote}`;
  });
  return broken ? null : { code, literals };
}
var isCutOff = (template) => template.lastIndexOf("${") > template.lastIndexOf("}");

// src/core/migrations/judge.ts
var MAX_LENGTH = 1e5, MAX_REASONS = 5;
function judgeMigrations(config, changes, texts) {
  let only = (paths) => paths.filter((path) => isMigration(config, path));
  return [
    ...only(changes.added).map((path) => judgeNew(config, changes, path, texts.get(path) ?? null)),
    ...only(changes.changed).map(
      (path) => edited(path, "changed", "was edited after a version that has it ran")
    ),
    ...only(changes.removed).map(
      (path) => edited(path, "removed", "what runs has it, and this version does not")
    )
  ].sort((a, b) => a.path < b.path ? -1 : 1);
}
function judgeNew(config, { added, changed }, path, text) {
  let { findings, hasDown } = judgeText(path, text), file = downFileOf(path, [...added, ...changed]), inside = hasDown && (config.down === "any" || config.down === (isSql(path) ? "section" : "export")), beside = file !== null && (config.down === "any" || config.down === "file");
  return {
    path,
    change: "new",
    risk: worst(findings),
    reasons: [...new Set(findings.map(({ what }) => what))].slice(0, MAX_REASONS),
    down: inside ? path : beside ? file : null
  };
}
var edited = (path, change, why2) => ({
  path,
  change,
  risk: "unknown",
  reasons: [why2],
  down: null
}), isSql = (path) => /\.sql$/i.test(path);
function judgeText(path, text) {
  return text === null ? { findings: [unknown("cannot be read")], hasDown: !1 } : text.length > MAX_LENGTH ? { findings: [unknown("is too long to be judged")], hasDown: !1 } : isSql(path) ? judgeSqlFile(text) : /\.[cm]?[jt]s$/i.test(path) ? judgeScriptFile(text) : { findings: [unknown("is neither SQL nor a script")], hasDown: !1 };
}
var worst = (findings) => findings.some(({ risk }) => risk === "destructive") ? "destructive" : findings.length > 0 ? "unknown" : "additive";

// src/release/release-delta.ts
function deltasTo(run, release) {
  let found = /* @__PURE__ */ new Map();
  return (state) => {
    if (release === null) return Promise.resolve(NO_COMMIT);
    let choice = chooseRollbackTarget(state, release), target = choice.kind === "target" ? choice.release : null, key = JSON.stringify([state.running?.sha, target]), known3 = found.get(key) ?? findDelta(run, release, state.running, target);
    return found.set(key, known3), known3;
  };
}
var noCommit = skipped("there is no commit to judge"), NO_COMMIT = { older: noCommit, migrations: noCommit, back: noCommit, target: noCommit };
async function findDelta({ ports: { repository }, context }, release, running, target) {
  let { migrations: config } = context.config, since = (from) => from === null ? noVersion : migrationsBetween(repository, config, from.sha, release.sha), [older, migrations, back, present] = await Promise.all([
    running === null ? noVersion : isOlder(repository, release.sha, running.sha),
    since(running),
    target?.sha === running?.sha ? null : since(target),
    target === null ? noTarget2 : isPresent(repository, target.sha, release.sha)
  ]);
  return { older, migrations, back: back ?? migrations, target: present };
}
var noVersion = skipped("nothing runs on the stage yet, so that everything is new"), noTarget2 = skipped("there is no version to go back to"), isOlder = (repository, sha, running) => sha === running ? Promise.resolve({ kind: "known", value: !1 }) : repository.isAncestor(sha, running);
async function isPresent(repository, sha, other) {
  let compared = await repository.isAncestor(sha, other);
  return compared.kind === "known" ? { kind: "known", value: !0 } : compared;
}
async function migrationsBetween(repository, config, from, to) {
  if (config === void 0)
    return skipped("migrations are not looked for; migrations.path in pipeline.json says where they are");
  if (from === to) return { kind: "known", value: [] };
  let changes = await repository.changes(from, to, config.path);
  if (changes.kind !== "known") return changes;
  let paths = changes.value.added.filter((path) => isMigration(config, path)), texts = await repository.contents(to, paths), byPath = new Map(paths.map((path, index) => [path, texts[index]]));
  return { kind: "known", value: judgeMigrations(config, changes.value, byPath) };
}

// src/release/migration-policy.ts
async function judgeLeftMigrations(run, from, to) {
  let { migrations: config } = run.context.config;
  if (config === void 0) return { verdict: { kind: "open" }, left: null };
  let found = await migrationsBetween(run.ports.repository, config, to.sha, from.sha).catch(
    (error) => ({ kind: "unavailable", message: messageOf(error) })
  );
  return {
    verdict: judgeRollbackMigrations(config.fence.rollback, to, found),
    left: found.kind === "known" ? found.value : null
  };
}
var RollbackMigrations = class {
  run;
  named;
  known = /* @__PURE__ */ new Map();
  /** @param named the tag that a person named; null: the last other version that was verified */
  constructor(run, named) {
    this.run = run, this.named = named;
  }
  async gates(state) {
    let found = await this.of(state);
    return found === null ? [] : [rollbackMigrationsGate(found.verdict)];
  }
  /** null where there is no rollback, or migrations are not looked for */
  async of(state) {
    let target = findRollbackTarget(state, this.named);
    if (target.kind === "none" || this.run.context.config.migrations === void 0) return null;
    let running = state.running, key = `${running.sha} ${target.release.sha}`, known3 = this.known.get(key) ?? judgeLeftMigrations(this.run, running, target.release);
    return this.known.set(key, known3), known3;
  }
};

// src/release/perform-rollback.ts
async function performRollback(locked, plan) {
  let { from, to, because, detail } = plan, fields = { tag: to.tag, sha: to.sha, from, code: because?.code ?? null, detail };
  return await locked.append(locked.entry("frozen", fields), locked.entry("rollback-started", fields)), endingOf(
    locked,
    () => goBack(locked, plan),
    (why2) => rollbackFailed(plan, why2)
  );
}
async function goBack(locked, plan) {
  let { from, to, because, detail, overMigrations } = plan, deployed = await deployAndSmoke(locked, to, "rollback");
  if (deployed.kind !== "verified") {
    let failed2 = rollbackFailed(plan, deployed.reason);
    return deployed.kind === "bad" && deployed.judged ? { ...failed2, bad: to } : failed2;
  }
  return {
    outcome: "rolled-back",
    release: to,
    from,
    reason: because,
    detail: `from ${describeRelease(from)}: ${detail}`,
    shown: { rolledBackTo: to, overMigrations }
  };
}
function rollbackFailed({ from, to, because, overMigrations }, why2) {
  let message = `${because === null ? "The" : `${sentence(because.message)} Then the`} rollback to ${describeRelease(to)} failed: ${why2.message}`, failed2 = reason("ROLLBACK_FAILED", message);
  return { outcome: "rollback-failed", release: to, from, reason: failed2, shown: { overMigrations } };
}
function begunRollback({ lock, quarantine }, release) {
  let begun = lock?.rollback;
  if (begun === void 0 || begun.from.sha !== release?.sha) return null;
  let bad = quarantine.find(({ sha }) => sha === begun.from.sha);
  return bad === void 0 ? null : { ...begun, detail: bad.reason };
}
var judgeResumable = (judge, stage, release) => async (views) => {
  let { state } = viewOf(views, stage), begun = begunRollback(state, release);
  return begun === null ? judge(views) : [rollbackTargetGate(stage, afterDeath(state), begun.to.tag)];
};
function resumeRollback(locked, { from, to, detail }) {
  locked.run.ports.say(`going on with the rollback to ${describeRelease(to)}`);
  let because = reason(
    "ROLLBACK_RESUMED",
    `A run that died was rolling ${describeRelease(from)} back: ${detail}`
  );
  return endingOf(
    locked,
    () => performRollback(locked, { from, to, because, detail, overMigrations: null }),
    (why2) => ({ outcome: "failed", release: to, from, reason: why2 })
  );
}

// src/release/bad-version.ts
async function onBadVersion(locked, release, bad, rollback = locked.run.context.config.stages[locked.stage].rollback) {
  let { run, view, gone } = locked, stays = (why2) => ({
    ...failed(release, why2),
    ...bad.judged ? { bad: release } : {}
  });
  if (gone !== null) return failed(release, gone);
  if (locked.signal.aborted) return stays(reason("INTERRUPTED", bad.reason.message));
  if (!bad.changed) return failed(release, bad.reason);
  if (rollback === "manual") return stays(bad.reason);
  let target = chooseRollbackTarget(view.state, release);
  if (target.kind === "none")
    return stays(unless(bad.reason, `No rollback: ${target.reason.message}`, target.reason));
  let { verdict, left: overMigrations } = await judgeLeftMigrations(run, release, target.release);
  if (verdict.kind !== "open" && run.ports.say(verdict.warning), verdict.kind === "blocked") {
    let message = `${sentence(bad.reason.message)} No rollback: ${verdict.warning}`;
    return {
      ...stays(reason("MIGRATION_BLOCKS_ROLLBACK", message)),
      freeze: message,
      shown: { overMigrations }
    };
  }
  run.ports.say(`rolling back to ${describeRelease(target.release)}: ${target.why}`);
  let { message: detail } = bad.reason;
  return endingOf(
    locked,
    () => performRollback(locked, {
      from: release,
      to: target.release,
      because: bad.reason,
      detail,
      overMigrations
    }),
    // it has not begun: the version stays, and is left as soon as that can be recorded
    (why2) => ({
      ...failed(
        release,
        unless(
          bad.reason,
          `The rollback to ${describeRelease(target.release)} could not begin: ${why2.message}`,
          why2
        )
      ),
      bad: release
    })
  );
}
var unless = (why2, then, { fix }) => ({
  ...why2,
  message: `${sentence(why2.message)} ${then}`,
  fix
}), failed = (release, why2) => ({ outcome: "failed", release, reason: why2 }), inconclusive = (release, why2) => ({
  outcome: "inconclusive",
  release,
  reason: why2,
  freeze: why2.message
});

// src/core/verify/log-watch.ts
var NOTHING_READ = { events: /* @__PURE__ */ new Map(), readUpToMs: null };
function windowOf(settings, deployedAtMs, nowMs) {
  let earliest = nowMs - settings.lookBackSeconds * 1e3, sinceMs2 = Math.max(earliest, deployedAtMs ?? earliest), untilMs = Math.max(nowMs, sinceMs2 + settings.watchSeconds * 1e3);
  return { sinceMs: sinceMs2, untilMs, closesMs: untilMs + settings.settleSeconds * 1e3 };
}
var OVERLAP_MS = 3e4;
function nextSpan(window, watch2, nowMs) {
  let last = nowMs >= window.closesMs, from = last || watch2.readUpToMs === null ? window.sinceMs : watch2.readUpToMs - OVERLAP_MS;
  return {
    last,
    sinceMs: Math.max(window.sinceMs, from),
    untilMs: Math.min(window.untilMs, nowMs)
  };
}
function addEvents(watch2, events, readUpToMs) {
  return {
    events: new Map([...watch2.events, ...events.map((event) => [event.id, event])]),
    readUpToMs
  };
}
var nextLookMs2 = (settings, window, nowMs) => Math.max(1, Math.min(settings.pollSeconds * 1e3, window.closesMs - nowMs)), isTooMany = (settings, { events }) => events.size > settings.tolerated, MAX_LINES = 5, MAX_LINE_LENGTH = 200;
function concludeWatch2(settings, groups, watch2, window, nowMs) {
  let found = [...watch2.events.values()].sort((one, other) => one.atMs - other.atMs), watched = formatDuration(Math.min(nowMs, window.untilMs) - window.sinceMs);
  return {
    ...logsCheck(settings),
    verdict: isTooMany(settings, watch2) ? "fail" : "pass",
    detail: `${counted(found.length, "matching line")} in ${watched} in ${counted(groups.length, "log group")}; ${settings.tolerated} tolerated`,
    latencyMs: null,
    lines: found.slice(0, MAX_LINES).map(({ atMs, group, message }) => `${timeOf(atMs)} ${group}: ${clip(message, MAX_LINE_LENGTH)}`)
  };
}
var logsCheck = ({ optional }) => ({ name: "logs", kind: "logs", optional }), logsUnavailable = (settings, message) => ({
  ...logsCheck(settings),
  verdict: "unavailable",
  detail: message,
  latencyMs: null,
  lines: []
}), timeOf = (ms) => new Date(ms).toISOString();

// src/release/watch-logs.ts
async function watchLogs(means, config, subject) {
  let { clock, logs, say, signal } = means.ports, now = () => clock.now().getTime(), groups = await groupsOf(means, config, subject);
  if (groups.kind !== "known") return logsUnavailable(config, why(groups));
  let window = windowOf(config, subject.deployedAtMs, now()), watch2 = NOTHING_READ;
  for (; ; ) {
    let { last, sinceMs: sinceMs2, untilMs } = nextSpan(window, watch2, now()), query = { groups: groups.value, pattern: config.pattern, sinceMs: sinceMs2, untilMs, limit: MAX_EVENTS }, found = await untilAborted(signal, () => logs.events(subject.stage, query));
    if (found.kind === "known") watch2 = addEvents(watch2, found.value, untilMs);
    else {
      if (last || watch2.readUpToMs === null) return logsUnavailable(config, why(found));
      say(`logs: this look failed, the next one makes up for it: ${why(found)}`);
    }
    if (last || isTooMany(config, watch2)) return concludeWatch2(config, groups.value, watch2, window, now());
    say(progress(window, watch2.events.size, now())), await clock.sleep(nextLookMs2(config, window, now()), signal);
  }
}
var MAX_EVENTS = 2e3;
async function groupsOf({ context, ports }, config, { stage, urls }) {
  let values = { ...urls, stage, app: context.config.app }, named = config.groups.map((group) => fill(group, values));
  if (config.prefix === void 0) return known(named);
  let prefix = fill(config.prefix, values), found = await ports.logs.groups(stage, prefix);
  return found.kind !== "known" ? found : found.value.length === 0 ? unavailable(`no log group's name begins with ${prefix}`) : known([.../* @__PURE__ */ new Set([...named, ...found.value])]);
}
function progress({ sinceMs: sinceMs2, untilMs, closesMs }, found, nowMs) {
  let lines = counted(found, "matching line");
  if (nowMs >= untilMs) return `logs: ${lines}, waiting ${formatDuration(closesMs - nowMs)} for late ones`;
  let [watched, whole] = [nowMs - sinceMs2, untilMs - sinceMs2].map(formatDuration);
  return `logs: watched ${watched} of ${whole}, ${lines}`;
}
var why = (fact) => fact.kind === "skipped" ? fact.why : fact.message;

// src/release/watch-release.ts
var MAX_LOOK_MS = 5e3, DECIDED = new Error("another check has decided");
function openWatchOf({ watch: watch2, running }) {
  return watch2 !== void 0 && running?.sha === watch2.sha && !running.verified ? watch2 : null;
}
async function onWatched(locked, release, outputs, watch2, until) {
  let watched = await watchRelease(locked, release, outputs, watch2, until);
  switch (watched.kind) {
    case "ended":
      return watched.ending;
    case "good":
      return locked.run.command === "watch" ? { outcome: "done", release, reason: null, shown: { outputs } } : { outcome: "deployed", release, reason: null };
    case "bad": {
      let why2 = reason("WATCH_FAILED", watched.result.detail);
      return onBadVersion(
        locked,
        release,
        { kind: "bad", reason: why2, changed: !0, judged: !0 },
        watch2.rollback
      );
    }
  }
}
function resumeWatch(locked, open, watch2) {
  let { run, stage } = locked, release = { tag: open.tag, sha: open.sha }, least = run.ports.clock.now().getTime() + watch2.consecutive * watch2.everySeconds * 1e3, until = new Date(Math.max(least, Date.parse(open.until))).toISOString();
  return run.ports.say(`going on with the watch of ${describeRelease(release)}`), endingOf(
    locked,
    async () => {
      let { running } = locked.view.state, outputs = running === null ? {} : await run.ports.deployer.reach(stage, running);
      return onWatched(locked, release, { ...running?.outputs, ...outputs }, watch2, until);
    },
    (why2) => ({ outcome: "failed", release, reason: why2 })
  );
}
async function watchRelease(locked, release, outputs, watch2, until) {
  let { run, stage, signal } = locked, { tagPrefix, stages } = run.context.config, { tag, sha } = release, detail = `until ${until}`;
  await locked.append(locked.entry("watching", { tag, sha, detail, watch: { until, detached: !1 } }));
  let subject = {
    stage,
    expected: { ...release, tagPrefix },
    urls: { ...stages[stage].urls, ...outputs },
    deployedAtMs: run.ports.clock.now().getTime()
  }, means = { context: run.context, ports: { ...run.ports, signal } }, result2;
  try {
    result2 = await run.phase(
      "watch",
      () => runWatch(means, watch2, subject, Date.parse(until)),
      (done) => ({ ok: done.verdict === "pass", detail: `${done.verdict}: ${done.detail}` })
    );
  } catch (error) {
    if (!run.ports.signal.aborted || locked.gone !== null) throw error;
    let what = `The run was interrupted while ${tag} was being watched; it runs, and does not count as verified yet.`, why3 = reason("INTERRUPTED", what, `Finish the watch: \`watch --stage ${stage}\`.`);
    return { kind: "ended", ending: { outcome: "failed", release, reason: why3, watching: until } };
  }
  if (result2.verdict === "pass") return { kind: "good" };
  if (result2.verdict === "fail") return { kind: "bad", result: result2 };
  let why2 = reason("WATCH_INCONCLUSIVE", result2.detail);
  return { kind: "ended", ending: { outcome: "inconclusive", release, reason: why2, freeze: why2.message } };
}
async function runWatch({ context, ports }, watch2, subject, untilMs) {
  let { clock, say, signal } = ports, startedAt = clock.now().getTime(), decided = new AbortController(), means = { context, ports: { ...ports, signal: AbortSignal.any([signal, decided.signal]) } };
  say(`watching for ${formatDuration(untilMs - startedAt)}`);
  let pending = watch2.checks.map(async (check) => {
    try {
      let done = await watchCheck(means, watch2, check, subject, untilMs);
      return done.verdict === "fail" && !done.optional && decided.abort(DECIDED), done;
    } catch (error) {
      if (signal.aborted || !decided.signal.aborted) throw error;
      return { ...headOf2(check), verdict: "skipped", detail: messageOf(error), latencyMs: null, lines: [] };
    }
  });
  await Promise.allSettled(pending);
  let durationMs = clock.now().getTime() - startedAt;
  return concludeWatch(await Promise.all(pending), { durationMs, until: new Date(untilMs).toISOString() });
}
var headOf2 = (check) => {
  let { name, kind, optional } = check;
  return { name, kind, optional };
};
async function watchCheck(means, watch2, check, subject, untilMs) {
  let { clock, say, signal } = means.ports, head = headOf2(check);
  if (check.kind === "logs") {
    let seconds = Math.max(1, (untilMs - clock.now().getTime()) / 1e3), config = { ...check, watchSeconds: seconds, lookBackSeconds: seconds, region: void 0 };
    return { ...await watchLogs(means, config, subject), ...head };
  }
  let conclude = (verdict, detail) => ({
    ...head,
    verdict,
    detail,
    lines: [],
    latencyMs: seen2.last?.latencyMs ?? null
  }), thresholds = check.kind === "http" ? check : {}, look = looker(means, watch2, check, subject), seen2 = NOTHING_SEEN;
  if (typeof look == "string") return conclude("unavailable", look);
  for (; ; ) {
    let one = await untilAborted(signal, look);
    seen2 = addLook(seen2, one), one.kind !== "right" && say(`${check.name} ${one.kind === "wrong" ? "is wrong" : "has no data"}: ${one.detail}`);
    let isOver = clock.now().getTime() >= untilMs && !isInDoubt(watch2, seen2), fault = faultOf(watch2, thresholds, seen2, isOver);
    if (fault !== null) return conclude("fail", fault);
    if (isOver) {
      let gap = gapIn(watch2, seen2);
      return gap === null ? conclude("pass", `${seen2.right} of ${seen2.right + seen2.wrong} looks were right: ${one.detail}`) : conclude("unavailable", gap);
    }
    let leftMs = Math.max(0, untilMs - clock.now().getTime()), delayMs = nextLookMs(watch2, seen2);
    await clock.sleep(isInDoubt(watch2, seen2) ? delayMs : Math.min(delayMs, leftMs), signal);
  }
}
function looker({ ports, context }, { everySeconds }, check, { stage, urls, expected, deployedAtMs }) {
  if (check.kind === "alarms") {
    let names = check.alarms.map((name) => fill(name, { stage, app: context.config.app }));
    return async () => readAlarms(names, await ports.logs.alarms(stage, names), deployedAtMs ?? 0);
  }
  let missing = missingPlaceholders(check.url, urls);
  if (missing.length > 0) return `the stage has no ${missing.join(", ")}`;
  let url = fill(check.url, urls), timeoutMs = Math.max(1, Math.min(MAX_LOOK_MS, everySeconds * 1e3));
  if (check.kind === "http")
    return async () => {
      let { right, reached, latencyMs, detail } = readCheck(
        check,
        url,
        await ports.prober.probe(check, url, timeoutMs),
        expected
      );
      return { kind: right ? "right" : reached ? "wrong" : "none", latencyMs, detail };
    };
  let request = requestOf(check);
  return async () => {
    let observed = await ports.prober.probe(request, url, timeoutMs);
    if (observed.kind === "error") return { kind: "none", latencyMs: null, detail: observed.message };
    let json = readJson(observed.body);
    return observed.status !== 200 ? { kind: "none", latencyMs: null, detail: `status ${observed.status}` } : json.ok ? { ...readValues(check.expect, json.value), latencyMs: observed.latencyMs } : { kind: "none", latencyMs: null, detail: "the answer is not JSON" };
  };
}

// src/core/gates/waivers.ts
var MAX_WHY = 500, BETWEEN = /\n|,\s*(?=[\w-]+(?:@[^=,\s]*)?=)/;
function readWaivers(text, now, explained) {
  let read = (text ?? "").split(BETWEEN).map((part) => part.trim()).filter((part) => part !== "").map(readWaiver), problems = read.flatMap((one, index) => {
    let repeated = read.findIndex(({ waiver }) => waiver.gate === one.waiver.gate) !== index;
    return [...one.problems, ...refusals(one.waiver, repeated, now, explained)].map((message) => ({
      path: `--waive ${one.waiver.gate || JSON.stringify(clip(one.text))}`,
      message
    }));
  });
  if (problems.length > 0) throw refused(problems);
  return read.map(({ waiver }) => waiver);
}
var TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;
function readWaiver(text) {
  let [, gate = "", time, why2] = /^([\w-]+)(?:@([^=]*))?(?:=(.*))?$/s.exec(text) ?? [], isTime = time !== void 0 && TIME.test(time) && !Number.isNaN(Date.parse(time)), waiver = { gate, why: (why2 ?? "").trim(), until: isTime ? new Date(time).toISOString() : null };
  if (gate === "") return { text, waiver, problems: ["is not GATE=WHY"] };
  let badTime = time !== void 0 && !isTime ? [`${JSON.stringify(clip(time))} is not a time such as 2026-03-01T18:00Z`] : [];
  return { text, waiver, problems: badTime };
}
var RULES = new Map(
  Object.entries(GATES).map(([id, { waiver }]) => [id, waiver])
);
function refusals({ gate, why: why2, until }, repeated, now, explained) {
  if (gate === "") return [];
  let rule = RULES.get(gate);
  return [
    ...rule === void 0 ? [`is not a gate that can be waived; those are ${waivableGates().join(", ")}`] : [],
    ...typeof rule == "object" ? [`cannot be waived: ${rule.never}`] : [],
    ...rule === "with-reason" && !explained ? ["also needs a reason for the run: --reason '…'"] : [],
    ...why2 === "" ? ["needs a reason: GATE=WHY"] : [],
    ...why2.length > MAX_WHY ? [`its reason is longer than ${MAX_WHY} characters`] : [],
    ...repeated ? ["is given twice"] : [],
    ...until !== null && hasExpired(until, now) ? [`expired at ${until}`] : []
  ];
}
var hasExpired = (until, now) => Date.parse(until) <= now.getTime(), waivableGates = () => [...RULES].filter(([, rule]) => typeof rule == "string").map(([gate]) => gate), refused = (problems) => usageError("WAIVER_REFUSED", "The waivers cannot be accepted.", problems);
function waive(gates, waivers, by, now) {
  return gates.map((gate) => {
    let waiver = waivers.find(({ gate: id }) => id === gate.id);
    if (waiver === void 0) return gate;
    if (gate.status !== "fail") return { ...gate, detail: `${gate.detail} (its waiver was not needed)` };
    let { why: why2, until } = waiver;
    return until !== null && hasExpired(until, now) ? { ...gate, detail: `${sentence(gate.detail)} Its waiver expired at ${until}.` } : { ...gate, status: "waived", fix: null, waived: { by, why: why2, until } };
  });
}
var waiverLine = ({ by, why: why2, until }) => `waived by ${by} until ${until ?? "this run ends"}: ${why2}`, oneWayWaivers = (gates, why2) => waiversOf(["migrations", "readiness"], gates, why2), allowOlderWaivers = (gates, why2) => waiversOf(["older"], gates, why2), overMigrationsWaivers = (gates, why2) => waiversOf(["migrations"], gates, why2), waiversOf = (ids, gates, why2) => why2 === null ? [] : gates.filter(({ id, status }) => ids.includes(id) && status === "fail").map(({ id }) => ({ gate: id, why: why2, until: null }));

// src/release/await-ci.ts
var POLL_MS2 = 2e4, APPEAR_MS = 6e4, MAX_MISSED = 3;
async function awaitCi(run, facts, waitSeconds, gather) {
  let { release, inputs } = facts, { ci } = inputs, inTheWay = (await facts.judge(facts.views)).filter(({ status }) => status === "fail"), onlyCi = inTheWay.length === 1 && inTheWay[0]?.id === "ci";
  if (waitSeconds === 0 || release === null || !onlyCi || !mayChange(ci)) return facts;
  let { latest } = await run.phase(
    "ci",
    async () => {
      await watch(run, release, ci, waitSeconds * 1e3);
      let latest2 = await gather(), gates = await latest2.judge(latest2.views);
      return { latest: latest2, gate: gates.find(({ id }) => id === "ci") };
    },
    ({ gate }) => ({ ok: gate.status === "pass", detail: gate.detail })
  );
  return latest;
}
var mayChange = (ci) => ci.kind === "known" && isUndecided(ci.value);
async function watch(run, release, first, waitMs) {
  let { clock, say, signal } = run.ports, started = clock.now().getTime(), said = "", missed = 0;
  for (let seen2 = first; ; seen2 = await checkCi(run, release)) {
    if (missed = seen2.kind === "known" ? 0 : missed + 1, missed > MAX_MISSED || seen2.kind === "known" && !isUndecided(seen2.value)) return;
    let limitMs = seen2.kind === "known" && seen2.value.checks.length === 0 ? Math.min(waitMs, APPEAR_MS) : waitMs, leftMs = started + limitMs - clock.now().getTime();
    if (leftMs <= 0 || signal.aborted) return;
    let line = `waiting for CI: ${describe(seen2)}`;
    line !== said && say(`${line} (at most ${formatDuration(leftMs)})`), said = line, await clock.sleep(Math.min(leftMs, POLL_MS2), signal).catch(() => {
    });
  }
}
function describe(seen2) {
  switch (seen2.kind) {
    case "known":
      return listSome(unfinished(seen2.value)) || "no check has reported yet";
    case "unavailable":
      return seen2.message;
    case "skipped":
      return seen2.why;
  }
}

// src/release/deploy-facts.ts
var NO_TAG = { sha: null, onMain: null, mainRemote: null, shallow: !1 }, NO_WORD = { waivers: [], allowOneWay: null, allowOlder: null };
async function gatherFacts(run, stage, tag, word, offline = !1) {
  let { repository, ledger, clock } = run.ports, { tagPrefix, mainBranch, migrations, gates: rules } = run.context.config, releaseBranches = run.context.config.releaseBranches ?? null, stages = stage === "production" ? ["production", "staging"] : ["staging"], isVersion = parseTag(tag, tagPrefix) !== null, [before, found] = await Promise.all([
    ledger.read(stages),
    isVersion ? repository.lookUp(tag, mainBranch) : NO_TAG
  ]), release = found.sha === null ? null : { tag, sha: found.sha }, delta = deltasTo(run, release), asksBranches = releaseBranches !== null || found.onMain !== !0, [{ nearest, newest }, branches, inputs] = await Promise.all([
    release === null ? meantBy(repository, tag, tagPrefix) : { nearest: [], newest: null },
    release === null || !asksBranches ? [] : repository.branchesWith(release.sha),
    gatherInputs(run, stage, release, viewOf(before, stage).state, offline),
    delta(afterDeath(viewOf(before, stage).state))
  ]), views = inputs.observed.sighting === "drift" ? await ledger.read(stages) : before, { tip, state: now } = viewOf(views, stage);
  return tip !== viewOf(before, stage).tip && (inputs.observed = await observeStage(run, stage, now)), { ...{
    release,
    inputs,
    delta,
    views,
    refresh: async (seen2) => {
      Object.assign(inputs, await gatherPassing(run, stage, release, viewOf(seen2, stage).state));
    }
  }, judge: async (seen2) => {
    let state = afterDeath(viewOf(seen2, stage).state), gateFacts = {
      stage,
      tag,
      tagPrefix,
      mainBranch,
      ...found,
      releaseBranches,
      branches,
      mainRule: rules.main,
      nearest,
      newest,
      state,
      staging: viewOf(seen2, "staging").state,
      inputs,
      delta: await delta(state),
      migrationPolicy: migrations?.fence.deploy ?? null
    }, gates = judgeGates(gateFacts), waivers = [
      ...word.waivers,
      ...oneWayWaivers(gates, word.allowOneWay),
      ...allowOlderWaivers(gates, word.allowOlder)
    ];
    return waive(gates, waivers, run.context.identity.actor, clock.now());
  } };
}
async function meantBy(repository, tag, tagPrefix) {
  let names = await repository.tags(), newest = sortVersionTags(names, tagPrefix)[0]?.tag ?? null;
  return { nearest: nearestTags(tag, names, tagPrefix), newest };
}

// src/release/migrate.ts
async function migrate(locked, release, config) {
  let result2 = await locked.run.phase(
    "migrate",
    () => runMigrations(locked, release, config),
    (done) => ({
      ok: done.ok,
      detail: done.ok ? describeHeads(done.before, done.head) : done.reason.message
    })
  );
  if (!result2.ok) return result2.reason;
  let { before, head } = result2, { tag, sha } = release, detail = describeHeads(before, head);
  return await locked.append(locked.entry("migrated", { tag, sha, detail, migration: { before, head } })), null;
}
async function runMigrations(locked, release, { databaseUrl, timeoutSeconds }) {
  let { run, stage, fence, signal } = locked, { migrator, credentials, say } = run.ports, obtained = databaseUrl?.secret === void 0 ? NONE : await credentials.obtain(stage, timeoutSeconds);
  if (!obtained.ok)
    return { ok: !1, touched: !1, before: null, head: null, reason: obtained.reason, log: [] };
  let { env, secrets } = obtained;
  return migrator.migrate({
    stage,
    release,
    runId: run.runId,
    fence,
    credentials: { env, secrets },
    signal,
    say,
    claimEffect: (detail) => locked.claimEffect("migrate", release, detail)
  });
}
var NONE = { ok: !0, env: {}, secrets: {} };

// src/core/plan/digest.ts
var SECTIONS = {
  release: "the release",
  running: "what the stage runs",
  migrations: "the migrations",
  secrets: "the missing secrets",
  gates: "the gates",
  rollback: "the way back",
  infrastructure: "the infrastructure changes"
}, sectionNames = Object.keys(SECTIONS), UNSEEN = /* @__PURE__ */ Symbol("unseen"), DIGITS = 16, UNSEEN_DIGITS = "-";
function planDigest(facts, sha256) {
  let sections = sectionsOf(facts);
  return ["plan1", ...sectionNames.map((name) => partOf(sections[name], sha256))].join(".");
}
var partOf = (section, sha256) => section === UNSEEN ? UNSEEN_DIGITS : sha256(canonicalJson(section)).slice(0, DIGITS);
function sectionsOf(facts) {
  let { stage, tag, sha, running, migrations, secrets, gates, readiness, infrastructure } = facts;
  return {
    release: { stage, tag, sha },
    running: running && releaseOf2(running),
    migrations: known2(
      migrations,
      (list) => sorted(list.map(({ path, change, risk, reasons, down }) => ({ path, change, risk, reasons, down })))
    ),
    secrets: seen(secrets, sorted),
    gates: Object.fromEntries(
      gates.filter(({ id }) => !APART.includes(id)).map((gate) => [gate.id, statusOf(gate)])
    ),
    rollback: readiness && {
      target: readiness.target && releaseOf2(readiness.target),
      oneWay: sorted(readiness.oneWay.map(({ why: why2 }) => why2))
    },
    infrastructure: seen(
      infrastructure,
      (changes) => sorted(changes.map(({ op, type, name }) => ({ op, type, name })))
    )
  };
}
var releaseOf2 = ({ tag, sha }) => ({ tag, sha }), known2 = (fact, show) => fact.kind === "known" ? show(fact.value) : { [fact.kind]: !0 }, seen = (fact, show) => fact.kind === "unavailable" ? UNSEEN : known2(fact, show), sorted = (list) => list.map((item) => ({ item, key: canonicalJson(item) })).sort((a, b) => a.key < b.key ? -1 : 1).map(({ item }) => item), APART = ["lock", "credentials", "secrets", "migrations", "readiness", "plan"];
function statusOf({ id, status, code }) {
  return code === "CI_UNFINISHED" || id === "drift" && status === "skipped" ? "pass" : status === "waived" ? "fail" : status;
}
var DIGEST = new RegExp(`^plan1(\\.([0-9a-f]{${DIGITS}}|${UNSEEN_DIGITS})){${sectionNames.length}}$`), isPlanDigest = (text) => DIGEST.test(text), covers = (digest, section) => partsOf(digest)[sectionNames.indexOf(section)] !== UNSEEN_DIGITS, partsOf = (digest) => digest.split(".").slice(1);
function changedSections(expected, actual) {
  let after = partsOf(actual);
  return sectionNames.filter(
    (name, index) => covers(expected, name) && partsOf(expected)[index] !== after[index]
  ).map((name) => SECTIONS[name]);
}
function planGate(expected, actual, stage) {
  let changed = changedSections(expected, actual);
  return gateResult(
    headOf("plan"),
    changed.length === 0 ? pass(`still ${actual}`) : fail("PLAN_CHANGED", `Something has changed since the plan was made: ${changed.join(", ")}.`),
    stage
  );
}

// src/release/plan-snapshot.ts
function snapshotsOf(run, stage, tag, facts, asksDeployer = !0) {
  let { release, inputs } = facts, answers = /* @__PURE__ */ new Map();
  return async (views, gates) => {
    let state = afterDeath(viewOf(views, stage).state), running = state.running?.sha ?? "", infrastructure = answers.get(running) ?? (asksDeployer ? askDeployer(run, stage, release) : Promise.resolve(NOT_ASKED));
    answers.set(running, infrastructure);
    let delta = await facts.delta(state), policy = run.context.config.migrations?.fence.deploy ?? null, found = {
      stage,
      tag,
      sha: release?.sha ?? null,
      running: state.running,
      migrations: delta.migrations,
      secrets: missingSecrets(inputs),
      gates,
      readiness: release && judgeReadiness(state, release, delta, policy, inputs.observed),
      infrastructure: await infrastructure
    };
    return { facts: found, digest: planDigest(found, run.ports.sha256) };
  };
}
function judgeExpected(run, stage, tag, facts, expected) {
  if (expected === null) return facts.judge;
  let snapshot = snapshotsOf(run, stage, tag, facts, covers(expected, "infrastructure"));
  return async (views) => {
    let gates = await facts.judge(views), { digest } = await snapshot(views, gates);
    return [...gates, planGate(expected, digest, stage)];
  };
}
var missingSecrets = ({ secrets }) => secrets.kind === "known" ? { kind: "known", value: unmet(secrets.value).map(({ name }) => name) } : secrets, NOT_ASKED = unavailable("the approved plan did not show it");
async function askDeployer({ ports, context, runId, purpose }, stage, release) {
  let { deployer, credentials, signal, say } = ports;
  if (release === null) return skipped("there is no commit to judge");
  if (deployer.plan === void 0) return skipped("the deployer cannot tell before it deploys");
  let obtained = await credentials.obtain(stage, phaseSeconds(context.config), purpose);
  if (!obtained.ok) return unavailable(obtained.reason.message);
  let { env, secrets } = obtained;
  return deployer.plan({ stage, release, runId, credentials: { env, secrets }, signal, say });
}

// src/core/verify/slack.ts
var slackBody = (challenge) => JSON.stringify({ type: "url_verification", challenge, token: "release-pipeline" }), slackBase = (timestamp, body) => `v0:${timestamp}:${body}`;
function slackRequest(url, body, timestamp, signature) {
  return {
    name: "slack",
    url,
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-slack-request-timestamp": String(timestamp),
      "x-slack-signature": `v0=${signature}`
    },
    body,
    expect: { status: 200 },
    followRedirects: !1,
    // Slack adds nothing to the address
    cacheBusting: !1,
    optional: !1
  };
}
function readSlackAnswer(url, observed, challenge) {
  let base = {
    name: "slack",
    url: observed.asked ?? url,
    optional: !1,
    served: "unknown",
    claim: null,
    said: NOTHING_SAID,
    showsCommit: !1,
    retryAfterMs: null,
    latencyMs: Math.round(observed.latencyMs),
    answer: null
  };
  if (observed.kind === "error") {
    let reached = observed.error !== "unreachable";
    return { ...base, right: !1, reached, status: null, detail: observed.message };
  }
  let { status, body } = observed, right = status === 200 && (body.trim() === challenge || challengeIn(body) === challenge), detail = right ? "the signed challenge came back" : faultOf2(status);
  return { ...base, right, reached: !0, status, detail };
}
function faultOf2(status) {
  return status === 401 || status === 403 ? `status ${status}: the signature was refused, so the application may have another signing secret` : status === 200 ? "the answer lacks the challenge" : `status ${status}, not 200`;
}
function challengeIn(body) {
  try {
    return JSON.parse(body)?.challenge;
  } catch {
    return;
  }
}

// src/core/verify/verification.ts
function concludeVerification(checks, durationMs) {
  let open = checks.filter(({ verdict }) => verdict !== "pass"), failed2 = open.filter(({ optional }) => !optional), described = (failed2.length > 0 ? failed2 : open).map(
    ({ name, verdict, detail }) => `${name} ${WORDS[verdict]}: ${detail}`
  );
  if (failed2.length > 0) return { verdict: "fail", detail: described.join("; "), durationMs, checks };
  let passed = counted(checks.length - open.length, "check"), rest = described.length === 0 ? "" : `; not required: ${described.join("; ")}`;
  return { verdict: "pass", detail: `${passed} passed${rest}`, durationMs, checks };
}
var WORDS = {
  pass: "passed",
  fail: "failed",
  unavailable: "could not be judged",
  skipped: "was not looked at"
}, skipVerification = (names, why2) => ({
  verdict: "fail",
  detail: `nothing was verified: ${why2}`,
  durationMs: 0,
  checks: names.map((check) => ({ ...check, verdict: "skipped", detail: why2, latencyMs: null, lines: [] }))
}), INTERVAL_MS = 2e3;
function decideAttempt({ right, reached, retryAfterMs }, leftMs) {
  if (right) return { kind: "verdict", verdict: "pass" };
  let delayMs = Math.max(INTERVAL_MS, retryAfterMs ?? 0);
  return leftMs > delayMs ? { kind: "again", delayMs } : { kind: "verdict", verdict: reached ? "fail" : "unavailable" };
}

// src/release/run-verification.ts
function configuredVerification({ verify }) {
  if (verify !== void 0) return verify;
  throw usageError("CONFIG_INVALID", "pipeline.json does not say what to verify.", [
    { path: "verify", message: "is missing" }
  ]);
}
function verificationPhase(run, verify, subject, signal) {
  let means = { context: run.context, ports: { ...run.ports, signal } };
  return run.phase(
    "verification",
    () => runVerification(means, verify, subject),
    ({ verdict, detail }) => ({ ok: verdict === "pass", detail: `${verdict}: ${detail}` })
  );
}
async function runVerification(means, config, subject) {
  let { clock, say } = means.ports, startedAt = clock.now().getTime(), { checks, logs, slack } = config, shown2 = async (check) => {
    let { name, verdict, detail } = await check;
    return say(`${name} ${verdict}: ${detail}`), check;
  }, pending = [
    ...checks.map((check) => shown2(verifyHttp(means, check, subject))),
    ...slack === void 0 ? [] : [shown2(verifySlack(means, slack, subject))],
    ...logs === void 0 ? [] : [shown2(watchLogs(means, logs, subject))]
  ];
  return await Promise.allSettled(pending), concludeVerification(await Promise.all(pending), clock.now().getTime() - startedAt);
}
function verifyHttp(means, check, subject) {
  let { name, optional, deadlineSeconds } = check;
  return untilRight(
    means,
    { name, kind: "http", optional, deadlineSeconds },
    check.url,
    subject,
    async (url, ms) => readCheck(check, url, await means.ports.prober.probe(check, url, ms), subject.expected)
  );
}
async function verifySlack(means, slack, subject) {
  let { prober, slackSigner, clock } = means.ports, challenge = means.context.identity.runId, body = slackBody(challenge), head = { name: "slack", kind: "slack", ...slack }, signed = await slackSigner(slackBase(0, body));
  if (signed.kind !== "known") {
    let detail = signed.kind === "skipped" ? signed.why : signed.message;
    return result(head, "unavailable", detail);
  }
  return untilRight(means, head, slack.url, subject, async (url, ms) => {
    let timestamp = Math.floor(clock.now().getTime() / 1e3), { value } = await slackSigner(slackBase(timestamp, body));
    return readSlackAnswer(
      url,
      await prober.probe(slackRequest(url, body, timestamp, value), url, ms),
      challenge
    );
  });
}
async function untilRight({ ports: { clock, signal } }, { deadlineSeconds, ...head }, template, { urls }, ask) {
  let missing = missingPlaceholders(template, urls);
  if (missing.length > 0) return result(head, "unavailable", `the stage has no ${missing.join(", ")}`);
  let url = fill(template, urls), endsAt = clock.now().getTime() + deadlineSeconds * 1e3, leftMs = () => endsAt - clock.now().getTime();
  for (; ; ) {
    let timeoutMs = Math.max(1, Math.ceil(leftMs())), reading = await untilAborted(signal, () => ask(url, timeoutMs)), decision = decideAttempt(reading, leftMs());
    if (decision.kind === "verdict")
      return result(head, decision.verdict, reading.detail, reading.latencyMs);
    await clock.sleep(decision.delayMs, signal);
  }
}
var result = ({ name, kind, optional }, verdict, detail, latencyMs = null) => ({ name, kind, optional, verdict, detail, latencyMs, lines: [] }), checksOf = ({ checks, logs, slack }) => [
  ...checks.map(({ name, optional }) => ({ name, kind: "http", optional })),
  ...slack === void 0 ? [] : [{ name: "slack", kind: "slack", optional: slack.optional }],
  ...logs === void 0 ? [] : [logsCheck(logs)]
];

// src/release/deploy.ts
async function deploy(context, request) {
  let { stage, tag } = request, verify = request.verify === !0 ? configuredVerification(context.config) : null, run = new Run(context, `deploy-${stage}`, stage, tag), word = wordOf(run, request), expected = request.expect ?? null, gather = () => gatherFacts(run, stage, tag, word), found = await run.phase("resolve", gather, describeFacts(tag)), facts = await awaitCi(run, found, context.config.gates.ci?.waitSeconds ?? 0, gather), { release, views, refresh } = facts, judge = judgeResumable(judgeExpected(run, stage, tag, facts, expected), stage, release);
  release !== null && firstFailure(await judge(views)) === null && run.ports.deployer.prepare?.(stage, release);
  let acquired = await run.phase(
    "gates",
    () => acquireLock(run, stage, { ...request, subject: release, judge, refresh, views }),
    describeAcquired
  );
  if (acquired.kind !== "acquired") return recordRefusal(run, acquired, { sha: release?.sha ?? null });
  let subject = release, { locked, gates } = acquired, { running, quarantine } = locked.view.state, begun = begunRollback({ lock: locked.takenOver, quarantine }, subject), watch2 = context.config.stages[stage].watch, open = openWatchOf(locked.view.state);
  open !== null && open.sha !== subject.sha && run.ports.say(`${describeRelease(open)} was never watched to the end, and stays unverified`);
  let ending = await keepingStage(locked, () => begun !== null ? resumeRollback(locked, begun) : watch2 !== void 0 && open?.sha === subject.sha ? resumeWatch(locked, open, watch2) : releaseTo(locked, subject, verify, request.detach === !0)), previous = running && { tag: running.tag, sha: running.sha };
  return recordEnding(locked, ending, { sha: subject.sha, previous, gates });
}
var releaseTo = (locked, release, verify, detach) => endingOf(
  locked,
  async () => {
    let migrations = locked.run.context.config.migrations?.run;
    if (migrations?.when === "before") {
      let refused2 = await migrate(locked, release, migrations);
      if (refused2 !== null) return failed(release, refused2);
    }
    let deployed = await deployAndSmoke(locked, release, "deploy");
    if (deployed.kind === "inconclusive") return inconclusive(release, deployed.reason);
    if (deployed.kind === "bad") return onBadVersion(locked, release, deployed);
    if (migrations?.when === "after") {
      let refused2 = await migrate(locked, release, migrations);
      if (refused2 !== null) return failed(release, refused2);
    }
    if (verify !== null) {
      let { verdict, detail } = await verifyDeployed(locked, verify, release, deployed.outputs);
      if (verdict === "fail")
        return onVerificationFailed(locked, verify, release, reason("VERIFICATION_FAILED", detail));
    }
    let { watch: watch2 } = locked.run.context.config.stages[locked.stage];
    if (watch2 === void 0) return { outcome: "deployed", release, reason: null };
    let until = new Date(locked.run.ports.clock.now().getTime() + watch2.minutes * 6e4).toISOString();
    return detach ? { outcome: "deployed", release, reason: null, watching: until } : onWatched(locked, release, deployed.outputs, watch2, until);
  },
  (why2) => failed(release, why2)
);
async function verifyDeployed(locked, verify, release, outputs) {
  await locked.flush();
  let { run, stage, signal } = locked, { tagPrefix, stages } = run.context.config, { startedAt, durationMs } = run.phases.find(({ name }) => name === "deploy"), deployedAtMs = Date.parse(startedAt) + durationMs, urls = { ...stages[stage].urls, ...outputs };
  return verificationPhase(
    run,
    verify,
    { stage, expected: { ...release, tagPrefix }, urls, deployedAtMs },
    signal
  );
}
function onVerificationFailed(locked, { rollback }, release, why2) {
  return rollback !== !0 ? { ...failed(release, why2), doubted: release } : onBadVersion(locked, release, { kind: "bad", reason: why2, changed: !0, judged: !0 });
}
function wordOf(run, { waive: waive2, reason: because, allowOneWay, allowOlder }) {
  return { waivers: readWaivers(waive2 ?? null, run.startedAt, because !== null), allowOneWay: allowOneWay ?? null, allowOlder: allowOlder ?? null };
}
var describeFacts = (tag) => ({ release }) => ({
  ok: !0,
  detail: release === null ? `no commit for ${JSON.stringify(clip(tag, MAX_TAG_LENGTH))}` : describeRelease(release)
}), describeAcquired = (acquired) => acquired.kind === "acquired" ? { ok: !0, detail: "all passed, lock taken" } : { ok: !1, detail: `${acquired.reason.code}: ${acquired.reason.message}` };

export {
  foldEntry,
  afterDeath,
  isQuarantined,
  stageToLeave,
  findRollbackTarget,
  judgeFrozen,
  judgeQuarantine,
  invalidTag,
  judgeTag,
  headOf,
  isPlanDigest,
  readWaivers,
  waive,
  waiverLine,
  overMigrationsWaivers,
  lockGate,
  describeOwner,
  LockMonitor,
  acquireLock,
  awaitCi,
  rollbackTargetGate,
  rollbackCredentialsGate,
  RollbackMigrations,
  smokePhase,
  endingOf,
  recordEnding,
  recordRefusal,
  appendWithReport,
  performRollback,
  NO_WORD,
  gatherFacts,
  meantBy,
  keepingStage,
  snapshotsOf,
  skipVerification,
  configuredVerification,
  verificationPhase,
  checksOf,
  openWatchOf,
  resumeWatch,
  deploy,
  describeAcquired
};
