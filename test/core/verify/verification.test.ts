import { describe, expect, test } from "vitest"
import type { CheckReading } from "../../../src/core/smoke/probe.ts"
import {
  concludeVerification,
  decideAttempt,
  skipVerification,
  type VerificationCheck,
} from "../../../src/core/verify/verification.ts"
import { readingOf } from "../../helpers/samples.ts"

const check = (fields: Partial<VerificationCheck>): VerificationCheck => ({
  name: "chat",
  kind: "http",
  optional: false,
  verdict: "pass",
  detail: "200",
  latencyMs: 12,
  lines: [],
  ...fields,
})

describe("a required check decides", () => {
  test.each([
    ["pass", "pass", "1 check passed"],
    ["fail", "fail", "chat failed: 200"],
    ["unavailable", "fail", "chat could not be judged: 200"],
    ["skipped", "fail", "chat was not looked at: 200"],
  ] as const)("%s: %s", (verdict, expected, detail) => {
    const checks = [check({ verdict })]
    expect(concludeVerification(checks, 7)).toEqual({ verdict: expected, detail, durationMs: 7, checks })
  })
})

test.each(["fail", "unavailable", "skipped"] as const)("an optional one that is %s only shows", (verdict) => {
  const { verdict: whole, detail } = concludeVerification(
    [check({}), check({ name: "slack", optional: true, verdict })],
    7,
  )
  expect(whole).toBe("pass")
  expect(detail).toMatch(
    /^1 check passed; not required: slack (failed|could not be judged|was not looked at)/,
  )
})

test("every required check that fails is named, and no optional one", () => {
  const checks = [
    check({ verdict: "fail" }),
    check({ name: "bot", verdict: "unavailable", detail: "no secret" }),
    check({ name: "slack", optional: true, verdict: "fail" }),
  ]
  expect(concludeVerification(checks, 7).detail).toBe("chat failed: 200; bot could not be judged: no secret")
})

test("a verification that was not started skips every check, and is no pass", () => {
  const names = [
    { name: "chat", kind: "http", optional: false },
    { name: "logs", kind: "logs", optional: true },
  ] as const
  const skipped = { verdict: "skipped", detail: "interrupted", latencyMs: null, lines: [] }
  expect(skipVerification(names, "interrupted")).toEqual({
    verdict: "fail",
    detail: "nothing was verified: interrupted",
    durationMs: 0,
    checks: names.map((check) => ({ ...check, ...skipped })),
  })
})

const reading = (right: boolean, reached: boolean, retryAfterMs: number | null = null): CheckReading =>
  readingOf({ right, reached, retryAfterMs })

const again = (delayMs = 2000) => ({ kind: "again", delayMs })
const verdict = (is: string) => ({ kind: "verdict", verdict: is })

test.each([
  ["a right answer passes, however late", reading(true, true), -1, verdict("pass")],
  ["a wrong one is asked for again while there is time", reading(false, true), 2001, again()],
  ["a wrong one fails when there is none", reading(false, true), 2000, verdict("fail")],
  ["silence is asked for again", reading(false, false), 30_000, again()],
  ["silence at the deadline proves nothing", reading(false, false), 0, verdict("unavailable")],
  ["an application that asks for time gets it", reading(false, true, 5000), 30_000, again(5000)],
  ["but not more than there is", reading(false, true, 5000), 5000, verdict("fail")],
])("%s", (_, observed, leftMs, decision) => {
  expect(decideAttempt(observed, leftMs)).toEqual(decision)
})

test("each check that failed is told", () => {
  const check = (name: string, optional: boolean): VerificationCheck => ({
    ...{ name, kind: "http", optional, verdict: "fail", detail: "500", latencyMs: 20, lines: [] },
  })
  expect(concludeVerification([check("a", true), check("b", true)], 1).detail).toBe(
    "0 checks passed; not required: a failed: 500; b failed: 500",
  )
  expect(concludeVerification([check("a", false), check("b", false), check("c", true)], 1).detail).toBe(
    "a failed: 500; b failed: 500",
  )
})
