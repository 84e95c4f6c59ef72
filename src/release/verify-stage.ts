import { isQuarantined } from "../core/ledger/rollback-target.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import { reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import type { Release, Stage } from "../core/stage.ts"
import { skipVerification, type Verification } from "../core/verify/verification.ts"
import { viewOf } from "./admission.ts"
import type { Ledger } from "./ports.ts"
import { type Context, Run } from "./run.ts"
import { checksOf } from "./run-verification.ts"
import { interrupted, type Smoked, smokeRunning } from "./smoke-stage.ts"
import { configuredVerification, verificationPhase } from "./verification-phase.ts"

/**
 * Smokes and verifies what a stage serves. It touches nothing but the ledger, and that only to make a version
 * verified that was not: it may have failed for a reason that is gone.
 */
export async function verifyStage(context: Context, { stage }: { stage: Stage }): Promise<Report> {
  const verify = configuredVerification(context.config)
  const run = new Run(context, "verify", stage, null)
  const smoked = await smokeRunning(run, stage)
  if (smoked.kind === "ended") {
    const why = "smoke did not pass"
    if (smoked.report.smoke !== null) run.report.verification = skipVerification(checksOf(verify), why)
    return smoked.report
  }
  const { release, urls } = smoked
  let verification: Verification
  try {
    const deployedAtMs = await deployedAt(run.ports.ledger, stage, release)
    const expected = { ...release, tagPrefix: context.config.tagPrefix }
    verification = await verificationPhase(run, verify, { stage, expected, urls, deployedAtMs })
  } catch (error) {
    if (!run.ports.signal.aborted) throw error
    return run.conclude("inconclusive", interrupted())
  }
  if (verification.verdict === "fail") {
    return run.conclude("failed", reason("VERIFICATION_FAILED", verification.detail))
  }
  run.show(smoked.view)
  return record(run, stage, smoked)
}

/** How far back the deploy of what runs is looked for. */
const REACH = 50

/** When the version that runs came to the stage, in ms since 1970; null when the newest records do not tell. */
async function deployedAt(ledger: Ledger, stage: Stage, { sha }: Release): Promise<number | null> {
  const records = await ledger.history(stage, REACH)
  const deployed = records.find((one) => one.kind === "deployed" && one.sha === sha)
  return deployed === undefined ? null : Date.parse(deployed.at)
}

/** One try: who appended meanwhile may have changed the stage. */
async function record(
  run: Run,
  stage: Stage,
  { release }: Extract<Smoked, { kind: "passed" }>,
): Promise<Report> {
  const { ledger, say } = run.ports
  const view = viewOf(await ledger.read([stage]), stage)
  if (!isPromotable(view.state, release)) return run.conclude("done", null)
  const entry = run.entry("verified", { ...release, verification: "pass" })
  const known = run.report.running
  run.report.running = { ...release, verified: true }
  const report = run.conclude("done", null)
  if ((await ledger.tryAppend(view, [{ ...entry, report }])) !== null) return report
  say("another run changed the stage meanwhile, so that the verification is not recorded")
  run.report.running = known
  return report
}

/** A stage that somebody holds, or that a person must look at first, is left as it is. */
const isPromotable = (state: StageState, { sha }: Release): boolean =>
  state.running?.sha === sha &&
  !state.running.verified &&
  state.lock === null &&
  state.frozen === null &&
  !isQuarantined(state, sha)
