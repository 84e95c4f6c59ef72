import { describe, expect, test } from "vitest"
import {
  ageOf,
  bare,
  clip,
  counted,
  formatDuration,
  listSome,
  pathPart,
  plain,
  sentence,
  tailOf,
} from "../../src/core/text.ts"

test.each([
  [0, "0 attempts"],
  [1, "1 attempt"],
  [2, "2 attempts"],
])("%i: %s", (count, text) => {
  expect(counted(count, "attempt")).toBe(text)
})

test.each([
  ["it broke", "it broke."],
  ["It broke.", "It broke."],
  ["What now?", "What now?"],
  ["Enough!", "Enough!"],
  ["and so on…", "and so on…"],
])("%s: %s", (text, whole) => {
  expect(sentence(text)).toBe(whole)
})

test.each([
  ["short", 10, "short"],
  ["exactly ten", 11, "exactly ten"],
  ["one too many", 11, "one too ma…"],
])("clip(%j, %i) is %j", (text, limit, clipped) => expect(clip(text, limit)).toBe(clipped))

test.each([
  ["ordinary text, äöü, 日本語 and 👩‍🚀", "ordinary text, äöü, 日本語 and 👩‍🚀"],
  ["a\nb", "a b"],
  ["a\r\nb", "a b"],
  ["a\rb", "a b"],
  ["a\tb", "a b"],
  ["a\u001b[31mb", "a\ufffd[31mb"],
  ["a\u0085b\u2028c\u2029d", "a\ufffdb\ufffdc\ufffdd"],
  ["a\u202eb\u2066c\u200fd", "a\ufffdb\ufffdc\ufffdd"],
])("%j is shown as %j", (text, shown) => {
  expect(plain(text)).toBe(shown)
})

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
    [48 * HOUR, "2 d 00 h"],
  ])("%d ms is %s", (ms, text) => expect(formatDuration(ms)).toBe(text))
})

test.each([
  ["It was never fetched.", "It was never fetched"],
  ["v1.2.3 is there", "v1.2.3 is there"],
  ["v1.2.3 is there.", "v1.2.3 is there"],
  ["", ""],
])("%j goes on without its full stop", (text, without) => expect(bare(text)).toBe(without))

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

test("a list names ten of many, or as many as it is asked for, each on the same line", () => {
  const many = Array.from({ length: 12 }, (_, index) => `check\n${index + 1}`)
  expect(listSome(["a", "b"])).toBe("a, b")
  expect(listSome(["a", "b"], 2)).toBe("a, b")
  expect(listSome(many)).toMatch(/^check 1, check 2, .*, check 10, and 2 more$/)
  expect(listSome(["a", "b", "c"], 2)).toBe("a, b, and 1 more")
})

test("the tail of a tool is its last twenty lines that say something", () => {
  const many = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`)
  expect(tailOf(`${many.join("  \n\n")}\n`)).toEqual(many.slice(-20))
})

test("C5: a tail stays small, however long its lines are", () => {
  const lines = Array.from({ length: 20 }, (_, index) => `${index} ${"x".repeat(5000)}`)
  const tail = tailOf(lines.join("\n"))
  expect(tail.at(-1)).toBe(`19 ${"x".repeat(996)}…`)
  expect(tail).toHaveLength(8)
  expect(tailOf("x".repeat(100_000_000))).toEqual([`${"x".repeat(999)}…`])
})

test.each([
  ["shop", "shop"],
  ["My_shop-2", "My_shop-2"],
  ["..", "%2e%2e"],
  ["a/b", "a%2fb"],
  ["a\n", "a%0a"],
  ["é", "%c3%a9"],
])("a part of a ref or a path: %j", (name, part) => {
  expect(pathPart(name)).toBe(part)
})
