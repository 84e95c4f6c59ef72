import { describe, expect, test } from "vitest"
import { httpStatusPage } from "../../src/adapters/http.ts"
import { startHttpApp, startTcpApp, unusedAddress } from "../helpers/http-app.ts"

const { signal } = new AbortController()
const read = (url: string, timeoutMs = 5000) => httpStatusPage.read(url, timeoutMs, signal)

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

describe("a status page tells nothing", () => {
  test.each<[string, number, string, string]>([
    ["with an error", 500, '{"status":{"indicator":"none"}}', "HTTP 500"],
    ["that is gone", 404, "{}", "HTTP 404"],
    ["without content", 204, "", "HTTP 204"],
    [
      "in HTML",
      200,
      "<html>all is well</html>",
      "the answer is not JSON: Unexpected token '<', line 1, column 1",
    ],
    ["in half", 200, '{"status": {', "the answer is not JSON"],
    ["without end", 200, " ".repeat(1024 * 1024 + 1), "the answer is too long"],
  ])("%s", async (_, status, body, message) => {
    const { url } = await startHttpApp((_request, response) => response.writeHead(status).end(body))
    expect(await read(url)).toEqual({
      kind: "unavailable",
      message: expect.stringContaining(`The status page ${url}: ${message}`),
    })
  })

  test("when nobody listens", async () => {
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
