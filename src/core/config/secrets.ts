import * as v from "valibot"
import { RepositoryPath, Text } from "./fields.ts"

const SecretNames = v.array(
  v.pipe(
    v.string(),
    v.regex(/^[A-Z][A-Za-z0-9]*$/, "must begin with a capital letter, then letters and digits"),
  ),
)

export const Secrets = v.strictObject({
  required: v.pipe(
    v.optional(SecretNames, []),
    v.description(
      "Names that every stage must have a value for, besides those that the app declares without a default.",
    ),
  ),
  optional: v.pipe(v.optional(SecretNames, []), v.description("Names that a stage may lack; reported.")),
  placeholders: v.pipe(
    v.optional(v.array(Text), ["changeme", "change_me", "change-me", "replace_me", "todo", "placeholder"]),
    v.description("Values that stand for none, whatever their case."),
  ),
  sources: v.pipe(
    v.optional(v.array(RepositoryPath), ["sst.config.ts", "infra"]),
    v.description(
      'Files and folders, below the deployer\'s directory, that declare secrets: new sst.Secret("Name").',
    ),
  ),
})

export type SecretsConfig = v.InferOutput<typeof Secrets>
