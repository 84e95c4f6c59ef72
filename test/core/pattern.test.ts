import { expect, test } from "vitest"
import { matchesAny } from "../../src/core/pattern.ts"

test.each<[string, string, boolean]>([
  ["deploy", "deploy", true],
  ["deploy", "Deploy", false],
  ["deploy 2", "deploy", false],
  ["deploy", "*", true],
  ["", "*", true],
  ["deploy / production", "deploy / *", true],
  ["deploy", "deploy*", true],
  ["my deploy", "*deploy", true],
  ["my deploy job", "*deploy*", true],
  ["a-b-c", "a*b*c", true],
  ["a-c-b", "a*b*c", false],
  ["a-x-c", "a*b*c", false],
  ["ab", "ab*ab", false],
  ["aba", "ab*ba", false],
  ["abba", "ab*ba", true],
  ["abc", "a.c", false],
  ["a.c", "a.c", true],
  ["test (ubuntu, 24)", "test (*)", true],
  ["a**b", "a***b", true],
])("%j by %j: %s", (name, pattern, expected) => {
  expect(matchesAny(name, [pattern])).toBe(expected)
})

test("one of several is enough, and none never is", () => {
  expect(matchesAny("b", ["a", "b*"])).toBe(true)
  expect(matchesAny("b", [])).toBe(false)
})

test("a long pattern on a long name takes no time", () => {
  const started = performance.now()
  expect(matchesAny("a".repeat(20_000), [`${"a*".repeat(200)}b`])).toBe(false)
  expect(performance.now() - started).toBeLessThan(2000)
})
