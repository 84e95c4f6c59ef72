import { describe, expect, test } from "vitest"
import {
  addLook,
  concludeWatch,
  faultOf,
  gapIn,
  isInDoubt,
  type Look,
  NOTHING_SEEN,
  nextLookMs,
  readAlarms,
  readValues,
  type Thresholds,
} from "../../../src/core/watch/watch.ts"

const settings = { everySeconds: 10, confirmSeconds: 1, consecutive: 3 }
const right = (latencyMs = 100): Look => ({ kind: "right", latencyMs, detail: "200" })
const wrong = (latencyMs = 100): Look => ({ kind: "wrong", latencyMs, detail: "status 500" })
const none: Look = { kind: "none", latencyMs: null, detail: "no answer" }
const seen = (...looks: readonly Look[]) => looks.reduce(addLook, NOTHING_SEEN)
const times = (count: number, look: Look): Look[] => Array.from({ length: count }, () => look)

test("how long it took to find that nothing can be reached is no time of an answer", () => {
  expect(seen(right(100), { ...none, latencyMs: 9000 }, wrong(200)).latencies).toEqual([100, 200])
  // an alarm has none at all
  expect(seen({ ...right(), latencyMs: null }, { ...wrong(), latencyMs: null }).latencies).toEqual([])
})

describe("what is wrong beyond doubt", () => {
  test.each<[string, Look[], Thresholds, boolean, string | null]>([
    [
      "nothing",
      times(30, right()),
      { maxWrongShare: 0, latency: { percentile: 50, maxMs: 200 } },
      true,
      null,
    ],
    ["one wrong answer is not", [...times(30, right()), wrong()], { maxWrongShare: 0 }, true, null],
    ["two in a row are not", [right(), wrong(), wrong()], {}, false, null],
    [
      "three in a row are",
      [right(), wrong(), wrong(), wrong()],
      {},
      false,
      "was wrong 3 times in a row: status 500",
    ],
    [
      "also around one that brought nothing",
      [wrong(), wrong(), none, wrong()],
      {},
      false,
      "was wrong 3 times in a row: status 500",
    ],
    ["a right one ends a row", [wrong(), wrong(), right(), wrong()], {}, true, null],
    [
      "a share, with enough answers",
      [...times(18, right()), wrong(), right(), wrong()],
      { maxWrongShare: 0.05 },
      false,
      "2 of 21 answers were wrong, more than 5 %: status 500",
    ],
    [
      "a share, with just enough answers",
      [...times(17, right()), wrong(), right(), wrong()],
      { maxWrongShare: 0.05 },
      false,
      "2 of 20 answers were wrong, more than 5 %: status 500",
    ],
    [
      "a share of few answers is not, yet",
      [right(), wrong(), right(), wrong()],
      { maxWrongShare: 0.05 },
      false,
      null,
    ],
    [
      "it is once there will be no more",
      [right(), wrong(), right(), wrong()],
      { maxWrongShare: 0.05 },
      true,
      "2 of 4 answers were wrong, more than 5 %: status 500",
    ],
    [
      "a share that is allowed is not",
      [right(), wrong(), right(), wrong()],
      { maxWrongShare: 0.5 },
      true,
      null,
    ],
    [
      "slow answers",
      [...times(9, right()), right(900), right(900)],
      { latency: { percentile: 90, maxMs: 500 } },
      true,
      "2 of 11 answers took more than 500 ms: the 90th percentile is too slow",
    ],
    [
      "as many as the percentile leaves are not, and what takes just as long is not slow",
      [...times(16, right()), right(500), right(500), right(900), right(900)],
      { latency: { percentile: 90, maxMs: 500 } },
      true,
      null,
    ],
    [
      "one slow answer is not",
      [...times(3, right()), right(900)],
      { latency: { percentile: 90, maxMs: 500 } },
      true,
      null,
    ],
    [
      "fewer than the percentile says are not",
      [...times(58, right()), right(900), right(900)],
      { latency: { percentile: 95, maxMs: 500 } },
      true,
      null,
    ],
  ])("%s", (_, looks, thresholds, isOver, fault) =>
    expect(faultOf(settings, thresholds, seen(...looks), isOver)).toBe(fault),
  )
})

test.each<[string, Look[], string | null]>([
  ["all looks", times(5, right()), null],
  ["a look in between", [right(), none, right()], null],
  ["no look", [], expect.stringContaining("no data in 0 of 0 looks")],
  ["none", [none], "no data in 1 of 1 look: no answer"],
  ["half of them, wrong ones among the others", [none, right(), none, wrong()], null],
  ["more than half", [none, right(), none, none, right()], "no data in 3 of 5 looks: no answer"],
  ["the last ones", [...times(20, right()), none, none, none], "no data in the last 3 looks: no answer"],
])("data is there: %s", (_, looks, gap) => expect(gapIn(settings, seen(...looks))).toEqual(gap))

test.each<[string, Look[], boolean, number]>([
  ["nothing was seen", [], false, 10_000],
  ["all is well", [right()], false, 10_000],
  ["one was wrong", [right(), wrong()], true, 1000],
  ["one brought nothing", [none, none], true, 1000],
  ["it is certain", times(3, wrong()), false, 10_000],
  ["it is certain that nothing comes", times(3, none), false, 10_000],
])("it is asked again soon while there is doubt: %s", (_, looks, doubt, delayMs) => {
  expect([isInDoubt(settings, seen(...looks)), nextLookMs(settings, seen(...looks))]).toEqual([
    doubt,
    delayMs,
  ])
})

test.each<[unknown, Look["kind"], string]>([
  [{ a: { b: 1 } }, "right", "a.b is 1"],
  [{ a: { b: "1.5" } }, "right", "a.b is 1.5"],
  [{ a: { b: 3 } }, "wrong", "a.b is 3, more than 2"],
  [{ a: { b: 0 } }, "wrong", "a.b is 0, less than 1"],
  [{ a: {} }, "none", "no a.b"],
  [{ a: { b: 2 } }, "right", "a.b is 2"],
  [{ a: { b: "  " } }, "none", 'a.b is "  ", no number'],
  [{ a: { b: "" } }, "none", 'a.b is "", no number'],
  [{ a: { b: "NaN" } }, "none", 'a.b is "NaN", no number'],
  [{ a: { b: null } }, "none", "a.b is null, no number"],
  [null, "none", "no a.b"],
])("of %j a number between 1 and 2 is %s", (json, kind, detail) => {
  expect(readValues({ "a.b": { min: 1, max: 2 } }, json)).toEqual({ kind, detail })
})

test("every value that is right is named", () => {
  expect(readValues({ a: { max: 1 }, b: { min: 1 } }, { a: 1, b: 1 }).detail).toBe("a is 1, b is 1")
})

test("what is wrong is wrong, whatever else is not known", () => {
  expect(readValues({ gone: { max: 1 }, a: { max: 1 } }, { a: 5 }).kind).toBe("wrong")
})

test("alarms are judged by the worst", () => {
  const alarm = (name: string, state: string, sinceMs = 0) => ({ name, state, sinceMs, why: "crossed" })
  const look = (...value: ReturnType<typeof alarm>[]) =>
    readAlarms(["a", "b"], { kind: "known", value }, 1000)
  expect(look(alarm("a", "OK"), alarm("b", "OK"))).toMatchObject({ kind: "right", detail: "2 alarms OK" })
  expect(look(alarm("a", "ALARM"), alarm("b", "ALARM", 2000))).toMatchObject({
    kind: "wrong",
    detail: "b is in alarm: crossed",
  })
  expect(look(alarm("a", "ALARM", 1000), alarm("b", "OK"))).toMatchObject({ kind: "wrong" })
  expect(look(alarm("a", "ALARM"), alarm("b", "OK"))).toMatchObject({
    kind: "none",
    detail: "a was in alarm before the deploy",
  })
  expect(look(alarm("a", "OK"))).toMatchObject({ kind: "none", detail: "there is no alarm b" })
  expect(look(alarm("a", "OK"), alarm("b", "INSUFFICIENT_DATA"))).toMatchObject({
    kind: "none",
    detail: "b is INSUFFICIENT_DATA",
  })
})

test("an optional check decides nothing", () => {
  const check = (name: string, verdict: "pass" | "fail" | "unavailable", optional = false) => ({
    ...{ name, verdict, optional, detail: "x", latencyMs: null, lines: [] },
    kind: "http" as const,
  })
  const conclude = (...checks: ReturnType<typeof check>[]) => {
    const { verdict, detail } = concludeWatch(checks, { durationMs: 1, until: "2026-11-23T10:00:00.000Z" })
    return `${verdict}: ${detail}`
  }
  expect(conclude(check("a", "pass"), check("b", "fail", true))).toBe("pass: 1 check stayed good")
  expect(conclude(check("a", "unavailable"), check("b", "fail"))).toBe("fail: b: x")
  expect(conclude(check("a", "fail"), check("b", "fail"))).toBe("fail: a: x; b: x")
  expect(conclude(check("a", "unavailable"), check("b", "pass"))).toBe("inconclusive: a: x")
})
