// @module-tag slow
import { createHmac } from "node:crypto"
import { expect, test } from "vitest"
import { post, serve } from "./app.ts"

const SECRET = "a secret only this test knows"
const RELEASE = { PIPELINE_TAG: "v1.2.3", PIPELINE_SHA: "abc1234", PIPELINE_STAGE: "staging" }

test("health tells which release runs, and is never cached", async () => {
  const { url } = await serve("api", RELEASE)
  const response = await fetch(`${url}/health?probe=1`)
  expect(response.status).toBe(200)
  expect(response.headers.get("content-type")).toMatch(/^application\/json/)
  expect(response.headers.get("cache-control")).toBe("no-store")
  expect(response.headers.get("x-app-version")).toBe("v1.2.3")
  expect(await response.json()).toEqual({
    status: "ok",
    service: "api",
    version: "v1.2.3",
    sha: "abc1234",
    stage: "staging",
  })
})

test("health of a release without a name", async () => {
  const { url } = await serve("api", { PIPELINE_SHA: "" })
  expect(await (await fetch(`${url}/health`)).json()).toEqual({
    status: "ok",
    service: "api",
    version: "dev",
    sha: null,
    stage: "local",
  })
})

test("health answers HEAD without a body", async () => {
  const { url } = await serve("api")
  const response = await fetch(`${url}/health`, { method: "HEAD" })
  expect(response.status).toBe(200)
  expect(await response.text()).toBe("")
})

test.for([
  ["What is SafeSport?", "https://uscenterforsafesport.org"],
  ["How do I report harassment by a coach?", "https://uscenterforsafesport.org"],
  ["Is this cold medicine prohibited?", "https://www.usada.org"],
  ["tell me about ANTI-DOPING", "https://www.usada.org"],
  ["Where are the selection procedures for my event?", "https://www.usopc.org"],
  ["Can I appeal, or file a grievance?", "https://www.usathleteombuds.org"],
])("chat: %s", async ([message, source]) => {
  const { url } = await serve("api")
  const response = await post(`${url}/chat`, JSON.stringify({ message }))
  expect(response.status).toBe(200)
  const { answer, sources } = (await response.json()) as { answer: string; sources: { url: string }[] }
  expect(answer.length).toBeGreaterThan(50)
  expect(sources[0]).toEqual({ title: expect.any(String), url: source })
})

test("chat does not guess", async () => {
  const { url } = await serve("api")
  const response = await post(`${url}/chat`, '{"message":"Who wins tomorrow?"}')
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ answer: expect.stringContaining("I do not know"), sources: [] })
})

test.for([
  ["", "the body must be a JSON object"],
  ["{", "the body must be a JSON object"],
  ["[]", "the body must be a JSON object"],
  ["null", "the body must be a JSON object"],
  ["{}", '"message" must be a text that is not empty'],
  ['{"message":"  "}', '"message" must be a text that is not empty'],
  ['{"message":7}', '"message" must be a text that is not empty'],
] as const)("chat refuses %j", async ([body, error]) => {
  const { url } = await serve("api", RELEASE)
  const response = await post(`${url}/chat`, body)
  expect(response.status).toBe(400)
  expect(response.headers.get("x-app-version")).toBe("v1.2.3")
  expect(await response.json()).toEqual({ error })
})

test("chat takes a body of 64 KiB and no more", async () => {
  const { url } = await serve("api")
  const limit = 64 * 1024
  const ofSize = (size: number) => JSON.stringify({ message: "x".repeat(size - '{"message":""}'.length) })
  expect((await post(`${url}/chat`, ofSize(limit))).status).toBe(200)
  for (const size of [limit + 1, 40 * limit]) {
    const response = await post(`${url}/chat`, ofSize(size))
    expect(response.status).toBe(413)
    expect(await response.json()).toEqual({ error: "the body is larger than 65536 bytes" })
  }
})

test("the body limit counts a body of undeclared length too", async () => {
  const { url } = await serve("api")
  const body = new Blob(["x".repeat(70_000)]).stream()
  const response = await fetch(`${url}/chat`, { method: "POST", body, duplex: "half" })
  expect(response.status).toBe(413)
})

test.for(["/", "/nothing", "/health/", "//", "/api/health"])("404 at %s", async (path) => {
  const { url } = await serve("api")
  const response = await fetch(`${url}${path}`)
  expect(response.status).toBe(404)
  expect(response.headers.get("x-app-version")).toBe("dev")
  expect(await response.json()).toEqual({ error: `there is nothing at ${path}` })
})

test.for([
  ["POST", "/health", "GET, HEAD"],
  ["GET", "/chat", "POST"],
  ["HEAD", "/chat", "POST"],
  ["DELETE", "/slack/events", "POST"],
] as const)("405 for %s %s", async ([method, path, allow]) => {
  const { url } = await serve("api")
  const response = await fetch(`${url}${path}`, { method })
  expect(response.status).toBe(405)
  expect(response.headers.get("allow")).toBe(allow)
  const text = await response.text()
  if (method !== "HEAD") expect(JSON.parse(text)).toEqual({ error: `${method} is not allowed here` })
})

const CHALLENGE = JSON.stringify({ type: "url_verification", challenge: "3eZbrw1a", token: "x" })
const now = () => Math.floor(Date.now() / 1000)

function sign(body: string, timestamp: number | string = now(), secret = SECRET) {
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")
  return { "x-slack-request-timestamp": String(timestamp), "x-slack-signature": `v0=${digest}` }
}

// The example of Slack's own documentation, so that this test's arithmetic is not its own witness.
test("the tests sign as Slack does", () => {
  const body =
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V" +
    "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=" +
    "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN" +
    "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
  expect(sign(body, 1531420618, "8f742231b10e8888abcd99yyyzzz85a5")["x-slack-signature"]).toBe(
    "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
  )
})

test("Slack's challenge comes back", async () => {
  const { url } = await serve("api", { SLACK_SIGNING_SECRET: SECRET })
  for (const timestamp of [now(), now() - 240, now() + 240]) {
    const response = await post(`${url}/slack/events`, CHALLENGE, sign(CHALLENGE, timestamp))
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ challenge: "3eZbrw1a" })
  }
})

test("other Slack events are acknowledged", async () => {
  const { url } = await serve("api", { SLACK_SIGNING_SECRET: SECRET })
  const body = JSON.stringify({ type: "event_callback", event: { type: "app_mention", text: "¿qué?" } })
  const response = await post(`${url}/slack/events`, body, sign(body))
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ ok: true })
})

test.for<[string, () => Record<string, string>]>([
  ["no headers", () => ({})],
  ["no signature", () => ({ "x-slack-request-timestamp": String(now()) })],
  ["no timestamp", () => ({ "x-slack-signature": sign(CHALLENGE)["x-slack-signature"] })],
  ["another secret", () => sign(CHALLENGE, now(), "another")],
  ["another body", () => sign(`${CHALLENGE} `)],
  [
    "another timestamp",
    () => ({ ...sign(CHALLENGE, now() - 1), "x-slack-request-timestamp": String(now()) }),
  ],
  ["more than five minutes old", () => sign(CHALLENGE, now() - 310)],
  ["more than five minutes ahead", () => sign(CHALLENGE, now() + 310)],
  ["a timestamp that is no number", () => sign(CHALLENGE, "NaN")],
  ["a signature cut short", () => ({ ...sign(CHALLENGE), "x-slack-signature": "v0=" })],
  [
    "a signature of another version",
    () => {
      const signed = sign(CHALLENGE)
      return { ...signed, "x-slack-signature": signed["x-slack-signature"].replace("v0", "v1") }
    },
  ],
])("Slack request with %s: 401", async ([, headers]) => {
  const { url } = await serve("api", { SLACK_SIGNING_SECRET: SECRET })
  const response = await post(`${url}/slack/events`, CHALLENGE, headers())
  expect(response.status).toBe(401)
  expect(await response.json()).toEqual({ error: "the request is not signed by Slack" })
})

test.for(["not JSON", '{"type":"url_verification"}'])(
  "signed but unreadable Slack request: %s",
  async (body) => {
    const { url } = await serve("api", { SLACK_SIGNING_SECRET: SECRET })
    expect((await post(`${url}/slack/events`, body, sign(body))).status).toBe(400)
  },
)

test("without a secret the Slack endpoint trusts nobody", async () => {
  const { url } = await serve("api", { SLACK_SIGNING_SECRET: "" })
  const response = await post(`${url}/slack/events`, CHALLENGE, sign(CHALLENGE, now(), ""))
  expect(response.status).toBe(503)
  expect(await response.json()).toEqual({ error: "SLACK_SIGNING_SECRET is not set" })
})

test("a large Slack body is refused before its signature is looked at", async () => {
  const { url } = await serve("api", { SLACK_SIGNING_SECRET: SECRET })
  expect((await post(`${url}/slack/events`, "x".repeat(65537))).status).toBe(413)
})
