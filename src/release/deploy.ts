import type { VerifyConfig } from "../core/config/checks.ts"
import { firstFailure } from "../core/gates/gate.ts"
import { readWaivers } from "../core/gates/waivers.ts"
import { openWatchOf } from "../core/ledger/stage-state.ts"
import { begunRollback } from "../core/plan/way-back.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { PhaseResult, Report } from "../core/report/report.ts"
import { describeRelease, type Release, type Stage } from "../core/stage.ts"
import { MAX_TAG_LENGTH } from "../core/tags.ts"
import { clip } from "../core/text.ts"
import type { Verification } from "../core/verify/verification.ts"
import { acquireLock, describeAcquired } from "./acquire-lock.ts"
import { awaitCi, type DeployFacts, gatherFacts, type Word } from "./deploy-facts.ts"
import { deployAndSmoke, migrate } from "./deploy-phases.ts"
import { keepingStage } from "./heartbeats.ts"
import { afterEnding, refusalOf } from "./hooks.ts"
import type { LockedStage } from "./locked-stage.ts"
import { judgeExpected } from "./plan.ts"
import type { Outputs } from "./ports.ts"
import { type Ending, endingOf, recordEnding, recordRefusal } from "./record-ending.ts"
import { failed, inconclusive, judgeResumable, onBadVersion, resumeRollback } from "./rollback.ts"
import { type Context, Run } from "./run.ts"
import { configuredVerification, verificationPhase } from "./run-verification.ts"

export interface DeployRequest {
  stage: Stage
  tag: string
  /** --reason: why the run is made; kept in the ledger */
  reason: string | null
  /** how long to wait for another run to free the stage, in seconds */
  waitSeconds: number
  /** waivers: `gate=why`, `gate@TIME=why`; null: none */
  waive?: string | null
  /** the digest of the approved plan; null: no plan was approved */
  expect?: string | null
  /** why the deploy may cut off the way back; null: it may not */
  allowOneWay?: string | null
  /** why an older version may replace a newer one; null: it may not */
  allowOlder?: string | null
  /** the version whose fault this one fixes; null: none, or unknown */
  fixes?: string | null
  /** whether `verify` in pipeline.json is also run after smoke */
  verify?: boolean
  /** whether the run ends and frees the stage before the watch, which `watch` then makes */
  detach?: boolean
}

/** The release transaction: resolve → gates → lock → migrate → deploy → smoke → verify, or roll back → record, unlock. */
export async function deploy(context: Context, request: DeployRequest): Promise<Report> {
  const { stage, tag } = request
  const verify = request.verify === true ? configuredVerification(context.config) : null
  const run = new Run(context, `deploy-${stage}`, stage, tag, request.reason)
  const word = wordOf(run, request)
  const expected = request.expect ?? null

  const gather = () => gatherFacts(run, stage, tag, word)
  const found = await run.phase("resolve", gather, describeFacts(tag))
  const facts = await awaitCi(run, found, context.config.gates.ci?.waitSeconds ?? 0, gather)
  const { release, views, refresh } = facts
  const judge = judgeResumable(run, judgeExpected(run, stage, tag, facts, expected), stage, release)
  if (release !== null && firstFailure(await judge(views)) === null) {
    run.ports.deployer.prepare?.(stage, release)
  }

  const acquired = await run.phase(
    "gates",
    () => acquireLock(run, stage, { ...request, subject: release, judge, refresh, views }),
    describeAcquired,
  )
  if (acquired.kind !== "acquired")
    return recordRefusal(run, acquired, { sha: release?.sha ?? null, observed: facts.inputs.observed })

  // the tag gate has passed, so the commit is known
  const subject = release as Release
  const { locked, gates } = acquired
  const { quarantine } = locked.view.state
  const begun = begunRollback({ lock: locked.takenOver, quarantine }, subject)
  const watch = context.config.stages[stage].watch
  const open = openWatchOf(locked.view.state)
  if (open !== null && open.sha !== subject.sha) {
    run.ports.say(`${describeRelease(open)} was never watched to the end, and stays unverified`)
  }
  const onwards = async () => {
    if (begun !== null) return resumeRollback(locked, begun)
    // the version is deployed and passed smoke: only its watch was not completed
    if (watch !== undefined && open?.sha === subject.sha) {
      const { resumeWatch } = await loadWatch()
      return resumeWatch(locked, open, watch)
    }
    return releaseTo(locked, subject, verify, request.detach === true)
  }
  const ending = await keepingStage(locked, async () => afterEnding(locked, await onwards(), subject))
  return recordEnding(locked, ending, { sha: subject.sha, gates, observed: facts.inputs.observed })
}

const releaseTo = (
  locked: LockedStage,
  release: Release,
  verify: VerifyConfig | null,
  detach: boolean,
): Promise<Ending> =>
  endingOf(
    locked,
    async () => {
      const objection = await refusalOf(locked, "before-deploy", release)
      if (locked.signal.aborted) return failed(release, locked.gone ?? reason("INTERRUPTED"))
      if (objection !== null) return { outcome: "blocked", release, reason: objection }
      const migrations = locked.run.context.config.migrations?.run
      if (migrations?.when === "before") {
        const refused = await migrate(locked, release, migrations)
        if (refused !== null) return failed(release, refused)
      }
      const deployed = await deployAndSmoke(locked, release, "deploy")
      if (deployed.kind === "inconclusive") return inconclusive(release, deployed.reason)
      if (deployed.kind === "bad") return onBadVersion(locked, release, deployed)
      if (migrations?.when === "after") {
        const refused = await migrate(locked, release, migrations)
        // the previous version may not cope with half a migration: no rollback, a person must look
        if (refused !== null) return failed(release, refused)
      }
      if (verify !== null) {
        const { verdict, detail } = await verifyDeployed(locked, verify, release, deployed.outputs)
        if (verdict === "fail") {
          return onVerificationFailed(locked, verify, release, reason("VERIFICATION_FAILED", detail))
        }
      }
      const { watch } = locked.run.context.config.stages[locked.stage]
      if (watch === undefined) return { outcome: "deployed", release, reason: null }
      const until = new Date(locked.run.ports.clock.now().getTime() + watch.minutes * 60_000).toISOString()
      if (detach) return { outcome: "deployed", release, reason: null, watching: until }
      const { onWatched } = await loadWatch()
      return onWatched(locked, release, deployed.outputs, watch, until)
    },
    (why) => failed(release, why),
  )

/** Loaded on demand, because most deploys watch nothing. */
const loadWatch = () => import("./watch.ts")

/** Writes the `deployed` record first: the verification can take minutes, and the run may die in it. */
async function verifyDeployed(
  locked: LockedStage,
  verify: VerifyConfig,
  release: Release,
  outputs: Outputs,
): Promise<Verification> {
  await locked.flush()
  const { run, stage, signal } = locked
  const { tagPrefix, stages } = run.context.config
  const { startedAt, durationMs } = run.phases.find(({ name }) => name === "deploy") as PhaseResult
  const deployedAtMs = Date.parse(startedAt) + durationMs
  const urls = { ...stages[stage].urls, ...outputs }
  return verificationPhase(
    run,
    verify,
    { stage, expected: { ...release, tagPrefix }, urls, deployedAtMs },
    signal,
  )
}

/**
 * A version that passed smoke serves its users, so it stays unless pipeline.json says otherwise. But it is not verified:
 * staging's may not go to production, and no rollback goes to it.
 */
function onVerificationFailed(
  locked: LockedStage,
  { rollback }: VerifyConfig,
  release: Release,
  why: Reason,
): Promise<Ending> | Ending {
  if (rollback !== true) return { ...failed(release, why), doubted: release }
  return onBadVersion(locked, release, { reason: why, changed: true, judged: true })
}

function wordOf(run: Run, { waive, reason: because, allowOneWay, allowOlder }: DeployRequest): Word {
  const waivers = readWaivers(waive ?? null, run.startedAt, because !== null)
  return { waivers, allowOneWay: allowOneWay ?? null, allowOlder: allowOlder ?? null }
}

const describeFacts =
  (tag: string) =>
  ({ release }: DeployFacts) => ({
    ok: true,
    detail:
      release === null
        ? `no commit for ${JSON.stringify(clip(tag, MAX_TAG_LENGTH))}`
        : describeRelease(release),
  })
