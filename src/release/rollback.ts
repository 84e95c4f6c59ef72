import { rollbackCredentialsGate, rollbackTargetGate } from "../core/gates/rollback-gates.ts"
import { overMigrationsWaivers, waive } from "../core/gates/waivers.ts"
import { afterDeath } from "../core/ledger/fold.ts"
import { findRollbackTarget } from "../core/ledger/rollback-target.ts"
import type { Report } from "../core/report/report.ts"
import type { Release, Stage } from "../core/stage.ts"
import { admit, type Judge, viewOf } from "./admission.ts"
import { block } from "./block.ts"
import { askCredentials } from "./credentials.ts"
import { describeAdmission } from "./deploy.ts"
import { fenceGates, sayOver } from "./fence.ts"
import { withHeart } from "./heart.ts"
import { Hold } from "./hold.ts"
import { retreat } from "./retreat.ts"
import { type Context, Run } from "./run.ts"
import { settle } from "./settle.ts"

export interface RollbackRequest {
  stage: Stage
  /** a version that the stage verified before; null: the last one */
  to: string | null
  reason: string | null
  /** how long to wait for another run to free the stage, in seconds */
  waitSeconds: number
  /** why migrations that stay in the database are all right, where they would refuse it; null: nobody says so */
  overMigrations?: string | null
}

/** Takes a stage back on a person's word. A frozen stage can still be rolled back. */
export async function rollback(context: Context, request: RollbackRequest): Promise<Report> {
  const { stage } = request
  const run = new Run(context, "rollback", stage, request.to)
  const [views, credentials] = await run.phase(
    "resolve",
    () => Promise.all([run.ports.ledger.read([stage]), askCredentials(run, stage)]),
    () => ({ ok: true, detail: "ledger read" }),
  )
  const fence = fenceGates(run, request.to)
  const judge: Judge = async (seen) => {
    const state = afterDeath(viewOf(seen, stage).state)
    const gates = [
      rollbackTargetGate(stage, state, request.to),
      rollbackCredentialsGate(stage, credentials),
      ...(await fence(state)),
    ]
    const waivers = overMigrationsWaivers(gates, request.overMigrations ?? null)
    return waive(gates, waivers, run.report.actor, run.ports.clock.now())
  }
  const admission = await run.phase(
    "gates",
    () => admit(run, stage, null, { ...request, judge, views }),
    describeAdmission,
  )
  if (admission.kind === "blocked") return block(run, admission)
  const { view } = admission
  // the gate has passed on this very state, so there is a target and something to leave
  const { release: to } = findRollbackTarget(view.state, request.to) as { release: Release }
  const { tag, sha } = view.state.running as Release
  const from = { tag, sha }
  run.report.tag = to.tag
  run.report.sha = to.sha
  run.report.previous = from
  sayOver(run)
  const detail = request.reason ?? "A person asked for it."
  const hold = new Hold(run, view)
  return withHeart(run, stage, () =>
    settle(
      hold,
      () => retreat(hold, stage, { from, to, because: null, detail }),
      // retreat settles what it began, so that nothing was changed yet
      (why) => ({ kind: "failed", release: to, from, reason: why }),
    ),
  )
}
