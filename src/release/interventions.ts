import { messageOf } from "../core/errors.ts"
import { describeOwner } from "../core/gates/gates.ts"
import { readUntil } from "../core/gates/waivers.ts"
import { foldEntry } from "../core/ledger/fold.ts"
import type { Entry, RecordKind } from "../core/ledger/record.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import { type Reason, type ReasonCode, reason } from "../core/reasons.ts"
import type { Command } from "../core/report/commands.ts"
import { openingNotes } from "../core/report/notes.ts"
import type { Report } from "../core/report/report.ts"
import { describeRelease, type Release, STAGES, type Stage } from "../core/stage.ts"
import { sentence } from "../core/text.ts"
import { appendEntries, readStage } from "./append.ts"
import { meantBy } from "./deploy-facts.ts"
import { LockMonitor, sweepDead } from "./heartbeats.ts"
import { type StageView, viewOf } from "./ports.ts"
import { appendWithReport, type Composed } from "./record-ending.ts"
import { buildReport, lookBack, type Shown } from "./report.ts"
import { type Context, Run } from "./run.ts"

// A person's word on a stage, with its reason: it ends a freeze, a quarantine or a lock, or begins one of the first two.
export interface InterventionRequest {
  stage: Stage
  /** why; kept in the ledger */
  reason: string
}

/** `force`: also takes the stage from a run that is alive */
type UnlockRequest = InterventionRequest & { force?: boolean }

/** A person's word that ends a state of the stage. */
interface Intervention {
  command: Command
  kind: RecordKind
  /** what it ends: `id` differs from one to the next; null when there is nothing to end */
  subject: (state: StageState) => { id: string; was: string } | null
  /** when there is nothing to end */
  nothing: ReasonCode
  /** when there is something else to end than the person knew of */
  another: ReasonCode
  /** what a run that holds the stage must be for the word to be taken: provably dead, or at least not alive */
  owner: "dead" | "not-alive" | "any"
}

const UNFREEZE: Intervention = {
  command: "unfreeze",
  kind: "unfrozen",
  // nothing to lift where the stage is neither frozen nor has versions that the pipeline quarantined
  subject({ frozen, held, quarantine }) {
    const judged = quarantine.filter(({ by }) => by === undefined)
    if (frozen === null && held === undefined && judged.length === 0) return null
    const was = [
      ...(frozen === null ? [] : [frozen.reason]),
      ...(held === undefined ? [] : [`${held.reason}, by ${held.actor}`]),
    ]
    return {
      id: JSON.stringify([frozen, held, judged]),
      was: was.length === 0 ? "" : ` (was: ${was.join("; ")})`,
    }
  },
  nothing: "NOT_FROZEN",
  another: "STAGE_FROZEN",
  owner: "dead",
}

const unlocking = (force: boolean): Intervention => ({
  command: "unlock",
  kind: "lock-broken",
  subject: ({ lock }) => lock && { id: lock.runId, was: ` (was held by run ${lock.runId} of ${lock.actor})` },
  nothing: "LOCK_FREE",
  another: "LOCK_HELD",
  owner: force ? "any" : "not-alive",
})

/** Opens a frozen stage again and lifts its quarantine, once no run is under way there. */
export const unfreeze = (context: Context, request: InterventionRequest): Promise<Report> =>
  intervene(context, request, UNFREEZE)

/** Frees a stage whose owner is dead. The owner's own last record can no longer free it for others. */
export const unlock = (context: Context, { force = false, ...request }: UnlockRequest): Promise<Report> =>
  intervene(context, request, unlocking(force))

async function intervene(
  context: Context,
  { stage, reason: because }: InterventionRequest,
  intervention: Intervention,
): Promise<Report> {
  const { command, kind, subject, nothing, another } = intervention
  const run = new Run(context, command, stage, null, because)
  const view = await readStage(run.ports.ledger, stage)
  await lookBack(run, view.state)
  const shown = { state: view.state }
  const refuse = (why: Reason) => buildReport(run, "blocked", why, shown)
  const ended = subject(view.state)
  if (ended === null) return refuse(reason(nothing))
  const underWay = await ownerInTheWay(run, view, intervention)
  if (underWay !== null) return refuse(underWay)
  // what a dead run left at work here must not go on in a stage that the next run holds
  const left = intervention.owner === "any" ? null : view.state.lock
  const orphans = kind === "lock-broken" ? await sweepDead(run.ports, { owner: left }) : null
  if (orphans !== null) return refuse(orphans)
  const hold = { stages: [stage], until: null, lifted: true, notes: openingNotes(stage, view.state) }
  const detail = `${because}${ended.was}`
  const entry = run.entry(kind, { ...runningOn(view.state), reason: because, detail })
  // what the person decided about may have ended, and something else begun, before the record is in
  const changedSince = ({ state }: StageView): Reason | null => {
    const now = subject(state)
    if (now === null) return reason(nothing)
    if (now.id !== ended.id) return reason(another, CHANGED, LOOK)
    return state.lock?.runId === view.state.lock?.runId ? null : reason("LOCK_HELD", CHANGED, LOOK)
  }
  const compose = (seen: StageView): Composed => {
    const why = changedSince(seen)
    return why === null
      ? done([entry], command === "unfreeze" ? { ...shown, hold } : shown)
      : { entries: [], outcome: "blocked", reason: why, shown }
  }
  return record(run, view, compose, another)
}

const runningOn = ({ running }: StageState): Partial<Release> =>
  running === null ? {} : { tag: running.tag, sha: running.sha }

const done = (entries: readonly Entry[], shown: Shown) =>
  ({ entries, outcome: "done", reason: null, shown }) as const

/**
 * A ledger that takes a record and is where it was before must not be believed. One that cannot
 * be read by then has taken it; what others have recorded on the stage since does not matter.
 */
async function record(
  run: Run,
  view: StageView,
  compose: (seen: StageView) => Composed,
  unmoved: ReasonCode = "LEDGER_UNAVAILABLE",
): Promise<Report> {
  // a word on both stages shows no card
  if (run.stage !== null) await lookBack(run, compose(view).entries.reduce(foldEntry, view.state))
  let before = view
  const report = await appendWithReport(run, compose, (entriesFor) =>
    appendEntries(run.ports, view, (seen) => {
      before = seen
      return entriesFor(seen)
    }),
  )
  if (!report.ok) return report
  const after = await readStage(run.ports.ledger, view.stage).catch(() => null)
  if (after?.tip !== before.tip) return report
  const shown = { ...compose(before).shown, hold: null, ...(run.stage && { state: before.state }) }
  return buildReport(run, "failed", reason(unmoved, UNMOVED), shown)
}

/** Why the run that holds the stage keeps a person's word from being taken; null: it does not. */
async function ownerInTheWay(
  run: Run,
  { stage, state: { lock } }: StageView,
  { owner, command }: Pick<Intervention, "owner" | "command">,
): Promise<Reason | null> {
  if (lock === null || owner === "any") return null
  const liveness = await new LockMonitor(run.ports, stage).lookTwice(lock, run.ports)
  if (run.ports.signal.aborted) return reason("INTERRUPTED")
  if (liveness.kind === "dead") return null
  const who = describeOwner(stage, lock, run.ports.clock.now())
  if (liveness.kind === "alive") return reason("OWNER_ALIVE", `${who} It is alive: ${liveness.sign}.`)
  if (owner === "not-alive") return null
  const fix = `Wait for it. When you know that it is dead: \`unlock --stage ${stage} --reason 'WHY'\`; then ${command} again.`
  return reason("LOCK_HELD", `${who} It is not proven dead: ${liveness.why}.`, fix)
}

const UNMOVED = "The ledger took the record, but the stage's state did not change."
const CHANGED = "The stage changed while this command ran."
const LOOK = "Look at `status`, then decide again."

// A word that keeps deploys away needs no fault, and holds while a run is under way, which it does not stop.

export interface FreezeRequest extends InterventionRequest {
  /** a time, or how long; null: until it is ended */
  until: string | null
}

/** Lets no deploy onto a stage. Rollbacks pass. */
export async function freeze(context: Context, request: FreezeRequest): Promise<Report> {
  const { stage, reason: because } = request
  const run = new Run(context, "freeze", stage, null, because)
  const until = readUntil(request.until, run.startedAt, stage)
  const view = await readStage(run.ports.ledger, stage)
  const words = { reason: because, detail: because, ...(until === null ? {} : { until }) }
  const entry = run.entry("frozen-by-hand", { ...runningOn(view.state), ...words })
  const holdIn = (state: StageState) => ({
    ...{ stages: [stage], until, lifted: false },
    notes: underWay(run, stage, state),
  })
  return record(run, view, ({ state }) => done([entry], { hold: holdIn(state) }))
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
  const run = new Run(context, "quarantine", stage, tag, request.reason)
  const stages = stage === null ? STAGES : [stage]
  const { tagPrefix, mainBranch } = context.config
  const [views, { sha }] = await Promise.all([
    run.ports.ledger.read(stages),
    run.ports.repository.lookUp(tag, mainBranch),
  ])
  const work = stages.flatMap((one) => {
    const { state } = viewOf(views, one)
    const releases = lift ? kept(state, tag, sha) : namesakes(state, tag, sha)
    return releases.length === 0 ? [] : [{ stage: one, releases }]
  })
  const refuse = (why: Reason) => buildReport(run, "blocked", why, { sha })
  if (work.length === 0) {
    if (lift)
      return refuse(reason("NOT_QUARANTINED", `${tag} is not quarantined on ${stages.join(" and ")}.`))
    const { nearest } = await meantBy(run.ports.repository, tag, tagPrefix)
    const meant = nearest.length === 0 ? "" : ` Did you mean ${nearest.join(", ")}?`
    const message = `Neither the repository nor the ledger of ${stages.join(" and ")} knows ${tag}.${meant}`
    return refuse(reason("TAG_NOT_FOUND", message))
  }
  for (const one of lift ? work : []) {
    const view = viewOf(views, one.stage)
    const why = await ownerInTheWay(run, view, { owner: "dead", command: "quarantine" })
    if (why !== null) return refuse(why)
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
    const entries = releases.map((release) =>
      run.entry(kind, { ...release, reason: because, detail: because }),
    )
    const notesOf = (state: StageState) =>
      lift ? [] : [...runsIt(stage, state, releases), ...underWay(run, stage, state, releases)]
    const partly = (why: string) => {
      const message = `${sentence(why)} It is recorded on ${hold.stages.join()}, and may not be on ${stage}.`
      return buildReport(run, "failed", reason("LEDGER_UNAVAILABLE", message), { sha, hold })
    }
    try {
      const view = await readStage(run.ports.ledger, stage)
      const shown = ({ state }: StageView): Shown => ({
        sha,
        hold: { ...hold, stages: [...hold.stages, stage], notes: [...hold.notes, ...notesOf(state)] },
      })
      report = await record(run, view, (seen) => done(entries, shown(seen)))
    } catch (error) {
      if (hold.stages.length === 0) throw error
      return partly(messageOf(error))
    }
    if (!report.ok) return hold.stages.length === 0 ? report : partly(UNMOVED)
    Object.assign(hold, report.hold)
  }
  return report
}

/** What a tag names, and what it named when the stage, or a run under way, took it: it may have been moved since. */
function namesakes({ running, verified, lock }: StageState, tag: string, sha: string | null): Release[] {
  const known = [running, lock, ...verified].flatMap((one) => (one?.tag === tag ? [one.sha] : []))
  const shas = new Set([sha, ...known].filter((one) => one !== null))
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
function underWay(run: Run, stage: Stage, { lock }: StageState, kept: readonly Release[] = []): string[] {
  if (lock === null) return []
  const goesOn = "A deploy that has begun goes on, and ends as one that failed."
  const then = kept.some(({ sha }) => sha === lock.sha) ? goesOn : "It is not stopped."
  return [`${describeOwner(stage, lock, run.ports.clock.now())} It has passed its gates. ${then}`]
}
