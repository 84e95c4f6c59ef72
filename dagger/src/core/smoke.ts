import type { SmokeConfig } from "./config-schema.ts"
import type { CheckReading } from "./probe.ts"

export type Verdict = "pass" | "fail" | "inconclusive"

/** The verdict on one check, in the attempt that decided. */
export interface CheckResult {
  name: string
  url: string
  optional: boolean
  verdict: "pass" | "fail" | "not-yet" | "unreachable"
  status: number | null
  latencyMs: number
  detail: string
}

export interface SmokeResult {
  verdict: Verdict
  attempts: number
  durationMs: number
  /** the sentence that explains the verdict */
  detail: string
  checks: CheckResult[]
}

/** What the attempts so far add up to. */
export interface SmokeProgress {
  attempts: number
  /** attempts in a row in which every required check was right */
  passes: number
  /** by check: attempts in a row in which it was wrong although the expected version answered */
  wrongs: Readonly<Record<string, number>>
  /** attempts in a row that were neither */
  waits: number
  /** something answered or refused at least once */
  reached: boolean
  checks: CheckResult[]
}

export const NO_ATTEMPT: SmokeProgress = {
  attempts: 0,
  passes: 0,
  wrongs: {},
  waits: 0,
  reached: false,
  checks: [],
}

type Settings = Pick<
  SmokeConfig,
  "deadlineSeconds" | "intervalSeconds" | "maxIntervalSeconds" | "confirmIntervalSeconds" | "consecutive"
>

/** Adds one attempt: the readings of all checks, taken at the same time. */
export function addAttempt(progress: SmokeProgress, readings: readonly CheckReading[]): SmokeProgress {
  const known =
    readings.some(({ served }) => served === "expected") && readings.every(({ served }) => served !== "other")
  const checks = readings.map((reading) => resultOf(reading, known))
  const required = checks.filter(({ optional }) => !optional)
  const passed = required.every(({ verdict }) => verdict === "pass")
  const wrongs = Object.fromEntries(
    required
      .filter(({ verdict }) => verdict === "fail")
      .map(({ name }) => [name, (progress.wrongs[name] ?? 0) + 1]),
  )
  const decided = passed || Object.keys(wrongs).length > 0
  return {
    attempts: progress.attempts + 1,
    passes: passed ? progress.passes + 1 : 0,
    wrongs,
    waits: decided ? 0 : progress.waits + 1,
    reached: progress.reached || readings.some(({ reached }) => reached),
    checks,
  }
}

/** Wrong counts only when the new version is known to answer; everything else may still become right. */
function resultOf(reading: CheckReading, known: boolean): CheckResult {
  const { name, url, optional, status, latencyMs, detail } = reading
  const verdict = reading.right
    ? "pass"
    : !reading.reached
      ? "unreachable"
      : known && status !== null
        ? "fail"
        : "not-yet"
  return { name, url, optional, verdict, status, latencyMs, detail }
}

export type SmokeDecision =
  | { kind: "again"; delayMs: number }
  | { kind: "verdict"; verdict: Verdict; detail: string }

/**
 * Whether to try again, and when, or what the attempts prove.
 * @param elapsedMs since the first attempt began
 */
export function decideSmoke(progress: SmokeProgress, settings: Settings, elapsedMs: number): SmokeDecision {
  if (progress.passes >= settings.consecutive) {
    return { kind: "verdict", verdict: "pass", detail: `${progress.passes} full passes in a row` }
  }
  const worst = Object.entries(progress.wrongs).find(([, count]) => count >= settings.consecutive)
  if (worst !== undefined) {
    const [name, count] = worst
    return {
      kind: "verdict",
      verdict: "fail",
      detail: `${name} was wrong ${count} times in a row: ${detailOf(progress, name)}`,
    }
  }
  const delayMs = nextDelayMs(progress, settings)
  if (elapsedMs + delayMs >= settings.deadlineSeconds * 1000) return atDeadline(progress, settings)
  return { kind: "again", delayMs }
}

function nextDelayMs({ waits }: SmokeProgress, settings: Settings): number {
  if (waits === 0) return settings.confirmIntervalSeconds * 1000
  return Math.min(settings.intervalSeconds * 2 ** (waits - 1), settings.maxIntervalSeconds) * 1000
}

function atDeadline(progress: SmokeProgress, { deadlineSeconds }: Settings): SmokeDecision {
  if (!progress.reached) {
    const detail = `no check reached anything within ${deadlineSeconds} s: ${firstFault(progress)}`
    return { kind: "verdict", verdict: "inconclusive", detail }
  }
  return {
    kind: "verdict",
    verdict: "fail",
    detail: `not right within ${deadlineSeconds} s: ${firstFault(progress)}`,
  }
}

function firstFault({ checks }: SmokeProgress): string {
  const fault = checks.find(({ optional, verdict }) => !optional && verdict !== "pass")
  return fault === undefined ? "it passed, but not often enough in a row" : `${fault.name}: ${fault.detail}`
}

const detailOf = ({ checks }: SmokeProgress, name: string): string =>
  (checks.find((check) => check.name === name) as CheckResult).detail
