import { messageOf } from "../core/errors.ts"
import { isQuarantined } from "../core/ledger/rollback-target.ts"
import { openWatchOf, type StageState } from "../core/ledger/stage-state.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import type { Release, Stage } from "../core/stage.ts"
import { skipVerification, type Verification } from "../core/verify/verification.ts"
import { appendEntries, readStage } from "./append.ts"
import type { Ledger, StageView } from "./ports.ts"
import { appendWithReport, type Composed } from "./record-ending.ts"
import { buildReport, runningIn, type Shown } from "./report.ts"
import { type Context, Run } from "./run.ts"
import { checksOf, configuredVerification, verificationPhase } from "./run-verification.ts"
import { interrupted, smokeRunning } from "./smoke-stage.ts"

/**
 * Smokes and verifies what a stage serves. It touches nothing but the ledger: a version becomes verified that was not,
 * because it may have failed for a reason that is gone; one that fails now no longer counts as verified.
 */
export async function verifyStage(context: Context, { stage }: { stage: Stage }): Promise<Report> {
  const verify = configuredVerification(context.config)
  const run = new Run(context, "verify", stage, null)
  const { ledger, signal } = run.ports
  const smoked = await smokeRunning(run, await readStage(ledger, stage))
  if (smoked.kind === "ended") {
    const { report } = smoked
    if (report.smoke === null) return report
    const shown = { ...smoked.shown, verification: skipVerification(checksOf(verify), "smoke did not pass") }
    if (report.outcome !== "failed") return buildReport(run, report.outcome, report.reason, shown)
    return recordFailure(run, stage, report.reason as Reason, shown)
  }
  const { release, urls, shown, view } = smoked
  let verification: Verification
  try {
    const deployedAtMs = await deployedAt(run.ports.ledger, stage, release)
    const expected = { ...release, tagPrefix: context.config.tagPrefix }
    verification = await verificationPhase(run, verify, { stage, expected, urls, deployedAtMs }, signal)
  } catch (error) {
    if (!signal.aborted) throw error
    return buildReport(run, "inconclusive", interrupted(), shown)
  }
  if (verification.verdict === "fail") {
    return recordFailure(run, stage, reason("VERIFICATION_FAILED", verification.detail), shown)
  }
  return recordPass(run, stage, { ...shown, running: runningIn(view.state) })
}

/** How far back the deploy of what runs is looked for. */
const REACH = 50

/** When the version that runs came to the stage, in ms since 1970; null when the newest records do not tell. */
async function deployedAt(ledger: Ledger, stage: Stage, { sha }: Release): Promise<number | null> {
  const records = await ledger.history(stage, REACH)
  const deployed = records.find((one) => one.kind === "deployed" && one.sha === sha)
  return deployed === undefined ? null : Date.parse(deployed.at)
}

/** A stage that a run holds, that is still to be watched, or that a person must look at first, is left as it is. */
const isPromotable = (state: StageState, sha: string): boolean =>
  runsFreely(state, sha) &&
  state.running?.verified === false &&
  openWatchOf(state) === null &&
  state.frozen === null &&
  !isQuarantined(state, sha)

const isVerified = (state: StageState, sha: string): boolean =>
  runsFreely(state, sha) &&
  (state.running?.verified === true || state.verified.some((one) => one.sha === sha))

const runsFreely = ({ running, lock }: StageState, sha: string): boolean =>
  lock === null && running?.sha === sha

function recordPass(run: Run, stage: Stage, shown: Shown): Promise<Report> {
  const { tag, sha } = shown as Release
  const entry = run.entry("verified", { tag, sha, verification: "pass" })
  const pass: Composed = { entries: [entry], outcome: "done", reason: null, shown }
  return recordJudgement(run, stage, (state) => isPromotable(state, sha), pass)
}

/** The newest judgement counts: production no longer takes the version from staging, and no rollback goes to it. */
function recordFailure(run: Run, stage: Stage, why: Reason, shown: Shown): Promise<Report> {
  const { tag, sha } = shown as Release
  const entry = run.entry("unverified", { tag, sha, code: why.code, detail: why.message })
  const failure: Composed = { entries: [entry], outcome: "failed", reason: why, shown }
  return recordJudgement(run, stage, (state) => isVerified(state, sha), failure)
}

/** Records a judgement where it changes something; what others did meanwhile may have made it pointless. */
async function recordJudgement(
  run: Run,
  stage: Stage,
  matters: (state: StageState) => boolean,
  judgement: Composed,
): Promise<Report> {
  const { ledger, say } = run.ports
  const asIs = () => buildReport(run, judgement.outcome, judgement.reason, judgement.shown)
  try {
    const view = await readStage(ledger, stage)
    if (!matters(view.state)) return asIs()
    const compose = ({ state }: StageView) => {
      if (!matters(state)) throw new Error(`another run changed ${stage} meanwhile`)
      return judgement
    }
    return await appendWithReport(run, compose, (entriesFor) => appendEntries(run.ports, view, entriesFor))
  } catch (error) {
    say(`what was seen is not recorded: ${messageOf(error)}`)
    return asIs()
  }
}
