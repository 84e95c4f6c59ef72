import type { HookName } from "../core/config/tools.ts"
import { PipelineError } from "../core/errors.ts"
import { type Lease, leaseOf } from "../core/ledger/liveness.ts"
import type { Entry } from "../core/ledger/record.ts"
import type { Effect, LockOwner } from "../core/ledger/stage-state.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { Release, Stage } from "../core/stage.ts"
import { appendEntries, mayPass } from "./append.ts"
import type { Ports, StageView } from "./ports.ts"
import type { Run } from "./run.ts"

/**
 * A stage while this run holds its lock. Every append looks whether the lock is still this run's: once it is not,
 * another run may be deploying, so the run starts nothing more.
 */
export class LockedStage {
  readonly run: Run
  readonly stage: Stage
  /** greater than the number of every owner before */
  readonly fence: number
  /** null: the run shows no heartbeats, so that its silence proves nothing */
  readonly lease: Lease | null
  /** the run that held the stage before and is dead */
  readonly takenOver: LockOwner | null
  /** what the stage ran when this run took it */
  readonly previous: Release | null
  /** Aborted when the run is to stop, or may no longer act. */
  readonly signal: AbortSignal
  private readonly stopping = new AbortController()
  /** the stage as last seen */
  private seen: StageView
  /** written with the next record */
  private deferred: readonly Entry[] = []
  /** an answer of the ledger was lost, so that it may have what it was sent */
  private unsure = false
  private renewedAt: Moment
  /** a hook was started: it may be at work when the run may no longer act */
  startedHook = false
  private busy: Promise<unknown> = Promise.resolve()

  /** @param claimedAt when the record that took the lock was begun */
  constructor(run: Run, view: StageView, takenOver: LockOwner | null, claimedAt: Moment) {
    this.run = run
    this.stage = view.stage
    this.fence = view.state.fence as number
    this.seen = view
    this.takenOver = takenOver
    const { running } = view.state
    this.previous = running && { tag: running.tag, sha: running.sha }
    this.renewedAt = claimedAt
    const seconds = run.context.identity.runner.heartbeatSeconds
    this.lease = seconds === null ? null : leaseOf(seconds)
    this.signal = AbortSignal.any([run.ports.signal, this.stopping.signal])
  }

  get view(): StageView {
    return this.seen
  }

  /** A ledger entry of the stage's owner. */
  entry(...[kind, fields]: Parameters<Run["entry"]>): Entry {
    return this.run.entry(kind, { fence: this.fence, ...fields })
  }

  append(...entries: readonly Entry[]): Promise<void> {
    this.defer(...entries)
    return this.flush()
  }

  /** Keeps entries for the next record: a record costs a process, or a push. */
  defer(...entries: readonly Entry[]): void {
    this.deferred = [...this.deferred, ...entries]
  }

  /** Writes what was kept, if anything was. */
  async flush(): Promise<void> {
    const entries = this.deferred
    this.deferred = []
    if (entries.length === 0) return
    const compose = (seen: StageView) => {
      this.check(seen)
      return entries
    }
    const begun = momentOf(this.run.ports.clock)
    await this.exclusively(async () => {
      this.seen = await this.appendTo(compose, { signal: this.signal })
    })
    // what was written in time may be found by its record, after which another took the stage
    this.check(this.seen)
    this.renewedSince(begun)
  }

  /** The same where the work can go on without: what cannot be written now goes with the next record. */
  async tryFlush(): Promise<void> {
    const entries = this.deferred
    try {
      await this.flush()
    } catch (error) {
      if (!mayPass(error)) throw error
      this.deferred = [...entries, ...this.deferred]
    }
  }

  /** Writes what was kept and the run's ending: what may have been written is not written twice. */
  end(compose: (seen: StageView) => readonly Entry[]): Promise<StageView> {
    return this.exclusively(() => this.appendTo(compose, {}))
  }

  /** What was kept for the next record. */
  get kept(): readonly Entry[] {
    return this.deferred
  }

  private async appendTo(
    compose: (seen: StageView) => readonly Entry[],
    options: { signal?: AbortSignal },
  ): Promise<StageView> {
    try {
      return await appendEntries(this.run.ports, this.seen, compose, { ...options, unsure: this.unsure })
    } catch (error) {
      this.unsure ||= mayPass(error)
      throw error
    }
  }

  /**
   * Only the owner of the stage can append this: what it announces may be started then, and not otherwise. A record that
   * took long, or before a pause of this machine, is too old to act on.
   */
  async claimEffect(effect: Effect, release: Release, detail: string): Promise<void> {
    await this.claim(release, { effect, detail })
    this.run.effects.add(effect)
  }

  /** The same for a hook: what it does is not the pipeline's effect on the stage. */
  async claimHook(hook: HookName, release: Release, detail: string): Promise<void> {
    await this.claim(release, { hook, detail })
    this.startedHook = true
  }

  private async claim(
    { tag, sha }: Release,
    fields: Pick<Entry, "effect" | "hook" | "detail">,
  ): Promise<void> {
    do {
      this.signal.throwIfAborted()
      await this.append(this.entry("effect", { tag, sha, ...fields }))
    } while (this.isExpired)
    this.signal.throwIfAborted()
  }

  /** Whether the ledger still names this run as the stage's owner. */
  owns({ state }: StageView): boolean {
    return state.lock?.runId === this.run.runId
  }

  check(seen: StageView): void {
    if (!this.owns(seen)) throw new PipelineError("environment", lostTo(seen, this.fence))
  }

  /** How long ago the newest renewal was begun, by the clock that says more: one stands still while a machine sleeps. */
  get silentMs(): number {
    return sinceMs(this.run.ports.clock, this.renewedAt)
  }

  get isExpired(): boolean {
    return this.lease !== null && this.silentMs >= this.lease.ownerMs
  }

  renewedSince(begun: Moment): void {
    if (begun.monotonicMs > this.renewedAt.monotonicMs) this.renewedAt = begun
  }

  /** Ends what this run has under way: it may no longer act. */
  expire(why: Reason, { graceMs }: Lease): void {
    this.stopping.abort(new StageGone(why, graceMs))
  }

  /** Why the run may no longer act; null while it may. */
  get gone(): Reason | null {
    const { reason: why } = this.stopping.signal
    return why instanceof StageGone ? why.why : null
  }

  /** One operation on the ledger at a time: they share a copy of it. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.busy.then(work)
    this.busy = done.catch(() => {})
    return done
  }
}

/** Aborts what a run has under way; a tool gets no longer than `graceMs` to end in, whatever it is given otherwise. */
export class StageGone extends Error {
  readonly why: Reason
  readonly graceMs: number

  constructor(why: Reason, graceMs: number) {
    super(why.message)
    this.name = "StageGone"
    this.why = why
    this.graceMs = graceMs
  }
}

/** @param fence the number of the owner that lost the stage: an unlocked one keeps it */
export function lostTo({ stage, state }: Pick<StageView, "stage" | "state">, fence: number): Reason {
  const { lock, fence: newest = 0 } = state
  const who =
    lock === null
      ? freed(stage, newest - fence)
      : `${stage} is held by run ${lock.runId} of ${lock.actor} (${lock.command}${lock.tag === null ? "" : ` ${lock.tag}`})`
  return reason("LOCK_LOST", `This run no longer holds the stage: ${who}.`)
}

function freed(stage: Stage, owners: number): string {
  if (owners < 0) return `the ledger of ${stage} has gone back to before this run took it`
  if (owners > 0) return `another run has held ${stage} since and has ended`
  return `${stage} was unlocked while this run was working`
}

/** A time by both clocks: one can be set, the other stands still while the machine sleeps. */
export interface Moment {
  wallMs: number
  monotonicMs: number
}

export const momentOf = (clock: Ports["clock"]): Moment => ({
  wallMs: clock.now().getTime(),
  monotonicMs: clock.monotonicMs(),
})

function sinceMs(clock: Ports["clock"], { wallMs, monotonicMs }: Moment): number {
  const now = momentOf(clock)
  return Math.max(now.wallMs - wallMs, now.monotonicMs - monotonicMs)
}
