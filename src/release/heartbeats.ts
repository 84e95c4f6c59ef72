import { type Fact, messageOf, PipelineError } from "../core/errors.ts"
import {
  describeCiRun,
  judgeLiveness,
  type Lease,
  type Liveness,
  type LockOwner,
  leaseOf,
  type OwnerFacts,
  pauseAfterFailure,
  type RenewalStep,
  renewalStep,
} from "../core/ledger/owner.ts"
import { type Reason, reason } from "../core/reasons.ts"
import { STAGES, type Stage } from "../core/stage.ts"
import { formatDuration } from "../core/text.ts"
import { readStage, within } from "./append.ts"
import { type LockedStage, momentOf } from "./locked-stage.ts"
import type { Clock, CodeHost, Heartbeat, Ledger, Ports, Runs, StageView } from "./ports.ts"

/**
 * Keeps the stage while the work goes on: sends heartbeats, and checks that the stage is still this run's. A run that
 * cannot renew its lease stops its work before another run may take the stage over. The record that took the stage
 * counts as the first heartbeat, so short work sends none.
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
  const leftMs = () => lease.ownerMs - locked.silentMs
  let pauseMs = lease.beatMs
  let cause: string | null = null
  while (locked.gone === null) {
    await clock.sleep(Math.max(0, Math.min(pauseMs, leftMs())), stopping).catch(() => {})
    if (stopping.aborted) return
    const step = renewalStep(lease, leftMs(), cause !== null)
    if (step.kind === "give up") return locked.expire(expired(locked, cause as string), lease)
    const renewal = await renew(locked, step, stopping)
    if (stopping.aborted) return
    if (renewal.kind === "lost") return locked.expire(renewal.to, lease)
    if (renewal.kind === "renewed") {
      cause = null
      // counted from when it was begun, as the lease is: a slow remote takes its part of the interval
      pauseMs = lease.beatMs - locked.silentMs
    } else {
      say(`could not send a heartbeat: ${renewal.why}`)
      // the first fault says more than the timeout that may follow it
      cause ??= renewal.why
      if (locked.isExpired) return locked.expire(expired(locked, cause), lease)
      pauseMs = pauseAfterFailure(lease, step, leftMs())
    }
  }
}

/** Gives up on an answer that does not come: the lease expires all the same. */
async function renew(
  locked: LockedStage,
  { kind, limitMs }: Exclude<RenewalStep, { kind: "give up" }>,
  stopping: AbortSignal,
): Promise<Renewal> {
  const { clock } = locked.run.ports
  const renewing = kind === "heartbeat" ? beat(locked) : renewByRecord(locked)
  try {
    return (
      (await within(clock, limitMs, renewing, stopping)) ?? {
        kind: "failed",
        why: `the ledger took longer than ${formatDuration(limitMs)}`,
      }
    )
  } catch (error) {
    if (error instanceof PipelineError && error.reason.code === "LOCK_LOST") {
      return { kind: "lost", to: error.reason }
    }
    return { kind: "failed", why: messageOf(error) }
  }
}

/** Sends a heartbeat if the ledger still names this run as the owner. */
async function beat(locked: LockedStage): Promise<Renewal> {
  const { run, stage } = locked
  const { clock, heartbeats, ledger } = run.ports
  const begun = momentOf(clock)
  locked.check(await readStage(ledger, stage))
  await heartbeats.beat(stage, { runId: run.runId, at: clock.now().toISOString() })
  locked.renewedSince(begun)
  return { kind: "renewed" }
}

async function renewByRecord(locked: LockedStage): Promise<Renewal> {
  await locked.renew(`could not send a heartbeat for ${formatDuration(locked.silentMs)}`)
  return { kind: "renewed" }
}

const expired = ({ silentMs }: LockedStage, why: string): Reason =>
  reason(
    "LEASE_EXPIRED",
    `This run could not renew its lock for ${formatDuration(silentMs)} (${why}), so it stopped before another run could take over the stage.`,
  )

/**
 * Watches whether the run that holds a stage is dead, one look after the other. Silence is measured by heartbeats that
 * do not change while this run watches, never by comparing two machines' clocks alone. Only the pauses between looks
 * count as time watched, so that a machine that was suspended does not take the others for silent.
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

  /**
   * The same; an owner that may be dead is watched until it has missed a heartbeat, because its clock may be another. An
   * abort ends that; the caller then looks at the signal.
   */
  async lookTwice(owner: LockOwner, { say, signal }: Pick<Ports, "say" | "signal">): Promise<Liveness> {
    const first = await this.look(owner)
    const seconds = owner.runner?.heartbeatSeconds ?? null
    if (first.kind !== "unknown" || first.watchMs === null || seconds === null) return first
    const ms = leaseOf(seconds).ownerMs
    say(`waiting ${formatDuration(ms)} for a heartbeat of the run that holds ${this.stage}`)
    await this.ports.clock.sleep(ms, signal).catch(() => {})
    if (signal.aborted) return first
    this.slept(ms)
    return this.look(owner)
  }

  /** Adds a pause to the time watched. */
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
    // a new record of the owner shows that it lives, as a heartbeat does
    const { since, renewed = since, runId } = owner
    const sign = JSON.stringify([runId, renewed, heard.value?.id])
    const newest = Math.max(Date.parse(renewed), Date.parse(heard.value?.at ?? since))
    // one that came meanwhile is no older than that, whatever the owner's clock says
    const cameMeanwhile = this.lastSign !== null && sign !== this.lastSign
    const ageMs = cameMeanwhile ? this.sinceLastLookMs : this.ports.clock.now().getTime() - newest
    this.watchedMs = sign === this.lastSign ? this.watchedMs + this.sinceLastLookMs : 0
    this.sinceLastLookMs = 0
    this.lastSign = sign
    return {
      kind: "known",
      value: { watchedMs: this.watchedMs, ageMs, limitMs: leaseOf(seconds).takeoverMs },
    }
  }

  /** The owner's newest heartbeat; null: none since the record by which it took the stage. */
  private async hear({ runId }: LockOwner): Promise<Exclude<Fact<Heartbeat | null>, { kind: "skipped" }>> {
    try {
      const beat = await this.ports.heartbeats.read(this.stage)
      return { kind: "known", value: beat?.runId === runId ? beat : null }
    } catch (error) {
      return { kind: "unavailable", message: `its heartbeats cannot be read: ${messageOf(error)}` }
    }
  }
}

interface Sweep {
  /** the one that the stage is taken from, if any */
  owner: LockOwner | null
  /**
   * the stage on which something else is about to be deployed. What a dead run deployed there is spared only if it is
   * verified, because nothing tells it apart from a tool that goes on changing the stage; or if the stage is another
   * run's by now
   */
  replaced?: LockedStage
  /** is called when what `replaced` runs is ended */
  ends?: () => void
}

/** Ends what dead runs left at work on this machine. Gives why a run must not go on; null: nothing is left. */
export async function sweepDead(
  { runs, ledger }: Pick<Ports, "runs" | "ledger">,
  { owner, replaced, ends }: Sweep,
): Promise<Reason | null> {
  let room: string | null = null
  const serving = async () => {
    const kept: string[] = []
    for (const view of await ledger.read(STAGES)) {
      const runId = await servingRun(ledger, view)
      const leaves = view.stage === replaced?.stage && replaced.owns(view) && !view.state.running?.verified
      if (leaves) room = runId
      else if (runId !== null) kept.push(runId)
    }
    return kept
  }
  const ended = ends && ((runId: string) => void (runId === room && ends()))
  const orphans = await runs.sweep(serving, owner?.runId, ended)
  return orphans.length === 0 ? null : reason("ORPHANS_LEFT", orphans.join("; "))
}

/** More than any stage has. */
const MAX_RECORDS = 100_000

/**
 * The run that deployed what a stage runs: to end what goes on of it would take the stage down, although that run is
 * dead, and although it is another stage that the next run is for. Null where its deploy may still be at work.
 */
async function servingRun(ledger: Ledger, { stage, state: { arrival } }: StageView): Promise<string | null> {
  if (arrival === undefined) return null
  const { runId } = arrival
  const records = await ledger.history(stage, MAX_RECORDS, (read) => read.some((one) => one.runId === runId))
  const lock = records.find((one) => one.runId === runId)?.state.lock
  // a run that came to its own end no longer holds the stage
  return lock?.runId !== runId || lock.deployed === true ? runId : null
}

/** A run that waits for the lock looks every two seconds, and the code host counts requests. */
const ASK_AGAIN_MS = 30_000

export type AskCi = (owner: LockOwner) => Promise<OwnerFacts["ci"]>

/** Asks whether the workflow run that the owner of a lock is part of has finished, and not too often. */
export function askCi(codeHost: Pick<CodeHost, "workflowRun">, clock: Pick<Clock, "now">): AskCi {
  let last: { name: string; at: number; answer: Promise<OwnerFacts["ci"]> } | null = null
  return (owner) => {
    const ci = owner.runner?.ci ?? null
    if (ci === null) return Promise.resolve({ kind: "skipped", why: "it is part of no workflow run" })
    const name = describeCiRun(ci)
    const now = clock.now().getTime()
    if (last?.name !== name || now - last.at >= ASK_AGAIN_MS) {
      last = { name, at: now, answer: codeHost.workflowRun(ci) }
    }
    return last.answer
  }
}

/** Other runs, as far as a run on an engine knows them: it sees no processes of the engine's machine. */
export const engineRuns = (askCi: AskCi): Runs => ({
  announce: async () => {},
  retire: async () => {},
  sweep: async () => [],
  examine: async (owner) => ({
    process: { kind: "skipped", why: "a run on an engine sees no processes of other runs" },
    ci: await askCi(owner),
  }),
})
