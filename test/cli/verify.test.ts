// @module-tag slow
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs"
import { beforeAll, describe, expect } from "vitest"
import { type AppRepository, type ConfigInput, type Told, test, told } from "../helpers/app-repo.ts"
import { describeWithMoto, MOTO_START_MS, type Moto, startMoto } from "../helpers/moto.ts"

const CANARY = "canary-8f742231b10e"
const SIGNED = { SLACK_SIGNING_SECRET: CANARY }

const chat = {
  name: "chat",
  url: "{api}/chat",
  method: "POST" as const,
  body: '{"message":"What is SafeSport?"}',
  expect: { json: { "sources.0.title": "U.S. Center for SafeSport" } },
  deadlineSeconds: 3,
}
const slack = { url: "{api}/slack/events", deadlineSeconds: 3 }

const configure = (app: AppRepository, verify: ConfigInput["verify"]) =>
  app.configure((config) => ({ ...config, verify }))

async function ask(app: AppRepository, env: Record<string, string>, ...args: string[]): Promise<Told> {
  return told(await app.run([...args, "--format", "json"], env))
}

const checksOf = ({ report }: Told) =>
  report.verification?.checks.map(({ name, verdict }) => `${name} ${verdict}`)

describe("the example application", { timeout: 90_000 }, () => {
  test("passes: the chat answers, the Slack bot knows its secret, and nobody else ever sees it", async ({
    createApp,
  }) => {
    const app = await createApp()
    await configure(app, { checks: [chat], slack })
    await app.release("v1.0.0")
    const answer = await ask(app, SIGNED, "deploy-staging", "--tag", "v1.0.0", "--verify")
    expect(answer).toMatchObject({
      code: 0,
      report: { outcome: "deployed", verification: { verdict: "pass" } },
    })
    expect(checksOf(answer)).toEqual(["chat pass", "slack pass"])
    expect(answer.stderr).toContain("slack pass: the signed challenge came back")

    const again = await ask(app, SIGNED, "verify", "--stage", "staging")
    expect(again).toMatchObject({ code: 0, report: { outcome: "done", running: { verified: true } } })

    const ledger = await app.git("log", "-p", "refs/pipeline/ledger/staging")
    for (const text of [JSON.stringify([answer, again]), ledger]) expect(text).not.toContain(CANARY)
  })

  test("fails with another signing secret, stays in place, and is verified once the secret is right", async ({
    createApp,
  }) => {
    const app = await createApp()
    await configure(app, { slack })
    await app.release("v1.0.0")
    const env = { OTHER: `${CANARY}-other`, ...SIGNED }
    await configure(app, { slack: { ...slack, signingSecret: { env: "OTHER" } } })
    const failed = await ask(app, env, "deploy-staging", "--tag", "v1.0.0", "--verify")
    expect(failed).toMatchObject({
      code: 1,
      report: {
        outcome: "failed",
        reason: { code: "VERIFICATION_FAILED", message: expect.stringContaining("another signing secret") },
        running: { tag: "v1.0.0", verified: false },
        smoke: { verdict: "pass" },
      },
    })
    expect(JSON.stringify(failed)).not.toContain(CANARY)
    expect((await app.deploy("production", "v1.0.0")).report.reason?.code).toBe("STAGING_NOT_VERIFIED")

    await configure(app, { slack })
    const text = await app.run(["verify", "--stage", "staging"], env)
    expect(text.code).toBe(0)
    expect(text.stdout.split("\n")[0]).toMatch(
      /^staging runs v1\.0\.0 \(.{7}\), passes smoke and verification$/,
    )
    expect((await app.deploy("production", "v1.0.0")).code).toBe(0)
    expect(await app.records("staging")).toEqual([
      "started v1.0.0",
      "deployed v1.0.0",
      "unverified v1.0.0 VERIFICATION_FAILED",
      "failed v1.0.0 VERIFICATION_FAILED",
      "verified v1.0.0",
    ])
  })

  test("is held to what it is asked for, and to no more than that", async ({ createApp }) => {
    const app = await createApp()
    const wrong = { ...chat, name: "wrong", expect: { json: { answer: "yes" } } }
    await configure(app, {
      checks: [chat, { ...wrong, optional: true }],
      slack: { ...slack, optional: true },
    })
    await app.release("v1.0.0")
    const answer = await ask(app, {}, "deploy-staging", "--tag", "v1.0.0", "--verify")
    expect(answer.code).toBe(0)
    expect(checksOf(answer)).toEqual(["chat pass", "wrong fail", "slack unavailable"])
    expect(answer.report.verification?.detail).toContain("SLACK_SIGNING_SECRET is not set")

    await configure(app, { checks: [chat, wrong] })
    const failed = await ask(app, {}, "verify", "--stage", "staging")
    expect(failed).toMatchObject({ code: 1, report: { reason: { code: "VERIFICATION_FAILED" } } })
  })

  test("cannot be verified when nobody said how", async ({ createApp }) => {
    const app = await createApp()
    await app.release("v1.0.0")
    const { code, stdout, stderr } = await app.run(["deploy-staging", "--tag", "v1.0.0", "--verify"])
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toContain("verify: is missing")
    expect(await app.records("staging")).toEqual([])
  })
})

describeWithMoto("the logs of a stage", () => {
  let moto: Moto
  beforeAll(async () => {
    moto = await startMoto()
  }, MOTO_START_MS)

  test("decide, with the host's own credentials", { timeout: 90_000 }, async ({ createApp }) => {
    const app = await createApp()
    // AWS's library reads them in the environment
    app.via = "node"
    await app.configure((config) => ({
      ...config,
      verify: {
        logs: {
          prefix: "/app/{stage}/",
          pattern: "ERROR",
          watchSeconds: 1,
          pollSeconds: 0.5,
          settleSeconds: 0.5,
        },
      },
      stages: { staging: { region: "eu-central-1" } },
    }))
    await app.release("v1.0.0")
    const client = new CloudWatchLogsClient(moto.client)
    const group = { logGroupName: "/app/staging/api" }
    const stream = { ...group, logStreamName: "one" }
    await client.send(new CreateLogGroupCommand(group))
    await client.send(new CreateLogStreamCommand(stream))

    const deployed = await ask(app, moto.env, "deploy-staging", "--tag", "v1.0.0", "--verify")
    expect(checksOf(deployed)).toEqual(["logs pass"])

    const logEvents = [{ timestamp: Date.now(), message: `ERROR for postgres://app:${CANARY}@db/app` }]
    await client.send(new PutLogEventsCommand({ ...stream, logEvents }))
    const failed = await ask(app, moto.env, "verify", "--stage", "staging")
    expect(failed).toMatchObject({ code: 1, report: { reason: { code: "VERIFICATION_FAILED" } } })
    expect(failed.report.verification?.checks[0]?.lines).toEqual([
      expect.stringMatching(/Z \/app\/staging\/api: ERROR for postgres:\/\/\*\*\*@db\/app$/),
    ])

    const blind = await ask(app, { AWS_ENDPOINT_URL: moto.url }, "verify", "--stage", "staging")
    expect(blind.code).toBe(1)
    expect(checksOf(blind)).toEqual(["logs unavailable"])
    expect(JSON.stringify([deployed, failed, blind])).not.toContain(CANARY)
  })
})
