import { expect, test } from "vitest"
import { plain } from "../../../src/core/report/plain.ts"

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
