import { PipelineError } from "../core/errors.ts"
import { describeOwner } from "../core/gates/gates.ts"
import type { RecordKind } from "../core/ledger/record.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import { type ReasonCode, reason } from "../core/reasons.ts"
import type { Command, Report } from "../core/report/report.ts"
import type { Stage } from "../core/stage.ts"
import { appendEntries, readStage } from "./append.ts"
import { LockMonitor } from "./heartbeats.ts"
import type { StageView } from "./ports.ts"
import { appendWithReport } from "./record-ending.ts"
import { buildReport, lookBack } from "./report.ts"
import { type Context, Run } from "./run.ts"

export interface InterventionRequest {
  stage: Stage
  /** why; kept in the ledger */
  reason: string
}

export interface UnlockRequest extends InterventionRequest {
  /** also takes the stage from a run that is alive */
  force?: boolean
}

/** A person's word that ends a state of the stage. */
interface Intervention {
  command: Command
  kind: RecordKind
  /** what it ends: `id` tells one from the next; null when there is nothing to end */
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
  const { ledger } = run.ports
  const view = await readStage(ledger, stage)
  await lookBack(run, view.state)
  const shown = { state: view.state }
  const refuse = (...why: Parameters<typeof reason>) => buildReport(run, "blocked", reason(...why), shown)
  const ended = subject(view.state)
  if (ended === null) return refuse(nothing)
  const underWay = await ownerInTheWay(run, view, intervention)
  if (underWay !== null) return refuse(...underWay)
  // what a dead run left at work here must not go on in a stage that the next run holds
  const orphans = kind === "lock-broken" ? await run.ports.runs.sweep() : []
  if (orphans.length > 0) return refuse("ORPHANS_LEFT", orphans.join("; "))
  const { running, lock } = view.state
  const release = running === null ? {} : { tag: running.tag, sha: running.sha }
  const entry = run.entry(kind, { ...release, reason: because, detail: `${because}${ended.was}` })
  // what the person decided about may have ended, and something else begun, before the record is in
  const compose = ({ state }: StageView) => {
    const now = subject(state)
    if (now?.id !== ended.id) {
      throw new Superseded("environment", now === null ? reason(nothing) : reason(another, CHANGED, LOOK))
    }
    if (state.lock?.runId !== lock?.runId)
      throw new Superseded("environment", reason("LOCK_HELD", CHANGED, LOOK))
    return { entries: [entry], outcome: "done" as const, reason: null, shown }
  }
  try {
    const report = await appendWithReport(run, compose, (entriesFor) =>
      appendEntries(run.ports, view, entriesFor),
    )
    // a ledger that takes a record and keeps its old state must not be believed
    const after = await readStage(ledger, stage)
    if (subject(after.state)?.id !== ended.id) return report
    return buildReport(run, "failed", reason(another, UNMOVED), shown)
  } catch (error) {
    if (error instanceof Superseded) return buildReport(run, "blocked", error.reason, shown)
    throw error
  }
}

/** Why the run that holds the stage keeps a person's word from being taken; null: it does not. */
export async function ownerInTheWay(
  run: Run,
  { stage, state: { lock } }: StageView,
  { owner, command }: Pick<Intervention, "owner" | "command">,
): Promise<Parameters<typeof reason> | null> {
  if (lock === null || owner === "any") return null
  const liveness = await new LockMonitor(run.ports, stage).look(lock)
  if (liveness.kind === "dead") return null
  const who = describeOwner(stage, lock, run.ports.clock.now())
  if (liveness.kind === "alive") return ["OWNER_ALIVE", `${who} It is alive: ${liveness.sign}.`]
  if (owner === "not-alive") return null
  const fix = `Wait for it. When you know that it is dead: \`unlock --stage ${stage} --reason 'WHY'\`; then ${command} again.`
  return ["LOCK_HELD", `${who} It is not proven dead: ${liveness.why}.`, fix]
}

export const UNMOVED = "The record was written, and the ledger still says the same of the stage."
const CHANGED = "The stage is not as it was a moment ago: this is about something else now."
const LOOK = "Look at it, `status`, then decide again."

class Superseded extends PipelineError {}
