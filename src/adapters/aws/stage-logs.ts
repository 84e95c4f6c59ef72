import { logsAws } from "../../core/aws/wanted.ts"
import type { Config } from "../../core/config/schema.ts"
import type { Fact } from "../../core/fact.ts"
import type { SecretValue } from "../../core/secret.ts"
import type { Stage } from "../../core/stage.ts"
import type { LogReader } from "../../release/ports.ts"
import { awsAccess } from "./access.ts"
import { type AwsClient, awsClient } from "./client.ts"
import { cloudWatchLogs } from "./logs.ts"

/**
 * The logs of a stage, read with the credentials that the stage is deployed with: got once, for the whole watch.
 * @param secrets what no quoted line may show, besides those credentials
 */
export function stageLogs(
  config: Config,
  given: Parameters<typeof awsAccess>[1],
  settings: Parameters<typeof awsAccess>[2],
  secrets: readonly (SecretValue | null | undefined)[],
): LogReader {
  const access = awsAccess((stage) => logsAws(config, stage), given, settings)
  const { watchSeconds = 0, settleSeconds = 0 } = config.verify?.logs ?? {}
  const own: string[] = []

  async function connect(stage: Stage): Promise<Fact<AwsClient>> {
    const wanted = logsAws(config, stage)
    if (wanted === null) {
      return { kind: "unavailable", message: `no AWS region is named: stages.${stage}.region` }
    }
    const found = await access.credentials(stage, watchSeconds + settleSeconds)
    if (!found.ok) return { kind: "unavailable", message: found.reason.message }
    const { credentials } = found
    own.push(credentials.secretAccessKey, credentials.sessionToken ?? "")
    return { kind: "known", value: awsClient({ ...settings, region: wanted.region, credentials }) }
  }

  const clients = new Map<Stage, Promise<Fact<AwsClient>>>()
  const clientOf = (stage: Stage): Promise<Fact<AwsClient>> => {
    const client = clients.get(stage) ?? connect(stage)
    clients.set(stage, client)
    return client
  }
  return cloudWatchLogs(clientOf, async () => {
    const texts = await Promise.all(secrets.map((secret) => secret?.plaintext() ?? ""))
    return [...texts, ...own]
  })
}
