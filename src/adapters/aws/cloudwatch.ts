import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch"
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs"
import * as v from "valibot"
import { AwsError } from "../../core/aws/credentials.ts"
import type { Fact } from "../../core/errors.ts"
import { redact } from "../../core/masking.ts"
import { clip } from "../../core/text.ts"
import type { LogEvent } from "../../core/verify/verification.ts"
import type { AlarmState } from "../../core/watch/watch.ts"
import type { LogQuery } from "../../release/ports.ts"
import { type AwsCredentials, type AwsSettings, connectAws } from "./connection.ts"

/** CloudWatch Logs of one region, all pages of it. */
export interface CloudWatchLogs {
  groups(prefix: string): Promise<Fact<string[]>>
  events(query: LogQuery): Promise<Fact<LogEvent[]>>
}

/** A prefix of more groups than these belongs to other applications as well. */
const MAX_GROUPS = 100
/** Events per answer: a verdict needs few. */
const PAGE = 500
/** An answer may hold no event and still name a next page, because the search goes on there. */
const MAX_PAGES = 1000
/** More of a line is not kept; secrets are taken out before it is cut. */
const MAX_MESSAGE = 2000

const Groups = v.object({
  logGroups: v.optional(v.array(v.object({ logGroupName: v.string() })), []),
  nextToken: v.nullish(v.string()),
})
const Events = v.object({
  events: v.optional(
    v.array(v.object({ eventId: v.string(), timestamp: v.number(), message: v.optional(v.string(), "") })),
    [],
  ),
  nextToken: v.nullish(v.string()),
})

/** @param secrets values that no line may show, besides the credentials */
export function cloudWatchLogs(
  settings: AwsSettings,
  credentials: AwsCredentials,
  secrets: readonly string[],
): CloudWatchLogs {
  const connection = connectAws(settings, credentials)
  const client = connection.open(CloudWatchLogsClient)
  const hidden = [...secrets, credentials.secretAccessKey, credentials.sessionToken ?? ""]

  async function groups(prefix: string): Promise<string[]> {
    const operation = "logs:DescribeLogGroups"
    const names: string[] = []
    let page: v.InferOutput<typeof Groups> | undefined
    do {
      const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix, ...nextOf(page) })
      const answer = await connection.call(operation, (options) => client.send(command, options))
      page = read(operation, Groups, answer)
      names.push(...page.logGroups.map(({ logGroupName }) => logGroupName))
    } while (page.nextToken && names.length <= MAX_GROUPS)
    if (names.length <= MAX_GROUPS) return names
    throw badAnswer(operation, `more than ${MAX_GROUPS} log groups begin with ${prefix}`)
  }

  async function events(query: LogQuery): Promise<LogEvent[]> {
    const operation = "logs:FilterLogEvents"
    const found: LogEvent[] = []
    // the window is in this machine's time, the lines are in AWS's; a page's token is valid for the same window only
    const startTime = Math.floor(query.sinceMs + connection.skewMs)
    // AWS leaves out lines of the last millisecond
    const endTime = Math.ceil(query.untilMs + connection.skewMs) + 1
    for (const group of query.groups) {
      const search = { logGroupName: group, filterPattern: query.pattern, limit: PAGE, startTime, endTime }
      let page: v.InferOutput<typeof Events> | undefined
      let pages = 0
      do {
        const command = new FilterLogEventsCommand({ ...search, ...nextOf(page) })
        const answer = await connection.call(operation, (options) => client.send(command, options))
        page = read(operation, Events, answer)
        for (const { eventId, timestamp, message } of page.events) {
          const text = clip(redact(message.trim(), hidden), MAX_MESSAGE)
          found.push({ id: `${group}/${eventId}`, group, atMs: timestamp, message: text })
        }
        if (found.length >= query.limit) return found
        pages += 1
        if (pages === MAX_PAGES) throw badAnswer(operation, `${group} has more than ${MAX_PAGES} pages`)
      } while (page.nextToken)
    }
    return found
  }

  return {
    groups: (prefix) => factOf(() => groups(prefix)),
    events: (query) => factOf(() => events(query)),
  }
}

const nextOf = (page: { nextToken?: string | null | undefined } | undefined) =>
  page?.nextToken ? { nextToken: page.nextToken } : {}

async function factOf<T>(work: () => Promise<T>): Promise<Fact<T>> {
  try {
    return { kind: "known", value: await work() }
  } catch (error) {
    if (error instanceof AwsError) return { kind: "unavailable", message: error.message }
    throw error
  }
}

/** The SDK passes on whatever form an answer has. */
function read<Schema extends v.GenericSchema>(
  operation: string,
  schema: Schema,
  answer: unknown,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, answer)
  if (parsed.success) return parsed.output
  throw badAnswer(operation, "the answer does not have the form that AWS documents")
}

const badAnswer = (operation: string, message: string) => new AwsError(operation, "BadAnswer", message)

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
