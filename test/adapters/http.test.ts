// @module-tag slow
import { describe, expect, test } from "vitest"
import { describeFetchError } from "../../src/adapters/http-request.ts"
import { httpStatusPage } from "../../src/adapters/prober.ts"
import { startHttpApp, startTcpApp, unusedAddress } from "../helpers/http-app.ts"

const { signal } = new AbortController()
const read = (url: string, timeoutMs = 5000) => httpStatusPage.read(url, timeoutMs, signal)

test.each<[unknown, string]>([
  [new TypeError("fetch failed", { cause: new Error("bad port") }), "the request failed: bad port"],
  [Object.assign(new Error("x"), { code: "ENOTFOUND" }), "no connection (ENOTFOUND)"],
  [new DOMException("x", "TimeoutError"), "no answer within 2.5 s"],
])("%s brings no answer: %s", (thrown, why) => expect(describeFetchError(thrown, 2500)).toBe(why))

test("a status page is the JSON that it answers with", async () => {
  const { url, requests } = await startHttpApp((_, response) =>
    response.end('{"status":{"indicator":"none"}}'),
  )
  expect(await read(`${url}/v2/status.json`)).toEqual({
    kind: "known",
    value: { status: { indicator: "none" } },
  })
  expect(requests).toMatchObject([
    { method: "GET", url: "/v2/status.json", headers: { accept: "application/json" } },
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
