import { plain } from "./report/plain.ts"
import { clip } from "./words.ts"

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
