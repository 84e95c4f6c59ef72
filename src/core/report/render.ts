import { renderJson } from "./render-json.ts"
import { renderMarkdown } from "./render-markdown.ts"
import { renderText } from "./render-text.ts"
import type { Report } from "./report.ts"

export const FORMATS = ["text", "markdown", "json"] as const
export type Format = (typeof FORMATS)[number]

const RENDERERS: Readonly<Record<Format, (report: Report) => string>> = {
  text: renderText,
  markdown: renderMarkdown,
  json: renderJson,
}

export const render = (report: Report, format: Format): string => RENDERERS[format](report)
