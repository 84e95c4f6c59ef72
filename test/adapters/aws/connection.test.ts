// @module-tag slow
import { execFile } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { cloudWatchLogs } from "../../../src/adapters/aws/cloudwatch.ts"
import {
  type AwsSettings,
  assumeRoleWithWebIdentity,
  callerIdentity,
} from "../../../src/adapters/aws/connection.ts"
import { connectIam } from "../../../src/adapters/aws/iam.ts"
import { systemClock } from "../../../src/adapters/runtime.ts"
import type { AwsError } from "../../../src/core/aws/credentials.ts"
import { type AwsAnswer, queryError, startAwsServer } from "../../helpers/aws-server.ts"
import { ROOT } from "../../helpers/cli.ts"
import { startTcpApp, unusedAddress } from "../../helpers/http-app.ts"

const CREDENTIALS = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "canary-secret-key",
  sessionToken: "canary-session-token",
}
const IDENTITY = {
  body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account>
    <Arn>arn:aws:iam::123456789012:user/a&amp;b</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
}
const ROLE_REQUEST = {
  roleArn: "arn:aws:iam::123456789012:role/deploy",
  sessionName: "run-1",
  webIdentityToken: "canary-web-token",
  durationSeconds: 900,
}

const settingsOf = (endpoint: string | null, more: Partial<AwsSettings> = {}): AwsSettings => ({
  region: "eu-central-1",
  endpoint,
  clock: systemClock,
  proxies: process.env,
  ...more,
})
const identityAt = (endpoint: string | null, more?: Partial<AwsSettings>) =>
  callerIdentity(settingsOf(endpoint, more), CREDENTIALS)

const refusal = (call: Promise<unknown>): Promise<AwsError> =>
  call.then(
    () => expect.fail("the call succeeded"),
    (error) => error,
  )

/** A proxy that keeps where it is asked to connect to, and refuses. */
async function startProxy() {
  const asked: string[] = []
  const url = await startTcpApp((socket) => {
    socket.once("data", (data) => {
      asked.push(data.toString().split("\r\n")[0] as string)
      socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
    })
  })
  return { url, asked }
}

const noConfiguration = () => {
  vi.stubEnv("AWS_CONFIG_FILE", "/dev/null")
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
}

// the SDK draws its pauses: the longest that chance may pick would make these tests long
beforeEach(() => {
  vi.spyOn(Math, "random").mockReturnValue(0)
  noConfiguration()
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

describe("a call", () => {
  test("is a signed form, and its answer is read", async () => {
    const server = await startAwsServer(IDENTITY)
    expect(await identityAt(server.url)).toEqual({
      identity: { account: "123456789012", arn: "arn:aws:iam::123456789012:user/a&b" },
      skewMs: 0,
    })
    const [request] = server.requests
    expect(request?.body).toBe("Action=GetCallerIdentity&Version=2011-06-15")
    expect(request?.headers).toMatchObject({
      "x-amz-security-token": "canary-session-token",
      authorization: expect.stringMatching(/Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/sts\/aws4_request/),
    })
  })

  test("that exchanges a token is not signed, whatever credentials this machine has", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAMACHINE")
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "canary-of-the-machine")
    const server = await startAwsServer({
      body: `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>a</AccessKeyId>
        <SecretAccessKey>b</SecretAccessKey><SessionToken>c</SessionToken><Expiration>2026-03-01T04:00:00Z</Expiration>
        </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
    })
    expect(await assumeRoleWithWebIdentity(settingsOf(server.url), ROLE_REQUEST)).toEqual({
      accessKeyId: "a",
      secretAccessKey: "b",
      sessionToken: "c",
      expiration: new Date("2026-03-01T04:00:00Z"),
    })
    expect(server.requests[0]?.headers).not.toHaveProperty("authorization")
    expect(Object.fromEntries(new URLSearchParams(server.requests[0]?.body))).toEqual({
      Action: "AssumeRoleWithWebIdentity",
      Version: "2011-06-15",
      RoleArn: ROLE_REQUEST.roleArn,
      RoleSessionName: "run-1",
      WebIdentityToken: "canary-web-token",
      DurationSeconds: "900",
    })
  })

  test("to a redirect does not follow it with the credentials", async () => {
    const elsewhere = await startAwsServer(IDENTITY)
    const server = await startAwsServer({ status: 307, headers: { location: elsewhere.url } })
    expect(await refusal(identityAt(server.url))).toMatchObject({ code: "Http307" })
    expect(elsewhere.requests).toEqual([])
  })
})

test("on an older Node shows none of the SDK's advice, and leaves the environment as it was", async () => {
  const script = (file: string, call: string) => `
    Object.defineProperty(process, "version", { value: "v20.19.0" })
    const before = JSON.stringify(process.env)
    const { callerIdentity, profileCredentials } = await import(${JSON.stringify(join(ROOT, "src/adapters/aws", file))})
    const settings = { region: "eu-central-1", endpoint: "http://127.0.0.1:1", clock: { now: () => new Date() } }
    const signal = AbortSignal.timeout(5000)
    await ${call}.catch(() => {})
    if (JSON.stringify(process.env) !== before) console.error("the environment has changed")`
  const env = {
    PATH: process.env.PATH,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  }
  const web = {
    AWS_WEB_IDENTITY_TOKEN_FILE: import.meta.filename,
    AWS_ROLE_ARN: ROLE_REQUEST.roleArn,
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
  }
  for (const [file, call, more] of [
    ["connection.ts", `callerIdentity(settings, ${JSON.stringify(CREDENTIALS)})`, {}],
    ["profile.ts", `profileCredentials("eu-central-1", undefined, signal, {})`, web],
  ] as const) {
    const argv = ["--input-type=module", "-e", script(file, call)]
    const { stderr } = await promisify(execFile)(process.execPath, argv, { env: { ...env, ...more } })
    expect(stderr).toBe("")
  }
})

describe("AWS's address", () => {
  type Service = "sts" | "iam" | "logs"
  const callTo = (service: Service, region: string) => {
    const settings = settingsOf(null, { region })
    if (service === "sts") return callerIdentity(settings, CREDENTIALS)
    if (service === "iam") return connectIam(settings, CREDENTIALS).role("deploy")
    return cloudWatchLogs(settings, CREDENTIALS, []).groups("/app")
  }

  test.each<[Service, string, string]>([
    ["sts", "eu-central-1", "sts.eu-central-1.amazonaws.com"],
    ["sts", "cn-north-1", "sts.cn-north-1.amazonaws.com.cn"],
    ["sts", "us-gov-west-1", "sts.us-gov-west-1.amazonaws.com"],
    ["logs", "us-east-1", "logs.us-east-1.amazonaws.com"],
    ["logs", "cn-north-1", "logs.cn-north-1.amazonaws.com.cn"],
    ["iam", "eu-central-1", "iam.amazonaws.com"],
    ["iam", "us-gov-east-1", "iam.us-gov.amazonaws.com"],
    ["iam", "cn-northwest-1", "iam.cn-north-1.amazonaws.com.cn"],
  ])("%s in %s is %s, asked through the proxy of HTTPS_PROXY", async (service, region, host) => {
    const proxy = await startProxy()
    vi.stubEnv("HTTPS_PROXY", proxy.url)
    await callTo(service, region).catch(() => {})
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${host}:443 HTTP/1.1`]))
  })

  test("behind NO_PROXY is asked directly", async () => {
    const [proxy, server] = [await startProxy(), await startAwsServer(IDENTITY)]
    vi.stubEnv("HTTP_PROXY", proxy.url)
    vi.stubEnv("NO_PROXY", "127.0.0.1")
    expect(await identityAt(server.url)).toHaveProperty("identity")
    expect(proxy.asked).toEqual([])
  })

  test("is what is given, then what the service's variable names, then what the common one names", async () => {
    const [given, common, ofSts] = await Promise.all([1, 2, 3].map(() => startAwsServer(IDENTITY)))
    const counts = () => [given, common, ofSts].map((server) => server?.requests.length)
    vi.stubEnv("AWS_ENDPOINT_URL", common?.url)
    await identityAt(null)
    expect(counts()).toEqual([0, 1, 0])
    vi.stubEnv("AWS_ENDPOINT_URL_STS", ofSts?.url)
    await identityAt(null)
    expect(counts()).toEqual([0, 1, 1])
    await identityAt(given?.url ?? "")
    expect(counts()).toEqual([1, 1, 1])
  })

  test("may be named by AWS's configuration file, and ignored", async () => {
    const directory = await mkdtemp(join(tmpdir(), "aws-config-"))
    const [proxy, server] = [await startProxy(), await startAwsServer(IDENTITY)]
    await writeFile(join(directory, "config"), `[profile local]\nendpoint_url = ${server.url}\n`)
    vi.stubEnv("AWS_CONFIG_FILE", join(directory, "config"))
    vi.stubEnv("AWS_PROFILE", "local")
    vi.stubEnv("HTTPS_PROXY", proxy.url)
    await identityAt(null)
    expect(server.requests).toHaveLength(1)
    vi.stubEnv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")
    await refusal(identityAt(null))
    expect(proxy.asked[0]).toBe("CONNECT sts.eu-central-1.amazonaws.com:443 HTTP/1.1")
    await rm(directory, { recursive: true })
  })
})

describe("a refusal", () => {
  test("names code, message and request", async () => {
    const server = await startAwsServer(queryError("AccessDenied", "Not authorized to perform: sts:x", 403))
    const refused = await refusal(assumeRoleWithWebIdentity(settingsOf(server.url), ROLE_REQUEST))
    expect(refused).toMatchObject({
      code: "AccessDenied",
      message:
        "sts:AssumeRoleWithWebIdentity: AccessDenied: Not authorized to perform: sts:x (request req-1)",
    })
    expect(server.requests).toHaveLength(1)
  })

  test.each(["InvalidIdentityToken", "ExpiredTokenException", "ValidationError", "SomethingNew"])(
    "has AWS's own code, also where the SDK has another name for it: %s",
    async (code) => {
      const server = await startAwsServer(queryError(code, "no"))
      const call = assumeRoleWithWebIdentity(settingsOf(server.url), ROLE_REQUEST)
      expect(await refusal(call)).toMatchObject({ code })
    },
  )

  test.each<[string, string, (settings: AwsSettings) => Promise<unknown>]>([
    ["keys", "canary-session-token canary-secret-key", (at) => callerIdentity(at, CREDENTIALS)],
    ["a token", "canary-web-token", (at) => assumeRoleWithWebIdentity(at, ROLE_REQUEST)],
  ])("never holds %s, although AWS quotes the request", async (_name, secrets, call) => {
    const quoted = `no match for '${secrets}'\nx-amz-security-token:${secrets}`
    const server = await startAwsServer(queryError("SignatureDoesNotMatch", quoted, 403))
    const refused = await refusal(call(settingsOf(server.url)))
    const own = Object.getOwnPropertyNames(refused).map((name) => String(Reflect.get(refused, name)))
    expect(own.join()).not.toContain("canary")
    expect(refused.message).toMatch(/no match for '\*\*\*( \*\*\*)?' \(request req-1\)$/)
  })

  test.each([
    ["a page of a proxy", { status: 403, body: "<html><body>denied</body></html>" }, "Http403"],
    ["a page that is no XML", { status: 403, body: "<html><br>denied & gone" }, "Http403"],
    ["JSON of something else", { status: 404, body: '{"error":"not found"}' }, "Http404"],
    ["nothing", { status: 400 }, "Http400"],
    ["an answer that is not XML", { body: "welcome" }, "BadAnswer"],
    ["an answer without what was asked for", { body: "<A><B/></A>" }, "BadAnswer"],
  ])("may be %s", async (_name, answer, code) => {
    const server = await startAwsServer(answer)
    const refused = await refusal(identityAt(server.url))
    expect(refused).toMatchObject({ code, message: expect.stringMatching(/^sts:GetCallerIdentity: /) })
    expect(refused.message).not.toMatch(/\$response|inspect/)
    expect(server.requests).toHaveLength(1)
  })

  test("may be an answer that never ends", async () => {
    const server = await startAwsServer({ body: "x".repeat(9 * 1024 * 1024) })
    const refused = await refusal(identityAt(server.url))
    expect(refused.message).toMatch(/BadAnswer: .* it is longer than 8388608 bytes/)
  })
})

describe("tries again", () => {
  test.each([
    ["throttled by code", queryError("Throttling", "Rate exceeded")],
    ["throttled by status", { status: 429 }],
    ["a service that is down", { status: 503, body: "<html></html>" }],
  ])("%s", async (_name, fault) => {
    const server = await startAwsServer(fault, fault, IDENTITY)
    expect(await identityAt(server.url)).toHaveProperty("identity")
    expect(server.requests).toHaveLength(3)
  })

  test("an issuer that STS did not reach", async () => {
    const server = await startAwsServer(queryError("IDPCommunicationError", "no"))
    const refused = await refusal(assumeRoleWithWebIdentity(settingsOf(server.url), ROLE_REQUEST))
    expect(refused).toMatchObject({ code: "IDPCommunicationError" })
    expect(server.requests).toHaveLength(4)
  })

  test("four times at most, waiting longer each time, and says what came of it", async () => {
    const pauses: number[] = []
    vi.spyOn(Math, "random").mockImplementation(() => {
      pauses.push(performance.now())
      return 0.05
    })
    const server = await startAwsServer(queryError("Throttling", "Rate exceeded"))
    const refused = await refusal(identityAt(server.url))
    expect(refused).toMatchObject({ code: "Throttling", message: expect.stringContaining("Rate exceeded") })
    expect(server.requests).toHaveLength(4)
    const ended = performance.now()
    const lengths = pauses.map((at, index) => (pauses[index + 1] ?? ended) - at)
    // 0.05 of 1, 2 and 4 s
    for (const [index, least] of [50, 100, 200].entries()) {
      expect(lengths[index]).toBeGreaterThanOrEqual(least - 2)
    }
  })

  test("an address where no server listens", async () => {
    const refused = await refusal(identityAt(await unusedAddress()))
    expect(refused).toMatchObject({
      code: "Unreachable",
      message: expect.stringMatching(/127\.0\.0\.1:\d+: .*ECONNREFUSED/),
    })
  })

  test("what does not answer in time, and never for longer than all attempts may take", async () => {
    let attempts = 0
    const url = await startTcpApp(() => void attempts++)
    expect(await refusal(identityAt(url, { timeoutMs: 50 }))).toMatchObject({
      code: "Timeout",
      message: expect.stringMatching(/127\.0\.0\.1:\d+ did not answer within 50 ms/),
    })
    expect(attempts).toBe(4)
    const started = performance.now()
    expect(await refusal(identityAt(url, { totalMs: 200 }))).toMatchObject({ code: "Timeout" })
    expect(performance.now() - started).toBeLessThan(5000)
    expect(attempts).toBe(5)
  })

  test("nothing once the run is interrupted", async () => {
    let attempts = 0
    const interruption = new AbortController()
    const url = await startTcpApp(() => {
      attempts++
      interruption.abort(new Error("interrupted"))
    })
    const { signal } = interruption
    expect(await refusal(identityAt(url, { signal }))).toMatchObject({ code: "Interrupted" })
    expect(attempts).toBe(1)
  })

  test("not after a pause during which the run is interrupted", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.99)
    const server = await startAwsServer(queryError("Throttling", "Rate exceeded"))
    const started = performance.now()
    const signal = AbortSignal.timeout(100)
    expect(await refusal(identityAt(server.url, { signal }))).toMatchObject({ code: "Interrupted" })
    expect(performance.now() - started).toBeLessThan(900)
    expect(server.requests).toHaveLength(1)
  })
})

describe("a clock that is wrong", () => {
  const SKEW_MS = 20 * 60_000
  const theirDate = () => ({ date: new Date(Date.now() + SKEW_MS).toUTCString() })
  const refused = (message: string, code = "SignatureDoesNotMatch"): AwsAnswer => ({
    ...queryError(code, message, 403),
    headers: theirDate(),
  })
  const signedAt = (date: unknown) =>
    Date.parse(String(date).replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"))

  test.each([
    ["late", "Signature expired: 20260301T030000Z is now earlier than 20260301T031500Z", undefined],
    ["S3's way", "The difference is too large.", "RequestTimeTooSkewed"],
  ])("is corrected by the answer: %s", async (_name, message, code) => {
    const server = await startAwsServer(refused(message, code), { ...IDENTITY, headers: theirDate() })
    const { skewMs } = await identityAt(server.url)
    const [first, second] = server.requests.map(({ headers }) => signedAt(headers["x-amz-date"]))
    expect(Math.abs((second as number) - (first as number) - SKEW_MS)).toBeLessThan(3000)
    expect(Math.abs(skewMs - SKEW_MS)).toBeLessThan(3000)
  })

  test("is corrected once: a second refusal is final", async () => {
    const server = await startAwsServer(refused("Signature expired: it is"))
    expect(await refusal(identityAt(server.url))).toMatchObject({ code: "SignatureDoesNotMatch" })
    expect(server.requests.length).toBeLessThanOrEqual(4)
  })

  test("is not blamed for a wrong key", async () => {
    const answer = queryError(
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match",
      403,
    )
    const server = await startAwsServer(answer)
    await refusal(identityAt(server.url))
    expect(server.requests).toHaveLength(1)
  })
})
