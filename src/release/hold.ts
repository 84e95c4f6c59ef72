import { PipelineError } from "../core/errors.ts"
import type { Entry } from "../core/ledger/record.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { Outcome, Report } from "../core/report/report.ts"
import type { Release } from "../core/stage.ts"
import { appendEntries } from "./append.ts"
import type { StageView } from "./ports.ts"
import type { Run } from "./run.ts"

/** How a run ends that did not get where it should; its record is named like its outcome. */
export interface Ending {
  kind: "failed" | "rollback-failed" | "inconclusive"
  /** what the run put on the stage, or tried to */
  release: Release
  /** the version that a rollback leaves */
  from: Release | null
  reason: Reason
}

/**
 * A stage while this run holds its lock. Every append looks whether the lock is still there: once somebody
 * broke it, another run may be deploying right now, so the run says so and touches nothing more.
 */
export class Hold {
  readonly run: Run
  /** the stage as last seen */
  view: StageView
  /** written with the next record */
  private deferred: readonly Entry[] = []

  constructor(run: Run, view: StageView) {
    this.run = run
    this.view = view
  }

  append(entry: Entry): Promise<void> {
    this.defer(entry)
    return this.flush()
  }

  /** What this owner of the stage is told apart by from all before it. */
  get fence(): number {
    return this.view.state.fence ?? 0
  }

  /** Only the owner of the stage can append this: what it announces may be started then, and not otherwise. */
  claimEffect(release: Release, detail: string): Promise<void> {
    return this.append(this.run.entry("effect", { ...release, detail }))
  }

  /** Keeps an entry for the next record: a record costs a process, or a push. */
  defer(entry: Entry): void {
    this.deferred = [...this.deferred, entry]
  }

  /** Writes what was kept, if anything was. */
  async flush(): Promise<void> {
    const entries = this.take()
    if (entries.length === 0) return
    this.view = await appendEntries(this.run.ports, this.view, (seen) => {
      this.check(seen)
      return entries
    })
  }

  /** What could not be written once is not tried again: the record that ends the run says what matters. */
  private take(): readonly Entry[] {
    const entries = this.deferred
    this.deferred = []
    return entries
  }

  /** Ends the run with its record. */
  conclude(entry: Entry, outcome: Outcome, why: Reason | null): Promise<Report> {
    return this.run.concludeWith(this.view, [...this.take(), entry], outcome, why, (seen) => this.check(seen))
  }

  end(ending: Ending): Promise<Report> {
    return this.conclude(this.entryOf(ending), ending.kind, ending.reason)
  }

  /** The same where the lock may be lost: such an ending holds whatever the others did. */
  endAnyway(ending: Ending): Promise<Report> {
    const entries = [...this.take(), this.entryOf(ending)]
    return this.run.concludeWith(this.view, entries, ending.kind, ending.reason)
  }

  private entryOf({ kind, release, from, reason: why }: Ending): Entry {
    const { changed, migration, verification } = this.run.report
    return this.run.entry(kind, {
      ...release,
      from,
      changed,
      code: why.code,
      detail: why.message,
      migration:
        kind !== "failed" || migration === null ? null : { before: migration.before, head: migration.head },
      // what a rollback leaves behind is another version than the one that was verified
      verification: kind === "failed" ? (verification?.verdict ?? null) : null,
    })
  }

  private check({ state }: StageView): void {
    if (state.lock?.runId === this.run.report.runId) return
    throw new PipelineError("environment", reason("LOCK_LOST"))
  }
}
