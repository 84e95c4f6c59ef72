import type { VerifyConfig } from "../core/config/verify.ts"
import { usageError } from "../core/errors.ts"
import { firstFailure } from "../core/gates/gate.ts"
import { readWaivers } from "../core/gates/waivers.ts"
import { chooseRollbackTarget } from "../core/ledger/rollback-target.ts"
import { isPlanDigest } from "../core/plan/digest.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { PhaseResult, Report } from "../core/report/report.ts"
import { describeRelease, type Release, type Stage } from "../core/stage.ts"
import { MAX_TAG_LENGTH } from "../core/tags.ts"
import { clip, sentence } from "../core/text.ts"
import type { Verification } from "../core/verify/verification.ts"
import { type Admission, admit, type DeployFacts, gatherFacts } from "./admission.ts"
import { awaitCi } from "./await-ci.ts"
import { block } from "./block.ts"
import { lookOverFence } from "./fence.ts"
import { withHeart } from "./heart.ts"
import { type Ending, Hold } from "./hold.ts"
import { type Installation, install } from "./install.ts"
import { migrate } from "./migrate.ts"
import type { Outputs } from "./ports.ts"
import { begunRollback, judgeResumable, resume } from "./resume.ts"
import { retreat } from "./retreat.ts"
import { type Context, Run } from "./run.ts"
import { settle } from "./settle.ts"
import { judgeExpected } from "./survey.ts"
import { configuredVerification, verificationPhase } from "./verification-phase.ts"

export interface DeployRequest {
  stage: Stage
  tag: string
  /** what a person says about this run; kept in the ledger */
  reason: string | null
  /** how long to wait for another run to free the stage, in seconds */
  waitSeconds: number
  /** gates that need not pass: `gate=why`, `gate@TIME=why`; null: none */
  waive?: string | null
  /** the digest of the plan that was approved; null: none was */
  expect?: string | null
  /** why there need be no way back; null: nobody said so */
  allowOneWay?: string | null
  /** whether the version is also verified after smoke, as `verify` in pipeline.json says */
  verify?: boolean
}

/** The release transaction: resolve → gates → lock → deploy → smoke → (rollback → smoke) → record → unlock. */
export async function deploy(context: Context, request: DeployRequest): Promise<Report> {
  const { stage, tag } = request
  const verify = request.verify === true ? configuredVerification(context.config) : null
  const run = new Run(context, `deploy-${stage}`, stage, tag)
  const waivers = readWaivers(request.waive ?? null, run.ports.clock.now(), request.reason !== null)
  const gather = () => gatherFacts(run, stage, tag, waivers, request.allowOneWay ?? null)
  const expected = expectedDigest(request.expect)
  const found = await run.phase("resolve", gather, describeFacts(tag))
  const facts = await awaitCi(run, found, context.config.gates.ci?.waitSeconds ?? 0, gather)
  const { release } = facts
  run.report.sha = release?.sha ?? null
  if (release !== null && firstFailure(await facts.judge(facts.views)) === null) {
    run.ports.deployer.prepare?.(stage, release)
  }
  const admission = await run.phase(
    "gates",
    () =>
      admit(run, stage, release, {
        ...request,
        views: facts.views,
        judge: judgeResumable(judgeExpected(run, stage, tag, facts, expected), stage, release),
      }),
    describeAdmission,
  )
  if (admission.kind === "blocked") return block(run, admission)
  const { view, takenOver } = admission
  run.report.previous = view.state.running && releaseOf(view.state.running)
  // the tag gate has passed, so the commit is known
  const admitted = release as Release
  const hold = new Hold(run, view)
  const begun = begunRollback({ ...view.state, lock: takenOver }, admitted)
  return withHeart(run, stage, () =>
    begun !== null
      ? resume(hold, stage, begun)
      : settle(
          hold,
          () => transact(hold, stage, admitted, verify),
          (why) => failed(admitted, why),
        ),
  )
}

/** A digest that was cut off or mistyped would refuse every world, and say the wrong thing about it. */
function expectedDigest(expect: string | null | undefined): string | null {
  if (expect === undefined || expect === null || isPlanDigest(expect)) return expect ?? null
  throw usageError("USAGE", "The digest cannot be understood.", [
    { path: "--expect", message: "is not a digest that plan prints, all of it" },
  ])
}

async function transact(
  hold: Hold,
  stage: Stage,
  release: Release,
  verify: VerifyConfig | null,
): Promise<Report> {
  const { run } = hold
  const migrations = run.context.config.migrations?.run
  const unprepared = migrations?.when === "before" ? await migrate(hold, stage, release, migrations) : null
  if (unprepared !== null) return hold.end(failed(release, unprepared))
  const installed = await install(hold, stage, release, { deploy: "deploy", smoke: "smoke" })
  switch (installed.kind) {
    case "verified": {
      const { outputs } = installed
      run.report.outputs = outputs
      // whether the version before can live with half a migration is not known: no rollback, a person must look
      const unfinished = migrations?.when === "after" ? await migrate(hold, stage, release, migrations) : null
      if (unfinished !== null) return hold.end(failed(release, unfinished))
      const verification = verify && (await verifyInstalled(hold, verify, stage, release, outputs))
      if (verification?.verdict === "fail") {
        return disappoint(hold, stage, release, verify?.rollback === true, verification.detail)
      }
      const verdict = verification?.verdict ?? null
      const entry = run.entry("verified", { ...release, outputs, verification: verdict })
      return hold.conclude(entry, "deployed", null)
    }
    case "inconclusive":
      return hold.end({ kind: "inconclusive", release, from: null, reason: installed.reason })
    case "bad":
      return recover(hold, stage, release, installed)
  }
}

/** The `deployed` record is written first: the verification may watch for minutes, and the run may die there. */
async function verifyInstalled(
  hold: Hold,
  verify: VerifyConfig,
  stage: Stage,
  release: Release,
  outputs: Outputs,
): Promise<Verification> {
  await hold.flush()
  const { run } = hold
  const deployedAtMs = endOf(run.report.phases, "deploy")
  const urls = { ...run.context.config.stages[stage].urls, ...outputs }
  const expected = { ...release, tagPrefix: run.context.config.tagPrefix }
  return verificationPhase(run, verify, { stage, expected, urls, deployedAtMs })
}

/**
 * A version that passes smoke serves its users, so that it stays unless pipeline.json says otherwise. It does not
 * count as verified: production does not take it from staging, and no rollback goes to it.
 */
function disappoint(
  hold: Hold,
  stage: Stage,
  release: Release,
  rollback: boolean,
  message: string,
): Promise<Report> {
  const why = reason("VERIFICATION_FAILED", message)
  if (!rollback) return hold.end(failed(release, why))
  return recover(hold, stage, release, { kind: "bad", reason: why, changed: true, log: [] })
}

/** When a phase that was gone through ended, in ms since 1970. */
function endOf(phases: readonly PhaseResult[], name: string): number {
  const { startedAt, durationMs } = phases.find((one) => one.name === name) as PhaseResult
  return Date.parse(startedAt) + durationMs
}

/** A bad version is left where the stage says so and there is somewhere to go. */
async function recover(
  hold: Hold,
  stage: Stage,
  release: Release,
  bad: Extract<Installation, { kind: "bad" }>,
): Promise<Report> {
  const { run } = hold
  run.report.changed = bad.changed
  run.report.log = bad.log
  // a run that was told to stop begins nothing new, and what failed meanwhile failed for that
  if (run.ports.signal.aborted) return hold.end(failed(release, reason("INTERRUPTED", bad.reason.message)))
  if (!bad.changed || run.context.config.stages[stage].rollback === "manual") {
    return hold.end(failed(release, bad.reason))
  }
  const target = chooseRollbackTarget(hold.view.state, release)
  if (target.kind === "none") {
    const message = `${sentence(bad.reason.message)} No rollback: ${target.reason.message}`
    return hold.end(failed(release, { ...bad.reason, message, fix: target.reason.fix }))
  }
  const fence = await lookOverFence(run, release, target.release)
  if (fence.kind !== "open") run.ports.say(fence.warning)
  if (fence.kind === "blocked") {
    return freeze(hold, release, `${sentence(bad.reason.message)} No rollback: ${fence.warning}`)
  }
  run.ports.say(`rolling back to ${describeRelease(target.release)}: ${target.why}`)
  return retreat(hold, stage, {
    from: release,
    to: target.release,
    because: bad.reason,
    detail: bad.reason.message,
  })
}

/** The stage stays as it is, for a person to decide what the database can bear. */
async function freeze(hold: Hold, release: Release, message: string): Promise<Report> {
  const why = reason("MIGRATION_BLOCKS_ROLLBACK", message)
  await hold.append(hold.run.entry("frozen", { ...release, code: why.code, detail: message }))
  return hold.end(failed(release, why))
}

const failed = (release: Release, why: Reason): Ending => ({
  kind: "failed",
  release,
  from: null,
  reason: why,
})

const releaseOf = ({ tag, sha }: Release): Release => ({ tag, sha })

const describeFacts =
  (tag: string) =>
  ({ release }: DeployFacts) => ({
    ok: true,
    detail:
      release === null
        ? `no commit for ${JSON.stringify(clip(tag, MAX_TAG_LENGTH))}`
        : describeRelease(release),
  })

export const describeAdmission = (admission: Admission) =>
  admission.kind === "admitted"
    ? { ok: true, detail: "all passed, lock taken" }
    : { ok: false, detail: `${admission.reason.code}: ${admission.reason.message}` }
