// @module-tag slow
import { writeFile } from "node:fs/promises"
import { connect } from "node:net"
import { join } from "node:path"
import { expect, test } from "vitest"
import { copyApp, freePort, post, run, serve, start } from "./app.ts"

const RELEASE = { PIPELINE_TAG: "v1.2.3", PIPELINE_SHA: "abc1234", PIPELINE_STAGE: "production" }
const HEALTH_PATHS = { api: "/health", web: "/api/health" } as const
const SERVICES = ["api", "web"] as const

type Service = (typeof SERVICES)[number]

function withFault(service: Service, fault: Record<string, unknown>): Promise<string> {
  return copyApp({ production: { [service]: fault } })
}

async function serveWithFault(service: Service, fault: Record<string, unknown>) {
  const started = await serve(service, RELEASE, await withFault(service, fault))
  return { ...started, health: `${started.url}${HEALTH_PATHS[service]}` }
}

function identity(service: Service) {
  return { service, version: "v1.2.3", sha: "abc1234", stage: "production" }
}

test.for(SERVICES)("status: %s", async (service) => {
  const { health, url } = await serveWithFault(service, { kind: "status", status: 503 })
  const response = await fetch(health)
  expect(response.status).toBe(503)
  expect(response.headers.get("cache-control")).toBe("no-store")
  expect(response.headers.get("x-app-version")).toBe("v1.2.3")
  expect(await response.json()).toEqual({
    status: "error",
    ...identity(service),
    error: "injected fault: status",
  })
  expect((await fetch(`${url}/nothing`)).status).toBe(404)
})

test.for(SERVICES)("wrong-body: %s", async (service) => {
  const { health } = await serveWithFault(service, { kind: "wrong-body" })
  const response = await fetch(health)
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ status: "error", ...identity(service) })
})

test.for(SERVICES)("flap: %s fails every third time", async (service) => {
  const { health } = await serveWithFault(service, { kind: "flap", every: 3 })
  const statuses: number[] = []
  for (let index = 0; index < 7; index += 1) statuses.push((await fetch(health)).status)
  expect(statuses).toEqual([200, 200, 500, 200, 200, 500, 200])
})

test.for(SERVICES)("old-version: %s", async (service) => {
  const fault = { kind: "old-version", version: "v1.2.2", sha: "0ld5ha" }
  const { health } = await serveWithFault(service, fault)
  const response = await fetch(health)
  expect(response.headers.get("x-app-version")).toBe("v1.2.2")
  expect(await response.json()).toEqual({
    status: "ok",
    ...identity(service),
    version: "v1.2.2",
    sha: "0ld5ha",
  })
})

test.for(SERVICES)("latency: %s", async (service) => {
  const { url, health } = await serveWithFault(service, { kind: "latency", ms: 200 })
  for (const address of [health, `${url}/nothing`]) {
    const started = performance.now()
    await fetch(address)
    // Timers may fire a millisecond early.
    expect(performance.now() - started).toBeGreaterThan(198)
  }
})

test.for(SERVICES)("hang: %s accepts and never answers", async (service) => {
  const { health, kill, ended } = await serveWithFault(service, { kind: "hang" })
  await expect(fetch(health, { signal: AbortSignal.timeout(200) })).rejects.toThrow(/timeout/)
  const client = connect(Number(new URL(health).port), "127.0.0.1")
  await new Promise((resolve) => client.once("connect", resolve))
  client.destroy()
  kill("SIGTERM")
  expect((await ended).code).toBe(0)
})

test("hang: a client that waits holds up the shutdown no longer than its grace time", async () => {
  const { health, kill, ended } = await serveWithFault("api", { kind: "hang" })
  const client = connect(Number(new URL(health).port), "127.0.0.1").on("error", () => {})
  const closed = new Promise((resolve) => client.once("close", resolve))
  const continued = new Promise((resolve) => client.once("data", resolve))
  client.write("POST /chat HTTP/1.1\r\nHost: api\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
  await continued
  kill("SIGTERM")
  await closed
  expect((await ended).code).toBe(0)
})

test.for(SERVICES)("slow-start: %s", async (service) => {
  const started = performance.now()
  const { health } = await serveWithFault(service, { kind: "slow-start", seconds: 0.5 })
  expect(performance.now() - started).toBeGreaterThan(498)
  expect((await fetch(health)).status).toBe(200)
})

test("slow-start: stops while it waits", async () => {
  const root = await withFault("api", { kind: "slow-start", seconds: 3600 })
  const { printed, kill, ended } = start("api", RELEASE, root)
  await printed(/slow-start/)
  kill("SIGTERM")
  expect(await ended).toMatchObject({ code: 0, stdout: "" })
})

test.for(SERVICES)("never-listen: %s lives, does not listen, and still stops", async (service) => {
  const port = await freePort()
  const root = await withFault(service, { kind: "never-listen" })
  const { printed, kill, ended } = start(service, { ...RELEASE, PORT: String(port) }, root)
  await printed(/never-listen/)
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow("fetch failed")
  kill("SIGTERM")
  // An exit code in place of a signal: it was alive to handle the signal itself.
  expect(await ended).toMatchObject({ code: 0, signal: null, stdout: "" })
})

test.for(SERVICES)("exit: %s", async (service) => {
  const { code, stdout, stderr } = await run(service, RELEASE, await withFault(service, { kind: "exit" }))
  expect([code, stdout]).toEqual([1, ""])
  expect(stderr).toContain(`${service}: exits at once, as fault.json asks\n`)
})

test("a fault is announced as one", async () => {
  const { kill, ended } = await serveWithFault("api", { kind: "wrong-body" })
  kill("SIGTERM")
  expect((await ended).stderr).toBe('api: injected fault "wrong-body" from fault.json\n')
})

test("a fault holds for its stage and service alone", async () => {
  const root = await withFault("api", { kind: "status", status: 500 })
  const others = [
    await serve("web", RELEASE, root),
    await serve("api", { ...RELEASE, PIPELINE_STAGE: "staging" }, root),
    await serve("api", { ...RELEASE, PIPELINE_STAGE: "constructor" }, root),
    await serve("api", {}, root),
  ]
  for (const { url } of others) {
    expect(
      (await Promise.all(["/health", "/api/health"].map((path) => fetch(`${url}${path}`)))).some((r) => r.ok),
    ).toBe(true)
  }
  expect((await fetch(`${(await serve("api", RELEASE, root)).url}/health`)).status).toBe(500)
})

test("a fault of health leaves the chat alone", async () => {
  const { url } = await serveWithFault("api", { kind: "status", status: 500 })
  expect((await post(`${url}/chat`, '{"message":"trials"}')).status).toBe(200)
})

const KINDS = "status, never-listen, exit, slow-start, old-version, flap, latency, hang, wrong-body"

test.for<[unknown, string]>([
  [[], "the file must hold a JSON object"],
  [{ production: [] }, "production must be an object of services"],
  [{ production: { apii: { kind: "exit" } } }, "production.apii is no known service; known are: api, web"],
  [{ production: { api: "exit" } }, "production.api must be an object"],
  [{ production: { api: {} } }, `production.api.kind undefined is unknown; known are: ${KINDS}`],
  [
    { production: { api: { kind: "stauts" } } },
    `production.api.kind "stauts" is unknown; known are: ${KINDS}`,
  ],
  [
    { production: { api: { kind: "toString" } } },
    `production.api.kind "toString" is unknown; known are: ${KINDS}`,
  ],
  [
    { production: { api: { kind: "status", status: "500" } } },
    'production.api.status must be an HTTP status from 400 to 599, for kind "status"',
  ],
  [
    { production: { api: { kind: "slow-start" } } },
    'production.api.seconds must be seconds from 0 to 3600, for kind "slow-start"',
  ],
  [
    { production: { api: { kind: "old-version", version: "v1", sha: "" } } },
    'production.api.sha must be a text or null, for kind "old-version"',
  ],
  [
    { production: { api: { kind: "old-version", sha: null } } },
    'production.api.version must be a text, for kind "old-version"',
  ],
  [
    { production: { api: { kind: "flap", every: 0 } } },
    'production.api.every must be a whole number from 1, for kind "flap"',
  ],
  [
    { production: { api: { kind: "latency", ms: -1 } } },
    'production.api.ms must be milliseconds from 0 to 3600000, for kind "latency"',
  ],
  [{ staging: { web: { kind: "typo" } } }, `staging.web.kind "typo" is unknown; known are: ${KINDS}`],
])("refuses the fault.json %j", async ([faults, problem]) => {
  const { code, stdout, stderr } = await run("api", RELEASE, await copyApp(faults))
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: "", stderr: `api: fault.json: ${problem}\n` })
})

test("refuses a fault.json that is not JSON", async () => {
  const root = await copyApp()
  await writeFile(join(root, "fault.json"), "{")
  expect(await run("web", RELEASE, root)).toMatchObject({
    code: 1,
    stderr: "web: fault.json: the file must hold a JSON object\n",
  })
})
