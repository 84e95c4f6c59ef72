import { describe, expect, test } from "vitest"
import { filledFix, REASONS, reason } from "../../src/core/reasons.ts"

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

test.each([
  ["staging", "v1", "unlock --stage staging --tag v1"],
  [null, "v1", "unlock --stage STAGE --tag v1"],
  ["staging", null, "unlock --stage staging --tag TAG"],
  ["staging", "v1;id", "unlock --stage staging --tag TAG"],
])("a fix names the stage %s and the tag %s where they are known", (stage, tag, fix) => {
  expect(filledFix("unlock --stage STAGE --tag TAG", { stage, tag })).toBe(fix)
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
