import { DEFAULT_SETTLE_SECONDS, DEFAULT_SETTLE_SHARE, type SmokeConfig } from "../config/checks.ts"
import type { CheckReading } from "./probe.ts"

export type Verdict = "pass" | "fail" | "inconclusive"

/** The verdict on one check, in the attempt that decided. */
export interface CheckResult {
  name: string
  /** as it was asked */
  url: string
  optional: boolean
  verdict: "pass" | "fail" | "not-yet" | "unreachable"
  status: number | null
  latencyMs: number
  detail: string
  /** the beginning of an answer that is wrong; absent when it was right or empty */
  answer?: string
}

/** What a pass rests on: `version` means that no required check shows the commit, and a tag can be moved. */
export type Proof = "commit" | "version"

export interface SmokeResult {
  verdict: Verdict
  attempts: number
  durationMs: number
  /** the sentence that explains the verdict */
  detail: string
  /** absent unless the verdict is a pass */
  proof?: Proof
  checks: CheckResult[]
}

/** Whether the version that was asked for answered, and wrongly. */
export const answersWrongly = ({ checks }: SmokeResult): boolean =>
  checks.some(({ optional, verdict }) => !optional && verdict === "fail")

/** What the attempts so far add up to; times are ms since the first attempt began. */
export interface SmokeProgress {
  attempts: number
  /** attempts in a row in which every required check was right, and when the first of them was complete */
  passes: number
  passingSinceMs: number
  /** by check: attempts in a row in which it was wrong although the expected version answered */
  wrongs: ReadonlyMap<string, number>
  /** attempts in a row that were neither */
  waits: number
  /** the last attempt reached something: it answered, or refused */
  reached: boolean
  /** when another version last answered a required check; null: it never did */
  otherAtMs: number | null
  /** before then the application asks not to be asked again (Retry-After) */
  notBeforeMs: number
  /** a required check of the last attempt showed the commit */
  showsCommit: boolean
  checks: CheckResult[]
}

export const NO_ATTEMPT: SmokeProgress = {
  attempts: 0,
  passes: 0,
  passingSinceMs: 0,
  wrongs: new Map(),
  waits: 0,
  reached: false,
  otherAtMs: null,
  notBeforeMs: 0,
  showsCommit: false,
  checks: [],
}

export type SmokeSettings = Pick<
  SmokeConfig,
  | "deadlineSeconds"
  | "intervalSeconds"
  | "maxIntervalSeconds"
  | "confirmIntervalSeconds"
  | "consecutive"
  | "settleSeconds"
>

/**
 * Adds one attempt: the readings of all checks, taken at the same time.
 * @param atMs when the readings were complete
 */
export function addAttempt(
  progress: SmokeProgress,
  readings: readonly CheckReading[],
  atMs: number,
): SmokeProgress {
  const required = readings.filter(({ optional }) => !optional)
  const arrived = isArrived(required)
  const checks = readings.map((reading) => resultOf(reading, arrived))
  const verdicts = checks.filter(({ optional }) => !optional)
  const passed = verdicts.every(({ verdict }) => verdict === "pass")
  const wrong = verdicts.filter(({ verdict }) => verdict === "fail")
  return {
    attempts: progress.attempts + 1,
    passes: passed ? progress.passes + 1 : 0,
    passingSinceMs: progress.passes === 0 ? atMs : progress.passingSinceMs,
    wrongs: new Map(wrong.map(({ name }) => [name, (progress.wrongs.get(name) ?? 0) + 1])),
    waits: passed || wrong.length > 0 ? 0 : progress.waits + 1,
    reached: readings.some(({ reached }) => reached),
    otherAtMs: required.some(({ served }) => served === "other") ? atMs : progress.otherAtMs,
    notBeforeMs: atMs + Math.max(0, ...required.map((reading) => retryAfter(reading))),
    showsCommit: required.some(({ showsCommit }) => showsCommit),
    checks,
  }
}

const retryAfter = ({ right, retryAfterMs }: CheckReading): number => (right ? 0 : (retryAfterMs ?? 0))

/**
 * The new version answers, nothing else does, and no check is without an answer: a service whose neighbour
 * is still starting may be wrong only for that.
 */
const isArrived = (required: readonly CheckReading[]): boolean =>
  required.some(({ served }) => served === "expected") &&
  required.every(({ served, status }) => served !== "other" && status !== null)

function resultOf(reading: CheckReading, arrived: boolean): CheckResult {
  const { name, url, optional, status, latencyMs, detail, answer } = reading
  const verdict = verdictOn(reading, arrived)
  return {
    name,
    url,
    optional,
    verdict,
    status,
    latencyMs,
    detail,
    ...(answer === null ? {} : { answer }),
  }
}

/** The application, or what stands before it, asks to be asked again: Request Timeout, Too Early, Too Many Requests. */
const ASK_AGAIN: readonly number[] = [408, 425, 429]

/** What a load balancer or a CDN answers for an application that is not there yet. */
export const isGatewayError = (status: number): boolean =>
  [502, 503, 504].includes(status) || (status >= 520 && status <= 530)

/** Wrong counts only once the new version has arrived; everything else may still become right. */
function verdictOn(reading: CheckReading, arrived: boolean): CheckResult["verdict"] {
  const { right, reached, served, status } = reading
  if (right) return "pass"
  if (!reached) return "unreachable"
  if (!arrived || status === null || ASK_AGAIN.includes(status)) return "not-yet"
  if (isGatewayError(status) && (served !== "expected" || reading.retryAfterMs !== null)) return "not-yet"
  return "fail"
}

export type SmokeDecision =
  | { kind: "again"; delayMs: number }
  | { kind: "verdict"; verdict: Verdict; detail: string }

/**
 * Whether to try again, and when, or what the attempts prove.
 * @param elapsedMs since the first attempt began
 */
export function decideSmoke(
  progress: SmokeProgress,
  settings: SmokeSettings,
  elapsedMs: number,
): SmokeDecision {
  if (progress.passes >= settings.consecutive && confirmedAtMs(progress, settings) <= elapsedMs) {
    return {
      kind: "verdict",
      verdict: "pass",
      detail: `${progress.passes} full ${progress.passes === 1 ? "pass" : "passes in a row"}`,
    }
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
  const delayMs = nextDelayMs(progress, settings, elapsedMs)
  return delayMs === null ? atDeadline(progress, settings, elapsedMs) : { kind: "again", delayMs }
}

export const proofOf = ({ showsCommit }: SmokeProgress): Proof => (showsCommit ? "commit" : "version")

/**
 * When passes in a row count. Old instances may answer for a while after the new one does: three in a row can be
 * luck, and the longer they last the less.
 */
function confirmedAtMs({ passingSinceMs }: SmokeProgress, settings: SmokeSettings): number {
  const confirmingMs = (settings.consecutive - 1) * settings.confirmIntervalSeconds * 1000
  return passingSinceMs + Math.max(confirmingMs, settleMs(settings))
}

const settleMs = ({ settleSeconds, deadlineSeconds }: SmokeSettings): number =>
  1000 * (settleSeconds ?? Math.min(DEFAULT_SETTLE_SECONDS, deadlineSeconds * DEFAULT_SETTLE_SHARE))

/** How often a stage is asked within the settling time: a stale instance in three is then missed once in 3,000 times. */
const SETTLE_ATTEMPTS = 20
const MIN_SETTLE_INTERVAL_MS = 100

/** Null when no further attempt could end in a pass before the deadline. */
function nextDelayMs(progress: SmokeProgress, settings: SmokeSettings, elapsedMs: number): number | null {
  const { intervalSeconds, maxIntervalSeconds, confirmIntervalSeconds, consecutive, deadlineSeconds } =
    settings
  const leftMs = deadlineSeconds * 1000 - elapsedMs
  const confirmMs = confirmIntervalSeconds * 1000
  if (progress.waits === 0) {
    const delayMs = progress.passes === 0 ? confirmMs : passIntervalMs(settings)
    return delayMs < leftMs ? delayMs : null
  }
  // the last wait is cut short, so that a version that comes up late can still be confirmed
  const roomMs = leftMs - Math.max(consecutive * confirmMs, settleMs(settings))
  if (roomMs <= 0) return null
  const askedMs = progress.notBeforeMs - elapsedMs
  const growingMs = Math.min(intervalSeconds * 1000 * 2 ** (progress.waits - 1), maxIntervalSeconds * 1000)
  return Math.min(Math.max(growingMs, askedMs), roomMs)
}

/** Passes of a stage that settles come faster than confirmIntervalSeconds, so that a stale instance is met. */
function passIntervalMs(settings: SmokeSettings): number {
  const confirmMs = settings.confirmIntervalSeconds * 1000
  const ms = settleMs(settings)
  return ms === 0 ? confirmMs : Math.min(confirmMs, Math.max(MIN_SETTLE_INTERVAL_MS, ms / SETTLE_ATTEMPTS))
}

/** Judged as soon as no more attempts could end in a pass, which is some seconds before the deadline. */
function atDeadline(progress: SmokeProgress, settings: SmokeSettings, elapsedMs: number): SmokeDecision {
  const late = `no time left to pass within ${settings.deadlineSeconds} s: ${firstFault(progress, elapsedMs)}`
  // whatever was reached before: a prober without a network can't judge what runs now
  return progress.reached
    ? { kind: "verdict", verdict: "fail", detail: `not right, and ${late}` }
    : { kind: "verdict", verdict: "inconclusive", detail: `nothing could be reached, and ${late}` }
}

function firstFault({ checks, otherAtMs }: SmokeProgress, elapsedMs: number): string {
  const fault = checks.find(({ optional, verdict }) => !optional && verdict !== "pass")
  if (fault !== undefined) return `${fault.name}: ${fault.detail}`
  if (otherAtMs === null) return "it passed, but not often enough in a row"
  const seconds = Math.round((elapsedMs - otherAtMs) / 100) / 10
  return `it passed, but another version still answered ${seconds} s before`
}

const detailOf = ({ checks }: SmokeProgress, name: string): string =>
  (checks.find((check) => check.name === name) as CheckResult).detail
