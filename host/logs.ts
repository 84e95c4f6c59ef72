import type { Config } from "../dagger/src/core/config/schema.ts"
import type { LogReader } from "../dagger/src/release/ports.ts"
import { cloudWatchLogs } from "../dagger/src/steps/aws/logs.ts"
import { logsClient } from "../dagger/src/steps/aws/logs-client.ts"
import { systemClock } from "../dagger/src/steps/system-clock.ts"

type Environment = Readonly<Record<string, string | undefined>>

/** Variables whose values no quoted log line may show. */
const SECRETS = ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "DATABASE_URL", "GITHUB_TOKEN", "GH_TOKEN"]

/** Logs read with the credentials that this host's environment holds. */
export function hostLogs({ verify }: Config, env: Environment, signal: AbortSignal): LogReader {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = env
  const client = logsClient({
    credentials:
      accessKeyId && secretAccessKey
        ? { accessKeyId, secretAccessKey, sessionToken: AWS_SESSION_TOKEN || null, expiration: null }
        : null,
    absent: "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set",
    region: verify?.logs?.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || null),
    endpoints: env,
    clock: systemClock,
    random: Math.random,
    signal,
  })
  const names = [...SECRETS, ...(verify?.slack === undefined ? [] : [verify.slack.signingSecret.env])]
  const secrets = names.flatMap((name) => env[name] || [])
  return cloudWatchLogs(
    async () => client,
    async () => secrets,
  )
}
