import type { Fact } from "../core/errors.ts"
import { rollbackCredentialsGate, rollbackTargetGate } from "../core/gates/command-gates.ts"
import type { CredentialsInput, GateResult } from "../core/gates/gate.ts"
import { againstLeaving } from "../core/gates/stage-gates.ts"
import { overMigrationsWaivers, waive } from "../core/gates/waivers.ts"
import { afterDeath } from "../core/ledger/fold.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import {
  type BegunRollback,
  begunRollback,
  chooseRollbackTarget,
  findRollbackTarget,
  stageToLeave,
} from "../core/plan/way-back.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import type { Observed } from "../core/smoke/observed.ts"
import { describeRelease, type Release, type Stage } from "../core/stage.ts"
import { sentence } from "../core/text.ts"
import { acquireLock, describeAcquired, type Judge } from "./acquire-lock.ts"
import { type Bad, deployAndSmoke } from "./deploy-phases.ts"
import { checkCredentials } from "./gate-inputs.ts"
import { keepingStage } from "./heartbeats.ts"
import { afterEnding } from "./hooks.ts"
import type { LockedStage } from "./locked-stage.ts"
import { type Ports, type StageView, viewOf } from "./ports.ts"
import { type Ending, endingOf, recordEnding, recordRefusal } from "./record-ending.ts"
import { judgeLeftMigrations, RollbackMigrations } from "./release-delta.ts"
import { type Context, Run } from "./run.ts"
import { observeStage } from "./run-smoke.ts"

export interface RollbackRequest {
  stage: Stage
  /** a version that the stage verified before; null: the last one */
  to: string | null
  reason: string | null
  /** how long to wait for another run to free the stage, in seconds */
  waitSeconds: number
  /** why migrations may stay in the database, where their fence would refuse the rollback; null: they may not */
  overMigrations?: string | null
}

/**
 * The rollback that a person asks for. A freeze does not stop it: getting away from a bad version must always be
 * possible.
 */
export async function rollback(context: Context, request: RollbackRequest): Promise<Report> {
  const { stage } = request
  const run = new Run(context, "rollback", stage, request.to, request.reason)
  const look = async (views: readonly StageView[]) =>
    observeStage(run, stage, stageToLeave(viewOf(views, stage).state))
  const [views, credentials, seen] = await run.phase(
    "resolve",
    async () => {
      const reading = run.ports.ledger.read([stage])
      return Promise.all([reading, checkCredentials(run, stage), reading.then(look)])
    },
    () => ({ ok: true, detail: "ledger read" }),
  )
  let observed = seen
  const migrations = new RollbackMigrations(run, request.to)
  const judge = judgeRollback(run, request, credentials, migrations, () => observed)
  const refresh = async (now: readonly StageView[]) => {
    observed = await look(now)
  }
  const acquired = await run.phase(
    "gates",
    () => acquireLock(run, stage, { ...request, subject: null, ofRunning: true, judge, refresh, views }),
    describeAcquired,
  )
  if (acquired.kind !== "acquired") {
    const found = acquired.kind === "refused" ? await migrations.of(stageToLeave(acquired.view.state)) : null
    return recordRefusal(run, acquired, { overMigrations: found?.left ?? null, observed })
  }

  const { locked, gates } = acquired
  const state = stageToLeave(locked.view.state)
  // the target gate passed on this very state
  const { release: to } = findRollbackTarget(state, request.to) as { release: Release }
  const { tag, sha } = state.running as Release
  const { arrival } = locked.view.state
  const from = { tag, sha }
  const left = await migrations.of(state)
  if (left !== null && left.verdict.kind !== "open") run.ports.say(left.verdict.warning)
  const plan: RollbackPlan = {
    from,
    to,
    because: null,
    detail: request.reason ?? "A person asked for it.",
    overMigrations: left?.left ?? null,
  }
  const work = async () => afterEnding(locked, await performRollback(locked, plan), null)
  const ending = await keepingStage(locked, work)
  return recordEnding(locked, ending, {
    ...{ tag: to.tag, sha: to.sha, previous: from, gates },
    leftSince: arrival?.sha === from.sha ? arrival.at : null,
  })
}

const judgeRollback =
  (
    { context, ports }: Run,
    { stage, to, overMigrations = null }: RollbackRequest,
    credentials: Fact<CredentialsInput>,
    migrations: RollbackMigrations,
    observed: () => Observed,
  ): Judge =>
  async (seen): Promise<GateResult[]> => {
    const found = viewOf(seen, stage).state
    const state = stageToLeave(found)
    const gates = [
      rollbackTargetGate(
        stage,
        state,
        to,
        againstLeaving(found, to, observed()),
        await lacksTarget(ports, state, to),
      ),
      rollbackCredentialsGate(stage, credentials),
      ...(await migrations.gates(state)),
    ]
    const waivers = overMigrationsWaivers(gates, overMigrations)
    return waive(gates, waivers, context.identity.actor, ports.clock.now())
  }

/**
 * Asked before the stage is taken: a rollback that cannot begin would freeze a stage that it leaves as it is, and take
 * from what runs there that it is verified. What cannot be found out does not stop it.
 */
async function lacksTarget({ repository }: Ports, state: StageState, to: string | null): Promise<boolean> {
  const target = findRollbackTarget(state, to)
  if (target.kind === "none") return false
  const found = await repository.find(target.release.sha)
  return found.kind === "known" && found.value === null
}

interface RollbackPlan {
  /** the version to leave */
  from: Release
  to: Release
  /** why the pipeline rolls back by itself; null when a person asked for it */
  because: Reason | null
  /** why, as a sentence for the ledger */
  detail: string
  /** migrations that stay in the database; null: not looked for */
  overMigrations: Report["overMigrations"]
}

/**
 * Rolls a stage back, once: a rollback that fails is not rolled back in turn. The freeze and the quarantine are recorded
 * before the first change, so that no deploy gets in if the run dies on the way. Against the version that a person leaves
 * nothing is known, so there they wait until the tool is to be started: one that cannot be has left all as it was.
 */
async function performRollback(locked: LockedStage, plan: RollbackPlan): Promise<Ending> {
  const { from, to, because, detail } = plan
  const fields = { tag: to.tag, sha: to.sha, from, code: because?.code ?? null, detail }
  const marks = [locked.entry("frozen", fields), locked.entry("rollback-started", fields)]
  if (because === null) locked.defer(...marks)
  else await locked.append(...marks)
  const ended = (why: Reason): Ending => {
    if (because !== null || locked.run.effects.has("rollback")) return rollbackFailed(plan, why)
    locked.withdraw(...marks)
    return notBegun(plan, why)
  }
  return endingOf(locked, () => goBack(locked, plan, ended), ended)
}

async function goBack(
  locked: LockedStage,
  { from, to, because, detail, overMigrations }: RollbackPlan,
  ended: (why: Reason) => Ending,
): Promise<Ending> {
  const deployed = await deployAndSmoke(locked, to, "rollback")
  if (deployed.kind !== "verified") {
    // a tool that was ended with the lease only knows that it was interrupted
    const failed = ended(locked.gone ?? deployed.reason)
    return deployed.kind === "bad" && deployed.judged ? { ...failed, bad: to } : failed
  }
  return {
    outcome: "rolled-back",
    release: to,
    from,
    reason: because,
    detail: `from ${describeRelease(from)}: ${detail}`,
    shown: { rolledBackTo: to, overMigrations },
  }
}

const notBegun = (plan: RollbackPlan, why: Reason): Ending => ({
  ...{ outcome: "failed", release: plan.to, from: plan.from, reason: why },
  begun: rollbackFailed(plan, why),
})

function rollbackFailed({ from, to, because, overMigrations }: RollbackPlan, why: Reason): Ending {
  const before = because === null ? "The" : `${sentence(because.message)} Then the`
  const message = `${before} rollback to ${describeRelease(to)} failed: ${why.message}`
  const failed = reason("ROLLBACK_FAILED", message)
  return { outcome: "rollback-failed", release: to, from, reason: failed, shown: { overMigrations } }
}

/**
 * Judges a deploy by its gates, unless the stage's owner is rolling this very commit back. If that owner is dead, the
 * deploy completes the rollback instead, so only the rollback's target is judged.
 */
export const judgeResumable =
  ({ ports }: Run, judge: Judge, stage: Stage, release: Release | null): Judge =>
  async (views): Promise<GateResult[]> => {
    const { state } = viewOf(views, stage)
    const begun = begunRollback(state, release)
    if (begun === null) return judge(views)
    const dead = afterDeath(state)
    const lacks = await lacksTarget(ports, dead, begun.to.tag)
    return [rollbackTargetGate(stage, dead, begun.to.tag, null, lacks)]
  }

/** Completes the rollback of a dead run: half a rollback may serve neither version. */
export function resumeRollback(locked: LockedStage, { from, to, detail }: BegunRollback): Promise<Ending> {
  locked.run.ports.say(`going on with the rollback to ${describeRelease(to)}`)
  const because = reason(
    "ROLLBACK_RESUMED",
    `A run that died was rolling ${describeRelease(from)} back: ${detail}`,
  )
  const plan = { from, to, because, detail, overMigrations: null }
  const work = () => performRollback(locked, plan)
  return endingOf(locked, work, (why) => notBegun(plan, why))
}

/**
 * Rolls back from a bad version where the stage is configured so and has a target. A version that failed smoke is
 * quarantined in any case.
 */
export async function onBadVersion(
  locked: LockedStage,
  release: Release,
  bad: Bad,
  rollback: "automatic" | "manual" = locked.run.context.config.stages[locked.stage].rollback,
): Promise<Ending> {
  const { run, gone } = locked
  const stays = (why: Reason): Ending => ({
    ...failed(release, why),
    ...(bad.judged ? { bad: release } : {}),
  })
  // an interrupted run starts no rollback; a verdict that it reached before still counts
  if (gone !== null) return failed(release, gone)
  if (locked.signal.aborted) return stays(reason("INTERRUPTED", bad.reason.message))
  if (!bad.changed) return failed(release, bad.reason)
  if (rollback === "manual") return stays(bad.reason)
  // a person may have quarantined the target meanwhile
  const target = chooseRollbackTarget(await locked.look(), release)
  if (target.kind === "none")
    return stays(withoutRollback(bad.reason, `No rollback: ${target.reason.message}`, target.reason))
  const { verdict, left: overMigrations } = await judgeLeftMigrations(run, release, target.release)
  if (verdict.kind !== "open") run.ports.say(verdict.warning)
  if (verdict.kind === "blocked") {
    const message = `${sentence(bad.reason.message)} No rollback: ${verdict.warning}`
    return {
      ...stays(reason("MIGRATION_BLOCKS_ROLLBACK", message)),
      freeze: message,
      shown: { overMigrations },
    }
  }
  run.ports.say(`rolling back to ${describeRelease(target.release)}: ${target.why}`)
  return rollBackByItself(locked, {
    from: release,
    to: target.release,
    because: bad.reason,
    detail: bad.reason.message,
    overMigrations,
  })
}

function rollBackByItself(locked: LockedStage, plan: RollbackPlan & { because: Reason }): Promise<Ending> {
  const { from, to, because } = plan
  return endingOf(
    locked,
    () => performRollback(locked, plan),
    // the rollback could not be recorded, so it has not begun: the version stays, quarantined
    (why) => {
      const then = `The rollback to ${describeRelease(to)} could not begin: ${why.message}`
      const begun = rollbackFailed(plan, why)
      return { ...failed(from, withoutRollback(because, then, why)), bad: from, begun }
    },
  )
}

/** The reason of a failure, followed by why there was no rollback, with the fix for that. */
const withoutRollback = (why: Reason, then: string, { fix }: Reason): Reason => ({
  ...why,
  message: `${sentence(why.message)} ${then}`,
  fix,
})

export const failed = (release: Release, why: Reason): Ending => ({ outcome: "failed", release, reason: why })

export const inconclusive = (release: Release, why: Reason): Ending => ({
  outcome: "inconclusive",
  release,
  reason: why,
  freeze: why.message,
})
