import { describe, expect, test } from "vitest"
import {
  binOf,
  DAY_MS,
  medianOf,
  parseSince,
  roundTime,
  weekOf,
  weeksBetween,
} from "../../../src/core/figures/periods.ts"

const NOW = new Date("2026-03-02T10:00:00.000Z")

test.each([
  ["7d", "2026-02-23T10:00:00.000Z"],
  ["12h", "2026-03-01T22:00:00.000Z"],
  ["4w", "2026-02-02T10:00:00.000Z"],
  ["0d", "2026-03-02T10:00:00.000Z"],
  ["2026-01-31", "2026-01-31T00:00:00.000Z"],
  ["2026-01-31T18:00Z", "2026-01-31T18:00:00.000Z"],
  ["2026-01-31T18:00:30Z", "2026-01-31T18:00:30.000Z"],
  ["2026-01-31T18:00:30.5Z", "2026-01-31T18:00:30.500Z"],
  ["2026-01-31T18:00:30.25Z", "2026-01-31T18:00:30.250Z"],
  ["2024-02-29", "2024-02-29T00:00:00.000Z"],
])("--since %s", (text, time) => {
  expect(parseSince(text, NOW)?.toISOString()).toBe(time)
})

test.each([
  "",
  "7",
  "d",
  "7 d",
  "-7d",
  "7m",
  "1e9d",
  "yesterday",
  "2026",
  "2026-02-30",
  "2026-13-01",
  "2026-01-31T18:00",
  "2026-01-31T25:00Z",
  "7d\n",
])("--since %j is no time", (text) => {
  expect(parseSince(text, NOW)).toBeNull()
})

test.each([
  ["2026-03-02T00:00:00.000Z", "2026-03-02"],
  ["2026-03-08T23:59:59.999Z", "2026-03-02"],
  ["2026-01-01T12:00:00.000Z", "2025-12-29"],
  ["1969-12-31T00:00:00.000Z", "1969-12-29"],
])("the week of %s begins on Monday %s", (time, monday) => {
  expect(weekOf(Date.parse(time))).toBe(monday)
})

test("weeks between two times, also empty ones", () => {
  const between = (from: string, to: string) => weeksBetween(Date.parse(from), Date.parse(to))
  expect(between("2026-02-25", "2026-03-09")).toEqual(["2026-02-23", "2026-03-02", "2026-03-09"])
  expect(between("2026-03-02", "2026-03-02")).toEqual(["2026-03-02"])
  expect(between("2026-03-20", "2026-03-02")).toEqual([])
})

test.each([
  [[], null],
  [[3], 3],
  [[9, 1], 5],
  [[9, 1, 2], 2],
  [[10, 9, 1, 2], 5.5],
])("the median of %j is %j", (values, median) => {
  expect(medianOf(values)).toBe(median)
})

describe("bins", () => {
  const HOUR = DAY_MS / 24
  test.each([
    [0, "less than an hour"],
    [HOUR - 1, "less than an hour"],
    [HOUR, "an hour to a day"],
    [DAY_MS, "a day to a week"],
    [7 * DAY_MS, "a week to a month"],
    [30 * DAY_MS, "one to six months"],
    [182 * DAY_MS, "more than six months"],
  ])("%i ms: %s", (ms, bin) => {
    expect(binOf(ms)).toBe(bin)
  })
})

test.each([
  [0, "0 s"],
  [40_400, "40 s"],
  [59_500, "1 min"],
  [90_000, "2 min"],
  [3_599_999, "60 min"],
  [3_600_000, "1 h"],
  [5.5 * 3_600_000, "5.5 h"],
  [47 * 3_600_000, "47 h"],
  [2 * DAY_MS, "2 d"],
  [3.25 * DAY_MS, "3.3 d"],
])("%i ms is written %s", (ms, text) => {
  expect(roundTime(ms)).toBe(text)
})
