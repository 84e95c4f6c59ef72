import { rollbackTargetGate } from "../core/gates/command-gates.ts"
import type { GateResult } from "../core/gates/gate.ts"
import { afterDeath } from "../core/ledger/fold.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import { describeRelease, type Release, type Stage } from "../core/stage.ts"
import { sentence } from "../core/text.ts"
import type { Judge } from "./acquire-lock.ts"
import { deployAndSmoke } from "./deploy-and-smoke.ts"
import type { LockedStage } from "./locked-stage.ts"
import { viewOf } from "./ports.ts"
import { type Ending, endingOf } from "./record-ending.ts"

export interface RollbackPlan {
  /** the version that is left */
  from: Release
  to: Release
  /** why the pipeline rolls back; null when a person asked for it */
  because: Reason | null
  /** the same as a sentence for the ledger */
  detail: string
  /** migrations that stay in the database; null: not looked at */
  overMigrations: Report["overMigrations"]
}

/**
 * Rolls a stage back, once, and never rolls back a rollback. The version that is left is quarantined and the stage
 * frozen before the first change, so that a run that dies here leaves a stage that no deploy overruns.
 */
export async function performRollback(locked: LockedStage, plan: RollbackPlan): Promise<Ending> {
  const { from, to, because, detail } = plan
  const fields = { tag: to.tag, sha: to.sha, from, code: because?.code ?? null, detail }
  await locked.append(locked.entry("frozen", fields), locked.entry("rollback-started", fields))
  return endingOf(
    locked,
    () => goBack(locked, plan),
    (why) => rollbackFailed(plan, why),
  )
}

async function goBack(locked: LockedStage, plan: RollbackPlan): Promise<Ending> {
  const { from, to, because, detail, overMigrations } = plan
  const deployed = await deployAndSmoke(locked, to, "rollback")
  if (deployed.kind !== "verified") {
    const failed = rollbackFailed(plan, deployed.reason)
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

function rollbackFailed({ from, to, because, overMigrations }: RollbackPlan, why: Reason): Ending {
  const before = because === null ? "The" : `${sentence(because.message)} Then the`
  const message = `${before} rollback to ${describeRelease(to)} failed: ${why.message}`
  const failed = reason("ROLLBACK_FAILED", message)
  return { outcome: "rollback-failed", release: to, from, reason: failed, shown: { overMigrations } }
}

/** A rollback that a run has begun, and why. */
interface BegunRollback {
  from: Release
  to: Release
  detail: string
}

/**
 * The rollback from a commit that the run which holds the stage has begun. A person who lifted the quarantine meanwhile
 * has decided otherwise.
 */
export function begunRollback(
  { lock, quarantine }: Pick<StageState, "lock" | "quarantine">,
  release: Release | null,
): BegunRollback | null {
  const begun = lock?.rollback
  if (begun === undefined || begun.from.sha !== release?.sha) return null
  const bad = quarantine.find(({ sha }) => sha === begun.from.sha)
  return bad === undefined ? null : { ...begun, detail: bad.reason }
}

/**
 * Judges a deploy as its gates do, unless a run is rolling this very commit back: should that run be dead, its rollback
 * is what the stage needs.
 */
export const judgeResumable =
  (judge: Judge, stage: Stage, release: Release | null): Judge =>
  async (views): Promise<GateResult[]> => {
    const { state } = viewOf(views, stage)
    const begun = begunRollback(state, release)
    return begun === null ? judge(views) : [rollbackTargetGate(stage, afterDeath(state), begun.to.tag)]
  }

/** Does what a dead run had begun: an unfinished rollback leaves a stage that may serve neither version. */
export function resumeRollback(locked: LockedStage, { from, to, detail }: BegunRollback): Promise<Ending> {
  locked.run.ports.say(`going on with the rollback to ${describeRelease(to)}`)
  const because = reason(
    "ROLLBACK_RESUMED",
    `A run that died was rolling ${describeRelease(from)} back: ${detail}`,
  )
  return endingOf(
    locked,
    () => performRollback(locked, { from, to, because, detail, overMigrations: null }),
    (why) => ({ outcome: "failed", release: to, from, reason: why }),
  )
}
