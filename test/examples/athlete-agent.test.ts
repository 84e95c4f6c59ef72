// @module-tag slow
import { readdir, readFile } from "node:fs/promises"
import { connect, createServer } from "node:net"
import { join } from "node:path"
import { expect, test } from "vitest"
import { APP, freePort, post, run, serve } from "./app.ts"

test("needs no dependency", async () => {
  const manifest = JSON.parse(await readFile(join(APP, "package.json"), "utf8"))
  expect(manifest).not.toHaveProperty("dependencies")
  expect(manifest).not.toHaveProperty("devDependencies")
  const files = (await readdir(APP, { recursive: true })).filter((file) => file.endsWith(".mjs"))
  expect(files.length).toBeGreaterThan(10)
  for (const file of files) {
    const text = await readFile(join(APP, file), "utf8")
    const imported = [...text.matchAll(/\bfrom "([^"]+)"/g)].map(([, name]) => name ?? "")
    expect
      .soft(
        imported.filter((name) => !/^(node:|\.\.?\/)/.test(name)),
        file,
      )
      .toEqual([])
  }
})

test.for(["start:api", "start:web", "migrate"])("npm run %s names a file that exists", async (name) => {
  const { scripts } = JSON.parse(await readFile(join(APP, "package.json"), "utf8"))
  expect(scripts[name]).toMatch(/^node packages\/\S+\.mjs$/)
  await expect(readFile(join(APP, scripts[name].slice("node ".length)))).resolves.toBeDefined()
})

test.for(["api", "web"] as const)("%s prints one ready line and stops cleanly on a signal", async (name) => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const service = await serve(name)
    expect((await fetch(`${service.url}/`)).headers.get("x-app-version")).toBe("dev")
    service.kill(signal)
    expect(await service.ended).toEqual({
      code: 0,
      signal: null,
      stdout: `${name} listening on ${service.url}\n`,
      stderr: "",
    })
  }
})

test("listens on the PORT and HOST it is given", async () => {
  const port = await freePort()
  const api = await serve("api", { PORT: String(port), HOST: "localhost" })
  expect(api.url).toBe(`http://localhost:${port}`)
  expect((await fetch(`${api.url}/health`)).status).toBe(200)
})

test("finishes the request under way before it stops", async () => {
  const api = await serve("api")
  const port = Number(new URL(api.url).port)
  const body = JSON.stringify({ message: "What is SafeSport?" })
  const client = connect(port, "127.0.0.1").setEncoding("utf8")
  let received = ""
  const closed = new Promise((resolve) => client.on("close", resolve))
  const continued = new Promise<void>((resolve) => {
    client.on("data", (text) => {
      received += text
      if (received.includes("100 Continue")) resolve()
    })
  })
  // The server says "100 Continue" once it holds the request, so that is the moment to stop it.
  client.write(
    `POST /chat HTTP/1.1\r\nHost: api\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n`,
  )
  await continued
  api.kill("SIGTERM")
  await refusesConnections(port)
  client.write(body)
  await closed
  expect(received).toContain("HTTP/1.1 200 OK")
  expect(received).toMatch(/connection: close/i)
  expect(received).toContain("U.S. Center for SafeSport")
  expect((await api.ended).code).toBe(0)
})

test("a second signal ends it at once", async () => {
  const api = await serve("api")
  const client = connect(Number(new URL(api.url).port), "127.0.0.1").on("error", () => {})
  const continued = new Promise((resolve) => client.once("data", resolve))
  client.write("POST /chat HTTP/1.1\r\nHost: api\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
  await continued
  api.kill("SIGTERM")
  await refusesConnections(Number(new URL(api.url).port))
  api.kill("SIGTERM")
  expect(await api.ended).toMatchObject({ code: null, signal: "SIGTERM" })
})

test.for(["abc", "-1", "65536", "80 "])("refuses PORT=%j", async (port) => {
  const { code, stdout, stderr } = await run("api", { PORT: port })
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: "",
    stderr: `api: PORT must be a number from 0 to 65535, not ${JSON.stringify(port)}\n`,
  })
})

test("says so when the port is taken", async () => {
  const other = createServer().listen(0, "127.0.0.1")
  try {
    await new Promise((resolve) => other.once("listening", resolve))
    const { port } = other.address() as { port: number }
    expect(await run("api", { PORT: String(port) })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^api: .*EADDRINUSE/),
    })
  } finally {
    other.close()
  }
})

test("refuses a version that no header can hold", async () => {
  const { code, stderr } = await run("api", { PIPELINE_TAG: "v1\n2" })
  expect(code).toBe(1)
  expect(stderr).toContain("x-app-version")
})

test("survives a client that leaves in the middle of its request", async () => {
  const api = await serve("api")
  const client = connect(Number(new URL(api.url).port), "127.0.0.1")
  const continued = new Promise((resolve) => client.once("data", resolve))
  client.write("POST /chat HTTP/1.1\r\nHost: api\r\nExpect: 100-continue\r\nContent-Length: 500\r\n\r\n")
  await continued
  client.resetAndDestroy()
  expect((await post(`${api.url}/chat`, '{"message":"trials"}')).status).toBe(200)
  api.kill("SIGTERM")
  expect(await api.ended).toMatchObject({ code: 0, stderr: "" })
})

async function refusesConnections(port: number): Promise<void> {
  const refused = await new Promise<boolean>((resolve) => {
    const probe = connect(port, "127.0.0.1")
    probe.on("connect", () => probe.end())
    probe.on("error", () => resolve(true))
    probe.on("close", () => resolve(false))
  })
  if (!refused) await refusesConnections(port)
}
