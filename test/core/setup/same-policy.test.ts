import { describe, expect, test } from "vitest"
import { samePolicy } from "../../../src/core/setup/same-policy.ts"

describe("two policies are the same", () => {
  test.each<[string, unknown, unknown, boolean]>([
    ["in another order of keys", { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }, true],
    ["in another order of a list", { a: ["x", "y"] }, { a: ["y", "x"] }, true],
    ["with a list of one for its member", { a: ["x"] }, { a: "x" }, true],
    ["not with another value", { a: "x" }, { a: "y" }, false],
    ["not with a key more", { a: "x" }, { a: "x", b: null }, false],
    ["not with a member less", { a: ["x", "y"] }, { a: ["x"] }, false],
  ])("%s", (_case, left, right, same) => {
    expect(samePolicy(left, right)).toBe(same)
    expect(samePolicy(right, left)).toBe(same)
  })
})
