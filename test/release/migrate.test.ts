import { describe, expect, test } from "vitest"
import { reason } from "../../src/core/reasons.ts"
import type { MigrateResult } from "../../src/release/ports.ts"
import { failsHalfway, failsUnchanged, sick } from "../helpers/fake-stage.ts"
import { named, World } from "../helpers/world.ts"

const fails =
  (fields: object = {}) =>
  (): MigrateResult => ({
    ok: false,
    touched: true,
    before: "1_first",
    head: "1_first",
    reason: reason("MIGRATION_FAILED", "migrate ended with exit code 1."),
    log: ["error: relation users does not exist"],
    ...fields,
  })

const worldWith = (when: "before" | "after") =>
  new World({ config: { migrations: { path: "migrations", run: { when, command: ["migrate"] } } } })

/** v1.0.0 runs in production, v1.1.0 is verified on staging. */
async function shop(migrate: "before" | "after"): Promise<World> {
  const world = worldWith(migrate)
  await world.ship("v1.0.0")
  await world.stage("v1.1.0")
  return world
}

describe("migrations before the deploy", () => {
  test("are run once, and are in the ledger before anything else is done", async () => {
    const world = await shop("before")
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "deployed",
      records: ["started", "migrated", "deployed", "verified"],
      line: `production runs ${named("v1.1.0")}, verified`,
    })
    expect(report.phases.map(({ name }) => name)).toEqual(["resolve", "gates", "migrate", "deploy", "smoke"])
    expect(world.stages.production.migrations).toEqual(["v1.0.0", "v1.1.0"])
    const detail = "the newest migration was 1_first before and is 2_of-v1.1.0 now"
    expect(report.migration).toEqual({ status: "applied", before: "1_first", head: "2_of-v1.1.0", detail })
    const migrated = world.ledger.records("production").filter(({ kind }) => kind === "migrated")
    expect(migrated.at(-1)).toMatchObject({
      tag: "v1.1.0",
      detail,
      migration: { before: "1_first", head: "2_of-v1.1.0" },
      state: { running: { tag: "v1.0.0", verified: true } },
    })
  })

  test("that fail stop the run before the deploy, and it is not claimed that nothing was changed", async () => {
    const world = await shop("before")
    world.stages.production.onMigrate = fails()
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "failed",
      ok: false,
      code: "MIGRATION_FAILED",
      line: `The database may have changed, the stage was not: production still runs ${named("v1.0.0")}`,
      running: "v1.0.0 verified",
      changed: false,
      records: ["started", "failed"],
      deploys: [],
      locked: false,
    })
    expect(report.log).toEqual(["error: relation users does not exist"])
    expect(world.ledger.records("production").at(-1)).toMatchObject({
      code: "MIGRATION_FAILED",
      migration: { before: "1_first", head: "1_first" },
    })
  })

  test("that could not even begin have changed nothing", async () => {
    const world = await shop("before")
    world.stages.production.onMigrate = fails({ touched: false, before: null, head: null, log: [] })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      code: "MIGRATION_FAILED",
      line: `Nothing was changed: production still runs ${named("v1.0.0")}`,
      deploys: [],
    })
  })

  test("that break the run may have changed the database", async () => {
    const world = await shop("before")
    world.stages.production.onMigrate = () => {
      throw new Error("the connection broke")
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "failed",
      code: "INTERNAL",
      line: expect.stringMatching(/^The database may have changed, the stage was not: production still runs/),
      locked: false,
    })
  })

  test("stay when the deploy fails without a trace, and the first line says so", async () => {
    const world = await shop("before")
    world.stages.production.onDeploy("v1.1.0", failsUnchanged)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      code: "DEPLOY_FAILED",
      line: `The database has the migrations of v1.1.0, the stage was not changed: production still runs ${named("v1.0.0")}`,
      records: ["started", "migrated", "failed"],
    })
  })

  test.each([
    ["the deploy", (world: World) => world.stages.production.onDeploy("v1.1.0", failsHalfway)],
    ["smoke", (world: World) => world.stages.production.answer("v1.1.0", sick)],
  ])(
    "are not run in the rollback that follows when %s fails, and the first line says that they stay",
    async (_, spoil) => {
      const world = await shop("before")
      spoil(world)
      const { report, ...ending } = await world.deploy("production", "v1.1.0")
      expect(ending).toMatchObject({
        outcome: "rolled-back",
        line: `production runs ${named("v1.0.0")}, not v1.1.0: rolled back, verified; the database keeps the migrations of v1.1.0`,
        deploys: ["v1.1.0", "v1.0.0"],
      })
      expect(world.stages.production.migrations).toEqual(["v1.0.0", "v1.1.0"])
      expect(report.phases.filter(({ name }) => name === "migrate")).toHaveLength(1)
    },
  )

  test("are not run by a person's rollback", async () => {
    const world = worldWith("before")
    await world.ship("v1.0.0", "v1.1.0")
    expect(await world.rollback("production")).toMatchObject({
      outcome: "rolled-back",
      line: `production runs ${named("v1.0.0")}, not v1.1.0: rolled back, verified`,
    })
    expect(world.stages.production.migrations).toEqual(["v1.0.0", "v1.1.0"])
  })

  test("are not run for a version that the gates refuse", async () => {
    const world = await shop("before")
    world.tag("v1.2.0")
    expect(await world.deploy("production", "v1.2.0")).toMatchObject({ code: "STAGING_NOT_VERIFIED" })
    expect(world.stages.production.migrations).toEqual(["v1.0.0"])
  })
})

describe("migrations after the deploy", () => {
  test("are run once smoke has passed", async () => {
    const world = await shop("after")
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "deployed",
      records: ["started", "deployed", "migrated", "verified"],
    })
    expect(report.phases.map(({ name }) => name)).toEqual(["resolve", "gates", "deploy", "smoke", "migrate"])
  })

  test("are not run for a version that fails smoke", async () => {
    const world = await shop("after")
    world.stages.production.answer("v1.1.0", sick)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "rolled-back",
      line: `production runs ${named("v1.0.0")}, not v1.1.0: rolled back, verified`,
    })
    expect(world.stages.production.migrations).toEqual(["v1.0.0"])
  })

  test("that fail leave the version in place for a person to look at", async () => {
    const world = await shop("after")
    world.stages.production.onMigrate = fails()
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "failed",
      code: "MIGRATION_FAILED",
      line: `production is on ${named("v1.1.0")}, unverified: migrate ended with exit code 1.`,
      running: "v1.1.0 unverified",
      changed: true,
      deploys: ["v1.1.0"],
    })
  })
})

test("without a configuration none are run", async () => {
  const world = new World()
  world.tag("v1.0.0")
  const { report } = await world.deploy("staging", "v1.0.0")
  expect(report.migration).toBeNull()
  expect(world.stages.staging.migrations).toEqual([])
})

describe("where SST keeps the address", () => {
  const world = () =>
    new World({
      config: {
        deployer: { kind: "sst", outputs: ["api", "web"] },
        stages: { staging: { region: "eu-central-1" }, production: { region: "eu-central-1" } },
        migrations: {
          path: "migrations",
          run: {
            when: "before",
            command: ["migrate"],
            databaseUrl: { secret: "DatabaseUrl" },
            timeoutSeconds: 7,
          },
        },
      },
    })

  test("the migrations get credentials of their own to read it with", async () => {
    const shop = world()
    shop.tag("v1.0.0")
    const asked: number[] = []
    shop.credentials.obtain = async (_stage?: string, seconds = 0) => {
      asked.push(seconds)
      return { ok: true, env: {}, secrets: {}, expiresAt: null }
    }
    expect(await shop.deploy("staging", "v1.0.0")).toMatchObject({ outcome: "deployed" })
    expect(asked).toEqual([7, 3600])
  })

  test("nothing is begun when there are none", async () => {
    const shop = world()
    shop.tag("v1.0.0")
    shop.credentials.obtain = async () => ({ ok: false, reason: reason("CREDENTIALS_MISSING") })
    expect(await shop.deploy("staging", "v1.0.0")).toMatchObject({
      code: "CREDENTIALS_MISSING",
      line: "Nothing was changed: the ledger knows no deploy of staging",
      report: { migration: { status: "not-run" } },
    })
    expect(shop.stages.staging.migrations).toEqual([])
  })
})
