import type { GateResult } from "../gates/gate.ts"
import { waiverLine } from "../gates/waivers.ts"
import type { Migration, MigrationRun } from "../migrations/migration.ts"
import type { MigrationSource } from "../plan/plan.ts"
import type { SmokeResult } from "../smoke/smoke.ts"
import { ADVISED } from "../spelling.ts"
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
import { type Card, type CardPart, cardLines } from "./card.ts"
import { figureSections } from "./figure-lines.ts"
import { headline, statusLine } from "./headline.ts"
import { hookLog, hookRows, stageNotes } from "./held-lines.ts"
import { dividedGates, endOf, gateTally, logTitle, notes, provenance, verifiedNote } from "./notes.ts"
import {
  commitRow,
  MIGRATION_HEAD,
  migrationRows,
  type PlanSection,
  partsOf,
  planSections,
} from "./plan-lines.ts"
import type { HistoryEntry, PhaseResult, Report, StageStatus } from "./report.ts"

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
    // what was judged and refused has been said
    report.outcome === "blocked" ? "" : folded("Phases", phaseTable(report.phases)),
    ...(report.stages ?? []).map((status) => stageBlock(status, report)),
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

/** A table whose first line stands out. */
function cardTable(card: Card, report: Report): string {
  const [first, ...rest] = cardLines(card, report.runId, endOf(report)).map(({ label, parts }) => [
    capital(label),
    cellOf(parts),
  ]) as [string[], ...string[][]]
  return rawTable(first, rest)
}

const cellOf = (parts: readonly CardPart[]): string => parts.map(linkOf).join("")

const linkOf = (part: CardPart): string =>
  typeof part === "string" ? inline(part) : `[${inline(part.text)}](${part.url})`

function reasonBlock(report: Report): string {
  const { reason } = report
  if (reason === null) return ""
  const isSaid = headline(report).includes(reason.message)
  return `**${text(reason.code)}**${isSaid ? "" : `: ${text(reason.message)}`}\n\n**Next:** ${text(reason.fix)}`
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

const planBlock = ({ title, lines, head, rows, sources = [] }: PlanSection): string =>
  [
    `**${capital(title)}**`,
    lines.map((line) => begun(cellOf(partsOf(line)))).join("<br>"),
    linkedTable(head, rows),
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

function stageBlock(status: StageStatus, report: Report): string {
  const { stage, state, card } = status
  const lines = [...stageNotes(state), ...verifiedNote(state)].map((line) => `- ${text(line)}`).join("\n")
  const head = card === undefined ? text(statusLine(status)) : cardTable(card, report)
  return [`**${capital(stage)}**`, head, lines].filter((part) => part !== "").join("\n\n")
}

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
  const list = linkedTable(["commit", "subject", "author"], commits.map(commitRow))
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

const folded = (title: string, body: string): string =>
  body === "" ? "" : `<details><summary>${title}</summary>\n\n${body}\n\n</details>`

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? ""
    : rawTable(
        head,
        rows.map((row) => row.map(inline)),
      )

const linkedTable = (head: readonly string[], rows: readonly (readonly CardPart[])[]): string =>
  rows.length === 0
    ? ""
    : rawTable(
        head,
        rows.map((row) => row.map((part) => cellOf([part]))),
      )

/** @param rows of cells that are Markdown already */
function rawTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")
}

/** What Markdown or HTML would read as more than text; an underscore only where a word begins or ends. */
const MARKUP = /[&<>|`*~$[\]\\]|(?<![a-z0-9])_|_(?![a-z0-9])/gi

/** Where a forge makes a mention, a reference or a link of text (but not the `#` of an entity). */
const LINKS = /@|(?<!&)#|:(?=\/\/)|www(?=\.)/gi

/** Text of others must stay text: no markup, no HTML, no table break, and no link or mention, which an empty comment breaks up. */
const inline = (value: string): string =>
  plain(value)
    .split(ADVISED)
    // every other part is a command that is advised, which a person copies as code
    .map((part, index) => (index % 2 === 1 ? `\`${part}\`` : escaped(part)))
    .join("")

/** The same where it may begin a line. */
const text = (value: string): string => begun(inline(value))

const begun = (markdown: string): string =>
  markdown.replace(BEGINNING, (begin) => begin.replace(/\D/g, entity))

/** What makes code, a list or a heading of a line, or a command to a workflow, whose log it may stand in. */
const BEGINNING = /^ *(?: {4}|[-=]|:(?=:)|(?:\+|\d+[.)])(?=\s|$))/

const entity = (char: string): string => `&#${char.codePointAt(0)};`

const escaped = (value: string): string => value.replace(MARKUP, entity).replace(LINKS, "$&<!-- -->")
