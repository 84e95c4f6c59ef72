// @module-tag slow
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Webhook } from "standardwebhooks"
import { expect } from "vitest"
import { type AppRepository, told } from "../helpers/app-repo.ts"
import { checkedType } from "../helpers/cdevents.ts"
import { type GithubServer, startGithub } from "../helpers/github-server.ts"
import { sick, test } from "./target.ts"

const CANARIES = {
  SLACK_BOT_TOKEN: "xoxb-canary-7f3a91c05d",
  PAGERDUTY_ROUTING_KEY: "R0canary5b81e2d94f6a",
  NOTIFY_WEBHOOK_SECRET: `whsec_${Buffer.from("canary-webhook-0123456789").toString("base64")}`,
  GITHUB_TOKEN: "ghs_canary4d2f8c6b1e0a9",
}
const DEPLOYMENTS = "/repos/octo/shop/deployments"

/** Everyone who can be told, on one server. */
async function everyone(): Promise<GithubServer> {
  let ids = 100
  const statuses = [101, 102, 103, 104].map((id) => [
    `${DEPLOYMENTS}/${id}/statuses`,
    { status: 201, body: {} },
  ])
  return startGithub({
    "/slack/chat.postMessage": { body: { ok: true, channel: "C9", ts: "17.1" } },
    "/slack/chat.update": { body: { ok: true, channel: "C9", ts: "17.1" } },
    "/pager/v2/enqueue": { status: 202 },
    "/pager/v2/change/enqueue": { status: 202 },
    "/hook": {},
    [DEPLOYMENTS]: () => ({ status: 201, body: { id: ++ids } }),
    ...Object.fromEntries(statuses),
  })
}

async function telling(app: AppRepository, { url }: GithubServer): Promise<void> {
  await app.configure((config) => ({
    ...config,
    github: { repository: "octo/shop", apiUrl: url },
    notify: {
      ops: { kind: "slack", channel: "C9", apiUrl: `${url}/slack`, people: { ann: "U7" } },
      pager: { kind: "pagerduty", apiUrl: `${url}/pager` },
      hook: { kind: "webhook", url: `${url}/hook` },
    },
  }))
}

const env = (server: GithubServer) => ({ ...CANARIES, GITHUB_API_URL: server.url })
const ask = async (app: AppRepository, server: GithubServer, ...args: string[]) =>
  told(await app.run([...args, "--format", "json"], env(server)))

const countOf = (server: GithubServer, path: string) => server.asked().filter((one) => one === path).length

const states = (server: GithubServer) =>
  server.requests
    .filter(({ url }) => url.startsWith(DEPLOYMENTS))
    .map(({ body }) => JSON.parse(body))
    .map(({ ref, state }) => ref ?? state)

test("everyone is told of a rollback, whoever cannot be is told by the next run, and no secret is shown", async ({
  createShop,
  target,
}) => {
  const [app, server] = [await createShop(), await everyone()]
  await telling(app, server)
  server.routes.set("/hook", { status: 500 })
  target.production.answers = sick("v1.1.0")
  const deployed = await ask(app, server, "deploy-production", "--tag", "v1.1.0")
  expect(deployed).toMatchObject({ code: 1, report: { outcome: "rolled-back" } })
  expect(deployed.stderr).toContain('hook could not be notified of "started" on production: HTTP 500')
  expect([
    countOf(server, "POST /pager/v2/change/enqueue"),
    countOf(server, "POST /pager/v2/enqueue"),
  ]).toEqual([1, 1])
  // one message, which is edited, and what is bad in the channel once more
  expect(countOf(server, "POST /slack/chat.update")).toBe(3)
  const slack = server.requests
    .filter(({ url }) => url.includes("postMessage"))
    .map(({ body }) => JSON.parse(body))
  expect(slack[0].text).toContain("ann deploys v1.1.0")
  expect(slack[0].text).toContain("<@U7>")
  expect(slack.slice(1).map(({ reply_broadcast }) => reply_broadcast)).toEqual([false, true, true])
  const [old, bad] = await Promise.all(
    ["v1.0.0", "v1.1.0"].map((tag) => app.git("rev-parse", `${tag}^{commit}`)),
  )
  expect(states(server)).toEqual([bad, "in_progress", "failure", old, "in_progress", "success"])

  // the next command on the stage, whatever it is
  server.routes.set("/hook", {})
  const before = server.requests.length
  expect(
    (await ask(app, server, "unfreeze", "--stage", "production", "--reason", "the cause is known")).code,
  ).toBe(0)
  const hooks = server.requests.slice(before).filter(({ url }) => url === "/hook")
  const types = hooks.map(({ headers, body }) =>
    checkedType(new Webhook(CANARIES.NOTIFY_WEBHOOK_SECRET).verify(body, headers as Record<string, string>)),
  )
  expect(types).toEqual([
    "dev.cdeventsx.releasepipeline-stage.breakglass.0.1.0",
    "dev.cdevents.incident.detected.0.3.0",
    "dev.cdevents.service.rolledback.0.3.0",
    "dev.cdevents.incident.resolved.0.3.0",
    "dev.cdeventsx.releasepipeline-stage.unfrozen.0.1.0",
  ])
  const failed = server.requests.slice(0, before).filter(({ url }) => url === "/hook")
  const ids = (some: typeof hooks) => [...new Set(some.map(({ headers }) => headers["webhook-id"]))]
  expect(ids(hooks).slice(0, ids(failed).length)).toEqual(ids(failed))
  const again = server.requests.length
  expect((await ask(app, server, "unfreeze", "--stage", "production", "--reason", "again")).code).toBe(3)
  expect(server.requests.slice(again)).toEqual([])

  const ledger = await app.git("log", "-p", "--format=%B", "refs/pipeline/ledger/production", "--")
  for (const canary of Object.values(CANARIES)) {
    expect(deployed.stderr + JSON.stringify(deployed.report) + ledger).not.toContain(canary)
  }
  const config = readFileSync(join(app.root, "pipeline.json"), "utf8")
  expect(Object.values(CANARIES).some((canary) => config.includes(canary))).toBe(false)
})

test("a deploy is none the worse when nobody can be reached", async ({ createShop }) => {
  const [app, server] = [await createShop(), await startGithub({})]
  await telling(app, server)
  const deployed = await ask(app, server, "deploy-production", "--tag", "v1.1.0")
  expect(deployed).toMatchObject({ code: 0, report: { outcome: "deployed" } })
  for (const name of ["ops", "pager", "hook", "GitHub"])
    expect(deployed.stderr).toContain(`${name} could not be notified of`)
  const { outbox = [], lock } = await app.state("production")
  expect({ lock, due: outbox.flatMap(({ channels }) => channels).toSorted() }).toEqual({
    lock: null,
    due: ["hook", "hook", "ops", "ops", "ops", "pager"],
  })
})

test("doctor says who could be told, and tells nobody", async ({ createShop }) => {
  const [app, server] = [await createShop(), await everyone()]
  await telling(app, server)
  server.routes.set("/slack/auth.test", { body: { ok: false, error: "invalid_auth" } })
  const { report } = await ask(app, server, "doctor", "--offline")
  const found = (report.findings ?? []).filter(({ code }) => code === "NOTIFY")
  expect(found.map(({ status, what }) => `${status} ${what.split(":")[0]}`)).toEqual([
    "warn ops",
    "ok pager",
    "skipped hook",
  ])
  expect(server.asked()).not.toContain("POST /slack/chat.postMessage")
  expect(JSON.stringify(report)).not.toContain("canary")
})
