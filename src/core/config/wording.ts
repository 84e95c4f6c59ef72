import type * as v from "valibot"
import { clip } from "../text.ts"

export const CONFIG_FILE = "pipeline.json"

/** What is wrong with a value, as a sentence about its place. */
export function issueMessage({ kind, input, expected, received, message }: v.BaseIssue<unknown>): string {
  if (kind !== "schema") return message
  const types = (expected as string).replace(/^\((.*)\)$/, "$1").split(" | ")
  const is = typeof input === "string" ? shownValue(input) : (WORDS.get(received) ?? received)
  return `must be ${inWords(types)}, is ${is}`
}

const WORDS = new Map([
  ["Object", "an object"],
  ["Array", "an array"],
  ["string", "a string"],
  ["number", "a number"],
  ["boolean", "a boolean"],
])

/** `a string, a number or null` */
function inWords(types: readonly string[]): string {
  const list = types.map((type) => WORDS.get(type) ?? type).join(", ")
  return list.replace(/, (?=[^,]*$)/, " or ")
}

/** A value as a message names it. */
export function shownValue(value: unknown): string {
  if (Array.isArray(value)) return "an array"
  return typeof value === "object" && value !== null ? "an object" : clip(JSON.stringify(value))
}

/** The few texts that a key may have; none where any text may be. */
export const kindsOf = ({ type, options = [] }: { type: string; options?: readonly unknown[] }): string[] =>
  type === "picklist" ? options.map(String) : []

/** `"GET", "HEAD" or "POST"` */
export const quoted = (kinds: readonly string[]): string => inWords(kinds.map((kind) => JSON.stringify(kind)))

/** The number or the boolean that stands in quotation marks; null when it is neither. */
export function withoutQuotes(value: unknown): number | boolean | null {
  if (value === "true" || value === "false") return value === "true"
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : null
}

/** What only a shell understands. */
const SHELL = /[|&;<>$`*?~()'"\\]/

/** A command line as a program and its arguments. */
export const asList = (text: string): string[] =>
  SHELL.test(text) ? ["sh", "-c", text] : text.split(/\s+/).filter((word) => word !== "")
