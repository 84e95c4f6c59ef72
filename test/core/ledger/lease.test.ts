import { describe, expect, test } from "vitest"
import { answerLimitMs, leaseOf, pauseAfterFailure, renewalStep } from "../../../src/core/ledger/owner.ts"

const lease = leaseOf(30)

test("an owner gives up long before others may take the stage over", () => {
  expect(lease).toEqual({ beatMs: 30_000, ownerMs: 90_000, graceMs: 30_000, takeoverMs: 150_000 })
})

test.each([
  [30, 45_000],
  [40, 60_000],
  [600, 60_000],
  [10, 15_000],
  [1, 10_000],
])("with a heartbeat every %s s one answer may take %s ms", (seconds, limitMs) => {
  expect(answerLimitMs(seconds)).toBe(limitMs)
})

describe("what the owner does next", () => {
  test.each([
    // left of the lease, in seconds
    [60, false, { kind: "heartbeat", limitMs: 30_000 }],
    [60, true, { kind: "heartbeat", limitMs: 30_000 }],
    [30.001, true, { kind: "heartbeat", limitMs: 1 }],
    [30, true, { kind: "record", limitMs: 30_000 }],
    [0.5, true, { kind: "record", limitMs: 500 }],
    [0, true, { kind: "give up" }],
    [-29.9, true, { kind: "give up" }],
    // it slept: of two appends one succeeds, and until then its tool works on
    [-30, true, { kind: "record", limitMs: 10_000 }],
    [0, false, { kind: "record", limitMs: 10_000 }],
    [-600, false, { kind: "record", limitMs: 10_000 }],
  ])("with %s s left, failed before: %s", (seconds, hasFailed, step) => {
    expect(renewalStep(lease, seconds * 1000, hasFailed)).toEqual(step)
  })

  test.each([
    ["heartbeat", 60, 10_000],
    ["heartbeat", 45, 10_000],
    ["heartbeat", 44.999, 14_999],
    ["heartbeat", 31, 1000],
    ["heartbeat", 29, 0],
    ["record", 29, 10_000],
    ["record", 1, 10_000],
  ] as const)("after a %s that failed with %s s left", (kind, seconds, pauseMs) => {
    expect(pauseAfterFailure(lease, { kind, limitMs: 0 }, seconds * 1000)).toBe(pauseMs)
  })
})
