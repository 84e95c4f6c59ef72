import { expect, test } from "vitest"
import { property, shown, valueAt } from "../../src/core/json-path.ts"

test.each<[string, unknown, unknown]>([
  ["a", { a: 1 }, 1],
  ["a.b", { a: { b: null } }, null],
  ["a.0.b", { a: [{ b: true }] }, true],
  ["a.length", { a: [1, 2] }, 2],
  ["a.b", { a: "text" }, undefined],
  ["toString", {}, undefined],
  ["__proto__.a", {}, undefined],
  ["a", null, undefined],
])("%s in %j is %j", (path, json, value) => expect(valueAt(path, json)).toBe(value))

test("a property is the object's own", () => {
  expect(property([7], "0")).toBe(7)
  expect(property({}, "constructor")).toBeUndefined()
})

test.each<[unknown, string]>([
  [undefined, "absent"],
  [null, "null"],
  ["x", '"x"'],
  ["x".repeat(200), `"${"x".repeat(78)}…`],
  [3, "3"],
  [[1], "a list"],
  [{ a: 1 }, "an object"],
])("%j is shown as %s", (value, text) => expect(shown(value)).toBe(text))
