import { messageOf } from "../core/errors.ts"
import type { Fact } from "../core/fact.ts"
import { judgeOwner, type OwnerFacts, type Verdict } from "../core/ledger/death.ts"
import type { LockOwner } from "../core/ledger/stage-state.ts"
import type { Stage } from "../core/stage.ts"
import type { Heartbeat, Ports } from "./ports.ts"

/** So many signs of life must be missing in a row. */
const MISSED_BEATS = 5

/**
 * Looks, turn by turn, whether the run that holds a stage is dead. Its signs of life are judged by whether they
 * change while this run watches, and never by two machines' clocks; and time counts only as it was slept
 * through here, so that a machine that was suspended does not think that the others were.
 */
export class Watch {
  private readonly ports: Pick<Ports, "runs" | "heartbeats" | "clock">
  private readonly stage: Stage
  private seen: { runId: string; beat: string | null } | null = null
  private silentMs = 0
  private sinceLastLookMs = 0
  /** by the clocks the owner has been silent for long: worth watching also for who does not wait */
  suspects = false

  constructor(ports: Pick<Ports, "runs" | "heartbeats" | "clock">, stage: Stage) {
    this.ports = ports
    this.stage = stage
  }

  async look(owner: LockOwner): Promise<Verdict> {
    const [facts, silence] = await Promise.all([this.ports.runs.examine(owner), this.listen(owner)])
    return judgeOwner({ ...facts, silence })
  }

  /** Tells how long was slept since the last look. */
  slept(ms: number): void {
    this.sinceLastLookMs += ms
  }

  private async listen(owner: LockOwner): Promise<OwnerFacts["silence"]> {
    const seconds = owner.runner?.heartbeatSeconds ?? null
    this.suspects = false
    if (seconds === null) return { kind: "skipped", why: "it shows no signs of life" }
    const limitMs = seconds * 1000 * MISSED_BEATS
    const heard = await this.hear(owner)
    if (heard.kind !== "known") {
      this.seen = null
      return heard
    }
    const beat = heard.value
    const now = { runId: owner.runId, beat: beat?.id ?? null }
    const same = this.seen?.runId === now.runId && this.seen.beat === now.beat
    this.silentMs = same ? this.silentMs + this.sinceLastLookMs : 0
    this.sinceLastLookMs = 0
    this.seen = now
    const ageMs = this.ports.clock.now().getTime() - Date.parse(beat?.at ?? owner.since)
    this.suspects = ageMs >= limitMs
    return { kind: "known", value: { silentMs: this.silentMs, limitMs } }
  }

  /** The owner's newest sign of life; the record by which it took the stage was the first. */
  private async hear({ runId }: LockOwner): Promise<Exclude<Fact<Heartbeat | null>, { kind: "skipped" }>> {
    try {
      const beat = await this.ports.heartbeats.read(this.stage)
      return { kind: "known", value: beat?.runId === runId ? beat : null }
    } catch (error) {
      return { kind: "unavailable", message: `its signs of life cannot be read: ${messageOf(error)}` }
    }
  }
}
