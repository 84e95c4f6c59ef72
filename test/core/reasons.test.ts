import { describe, expect, test } from "vitest"
import { REASONS, reason } from "../../src/core/reasons.ts"

describe.each(Object.entries(REASONS))("%s", (code, texts) => {
  test("is a name in capitals", () => expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/))

  test.each(Object.entries(texts))("tells the %s in sentences on one line", (_, text) => {
    expect(text).toMatch(/^\S[^\n]*\.$/)
  })
})

test("no two codes say the same", () => {
  const whats = Object.values(REASONS).map(({ what }) => what)
  expect(new Set(whats).size).toBe(whats.length)
})

describe("reason", () => {
  const { what, fix } = REASONS.TAG_NOT_FOUND

  test.each([
    ["the table's texts", [], { message: what, fix }],
    ["a sentence about this run", ["No tag v9."], { message: "No tag v9.", fix }],
    ["its own fix too", ["No tag v9.", "Push it."], { message: "No tag v9.", fix: "Push it." }],
  ])("has %s", (_, [message, ownFix], texts) => {
    expect(reason("TAG_NOT_FOUND", message, ownFix)).toEqual({ code: "TAG_NOT_FOUND", ...texts })
  })
})
