// Made by `npm run build` from src/engine: change it there.
import {
  ciRunText
} from "./core-ledger-owner.js";
import {
  releaseIn
} from "./core-stage.js";
import {
  property
} from "./core-json.js";

// src/core/figures/runs.ts
var RUN_OUTCOMES = [
  "deployed",
  "done",
  "blocked",
  "failed",
  "rolled-back",
  "rollback-failed",
  "inconclusive",
  "unfinished"
], ENDINGS = {
  verified: "deployed",
  failed: "failed",
  inconclusive: "inconclusive",
  "rolled-back": "rolled-back",
  "rollback-failed": "rollback-failed",
  lost: "failed",
  /** a hook refused the version */
  blocked: "blocked"
};
function recordsByRun(records) {
  let runs = /* @__PURE__ */ new Map();
  for (let record of records.toReversed()) {
    let known = runs.get(record.runId);
    known === void 0 ? runs.set(record.runId, [record]) : known.push(record);
  }
  return [...runs.values()];
}
function runsOf(records) {
  let deaths = deathsIn(records);
  return recordsByRun(records).map((own) => runOf(own, deaths)).toReversed();
}
var isWhole = ([first]) => first.seq === 1 || first.seq === void 0 && (first.kind === "started" || !isOwners(first)), isOwners = ({ kind, state, runId }) => state.lock?.runId === runId || kind !== "verified" && kind !== "blocked" && ENDINGS[kind] !== void 0;
function runOf(records, deaths) {
  let [first] = records, { stage, runId, command, actor, at: startedAt } = first, started = ((kind) => records.find((record) => record.kind === kind))("started"), held = records.some(isOwners), ending = held ? records.findLast(({ kind }) => ENDINGS[kind] !== void 0) : records.at(-1), last = ending ?? records.at(-1), subject = started?.tag ? started : last, changed = hasChanged(records, ending), endedAt = ending?.at ?? deaths.get(runId) ?? null, ran = property(last.report, "durationMs"), ci = started?.runner?.ci;
  return {
    stage,
    runId,
    command,
    actor,
    startedAt,
    endedAt,
    outcome: ending === void 0 ? "unfinished" : outcomeOf(ending, held, changed),
    durationMs: typeof ran == "number" ? ran : endedAt === null ? null : Date.parse(endedAt) - Date.parse(startedAt),
    tag: subject.tag,
    sha: subject.sha,
    changed,
    deployedAt: changed ? deployedAtOf(records, subject.sha, ending) : null,
    rollback: rollbackOf(records),
    reason: records.find(({ reason, kind }) => reason !== null && kind !== "waived")?.reason ?? null,
    code: last.code,
    detail: last.detail,
    fixes: started?.fixes ?? null,
    ciRun: ci ? ciRunText(ci) : textOf(property(last.report, "ciRun"))
  };
}
var textOf = (value) => typeof value == "string" ? value : null;
function outcomeOf(ending, held, changed) {
  return held ? ending.kind === "lost" ? changed ? "inconclusive" : "failed" : ending.kind === "verified" && !ending.command.startsWith("deploy-") ? "done" : ENDINGS[ending.kind] : ending.kind === "blocked" ? "blocked" : ending.kind === "unverified" ? "failed" : "done";
}
function hasChanged(records, ending) {
  let has = (kind) => records.some((record) => record.kind === kind), begun = records.some(({ effect }) => effect === "deploy" || effect === "rollback") || has("deployed");
  return ending === void 0 ? begun : ending.kind === "blocked" ? !1 : ending.kind === "lost" ? ending.changed === !0 : ending.kind === "failed" || ending.kind === "inconclusive" ? ending.changed !== !1 : ending.kind === "verified" ? ending.command.startsWith("deploy-") : begun || ending.kind === "rolled-back" || ending.kind === "rollback-failed";
}
function deployedAtOf(records, sha, ending) {
  return (records.find((record) => record.kind === "deployed" && record.sha === sha) ?? records.find(({ effect }) => effect === "deploy") ?? (records[0].fence === void 0 ? ending : void 0))?.at ?? null;
}
function rollbackOf(records) {
  let begun = records.find(({ kind, from }) => from !== null && kind.startsWith("roll")), to = begun && releaseIn(begun);
  return to ? { from: begun.from, to } : null;
}
function deathsIn(records) {
  let deaths = /* @__PURE__ */ new Map();
  for (let [index, record] of records.entries()) {
    let dead = records[index + 1]?.state.lock;
    dead && (record.kind === "taken-over" || record.kind === "lock-broken") && deaths.set(dead.runId, record.at);
  }
  return deaths;
}
function frozenTimes(records) {
  return [
    ...timesOf(records, !1, ({ frozen }) => frozen),
    ...timesOf(records, !0, ({ held }) => held ?? null)
  ].sort((a, b) => a.since < b.since ? -1 : 1);
}
function timesOf(records, byHand, freezeIn) {
  let times = [], current = null;
  for (let { state, runId, at } of records.toReversed()) {
    let freeze = freezeIn(state), [last] = times.slice(-1), end = freeze?.at ?? at;
    if (last !== void 0 && current !== null && freeze?.at !== current && (last.until = last.until !== null && last.until < end ? last.until : end), freeze !== null && freeze.at !== current) {
      let { at: since, reason, actor, until = null } = freeze;
      times.push({ since, until, reason, actor, byHand, runId: since === at ? runId : "" });
    }
    current = freeze?.at ?? null;
  }
  return times;
}

export {
  RUN_OUTCOMES,
  recordsByRun,
  runsOf,
  isWhole,
  frozenTimes
};
