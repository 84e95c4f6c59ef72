import type { LogsConfig } from "../config/verify.ts"
import { clip, counted, formatDuration } from "../text.ts"
import type { VerificationCheck } from "./verification.ts"

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
export interface LogWatch {
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
