import { expiryReason, phaseSeconds } from "../core/aws/credentials.ts"
import type { MigrationsRunConfig } from "../core/config/tools.ts"
import { PipelineError } from "../core/errors.ts"
import { describeHeads } from "../core/migrations/migration.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { SmokeResult } from "../core/smoke/smoke.ts"
import { describeRelease, type Release } from "../core/stage.ts"
import { counted } from "../core/text.ts"
import { sweepDead } from "./heartbeats.ts"
import { refusalOf } from "./hooks.ts"
import type { LockedStage } from "./locked-stage.ts"
import type { Deployment, DeployResult, MigrateResult, Outputs } from "./ports.ts"
import type { Run } from "./run.ts"
import { runSmoke, unknownUrls } from "./run-smoke.ts"

/** The verdict on a release after its deploy and smoke test. */
export type Deployed =
  | { kind: "verified"; outputs: Outputs }
  | { kind: "inconclusive"; reason: Reason }
  | ({ kind: "bad" } & Bad)

/** What speaks against a version. */
export interface Bad {
  reason: Reason
  /** whether the deploy may have changed the stage */
  changed: boolean
  /** the running version failed smoke; false: the deploy failed, which proves nothing about the version */
  judged: boolean
}

/** A rollback has phases of its own, so that reports show both tries. */
type Purpose = "deploy" | "rollback"
const SMOKE = { deploy: "smoke", rollback: "rollback-smoke" } as const

/**
 * Deploys a release and smokes it, be it a new version or the target of a rollback.
 * The `deployed` record is written during the smoke test, so that the ledger knows of the deploy if the run dies there.
 * When the first attempt decides, it goes with the verdict, which saves a push.
 */
export async function deployAndSmoke(
  locked: LockedStage,
  release: Release,
  purpose: Purpose,
): Promise<Deployed> {
  const { run } = locked
  const result = await run.phase(
    purpose,
    () => deployRelease(locked, release, purpose),
    (done) => ({ ok: done.ok, detail: done.ok ? describeRelease(release) : done.reason.message }),
    phaseSeconds(run.context.config),
  )
  if (!result.ok) return { kind: "bad", reason: result.reason, changed: result.changed, judged: false }
  const { outputs } = result
  const { tag, sha } = release
  locked.defer(locked.entry("deployed", { tag, sha, outputs, ...referenceOf(result) }))
  const refused = purpose === "deploy" ? await refusalOf(locked, "after-deploy", release) : null
  if (refused !== null) return { kind: "bad", reason: refused, changed: true, judged: false }
  const urls = { ...run.context.config.stages[locked.stage].urls, ...outputs }
  const smoke = await recordMeanwhile(locked, (onUndecided) =>
    smokePhase(run, SMOKE[purpose], urls, release, { signal: locked.signal, onUndecided }),
  )
  switch (smoke.verdict) {
    case "pass":
      return { kind: "verified", outputs }
    case "inconclusive":
      return { kind: "inconclusive", reason: reason("SMOKE_INCONCLUSIVE", smoke.detail) }
    case "fail":
      return { kind: "bad", reason: reason("SMOKE_FAILED", smoke.detail), changed: true, judged: true }
  }
}

/** The deploy tool's own name for a deploy, as a field of a record. */
export const referenceOf = (result: DeployResult | undefined): { reference?: string } =>
  result?.ok === true && result.reference !== undefined ? { reference: result.reference } : {}

/** Obtains fresh credentials: those of an earlier phase may be about to expire. */
async function deployRelease(locked: LockedStage, release: Release, purpose: Purpose): Promise<DeployResult> {
  const { credentials, deployer, clock } = locked.run.ports
  const { config } = locked.run.context
  const obtained = await credentials.obtain(locked.stage, phaseSeconds(config))
  if (!obtained.ok) return { ok: false, changed: false, reason: obtained.reason, log: [] }
  const { env, secrets, expiresAt } = obtained
  const result = await deployer.deploy(deploymentOf(locked, release, purpose, { env, secrets }))
  if (result.ok) return withAddresses(locked, result)
  const why = expiryReason(result.reason, result.log, expiresAt, clock.now())
  if (result.changed || !locked.madeRoom) return { ...result, reason: why }
  const message = `What a dead run had deployed was ended first. ${why.message}`
  return { ...result, changed: true, reason: { ...why, message } }
}

/** How many records back `isOver` looks for a run. */
const LOOK_BACK = 1000

/** The deployer's side of a locked stage: its input, and what it may ask of the run. */
function deploymentOf(
  locked: LockedStage,
  release: Release,
  purpose: Purpose,
  credentials: Deployment["credentials"],
): Deployment {
  const { run, stage, fence, signal } = locked
  return {
    stage,
    release,
    runId: run.runId,
    fence,
    credentials,
    signal,
    say: run.ports.say,
    hear: run.ports.hear,
    async isOver(other) {
      if (other === run.runId) return false
      const records = await run.ports.ledger.history(stage, LOOK_BACK)
      return records.some((record) => record.runId === other && record.kind === "started")
    },
    async claimEffect(detail) {
      // first, because it may take a while: what is claimed is begun at once
      const ends = () => {
        locked.madeRoom = true
        run.effects.add(purpose)
      }
      const orphans = await sweepDead(run.ports, { owner: locked.takenOver, replaced: locked, ends })
      if (orphans !== null) throw new PipelineError("environment", orphans)
      await locked.claimEffect(purpose, release, detail)
    },
  }
}

/** A deploy without the addresses that the smoke checks need counts as failed: nothing could judge the version. */
function withAddresses({ run, stage }: LockedStage, deployed: DeployResult & { ok: true }): DeployResult {
  const { config } = run.context
  const missing = unknownUrls(config.smoke, { ...config.stages[stage].urls, ...deployed.outputs })
  if (missing.length === 0) return deployed
  const message = `The deploy gave no ${missing.join(", ")}, which the smoke checks need.`
  return { ok: false, changed: true, reason: reason("OUTPUTS_MISSING", message), log: [] }
}

/**
 * Runs the work, which may ask for the kept entries to be written meanwhile. Waits for both even when one fails, because
 * nothing may go on after the report. When the work fails, the entries are written before its error is thrown: that
 * append shows whether this run still holds the stage.
 */
async function recordMeanwhile<T>(locked: LockedStage, work: (record: () => void) => Promise<T>): Promise<T> {
  let recorded: Promise<void> | null = null
  const record = () => {
    recorded = locked.tryFlush()
    // the failure is thrown where it is awaited, below
    recorded.catch(() => {})
  }
  const done = work(record)
  const [{ status }] = await Promise.allSettled([done])
  await (recorded ?? (status === "rejected" ? locked.tryFlush() : null))
  return done
}

/** The smoke test as a phase of a run. */
export function smokePhase(
  run: Run,
  name: "smoke" | "rollback-smoke",
  urls: Outputs,
  release: Release,
  { signal, onUndecided }: { signal: AbortSignal; onUndecided?: () => void },
): Promise<SmokeResult> {
  const { smoke, tagPrefix } = run.context.config
  return run.phase(
    name,
    () => runSmoke({ ...run.ports, signal }, smoke, urls, { ...release, tagPrefix }, onUndecided),
    ({ verdict, detail, attempts }) => ({
      ok: verdict === "pass",
      detail: `${verdict} after ${counted(attempts, "attempt")}: ${detail}`,
    }),
    smoke.deadlineSeconds,
  )
}

/**
 * Runs the version's migrations: once in a run, never in a rollback. They are recorded before the run goes on, so that
 * the ledger has them even if the run dies later.
 * @returns why the run cannot go on; null: the migrations succeeded
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

/** Cloud credentials are obtained only where the database's address is an SST secret, which is read with them. */
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
    hear,
    claimEffect: (detail) => locked.claimEffect("migrate", release, detail),
  })
}

const NONE = { ok: true, env: {}, secrets: {} } as const
