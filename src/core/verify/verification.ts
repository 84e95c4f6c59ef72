import type { CheckReading } from "../smoke/probe.ts"
import { counted } from "../text.ts"

/** `unavailable`: there is no evidence; `skipped`: not looked at. Neither is a pass. */
export type VerificationVerdict = "pass" | "fail" | "unavailable" | "skipped"

/** How one check after smoke went. */
export interface VerificationCheck {
  name: string
  kind: "http" | "logs" | "slack" | "values" | "alarms"
  optional: boolean
  verdict: VerificationVerdict
  /** what was seen, or what is wrong, as a sentence's part */
  detail: string
  /** of the last answer; null where nothing was asked over HTTP */
  latencyMs: number | null
  /** some of the log lines that were found, clipped and without secrets that are known */
  lines: string[]
}

export interface Verification {
  verdict: "pass" | "fail"
  /** the sentence that explains the verdict */
  detail: string
  durationMs: number
  checks: VerificationCheck[]
}

/** A required check without evidence fails the version; an optional one is only reported. */
export function concludeVerification(checks: VerificationCheck[], durationMs: number): Verification {
  const open = checks.filter(({ verdict }) => verdict !== "pass")
  const failed = open.filter(({ optional }) => !optional)
  const described = (failed.length > 0 ? failed : open).map(
    ({ name, verdict, detail }) => `${name} ${WORDS[verdict]}: ${detail}`,
  )
  if (failed.length > 0) return { verdict: "fail", detail: described.join("; "), durationMs, checks }
  const passed = counted(checks.length - open.length, "check")
  const rest = described.length === 0 ? "" : `; not required: ${described.join("; ")}`
  return { verdict: "pass", detail: `${passed} passed${rest}`, durationMs, checks }
}

const WORDS: Readonly<Record<VerificationVerdict, string>> = {
  pass: "passed",
  fail: "failed",
  unavailable: "could not be judged",
  skipped: "was not looked at",
}

/** The checks of a verification that was not started. */
export const skipVerification = (
  names: readonly Pick<VerificationCheck, "name" | "kind" | "optional">[],
  why: string,
): Verification => ({
  verdict: "fail",
  detail: `nothing was verified: ${why}`,
  durationMs: 0,
  checks: names.map((check) => ({ ...check, verdict: "skipped", detail: why, latencyMs: null, lines: [] })),
})

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
  // whatever was reached before, a prober without a network learns nothing about the application
  return { kind: "verdict", verdict: reached ? "fail" : "unavailable" }
}
