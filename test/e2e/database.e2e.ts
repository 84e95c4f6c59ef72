// Migrations and verification on an engine: with a database's address and a signing secret that nobody else may see.
import { once } from "node:events"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { Target } from "../cli/target.ts"
import { type Application, callIn, createApplication, engineMissing, HOST } from "./engine.ts"
import { createTargetApp, type TargetApp } from "./target-app.ts"

const missing = engineMissing()
if (missing !== null) console.warn(`SKIPPED: ${missing}`)

const PASSWORD = "canary-database-4711"

/** Applies each migration of the tree that the database does not have, and shows the address, as some tools do. */
const MIGRATE = `import { readdirSync, readFileSync } from "node:fs"
const { protocol, host, password } = new URL(process.env.DATABASE_URL)
console.log("migrating", process.env.DATABASE_URL)
for (const name of readdirSync("migrations").sort()) {
  const sql = readFileSync("migrations/" + name, "utf8")
  const headers = { authorization: password }
  const answer = await fetch(protocol + "//" + host + "/" + name, { method: "POST", headers, body: sql })
  console.log(name, await answer.text())
  if (!answer.ok) process.exit(3)
}
`

/** A database that knows which migrations it has; it refuses strangers, and SQL that is none. */
async function startDatabase(host: string): Promise<{ server: Server; url: string; applied: string[] }> {
  const applied: string[] = []
  const server = createServer(async (request, response) => {
    let sql = ""
    for await (const chunk of request) sql += chunk
    const name = (request.url ?? "").slice(1)
    const isTaken = request.headers.authorization === PASSWORD && /^create table /m.test(sql)
    if (isTaken && !applied.includes(name)) applied.push(name)
    response.writeHead(isTaken ? 200 : 400).end(isTaken ? "is applied" : "syntax error")
  })
  server.listen(0, host)
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  return { server, url: `http://ana:${PASSWORD}@${host}:${port}/shop`, applied }
}

describe.skipIf(missing !== null || HOST === undefined)("migrations on an engine", () => {
  let target: Target
  let app: TargetApp
  let database: Awaited<ReturnType<typeof startDatabase>>

  const release = (tag: string, migrations: Readonly<Record<string, string>>): void => {
    for (const [name, sql] of Object.entries(migrations))
      writeFileSync(join(app.root, "migrations", name), `-- Up Migration\n${sql}\n`)
    app.release(tag)
  }
  const deploy = (tag: string) =>
    callIn(app.root, "--database-url", "env://DATABASE_URL", "deploy-staging", "--tag", tag)

  beforeAll(async () => {
    target = await Target.start(HOST)
    database = await startDatabase(HOST as string)
    process.env.DATABASE_URL = database.url
    const run = { when: "before", command: ["node", "migrate.mjs"], databaseUrl: {} }
    app = createTargetApp(target, [], { migrations: { path: "migrations", run } })
    writeFileSync(join(app.root, "migrate.mjs"), MIGRATE)
    mkdirSync(join(app.root, "migrations"))
    release("v1.0.0", { "001_agents.sql": "create table agents (id int);" })
  })
  afterAll(async () => {
    database.server.close()
    await target.close()
    app.remove()
  })

  test("without the database's address are not begun", async () => {
    const { exitCode, stderr } = await callIn(app.root, "deploy-staging", "--tag", "v1.0.0")
    expect(exitCode).toBe(1)
    expect(stderr).toContain("The migrations were not run:")
    expect(database.applied).toEqual([])
    expect(target.staging.serving).toBeNull()
  })

  test("run once before the deploy, and nothing shows the address", async () => {
    const { exitCode, stdout, stderr } = await deploy("v1.0.0")
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^staging runs v1\.0\.0 \(\w{7}\), verified\n/)
    expect(database.applied).toEqual(["001_agents.sql"])
    expect(target.staging.serving?.tag).toBe("v1.0.0")
    expect(stderr).toContain("migrating ***")
    expect(stdout + stderr).not.toContain(PASSWORD)
  })

  test("that fail leave what runs, and say that the database may have changed", async () => {
    release("v1.1.0", {
      "002_visits.sql": "create table visits (id int);",
      "003_broken.sql": "crate table x;",
    })
    const { exitCode, stdout, stderr } = await deploy("v1.1.0")
    expect(exitCode).toBe(1)
    expect(stderr).toContain("The database may have changed, the stage was not: staging still runs v1.0.0")
    expect(stderr).toContain("003_broken.sql syntax error")
    expect(database.applied).toEqual(["001_agents.sql", "002_visits.sql"])
    expect(target.staging.serving?.tag).toBe("v1.0.0")
    expect(stdout + stderr).not.toContain(PASSWORD)
  })
})

describe.skipIf(missing !== null)("verification on an engine", () => {
  const SIGNED = ["--slack-signing-secret", "env://SLACK_SIGNING_SECRET"]
  let app: Application
  beforeAll(() => {
    process.env.SLACK_SIGNING_SECRET = "canary-slack-8f742231b10e"
    app = createApplication(true)
    const file = join(app.root, "pipeline.json")
    const chat = {
      ...{ name: "chat", url: "{api}/chat", method: "POST", body: '{"message":"What is SafeSport?"}' },
      expect: { json: { "sources.0.title": "U.S. Center for SafeSport" } },
    }
    const verify = { checks: [chat], slack: { url: "{api}/slack/events" } }
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), verify }))
    app.release("v1.0.0")
  })
  afterAll(() => app.remove())

  test("asks the chat, signs as Slack does, and shows no secret", async () => {
    const { exitCode, stdout, stderr } = await callIn(
      app.root,
      ...SIGNED,
      ...["deploy-staging", "--tag", "v1.0.0", "--verify"],
    )
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^staging runs v1\.0\.0 \(\w{7}\), verified\n/)
    expect(stdout).toMatch(/chat +pass[\s\S]*slack +pass|pass +chat[\s\S]*pass +slack/)
    expect(stdout + stderr).not.toContain("canary-slack")
  })
})
