import { describe, expect, test } from "vitest"
import { ageOf, formatDuration } from "../../../src/core/report/duration.ts"

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

describe("formatDuration", () => {
  test.each([
    [0, "0.0 s"],
    [1, "0.0 s"],
    [400, "0.4 s"],
    [12_340, "12.3 s"],
    [59_949, "59.9 s"],
    [59_950, "1 min 00 s"],
    [MINUTE, "1 min 00 s"],
    [3 * MINUTE + 5 * SECOND, "3 min 05 s"],
    [HOUR - 1, "1 h 00 min"],
    [2 * HOUR + 4 * MINUTE + 59 * SECOND, "2 h 04 min"],
    [30 * HOUR, "30 h 00 min"],
  ])("%d ms is %s", (ms, text) => expect(formatDuration(ms)).toBe(text))
})

describe("ageOf", () => {
  const now = new Date("2026-11-23T10:00:00Z")

  test.each([
    ["2026-11-23T09:56:55Z", "3 min 05 s"],
    ["2026-11-23T10:00:00Z", "0.0 s"],
    ["2026-11-23T11:00:00+01:00", "0.0 s"],
  ])("%s was %s ago", (iso, age) => expect(ageOf(iso, now)).toBe(age))

  test("a clock that runs behind the one that wrote the time gives no negative age", () => {
    expect(ageOf("2026-11-23T10:05:00Z", now)).toBe("0.0 s")
  })
})
