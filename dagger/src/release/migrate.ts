import { describeHeads, UNFINISHED } from "../core/migrations/run.ts"
import type { Reason } from "../core/reasons.ts"
import type { Release, Stage } from "../core/stage.ts"
import type { Hold } from "./hold.ts"

/**
 * Runs the version's migrations, once in a run and never in a rollback. What was applied is in the ledger before
 * anything else happens: a run that dies later must not hide it.
 * @returns why the run cannot go on; null: all is well
 */
export async function migrate(hold: Hold, stage: Stage, release: Release): Promise<Reason | null> {
  const { run } = hold
  const { migrator, signal, say } = run.ports
  run.report.migration = UNFINISHED
  const result = await run.phase(
    "migrate",
    () => migrator.migrate({ stage, release, runId: run.context.identity.runId, signal, say }),
    (done) => ({
      ok: done.ok,
      detail: done.ok ? describeHeads(done.before, done.head) : done.reason.message,
    }),
  )
  const { before, head } = result
  if (result.ok) {
    const detail = describeHeads(before, head)
    run.report.migration = { status: "applied", before, head, detail }
    await hold.append(run.entry("migrated", { ...release, detail, migration: { before, head } }))
    return null
  }
  const { reason, touched } = result
  run.report.migration = { status: touched ? "failed" : "not-run", before, head, detail: reason.message }
  run.report.log = result.log
  return reason
}
