import { messageOf, PipelineError } from "../core/errors.ts"
import type { Fact } from "../core/fact.ts"
import {
  judgeLiveness,
  type Lease,
  type Liveness,
  leaseOf,
  type OwnerFacts,
} from "../core/ledger/liveness.ts"
import type { LockOwner } from "../core/ledger/stage-state.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { Stage } from "../core/stage.ts"
import { formatDuration } from "../core/text.ts"
import { readStage } from "./append.ts"
import { type LockedStage, lostTo, momentOf } from "./locked-stage.ts"
import type { Heartbeat, Ports } from "./ports.ts"

/**
 * Keeps the stage for as long as the work takes: shows heartbeats, and looks whether the stage is still this run's. A
 * run that cannot renew its lease ends what it has under way before others may take the stage over. Short work shows no
 * heartbeat: the record that took the stage is the first.
 */
export async function keepingStage<T>(locked: LockedStage, work: () => Promise<T>): Promise<T> {
  if (locked.lease === null) return work()
  const stopping = new AbortController()
  const renewing = keepRenewing(locked, locked.lease, stopping.signal)
  try {
    return await work()
  } finally {
    stopping.abort()
    await renewing
  }
}

type Renewal = { kind: "renewed" } | { kind: "lost"; to: Reason } | { kind: "failed"; why: string }

async function keepRenewing(locked: LockedStage, lease: Lease, stopping: AbortSignal): Promise<void> {
  const { clock, say } = locked.run.ports
  let pauseMs = lease.beatMs
  let cause: string | null = null
  while (locked.gone === null) {
    await clock
      .sleep(Math.max(0, Math.min(pauseMs, lease.ownerMs - locked.silentMs)), stopping)
      .catch(() => {})
    if (stopping.aborted) return
    // after a pause of this machine, or in vain for long: another run may be about to take the stage over
    const late = locked.isExpired
    const renewal = late
      ? await within(locked, lease.graceMs / 3, stopping, () => renewByRecord(locked))
      : await within(locked, lease.ownerMs - locked.silentMs, stopping, () => beat(locked))
    if (stopping.aborted) return
    if (renewal.kind === "lost") locked.expire(renewal.to, lease)
    if (renewal.kind === "failed") {
      say(`no heartbeat could be shown: ${renewal.why}`)
      // what was wrong first says more than that there was no answer in the end
      cause ??= renewal.why
      if (late || locked.isExpired) locked.expire(expired(locked, cause), lease)
    }
    if (renewal.kind === "renewed") cause = null
    pauseMs = renewal.kind === "renewed" ? lease.beatMs : lease.beatMs / 3
  }
}

/** What hangs is not waited for: the lease ends all the same. */
async function within(
  { run: { ports } }: LockedStage,
  limitMs: number,
  stopping: AbortSignal,
  work: () => Promise<Renewal>,
): Promise<Renewal> {
  const done = new AbortController()
  const late = async (): Promise<Renewal> => {
    await ports.clock.sleep(limitMs, AbortSignal.any([stopping, done.signal])).catch(() => {})
    return { kind: "failed", why: `no answer within ${formatDuration(limitMs)}` }
  }
  try {
    return await Promise.race([
      work().catch((error: unknown): Renewal => ({ kind: "failed", why: messageOf(error) })),
      late(),
    ])
  } finally {
    done.abort()
  }
}

/** A heartbeat, where the ledger still says that the stage is this run's. */
function beat(locked: LockedStage): Promise<Renewal> {
  const { run, stage } = locked
  const { clock, heartbeats, ledger } = run.ports
  return locked.exclusively(async () => {
    const begun = momentOf(clock)
    const view = await readStage(ledger, stage)
    if (!locked.owns(view)) return { kind: "lost", to: lostTo(view, locked.fence) }
    await heartbeats.beat(stage, { runId: run.runId, at: clock.now().toISOString() })
    locked.renewedSince(begun)
    return { kind: "renewed" }
  })
}

/**
 * Once a lease has expired a heartbeat may come too late: a run that watched may be taking the stage over. Only a record
 * of the ledger decides, which one of the two can append.
 */
async function renewByRecord(locked: LockedStage): Promise<Renewal> {
  const silent = formatDuration(locked.silentMs)
  try {
    await locked.append(locked.entry("renewed", { detail: `no heartbeat could be shown for ${silent}` }))
    return { kind: "renewed" }
  } catch (error) {
    if (error instanceof PipelineError && error.reason.code === "LOCK_LOST") {
      return { kind: "lost", to: error.reason }
    }
    throw error
  }
}

const expired = ({ silentMs }: LockedStage, why: string): Reason =>
  reason(
    "LEASE_EXPIRED",
    `This run could not show for ${formatDuration(silentMs)} that it is alive (${why}), so it stopped before another run may take the stage over.`,
  )

/**
 * Looks, turn by turn, whether the run that holds a stage is dead. Its heartbeats are judged by whether they change while
 * this run watches, and never by two machines' clocks alone; and time counts only as it was slept through here, so that
 * a machine that was suspended does not think that the others were.
 */
export class LockMonitor {
  private readonly ports: Pick<Ports, "runs" | "heartbeats" | "clock">
  private readonly stage: Stage
  private lastSign: string | null = null
  private watchedMs = 0
  private sinceLastLookMs = 0

  constructor(ports: Pick<Ports, "runs" | "heartbeats" | "clock">, stage: Stage) {
    this.ports = ports
    this.stage = stage
  }

  async look(owner: LockOwner): Promise<Liveness> {
    const [facts, silence] = await Promise.all([this.ports.runs.examine(owner), this.listen(owner)])
    return judgeLiveness({ ...facts, silence })
  }

  /** Tells how long was slept since the last look. */
  slept(ms: number): void {
    this.sinceLastLookMs += ms
  }

  private async listen(owner: LockOwner): Promise<OwnerFacts["silence"]> {
    const seconds = owner.runner?.heartbeatSeconds ?? null
    if (seconds === null) return { kind: "skipped", why: "it shows no heartbeats" }
    const heard = await this.hear(owner)
    if (heard.kind !== "known") {
      this.lastSign = null
      return heard
    }
    // a record of its own shows that it lives, as a heartbeat does
    const { since, renewed = since, runId } = owner
    const sign = JSON.stringify([runId, renewed, heard.value?.id])
    this.watchedMs = sign === this.lastSign ? this.watchedMs + this.sinceLastLookMs : 0
    this.sinceLastLookMs = 0
    this.lastSign = sign
    const newest = Math.max(Date.parse(renewed), Date.parse(heard.value?.at ?? since))
    const ageMs = this.ports.clock.now().getTime() - newest
    return {
      kind: "known",
      value: { watchedMs: this.watchedMs, ageMs, limitMs: leaseOf(seconds).takeoverMs },
    }
  }

  /** The owner's newest heartbeat; the record by which it took the stage was the first. */
  private async hear({ runId }: LockOwner): Promise<Exclude<Fact<Heartbeat | null>, { kind: "skipped" }>> {
    try {
      const beat = await this.ports.heartbeats.read(this.stage)
      return { kind: "known", value: beat?.runId === runId ? beat : null }
    } catch (error) {
      return { kind: "unavailable", message: `its heartbeats cannot be read: ${messageOf(error)}` }
    }
  }
}
