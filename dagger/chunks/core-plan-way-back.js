// Made by `npm run build` from src/engine: change it there.
import {
  afterDeath
} from "./core-ledger-fold.js";
import {
  DEFAULT_SETTLE_SECONDS,
  DEFAULT_SETTLE_SHARE,
  describeMigrations
} from "./core-config-checks.js";
import {
  describeRelease,
  releaseIn
} from "./core-stage.js";
import {
  reason
} from "./core-reasons.js";
import {
  bare,
  isoSeconds,
  listSome
} from "./valibot.js";

// src/core/plan/way-back.ts
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
  return commit.kind !== "unavailable" ? [] : [{ why: `the way back is to ${describeRelease(target)}, and its commit is not here: ${bare(commit.message)}`, asks: !0 }];
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
function chooseRollbackTarget(state, leaving) {
  let target = state.verified.find(({ sha }) => sha !== leaving?.sha && !isQuarantined(state, sha));
  if (target !== void 0)
    return {
      kind: "target",
      release: releaseOf(target),
      why: "the last other version that passed smoke on this stage"
    };
  let { verified, quarantine } = state, kept = quarantine.filter(({ sha }) => sha !== leaving?.sha), message = verified.some(({ sha }) => sha === leaving?.sha) ? `No other version is verified on this stage${kept.length === 0 ? "" : `; quarantined: ${listSome(kept.map(describeRelease))}`}.` : noneVerified(state), [newest] = kept;
  return none("NO_ROLLBACK_TARGET", message, newest && afterAll(newest));
}
function afterAll({ tag, by }) {
  let open = by === void 0 ? "`unfreeze --stage STAGE --reason 'WHY'`" : `\`quarantine --tag ${tag} --lift --stage STAGE --reason 'WHY'\``;
  return `${reason("NO_ROLLBACK_TARGET").fix} If ${tag} was good after all: ${open}, then \`deploy-STAGE --tag ${tag}\`.`;
}
var noneVerified = ({ quarantine }) => quarantine.length === 0 ? "No version has passed smoke on this stage yet." : `No version counts as verified on this stage; quarantined: ${quarantine.map(describeRelease).join(", ")}.`;
function namedRollbackTarget(state, tag) {
  let { running, verified, quarantine } = state;
  if (running?.tag === tag) {
    let again = `Name another version with --to. To deploy it again: \`deploy-STAGE --tag ${tag}\`.`;
    return none("ROLLBACK_TARGET_RUNNING", `The stage already runs ${describeRelease(running)}.`, again);
  }
  let target = verified.find((release) => release.tag === tag && !isQuarantined(state, release.sha));
  if (target !== void 0)
    return target.sha === running?.sha ? none("ROLLBACK_TARGET_RUNNING", `${tag} is the commit that already runs as ${running.tag}.`) : { kind: "target", release: releaseOf(target), why: "named by --to" };
  let left = quarantine.find((release) => release.tag === tag);
  if (left !== void 0)
    return none(
      "VERSION_QUARANTINED",
      `${describeRelease(left)} was quarantined${left.by === void 0 ? "" : ` by ${left.by}`}: ${left.reason}`
    );
  let known = verified.map((release) => release.tag).join(", ") || "none", message = `${tag} is not among the verified versions that the stage remembers: ${known}.`, meant = verified.find((release) => release.tag.endsWith(tag))?.tag;
  return meant === void 0 ? none("ROLLBACK_TARGET_UNKNOWN", message) : none("ROLLBACK_TARGET_UNKNOWN", `${message} Did you mean ${meant}?`, `Name it in full: --to ${meant}.`);
}
var releaseOf = ({ tag, sha }) => ({ tag, sha }), none = (code, message, fix) => ({
  kind: "none",
  reason: reason(code, message, fix)
}), isQuarantined = (state, sha) => state.quarantine.some((one) => one.sha === sha);
function stageToLeave(state) {
  let dead = afterDeath(state), { running, unfinished } = dead;
  if (unfinished === void 0 || running === null || running.verified) return dead;
  let { from, to } = unfinished;
  return running.sha !== from.sha && running.sha !== to.sha ? dead : { ...dead, running: { ...from, verified: !1, outputs: {} } };
}
function nothingToLeave(state) {
  let { lock, frozen, unfinished } = state, { running } = afterDeath(state);
  if (running === null || !running.verified) return null;
  let choice = chooseRollbackTarget(state, running);
  if (choice.kind === "none") return null;
  let named = `To leave ${running.tag} all the same: \`rollback --stage STAGE --to ${choice.release.tag} --reason 'WHY'\`.`, dead = lock && releaseIn(lock);
  if (lock === null || dead === null) {
    if (frozen === null || unfinished !== void 0) return null;
    let message2 = `${describeRelease(running)} passed smoke on the stage since the stage was frozen, at ${isoSeconds(frozen.at)}: ${frozen.reason}`;
    return reason("ROLLBACK_TARGET_RUNNING", message2, `Leave it as it is, and find the cause. ${named}`);
  }
  let isSame = running.sha === dead.sha;
  if (isSame && !lock.command.startsWith("deploy-")) return null;
  let message = `The run that died had not begun to deploy ${`${describeRelease(dead)}${isSame ? " again" : ""}`}: the stage runs ${isSame ? "it" : describeRelease(running)}, verified.`;
  return reason("ROLLBACK_TARGET_RUNNING", message, `Leave it as it is, or deploy again. ${named}`);
}
function begunRollback({ lock, quarantine }, release) {
  let begun = lock?.rollback;
  if (begun === void 0 || begun.from.sha !== release?.sha) return null;
  let bad = quarantine.find(({ sha }) => sha === begun.from.sha);
  return bad === void 0 ? null : { ...begun, detail: bad.reason };
}
var findRollbackTarget = (state, to) => to === null ? chooseRollbackTarget(state, state.running) : namedRollbackTarget(state, to);

// src/core/smoke/smoke.ts
var answersWrongly = ({ checks }) => checks.some(({ optional, verdict }) => !optional && verdict === "fail"), NO_ATTEMPT = {
  attempts: 0,
  passes: 0,
  passingSinceMs: 0,
  wrongs: /* @__PURE__ */ new Map(),
  waits: 0,
  reached: !1,
  otherAtMs: null,
  notBeforeMs: 0,
  showsCommit: !1,
  checks: []
};
function addAttempt(progress, readings, atMs) {
  let required = readings.filter(({ optional }) => !optional), arrived = isArrived(required), checks = readings.map((reading) => resultOf(reading, arrived)), verdicts = checks.filter(({ optional }) => !optional), passed = verdicts.every(({ verdict }) => verdict === "pass"), wrong = verdicts.filter(({ verdict }) => verdict === "fail");
  return {
    attempts: progress.attempts + 1,
    passes: passed ? progress.passes + 1 : 0,
    passingSinceMs: progress.passes === 0 ? atMs : progress.passingSinceMs,
    wrongs: new Map(wrong.map(({ name }) => [name, (progress.wrongs.get(name) ?? 0) + 1])),
    waits: passed || wrong.length > 0 ? 0 : progress.waits + 1,
    reached: readings.some(({ reached }) => reached),
    otherAtMs: required.some(({ served }) => served === "other") ? atMs : progress.otherAtMs,
    notBeforeMs: atMs + Math.max(0, ...required.map((reading) => retryAfter(reading))),
    showsCommit: required.some(({ showsCommit }) => showsCommit),
    checks
  };
}
var retryAfter = ({ right, retryAfterMs }) => right ? 0 : retryAfterMs ?? 0, isArrived = (required) => required.some(({ served }) => served === "expected") && required.every(({ served, status }) => served !== "other" && status !== null);
function resultOf(reading, arrived) {
  let { name, url, optional, status, latencyMs, detail, answer } = reading, verdict = verdictOn(reading, arrived);
  return {
    name,
    url,
    optional,
    verdict,
    status,
    latencyMs,
    detail,
    ...answer === null ? {} : { answer }
  };
}
var ASK_AGAIN = [408, 425, 429], isGatewayError = (status) => [502, 503, 504].includes(status) || status >= 520 && status <= 530;
function verdictOn(reading, arrived) {
  let { right, reached, served, status } = reading;
  return right ? "pass" : reached ? !arrived || status === null || ASK_AGAIN.includes(status) || isGatewayError(status) && (served !== "expected" || reading.retryAfterMs !== null) ? "not-yet" : "fail" : "unreachable";
}
function decideSmoke(progress, settings, elapsedMs) {
  if (progress.passes >= settings.consecutive && confirmedAtMs(progress, settings) <= elapsedMs)
    return {
      kind: "verdict",
      verdict: "pass",
      detail: `${progress.passes} full ${progress.passes === 1 ? "pass" : "passes in a row"}`
    };
  let worst = [...progress.wrongs].find(([, count]) => count >= settings.consecutive);
  if (worst !== void 0) {
    let [name, count] = worst;
    return {
      kind: "verdict",
      verdict: "fail",
      detail: `${name} was wrong ${count} times in a row: ${detailOf(progress, name)}`
    };
  }
  let delayMs = nextDelayMs(progress, settings, elapsedMs);
  return delayMs === null ? atDeadline(progress, settings, elapsedMs) : { kind: "again", delayMs };
}
var proofOf = ({ showsCommit }) => showsCommit ? "commit" : "version";
function confirmedAtMs({ passingSinceMs }, settings) {
  let confirmingMs = (settings.consecutive - 1) * settings.confirmIntervalSeconds * 1e3;
  return passingSinceMs + Math.max(confirmingMs, settleMs(settings));
}
var settleMs = ({ settleSeconds, deadlineSeconds }) => 1e3 * (settleSeconds ?? Math.min(DEFAULT_SETTLE_SECONDS, deadlineSeconds * DEFAULT_SETTLE_SHARE)), SETTLE_ATTEMPTS = 20, MIN_SETTLE_INTERVAL_MS = 100;
function nextDelayMs(progress, settings, elapsedMs) {
  let { intervalSeconds, maxIntervalSeconds, confirmIntervalSeconds, consecutive, deadlineSeconds } = settings, leftMs = deadlineSeconds * 1e3 - elapsedMs, confirmMs = confirmIntervalSeconds * 1e3;
  if (progress.waits === 0) {
    let delayMs = progress.passes === 0 ? confirmMs : passIntervalMs(settings);
    return delayMs < leftMs ? delayMs : null;
  }
  let roomMs = leftMs - Math.max(consecutive * confirmMs, settleMs(settings));
  if (roomMs <= 0) return null;
  let askedMs = progress.notBeforeMs - elapsedMs, growingMs = Math.min(intervalSeconds * 1e3 * 2 ** (progress.waits - 1), maxIntervalSeconds * 1e3);
  return Math.min(Math.max(growingMs, askedMs), roomMs);
}
function passIntervalMs(settings) {
  let confirmMs = settings.confirmIntervalSeconds * 1e3, ms = settleMs(settings);
  return ms === 0 ? confirmMs : Math.min(confirmMs, Math.max(MIN_SETTLE_INTERVAL_MS, ms / SETTLE_ATTEMPTS));
}
function atDeadline(progress, settings, elapsedMs) {
  let late = `no time left to pass within ${settings.deadlineSeconds} s: ${firstFault(progress, elapsedMs)}`;
  return progress.reached ? { kind: "verdict", verdict: "fail", detail: `not right, and ${late}` } : { kind: "verdict", verdict: "inconclusive", detail: `nothing could be reached, and ${late}` };
}
function firstFault({ checks, otherAtMs }, elapsedMs) {
  let fault = checks.find(({ optional, verdict }) => !optional && verdict !== "pass");
  return fault !== void 0 ? `${fault.name}: ${fault.detail}` : otherAtMs === null ? "it passed, but not often enough in a row" : `it passed, but another version still answered ${Math.round((elapsedMs - otherAtMs) / 100) / 10} s before`;
}
var detailOf = ({ checks }, name) => checks.find((check) => check.name === name).detail;

export {
  judgeReadiness,
  chooseRollbackTarget,
  isQuarantined,
  stageToLeave,
  nothingToLeave,
  begunRollback,
  findRollbackTarget,
  answersWrongly,
  NO_ATTEMPT,
  addAttempt,
  isGatewayError,
  decideSmoke,
  proofOf
};
