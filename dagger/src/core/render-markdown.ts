import { formatDuration } from "./duration.ts"
import { headline, statusLine } from "./headline.ts"
import { plain } from "./render-text.ts"
import type { Report } from "./report.ts"
import type { SmokeResult } from "./smoke.ts"

/** The report for a workflow summary: the verdict as heading, what failed next, details folded. */
export function renderMarkdown(report: Report): string {
  const blocks = [
    `### ${report.ok ? "✅" : "❌"} ${cell(headline(report))}`,
    report.reason === null
      ? ""
      : `**${report.reason.code}**: ${cell(report.reason.message)}\n\n**Next:** ${cell(report.reason.fix)}`,
    table(
      ["gate", "status", "detail"],
      report.gates.map(({ title, status, detail }) => [title, status, detail]),
    ),
    smokeBlock("Smoke", report.smoke),
    smokeBlock("Smoke after rollback", report.rollbackSmoke),
    logBlock(report.log),
    folded(
      "Phases",
      table(
        ["phase", "status", "time", "detail"],
        report.phases.map(({ name, status, durationMs, detail }) => [
          name,
          status,
          formatDuration(durationMs),
          detail,
        ]),
      ),
    ),
    table(
      ["stage", "verified, newest first", "quarantined"],
      (report.stages ?? []).map(({ stage, state }) => [
        statusLine(stage, state),
        state.verified
          .slice(0, 5)
          .map(({ tag }) => tag)
          .join(", "),
        state.quarantine.map(({ tag }) => tag).join(", "),
      ]),
    ),
    table(
      ["time", "record", "tag", "actor", "code", "detail"],
      (report.history ?? []).map(({ at, kind, tag, actor, code, detail }) => [
        at,
        kind,
        tag ?? "",
        actor,
        code ?? "",
        detail ?? "",
      ]),
    ),
    `<sub>${cell(`${report.command} · run ${report.runId} by ${report.actor} · ${formatDuration(report.durationMs)} · ledger: ${report.ledger}`)}</sub>`,
  ]
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`
}

function smokeBlock(title: string, smoke: SmokeResult | null): string {
  if (smoke === null) return ""
  const head = `**${title}: ${smoke.verdict}** after ${smoke.attempts} attempts in ${formatDuration(smoke.durationMs)}: ${cell(smoke.detail)}`
  const rows = smoke.checks.map(({ name, optional, verdict, latencyMs, url, detail }) => [
    optional ? `${name} (optional)` : name,
    verdict,
    `${latencyMs} ms`,
    url,
    detail,
  ])
  return `${head}\n\n${table(["check", "verdict", "latency", "url", "detail"], rows)}`
}

function logBlock(log: readonly string[]): string {
  if (log.length === 0) return ""
  return `<details open><summary>Last lines of the deployer</summary>\n\n<pre>${log.map(cell).join("\n")}</pre>\n\n</details>`
}

const folded = (title: string, body: string): string =>
  body === "" ? "" : `<details><summary>${title}</summary>\n\n${body}\n\n</details>`

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ""
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")
}

/** Text of others must stay text: no HTML, no table break, no mention or link of its own making. */
const cell = (text: string): string =>
  plain(text).replace(/[&<>|`*[\]@#]/g, (char) => `&#${char.codePointAt(0)};`)
