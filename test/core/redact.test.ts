import { describe, expect, test } from "vitest"
import { redact } from "../../src/core/redact.ts"

describe("what looks like a secret goes", () => {
  test.each([
    ["postgres://app:hunter2@db.internal/app is down", "postgres://***@db.internal/app is down"],
    ["authorization: Bearer abcdefgh12345678", "authorization: Bearer ***"],
    ["key AKIAIOSFODNN7EXAMPLE is gone", "key *** is gone"],
    ["xoxb-1234567890-abcdef", "***"],
    ["ghp_abcdefghijklmnop", "***"],
    ["sk-ant-abcdefghijkl", "***"],
  ])("%s", (text, expected) => expect(redact(text, [])).toBe(expected))
})

test("what is known goes, the longer one first", () => {
  expect(redact("a=canary-1234-more b=canary-1234", ["canary-1234", "canary-1234-more"])).toBe("a=*** b=***")
})

test("what is too short to be a secret stays", () => {
  expect(redact("ERROR in line 12", ["12", ""])).toBe("ERROR in line 12")
})

test("ordinary lines stay as they are", () => {
  const line = "2026-03-01 ERROR https://api.test/chat: cannot read a@b.test (task-list sky-high)"
  expect(redact(line, [])).toBe(line)
})
