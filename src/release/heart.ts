import { messageOf } from "../core/errors.ts"
import type { Stage } from "../core/stage.ts"
import type { Run } from "./run.ts"

/**
 * Shows signs of life while a run holds its stage, for as long as the work takes. Short work shows none: the record
 * that took the stage is the first. A sign that cannot be shown harms nobody but its own run, so it fails nothing.
 */
export async function withHeart<T>(run: Run, stage: Stage, work: () => Promise<T>): Promise<T> {
  const seconds = run.context.identity.runner?.heartbeatSeconds ?? null
  if (seconds === null) return work()
  const stopping = new AbortController()
  const beating = beat(run, stage, seconds * 1000, stopping.signal)
  try {
    return await work()
  } finally {
    stopping.abort()
    await beating
  }
}

async function beat(run: Run, stage: Stage, intervalMs: number, stopping: AbortSignal): Promise<void> {
  const { clock, heartbeats, say } = run.ports
  const stopped = () => stopping.aborted
  for (;;) {
    await clock.sleep(intervalMs, stopping).catch(() => {})
    if (stopped()) return
    try {
      await heartbeats.beat(stage, { runId: run.report.runId, at: clock.now().toISOString() })
    } catch (error) {
      say(`no sign of life could be shown: ${messageOf(error)}`)
    }
  }
}
