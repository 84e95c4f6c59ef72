import { minuteOf, tookText, whatOf, whyOf } from "../report/figure-lines.ts"
import { describeRelease } from "../stage.ts"
import { html, Markup, NOTHING } from "./html.ts"
import { DAY_MS, dayOf, WEEK_MS } from "./periods.ts"
import type { LedgerRun, RunOutcome } from "./runs.ts"
import type { TimelineLane } from "./timeline.ts"

/** A stretch of time, drawn from left to right. Places on it are percents, so that a page of any width shows it. */
export interface Axis {
  fromMs: number
  toMs: number
}

/** How much of a chart stays free at its left and right, in percent. */
const EDGE = 1.5

function placeOf({ fromMs, toMs }: Axis, ms: number): number {
  const part = toMs <= fromMs ? 1 : (Math.min(Math.max(ms, fromMs), toMs) - fromMs) / (toMs - fromMs)
  return hundredths(EDGE + part * (100 - 2 * EDGE))
}

const hundredths = (value: number): number => Math.round(value * 100) / 100

const HOUR_MS = DAY_MS / 24
/** A Monday, so that weeks begin where people think they do. */
const ANCHOR_MS = Date.UTC(1970, 0, 5)
const STEPS_MS = [
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  DAY_MS,
  2 * DAY_MS,
  WEEK_MS,
  2 * WEEK_MS,
  4 * WEEK_MS,
  13 * WEEK_MS,
  52 * WEEK_MS,
]
const MAX_TICKS = 9
/** A label this near to an edge would be cut. */
const LABEL_EDGE = 5

/** Lines at round times, with their names below. */
export function ticks(axis: Axis, height: number): Markup[] {
  const { fromMs, toMs } = axis
  const step =
    STEPS_MS.find((ms) => (toMs - fromMs) / ms <= MAX_TICKS) ?? Math.ceil((toMs - fromMs) / MAX_TICKS)
  const first = ANCHOR_MS + Math.ceil((fromMs - ANCHOR_MS) / step) * step
  const times: number[] = []
  for (let ms = first; ms <= toMs; ms += step) times.push(ms)
  return times.map((ms) => {
    const x = placeOf(axis, ms)
    const name =
      step < DAY_MS ? `${dayOf(ms).slice(5)} ${new Date(ms).toISOString().slice(11, 16)}` : dayOf(ms)
    const label =
      x < LABEL_EDGE || x > 100 - LABEL_EDGE
        ? NOTHING
        : html`<text x="${x}%" y="${height - 6}" text-anchor="middle">${name}</text>`
    return html`<line class="grid" x1="${x}%" x2="${x}%" y1="0" y2="${height - 20}"/>${label}
`
  })
}

/** One bar, from the bottom up. */
export interface Bar {
  name: string
  title: string
  parts: readonly { kind: string; value: number }[]
}

/** Bars of equal width in a row; where there is nothing a mark on the ground shows that. */
export function bars(
  label: string,
  all: readonly Bar[],
  height: number,
  shown: (value: number) => string,
): Markup {
  const totals = all.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0))
  const highest = totals.reduce((most, total) => Math.max(most, total), 0)
  const [top, ground] = [22, height - 20]
  const width = 100 / Math.max(1, all.length)
  const drawn = all.map(({ title, parts }, index) => {
    const [x, across] = [hundredths((index + 0.12) * width), hundredths(width * 0.76)]
    let y = ground
    const rects = parts
      .filter(({ value }) => value > 0)
      .map(({ kind, value }) => {
        const tall = hundredths((value / highest) * (ground - top))
        y = hundredths(y - tall)
        return html`<rect class="bar ${kind}" x="${x}%" y="${y}" width="${across}%" height="${tall}"/>`
      })
    const ink =
      rects.length > 0
        ? rects
        : html`<rect class="empty" x="${x}%" y="${ground - 2}" width="${across}%" height="2"/>`
    // what the pointer finds is as high as the chart
    return html`<g><title>${title}</title><rect fill="transparent" x="${hundredths(index * width)}%" y="0" width="${hundredths(width)}%" height="${height}"/>${ink}</g>
`
  })
  const [first = "", last = ""] = [...all.slice(0, 1), ...all.slice(1).slice(-1)].map(({ name }) => name)
  return html`<svg class="chart" height="${height}" role="img" aria-label="${label}">${drawn}<text x="6" y="15">${highest === 0 ? "none" : `up to ${shown(highest)}`}</text><text x="6" y="${height - 5}">${first}</text><text x="99%" y="${height - 5}" text-anchor="end">${last}</text></svg>
`
}

/** The mark of each ending: told apart by shape as well as by colour. Drawn around the origin, 10 across. */
const SHAPES: Readonly<Record<LedgerRun["outcome"], string>> = {
  deployed: '<circle class="deployed" r="5"/>',
  done: '<circle class="done" r="4"/>',
  failed: '<path class="failed" d="M-4-4 4 4M4-4-4 4"/>',
  "rolled-back": '<path class="rolled-back" d="M5-5.5V5.5L-5.5 0Z"/>',
  "rollback-failed": '<path class="rollback-failed" d="M0-6.5 6 5H-6Z"/>',
  inconclusive: '<path class="inconclusive" d="M0-6.5 6.5 0 0 6.5-6.5 0Z"/>',
  blocked: '<rect class="blocked" x="-4" y="-4" width="8" height="8"/>',
  unfinished: '<path class="unfinished" d="M-4-5.5 5.5 0-4 5.5Z"/>',
}

/** Of several in one place, the first of these are shown: what went wrong must be seen. */
const SEVERITY: readonly RunOutcome[] = [
  "rollback-failed",
  "failed",
  "inconclusive",
  "rolled-back",
  "unfinished",
  "deployed",
  "done",
  "blocked",
]

export const legend = (): Markup => {
  const marks = Object.entries(SHAPES).map(
    ([outcome, shape]) =>
      html`<li><svg viewBox="-7 -7 14 14" aria-hidden="true">${new Markup(shape)}</svg>${outcome}</li>`,
  )
  return html`<ul class="legend">${marks}<li>⌒ back to</li><li>shaded: frozen</li><li>line below: locked</li></ul>
`
}

const ARC_HEIGHT = 44
const LEVELS = 4
const LEVEL_HEIGHT = 15
const GROUND = ARC_HEIGHT + LEVELS * LEVEL_HEIGHT
const HEIGHT = GROUND + 36
/** Marks that are nearer than this, in percent, are put on top of one another. */
const NEAR = 1.8

interface Cluster {
  x: number
  runs: LedgerRun[]
}

/** A stage's newest runs on an axis, with what it went back to, its freezes and its locks. */
export function laneChart(lane: TimelineLane, axis: Axis): Markup {
  const { stage, runs, frozen, heldBy } = lane
  const clusters = clustersOf(runs, axis)
  const xOf = new Map(clusters.flatMap(({ x, runs: own }) => own.map((run) => [run.runId, x] as const)))
  const label = `${stage}: ${runs.length} runs from ${dayText(axis.fromMs)} to ${dayText(axis.toMs)}, each in the table below`
  const held =
    heldBy === null
      ? NOTHING
      : strip(
          axis,
          Date.parse(heldBy.since),
          axis.toMs,
          `locked by ${heldBy.actor} since ${minuteOf(heldBy.since)}: ${heldBy.command}`,
        )
  return html`<div class="scroll newest" role="region" tabindex="0" aria-label="${stage}, drawn"><svg class="chart" height="${HEIGHT}" role="img" aria-label="${label}">
${ticks(axis, HEIGHT)}${frozen.filter((time) => Date.parse(time.until ?? "9999") >= axis.fromMs).map((time) => frozenBand(time, axis))}${locks(runs, axis)}${held}
${arcs(runs, xOf)}${clusters.map(marks)}</svg></div>
`
}

const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

function clustersOf(runs: readonly LedgerRun[], axis: Axis): Cluster[] {
  const clusters: Cluster[] = []
  for (const run of runs.toReversed()) {
    const x = placeOf(axis, Date.parse(run.startedAt))
    const last = clusters.at(-1)
    if (last !== undefined && x - last.x < NEAR) last.runs.push(run)
    else clusters.push({ x, runs: [run] })
  }
  return clusters
}

const runTitle = (run: LedgerRun): string =>
  [
    `${minuteOf(run.startedAt)} ${whatOf(run)}: ${run.outcome}`,
    `by ${run.actor}`,
    `took ${tookText(run)}`,
    whyOf(run),
  ]
    .filter((part) => part !== "")
    .join(", ")

function marks({ x, runs }: Cluster): Markup {
  const isCrowded = runs.length > LEVELS
  const shown = isCrowded
    ? runs.toSorted((a, b) => SEVERITY.indexOf(a.outcome) - SEVERITY.indexOf(b.outcome)).slice(0, LEVELS - 1)
    : runs
  const rest = runs.filter((run) => !shown.includes(run))
  const drawn = shown.map(
    (run, level) =>
      html`<svg x="${x}%" y="${yOf(level)}" overflow="visible"><title>${runTitle(run)}</title>${new Markup(SHAPES[run.outcome])}</svg>
`,
  )
  const more = html`<text x="${x}%" y="${yOf(LEVELS - 1) + 4}" text-anchor="middle">+${rest.length}<title>${rest.length} more: ${rest
    .map(({ tag, outcome }) => `${tag ?? "-"} ${outcome}`)
    .slice(0, 12)
    .join(", ")}</title></text>
`
  return html`${drawn}${isCrowded ? more : NOTHING}`
}

const yOf = (level: number): number => GROUND - 9 - level * LEVEL_HEIGHT

/** From what was left to what the stage went back to; where that came before what is shown, to the left edge. A rollback that failed has none. */
function arcs(runs: readonly LedgerRun[], xOf: ReadonlyMap<string, number>): Markup[] {
  return runs.flatMap((run, index) => {
    if (run.rollback === null || run.outcome === "rollback-failed") return []
    const { from, to } = run.rollback
    const target = runs.slice(index + 1).find(({ sha, outcome }) => sha === to.sha && outcome !== "blocked")
    const [start, end] = [
      xOf.get(run.runId) as number,
      target === undefined ? 0 : (xOf.get(target.runId) as number),
    ]
    const width = Math.max(start - end, 0.5)
    const title = `${minuteOf(run.startedAt)} back from ${describeRelease(from)} to ${describeRelease(to)}`
    return [
      html`<svg x="${end}%" y="4" width="${Math.round(width * 100) / 100}%" height="${ARC_HEIGHT - 6}" viewBox="0 0 100 40" preserveAspectRatio="none"><title>${title}</title><path class="arc" d="M100 40C100 0 0 0 0 40"/></svg><svg x="${end}%" y="${ARC_HEIGHT - 2}" overflow="visible"><path class="head" d="M-4-6H4L0 1Z"/></svg>
`,
    ]
  })
}

function frozenBand({ since, until, reason, actor }: TimelineLane["frozen"][number], axis: Axis): Markup {
  const [from, to] = [
    placeOf(axis, Date.parse(since)),
    placeOf(axis, until === null ? axis.toMs : Date.parse(until)),
  ]
  const title = `frozen from ${minuteOf(since)} ${until === null ? "on" : `to ${minuteOf(until)}`} by ${actor}: ${reason}`
  return html`<rect class="frozen" x="${from}%" y="1" width="${widthOf(from, to)}%" height="${GROUND - 1}"><title>${title}</title></rect>
`
}

/** Only a run that changes a stage, or tries to, holds it. */
const locks = (runs: readonly LedgerRun[], axis: Axis): Markup[] =>
  runs
    .filter(({ outcome, changed, endedAt }) => endedAt !== null && (changed || outcome === "failed"))
    .map((run) =>
      strip(
        axis,
        Date.parse(run.startedAt),
        Date.parse(run.endedAt as string),
        `locked by ${run.actor}: ${whatOf(run)}`,
      ),
    )

/** What takes seconds is still to be seen on an axis of months. */
const widthOf = (from: number, to: number): number => Math.max(0.2, Math.round((to - from) * 100) / 100)

function strip(axis: Axis, fromMs: number, toMs: number, title: string): Markup {
  const [from, to] = [placeOf(axis, fromMs), placeOf(axis, toMs)]
  return html`<rect class="held" x="${from}%" y="${GROUND + 6}" width="${widthOf(from, to)}%" height="3"><title>${title}</title></rect>
`
}
