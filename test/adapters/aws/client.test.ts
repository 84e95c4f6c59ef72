import { describe, expect, test } from "vitest"
import { type AwsSettings, awsClient } from "../../../src/adapters/aws/client.ts"
import type { AwsError } from "../../../src/adapters/aws/error.ts"
import { textAt } from "../../../src/adapters/aws/xml.ts"
import { type AwsAnswer, jsonError, queryError, startAwsServer } from "../../helpers/aws-server.ts"
import { FakeClock } from "../../helpers/fake-clock.ts"
import { startTcpApp, unusedAddress } from "../../helpers/http-app.ts"

const CREDENTIALS = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "canary-secret-key",
  sessionToken: "canary-session-token",
  expiration: null,
}
const IDENTITY = { body: "<R><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></R>" }

const at = (url: string, settings: Partial<AwsSettings> = {}) => {
  const clock = new FakeClock()
  const client = awsClient({
    region: "eu-central-1",
    credentials: CREDENTIALS,
    endpoints: { AWS_ENDPOINT_URL: url },
    clock,
    random: () => 1,
    ...settings,
  })
  return { client, clock }
}

const against = async (...answers: AwsAnswer[]) => {
  const server = await startAwsServer(...answers)
  return { server, ...at(server.url) }
}

const refusal = (call: Promise<unknown>): Promise<AwsError> =>
  call.then(
    () => expect.fail("the call succeeded"),
    (error) => error,
  )

/** The time of FakeClock, as HTTP writes it. */
const NOW = "Sun, 01 Mar 2026 03:00:00 GMT"

describe("a call", () => {
  test("of the query protocol is a signed form", async () => {
    const { server, client } = await against(IDENTITY)
    const root = await client.query("sts", "GetCallerIdentity", { Name: "a b&c" })
    expect(textAt(root, "GetCallerIdentityResult", "Account")).toBe("1")
    const [request] = server.requests
    expect(request?.body).toBe("Action=GetCallerIdentity&Version=2011-06-15&Name=a+b%26c")
    expect(request?.headers).toMatchObject({
      "x-amz-date": "20260301T030000Z",
      "x-amz-security-token": "canary-session-token",
      authorization: expect.stringContaining("/20260301/eu-central-1/sts/aws4_request"),
    })
  })

  test("of the JSON protocol names its target", async () => {
    const { server, client } = await against({ body: '{"events":[]}' })
    expect(await client.json("logs", "FilterLogEvents", { logGroupName: "g" })).toEqual({ events: [] })
    expect(server.requests[0]).toMatchObject({
      body: '{"logGroupName":"g"}',
      headers: {
        "x-amz-target": "Logs_20140328.FilterLogEvents",
        "content-type": "application/x-amz-json-1.1",
      },
    })
  })

  test("without an answer's body is an empty object", async () => {
    const { client } = await against({ body: "" })
    expect(await client.json("ssm", "PutParameter", {})).toEqual({})
  })

  test("without credentials is not signed", async () => {
    const server = await startAwsServer(IDENTITY)
    await at(server.url, { credentials: null }).client.query("sts", "AssumeRoleWithWebIdentity")
    expect(server.requests[0]?.headers).not.toHaveProperty("authorization")
  })

  test("to a redirect does not follow it with the credentials", async () => {
    const elsewhere = await startAwsServer(IDENTITY)
    const { client } = await against({ status: 307, headers: { location: elsewhere.url } })
    expect(await refusal(client.query("sts", "GetCallerIdentity"))).toMatchObject({
      code: "Http307",
      status: 307,
    })
    expect(elsewhere.requests).toEqual([])
  })
})

describe("a refusal", () => {
  test("tells code, message and request, in both protocols", async () => {
    const { client } = await against(queryError("AccessDenied", "Not authorized to perform: sts:x", 403))
    const refused = await refusal(client.query("sts", "AssumeRoleWithWebIdentity"))
    expect(refused).toMatchObject({ code: "AccessDenied", status: 403, requestId: "req-1" })
    expect(refused.message).toBe(
      "sts:AssumeRoleWithWebIdentity: AccessDenied: Not authorized to perform: sts:x (request req-1)",
    )
    const other = await against(jsonError("ResourceNotFoundException", "no such group"))
    expect(await refusal(other.client.json("logs", "FilterLogEvents", {}))).toMatchObject({
      code: "ResourceNotFoundException",
      requestId: "req-2",
      operation: "logs:FilterLogEvents",
    })
  })

  test("that is final is not tried again", async () => {
    const { server, client } = await against(queryError("AccessDenied", "no", 403))
    await refusal(client.query("iam", "GetRole"))
    expect(server.requests).toHaveLength(1)
  })

  test("never holds a secret, although AWS quotes the request", async () => {
    const quoted =
      "no match for 'canary-session-token canary-secret-key canary-web-token'\nx-amz-security-token:canary-session-token"
    const { client } = await against(queryError("SignatureDoesNotMatch", quoted, 403))
    const refused = await refusal(
      client.query("sts", "AssumeRoleWithWebIdentity", { WebIdentityToken: "canary-web-token" }),
    )
    expect(JSON.stringify({ ...refused, message: refused.message, stack: refused.stack })).not.toContain(
      "canary",
    )
    expect(refused.message).toContain("no match for '*** *** ***' (request")
  })

  test.each([
    ["a page of a proxy", { status: 403, body: "<html><body>denied</body></html>" }, "Http403"],
    ["JSON of somebody else", { status: 404, body: '{"error":"not found"}' }, "Http404"],
    ["nothing", { status: 400 }, "Http400"],
    ["an answer that is not XML", { body: "welcome" }, "BadAnswer"],
  ])("may be %s", async (_name, answer, code) => {
    const { client } = await against(answer)
    expect(await refusal(client.query("sts", "GetCallerIdentity"))).toMatchObject({ code })
  })

  test("may be an answer without an end", async () => {
    const { client } = await against({ body: "x".repeat(9 * 1024 * 1024) })
    const refused = await refusal(client.json("logs", "FilterLogEvents", {}))
    expect(refused.message).toMatch(/longer than 8388608 bytes/)
  })
})

describe("tries again", () => {
  test.each([
    ["throttled by code", queryError("Throttling", "Rate exceeded")],
    ["throttled by status", { status: 429 }],
    ["a service that is down", { status: 503, body: "<html></html>" }],
    ["an issuer that STS did not reach", queryError("IDPCommunicationError", "no")],
  ])("%s, waiting longer each time", async (_name, fault) => {
    const { server, client, clock } = await against(fault, fault, IDENTITY)
    await client.query("sts", "GetCallerIdentity")
    expect(server.requests).toHaveLength(3)
    expect(clock.sleeps).toEqual([500, 1000])
  })

  test("four times at most, and says what came of it", async () => {
    const { server, client, clock } = await against(jsonError("ThrottlingException", "Rate exceeded"))
    expect(await refusal(client.json("logs", "FilterLogEvents", {}))).toMatchObject({
      code: "ThrottlingException",
    })
    expect(server.requests).toHaveLength(4)
    expect(clock.sleeps).toEqual([500, 1000, 2000])
  })

  test("an address where nobody listens", async () => {
    const { client, clock } = at(await unusedAddress())
    const refused = await refusal(client.query("sts", "GetCallerIdentity"))
    expect(refused).toMatchObject({ code: "Unreachable", status: null })
    expect(refused.message).toMatch(/127\.0\.0\.1:\d+: .*ECONNREFUSED/)
    expect(clock.sleeps).toHaveLength(3)
  })

  test("what does not answer in time", async () => {
    const url = await startTcpApp(() => {})
    const { client } = at(url, { timeoutMs: 50, attempts: 2 })
    expect(await refusal(client.query("sts", "GetCallerIdentity"))).toMatchObject({ code: "Timeout" })
  })

  test("nothing once the run is interrupted", async () => {
    const url = await startTcpApp(() => interruption.abort(new Error("interrupted")))
    const interruption = new AbortController()
    const { client, clock } = at(url, { signal: interruption.signal })
    expect(await refusal(client.query("sts", "GetCallerIdentity"))).toMatchObject({ code: "Interrupted" })
    expect(clock.sleeps).toEqual([])
  })
})

describe("a clock that is wrong", () => {
  const expired = (message: string, code = "SignatureDoesNotMatch"): AwsAnswer => ({
    ...queryError(code, message, 403),
    headers: { date: "Sun, 01 Mar 2026 03:20:00 GMT" },
  })

  test.each([
    ["late", expired("Signature expired: 20260301T030000Z is now earlier than 20260301T031500Z")],
    ["S3's way", expired("The difference is too large.", "RequestTimeTooSkewed")],
  ])("is set right by the answer: %s", async (_name, answer) => {
    const { server, client, clock } = await against(answer, { ...IDENTITY, headers: { date: NOW } })
    await client.query("sts", "GetCallerIdentity")
    expect(server.requests.map(({ headers }) => headers["x-amz-date"])).toEqual([
      "20260301T030000Z",
      "20260301T032000Z",
    ])
    expect(clock.sleeps).toEqual([0])
  })

  test("is set right once: a second refusal is final", async () => {
    const { server, client } = await against(expired("Signature expired: it is"))
    expect(await refusal(client.query("sts", "GetCallerIdentity"))).toMatchObject({
      code: "SignatureDoesNotMatch",
    })
    expect(server.requests).toHaveLength(2)
    expect(client.skewMs).toBe(20 * 60_000)
  })

  test("is not blamed for a wrong key", async () => {
    const { server, client } = await against(expired("The request signature we calculated does not match"))
    await refusal(client.query("sts", "GetCallerIdentity"))
    expect(server.requests).toHaveLength(1)
  })
})
