import { PipelineError } from "../core/errors.ts"
import type { RecordKind } from "../core/ledger/record.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import { type ReasonCode, reason } from "../core/reasons.ts"
import type { Command, Report } from "../core/report/report.ts"
import type { Stage } from "../core/stage.ts"
import { viewOf } from "./admission.ts"
import type { StageView } from "./ports.ts"
import { type Context, Run } from "./run.ts"

export interface InterventionRequest {
  stage: Stage
  /** why; kept in the ledger */
  reason: string
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
}

const UNFREEZE: Intervention = {
  command: "unfreeze",
  kind: "unfrozen",
  // whatever quarantines a version freezes the stage, too
  subject: ({ frozen }) => frozen && { id: JSON.stringify(frozen), was: ` (was: ${frozen.reason})` },
  nothing: "NOT_FROZEN",
  another: "STAGE_FROZEN",
}

const UNLOCK: Intervention = {
  command: "unlock",
  kind: "lock-broken",
  subject: ({ lock }) => lock && { id: lock.runId, was: ` (was held by run ${lock.runId} of ${lock.actor})` },
  nothing: "LOCK_FREE",
  another: "LOCK_HELD",
}

/** Opens a frozen stage again and lifts its quarantine. */
export const unfreeze = (context: Context, request: InterventionRequest): Promise<Report> =>
  intervene(context, request, UNFREEZE)

/** Frees a stage whose owner is dead. The owner's own last record can no longer free it for others. */
export const unlock = (context: Context, request: InterventionRequest): Promise<Report> =>
  intervene(context, request, UNLOCK)

async function intervene(
  context: Context,
  { stage, reason: because }: InterventionRequest,
  { command, kind, subject, nothing, another }: Intervention,
): Promise<Report> {
  const run = new Run(context, command, stage, null)
  const view = viewOf(await run.ports.ledger.read([stage]), stage)
  run.show(view)
  const ended = subject(view.state)
  if (ended === null) return run.conclude("blocked", reason(nothing))
  const { running } = view.state
  const release = running === null ? {} : { tag: running.tag, sha: running.sha }
  const entry = run.entry(kind, { ...release, reason: because, detail: `${because}${ended.was}` })
  // what the person decided about may have ended, and something else begun, before the record is in
  const check = ({ state }: StageView) => {
    const now = subject(state)
    if (now?.id === ended.id) return
    const why =
      now === null ? reason(nothing) : reason(another, CHANGED, "Look at status, then decide again.")
    throw new Superseded("environment", why)
  }
  try {
    const report = await run.concludeWith(view, [entry], "done", null, check)
    // a ledger that takes a record and keeps its old state must not be believed
    const seen = viewOf(await run.ports.ledger.read([stage]), stage)
    return subject(seen.state)?.id === ended.id ? run.conclude("failed", reason(another, UNMOVED)) : report
  } catch (error) {
    if (error instanceof Superseded) return run.conclude("blocked", error.reason)
    throw error
  }
}

const UNMOVED = "The record was written, and the ledger still says the same of the stage."
const CHANGED = "The stage is not as it was a moment ago: this is about something else now."

class Superseded extends PipelineError {}
