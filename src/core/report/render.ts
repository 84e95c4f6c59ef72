import { filledFix } from "../reasons.ts"
import { harmlessJson, type Program, spell } from "../text.ts"
import { renderMarkdown } from "./render-markdown.ts"
import { renderText } from "./render-text.ts"
import type { Report } from "./report.ts"

export const FORMATS = ["text", "markdown", "json"] as const
/** Of a report that is also a page for a browser. */
export const PAGE_FORMATS = [...FORMATS, "html"] as const
export type Format = (typeof PAGE_FORMATS)[number]
/** Those that every report has. */
type CommonFormat = (typeof FORMATS)[number]

/** Exactly one JSON document, ended by a line feed. */
const renderJson = (report: Report): string => `${harmlessJson(JSON.stringify(report, null, 2))}\n`

const RENDERERS: Readonly<Record<CommonFormat, (report: Report) => string>> = {
  text: renderText,
  markdown: renderMarkdown,
  json: renderJson,
}

/** @param program how the reader calls it: what is advised can then be pasted; absent: commands stand for themselves */
export function render(report: Report, format: CommonFormat, program?: Program): string {
  const filled = withStage(report)
  if (program === undefined) return RENDERERS[format](filled)
  const called = format === "json" ? withProgram(filled, program) : filled
  return spell(RENDERERS[format](called), program)
}

/** Commands that can be pasted: the table of reasons writes STAGE where they need the stage's name. */
function withStage(report: Report): Report {
  const { reason, stage } = report
  if (reason === null || stage === null) return report
  return { ...report, reason: { ...reason, fix: filledFix(reason.fix, report) } }
}

/** In JSON a card's command stands alone, and not between backticks. */
function withProgram(report: Report, program: Program): Report {
  const called = <C extends Report["card"]>(card: C): C =>
    card === null || card.command === null ? card : { ...card, command: `${program} ${card.command}` }
  return {
    ...report,
    card: called(report.card),
    stages:
      report.stages?.map((status) => ({ ...status, ...(status.card && { card: called(status.card) }) })) ??
      null,
  }
}
