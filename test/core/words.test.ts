import { expect, test } from "vitest"
import { counted, sentence } from "../../dagger/src/core/words.ts"

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
