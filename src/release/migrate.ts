import type { MigrationsRunConfig } from "../core/config/migrations.ts"
import { describeHeads, UNFINISHED } from "../core/migrations/run.ts"
import type { Reason } from "../core/reasons.ts"
import type { Release, Stage } from "../core/stage.ts"
import type { Hold } from "./hold.ts"
import type { MigrateResult } from "./ports.ts"

/**
 * Runs the version's migrations, once in a run and never in a rollback. What was applied is in the ledger before
 * anything else happens: a run that dies later must not hide it.
 * @returns why the run cannot go on; null: all is well
 */
export async function migrate(
  hold: Hold,
  stage: Stage,
  release: Release,
  config: MigrationsRunConfig,
): Promise<Reason | null> {
  const { run } = hold
  run.report.migration = UNFINISHED
  const result = await run.phase(
    "migrate",
    () => order(hold, stage, release, config),
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

/** Credentials of the cloud are got only where the database's address is to be read with them. */
async function order(
  hold: Hold,
  stage: Stage,
  release: Release,
  { databaseUrl, timeoutSeconds }: MigrationsRunConfig,
): Promise<MigrateResult> {
  const { run } = hold
  const { migrator, credentials, signal, say } = run.ports
  const { runId } = run.context.identity
  const obtained = databaseUrl?.secret === undefined ? NONE : await credentials.obtain(stage, timeoutSeconds)
  if (!obtained.ok) {
    return { ok: false, touched: false, before: null, head: null, reason: obtained.reason, log: [] }
  }
  const { env, secrets } = obtained
  return migrator.migrate({
    stage,
    release,
    runId,
    fence: hold.fence,
    credentials: { env, secrets },
    signal,
    say,
    claimEffect: (detail) => hold.claimEffect(release, detail),
  })
}

const NONE = { ok: true, env: {}, secrets: {} } as const
