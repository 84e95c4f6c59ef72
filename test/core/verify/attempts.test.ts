import { expect, test } from "vitest"
import type { CheckReading } from "../../../src/core/smoke/probe.ts"
import { decideAttempt } from "../../../src/core/verify/attempts.ts"

const reading = (right: boolean): CheckReading => ({
  name: "chat",
  url: "https://api.test/chat",
  optional: false,
  right,
  served: "unknown",
  reached: true,
  status: 200,
  latencyMs: 1,
  detail: "",
})

const again = { kind: "again", delayMs: 2000 }
const verdict = (is: string) => ({ kind: "verdict", verdict: is })

test.each([
  ["a right answer passes, however late", true, true, -1, verdict("pass")],
  ["a wrong one is asked for again while there is time", false, true, 2001, again],
  ["a wrong one fails when there is none", false, true, 2000, verdict("fail")],
  ["silence is asked for again", false, false, 30_000, again],
  ["silence at the deadline proves nothing", false, false, 0, verdict("unavailable")],
])("%s", (_, right, reached, leftMs, decision) => {
  expect(decideAttempt(reading(right), reached, leftMs)).toEqual(decision)
})
