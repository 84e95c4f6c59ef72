// @module-tag slow
import { once } from "node:events"
import { createServer, type RequestListener } from "node:http"
import { afterEach, expect, test } from "vitest"
import { copyApp, freePort, post, run, serve } from "./app.ts"

const RELEASE = { PIPELINE_TAG: "v1.2.3", PIPELINE_SHA: "abc1234", PIPELINE_STAGE: "production" }
const HEALTH = { service: "web", version: "v1.2.3", sha: "abc1234", stage: "production" }
const cleanUp: (() => void)[] = []

afterEach(() => {
  for (const undo of cleanUp.splice(0)) undo()
})

async function fakeApi(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1")
  cleanUp.push(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server, "listening")
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`
}

test("the page shows its release and asks through /api/chat", async () => {
  const { url } = await serve("web", RELEASE)
  const response = await fetch(`${url}/`)
  expect(response.status).toBe(200)
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8")
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'")
  expect(response.headers.get("x-app-version")).toBe("v1.2.3")
  const page = await response.text()
  expect(page).toContain('<form id="chat" action="/api/chat" method="post">')
  expect(page).toContain("Release v1.2.3 (production)")
})

test("everything the page asks for is served with its type", async () => {
  const { url } = await serve("web")
  const page = await (await fetch(`${url}/`)).text()
  const paths = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path)
  expect(paths).toEqual(["/style.css", "/chat.js"])
  const types = await Promise.all(
    paths.map(async (path) => (await fetch(`${url}${path}`)).headers.get("content-type")),
  )
  expect(types).toEqual(["text/css; charset=utf-8", "text/javascript; charset=utf-8"])
})

test("the page shows a strange release as text", async () => {
  const { url } = await serve("web", { PIPELINE_TAG: "<script>$&" })
  expect(await (await fetch(`${url}/`)).text()).toContain("Release &#60;script&#62;$&#38; (local)")
})

test("health without an API", async () => {
  const { url } = await serve("web", RELEASE)
  const response = await fetch(`${url}/api/health`)
  expect(response.status).toBe(200)
  expect(response.headers.get("cache-control")).toBe("no-store")
  expect(response.headers.get("x-app-version")).toBe("v1.2.3")
  expect(await response.json()).toEqual({ status: "ok", ...HEALTH })
})

test("health and chat with the API", async () => {
  const api = await serve("api")
  for (const address of [api.url, `${api.url}/`]) {
    const { url } = await serve("web", { ...RELEASE, API_URL: address })
    const health = await fetch(`${url}/api/health`)
    expect(health.status).toBe(200)
    expect(await health.json()).toEqual({ status: "ok", ...HEALTH, api: "ok" })

    const chat = await post(`${url}/api/chat`, '{"message":"What is SafeSport?"}')
    expect(chat.status).toBe(200)
    expect(chat.headers.get("x-app-version")).toBe("v1.2.3")
    expect(await chat.json()).toMatchObject({ answer: expect.stringContaining("SafeSport") })

    const refused = await post(`${url}/api/chat`, "{}")
    expect(refused.status).toBe(400)
    expect(await refused.json()).toEqual({ error: '"message" must be a text that is not empty' })
  }
})

test("keeps the path of API_URL", async () => {
  const api = await fakeApi((request, response) =>
    response.end(JSON.stringify({ status: "ok", url: request.url })),
  )
  const { url } = await serve("web", { API_URL: `${api}/v1` })
  expect(await (await post(`${url}/api/chat`, "{}")).json()).toEqual({ status: "ok", url: "/v1/chat" })
})

const UNHEALTHY: [string, RequestListener][] = [
  ["fails", (_, response) => response.writeHead(500).end('{"status":"ok"}')],
  ["says it is not ok", (_, response) => response.end('{"status":"error"}')],
  ["does not answer with JSON", (_, response) => response.end("ok")],
  [
    "redirects to something healthy",
    (request, response) => {
      if (request.url === "/health") response.writeHead(302, { location: "/elsewhere" })
      response.end('{"status":"ok"}')
    },
  ],
  ["answers nothing for two seconds", () => {}],
  ["stops in the middle of its answer", (_, response) => response.write('{"status":')],
]

test.for(UNHEALTHY)("degraded when the API %s", async ([, listener]) => {
  const { url } = await serve("web", { ...RELEASE, API_URL: await fakeApi(listener) })
  const started = performance.now()
  const response = await fetch(`${url}/api/health`)
  expect(response.status).toBe(503)
  expect(response.headers.get("cache-control")).toBe("no-store")
  expect(await response.json()).toEqual({ status: "degraded", ...HEALTH, api: "unreachable" })
  expect(performance.now() - started).toBeLessThan(8000)
})

test("degraded when the API is down; its health returns with the API", async () => {
  const port = await freePort()
  const { url } = await serve("web", { API_URL: `http://127.0.0.1:${port}` })
  expect((await fetch(`${url}/api/health`)).status).toBe(503)
  const chat = await post(`${url}/api/chat`, '{"message":"trials"}')
  expect(chat.status).toBe(502)
  expect(await chat.json()).toEqual({ error: "the API cannot be reached" })

  await serve("api", { PORT: String(port) })
  expect((await fetch(`${url}/api/health`)).status).toBe(200)
})

test("chat when something else answers in the API's place", async () => {
  const api = await fakeApi((_, response) => response.writeHead(503).end("<h1>Bad gateway</h1>"))
  const { url } = await serve("web", { API_URL: api })
  const response = await post(`${url}/api/chat`, '{"message":"trials"}')
  expect(response.status).toBe(502)
  expect(await response.json()).toEqual({ error: "the API did not answer with JSON" })
})

test("chat without an API", async () => {
  const { url } = await serve("web")
  const response = await post(`${url}/api/chat`, '{"message":"trials"}')
  expect(response.status).toBe(503)
  expect(await response.json()).toEqual({ error: "API_URL is not set" })
})

test("passes no large body on", async () => {
  let asked = false
  const api = await fakeApi((_, response) => {
    asked = true
    response.end("{}")
  })
  const { url } = await serve("web", { API_URL: api })
  expect((await post(`${url}/api/chat`, "x".repeat(65537))).status).toBe(413)
  expect(asked).toBe(false)
})

test("404 and 405", async () => {
  const { url } = await serve("web")
  expect((await fetch(`${url}/health`)).status).toBe(404)
  expect((await fetch(`${url}/page/index.html`)).status).toBe(404)
  const response = await fetch(`${url}/api/chat`)
  expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"])
})

test.for(["nonsense", "ftp://example.org", "127.0.0.1:3001"])("refuses API_URL=%s", async (address) => {
  const { code, stderr } = await run("web", { API_URL: address })
  expect([code, stderr]).toEqual([1, "web: API_URL must be an http or https address\n"])
})

test("a fault of the API shows in the health of web", async () => {
  const root = await copyApp({ production: { api: { kind: "status", status: 500 } } })
  const api = await serve("api", RELEASE, root)
  const web = await serve("web", { ...RELEASE, API_URL: api.url }, root)
  expect(await (await fetch(`${web.url}/api/health`)).json()).toMatchObject({ status: "degraded" })
})
