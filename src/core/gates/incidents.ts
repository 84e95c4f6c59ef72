import type { Fact } from "../fact.ts"
import { shown, valueAt } from "../json.ts"

/** Something that is wrong right now. */
export interface Incident {
  /** `#12 Orders are lost` */
  title: string
}

/**
 * Compares a status page with the values that it has when all is well.
 * @param wanted values by dotted path; one that the page lacks proves nothing
 */
export function readStatusPage(
  page: unknown,
  wanted: Readonly<Record<string, unknown>>,
  url: string,
): Fact<Incident[]> {
  const rows = Object.entries(wanted).map(([path, value]) => ({ path, value, seen: valueAt(path, page) }))
  const absent = rows.filter(({ seen }) => seen === undefined).map(({ path }) => path)
  if (absent.length > 0) {
    return { kind: "unavailable", message: `The status page ${url} has no ${absent.join(", ")}.` }
  }
  const wrong = rows.filter(({ value, seen }) => seen !== value)
  const value = wrong.map((row) => ({
    title: `${row.path} is ${shown(row.seen)}, not ${JSON.stringify(row.value)}`,
  }))
  return { kind: "known", value }
}
