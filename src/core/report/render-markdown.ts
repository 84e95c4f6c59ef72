import type { GateResult } from "../gates/gate.ts"
import { waiverLine } from "../gates/waivers.ts"
import type { Migration } from "../migrations/migration.ts"
import type { MigrationSource } from "../migrations/sql-risk.ts"
import type { SmokeResult } from "../smoke/smoke.ts"
import { counted, formatDuration, plain, sentence } from "../text.ts"
import type { Verification } from "../verify/verification.ts"
import type { WatchResult } from "../watch/watch.ts"
import {
  findingRows,
  initSections,
  prerequisiteRows,
  prerequisiteScript,
  secretHeads,
  secretRows,
} from "./admin-lines.ts"
import { type Card, cardLines } from "./card.ts"
import { figureSections, minuteOf } from "./figure-lines.ts"
import { headline, statusLine } from "./headline.ts"
import { begun, capital, cellOf, folded, inline, linesBlock, rawTable, table, text } from "./markdown.ts"
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
import {
  commitRow,
  MIGRATION_HEAD,
  migrationRows,
  type PlanSection,
  partsOf,
  planSections,
} from "./plan-lines.ts"
import type { HistoryEntry, Report, StageStatus } from "./report.ts"

/** The report for a workflow summary: the verdict as heading, what failed next, what went well folded. */
export function renderMarkdown(report: Report): string {
  const blocks = [
    `### ${report.ok ? "✅" : "❌"} ${text(headline(report))}`,
    report.card === null ? "" : cardTable(report.card, report),
    reasonBlock(report),
    documentBlock(report),
    notes(report).map(text).join("\n\n"),
    ...planSections(report).map(planBlock),
    planDigestLine(report),
    gateBlock(report),
    smokeBlock("Smoke", report.smoke, report),
    smokeBlock("Smoke after rollback", report.rollbackSmoke, report),
    verificationBlock("Verification", report.verification, report),
    verificationBlock("Watch", report.watch, report),
    migrationBlock(report),
    overBlock(report.overMigrations ?? []),
    linesBlock(capital(logTitle(report)), report.log),
    table(
      ["hook", "status", "detail"],
      report.hooks.map(({ name, status, detail }) => [name, status, detail]),
    ),
    linesBlock("Last lines of the hooks", hookLog(report)),
    // what was judged and refused has been said
    report.outcome === "blocked" ? "" : folded("Phases", phaseTable(report)),
    ...(report.stages ?? []).map((status) => stageBlock(status, report)),
    historyTable(report.runs === null ? (report.history ?? []) : []),
    ...figureSections(report).map(planBlock),
    commitTable(report),
    ...initSections(report).map(
      ({ title, lines }) => `**${title}**\n\n${lines.map((line) => `- ${text(line)}`).join("\n")}`,
    ),
    table(["check", "seen"], findingRows(report.findings ?? [])),
    table(["prerequisite", "detail"], prerequisiteRows(report.prerequisites ?? [])),
    scriptBlock(prerequisiteScript(report.prerequisites ?? [])),
    report.secrets === null ? "" : table(secretHeads(report.secrets), secretRows(report), 4),
    footer(report),
  ]
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`
}

/** A table whose first line stands out. */
function cardTable(card: Card, report: Report): string {
  const [first, ...rest] = cardLines(card, report.runId, endOf(report), (detail) =>
    unsaid(detail, report),
  ).map(({ label, parts }) => [capital(label), cellOf(parts)]) as [string[], ...string[][]]
  return rawTable(first, rest)
}

function reasonBlock(report: Report): string {
  const parts = reasonParts(report)
  if (parts === null) return ""
  const message = parts.message === null ? "" : `: ${text(parts.message)}`
  return `**${text(parts.code)}**${message}\n\n**Next:** ${text(parts.fix)}`
}

/** A code fence that is longer than any in the document cannot be ended by it. */
function documentBlock({ document }: Report): string {
  if (document === null) return ""
  const fence = "`".repeat(Math.max(3, ...[...document.text.matchAll(/`+/g)].map(([run]) => run.length + 1)))
  const lines = document.text.split("\n").map(plain).join("\n")
  return [...document.notes.map((note) => `- ${text(note)}`), "", fence, lines, fence].join("\n").trimStart()
}

function gateBlock(report: Report): string {
  const { shown, folded: quiet } = dividedGates(report)
  const rest = gateTable(quiet)
  return [gateTable(shown), rest === "" ? "" : folded(`Gates: ${gateTally(report.gates)}`, rest)]
    .filter((part) => part !== "")
    .join("\n\n")
}

const gateTable = (gates: readonly GateResult[]): string =>
  table(
    ["gate", "status", "detail"],
    gates.map(({ title, status, detail, fix, waived }) => {
      const more = waived === undefined ? fix && `Fix: ${fix}` : waiverLine(waived)
      return [title, status, more === null ? detail : `${sentence(detail)} ${more}`]
    }),
  )

function smokeBlock(title: string, smoke: SmokeResult | null, report: Report): string {
  if (smoke === null) return ""
  const { verdict, attempts, durationMs, detail, checks } = smoke
  const spent = `after ${counted(attempts, "attempt")} in ${formatDuration(durationMs)}`
  const rows = checks.map((check) => [
    checkName(check),
    [
      check.detail,
      `${check.latencyMs} ms`,
      check.url,
      ...(check.answer === undefined ? [] : [`the answer begins: ${check.answer}`]),
    ].join(", "),
  ])
  return `**${title}: ${verdict}** ${spent}${inline(afterColon(detail, report))}\n\n${table(["check", "detail"], rows)}`
}

const checkName = ({
  name,
  verdict,
  optional,
}: {
  name: string
  verdict: string
  optional: boolean
}): string => `${verdict}: ${name}${optional ? " (optional)" : ""}`

function verificationBlock(
  title: string,
  verification: Verification | WatchResult | null,
  report: Report,
): string {
  if (verification === null) return ""
  const { verdict, durationMs, detail, checks } = verification
  const rows = checks.map((check) => [
    checkName(check),
    check.latencyMs === null ? check.detail : `${check.detail}, ${check.latencyMs} ms`,
  ])
  const lines = checks.flatMap((check) => check.lines)
  const quoted =
    lines.length === 0
      ? ""
      : `\n\n<details open><summary>Log lines</summary>\n\n<pre>${lines.map(text).join("\n")}</pre>\n\n</details>`
  return `**${title}: ${verdict}** in ${formatDuration(durationMs)}${inline(afterColon(detail, report))}\n\n${table(["check", "detail"], rows)}${quoted}`
}

const scriptBlock = (lines: readonly string[]): string =>
  lines.length === 0
    ? ""
    : `<details><summary>Commands</summary>\n\n<pre>${lines.map(text).join("\n")}</pre>\n\n</details>`

/** On a line of its own and in these words, because a workflow takes it from there; text of others never begins a line. */
const planDigestLine = ({ plan }: Report): string => (plan === null ? "" : `Plan digest: \`${plan.digest}\``)

const planBlock = ({ title, lines, head, rows, most, sources = [] }: PlanSection): string =>
  [
    title === "" ? "" : `**${capital(title)}**`,
    lines.map((line) => begun(cellOf(partsOf(line)))).join("<br>"),
    table(head, rows, most),
    ...sources.map(sourceBlock),
  ]
    .filter((part) => part !== "")
    .join("\n\n")

/** A migration's text, folded; a line that risks something says what, where it begins. */
function sourceBlock({ path, lines, more }: MigrationSource): string {
  const risky = lines.filter(({ risks }) => risks.length > 0).length
  const verdict = risky === 0 ? "nothing but additions" : `${counted(risky, "line")} to look at`
  const shown = lines.map(({ text: line, risks }, index) => {
    const mark = risks.length === 0 ? "" : ` ⚠️ <b>${text(risks.join(", "))}</b>`
    return `${String(index + 1).padStart(3)}  ${text(line)}${mark}`
  })
  const rest = more === 0 ? [] : [`… and ${counted(more, "line")} more`]
  return `<details><summary>${text(path)}: ${verdict}</summary>\n\n<pre>${[...shown, ...rest].join("\n")}</pre>\n\n</details>`
}

const overBlock = (migrations: readonly Migration[]): string =>
  migrations.length === 0
    ? ""
    : `**Migrations that stay in the database**\n\n${table(MIGRATION_HEAD, migrationRows(migrations))}`

const migrationBlock = (report: Report): string =>
  report.migration === null
    ? ""
    : `**Migrations: ${report.migration.status}**${inline(afterColon(report.migration.detail, report))}`

const phaseTable = (report: Report): string =>
  table(
    ["phase", "status", "detail"],
    report.phases.map(({ name, status, durationMs, detail }) => [
      name,
      `${status}, ${formatDuration(durationMs)}`,
      unsaid(detail, report),
    ]),
  )

function stageBlock(status: StageStatus, report: Report): string {
  const { stage, state, card } = status
  const lines = [...stageNotes(status), ...verifiedNote(state)].map((line) => `- ${text(line)}`).join("\n")
  const head = card === undefined ? text(statusLine(status)) : cardTable(card, report)
  return [`**${capital(stage)}**`, head, lines].filter((part) => part !== "").join("\n\n")
}

const historyTable = (history: readonly HistoryEntry[]): string =>
  table(
    ["time (UTC)", "record", "tag", "actor", "code", "detail"],
    history.map(({ at, kind, tag, actor, code, detail }) => [
      minuteOf(at),
      kind,
      tag ?? "",
      actor,
      code ?? "",
      detail ?? "",
    ]),
  )

function commitTable({ tagged }: Report): string {
  if (tagged === null || tagged.commits === null) return ""
  const { commits, more } = tagged.commits
  const list = table(["commit", "subject", "author"], commits.map(commitRow))
  return more === 0 ? list : `${list}\n\nand ${more} more`
}

function footer(report: Report): string {
  const { command, runId, actor, startedAt, durationMs, ledger, links } = report
  const times = [`started ${startedAt}`, `took ${formatDuration(durationMs)}`]
  const parts = [command, `run ${runId} by ${actor}`, ...provenance(report), ...times, `ledger: ${ledger}`]
  const pages = Object.entries({
    tag: links?.tag,
    commit: links?.commit,
    changes: links?.compare,
    run: links?.run,
  })
    .filter(([, url]) => typeof url === "string")
    .map(([name, url]) => `[${name}](${url})`)
  return `<sub>${[text(parts.join(" · ")), ...pages].join(" · ")}</sub>`
}
