import type { GateResult } from "../gates/gate.ts"
import { waiverLine } from "../gates/waivers.ts"
import type { Migration } from "../migrations/migration.ts"
import type { MigrationRun } from "../migrations/run.ts"
import type { SmokeResult } from "../smoke/smoke.ts"
import { describeRelease, shortSha } from "../stage.ts"
import { clip, counted, formatDuration, plain } from "../text.ts"
import type { Verification } from "../verify/verification.ts"
import type { WatchResult } from "../watch/watch.ts"
import {
  findingLines,
  initSections,
  parityLines,
  prerequisiteLines,
  secretHeads,
  secretRows,
} from "./admin-lines.ts"
import { figureSections } from "./figure-lines.ts"
import { freezeNote, headline, logTitle, proofNote, provenance, statusLine, versionNote } from "./headline.ts"
import { holdNotes, hookLog, hookRows, stageNotes } from "./held-lines.ts"
import { migrationRows, type PlanSection, planSections } from "./plan-lines.ts"
import type { HistoryEntry, PhaseResult, Report, StageStatus } from "./report.ts"

/**
 * The report for a terminal: the verdict first, then why and what to do, then what was seen, the last of it
 * first. No colour, no control characters.
 */
export function renderText(report: Report): string {
  // a document is for a program to read
  if (report.document !== null) return `${report.document.text.split("\n").map(plain).join("\n")}\n`
  const blocks = [
    [headline(report)],
    reasonLines(report),
    smokeLines("smoke", report.smoke),
    smokeLines("smoke after rollback", report.rollbackSmoke),
    verificationLines("verification", report.verification),
    verificationLines("watch", report.watch),
    migrationLines(report.migration),
    overLines(report.overMigrations ?? []),
    logLines(report),
    hookLines(report),
    ...planSections(report).map(planLines),
    gateLines(report.gates),
    phaseLines(report.phases),
    (report.stages ?? []).flatMap(stageLines),
    historyLines(report.runs === null ? (report.history ?? []) : []),
    ...figureSections(report).map(planLines),
    commitLines(report),
    ...initSections(report).map(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)]),
    findingLines(report.findings ?? []),
    prerequisiteLines(report.prerequisites ?? []),
    secretLines(report),
    footer(report),
  ]
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.map(plain).join("\n"))
    .join("\n\n")}\n`
}

function secretLines(report: Report): string[] {
  if (report.secrets === null) return []
  const head = secretHeads(report.secrets)
  return [...columns([head, ...secretRows(report)]), ...parityLines(report.secrets)]
}

function reasonLines(report: Report): string[] {
  const { reason } = report
  const why = reason === null ? [] : [`${reason.code}  ${reason.message}`, `Fix: ${reason.fix}`]
  return [...why, ...freezeNote(report), ...holdNotes(report), ...proofNote(report), ...versionNote(report)]
}

const MARKS = { pass: "ok     ", fail: "FAIL   ", skipped: "skipped", waived: "waived " } as const

function gateLines(gates: readonly GateResult[]): string[] {
  if (gates.length === 0) return []
  return [
    "gates",
    ...gates.flatMap(({ status, title, detail, fix, waived }) => [
      `  ${MARKS[status]}  ${title}: ${detail}`,
      ...(fix === null ? [] : [`           fix: ${fix}`]),
      ...(waived === undefined ? [] : [`           ${waiverLine(waived)}`]),
    ]),
  ]
}

function smokeLines(title: string, smoke: SmokeResult | null): string[] {
  if (smoke === null) return []
  const { verdict, attempts, durationMs, detail, checks } = smoke
  const rows = columns(
    checks.map((check) => [
      check.verdict,
      check.optional ? `${check.name} (optional)` : check.name,
      check.detail,
      `${check.latencyMs} ms`,
      check.url,
    ]),
  )
  return [
    `${title}: ${verdict} after ${counted(attempts, "attempt")} in ${formatDuration(durationMs)}: ${detail}`,
    ...checks.flatMap(({ answer }, index) => [
      ...rows.slice(index, index + 1),
      ...(answer === undefined ? [] : [`    | ${answer}`]),
    ]),
  ]
}

function verificationLines(title: string, verification: Verification | WatchResult | null): string[] {
  if (verification === null) return []
  const { verdict, durationMs, detail, checks } = verification
  const rows = columns(
    checks.map((check) => [
      check.verdict,
      check.optional ? `${check.name} (optional)` : check.name,
      check.latencyMs === null ? "-" : `${check.latencyMs} ms`,
      check.detail,
    ]),
  )
  return [
    `${title}: ${verdict} in ${formatDuration(durationMs)}: ${detail}`,
    ...checks.flatMap(({ lines }, index) => [
      ...rows.slice(index, index + 1),
      ...lines.map((line) => `    | ${line}`),
    ]),
  ]
}

const planLines = ({ title, lines, rows }: PlanSection): string[] => [
  title,
  ...lines.map((line) => `  ${line}`),
  ...(rows.length === 0 ? [] : columns(rows)),
]

/** What a rollback leaves in the database. */
const overLines = (migrations: readonly Migration[]): string[] =>
  migrations.length === 0
    ? []
    : ["migrations that stay in the database", ...columns(migrationRows(migrations))]

const migrationLines = (migration: MigrationRun | null): string[] =>
  migration === null ? [] : [`migrations: ${migration.status}: ${migration.detail}`]

const logLines = (report: Report): string[] =>
  report.log.length === 0 ? [] : [logTitle(report), ...report.log.map((line) => `  | ${line}`)]

const hookLines = (report: Report): string[] =>
  report.hooks.length === 0
    ? []
    : ["hooks", ...columns(hookRows(report)), ...hookLog(report).map((line) => `    | ${line}`)]

function phaseLines(phases: readonly PhaseResult[]): string[] {
  if (phases.length === 0) return []
  return [
    "phases",
    ...columns(
      phases.map(({ name, status, durationMs, detail }) => [
        status,
        name,
        formatDuration(durationMs),
        detail,
      ]),
    ),
  ]
}

function stageLines(status: StageStatus): string[] {
  const { state } = status
  const verified = state.verified.slice(0, 5).map(describeRelease)
  const known = verified.length === 0 ? [] : [`verified here, newest first: ${verified.join(", ")}`]
  return [statusLine(status), ...[...stageNotes(state), ...known].map((line) => `  ${line}`)]
}

const historyLines = (history: readonly HistoryEntry[]): string[] =>
  columns(
    history.map(({ at, kind, tag, sha, actor, code, detail }) => [
      at,
      kind,
      tag ?? "-",
      sha === null ? "-" : shortSha(sha),
      actor,
      [code, detail].filter((part) => part !== null).join(": "),
    ]),
  )

function commitLines({ tagged }: Report): string[] {
  if (tagged === null || tagged.commits === null) return []
  const { commits, more } = tagged.commits
  const since = tagged.previous === null ? "" : ` since ${tagged.previous}`
  return [
    `${counted(commits.length + more, "commit")}${since}`,
    ...columns(commits.map(({ sha, subject, author }) => [shortSha(sha), clip(subject, 100), author])),
    ...(more === 0 ? [] : [`  and ${more} more`]),
  ]
}

function footer(report: Report): string[] {
  const { command, runId, actor, startedAt, durationMs, ledger } = report
  const run = [`run ${runId} by ${actor}`, ...provenance(report), `started ${startedAt}`].join(", ")
  return [`${command}, ${run}, took ${formatDuration(durationMs)}; ledger: ${ledger}`]
}

/** Rows under one another; each column is as wide as its widest cell. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widthOf = (index: number) =>
    Math.max(...rows.flatMap((row) => row.slice(index, index + 1)).map(({ length }) => length))
  return rows.map((row) => `  ${row.map((cell, index) => cell.padEnd(widthOf(index))).join("  ")}`.trimEnd())
}
