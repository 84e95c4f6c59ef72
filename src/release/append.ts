import { environmentError, messageOf, PipelineError } from "../core/errors.ts"
import type { Entry, LedgerRecord } from "../core/ledger/record.ts"
import { type Masker, redactWith, withoutSecrets } from "../core/masking.ts"
import type { Stage } from "../core/stage.ts"
import type { Ledger, Outputs, Ports, StageView } from "./ports.ts"

/** Tries before a ledger that others keep appending to is given up: with the delays below, about a minute. */
const MAX_RACES = 60
const MAX_RACE_DELAY_MS = 1500
/** A remote that is away for some seconds must not end a run. */
const RETRY_DELAYS_MS: readonly number[] = [1000, 3000, 10_000]
/** How far back an append is looked for whose answer was lost: others may have appended since. */
const LOOK_BACK = 200

type Means = Pick<Ports, "ledger" | "clock" | "random" | "say">

interface AppendOptions {
  /** ends the pauses between tries */
  signal?: AbortSignal | undefined
  /** before each new try after the ledger was away */
  delaysMs?: readonly number[] | undefined
  /** an earlier append may have written some of the entries */
  unsure?: boolean
}

/**
 * Appends entries although others append meanwhile, and although answers are lost: what may have been written is looked
 * for before it is written again. Delays after a race grow with a random part, so that many writers do not stay in step.
 * @param compose gives the entries for the stage as it is at each try, the same ones; throws when they no longer hold
 */
export async function appendEntries(
  { ledger, clock, random, say }: Means,
  view: StageView,
  compose: (seen: StageView) => readonly Entry[],
  { signal, delaysMs = RETRY_DELAYS_MS, unsure = false }: AppendOptions = {},
): Promise<StageView> {
  const delays = [...delaysMs]
  let seen = unsure ? null : view
  let doubtful = unsure
  let last: Entry | null = null
  // stands until the ledger could be looked at again
  let lost: unknown = null
  for (let races = 0; races < MAX_RACES; ) {
    try {
      seen ??= await orFault(readStage(ledger, view.stage))
      const written = doubtful ? await orFault(ledger.history(view.stage, LOOK_BACK)) : []
      lost = null
      // others may have appended after it
      if (last !== null && written.some(isSame(last))) return await orFault(readStage(ledger, view.stage))
      const entries = compose(seen).filter((entry) => !written.some(isSame(entry)))
      last = entries.at(-1) ?? null
      if (last === null) return await orFault(readStage(ledger, view.stage))
      const appended: StageView | null = await orFault(ledger.tryAppend(seen, entries))
      if (appended !== null) return appended
      races += 1
      await clock.sleep(random() * Math.min(10 * 2 ** races, MAX_RACE_DELAY_MS), signal)
    } catch (error) {
      if (!(error instanceof LedgerFault)) throw error
      const { cause } = error
      if (isAnswerLost(cause)) lost = cause
      const delayMs = mayPass(cause) ? delays.shift() : undefined
      if (delayMs === undefined) throw lost ?? cause
      doubtful = true
      say(`the ledger cannot be used, the next try is in ${delayMs / 1000} s: ${messageOf(cause)}`)
      await clock.sleep(delayMs, signal)
    }
    seen = null
  }
  throw environmentError(
    "LEDGER_UNAVAILABLE",
    `The ledger refused ${MAX_RACES} appends to ${view.stage} in a row.`,
  )
}

/** What the ledger threw; what `compose` throws is the caller's. */
class LedgerFault extends Error {
  constructor(cause: unknown) {
    super(messageOf(cause), { cause })
  }
}

const orFault = <T>(answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    throw new LedgerFault(error)
  })

/** A remote that is away, or whose answer was lost. */
const PASSING: readonly string[] = ["LEDGER_UNAVAILABLE", "LEDGER_ANSWER_LOST"]

const isAnswerLost = (error: unknown): boolean =>
  error instanceof PipelineError && error.reason.code === "LEDGER_ANSWER_LOST"

/** Whether a fault may be gone in a moment, and its append may have been written all the same. */
export const mayPass = (error: unknown): boolean =>
  !(error instanceof PipelineError) || PASSING.includes(error.reason.code)

/** A stage as it is now. */
export async function readStage(ledger: Pick<Ledger, "read">, stage: Stage): Promise<StageView> {
  const [view] = await ledger.read([stage])
  return view as StageView
}

const isSame =
  ({ runId, seq }: Entry) =>
  (record: LedgerRecord): boolean =>
    seq !== undefined && record.runId === runId && record.seq === seq

/** Takes known secrets, and what looks like one, out of every record. */
export function maskedLedger(ledger: Ledger, masker: Masker, say: (line: string) => void): Ledger {
  const said = new Set<string>()
  const recordable = (entry: Entry): Entry => {
    const masked = withoutSecrets(entry, masker)
    if (entry.outputs === null) return masked
    // the next run would ask a masked address, and hold against the version what that answers
    const [kept, left] = withoutMasked(entry.outputs, masker)
    for (const name of left.filter((one) => !said.has(one))) {
      said.add(name)
      say(`the output ${name} holds a secret, so the ledger does not keep it`)
    }
    return { ...masked, outputs: kept }
  }
  return {
    where: redactWith(masker, ledger.where),
    read: (stages) => ledger.read(stages),
    tryAppend: (view, entries) => ledger.tryAppend(view, entries.map(recordable)),
    rehearse: () => ledger.rehearse(),
    history: (...asked) => ledger.history(...asked),
  }
}

function withoutMasked(outputs: Outputs, masker: Masker): [kept: Outputs, left: string[]] {
  const isPlain = ([name, value]: [string, string]) =>
    redactWith(masker, name) === name && redactWith(masker, value) === value
  const all = Object.entries(outputs)
  return [Object.fromEntries(all.filter(isPlain)), all.filter((one) => !isPlain(one)).map(([name]) => name)]
}

/** What comes within a time; null when nothing did, or when the wait was ended. */
export async function within<T>(
  clock: Pick<Ports["clock"], "sleep">,
  limitMs: number,
  work: Promise<T>,
  ending?: AbortSignal,
): Promise<T | null> {
  const done = new AbortController()
  const signal = ending === undefined ? done.signal : AbortSignal.any([ending, done.signal])
  const late = clock.sleep(limitMs, signal).then(
    () => null,
    () => null,
  )
  try {
    return await Promise.race([work, late])
  } finally {
    done.abort()
    // its failure is of no interest any more
    work.catch(() => {})
  }
}
