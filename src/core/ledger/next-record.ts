import type { Stage } from "../stage.ts"
import { clip } from "../text.ts"
import { foldEntry } from "./fold.ts"
import { type Entry, formOf, type LedgerRecord } from "./record.ts"
import type { StageState } from "./stage-state.ts"

/** A record stays small enough for every remote's limits, and for a person to read. */
export const MAX_RECORD_BYTES = 64_000
const MAX_OUTPUTS_BYTES = 8000
/** Texts are cut further only when the record would be too long. */
const TEXT_LIMITS = [1000, 200, 60] as const

interface Place {
  app: string
  stage: Stage
}

/** The record that an entry makes on a stage: the entry, clipped, and the stage after it. */
export function nextRecord(place: Place, state: StageState, entry: Entry): LedgerRecord {
  let record = recordWith(place, state, entry, TEXT_LIMITS[0])
  let size = sizeOf(record)
  for (const limit of TEXT_LIMITS.slice(1)) {
    if (size <= MAX_RECORD_BYTES) break
    record = recordWith(place, state, entry, limit)
    size = sizeOf(record)
  }
  return { ...record, report: fitReport(entry.report, MAX_RECORD_BYTES - size) }
}

function recordWith(place: Place, before: StageState, entry: Entry, limit: number): LedgerRecord {
  const clipped: Entry = {
    ...entry,
    reason: entry.reason && clip(entry.reason, limit),
    detail: entry.detail && clip(entry.detail, limit),
    outputs: entry.outputs && fitOutputs(entry.outputs),
    report: null,
  }
  const state = clipState(foldEntry(before, clipped), limit)
  return { schemaVersion: formOf(state), ...place, ...clipped, state }
}

/**
 * A state lists many quarantines, so it only has the start of each reason; the quarantine's own record has all of it.
 */
const MAX_QUARANTINE_REASON = 200

const clipState = (state: StageState, limit: number): StageState => ({
  ...state,
  frozen: state.frozen && { ...state.frozen, reason: clip(state.frozen.reason, limit) },
  ...(state.held === undefined ? {} : { held: { ...state.held, reason: clip(state.held.reason, limit) } }),
  quarantine: state.quarantine.map((one) => ({
    ...one,
    reason: clip(one.reason, Math.min(limit, MAX_QUARANTINE_REASON)),
  })),
})

/** Drops the longest outputs rather than cutting any: part of an address is another address. */
function fitOutputs(outputs: Record<string, string>): Record<string, string> {
  let room = MAX_OUTPUTS_BYTES
  const byLength = Object.entries(outputs).sort(([, one], [, other]) => one.length - other.length)
  const fitting = new Set<string>()
  for (const [name, value] of byLength) {
    if (value.length > room) break
    room -= sizeOf({ [name]: value })
    if (room < 0) break
    fitting.add(name)
  }
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => fitting.has(name)))
}

/** Pairs of limits (length of a text, length of a list), tried in this order until the report fits. */
const REPORT_LIMITS = [
  [4000, 400],
  [1000, 100],
  [300, 40],
  [100, 15],
] as const

/** Shortens texts and lists, so that readers find every field where they expect it; null: even that does not fit. */
function fitReport(report: unknown, room: number): unknown {
  for (const [text, items] of REPORT_LIMITS) {
    const shorter = shorten(report, text, items)
    if (sizeOf(shorter) <= room) return shorter
  }
  return null
}

function shorten(value: unknown, text: number, items: number): unknown {
  if (typeof value === "string") return clip(value, text)
  if (Array.isArray(value)) return value.slice(-items).map((item) => shorten(item, text, items))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shorten(item, text, items)]))
}

/** Measured as it is stored: indented, in UTF-8. */
const sizeOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value, null, 2)).length
