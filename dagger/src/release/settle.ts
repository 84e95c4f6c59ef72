import { messageOf, PipelineError } from "../core/errors.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { Report } from "../core/report.ts"
import type { Release } from "../core/stage.ts"
import type { StageView } from "./ports.ts"
import type { Run } from "./run.ts"

/**
 * Whatever breaks after the lock was taken still ends in a record that frees it, and in a report
 * that says what the stage may run.
 */
export async function settle(
  run: Run,
  view: StageView,
  release: Release,
  body: () => Promise<Report>,
): Promise<Report> {
  try {
    return await body()
  } catch (error) {
    const why = reasonFor(run, error)
    run.report.changed = true
    const entry = run.entry("failed", { ...release, changed: true, code: why.code, detail: why.message })
    try {
      return await run.concludeWith(view, entry, "failed", why)
    } catch {
      return run.conclude("failed", why)
    }
  }
}

function reasonFor(run: Run, error: unknown): Reason {
  if (run.ports.signal.aborted) return reason("INTERRUPTED")
  if (error instanceof PipelineError) return error.reason
  return reason("INTERNAL", messageOf(error))
}
