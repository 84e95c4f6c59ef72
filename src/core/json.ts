import { clip, plain } from "./text.ts"

/** A JSON text's value, or what is wrong with it and where. */
export type JsonText = { ok: true; value: unknown } | { ok: false; fault: string }

export function readJson(text: string): JsonText {
  // some editors begin a file with a byte order mark
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text
  const message = faultOf(json)
  if (message === "") return { ok: true, value: JSON.parse(json) }
  const what = message.replace(/( in JSON)? at position .*|, (\.\.\.)?".* is not valid JSON/s, "")
  return { ok: false, fault: `${what}, ${place(json, positionOf(json, message))}` }
}

/** What is wrong with it; nothing where it is right. */
function faultOf(text: string): string {
  try {
    JSON.parse(text)
    return ""
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
    if (faultOf(text.slice(0, middle)).startsWith(UNEXPECTED)) faulty = middle
    else clean = middle
  }
  return clean
}

function place(text: string, position: number): string {
  const lines = text.slice(0, position).split("\n")
  return `line ${lines.length}, column ${(lines.at(-1) as string).length + 1}`
}

/** The keys and indexes that lead to a value. */
export type Place = readonly (string | number)[]

/** `smoke.checks[0].url`; `whole` for the value itself. */
export const pathOf = (place: Place, whole: string): string =>
  place.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`),
    "",
  ) || whole

/** Where things stand in a JSON text. */
export interface JsonLines {
  /** the line of each key and list item, by its path */
  lines: ReadonlyMap<string, number>
  /** keys that one object has more than once: JSON.parse keeps the last and says nothing */
  repeated: { path: string; first: number; line: number }[]
}

/** A key or another string, another value, a bracket, a comma, a line end: enough to know one's place in a JSON text. */
const MARK = /"(?:[^"\\]|\\.)*"(?<colon>\s*:)?|[{}[\],\n]|[^\s"{}[\],:]+/g

/** Finds the line of everything in a valid JSON text. */
export function jsonLines(text: string): JsonLines {
  const lines = new Map<string, number>()
  const repeated: JsonLines["repeated"] = []
  const open: { keys: Map<string, number> | null; at: string | number }[] = []
  const here = () =>
    pathOf(
      open.map(({ at }) => at),
      "",
    )
  let line = 1
  for (const { 0: mark, groups } of text.matchAll(MARK)) {
    const inner = open.at(-1)
    if (groups?.colon !== undefined && inner?.keys) {
      inner.at = JSON.parse(mark.slice(0, -groups.colon.length)) as string
      const first = inner.keys.get(inner.at)
      if (first === undefined) inner.keys.set(inner.at, line)
      else repeated.push({ path: here(), first, line })
      lines.set(here(), line)
    } else if (mark === "," && typeof inner?.at === "number") inner.at += 1
    else if (mark === "}" || mark === "]") open.pop()
    else if (mark !== "\n" && inner?.keys === null) lines.set(here(), line)
    if (mark === "{") open.push({ keys: new Map(), at: "" })
    else if (mark === "[") open.push({ keys: null, at: 0 })
    line += mark.split("\n").length - 1
  }
  return { lines, repeated }
}

/** What people write in JSON that JSON does not have: comments, and a comma after the last item. */
const ALMOST = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\/|,(?=(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*[}\]])/g

/** The text without what is only almost JSON, everything else at its place; and the lines of what is left out. */
export function withoutExtras(text: string): { text: string; extras: { what: string; line: number }[] } {
  const extras: { what: string; line: number }[] = []
  const clean = text.replace(ALMOST, (found, offset: number) => {
    if (found.startsWith('"')) return found
    const line = text.slice(0, offset).split("\n").length
    extras.push({ what: found === "," ? "a comma after the last item" : "a comment", line })
    return found.replace(/[^\n]/g, " ")
  })
  return { text: clean, extras }
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
