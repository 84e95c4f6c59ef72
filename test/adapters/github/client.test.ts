// @module-tag slow
import { build } from "esbuild"
import { describe, expect, test } from "vitest"
import { type GithubSettings, githubClient } from "../../../src/adapters/github/client.ts"
import { FakeClock } from "../../helpers/fake-clock.ts"
import { type Reply, startGithub } from "../../helpers/github-server.ts"
import { startTcpApp, unusedAddress } from "../../helpers/http-app.ts"

const TOKEN = "ghs_canary1234567890"
const items = (page: unknown) => (Array.isArray(page) ? (page as number[]) : null)
const OK: Reply = { body: { id: 7 } }
const FOUND = { kind: "found", value: { id: 7 } }

function clientOf(apiUrl: string, settings: Partial<Omit<GithubSettings, "apiUrl">> = {}) {
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
    const server = await startGithub({ "/repos/o/r": OK })
    const { github } = clientOf(`${server.url}/`, { token: async () => ` ${TOKEN}\n` })
    expect(await github.get("/repos/o/r")).toEqual(FOUND)
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
    const server = await startGithub({ "/meta": OK })
    const { github } = clientOf(server.url, { token: null })
    expect(await github.get("/meta")).toEqual(FOUND)
    expect(server.requests[0]?.headers.authorization).toBeUndefined()
  })

  test("reads the token once, when it is needed first", async () => {
    const server = await startGithub({ "/a": OK })
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
  test("is not made again, and the message says what GitHub said", async () => {
    const refusals: [number, string, string][] = [
      [401, "Bad credentials", "HTTP 401, Bad credentials. The token is not valid, or has expired."],
      [
        403,
        "Not accessible by integration",
        "HTTP 403, Not accessible by integration. The token may not do this.",
      ],
      [409, "Git Repository is empty.", "HTTP 409, Git Repository is empty."],
      [410, "Issues are disabled for this repo", "HTTP 410, Issues are disabled for this repo."],
      [422, "Validation Failed", "HTTP 422, Validation Failed."],
    ]
    for (const [status, message, described] of refusals) {
      const server = await startGithub({ "/a": { status, body: { message } } })
      const { github, clock } = clientOf(server.url)
      const failed = { kind: "failed", status, message: `GitHub, GET /a: ${described}` }
      expect(await github.get("/a")).toEqual(failed)
      expect(await github.getAll("/a", items)).toEqual(failed)
      expect(server.requests).toHaveLength(2)
      expect(clock.sleeps).toEqual([])
    }
  })

  test("in a text that steers terminals is reported harmlessly", async () => {
    const server = await startGithub({ "/a": { status: 400, body: { message: "\u001b[2Jgone\nnow" } } })
    const { github } = clientOf(server.url)
    expect(await github.get("/a")).toMatchObject({ message: "GitHub, GET /a: HTTP 400, \ufffd[2Jgone now." })
  })
})

describe("a rate limit", () => {
  test("is waited for as long as retry-after says", async () => {
    const limit = { status: 403, body: { message: "slow down" }, headers: { "retry-after": "7" } }
    const server = await startGithub({ "/a": [limit, OK] })
    const { github, clock, said } = clientOf(server.url)
    expect(await github.get("/a")).toEqual(FOUND)
    expect(clock.sleeps).toEqual([7000])
    expect(said).toEqual(["waiting 7 s for GitHub's rate limit"])
  })

  test("is waited for until x-ratelimit-reset", async () => {
    const { github, clock, server } = await limitedUntil(30)
    expect(await github.get("/a")).toEqual(FOUND)
    expect(clock.sleeps).toEqual([31_000])
    expect(server.requests).toHaveLength(2)
  })

  test("that is over by this clock is waited for a moment", async () => {
    const { github, clock } = await limitedUntil(-500)
    expect(await github.get("/a")).toEqual(FOUND)
    expect(clock.sleeps).toEqual([1000])
  })

  test("that lasts too long is reported, not waited for", async () => {
    const { github, clock, said } = await limitedUntil(3600)
    expect(await github.get("/a")).toEqual({
      kind: "failed",
      status: null,
      message: "GitHub, GET /a: the rate limit is used up for another 3601 seconds.",
    })
    expect([clock.sleeps, said]).toEqual([[], []])
  })

  test("that never ends is given up, after some tries or when the time is up", async () => {
    const limit = { status: 429, body: "", headers: { "retry-after": "0" } }
    const server = await startGithub({ "/a": limit })
    const message = "GitHub, GET /a: the rate limit is used up for another 0 seconds."
    expect(await clientOf(server.url).github.get("/a")).toMatchObject({ kind: "failed", message })
    expect(server.requests).toHaveLength(4)
    const hurried = clientOf(server.url, { budgetMs: 1500 })
    expect(await hurried.github.get("/a")).toMatchObject({ kind: "failed", message })
    expect(hurried.clock.sleeps).toEqual([1000])
  })

  test("without a time is waited for as long as GitHub asks for", async () => {
    const secondary = { status: 403, body: { message: "You have exceeded a secondary rate limit." } }
    for (const limit of [secondary, { status: 429 }]) {
      const server = await startGithub({ "/a": [limit, OK] })
      const { github, clock } = clientOf(server.url)
      expect(await github.get("/a")).toEqual(FOUND)
      expect(clock.sleeps).toEqual([60_000])
    }
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
  server.routes.set("/a", [{ status: 403, body: { message: "API rate limit exceeded" }, headers }, OK])
  return { server, clock, ...rest }
}

describe("trouble on the way", () => {
  test("5xx is asked again, with growing patience", async () => {
    const server = await startGithub({
      "/a": [{ status: 502, body: "<html>" }, { status: 503 }, OK],
    })
    const { github, clock } = clientOf(server.url)
    expect(await github.get("/a")).toEqual(FOUND)
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
      else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 8\r\nconnection: close\r\n\r\n{"id":7}')
    })
    expect(await clientOf(url).github.get("/a")).toEqual(FOUND)
  })

  test("an answer that does not come, or does not end, is not waited for", async () => {
    for (const beginning of ["", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"]) {
      const url = await startTcpApp((socket) => void socket.write(beginning))
      const { github } = clientOf(url, { timeoutMs: 100 })
      expect(await github.get("/a")).toEqual({
        kind: "failed",
        status: null,
        message: "GitHub, GET /a: no answer within 0.1 s.",
      })
    }
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
    // in the middle of the pause before the second request
    clock.sleep = async (_ms, signal) => {
      controller.abort()
      signal?.throwIfAborted()
    }
    expect(await github.get("/a")).toMatchObject({ message: "GitHub, GET /a: the request was interrupted." })
    expect(server.requests).toHaveLength(1)
  })

  test("what is not JSON is no answer", async () => {
    const faults: [Reply, string][] = [
      [{ body: "<html>It works!</html>" }, "the answer is not JSON: Unexpected token"],
      [
        { body: "<html>", headers: { "content-type": "text/html" } },
        "the answer is not JSON: Unexpected token",
      ],
      [{ body: '{"total_count": 3, "check' }, "the answer is not JSON: Unterminated string"],
    ]
    for (const [reply, fault] of faults) {
      const { github } = clientOf((await startGithub({ "/a": reply })).url)
      const failed = { kind: "failed", message: expect.stringContaining(`GitHub, GET /a: ${fault}`) }
      expect(await github.get("/a")).toMatchObject(failed)
      expect(await github.getAll("/a", items)).toMatchObject(failed)
    }
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

  test("are worth nothing when one fails, is gone, is garbage, or has another shape", async () => {
    const seconds: [Reply, string][] = [
      [{ status: 500 }, "failed"],
      [{ status: 404 }, "absent"],
      [{ status: 409, body: { message: "Git Repository is empty." } }, "failed"],
      [{ body: "nonsense" }, "failed"],
      [{ body: "" }, "failed"],
      [{ body: { message: "hello" } }, "failed"],
    ]
    for (const [second, kind] of seconds) {
      const server = await startGithub()
      server.routes.set("/list", [page(server.url, 1, 2), second])
      expect(await clientOf(server.url).github.getAll("/list", items)).toMatchObject({ kind })
    }
  })

  test("are found among other links, whatever their addresses hold", async () => {
    const seen: string[] = []
    for (const link of [
      '<URL/n?page=1>; rel="prev", <URL/n?page=3>; rel="next"',
      '<URL/n?a=1,2&page=2>; rel="next", <URL/n>; rel="last"',
      '<URL/n?labels=sev:high&title={x}>; rel="next"',
      '<URL/n?page=9>; rel="last"',
      '<URL/nextdoor>; rel="nextdoor"',
      "<URL/n>; rel=next",
      "nonsense; rel=next",
    ]) {
      const server = await startGithub({ "/n": { body: [2] } })
      const headers = { link: link.replaceAll("URL", server.url) }
      server.routes.set("/list", { body: [1], headers })
      const answer = await clientOf(server.url).github.getAll("/list", items)
      const [, next = "no next page"] = server.asked()
      seen.push(`${link}: ${answer.kind === "failed" ? answer.message : next}`)
    }
    expect(seen).toEqual([
      '<URL/n?page=1>; rel="prev", <URL/n?page=3>; rel="next": GET /n?page=3',
      '<URL/n?a=1,2&page=2>; rel="next", <URL/n>; rel="last": GET /n?a=1,2&page=2',
      '<URL/n?labels=sev:high&title={x}>; rel="next": GET /n?labels=sev%3Ahigh&title=%7Bx%7D',
      '<URL/n?page=9>; rel="last": no next page',
      '<URL/nextdoor>; rel="nextdoor": no next page',
      "<URL/n>; rel=next: GET /n",
      "nonsense; rel=next: no next page",
    ])
  })

  test("are not looked for on another server, where the token has no business", async () => {
    const other = await startGithub({ "/list": { body: [1] } })
    const server = await startGithub({ "/list": page(other.url, 1, 2) })
    expect(await clientOf(server.url).github.getAll("/list", items)).toMatchObject({
      kind: "failed",
      status: null,
      message: expect.stringContaining("/list?page=2: the answer leads to another server."),
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
      "/repositories/7": OK,
    })
    expect(await clientOf(server.url).github.get("/repos/o/old")).toEqual(FOUND)
  })

  test("to another server is not", async () => {
    const other = await startGithub({ "/a": OK })
    const server = await startGithub({ "/a": to(`${other.url}/a`) })
    expect(await clientOf(server.url).github.get("/a")).toMatchObject({
      kind: "failed",
      message: "GitHub, GET /a: the answer leads to another server.",
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
    const server = await startGithub({ "/a": to("/b"), "/b": OK })
    expect(await clientOf(server.url).github.send("PUT", "/a", {})).toMatchObject({ status: 301 })
    expect(server.asked()).toEqual(["PUT /a"])
  })
})

describe("the token", () => {
  test("that is empty, or cannot be a header, is never sent and never shown", async () => {
    for (const [token, fault] of [
      ["", "the GitHub token is empty"],
      [`${TOKEN}\nx-evil: 1`, "the GitHub token holds characters that no token has"],
    ] as const) {
      const server = await startGithub({ "/a": OK })
      const { github, clock } = clientOf(server.url, { token: async () => token })
      const failed = { kind: "failed", status: null, message: `GitHub, GET /a: ${fault}.` }
      expect(await github.get("/a")).toEqual(failed)
      expect([server.requests, clock.sleeps]).toEqual([[], []])
    }
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
    const replies: Reply[] = [
      { status: 401, body: { message: `no: authorization: Bearer ${TOKEN}` } },
      { status: 500, body: `upstream refused ${TOKEN}` },
      { body: `<html>${TOKEN}` },
    ]
    for (const reply of replies) {
      const server = await startGithub({ "/a": reply })
      const { github, said } = clientOf(server.url)
      expect(JSON.stringify([await github.get("/a"), said])).not.toContain("canary")
    }
  })
})

test("Octokit is a chunk of its own, which is loaded when GitHub is asked first", async () => {
  const { metafile } = await build({
    entryPoints: ["src/adapters/github/code-host.ts", "src/adapters/setup/github-settings.ts"],
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    outdir: "bundle",
    write: false,
    metafile: true,
  })
  const withOctokit = Object.values(metafile.outputs).filter(({ inputs }) =>
    Object.keys(inputs).some((path) => path.includes("@octokit/")),
  )
  expect(withOctokit.map(({ entryPoint }) => entryPoint)).toEqual(["src/adapters/github/client.ts"])
  const loads = Object.values(metafile.outputs).flatMap(({ imports }) => imports)
  expect(loads.filter(({ path }) => /client-/.test(path)).map(({ kind }) => kind)).toEqual([
    "dynamic-import",
    "dynamic-import",
  ])
})
