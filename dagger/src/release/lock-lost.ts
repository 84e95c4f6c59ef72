import { reason } from "../core/reasons.ts"
import type { Report } from "../core/report.ts"
import type { Release } from "../core/stage.ts"
import type { StageView } from "./ports.ts"
import type { Run } from "./run.ts"

/** Somebody broke the lock, so another run may be deploying right now: stop, say so, touch nothing more. */
export function lockLost(run: Run, view: StageView, release: Release): Promise<Report> {
  const why = reason("LOCK_LOST")
  run.report.changed = true
  const entry = run.entry("inconclusive", { ...release, code: why.code, detail: why.message })
  return run.concludeWith(view, entry, "inconclusive", why)
}
