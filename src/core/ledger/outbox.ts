import { type Delivery, type Entry, recordId } from "./record.ts"
import { type DueMessage, MAX_OUTBOX, type StageState } from "./stage-state.ts"

/**
 * Adds the entry's messages to those that are due, and removes the delivered ones. Due messages are stored with the
 * record itself, so that the next run sends them if this one is killed before it could.
 */
export function foldOutbox(state: StageState, entry: Entry): StageState {
  const { notify = [], delivered = [] } = entry
  if (notify.length === 0 && delivered.length === 0) return state
  const { outbox: before = [], threads = {}, ...rest } = state
  const left = delivered.reduce<DueMessage[]>(without, before)
  const outbox = notify.length === 0 ? left : [...left, { record: recordId(entry), channels: notify }]
  const newest = delivered.flatMap(({ channel, thread }) =>
    thread === undefined ? [] : [[channel, thread] as const],
  )
  const all = { ...threads, ...Object.fromEntries(newest) }
  return {
    ...rest,
    ...(outbox.length === 0 ? {} : { outbox: outbox.slice(-MAX_OUTBOX) }),
    ...(Object.keys(all).length === 0 ? {} : { threads: all }),
  }
}

function without(outbox: readonly DueMessage[], { record, channel, failed }: Delivery): DueMessage[] {
  return outbox.flatMap((due) => {
    if (due.record !== record) return [due]
    if (failed) return [{ ...due, tried: true as const }]
    const channels = due.channels.filter((one) => one !== channel)
    return channels.length === 0 ? [] : [{ ...due, channels }]
  })
}

/**
 * Opens an incident when a version proves bad, closes it when a good one is verified. A rollback that a person began
 * opens none.
 */
export function foldIncident(state: StageState, entry: Entry): StageState {
  // older pipelines, whose records have no fencing token, opened no incidents
  const { kind, changed, code, sha, fence } = entry
  const isGood = kind === "verified" || kind === "rolled-back"
  if (isGood && state.running?.verified === true) {
    const { incident: _, ...closed } = state
    return closed
  }
  const isBad =
    kind === "unverified"
      ? state.running?.sha === sha
      : fence !== undefined &&
        (kind === "rollback-failed" ||
          (kind === "rollback-started" && code !== null) ||
          ((kind === "failed" || kind === "inconclusive") && changed !== false))
  return isBad ? { ...state, incident: state.incident ?? { id: recordId(entry), at: entry.at } } : state
}
