// @module-tag slow
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs"
import { beforeAll, beforeEach, expect, test } from "vitest"
import { stageLogs } from "../../../src/adapters/aws/access.ts"
import { systemClock } from "../../../src/adapters/runtime.ts"
import type { LogsConfig } from "../../../src/core/config/checks.ts"
import { parseConfig } from "../../../src/core/config/parse.ts"
import { Run } from "../../../src/release/run.ts"
import { watchLogs } from "../../../src/release/run-verification.ts"
import { sample } from "../../core/config/samples.ts"
import { describeWithMoto, MOTO_START_MS, type Moto, startMoto } from "../../helpers/moto.ts"
import { releaseOf, World } from "../../helpers/world.ts"

const CANARY = "canary-4711-abcdef"
const secret = (text: string) => ({ plaintext: async () => text })

describeWithMoto("logs on moto", () => {
  let moto: Moto
  beforeAll(async () => {
    moto = await startMoto()
  }, MOTO_START_MS)
  beforeEach(() => moto.reset())

  const settings = () => ({
    endpoint: moto.url,
    clock: systemClock,
    signal: new AbortController().signal,
    runId: "run-1",
  })
  const keys = {
    accessKeyId: secret("AKIAIOSFODNN7EXAMPLE"),
    secretAccessKey: secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    sessionToken: null,
  }
  const configOf = (logs: object) =>
    parseConfig(
      JSON.stringify({
        ...sample(),
        verify: { logs: { pattern: "ERROR", ...logs } },
        stages: { production: { region: "eu-central-1" } },
      }),
    )
  const readerOf = (logs: object) =>
    stageLogs(configOf(logs), { oidc: null, keys, exported: null, ambient: null }, settings(), [
      secret(CANARY),
    ])

  /** What the application does. */
  function application() {
    const client = new CloudWatchLogsClient(moto.client)
    return {
      create: async (logGroupName: string) => {
        await client.send(new CreateLogGroupCommand({ logGroupName }))
        await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName: "one" }))
      },
      write: (logGroupName: string, ...logEvents: { timestamp: number; message: string }[]) =>
        client.send(new PutLogEventsCommand({ logGroupName, logStreamName: "one", logEvents })),
    }
  }

  test("every page of a group's events in the time that is asked for", async () => {
    const { create, write } = application()
    const now = Date.now()
    await create("/app/api")
    const lines = Array.from({ length: 1200 }, (_, index) => ({
      timestamp: now - 1200 + index,
      message: index % 2 === 0 ? `ERROR ${index}` : `fine ${index}`,
    }))
    await write("/app/api", { timestamp: now - 600_000, message: "ERROR before" }, ...lines)
    const reader = readerOf({ groups: ["/app/api"] })
    const query = { groups: ["/app/api"], pattern: "ERROR", sinceMs: now - 1200, untilMs: now, limit: 5000 }
    const found = await reader.events("production", query)
    const texts = found.kind === "known" ? found.value.map(({ message }) => message) : [found.kind]
    expect(texts).toHaveLength(600)
    expect([texts[0], texts.at(-1)]).toEqual(["ERROR 0", "ERROR 1198"])
  })

  test("every page of the groups with a prefix", async () => {
    const { create } = application()
    const names = Array.from({ length: 60 }, (_, index) => `/aws/lambda/shop-production-${index + 10}`)
    for (const name of [...names, "/aws/lambda/shop-staging-1"]) await create(name)
    const found = await readerOf({ prefix: "/x" }).groups("production", "/aws/lambda/shop-production-")
    expect(found).toEqual({ kind: "known", value: names })
  })

  test("a group that does not exist is no evidence", async () => {
    const query = { groups: ["/nowhere"], pattern: "ERROR", sinceMs: 0, untilMs: Date.now(), limit: 10 }
    expect(await readerOf({ groups: ["/nowhere"] }).events("production", query)).toMatchObject({
      kind: "unavailable",
      message: expect.stringContaining("ResourceNotFoundException"),
    })
  })

  /** Watches the logs in real time; `meanwhile` is done after the first look. */
  async function watch(logs: object, meanwhile: (deployedAtMs: number) => Promise<unknown>) {
    const config = configOf({ watchSeconds: 1.5, pollSeconds: 0.4, settleSeconds: 0.5, ...logs })
    const { ports, ...context } = new World().context()
    const deployedAtMs = Date.now()
    let done: Promise<unknown> | null = null
    const said: string[] = []
    const say = (line: string) => {
      said.push(line)
      done ??= meanwhile(deployedAtMs)
    }
    const reader = stageLogs(config, { oidc: null, keys, exported: null, ambient: null }, settings(), [
      secret(CANARY),
    ])
    const run = new Run(
      { ...context, config, ports: { ...ports, clock: systemClock, logs: reader, say } },
      "verify",
      "production",
      null,
    )
    const expected = { ...releaseOf("v1.0.0"), tagPrefix: "v" }
    const subject = { stage: "production" as const, expected, urls: {}, deployedAtMs }
    const check = await watchLogs(run, config.verify?.logs as LogsConfig, subject)
    await done
    return { check, said }
  }

  test("a watch in which nothing matches passes, and tells how far it is", async () => {
    const { create, write } = application()
    await create("/app/api")
    const { check, said } = await watch({ groups: ["/app/api"] }, (deployedAt) =>
      write("/app/api", { timestamp: deployedAt + 5, message: "all is well" }),
    )
    expect(check).toMatchObject({ verdict: "pass", lines: [] })
    expect(said.at(-1)).toMatch(/^logs: 0 matching lines, waiting 0\.\d s for late ones$/)
  })

  test("a line that arrives after a look that should have seen it counts, once, and without its secret", async () => {
    const { create, write } = application()
    await create("/app/api")
    const { check } = await watch({ prefix: "/app/", tolerated: 1 }, (deployedAt) =>
      write(
        "/app/api",
        { timestamp: deployedAt + 5, message: `ERROR the key ${CANARY} is wrong` },
        { timestamp: deployedAt + 6, message: "ERROR again" },
      ),
    )
    expect(check).toMatchObject({
      verdict: "fail",
      detail: expect.stringMatching(/^2 matching lines in .* in 1 log group; 1 tolerated$/),
    })
    expect(check.lines[0]).toMatch(/Z \/app\/api: ERROR the key \*\*\* is wrong$/)
  })

  test("one line that is tolerated passes, however often it is seen", async () => {
    const { create, write } = application()
    await create("/app/api")
    const { check } = await watch({ groups: ["/app/api"], tolerated: 1 }, (deployedAt) =>
      write("/app/api", { timestamp: deployedAt + 5, message: "ERROR once" }),
    )
    expect(check).toMatchObject({ verdict: "pass", detail: expect.stringMatching(/^1 matching line /) })
  })
})
