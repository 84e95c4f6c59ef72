import type { Config } from "../core/config/schema.ts"
import { messageOf } from "../core/errors.ts"
import { foldEntry } from "../core/ledger/fold.ts"
import type { Entry } from "../core/ledger/record.ts"
import type { Reason } from "../core/reasons.ts"
import {
  type Command,
  emptyReport,
  isOk,
  type Outcome,
  type PhaseResult,
  type Report,
} from "../core/report/report.ts"
import type { Stage } from "../core/stage.ts"
import { MAX_TAG_LENGTH } from "../core/tags.ts"
import { clip, formatDuration } from "../core/text.ts"
import { appendEntries } from "./append.ts"
import type { Identity, Ports, StageView } from "./ports.ts"

/** What every command is given. */
export interface Context {
  config: Config
  ports: Ports
  identity: Identity
}

type EntryFields = Partial<
  Pick<
    Entry,
    | "tag"
    | "sha"
    | "from"
    | "reason"
    | "code"
    | "detail"
    | "outputs"
    | "changed"
    | "migration"
    | "verification"
    | "waiver"
    | "report"
    | "runner"
  >
>

/** One command under way: its report so far, and the stage as last seen. */
export class Run {
  readonly context: Context
  readonly ports: Ports
  readonly report: Report
  private readonly started: Date

  constructor(context: Context, command: Command, stage: Stage | null, tag: string | null) {
    this.context = context
    this.ports = context.ports
    this.started = this.ports.clock.now()
    this.report = emptyReport({
      command,
      app: context.config.app,
      stage,
      tag: tag === null ? null : clip(tag, MAX_TAG_LENGTH),
      ledger: this.ports.ledger.where,
      runId: context.identity.runId,
      actor: context.identity.actor,
      startedAt: this.started.toISOString(),
    })
  }

  /** Does a part of the work, timed, shown and reported; `describe` says what came of it. */
  async phase<T>(name: string, body: () => Promise<T>, describe: (result: T) => PhaseNote): Promise<T> {
    const startedAt = this.ports.clock.now()
    const record = (status: PhaseResult["status"], detail: string) => {
      const durationMs = this.ports.clock.now().getTime() - startedAt.getTime()
      this.report.phases.push({ name, status, startedAt: startedAt.toISOString(), durationMs, detail })
      this.ports.say(
        `${status === "ok" ? "ok" : "FAILED"}  ${name}  ${formatDuration(durationMs)}  ${detail}`,
      )
    }
    try {
      const result = await this.ports.tracer.span(name, body)
      const { ok, detail } = describe(result)
      record(ok ? "ok" : "failed", detail)
      return result
    } catch (error) {
      record("failed", messageOf(error))
      throw error
    }
  }

  /** A ledger entry of this run, now. */
  entry(kind: Entry["kind"], fields: EntryFields = {}): Entry {
    const { runId, actor, host, pid } = this.context.identity
    return {
      kind,
      runId,
      command: this.report.command,
      actor,
      host,
      pid,
      at: this.ports.clock.now().toISOString(),
      tag: null,
      sha: null,
      from: null,
      reason: null,
      code: null,
      detail: null,
      outputs: null,
      changed: null,
      report: null,
      ...fields,
    }
  }

  /** Completes the report. */
  conclude(outcome: Outcome, reason: Reason | null): Report {
    this.report.outcome = outcome
    this.report.ok = isOk(outcome, this.report.command)
    this.report.reason = reason
    this.report.durationMs = this.ports.clock.now().getTime() - this.started.getTime()
    return this.report
  }

  /** Shows the stage in the report as a view has it. */
  show(view: StageView): void {
    const { running } = view.state
    this.report.running = running && { tag: running.tag, sha: running.sha, verified: running.verified }
  }

  /**
   * Completes the report and appends it with the entry that ends the run, after those that were kept for it. The
   * report tells the stage as it is after that entry, so all are folded before they are written.
   * @param check throws when the stage, as others left it meanwhile, no longer allows the entry
   */
  async concludeWith(
    view: StageView,
    entries: readonly Entry[],
    outcome: Outcome,
    reason: Reason | null,
    check: (seen: StageView) => void = () => {},
  ): Promise<Report> {
    const report = this.conclude(outcome, reason)
    await appendEntries(this.ports, view, (seen) => {
      check(seen)
      this.show({ ...seen, state: entries.reduce(foldEntry, seen.state) })
      const last = entries.length - 1
      return entries.map((entry, index) => (index === last ? { ...entry, report } : entry))
    })
    await this.ports.runs.retire()
    return report
  }
}

interface PhaseNote {
  ok: boolean
  detail: string
}
