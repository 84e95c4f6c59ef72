import type { GateResult } from "../gates/gate.ts"
import { waiverLine } from "../gates/waivers.ts"
import type { Migration } from "../migrations/migration.ts"
import type { MigrationRun } from "../migrations/run.ts"
import type { SmokeResult } from "../smoke/smoke.ts"
import { ADVISED } from "../spelling.ts"
import { shortSha } from "../stage.ts"
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
import { figureSections } from "./figure-lines.ts"
import { freezeNote, headline, logTitle, proofNote, provenance, statusLine, versionNote } from "./headline.ts"
import { holdNotes, hookLog, hookRows, stageNotes } from "./held-lines.ts"
import { MIGRATION_HEAD, migrationRows, type PlanSection, planSections } from "./plan-lines.ts"
import type { HistoryEntry, PhaseResult, Report, StageStatus } from "./report.ts"

/** The report for a workflow summary: the verdict as heading, what failed next, what went well folded. */
export function renderMarkdown(report: Report): string {
  const blocks = [
    `### ${report.ok ? "✅" : "❌"} ${text(headline(report))}`,
    reasonBlock(report),
    documentBlock(report),
    [...freezeNote(report), ...holdNotes(report), ...proofNote(report), ...versionNote(report)]
      .map(text)
      .join("\n\n"),
    planDigestLine(report),
    ...planSections(report).map(planBlock),
    gateBlock(report.gates),
    smokeBlock("Smoke", report.smoke),
    smokeBlock("Smoke after rollback", report.rollbackSmoke),
    verificationBlock("Verification", report.verification),
    verificationBlock("Watch", report.watch),
    migrationBlock(report.migration),
    overBlock(report.overMigrations ?? []),
    linesBlock(capital(logTitle(report)), report.log),
    table(
      ["hook", "status", "detail"],
      hookRows(report).map(([status = "", name = "", detail = ""]) => [name, status, detail]),
    ),
    linesBlock("Last lines of the hooks", hookLog(report)),
    folded("Phases", phaseTable(report.phases)),
    stageTable(report.stages ?? []),
    historyTable(report.runs === null ? (report.history ?? []) : []),
    ...figureSections(report).map(planBlock),
    commitTable(report),
    ...initSections(report).map(
      ({ title, lines }) => `**${title}**\n\n${lines.map((line) => `- ${text(line)}`).join("\n")}`,
    ),
    table(["check", "status", "seen", "fix"], findingRows(report.findings ?? [])),
    table(["prerequisite", "state", "detail"], prerequisiteRows(report.prerequisites ?? [])),
    scriptBlock(prerequisiteScript(report.prerequisites ?? [])),
    report.secrets === null ? "" : table(secretHeads(report.secrets), secretRows(report)),
    footer(report),
  ]
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`
}

const reasonBlock = ({ reason }: Report): string =>
  reason === null ? "" : `**${text(reason.code)}**: ${text(reason.message)}\n\n**Next:** ${text(reason.fix)}`

/** A code fence that is longer than any in the document cannot be ended by it. */
function documentBlock({ document }: Report): string {
  if (document === null) return ""
  const fence = "`".repeat(Math.max(3, ...[...document.text.matchAll(/`+/g)].map(([run]) => run.length + 1)))
  const lines = document.text.split("\n").map(plain).join("\n")
  return [...document.notes.map((note) => `- ${text(note)}`), "", fence, lines, fence].join("\n").trimStart()
}

function gateBlock(gates: readonly GateResult[]): string {
  const rows = gates.map(({ title, status, detail, fix, waived }) => {
    const more = waived === undefined ? fix && `Fix: ${fix}` : waiverLine(waived)
    return [title, status, more === null ? detail : `${sentence(detail)} ${more}`]
  })
  const list = table(["gate", "status", "detail"], rows)
  return gates.some(({ status }) => status === "fail" || status === "waived") ? list : folded("Gates", list)
}

function smokeBlock(title: string, smoke: SmokeResult | null): string {
  if (smoke === null) return ""
  const { verdict, attempts, durationMs, detail, checks } = smoke
  const spent = `after ${counted(attempts, "attempt")} in ${formatDuration(durationMs)}`
  const rows = checks.map((check) => [
    check.optional ? `${check.name} (optional)` : check.name,
    check.verdict,
    check.answer === undefined ? check.detail : `${check.detail}; the answer begins: ${check.answer}`,
    `${check.latencyMs} ms`,
    check.url,
  ])
  return `**${title}: ${verdict}** ${spent}: ${text(detail)}\n\n${table(["check", "verdict", "detail", "latency", "url"], rows)}`
}

function verificationBlock(title: string, verification: Verification | WatchResult | null): string {
  if (verification === null) return ""
  const { verdict, durationMs, detail, checks } = verification
  const rows = checks.map((check) => [
    check.optional ? `${check.name} (optional)` : check.name,
    check.verdict,
    check.detail,
    check.latencyMs === null ? "" : `${check.latencyMs} ms`,
  ])
  const lines = checks.flatMap((check) => check.lines)
  const quoted =
    lines.length === 0
      ? ""
      : `\n\n<details open><summary>Log lines</summary>\n\n<pre>${lines.map(text).join("\n")}</pre>\n\n</details>`
  return `**${title}: ${verdict}** in ${formatDuration(durationMs)}: ${text(detail)}\n\n${table(["check", "verdict", "detail", "latency"], rows)}${quoted}`
}
const scriptBlock = (lines: readonly string[]): string =>
  lines.length === 0
    ? ""
    : `<details><summary>Commands</summary>\n\n<pre>${lines.map(text).join("\n")}</pre>\n\n</details>`

/** On a line of its own and in these words, because a workflow takes it from there; text of others never begins a line. */
const planDigestLine = ({ plan }: Report): string => (plan === null ? "" : `Plan digest: \`${plan.digest}\``)

const planBlock = ({ title, lines, head, rows }: PlanSection): string =>
  [`**${title.charAt(0).toUpperCase()}${title.slice(1)}**`, lines.map(text).join("<br>"), table(head, rows)]
    .filter((part) => part !== "")
    .join("\n\n")

const overBlock = (migrations: readonly Migration[]): string =>
  migrations.length === 0
    ? ""
    : `**Migrations that stay in the database**\n\n${table(MIGRATION_HEAD, migrationRows(migrations))}`

const migrationBlock = (migration: MigrationRun | null): string =>
  migration === null ? "" : `**Migrations: ${migration.status}**: ${text(migration.detail)}`

const linesBlock = (title: string, lines: readonly string[]): string =>
  lines.length === 0
    ? ""
    : `<details open><summary>${title}</summary>\n\n<pre>${lines.map(text).join("\n")}</pre>\n\n</details>`

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

const phaseTable = (phases: readonly PhaseResult[]): string =>
  table(
    ["phase", "status", "time", "detail"],
    phases.map(({ name, status, durationMs, detail }) => [name, status, formatDuration(durationMs), detail]),
  )

const stageTable = (stages: readonly StageStatus[]): string =>
  table(
    ["stage", "verified here, newest first", "notes"],
    stages.map((status) => [
      statusLine(status),
      status.state.verified
        .slice(0, 5)
        .map(({ tag }) => tag)
        .join(", "),
      stageNotes(status.state).join("; "),
    ]),
  )

const historyTable = (history: readonly HistoryEntry[]): string =>
  table(
    ["time", "record", "tag", "actor", "code", "detail"],
    history.map(({ at, kind, tag, actor, code, detail }) => [
      at,
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
  const list = table(
    ["commit", "subject", "author"],
    commits.map(({ sha, subject, author }) => [shortSha(sha), subject, author]),
  )
  return more === 0 ? list : `${list}\n\nand ${more} more`
}

function footer(report: Report): string {
  const { command, runId, actor, startedAt, durationMs, ledger } = report
  const times = [`started ${startedAt}`, `took ${formatDuration(durationMs)}`]
  const parts = [command, `run ${runId} by ${actor}`, ...provenance(report), ...times, `ledger: ${ledger}`]
  return `<sub>${text(parts.join(" · "))}</sub>`
}

const folded = (title: string, body: string): string =>
  body === "" ? "" : `<details><summary>${title}</summary>\n\n${body}\n\n</details>`

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ""
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...rows.map((row) => line(row.map(text)))].join("\n")
}

/** What Markdown or HTML would read as more than text; an underscore only where a word begins or ends. */
const MARKUP = /[&<>|`*~$[\]\\]|(?<![a-z0-9])_|_(?![a-z0-9])/gi

/** Where a forge makes a mention, a reference or a link of text (but not the `#` of an entity). */
const LINKS = /@|(?<!&)#|:(?=\/\/)|www(?=\.)/gi

/** Text of others must stay text: no markup, no HTML, no table break, and no link or mention, which an empty comment breaks up. */
const text = (value: string): string =>
  plain(value)
    .split(ADVISED)
    // every other part is a command that is advised, which a person copies as code
    .map((part, index) => (index % 2 === 1 ? `\`${part}\`` : escaped(part)))
    .join("")

const escaped = (value: string): string =>
  value.replace(MARKUP, (char) => `&#${char.codePointAt(0)};`).replace(LINKS, "$&<!-- -->")
