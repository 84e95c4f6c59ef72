import { resolve } from "node:path"
import { createGenerator } from "ts-json-schema-generator"

const root = resolve(import.meta.dirname, "../..")

/** The JSON schema of a report, from its TypeScript type. */
export function reportSchema(): unknown {
  const { $schema, ...schema } = createGenerator({
    path: resolve(root, "src/core/report/report.ts"),
    tsconfig: resolve(root, "tsconfig.json"),
    type: "Report",
    skipTypeCheck: true,
  }).createSchema("Report")
  return { $schema, title: "report of the release pipeline", ...schema }
}
