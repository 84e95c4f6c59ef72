// Writes the files that are derived from the code: npm run generate
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { COMMAND_TABLE } from "../../src/commands.ts"
import { callerWorkflow } from "../../src/core/init/propose.ts"
import { formatJson } from "./json.ts"
import { readmeCommands, reasonsPage, referencePage } from "./pages.ts"
import { type Api, configSchema, publicApi, reportSchema } from "./schemas.ts"

const root = join(import.meta.dirname, "../..")

let read: Api | undefined
/** Read once: the SDK takes seconds for it. */
const api = (): Api => {
  read ??= publicApi()
  return read
}

/** Every generated file: its path below the repository's root, and what belongs into it. */
export const GENERATED: Readonly<Record<string, () => string>> = {
  // first: the report's schema is made from it
  "src/core/report/commands.ts": commandNames,
  "schema/pipeline.schema.json": () => formatJson(configSchema()),
  "schema/report.schema.json": () => formatJson(reportSchema()),
  "schema/api.json": () => formatJson(api()),
  "docs/reasons.md": reasonsPage,
  "docs/reference.md": () => referencePage(api()),
  ".github/workflows/deploy.yml": () => callerWorkflow("./.github/workflows/pipeline.yml", "v"),
  "README.md": () => readmeCommands(readFileSync(join(root, "README.md"), "utf8")),
}

function commandNames(): string {
  const rows = Object.keys(COMMAND_TABLE).map((name) => `  ${JSON.stringify(name)},\n`)
  return `// Written by npm run generate, from the rows of src/commands.ts, which core may not import.

/** Every command, in the order of help. */
export const COMMANDS = [
${rows.join("")}] as const
export type Command = (typeof COMMANDS)[number]
`
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(GENERATED)) {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text())
    process.stdout.write(`wrote ${path}\n`)
  }
}
