import type { HookName } from "../core/config/tools.ts"
import { environmentError, PipelineError } from "../core/errors.ts"
import { type Effect, type Lease, type LockOwner, leaseOf } from "../core/ledger/owner.ts"
import type { Entry } from "../core/ledger/record.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import { type Reason, reason } from "../core/reasons.ts"
import { describeRelease, type Release, type Stage } from "../core/stage.ts"
import { appendEntries, mayPass, readStage, within } from "./append.ts"
import type { Ports, StageView } from "./ports.ts"
import type { Run } from "./run.ts"

/**
 * A stage while this run holds its lock. Every append checks that the lock is still this run's. Once it is not, another
 * run may be deploying, so this run must not start anything more.
 */
export class LockedStage {
  readonly run: Run
  readonly stage: Stage
  /** the fencing token: greater than every earlier owner's */
  readonly fence: number
  /** null: the run sends no heartbeats, so its silence proves nothing */
  readonly lease: Lease | null
  /** the dead run that this one took the stage over from */
  readonly takenOver: LockOwner | null
  /** what the stage ran when this run took it */
  readonly previous: Release | null
  /** aborted when the run is interrupted, and when it may no longer act */
  readonly signal: AbortSignal
  private readonly stopping = new AbortController()
  /** the stage as last seen */
  private seen: StageView
  /** entries that wait for the next record */
  private deferred: readonly Entry[] = []
  /** the answer to an append was lost, so the ledger may already have those entries */
  private unsure = false
  private renewedAt: Moment
  /** a hook was started, and it may still be working when this run may no longer act */
  startedHook = false
  /** what the stage ran was ended to make room, so that a deploy that changes nothing leaves it with less than it had */
  madeRoom = false

  /** @param claimedAt when the append that took the lock began: the lease counts from there */
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

  /** A ledger entry with the owner's fencing token. */
  entry(...[kind, fields]: Parameters<Run["entry"]>): Entry {
    return this.run.entry(kind, { fence: this.fence, ...fields })
  }

  append(...entries: readonly Entry[]): Promise<void> {
    return this.appendUnless(() => null, entries)
  }

  /**
   * Writes the entries that were kept, and these. If that fails, the kept ones stay.
   * @param against why they must not be written any more
   */
  private async appendUnless(
    against: (state: StageState) => Reason | null,
    entries: readonly Entry[],
  ): Promise<void> {
    const kept = this.deferred
    this.deferred = []
    try {
      await this.write([...kept, ...entries], against)
    } catch (error) {
      this.deferred = [...kept, ...this.deferred]
      throw error
    }
  }

  /** Keeps entries for the next record: writing one costs a process, or a push. */
  defer(...entries: readonly Entry[]): void {
    this.deferred = [...this.deferred, ...entries]
  }

  /** Gives up entries that were kept. */
  withdraw(...entries: readonly Entry[]): void {
    this.deferred = this.deferred.filter((one) => !entries.includes(one))
  }

  /** Writes the entries that were kept, if there are any. */
  async flush(): Promise<void> {
    if (this.deferred.length > 0) await this.append()
  }

  /** Renews the lease by a record of its own. What is kept for the next record is not this one's to write. */
  renew(detail: string): Promise<void> {
    return this.write([this.entry("renewed", { detail })])
  }

  private async write(
    entries: readonly Entry[],
    against: (state: StageState) => Reason | null = () => null,
  ): Promise<void> {
    const compose = (seen: StageView) => {
      this.check(seen)
      const why = against(seen.state)
      if (why !== null) throw new PipelineError("environment", why)
      return entries
    }
    const begun = momentOf(this.run.ports.clock)
    this.seen = await this.appendTo(compose, { signal: this.signal })
    // the append may have succeeded and another run may have taken the stage right after it
    this.check(this.seen)
    this.renewedSince(begun)
  }

  /**
   * Why a person keeps a version away, which no run takes past its gates; null: it is not kept away.
   * @param isThere it is on the stage already
   */
  quarantinedSince(release: Release, { quarantine }: StageState, isThere = false): Reason | null {
    const found = quarantine.find(({ sha, by }) => sha === release.sha && by !== undefined)
    if (found === undefined) return null
    const message = `${describeRelease(release)} was quarantined by ${found.by} after it had passed the gates: ${found.reason}`
    return isThere ? reason("VERSION_QUARANTINED", message, LEAVE_IT) : reason("VERSION_QUARANTINED", message)
  }

  /** The stage as it is now, or as last seen when the ledger cannot be reached, or the stage is another run's. */
  async look(): Promise<StageState> {
    const now = await readStage(this.run.ports.ledger, this.stage).catch(() => this.seen)
    if (this.owns(now)) this.seen = now
    return this.seen.state
  }

  /** Like flush, for entries that can wait: if the ledger cannot be reached, they go with the next record. */
  async tryFlush(): Promise<void> {
    try {
      await this.flush()
    } catch (error) {
      if (!mayPass(error)) throw error
    }
  }

  /**
   * Appends the run's last entries, and does so on an aborted run, too: the stage has to be freed.
   * @param isWorking its tool ends with this run's session alone, so it gives up when the lease's grace is over: another
   * run may deploy one interval later
   */
  async end(compose: (seen: StageView) => readonly Entry[], isWorking: boolean): Promise<StageView> {
    const ended = this.appendTo(compose, {})
    if (!isWorking || this.lease === null) return ended
    const { ownerMs, graceMs } = this.lease
    const limitMs = Math.max(0, ownerMs + graceMs - this.silentMs)
    const view = await within(this.run.ports.clock, limitMs, ended)
    if (view === null) throw environmentError("LEDGER_UNAVAILABLE", "The ledger did not answer in time.")
    return view
  }

  /** The entries that wait for the next record. */
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
   * Announces an effect, which may be started only once this has returned: the append proves that the run still owns the
   * stage. A proof that is older than the lease, because the append was slow or the machine slept, is made again.
   */
  async claimEffect(effect: Effect, release: Release, detail: string): Promise<void> {
    // a rollback that has begun goes on: it leaves what is worse
    const hasBegun = ({ lock }: StageState) => effect === "rollback" && lock?.rollback !== undefined
    const against = (state: StageState) => (hasBegun(state) ? null : this.quarantinedSince(release, state))
    await this.claim(release, { effect, detail }, against)
    this.run.effects.add(effect)
  }

  /** The same for a hook, which does not count as an effect of the pipeline on the stage. */
  async claimHook(hook: HookName, release: Release, detail: string): Promise<void> {
    await this.claim(release, { hook, detail })
    this.startedHook = true
  }

  private async claim(
    { tag, sha }: Release,
    fields: Pick<Entry, "effect" | "hook" | "detail">,
    against: (state: StageState) => Reason | null = () => null,
  ): Promise<void> {
    do {
      this.signal.throwIfAborted()
      await this.appendUnless(against, [this.entry("effect", { tag, sha, ...fields })])
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

  /**
   * How long ago the last renewal began, by the clock that shows more: one of the two stands still while a machine
   * sleeps.
   */
  get silentMs(): number {
    return sinceMs(this.run.ports.clock, this.renewedAt)
  }

  get isExpired(): boolean {
    return this.lease !== null && this.silentMs >= this.lease.ownerMs
  }

  renewedSince(begun: Moment): void {
    if (begun.monotonicMs > this.renewedAt.monotonicMs) this.renewedAt = begun
  }

  /** Stops the run's work: it may no longer act on the stage. */
  expire(why: Reason, { graceMs }: Lease): void {
    this.stopping.abort(new StageGone(why, graceMs))
  }

  /** Why the run may no longer act; null while it may. */
  get gone(): Reason | null {
    const { reason: why } = this.stopping.signal
    return why instanceof StageGone ? why.why : null
  }
}

const LEAVE_IT =
  "Leave it: `rollback --stage STAGE --reason 'WHY'`. If it is good after all: `quarantine --tag TAG --lift --stage STAGE --reason 'WHY'`, and deploy it again."

/**
 * The abort reason of a run that lost its stage: its tool gets `graceMs` to end, even where its own limit is longer.
 */
class StageGone extends Error {
  readonly why: Reason
  readonly graceMs: number

  constructor(why: Reason, graceMs: number) {
    super(why.message)
    this.name = "StageGone"
    this.why = why
    this.graceMs = graceMs
  }
}

/** @param fence the fencing token of the owner that lost the stage; an unlocked stage keeps the number */
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

/** A time by both clocks: the wall clock can be set, and the monotonic one may stand still while the machine sleeps. */
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
