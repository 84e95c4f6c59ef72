import { environmentError } from "../core/errors.ts"
import type { Entry } from "../core/ledger/record.ts"
import type { Ports, StageView } from "./ports.ts"

/** Tries before the ledger is given up: with the delays below, about a minute. */
const MAX_TRIES = 60
const MAX_DELAY_MS = 1500

/**
 * Appends entries although others append meanwhile: after a conflict the stage is read again.
 * Delays grow with a random part, so that many writers do not stay in step.
 * @param compose gives the entries for the stage as it is at each try; throws when they no longer hold
 */
export async function appendEntries(
  { ledger, clock, random }: Pick<Ports, "ledger" | "clock" | "random">,
  view: StageView,
  compose: (seen: StageView) => readonly Entry[],
): Promise<StageView> {
  let current = view
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const appended = await ledger.tryAppend(current, compose(current))
    if (appended !== null) return appended
    await clock.sleep(random() * Math.min(20 * 2 ** tries, MAX_DELAY_MS))
    current = (await ledger.read([view.stage]))[0] as StageView
  }
  throw environmentError(
    "LEDGER_UNAVAILABLE",
    `The ledger refused ${MAX_TRIES} appends to ${view.stage} in a row.`,
  )
}
