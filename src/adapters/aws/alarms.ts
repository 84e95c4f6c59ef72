import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch"
import * as v from "valibot"
import type { Fact } from "../../core/fact.ts"
import type { AlarmState } from "../../core/watch/watch.ts"
import { type AwsCredentials, type AwsSettings, connectAws } from "./connection.ts"
import { AwsError } from "./error.ts"

const Alarm = v.object({
  AlarmName: v.string(),
  StateValue: v.string(),
  StateReason: v.optional(v.string(), ""),
  StateTransitionedTimestamp: v.optional(v.date()),
  StateUpdatedTimestamp: v.optional(v.date()),
})
const Answer = v.object({
  MetricAlarms: v.optional(v.array(Alarm), []),
  CompositeAlarms: v.optional(v.array(Alarm), []),
})

const OPERATION = "cloudwatch:DescribeAlarms"

/** CloudWatch alarms of one region, by name. */
export async function cloudWatchAlarms(
  settings: AwsSettings,
  credentials: AwsCredentials,
  names: readonly string[],
): Promise<Fact<AlarmState[]>> {
  const connection = connectAws(settings, credentials)
  const client = connection.open(CloudWatchClient)
  const command = new DescribeAlarmsCommand({
    AlarmNames: [...names],
    AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
    MaxRecords: 100,
  })
  try {
    const answer = await connection.call(OPERATION, (options) => client.send(command, options))
    const parsed = v.safeParse(Answer, answer)
    if (!parsed.success)
      return {
        kind: "unavailable",
        message: `${OPERATION}: the answer does not have the form that AWS documents`,
      }
    const { MetricAlarms, CompositeAlarms } = parsed.output
    return {
      kind: "known",
      value: [...MetricAlarms, ...CompositeAlarms].map((one) => stateOf(one, connection.skewMs)),
    }
  } catch (error) {
    if (error instanceof AwsError) return { kind: "unavailable", message: error.message }
    throw error
  }
}

/** In this machine's time, as the deploy is. */
function stateOf(alarm: v.InferOutput<typeof Alarm>, skewMs: number): AlarmState {
  const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp
  return {
    name: alarm.AlarmName,
    state: alarm.StateValue,
    sinceMs: since === undefined ? 0 : since.getTime() - skewMs,
    why: alarm.StateReason,
  }
}
