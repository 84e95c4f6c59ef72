import { rollbackTargetGate } from "../core/gates/rollback-gates.ts"
import { afterDeath } from "../core/ledger/fold.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import { reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import { describeRelease, type Release, type Stage } from "../core/stage.ts"
import { type Judge, viewOf } from "./admission.ts"
import type { Hold } from "./hold.ts"
import { retreat } from "./retreat.ts"
import { settle } from "./settle.ts"

/** A rollback that a run has begun, and why. */
export interface BegunRollback {
  from: Release
  to: Release
  detail: string
}

/**
 * The rollback from a commit that the run which holds the stage has begun. A person who lifted the quarantine
 * meanwhile has decided otherwise.
 */
export function begunRollback(state: StageState, release: Release | null): BegunRollback | null {
  const begun = state.lock?.rollback
  if (begun === undefined || begun.from.sha !== release?.sha) return null
  const bad = state.quarantine.find(({ sha }) => sha === begun.from.sha)
  return bad === undefined ? null : { ...begun, detail: bad.reason }
}

/**
 * Judges a deploy as its gates do, unless a run is rolling this very commit back: should that run be dead, its
 * rollback is what the stage needs.
 */
export const judgeResumable =
  (judge: Judge, stage: Stage, release: Release | null): Judge =>
  async (views) => {
    const { state } = viewOf(views, stage)
    const begun = begunRollback(state, release)
    return begun === null ? judge(views) : [rollbackTargetGate(stage, afterDeath(state), begun.to.tag)]
  }

/** Does what a dead run had begun: an unfinished rollback leaves a stage that may serve neither version. */
export function resume(hold: Hold, stage: Stage, { from, to, detail }: BegunRollback): Promise<Report> {
  hold.run.ports.say(`going on with the rollback to ${describeRelease(to)}`)
  const fix = reason("ROLLBACK_RESUMED").fix.replace("STAGE", stage)
  const because = reason(
    "ROLLBACK_RESUMED",
    `A run that died was rolling ${describeRelease(from)} back: ${detail}`,
    fix,
  )
  return settle(
    hold,
    () => retreat(hold, stage, { from, to, because, detail }),
    // retreat settles what it began, so that this run changed nothing yet
    (why) => ({ kind: "failed", release: to, from, reason: why }),
  )
}
