import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Application, callIn, createApplication, engineMissing } from "./engine.ts"

const missing = engineMissing()
if (missing !== null) console.warn(`SKIPPED: ${missing}`)

describe.skipIf(missing !== null)("a run on an engine that is killed in the middle of its deploy", () => {
  let app: Application
  let sandbox: string
  let config: string

  beforeAll(() => {
    app = createApplication(true)
    config = join(app.root, "pipeline.json")
    const parsed = { ...JSON.parse(readFileSync(config, "utf8")), ledger: { heartbeatSeconds: 3 } }
    sandbox = JSON.stringify(parsed)
    app.release("v1.0.0")
    // a deploy that takes its time
    const deployer = { kind: "command", deploy: ["sleep", "300"] }
    const stages = { staging: { urls: { api: "http://127.0.0.1:9", web: "http://127.0.0.1:9" } } }
    const checks = [{ name: "api", url: "http://127.0.0.1:9/", expect: { version: "version" } }]
    writeFileSync(config, JSON.stringify({ ...parsed, deployer, stages, smoke: { checks } }))
  })
  afterAll(() => app.remove())

  test("holds its stage as long as it shows that it lives, and is taken over when it does not", async () => {
    const child = spawn("dagger", ["--progress=plain", "call", "deploy-staging", "--tag", "v1.0.0"], {
      cwd: app.root,
      stdio: ["ignore", "ignore", "pipe"],
    })
    const ended = once(child, "close")
    let said = ""
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text
    })
    const deadline = performance.now() + 120_000
    while (!/sleep 300/.test(said) && performance.now() < deadline) await once(child.stderr, "data")

    // more than two limits of silence, had there been silence
    const wait = ["deploy-staging", "--tag", "v1.0.0", "--wait", "45"]
    const refused = await callIn(app.root, ...wait)
    expect(refused.exitCode).not.toBe(0)
    expect(refused.stderr, said.slice(-5000)).toContain("LOCK_HELD")

    child.kill("SIGKILL")
    await ended
    writeFileSync(config, sandbox)
    const { exitCode, stdout, stderr } = await callIn(app.root, ...wait)
    expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ exitCode: 0, stderr: "" })
    expect(stdout).toMatch(/^staging runs v1\.0\.0 \([0-9a-f]{7}\), verified/)
    expect(stdout).toContain("died in deploy: it has shown no heartbeat for")
    const history = await callIn(app.root, "history", "--stage", "staging", "--records")
    expect(history.stdout).toContain("taken-over")
  }, 600_000)
})
