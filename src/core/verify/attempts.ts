import type { CheckReading } from "../smoke/probe.ts"
import type { VerificationCheck } from "./verification.ts"

/** Between attempts: such a request may cost more than a health check. */
const INTERVAL_MS = 2000

export type AttemptDecision = { kind: "again"; delayMs: number } | Pick<Verdict, "kind" | "verdict">
type Verdict = Pick<VerificationCheck, "verdict"> & { kind: "verdict" }

/**
 * One right answer is enough, because smoke has already seen that the version stays.
 * @param leftMs until the deadline
 */
export function decideAttempt(
  { right, reached, retryAfterMs }: CheckReading,
  leftMs: number,
): AttemptDecision {
  if (right) return { kind: "verdict", verdict: "pass" }
  const delayMs = Math.max(INTERVAL_MS, retryAfterMs ?? 0)
  if (leftMs > delayMs) return { kind: "again", delayMs }
  // whatever was reached before: a prober without a network learns nothing of the application
  return { kind: "verdict", verdict: reached ? "fail" : "unavailable" }
}
