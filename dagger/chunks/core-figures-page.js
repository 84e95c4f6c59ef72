// Made by `npm run build` from src/engine: change it there.
import {
  RUN_OUTCOMES
} from "./core-figures-runs.js";
import {
  DEPLOYMENT_HEAD,
  MAX_LISTED,
  RUN_HEAD,
  WEEK_HEAD,
  dayOf,
  deploymentLists,
  deploymentRow,
  doraRows,
  figureLine,
  minuteOf,
  moreLines,
  roundTime,
  runRow,
  tookText,
  weekRows,
  whatOf,
  whyOf
} from "./core-report-figure-lines.js";
import {
  commitUrl
} from "./core-forge.js";
import "./core-ledger-owner.js";
import {
  describeRelease
} from "./core-stage.js";
import "./core-reasons.js";
import "./core-json.js";
import {
  plain
} from "./valibot.js";
import "./common.js";

// src/core/figures/html.ts
var Markup = class {
  text;
  constructor(text) {
    this.text = text;
  }
}, ENTITIES = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}, escaped = (part) => {
  if (part instanceof Markup) return part.text;
  if (typeof part == "object") return part.map(({ text: text2 }) => text2).join("");
  let text = typeof part == "number" ? JSON.stringify(part) : part;
  return plain(text).replace(/[&<>"']/g, (char) => ENTITIES[char]);
}, html = (strings, ...parts) => new Markup(
  strings.map((text, index) => index === 0 ? text : escaped(parts[index - 1]) + text).join("")
), NOTHING = new Markup("");
function table(label, head, rows) {
  if (rows.length === 0) return NOTHING;
  let heads = head.map((name) => html`<th scope="col">${name}</th>`), body = rows.map(
    (row) => html`<tr>${row.map((cell, index) => html`<td data-head="${head[index]}">${cell}</td>`)}</tr>
`
  );
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${label}"><table><caption>${label}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>${body}</tbody></table></div>
`;
}
var commitLink = (forge, sha, text) => forge === null || sha === null || !/^[0-9a-f]{40,64}$/.test(sha) ? text : html`<a href="${commitUrl(forge, sha)}">${text}</a>`, page = (title, body) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}</main>
</body>
</html>
`.text, STYLE = new Markup(`
:root { color-scheme: light dark; --page: #fff; --text: #1c2024; --muted: #57606a; --line: #d0d7de; --panel: #f6f8fa;
  --link: #0b5cad; --deployed: #1a7f37; --done: #0b62b8; --failed: #c5221f; --rolled-back: #9a5b00;
  --rollback-failed: #8c0d1f; --inconclusive: #7a3fb0; --blocked: #57606a; --unfinished: #57606a; --frozen: #0b62b8 }
@media (prefers-color-scheme: dark) {
  :root { --page: #0f1419; --text: #e6e9ed; --muted: #9da7b3; --line: #343c46; --panel: #171d24;
    --link: #79b8ff; --deployed: #4ac26b; --done: #6cb6ff; --failed: #ff7b72; --rolled-back: #e3a33b;
    --rollback-failed: #ff9eab; --inconclusive: #c9a2ff; --blocked: #9da7b3; --unfinished: #9da7b3; --frozen: #6cb6ff }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif }
main { max-width: 1360px; margin: 0 auto; padding: 20px 16px 40px }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere }
h2 { font-size: 1.1rem; margin: 28px 0 4px; overflow-wrap: anywhere }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere }
p, ul { margin: 4px 0 8px; overflow-wrap: anywhere }
a { color: var(--link) }
.muted { color: var(--muted) }
.scroll { overflow-x: auto; margin: 8px 0 }
.newest { direction: rtl }
.newest > * { direction: ltr }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
svg.chart { display: block; width: 100%; min-width: 640px; background: var(--panel); border: 1px solid var(--line); border-radius: 6px }
.small svg.chart { min-width: 0 }
svg text { font: 12px system-ui, sans-serif; fill: var(--muted) }
svg .grid { stroke: var(--line) }
svg .arc { fill: none; stroke: var(--rolled-back); stroke-width: 1.5; vector-effect: non-scaling-stroke }
svg .head { fill: var(--rolled-back) }
svg .frozen { fill: var(--frozen); fill-opacity: .14; stroke: var(--frozen); stroke-opacity: .6 }
svg .held { fill: var(--muted); stroke: var(--muted) }
svg .deployed { fill: var(--deployed) }
svg .done { fill: var(--page); stroke: var(--done); stroke-width: 2 }
svg .failed { fill: none; stroke: var(--failed); stroke-width: 3; stroke-linecap: round }
svg .rolled-back { fill: var(--rolled-back) }
svg .rollback-failed { fill: var(--rollback-failed) }
svg .inconclusive { fill: var(--inconclusive) }
svg .blocked { fill: var(--page); stroke: var(--blocked); stroke-width: 2 }
svg .unfinished { fill: var(--page); stroke: var(--unfinished); stroke-width: 2 }
svg rect.bar { stroke: none; fill: var(--deployed) }
svg rect.bar.done { fill: var(--done) }
svg rect.bar.unplanned { fill: var(--rolled-back) }
svg rect.bar.failed { fill: var(--failed) }
svg rect.bar.rolled-back { fill: var(--rolled-back) }
svg rect.bar.rollback-failed { fill: var(--rollback-failed) }
svg rect.bar.inconclusive { fill: var(--inconclusive) }
svg rect.bar.blocked { fill: var(--blocked) }
svg rect.bar.unfinished { fill: var(--muted) }
svg rect.empty { fill: var(--line) }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; list-style: none; padding: 0; font-size: .9rem }
.legend svg { width: 14px; height: 14px; overflow: visible; vertical-align: -2px; margin-right: 4px }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 400px), 1fr)); gap: 16px; margin: 16px 0 }
.card { border: 1px solid var(--line); border-radius: 6px; padding: 12px 14px; min-width: 0 }
.card .value { font-size: 1.25rem; margin: 2px 0 }
table { border-collapse: collapse; font-size: .9rem; min-width: 100% }
caption { text-align: left; font-weight: 600; padding: 6px 0 }
th, td { text-align: left; vertical-align: top; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line) }
th { color: var(--muted); font-weight: 600; white-space: nowrap }
td { max-width: 34rem; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; min-width: 7rem }
td:first-child { white-space: nowrap }
details { margin: 16px 0 } summary { cursor: pointer }
@media (max-width: 640px) {
  table, caption, tbody, tr, td { display: block }
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden }
  tr { padding: 6px 0; border-bottom: 1px solid var(--line) }
  td { display: inline; padding: 0 10px 0 0; border: 0 }
  td:first-child { display: block; font-weight: 600 }
  td:empty { display: none }
  td:not(:first-child)::before { content: attr(data-head) ": "; color: var(--muted) }
}
`);

// src/core/figures/charts.ts
var EDGE = 1.5;
function placeOf({ fromMs, toMs }, ms) {
  let part = toMs <= fromMs ? 1 : (Math.min(Math.max(ms, fromMs), toMs) - fromMs) / (toMs - fromMs);
  return hundredths(EDGE + part * (100 - 2 * EDGE));
}
var hundredths = (value) => Math.round(value * 100) / 100, HOUR_MS = 864e5 / 24, ANCHOR_MS = Date.UTC(1970, 0, 5), STEPS_MS = [
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  864e5,
  2 * 864e5,
  6048e5,
  2 * 6048e5,
  4 * 6048e5,
  13 * 6048e5,
  52 * 6048e5
], MAX_TICKS = 9, LABEL_EDGE = 5;
function ticks(axis, height) {
  let { fromMs, toMs } = axis, step = STEPS_MS.find((ms) => (toMs - fromMs) / ms <= MAX_TICKS) ?? Math.ceil((toMs - fromMs) / MAX_TICKS), first = ANCHOR_MS + Math.ceil((fromMs - ANCHOR_MS) / step) * step, times2 = [];
  for (let ms = first; ms <= toMs; ms += step) times2.push(ms);
  return times2.map((ms) => {
    let x = placeOf(axis, ms), name = step < 864e5 ? `${dayOf(ms).slice(5)} ${new Date(ms).toISOString().slice(11, 16)}` : dayOf(ms), label = x < LABEL_EDGE || x > 100 - LABEL_EDGE ? NOTHING : html`<text x="${x}%" y="${height - 6}" text-anchor="middle">${name}</text>`;
    return html`<line class="grid" x1="${x}%" x2="${x}%" y1="0" y2="${height - 20}"/>${label}
`;
  });
}
function bars(label, all, height, shown) {
  let highest = all.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0)).reduce((most, total) => Math.max(most, total), 0), [top, ground] = [22, height - 20], width = 100 / Math.max(1, all.length), drawn = all.map(({ title, parts }, index) => {
    let [x, across] = [hundredths((index + 0.12) * width), hundredths(width * 0.76)], y = ground, rects = parts.filter(({ value }) => value > 0).map(({ kind, value }) => {
      let tall = hundredths(value / highest * (ground - top));
      return y = hundredths(y - tall), html`<rect class="bar ${kind}" x="${x}%" y="${y}" width="${across}%" height="${tall}"/>`;
    }), ink = rects.length > 0 ? rects : html`<rect class="empty" x="${x}%" y="${ground - 2}" width="${across}%" height="2"/>`;
    return html`<g><title>${title}</title><rect fill="transparent" x="${hundredths(index * width)}%" y="0" width="${hundredths(width)}%" height="${height}"/>${ink}</g>
`;
  }), [first = "", last = ""] = [...all.slice(0, 1), ...all.slice(1).slice(-1)].map(({ name }) => name);
  return html`<svg class="chart" height="${height}" role="img" aria-label="${label}">${drawn}<text x="6" y="15">${highest === 0 ? "none" : `up to ${shown(highest)}`}</text><text x="6" y="${height - 5}">${first}</text><text x="99%" y="${height - 5}" text-anchor="end">${last}</text></svg>
`;
}
var SHAPES = {
  deployed: '<circle class="deployed" r="5"/>',
  done: '<circle class="done" r="4"/>',
  failed: '<path class="failed" d="M-4-4 4 4M4-4-4 4"/>',
  "rolled-back": '<path class="rolled-back" d="M5-5.5V5.5L-5.5 0Z"/>',
  "rollback-failed": '<path class="rollback-failed" d="M0-6.5 6 5H-6Z"/>',
  inconclusive: '<path class="inconclusive" d="M0-6.5 6.5 0 0 6.5-6.5 0Z"/>',
  blocked: '<rect class="blocked" x="-4" y="-4" width="8" height="8"/>',
  unfinished: '<path class="unfinished" d="M-4-5.5 5.5 0-4 5.5Z"/>'
}, SEVERITY = [
  "rollback-failed",
  "failed",
  "inconclusive",
  "rolled-back",
  "unfinished",
  "deployed",
  "done",
  "blocked"
], legend = () => {
  let marks2 = Object.entries(SHAPES).map(
    ([outcome, shape]) => html`<li><svg viewBox="-7 -7 14 14" aria-hidden="true">${new Markup(shape)}</svg>${outcome}</li>`
  );
  return html`<ul class="legend">${marks2}<li>⌒ back to</li><li>shaded: frozen</li><li>line below: locked</li></ul>
`;
}, ARC_HEIGHT = 44, LEVELS = 4, LEVEL_HEIGHT = 15, GROUND = ARC_HEIGHT + LEVELS * LEVEL_HEIGHT, HEIGHT = GROUND + 36, NEAR = 1.8;
function laneChart(lane, axis) {
  let { stage, runs, frozen, heldBy } = lane, clusters = clustersOf(runs, axis), xOf = new Map(clusters.flatMap(({ x, runs: own }) => own.map((run) => [run.runId, x]))), label = `${stage}: ${runs.length} runs from ${dayText(axis.fromMs)} to ${dayText(axis.toMs)}, each in the table below`, held = heldBy === null ? NOTHING : strip(
    axis,
    Date.parse(heldBy.since),
    axis.toMs,
    `locked by ${heldBy.actor} since ${minuteOf(heldBy.since)}: ${heldBy.command}`
  );
  return html`<div class="scroll newest" role="region" tabindex="0" aria-label="${stage}, drawn"><svg class="chart" height="${HEIGHT}" role="img" aria-label="${label}">
${ticks(axis, HEIGHT)}${frozen.filter((time) => Date.parse(time.until ?? "9999") >= axis.fromMs).map((time) => frozenBand(time, axis))}${locks(runs, axis)}${held}
${arcs(runs, xOf)}${clusters.map(marks)}</svg></div>
`;
}
var dayText = (ms) => new Date(ms).toISOString().slice(0, 10);
function clustersOf(runs, axis) {
  let clusters = [];
  for (let run of runs.toReversed()) {
    let x = placeOf(axis, Date.parse(run.startedAt)), last = clusters.at(-1);
    last !== void 0 && x - last.x < NEAR ? last.runs.push(run) : clusters.push({ x, runs: [run] });
  }
  return clusters;
}
var runTitle = (run) => [
  `${minuteOf(run.startedAt)} ${whatOf(run)}: ${run.outcome}`,
  `by ${run.actor}`,
  `took ${tookText(run)}`,
  whyOf(run)
].filter((part) => part !== "").join(", ");
function marks({ x, runs }) {
  let isCrowded = runs.length > LEVELS, shown = isCrowded ? runs.toSorted((a, b) => SEVERITY.indexOf(a.outcome) - SEVERITY.indexOf(b.outcome)).slice(0, LEVELS - 1) : runs, rest = runs.filter((run) => !shown.includes(run)), drawn = shown.map(
    (run, level) => html`<svg x="${x}%" y="${yOf(level)}" overflow="visible"><title>${runTitle(run)}</title>${new Markup(SHAPES[run.outcome])}</svg>
`
  ), more = html`<text x="${x}%" y="${yOf(LEVELS - 1) + 4}" text-anchor="middle">+${rest.length}<title>${rest.length} more: ${rest.map(({ tag, outcome }) => `${tag ?? "-"} ${outcome}`).slice(0, 12).join(", ")}</title></text>
`;
  return html`${drawn}${isCrowded ? more : NOTHING}`;
}
var yOf = (level) => GROUND - 9 - level * LEVEL_HEIGHT;
function arcs(runs, xOf) {
  return runs.flatMap((run, index) => {
    if (run.rollback === null || run.outcome === "rollback-failed") return [];
    let { from, to } = run.rollback, target = runs.slice(index + 1).find(({ sha, outcome }) => sha === to.sha && outcome !== "blocked"), [start, end] = [
      xOf.get(run.runId),
      target === void 0 ? 0 : xOf.get(target.runId)
    ], width = Math.max(start - end, 0.5), title = `${minuteOf(run.startedAt)} back from ${describeRelease(from)} to ${describeRelease(to)}`;
    return [
      html`<svg x="${end}%" y="4" width="${Math.round(width * 100) / 100}%" height="${ARC_HEIGHT - 6}" viewBox="0 0 100 40" preserveAspectRatio="none"><title>${title}</title><path class="arc" d="M100 40C100 0 0 0 0 40"/></svg><svg x="${end}%" y="${ARC_HEIGHT - 2}" overflow="visible"><path class="head" d="M-4-6H4L0 1Z"/></svg>
`
    ];
  });
}
function frozenBand({ since, until, reason, actor }, axis) {
  let [from, to] = [
    placeOf(axis, Date.parse(since)),
    placeOf(axis, until === null ? axis.toMs : Date.parse(until))
  ], title = `frozen from ${minuteOf(since)} ${until === null ? "on" : `to ${minuteOf(until)}`} by ${actor}: ${reason}`;
  return html`<rect class="frozen" x="${from}%" y="1" width="${widthOf(from, to)}%" height="${GROUND - 1}"><title>${title}</title></rect>
`;
}
var locks = (runs, axis) => runs.filter(({ outcome, changed, endedAt }) => endedAt !== null && (changed || outcome === "failed")).map(
  (run) => strip(
    axis,
    Date.parse(run.startedAt),
    Date.parse(run.endedAt),
    `locked by ${run.actor}: ${whatOf(run)}`
  )
), widthOf = (from, to) => Math.max(0.2, Math.round((to - from) * 100) / 100);
function strip(axis, fromMs, toMs, title) {
  let [from, to] = [placeOf(axis, fromMs), placeOf(axis, toMs)];
  return html`<rect class="held" x="${from}%" y="${GROUND + 6}" width="${widthOf(from, to)}%" height="3"><title>${title}</title></rect>
`;
}

// src/core/figures/page.ts
function renderPage(report) {
  let { app, timeline, dora } = report, title = `${app}: ${timeline === null ? "delivery metrics" : "timeline of deploys"}`;
  return page(title, [
    html`<h1>${title}</h1>
<p class="muted">${figureLine(report)}. Times are UTC; made ${minuteOf(report.startedAt)} by ${report.actor}.</p>
`,
    ...timeline === null ? [] : timelineBody(timeline, report),
    ...dora === null ? [] : doraBody(dora, report)
  ]);
}
function timelineBody(timeline, { forge }) {
  let { lanes, since, until, detailSince, period } = timeline, isFolded = detailSince !== since, axis = { fromMs: Date.parse(detailSince), toMs: Date.parse(until) }, rows = lanes.flatMap((lane) => lane.runs).toSorted((a, b) => a.startedAt < b.startedAt ? 1 : -1).map((run) => {
    let [began2, what, ...rest] = runRow(run);
    return [began2, run.stage, commitLink(forge, run.sha, what), ...rest];
  }), frozen = lanes.flatMap(({ stage, frozen: times2 }) => times2.map((time) => ({ stage, ...time }))).toSorted((a, b) => a.since < b.since ? 1 : -1), [began, ...columns] = RUN_HEAD;
  return [
    legend(),
    ...lanes.map(
      (lane) => html`<h2>${laneTitle(lane, until)}</h2>
${heldNote(lane)}${isFolded ? html`<p class="muted">${lane.stage}: the newest ${lane.runs.length} runs, one by one:</p>
` : NOTHING}${laneChart(lane, axis)}${isFolded ? foldedChart(lane, period) : NOTHING}`
    ),
    html`<h2>The same as tables</h2>
`,
    table(
      isFolded ? `The newest ${rows.length} runs, newest first` : "All runs, newest first",
      [began, "stage", ...columns],
      rows
    ),
    table(
      ["Freezes, newest first", ...moreLines(frozen)].join(", "),
      ["from", "to", "stage", "by", "why"],
      frozen.slice(0, MAX_LISTED).map(({ since: from, until: to, stage, actor, reason }) => [
        minuteOf(from),
        to === null ? "still" : minuteOf(to),
        stage,
        actor,
        reason
      ])
    ),
    isFolded ? html`<details><summary>All runs by ${period}</summary>${foldedTable(timeline)}</details>` : NOTHING
  ];
}
function laneTitle({ stage, running, frozen }, now) {
  let marks2 = [
    running === null ? "has no deploy" : `runs ${describeRelease(running)}, ${running.verified ? "verified" : "unverified"}`,
    ...frozen.some(({ until }) => until === null || until > now) ? ["frozen"] : []
  ];
  return `${stage} ${marks2.join(", ")}`;
}
var heldNote = ({ heldBy }) => heldBy === null ? NOTHING : html`<p>Locked since ${minuteOf(heldBy.since)} by ${heldBy.actor}: ${heldBy.command}.</p>
`, outcomesText = (outcomes) => Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`).join(", ") || "none";
function foldedChart({ stage, folded, total }, period) {
  let all = folded.map(({ from, outcomes }) => ({
    name: from,
    title: `${period} of ${from}: ${outcomesText(outcomes)}`,
    parts: RUN_OUTCOMES.map((kind) => ({ kind, value: outcomes[kind] ?? 0 }))
  })), label = `${stage}: all ${total} runs by ${period}`;
  return html`<p class="muted">${label}:</p>
<div class="scroll newest" role="region" tabindex="0" aria-label="${stage} by ${period}, drawn">${bars(label, all, 108, (value) => `${value} in a ${period}`)}</div>
`;
}
function foldedTable({ lanes, period }) {
  let rows = lanes.flatMap(
    ({ stage, folded }) => folded.toReversed().map(({ from, outcomes }) => [from, stage, outcomesText(outcomes)])
  );
  return table(`Runs by ${period}`, [`${period} of`, "stage", "runs"], rows);
}
function doraBody(dora, { forge }) {
  let { leftOut } = dora, lists = deploymentLists(dora).map(({ title, all, why, columns }) => {
    let label = [`${title.charAt(0).toUpperCase()}${title.slice(1)}`, ...moreLines(all)].join(", "), rows = all.slice(0, MAX_LISTED).map((one) => {
      let [at, version, ...rest] = deploymentRow(one, why(one));
      return [at, commitLink(forge, one.sha, version), ...rest].slice(0, columns);
    });
    return table(label, DEPLOYMENT_HEAD.slice(0, columns), rows);
  });
  return [
    html`<h2>Week by week</h2>
<ul class="legend">${BARS.map(
      ([kind, name]) => html`<li><svg viewBox="0 0 14 14" aria-hidden="true"><rect class="bar ${kind}" width="14" height="14"/></svg>${name}</li>`
    )}</ul>
<div class="cards">${metricCards(dora)}</div>
`,
    ...leftOut.length === 0 ? [] : [
      html`<h2>Left out</h2>
<ul>${leftOut.map((line) => html`<li>${line}</li>`)}</ul>
`
    ],
    html`<h2>Deployments to look at</h2>
`,
    ...lists,
    html`<h2>The bars as a table</h2>
<details><summary>By week</summary>${table("Weeks, newest first", WEEK_HEAD, weekRows(dora).toReversed())}</details>
`
  ];
}
var metricCards = (dora) => doraRows(dora).map(([name, value, bin, n], index) => {
  let { parts, shown, said } = CHARTS[index], all = dora.weeks.map((week) => ({
    name: week.week,
    title: `week of ${week.week}: ${said(week)}`,
    parts: parts(week)
  }));
  return html`<section class="card"><h3>${name}</h3>
<p class="value">${value}</p>
<p class="muted">${bin === "-" ? NOTHING : html`${bin}; `}n = ${n}</p>
<div class="small">${bars(`${name} by week, as in the table below`, all, 100, shown)}</div></section>
`;
}), times = (of) => ({
  parts: (week) => [{ kind: "deployed", value: of(week) ?? 0 }],
  shown: roundTime,
  said: (week) => {
    let ms = of(week);
    return ms === null ? "none" : `median ${roundTime(ms)}`;
  }
}), counts = (parts) => ({
  parts,
  shown: (value) => `${value} in a week`,
  said: (week) => parts(week).filter(({ value }) => value > 0).map(({ kind, value }) => `${value} ${kind}`).join(", ") || "none"
}), CHARTS = [
  times(({ leadTimeMs }) => leadTimeMs),
  counts(({ deployments, failed, inconclusive }) => [
    { kind: "deployed", value: deployments - failed - inconclusive },
    { kind: "inconclusive", value: inconclusive },
    { kind: "failed", value: failed }
  ]),
  times(({ recoveryMs }) => recoveryMs),
  counts(({ failed }) => [{ kind: "failed", value: failed }]),
  counts(({ unplanned }) => [{ kind: "unplanned", value: unplanned }])
], BARS = [
  ["deployed", "passed, or time"],
  ["inconclusive", "could not be judged"],
  ["failed", "failed"],
  ["unplanned", "unplanned, or a rollback"]
];
export {
  renderPage
};
