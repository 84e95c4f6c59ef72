import { describeRelease, type Release } from "../stage.ts"
import { parseTag } from "../tags.ts"
import type { CheckReading } from "./probe.ts"
import { isGatewayError } from "./smoke.ts"

/** How what a stage answers compares with what the ledger says. */
export type Sighting =
  /** what the ledger says, and nothing else */
  | "as-recorded"
  /** another version, alone or beside it */
  | "drift"
  /** it answers, but not which version it is */
  | "unidentified"
  /** it refuses, takes too long, or fails altogether */
  | "no-answer"
  /** nothing can be reached from here */
  | "unreachable"
  /** its checks have no address */
  | "no-address"
  /** it was not asked */
  | "not-asked"

/** What a stage was seen to serve, by one round of its smoke checks. */
export interface Observed {
  sighting: Sighting
  /** ISO time of the look; null when it was not asked */
  at: string | null
  /** what the answers call themselves, each once, e.g. `v1.2.3` or `v1.2.3 (abc1234)` */
  versions: string[]
  /** one sentence without a full stop */
  detail: string
  /** a required check answers with a server error; absent: none does */
  failing?: true
}

/**
 * Compares one round of required checks with the ledger, or with what a person says.
 * @param running what the ledger says; null: no deploy
 * @param at when the answers were in
 * @param sayer whose word `running` is
 */
export function observedOf(
  readings: readonly CheckReading[],
  running: Release | null,
  at: Date,
  sayer: "ledger" | "person" = "ledger",
): Observed {
  const required = readings.filter(({ optional }) => !optional)
  const versions = [...new Set(required.flatMap(({ claim }) => claim ?? []))]
  // an application that fails on a stage without a deploy is one that the ledger does not know
  const isAnswer = (status: number) => (running === null ? !isGatewayError(status) : status < 500)
  const answered = required.some(({ status }) => status !== null && isAnswer(status))
  const observed = (sighting: Sighting, detail: string): Observed => ({
    sighting,
    at: at.toISOString(),
    versions,
    detail,
    ...(required.some(({ status }) => status !== null && status >= 500) ? { failing: true } : {}),
  })
  if (versions.length === 0) {
    const [first] = required
    if (answered) return observed("unidentified", `it answers, but no check shows a version`)
    const why = first === undefined ? "no required check" : `${first.name}: ${first.detail}`
    const reached = required.some((reading) => reading.reached)
    return reached ? observed("no-answer", why) : observed("unreachable", why)
  }
  const others = required.filter(({ served }) => served === "other")
  if (running === null)
    return observed("drift", `it serves ${listed(versions)}, which the ledger does not know`)
  if (others.length === 0) return observed("as-recorded", `it serves ${listed(versions)}`)
  const but = sayer === "ledger" ? "but the ledger says" : "not"
  return observed("drift", `it serves ${listed(versions)}, ${but} ${describeRelease(running)}`)
}

/** The tag of the one version that a stage was seen to serve; null: none, several, or one whose name is no version. */
export function tagServed({ versions }: Observed, tagPrefix: string): string | null {
  const [name = "", another] = versions.map((version) => version.replace(/ .*/s, ""))
  if (another !== undefined) return null
  return [name, `${tagPrefix}${name}`].find((tag) => parseTag(tag, tagPrefix) !== null) ?? null
}

const listed = (versions: readonly string[]): string => versions.join(" and ")

export const notAsked = (why: string, sighting: "not-asked" | "no-address" = "not-asked"): Observed => ({
  sighting,
  at: null,
  versions: [],
  detail: why,
})
