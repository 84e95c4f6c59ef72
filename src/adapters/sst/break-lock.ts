import { type Reason, reason } from "../../core/reasons.ts"
import { type LockReading, lockedReason, parseLockReading, parseSstRunId } from "../../core/sst/lock.ts"
import { describeRelease } from "../../core/stage.ts"
import type { Deployment } from "../../release/ports.ts"
import type { Around, PreparedTree } from "./prepared-tree.ts"
import { READ_LOCK } from "./scripts.ts"

const readLock = async (tree: PreparedTree, app: string, around: Around): Promise<LockReading> =>
  parseLockReading(JSON.stringify(await tree.ask(READ_LOCK, [app, around.stage], around)))

/**
 * Removes SST's lock when a dead run of this pipeline left it: its run is in the stage's ledger and no longer holds the
 * stage, which this run does. The record comes first, because it is refused when the stage is not ours any more.
 * @returns null when the lock is gone, else why it stays
 */
export async function breakDeadLock(
  tree: PreparedTree,
  app: string | null,
  deployment: Deployment,
  around: Around,
  { now, endRun }: { now: Date; endRun: (runId: string) => Promise<void> },
): Promise<Reason | null> {
  const { stage, say } = deployment
  const reading: LockReading =
    app === null
      ? { kind: "unreadable", message: "SST did not say which app it is" }
      : await readLock(tree, app, around)
  if (app === null || reading.kind !== "held") {
    // it was released between the two looks: whoever held it is done
    return reading.kind === "free" ? null : lockedReason(stage, reading, now)
  }
  const owner = parseSstRunId(reading.lock.runID)
  if (owner === null || !(await deployment.isOver(owner.runId))) return lockedReason(stage, reading, now)
  const what = `run ${owner.runId} (sst ${reading.lock.command} ${describeRelease(owner.release)}, since ${reading.lock.created})`
  say(`SST's lock was left by ${what}, which is over: unlocking`)
  await deployment.claimEffect(`SST's lock on ${stage}, left by ${what}, is removed`)
  // its engine may go on changing the stage without it
  await endRun(owner.runId)
  const unlocked = await tree.run([tree.sst, "unlock", "--stage", stage], around)
  const after = await readLock(tree, app, around)
  if (after.kind === "free") return null
  const seen =
    unlocked.exitCode === 0 ? "sst unlock ended well" : `sst unlock ended with exit code ${unlocked.exitCode}`
  return reason(
    "SST_LOCKED",
    `${seen}, but the lock is still there or cannot be read: ${lockedReason(stage, after, now).message}`,
  )
}
