import type { CheckConfig, LogsConfig } from "../config/checks.ts"
import { type CheckReading, NOTHING_SAID, type Observation } from "../smoke/probe.ts"
import { clip, counted, formatDuration } from "../text.ts"

/** `unavailable`: there is no evidence; `skipped`: not looked at. Neither is a pass. */
type VerificationVerdict = "pass" | "fail" | "unavailable" | "skipped"

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

type AttemptDecision = { kind: "again"; delayMs: number } | Pick<Verdict, "kind" | "verdict">
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

/** A log line that matched. */
export interface LogEvent {
  /** CloudWatch's own, unique */
  id: string
  group: string
  /** when the application wrote it, ms since 1970 */
  atMs: number
  message: string
}

/** The time whose log lines count, in ms since 1970. */
export interface LogWindow {
  sinceMs: number
  untilMs: number
  /** when the last look is taken: lines come late */
  closesMs: number
}

/** What the looks so far have found. */
interface LogWatch {
  events: ReadonlyMap<string, LogEvent>
  /** up to here the logs were read at least once; null: never */
  readUpToMs: number | null
}

export const NOTHING_READ: LogWatch = { events: new Map(), readUpToMs: null }

type Settings = Pick<
  LogsConfig,
  "tolerated" | "watchSeconds" | "pollSeconds" | "settleSeconds" | "lookBackSeconds" | "optional"
>

/**
 * @param deployedAtMs when the version came to the stage; null: not known
 */
export function windowOf(settings: Settings, deployedAtMs: number | null, nowMs: number): LogWindow {
  const earliest = nowMs - settings.lookBackSeconds * 1000
  const sinceMs = Math.max(earliest, deployedAtMs ?? earliest)
  const untilMs = Math.max(nowMs, sinceMs + settings.watchSeconds * 1000)
  return { sinceMs, untilMs, closesMs: untilMs + settings.settleSeconds * 1000 }
}

/** Lines that came late are looked for this far back at every look, and in the whole window at the last. */
const OVERLAP_MS = 30_000

/** What the next look asks for. */
export function nextSpan(window: LogWindow, watch: LogWatch, nowMs: number) {
  const last = nowMs >= window.closesMs
  const from = last || watch.readUpToMs === null ? window.sinceMs : watch.readUpToMs - OVERLAP_MS
  return {
    last,
    sinceMs: Math.max(window.sinceMs, from),
    untilMs: Math.min(window.untilMs, nowMs),
  }
}

/** Adds what a look brought; the same event counts once, however often it is seen. */
export function addEvents(watch: LogWatch, events: readonly LogEvent[], readUpToMs: number): LogWatch {
  return {
    events: new Map([...watch.events, ...events.map((event) => [event.id, event] as const)]),
    readUpToMs,
  }
}

/** Until the next look; the last one is taken when the window closes. */
export const nextLookMs = (settings: Settings, window: LogWindow, nowMs: number): number =>
  Math.max(1, Math.min(settings.pollSeconds * 1000, window.closesMs - nowMs))

export const isTooMany = (settings: Settings, { events }: LogWatch): boolean =>
  events.size > settings.tolerated

/** How many lines a report quotes, and how much of each. */
const MAX_LINES = 5
const MAX_LINE_LENGTH = 200

export function concludeWatch(
  settings: Settings,
  groups: readonly string[],
  watch: LogWatch,
  window: LogWindow,
  nowMs: number,
): VerificationCheck {
  const found = [...watch.events.values()].sort((one, other) => one.atMs - other.atMs)
  const watched = formatDuration(Math.min(nowMs, window.untilMs) - window.sinceMs)
  return {
    ...logsCheck(settings),
    verdict: isTooMany(settings, watch) ? "fail" : "pass",
    detail: `${counted(found.length, "matching line")} in ${watched} in ${counted(groups.length, "log group")}; ${settings.tolerated} tolerated`,
    latencyMs: null,
    lines: found
      .slice(0, MAX_LINES)
      .map(({ atMs, group, message }) => `${timeOf(atMs)} ${group}: ${clip(message, MAX_LINE_LENGTH)}`),
  }
}

export const logsCheck = ({ optional }: Pick<Settings, "optional">) =>
  ({ name: "logs", kind: "logs", optional }) as const

/** No evidence, and why. */
export const logsUnavailable = (
  settings: Pick<Settings, "optional">,
  message: string,
): VerificationCheck => ({
  ...logsCheck(settings),
  verdict: "unavailable",
  detail: message,
  latencyMs: null,
  lines: [],
})

const timeOf = (ms: number): string => new Date(ms).toISOString()

/** What Slack sends to an address before it trusts it. */
export const slackBody = (challenge: string): string =>
  JSON.stringify({ type: "url_verification", challenge, token: "release-pipeline" })

/** What Slack signs. */
export const slackBase = (timestamp: number, body: string): string => `v0:${timestamp}:${body}`

/**
 * The request with which Slack checks that the answer comes from a bot that knows the signing secret.
 * @param signature HMAC-SHA-256 of the base, hex digits
 */
export function slackRequest(url: string, body: string, timestamp: number, signature: string): CheckConfig {
  return {
    name: "slack",
    url,
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-slack-request-timestamp": String(timestamp),
      "x-slack-signature": `v0=${signature}`,
    },
    body,
    expect: { status: 200 },
    followRedirects: false,
    // Slack adds nothing to the address
    cacheBusting: false,
    optional: false,
  }
}

/** A bot answers with the challenge, as JSON or as plain text. */
export function readSlackAnswer(url: string, observed: Observation, challenge: string): CheckReading {
  const base = {
    name: "slack",
    url: observed.asked ?? url,
    optional: false,
    served: "unknown",
    claim: null,
    said: NOTHING_SAID,
    showsCommit: false,
    retryAfterMs: null,
    latencyMs: Math.round(observed.latencyMs),
    answer: null,
  } as const
  if (observed.kind === "error") {
    const reached = observed.error !== "unreachable"
    return { ...base, right: false, reached, status: null, detail: observed.message }
  }
  const { status, body } = observed
  const right = status === 200 && (body.trim() === challenge || challengeIn(body) === challenge)
  const detail = right ? "the signed challenge came back" : faultOf(status)
  return { ...base, right, reached: true, status, detail }
}

function faultOf(status: number): string {
  if (status === 401 || status === 403) {
    return `status ${status}: the signature was refused, so the application may have another signing secret`
  }
  return status === 200 ? "the answer lacks the challenge" : `status ${status}, not 200`
}

function challengeIn(body: string): unknown {
  try {
    return (JSON.parse(body) as { challenge?: unknown } | null)?.challenge
  } catch {
    return undefined
  }
}
