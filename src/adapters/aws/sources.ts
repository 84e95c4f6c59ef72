import * as v from "valibot"
import { AUDIENCE } from "../../core/aws/policies.ts"
import { readJson } from "../../core/json.ts"
import type { SecretValue } from "../../core/secret.ts"
import type { AwsCredentials, AwsSettings } from "./connection.ts"
import { AwsError } from "./error.ts"
import { webIdentityToken } from "./web-identity.ts"

/** Everything that can be given to reach AWS with; null: not given. */
export interface GivenCredentials {
  /** a CI job's way to a token of its own */
  oidc: { url: SecretValue; token: SecretValue } | null
  keys: { accessKeyId: SecretValue; secretAccessKey: SecretValue; sessionToken: SecretValue | null } | null
  /** output of `aws configure export-credentials --format process` */
  exported: SecretValue | null
  /** what this machine has by itself, e.g. by a profile; `find` gives null when it has none, or throws an AwsError */
  ambient: { name: string; find: (region: string) => Promise<AwsCredentials | null> } | null
}

/** One way to credentials, chosen. */
export interface CredentialSource {
  /** in words that follow "from" */
  name: string
  /** every call gives new ones */
  renewable: boolean
  /** Throws an AwsError. */
  obtain(durationSeconds: number): Promise<AwsCredentials>
}

export interface SourceSettings extends AwsSettings {
  roleArn: string | null
  runId: string
}

/**
 * The first way that is open. When it fails, the others are not tried: credentials that were not meant would deploy
 * to where no deploy was meant.
 * @returns why each is closed when none is open
 */
export async function chooseSource(
  given: GivenCredentials,
  settings: SourceSettings,
): Promise<CredentialSource | { tried: string[] }> {
  const { oidc, keys, exported, ambient } = given
  const { roleArn, region } = settings
  if (oidc !== null && roleArn !== null) return oidcSource(oidc, { ...settings, roleArn })
  if (keys !== null) return fixedSource("explicit keys", await readKeys(keys))
  if (exported !== null) return exportedSource(exported)
  const tried = [
    oidc === null
      ? "no OIDC token can be requested"
      : "OIDC would need the stage's roleArn, and for a plan its planRoleArn",
    "no keys are given",
    "no exported credentials are given",
  ]
  if (ambient === null) return { tried }
  const found = await ambient.find(region)
  return found === null ? { tried: [...tried, `${ambient.name} has none`] } : fixedSource(ambient.name, found)
}

function oidcSource(
  oidc: { url: SecretValue; token: SecretValue },
  settings: SourceSettings & { roleArn: string },
): CredentialSource {
  const { roleArn, runId } = settings
  const exchange = async (durationSeconds: number) => {
    const token = await webIdentityToken(oidc, AUDIENCE, settings)
    const { assumeRoleWithWebIdentity } = await import("./sts.ts")
    const sessionName = sessionNameOf(runId)
    const request = { roleArn, sessionName, webIdentityToken: token, durationSeconds }
    return assumeRoleWithWebIdentity(settings, request)
  }
  return {
    name: "GitHub's OIDC token",
    renewable: true,
    // a token that expired on the way is replaced once
    obtain: (durationSeconds) =>
      exchange(durationSeconds).catch((error) => {
        if (error instanceof AwsError && /^ExpiredToken/.test(error.code)) return exchange(durationSeconds)
        throw error
      }),
  }
}

/** STS takes letters, digits and =,.@-_ up to 64 of them. */
const sessionNameOf = (runId: string): string => `pipeline-${runId.replace(/[^\w=,.@-]/g, "-")}`.slice(0, 64)

const fixedSource = (name: string, credentials: AwsCredentials): CredentialSource => ({
  name,
  renewable: false,
  obtain: async () => credentials,
})

async function readKeys(keys: NonNullable<GivenCredentials["keys"]>): Promise<AwsCredentials> {
  const [accessKeyId, secretAccessKey, sessionToken] = await Promise.all([
    keys.accessKeyId.plaintext(),
    keys.secretAccessKey.plaintext(),
    keys.sessionToken?.plaintext() ?? "",
  ])
  return {
    accessKeyId: accessKeyId.trim(),
    secretAccessKey: secretAccessKey.trim(),
    ...(sessionToken.trim() === "" ? {} : { sessionToken: sessionToken.trim() }),
  }
}

const Text = v.pipe(v.string(), v.nonEmpty())

const Exported = v.object({
  Version: v.literal(1),
  AccessKeyId: Text,
  SecretAccessKey: Text,
  SessionToken: v.optional(Text),
  Expiration: v.optional(v.pipe(v.string(), v.isoTimestamp())),
})

/** Nothing of a text that holds secrets is quoted. */
async function exportedSource(exported: SecretValue): Promise<CredentialSource> {
  const json = readJson((await exported.plaintext()).trim())
  const parsed = v.safeParse(Exported, json.ok ? json.value : null)
  if (!parsed.success) {
    const message = "the text is not what `aws configure export-credentials --format process` prints"
    throw new AwsError("credentials", "BadCredentials", message)
  }
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = parsed.output
  return fixedSource("exported credentials", {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
    ...(Expiration === undefined ? {} : { expiration: new Date(Expiration) }),
  })
}
