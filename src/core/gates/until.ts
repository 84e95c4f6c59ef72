import { usageError } from "../errors.ts"
import { clip } from "../text.ts"

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/

/** A time with its zone, as `2026-03-01T18:00Z`, in one form; null when it is none. */
export const readTime = (text: string): string | null =>
  TIME.test(text) && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : null

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }
const LASTING = /^([1-9]\d{0,3})([mhd])$/

/**
 * When something ends, as a person says it: a time, or how long. Throws a usage error that says what it can be.
 * @param text null or empty: it does not
 */
export function readUntil(text: string | null, now: Date): string | null {
  if (text === null || text === "") return null
  const [, count, unit = ""] = LASTING.exec(text) ?? []
  const ms = UNITS[unit]
  const until = ms === undefined ? readTime(text) : new Date(now.getTime() + Number(count) * ms).toISOString()
  if (until !== null && Date.parse(until) > now.getTime()) return until
  const message =
    until === null
      ? `${JSON.stringify(clip(text))} is neither a time such as 2026-03-01T18:00Z, with its zone, nor a duration such as 90m, 2h or 3d`
      : `${until} has passed`
  throw usageError("USAGE", "The time cannot be accepted.", [{ path: "--until", message }])
}
