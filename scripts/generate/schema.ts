import { toJsonSchema } from "@valibot/to-json-schema"
import { CONFIG_FILE } from "../../src/core/config/parse.ts"
import { ConfigSchema } from "../../src/core/config/schema.ts"

/** The JSON schema that an editor checks pipeline.json with: of what is written, before defaults are filled in. */
export function configSchema(): Record<string, unknown> {
  const { $schema, ...schema } = toJsonSchema(ConfigSchema, { typeMode: "input" })
  return { $schema, title: CONFIG_FILE, ...schema }
}
