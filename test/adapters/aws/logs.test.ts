// @module-tag slow
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { stageLogs } from "../../../src/adapters/aws/access.ts"
import { cloudWatchLogs } from "../../../src/adapters/aws/cloudwatch.ts"
import { parseConfig } from "../../../src/core/config/parse.ts"
import type { LogQuery } from "../../../src/release/ports.ts"
import { sample } from "../../core/config/samples.ts"
import { type AwsAnswer, jsonError, startAwsServer } from "../../helpers/aws-server.ts"
import { FakeClock } from "../../helpers/fake-clock.ts"

const NOW = Date.parse("2026-03-01T03:00:00.000Z")
const query: LogQuery = {
  groups: ["/app"],
  pattern: "?ERROR ?Error",
  sinceMs: NOW - 60_000,
  untilMs: NOW,
  limit: 2000,
}

const headers = { date: new Date(NOW).toUTCString() }
const page = (events: object[], nextToken?: string): AwsAnswer => ({
  headers,
  body: JSON.stringify({ events, ...(nextToken === undefined ? {} : { nextToken }) }),
})
const event = (id: string, message = `ERROR ${id}\n`) => ({
  eventId: id,
  timestamp: NOW - 1000,
  message,
  logStreamName: "one",
})

const CREDENTIALS = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  sessionToken: "canary-session-0815",
}

beforeEach(() => {
  // the SDK draws its pauses
  vi.spyOn(Math, "random").mockReturnValue(0)
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** Logs on a server that gives the answers in turn, read with keys of an example. */
async function logsOn(answers: AwsAnswer[], secrets: string[] = []) {
  const server = await startAwsServer(...answers)
  const settings = { region: "eu-central-1", endpoint: server.url, clock: new FakeClock() }
  const logs = cloudWatchLogs(settings, CREDENTIALS, secrets)
  const asked = () => server.requests.map(({ body }) => JSON.parse(body))
  return { logs, asked, server }
}

describe("events", () => {
  test("are read from every page, also past an empty one", async () => {
    const { logs, asked, server } = await logsOn([
      page([event("a")], "t-1"),
      page([], "t-2"),
      page([event("b")]),
    ])
    expect(await logs.events(query)).toEqual({
      kind: "known",
      value: ["a", "b"].map((id) => ({
        id: `/app/${id}`,
        group: "/app",
        atMs: NOW - 1000,
        message: `ERROR ${id}`,
      })),
    })
    const common = {
      logGroupName: "/app",
      filterPattern: "?ERROR ?Error",
      limit: 500,
      startTime: NOW - 60_000,
      endTime: NOW + 1,
    }
    expect(asked()).toEqual([common, { ...common, nextToken: "t-1" }, { ...common, nextToken: "t-2" }])
    expect(server.requests[0]?.headers["x-amz-target"]).toBe("Logs_20140328.FilterLogEvents")
  })

  test("are asked for in AWS's time, and every page for the same", async () => {
    const late = { date: new Date(NOW + 300_000).toUTCString() }
    const { logs, asked } = await logsOn([
      { ...page([event("a")], "t-1"), headers: late },
      { ...page([]), headers: late },
    ])
    for (const _ of [1, 2]) await logs.events(query)
    const times = asked().map(({ endTime }) => (endTime - NOW - 1) / 1000)
    expect(times).toEqual([0, 0, 300])
  })

  test("of several groups have ids of their own", async () => {
    const { logs } = await logsOn([page([event("a")])])
    const found = await logs.events({ ...query, groups: ["/api", "/web"] })
    expect(found).toMatchObject({ value: [{ id: "/api/a" }, { id: "/web/a" }] })
  })

  test("are no longer read when there are enough", async () => {
    const { logs, asked } = await logsOn([page([event("a"), event("b")], "t-1")])
    expect(await logs.events({ ...query, limit: 2 })).toMatchObject({ kind: "known" })
    expect(asked()).toHaveLength(1)
  })

  test("come without secrets, also one that would be cut in two", async () => {
    const known = `canary-4711-abcdef ${CREDENTIALS.sessionToken}`
    const line = `${"x".repeat(1980)} ${known} postgres://app:hunter2@db/app`
    const { logs } = await logsOn([page([event("a", line)])], ["canary-4711-abcdef"])
    const found = JSON.stringify(await logs.events(query))
    expect(found).toContain("***")
    expect(found).not.toMatch(/canary|hunter2/)
  })

  test("without a message are events all the same", async () => {
    const { message: _, ...silent } = event("a")
    const { logs } = await logsOn([page([silent])])
    expect(await logs.events(query)).toMatchObject({ value: [{ message: "" }] })
  })

  test.each([
    ["AccessDeniedException", "is not authorized to perform: logs:FilterLogEvents"],
    ["ResourceNotFoundException", "The specified log group does not exist."],
  ])("that AWS refuses are no evidence: %s", async (code, message) => {
    const { logs } = await logsOn([jsonError(code, message)])
    expect(await logs.events(query)).toEqual({
      kind: "unavailable",
      message: `logs:FilterLogEvents: ${code}: ${message} (request req-2)`,
    })
  })

  test("are asked for again when there were too many calls", async () => {
    const { logs, asked } = await logsOn([
      jsonError("ThrottlingException", "Rate exceeded"),
      page([event("a")]),
    ])
    expect(await logs.events(query)).toMatchObject({ value: [{ id: "/app/a" }] })
    expect(asked()).toHaveLength(2)
  })

  test.each([
    ["another form", '{"events":[{"eventId":7}]}'],
    ["no JSON", "<html>"],
  ])("in an answer of %s are no evidence", async (_, body) => {
    const { logs } = await logsOn([{ body }])
    expect(await logs.events(query)).toMatchObject({
      kind: "unavailable",
      message: expect.stringContaining("BadAnswer"),
    })
  })

  test.each([
    ["a region", {}, "no AWS region is set: stages.production.region"],
    [
      "credentials",
      { region: "eu-central-1" },
      /^There are no AWS credentials: no OIDC token can be requested; /,
    ],
  ])("without %s are no evidence", async (_, production, message) => {
    const given = { oidc: null, keys: null, exported: null, ambient: null }
    const config = parseConfig(JSON.stringify({ ...sample(), stages: { production } }))
    const logs = stageLogs(config, given, { endpoint: null, clock: new FakeClock(), runId: "run-1" }, [])
    const absent = { kind: "unavailable", message: expect.stringMatching(message) }
    expect(await logs.events("production", query)).toEqual(absent)
    expect(await logs.groups("production", "/app")).toEqual(absent)
  })

  test("a defect of the pipeline is not taken for AWS's answer", async () => {
    const { logs } = await logsOn([page([])])
    const broken = { ...query, groups: null as unknown as string[] }
    await expect(logs.events(broken)).rejects.toThrow(TypeError)
  })
})

describe("groups", () => {
  const groups = (names: string[], nextToken?: string): AwsAnswer => ({
    body: JSON.stringify({
      logGroups: names.map((logGroupName) => ({ logGroupName })),
      ...(nextToken === undefined ? {} : { nextToken }),
    }),
  })

  test("are listed from every page", async () => {
    const { logs, asked } = await logsOn([groups(["/a/1"], "t-1"), groups(["/a/2"])])
    expect(await logs.groups("/a/")).toEqual({ kind: "known", value: ["/a/1", "/a/2"] })
    expect(asked()).toEqual([{ logGroupNamePrefix: "/a/" }, { logGroupNamePrefix: "/a/", nextToken: "t-1" }])
  })

  test("that are too many belong to other applications as well", async () => {
    const { logs } = await logsOn([groups(Array.from({ length: 101 }, (_, index) => `/a/${index}`))])
    expect(await logs.groups("/a/")).toMatchObject({
      kind: "unavailable",
      message: expect.stringContaining("more than 100 log groups begin with /a/"),
    })
  })

  test("that there are none of are none", async () => {
    const { logs } = await logsOn([{ body: "{}" }])
    expect(await logs.groups("/a/")).toEqual({ kind: "known", value: [] })
  })
})
