import type { SmokeConfig } from "../config/smoke.ts"
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
  wrongs: ReadonlyMap<string, number>
  /** attempts in a row that were neither */
  waits: number
  /** something answered or refused at least once */
  reached: boolean
  checks: CheckResult[]
}

export const NO_ATTEMPT: SmokeProgress = {
  attempts: 0,
  passes: 0,
  wrongs: new Map(),
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
  const known = isArrived(readings.filter(({ optional }) => !optional))
  const checks = readings.map((reading) => resultOf(reading, known))
  const required = checks.filter(({ optional }) => !optional)
  const passed = required.every(({ verdict }) => verdict === "pass")
  const wrong = required.filter(({ verdict }) => verdict === "fail")
  return {
    attempts: progress.attempts + 1,
    passes: passed ? progress.passes + 1 : 0,
    wrongs: new Map(wrong.map(({ name }) => [name, (progress.wrongs.get(name) ?? 0) + 1])),
    waits: passed || wrong.length > 0 ? 0 : progress.waits + 1,
    reached: progress.reached || readings.some(({ reached }) => reached),
    checks,
  }
}

/**
 * The new version answers, nothing else does, and no check is without an answer: a service whose neighbour
 * is still starting may be wrong only for that.
 */
const isArrived = (required: readonly CheckReading[]): boolean =>
  required.some(({ served }) => served === "expected") &&
  required.every(({ served, status }) => served !== "other" && status !== null)

function resultOf(reading: CheckReading, known: boolean): CheckResult {
  const { name, url, optional, status, latencyMs, detail } = reading
  return { name, url, optional, verdict: verdictOn(reading, known), status, latencyMs, detail }
}

/** What a load balancer answers for an application that is not there yet. */
const GATEWAY_ERRORS: readonly (number | null)[] = [502, 503, 504]

/** Wrong counts only once the new version has arrived; everything else may still become right. */
function verdictOn({ right, reached, served, status }: CheckReading, known: boolean): CheckResult["verdict"] {
  if (right) return "pass"
  if (!reached) return "unreachable"
  const itsOwn = served === "expected" || !GATEWAY_ERRORS.includes(status)
  return known && status !== null && itsOwn ? "fail" : "not-yet"
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
  const worst = [...progress.wrongs].find(([, count]) => count >= settings.consecutive)
  if (worst !== undefined) {
    const [name, count] = worst
    return {
      kind: "verdict",
      verdict: "fail",
      detail: `${name} was wrong ${count} times in a row: ${detailOf(progress, name)}`,
    }
  }
  const delayMs = nextDelayMs(progress, settings, settings.deadlineSeconds * 1000 - elapsedMs)
  return delayMs === null ? atDeadline(progress, settings) : { kind: "again", delayMs }
}

/** Null when no further attempt could end in a pass before the deadline. */
function nextDelayMs({ waits }: SmokeProgress, settings: Settings, leftMs: number): number | null {
  const { intervalSeconds, maxIntervalSeconds, confirmIntervalSeconds, consecutive } = settings
  const confirmMs = confirmIntervalSeconds * 1000
  if (waits === 0) return confirmMs < leftMs ? confirmMs : null
  // the last wait is cut short, so that what comes up late can still be confirmed
  const roomMs = leftMs - consecutive * confirmMs
  if (roomMs <= 0) return null
  return Math.min(intervalSeconds * 1000 * 2 ** (waits - 1), maxIntervalSeconds * 1000, roomMs)
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
