// @module-tag slow
import { Webhook } from "standardwebhooks"
import { describe, expect, test } from "vitest"
import { type ChannelPlace, channelsOf } from "../../../src/adapters/notify/channels.ts"
import { systemClock } from "../../../src/adapters/runtime.ts"
import { parseConfig } from "../../../src/core/config/parse.ts"
import type { Recorded } from "../../../src/core/events/event.ts"
import type { Entry } from "../../../src/core/ledger/record.ts"
import type { Thread } from "../../../src/core/ledger/stage-state.ts"
import type { Channel, Delivered } from "../../../src/release/service-ports.ts"
import { sample } from "../../core/config/samples.ts"
import { entry, rel } from "../../core/ledger/samples.ts"
import { checkedType } from "../../helpers/cdevents.ts"
import { type GithubServer, type Reply, startGithub } from "../../helpers/github-server.ts"
import { startTcpApp, unusedAddress } from "../../helpers/http-app.ts"
import { recordedOf } from "../../helpers/recorded.ts"

const CANARY = "canary0123456789abcdefghijklmnop"
const SECRET = `whsec_${Buffer.from(CANARY).toString("base64")}`
const a = rel("v1.0.0", "a")
const b = rel("v1.1.0", "b")
const by = { command: "deploy-production", fence: 1 } as const
const of = (kind: Entry["kind"], fields: Partial<Entry>, seq: number) =>
  entry(kind, { ...by, seq, ...fields })

/** v1.0.0 ran; v1.1.0 is deployed, is bad, and is rolled back. */
const LIFE = recordedOf([
  of("started", { ...a, runId: "run-0" }, 1),
  of("verified", { ...a, runId: "run-0" }, 2),
  of("started", { ...b, reason: "the <new> chat & more" }, 1),
  of("deployed", b, 2),
  of("rollback-started", { ...a, from: b, code: "SMOKE_FAILED", detail: "api was wrong 3 times" }, 3),
  of("rolled-back", { ...a, from: b, code: "SMOKE_FAILED", detail: "from v1.1.0: api was wrong" }, 4),
])
const UNJUDGED = recordedOf([
  of("started", { ...b, runId: "run-5" }, 1),
  of("inconclusive", { ...b, runId: "run-5", code: "SMOKE_INCONCLUSIVE", detail: "nothing was reached" }, 2),
  of("started", { ...a, runId: "run-6" }, 1),
  of("verified", { ...a, runId: "run-6" }, 2),
])

const PLACE: ChannelPlace = {
  clock: systemClock,
  secret: () => ({ plaintext: async () => SECRET }),
  origin: async () => ({ repository: "octo/shop" }),
  authors: async () => ["Ana Lee", "Ben"],
}

function channel(config: object, place: Partial<ChannelPlace> = {}): Channel {
  const { notify } = parseConfig(JSON.stringify({ ...sample(), notify: { ops: config } }))
  return channelsOf(notify, { ...PLACE, ...place })[0] as Channel
}

const tell = (to: Channel, recorded: Recorded, thread: Thread | null = null): Promise<Delivered> =>
  to.send({ recorded, events: to.wants(recorded), thread, signal: new AbortController().signal })

const bodies = (server: GithubServer) => server.requests.map(({ body }) => JSON.parse(body))

describe("a webhook", () => {
  const hookAt = (server: { url: string }, place?: Partial<ChannelPlace>) =>
    channel({ kind: "webhook", url: `${server.url}/hook` }, place)

  test("gets CDEvents in CloudEvents, signed as Standard Webhooks has it", async () => {
    const server = await startGithub({ "/hook": {} })
    const hook = hookAt(server)
    for (const recorded of LIFE.filter((one) => hook.wants(one).length > 0)) {
      expect(await tell(hook, recorded)).toEqual({ ok: true })
    }
    const types = server.requests.map(({ headers, body }) => {
      const verified = new Webhook(SECRET).verify(body, headers as Record<string, string>)
      expect(headers["webhook-id"]).toBe((verified as { id: string }).id)
      expect(headers["content-type"]).toBe("application/cloudevents+json")
      return checkedType(verified)
    })
    expect(types).toEqual([
      "dev.cdevents.service.deployed.0.3.0",
      "dev.cdevents.incident.detected.0.3.0",
      "dev.cdevents.service.rolledback.0.3.0",
      "dev.cdevents.incident.resolved.0.3.0",
    ])
    expect(JSON.stringify(server.requests)).not.toContain(CANARY)
  })

  test("refuses a body that was changed", async () => {
    const server = await startGithub({ "/hook": {} })
    await tell(hookAt(server), LIFE[1] as Recorded)
    const [{ headers, body } = { headers: {}, body: "" }] = server.requests
    expect(() => new Webhook(SECRET).verify(`${body} `, headers as Record<string, string>)).toThrow()
  })

  test.each<[string, Reply[], number, Delivered]>([
    ["500 once is asked again", [{ status: 500 }, {}], 2, { ok: true }],
    [
      "500 for good is not told",
      [{ status: 500, body: "down" }],
      3,
      { ok: false, why: "HTTP 500, down", refused: false },
    ],
    ["429 waits as it is told", [{ status: 429, headers: { "retry-after": "1" } }, {}], 2, { ok: true }],
    [
      "429 for longer than there is time is left",
      [{ status: 429, headers: { "retry-after": "60" } }, {}],
      1,
      { ok: false, why: "HTTP 429", refused: false },
    ],
    ["401 is not asked again", [{ status: 401 }], 1, { ok: false, why: "HTTP 401", refused: true }],
    [
      "a redirect is not followed",
      [{ status: 307, headers: { location: "/elsewhere" } }],
      1,
      { ok: false, why: "HTTP 307", refused: true },
    ],
  ])("%s, always with the same id", async (_, replies, asked, told) => {
    const server = await startGithub({ "/hook": [...replies] })
    const started = performance.now()
    expect(await tell(hookAt(server), LIFE[1] as Recorded)).toEqual(told)
    expect(performance.now() - started).toBeLessThan(6000)
    expect(server.requests).toHaveLength(asked)
    expect(new Set(server.requests.map(({ headers }) => headers["webhook-id"])).size).toBe(1)
  })

  test("that never answers is given up after seconds", { timeout: 15_000 }, async () => {
    let asked = 0
    // fetch connects anew after each time that it was ended: what counts is what it asks
    const url = await startTcpApp((socket) =>
      socket.on("data", () => {
        asked += 1
      }),
    )
    const over = AbortSignal.timeout(1000)
    const hook = hookAt({ url })
    const told = hook.send({
      recorded: LIFE[1] as Recorded,
      events: hook.wants(LIFE[1] as Recorded),
      thread: null,
      signal: over,
    })
    expect(await told).toMatchObject({ ok: false, why: "there was no time left to ask" })
    expect(await tell(hook, LIFE[1] as Recorded)).toMatchObject({ ok: false, why: "no answer within 3 s" })
    expect(asked).toBe(2)
  })

  test("that is not there is said to be", async () => {
    const told = await tell(hookAt({ url: await unusedAddress() }), LIFE[1] as Recorded)
    expect(told).toMatchObject({ ok: false, why: "no connection (ECONNREFUSED)" })
  })

  test.each([
    ["absent", null, "it needs the secret NOTIFY_WEBHOOK_SECRET, which this run was not given"],
    ["no base64", "whsec_!!!", "its secret is not of the form whsec_BASE64, with 16 bytes or more"],
    ["too short", "whsec_YWJj", "its secret is not of the form whsec_BASE64, with 16 bytes or more"],
  ])("without a usable secret (%s) is sent nothing", async (_, text, why) => {
    const server = await startGithub({ "/hook": {} })
    const hook = hookAt(server, { secret: () => (text === null ? null : { plaintext: async () => text }) })
    expect(await tell(hook, LIFE[1] as Recorded)).toMatchObject({ ok: false, why })
    expect(await hook.probe()).toEqual({ kind: "unavailable", message: why })
    expect(server.requests).toEqual([])
  })

  test("is not asked by a probe", async () => {
    const server = await startGithub({ "/hook": {} })
    expect(await hookAt(server).probe()).toMatchObject({ kind: "skipped" })
    expect(server.requests).toEqual([])
  })
})

describe("PagerDuty", () => {
  const taken = { "/v2/enqueue": { status: 202 }, "/v2/change/enqueue": { status: 202 } }
  const pagerAt = (server: GithubServer) => channel({ kind: "pagerduty", apiUrl: server.url })

  test("gets a change for each deploy and rollback, and pages nobody for it", async () => {
    const server = await startGithub(taken)
    const pager = pagerAt(server)
    for (const recorded of LIFE.filter((one) => pager.wants(one).length > 0)) await tell(pager, recorded)
    expect(server.asked()).toEqual(["POST /v2/change/enqueue", "POST /v2/change/enqueue", "POST /v2/enqueue"])
    const [change, , over] = bodies(server)
    expect(change).toMatchObject({
      routing_key: SECRET,
      payload: { summary: "shop: production: verified v1.0.0 (aaaaaaa)", source: "octo/shop" },
    })
    // resolving what was never an alert does nothing
    expect(over).toMatchObject({
      event_action: "resolve",
      dedup_key: "release-pipeline/shop/production/run-1/3",
    })
  })

  test("pages for what cannot be judged, and takes it back under the same key", async () => {
    const server = await startGithub(taken)
    const pager = pagerAt(server)
    for (const recorded of UNJUDGED.filter((one) => pager.wants(one).length > 0)) await tell(pager, recorded)
    const [trigger, , resolve] = bodies(server)
    expect(trigger).toMatchObject({
      event_action: "trigger",
      payload: { severity: "critical", group: "production" },
    })
    expect(resolve).toMatchObject({ event_action: "resolve", dedup_key: trigger.dedup_key })
  })

  test("says what is wrong with its key without showing it", async () => {
    const body = { status: "invalid event", message: `Event object is invalid: ${SECRET}` }
    const server = await startGithub({ "/v2/enqueue": { status: 400, body } })
    const probe = await pagerAt(server).probe()
    expect(probe.kind).toBe("unavailable")
    expect(JSON.stringify(probe)).not.toContain(SECRET)
  })

  test("takes a key without an alert", async () => {
    const server = await startGithub(taken)
    expect(await pagerAt(server).probe()).toMatchObject({ kind: "known" })
    expect(bodies(server)).toEqual([
      { routing_key: SECRET, event_action: "resolve", dedup_key: "release-pipeline/doctor" },
    ])
  })
})

describe("Slack", () => {
  const POST = "/chat.postMessage"
  const taken = (ts = "17.1") => ({ body: { ok: true, channel: "C9", ts } })
  const slackAt = (server: GithubServer, more: object = {}) =>
    channel({ kind: "slack", channel: "#ops", apiUrl: server.url, ...more })

  test("gets one message, which is edited, and what is bad in the channel once more", async () => {
    const server = await startGithub({ [POST]: taken(), "/chat.update": taken() })
    const slack = slackAt(server, { people: { "Ana Lee": "U1" } })
    let thread: Thread | null = null
    for (const recorded of LIFE.slice(2)) {
      const told = await tell(slack, recorded, thread)
      thread = (told as { thread?: Thread }).thread ?? thread
    }
    expect(server.asked()).toEqual([
      "POST /chat.postMessage",
      ...["POST /chat.update", "POST /chat.postMessage"],
      ...["POST /chat.update", "POST /chat.postMessage"],
      ...["POST /chat.update", "POST /chat.postMessage"],
    ])
    const [first, , smoking, update, bad, , back] = bodies(server)
    expect(first).toMatchObject({
      channel: "#ops",
      text: ":hourglass_flowing_sand: *shop*: ana deploys v1.1.0 (bbbbbbb) to production: the &lt;new&gt; chat &amp; more (<@U1>)",
      metadata: { event_payload: { id: "run-1-1" } },
    })
    expect(smoking).toMatchObject({ channel: "C9", thread_ts: "17.1", reply_broadcast: false })
    expect(update).toMatchObject({
      channel: "C9",
      ts: "17.1",
      text: expect.stringContaining("is bad on production"),
    })
    expect(bad).toMatchObject({
      thread_ts: "17.1",
      reply_broadcast: true,
      text: expect.stringContaining("`SMOKE_FAILED`\napi was wrong 3 times"),
    })
    expect(back).toMatchObject({ reply_broadcast: true })
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${SECRET}`)
    expect(thread).toEqual({ runId: "run-1", ref: "C9/17.1" })
  })

  test("goes on in the thread of a run that is taken over, and of a rollback by hand", async () => {
    const [, , started, , , done] = LIFE as [Recorded, Recorded, Recorded, Recorded, Recorded, Recorded]
    const server = await startGithub({ [POST]: taken(), "/chat.update": taken() })
    const slack = slackAt(server)
    const ofDead = { runId: "run-dead", ref: "C9/16.1" }
    const lock = { ...(done.before.lock as NonNullable<typeof done.before.lock>), runId: "run-dead" }
    const takeover = { ...started, before: { ...started.before, lock } }
    expect(await tell(slack, takeover, ofDead)).toEqual({
      ok: true,
      thread: { runId: "run-1", ref: "C9/16.1" },
    })
    const byHand = { ...done, entry: { ...done.entry, runId: "run-9", command: "rollback" } }
    expect(await tell(slack, byHand, ofDead)).toEqual({
      ok: true,
      thread: { runId: "run-9", ref: "C9/16.1" },
    })
    expect(await tell(slack, started, ofDead)).toEqual({
      ok: true,
      thread: { runId: "run-1", ref: "C9/17.1" },
    })
  })

  test("is told of a refusal in a message of its own, which nothing goes on below", async () => {
    const server = await startGithub({ [POST]: taken() })
    const [blocked] = recordedOf([of("blocked", { ...b, code: "STAGE_FROZEN", detail: "It is frozen." }, 1)])
    expect(await tell(slackAt(server), blocked as Recorded, { runId: "run-0", ref: "C9/1.1" })).toEqual({
      ok: true,
    })
    expect(bodies(server)[0].text).toBe(
      ":no_entry: *shop*: production: blocked v1.1.0 (bbbbbbb): It is frozen.",
    )
  })

  test("gets a message again that someone has deleted", async () => {
    const gone = { body: { ok: false, error: "message_not_found" } }
    const server = await startGithub({ [POST]: taken("18.1"), "/chat.update": gone })
    const told = await tell(slackAt(server), LIFE[3] as Recorded, { runId: "run-1", ref: "C9/17.1" })
    expect(told).toEqual({ ok: true, thread: { runId: "run-1", ref: "C9/18.1" } })
  })

  test.each<[string, Record<string, Reply>, string]>([
    [
      "a refusal",
      { [POST]: { body: { ok: false, error: "channel_not_found" } } },
      "Slack says channel_not_found",
    ],
    ["no JSON", { [POST]: { body: "<html>" } }, "Slack says no answer of Slack's"],
    ["a limit", { [POST]: { status: 429, headers: { "retry-after": "30" } } }, "HTTP 429"],
  ])("%s is not told", async (_, routes, why) => {
    const server = await startGithub(routes)
    expect(await tell(slackAt(server), LIFE[2] as Recorded)).toMatchObject({ ok: false, why })
  })

  test("a reply that is refused is sent again with the whole", async () => {
    const server = await startGithub({ [POST]: { status: 400 }, "/chat.update": taken() })
    const told = await tell(slackAt(server), LIFE[4] as Recorded, { runId: "run-1", ref: "C9/17.1" })
    expect(told).toMatchObject({ ok: false, why: "HTTP 400" })
  })

  test("can be looked at without a message", async () => {
    const server = await startGithub({ "/auth.test": { body: { ok: true, team: "octo" } } })
    expect(await slackAt(server).probe()).toMatchObject({ kind: "known" })
    expect(server.asked()).toEqual(["POST /auth.test"])
    const refused = await startGithub({ "/auth.test": { body: { ok: false, error: "invalid_auth" } } })
    expect(await slackAt(refused).probe()).toEqual({
      kind: "unavailable",
      message: "Slack says invalid_auth",
    })
  })

  test("gets no token that no token could be", async () => {
    const server = await startGithub({})
    const slack = channel(
      { kind: "slack", channel: "C1", apiUrl: server.url },
      { secret: () => ({ plaintext: async () => "xoxb ü" }) },
    )
    expect(await tell(slack, LIFE[2] as Recorded)).toMatchObject({
      ok: false,
      why: "its token has characters that no token has",
    })
    expect(server.requests).toEqual([])
  })
})

test.each<[string, object, string[]]>([
  ["usually everything of production", {}, ["deployed", "blocked", "rolled-back", "rolled-back", "failed"]],
  ["what is asked for", { production: ["rolled-back"] }, ["rolled-back", "rolled-back"]],
  ["nothing", { production: [] }, []],
])("a channel is told of %s", (_, more, occasions) => {
  const hook = channel({ kind: "webhook", url: "https://example.com", ...more })
  const blocked = recordedOf([of("blocked", b, 9)])
  const told = [...LIFE.slice(0, 2), ...blocked, ...LIFE.slice(4, 5), ...LIFE.slice(5)].flatMap((one) =>
    hook.wants(one),
  )
  expect(told.map(({ occasion }) => occasion)).toEqual(occasions)
})

test("a channel is told of staging only what is not well", () => {
  const hook = channel({ kind: "webhook", url: "https://example.com" })
  const [, good, bad] = recordedOf(
    [of("started", a, 1), of("verified", a, 2), of("blocked", b, 3)],
    "staging",
  )
  expect([good, bad].map((one) => hook.wants(one as Recorded).length)).toEqual([0, 1])
})
