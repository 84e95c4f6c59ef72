// @module-tag slow
import type { Socket } from "node:net"
import { networkInterfaces } from "node:os"
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib"
import { afterEach, describe, expect, test, vi } from "vitest"
import type { Ask } from "../../src/adapters/http-request.ts"
import { plainRequest } from "../../src/adapters/http-request.ts"
import { httpProber } from "../../src/adapters/prober.ts"
import type { CheckConfig } from "../../src/core/config/checks.ts"
import { readCheck } from "../../src/core/smoke/probe.ts"
import { startFullServer, startHttpApp, startTcpApp, unusedAddress } from "../helpers/http-app.ts"
import { until } from "../helpers/processes.ts"

const CHECK: CheckConfig = {
  name: "api",
  url: "{api}/health",
  method: "GET",
  headers: {},
  expect: { status: 200 },
  followRedirects: false,
  cacheBusting: true,
  optional: false,
}

let counter = 0
describe.each<[string, { ask?: Ask }]>([
  ["fetch, on an engine", {}],
  ["Node's own requests, on a host", { ask: plainRequest }],
])("by %s", (_by, means) => {
  const prober = httpProber(
    () => `nonce-${counter++}`,
    () => performance.now(),
    means,
  )
  const LONG_MS = 10_000
  const probe = (url: string, check: Partial<CheckConfig> = {}, timeoutMs = LONG_MS) =>
    prober.probe({ ...CHECK, ...check }, url, timeoutMs)

  describe("what does not answer", () => {
    test("refused: nobody listens", async () => {
      expect(await probe(await unusedAddress())).toMatchObject({
        kind: "error",
        error: "refused",
        message: "connection refused (ECONNREFUSED)",
      })
    })

    test("reset: the connection is dropped", async () => {
      const url = await startTcpApp((socket) => socket.resetAndDestroy())
      expect(await probe(url)).toMatchObject({
        kind: "error",
        error: "reset",
        message: expect.stringMatching(/^connection closed/),
      })
    })

    test("reset: the connection ends without an answer", async () => {
      const url = await startTcpApp((socket) => socket.end())
      expect(await probe(url)).toMatchObject({
        kind: "error",
        error: "reset",
        message: expect.stringMatching(/^connection closed/),
      })
    })

    test("reset: the answer breaks off in its body", async () => {
      const url = await startTcpApp((socket) =>
        socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly the beginning"),
      )
      expect(await probe(url)).toMatchObject({ kind: "error", error: "reset" })
    })

    test("timeout: the connection is accepted, and then nothing", async () => {
      const sockets: Socket[] = []
      const url = await startTcpApp((socket) => sockets.push(socket.resume()))
      const seen = await probe(url, {}, 100)
      expect(seen).toMatchObject({ kind: "error", error: "timeout", message: "no answer within 100 ms" })
      expect(seen.latencyMs).toBeGreaterThanOrEqual(95)
      expect(seen.latencyMs).toBeLessThan(LONG_MS)
      // no connection is left open, neither the request's nor that which asked whether anything is there
      await until(() => sockets.length > 1 && sockets.every(({ destroyed }) => destroyed))
    })

    test("timeout: the answer begins in time but does not end", async () => {
      const { url } = await startHttpApp((_request, response) => {
        response.writeHead(200)
        response.write("once upon a time")
      })
      expect(await probe(url, {}, 200)).toMatchObject({ kind: "error", error: "timeout" })
    })

    test("unreachable: the name does not exist, or nobody can be asked about it", async () => {
      expect(await probe("http://nonexistent.invalid/health")).toMatchObject({
        kind: "error",
        error: "unreachable",
        message: expect.stringMatching(/^the host cannot be reached from here \((ENOTFOUND|EAI_AGAIN)\)$/),
      })
    })

    test("unreachable: nothing takes the connection, so that silence says nothing of the application", async () => {
      const full = await startFullServer()
      expect(await probe(full, {}, 300)).toMatchObject({
        kind: "error",
        error: "unreachable",
        message: "no answer within 300 ms: the host cannot be reached from here",
      })
    })

    describe("of a service of this run", () => {
      const own = httpProber(
        () => "nonce",
        () => performance.now(),
        { ...means, owns: (hostname) => ["nonexistent.invalid", "127.0.0.1"].includes(hostname) },
      )

      // its name is known only while it runs: a version that exits at once is bad, and the prober is not blind
      test("refused: its name is gone with it", async () => {
        expect(await own.probe(CHECK, "http://nonexistent.invalid/health", LONG_MS)).toMatchObject({
          kind: "error",
          error: "refused",
          message: "the service does not run",
        })
      })

      test("timeout: it is there and takes no connection", async () => {
        expect(await own.probe(CHECK, await startFullServer(), 300)).toMatchObject({ error: "timeout" })
      })

      test("unreachable: another host is not its own", async () => {
        expect(await own.probe(CHECK, "http://elsewhere.invalid/", LONG_MS)).toMatchObject({
          error: "unreachable",
        })
      })
    })

    describe.runIf(means.ask === undefined)("as Bun tells it", () => {
      const asBun = (code: string) =>
        vi.stubGlobal("fetch", () => Promise.reject(Object.assign(new Error("Unable to connect."), { code })))
      afterEach(() => vi.unstubAllGlobals())

      test("refused: nobody listens", async () => {
        asBun("ConnectionRefused")
        expect(await probe(await unusedAddress())).toMatchObject({ kind: "error", error: "refused" })
      })

      test("unreachable: the name does not exist, which it calls refused too", async () => {
        asBun("ConnectionRefused")
        expect(await probe("http://nonexistent.invalid/")).toMatchObject({
          kind: "error",
          error: "unreachable",
        })
      })

      test.runIf(
        Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1")),
      )("refused: nobody listens at an address of IPv6", async () => {
        asBun("ConnectionRefused")
        expect(await probe("http://[::1]:1/")).toMatchObject({ kind: "error", error: "refused" })
      })

      test.each([
        ["ConnectionClosed", "reset"],
        ["ECONNRESET", "reset"],
        ["FailedToOpenSocket", "unreachable"],
      ])("%s is %s", async (code, error) => {
        asBun(code)
        expect(await probe("http://127.0.0.1/")).toMatchObject({ kind: "error", error })
      })
    })

    test("anything else is told as it is: an answer that is not HTTP", async () => {
      const url = await startTcpApp((socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"))
      expect(await probe(url)).toMatchObject({
        kind: "error",
        error: "reset",
        message: expect.stringMatching(/^the request failed: .*(HTTP|Parse)/),
      })
    })

    test("anything else is told as it is: HTTP where HTTPS is expected", async () => {
      const { url } = await startHttpApp((_request, response) => response.end("ok"))
      expect(await probe(url.replace("http:", "https:"))).toMatchObject({
        kind: "error",
        message: expect.stringMatching(
          /^(the request failed: .*(SSL|packet length|wrong version)|connection closed)/i,
        ),
      })
    })

    test("anything else is told as it is: redirects in a circle", async () => {
      const { url } = await startHttpApp((_request, response) =>
        response.writeHead(302, { location: "/again" }).end(),
      )
      expect(await probe(url, { followRedirects: true })).toMatchObject({
        kind: "error",
        message: "the request failed: redirect count exceeded",
      })
    })
  })

  describe("an answer", () => {
    test.each([200, 204, 404, 500, 503])("of status %i is given as it came", async (status) => {
      const { url } = await startHttpApp((_request, response) => response.writeHead(status).end())
      expect(await probe(url)).toMatchObject({ kind: "response", status, body: "" })
    })

    test("has its headers under lower-case names", async () => {
      const { url } = await startHttpApp((_request, response) => {
        response.writeHead(200, { "X-App-Version": "v1.2.3", "Content-Type": "text/plain" }).end("hi")
      })
      expect(await probe(url)).toMatchObject({
        headers: { "x-app-version": "v1.2.3", "content-type": "text/plain" },
        body: "hi",
      })
    })

    test.each([
      ["gzip", gzipSync],
      ["deflate", deflateSync],
      ["br", brotliCompressSync],
    ])("is unpacked when it was packed: %s", async (encoding, pack) => {
      const { url } = await startHttpApp((_request, response) =>
        response.writeHead(200, { "content-encoding": encoding }).end(pack('{"status":"ok"}')),
      )
      expect(await probe(url)).toMatchObject({ body: '{"status":"ok"}' })
    })

    test.each(["brx", "xbr"])(
      "is read as it is when it was packed in an unknown way: %s",
      async (encoding) => {
        const { url } = await startHttpApp((_request, response) =>
          response.writeHead(200, { "content-encoding": encoding }).end("ok"),
        )
        expect(await probe(url)).toMatchObject({ body: "ok" })
      },
    )

    test("is read as far as it goes when it was packed and is cut", async () => {
      const text = Array.from({ length: 5000 }, (_, line) => `line ${line ** 3}`).join("\n")
      const { url } = await startHttpApp((_request, response) =>
        response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(text).subarray(0, 9000)),
      )
      const seen = await probe(url)
      const body = seen.kind === "response" ? seen.body : seen.message
      expect(text.startsWith(body)).toBe(true)
      expect(body.length).toBeGreaterThan(9000)
    })

    test("that is not packed as it says is no answer", async () => {
      const { url } = await startHttpApp((_request, response) =>
        response.writeHead(200, { "content-encoding": "gzip" }).end("plain"),
      )
      expect(await probe(url)).toMatchObject({
        kind: "error",
        message: expect.stringMatching(/^the request failed: /),
      })
    })

    test("has each header once, also one that came several times", async () => {
      const { url } = await startHttpApp((_request, response) => {
        response.writeHead(200, [
          ...["set-cookie", "a=1", "set-cookie", "b=2"],
          ...["x-cache", "MISS", "x-cache", "HIT"],
        ])
        response.end("ok")
      })
      expect(await probe(url)).toMatchObject({ headers: { "set-cookie": "b=2", "x-cache": "MISS, HIT" } })
    })

    test("that is just as long as is read is whole", async () => {
      const { url } = await startHttpApp((_request, response) => response.end("x".repeat(256 * 1024)))
      expect(await probe(url)).not.toHaveProperty("readBytes")
    })

    test("is cut when it is big, without waiting for the rest", async () => {
      const { url } = await startHttpApp((_request, response) => {
        response.writeHead(200)
        const more = () => {
          while (response.write("ä".repeat(32 * 1024)));
          response.once("drain", more)
        }
        more()
      })
      const seen = await probe(url)
      expect(seen).toMatchObject({ kind: "response", status: 200, readBytes: 256 * 1024 })
      const bytes = Buffer.byteLength(seen.kind === "response" ? seen.body : "")
      expect(bytes).toBeGreaterThanOrEqual(256 * 1024)
      expect(bytes).toBeLessThan(2 * 1024 * 1024)
    })

    test("keeps characters whole that arrive in parts", async () => {
      const bytes = Buffer.from("🚀")
      const { url } = await startHttpApp((_request, response) => {
        response.write(bytes.subarray(0, 2))
        setTimeout(() => response.end(bytes.subarray(2)), 50)
      })
      expect(await probe(url)).toMatchObject({ body: "🚀" })
    })

    test("that is no UTF-8 is read all the same", async () => {
      const { url } = await startHttpApp((_request, response) =>
        response.end(Buffer.concat([Buffer.from("caf"), Buffer.of(0xe9), Buffer.from(" ok")])),
      )
      expect(await probe(url)).toMatchObject({ kind: "response", body: "caf\uFFFD ok" })
    })

    test("is timed to its last byte", async () => {
      const { url } = await startHttpApp((_request, response) => {
        response.write("a")
        setTimeout(() => response.end("b"), 100)
      })
      const seen = await probe(url)
      expect(seen.latencyMs).toBeGreaterThanOrEqual(95)
      expect(seen.latencyMs).toBeLessThan(LONG_MS)
    })
  })

  describe("a redirect", () => {
    const elsewhere = () =>
      startHttpApp((request, response) =>
        request.url?.startsWith("/there")
          ? response.end("arrived")
          : response.writeHead(301, { location: "/there" }).end("moved"),
      )

    test("is the answer itself", async () => {
      const { url, requests } = await elsewhere()
      expect(await probe(url)).toMatchObject({ status: 301, headers: { location: "/there" }, body: "moved" })
      expect(requests).toHaveLength(1)
    })

    test("is followed where the check says so", async () => {
      const { url, requests } = await elsewhere()
      expect(await probe(url, { followRedirects: true })).toMatchObject({ status: 200, body: "arrived" })
      expect(requests.map((request) => request.url.split("?")[0])).toEqual(["/", "/there"])
    })
  })

  describe("a request", () => {
    const echo = () => startHttpApp((_request, response) => response.end("ok"))

    test("is new to every cache, each time", async () => {
      const { url, requests } = await echo()
      for (let count = 0; count < 3; count++) await probe(`${url}/health`)
      expect(new Set(requests.map((request) => request.url)).size).toBe(3)
      for (const request of requests) {
        expect(request.url).toMatch(/^\/health\?pipeline-probe=nonce-\d+$/)
        expect(request.headers).toMatchObject({
          "cache-control": "no-cache",
          pragma: "no-cache",
          connection: "close",
        })
      }
    })

    test.each([
      ["/p?a=1&b=2", "/p?a=1&b=2&"],
      ["/p?flag", "/p?flag&"],
      ["/p?a=x%2By%20z+w", "/p?a=x%2By%20z+w&"],
      ["/p#part", "/p?"],
      ["/p?a#part", "/p?a&"],
      ["", "/?"],
    ])("keeps the query of %j as it was written", async (path, beginning) => {
      const { url, requests } = await echo()
      await probe(`${url}${path}`)
      expect(requests[0]?.url.replace(/nonce-\d+$/, "")).toBe(`${beginning}pipeline-probe=`)
    })

    test("has the check's method, headers and body", async () => {
      const { url, requests } = await echo()
      await probe(url, {
        method: "POST",
        headers: { "content-type": "application/json", Authorization: "Bearer x" },
        body: '{"message":"hé"}',
      })
      expect(requests).toMatchObject([
        {
          method: "POST",
          headers: { "content-type": "application/json", authorization: "Bearer x" },
          body: '{"message":"hé"}',
        },
      ])
    })

    test("says that its body is text, unless the check says what it is", async () => {
      const { url, requests } = await echo()
      await probe(url, { method: "POST", body: "hé" })
      expect(requests[0]?.headers["content-type"]).toBe("text/plain;charset=UTF-8")
    })

    test("lets the check's headers win, however they are spelt", async () => {
      const { url, requests } = await echo()
      await probe(url, { headers: { "Cache-Control": "max-age=60", PRAGMA: "x" } })
      expect(requests[0]?.headers).toMatchObject({ "cache-control": "max-age=60", pragma: "x" })
    })

    test("says of itself what fetch says", async () => {
      const { url, requests } = await echo()
      await probe(url)
      expect(requests[0]?.headers).toMatchObject({
        accept: "*/*",
        "accept-encoding": expect.stringMatching(/^gzip\b/),
        "user-agent": "node",
      })
    })

    test("may be a HEAD, which has no body", async () => {
      const { url, requests } = await echo()
      expect(await probe(url, { method: "HEAD" })).toMatchObject({ status: 200, body: "" })
      expect(requests[0]?.method).toBe("HEAD")
    })
  })

  test("many probes at the same time do not disturb each other", async () => {
    const { url } = await startHttpApp((request, response) =>
      response.end(request.url?.slice(1).split("?")[0]),
    )
    const seen = await Promise.all(Array.from({ length: 30 }, (_, index) => probe(`${url}/${index}`)))
    expect(seen.map((one) => (one.kind === "response" ? one.body : one.message))).toEqual(
      Array.from({ length: 30 }, (_, index) => String(index)),
    )
  })

  describe("the address", () => {
    const app = () => startHttpApp((_request, response) => response.end("ok"))

    test("E2: is given as it was really asked", async () => {
      const { url, requests } = await app()
      const observed = await probe(`${url}/health?a=1`)
      expect(observed.asked).toBe(`${url}${requests[0]?.url}`)
      expect(observed.asked).toMatch(/\/health\?a=1&pipeline-probe=nonce-\d+$/)
    })

    test("E2: is left alone where a check says so", async () => {
      const { url, requests } = await app()
      const observed = await probe(`${url}/health?a=1`, { cacheBusting: false })
      expect(requests[0]?.url).toBe("/health?a=1")
      expect(observed.asked).toBe(`${url}/health?a=1`)
    })

    test("D13: a user and a password in it become a header, and stand in nothing else", async () => {
      const { url, requests } = await app()
      const observed = await probe(url.replace("//", "//ad%20min:p%40ss-canary@"))
      expect(observed).toMatchObject({ kind: "response", status: 200 })
      expect(requests[0]?.headers.authorization).toBe(`Basic ${btoa("ad min:p@ss-canary")}`)
      expect(JSON.stringify(observed)).not.toMatch(/canary|ad(%20| )min/)
    })

    test("D13: a percent sign in a password need not begin an escape", async () => {
      const { url, requests } = await app()
      expect(await probe(url.replace("//", "//me:50%off@"))).toMatchObject({ kind: "response", status: 200 })
      expect(requests[0]?.headers.authorization).toBe(`Basic ${btoa("me:50%off")}`)
    })

    test("that is none is not asked, and said", async () => {
      expect(await probe("nowhere")).toMatchObject({
        kind: "error",
        asked: "nowhere",
        error: "unreachable",
        message: "it is no address to ask",
      })
    })

    test("D13: nor do they stand in an error", async () => {
      const observed = await probe((await unusedAddress()).replace("//", "//me:p-canary@"))
      expect(observed).toMatchObject({ kind: "error", error: "refused" })
      expect(JSON.stringify(observed)).not.toContain("canary")
    })

    test("D13: a check's own authorization wins", async () => {
      const { url, requests } = await app()
      await probe(url.replace("//", "//me:pw@"), { headers: { Authorization: "Bearer x" } })
      expect(requests[0]?.headers.authorization).toBe("Bearer x")
    })
  })

  describe("a header that holds a secret", () => {
    const CANARY = "canary-token-0815-4711"
    const secrets: Record<string, string> = { TOKEN: `${CANARY}\n`, LOGIN: "ann:pw", BAD: "line\nend" }
    const withSecrets = httpProber(
      () => "nonce",
      () => performance.now(),
      {
        ...means,
        secret: (name) => {
          const value = secrets[name]
          return value === undefined ? null : { plaintext: async () => value }
        },
        mask: (text) => text.replaceAll(CANARY, "***"),
      },
    )
    const ask = (url: string, headers: Record<string, string>) =>
      withSecrets.probe({ ...CHECK, headers }, url, LONG_MS)

    test("is sent, without the line end of its file, and encoded where it says so", async () => {
      const { url, requests } = await startHttpApp((_request, response) => response.end("{}"))
      await ask(url, { "x-bypass": "{secret:TOKEN}", authorization: "Basic {base64:LOGIN}" })
      expect(requests[0]?.headers).toMatchObject({
        "x-bypass": CANARY,
        authorization: `Basic ${Buffer.from("ann:pw").toString("base64")}`,
      })
    })

    test.each([
      [
        "was not given",
        "NONE",
        "it was not asked: its header needs the secret NONE, which this run was not given",
      ],
      ["cannot be sent", "BAD", "it was not asked: the secret BAD has characters that no header can have"],
    ])("makes no request when it %s", async (_, name, message) => {
      const { url, requests } = await startHttpApp((_request, response) => response.end("{}"))
      expect(await ask(url, { "x-bypass": `{secret:${name}}` })).toMatchObject({
        kind: "error",
        error: "unreachable",
        message,
      })
      expect(requests).toEqual([])
    })

    test("is in nothing that is shown of an answer, also where that is cut", async () => {
      const { url } = await startHttpApp((request, response) =>
        response.end(`${"x".repeat(190)}${request.headers["x-bypass"]}`),
      )
      const observed = await ask(url, { "x-bypass": "{secret:TOKEN}" })
      const check = { ...CHECK, expect: { status: 200, version: "version" } }
      const reading = readCheck(check, url, observed, { tag: "v1.0.0", sha: "1".repeat(40), tagPrefix: "v" })
      expect(reading.answer).toContain("***")
      expect(JSON.stringify(reading)).not.toContain("canary")
    })
  })
})

test("what Bun calls refused is told from a name that does not exist", async () => {
  const ask: Ask = () => Promise.reject(Object.assign(new Error("x"), { code: "ConnectionRefused" }))
  const probe = httpProber(
    () => "",
    () => 0,
    { ask },
  ).probe(CHECK, "http://nonexistent.invalid/", 300)
  expect(await probe).toMatchObject({ error: "unreachable", message: "the host cannot be reached from here" })
})

test("a refusal counts beside another address that cannot be reached, and both are named", async () => {
  const errors = ["ENETUNREACH", "ECONNREFUSED"].map((code) => Object.assign(new Error("x"), { code }))
  const ask: Ask = () => Promise.reject(new TypeError("failed", { cause: new AggregateError(errors) }))
  const probe = httpProber(
    () => "",
    () => 0,
    { ask },
  ).probe(CHECK, "http://127.0.0.1/", 300)
  expect(await probe).toMatchObject({
    error: "refused",
    message: "connection refused (ENETUNREACH, ECONNREFUSED)",
  })
})

test("an answer to a HEAD has no body to read, also where it says how one would be packed", async () => {
  const { url } = await startHttpApp((_request, response) =>
    response.writeHead(200, { "content-encoding": "gzip" }).end(),
  )
  const { signal } = new AbortController()
  expect(await plainRequest(url, { method: "HEAD", headers: {}, body: undefined, signal })).toMatchObject({
    status: 200,
    body: null,
  })
})
