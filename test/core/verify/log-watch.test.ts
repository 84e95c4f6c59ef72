import { describe, expect, test } from "vitest"
import {
  addEvents,
  concludeWatch,
  isTooMany,
  type LogEvent,
  logsUnavailable,
  NOTHING_READ,
  nextLookMs,
  nextSpan,
  windowOf,
} from "../../../src/core/verify/verification.ts"

const settings = {
  tolerated: 0,
  watchSeconds: 120,
  pollSeconds: 10,
  settleSeconds: 15,
  lookBackSeconds: 3600,
  optional: false,
}
const NOW = Date.parse("2026-03-01T03:00:00.000Z")
const event = (id: string, atMs = NOW, message = `ERROR ${id}`): LogEvent => ({
  id,
  group: "/app",
  atMs,
  message,
})

describe("the window", () => {
  test.each([
    ["begins with a deploy of just now and is watched", NOW - 5000, NOW - 5000, NOW + 115_000],
    ["of a deploy some time ago ends now", NOW - 600_000, NOW - 600_000, NOW],
    ["of an old deploy begins as far back as may be looked", NOW - 9e6, NOW - 3_600_000, NOW],
    ["of an unknown deploy as well", null, NOW - 3_600_000, NOW],
  ])("%s", (_, deployedAtMs, sinceMs, untilMs) => {
    const closesMs = untilMs + 15_000
    expect(windowOf(settings, deployedAtMs, NOW)).toEqual({ sinceMs, untilMs, closesMs })
  })
})

describe("a look", () => {
  const window = windowOf(settings, NOW, NOW)

  test.each([
    ["the first begins with the window", null, 1000, false, 0, 1000],
    ["a later one goes back for late lines", 60_000, 70_000, false, 30_000, 70_000],
    ["but not before the window", 10_000, 20_000, false, 0, 20_000],
    ["lines after the window do not count", 115_000, 125_000, false, 85_000, 120_000],
    ["the last one looks at everything again", 120_000, 135_000, true, 0, 120_000],
  ])("%s", (_, readUpTo, now, last, since, until) => {
    const watch = { ...NOTHING_READ, readUpToMs: readUpTo === null ? null : NOW + readUpTo }
    expect(nextSpan(window, watch, NOW + now)).toEqual({
      last,
      sinceMs: NOW + since,
      untilMs: NOW + until,
    })
  })

  test.each([
    ["comes after the configured time", 0, 10_000],
    ["comes when the window closes at the latest", 130_000, 5000],
    ["comes at once when that is past", 140_000, 1],
  ])("%s", (_, now, wait) => expect(nextLookMs(settings, window, NOW + now)).toBe(wait))
})

test("an event that is seen again counts once", () => {
  const once = addEvents(NOTHING_READ, [event("a"), event("b")], NOW)
  const twice = addEvents(once, [event("b"), event("c")], NOW + 1)
  expect([...twice.events.keys()]).toEqual(["a", "b", "c"])
  expect(twice.readUpToMs).toBe(NOW + 1)
})

test.each([
  [0, 0, false],
  [1, 0, true],
  [2, 2, false],
  [3, 2, true],
])("%d lines where %d are tolerated: too many is %s", (count, tolerated, tooMany) => {
  const events = Array.from({ length: count }, (_, index) => event(String(index)))
  expect(isTooMany({ ...settings, tolerated }, addEvents(NOTHING_READ, events, NOW))).toBe(tooMany)
})

test("logs that cannot be read prove nothing", () => {
  expect(logsUnavailable({ optional: true }, "no credentials")).toEqual({
    name: "logs",
    kind: "logs",
    optional: true,
    verdict: "unavailable",
    detail: "no credentials",
    latencyMs: null,
    lines: [],
  })
})

test("a report quotes the first lines, in order and cut", () => {
  const events = [7, 3, 1, 2, 5, 4, 6].map((second) =>
    event(String(second), NOW + second * 1000, `ERROR ${second} ${"x".repeat(300)}`),
  )
  const watch = addEvents(NOTHING_READ, events, NOW + 60_000)
  const window = windowOf(settings, NOW, NOW)
  const { verdict, detail, lines } = concludeWatch(settings, ["/app", "/web"], watch, window, NOW + 60_000)
  expect({ verdict, detail }).toEqual({
    verdict: "fail",
    detail: "7 matching lines in 1 min 00 s in 2 log groups; 0 tolerated",
  })
  expect(lines.map((line) => line.slice(0, 38))).toEqual(
    [1, 2, 3, 4, 5].map((second) => `2026-03-01T03:00:0${second}.000Z /app: ERROR ${second}`),
  )
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(250)
  expect(concludeWatch({ ...settings, tolerated: 7 }, ["/app"], watch, window, NOW + 60_000)).toMatchObject({
    verdict: "pass",
    detail: "7 matching lines in 1 min 00 s in 1 log group; 7 tolerated",
  })
})
