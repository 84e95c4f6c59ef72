import type { LockOwner, OwnerFacts } from "../../src/core/ledger/owner.ts"
import type { Stage } from "../../src/core/stage.ts"
import type { Heartbeat, Heartbeats, Runs } from "../../src/release/ports.ts"

/** Other runs, of which nothing can be found out until a test knows better. */
export class FakeRuns implements Runs {
  /** what is found out about the owner of a lock */
  found: Partial<Awaited<ReturnType<Runs["examine"]>>> = {}
  /** what could not be ended of dead runs */
  orphans: string[] = []
  /** dead runs that left something at work on this machine */
  remains: string[] = []
  /** runs that a stage was taken from, as they were named to a sweep */
  readonly silent: string[] = []
  /** what was asked of this port, in order */
  readonly calls: string[] = []

  async announce(): Promise<void> {
    this.calls.push("announce")
  }

  async retire(): Promise<void> {
    this.calls.push("retire")
  }

  async sweep(...[serving, silent, ends]: Parameters<Runs["sweep"]>): Promise<string[]> {
    if (silent !== undefined) this.silent.push(silent)
    const kept = this.remains.length === 0 ? [] : await serving()
    for (const runId of this.remains) if (!kept.includes(runId)) ends?.(runId)
    this.remains = this.remains.filter((runId) => kept.includes(runId))
    this.calls.push("sweep")
    return this.orphans
  }

  async examine(_owner: LockOwner): Promise<Pick<OwnerFacts, "process" | "ci">> {
    return {
      process: { kind: "skipped", why: "it is on another machine" },
      ci: { kind: "skipped", why: "it is part of no workflow run" },
      ...this.found,
    }
  }
}

/** Heartbeats in memory. */
export class FakeHeartbeats implements Heartbeats {
  /** looked at before each operation: throws to break it */
  before: () => void = () => {}
  readonly beats: (Heartbeat & { stage: Stage })[] = []

  async read(stage: Stage): Promise<Heartbeat | null> {
    this.before()
    return this.beats.findLast((beat) => beat.stage === stage) ?? null
  }

  async beat(stage: Stage, beat: Omit<Heartbeat, "id">): Promise<void> {
    this.before()
    this.beats.push({ stage, id: `beat-${this.beats.length + 1}`, ...beat })
  }
}
