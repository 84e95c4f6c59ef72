import { logsAws } from "../../core/aws/wanted.ts"
import type { Config } from "../../core/config/schema.ts"
import type { Fact } from "../../core/fact.ts"
import type { SecretValue } from "../../core/secret.ts"
import type { Stage } from "../../core/stage.ts"
import type { LogReader } from "../../release/ports.ts"
import { type AccessSettings, awsAccess } from "./access.ts"
import type { CloudWatchLogs } from "./logs.ts"
import type { GivenCredentials } from "./sources.ts"

/**
 * The logs of a stage, read with the credentials that the stage is deployed with: obtained once, for the whole watch.
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
  const { watchSeconds = 0, settleSeconds = 0 } = config.verify?.logs ?? {}

  async function connect(stage: Stage): Promise<Fact<CloudWatchLogs>> {
    const wanted = logsAws(config, stage)
    if (wanted === null) {
      return { kind: "unavailable", message: `no AWS region is set: stages.${stage}.region` }
    }
    const found = await access.credentials(stage, watchSeconds + settleSeconds)
    if (!found.ok) return { kind: "unavailable", message: found.reason.message }
    const known = await Promise.all(secrets.map((secret) => secret?.plaintext() ?? ""))
    const { cloudWatchLogs } = await import("./logs.ts")
    const { region } = wanted
    return { kind: "known", value: cloudWatchLogs({ ...settings, region }, found.credentials, known) }
  }

  const connections = new Map<Stage, Promise<Fact<CloudWatchLogs>>>()
  const logsOf = (stage: Stage): Promise<Fact<CloudWatchLogs>> => {
    const logs = connections.get(stage) ?? connect(stage)
    connections.set(stage, logs)
    return logs
  }
  return {
    async groups(stage, prefix) {
      const logs = await logsOf(stage)
      return logs.kind === "known" ? logs.value.groups(prefix) : logs
    },
    async events(stage, query) {
      const logs = await logsOf(stage)
      return logs.kind === "known" ? logs.value.events(query) : logs
    },
  }
}
