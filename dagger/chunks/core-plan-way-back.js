// Made by `npm run build` from src/engine: change it there.
import {
  afterDeath
} from "./core-ledger-fold.js";
import {
  describeMigrations
} from "./core-migrations-sql-risk.js";
import {
  describeRelease
} from "./core-stage.js";
import {
  reason
} from "./core-reasons.js";
import {
  bare
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
  let passedOver = state.verified.map(
    (release) => `${describeRelease(release)} ${whyNot(state, leaving, release.sha)}`
  ), message = passedOver.length === 0 ? noneVerified(state) : `No other version can be rolled back to: ${passedOver.join("; ")}.`;
  return none("NO_ROLLBACK_TARGET", message);
}
var noneVerified = ({ quarantine }) => quarantine.length === 0 ? "No version has passed smoke on this stage yet." : `No version counts as verified on this stage; quarantined: ${quarantine.map(describeRelease).join(", ")}.`;
function namedRollbackTarget(state, tag) {
  let { running, verified, quarantine } = state;
  if (running?.tag === tag)
    return none("ROLLBACK_TARGET_RUNNING", `The stage already runs ${describeRelease(running)}.`);
  let target = verified.find((release) => release.tag === tag && !isQuarantined(state, release.sha));
  if (target !== void 0)
    return target.sha === running?.sha ? none("ROLLBACK_TARGET_RUNNING", `${tag} is the commit that already runs as ${running.tag}.`) : { kind: "target", release: releaseOf(target), why: "named by --to" };
  let left = quarantine.find((release) => release.tag === tag);
  if (left !== void 0)
    return none(
      "VERSION_QUARANTINED",
      `${describeRelease(left)} was ${left.by === void 0 ? "rolled back" : `quarantined by ${left.by}`}: ${left.reason}`
    );
  let known = verified.map((release) => release.tag).join(", ") || "none", message = `${tag} is not among the verified versions that the stage remembers: ${known}.`, meant = verified.find((release) => release.tag.endsWith(tag))?.tag;
  return meant === void 0 ? none("ROLLBACK_TARGET_UNKNOWN", message) : none("ROLLBACK_TARGET_UNKNOWN", `${message} Did you mean ${meant}?`, `Name it in full: --to ${meant}.`);
}
var releaseOf = ({ tag, sha }) => ({ tag, sha }), none = (code, message, fix) => ({
  kind: "none",
  reason: reason(code, message, fix)
}), isQuarantined = (state, sha) => state.quarantine.some((one) => one.sha === sha);
function whyNot({ quarantine }, leaving, sha) {
  if (sha === leaving?.sha) return "is the one to roll back";
  let by = quarantine.find((one) => one.sha === sha)?.by;
  return by === void 0 ? "was rolled back" : `was quarantined by ${by}`;
}
function stageToLeave(state) {
  let dead = afterDeath(state), { running, unfinished } = dead;
  if (unfinished === void 0 || running === null || running.verified) return dead;
  let { from, to } = unfinished;
  return running.sha !== from.sha && running.sha !== to.sha ? dead : { ...dead, running: { ...from, verified: !1, outputs: {} } };
}
var findRollbackTarget = (state, to) => to === null ? chooseRollbackTarget(state, state.running) : namedRollbackTarget(state, to);

export {
  judgeReadiness,
  chooseRollbackTarget,
  isQuarantined,
  stageToLeave,
  findRollbackTarget
};
