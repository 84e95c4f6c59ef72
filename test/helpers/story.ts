import { nextRecord } from "../../src/core/ledger/next-record.ts"
import type { Entry, LedgerRecord, RecordKind } from "../../src/core/ledger/record.ts"
import { parseRecord } from "../../src/core/ledger/record.ts"
import { EMPTY_STATE, type StageState } from "../../src/core/ledger/stage-state.ts"
import type { Release, Stage } from "../../src/core/stage.ts"
import { entry } from "../core/ledger/samples.ts"

/** The commit of a version, always the same; a version named like `v2=v1` is another tag of v1's commit. */
export const shaOf = (version: string): string => {
  const name = version.split("=").at(-1) as string
  return [...name]
    .toReversed()
    .map((char) => char.charCodeAt(0).toString(16))
    .join("")
    .padEnd(40, "0")
    .slice(0, 40)
}

export const releaseOf = (version: string): Release => ({
  tag: version.split("=")[0] as string,
  sha: shaOf(version),
})

/** `03-02 10:15` of 2026, in UTC. */
export const time = (text: string): string => new Date(`2026-${text.replace(" ", "T")}Z`).toISOString()

interface Said {
  reason?: string
  actor?: string
  fixes?: string
  /** minutes from the beginning to the version's being there, and from there to the end */
  took?: readonly [number, number]
  code?: Entry["code"]
  detail?: string
  report?: unknown
}

/** A stage's ledger, written by hand: each run in the records that the pipeline writes. */
export class Story {
  readonly stage: Stage
  private readonly records: LedgerRecord[] = []
  private readonly counts = new Map<string, number>()
  private runs = 0
  private atMs = 0

  constructor(stage: Stage = "production") {
    this.stage = stage
  }

  /** Newest first, as a ledger gives them. */
  get all(): LedgerRecord[] {
    return this.records.toReversed()
  }

  get state(): StageState {
    return this.records.at(-1)?.state ?? EMPTY_STATE
  }

  add(kind: RecordKind, fields: Partial<Entry> = {}): this {
    const at = new Date(this.atMs).toISOString()
    const runId = fields.runId ?? `run-${this.runs}`
    const seq = (this.counts.get(runId) ?? 0) + 1
    this.counts.set(runId, seq)
    const made = entry(kind, {
      command: `deploy-${this.stage}`,
      runId,
      at,
      seq,
      fence: this.state.fence ?? 1,
      ...fields,
    })
    const record = parseRecord(
      JSON.stringify(nextRecord({ app: "shop", stage: this.stage }, this.state, made)),
    )
    if (record === null) throw new Error(`not a record: ${JSON.stringify(made)}`)
    this.records.push(record)
    return this
  }

  at(text: string): this {
    this.atMs = Date.parse(time(text))
    return this
  }

  later(minutes: number): this {
    this.atMs += minutes * 60_000
    return this
  }

  /** The next run, which has not done anything yet. */
  get next(): this {
    this.runs += 1
    return this
  }

  /** A deploy up to where the version is there. */
  begin(
    text: string,
    version: string,
    { took = [2, 3], reason, actor = "ann", fixes }: Said = {},
  ): Partial<Entry> {
    const fields = { ...releaseOf(version), actor }
    this.next
      .at(text)
      .add("started", { ...fields, reason: reason ?? null, ...(fixes === undefined ? {} : { fixes }) })
    this.add("effect", { ...fields, effect: "deploy" })
    this.later(took[0]).add("deployed", fields)
    this.later(took[1])
    return fields
  }

  deploy(text: string, version: string, said: Said = {}): this {
    const fields = this.begin(text, version, said)
    return this.add("verified", { ...fields, report: said.report ?? null })
  }

  /** A deploy that smoke refuses, and that the pipeline rolls back. */
  rolledBack(
    text: string,
    version: string,
    to: string,
    { isGood = true, ...said }: Said & { isGood?: boolean } = {},
  ): this {
    this.begin(text, version, said)
    return this.goBack(version, to, isGood, { code: "SMOKE_FAILED", detail: "api: 500", ...said })
  }

  /** A person's rollback. */
  rollback(
    text: string,
    from: string,
    to: string,
    { isGood = true, ...said }: Said & { isGood?: boolean } = {},
  ): this {
    const fields = { command: "rollback", actor: said.actor ?? "ben" }
    this.next.at(text).add("started", { ...fields, reason: said.reason ?? null })
    return this.goBack(from, to, isGood, { detail: said.reason ?? "A person asked for it.", ...said }, fields)
  }

  private goBack(from: string, to: string, isGood: boolean, said: Said, fields: Partial<Entry> = {}): this {
    const back = {
      ...fields,
      ...releaseOf(to),
      from: releaseOf(from),
      code: said.code ?? null,
      detail: said.detail ?? null,
    }
    this.add("frozen", back)
      .add("rollback-started", back)
      .add("effect", { ...back, from: null, effect: "rollback" })
    this.later(1).add("deployed", { ...back, from: null })
    return this.add(isGood ? "rolled-back" : "rollback-failed", back)
  }

  /** A deploy that broke off, or that did not pass verification. */
  fails(
    text: string,
    version: string,
    { changed = true, code = "DEPLOY_FAILED" as Entry["code"] } = {},
  ): this {
    const fields = this.begin(text, version)
    return this.add("failed", { ...fields, code, detail: "it broke", changed })
  }

  inconclusive(text: string, version: string): this {
    const fields = { ...this.begin(text, version), code: "SMOKE_INCONCLUSIVE", detail: "no answer" } as const
    return this.add("frozen", fields).add("inconclusive", fields)
  }

  blocked(text: string, version: string): this {
    const refused = { ...releaseOf(version), code: "CI_NOT_GREEN", detail: "CI is red" } as const
    return this.next.at(text).add("blocked", refused)
  }

  /** What a command does with one record and without the lock. */
  says(text: string, command: string, kind: RecordKind, fields: Partial<Entry> = {}): this {
    return this.next.at(text).add(kind, { command, ...fields })
  }

  unfreeze(text: string): this {
    return this.says(text, "unfreeze", "unfrozen", { reason: "fixed" })
  }
}
