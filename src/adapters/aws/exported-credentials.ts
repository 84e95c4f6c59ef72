import * as v from "valibot"
import { readJson } from "../../core/json.ts"
import type { AwsCredentials } from "./credentials.ts"

const Text = v.pipe(v.string(), v.nonEmpty())

const Exported = v.object({
  Version: v.literal(1),
  AccessKeyId: Text,
  SecretAccessKey: Text,
  SessionToken: v.optional(Text),
  Expiration: v.optional(v.pipe(v.string(), v.isoTimestamp())),
})

/**
 * Reads what `aws configure export-credentials --format process` prints.
 * @returns null when it is anything else; nothing of a text that holds secrets is quoted
 */
export function readExportedCredentials(text: string): AwsCredentials | null {
  const json = readJson(text.trim())
  const parsed = v.safeParse(Exported, json.ok ? json.value : null)
  if (!parsed.success) return null
  const { AccessKeyId, SecretAccessKey, SessionToken = null, Expiration } = parsed.output
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration === undefined ? null : new Date(Expiration),
  }
}
