import { expect, test } from "vitest"
import { clip, counted, sentence } from "../../src/core/words.ts"

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
