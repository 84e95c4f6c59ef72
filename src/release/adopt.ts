import { readAddresses } from "../core/config/placeholders.ts"
import { isAdopted, judgeAdoption } from "../core/gates/command-gates.ts"
import type { GateFacts } from "../core/gates/gate.ts"
import { afterDeath } from "../core/ledger/fold.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import { reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import { notAsked, type Observed, observedOf } from "../core/smoke/observed.ts"
import type { Release, Stage } from "../core/stage.ts"
import { parseTag } from "../core/tags.ts"
import { acquireLock, describeAcquired } from "./acquire-lock.ts"
import { meantBy } from "./deploy-facts.ts"
import { smokePhase } from "./deploy-phases.ts"
import { keepingStage } from "./heartbeats.ts"
import type { LockedStage } from "./locked-stage.ts"
import { type Outputs, type StageView, viewOf } from "./ports.ts"
import { type Ending, endingOf, recordEnding, recordRefusal } from "./record-ending.ts"
import { buildReport, lookBack } from "./report.ts"
import { type Context, Run } from "./run.ts"
import { lookAt, outputsOf, unknownUrls } from "./run-smoke.ts"

export interface AdoptRequest {
  stage: Stage
  tag: string
  /** what a person says about it; kept in the ledger */
  reason: string | null
  /** how long to wait for another run to free the stage, in seconds */
  waitSeconds: number
  /** addresses of the stage, `NAME=ADDRESS`; null: those that are known */
  url?: string | null
}

/**
 * Smokes what a stage runs already and, if it is that version, records it as verified: the first version that a rollback
 * can go back to. Deploys nothing.
 */
export async function adopt(context: Context, request: AdoptRequest): Promise<Report> {
  const { stage, tag } = request
  const given = readAddresses(request.url ?? null)
  const run = new Run(context, "adopt", stage, tag, request.reason)
  const found: Found = await run.phase(
    "resolve",
    () => gather(run, stage, tag, given),
    ({ observed, missing }) => ({
      ok: true,
      detail: missing.length > 0 ? `no address: ${missing.join(", ")}` : observed.detail,
    }),
  )
  const { release, views } = found
  const { state: before } = viewOf(views, stage)
  const sha = release?.sha ?? null
  // the ledger's word alone does not do: the stage may have been changed past it
  if (isAdopted(before, sha) && found.observed.sighting === "as-recorded")
    return alreadyAdopted(run, before, sha, found.observed)
  const judge = async (seen: readonly StageView[]) =>
    judgeAdoption({
      ...{ stage, tag, sha, reason: request.reason, tagPrefix: context.config.tagPrefix },
      ...found,
      ...found.meant,
      state: afterDeath(viewOf(seen, stage).state),
    })
  // another run has changed the stage while this one waited for it
  const refresh = async () => void Object.assign(found, await gather(run, stage, tag, given))
  const acquired = await run.phase(
    "gates",
    () => acquireLock(run, stage, { ...request, ofRunning: true, subject: release, judge, refresh, views }),
    describeAcquired,
  )
  if (acquired.kind !== "acquired") {
    // what was seen was compared with the version to adopt, and the ledger may say another one
    const isOfLedger = acquired.kind === "refused" && acquired.view.state.running?.sha === sha
    return recordRefusal(run, acquired, { sha, ...(isOfLedger ? { observed: found.observed } : {}) })
  }

  // the gates have passed, so the commit and the addresses are known
  const subject = release as Release
  const { locked, gates } = acquired
  const ending = await keepingStage(locked, () =>
    endingOf(
      locked,
      () => prove(locked, subject, found.outputs, request.reason),
      (why) => ({ outcome: "failed", release: subject, reason: why }),
    ),
  )
  return recordEnding(locked, ending, { sha: subject.sha, gates })
}

async function alreadyAdopted(
  run: Run,
  state: StageState,
  sha: string | null,
  observed: Observed,
): Promise<Report> {
  await lookBack(run, state)
  return buildReport(run, "done", null, { sha, state, observed })
}

interface Found {
  /** null when the tag names no commit */
  release: Release | null
  /** tags that a person may have meant */
  meant: Pick<GateFacts, "nearest" | "newest">
  views: StageView[]
  /** what the ledger will say of the addresses: what a person gave, and what the deployer knows */
  outputs: Outputs
  missing: string[]
  observed: Observed
}

async function gather(run: Run, stage: Stage, tag: string, given: Outputs): Promise<Found> {
  const { repository, ledger, clock } = run.ports
  const { tagPrefix, mainBranch, smoke, stages } = run.context.config
  const isVersion = parseTag(tag, tagPrefix) !== null
  const [views, sha] = await Promise.all([
    ledger.read([stage]),
    isVersion ? repository.lookUp(tag, mainBranch).then((found) => found.sha) : null,
  ])
  const release = sha === null ? null : { tag, sha }
  const outputs = { ...(await outputsOf(run.ports, stage, viewOf(views, stage).state.running)), ...given }
  const urls = { ...stages[stage].urls, ...outputs }
  const missing = unknownUrls(smoke, urls)
  const canLook = release !== null && missing.length === 0
  const [meant, observed] = await Promise.all([
    release === null ? meantBy(repository, tag, tagPrefix) : { nearest: [], newest: null },
    canLook
      ? lookAt(run, urls, release).then((readings) => observedOf(readings, release, clock.now(), "person"))
      : notAsked("it was not asked"),
  ])
  return { release, meant, views, outputs, missing, observed }
}

async function prove(
  { run, stage, signal }: LockedStage,
  release: Release,
  outputs: Outputs,
  because: string | null,
): Promise<Ending> {
  const urls = { ...run.context.config.stages[stage].urls, ...outputs }
  const smoke = await smokePhase(run, "smoke", urls, release, { signal })
  switch (smoke.verdict) {
    case "pass":
      return {
        outcome: "done",
        release,
        reason: null,
        detail: `adopted: ${because ?? "it ran there already"}`,
        shown: { outputs },
      }
    case "fail":
      return { outcome: "failed", release, reason: reason("SMOKE_FAILED", smoke.detail, NOT_ADOPTED) }
    case "inconclusive":
      return {
        outcome: "inconclusive",
        release,
        reason: reason("SMOKE_INCONCLUSIVE", smoke.detail, NOT_ADOPTED),
      }
  }
}

const NOT_ADOPTED =
  "Correct the checks, or what runs there; `smoke --stage STAGE` shows it. Then run the same command again."
