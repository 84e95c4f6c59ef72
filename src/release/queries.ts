import { skipped } from "../core/fact.ts"
import { property } from "../core/json.ts"
import type { LedgerRecord } from "../core/ledger/record.ts"
import { ciRunText } from "../core/ledger/runner.ts"
import { EMPTY_STATE, holdAt } from "../core/ledger/stage-state.ts"
import { type Bump, nextVersion as chooseNextVersion, currentRelease } from "../core/next-version.ts"
import { type Reason, reason } from "../core/reasons.ts"
import { seenBy } from "../core/report/card.ts"
import type { HistoryEntry, Report } from "../core/report/report.ts"
import { STAGES, type Stage } from "../core/stage.ts"
import { clip } from "../core/text.ts"
import { observeStage } from "./observe.ts"
import { viewOf } from "./ports.ts"
import { buildReport, lookBack, stageCard } from "./report.ts"
import { type Context, Run } from "./run.ts"

/**
 * What every stage runs by the ledger, and why it is as it is; and what it serves, by one look at each.
 * @param offline the ledger alone is asked
 */
export async function status(
  context: Context,
  { offline = false }: { offline?: boolean } = {},
): Promise<Report> {
  const run = new Run(context, "status", null, null)
  const views = await run.ports.ledger.read(STAGES)
  const stages = await Promise.all(
    STAGES.map(async (stage) => {
      const { held: _, ...known } = viewOf(views, stage).state
      const held = holdAt(viewOf(views, stage).state, run.startedAt)
      const state = held === null ? known : { ...known, held }
      const [observed] = await Promise.all([
        offline ? undefined : observeStage(run, stage, state),
        lookBack(run, state),
      ])
      const card = stageCard(run, stage, state, observed === undefined ? null : seenBy(observed))
      return { stage, state, ...(observed === undefined ? {} : { observed }), card }
    }),
  )
  return buildReport(run, "done", null, { stages })
}

export async function history(
  context: Context,
  { stage, limit }: { stage: Stage; limit: number },
): Promise<Report> {
  const run = new Run(context, "history", stage, null)
  const records = await run.ports.ledger.history(stage, limit)
  const state = records[0]?.state ?? EMPTY_STATE
  await lookBack(run, state)
  return buildReport(run, "done", null, { history: records.map(historyEntry), state })
}

/** How far back a report is looked for. */
const REPORT_REACH = 50
const RUN_REACH = 500

export interface ReportRequest {
  stage: Stage
  /** the run that is meant: its own id, or the workflow run that it was part of; null: the last one that ended */
  run?: string | null
}

/** The report of a run on a stage, as it was recorded. */
export async function recordedReport(
  context: Context,
  { stage, run: id = null }: ReportRequest,
): Promise<Report> {
  const run = new Run(context, "report", stage, null)
  const all = await run.ports.ledger.history(stage, id === null ? REPORT_REACH : RUN_REACH)
  const records = id === null ? all : recordsOf(all, id)
  const ended = records.find(({ report }) => report !== null)
  if (ended === undefined) return buildReport(run, "blocked", whyNone(stage, id, records[0]))
  // a report of an older pipeline may lack what this one renders
  return { ...buildReport(run, "done", null), ...(ended.report as Report) }
}

/** Of each run that has the id, or was a part of the workflow run that has it. */
function recordsOf(records: readonly LedgerRecord[], id: string): LedgerRecord[] {
  const isPart = ({ runId, runner, report }: LedgerRecord) =>
    runId === id || (runner?.ci && ciRunText(runner.ci)) === id || property(report, "ciRun") === id
  const runs = new Set(records.filter(isPart).map(({ runId }) => runId))
  return records.filter(({ runId }) => runs.has(runId))
}

function whyNone(stage: Stage, id: string | null, newest: LedgerRecord | undefined): Reason {
  if (id === null) return reason("NOTHING_DEPLOYED", `No run has ended on ${stage} yet.`)
  if (newest === undefined) return reason("RUN_NOT_RECORDED", `Run ${clip(id)} left no record on ${stage}.`)
  const { kind, at } = newest
  return reason(
    "RUN_NOT_RECORDED",
    `Run ${clip(id)} has not ended on ${stage}: its last record is "${kind}" of ${at}.`,
  )
}

export async function nextVersion(context: Context, { bump }: { bump: Bump }): Promise<Report> {
  const run = new Run(context, "next-version", null, null)
  const { repository } = run.ports
  const { tagPrefix, mainBranch } = context.config
  const tags = await repository.tags()
  const current = currentRelease(tags, tagPrefix)
  const { sha, mainRemote } = await repository.lookUp(current ?? "", mainBranch)
  const main = mainRemote === null ? `refs/heads/${mainBranch}` : `refs/remotes/${mainRemote}/${mainBranch}`
  const commits =
    bump === "auto" ? await repository.log(sha, main, READ_COMMITS) : skipped("they were not asked")
  return buildReport(run, "done", null, { nextVersion: chooseNextVersion(tags, tagPrefix, bump, commits) })
}

/** More than a release has. */
const READ_COMMITS = 1000

/** What a person gave as a reason is all the detail that some records have. */
const historyEntry = (record: LedgerRecord): HistoryEntry => {
  const { at, kind, tag, sha, actor, runId, code, detail, reason: because } = record
  return { at, kind, tag, sha, actor, runId, code, detail: detail ?? because }
}
