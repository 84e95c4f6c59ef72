import { expect, test } from "vitest"
import type { CheckReading } from "../../../src/core/smoke/probe.ts"
import { decideAttempt } from "../../../src/core/verify/attempts.ts"
import { readingOf } from "../../helpers/samples.ts"

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
