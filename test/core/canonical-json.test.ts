import fc from "fast-check"
import { expect, test } from "vitest"
import { canonicalJson, type Json } from "../../src/core/canonical-json.ts"

test.each<[Json, string]>([
  [null, "null"],
  ["ü\n", '"ü\\n"'],
  [[2, 1, []], "[2,1,[]]"],
  [{ b: 1, a: { d: true, c: [] } }, '{"a":{"c":[],"d":true},"b":1}'],
])("%j", (value, text) => expect(canonicalJson(value)).toBe(text))

test("is JSON that says the same, whatever the order of the keys", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      const text = canonicalJson(value as Json)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonicalJson(reversed(value as Json))).toBe(text)
    }),
  )
})

/** The same value with the keys of its objects set the other way round. */
function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  )
}
