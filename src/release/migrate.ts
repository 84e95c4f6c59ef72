import type { MigrationsRunConfig } from "../core/config/tools.ts"
import { describeHeads } from "../core/migrations/migration.ts"
import type { Reason } from "../core/reasons.ts"
import type { Release } from "../core/stage.ts"
import type { LockedStage } from "./locked-stage.ts"
import type { MigrateResult } from "./ports.ts"

/**
 * Runs the version's migrations, once in a run and never in a rollback. What was applied is in the ledger before
 * anything else happens: a run that dies later must not hide it.
 * @returns why the run cannot go on; null: all is well
 */
export async function migrate(
  locked: LockedStage,
  release: Release,
  config: MigrationsRunConfig,
): Promise<Reason | null> {
  const result = await locked.run.phase(
    "migrate",
    () => runMigrations(locked, release, config),
    (done) => ({
      ok: done.ok,
      detail: done.ok ? describeHeads(done.before, done.head) : done.reason.message,
    }),
  )
  if (!result.ok) return result.reason
  const { before, head } = result
  const { tag, sha } = release
  const detail = describeHeads(before, head)
  await locked.append(locked.entry("migrated", { tag, sha, detail, migration: { before, head } }))
  return null
}

/** Credentials of the cloud are obtained only where the database's address is to be read with them. */
async function runMigrations(
  locked: LockedStage,
  release: Release,
  { databaseUrl, timeoutSeconds }: MigrationsRunConfig,
): Promise<MigrateResult> {
  const { run, stage, fence, signal } = locked
  const { migrator, credentials, say, hear } = run.ports
  const obtained = databaseUrl?.secret === undefined ? NONE : await credentials.obtain(stage, timeoutSeconds)
  if (!obtained.ok) {
    return { ok: false, touched: false, before: null, head: null, reason: obtained.reason, log: [] }
  }
  const { env, secrets } = obtained
  return migrator.migrate({
    stage,
    release,
    runId: run.runId,
    fence,
    credentials: { env, secrets },
    signal,
    say,
    ...(hear === undefined ? {} : { hear }),
    claimEffect: (detail) => locked.claimEffect("migrate", release, detail),
  })
}

const NONE = { ok: true, env: {}, secrets: {} } as const
