import type { WatchCheckConfig, WatchConfig } from "../config/watch.ts"
import type { Fact } from "../errors.ts"
import { property, shown } from "../json.ts"
import { clip, counted, plain } from "../text.ts"
import type { VerificationCheck } from "../verify/verification.ts"

/** One look of a check. `none`: it brought no data, which is never good. */
export interface Look {
  kind: "right" | "wrong" | "none"
  /** of an answer */
  latencyMs: number | null
  detail: string
}

/** What the looks of a check add up to so far. */
export interface Watched {
  right: number
  wrong: number
  none: number
  /** the looks at the end that were not right: how many in a row were wrong, and how many brought nothing */
  wrongInRow: number
  noneInRow: number
  latencies: readonly number[]
  /** the last look that was not right; null: all were */
  fault: string | null
  last: Look | null
}

export const NOTHING_SEEN: Watched = {
  ...{ right: 0, wrong: 0, none: 0, wrongInRow: 0, noneInRow: 0 },
  latencies: [],
  fault: null,
  last: null,
}

export function addLook(watched: Watched, look: Look): Watched {
  const { kind, latencyMs, detail } = look
  return {
    right: watched.right + Number(kind === "right"),
    wrong: watched.wrong + Number(kind === "wrong"),
    none: watched.none + Number(kind === "none"),
    wrongInRow: kind === "wrong" ? watched.wrongInRow + 1 : kind === "right" ? 0 : watched.wrongInRow,
    noneInRow: kind === "none" ? watched.noneInRow + 1 : 0,
    latencies: latencyMs === null || kind === "none" ? watched.latencies : [...watched.latencies, latencyMs],
    fault: kind === "right" ? watched.fault : detail,
    last: look,
  }
}

type Settings = Pick<WatchConfig, "everySeconds" | "confirmSeconds" | "consecutive">
export type Thresholds = Partial<
  Pick<Extract<WatchCheckConfig, { kind: "http" }>, "maxWrongShare" | "latency">
>

/** So many answers say something about a share before the watch is over. */
const ENOUGH = 20

/**
 * What is wrong beyond doubt; null: nothing yet. One bad answer never is.
 * @param isOver there will be no more looks, so that fewer answers have to do
 */
export function faultOf(
  { consecutive }: Settings,
  { maxWrongShare, latency }: Thresholds,
  watched: Watched,
  isOver: boolean,
): string | null {
  const { right, wrong, wrongInRow, latencies, fault } = watched
  if (wrongInRow >= consecutive) return `was wrong ${wrongInRow} times in a row: ${fault}`
  const answers = right + wrong
  if (answers < ENOUGH && !isOver) return null
  if (maxWrongShare !== undefined && wrong >= 2 && wrong / answers > maxWrongShare) {
    return `${wrong} of ${counted(answers, "answer")} were wrong, more than ${percent(maxWrongShare)}: ${fault}`
  }
  if (latency === undefined) return null
  const slow = latencies.filter((ms) => ms > latency.maxMs).length
  // as whole numbers: 1 - 90 / 100 is a little less than 0.1
  if (slow < 2 || slow * 100 <= latencies.length * (100 - latency.percentile)) return null
  return `${slow} of ${counted(latencies.length, "answer")} took more than ${latency.maxMs} ms: the ${latency.percentile}th percentile is too slow`
}

const percent = (part: number): string => `${Number((part * 100).toFixed(2))} %`

/** Why what was seen proves nothing; null: it is enough. */
export function gapIn(
  { consecutive }: Settings,
  { right, wrong, none, noneInRow, fault }: Watched,
): string | null {
  const looks = right + wrong + none
  if (noneInRow >= consecutive) return `no data in the last ${counted(noneInRow, "look")}: ${fault}`
  return none * 2 > looks || looks === none
    ? `no data in ${none} of ${counted(looks, "look")}: ${fault}`
    : null
}

/** Whether the last looks leave something open that a few more will tell. */
export const isInDoubt = ({ consecutive }: Settings, { last, wrongInRow, noneInRow }: Watched): boolean =>
  last !== null && last.kind !== "right" && wrongInRow < consecutive && noneInRow < consecutive

/** Until the next look. */
export const nextLookMs = (settings: Settings, watched: Watched): number =>
  1000 * (isInDoubt(settings, watched) ? settings.confirmSeconds : settings.everySeconds)

/** The numbers in an answer, held against their ranges. */
export function readValues(
  ranges: Extract<WatchCheckConfig, { kind: "values" }>["expect"],
  json: unknown,
): Pick<Look, "kind" | "detail"> {
  const read = Object.entries(ranges).map(
    ([path, { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }]) => {
      const value = path.split(".").reduce(property, json)
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value
      if (typeof number !== "number" || !Number.isFinite(number)) {
        return {
          kind: "none" as const,
          detail: value === undefined ? `no ${path}` : `${path} is ${shown(value)}, no number`,
        }
      }
      if (number >= min && number <= max) return { kind: "right" as const, detail: `${path} is ${number}` }
      const limit = number < min ? `less than ${min}` : `more than ${max}`
      return { kind: "wrong" as const, detail: `${path} is ${number}, ${limit}` }
    },
  )
  // what is wrong is wrong, whatever else is not known
  const worst = read.find(({ kind }) => kind === "wrong") ?? read.find(({ kind }) => kind === "none")
  return worst ?? { kind: "right", detail: read.map(({ detail }) => detail).join(", ") }
}

/** A CloudWatch alarm as it is now. */
export interface AlarmState {
  name: string
  /** OK, ALARM or INSUFFICIENT_DATA */
  state: string
  /** since when, ms since 1970 */
  sinceMs: number
  /** CloudWatch's own words */
  why: string
}

/** Alarms of which all must be well. One that was in alarm before the deploy accuses no version, and proves none. */
export function readAlarms(names: readonly string[], states: Fact<AlarmState[]>, deployedAtMs: number): Look {
  const none = (detail: string): Look => ({ kind: "none", latencyMs: null, detail })
  if (states.kind !== "known") return none(states.kind === "skipped" ? states.why : states.message)
  const found = names.map((name) => states.value.find((one) => one.name === name) ?? name)
  const inAlarm = found.filter((one) => typeof one !== "string" && one.state === "ALARM") as AlarmState[]
  const raised = inAlarm.find(({ sinceMs }) => sinceMs >= deployedAtMs)
  if (raised !== undefined)
    return {
      kind: "wrong",
      latencyMs: null,
      detail: `${raised.name} is in alarm: ${clip(plain(raised.why), 200)}`,
    }
  const [old] = inAlarm
  if (old !== undefined) return none(`${old.name} was in alarm before the deploy`)
  const odd = found.find((one) => typeof one === "string" || one.state !== "OK")
  if (odd === undefined)
    return { kind: "right", latencyMs: null, detail: `${counted(names.length, "alarm")} OK` }
  return none(typeof odd === "string" ? `there is no alarm ${odd}` : `${odd.name} is ${odd.state}`)
}

/** How a watch went as a whole. */
export interface WatchResult {
  verdict: "pass" | "fail" | "inconclusive"
  /** the sentence that explains the verdict */
  detail: string
  durationMs: number
  /** ISO time at which it was to end */
  until: string
  checks: VerificationCheck[]
}

/** A required check that failed is a bad verdict, and one without data is none. */
export function concludeWatch(
  checks: VerificationCheck[],
  { durationMs, until }: Pick<WatchResult, "durationMs" | "until">,
): WatchResult {
  const required = checks.filter(({ optional }) => !optional)
  const failed = required.filter(({ verdict }) => verdict === "fail")
  const blind = required.filter(({ verdict }) => verdict === "unavailable")
  const said = (some: readonly VerificationCheck[]) =>
    some.map(({ name, detail }) => `${name}: ${detail}`).join("; ")
  const base = { durationMs, until, checks }
  if (failed.length > 0) return { ...base, verdict: "fail", detail: said(failed) }
  if (blind.length > 0) return { ...base, verdict: "inconclusive", detail: said(blind) }
  const passed = checks.filter(({ verdict }) => verdict === "pass").length
  return { ...base, verdict: "pass", detail: `${counted(passed, "check")} stayed good` }
}
