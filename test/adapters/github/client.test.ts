import { describe, expect, test } from "vitest"
import { type GithubSettings, githubClient } from "../../../src/adapters/github/client.ts"
import { FakeClock } from "../../helpers/fake-clock.ts"
import { type Reply, startGithub } from "../../helpers/github-server.ts"
import { startTcpApp, unusedAddress } from "../../helpers/http-app.ts"

const TOKEN = "ghs_canary1234567890"
const items = (page: unknown) => (Array.isArray(page) ? (page as number[]) : null)

function clientOf(apiUrl: string, settings: Partial<GithubSettings> = {}) {
  const clock = new FakeClock()
  const said: string[] = []
  const controller = new AbortController()
  const github = githubClient({
    apiUrl,
    token: async () => TOKEN,
    clock,
    signal: controller.signal,
    say: (line) => void said.push(line),
    ...settings,
  })
  return { github, clock, said, controller }
}

const page = (url: string, number: number, last: number): Reply => ({
  body: [number * 10, number * 10 + 1],
  headers: {
    link: [
      ...(number < last ? [`<${url}/list?page=${number + 1}>; rel="next"`] : []),
      `<${url}/list?page=${last}>; rel="last"`,
    ].join(", "),
  },
})

describe("a request", () => {
  test("carries what GitHub asks for, and the token", async () => {
    const server = await startGithub({ "/repos/o/r": { body: { id: 7 } } })
    const { github } = clientOf(`${server.url}/`, { token: async () => ` ${TOKEN}\n` })
    expect(await github.get("/repos/o/r")).toEqual({ kind: "found", value: { id: 7 } })
    expect(server.requests).toMatchObject([
      {
        method: "GET",
        url: "/repos/o/r",
        headers: {
          accept: "application/vnd.github+json",
          authorization: `Bearer ${TOKEN}`,
          "x-github-api-version": "2022-11-28",
          "user-agent": "release-pipeline",
        },
      },
    ])
  })

  test("is anonymous without a token", async () => {
    const server = await startGithub({ "/zen": { body: '"keep it simple"' } })
    const { github } = clientOf(server.url, { token: null })
    expect(await github.get("/zen")).toEqual({ kind: "found", value: "keep it simple" })
    expect(server.requests[0]?.headers.authorization).toBeUndefined()
  })

  test("reads the token once, when it is needed first", async () => {
    const server = await startGithub({ "/a": { body: "1" } })
    let reads = 0
    const token = async () => {
      reads += 1
      return TOKEN
    }
    const { github } = clientOf(server.url, { token })
    expect(reads).toBe(0)
    await Promise.all([github.get("/a"), github.get("/a"), github.get("/a")])
    expect(reads).toBe(1)
  })

  test("sends a change as JSON; no content is null", async () => {
    const server = await startGithub({ "/things/1": { status: 204 } })
    const { github } = clientOf(server.url)
    expect(await github.send("PATCH", "/things/1", { name: "x" })).toEqual({ kind: "found", value: null })
    expect(await github.send("DELETE", "/things/1")).toEqual({ kind: "found", value: null })
    expect(server.requests).toMatchObject([
      { method: "PATCH", body: '{"name":"x"}', headers: { "content-type": "application/json" } },
      { method: "DELETE", body: "" },
    ])
  })

  test("what is not there is absent, and asked once", async () => {
    const server = await startGithub()
    expect(await clientOf(server.url).github.get("/nothing")).toEqual({ kind: "absent" })
    expect(server.asked()).toEqual(["GET /nothing"])
  })
})

describe("a request that is refused", () => {
  test.each<[number, string, string]>([
    [401, "Bad credentials", "HTTP 401, Bad credentials. The token is not valid, or has expired."],
    [
      403,
      "Resource not accessible by integration",
      "HTTP 403, Resource not accessible by integration. The token may not do this.",
    ],
    [410, "Issues are disabled for this repo", "HTTP 410, Issues are disabled for this repo."],
    [422, "Validation Failed", "HTTP 422, Validation Failed."],
  ])("with %i is not made again", async (status, message, told) => {
    const server = await startGithub({ "/a": { status, body: { message } } })
    const { github, clock } = clientOf(server.url)
    expect(await github.get("/a")).toEqual({ kind: "failed", status, message: `GitHub, GET /a: ${told}` })
    expect(server.requests).toHaveLength(1)
    expect(clock.sleeps).toEqual([])
  })

  test("in a text that steers terminals is told harmlessly", async () => {
    const server = await startGithub({ "/a": { status: 400, body: { message: "\u001b[2Jgone\nnow" } } })
    const { github } = clientOf(server.url)
    expect(await github.get("/a")).toMatchObject({ message: "GitHub, GET /a: HTTP 400, \ufffd[2Jgone now." })
  })
})

describe("a rate limit", () => {
  test("is waited for as long as retry-after says", async () => {
    const limit = { status: 403, body: { message: "slow down" }, headers: { "retry-after": "7" } }
    const server = await startGithub({ "/a": [limit, { body: "1" }] })
    const { github, clock, said } = clientOf(server.url)
    expect(await github.get("/a")).toEqual({ kind: "found", value: 1 })
    expect(clock.sleeps).toEqual([7000])
    expect(said).toEqual(["waiting 7 s for GitHub's rate limit"])
  })

  test("is waited for until x-ratelimit-reset", async () => {
    const { github, clock, server } = await limitedUntil(30)
    expect(await github.get("/a")).toEqual({ kind: "found", value: 1 })
    expect(clock.sleeps).toEqual([31_000])
    expect(server.requests).toHaveLength(2)
  })

  test("that is over by this clock is waited for a moment", async () => {
    const { github, clock } = await limitedUntil(-500)
    expect(await github.get("/a")).toEqual({ kind: "found", value: 1 })
    expect(clock.sleeps).toEqual([1000])
  })

  test("that lasts too long is told, not waited for", async () => {
    const { github, clock } = await limitedUntil(3600)
    expect(await github.get("/a")).toEqual({
      kind: "failed",
      status: null,
      message: "GitHub, GET /a: the rate limit is used up for another 3601 seconds.",
    })
    expect(clock.sleeps).toEqual([])
  })

  test("that never ends is given up", async () => {
    const limit = { status: 429, body: "", headers: { "retry-after": "0" } }
    const server = await startGithub({ "/a": limit })
    const { github } = clientOf(server.url, { maxWaitMs: 5000 })
    expect(await github.get("/a")).toMatchObject({ kind: "failed" })
    expect(server.requests).toHaveLength(6)
  })

  test("holds a POST up too: it was not carried out", async () => {
    const limit = { status: 429, body: "", headers: { "retry-after": "1" } }
    const server = await startGithub({ "/a": [limit, { status: 201, body: { id: 1 } }] })
    const { github } = clientOf(server.url)
    expect(await github.send("POST", "/a", {})).toEqual({ kind: "found", value: { id: 1 } })
  })
})

/** The first request of `/a` is refused until so many seconds from now. */
async function limitedUntil(seconds: number) {
  const server = await startGithub()
  const { clock, ...rest } = clientOf(server.url)
  const reset = clock.now().getTime() / 1000 + seconds
  const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) }
  server.routes.set("/a", [
    { status: 403, body: { message: "API rate limit exceeded" }, headers },
    { body: "1" },
  ])
  return { server, clock, ...rest }
}

describe("trouble on the way", () => {
  test("5xx is asked again, with growing patience", async () => {
    const server = await startGithub({
      "/a": [{ status: 502, body: "<html>" }, { status: 503 }, { body: "1" }],
    })
    const { github, clock } = clientOf(server.url)
    expect(await github.get("/a")).toEqual({ kind: "found", value: 1 })
    expect(clock.sleeps).toEqual([500, 2000])
  })

  test("5xx for ever is given up", async () => {
    const server = await startGithub({ "/a": { status: 500, body: { message: "oops" } } })
    const { github } = clientOf(server.url)
    expect(await github.get("/a")).toEqual({
      kind: "failed",
      status: 500,
      message: "GitHub, GET /a: HTTP 500, oops.",
    })
    expect(server.requests).toHaveLength(4)
  })

  test("a POST that may have been carried out is not made again", async () => {
    const server = await startGithub({ "/a": { status: 502 } })
    expect(await clientOf(server.url).github.send("POST", "/a", {})).toMatchObject({ status: 502 })
    expect(server.requests).toHaveLength(1)
  })

  test("no connection", async () => {
    const { github, clock } = clientOf(await unusedAddress())
    expect(await github.get("/a")).toEqual({
      kind: "failed",
      status: null,
      message: "GitHub, GET /a: no connection (ECONNREFUSED).",
    })
    expect(clock.sleeps).toHaveLength(3)
  })

  test("a connection that is dropped once", async () => {
    let connections = 0
    const url = await startTcpApp((socket) => {
      connections += 1
      if (connections === 1) socket.resetAndDestroy()
      else socket.end("HTTP/1.1 200 OK\r\ncontent-length: 1\r\nconnection: close\r\n\r\n1")
    })
    expect(await clientOf(url).github.get("/a")).toEqual({ kind: "found", value: 1 })
  })

  test.each([
    ["nothing comes", ""],
    ["the answer does not end", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"],
  ])("slow: %s", async (_, beginning) => {
    const url = await startTcpApp((socket) => void socket.write(beginning))
    const { github } = clientOf(url, { timeoutMs: 100 })
    expect(await github.get("/a")).toEqual({
      kind: "failed",
      status: null,
      message: "GitHub, GET /a: no answer within 0.1 s.",
    })
  })

  test("an interruption ends the request at once", async () => {
    const { github, controller, clock } = clientOf(await startTcpApp(() => controller.abort()))
    expect(await github.get("/a")).toMatchObject({
      kind: "failed",
      message: "GitHub, GET /a: the request was interrupted.",
    })
    expect(clock.sleeps).toEqual([])
  })

  test("an interruption ends the waiting", async () => {
    const server = await startGithub({ "/a": { status: 503 } })
    const { github, controller, clock } = clientOf(server.url)
    clock.after(1, () => controller.abort())
    expect(await github.get("/a")).toMatchObject({ message: "GitHub, GET /a: the request was interrupted." })
    expect(server.requests).toHaveLength(2)
  })

  test.each([
    ["<html>It works!</html>", "Unexpected token"],
    ['{"total_count": 3, "check', "Unterminated string"],
  ])("what is not JSON is no answer: %s", async (body, fault) => {
    const server = await startGithub({ "/a": { body } })
    const answer = await clientOf(server.url).github.get("/a")
    expect(answer).toMatchObject({ kind: "failed", message: expect.stringContaining("is not JSON") })
    expect(answer).toMatchObject({ message: expect.stringContaining(fault) })
  })

  test("an endless answer is not read", async () => {
    const server = await startGithub({ "/a": { body: "x".repeat(17 * 1024 * 1024) } })
    expect(await clientOf(server.url).github.get("/a")).toMatchObject({
      message: "GitHub, GET /a: the answer is too long.",
    })
  })
})

describe("pages", () => {
  test("are read to the last one", async () => {
    const server = await startGithub()
    const { url } = server
    server.routes.set("/list", [page(url, 1, 3), page(url, 2, 3), page(url, 3, 3)])
    expect(await clientOf(url).github.getAll("/list?per_page=2", items)).toEqual({
      kind: "found",
      value: [10, 11, 20, 21, 30, 31],
    })
    expect(server.asked()).toEqual(["GET /list?per_page=2", "GET /list?page=2", "GET /list?page=3"])
  })

  test.each<[string, Reply, object]>([
    ["fails", { status: 500 }, { kind: "failed" }],
    ["is gone", { status: 404 }, { kind: "absent" }],
    ["is garbage", { body: "nonsense" }, { kind: "failed" }],
    ["has another shape", { body: { message: "hello" } }, { kind: "failed" }],
  ])("are worth nothing when one %s", async (_, second, answer) => {
    const server = await startGithub()
    server.routes.set("/list", [page(server.url, 1, 2), second])
    expect(await clientOf(server.url).github.getAll("/list", items)).toMatchObject(answer)
  })

  test("are not looked for on another server, where the token has no business", async () => {
    const other = await startGithub({ "/list": { body: [1] } })
    const server = await startGithub({ "/list": page(other.url, 1, 2) })
    expect(await clientOf(server.url).github.getAll("/list", items)).toEqual({
      kind: "failed",
      status: null,
      message: "GitHub, GET /list: the next page is on another server.",
    })
    expect(other.requests).toEqual([])
  })

  test("that never end are given up", async () => {
    const server = await startGithub()
    server.routes.set("/list", page(server.url, 1, 2))
    expect(await clientOf(server.url).github.getAll("/list", items)).toMatchObject({
      message: "GitHub, GET /list: there are more than 50 pages.",
    })
    expect(server.requests).toHaveLength(50)
  })
})

describe("a redirect", () => {
  const to = (location: string): Reply => ({ status: 301, body: { message: "Moved" }, headers: { location } })

  test("of a renamed repository is followed", async () => {
    const server = await startGithub({
      "/repos/o/old": to("/repositories/7"),
      "/repositories/7": { body: { id: 7 } },
    })
    const answer = await clientOf(server.url).github.get("/repos/o/old")
    expect(answer).toEqual({ kind: "found", value: { id: 7 } })
  })

  test("to another server is not", async () => {
    const other = await startGithub({ "/a": { body: "1" } })
    const server = await startGithub({ "/a": to(`${other.url}/a`) })
    expect(await clientOf(server.url).github.get("/a")).toMatchObject({
      kind: "failed",
      message: "GitHub, GET /a: HTTP 301 leads to another server.",
    })
    expect(other.requests).toEqual([])
  })

  test("in a circle ends", async () => {
    const server = await startGithub({ "/a": to("/a") })
    expect(await clientOf(server.url).github.get("/a")).toMatchObject({
      message: "GitHub, GET /a: redirected more than 3 times.",
    })
  })

  test("of a change is not followed", async () => {
    const server = await startGithub({ "/a": to("/b"), "/b": { body: "1" } })
    expect(await clientOf(server.url).github.send("PUT", "/a", {})).toMatchObject({ status: 301 })
    expect(server.asked()).toEqual(["PUT /a"])
  })
})

describe("the token", () => {
  test.each([
    ["is empty", "", "the GitHub token is empty"],
    ["cannot be a header", `${TOKEN}\nx-evil: 1`, "the GitHub token holds characters that no token has"],
  ])("that %s is never sent and never shown", async (_, token, fault) => {
    const server = await startGithub({ "/a": { body: "1" } })
    const answer = await clientOf(server.url, { token: async () => token }).github.get("/a")
    expect(answer).toEqual({ kind: "failed", status: null, message: `GitHub, GET /a: ${fault}.` })
    expect(server.requests).toEqual([])
  })

  test("that cannot be read fails the request", async () => {
    const token = () => Promise.reject(new Error("no such secret"))
    const { github } = clientOf("http://127.0.0.1:1", { token })
    expect(await github.get("/a")).toMatchObject({
      message: "GitHub, GET /a: the GitHub token cannot be read: no such secret.",
    })
  })

  test("is not sent in the clear to another machine", async () => {
    const { github } = clientOf("http://github.example.com/api/v3")
    expect(await github.get("/a")).toMatchObject({
      message: "GitHub, GET /a: the GitHub token is not sent over plain HTTP; use an https:// address.",
    })
  })

  test("is in no message, whatever goes wrong", async () => {
    const replies: Reply[] = [{ status: 401, body: { message: "no" } }, { status: 500 }, { body: "<html>" }]
    for (const reply of replies) {
      const server = await startGithub({ "/a": reply })
      const { github, said } = clientOf(server.url)
      expect(JSON.stringify([await github.get("/a"), said])).not.toContain("canary")
    }
  })
})
