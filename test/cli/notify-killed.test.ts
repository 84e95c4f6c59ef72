// @module-tag slow
import type { IncomingMessage } from "node:http"
import { describe, expect } from "vitest"
import { type AppRepository, told } from "../helpers/app-repo.ts"
import { type GithubServer, startGithub } from "../helpers/github-server.ts"
import { never, promised, sick, test } from "./target.ts"

const SECRETS = {
  SLACK_BOT_TOKEN: "xoxb-test",
  PAGERDUTY_ROUTING_KEY: "R0test",
  NOTIFY_WEBHOOK_SECRET: `whsec_${Buffer.from("webhook-0123456789").toString("base64")}`,
}

/** A webhook, Slack and PagerDuty on one server, which takes everything until a test lets it do otherwise. */
async function listening(app: AppRepository): Promise<GithubServer> {
  const server = await startGithub({
    "/slack/chat.postMessage": { body: { ok: true, channel: "C9", ts: "17.1" } },
    "/slack/chat.update": { body: { ok: true, channel: "C9", ts: "17.1" } },
    "/pager/v2/enqueue": { status: 202 },
    "/pager/v2/change/enqueue": { status: 202 },
    "/hook": {},
  })
  await app.configure((config) => ({
    ...config,
    notify: {
      hook: { kind: "webhook", url: `${server.url}/hook` },
      ops: { kind: "slack", channel: "C9", apiUrl: `${server.url}/slack` },
      pager: { kind: "pagerduty", apiUrl: `${server.url}/pager` },
    },
  }))
  return server
}

const ask = async (app: AppRepository, ...args: string[]) =>
  told(await app.run([...args, "--format", "json"], SECRETS))

interface Got {
  /** what is the same however often it is sent */
  id: string
  type: string
}

/** What a webhook was sent, answered or not. */
const hooked = (server: GithubServer): Got[] =>
  server.requests
    .filter(({ url }) => url === "/hook")
    .map(({ headers, body }) => ({
      id: String(headers["webhook-id"]),
      type: JSON.parse(body).type.replace(/^dev\.cdevents(x\.releasepipeline-|\.)|\.\d+\.\d+\.\d+$/g, ""),
    }))
    // each of these runs is one on a host outside CI
    .filter(({ type }) => type !== "stage.breakglass")

const kindsOf = (some: readonly Got[]) => some.map(({ type }) => type)
const twice = (some: readonly Got[]) =>
  some.filter(({ id }, index) => some.findIndex((one) => one.id === id) < index).map(({ type }) => type)

const dueIn = (outbox: readonly { channels: string[] }[]) =>
  outbox.flatMap(({ channels }) => channels).toSorted()
const outboxOf = async (app: AppRepository) => (await app.state("production")).outbox ?? []

const PATHS = ["/hook", "/slack/chat.postMessage", "/slack/chat.update", "/pager/v2/enqueue"]

/** A run that is killed once a channel has taken what says this, before it has answered. */
async function killedAt(app: AppRepository, server: GithubServer, text: string, tag = "v1.1.0") {
  const usual = new Map(PATHS.map((path) => [path, server.routes.get(path) as object]))
  const { kept, keep } = promised()
  for (const [path, answer] of usual) {
    server.routes.set(path, () => {
      if (server.requests.at(-1)?.body.includes(text) !== true) return answer
      keep()
      return null
    })
  }
  const run = app.start(["deploy-production", "--tag", tag], SECRETS)
  await kept
  run.kill("SIGKILL")
  await run.ended
  for (const [path, answer] of usual) server.routes.set(path, answer)
}

const reason = ["--reason", "a person looks into it"]

// each waits out what a dead run may still be sending
describe("a run that is killed after its record and before a channel's answer", { concurrent: true }, () => {
  test.for([
    ["unlock", ["unlock", "--stage", "production", ...reason], "stage.unlocked"],
    ["rollback", ["rollback", "--stage", "production", "--to", "v1.0.0"], "stage.takenover"],
  ] as const)(
    "holds the stage: %s sends what is left, and then its own",
    { timeout: 60_000 },
    async ([, args, news], { createShop, target }) => {
      const app = await createShop()
      const server = await listening(app)
      target.production.answers = sick("v1.1.0")
      target.production.deploys = ({ tag }) => (tag === "v1.0.0" ? never : 0)
      await killedAt(app, server, "incident.detected")
      expect(dueIn(await outboxOf(app))).toEqual(expect.arrayContaining(["hook", "ops"]))
      // neither ends what the run does, so that it may still send its own
      await ask(app, "quarantine", "--tag", "v1.1.0", "--stage", "production", ...reason)
      await ask(app, "status")
      expect(kindsOf(hooked(server))).toEqual(["incident.detected", "release.quarantined"])

      target.production.deploys = () => 0
      await ask(app, ...args)
      const all = hooked(server)
      expect(kindsOf(all).slice(2, 4)).toEqual(["incident.detected", news])
      expect(twice(all)).toEqual(["incident.detected"])
      expect(await outboxOf(app)).toEqual([])
      if (news === "stage.unlocked") await ask(app, "rollback", "--stage", "production", "--to", "v1.0.0")
    },
  )

  test("deploys: the next deploy shows in Slack what is left, and then its own", { timeout: 60_000 }, async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    const server = await listening(app)
    target.production.deploys = () => never
    await killedAt(app, server, "*: ann deploys v1.1.0")
    expect(dueIn(await outboxOf(app))).toContain("ops")
    target.production.deploys = () => 0
    expect((await ask(app, "deploy-production", "--tag", "v1.1.0")).code).toBe(0)
    const shown = server.requests.map(({ url, body }) => ({ url, ...JSON.parse(body) }))
    const posted = shown.filter(
      ({ url, thread_ts }) => url.endsWith("postMessage") && thread_ts === undefined,
    )
    expect(new Set(posted.map(({ metadata }) => metadata.event_payload.id)).size).toBe(1)
    expect(posted).toHaveLength(2)
    // what the new run does goes on there
    const edited = shown.filter(({ url }) => url.endsWith("chat.update")).map(({ text }) => text)
    expect(edited[0]).toContain("ann took production over from a run that is dead")
    expect(edited.at(-1)).toContain("production runs v1.1.0")
    expect(await outboxOf(app)).toEqual([])
  })

  test.for([
    ["freeze", ["freeze", "--stage", "production", ...reason], "stage.frozen"],
    [
      "quarantine",
      ["quarantine", "--tag", "v1.0.0", "--stage", "production", ...reason],
      "release.quarantined",
    ],
    ["rollback", ["rollback", "--stage", "production"], "service.rolledback"],
  ] as const)(
    "has ended: %s waits for what it may be about to send, and sends it before its own",
    { timeout: 60_000 },
    async ([, args, news], { createShop }) => {
      const app = await createShop()
      const server = await listening(app)
      await killedAt(app, server, "service.upgraded")
      expect(dueIn(await outboxOf(app))).toContain("hook")
      expect((await ask(app, ...args)).code).toBe(0)
      expect(kindsOf(hooked(server))).toEqual(["service.upgraded", "service.upgraded", news])
      expect(twice(hooked(server))).toEqual(["service.upgraded"])
      expect(await outboxOf(app)).toEqual([])
    },
  )

  test("has called a person: the alert is sent again under its key, and closed under it", {
    timeout: 60_000,
  }, async ({ createShop, target }) => {
    const app = await createShop()
    const server = await listening(app)
    target.production.answers = sick("v1.1.0")
    target.production.deploys = ({ tag }) => (tag === "v1.0.0" ? 1 : 0)
    await killedAt(app, server, "trigger")
    target.production.deploys = () => 0
    expect((await ask(app, "rollback", "--stage", "production", "--to", "v1.0.0")).code).toBe(0)
    const alerts = server.requests
      .filter(({ url }) => url === "/pager/v2/enqueue")
      .map(({ body }) => JSON.parse(body))
    expect(alerts.map(({ event_action }) => event_action)).toEqual(["trigger", "trigger", "resolve"])
    expect(new Set(alerts.map(({ dedup_key }) => dedup_key)).size).toBe(1)
    expect(await outboxOf(app)).toEqual([])
  })

  test("watches: watch shows in Slack what is left, and how it went on", { timeout: 60_000 }, async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    const server = await listening(app)
    const url = `${target.url}/production/health`
    const checks = [{ kind: "http", name: "home", url } as const]
    const watch = { minutes: 0.2, everySeconds: 1, confirmSeconds: 0.2, consecutive: 2, checks }
    await app.configure(({ stages, ...config }) => ({
      ...config,
      stages: { ...stages, production: { ...stages?.production, watch } },
    }))
    await killedAt(app, server, "being watched")
    expect(dueIn(await outboxOf(app))).toContain("ops")
    expect((await ask(app, "watch", "--stage", "production")).code).toBe(0)
    expect(kindsOf(hooked(server))).toEqual(["stage.takenover", "service.upgraded"])
    expect(await outboxOf(app)).toEqual([])
  })
})

describe("a channel", { concurrent: true }, () => {
  test("that takes a message and cuts the line is told again in the same run, with the same id", async ({
    createShop,
  }) => {
    const app = await createShop()
    const server = await listening(app)
    let cuts = 0
    server.routes.set("/hook", (request: IncomingMessage) => {
      if (server.requests.at(-1)?.body.includes("service.upgraded") !== true || ++cuts > 1) return {}
      request.socket.resetAndDestroy()
      return null
    })
    expect((await ask(app, "deploy-production", "--tag", "v1.1.0")).code).toBe(0)
    expect(kindsOf(hooked(server))).toEqual(["service.upgraded", "service.upgraded"])
    expect(twice(hooked(server))).toEqual(["service.upgraded"])
    expect(await outboxOf(app)).toEqual([])
  })

  test("that asks to be left alone for longer than a run waits is told by the next one, once", async ({
    createShop,
  }) => {
    const app = await createShop()
    const server = await listening(app)
    const busy = { status: 429, headers: { "retry-after": "3600" } }
    server.routes.set("/hook", () => (server.requests.at(-1)?.body.includes("service.upgraded") ? busy : {}))
    const before = performance.now()
    const { code, report, stderr } = await ask(app, "deploy-production", "--tag", "v1.1.0")
    expect(performance.now() - before - report.durationMs).toBeLessThan(6000 + 3000)
    expect([code, report.outcome]).toEqual([0, "deployed"])
    expect(stderr).toContain("hook could not be notified of")
    // it was asked to leave it alone
    expect(kindsOf(hooked(server))).toEqual(["service.upgraded"])
    server.routes.set("/hook", {})
    await ask(app, "freeze", "--stage", "production", ...reason)
    expect(kindsOf(hooked(server))).toEqual(["service.upgraded", "service.upgraded", "stage.frozen"])
    expect(twice(hooked(server))).toEqual(["service.upgraded"])
    await ask(app, "unfreeze", "--stage", "production", ...reason)
    expect(kindsOf(hooked(server)).slice(3)).toEqual(["stage.unfrozen"])
  })
})
