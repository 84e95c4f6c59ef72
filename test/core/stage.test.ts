import { expect, test } from "vitest"
import { describeRelease, shortSha } from "../../src/core/stage.ts"
import { rel, sha } from "./ledger/samples.ts"

test("a release is shown by its tag and the first seven digits of its commit", () => {
  expect(shortSha(sha("0123456789"))).toBe("0123456")
  expect(describeRelease(rel("v1.2.3", "abc1234"))).toBe("v1.2.3 (abc1234)")
})
