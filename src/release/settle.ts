import { messageOf, PipelineError } from "../core/errors.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import type { Ending, Hold } from "./hold.ts"
import type { Run } from "./run.ts"

/**
 * Whatever breaks after the lock was taken still ends in a record that frees it, and in a report
 * that says what the stage may run.
 * @param ending how the run ends when it breaks here
 */
export async function settle(
  hold: Hold,
  body: () => Promise<Report>,
  ending: (why: Reason) => Ending,
): Promise<Report> {
  const { run } = hold
  try {
    return await body()
  } catch (error) {
    const why = reasonFor(run, error)
    run.report.rolledBackTo = null
    const broken = ending(why)
    // without the lock nobody knows what others did to the stage; only a rollback that has not begun has
    // certainly no part in it
    const lost = why.code === "LOCK_LOST" && (run.report.changed || broken.from === null)
    if (lost) run.report.changed = true
    return endSomehow(hold, lost ? { ...broken, kind: "inconclusive", reason: why } : broken)
  }
}

/** A ledger that is away for a moment must not leave a stage locked. */
const RETRY_DELAYS_MS = [1000, 3000, 10_000]

async function endSomehow(hold: Hold, end: Ending, delaysMs = RETRY_DELAYS_MS): Promise<Report> {
  const { run } = hold
  try {
    return await hold.endAnyway(end)
  } catch (error) {
    run.ports.say(`the end of the run could not be recorded: ${messageOf(error)}`)
    const [delayMs, ...later] = delaysMs
    if (delayMs === undefined) {
      return run.conclude(end.kind, { ...end.reason, fix: `${end.reason.fix} ${stillLocked(run)}` })
    }
    await run.ports.clock.sleep(delayMs)
    return endSomehow(hold, end, later)
  }
}

function reasonFor(run: Run, error: unknown): Reason {
  if (error instanceof PipelineError && error.reason.code === "LOCK_LOST") return error.reason
  if (run.ports.signal.aborted) return reason("INTERRUPTED")
  if (error instanceof PipelineError) return error.reason
  run.ports.say((error as Error).stack ?? messageOf(error))
  return reason("INTERNAL", messageOf(error))
}

const stillLocked = ({ report }: Run): string =>
  `The stage may still be locked by this run: unlock --stage ${report.stage} --reason '…'.`
