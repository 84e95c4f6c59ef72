import valid from "semver/functions/valid.js"
import type { CheckConfig } from "../config/checks.ts"
import { property, shown, valueAt } from "../json.ts"
import { redact } from "../masking.ts"
import type { Release } from "../stage.ts"
import { parseTag } from "../tags.ts"
import { clip, listSome, plain } from "../text.ts"

/** What one request brought back. */
export type Observation = {
  /** the address that was really asked, without a password; absent: as it was given */
  asked?: string
  latencyMs: number
} & (
  | {
      kind: "response"
      status: number
      /** names in lower case */
      headers: Readonly<Record<string, string>>
      body: string
      /** the body is longer than this, and the rest was not read; absent: that is all of it */
      readBytes?: number
      /** takes secrets out of what is shown of it, before that is cut */
      hide?: (text: string) => string
    }
  | { kind: "error"; error: ProbeError; message: string }
)

/**
 * `refused`, `reset` and `timeout` say that something is there but does not answer;
 * `unreachable` (no name, no route) says as much of the prober as of the application.
 */
export type ProbeError = "refused" | "reset" | "timeout" | "unreachable"

/** Whose answer it was, as far as the answer itself says. */
export type Served = "expected" | "other" | "unknown"

/** One check in one attempt. */
export interface CheckReading {
  name: string
  /** as it was asked */
  url: string
  optional: boolean
  /** every expectation holds */
  right: boolean
  served: Served
  /** what the answer calls itself, e.g. `v1.2.3 (abc1234)`; null: nothing */
  claim: string | null
  /** the same in the answer's own words, in full */
  said: Said
  /** the answer names the expected commit; a version alone proves none, because a tag can be moved */
  showsCommit: boolean
  reached: boolean
  status: number | null
  /** ms that the application asks to be left alone (Retry-After); null: it says nothing */
  retryAfterMs: number | null
  latencyMs: number
  /** what is wrong, or what was seen */
  detail: string
  /** the beginning of an answer that is wrong */
  answer: string | null
}

/** What an answer calls itself; null: it does not say. */
export interface Said {
  version: string | null
  sha: string | null
}

export const NOTHING_SAID: Said = { version: null, sha: null }

/** What the answers must show; `sha` is the whole commit id. */
export interface Expected extends Release {
  tagPrefix: string
}

/** Compares one observation with one check. */
export function readCheck(
  check: CheckConfig,
  url: string,
  observed: Observation,
  expected: Expected,
): CheckReading {
  const base = {
    name: check.name,
    url: observed.asked ?? url,
    optional: check.optional,
    latencyMs: Math.round(observed.latencyMs),
  }
  if (observed.kind === "error") {
    return {
      ...base,
      right: false,
      served: "unknown",
      claim: null,
      said: NOTHING_SAID,
      showsCommit: false,
      reached: observed.error !== "unreachable",
      status: null,
      retryAfterMs: null,
      detail: observed.message,
      answer: null,
    }
  }
  const json = parseJson(observed.body)
  const identity = identify(check, observed, json, expected)
  const faults = [...contentFaults(check, observed, json), ...identity.faults]
  const right = faults.length === 0
  return {
    ...base,
    right,
    served: identity.served,
    claim: identity.claim,
    said: identity.said,
    showsCommit: identity.showsCommit,
    reached: true,
    status: observed.status,
    retryAfterMs: retryAfterMs(observed.headers),
    detail: right ? `${observed.status}${identity.summary}` : faults.join("; "),
    answer: right ? null : beginningOf(hidden(observed, observed.body)),
  }
}

/** A value without secrets, to be shown: what is cut is not recognized any more. */
const hidden = <T>({ hide }: Response, value: T): T =>
  hide !== undefined && typeof value === "string" ? (hide(value) as T) : value

type Response = Extract<Observation, { kind: "response" }>

/** Who answered. A check that asks neither for version nor for sha cannot tell. */
function identify(check: CheckConfig, observed: Response, json: unknown, expected: Expected) {
  const claims = [
    { path: check.expect.version, label: "version", wanted: expected.tag, accepts: isVersionOf(expected) },
    { path: check.expect.sha, label: "sha", wanted: expected.sha, accepts: isCommit(expected.sha) },
  ].flatMap(({ path, label, wanted, accepts }) => {
    if (path === undefined) return []
    const value = textAt(path, observed, json)
    const accepted = value !== null && accepts(value)
    return [{ path, label, wanted, value: value && hidden(observed, value), accepted }]
  })
  const faults = claims.flatMap(({ path, label, wanted, value, accepted }) => {
    if (value === null) {
      const other = path.startsWith(HEADER) ? undefined : valueAt(path, json)
      return [
        other === undefined
          ? lacking(path, observed, json)
          : `${label} is ${shown(hidden(observed, other))}, not text`,
      ]
    }
    return accepted ? [] : [`${label} ${short(value)}, not ${wanted}`]
  })
  const made = claims.filter(({ value }) => value !== null)
  const sayOf = (wanted: string) => made.find(({ label }) => label === wanted)?.value ?? null
  const said: Said = { version: sayOf("version"), sha: sayOf("sha") }
  const served: Served =
    made.length === 0 ? "unknown" : made.every(({ accepted }) => accepted) ? "expected" : "other"
  return {
    served,
    showsCommit: claims.some(({ label, accepted }) => label === "sha" && accepted),
    faults,
    claim: claimOf(said),
    said,
    summary: made.map(({ label, value }) => `, ${label} ${short(value as string)}`).join(""),
  }
}

/** `v1.2.3 (abc1234)`, or as much of it as the answer says; null: neither. */
function claimOf({ version, sha }: Said): string | null {
  if (version === null) return sha === null ? null : short(sha)
  return sha === null ? short(version) : `${short(version)} (${short(sha.slice(0, MIN_SHA_DIGITS))})`
}

/** Says what the answer has instead: a wrong path is the most common mistake in a new configuration. */
function lacking(path: string, { headers, body, readBytes }: Response, json: unknown): string {
  const no = `no ${JSON.stringify(clip(path))}`
  if (path.startsWith(HEADER)) return `${no}; the answer has the headers ${listSome(Object.keys(headers))}`
  const keys = path.split(".")
  const at = (count: number) => keys.slice(0, count).reduce(property, json)
  const depth = Math.max(
    0,
    keys.findLastIndex((_, count) => isContainer(at(count))),
  )
  const within = at(depth)
  const where = depth === 0 ? "the body" : JSON.stringify(clip(keys.slice(0, depth).join(".")))
  if (Array.isArray(within)) return `${no}; ${where} is a list of ${within.length}`
  if (!isContainer(within)) {
    if (readBytes !== undefined) return `${no}; the body is too long: ${readBytes} bytes of it are read`
    return body === "" ? `${no}; the body is empty` : `${no}; the body is not a JSON object`
  }
  const names = Object.keys(within)
  return `${no}; ${where} ${names.length === 0 ? "is an empty object" : `has ${listSome(names)}`}`
}

const isContainer = (value: unknown): value is object => typeof value === "object" && value !== null

/** An application may report `v1.2.3`, `1.2.3` or, for a tag without build metadata, `1.2.3+anything`. */
export function isVersionOf({
  tag,
  tagPrefix,
}: Pick<Expected, "tag" | "tagPrefix">): (value: string) => boolean {
  const parsed = parseTag(tag, tagPrefix)
  if (parsed === null) return (value) => value === tag
  return (value) => {
    if (value === tag || value === parsed.version) return true
    const bare = value.startsWith(tagPrefix) ? value.slice(tagPrefix.length) : value
    const plus = bare.indexOf("+")
    return plus > 0 && valid(bare) !== null && bare.slice(0, plus) === parsed.version
  }
}

/** Fewer digits could be another commit's. */
const MIN_SHA_DIGITS = 7

/** The commit, abbreviated or in upper case as build tools write it. */
const isCommit =
  (sha: string) =>
  (value: string): boolean =>
    value.length >= MIN_SHA_DIGITS && sha.startsWith(value.toLowerCase())

const ANSWER_LENGTH = 200

const beginningOf = (body: string): string | null =>
  body === "" ? null : redact(plain(clip(body, ANSWER_LENGTH)), [])

/** The header's seconds, or its date against the answer's own clock; null where it says neither. */
function retryAfterMs(headers: Readonly<Record<string, string>>): number | null {
  const value = headers["retry-after"]?.trim()
  if (value === undefined) return null
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const ms = Date.parse(value) - Date.parse(headers.date ?? "")
  return Number.isNaN(ms) ? null : Math.max(0, ms)
}

function contentFaults({ expect }: CheckConfig, observed: Response, json: unknown): string[] {
  const { status, body, readBytes, latencyMs } = observed
  const faults: string[] = []
  if (status !== expect.status) faults.push(`status ${status}, not ${expect.status}`)
  for (const [path, wanted] of Object.entries(expect.json ?? {})) {
    const value = valueAt(path, json)
    if (value === undefined) faults.push(lacking(path, observed, json))
    else if (value !== wanted)
      faults.push(`${path} is ${shown(hidden(observed, value))}, not ${JSON.stringify(wanted)}`)
  }
  if (expect.contains !== undefined && !body.includes(expect.contains)) {
    const within = readBytes === undefined ? "" : ` in its first ${readBytes} bytes`
    faults.push(`body lacks ${JSON.stringify(expect.contains)}${within}`)
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
