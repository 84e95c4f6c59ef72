import type * as v from "valibot"
import type { Problem } from "../errors.ts"
import { clip } from "../words.ts"

type Issue = v.BaseIssue<unknown>
type Place = readonly (string | number)[]

/** `smoke.checks[0].url`; the file itself for the whole. */
const pathOf = (place: Place, whole: string): string =>
  place.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`),
    "",
  ) || whole

/** A fault that valibot found, in words for a person; null for an unknown key, which `lostKeys` finds. */
export function describeIssue(issue: Issue, whole: string): Problem | null {
  if (issue.expected === "never") return null
  const place = (issue.path ?? []).map(({ key }) => key as string | number)
  return { path: pathOf(place, whole), message: issueMessage(issue) }
}

function issueMessage({ kind, type, input, expected, received, message }: Issue): string {
  if (kind !== "schema") return message
  // valibot expects `"key"` of an object that lacks it
  if (type === "strict_object" && received === "undefined") return "is missing"
  const wanted = `must be ${inWords(expected as string)}`
  if (received === "undefined") return `is missing; ${wanted}`
  return `${wanted}, is ${typeof input === "string" ? clip(JSON.stringify(input)) : inWords(received)}`
}

const WORDS = new Map([
  ["Object", "an object"],
  ["Array", "an array"],
  ["string", "a string"],
  ["number", "a number"],
  ["boolean", "a boolean"],
])

/** valibot's `(string | number | null)` as `a string, a number or null`. */
function inWords(types: string): string {
  const words = types.replace(/^\((.*)\)$/, "$1").split(" | ")
  const list = words.map((word) => WORDS.get(word) ?? word).join(", ")
  return list.replace(/, (?=[^,]*$)/, " or ")
}

/**
 * What a parsed value silently lacks of the one that was read. valibot names only the first unknown key
 * of an object, drops keys such as `__proto__` from records, and takes an array for an object.
 */
export function lostKeys(read: unknown, parsed: unknown, whole: string, place: Place = []): Problem[] {
  if (!isContainer(read) || !isContainer(parsed)) return []
  if (Array.isArray(read) && !Array.isArray(parsed)) {
    return [{ path: pathOf(place, whole), message: "must be an object, is an array" }]
  }
  return Object.entries(read).flatMap(([key, value]) => {
    const inner = [...place, Array.isArray(read) ? Number(key) : key]
    return Object.hasOwn(parsed, key)
      ? lostKeys(value, parsed[key], whole, inner)
      : [
          {
            path: pathOf(inner, whole),
            message: RESERVED.has(key) ? "is a reserved name" : "is not a known key",
          },
        ]
  })
}

const RESERVED = new Set(["__proto__", "prototype", "constructor"])

const isContainer = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null
