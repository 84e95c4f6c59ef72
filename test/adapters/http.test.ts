// @module-tag slow
import { describe, expect, test } from "vitest"
import { describeFetchError, post } from "../../src/adapters/http-request.ts"
import { httpStatusPage } from "../../src/adapters/prober.ts"
import { FakeClock } from "../helpers/fake-clock.ts"
import { startHttpApp, startTcpApp, unusedAddress } from "../helpers/http-app.ts"

const { signal } = new AbortController()
const read = (url: string, timeoutMs = 5000) => httpStatusPage.read(url, timeoutMs, signal)

test.each<[unknown, string]>([
  [new TypeError("fetch failed", { cause: new Error("bad port") }), "the request failed: bad port"],
  [new Error("bad port", { cause: null }), "the request failed: bad port"],
  [Object.assign(new Error("x"), { code: "ENOTFOUND" }), "no connection (ENOTFOUND)"],
  [
    new AggregateError([
      Object.assign(new Error("x"), { code: "ECONNREFUSED" }),
      Object.assign(new Error("x"), { code: "ENETUNREACH" }),
    ]),
    "no connection (ECONNREFUSED, ENETUNREACH)",
  ],
  [new DOMException("x", "TimeoutError"), "no answer within 2.5 s"],
])("%s brings no answer: %s", (thrown, why) => expect(describeFetchError(thrown, 2500)).toBe(why))

describe("what is posted", () => {
  const posted = (url: string, clock = new FakeClock()) => post(url, "{}", () => ({}), { clock, signal })

  test.each<[status: number, body: string, answer: object, asked: number]>([
    [200, '{"ok":true}', { ok: true, json: { ok: true } }, 1],
    [200, "fine", { ok: true, json: null }, 1],
    [200, " ".repeat(256 * 1024 + 1), { ok: false, why: "the answer is too long", refused: false }, 1],
    [300, "", { ok: false, why: "HTTP 300", refused: true }, 1],
    [401, " \n", { ok: false, why: "HTTP 401", refused: true }, 1],
    [401, "  go away\n", { ok: false, why: "HTTP 401, go away", refused: true }, 1],
    [503, "", { ok: false, why: "HTTP 503", refused: false }, 3],
    [408, "", { ok: false, why: "HTTP 408", refused: false }, 3],
  ])("%i is answered as what it is", async (status, body, answer, asked) => {
    const { url, requests } = await startHttpApp((_, response) => response.writeHead(status).end(body))
    expect(await posted(url)).toEqual(answer)
    expect(requests).toHaveLength(asked)
  })

  test.each([
    [503, "1", [1000, 1000]],
    [503, "0", [0, 0]],
    [503, "soon", [300, 1000]],
    [401, "1", []],
  ])("%i that asks to wait %j waits so: %j", async (status, wait, sleeps) => {
    const { url } = await startHttpApp((_, response) =>
      response.writeHead(status, { "retry-after": wait }).end(),
    )
    const clock = new FakeClock()
    await posted(url, clock)
    expect(clock.sleeps).toEqual(sleeps)
  })

  test("says that it is JSON, and who sends it", async () => {
    const { url, requests } = await startHttpApp((_, response) => response.end())
    await post(url, "{}", () => ({ authorization: "Bearer x" }), { clock: new FakeClock(), signal })
    expect(requests).toMatchObject([
      {
        method: "POST",
        body: "{}",
        headers: {
          "content-type": "application/json",
          "user-agent": "release-pipeline",
          authorization: "Bearer x",
        },
      },
    ])
  })

  test("is posted again where a connection broke off", async () => {
    let broken = 0
    const { url } = await startHttpApp((request, response) =>
      broken++ === 0 ? request.socket.destroy() : response.end("1"),
    )
    expect(await posted(url)).toEqual({ ok: true, json: 1 })
  })
})

test("a status page is the JSON that it answers with", async () => {
  const { url, requests } = await startHttpApp((_, response) =>
    response.end('{"status":{"indicator":"none"}}'),
  )
  expect(await read(`${url}/v2/status.json`)).toEqual({
    kind: "known",
    value: { status: { indicator: "none" } },
  })
  expect(requests).toMatchObject([
    {
      method: "GET",
      url: "/v2/status.json",
      headers: { accept: "application/json", "cache-control": "no-cache" },
    },
  ])
})

describe("a status page is unavailable", () => {
  test("when what it answers is not the whole JSON", async () => {
    const faults: [status: number, body: string, fault: string][] = [
      [500, '{"status":{"indicator":"none"}}', "HTTP 500"],
      [404, "{}", "HTTP 404"],
      [204, "", "HTTP 204"],
      [200, "<html>all is well</html>", "the answer is not JSON: Unexpected token '<', line 1, column 1"],
      [200, '{"status": {', "the answer is not JSON"],
      [200, " ".repeat(1024 * 1024 + 1), "the answer is too long"],
    ]
    for (const [status, body, fault] of faults) {
      const { url } = await startHttpApp((_request, response) => response.writeHead(status).end(body))
      const message = expect.stringContaining(`The status page ${url}: ${fault}`)
      expect(await read(url)).toEqual({ kind: "unavailable", message })
    }
  })

  test("when nothing listens", async () => {
    const url = await unusedAddress()
    expect(await read(url)).toEqual({
      kind: "unavailable",
      message: `The status page ${url}: no connection (ECONNREFUSED).`,
    })
  })

  test("when it is too slow", async () => {
    const url = await startTcpApp(() => {})
    expect(await read(url, 100)).toEqual({
      kind: "unavailable",
      message: `The status page ${url}: no answer within 0.1 s.`,
    })
  })

  test("when the run is interrupted", async () => {
    const controller = new AbortController()
    const url = await startTcpApp(() => controller.abort())
    expect(await httpStatusPage.read(url, 5000, controller.signal)).toEqual({
      kind: "unavailable",
      message: `The status page ${url}: the request was interrupted.`,
    })
  })
})
