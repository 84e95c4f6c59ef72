import { rollbackCredentialsGate, rollbackTargetGate } from "../core/gates/command-gates.ts"
import type { GateResult } from "../core/gates/gate.ts"
import { overMigrationsWaivers, waive } from "../core/gates/waivers.ts"
import { findRollbackTarget, stageToLeave } from "../core/ledger/rollback-target.ts"
import type { Report } from "../core/report/report.ts"
import type { Release, Stage } from "../core/stage.ts"
import { acquireLock } from "./acquire-lock.ts"
import { describeAcquired } from "./deploy.ts"
import { checkCredentials } from "./gate-inputs.ts"
import { keepingStage } from "./heartbeats.ts"
import { afterEnding } from "./hooks.ts"
import { performRollback } from "./perform-rollback.ts"
import { type StageView, viewOf } from "./ports.ts"
import { endingOf, recordEnding, recordRefusal } from "./record-ending.ts"
import { RollbackMigrations } from "./release-delta.ts"
import { type Context, Run } from "./run.ts"

export interface RollbackRequest {
  stage: Stage
  /** a version that the stage verified before; null: the last one */
  to: string | null
  reason: string | null
  /** how long to wait for another run to free the stage, in seconds */
  waitSeconds: number
  /** why migrations that stay in the database are all right, where they would refuse it; null: not said */
  overMigrations?: string | null
}

/** Takes a stage back on a person's word. A frozen stage can still be rolled back. */
export async function rollback(context: Context, request: RollbackRequest): Promise<Report> {
  const { stage } = request
  const run = new Run(context, "rollback", stage, request.to, request.reason)
  const [views, credentials] = await run.phase(
    "resolve",
    () => Promise.all([run.ports.ledger.read([stage]), checkCredentials(run, stage)]),
    () => ({ ok: true, detail: "ledger read" }),
  )
  const migrations = new RollbackMigrations(run, request.to)
  const judge = async (seen: readonly StageView[]): Promise<GateResult[]> => {
    const state = stageToLeave(viewOf(seen, stage).state)
    const gates = [
      rollbackTargetGate(stage, state, request.to),
      rollbackCredentialsGate(stage, credentials),
      ...(await migrations.gates(state)),
    ]
    const waivers = overMigrationsWaivers(gates, request.overMigrations ?? null)
    return waive(gates, waivers, context.identity.actor, run.ports.clock.now())
  }
  const acquired = await run.phase(
    "gates",
    () => acquireLock(run, stage, { ...request, subject: null, judge, views }),
    describeAcquired,
  )
  if (acquired.kind !== "acquired") {
    const seen = acquired.kind === "refused" ? await migrations.of(stageToLeave(acquired.view.state)) : null
    return recordRefusal(run, acquired, { overMigrations: seen?.left ?? null })
  }

  const { locked, gates } = acquired
  const state = stageToLeave(locked.view.state)
  // the gate has passed on this very state, so there is a target and something to leave
  const { release: to } = findRollbackTarget(state, request.to) as { release: Release }
  const { tag, sha } = state.running as Release
  const { arrival } = locked.view.state
  const from = { tag, sha }
  const left = await migrations.of(state)
  if (left !== null && left.verdict.kind !== "open") run.ports.say(left.verdict.warning)
  const plan = {
    from,
    to,
    because: null,
    detail: request.reason ?? "A person asked for it.",
    overMigrations: left?.left ?? null,
  }
  const ending = await keepingStage(locked, async () => {
    const end = await endingOf(
      locked,
      () => performRollback(locked, plan),
      (why) => ({ outcome: "failed", release: to, from, reason: why }),
    )
    return afterEnding(locked, end, null)
  })
  return recordEnding(locked, ending, {
    ...{ tag: to.tag, sha: to.sha, previous: from, gates },
    leftSince: arrival?.sha === from.sha ? arrival.at : null,
  })
}
