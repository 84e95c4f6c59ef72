import {
  AwsError,
  type CredentialsFound,
  logsAws,
  missingCredentials,
  type Purpose,
  refusalReason,
  sessionSeconds,
  type WantedAws,
} from "../../core/aws/credentials.ts"
import type { Config } from "../../core/config/schema.ts"
import { type Fact, messageOf } from "../../core/errors.ts"
import type { SecretValue } from "../../core/masking.ts"
import { type Reason, reason } from "../../core/reasons.ts"
import type { Stage } from "../../core/stage.ts"
import type { CloudCredentials, LogReader, ObtainedCredentials } from "../../release/ports.ts"
import type { CloudWatchLogs } from "./cloudwatch.ts"
import type { AwsCredentials } from "./connection.ts"
import { chooseSource, type GivenCredentials, type SourceSettings } from "./sources.ts"

/** How the AWS of a stage is reached. */
export interface AwsAccess extends CloudCredentials {
  /** Credentials for the pipeline's own calls, valid for about so long. */
  credentials(stage: Stage, seconds: number, purpose?: Purpose): Promise<AwsCredentialsOrReason>
}

type AwsCredentialsOrReason = { ok: true; credentials: AwsCredentials } | { ok: false; reason: Reason }

export type AccessSettings = Omit<SourceSettings, "region" | "roleArn">

/**
 * AWS's SDK is loaded when the first call needs it.
 * @param wantedOf the AWS of a stage; null where it needs none
 */
export function awsAccess(
  wantedOf: (stage: Stage, purpose?: Purpose) => WantedAws | null,
  given: GivenCredentials,
  settings: AccessSettings,
): AwsAccess {
  const settingsOf = ({ region, roleArn }: WantedAws): SourceSettings => ({ ...settings, region, roleArn })

  const credentials = async (
    stage: Stage,
    seconds: number,
    purpose?: Purpose,
  ): Promise<AwsCredentialsOrReason> => {
    const wanted = wantedOf(stage, purpose)
    if (wanted === null) return { ok: false, reason: reason("CREDENTIALS_MISSING", noRegion(stage)) }
    try {
      const source = await chooseSource(given, settingsOf(wanted))
      if ("tried" in source) return { ok: false, reason: missingCredentials(source.tried) }
      return { ok: true, credentials: await source.obtain(sessionSeconds(seconds)) }
    } catch (error) {
      return { ok: false, reason: reasonOf(error) }
    }
  }

  return {
    credentials,
    async check(stage, seconds, purpose) {
      const wanted = wantedOf(stage, purpose)
      if (wanted === null) return { kind: "skipped", why: noRegion(stage) }
      try {
        return { kind: "known", value: await look(given, settingsOf(wanted), seconds) }
      } catch (error) {
        return { kind: "known", value: { kind: "refused", reason: reasonOf(error) } }
      }
    },
    async obtain(stage, seconds, purpose) {
      const wanted = wantedOf(stage, purpose)
      if (wanted === null) return { ok: true, env: {}, secrets: {}, expiresAt: null }
      const found = await credentials(stage, seconds, purpose)
      return found.ok ? environment(found.credentials, settingsOf(wanted)) : found
    },
  }
}

const noRegion = (stage: Stage): string => `no AWS region is set: stages.${stage}.region`

/** Gets credentials as a phase would, and asks AWS whose they are. */
async function look(
  given: GivenCredentials,
  settings: SourceSettings,
  seconds: number,
): Promise<CredentialsFound> {
  const source = await chooseSource(given, settings)
  if ("tried" in source) return { kind: "missing", tried: source.tried }
  const credentials = await source.obtain(sessionSeconds(seconds))
  const { callerIdentity } = await import("./connection.ts")
  const { identity, skewMs } = await callerIdentity(settings, credentials)
  const { expiration } = credentials
  const now = settings.clock.now().getTime() + skewMs
  const lifeSeconds = expiration === undefined ? null : Math.floor((expiration.getTime() - now) / 1000)
  return { kind: "held", source: source.name, identity, renewable: source.renewable, lifeSeconds }
}

function reasonOf(error: unknown): Reason {
  if (error instanceof AwsError) return refusalReason(error)
  return reason("CREDENTIALS_UNAVAILABLE", `The AWS credentials can't be read: ${messageOf(error)}`)
}

/** What AWS's tools read their credentials from. */
function environment(
  { accessKeyId, secretAccessKey, sessionToken, expiration }: AwsCredentials,
  { region, endpoint }: SourceSettings,
): ObtainedCredentials {
  return {
    ok: true,
    env: {
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      ...(endpoint === null ? {} : { AWS_ENDPOINT_URL: endpoint }),
    },
    secrets: {
      AWS_ACCESS_KEY_ID: hidden(accessKeyId),
      AWS_SECRET_ACCESS_KEY: hidden(secretAccessKey),
      ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: hidden(sessionToken) }),
    },
    expiresAt: expiration ?? null,
  }
}

const hidden = (text: string): SecretValue => ({ plaintext: async () => text })

/**
 * The logs and alarms of a stage, read with the credentials that the stage is deployed with: obtained once, for the whole watch.
 * AWS's SDK is loaded when the first line is asked for.
 * @param secrets what no quoted line may show, besides those credentials
 */
export function stageLogs(
  config: Config,
  given: GivenCredentials,
  settings: AccessSettings,
  secrets: readonly (SecretValue | null | undefined)[],
): LogReader {
  const access = awsAccess((stage) => logsAws(config, stage), given, settings)
  const openedFor = onceEach(async (stage): Promise<Fact<OpenedLogs>> => {
    const wanted = logsAws(config, stage)
    if (wanted === null) return { kind: "unavailable", message: noRegion(stage) }
    const found = await access.credentials(stage, watchedSeconds(config, stage))
    return found.ok
      ? { kind: "known", value: { region: wanted.region, credentials: found.credentials } }
      : { kind: "unavailable", message: found.reason.message }
  })
  const logsOf = onceEach(async (stage): Promise<Fact<CloudWatchLogs>> => {
    const opened = await openedFor(stage)
    if (opened.kind !== "known") return opened
    const { region, credentials } = opened.value
    const known = await Promise.all(secrets.map((secret) => secret?.plaintext() ?? ""))
    const { cloudWatchLogs } = await import("./cloudwatch.ts")
    return { kind: "known", value: cloudWatchLogs({ ...settings, region }, credentials, known) }
  })
  return {
    async groups(stage, prefix) {
      const logs = await logsOf(stage)
      return logs.kind === "known" ? logs.value.groups(prefix) : logs
    },
    async events(stage, query) {
      const logs = await logsOf(stage)
      return logs.kind === "known" ? logs.value.events(query) : logs
    },
    async alarms(stage, names) {
      const opened = await openedFor(stage)
      if (opened.kind !== "known") return opened
      const { cloudWatchAlarms } = await import("./cloudwatch.ts")
      const region = config.stages[stage].region ?? opened.value.region
      return cloudWatchAlarms({ ...settings, region }, opened.value.credentials, names)
    },
  }
}

interface OpenedLogs {
  region: string
  credentials: AwsCredentials
}

/** As long as the longest look at a stage's logs. */
function watchedSeconds({ verify, stages }: Config, stage: Stage): number {
  const { watchSeconds = 0, settleSeconds = 0 } = verify?.logs ?? {}
  return Math.max(watchSeconds + settleSeconds, 60 * (stages[stage].watch?.minutes ?? 0))
}

/** Opens something for each stage when it is first asked for, and once. */
function onceEach<T>(open: (stage: Stage) => Promise<T>): (stage: Stage) => Promise<T> {
  const opened = new Map<Stage, Promise<T>>()
  return (stage) => {
    const one = opened.get(stage) ?? open(stage)
    opened.set(stage, one)
    return one
  }
}
