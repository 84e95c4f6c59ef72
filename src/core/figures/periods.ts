const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS
export const WEEK_MS = 7 * DAY_MS

const UNITS: Readonly<Record<string, number>> = { h: HOUR_MS, d: DAY_MS, w: WEEK_MS }

/** What --since takes. */
export const SINCE_FORM = "7d, 12h, 4w, 2026-01-31 or 2026-01-31T18:00Z"

const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z)?$/

/** The time that --since means; null when it means none. */
export function parseSince(text: string, now: Date): Date | null {
  const [, count, unit = ""] = /^(\d{1,5})([hdw])$/.exec(text) ?? []
  if (count !== undefined) return new Date(now.getTime() - Number(count) * (UNITS[unit] as number))
  const time = new Date(text)
  // a day that there is not, such as February 30, becomes another one
  const exists =
    DATE.test(text) && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text.slice(0, 10))
  return exists ? time : null
}

/** The Monday, in UTC, with which a time's week begins: `2026-03-02`. */
export const weekOf = (ms: number): string =>
  dayOf(ms - ((((ms - FIRST_MONDAY_MS) % WEEK_MS) + WEEK_MS) % WEEK_MS))

const FIRST_MONDAY_MS = Date.UTC(1970, 0, 5)

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** Every week from one time to another, also those in which nothing happened. */
export function weeksBetween(fromMs: number, toMs: number): string[] {
  const weeks: string[] = []
  for (let ms = Date.parse(weekOf(fromMs)); ms <= toMs; ms += WEEK_MS) weeks.push(dayOf(ms))
  return weeks
}

/** The value in the middle; of two, halfway between them. null for none. */
export function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  const middle = [Math.ceil(half) - 1, Math.floor(half)].map((at) => sorted[at]) as [number, number]
  return (middle[0] + middle[1]) / 2
}

/** The bins in which times are counted, as dora.dev has them. */
const BINS: readonly [belowMs: number, name: string][] = [
  [HOUR_MS, "less than an hour"],
  [DAY_MS, "an hour to a day"],
  [WEEK_MS, "a day to a week"],
  [30 * DAY_MS, "a week to a month"],
  [182 * DAY_MS, "one to six months"],
]

export const binOf = (ms: number): string =>
  BINS.find(([belowMs]) => ms < belowMs)?.[1] ?? "more than six months"

/** `40 s`, `12 min`, `5.5 h`, `3.2 d`: for times of which the next smaller unit does not matter any more. */
export function roundTime(ms: number): string {
  if (ms < 59_500) return `${Math.round(ms / 1000)} s`
  if (ms < HOUR_MS) return `${Math.round(ms / 60_000)} min`
  return ms < 2 * DAY_MS ? `${tenths(ms / HOUR_MS)} h` : `${tenths(ms / DAY_MS)} d`
}

const tenths = (value: number): number => Math.round(value * 10) / 10
