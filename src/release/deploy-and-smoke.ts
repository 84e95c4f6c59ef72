import { expiryReason, phaseSeconds } from "../core/aws/credentials.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { SmokeResult } from "../core/smoke/smoke.ts"
import { describeRelease, type Release } from "../core/stage.ts"
import { counted } from "../core/text.ts"
import { refusalOf } from "./hooks.ts"
import type { LockedStage } from "./locked-stage.ts"
import type { Deployment, DeployResult, Outputs } from "./ports.ts"
import type { Run } from "./run.ts"
import { runSmoke, unknownUrls } from "./run-smoke.ts"

/** What came of putting a release on a stage and judging it. */
export type Deployed =
  | { kind: "verified"; outputs: Outputs }
  | { kind: "inconclusive"; reason: Reason }
  /** `judged`: it failed where it ran; otherwise its deploy failed, which says nothing of the version */
  | { kind: "bad"; reason: Reason; changed: boolean; judged: boolean }

/** The phases of a deploy, or of a rollback. */
export type Purpose = "deploy" | "rollback"
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
