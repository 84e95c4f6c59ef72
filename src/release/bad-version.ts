import { chooseRollbackTarget } from "../core/ledger/rollback-target.ts"
import { type Reason, reason } from "../core/reasons.ts"
import { describeRelease, type Release } from "../core/stage.ts"
import { sentence } from "../core/text.ts"
import type { Deployed } from "./deploy-and-smoke.ts"
import type { LockedStage } from "./locked-stage.ts"
import { judgeLeftMigrations } from "./migration-policy.ts"
import { performRollback } from "./perform-rollback.ts"
import { type Ending, endingOf } from "./record-ending.ts"

/** A bad version is left where the stage says so and there is somewhere to go. It is remembered in any case. */
export async function onBadVersion(
  locked: LockedStage,
  release: Release,
  bad: Extract<Deployed, { kind: "bad" }>,
  rollback: "automatic" | "manual" = locked.run.context.config.stages[locked.stage].rollback,
): Promise<Ending> {
  const { run, view, gone } = locked
  const stays = (why: Reason): Ending => ({
    ...failed(release, why),
    ...(bad.judged ? { bad: release } : {}),
  })
  // a run that is to stop begins nothing new; a deploy that failed meanwhile failed for that, a verdict counts
  if (gone !== null) return failed(release, gone)
  if (locked.signal.aborted) return stays(reason("INTERRUPTED", bad.reason.message))
  if (!bad.changed) return failed(release, bad.reason)
  if (rollback === "manual") return stays(bad.reason)
  const target = chooseRollbackTarget(view.state, release)
  if (target.kind === "none")
    return stays(unless(bad.reason, `No rollback: ${target.reason.message}`, target.reason))
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
  const { message: detail } = bad.reason
  return endingOf(
    locked,
    () =>
      performRollback(locked, {
        from: release,
        to: target.release,
        because: bad.reason,
        detail,
        overMigrations,
      }),
    // it has not begun: the version stays, and is left as soon as that can be recorded
    (why) => ({
      ...failed(
        release,
        unless(
          bad.reason,
          `The rollback to ${describeRelease(target.release)} could not begin: ${why.message}`,
          why,
        ),
      ),
      bad: release,
    }),
  )
}

/** The reason of a failure, then why it was not taken back. */
const unless = (why: Reason, then: string, { fix }: Reason): Reason => ({
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
