import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { fill, missingPlaceholders } from "../../../src/core/config/placeholders.ts"

const values = { api: "http://localhost:1", web: "http://localhost:2", empty: "" }

describe("fill", () => {
  test.each([
    ["{api}/health", "http://localhost:1/health"],
    ["{api}{api} {web}", "http://localhost:1http://localhost:1 http://localhost:2"],
    ["[{empty}]", "[]"],
    ["{unknown}/{api}", "{unknown}/http://localhost:1"],
    ['{"api": "{api}"}', '{"api": "http://localhost:1"}'],
    ["{toString}{__proto__}{constructor}", "{toString}{__proto__}{constructor}"],
    ["{ api } {api-v2} {1} {}", "{ api } {api-v2} {1} {}"],
    ["", ""],
  ])("%j becomes %j", (template, text) => expect(fill(template, values)).toBe(text))

  test("a value is put in as it is, without looking for placeholders or $ signs in it", () => {
    expect(fill("{a}", { a: "{b} $& $1", b: "no" })).toBe("{b} $& $1")
  })
})

describe("missingPlaceholders", () => {
  test.each([
    ["{api}/{web}", []],
    ["{down}/{api}/{up}", ["down", "up"]],
    ["{down}/{down}", ["down"]],
    ["{toString}", ["toString"]],
    ["no placeholder", []],
  ])("%j misses %j", (template, names) => expect(missingPlaceholders(template, values)).toEqual(names))
})

test("once every missing name has a value, nothing is missing; without values nothing changes", () => {
  const template = fc.string({ unit: fc.constantFrom("{", "}", "a", "b", "_", "1", "$"), maxLength: 30 })
  fc.assert(
    fc.property(template, (text) => {
      const missing = missingPlaceholders(text, { a: "-" })
      const values = Object.fromEntries([...missing, "a"].map((name) => [name, "-"]))
      expect(missingPlaceholders(fill(text, values), {})).toEqual([])
      expect(fill(text, {})).toBe(text)
    }),
  )
})
