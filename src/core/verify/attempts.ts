import type { CheckReading } from "../smoke/probe.ts"
import type { VerificationCheck } from "./verification.ts"

/** Between attempts: such a request may cost more than a health check. */
const INTERVAL_MS = 2000

export type AttemptDecision = { kind: "again"; delayMs: number } | Pick<Verdict, "kind" | "verdict">
type Verdict = Pick<VerificationCheck, "verdict"> & { kind: "verdict" }

/**
 * One right answer is enough, because smoke has already seen that the version stays.
 * @param reached an answer or a refusal came in this attempt or an earlier one
 * @param leftMs until the deadline
 */
export function decideAttempt({ right }: CheckReading, reached: boolean, leftMs: number): AttemptDecision {
  if (right) return { kind: "verdict", verdict: "pass" }
  if (leftMs > INTERVAL_MS) return { kind: "again", delayMs: INTERVAL_MS }
  // who reaches nothing learns nothing of the application
  return { kind: "verdict", verdict: reached ? "fail" : "unavailable" }
}
