import { AUDIENCE } from "../../core/aws/trust-policy.ts"
import type { SecretValue } from "../../core/secret.ts"
import { type AwsSettings, awsClient } from "./client.ts"
import type { AwsCredentials } from "./credentials.ts"
import { AwsError, isExpired } from "./error.ts"
import { readExportedCredentials } from "./exported-credentials.ts"
import { assumeRoleWithWebIdentity, sessionNameOf } from "./sts.ts"
import { type TokenRequest, webIdentityToken } from "./web-identity.ts"

/** Everything that somebody may have given to reach AWS with; null: not given. */
export interface GivenCredentials {
  /** a CI job's way to a token of its own */
  oidc: { url: SecretValue; token: SecretValue } | null
  keys: { accessKeyId: SecretValue; secretAccessKey: SecretValue; sessionToken: SecretValue | null } | null
  /** output of `aws configure export-credentials --format process` */
  exported: SecretValue | null
  /** what this machine has by itself, e.g. by a profile; resolves to null when it has nothing */
  ambient: { name: string; find: () => Promise<AwsCredentials | null> } | null
}

/** One way to credentials, chosen. */
export interface CredentialSource {
  /** in words, after "by" */
  name: string
  /** every call gives new ones */
  renewable: boolean
  /** Throws an AwsError. */
  obtain(durationSeconds: number): Promise<AwsCredentials>
}

export interface SourceSettings extends Omit<AwsSettings, "credentials"> {
  roleArn: string | null
  runId: string
}

/**
 * The first way that is open; the rest is not tried when it fails, because credentials that nobody meant
 * would deploy somewhere that nobody meant.
 * @returns why each is closed when none is open
 */
export async function chooseSource(
  given: GivenCredentials,
  settings: SourceSettings,
): Promise<CredentialSource | { tried: string[] }> {
  const { oidc, keys, exported, ambient } = given
  const { roleArn } = settings
  if (oidc !== null && roleArn !== null) return oidcSource(oidc, { ...settings, roleArn })
  if (keys !== null) return fixedSource("explicit keys", await readKeys(keys))
  if (exported !== null) return exportedSource(exported)
  const tried = [
    oidc === null ? "no OIDC token can be requested" : "OIDC would need the stage's roleArn",
    "no keys are given",
    "no exported credentials are given",
  ]
  if (ambient === null) return { tried }
  const found = await ambient.find()
  return found === null ? { tried: [...tried, `${ambient.name} has none`] } : fixedSource(ambient.name, found)
}

function oidcSource(
  oidc: { url: SecretValue; token: SecretValue },
  settings: SourceSettings & { roleArn: string },
): CredentialSource {
  const { roleArn, runId } = settings
  const client = awsClient({ ...settings, credentials: null })
  const exchange = async (durationSeconds: number) => {
    const [url, token] = await Promise.all([oidc.url.plaintext(), oidc.token.plaintext()])
    const request: TokenRequest = { url: url.trim(), token: token.trim() }
    return assumeRoleWithWebIdentity(client, {
      roleArn,
      sessionName: sessionNameOf(runId),
      webIdentityToken: await webIdentityToken(request, AUDIENCE, settings),
      durationSeconds,
    })
  }
  return {
    name: "GitHub's OIDC token",
    renewable: true,
    // a token that aged on the way is replaced once
    obtain: (durationSeconds) =>
      exchange(durationSeconds).catch((error) => {
        if (isExpired(error)) return exchange(durationSeconds)
        throw error
      }),
  }
}

const fixedSource = (name: string, credentials: AwsCredentials): CredentialSource => ({
  name,
  renewable: false,
  obtain: async () => credentials,
})

async function exportedSource(exported: SecretValue): Promise<CredentialSource> {
  const name = "exported credentials"
  const credentials = readExportedCredentials(await exported.plaintext())
  if (credentials !== null) return fixedSource(name, credentials)
  const message = "the text is not what `aws configure export-credentials --format process` prints"
  const obtain = async () => {
    throw new AwsError("credentials", { code: "BadCredentials", message, status: null, requestId: null })
  }
  return { name, renewable: false, obtain }
}

async function readKeys(keys: NonNullable<GivenCredentials["keys"]>): Promise<AwsCredentials> {
  const [accessKeyId, secretAccessKey, sessionToken] = await Promise.all(
    [keys.accessKeyId, keys.secretAccessKey, keys.sessionToken].map((secret) => secret?.plaintext()),
  )
  return {
    accessKeyId: (accessKeyId as string).trim(),
    secretAccessKey: (secretAccessKey as string).trim(),
    sessionToken: sessionToken?.trim() || null,
    expiration: null,
  }
}
