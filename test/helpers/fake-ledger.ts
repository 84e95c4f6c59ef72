import { environmentError } from "../../src/core/errors.ts"
import { nextRecord } from "../../src/core/ledger/next-record.ts"
import { type Entry, type LedgerRecord, parseRecord } from "../../src/core/ledger/record.ts"
import { EMPTY_STATE, type StageState } from "../../src/core/ledger/stage-state.ts"
import type { Stage } from "../../src/core/stage.ts"
import type { Ledger, StageView } from "../../src/release/ports.ts"

/** Few, so that readers have to go on. */
const PAGE = 8

type Operation = "read" | "append" | "history" | "rehearse"

/** A ledger in memory with the real one's compare-and-set; records go through JSON and the record's schema. */
export class FakeLedger implements Ledger {
  readonly where = "memory"
  /** looked at before each operation: throws to break it, or lets another run get in between */
  before: (operation: Operation, entries: readonly Entry[]) => void = () => {}
  private readonly chains: Record<Stage, LedgerRecord[]> = { staging: [], production: [] }
  private readonly ids = new WeakMap<LedgerRecord, number>()
  private appended = 0

  async read(stages: readonly Stage[]): Promise<StageView[]> {
    this.before("read", [])
    return stages.map((stage) => this.viewOf(stage))
  }

  async tryAppend(view: StageView, entries: readonly Entry[]): Promise<StageView | null> {
    this.before("append", entries)
    if (view.tip !== this.viewOf(view.stage).tip) return null
    for (const entry of entries) this.add(view.stage, entry)
    return this.viewOf(view.stage)
  }

  async rehearse(): Promise<void> {
    this.before("rehearse", [])
  }

  async history(
    stage: Stage,
    limit: number,
    enough: (records: readonly LedgerRecord[]) => boolean = () => false,
  ): Promise<LedgerRecord[]> {
    this.before("history", [])
    const all = this.records(stage).toReversed().slice(0, limit)
    let count = 0
    // as the real one does, it asks about what it has read while there is more
    do count += PAGE
    while (count < all.length && !enough(all.slice(0, count)))
    return all.slice(0, count)
  }

  /** Keeps the oldest records alone, as a ref does that is set back. */
  setBack(stage: Stage, length: number): void {
    this.chains[stage].length = length
  }

  /** Appends without a look at the tip. */
  add(stage: Stage, entry: Entry): void {
    const text = JSON.stringify(nextRecord({ app: "athlete-agent", stage }, this.state(stage), entry))
    const record = parseRecord(text)
    if (record === null) throw new Error(`not a ledger record: ${text}`)
    this.appended += 1
    this.ids.set(record, this.appended)
    this.chains[stage].push(record)
  }

  /** Puts a chain in the place of a stage's, as a forced push does. */
  force(stage: Stage, records: readonly LedgerRecord[]): void {
    this.chains[stage] = [...records]
  }

  /** Oldest first. */
  records(stage: Stage): LedgerRecord[] {
    return [...this.chains[stage]]
  }

  state(stage: Stage): StageState {
    return this.chains[stage].at(-1)?.state ?? EMPTY_STATE
  }

  private viewOf(stage: Stage): StageView {
    const last = this.chains[stage].at(-1)
    return {
      stage,
      tip: last === undefined ? null : `record-${this.ids.get(last)}`,
      state: this.state(stage),
    }
  }
}

/** Breaks the named operations. */
export const broken =
  (...operations: Operation[]): FakeLedger["before"] =>
  (operation) => {
    if (operations.includes(operation)) throw environmentError("LEDGER_UNAVAILABLE", "The remote is gone.")
  }
