import type { HookName } from "../config/tools.ts"
import type { Finding } from "../doctor/finding.ts"
import type { PipelineError } from "../errors.ts"
import type { Contents } from "../figures/commits.ts"
import type { Dora } from "../figures/dora.ts"
import type { LedgerRun, Outcome } from "../figures/runs.ts"
import type { Timeline } from "../figures/timeline.ts"
import type { CommitRange, Forge } from "../forge.ts"
import type { GateResult } from "../gates/gate.ts"
import type { Liveness } from "../ledger/owner.ts"
import type { StageState } from "../ledger/stage-state.ts"
import type { Migration, MigrationRun } from "../migrations/migration.ts"
import type { Plan } from "../plan/plan.ts"
import type { Reason } from "../reasons.ts"
import type { SecretsReview } from "../secrets/review.ts"
import type { PrerequisiteResult } from "../setup/prerequisite.ts"
import type { Observed } from "../smoke/observed.ts"
import type { SmokeResult } from "../smoke/smoke.ts"
import type { Release, Stage } from "../stage.ts"
import type { NextVersion } from "../tags.ts"
import type { Verification } from "../verify/verification.ts"
import type { WatchResult } from "../watch/watch.ts"
import type { Card, Links } from "./card.ts"
import type { Command } from "./commands.ts"

export type { Outcome }

export interface PhaseResult {
  /** resolve, gates, migrate, deploy, smoke, verification, rollback, rollback-smoke */
  name: string
  status: "ok" | "failed"
  /** ISO time */
  startedAt: string
  durationMs: number
  detail: string
}

export interface HookResult {
  name: HookName
  /** skipped: it was not started */
  status: "passed" | "failed" | "skipped"
  detail: string
  /** its last lines, when it failed */
  log: string[]
}

/** One record of the ledger as `history` shows it. */
export interface HistoryEntry {
  at: string
  kind: string
  tag: string | null
  sha: string | null
  actor: string
  runId: string
  code: string | null
  detail: string | null
}

export interface StageStatus {
  stage: Stage
  /** as the ledger has it */
  state: StageState
  /** what the stage was seen to serve; absent: it was not to be asked */
  observed?: Observed
  /** absent in reports of older pipelines */
  card?: Card
  /** whether the run that holds the stage lives, by one look; absent: none does, or it was not looked for */
  holder?: Liveness
}

/** A text that is made to be used as it is: rendered as text, a report that has one consists of nothing else. */
export interface Document {
  title: string
  text: string
  /** what a person who uses it should know */
  notes: string[]
}

/** What a command found and did: the one result from which every text is rendered. */
export interface Report {
  schemaVersion: 1
  /** null: the command line names no command that there is */
  command: Command | null
  app: string
  stage: Stage | null
  outcome: Outcome
  ok: boolean
  reason: Reason | null
  tag: string | null
  sha: string | null
  /** what the stage runs now, how it came there and the way back; null: of no stage, or of an older pipeline */
  card: Card | null
  /** null: the repository is on no forge that has addresses, or an older pipeline made the report */
  links: Links | null
  /** what the stage serves now, as far as it is known */
  running: (Release & { verified: boolean }) | null
  /** what it ran before */
  previous: Release | null
  rolledBackTo: Release | null
  /** of a rollback: how long the stage had the version that it leaves; null: none, or not known */
  downtime: { from: string; to: string; durationMs: number } | null
  /** what a person gave as --reason; null: nothing */
  because: string | null
  /** false: the stage is provably as it was */
  changed: boolean
  gates: GateResult[]
  phases: PhaseResult[]
  /** how the database migrations went; null: there were none to run */
  migration: MigrationRun | null
  smoke: SmokeResult | null
  /** the smoke test after a rollback */
  rollbackSmoke: SmokeResult | null
  /** of a rollback: migrations that it leaves, or would leave, in the database; null where they were not looked for */
  overMigrations: Migration[] | null
  /** the checks after smoke; null: they were not asked for */
  verification: Verification | null
  /** how what passed smoke went on; null: it was not watched */
  watch: WatchResult | null
  /** names and addresses that the deployer gave */
  outputs: Record<string, string>
  /** the last lines of a deployer, or of migrations, that failed */
  log: string[]
  /** of status */
  stages: StageStatus[] | null
  /** of history: the records, newest first */
  history: HistoryEntry[] | null
  /** of history: the runs that they are of, newest first; null: the records alone were asked for */
  runs: LedgerRun[] | null
  /** of timeline */
  timeline: Timeline | null
  /** of dora */
  dora: Dora | null
  /** of contains */
  contains: Contents | null
  /** of timeline and dora: where people see the repository; null: not known */
  forge: Forge | null
  /** of next-version */
  nextVersion: NextVersion | null
  /** of trust-policy */
  document: Document | null
  /** of release */
  tagged: {
    /** the newest release before it */
    previous: string | null
    /** what came since; null when the history is not here */
    commits: CommitRange | null
    created: boolean
    pushed: boolean
  } | null
  /** of init */
  initialized: {
    /** `written` is false for one that was there already: it is as it was */
    files: { path: string; written: boolean }[]
    /** what it found, a line each */
    found: string[]
    /** what a person should look at */
    notes: string[]
    /** the commands that come next */
    next: string[]
  } | null
  /** of plan */
  plan: Plan | null
  /** of setup */
  prerequisites: PrerequisiteResult[] | null
  /** of doctor */
  findings: Finding[] | null
  /** of secrets: what the version needs and what the stages have, by name */
  secrets: SecretsReview | null
  /** of freeze, unfreeze and quarantine: what a person holds, or lets go */
  hold: {
    stages: Stage[]
    /** ISO time at which it ends by itself; null: it does not */
    until: string | null
    /** the quarantine was ended */
    lifted: boolean
    /** what a person should know who did it */
    notes: string[]
  } | null
  /** how the hooks went that were run, in their order */
  hooks: HookResult[]
  /** the number of the stage's owner, which grows with each; null where the run did not hold the stage */
  fence: number | null
  /** where the ledger is, in words */
  ledger: string
  runId: string
  actor: string
  /** the workflow run that it was part of, as --ci-run has it; null: none */
  ciRun: string | null
  /** who approved that run's deployment, as its service says; null: not asked, or not known */
  approvedBy: string[] | null
  /** under which its spans are found; null: none were made */
  traceId: string | null
  startedAt: string
  durationMs: number
}

export type ReportHead = Pick<
  Report,
  "command" | "app" | "stage" | "tag" | "ledger" | "runId" | "actor" | "startedAt"
>

/** A report of a command that has not done anything yet. */
export function emptyReport(head: ReportHead): Report {
  return {
    schemaVersion: 1,
    ...head,
    outcome: "done",
    ok: true,
    reason: null,
    sha: null,
    card: null,
    links: null,
    running: null,
    previous: null,
    rolledBackTo: null,
    downtime: null,
    because: null,
    changed: false,
    gates: [],
    phases: [],
    migration: null,
    smoke: null,
    rollbackSmoke: null,
    overMigrations: null,
    verification: null,
    watch: null,
    outputs: {},
    log: [],
    stages: null,
    history: null,
    runs: null,
    timeline: null,
    dora: null,
    contains: null,
    forge: null,
    nextVersion: null,
    document: null,
    tagged: null,
    initialized: null,
    plan: null,
    prerequisites: null,
    findings: null,
    secrets: null,
    hold: null,
    hooks: [],
    fence: null,
    ciRun: null,
    approvedBy: null,
    traceId: null,
    durationMs: 0,
  }
}

/** The report of a command that ended before it could look at its ledger, or at its configuration. */
export function unbegunReport(
  asked: Pick<ReportHead, "command" | "stage" | "tag">,
  { kind, reason: why, problems }: PipelineError,
  { runId, actor }: Pick<ReportHead, "runId" | "actor">,
  now: Date,
): Report {
  const head = { app: "unknown", ledger: "unknown", runId, actor, startedAt: now.toISOString() }
  const faults = problems.map(({ at = "", path, message }) => `${at} ${path}: ${message}`.trim())
  return {
    ...emptyReport({ ...asked, ...head }),
    outcome: unbegunOutcome(kind, why),
    ok: false,
    reason: { ...why, message: [why.message, ...faults].join("\n") },
  }
}

function unbegunOutcome(kind: PipelineError["kind"], { code }: Reason): Outcome {
  // a record that may have been taken may be the one that holds the stage
  if (code === "LEDGER_ANSWER_LOST") return "inconclusive"
  return kind === "usage" ? "blocked" : "failed"
}

/** A rollback that was requested is a success; one in which a deploy ended is not. */
export const isOk = (outcome: Outcome, command: Command): boolean =>
  outcome === "deployed" || outcome === "done" || (outcome === "rolled-back" && command === "rollback")

/** Whether a command did what was requested: `report` has, however the run that it shows ended, or if it left nothing. */
export const succeeds = (asked: Command, report: Pick<Report, "ok" | "command" | "reason">): boolean =>
  report.ok ||
  (asked === "report" && (report.command !== "report" || report.reason?.code === "RUN_NOT_RECORDED"))

/** Nothing was tried, something failed, or all is well. */
export const exitCodeOf = ({ ok, outcome }: Pick<Report, "ok" | "outcome">): number =>
  ok ? 0 : outcome === "blocked" ? 3 : 1

/** Exit code of a usage or configuration error. */
export const USAGE_EXIT_CODE = 2
/** Of a command that did what was requested, and whose report could not be written. */
export const UNWRITTEN_EXIT_CODE = 4
