import { clip, plain } from "./text.ts"

/** A JSON text's value, or what is wrong with it and where. */
export type JsonText = { ok: true; value: unknown } | { ok: false; fault: string }

export function readJson(text: string): JsonText {
  // some editors begin a file with a byte order mark
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text
  const message = faultOf(json)
  if (message === null) return { ok: true, value: JSON.parse(json) }
  const what = message.replace(/( in JSON)? at position .*$|, (\.\.\.)?".* is not valid JSON$/s, "")
  return { ok: false, fault: `${what}, ${place(json, positionOf(json, message))}` }
}

function faultOf(text: string): string | null {
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    return (error as SyntaxError).message
  }
}

const UNEXPECTED = "Unexpected token"

/** The engine names the position of most faults; an unexpected token ends the shortest beginning that has it. */
function positionOf(text: string, message: string): number {
  const named = /at position (\d+)/.exec(message)
  if (named !== null) return Number(named[1])
  if (!message.startsWith(UNEXPECTED)) return text.length
  let clean = 0
  let faulty = text.length
  while (faulty - clean > 1) {
    const middle = Math.floor((clean + faulty) / 2)
    if (faultOf(text.slice(0, middle))?.startsWith(UNEXPECTED)) faulty = middle
    else clean = middle
  }
  return clean
}

function place(text: string, position: number): string {
  const lines = text.slice(0, position).split("\n")
  return `line ${lines.length}, column ${(lines.at(-1) as string).length + 1}`
}

export interface RepeatedKey {
  /** the keys and indexes that lead to it */
  place: (string | number)[]
  /** where it stands the second time */
  line: number
}

/** A key or another string, a bracket, a comma, a line end: enough to know one's place in a JSON text. */
const MARK = /"(?:[^"\\]|\\.)*"(?<colon>\s*:)?|[{}[\],\n]/g

/** The keys that one object of a valid JSON text has more than once: JSON.parse keeps the last and says nothing. */
export function repeatedKeys(text: string): RepeatedKey[] {
  const found: RepeatedKey[] = []
  const open: { keys: Set<string> | null; at: string | number }[] = []
  let line = 1
  for (const { 0: mark, groups } of text.matchAll(MARK)) {
    const inner = open.at(-1)
    if (mark === "{") open.push({ keys: new Set(), at: "" })
    else if (mark === "[") open.push({ keys: null, at: 0 })
    else if (mark === "}" || mark === "]") open.pop()
    else if (mark === "," && typeof inner?.at === "number") inner.at += 1
    else if (groups?.colon !== undefined && inner?.keys) {
      inner.at = JSON.parse(mark.slice(0, -groups.colon.length)) as string
      if (inner.keys.has(inner.at)) found.push({ place: open.map(({ at }) => at), line })
      inner.keys.add(inner.at)
    }
    line += mark.split("\n").length - 1
  }
  return found
}

/** The value at a dotted path; undefined where there is none. */
export const valueAt = (path: string, json: unknown): unknown => path.split(".").reduce(property, json)

/** An object's own property: an answer has none of the names that every object inherits. */
export const property = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined

/** A value in a message. Lists and objects are only named: they may be of any size and depth. */
export function shown(value: unknown): string {
  if (value === undefined) return "absent"
  if (typeof value !== "object" || value === null) return plain(clip(JSON.stringify(value)))
  return Array.isArray(value) ? "a list" : "an object"
}

/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** The same text for the same value, in whatever order its keys were set. */
export function canonicalJson(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(",")}}`
}

const isList = (value: readonly Json[] | { readonly [key: string]: Json }): value is readonly Json[] =>
  Array.isArray(value)
