// Writes the files that are derived from the code: npm run generate
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { callerWorkflow } from "../../src/core/init/propose.ts"
import { formatJson } from "./json.ts"
import { readmeCommands, reasonsPage, referencePage } from "./pages.ts"
import { configSchema, publicApi, reportSchema } from "./schemas.ts"

const root = join(import.meta.dirname, "../..")

/** Every generated file: its path below the repository's root, and what belongs into it. */
export function generatedFiles(): { path: string; text: string }[] {
  const api = publicApi()
  return [
    { path: "schema/pipeline.schema.json", text: formatJson(configSchema()) },
    { path: "schema/report.schema.json", text: formatJson(reportSchema()) },
    { path: "schema/api.json", text: formatJson(api) },
    { path: "docs/reasons.md", text: reasonsPage() },
    { path: "docs/reference.md", text: referencePage(api) },
    {
      path: ".github/workflows/deploy.yml",
      text: callerWorkflow("./.github/workflows/pipeline.yml", "v"),
    },
    { path: "README.md", text: readmeCommands(readFileSync(join(root, "README.md"), "utf8")) },
  ]
}

if (import.meta.main) {
  for (const { path, text } of generatedFiles()) {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    process.stdout.write(`wrote ${path}\n`)
  }
}
