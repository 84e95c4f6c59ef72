import {
  DEPLOYMENT_HEAD,
  deploymentLists,
  deploymentRow,
  doraRows,
  figureLine,
  MAX_LISTED,
  minuteOf,
  moreLines,
  RUN_HEAD,
  runRow,
  WEEK_HEAD,
  weekRows,
} from "../report/figure-lines.ts"
import type { Report } from "../report/report.ts"
import { describeRelease } from "../stage.ts"
import { type Bar, bars, laneChart, legend } from "./charts.ts"
import type { Dora, DoraWeek } from "./dora.ts"
import { commitLink, html, type Markup, NOTHING, page, table } from "./html.ts"
import { roundTime } from "./periods.ts"
import { RUN_OUTCOMES } from "./runs.ts"
import type { Timeline, TimelineLane } from "./timeline.ts"

/** A report as a page for a browser. */
export function renderPage(report: Report): string {
  const { app, timeline, dora } = report
  const title = `${app}: ${timeline === null ? "delivery metrics" : "timeline of deploys"}`
  return page(title, [
    html`<h1>${title}</h1>
<p class="muted">${figureLine(report) as string}. Times are UTC; made ${minuteOf(report.startedAt)} by ${report.actor}.</p>
`,
    ...(timeline === null ? [] : timelineBody(timeline, report)),
    ...(dora === null ? [] : doraBody(dora, report)),
  ])
}

type Links = Pick<Report, "forge">

function timelineBody(timeline: Timeline, { forge }: Links): Markup[] {
  const { lanes, since, until, detailSince, period } = timeline
  const isFolded = detailSince !== since
  const axis = { fromMs: Date.parse(detailSince), toMs: Date.parse(until) }
  const rows = lanes
    .flatMap((lane) => lane.runs)
    .toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
    .map((run) => {
      const [began, what, ...rest] = runRow(run)
      return [began, run.stage, commitLink(forge, run.sha, what), ...rest]
    })
  const frozen = lanes
    .flatMap(({ stage, frozen: times }) => times.map((time) => ({ stage, ...time })))
    .toSorted((a, b) => (a.since < b.since ? 1 : -1))
  const [began, ...columns] = RUN_HEAD
  return [
    legend(),
    ...lanes.map(
      (lane) => html`<h2>${laneTitle(lane, until)}</h2>
${heldNote(lane)}${
  isFolded
    ? html`<p class="muted">${lane.stage}: the newest ${lane.runs.length} runs, one by one:</p>
`
    : NOTHING
}${laneChart(lane, axis)}${isFolded ? foldedChart(lane, period) : NOTHING}`,
    ),
    html`<h2>The same as tables</h2>
`,
    table(
      isFolded ? `The newest ${rows.length} runs, newest first` : "All runs, newest first",
      [began, "stage", ...columns],
      rows,
    ),
    table(
      ["Freezes, newest first", ...moreLines(frozen)].join(", "),
      ["from", "to", "stage", "by", "why"],
      frozen
        .slice(0, MAX_LISTED)
        .map(({ since: from, until: to, stage, actor, reason }) => [
          minuteOf(from),
          to === null ? "still" : minuteOf(to),
          ...[stage, actor, reason],
        ]),
    ),
    isFolded
      ? html`<details><summary>All runs by ${period}</summary>${foldedTable(timeline)}</details>`
      : NOTHING,
  ]
}

function laneTitle({ stage, running, frozen }: TimelineLane, now: string): string {
  const marks = [
    running === null
      ? "has no deploy"
      : `runs ${describeRelease(running)}, ${running.verified ? "verified" : "unverified"}`,
    ...(frozen.some(({ until }) => until === null || until > now) ? ["frozen"] : []),
  ]
  return `${stage} ${marks.join(", ")}`
}

const heldNote = ({ heldBy }: TimelineLane): Markup =>
  heldBy === null
    ? NOTHING
    : html`<p>Locked since ${minuteOf(heldBy.since)} by ${heldBy.actor}: ${heldBy.command}.</p>
`

const outcomesText = (outcomes: TimelineLane["folded"][number]["outcomes"]): string =>
  Object.entries(outcomes)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(", ") || "none"

function foldedChart({ stage, folded, total }: TimelineLane, period: string): Markup {
  const all: Bar[] = folded.map(({ from, outcomes }) => ({
    name: from,
    title: `${period} of ${from}: ${outcomesText(outcomes)}`,
    parts: RUN_OUTCOMES.map((kind) => ({ kind, value: outcomes[kind] ?? 0 })),
  }))
  const label = `${stage}: all ${total} runs by ${period}`
  return html`<p class="muted">${label}:</p>
<div class="scroll newest" role="region" tabindex="0" aria-label="${stage} by ${period}, drawn">${bars(label, all, 108, (value) => `${value} in a ${period}`)}</div>
`
}

function foldedTable({ lanes, period }: Timeline): Markup {
  const rows = lanes.flatMap(({ stage, folded }) =>
    folded.toReversed().map(({ from, outcomes }) => [from, stage, outcomesText(outcomes)]),
  )
  return table(`Runs by ${period}`, [`${period} of`, "stage", "runs"], rows)
}

function doraBody(dora: Dora, { forge }: Links): Markup[] {
  const { leftOut } = dora
  const lists = deploymentLists(dora).map(({ title, all, why, columns }) => {
    const label = [`${title.charAt(0).toUpperCase()}${title.slice(1)}`, ...moreLines(all)].join(", ")
    const rows = all.slice(0, MAX_LISTED).map((one) => {
      const [at, version, ...rest] = deploymentRow(one, why(one))
      return [at, commitLink(forge, one.sha, version), ...rest].slice(0, columns)
    })
    return table(label, DEPLOYMENT_HEAD.slice(0, columns), rows)
  })
  return [
    html`<h2>Week by week</h2>
<ul class="legend">${BARS.map(
      ([kind, name]) =>
        html`<li><svg viewBox="0 0 14 14" aria-hidden="true"><rect class="bar ${kind}" width="14" height="14"/></svg>${name}</li>`,
    )}</ul>
<div class="cards">${metricCards(dora)}</div>
`,
    ...(leftOut.length === 0
      ? []
      : [
          html`<h2>Left out</h2>
<ul>${leftOut.map((line) => html`<li>${line}</li>`)}</ul>
`,
        ]),
    html`<h2>Deployments to look at</h2>
`,
    ...lists,
    html`<h2>The bars as a table</h2>
<details><summary>By week</summary>${table("Weeks, newest first", WEEK_HEAD, weekRows(dora).toReversed())}</details>
`,
  ]
}

/** Each metric with its bars by week. */
const metricCards = (dora: Dora): Markup[] =>
  doraRows(dora).map(([name, value, bin, n], index) => {
    const { parts, shown, said } = CHARTS[index] as Chart
    const all = dora.weeks.map((week) => ({
      name: week.week,
      title: `week of ${week.week}: ${said(week)}`,
      parts: parts(week),
    }))
    return html`<section class="card"><h3>${name}</h3>
<p class="value">${value}</p>
<p class="muted">${bin === "-" ? NOTHING : html`${bin}; `}n = ${n}</p>
<div class="small">${bars(`${name} by week, as in the table below`, all, 100, shown)}</div></section>
`
  })

/** How a metric is drawn. */
interface Chart {
  parts: (week: DoraWeek) => { kind: string; value: number }[]
  shown: (value: number) => string
  said: (week: DoraWeek) => string
}

const times = (of: (week: DoraWeek) => number | null): Chart => ({
  parts: (week) => [{ kind: "deployed", value: of(week) ?? 0 }],
  shown: roundTime,
  said: (week) => {
    const ms = of(week)
    return ms === null ? "none" : `median ${roundTime(ms)}`
  },
})

const counts = (parts: Chart["parts"]): Chart => ({
  parts,
  shown: (value) => `${value} in a week`,
  said: (week) =>
    parts(week)
      .filter(({ value }) => value > 0)
      .map(({ kind, value }) => `${value} ${kind}`)
      .join(", ") || "none",
})

/** In the order of the metrics. */
const CHARTS: readonly Chart[] = [
  times(({ leadTimeMs }) => leadTimeMs),
  counts(({ deployments, failed, inconclusive }) => [
    { kind: "deployed", value: deployments - failed - inconclusive },
    { kind: "inconclusive", value: inconclusive },
    { kind: "failed", value: failed },
  ]),
  times(({ recoveryMs }) => recoveryMs),
  counts(({ failed }) => [{ kind: "failed", value: failed }]),
  counts(({ unplanned }) => [{ kind: "unplanned", value: unplanned }]),
]

/** What the colours of the bars mean. */
const BARS = [
  ["deployed", "passed, or time"],
  ["inconclusive", "could not be judged"],
  ["failed", "failed"],
  ["unplanned", "unplanned, or a rollback"],
] as const
