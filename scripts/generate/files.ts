import { publicApi } from "./api.ts"
import { formatJson } from "./json.ts"
import { reasonsPage } from "./reasons-page.ts"
import { reportSchema } from "./report-schema.ts"
import { configSchema } from "./schema.ts"

/** Every generated file: its path below the repository's root, and what belongs into it. */
export const generatedFiles = (): { path: string; text: string }[] => [
  { path: "schema/pipeline.schema.json", text: formatJson(configSchema()) },
  { path: "schema/report.schema.json", text: formatJson(reportSchema()) },
  { path: "schema/api.json", text: formatJson(publicApi()) },
  { path: "docs/reasons.md", text: reasonsPage() },
]
