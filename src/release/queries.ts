import { skipped } from "../core/errors.ts"
import { DAY_MS, parseSince } from "../core/figures/periods.ts"
import { isWhole, type LedgerRun, recordsByRun, runsOf } from "../core/figures/runs.ts"
import { property } from "../core/json.ts"
import { ciRunText } from "../core/ledger/owner.ts"
import type { LedgerRecord } from "../core/ledger/record.ts"
import { EMPTY_STATE, holdAt } from "../core/ledger/stage-state.ts"
import { type Reason, reason } from "../core/reasons.ts"
import { seenBy } from "../core/report/card.ts"
import { SHORT_RUN } from "../core/report/figure-lines.ts"
import type { HistoryEntry, Report } from "../core/report/report.ts"
import { STAGES, type Stage } from "../core/stage.ts"
import { type Bump, nextVersion as chooseNextVersion, currentRelease } from "../core/tags.ts"
import { clip } from "../core/text.ts"
import { LockMonitor } from "./heartbeats.ts"
import { type Ledger, viewOf } from "./ports.ts"
import { buildReport, lookBack, stageCard } from "./report.ts"
import { type Context, Run } from "./run.ts"
import { observeStage } from "./run-smoke.ts"

interface StatusRequest {
  /** null: every one */
  stage?: Stage | null
  /** the ledger alone is asked */
  offline?: boolean
}

/** What stages run by the ledger, and why they are as they are; and what they serve, by one look at each. */
export async function status(
  context: Context,
  { stage: only = null, offline = false }: StatusRequest = {},
): Promise<Report> {
  const run = new Run(context, "status", null, null)
  const views = await run.ports.ledger.read(STAGES)
  const stages = await Promise.all(
    STAGES.filter((stage) => only === null || stage === only).map(async (stage) => {
      const { held: _, ...known } = viewOf(views, stage).state
      const held = holdAt(viewOf(views, stage).state, run.startedAt)
      const state = held === null ? known : { ...known, held }
      const { lock } = state
      const [observed, holder] = await Promise.all([
        offline ? undefined : observeStage(run, stage, state),
        offline || lock === null ? undefined : new LockMonitor(run.ports, stage).look(lock),
        lookBack(run, state),
      ])
      const card = stageCard(run, stage, state, observed === undefined ? null : seenBy(observed))
      return {
        ...{ stage, state, card },
        ...(observed === undefined ? {} : { observed }),
        ...(holder === undefined ? {} : { holder }),
      }
    }),
  )
  return buildReport(run, "done", null, { stages })
}

export interface HistoryRequest {
  stage: Stage
  /** how many runs, or records */
  limit: number
  /** whether the records are shown, and not the runs that they are of */
  records?: boolean
  /** only what is of this tag, ended so, and came since then; null: whatever */
  tag?: string | null
  outcome?: LedgerRun["outcome"] | null
  since?: string | null
}

export async function history(context: Context, request: HistoryRequest): Promise<Report> {
  const { stage, limit } = request
  const run = new Run(context, "history", stage, null)
  const since = request.since == null ? null : sinceOf(request.since, run.startedAt)
  const select = (all: readonly LedgerRecord[]) => {
    const runs = runsOf(all).filter((one) => isWanted(request, since, one))
    const wanted = new Set(runs.map(({ runId }) => runId))
    const records = all.filter(
      ({ runId, at }) => wanted.has(runId) && !(since && Date.parse(at) < since.getTime()),
    )
    if (request.records) return { runs: null, records: records.slice(0, limit) }
    const shown = runs.slice(0, limit)
    const ids = new Set(shown.map(({ runId }) => runId))
    return { runs: shown, records: records.filter(({ runId }) => ids.has(runId)) }
  }
  // a run whose first record was not read yet may prove to be another one
  const isEnough = (all: readonly LedgerRecord[]) => {
    const { runs, records } = select(all)
    const whole = new Set(recordsByRun(all).flatMap((own) => (isWhole(own) ? [own[0].runId] : [])))
    return (runs ?? records).length === limit && records.every(({ runId }) => whole.has(runId))
  }
  const { records: all } = await readSince(run.ports.ledger, stage, since?.getTime() ?? null, isEnough)
  const { runs, records } = select(all)
  const state = all[0]?.state ?? EMPTY_STATE
  await lookBack(run, state)
  return buildReport(run, "done", null, { runs, history: records.map(historyEntry), state })
}

const isWanted = (
  { tag = null, outcome = null }: HistoryRequest,
  since: Date | null,
  one: LedgerRun,
): boolean =>
  (tag === null || [one.tag, one.rollback?.to.tag, one.rollback?.from.tag].includes(tag)) &&
  (outcome === null || one.outcome === outcome) &&
  (since === null || Date.parse(one.endedAt ?? one.startedAt) >= since.getTime())

/** The time that was asked for; the option's check has seen that it is one. */
export const sinceOf = (text: string, now: Date): Date => parseSince(text, now) as Date

/** More than any stage has. */
const MAX_RECORDS = 100_000
/** A run that began before a time and ended after it belongs to it, and no run takes longer. */
const MARGIN_MS = DAY_MS

/**
 * The records of a stage since a time, newest first, with some before them.
 * @param sinceMs null: all
 * @param isEnough whether those read so far will do
 */
export async function readSince(
  ledger: Pick<Ledger, "history">,
  stage: Stage,
  sinceMs: number | null,
  isEnough: (records: readonly LedgerRecord[]) => boolean = () => false,
): Promise<{ records: LedgerRecord[]; isComplete: boolean }> {
  let stopped = false
  const records = await ledger.history(stage, MAX_RECORDS, (read) => {
    const oldest = read.at(-1)
    const isPast = sinceMs !== null && oldest !== undefined && Date.parse(oldest.at) < sinceMs - MARGIN_MS
    stopped = isPast || isEnough(read)
    return stopped
  })
  return { records, isComplete: !stopped && records.length < MAX_RECORDS }
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

/** As `history` shows it. */
const isShort = (runId: string, id: string): boolean => id.length >= SHORT_RUN && runId.startsWith(id)

/** Of each run that has the id, or was a part of the workflow run that has it. */
function recordsOf(records: readonly LedgerRecord[], id: string): LedgerRecord[] {
  const isPart = ({ runId, runner, report }: LedgerRecord) =>
    runId === id ||
    isShort(runId, id) ||
    (runner?.ci && ciRunText(runner.ci)) === id ||
    property(report, "ciRun") === id
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
