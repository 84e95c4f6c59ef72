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
  counted,
  formatDuration,
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
    let counted2 = times.filter((ms) => ms >= 0 && ms <= MAX_AGE_MS);
    counted2.length > 0 && byRun.set(runId, counted2);
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

// src/core/report/figure-lines.ts
var figureSections = ({ runs, timeline, dora, contains }) => [
  ...runs === null || runs.length === 0 ? [] : [{ title: "", lines: [], head: RUN_HEAD, rows: runs.map(runRow), most: 2 }],
  ...timeline === null ? [] : timeline.lanes.flatMap((lane) => laneSections(timeline, lane)),
  ...dora === null ? [] : doraSections(dora),
  ...contains === null ? [] : [
    {
      title: "by the ledger",
      lines: contains.stages.filter(isOther).map((content) => contentLine(content)),
      head: [],
      rows: []
    }
  ]
], isOther = ({ stage }) => stage !== "production", RUN_HEAD = ["began (UTC)", "what", "outcome", "who", "took", "run", "why"], SHORT_RUN = 8, minuteOf = (iso) => iso.slice(0, 16).replace("T", " ");
function whatOf({ command, tag, sha, rollback }) {
  let name = command.replace(/^deploy-.*/s, "deploy");
  return rollback !== null && name !== "deploy" ? `${name} from ${rollback.from.tag} to ${rollback.to.tag}` : [name, tag, sha === null ? null : `(${shortSha(sha)})`].filter((part) => part !== null).join(" ");
}
var whyOf = ({ reason: reason2, code, detail, fixes, outcome, rollback }) => {
  let isGood = outcome === "deployed" || outcome === "done", left = rollback === null ? "" : `from ${describeRelease(rollback.from)}: `, said = detail?.startsWith(left) ? detail.slice(left.length) : detail, found = isGood ? null : [code, said === reason2 ? null : said].filter((part) => part !== null).join(": ");
  return [fixes === null ? null : `fixes ${fixes}`, reason2, found].filter((part) => part !== null && part !== "").join("; ");
}, tookText = ({ durationMs }) => durationMs === null ? "-" : formatDuration(durationMs), runRow = (run) => [
  minuteOf(run.startedAt),
  whatOf(run),
  run.outcome,
  run.actor,
  tookText(run),
  run.runId.slice(0, SHORT_RUN),
  whyOf(run)
];
function laneSections({ detailSince, since, period }, lane) {
  let { stage, runs, total, folded, frozen, heldBy } = lane, isFolded = detailSince !== since, lines = [
    ...heldBy === null ? [] : [
      `held since ${isoSeconds(heldBy.since)} by ${heldBy.actor}: ${heldBy.command}, run ${heldBy.runId}`
    ],
    ...frozen.map(
      ({ since: since2, until, actor, reason: reason2 }) => `frozen from ${isoSeconds(since2)} ${until === null ? "on" : `to ${isoSeconds(until)}`} by ${actor}: ${reason2}`
    ),
    ...runs.length < total ? [`the newest ${runs.length} of ${total} runs, one by one; all of them by ${period} below`] : []
  ], newest = {
    title: `${stage}: ${counted(total, "run")}`,
    lines,
    head: RUN_HEAD,
    rows: runs.map(runRow),
    most: 2
  };
  if (!isFolded) return [newest];
  let rows = folded.toReversed().map(({ from, outcomes }) => [
    from,
    Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`).join(", ") || "-"
  ]);
  return [newest, { title: `${stage} by ${period}`, lines: [], head: [`${period} of`, "runs"], rows }];
}
function doraRows(dora) {
  let { leadTime, frequency, recovery, failRate, reworkRate } = dora;
  return [
    ["change lead time", ...timeCells(leadTime, "commit")],
    ["deployment frequency", ...frequencyCells(frequency)],
    ["failed deployment recovery time", ...timeCells(recovery, "recovery", "recoveries")],
    ["change fail rate", ...rateCells(failRate, counted(failRate.n, "deployment"), "failed")],
    [
      "deployment rework rate",
      ...rateCells(
        reworkRate,
        reworkRate.n === 1 ? "1 deployment or rollback" : `${reworkRate.n} deployments and rollbacks`,
        "unplanned"
      )
    ]
  ];
}
var DORA_HEAD = ["metric", "value", "bin", "n"], TOO_FEW = "too few", timeCells = (metric, noun, nouns = `${noun}s`) => {
  if (metric === null) return ["not known", "-", "-"];
  let { n, medianMs, bin } = metric;
  return [
    medianMs === null ? TOO_FEW : `median ${roundTime(medianMs)}`,
    bin ?? "-",
    n === 1 ? `1 ${noun}` : `${n} ${nouns}`
  ];
}, frequencyCells = ({ n, medianMs, bin, perWeek }) => [
  medianMs === null ? TOO_FEW : `${perWeek} a week, median ${roundTime(medianMs)} apart`,
  bin ?? "-",
  counted(n, "deployment")
], rateCells = ({ n, count, rate }, whole, part) => [
  rate === null ? TOO_FEW : `${percent(rate)} (${count} ${part})`,
  "-",
  rate === null && n > 0 ? `${whole}, ${count} ${part}` : whole
], percent = (rate) => `${Math.round(rate * 1e3) / 10} %`, WEEK_HEAD = ["week of", "deployments", "medians"], weekRows = ({ weeks }) => weeks.map(({ week, deployments, failed, rollbacks, unplanned, leadTimeMs, recoveryMs }) => [
  week,
  [
    ...deployments === 0 ? [] : [String(deployments)],
    ...failed === 0 ? [] : [`${failed} failed`],
    ...rollbacks === 0 ? [] : [counted(rollbacks, "rollback")],
    ...unplanned === 0 ? [] : [`${unplanned} unplanned`]
  ].join(", ") || "-",
  [
    ...leadTimeMs === null ? [] : [`lead time ${roundTime(leadTimeMs)}`],
    ...recoveryMs === null ? [] : [`recovery ${roundTime(recoveryMs)}`]
  ].join(", ") || "-"
]), DEPLOYMENT_HEAD = ["deployed (UTC)", "version", "why it counts", "then"], deploymentRow = ({ at, tag, sha, verdict, recoveredAt }, why) => [
  minuteOf(at),
  `${tag} (${shortSha(sha)})`,
  why ?? "-",
  verdict !== "failed" ? "-" : recoveredAt === null ? "not recovered yet" : `recovered after ${roundTime(Date.parse(recoveredAt) - Date.parse(at))}, ${minuteOf(recoveredAt)}`
], MAX_LISTED = 20, deploymentLists = ({ failed, inconclusive, unplanned }) => [
  { title: "failed deployments", all: failed, why: ({ because }) => because, columns: 4 },
  { title: "deployments that could not be judged", all: inconclusive, why: () => null, columns: 2 },
  { title: "unplanned deployments", all: unplanned, why: (one) => one.unplanned, columns: 3 }
];
function doraSections(dora) {
  let { since, until, leftOut } = dora, lists = deploymentLists(dora).filter(({ all }) => all.length > 0);
  return [
    {
      title: `production from ${isoSeconds(since)} to ${isoSeconds(until)}`,
      lines: [],
      head: DORA_HEAD,
      rows: doraRows(dora)
    },
    ...lists.map(({ title, all, why, columns }) => ({
      title,
      lines: moreLines(all),
      head: DEPLOYMENT_HEAD.slice(0, columns),
      rows: all.slice(0, MAX_LISTED).map((one) => deploymentRow(one, why(one)).slice(0, columns))
    })),
    { title: "by week", lines: [], head: WEEK_HEAD, rows: weekRows(dora).toReversed() },
    ...leftOut.length === 0 ? [] : [{ title: "left out", lines: leftOut, head: [], rows: [] }]
  ];
}
var moreLines = (all) => all.length <= MAX_LISTED ? [] : [`the newest ${MAX_LISTED} of ${all.length}`];
function figureLine({ stage, runs, history, timeline, dora, contains }) {
  if (runs !== null) return `${counted(runs.length, "run")} on ${stage}, newest first`;
  if (history !== null) return `${counted(history.length, "record")} of ${stage}, newest first`;
  if (timeline !== null)
    return `${timeline.lanes.map((lane) => `${counted(lane.total, "run")} on ${lane.stage}`).join(", ")}, ${minuteOf(timeline.since)} to ${minuteOf(timeline.until)} UTC`;
  if (dora !== null) {
    let { frequency, failRate, since, until } = dora;
    return `${counted(frequency.n, "deployment")} to production, ${failRate.count} of them failed, ${since.slice(0, 10)} to ${until.slice(0, 10)}`;
  }
  if (contains === null) return null;
  let { sought, stages } = contains, production = stages.find(({ has, stage: one }) => has && one === "production");
  return production === void 0 ? `production does not have ${soughtText(sought)}` : contentLine(production, soughtText(sought));
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
  absence,
  leadTimesOf,
  figureSections,
  RUN_HEAD,
  SHORT_RUN,
  minuteOf,
  whatOf,
  whyOf,
  tookText,
  runRow,
  doraRows,
  WEEK_HEAD,
  weekRows,
  DEPLOYMENT_HEAD,
  deploymentRow,
  MAX_LISTED,
  deploymentLists,
  moreLines,
  figureLine
};
