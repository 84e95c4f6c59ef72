// What programs read: the schemas of pipeline.json and of the report, and the module's public functions.
import { spawnSync } from "node:child_process"
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { execPath } from "node:process"
import { toJsonSchema } from "@valibot/to-json-schema"
import { createGenerator } from "ts-json-schema-generator"
import { CONFIG_FILE } from "../../src/core/config/examine.ts"
import { ConfigSchema } from "../../src/core/config/schema.ts"

const root = resolve(import.meta.dirname, "../..")
const SDK = join(root, "node_modules/@dagger.io/dagger/dist/src")

/** The JSON schema that an editor checks pipeline.json with: of what is written, before defaults are filled in. */
export function configSchema(): Record<string, unknown> {
  const { $schema, ...schema } = toJsonSchema(ConfigSchema, { typeMode: "input" })
  return { $schema, title: CONFIG_FILE, ...schema }
}

/** The JSON schema of a report, from its TypeScript type. */
export function reportSchema(): unknown {
  const { $schema, ...schema } = createGenerator({
    path: resolve(root, "src/core/report/report.ts"),
    tsconfig: resolve(root, "tsconfig.json"),
    type: "Report",
    skipTypeCheck: true,
  }).createSchema("Report")
  return { $schema, title: "report of the release pipeline", ...withPlainNames(schema) }
}

/** The generator names a list of an interface after its place in a file: every edit above it would change the schema. */
function withPlainNames(schema: object & { definitions?: object | undefined }): object {
  const text = JSON.stringify(schema)
  return Object.entries(schema.definitions ?? {}).reduce<object>((named, [name, definition]) => {
    const placed = /def-interface-[\d-]+/.exec(name)?.[0]
    const item = /"items":\{"\$ref":"#\/definitions\/(\w+)"\}/.exec(JSON.stringify(definition))?.[1]
    if (placed === undefined || item === undefined) return named
    return JSON.parse(JSON.stringify(named).replaceAll(placed, item))
  }, JSON.parse(text))
}

export interface ApiFunction {
  description: string
  arguments: Record<string, ApiArgument>
  returnType: { kind: string; name?: string }
}
export interface ApiArgument {
  name: string
  description: string
  type: { kind: string; name?: string }
  isOptional: boolean
  defaultValue?: string | number | boolean
}
export interface Api {
  name: string
  objects: Record<string, { constructor: ApiFunction; methods: Record<string, ApiFunction> }>
  enums: Record<string, { values: Record<string, { value: string }> }>
}

/**
 * The module's public functions as an engine would register them: the SDK's own introspection, which needs no
 * engine. It wants the generated client by its file name; the SDK's package has it as declarations, and they do.
 */
export function publicApi(): Api {
  const scratch = mkdtempSync(join(tmpdir(), "pipeline-api-"))
  try {
    const client = join(scratch, "client.gen.ts")
    copyFileSync(join(SDK, "api/client.gen.d.ts"), client)
    const { name } = JSON.parse(readFileSync(join(root, "dagger.json"), "utf8"))
    const entrypoint = join(SDK, "module/entrypoint/introspection_entrypoint.js")
    const argv = [entrypoint, name, join(root, "dagger/src"), client]
    const env = { ...process.env, DRY_RUN: "1" }
    const { status, stdout, stderr } = spawnSync(execPath, argv, { encoding: "utf8", env })
    if (status !== 0) throw new Error(`the SDK refuses dagger/src: ${stderr}`)
    return JSON.parse(stdout)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
