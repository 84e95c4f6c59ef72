import type { LedgerRecord } from "../core/ledger/record.ts"
import { reason } from "../core/reasons.ts"
import type { HistoryEntry, Report } from "../core/report/report.ts"
import { STAGES, type Stage } from "../core/stage.ts"
import { type Bump, nextVersion as chooseNextVersion } from "../core/tags.ts"
import { viewOf } from "./admission.ts"
import { type Context, Run } from "./run.ts"

/** What every stage runs, and why it is as it is. */
export async function status(context: Context): Promise<Report> {
  const run = new Run(context, "status", null, null)
  const views = await run.ports.ledger.read(STAGES)
  run.report.stages = STAGES.map((stage) => ({ stage, state: viewOf(views, stage).state }))
  return run.conclude("done", null)
}

export async function history(
  context: Context,
  { stage, limit }: { stage: Stage; limit: number },
): Promise<Report> {
  const run = new Run(context, "history", stage, null)
  run.report.history = (await run.ports.ledger.history(stage, limit)).map(historyEntry)
  return run.conclude("done", null)
}

/** How far back a report is looked for. */
const REPORT_REACH = 50

/** The report of the last run that ended on a stage, as it was recorded. */
export async function lastReport(context: Context, { stage }: { stage: Stage }): Promise<Report> {
  const records = await context.ports.ledger.history(stage, REPORT_REACH)
  const ended = records.find(({ report }) => report !== null)
  const run = new Run(context, "report", stage, null)
  // a report of an older pipeline may lack what this one renders
  if (ended !== undefined) return { ...run.report, ...(ended.report as Report) }
  return run.conclude("blocked", reason("NOTHING_DEPLOYED", `No run has ended on ${stage} yet.`))
}

export async function nextVersion(context: Context, { bump }: { bump: Bump }): Promise<Report> {
  const run = new Run(context, "next-version", null, null)
  run.report.nextVersion = chooseNextVersion(
    await run.ports.repository.tags(),
    context.config.tagPrefix,
    bump,
  )
  return run.conclude("done", null)
}

/** What a person gave as a reason is all the detail that some records have. */
const historyEntry = (record: LedgerRecord): HistoryEntry => {
  const { at, kind, tag, sha, actor, runId, code, detail, reason: because } = record
  return { at, kind, tag, sha, actor, runId, code, detail: detail ?? because }
}
