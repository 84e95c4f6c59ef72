import { html, type Markup, NOTHING } from "./html.ts"
import { DAY_MS, dayOf, WEEK_MS } from "./periods.ts"

/** A stretch of time, drawn from left to right. Places on it are percents, so that a page of any width shows it. */
export interface Axis {
  fromMs: number
  toMs: number
}

/** How much of a chart stays free at its left and right, in percent. */
const EDGE = 1.5

export function placeOf({ fromMs, toMs }: Axis, ms: number): number {
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
