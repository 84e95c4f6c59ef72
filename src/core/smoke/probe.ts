import type { CheckConfig } from "../config/smoke.ts"
import { property, shown, valueAt } from "../json.ts"
import type { Release } from "../stage.ts"
import { parseTag } from "../tags.ts"
import { clip, plain } from "../text.ts"

/** What one request brought back. */
export type Observation =
  | {
      kind: "response"
      status: number
      headers: Readonly<Record<string, string>>
      body: string
      latencyMs: number
    }
  | { kind: "error"; error: ProbeError; message: string; latencyMs: number }

/**
 * `refused`, `reset` and `timeout` say that something is there but does not answer;
 * `unreachable` (no name, no route) says as much of the prober as of the application.
 */
export type ProbeError = "refused" | "reset" | "timeout" | "unreachable"

/** Whose answer it was, as far as the answer itself tells. */
export type Served = "expected" | "other" | "unknown"

/** One check in one attempt. */
export interface CheckReading {
  name: string
  url: string
  optional: boolean
  /** every expectation holds */
  right: boolean
  served: Served
  reached: boolean
  status: number | null
  latencyMs: number
  /** what is wrong, or what was seen */
  detail: string
}

/** What the answers must show. */
export interface Expected extends Release {
  tagPrefix: string
}

/** Holds one observation against one check. */
export function readCheck(
  check: CheckConfig,
  url: string,
  seen: Observation,
  expected: Expected,
): CheckReading {
  const base = { name: check.name, url, optional: check.optional, latencyMs: Math.round(seen.latencyMs) }
  if (seen.kind === "error") {
    const reached = seen.error !== "unreachable"
    return { ...base, right: false, served: "unknown", reached, status: null, detail: seen.message }
  }
  const json = parseJson(seen.body)
  const identity = identify(check, seen, json, expected)
  const faults = [...contentFaults(check, seen, json), ...identity.faults]
  return {
    ...base,
    right: faults.length === 0,
    served: identity.served,
    reached: true,
    status: seen.status,
    detail: faults.length === 0 ? `${seen.status}${identity.claim}` : faults.join("; "),
  }
}

type Response = Extract<Observation, { kind: "response" }>

/** Who answered. A check that asks neither for version nor sha cannot tell. */
function identify(check: CheckConfig, seen: Response, json: unknown, expected: Expected) {
  const claims = [
    { path: check.expect.version, label: "version", accepted: versionsOf(expected) },
    { path: check.expect.sha, label: "sha", accepted: [expected.sha] },
  ].flatMap(({ path, label, accepted }) =>
    path === undefined ? [] : [{ label, accepted, value: textAt(path, seen, json) }],
  )
  const faults = claims.flatMap(({ label, accepted, value }) => {
    if (value === null) return [`says no ${label}`]
    return accepted.includes(value) ? [] : [`${label} ${short(value)}, not ${accepted[0]}`]
  })
  const told = claims.filter(({ value }) => value !== null)
  const served: Served =
    told.length === 0
      ? "unknown"
      : told.every(({ accepted, value }) => accepted.includes(value as string))
        ? "expected"
        : "other"
  return {
    served,
    faults,
    claim: told.map(({ label, value }) => `, ${label} ${short(value as string)}`).join(""),
  }
}

/** An application may report `v1.2.3` or `1.2.3`. */
function versionsOf({ tag, tagPrefix }: Expected): string[] {
  const parsed = parseTag(tag, tagPrefix)
  return parsed === null || parsed.version === tag ? [tag] : [tag, parsed.version]
}

function contentFaults(
  { expect }: CheckConfig,
  { status, body, latencyMs }: Response,
  json: unknown,
): string[] {
  const faults: string[] = []
  if (status !== expect.status) faults.push(`status ${status}, not ${expect.status}`)
  for (const [path, wanted] of Object.entries(expect.json ?? {})) {
    const value = valueAt(path, json)
    if (value !== wanted) faults.push(`${path} is ${shown(value)}, not ${JSON.stringify(wanted)}`)
  }
  if (expect.contains !== undefined && !body.includes(expect.contains)) {
    faults.push(`body lacks ${JSON.stringify(expect.contains)}`)
  }
  if (expect.maxLatencyMs !== undefined && latencyMs > expect.maxLatencyMs) {
    faults.push(`took ${Math.round(latencyMs)} ms, more than ${expect.maxLatencyMs} ms`)
  }
  return faults
}

const HEADER = "header:"

function textAt(path: string, { headers }: Response, json: unknown): string | null {
  const value = path.startsWith(HEADER)
    ? property(headers, path.slice(HEADER.length).toLowerCase())
    : valueAt(path, json)
  return typeof value === "string" ? value : null
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

const short = (text: string): string => plain(clip(text))
