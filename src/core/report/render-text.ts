import { waiverLine } from "../gates/waivers.ts"
import type { Migration } from "../migrations/migration.ts"
import type { MigrationSource } from "../migrations/sql-risk.ts"
import type { SmokeResult } from "../smoke/smoke.ts"
import { shortSha } from "../stage.ts"
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
import { type Card, type CardPart, cardLines } from "./card.ts"
import { figureSections } from "./figure-lines.ts"
import { headline, statusLine } from "./headline.ts"
import {
  afterColon,
  dividedGates,
  endOf,
  gateTally,
  hookLog,
  logTitle,
  notes,
  provenance,
  reasonParts,
  stageNotes,
  unsaid,
  verifiedNote,
} from "./notes.ts"
import { migrationRows, type PlanSection, partsOf, planSections } from "./plan-lines.ts"
import type { HistoryEntry, Report, StageStatus } from "./report.ts"

/**
 * The report for a terminal: the verdict first, then why and what to do, then what was seen, the last of it
 * first. No colour, no control characters.
 */
export function renderText(report: Report): string {
  // a document is for a program to read
  if (report.document !== null) return `${report.document.text.split("\n").map(plain).join("\n")}\n`
  const blocks = [
    [headline(report), ...(report.card === null ? [] : cardText(report.card, report))],
    reasonLines(report),
    smokeLines("smoke", report.smoke, report),
    smokeLines("smoke after rollback", report.rollbackSmoke, report),
    verificationLines("verification", report.verification, report),
    verificationLines("watch", report.watch, report),
    migrationLines(report),
    overLines(report.overMigrations ?? []),
    logLines(report),
    hookLines(report),
    ...planSections(report).map(planLines),
    gateLines(report),
    // what was judged and refused has been said
    report.outcome === "blocked" ? [] : phaseLines(report),
    ...(report.stages ?? []).map((status) => stageLines(status, report)),
    historyLines(report.runs === null ? (report.history ?? []) : []),
    ...figureSections(report).map((section) => planLines(withHead(section))),
    commitLines(report),
    ...initSections(report).map(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)]),
    findingLines(report.findings ?? []),
    prerequisiteLines(report.prerequisites ?? []),
    secretLines(report),
    footer(report),
  ]
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.map(lineOf).join("\n"))
    .join("\n\n")}\n`
}

function secretLines(report: Report): string[] {
  if (report.secrets === null) return []
  const head = secretHeads(report.secrets)
  return [...columns([head, ...secretRows(report)]), ...parityLines(report.secrets)]
}

/** A line that a workflow's log would take for a command to it, as `::error::`, is broken up. */
const lineOf = (line: string): string => plain(line).replace(/^(\s*)(:(?=:)|#(?=#\[))/, "$1$2 ")

/** Labels of a card are as wide as the longest of them. */
const LABEL = 8

const cardText = (card: Card, report: Report): string[] =>
  cardLines(card, report.runId, endOf(report), (detail) => unsaid(detail, report)).map(
    ({ label, parts }) => `  ${label.padEnd(LABEL)}  ${partsText(parts)}`,
  )

/** In a terminal an address can be clicked as it stands; it follows what it is about. */
const partsText = (parts: readonly CardPart[]): string => {
  const urls = parts.flatMap((part) => (typeof part === "string" ? [] : [part.url]))
  return [parts.map(wordsOf).join(""), ...urls].join("  ")
}

const wordsOf = (part: CardPart): string => (typeof part === "string" ? part : part.text)

function reasonLines(report: Report): string[] {
  const parts = reasonParts(report)
  if (parts === null) return notes(report)
  const { code, message, fix } = parts
  return [message === null ? code : `${code}  ${message}`, `Fix: ${fix}`, ...notes(report)]
}

const MARKS = { pass: "ok     ", fail: "FAIL   ", skipped: "skipped", waived: "waived " } as const

function gateLines(report: Report): string[] {
  const { shown, folded } = dividedGates(report)
  if (shown.length + folded.length === 0) return []
  return [
    folded.length === 0 ? "gates" : `gates: ${gateTally(report.gates)}`,
    ...shown.flatMap(({ status, title, detail, fix, waived }) => [
      `  ${MARKS[status]}  ${title}: ${detail}`,
      ...(fix === null ? [] : [`           fix: ${fix}`]),
      ...(waived === undefined ? [] : [`           ${waiverLine(waived)}`]),
    ]),
  ]
}

function smokeLines(title: string, smoke: SmokeResult | null, report: Report): string[] {
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
    `${title}: ${verdict} after ${counted(attempts, "attempt")} in ${formatDuration(durationMs)}${afterColon(detail, report)}`,
    ...checks.flatMap(({ answer }, index) => [
      ...rows.slice(index, index + 1),
      ...(answer === undefined ? [] : [`    | ${answer}`]),
    ]),
  ]
}

function verificationLines(
  title: string,
  verification: Verification | WatchResult | null,
  report: Report,
): string[] {
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
    `${title}: ${verdict} in ${formatDuration(durationMs)}${afterColon(detail, report)}`,
    ...checks.flatMap(({ lines }, index) => [
      ...rows.slice(index, index + 1),
      ...lines.map((line) => `    | ${line}`),
    ]),
  ]
}

const planLines = ({ title, lines, rows, sources = [] }: PlanSection): string[] => [
  ...(title === "" ? [] : [title]),
  ...lines.map((line) => `  ${partsText(partsOf(line))}`),
  ...(rows.length === 0 ? [] : columns(rows.map((row) => row.map(wordsOf)))),
  ...sources.flatMap(riskyLines),
]

/** Columns of figures say what they are; those of a plan can be told by what is in them. */
const withHead = (section: PlanSection): PlanSection =>
  section.rows.length === 0 ? section : { ...section, rows: [[...section.head], ...section.rows] }

/** Of a migration's text a terminal is shown what needs to be looked at. */
const riskyLines = ({ path, lines }: MigrationSource): string[] =>
  lines.flatMap(({ text, risks }, index) =>
    risks.length === 0 ? [] : [`    ${path}:${index + 1}  ${text.trim()}  (${risks.join(", ")})`],
  )

/** What a rollback leaves in the database. */
const overLines = (migrations: readonly Migration[]): string[] =>
  migrations.length === 0
    ? []
    : ["migrations that stay in the database", ...columns(migrationRows(migrations))]

const migrationLines = (report: Report): string[] =>
  report.migration === null
    ? []
    : [`migrations: ${report.migration.status}${afterColon(report.migration.detail, report)}`]

const logLines = (report: Report): string[] =>
  report.log.length === 0 ? [] : [logTitle(report), ...report.log.map((line) => `  | ${line}`)]

const hookLines = (report: Report): string[] =>
  report.hooks.length === 0
    ? []
    : [
        "hooks",
        ...columns(report.hooks.map(({ status, name, detail }) => [status, name, detail])),
        ...hookLog(report).map((line) => `    | ${line}`),
      ]

function phaseLines(report: Report): string[] {
  if (report.phases.length === 0) return []
  return [
    "phases",
    ...columns(
      report.phases.map(({ name, status, durationMs, detail }) => [
        status,
        name,
        formatDuration(durationMs),
        unsaid(detail, report),
      ]),
    ),
  ]
}

/** A stage takes nine lines at most, so that all of a terminal's status can be seen at once. */
const MAX_NOTES = 3

function stageLines(status: StageStatus, report: Report): string[] {
  const { stage, state, card } = status
  const all = [...stageNotes(status), ...verifiedNote(state)]
  const first = all.length > MAX_NOTES ? all.slice(0, MAX_NOTES - 1) : all
  const rest = all.slice(first.length).join("; ")
  const lines = [...first, ...(rest === "" ? [] : [rest])].map((line) => `  ${line}`)
  return card === undefined ? [statusLine(status), ...lines] : [stage, ...cardText(card, report), ...lines]
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
  const { command, runId, actor, startedAt, durationMs, ledger, links } = report
  const run = [`run ${runId} by ${actor}`, ...provenance(report), `started ${startedAt}`].join(", ")
  const pages = [links?.compare, links?.run].filter((url) => typeof url === "string")
  return [
    `${command}, ${run}, took ${formatDuration(durationMs)}; ledger: ${ledger}`,
    ...(pages.length === 0 ? [] : [pages.join("  ")]),
  ]
}

/** Rows under one another; each column is as wide as its widest cell. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widthOf = (index: number) =>
    Math.max(...rows.flatMap((row) => row.slice(index, index + 1)).map(({ length }) => length))
  return rows.map((row) => `  ${row.map((cell, index) => cell.padEnd(widthOf(index))).join("  ")}`.trimEnd())
}
