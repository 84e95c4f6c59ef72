import { ciRunText } from "../core/ledger/runner.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import { describeHeads, type MigrationRun, UNFINISHED } from "../core/migrations/run.ts"
import { filledFix, type Reason } from "../core/reasons.ts"
import { emptyReport, isOk, type Outcome, type Report, type ReportHead } from "../core/report/report.ts"
import { MAX_TAG_LENGTH } from "../core/tags.ts"
import { clip } from "../core/text.ts"
import type { Run } from "./run.ts"

/** What a report shows besides the run, its phases and its end. */
export type Shown = Partial<
  Omit<
    Report,
    Exclude<keyof ReportHead, "tag"> | "schemaVersion" | "outcome" | "ok" | "reason" | "phases" | "durationMs"
  >
>

/** The one place where reports are made: from the run, what its phases gave, what it found, and how it ended. */
export function buildReport(run: Run, outcome: Outcome, reason: Reason | null, shown: Shown = {}): Report {
  const { command, context, ports, stage, tag, startedAt, values } = run
  const { runId, actor, runner, approvedBy = null } = context.identity
  const head = {
    command,
    app: context.config.app,
    stage,
    tag: tag === null ? null : clip(tag, MAX_TAG_LENGTH),
    ledger: ports.ledger.where,
    runId,
    actor,
    startedAt: startedAt.toISOString(),
  }
  return {
    ...emptyReport(head),
    ciRun: runner.ci && ciRunText(runner.ci),
    approvedBy,
    phases: [...run.phases],
    smoke: values.smoke ?? null,
    rollbackSmoke: values["rollback-smoke"] ?? null,
    verification: values.verification ?? null,
    watch: values.watch ?? null,
    migration: migrationOf(run),
    changed: hasChanged(run, "deploy") || hasChanged(run, "rollback"),
    outputs: outputsOf(run),
    log: logOf(run),
    hooks: [...run.hooks],
    ...shown,
    outcome,
    ok: isOk(outcome, command),
    gates: (shown.gates ?? []).map((gate) => ({ ...gate, fix: gate.fix && filledFix(gate.fix, head) })),
    reason: reason && { ...reason, fix: filledFix(reason.fix, head) },
    durationMs: ports.clock.now().getTime() - startedAt.getTime(),
  }
}

/** What the stage runs, as a report shows it. */
export function runningIn({ running }: Pick<StageState, "running">): Report["running"] {
  return running && { tag: running.tag, sha: running.sha, verified: running.verified }
}

/** A deployer that could tell says whether it changed the stage; one that broke off may have. */
function hasChanged({ values, effects }: Run, phase: "deploy" | "rollback"): boolean {
  const result = values[phase]
  return result === undefined ? effects.has(phase) : result.ok || result.changed
}

function migrationOf({ values, effects, phases }: Run): MigrationRun | null {
  const result = values.migrate
  if (result === undefined) {
    if (effects.has("migrate")) return UNFINISHED
    return phases.some(({ name }) => name === "migrate") ? NOT_STARTED : null
  }
  const { before, head } = result
  if (result.ok) return { status: "applied", before, head, detail: describeHeads(before, head) }
  return { status: result.touched ? "failed" : "not-run", before, head, detail: result.reason.message }
}

const NOT_STARTED: MigrationRun = {
  status: "not-run",
  before: null,
  head: null,
  detail: "The migrations were not started.",
}

/** The last lines of what failed. */
function logOf({ values: { migrate, deploy, rollback } }: Run): string[] {
  return [migrate, deploy, rollback].flatMap((result) =>
    result === undefined || result.ok ? [] : result.log,
  )
}

/** Names and addresses of the newest version that passed. */
function outputsOf({ values }: Run): Report["outputs"] {
  const { deploy, smoke, rollback, "rollback-smoke": rollbackSmoke } = values
  if (rollback?.ok === true && rollbackSmoke?.verdict === "pass") return rollback.outputs
  return deploy?.ok === true && smoke?.verdict === "pass" ? deploy.outputs : {}
}
