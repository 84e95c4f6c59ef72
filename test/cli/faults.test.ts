// @module-tag slow
import { describe, expect } from "vitest"
import type { Stage } from "../../src/core/stage.ts"
import { type AppRepository, type ConfigInput, test } from "../helpers/app-repo.ts"

type Smoke = Partial<ConfigInput["smoke"]>

/** Enough for a healthy process to start on a busy machine, and for a bad one to be given up. */
const SHORT: Smoke = { deadlineSeconds: 4 }
const IMPATIENT: Smoke = { deadlineSeconds: 4, timeoutSeconds: 0.5 }
const BUDGET: Smoke = {
  checks: [{ name: "api", url: "{api}/health", expect: { version: "version", maxLatencyMs: 700 } }],
}

const REFUSED = "not right within 4 s: api: connection refused"

/** What is wrong with a version, and what the smoke test says about it. */
const BAD: readonly { fault: { kind: string; [setting: string]: unknown }; says: string; smoke: Smoke }[] = [
  { fault: { kind: "status", status: 500 }, says: "api was wrong 2 times in a row: status 500", smoke: {} },
  { fault: { kind: "wrong-body" }, says: 'api was wrong 2 times in a row: status is "error"', smoke: {} },
  { fault: { kind: "latency", ms: 800 }, says: "api was wrong 2 times in a row: took ", smoke: BUDGET },
  { fault: { kind: "exit" }, says: REFUSED, smoke: SHORT },
  { fault: { kind: "never-listen" }, says: REFUSED, smoke: SHORT },
  { fault: { kind: "slow-start", seconds: 600 }, says: REFUSED, smoke: SHORT },
  { fault: { kind: "hang" }, says: "not right within 4 s: api: no answer within", smoke: IMPATIENT },
  { fault: { kind: "flap", every: 2 }, says: "not right within 4 s: ", smoke: SHORT },
  {
    fault: { kind: "old-version", version: "v1.0.0", sha: "1".repeat(40) },
    says: "not right within 4 s: api: version v1.0.0, not v1.",
    smoke: SHORT,
  },
]

/** Tags a version that has a fault on one stage only. */
const releaseFaulty = (app: AppRepository, tag: string, stage: Stage, fault: object) =>
  app.release(tag, { [stage]: { api: fault } })

describe("a version that is bad in a known way", { concurrent: true, timeout: 90_000 }, () => {
  test.for(BAD)("$fault.kind: staging says so, production goes back", async (row, { createApp }) => {
    const { fault, says, smoke } = row
    const app = await createApp()
    const good = await app.release("v1.0.0")
    await app.ship("v1.0.0")
    const onStaging = await releaseFaulty(app, "v1.1.0", "staging", fault)
    const onProduction = await releaseFaulty(app, "v1.2.0", "production", fault)
    await app.configureSmoke(smoke)

    const failed = await app.deploy("staging", "v1.1.0")
    expect(failed).toMatchObject({
      code: 1,
      report: {
        outcome: "failed",
        reason: { code: "SMOKE_FAILED", message: expect.stringContaining(says) },
        running: { tag: "v1.1.0", sha: onStaging, verified: false },
        smoke: { verdict: "fail" },
      },
    })

    expect((await app.deploy("staging", "v1.2.0")).code).toBe(0)
    const rolledBack = await app.deploy("production", "v1.2.0")
    expect(rolledBack).toMatchObject({
      code: 1,
      report: {
        outcome: "rolled-back",
        sha: onProduction,
        reason: { code: "SMOKE_FAILED", message: expect.stringContaining(says) },
        running: { tag: "v1.0.0", sha: good, verified: true },
        rollbackSmoke: { verdict: "pass" },
      },
    })
    expect(await app.served("production")).toEqual({ tag: "v1.0.0", sha: good })
    // of the bad versions nothing runs on
    expect(app.services()).toHaveLength(2)
  })

  test("slow to start, but within the deadline: waited for", async ({ createApp }) => {
    const app = await createApp()
    await app.release("v1.0.0", { production: { api: { kind: "slow-start", seconds: 3 } } })
    await app.ship("v1.0.0")
    const { report } = await app.ask("report")
    expect(report.smoke).toMatchObject({ verdict: "pass" })
    expect(report.smoke?.durationMs).toBeGreaterThan(1000)
  })

  test("two services: the web page is judged with the API behind it", async ({ createApp }) => {
    const app = await createApp()
    await app.configure((config) => ({
      ...config,
      deployer: {
        kind: "sandbox",
        services: {
          api: { command: ["node", "packages/api/src/server.mjs", app.mark] },
          web: { command: ["node", "packages/web/src/server.mjs", app.mark], env: { API_URL: "{api}" } },
        },
      },
      smoke: {
        ...config.smoke,
        checks: [
          ...config.smoke.checks,
          { name: "page", url: "{web}/", expect: { contains: "<html" } },
          {
            name: "web",
            url: "{web}/api/health",
            expect: { json: { api: "ok" }, version: "version", sha: "sha" },
          },
        ],
      },
    }))
    await app.release("v1.0.0")
    await app.ship("v1.0.0")
    expect(app.services()).toHaveLength(4)
    await app.release("v1.1.0", { production: { api: { kind: "status", status: 500 } } })
    expect((await app.deploy("staging", "v1.1.0")).code).toBe(0)
    expect(await app.deploy("production", "v1.1.0")).toMatchObject({
      code: 1,
      report: { outcome: "rolled-back", reason: { message: expect.stringMatching(/^(api|web) was wrong/) } },
    })
    expect(app.services()).toHaveLength(4)
  })
})
