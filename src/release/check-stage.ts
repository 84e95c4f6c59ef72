import { readAddresses } from "../core/config/placeholders.ts"
import { messageOf, PipelineError } from "../core/errors.ts"
import { openWatchOf, type Running, type StageState } from "../core/ledger/stage-state.ts"
import { isQuarantined } from "../core/plan/way-back.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import { observedOf } from "../core/smoke/observed.ts"
import { type CheckReading, isVersionOf } from "../core/smoke/probe.ts"
import { answersWrongly, type SmokeResult } from "../core/smoke/smoke.ts"
import { describeRelease, type Release, type Stage } from "../core/stage.ts"
import { sortVersionTags } from "../core/tags.ts"
import { sentence } from "../core/text.ts"
import { skipVerification, type Verification } from "../core/verify/verification.ts"
import { appendEntries, readStage } from "./append.ts"
import { smokePhase } from "./deploy-phases.ts"
import type { Ledger, Outputs, StageView } from "./ports.ts"
import { appendWithReport, type Composed } from "./record-ending.ts"
import { buildReport, lookBack, runningIn, type Shown } from "./report.ts"
import { type Context, Run } from "./run.ts"
import { lookAt, NOTHING, unknownUrls } from "./run-smoke.ts"
import { checksOf, configuredVerification, verificationPhase } from "./run-verification.ts"

/**
 * Probes what a stage serves and judges it; changes nothing, records nothing.
 * @param request.url addresses of the stage, `NAME=ADDRESS`; null: those that are known
 */
export async function smokeStage(
  context: Context,
  { stage, url = null }: { stage: Stage; url?: string | null },
): Promise<Report> {
  const given = readAddresses(url)
  const run = new Run(context, "smoke", stage, null)
  const before = await readStage(run.ports.ledger, stage)
  if (before.state.running === null) return smokeUnknown(run, stage, given)
  const smoked = await smokeRunning(run, before, given)
  if (smoked.kind === "ended") return smoked.report
  const { shown, view } = smoked
  return buildReport(run, "done", null, { ...shown, running: runningIn(view.state), state: view.state })
}

/** What a stage runs has passed smoke, or the run has ended. */
type Smoked =
  | { kind: "passed"; view: StageView; release: Release; urls: Outputs; shown: Shown }
  | { kind: "ended"; report: Report; shown: Shown }

async function smokeRunning(run: Run, view: StageView, given: Outputs = {}): Promise<Smoked> {
  const { config } = run.context
  const { deployer } = run.ports
  const { stage } = view
  const { running } = view.state
  if (running === null) {
    const why = reason("NOTHING_DEPLOYED", `The ledger knows no deploy of ${stage}.`)
    return { kind: "ended", report: buildReport(run, "blocked", why), shown: {} }
  }
  const { tag, sha } = running
  const outputs = { ...(await deployer.reach(stage, running)), ...given }
  // it was verified once; this report vouches only for what it sees
  await lookBack(run, view.state)
  const shown: Shown = { tag, sha, running: { tag, sha, verified: false }, state: view.state, outputs }
  const ended = (outcome: Report["outcome"], why: Report["reason"]): Smoked => ({
    kind: "ended",
    report: buildReport(run, outcome, why, shown),
    shown,
  })
  const urls = { ...config.stages[stage].urls, ...outputs }
  const missing = unknownUrls(config.smoke, urls)
  if (missing.length > 0) {
    const message = `The stage has no ${missing.join(", ")}, which the checks need.`
    return ended("inconclusive", reason("OUTPUTS_MISSING", message))
  }
  const { outcome, reason: why } = await judgeRunning(run, urls, running, smokeFix(running))
  if (outcome === "done") return { kind: "passed", view, release: { tag, sha }, urls, shown }
  return (await replacedMeanwhile(run, view, running, shown)) ?? ended(outcome, why)
}

/** What was wrong while another version took the place of the one that was looked at is held against neither. */
async function replacedMeanwhile(
  run: Run,
  { stage, state: before }: StageView,
  was: Release,
  shown: Shown,
): Promise<(Smoked & { kind: "ended" }) | null> {
  const { state } = await readStage(run.ports.ledger, stage).catch(() => ({ state: before }))
  const { running } = state
  // a ledger that knows of no version any more has gone back: nothing came to the stage
  if (run.ports.signal.aborted || running === null || arrivalIn(state) === arrivalIn(before)) return null
  const message = `${describeRelease(was)} was looked at, and meanwhile ${describeRelease(running)} came to ${stage}.`
  const now: Shown = { ...shown, running: runningIn(state), state }
  return {
    kind: "ended",
    report: buildReport(run, "inconclusive", reason("STAGE_CHANGED", message), now),
    shown: now,
  }
}

const arrivalIn = ({ running, arrival }: StageState): string => `${running?.sha} ${arrival?.at}`

interface Judged {
  outcome: "done" | "failed" | "inconclusive"
  reason: Reason | null
}

/** What a failed smoke test of what runs asks for: by what answered, if anything did. */
const smokeFix =
  ({ tag }: Release) =>
  (smoke: SmokeResult): string => {
    if (answersWrongly(smoke)) return WRONG_FIX
    return smoke.checks.some(({ optional, status }) => !optional && status === null)
      ? `Start the application again, or its host; if it was deployed lately, roll back: ${ROLLBACK}.`
      : `${tag} does not answer: \`history --stage STAGE\` says what was deployed. To have it there again: \`deploy-STAGE --tag ${tag} --waive 'drift=WHY'\`.`
  }

const ROLLBACK = "`rollback --stage STAGE --reason 'WHY'`"
const WRONG_FIX = `If it was deployed lately, roll back: ${ROLLBACK}. If not, look at what it depends on; where a check is wrong, correct pipeline.json.`

async function judgeRunning(
  run: Run,
  urls: Outputs,
  release: Release,
  fixOf: (smoke: SmokeResult) => string | undefined = () => undefined,
): Promise<Judged> {
  const { signal } = run.ports
  try {
    const smoke = await smokePhase(run, "smoke", urls, release, { signal })
    const { verdict, detail } = smoke
    if (verdict === "pass") return { outcome: "done", reason: null }
    return verdict === "fail"
      ? { outcome: "failed", reason: reason("SMOKE_FAILED", detail, fixOf(smoke)) }
      : { outcome: "inconclusive", reason: reason("SMOKE_INCONCLUSIVE", detail) }
  } catch (error) {
    if (!signal.aborted) throw error
    return { outcome: "inconclusive", reason: reason("INTERRUPTED") }
  }
}

/**
 * Tries the checks on a stage that the ledger knows no deploy of: by what it calls itself, which has to be the same in
 * every answer.
 */
async function smokeUnknown(run: Run, stage: Stage, given: Outputs): Promise<Report> {
  const { smoke, stages } = run.context.config
  const urls = { ...stages[stage].urls, ...given }
  const missing = unknownUrls(smoke, urls)
  if (missing.length > 0) {
    const message = `The ledger knows no deploy of ${stage}, and nothing gives its address: ${missing.join(", ")}.`
    const fix = `${reason("ADDRESS_UNKNOWN").fix} Or deploy a tag first.`
    return buildReport(run, "blocked", reason("NOTHING_DEPLOYED", message, fix))
  }
  const readings = await lookAt(run, urls, NOTHING)
  const { sighting, detail } = observedOf(readings, null, run.ports.clock.now())
  if (sighting === "no-answer" || sighting === "unreachable") {
    const message = `The ledger knows no deploy of ${stage}, and nothing answers there: ${detail}.`
    return buildReport(run, "blocked", reason("NOTHING_DEPLOYED", message))
  }
  const served = await identify(run, readings)
  const { outcome, reason: why } = await judgeRunning(run, urls, served.as)
  return buildReport(run, outcome, why, { outputs: given, ...served.release })
}

/** What the first answer calls itself, and the version of the repository that this is; null: none. */
async function identify(
  run: Run,
  readings: readonly CheckReading[],
): Promise<{ as: Release; release: Release | null }> {
  const { tagPrefix, mainBranch } = run.context.config
  const { repository } = run.ports
  const { said } = readings.find(({ optional, claim }) => !optional && claim !== null) ?? {}
  const as = { tag: said?.version ?? "", sha: said?.sha?.toLowerCase() ?? "" }
  const isServed = (tag: string) => isVersionOf({ tag, tagPrefix })(as.tag)
  const tag = sortVersionTags(await repository.tags(), tagPrefix).find((version) =>
    isServed(version.tag),
  )?.tag
  if (tag === undefined) return { as, release: null }
  const { sha } = await repository.lookUp(tag, mainBranch)
  const release = sha === null ? null : { tag, sha }
  return { as: release ?? as, release }
}

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
    return buildReport(run, "inconclusive", reason("INTERRUPTED"), shown)
  }
  if (verification.verdict === "fail") {
    const replaced = await replacedMeanwhile(run, view, release, shown)
    if (replaced !== null) return replaced.report
    return recordFailure(run, stage, reason("VERIFICATION_FAILED", verification.detail), shown)
  }
  return recordPass(run, stage, { ...shown, running: runningIn(view.state) })
}

/** How far back the deploy of what runs is looked for. */
const REACH = 50

/** When the version that runs came to the stage, in ms since 1970; null when the newest records do not say. */
async function deployedAt(ledger: Ledger, stage: Stage, { sha }: Release): Promise<number | null> {
  const records = await ledger.history(stage, REACH)
  const deployed = records.find((one) => one.kind === "deployed" && one.sha === sha)
  return deployed === undefined ? null : Date.parse(deployed.at)
}

/** A stage that a run holds, that is still to be watched, or that a person must look at first, is left as it is. */
const isPromotable = (state: StageState, sha: string): boolean =>
  runningFreely(state, sha)?.verified === false &&
  openWatchOf(state) === null &&
  state.frozen === null &&
  !isQuarantined(state, sha)

function isVerified(state: StageState, sha: string): boolean {
  const running = runningFreely(state, sha)
  return running !== null && (running.verified || state.verified.some((one) => one.sha === sha))
}

const runningFreely = ({ running, lock }: StageState, sha: string): Running | null =>
  lock === null && running?.sha === sha ? running : null

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

/**
 * Records a judgement where it changes something; what others did meanwhile may have made it pointless. One that could not
 * be recorded does not end well, because others go by the ledger.
 */
async function recordJudgement(
  run: Run,
  stage: Stage,
  matters: (state: StageState) => boolean,
  judgement: Composed,
): Promise<Report> {
  const { ledger, say } = run.ports
  const { outcome, reason: why, shown } = judgement
  const asIs = () => buildReport(run, outcome, why, shown)
  const overtaken = new Error(`another run changed ${stage} meanwhile`)
  try {
    const view = await readStage(ledger, stage)
    if (!matters(view.state)) return asIs()
    const compose = ({ state }: StageView) => {
      if (!matters(state)) throw overtaken
      return judgement
    }
    return await appendWithReport(run, compose, (entriesFor) => appendEntries(run.ports, view, entriesFor))
  } catch (error) {
    say(`what was seen is not recorded: ${messageOf(error)}`)
    if (error === overtaken || !matters(shown.state as StageState)) return asIs()
    const { fix } = error instanceof PipelineError ? error.reason : reason("LEDGER_UNAVAILABLE")
    const again = `When the ledger can be reached again: \`verify --stage ${stage}\`.`
    const fault = `it is not known whether that was recorded: ${sentence(messageOf(error))}`
    if (why !== null) {
      const message = `${sentence(why.message)} But ${fault}`
      return buildReport(run, outcome, { ...why, message, fix: `${why.fix} ${again}` }, shown)
    }
    const passed = `${describeRelease(shown as Release)} passes smoke and verification on ${stage}`
    const unrecorded = reason("LEDGER_UNAVAILABLE", `${passed}, but ${fault}`, `${fix} ${again}`)
    return buildReport(run, "inconclusive", unrecorded, shown)
  }
}
