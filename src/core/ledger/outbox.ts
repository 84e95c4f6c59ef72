import { type Delivery, type Entry, recordId } from "./record.ts"
import { type DueMessage, MAX_OUTBOX, type StageState } from "./stage-state.ts"

/**
 * What channels have still to be told of, after an entry. It is in the ledger with the record itself, so that a run that
 * is killed between the two leaves the message to the next one.
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

/** What a person began is no incident: it is known to those who would have to be told. */
export function foldIncident(state: StageState, entry: Entry): StageState {
  // an older pipeline, which gave no numbers, opened none
  const { kind, changed, code, sha, fence } = entry
  const isGood = kind === "verified" || kind === "rolled-back"
  if (isGood && state.incident !== undefined && state.running?.verified === true) {
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
