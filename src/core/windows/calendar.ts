import { Temporal } from "temporal-polyfill"
import { DAYS, type WindowConfig, type WindowsConfig } from "../config/windows.ts"

/** Whether a stage takes deploys at a time. */
export interface Opening {
  isOpen: boolean
  /** what keeps it open or closed */
  because: string
  /** when that changes; null: not in the two years that are looked at */
  changesAt: Date | null
}

/** The windows of a stage, ready to be asked. */
export interface Calendar {
  at(now: Date): Opening
  /** `2026-03-02 09:00 Europe/Berlin (2026-03-02T08:00Z)` */
  describe(time: Date): string
}

/** How far ahead a change is looked for. */
const HORIZON_DAYS = 731
const DAY_MS = 86_400_000

/**
 * A time is within a window when the clocks of the time zone show a time between from and to, on a day on which it begins:
 * what clocks show twice is within it twice, and what they skip never is.
 */
export async function openCalendar({ timeZone, allow, deny }: WindowsConfig): Promise<Calendar> {
  const datesOf = await recurrences([...allow, ...deny])
  const zoned = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone)
  return {
    at(now) {
      const nowMs = now.getTime()
      const spans = (windows: readonly WindowConfig[]) =>
        windows.map((window) => spanOf(window, datesOf(window, nowMs)))
      const [allowed, denied] = [spans(allow), spans(deny)]
      const judge = (ms: number) => {
        const local = wallOf(zoned(ms))
        const against = denied.find((span) => isWithin(span, local))
        if (against !== undefined) return { isOpen: false, because: `deploys are denied ${against.name}` }
        const by = allowed.find((span) => isWithin(span, local))
        if (by !== undefined) return { isOpen: true, because: `deploys are allowed ${by.name}` }
        return allowed.length === 0
          ? { isOpen: true, because: "no window denies deploys" }
          : { isOpen: false, because: "no window allows deploys" }
      }
      const found = judge(nowMs)
      for (const ms of changesAfter(zoned(nowMs), [...allowed, ...denied])) {
        if (judge(ms).isOpen !== found.isOpen) return { ...found, changesAt: new Date(ms) }
      }
      return { ...found, changesAt: null }
    },
    describe(time) {
      const local = zoned(time.getTime()).toString({
        smallestUnit: "minute",
        offset: "never",
        timeZoneName: "never",
      })
      return `${local.replace("T", " ")} ${timeZone} (${time.toISOString().slice(0, 16)}Z)`
    },
  }
}

/** A window in minutes of the day. */
interface Span {
  name: string
  fromMinute: number
  /** greater than a day's where it ends on the next */
  toMinute: number
  /** Whether it begins on a day. */
  beginsOn(date: Temporal.PlainDate): boolean
}

const DAY_MINUTES = 24 * 60

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

function spanOf(window: WindowConfig, dates: ReadonlySet<string> | null): Span {
  const { days, from, to, firstDate = "", lastDate = "9999-12-31" } = window
  const [fromMinute, end] = [minuteOf(from), minuteOf(to)]
  return {
    name: nameOf(window),
    fromMinute,
    toMinute: end > fromMinute ? end : end + DAY_MINUTES,
    beginsOn(date) {
      const text = date.toString()
      return (
        text >= firstDate &&
        text <= lastDate &&
        (days === undefined || days.includes(DAYS[date.dayOfWeek - 1] as (typeof DAYS)[number])) &&
        (dates === null || dates.has(text))
      )
    },
  }
}

/** `mon, tue from 09:00 to 16:00`, or the name that it was given */
function nameOf({ name, days, from, to, firstDate, lastDate, recurrence }: WindowConfig): string {
  if (name !== undefined) return `by the window "${name}"`
  const parts = [
    ...(days === undefined ? [] : [`on ${days.join(", ")}`]),
    ...(recurrence === undefined ? [] : [`by ${recurrence}`]),
    ...(from === "00:00" && to === "24:00" ? [] : [`from ${from} to ${to}`]),
    ...(firstDate === undefined || recurrence !== undefined ? [] : [`since ${firstDate}`]),
    ...(lastDate === undefined ? [] : [`until ${lastDate}`]),
  ]
  return parts.length === 0 ? "at any time" : parts.join(" ")
}

interface Wall {
  date: Temporal.PlainDate
  minute: number
}

const wallOf = (time: Temporal.ZonedDateTime): Wall => ({
  date: time.toPlainDate(),
  minute: time.hour * 60 + time.minute,
})

const isWithin = ({ fromMinute, toMinute, beginsOn }: Span, { date, minute }: Wall): boolean =>
  (minute >= fromMinute && minute < toMinute && beginsOn(date)) ||
  (minute + DAY_MINUTES < toMinute && beginsOn(date.subtract({ days: 1 })))

/** Every time after a moment at which a window may open or close, in order. */
function* changesAfter(now: Temporal.ZonedDateTime, spans: readonly Span[]): Generator<number> {
  const minutes = new Set(spans.flatMap(({ fromMinute, toMinute }) => [fromMinute, toMinute % DAY_MINUTES]))
  const today = now.toPlainDate()
  let clocksChange = now.getTimeZoneTransition("next")
  for (let day = 0; day <= HORIZON_DAYS; day += 1) {
    const date = today.add({ days: day })
    const times = [...minutes].flatMap((minute) => timesAt(date, minute, now.timeZoneId))
    while (clocksChange !== null && Temporal.PlainDate.compare(clocksChange.toPlainDate(), date) <= 0) {
      times.push(clocksChange.epochMilliseconds)
      clocksChange = clocksChange.getTimeZoneTransition("next")
    }
    yield* times.filter((ms) => ms > now.epochMilliseconds).toSorted((one, other) => one - other)
  }
}

/** When clocks show a minute of a day: once, twice, or about then. */
function timesAt(date: Temporal.PlainDate, minute: number, timeZone: string): number[] {
  const wall = date.toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 })
  const at = (disambiguation: "earlier" | "later") =>
    wall.toZonedDateTime(timeZone, { disambiguation }).epochMilliseconds
  return [...new Set([at("earlier"), at("later")])]
}

type DatesOf = (window: WindowConfig, nowMs: number) => ReadonlySet<string> | null

/** What recurs is counted by days, which no time zone changes. Loaded only where a window has a rule. */
async function recurrences(windows: readonly WindowConfig[]): Promise<DatesOf> {
  if (windows.every(({ recurrence }) => recurrence === undefined)) return () => null
  const { RRuleTemporal } = await import("rrule-temporal")
  const rules = new Map(
    windows.flatMap((window) => {
      const { recurrence, firstDate = "" } = window
      if (recurrence === undefined) return []
      const rruleString = `DTSTART:${firstDate.replaceAll("-", "")}T000000Z\nRRULE:${recurrence}`
      return [[window, new RRuleTemporal({ rruleString, strict: true })] as const]
    }),
  )
  return (window, nowMs) => {
    const rule = rules.get(window)
    if (rule === undefined) return null
    const [first, last] = [nowMs - 3 * DAY_MS, nowMs + (HORIZON_DAYS + 3) * DAY_MS]
    const dates = rule.between(new Date(first), new Date(last), true)
    return new Set(dates.map((date) => date.toString().slice(0, 10)))
  }
}
