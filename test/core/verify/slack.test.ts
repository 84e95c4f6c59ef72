import { createHmac } from "node:crypto"
import { describe, expect, test } from "vitest"
import type { Observation } from "../../../src/core/smoke/probe.ts"
import { readSlackAnswer, slackBase, slackBody, slackRequest } from "../../../src/core/verify/verification.ts"

// the example is plain JavaScript, without types
const signature: URL = new URL(
  "../../../examples/athlete-agent/packages/api/src/slack-signature.mjs",
  import.meta.url,
)
const { isSignedBySlack } = await import(signature.href)

const url = "https://api.test/slack/events"
const seen = (status: number, body: string): Observation => ({
  kind: "response",
  status,
  headers: {},
  body,
  latencyMs: 12.4,
})

test("the request is one that the example's own check of Slack's signature takes", () => {
  const secret = "8f742231b10e8888abcd99yyyzzz85a5"
  const body = slackBody("challenge-1")
  const signature = createHmac("sha256", secret).update(slackBase(1_700_000_000, body)).digest("hex")
  const { method, headers } = slackRequest(url, body, 1_700_000_000, signature)
  const signed = {
    secret,
    timestamp: headers["x-slack-request-timestamp"],
    signature: headers["x-slack-signature"],
    body,
    nowSeconds: 1_700_000_010,
  }
  expect(method).toBe("POST")
  expect(isSignedBySlack(signed)).toBe(true)
  expect(isSignedBySlack({ ...signed, secret: "another" })).toBe(false)
})

test("the request is what Slack sends, and nothing is added to its address", () => {
  const body = slackBody("challenge-1")
  expect(JSON.parse(body)).toEqual({
    type: "url_verification",
    challenge: "challenge-1",
    token: "release-pipeline",
  })
  expect(slackRequest(url, body, 17, "abc")).toEqual({
    name: "slack",
    url,
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-slack-request-timestamp": "17",
      "x-slack-signature": "v0=abc",
    },
    body,
    expect: { status: 200 },
    followRedirects: false,
    cacheBusting: false,
    optional: false,
  })
})

describe("an answer", () => {
  test.each([
    [200, '{"challenge":"c-1"}', true, "the signed challenge came back"],
    [200, "c-1\n", true, "the signed challenge came back"],
    [200, '{"challenge":"c-2"}', false, "the answer lacks the challenge"],
    [200, '{"ok":true}', false, "the answer lacks the challenge"],
    [200, "null", false, "the answer lacks the challenge"],
    [200, "<html>c-1</html>", false, "the answer lacks the challenge"],
    [500, '{"challenge":"c-1"}', false, "status 500, not 200"],
    [
      401,
      "",
      false,
      "status 401: the signature was refused, so the application may have another signing secret",
    ],
    [
      403,
      "",
      false,
      "status 403: the signature was refused, so the application may have another signing secret",
    ],
  ])("%d %s", (status, body, right, detail) => {
    const reading = readSlackAnswer(url, seen(status, body), "c-1")
    expect(reading).toMatchObject({ right, detail, status, reached: true, latencyMs: 12 })
  })

  test.each([
    ["unreachable", false],
    ["refused", true],
    ["timeout", true],
  ] as const)("that does not come: %s", (error, reached) => {
    const reading = readSlackAnswer(url, { kind: "error", error, message: "no", latencyMs: 1 }, "c-1")
    expect(reading).toMatchObject({ right: false, reached, status: null, detail: "no" })
  })
})
