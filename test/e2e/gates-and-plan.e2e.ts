import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Application, callIn, createApplication, engineMissing } from "./engine.ts"

const missing = engineMissing()
if (missing !== null) console.warn(`SKIPPED: ${missing}`)

/** The careful way on an engine: look, plan, deploy what was planned, and open what is shut. */
describe.skipIf(missing !== null)("gates and plan on an engine", () => {
  let app: Application
  const call = (...args: string[]) => callIn(app.root, ...args)
  const digestIn = (markdown: string) => /^Plan digest: `([a-z0-9.-]+)`$/m.exec(markdown)?.[1]
  const configure = (change: (config: Record<string, unknown>) => void) => {
    const file = join(app.root, "pipeline.json")
    const config = JSON.parse(readFileSync(file, "utf8"))
    change(config)
    writeFileSync(file, JSON.stringify(config, null, 2))
  }

  beforeAll(async () => {
    app = createApplication(true)
    app.release("v1.0.0")
    app.release("v1.1.0")
    expect((await call("deploy-staging", "--tag", "v1.0.0")).exitCode).toBe(0)
  })
  afterAll(() => app.remove())

  test("preflight names every problem, each with its fix", async () => {
    const { exitCode, stderr } = await call("preflight", "--tag", "v1.1.0")
    expect(exitCode).toBe(1)
    expect(stderr).toContain("Staging has not verified v1.1.0")
    expect(stderr).toMatch(/Fix: Take it through staging first: `dagger call deploy-staging --tag v1\.1\.0`/)
  })

  test("a gate that cannot ask fails, and a waiver with a reason lets it be", async () => {
    configure((config) => {
      config.github = { repository: "acme/athlete", apiUrl: "http://127.0.0.1:9" }
      config.gates = { ci: { provider: "github" } }
    })
    const refused = await call("deploy-production", "--tag", "v1.0.0")
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain("Nothing was changed")
    const waived = await call("deploy-production", "--tag", "v1.0.0", "--waive", "ci=GitHub is down")
    expect(waived.exitCode).toBe(0)
    expect(waived.stdout).toContain("GitHub is down")
    const { stdout } = await call("history", "--format", "json")
    expect(stdout).toContain("GitHub is down")
    configure((config) => {
      delete config.gates
      delete config.github
    })
  })

  test("a plan shows what will happen, and only that is deployed", async () => {
    expect((await call("deploy-staging", "--tag", "v1.1.0")).exitCode).toBe(0)
    const plan = await call("plan", "--tag", "v1.1.0", "--format", "markdown")
    expect(plan.exitCode).toBe(0)
    const digest = digestIn(plan.stdout) as string
    expect(digest).toBeDefined()
    const again = await call("plan", "--tag", "v1.1.0", "--format", "markdown")
    expect(digestIn(again.stdout)).toBe(digest)
    const other = await call("deploy-production", "--tag", "v1.0.0", "--expect", digest)
    expect(other.exitCode).toBe(1)
    expect(other.stderr).toContain("PLAN_CHANGED")
    const planned = await call("deploy-production", "--tag", "v1.1.0", "--expect", digest)
    expect(planned.exitCode).toBe(0)
    expect(planned.stdout).toMatch(/production runs v1\.1\.0 \([0-9a-f]{7}\), verified/)
  })

  test("a rollback freezes, unfreeze opens, and unlock finds nothing to break", async () => {
    expect((await call("rollback", "--stage", "production", "--reason", "drill")).exitCode).toBe(0)
    expect((await call("deploy-production", "--tag", "v1.1.0")).stderr).toContain("STAGE_FROZEN")
    expect((await call("unfreeze", "--stage", "production", "--reason", "drill over")).exitCode).toBe(0)
    expect((await call("unlock", "--stage", "production", "--reason", "looking")).stderr).toContain(
      "LOCK_FREE",
    )
  })
})
