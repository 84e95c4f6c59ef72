import { describe, expect, test } from "vitest"
import { describeRelease, isStage, STAGES, shortSha } from "../../src/core/stage.ts"
import { rel, sha } from "./ledger/samples.ts"

describe("isStage", () => {
  test.each(STAGES)("%s is a stage", (stage) => expect(isStage(stage)).toBe(true))

  test.each(["", "Production", "prod", "staging ", "__proto__"])("%j is none", (name) =>
    expect(isStage(name)).toBe(false),
  )
})

test("a release is shown by its tag and the first seven digits of its commit", () => {
  expect(shortSha(sha("0123456789"))).toBe("0123456")
  expect(describeRelease(rel("v1.2.3", "abc1234"))).toBe("v1.2.3 (abc1234)")
})
