import * as v from "valibot"
import type { Problem } from "../errors.ts"
import { meant } from "../text.ts"
import { Text } from "./fields.ts"

/** As ISO 8601 counts them, from 1. */
export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const

const NO_TIME = "must be a time of the day such as 09:00"
const NO_DATE = "must be a date such as 2026-12-24"
const DateText = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d$/, NO_DATE))

const Window = v.strictObject({
  name: v.pipe(v.optional(Text), v.description("As refusals name it, e.g. year end.")),
  days: v.pipe(
    v.optional(v.pipe(v.array(v.picklist(DAYS)), v.minLength(1, "must name at least one day"))),
    v.description("Days of the week on which it begins; default: all."),
  ),
  from: v.pipe(
    v.optional(v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, NO_TIME)), "00:00"),
    v.description("When it begins on such a day."),
  ),
  to: v.pipe(
    v.optional(v.pipe(v.string(), v.regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, NO_TIME)), "24:00"),
    v.description("When it ends; a time before from is one of the next day."),
  ),
  firstDate: v.pipe(v.optional(DateText), v.description("The first day on which it may begin.")),
  lastDate: v.pipe(v.optional(DateText), v.description("The last day on which it may begin.")),
  recurrence: v.pipe(
    v.optional(Text),
    v.description(
      "The days on which it begins as a recurrence rule of iCalendar, counted from firstDate, e.g. FREQ=MONTHLY;BYDAY=-1FR for each last Friday.",
    ),
  ),
})

/** When a stage takes deploys. */
export const Windows = v.pipe(
  v.strictObject({
    timeZone: v.pipe(
      v.optional(Text, "UTC"),
      v.description("Whose clocks the times are read from, e.g. Europe/Berlin."),
    ),
    allow: v.pipe(
      v.optional(v.array(Window), []),
      v.description("Deploys are let in only while one of these is open; none: always."),
    ),
    deny: v.pipe(
      v.optional(v.array(Window), []),
      v.description("No deploy is let in while one of these is open, whatever allow says."),
    ),
  }),
  v.description("When the stage takes deploys. Rollbacks always pass."),
)

export type WindowsConfig = v.InferOutput<typeof Windows>
export type WindowConfig = WindowsConfig["allow"][number]

type Fault = Required<Pick<Problem, "path" | "message" | "fix">>

/** A zone that there is not; apart, because the windows themselves may be too wrong to be judged. */
export function zoneFaults({ timeZone }: WindowsConfig, path: string): Fault[] {
  if (isTimeZone(timeZone)) return []
  const close = meant(timeZone, Intl.supportedValuesOf("timeZone"))
  const fix = close === null ? "Name one such as Europe/Berlin, or UTC." : `Did you mean ${close}?`
  return [{ path: `${path}.timeZone`, message: `${JSON.stringify(timeZone)} is not a time zone`, fix }]
}

/** What else is wrong with windows that a schema cannot say, each with its place. */
export function windowFaults({ allow, deny }: WindowsConfig, path: string): Fault[] {
  return [
    ...allow.flatMap((window, index) => faultsOf(window, `${path}.allow[${index}]`)),
    ...deny.flatMap((window, index) => faultsOf(window, `${path}.deny[${index}]`)),
  ]
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name })
    return true
  } catch {
    return false
  }
}

function faultsOf({ from, to, firstDate, lastDate, recurrence }: WindowConfig, path: string): Fault[] {
  const fault = (key: string, message: string, fix: string): Fault => ({
    path: `${path}.${key}`,
    message,
    fix,
  })
  const dates = Object.entries({ firstDate, lastDate }).flatMap(([key, date]) =>
    date === undefined || isDate(date) ? [] : [fault(key, `there is no ${date}`, "Correct it.")],
  )
  const rule = recurrence === undefined ? null : recurrenceFault(recurrence)
  return [
    ...dates,
    ...(from === to
      ? [fault("to", `must not be ${from}, as from is`, "For a whole day leave both out.")]
      : []),
    ...(firstDate !== undefined && lastDate !== undefined && lastDate < firstDate
      ? [fault("lastDate", `is before firstDate, ${firstDate}`, "Exchange them.")]
      : []),
    ...(rule === null ? [] : [fault("recurrence", rule, "Write e.g. FREQ=MONTHLY;BYDAY=-1FR.")]),
    ...(recurrence !== undefined && firstDate === undefined
      ? [fault("firstDate", "is missing: recurrence is counted from it", "Add the date of the first one.")]
      : []),
  ]
}

const isDate = (text: string): boolean => {
  const ms = Date.parse(`${text}T00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}

const list = (item: string): RegExp => new RegExp(`^${item}(,${item})*$`)
const WHOLE = /^[1-9]\d{0,2}$/

/** The parts of a rule that say on which days something is; those about hours, and the end, have keys of their own. */
const PARTS: ReadonlyMap<string, RegExp> = new Map([
  ["FREQ", /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/],
  ["INTERVAL", WHOLE],
  ["COUNT", WHOLE],
  ["WKST", /^(MO|TU|WE|TH|FR|SA|SU)$/],
  ["BYMONTH", list("([1-9]|1[0-2])")],
  ["BYMONTHDAY", list("-?([1-9]|[12]\\d|3[01])")],
  ["BYDAY", list("(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")],
  ["BYSETPOS", list("-?[1-9]\\d?")],
])

/** What is wrong with a recurrence rule; null: nothing. */
function recurrenceFault(text: string): string | null {
  const parts = text.split(";").map((part) => {
    const [name = "", value = "", ...more] = part.split("=")
    return { part, name, value, more }
  })
  const names = parts.map(({ name }) => name)
  const strange = parts.find(({ name, value, more }) => {
    const form = PARTS.get(name)
    return form === undefined || more.length > 0 || !form.test(value)
  })
  if (strange !== undefined) {
    return `${JSON.stringify(strange.part)} is no part of such a rule: there are ${[...PARTS.keys()].join(", ")}`
  }
  if (new Set(names).size < names.length) return "has a part twice"
  const values = new Map(parts.map(({ name, value }) => [name, value]))
  const [freq, days] = [values.get("FREQ"), values.get("BYDAY") ?? ""]
  if (freq === undefined) return "has no FREQ"
  if (/\d/.test(days) && freq !== "MONTHLY" && freq !== "YEARLY")
    return "counts days of the week, which needs FREQ=MONTHLY or FREQ=YEARLY"
  if (freq === "WEEKLY" && values.has("BYMONTHDAY"))
    return "names days of the month, which FREQ=WEEKLY does not take"
  if (values.has("BYSETPOS") && !names.some((name) => name !== "BYSETPOS" && name.startsWith("BY")))
    return "has BYSETPOS, which chooses from what another BY… names"
  return null
}
