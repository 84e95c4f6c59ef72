import type { RecordKind } from "../core/ledger-record.ts"
import { reason } from "../core/reasons.ts"
import type { Command, Report } from "../core/report.ts"
import type { Stage } from "../core/stage.ts"
import { viewOf } from "./admission.ts"
import { type Context, Run } from "./run.ts"

export interface InterventionRequest {
  stage: Stage
  /** why; kept in the ledger */
  reason: string
}

/** Opens a frozen stage again and lifts its quarantine. */
export function unfreeze(context: Context, request: InterventionRequest): Promise<Report> {
  return intervene(context, request, "unfreeze", "unfrozen", ({ frozen, quarantine }) =>
    frozen === null && quarantine.length === 0 ? "NOT_FROZEN" : null,
  )
}

/** Frees a stage whose owner is dead. The owner's own last record can no longer free it for others. */
export function unlock(context: Context, request: InterventionRequest): Promise<Report> {
  return intervene(context, request, "unlock", "lock-broken", ({ lock }) =>
    lock === null ? "LOCK_FREE" : null,
  )
}

async function intervene(
  context: Context,
  { stage, reason: because }: InterventionRequest,
  command: Command,
  kind: RecordKind,
  refusal: (state: StateOf) => "NOT_FROZEN" | "LOCK_FREE" | null,
): Promise<Report> {
  const run = new Run(context, command, stage, null)
  const view = viewOf(await run.ports.ledger.read([stage]), stage)
  run.show(view)
  const refused = refusal(view.state)
  if (refused !== null) return run.conclude("blocked", reason(refused))
  const broken = kind === "lock-broken" ? view.state.lock : null
  const detail = broken === null ? because : `${because} (was held by run ${broken.runId} of ${broken.actor})`
  const { running } = view.state
  const subject = running === null ? {} : { tag: running.tag, sha: running.sha }
  return run.concludeWith(view, run.entry(kind, { ...subject, reason: because, detail }), "done", null)
}

type StateOf = ReturnType<typeof viewOf>["state"]
