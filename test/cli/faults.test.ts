// @module-tag slow
import type { ServerResponse } from "node:http"
import { describe, expect } from "vitest"
import type { ConfigInput, Told } from "../helpers/app-repo.ts"
import { healthy, test } from "./target.ts"

type Smoke = Partial<ConfigInput["smoke"]>

/** Enough for a healthy process to start on a busy machine, and for a bad one to be given up. */
const SHORT: Smoke = { deadlineSeconds: 6 }
const IMPATIENT: Smoke = { ...SHORT, timeoutSeconds: 0.5 }
const BUDGET: Smoke = {
  checks: [{ name: "api", url: "{api}/health", expect: { version: "version", maxLatencyMs: 700 } }],
}

/** Connection refused; or, where another test's service has got the port meanwhile, another commit. */
const NOT_THERE = "not right, and no time left to pass within 6 s: api: "

const expectRolledBack = ({ code, report }: Told, tag: string, says: string) =>
  expect({ code, report }).toMatchObject({
    code: 1,
    report: {
      outcome: "rolled-back",
      tag,
      reason: { code: "SMOKE_FAILED", message: expect.stringContaining(says) },
      running: { tag: "v1.0.0", verified: true },
      rollbackSmoke: { verdict: "pass" },
    },
  })

describe("a version whose process is bad in a known way", { concurrent: true, timeout: 90_000 }, () => {
  test.for([{ kind: "exit" }, { kind: "never-listen" }, { kind: "slow-start", seconds: 600 }])(
    "$kind: production goes back",
    async (fault, { createApp }) => {
      const app = await createApp()
      const good = await app.release("v1.0.0")
      await app.ship("v1.0.0")
      await app.release("v1.1.0", { production: { api: fault } })
      expect((await app.deploy("staging", "v1.1.0")).code).toBe(0)
      await app.configureSmoke(SHORT)
      expectRolledBack(await app.deploy("production", "v1.1.0"), "v1.1.0", NOT_THERE)
      expect(await app.served("production")).toEqual({ tag: "v1.0.0", sha: good })
      // of the bad version nothing runs on
      expect(app.services()).toHaveLength(2)
    },
  )

  test("status: staging says so, and production goes back", async ({ createApp }) => {
    const app = await createApp()
    const good = await app.release("v1.0.0")
    await app.ship("v1.0.0")
    const fault = { kind: "status", status: 500 }
    const says = "api was wrong 2 times in a row: status 500"
    const sha = await app.release("v1.1.0", { staging: { api: fault } })
    expect(await app.deploy("staging", "v1.1.0")).toMatchObject({
      code: 1,
      report: {
        outcome: "failed",
        reason: { code: "SMOKE_FAILED", message: expect.stringContaining(says) },
        running: { tag: "v1.1.0", sha, verified: false },
        smoke: { verdict: "fail" },
      },
    })
    await app.release("v1.2.0", { production: { api: fault } })
    expect((await app.deploy("staging", "v1.2.0")).code).toBe(0)
    expectRolledBack(await app.deploy("production", "v1.2.0"), "v1.2.0", says)
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

/** What a version answers that is bad, how often it was asked before, and what the smoke test says about it. */
const ANSWERS: readonly {
  kind: string
  answer: (response: ServerResponse, right: object, before: number) => unknown
  says: string
  smoke: Smoke
}[] = [
  {
    kind: "wrong-body",
    answer: (response, right) => response.end(JSON.stringify({ ...right, status: "error" })),
    says: 'api was wrong 2 times in a row: status is "error"',
    smoke: {},
  },
  {
    kind: "latency",
    answer: (response, right) => setTimeout(() => response.end(JSON.stringify(right)), 800),
    says: "api was wrong 2 times in a row: took ",
    smoke: BUDGET,
  },
  {
    kind: "hang",
    answer: () => {},
    says: "not right, and no time left to pass within 6 s: api: no answer within",
    smoke: IMPATIENT,
  },
  {
    kind: "flap",
    answer: (response, right, before) =>
      response.writeHead(before % 2 === 0 ? 200 : 500).end(JSON.stringify(right)),
    says: "not right, and no time left to pass within 6 s: ",
    smoke: SHORT,
  },
  {
    kind: "old-version",
    answer: (response, right) =>
      response.end(JSON.stringify({ ...right, version: "v1.0.0", sha: "1".repeat(40) })),
    says: "not right, and no time left to pass within 6 s: api: version v1.0.0, not v1.1.0",
    smoke: SHORT,
  },
]

describe("a version that answers badly in a known way", { concurrent: true, timeout: 90_000 }, () => {
  test.for(ANSWERS)("$kind: production goes back", async (row, { createShop, target }) => {
    const app = await createShop()
    let before = 0
    target.production.answers = (serving, response) => {
      if (serving?.tag !== "v1.1.0") return healthy(serving, response)
      row.answer(response, { status: "ok", version: serving.tag, sha: serving.sha }, before)
      before += 1
    }
    await app.configureSmoke(row.smoke)
    expectRolledBack(await app.deploy("production", "v1.1.0"), "v1.1.0", row.says)
    expect(target.production.serving).toMatchObject({ tag: "v1.0.0" })
  })
})
