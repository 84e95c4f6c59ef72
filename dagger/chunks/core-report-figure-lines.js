// Made by `npm run build` from src/engine: change it there.
import {
  contentLine,
  roundTime,
  soughtText
} from "./core-figures-commits.js";
import {
  describeRelease,
  shortSha
} from "./core-stage.js";
import {
  counted,
  formatDuration,
  isoSeconds
} from "./valibot.js";

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
], isOther = ({ stage }) => stage !== "production", RUN_HEAD = ["began (UTC)", "what", "outcome", "who", "took", "why"], minuteOf = (iso) => iso.slice(0, 16).replace("T", " ");
function whatOf({ command, tag, sha, rollback }) {
  let name = command.replace(/^deploy-.*/s, "deploy");
  return rollback !== null && name !== "deploy" ? `${name} from ${rollback.from.tag} to ${rollback.to.tag}` : [name, tag, sha === null ? null : `(${shortSha(sha)})`].filter((part) => part !== null).join(" ");
}
var whyOf = ({ reason, code, detail, fixes, outcome, rollback }) => {
  let isGood = outcome === "deployed" || outcome === "done", left = rollback === null ? "" : `from ${describeRelease(rollback.from)}: `, said = detail?.startsWith(left) ? detail.slice(left.length) : detail, found = isGood ? null : [code, said === reason ? null : said].filter((part) => part !== null).join(": ");
  return [fixes === null ? null : `fixes ${fixes}`, reason, found].filter((part) => part !== null && part !== "").join("; ");
}, tookText = ({ durationMs }) => durationMs === null ? "-" : formatDuration(durationMs), runRow = (run) => [
  minuteOf(run.startedAt),
  whatOf(run),
  run.outcome,
  run.actor,
  tookText(run),
  whyOf(run)
];
function laneSections({ detailSince, since, period }, lane) {
  let { stage, runs, total, folded, frozen, heldBy } = lane, isFolded = detailSince !== since, lines = [
    ...heldBy === null ? [] : [
      `held since ${isoSeconds(heldBy.since)} by ${heldBy.actor}: ${heldBy.command}, run ${heldBy.runId}`
    ],
    ...frozen.map(
      ({ since: since2, until, actor, reason }) => `frozen from ${isoSeconds(since2)} ${until === null ? "on" : `to ${isoSeconds(until)}`} by ${actor}: ${reason}`
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
  figureSections,
  RUN_HEAD,
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
