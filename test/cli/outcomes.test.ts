// @module-tag slow
import { describe, expect } from "vitest"
import type { Report } from "../../src/core/report/report.ts"
import { type Stage, shortSha } from "../../src/core/stage.ts"
import type { AppRepository, Told } from "../helpers/app-repo.ts"
import { sick, test } from "./target.ts"

interface Ending {
  code: number
  outcome: Report["outcome"]
  reason: string | null
  running: { tag: string; sha: string; verified: boolean } | null
  /** the first line for a terminal */
  line: string
  /** what the run added to the stage's ledger */
  records: string[]
}

/** All that an ending must show: exit code, JSON, text, ledger, a free lock. */
async function expectEnding(app: AppRepository, stage: Stage, { code, report }: Told, ending: Ending) {
  const { outcome, running } = report
  expect({ code, outcome, reason: report.reason?.code ?? null, running }).toEqual({
    code: ending.code,
    outcome: ending.outcome,
    reason: ending.reason,
    running: ending.running,
  })
  const again = await app.run(["report", "--stage", stage])
  expect(again).toMatchObject({ code: 0, stderr: "" })
  expect(again.stdout.split("\n")[0]).toBe(ending.line)
  expect((await app.records(stage)).slice(-ending.records.length)).toEqual(ending.records)
  const state = await app.state(stage)
  expect(state.lock).toBeNull()
  expect(state.running).toEqual(
    ending.running === null ? null : { ...ending.running, outputs: expect.any(Object) },
  )
}

/** The commits of v1.0.0, which runs on both stages of the shop, and of v1.1.0, which was verified on staging. */
async function versionsOf(app: AppRepository): Promise<{ first: string; second: string }> {
  const [first = "", second = ""] = (await app.git("rev-parse", "v1.0.0^{}", "v1.1.0^{}")).split("\n")
  return { first, second }
}

describe("every ending of a deploy", { concurrent: true, timeout: 60_000 }, () => {
  test("deployed: what staging verified goes to production", async ({ createApp }) => {
    const app = await createApp()
    await app.release("v1.0.0")
    await app.ship("v1.0.0")
    const second = await app.release("v1.1.0")
    expect((await app.deploy("staging", "v1.1.0")).code).toBe(0)
    const ending = await app.deploy("production", "v1.1.0", "--reason", "release day")
    await expectEnding(app, "production", ending, {
      code: 0,
      outcome: "deployed",
      reason: null,
      running: { tag: "v1.1.0", sha: second, verified: true },
      line: `production runs v1.1.0 (${shortSha(second)}), verified`,
      records: ["verified v1.0.0", "started v1.1.0", "deployed v1.1.0", "verified v1.1.0"],
    })
    expect(app.services()).toHaveLength(2)
  })

  test("blocked: production does not take what staging has not verified", async ({
    createApp,
    createShop,
    target,
  }) => {
    const empty = await createApp(target.url)
    await empty.release("v1.0.0")
    await expectEnding(empty, "production", await empty.deploy("production", "v1.0.0"), {
      code: 3,
      outcome: "blocked",
      reason: "STAGING_NOT_VERIFIED",
      running: null,
      line: "Nothing was changed: v1.0.0 was not deployed to production",
      records: ["blocked v1.0.0 STAGING_NOT_VERIFIED"],
    })
    const app = await createShop()
    const { first } = await versionsOf(app)
    await app.release("v1.2.0")
    await expectEnding(app, "production", await app.deploy("production", "v1.2.0"), {
      code: 3,
      outcome: "blocked",
      reason: "STAGING_NOT_VERIFIED",
      running: { tag: "v1.0.0", sha: first, verified: true },
      line: `Nothing was changed: v1.2.0 was not deployed to production, which still runs v1.0.0 (${shortSha(first)})`,
      records: ["verified v1.0.0", "blocked v1.2.0 STAGING_NOT_VERIFIED"],
    })
  })

  test("failed, nothing changed: the services cannot be started", async ({ createShop }) => {
    const app = await createShop()
    const { first } = await versionsOf(app)
    await app.configure((config) => ({
      ...config,
      deployer: { kind: "sandbox", services: { api: { command: ["no-such-program"] } } },
    }))
    await expectEnding(app, "production", await app.deploy("production", "v1.1.0"), {
      code: 1,
      outcome: "failed",
      reason: "DEPLOY_FAILED",
      running: { tag: "v1.0.0", sha: first, verified: true },
      line: `Nothing was changed: production still runs v1.0.0 (${shortSha(first)})`,
      records: ["started v1.1.0", "failed v1.1.0 DEPLOY_FAILED"],
    })
    expect(await app.served("production")).toEqual({ tag: "v1.0.0", sha: first })
  })

  test("failed, on the stage: a person who rolls back by hand finds the bad version there", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    const { second } = await versionsOf(app)
    target.production.answers = sick("v1.1.0")
    await app.configure((config) => ({
      ...config,
      stages: { ...config.stages, production: { ...config.stages?.production, rollback: "manual" } },
    }))
    const ending = await app.deploy("production", "v1.1.0")
    await expectEnding(app, "production", ending, {
      code: 1,
      outcome: "failed",
      reason: "SMOKE_FAILED",
      running: { tag: "v1.1.0", sha: second, verified: false },
      line: `production is on v1.1.0 (${shortSha(second)}), unverified: ${ending.report.reason?.message}`,
      records: [
        "started v1.1.0",
        "deployed v1.1.0",
        "quarantined v1.1.0 SMOKE_FAILED",
        "failed v1.1.0 SMOKE_FAILED",
      ],
    })
    expect(ending.report.smoke?.checks[0]).toMatchObject({ name: "api", verdict: "fail", status: 500 })
    expect(await app.served("production")).toEqual({ tag: "v1.1.0", sha: second })
  })

  test("rolled back: production serves the version before", async ({ createShop, target }) => {
    const app = await createShop()
    const { first } = await versionsOf(app)
    target.production.answers = sick("v1.1.0")
    const ending = await app.deploy("production", "v1.1.0")
    await expectEnding(app, "production", ending, {
      code: 1,
      outcome: "rolled-back",
      reason: "SMOKE_FAILED",
      running: { tag: "v1.0.0", sha: first, verified: true },
      line: `production runs v1.0.0 (${shortSha(first)}), not v1.1.0: rolled back, verified`,
      records: [
        "started v1.1.0",
        "deployed v1.1.0",
        "frozen v1.0.0 SMOKE_FAILED",
        "rollback-started v1.0.0 SMOKE_FAILED",
        "deployed v1.0.0",
        "rolled-back v1.0.0 SMOKE_FAILED",
      ],
    })
    expect(ending.report.rolledBackTo).toEqual({ tag: "v1.0.0", sha: first })
    expect(await app.served("production")).toEqual({ tag: "v1.0.0", sha: first })
    expect(await app.deploy("production", "v1.1.0")).toMatchObject({
      code: 3,
      report: { outcome: "blocked", reason: { code: "STAGE_FROZEN" } },
    })
  })

  test("rollback failed: neither version passes, and a person is called", async ({ createShop }) => {
    const app = await createShop()
    const { first } = await versionsOf(app)
    const url = "{api}/health"
    await app.configureSmoke({
      checks: [{ name: "api", url, expect: { version: "version", contains: "no version says this" } }],
    })
    const ending = await app.deploy("production", "v1.1.0")
    await expectEnding(app, "production", ending, {
      code: 1,
      outcome: "rollback-failed",
      reason: "ROLLBACK_FAILED",
      running: { tag: "v1.0.0", sha: first, verified: false },
      line: `production is on v1.0.0 (${shortSha(first)}), unverified: the rollback failed too, act now`,
      records: [
        "started v1.1.0",
        "deployed v1.1.0",
        "frozen v1.0.0 SMOKE_FAILED",
        "rollback-started v1.0.0 SMOKE_FAILED",
        "deployed v1.0.0",
        "quarantined v1.0.0 ROLLBACK_FAILED",
        "rollback-failed v1.0.0 ROLLBACK_FAILED",
      ],
    })
    expect(ending.report).toMatchObject({ smoke: { verdict: "fail" }, rollbackSmoke: { verdict: "fail" } })
  })

  test("inconclusive: a check that reaches nothing proves nothing", async ({ createShop }) => {
    const app = await createShop()
    const { second } = await versionsOf(app)
    await app.configureSmoke({
      deadlineSeconds: 1,
      checks: [{ name: "edge", url: "http://edge.invalid/health", expect: { version: "version" } }],
    })
    const ending = await app.deploy("production", "v1.1.0")
    await expectEnding(app, "production", ending, {
      code: 1,
      outcome: "inconclusive",
      reason: "SMOKE_INCONCLUSIVE",
      running: { tag: "v1.1.0", sha: second, verified: false },
      line: `production is on v1.1.0 (${shortSha(second)}), could not be judged: ${ending.report.reason?.message}`,
      records: [
        "started v1.1.0",
        "deployed v1.1.0",
        "frozen v1.1.0 SMOKE_INCONCLUSIVE",
        "inconclusive v1.1.0 SMOKE_INCONCLUSIVE",
      ],
    })
    // no rollback on the word of a prober without a network, but nothing follows either
    expect(await app.served("production")).toEqual({ tag: "v1.1.0", sha: second })
    expect((await app.state("production")).frozen).toMatchObject({ actor: "ann" })
  })
})
