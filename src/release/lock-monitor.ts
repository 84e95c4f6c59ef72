import { messageOf } from "../core/errors.ts"
import type { Fact } from "../core/fact.ts"
import { judgeLiveness, type Liveness, leaseOf, type OwnerFacts } from "../core/ledger/liveness.ts"
import type { LockOwner } from "../core/ledger/stage-state.ts"
import type { Stage } from "../core/stage.ts"
import type { Heartbeat, Ports } from "./ports.ts"

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
