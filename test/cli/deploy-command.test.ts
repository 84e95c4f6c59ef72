// @module-tag slow
import { describe, expect } from "vitest"
import type { CommandConfig } from "../../src/core/config/tools.ts"
import type { AppRepository } from "../helpers/app-repo.ts"
import { never, type Target, test } from "./target.ts"

const configureCommand = (app: AppRepository, change: Partial<CommandConfig>) =>
  app.configure((config) => ({
    ...config,
    deployer: { ...(config.deployer as CommandConfig), ...change },
  }))

/** The deploy command of one version does something else; those of all others deploy. */
const whenDeploying = (target: Target, tag: string, work: () => number | Promise<number>) => {
  target.production.deploys = (deployment) => (deployment.tag === tag ? work() : 0)
}

const ROLLED_BACK = ["rollback-started v1.0.0", "deployed v1.0.0", "rolled-back v1.0.0"]

describe("a deploy command that fails", { concurrent: true, timeout: 90_000 }, () => {
  test.for([
    { how: "ends with an error", work: () => 7, reason: "DEPLOY_FAILED", says: "ended with exit code 7." },
    { how: "is killed", work: () => -1, reason: "DEPLOY_FAILED", says: "was ended by a signal." },
    { how: "hangs", work: () => never, reason: "DEPLOY_TIMEOUT", says: "did not finish within 5 s." },
  ])("$how: production goes back", async ({ work, reason, says }, { createShop, target }) => {
    const app = await createShop()
    await configureCommand(app, { timeoutSeconds: 5 })
    whenDeploying(target, "v1.1.0", work)
    const { code, report } = await app.deploy("production", "v1.1.0")
    expect({ code, report }).toMatchObject({
      code: 1,
      report: {
        outcome: "rolled-back",
        reason: { code: reason, message: expect.stringMatching(/^bash deploy\.sh /) },
        running: { tag: "v1.0.0", verified: true },
        smoke: null,
      },
    })
    expect(report.reason?.message).toContain(says)
    expect(report.log).toContain("deploying v1.1.0 to production")
    expect((await app.records("production")).slice(-5)).toEqual([
      "started v1.1.0",
      `frozen v1.0.0 ${reason}`,
      ...ROLLED_BACK.map((record) => (record.startsWith("deployed") ? record : `${record} ${reason}`)),
    ])
    expect(await app.served("production")).toMatchObject({ tag: "v1.0.0" })
    expect(app.processes()).toEqual([])
  })

  test.for([
    { how: "ends with an error", work: () => 7, timeoutSeconds: 60, reason: "DEPLOY_FAILED" },
    { how: "hangs", work: () => never, timeoutSeconds: 1, reason: "DEPLOY_TIMEOUT" },
  ])("$how: staging stays as it is", async ({ work, timeoutSeconds, reason }, { createApp, target }) => {
    const app = await createApp(target.url)
    await app.release("v1.0.0")
    expect((await app.deploy("staging", "v1.0.0")).code).toBe(0)
    const sha = await app.release("v1.1.0")
    await configureCommand(app, { timeoutSeconds })
    target.staging.deploys = work
    expect(await app.deploy("staging", "v1.1.0")).toMatchObject({
      code: 1,
      report: {
        outcome: "failed",
        reason: { code: reason },
        running: { tag: "v1.1.0", sha, verified: false },
      },
    })
    expect((await app.records("staging")).slice(-2)).toEqual(["started v1.1.0", `failed v1.1.0 ${reason}`])
    expect(app.processes()).toEqual([])
    // the next one starts afresh
    target.staging.deploys = () => 0
    await configureCommand(app, { timeoutSeconds: 60 })
    expect((await app.deploy("staging", "v1.1.0")).code).toBe(0)
  })

  test.for([
    {
      what: "a program that is not there",
      change: { deploy: ["no-such-tool"] },
      says: "cannot be started",
    },
    {
      what: "an installation that fails",
      change: { install: ["node", "--eval", "console.log('no disk'); process.exit(4)"] },
      says: "ended with exit code 4",
    },
  ])(
    "$what: nothing was changed, so nothing is rolled back",
    async ({ change, says }, { createShop, target }) => {
      const app = await createShop()
      await configureCommand(app, change)
      const deploys: string[] = []
      target.production.deploys = ({ tag }) => deploys.push(tag)
      expect(await app.deploy("production", "v1.1.0")).toMatchObject({
        code: 1,
        report: {
          outcome: "failed",
          changed: false,
          reason: { code: "DEPLOY_FAILED", message: expect.stringContaining(says) },
          running: { tag: "v1.0.0", verified: true },
        },
      })
      expect(deploys).toEqual([])
      expect((await app.state("production")).frozen).toBeNull()
    },
  )

  test("it says it deployed, but the old version goes on: production goes back", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    await app.configureSmoke({ deadlineSeconds: 5 })
    const { serving } = target.production
    target.production.answers = (_, response) =>
      void response.end(JSON.stringify({ status: "ok", version: serving?.tag, sha: serving?.sha }))
    expect(await app.deploy("production", "v1.1.0")).toMatchObject({
      code: 1,
      report: {
        outcome: "rolled-back",
        reason: { code: "SMOKE_FAILED", message: expect.stringContaining("version v1.0.0, not v1.1.0") },
      },
    })
  })

  test("it says nothing of where it deployed: the outputs are missing", async ({ createApp, target }) => {
    const app = await createApp(target.url)
    await app.release("v1.0.0")
    await configureCommand(app, { outputs: "outputs.json" })
    expect(await app.deploy("staging", "v1.0.0")).toMatchObject({
      code: 1,
      report: { outcome: "failed", reason: { code: "OUTPUTS_MISSING" } },
    })
  })

  test("a new version breaks the stage for every version: the rollback fails too", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    await app.configureSmoke({ deadlineSeconds: 5 })
    whenDeploying(target, "v1.1.0", () => {
      target.production.answers = (_, response) => void response.writeHead(500).end()
      return 0
    })
    const { code, report } = await app.deploy("production", "v1.1.0")
    expect({ code, report }).toMatchObject({
      code: 1,
      report: { outcome: "rollback-failed", running: { tag: "v1.0.0", verified: false } },
    })
    // nobody is rolled back from a rollback, and nothing else may follow before a person has looked
    expect(await app.deploy("production", "v1.0.0")).toMatchObject({
      code: 3,
      report: { reason: { code: "STAGE_FROZEN" } },
    })
  })
})
