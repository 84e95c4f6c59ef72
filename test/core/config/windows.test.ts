import fc from "fast-check"
import { RRuleTemporal } from "rrule-temporal"
import { describe, expect, test } from "vitest"
import { neededScripts } from "../../../src/core/config/command-rules.ts"
import { parseConfig } from "../../../src/core/config/parse.ts"
import { HOOKS } from "../../../src/core/config/tools.ts"
import type { PipelineError } from "../../../src/core/errors.ts"
import { problemsOf, withValue } from "./samples.ts"

const withWindows = (windows: object) => withValue(["stages", "production", "windows"], windows)
const allowing = (window: object) => withWindows({ allow: [window] })
const AT = "stages.production.windows"
const ONE = `${AT}.allow[0]`
const rule = (recurrence: string) => problemsOf(allowing({ firstDate: "2026-01-01", recurrence }))

test("a stage has no windows, and no soak, unless it is given some", () => {
  const { stages, hooks } = parseConfig(withValue(["app"], "shop"))
  expect(stages.staging.soakMinutes).toBe(0)
  expect(stages.production.windows).toBeUndefined()
  expect(hooks).toEqual({})
  expect(parseConfig(allowing({})).stages.production.windows).toEqual({
    timeZone: "UTC",
    allow: [{ from: "00:00", to: "24:00" }],
    deny: [],
  })
})

describe("windows are refused with everything that is wrong with them", () => {
  test.each<[string, string, string[]]>([
    [
      "a zone that there is not",
      withWindows({ timeZone: "Mars/Base" }),
      [`${AT}.timeZone: "Mars/Base" is not a time zone`],
    ],
    [
      "a zone that is no text, which is not said twice",
      withWindows({ timeZone: 1 as unknown as string }),
      [`${AT}.timeZone: must be a string, is 1`],
    ],
    [
      "a zone that there is not, beside a day that there is not",
      withWindows({ timeZone: "Europe/Berln", allow: [{ days: ["monday"] }] }),
      [
        `${ONE}.days[0]: must be "mon", "tue", "wed", "thu", "fri", "sat" or "sun", is "monday"`,
        `${AT}.timeZone: "Europe/Berln" is not a time zone`,
      ],
    ],
    [
      "an empty window",
      allowing({ from: "09:00", to: "09:00" }),
      [`${ONE}.to: must not be 09:00, as from is`],
    ],
    [
      "a day that there is not",
      allowing({ firstDate: "2026-02-30" }),
      [`${ONE}.firstDate: there is no 2026-02-30`],
    ],
    [
      "a month that there is not",
      allowing({ lastDate: "2026-13-01" }),
      [`${ONE}.lastDate: there is no 2026-13-01`],
    ],
    [
      "dates the wrong way round",
      allowing({ firstDate: "2026-03-02", lastDate: "2026-03-01" }),
      [`${ONE}.lastDate: is before firstDate, 2026-03-02`],
    ],
    ["one day", allowing({ firstDate: "2026-03-02", lastDate: "2026-03-02" }), []],
    ["a last day alone", allowing({ lastDate: "2026-03-02" }), []],
    ["a first day alone", allowing({ firstDate: "2026-03-02" }), []],
    [
      "a rule without its first date",
      allowing({ recurrence: "FREQ=DAILY" }),
      [`${ONE}.firstDate: is missing: recurrence is counted from it`],
    ],
    [
      "an hour of no clock",
      allowing({ from: "9:00" }),
      [`${ONE}.from: must be a time of the day such as 09:00`],
    ],
    ["no day", allowing({ days: [] }), [`${ONE}.days: must name at least one day`]],
    [
      "deny as well",
      withWindows({ deny: [{}, { from: "12:00", to: "12:00" }] }),
      [`${AT}.deny[1].to: must not be 12:00, as from is`],
    ],
    [
      "a soak of production",
      withValue(["stages", "production"], { soakMinutes: 5 }),
      ["stages.production.soakMinutes: is not a known key"],
    ],
    [
      "a soak below none",
      withValue(["stages", "staging"], { soakMinutes: -5 }),
      ["stages.staging.soakMinutes: must be 0 or more"],
    ],
    [
      "a soak of more than a month",
      withValue(["stages", "staging"], { soakMinutes: 43_201 }),
      ["stages.staging.soakMinutes: must be at most 43200, 30 days"],
    ],
    ["a soak of a month", withValue(["stages", "staging"], { soakMinutes: 43_200 }), []],
    [
      "a date of another form",
      allowing({ firstDate: "1.3.2026" }),
      [`${ONE}.firstDate: must be a date such as 2026-12-24`],
    ],
  ])("%s", (_, text, problems) => expect(problemsOf(text)).toEqual(problems))

  test("a zone that is nearly one is proposed", () => {
    const text = withWindows({ timeZone: "Europe/Berln" })
    expect(() => parseConfig(text)).toThrow(
      expect.objectContaining<Partial<PipelineError>>({
        problems: [expect.objectContaining({ fix: "Did you mean Europe/Berlin?" })],
      }),
    )
  })
})

describe("a recurrence rule", () => {
  test.each<[string, unknown]>([
    ["FREQ=MONTHLY;BYDAY=-1FR", null],
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU;WKST=MO", null],
    ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", null],
    ["FREQ=YEARLY;BYDAY=1MO", null],
    ["FREQ=YEARLY;INTERVAL=12;COUNT=5;BYMONTH=2,12", null],
    ["FREQ=MONTHLY;BYMONTHDAY=1", null],
    [
      "FREQ=MONTHLY=1",
      '"FREQ=MONTHLY=1" is no part of such a rule: there are FREQ, INTERVAL, COUNT, WKST, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS',
    ],
    ["INTERVAL=2", "has no FREQ"],
    ["FREQ=DAILY;FREQ=WEEKLY", "has a part twice"],
    ["FREQ=WEEKLY;BYDAY=1MO", "counts days of the week, which needs FREQ=MONTHLY or FREQ=YEARLY"],
    ["FREQ=WEEKLY;BYMONTHDAY=1", "names days of the month, which FREQ=WEEKLY does not take"],
    ["FREQ=DAILY;BYSETPOS=1", "has BYSETPOS, which chooses from what another BY… names"],
    ...[
      "FREQ=HOURLY",
      "FREQ=DAILY;BYHOUR=9",
      ...["FREQ=DAILY=1", "FREQ=XDAILY", "FREQ=DAILYX", "FREQ=DAILY;INTERVAL=x2", "FREQ=DAILY;INTERVAL=2x"],
      ...["FREQ=DAILY;WKST=XMO", "FREQ=DAILY;WKST=MOX", "FREQ=DAILY;BYMONTH=13", "FREQ=DAILY;BYMONTH=2,13"],
      "RRULE:FREQ=DAILY",
      "FREQ=DAILY;",
      "FREQ=daily",
    ].map((text): [string, unknown] => [
      text,
      expect.stringMatching(/is no part of such a rule: there are FREQ, /),
    ]),
  ])("%s: %s", (text, fault) => {
    expect(rule(text)).toEqual(fault === null ? [] : [expect.stringContaining(`${ONE}.recurrence: `)])
    if (typeof fault === "string") expect(rule(text)[0]).toBe(`${ONE}.recurrence: ${fault}`)
    else if (fault !== null) expect(rule(text)[0]).toEqual(fault)
  })

  const part = fc.constantFrom(
    ...["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY", "INTERVAL=3", "COUNT=5", "WKST=SU"],
    ...["BYMONTH=2,12", "BYMONTHDAY=-1,31", "BYDAY=MO,FR", "BYDAY=-5SU", "BYSETPOS=2,-1"],
  )

  test("that is accepted is one that the library takes, too", () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const text = parts.join(";")
        if (rule(text).length > 0) return
        const rruleString = `DTSTART:20260101T000000Z\nRRULE:${text}`
        const dates = new RRuleTemporal({ rruleString, strict: true }).between(
          new Date("2026-06-01T00:00Z"),
          new Date("2027-06-01T00:00Z"),
          true,
        )
        expect(dates.length).toBeLessThanOrEqual(366)
      }),
    )
  })
})

test("hooks are commands like all others: their scripts and their placeholders are looked at", () => {
  const [first, ...others] = HOOKS
  const hooks = {
    [first]: { command: ["./check.sh", "{stage}"], directory: "ops", env: { A: "{tag}" } },
    ...Object.fromEntries(others.map((name) => [name, { command: ["node", `${name}.mjs`] }])),
  }
  expect(neededScripts(parseConfig(withValue(["hooks"], hooks))).slice(-5)).toEqual([
    { path: "hooks.before-deploy.command", file: "ops/check.sh", script: null, isInstalled: false },
    ...others.map((name) => ({
      path: `hooks.${name}.command`,
      file: `${name}.mjs`,
      script: null,
      isInstalled: false,
    })),
  ])
  const wrong = { "after-failed": { command: ["x", "{satge}"], env: { A: "{tga}" } } }
  expect(problemsOf(withValue(["hooks"], wrong))).toEqual([
    "hooks.after-failed.command[1]: {satge} is no placeholder: there are {stage}, {tag} and {sha}",
    "hooks.after-failed.env.A: {tga} is no placeholder: there are {stage}, {tag} and {sha}",
  ])
})
