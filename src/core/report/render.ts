import { filledFix } from "../reasons.ts"
import { harmlessJson } from "../text.ts"
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

export const render = (report: Report, format: CommonFormat): string => RENDERERS[format](withStage(report))

/** Commands that can be pasted: the table of reasons writes STAGE where they need the stage's name. */
function withStage(report: Report): Report {
  const { reason, stage } = report
  if (reason === null || stage === null) return report
  return { ...report, reason: { ...reason, fix: filledFix(reason.fix, report) } }
}
