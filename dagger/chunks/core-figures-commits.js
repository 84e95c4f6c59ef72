// Made by `npm run build` from src/engine: change it there.
import {
  describeRelease,
  releaseIn,
  shortSha
} from "./core-stage.js";
import {
  reason
} from "./core-reasons.js";
import {
  bare,
  isoSeconds
} from "./valibot.js";

// src/core/figures/periods.ts
var UNITS = { h: 36e5, d: 864e5, w: 6048e5 }, SINCE_FORM = "7d, 12h, 4w, 2026-01-31 or 2026-01-31T18:00Z", DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z)?$/;
function parseSince(text, now) {
  let [, count, unit = ""] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  if (count !== void 0) return new Date(now.getTime() - Number(count) * UNITS[unit]);
  let time = new Date(text);
  return DATE.test(text) && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text.slice(0, 10)) ? time : null;
}
var weekOf = (ms) => dayOf(ms - ((ms - FIRST_MONDAY_MS) % 6048e5 + 6048e5) % 6048e5), FIRST_MONDAY_MS = Date.UTC(1970, 0, 5), dayOf = (ms) => new Date(ms).toISOString().slice(0, 10);
function weeksBetween(fromMs, toMs) {
  let weeks = [];
  for (let ms = Date.parse(weekOf(fromMs)); ms <= toMs; ms += 6048e5) weeks.push(dayOf(ms));
  return weeks;
}
function medianOf(values) {
  if (values.length === 0) return null;
  let sorted = values.toSorted((a, b) => a - b), half = sorted.length / 2, middle = [Math.ceil(half) - 1, Math.floor(half)].map((at) => sorted[at]);
  return (middle[0] + middle[1]) / 2;
}
var BINS = [
  [36e5, "less than an hour"],
  [864e5, "an hour to a day"],
  [6048e5, "a day to a week"],
  [30 * 864e5, "a week to a month"],
  [182 * 864e5, "one to six months"]
], binOf = (ms) => BINS.find(([belowMs]) => ms < belowMs)?.[1] ?? "more than six months";
function roundTime(ms) {
  return ms < 59500 ? `${Math.round(ms / 1e3)} s` : ms < 36e5 ? `${Math.round(ms / 6e4)} min` : ms < 2 * 864e5 ? `${tenths(ms / 36e5)} h` : `${tenths(ms / 864e5)} d`;
}
var tenths = (value) => Math.round(value * 10) / 10;

// src/core/figures/commits.ts
function placementsOf(runs) {
  return runs.toReversed().flatMap((run) => {
    let { runId, command, actor, deployedAt, endedAt, rollback, outcome } = run, why = run.reason ?? run.detail, move = (at, release) => at === null ? [] : [{ at, runId, command, actor, release, why }], own = releaseIn(run);
    return [
      ...own === null ? [] : move(deployedAt ?? (command === "adopt" && outcome === "done" ? endedAt : null), own),
      ...rollback !== null && outcome === "rolled-back" ? move(endedAt, rollback.to) : []
    ];
  });
}
function contentOf(stage, running, runs, holders, marks = {}) {
  let placements = placementsOf(runs), holds = ({ release }) => holders.has(release.sha), has = running !== null && holders.has(running.sha), last = placements.findLastIndex(holds), first = placements.slice(0, last + 1).findLastIndex((one) => !holds(one)) + 1, next = placements[last + 1], came = last < 0 ? void 0 : placements[first], from = placements[last];
  return {
    stage,
    has,
    running,
    came: came === void 0 ? null : { ...moveOf(came), ...came.release },
    left: has || next === void 0 || from === void 0 ? null : { ...moveOf(next), from: from.release, to: next.release, why: next.why },
    ...marks
  };
}
var moveOf = ({ at, runId, command, actor }) => ({ at, runId, command, actor });
function contentLine({ stage, has, running, came, left }, what = "it") {
  if (has && running !== null) {
    let had = came === null ? `has ${what}` : `has had ${what} since ${isoSeconds(came.at)}, by ${came.command} of ${came.tag} by ${came.actor}`;
    return running.verified && (came === null || came.sha === running.sha) ? `${stage} ${had}` : `${stage} ${had}; the stage runs ${describeRelease(running)}, ${running.verified ? "verified" : "unverified"}`;
  }
  if (left !== null) {
    let why = left.why === null ? "" : `: ${left.why}`;
    return `${stage} had it until ${isoSeconds(left.at)}, when ${left.command} went from ${describeRelease(left.from)} to ${describeRelease(left.to)}${why}`;
  }
  return `${stage} never had it${running === null ? "" : `; it runs ${describeRelease(running)}`}`;
}
var soughtText = ({ name, sha }) => sha.startsWith(name) ? `commit ${shortSha(sha)}` : `commit ${shortSha(sha)} (${name})`;
function absence({ stages }) {
  let production = stages.find(({ stage }) => stage === "production");
  if (production?.has === !0) return null;
  let staging = stages.find(({ stage }) => stage === "staging"), message = production === void 0 ? "production was not asked" : contentLine(production);
  return reason(
    "NOT_IN_PRODUCTION",
    `${message.charAt(0).toUpperCase()}${message.slice(1)}.`,
    wayThere(staging?.has === !0 ? staging.running : null, { production, staging })
  );
}
function wayThere(there, { production, staging }) {
  let again = (what, tag) => deployText(`Take a version ${what} through staging`, "staging", staging, tag);
  if (there === null) return again("that has it", "TAG");
  let fixed = again("with a fix", "VERSION");
  if (!there.verified) return `Staging runs it, unverified. Why: \`report --stage staging\`. ${fixed}`;
  let quarantined = production?.quarantined?.find(({ sha }) => sha === there.sha);
  return quarantined !== void 0 ? `Staging has verified it as ${there.tag}, which is quarantined on production: ${bare(quarantined.reason)}. ${fixed}` : deployText("Staging has verified it", "production", production, there.tag);
}
function deployText(why, stage, content, tag) {
  let deploy = `\`deploy-${stage} --tag ${tag}\`.`, { frozen } = content ?? {};
  if (frozen === void 0) return `${why}: ${deploy}`;
  let until = frozen.until === null ? "" : ` until ${isoSeconds(frozen.until)}`, name = stage.charAt(0).toUpperCase() + stage.slice(1);
  return `${why}. ${name} is frozen${until}, by ${frozen.actor}: ${bare(frozen.reason)}. When that is settled: \`unfreeze --stage ${stage} --reason 'WHY'\`, then ${deploy}`;
}
var MAX_AGE_MS = 60 * 864e5, MAX_COMMITS = 5e3;
function leadTimesOf(arrivals, { commits }) {
  let left = new Map(commits.map((commit) => [commit.sha, commit])), byRun = /* @__PURE__ */ new Map(), leftOut = { old: 0, younger: 0, crowded: 0 };
  for (let { runId, sha, atMs } of arrivals) {
    let times = takeFrom(left, sha).filter(({ parents }) => parents.length < 2).map((commit) => atMs - commit.atMs);
    if (times.length > MAX_COMMITS) {
      leftOut.crowded += times.length;
      continue;
    }
    leftOut.old += times.filter((ms) => ms > MAX_AGE_MS).length, leftOut.younger += times.filter((ms) => ms < 0).length;
    let counted = times.filter((ms) => ms >= 0 && ms <= MAX_AGE_MS);
    counted.length > 0 && byRun.set(runId, counted);
  }
  return { byRun, ...leftOut };
}
function takeFrom(left, sha) {
  let taken = [], open = [sha];
  for (let next = open.pop(); next !== void 0; next = open.pop()) {
    let commit = left.get(next);
    commit !== void 0 && (left.delete(next), taken.push(commit), open.push(...commit.parents));
  }
  return taken;
}

export {
  SINCE_FORM,
  parseSince,
  weekOf,
  dayOf,
  weeksBetween,
  medianOf,
  binOf,
  roundTime,
  placementsOf,
  contentOf,
  contentLine,
  soughtText,
  absence,
  leadTimesOf
};
