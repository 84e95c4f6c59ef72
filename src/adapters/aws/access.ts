import type { CredentialsFound } from "../../core/aws/credentials-verdict.ts"
import { refusalReason } from "../../core/aws/refusal.ts"
import { sessionSeconds, type WantedAws } from "../../core/aws/wanted.ts"
import { messageOf } from "../../core/errors.ts"
import { type Reason, reason } from "../../core/reasons.ts"
import type { SecretValue } from "../../core/secret.ts"
import type { Stage } from "../../core/stage.ts"
import type { CloudCredentials, ObtainedCredentials } from "../../release/ports.ts"
import { awsClient } from "./client.ts"
import type { AwsCredentials } from "./credentials.ts"
import { AwsError } from "./error.ts"
import { chooseSource, type GivenCredentials, type SourceSettings } from "./sources.ts"
import { callerIdentity } from "./sts.ts"

/** How the AWS of a stage is reached. */
export interface AwsAccess extends CloudCredentials {
  /** Credentials for calls of the pipeline itself, for about so long. */
  credentials(stage: Stage, seconds: number): Promise<AwsCredentialsOrReason>
}

export type AwsCredentialsOrReason = { ok: true; credentials: AwsCredentials } | { ok: false; reason: Reason }

type AccessSettings = Omit<SourceSettings, "region" | "roleArn">

/**
 * @param wantedOf the AWS of a stage; null where it needs none
 */
export function awsAccess(
  wantedOf: (stage: Stage) => WantedAws | null,
  given: GivenCredentials,
  settings: AccessSettings,
): AwsAccess {
  const settingsOf = ({ region, roleArn }: WantedAws): SourceSettings => ({ ...settings, region, roleArn })

  const credentials = async (stage: Stage, seconds: number): Promise<AwsCredentialsOrReason> => {
    const wanted = wantedOf(stage)
    if (wanted === null) return { ok: false, reason: reason("CREDENTIALS_MISSING", NO_REGION) }
    try {
      const source = await chooseSource(given, settingsOf(wanted))
      if ("tried" in source) return { ok: false, reason: missing(source.tried) }
      return { ok: true, credentials: await source.obtain(sessionSeconds(seconds)) }
    } catch (error) {
      return { ok: false, reason: reasonOf(error) }
    }
  }

  return {
    credentials,
    async check(stage, seconds) {
      const wanted = wantedOf(stage)
      if (wanted === null) return { kind: "skipped", why: NO_REGION }
      try {
        return { kind: "known", value: await look(given, settingsOf(wanted), seconds) }
      } catch (error) {
        return { kind: "known", value: { kind: "refused", reason: reasonOf(error) } }
      }
    },
    async obtain(stage, seconds) {
      const wanted = wantedOf(stage)
      if (wanted === null) return { ok: true, env: {}, secrets: {}, expiresAt: null }
      const found = await credentials(stage, seconds)
      return found.ok ? environment(found.credentials, settingsOf(wanted)) : found
    },
  }
}

const NO_REGION = "the stage names no AWS region"

const missing = (tried: readonly string[]) =>
  reason("CREDENTIALS_MISSING", `There are no AWS credentials: ${tried.join("; ")}.`)

/** Gets credentials as a phase would, and asks AWS whose they are. */
async function look(
  given: GivenCredentials,
  settings: SourceSettings,
  seconds: number,
): Promise<CredentialsFound> {
  const source = await chooseSource(given, settings)
  if ("tried" in source) return { kind: "missing", tried: source.tried }
  const credentials = await source.obtain(sessionSeconds(seconds))
  const client = awsClient({ ...settings, credentials })
  const identity = await callerIdentity(client)
  const { expiration } = credentials
  const now = settings.clock.now().getTime() + client.skewMs
  const lifeSeconds = expiration && Math.floor((expiration.getTime() - now) / 1000)
  return { kind: "held", source: source.name, identity, renewable: source.renewable, lifeSeconds }
}

function reasonOf(error: unknown): Reason {
  if (error instanceof AwsError) return refusalReason(error)
  return reason("CREDENTIALS_UNAVAILABLE", `The AWS credentials cannot be read: ${messageOf(error)}`)
}

/** What AWS's tools read their credentials from. */
function environment(
  { accessKeyId, secretAccessKey, sessionToken, expiration }: AwsCredentials,
  { region, endpoints }: SourceSettings,
): ObtainedCredentials {
  const overrides = Object.entries(endpoints).filter(
    ([name, value]) => /^AWS_(ENDPOINT_URL|IGNORE)/.test(name) && value,
  )
  return {
    ok: true,
    env: {
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      ...(Object.fromEntries(overrides) as Record<string, string>),
    },
    secrets: {
      AWS_ACCESS_KEY_ID: hidden(accessKeyId),
      AWS_SECRET_ACCESS_KEY: hidden(secretAccessKey),
      ...(sessionToken === null ? {} : { AWS_SESSION_TOKEN: hidden(sessionToken) }),
    },
    expiresAt: expiration,
  }
}

const hidden = (text: string): SecretValue => ({ plaintext: async () => text })
