import { logsAws } from "../../core/aws/credentials.ts"
import type { Config } from "../../core/config/schema.ts"
import type { Fact } from "../../core/fact.ts"
import type { SecretValue } from "../../core/secret.ts"
import type { Stage } from "../../core/stage.ts"
import type { LogReader } from "../../release/ports.ts"
import { type AccessSettings, awsAccess } from "./access.ts"
import type { AwsCredentials } from "./connection.ts"
import type { CloudWatchLogs } from "./logs.ts"
import type { GivenCredentials } from "./sources.ts"

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
  const { watchSeconds = 0, settleSeconds = 0 } = config.verify?.logs ?? {}
  const secondsOn = (stage: Stage) =>
    Math.max(watchSeconds + settleSeconds, 60 * (config.stages[stage].watch?.minutes ?? 0))

  async function open(stage: Stage): Promise<Fact<{ region: string; credentials: AwsCredentials }>> {
    const wanted = logsAws(config, stage)
    if (wanted === null) {
      return { kind: "unavailable", message: `no AWS region is set: stages.${stage}.region` }
    }
    const found = await access.credentials(stage, secondsOn(stage))
    return found.ok
      ? { kind: "known", value: { region: wanted.region, credentials: found.credentials } }
      : { kind: "unavailable", message: found.reason.message }
  }

  async function connect(stage: Stage): Promise<Fact<CloudWatchLogs>> {
    const opened = await accessTo(stage)
    if (opened.kind !== "known") return opened
    const { region, credentials } = opened.value
    const known = await Promise.all(secrets.map((secret) => secret?.plaintext() ?? ""))
    const { cloudWatchLogs } = await import("./logs.ts")
    return { kind: "known", value: cloudWatchLogs({ ...settings, region }, credentials, known) }
  }

  const opened = new Map<Stage, ReturnType<typeof open>>()
  const accessTo = (stage: Stage): ReturnType<typeof open> => {
    const access = opened.get(stage) ?? open(stage)
    opened.set(stage, access)
    return access
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
    async alarms(stage, names) {
      const access = await accessTo(stage)
      if (access.kind !== "known") return access
      const { cloudWatchAlarms } = await import("./alarms.ts")
      const region = config.stages[stage].region ?? access.value.region
      return cloudWatchAlarms({ ...settings, region }, access.value.credentials, names)
    },
  }
}
