// @module-tag long
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { DAYS, type WindowConfig, type WindowsConfig } from "../../../src/core/config/windows.ts"
import { openCalendar } from "../../../src/core/windows/calendar.ts"

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe", // half an hour of summer time
  "America/St_Johns",
  "Asia/Kathmandu",
  "Pacific/Chatham",
  "Africa/Casablanca", // clocks go back for a month
  "America/Havana", // change at midnight
]

const windows = (some: Partial<WindowsConfig>): WindowsConfig => ({
  timeZone: "UTC",
  allow: [],
  deny: [],
  ...some,
})
const window = (some: Partial<WindowConfig> = {}): WindowConfig => ({ from: "00:00", to: "24:00", ...some })

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const STEP = 15 * MINUTE

// The same from nothing but what Intl's clocks show, minute by minute.

const formats = new Map<string, Intl.DateTimeFormat>()

function clocks(timeZone: string, ms: number): { date: string; minute: number } {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat("en-CA", { timeZone, hourCycle: "h23", dateStyle: "short", timeStyle: "short" })
  formats.set(timeZone, format)
  const [date = "", time = ""] = format.format(ms).split(", ")
  const [hour, minute] = time.split(":").map(Number) as [number, number]
  return { date, minute: hour * 60 + minute }
}

const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
const dayBefore = (date: string) => new Date(Date.parse(date) - DAY).toISOString().slice(0, 10)

function beginsOn({ days, firstDate, lastDate, recurrence }: WindowConfig, date: string): boolean {
  const at = new Date(date)
  if (days !== undefined && !days.includes(DAYS[(at.getUTCDay() + 6) % 7] as (typeof DAYS)[number]))
    return false
  if (firstDate !== undefined && date < firstDate) return false
  if (lastDate !== undefined && date > lastDate) return false
  return recurrence === undefined || (RULES[recurrence] as Rule)(at, new Date(firstDate as string))
}

type Rule = (date: Date, first: Date) => boolean
const daysInMonth = (date: Date) =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()

const RULES: Record<string, Rule> = {
  "FREQ=MONTHLY;BYDAY=-1FR": (date) => date.getUTCDay() === 5 && date.getUTCDate() + 7 > daysInMonth(date),
  "FREQ=MONTHLY;BYDAY=2TU": (date) => date.getUTCDay() === 2 && Math.ceil(date.getUTCDate() / 7) === 2,
  "FREQ=MONTHLY;BYMONTHDAY=1,-1": (date) => [1, daysInMonth(date)].includes(date.getUTCDate()),
  "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24": (date) => date.getUTCMonth() === 11 && date.getUTCDate() === 24,
  "FREQ=DAILY;INTERVAL=3": (date, first) => date >= first && ((+date - +first) / DAY) % 3 === 0,
  "FREQ=DAILY;COUNT=40": (date, first) => date >= first && (+date - +first) / DAY < 40,
  "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO": (date, first) => {
    const monday = +first - ((first.getUTCDay() + 6) % 7) * DAY
    return date >= first && date.getUTCDay() === 1 && ((+date - monday) / (7 * DAY)) % 2 === 0
  },
}

function isWithin(one: WindowConfig, { date, minute }: ReturnType<typeof clocks>): boolean {
  const [from, to] = [minuteOf(one.from), minuteOf(one.to)]
  if (to > from) return minute >= from && minute < to && beginsOn(one, date)
  return (minute >= from && beginsOn(one, date)) || (minute < to && beginsOn(one, dayBefore(date)))
}

function isOpenAt({ timeZone, allow, deny }: WindowsConfig, ms: number): boolean {
  const local = clocks(timeZone, ms)
  return (
    !deny.some((one) => isWithin(one, local)) &&
    (allow.length === 0 || allow.some((one) => isWithin(one, local)))
  )
}

/** When that changes, found by looking at every quarter of an hour; null: not until the limit. */
function changeByLooking(config: WindowsConfig, fromMs: number, limitMs: number): number | null {
  const before = isOpenAt(config, fromMs)
  for (let ms = Math.floor(fromMs / STEP) * STEP + STEP; ms <= limitMs; ms += STEP) {
    if (isOpenAt(config, ms) !== before) return ms
  }
  return null
}

const START = Date.parse("2026-01-01T00:00Z")
const TWO_YEARS = 730 * DAY

const quarter = fc.integer({ min: 0, max: 95 }).map((index) => {
  const minute = index * 15
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`
})
const date = fc
  .integer({ min: -30, max: 760 })
  .map((day) => new Date(START + day * DAY).toISOString().slice(0, 10))
const someWindow: fc.Arbitrary<WindowConfig> = fc
  .record(
    {
      from: quarter,
      to: fc.oneof(quarter, fc.constant("24:00")),
      days: fc.uniqueArray(fc.constantFrom(...DAYS), { minLength: 1 }),
      firstDate: date,
      lastDate: date,
      recurrence: fc.constantFrom(...Object.keys(RULES)),
    },
    { requiredKeys: ["from", "to"] },
  )
  .filter(({ from, to }) => from !== to)
  .map(({ firstDate = "2025-12-01", ...rest }) => ({ firstDate, ...rest }))
const someWindows = fc.record({
  timeZone: fc.constantFrom(...ZONES),
  allow: fc.array(someWindow, { maxLength: 2 }),
  deny: fc.array(someWindow, { maxLength: 2 }),
})

/** Half of the times are about where clocks change. */
const CHANGES = [
  "2026-03-08",
  "2026-03-29",
  "2026-04-05",
  "2026-10-04",
  "2026-10-25",
  "2026-11-01",
  "2027-03-14",
  "2027-02-07",
]
const someTime = fc.oneof(
  fc.integer({ min: 0, max: TWO_YEARS / MINUTE }).map((minute) => START + minute * MINUTE),
  fc
    .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -2880, max: 2880 }))
    .map(([day, minute]) => Date.parse(day) + minute * MINUTE),
)

test("is open, and changes, when the clocks of the zone say so: over two years and all changes of clocks", async () => {
  await fc.assert(
    fc.asyncProperty(someWindows, someTime, async (config, nowMs) => {
      const { isOpen, changesAt } = (await openCalendar(config)).at(new Date(nowMs))
      expect(isOpen).toBe(isOpenAt(config, nowMs))
      const limit = nowMs + 12 * DAY
      const seen = changeByLooking(config, nowMs, limit)
      expect(changesAt !== null && changesAt.getTime() <= limit ? changesAt.getTime() : null).toBe(seen)
    }),
    { numRuns: 60 },
  )
})

test.each(["Europe/Berlin", "America/Havana", "Australia/Lord_Howe"])(
  "finds every opening and closing of two years in %s",
  async (timeZone) => {
    const config = windows({
      timeZone,
      allow: [
        window({ days: ["mon", "thu", "sun"], from: "09:30", to: "16:15" }),
        window({ days: ["sat"], from: "22:00", to: "02:30" }),
      ],
      deny: [
        window({ firstDate: "2026-12-20", lastDate: "2027-01-03" }),
        window({ firstDate: "2026-01-01", recurrence: "FREQ=MONTHLY;BYMONTHDAY=1,-1" }),
      ],
    })
    const calendar = await openCalendar(config)
    const found: number[] = []
    for (let at = START; ; ) {
      const next = calendar.at(new Date(at)).changesAt?.getTime() ?? Number.POSITIVE_INFINITY
      if (next >= START + TWO_YEARS) break
      found.push(next)
      at = next
    }
    const seen: number[] = []
    for (let ms = START + STEP; ms < START + TWO_YEARS; ms += STEP) {
      if (isOpenAt(config, ms) !== isOpenAt(config, ms - STEP)) seen.push(ms)
    }
    expect(seen.length).toBeGreaterThan(500)
    expect(found).toEqual(seen)
  },
)

describe("where clocks change", () => {
  const night = (timeZone: string, from: string, to: string) =>
    windows({ timeZone, allow: [window({ from, to })] })

  test.each([
    ["what is skipped is never open", "02:00", "02:45", "2026-03-28T22:00Z", "2026-03-30T00:00Z"],
    ["what is left of it is", "02:30", "03:15", "2026-03-28T22:00Z", "2026-03-29T01:00Z"],
    ["what comes twice is open twice", "02:00", "02:30", "2026-10-25T00:30Z", "2026-10-25T01:00Z"],
  ])("%s", async (_, from, to, now, opens) => {
    const { isOpen, changesAt } = (await openCalendar(night("Europe/Berlin", from, to))).at(new Date(now))
    expect({ isOpen, opens: changesAt?.toISOString() }).toEqual({
      isOpen: false,
      opens: new Date(opens).toISOString(),
    })
  })
})

describe("says why, and when that changes", () => {
  const monday = new Date("2026-03-02T10:07:31Z")

  test.each<[string, Partial<WindowsConfig>, boolean, string, string | null]>([
    ["no window", {}, true, "no window denies deploys", null],
    [
      "an open one",
      { allow: [window({ days: ["mon", "tue"], from: "09:00", to: "16:00" })] },
      true,
      "deploys are allowed on mon, tue from 09:00 to 16:00",
      "2026-03-02T16:00:00.000Z",
    ],
    [
      "one from midnight on",
      { allow: [window({ to: "16:00" })] },
      true,
      "deploys are allowed from 00:00 to 16:00",
      "2026-03-02T16:00:00.000Z",
    ],
    [
      "one until midnight",
      { allow: [window({ from: "09:00" })] },
      true,
      "deploys are allowed from 09:00 to 24:00",
      "2026-03-03T00:00:00.000Z",
    ],
    [
      "none of those that allow",
      { allow: [window({ days: ["thu"] })] },
      false,
      "no window allows deploys",
      "2026-03-05T00:00:00.000Z",
    ],
    [
      "one that denies, for good",
      { allow: [window()], deny: [window({ name: "the launch" })] },
      false,
      'deploys are denied by the window "the launch"',
      null,
    ],
    [
      "dates",
      { deny: [window({ firstDate: "2026-03-01", lastDate: "2026-03-04" })] },
      false,
      "deploys are denied since 2026-03-01 until 2026-03-04",
      "2026-03-05T00:00:00.000Z",
    ],
    [
      "a rule",
      { deny: [window({ firstDate: "2026-01-05", recurrence: "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO" })] },
      false,
      "deploys are denied by FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
      "2026-03-03T00:00:00.000Z",
    ],
    ["any time", { allow: [window()] }, true, "deploys are allowed at any time", null],
  ])("%s", async (_, some, isOpen, because, changes) => {
    const found = (await openCalendar(windows(some))).at(monday)
    expect({ ...found, changesAt: found.changesAt?.toISOString() ?? null }).toEqual({
      isOpen,
      because,
      changesAt: changes,
    })
  })

  test("a time is told by the clocks there, and by everyone's", async () => {
    const { describe: text } = await openCalendar(windows({ timeZone: "Europe/Berlin" }))
    expect(text(monday)).toBe("2026-03-02 11:07 Europe/Berlin (2026-03-02T10:07Z)")
  })
})
