import { expiryReason, phaseSeconds } from "../core/aws/credentials.ts"
import type { MigrationsRunConfig } from "../core/config/tools.ts"
import { describeHeads } from "../core/migrations/migration.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { SmokeResult } from "../core/smoke/smoke.ts"
import { describeRelease, type Release } from "../core/stage.ts"
import { counted } from "../core/text.ts"
import { refusalOf } from "./hooks.ts"
import type { LockedStage } from "./locked-stage.ts"
import type { Deployment, DeployResult, MigrateResult, Outputs } from "./ports.ts"
import type { Run } from "./run.ts"
import { runSmoke, unknownUrls } from "./run-smoke.ts"

/** What came of putting a release on a stage and judging it. */
export type Deployed =
  | { kind: "verified"; outputs: Outputs }
  | { kind: "inconclusive"; reason: Reason }
  /** `judged`: it failed where it ran; otherwise its deploy failed, which says nothing of the version */
  | { kind: "bad"; reason: Reason; changed: boolean; judged: boolean }

/** The phases of a deploy, or of a rollback. */
type Purpose = "deploy" | "rollback"
const SMOKE = { deploy: "smoke", rollback: "rollback-smoke" } as const

/**
 * Deploys a release and smokes it: the same for a new version and for the target of a rollback.
 * The `deployed` record is written while the smoke test goes on, so that a run that dies there is not forgotten.
 * Where the first attempt decides, it is written with the verdict: that saves a record.
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

/** What the deployer's tool calls a deploy, as records have it. */
export const referenceOf = (result: DeployResult | undefined): { reference?: string } =>
  result?.ok === true && result.reference !== undefined ? { reference: result.reference } : {}

/** Puts a release on the stage, with credentials of its own: those of an earlier phase may be about to end. */
async function deployRelease(locked: LockedStage, release: Release, purpose: Purpose): Promise<DeployResult> {
  const { credentials, deployer, clock } = locked.run.ports
  const { config } = locked.run.context
  const obtained = await credentials.obtain(locked.stage, phaseSeconds(config))
  if (!obtained.ok) return { ok: false, changed: false, reason: obtained.reason, log: [] }
  const { env, secrets, expiresAt } = obtained
  const result = await deployer.deploy(deploymentOf(locked, release, purpose, { env, secrets }))
  if (result.ok) return withAddresses(locked, result)
  return { ...result, reason: expiryReason(result.reason, result.log, expiresAt, clock.now()) }
}

/** How far back a run is looked for that left something behind. */
const LOOK_BACK = 1000

/** What a deployer is given, and what it may ask of the run that holds the stage. */
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
    ...(run.ports.hear === undefined ? {} : { hear: run.ports.hear }),
    async isOver(other) {
      if (other === run.runId) return false
      const records = await locked.exclusively(() => run.ports.ledger.history(stage, LOOK_BACK))
      return records.some((record) => record.runId === other && record.kind === "started")
    },
    claimEffect: (detail) => locked.claimEffect(purpose, release, detail),
  }
}

/** A deploy that gives no address for a check has not said where its version is served. */
function withAddresses({ run, stage }: LockedStage, deployed: DeployResult & { ok: true }): DeployResult {
  const { config } = run.context
  const missing = unknownUrls(config.smoke, { ...config.stages[stage].urls, ...deployed.outputs })
  if (missing.length === 0) return deployed
  const message = `The deploy gave no ${missing.join(", ")}, which the smoke checks need.`
  return { ok: false, changed: true, reason: reason("OUTPUTS_MISSING", message), log: [] }
}

/**
 * Waits for the work and for the record that it may begin, also when one fails: nothing may outlive the report.
 * Work that breaks off is recorded first, because that tells whether the stage is still this run's.
 */
async function recordMeanwhile<T>(locked: LockedStage, work: (record: () => void) => Promise<T>): Promise<T> {
  let recorded: Promise<void> | null = null
  const record = () => {
    recorded = locked.tryFlush()
    // what fails here is seen below
    recorded.catch(() => {})
  }
  const done = work(record)
  const [{ status }] = await Promise.allSettled([done])
  await (recorded ?? (status === "rejected" ? locked.tryFlush() : null))
  return done
}

/** Smokes a stage. */
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
