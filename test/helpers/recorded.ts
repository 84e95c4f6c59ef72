import type { Recorded } from "../../src/core/events/event.ts"
import { foldEntry } from "../../src/core/ledger/fold.ts"
import type { Entry } from "../../src/core/ledger/record.ts"
import { EMPTY_STATE, type StageState } from "../../src/core/ledger/stage-state.ts"
import type { Stage } from "../../src/core/stage.ts"

/** Entries of a stage, each with the stage before and after it. */
export function recordedOf(
  entries: readonly Entry[],
  stage: Stage = "production",
  state: StageState = EMPTY_STATE,
): Recorded[] {
  let before = state
  return entries.map((entry) => {
    const recorded = { app: "shop", stage, entry, before, after: foldEntry(before, entry) }
    before = recorded.after
    return recorded
  })
}
