import * as v from "valibot"
import type { Fact } from "../../core/fact.ts"
import { redact } from "../../core/redact.ts"
import { clip } from "../../core/text.ts"
import type { LogEvent } from "../../core/verify/log-watch.ts"
import type { LogQuery, LogReader } from "../../release/ports.ts"
import type { AwsClient } from "./client.ts"
import { AwsError } from "./error.ts"

/** A verification that names more groups than these has caught others' as well. */
const MAX_GROUPS = 100
/** Events of one answer: a verdict needs few. */
const PAGE = 500
/** An answer may hold no event and still name a next page, because the search goes on there. */
const MAX_PAGES = 1000
/** More of a line than this is kept by nobody; secrets are taken out before it is cut. */
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

/**
 * CloudWatch Logs, all pages of it.
 * @param client gives a client for a stage, or says why there is none
 * @param secrets values that no line may show
 */
export function cloudWatchLogs(
  client: (stage: Parameters<LogReader["groups"]>[0]) => Promise<Fact<Pick<AwsClient, "json" | "skewMs">>>,
  secrets: () => Promise<readonly string[]>,
): LogReader {
  return {
    async groups(stage, prefix) {
      const logs = await client(stage)
      if (logs.kind !== "known") return logs
      return factOf(() => describeGroups(logs.value, prefix))
    },
    async events(stage, query) {
      const logs = await client(stage)
      if (logs.kind !== "known") return logs
      const known = await secrets()
      return factOf(() => filterEvents(logs.value, query, known))
    },
  }
}

async function factOf<T>(work: () => Promise<T>): Promise<Fact<T>> {
  try {
    return { kind: "known", value: await work() }
  } catch (error) {
    if (error instanceof AwsError) return { kind: "unavailable", message: error.message }
    throw error
  }
}

type Client = Pick<AwsClient, "json" | "skewMs">

async function describeGroups(client: Client, logGroupNamePrefix: string): Promise<string[]> {
  const names: string[] = []
  let token: string | null | undefined
  do {
    const page = await ask(client, "DescribeLogGroups", Groups, {
      logGroupNamePrefix,
      ...(token ? { nextToken: token } : {}),
    })
    names.push(...page.logGroups.map(({ logGroupName }) => logGroupName))
    token = page.nextToken
  } while (token && names.length <= MAX_GROUPS)
  if (names.length <= MAX_GROUPS) return names
  throw badAnswer("DescribeLogGroups", `more than ${MAX_GROUPS} log groups begin with ${logGroupNamePrefix}`)
}

async function filterEvents(
  client: Client,
  query: LogQuery,
  secrets: readonly string[],
): Promise<LogEvent[]> {
  const events: LogEvent[] = []
  // the window is in this machine's time, the lines are in AWS's; a page's token holds for the same window only
  const startTime = Math.floor(query.sinceMs + client.skewMs)
  // AWS leaves out lines of the last millisecond
  const endTime = Math.ceil(query.untilMs + client.skewMs) + 1
  for (const group of query.groups) {
    let token: string | null | undefined
    let pages = 0
    do {
      const page = await ask(client, "FilterLogEvents", Events, {
        logGroupName: group,
        filterPattern: query.pattern,
        limit: PAGE,
        startTime,
        endTime,
        ...(token ? { nextToken: token } : {}),
      })
      for (const { eventId, timestamp, message } of page.events) {
        const text = clip(redact(message.trim(), secrets), MAX_MESSAGE)
        events.push({ id: `${group}/${eventId}`, group, atMs: timestamp, message: text })
      }
      if (events.length >= query.limit) return events
      pages += 1
      if (pages === MAX_PAGES) throw badAnswer("FilterLogEvents", `${group} has more than ${MAX_PAGES} pages`)
      token = page.nextToken
    } while (token)
  }
  return events
}

async function ask<Schema extends v.GenericSchema>(
  client: Client,
  operation: string,
  schema: Schema,
  input: object,
): Promise<v.InferOutput<Schema>> {
  const parsed = v.safeParse(schema, await client.json("logs", operation, input))
  if (parsed.success) return parsed.output
  throw badAnswer(operation, "the answer is not of the form that AWS describes")
}

const badAnswer = (operation: string, message: string) =>
  new AwsError(`logs:${operation}`, { code: "BadAnswer", message, status: 200, requestId: null })
