import { messageOf } from "../core/errors.ts"
import { describeOwner } from "../core/gates/gates.ts"
import { readUntil } from "../core/gates/waivers.ts"
import type { Entry } from "../core/ledger/record.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import { describeRelease, type Release, STAGES, type Stage } from "../core/stage.ts"
import { sentence } from "../core/text.ts"
import { appendEntries, readStage } from "./append.ts"
import { meantBy } from "./deploy-facts.ts"
import { ownerInTheWay, UNMOVED } from "./interventions.ts"
import { type StageView, viewOf } from "./ports.ts"
import { appendWithReport } from "./record-ending.ts"
import { buildReport, type Shown } from "./report.ts"
import { type Context, Run } from "./run.ts"

// A person's word that keeps deploys away: it needs no fault, and holds while a run is under way, which it does not stop.

export interface FreezeRequest {
  stage: Stage
  /** why; kept in the ledger */
  reason: string
  /** a time, or how long; null: until it is ended */
  until: string | null
}

/** Lets no deploy onto a stage. Rollbacks pass. */
export async function freeze(context: Context, request: FreezeRequest): Promise<Report> {
  const { stage, reason: because } = request
  const run = new Run(context, "freeze", stage, null)
  const until = readUntil(request.until, run.startedAt)
  const view = await readStage(run.ports.ledger, stage)
  const { running } = view.state
  const release = running === null ? {} : { tag: running.tag, sha: running.sha }
  const fields = { ...release, reason: because, detail: because, ...(until === null ? {} : { until }) }
  const entry = run.entry("frozen-by-hand", fields)
  const hold = { stages: [stage], until, lifted: false }
  return record(run, view, [entry], {
    shown: ({ state }) => ({ hold: { ...hold, notes: underWay(run, stage, state) } }),
    isSo: ({ held }) => held !== undefined && held.at >= entry.at,
  })
}

export interface QuarantineRequest {
  tag: string
  /** why; kept in the ledger */
  reason: string
  /** null: both */
  stage: Stage | null
  /** ends a quarantine instead */
  lift: boolean
}

/** Keeps a version away from the stages, or lets it in again. */
export async function quarantine(context: Context, request: QuarantineRequest): Promise<Report> {
  const { tag, stage, lift } = request
  const run = new Run(context, "quarantine", stage, tag)
  const stages = stage === null ? STAGES : [stage]
  const { tagPrefix, mainBranch } = context.config
  const [views, { sha }] = await Promise.all([
    run.ports.ledger.read(stages),
    run.ports.repository.lookUp(tag, mainBranch),
  ])
  const work = stages.map((one) => {
    const { state } = viewOf(views, one)
    return { stage: one, releases: lift ? kept(state, tag, sha) : namesakes(state, tag, sha) }
  })
  const refuse = (why: Reason) => buildReport(run, "blocked", why, { sha })
  if (work.every(({ releases }) => releases.length === 0)) {
    if (lift)
      return refuse(reason("NOT_QUARANTINED", `${tag} is not quarantined on ${stages.join(" and ")}.`))
    const { nearest } = await meantBy(run.ports.repository, tag, tagPrefix)
    const meant = nearest.length === 0 ? "" : ` Did you mean ${nearest.join(", ")}?`
    return refuse(
      reason(
        "TAG_NOT_FOUND",
        `Neither the repository nor the ledger of ${stages.join(" and ")} knows ${tag}.${meant}`,
      ),
    )
  }
  if (lift) {
    for (const view of views) {
      const why = await ownerInTheWay(run, view, { owner: "dead", command: "quarantine" })
      if (why !== null) return refuse(reason(...why))
    }
  }
  return recordOnEach(run, request, work, sha)
}

type Work = readonly { stage: Stage; releases: readonly Release[] }[]

/** One ledger after the other: what one of them does not take, the other may have. */
async function recordOnEach(
  run: Run,
  { reason: because, lift }: QuarantineRequest,
  work: Work,
  sha: string | null,
): Promise<Report> {
  const kind = lift ? "quarantine-lifted" : "quarantined-by-hand"
  const hold: NonNullable<Report["hold"]> = { stages: [], until: null, lifted: lift, notes: [] }
  let report = buildReport(run, "done", null, { sha, hold })
  for (const { stage, releases } of work) {
    if (releases.length === 0) continue
    const entries = releases.map((release) =>
      run.entry(kind, { ...release, reason: because, detail: because }),
    )
    const notesOf = (state: StageState) =>
      lift ? [] : [...runsIt(stage, state, releases), ...underWay(run, stage, state, releases)]
    try {
      report = await record(run, await readStage(run.ports.ledger, stage), entries, {
        shown: ({ state }) => ({
          sha,
          hold: { ...hold, stages: [...hold.stages, stage], notes: [...hold.notes, ...notesOf(state)] },
        }),
        isSo: ({ quarantine: all }) =>
          releases.every((one) => all.some(({ sha: id }) => id === one.sha) !== lift),
      })
    } catch (error) {
      if (hold.stages.length === 0) throw error
      const before = `It is recorded on ${hold.stages.join()}, and may not be on ${stage}.`
      const message = `${sentence(messageOf(error))} ${before}`
      return buildReport(run, "failed", reason("LEDGER_UNAVAILABLE", message), { sha, hold })
    }
    if (!report.ok) return report
    Object.assign(hold, report.hold)
  }
  return report
}

/** What a tag names in the repository, and what it named when the stage, or a run under way, took it: it may have been moved since. */
function namesakes({ running, verified, lock }: StageState, tag: string, sha: string | null): Release[] {
  const known = [running, lock, ...verified].filter((one) => one?.tag === tag)
  const shas = new Set([sha, ...known.map((one) => one?.sha)].filter((one) => one != null))
  return [...shas].map((one) => ({ tag, sha: one }))
}

const kept = ({ quarantine: all }: StageState, tag: string, sha: string | null): Release[] =>
  all.filter((one) => one.tag === tag || one.sha === sha).map((one) => ({ tag: one.tag, sha: one.sha }))

const runsIt = (stage: Stage, { running }: StageState, releases: readonly Release[]): string[] =>
  running !== null && releases.some(({ sha }) => sha === running.sha)
    ? [
        `${stage} runs ${describeRelease(running)} and goes on doing so: \`rollback --stage ${stage} --reason 'WHY'\`.`,
      ]
    : []

/** What a person who holds a stage should know of the run that is there. */
function underWay(run: Run, stage: Stage, { lock }: StageState, releases: readonly Release[] = []): string[] {
  if (lock === null) return []
  const isIts = releases.some(({ sha }) => sha === lock.sha)
  const then = isIts
    ? "It has passed its gates. A deploy that has begun is not stopped, and ends as one that failed."
    : "It has passed its gates and is not stopped."
  return [`${describeOwner(stage, lock, run.ports.clock.now())} ${then}`]
}

interface Recorded {
  shown: (seen: StageView) => Shown
  /** Whether the ledger has taken the record. */
  isSo: (state: StageState) => boolean
}

/** A ledger that takes a record and keeps its old state must not be believed. */
async function record(
  run: Run,
  view: StageView,
  entries: readonly Entry[],
  { shown, isSo }: Recorded,
): Promise<Report> {
  const compose = (seen: StageView) =>
    ({ entries, outcome: "done", reason: null, shown: shown(seen) }) as const
  const report = await appendWithReport(run, compose, (entriesFor) =>
    appendEntries(run.ports, view, entriesFor),
  )
  const after = await readStage(run.ports.ledger, view.stage)
  return isSo(after.state)
    ? report
    : buildReport(run, "failed", reason("LEDGER_UNAVAILABLE", UNMOVED), shown(after))
}
