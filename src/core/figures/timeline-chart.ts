import { minuteOf, tookText, whatOf, whyOf } from "../report/figure-lines.ts"
import { describeRelease } from "../stage.ts"
import { type Axis, placeOf, ticks } from "./chart.ts"
import { html, Markup, NOTHING } from "./html.ts"
import type { LedgerRun, RunOutcome } from "./runs.ts"
import type { TimelineLane } from "./timeline.ts"

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
