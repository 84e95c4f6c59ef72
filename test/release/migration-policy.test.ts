import { describe, expect, test } from "vitest"
import type { Report } from "../../src/core/report/report.ts"
import { lies, sick } from "../helpers/fake-stage.ts"
import { entryOf, named, releaseOf, World } from "../helpers/world.ts"

const ONE = { "db/1.sql": "CREATE TABLE a (id int);" }
const TWO = { ...ONE, "db/2.sql": "CREATE TABLE b (id int);\n-- Down Migration\nDROP TABLE b;" }
const LEAVES = `A rollback to ${named("v1.0.0")} leaves 1 migration in the database that it does not know: db/2.sql (additive).`

/** v1.0.0 was shipped with one migration; v1.1.0 brings another and is verified on staging. */
async function shopWith(rollback: string, files: Readonly<Record<string, string>> = TWO): Promise<World> {
  const world = new World({ config: { migrations: { path: "db", fence: { deploy: "allow", rollback } } } })
  world.tagWith("v1.0.0", ONE)
  await world.ship("v1.0.0")
  world.tagWith("v1.1.0", files)
  await world.stage("v1.1.0")
  return world
}

const orderOf = (said: readonly string[], ...texts: string[]) =>
  texts.map((text) => said.findIndex((line) => line.includes(text)))

describe("an automatic rollback over a migration", () => {
  const fails = async (rollback: string, files?: Readonly<Record<string, string>>) => {
    const world = await shopWith(rollback, files)
    world.stages.production.answer("v1.1.0", sick)
    return { world, ending: await world.deploy("production", "v1.1.0") }
  }

  test("says so first, and tells the files and their ways down", async () => {
    const { world, ending } = await fails("warn")
    expect(ending).toMatchObject({
      outcome: "rolled-back",
      report: { overMigrations: [{ path: "db/2.sql", change: "new", down: "db/2.sql" }] },
    })
    const [warned, began] = orderOf(world.said, LEAVES, "rolling back to") as [number, number]
    expect(warned).toBeGreaterThan(-1)
    expect(warned).toBeLessThan(began)
  })

  test("goes on without a word where that is allowed, and reports it", async () => {
    const { world, ending } = await fails("allow")
    expect(ending).toMatchObject({
      outcome: "rolled-back",
      report: { overMigrations: [{ path: "db/2.sql" }] },
    })
    expect(world.said).not.toContain(LEAVES)
  })

  test("freezes the stage instead where the fence blocks it", async () => {
    const { world, ending } = await fails("block")
    expect(ending).toMatchObject({
      outcome: "failed",
      ok: false,
      code: "MIGRATION_BLOCKS_ROLLBACK",
      deploys: ["v1.1.0"],
      running: "v1.1.0 unverified",
      locked: false,
      report: {
        overMigrations: [{ path: "db/2.sql" }],
        reason: { message: expect.stringContaining(LEAVES) },
      },
    })
    expect(ending.line).toMatch(/^production is on v1\.1\.0 .*, unverified: .* No rollback: A rollback to/)
    expect(ending.records.slice(-2)).toEqual(["frozen", "failed"])
    expect(world.ledger.state("production").frozen).toMatchObject({ reason: ending.report.reason?.message })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "blocked",
      code: "STAGE_FROZEN",
    })
  })

  test("is as ever where there is no migration in between", async () => {
    const { world, ending } = await fails("block", ONE)
    expect(ending).toMatchObject({ outcome: "rolled-back", report: { overMigrations: [] } })
    expect(world.said.join()).not.toContain("in the database")
  })

  test.each([
    ["warn", "rolled-back"],
    ["block", "failed"],
  ])("that cannot be compared: %s ends %s", async (policy, outcome) => {
    const world = await shopWith(policy)
    world.stages.production.answer("v1.1.0", (probe) => {
      world.changes = async () => {
        throw new Error("the disk is gone")
      }
      return sick(probe)
    })
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending.outcome).toBe(outcome)
    expect(report.overMigrations).toBeNull()
    expect(world.said.join()).toContain("leaves in the database: the disk is gone.")
  })
})

describe("a rollback that a person asks for", () => {
  const shipped = async (rollback: string) => {
    const world = await shopWith(rollback)
    await world.ship("v1.1.0")
    return world
  }

  test("says what stays in the database before it begins", async () => {
    const world = await shipped("warn")
    const { outcome, report } = await world.rollback("production")
    expect(outcome).toBe("rolled-back")
    expect(report).toMatchObject({
      overMigrations: [{ path: "db/2.sql", down: "db/2.sql" }],
      gates: expect.arrayContaining([
        expect.objectContaining({ id: "migrations", status: "pass", detail: LEAVES }),
      ]),
    })
    const [warned, began] = orderOf(world.said, LEAVES, "ok  rollback") as [number, number]
    expect(warned).toBeGreaterThan(-1)
    expect(warned).toBeLessThan(began)
  })

  test("is refused where the fence blocks it", async () => {
    const world = await shipped("block")
    expect(await world.rollback("production")).toMatchObject({
      outcome: "blocked",
      code: "MIGRATION_BLOCKS_ROLLBACK",
      deploys: [],
      running: "v1.1.0 verified",
      report: { overMigrations: [{ path: "db/2.sql" }] },
    })
    // nothing further back
    expect((await world.rollback("production", { to: "v0.1.0" })).report.overMigrations).toBeNull()
  })

  test("goes over the fence on the word of a person, which the ledger keeps", async () => {
    const world = await shipped("block")
    const why = "the new column is nullable"
    const { outcome, running, report } = await world.rollback("production", { overMigrations: why })
    expect({ outcome, running }).toEqual({ outcome: "rolled-back", running: "v1.0.0 verified" })
    expect(report.gates.find(({ id }) => id === "migrations")).toMatchObject({
      status: "waived",
      waived: { by: "ana", why, until: null },
    })
    expect(await world.ledger.history("production", 10)).toContainEqual(
      expect.objectContaining({ kind: "waived", reason: why, waiver: { gate: "migrations", until: null } }),
    )
  })

  test("needs no word where the fence lets it through, and no word replaces a version to go back to", async () => {
    const world = await shipped("warn")
    const { report } = await world.rollback("production", { overMigrations: "sure" })
    expect(report.gates.find(({ id }) => id === "migrations")).toMatchObject({ status: "pass" })
    expect((await world.ledger.history("production", 10)).map(({ kind }) => kind)).not.toContain("waived")
    const empty = await shopWith("block")
    expect(await empty.rollback("production", { overMigrations: "sure" })).toMatchObject({
      code: "NO_ROLLBACK_TARGET",
    })
  })

  test("has nothing to say where nothing is in the way", async () => {
    const world = await shipped("allow")
    const { report } = await world.rollback("production")
    expect(report.gates.find(({ id }) => id === "migrations")).toMatchObject({
      detail: "no migration is known to be in the way",
    })
    expect(world.said.join()).not.toContain("migration")
  })

  test("is not judged by migrations where there is no version to go back to", async () => {
    const world = await shopWith("block")
    const { report } = await world.rollback("production")
    expect(report.reason?.code).toBe("NO_ROLLBACK_TARGET")
    expect(report.gates.map(({ id }) => id)).not.toContain("migrations")
  })

  test("that waits for the stage looks over the fence once", async () => {
    const world = await shipped("warn")
    let looks = 0
    const look = world.changes.bind(world)
    world.changes = (from, to, folder) => {
      looks += 1
      return look(from, to, folder)
    }
    world.ledger.add("production", entryOf("started", releaseOf("v1.1.0")))
    world.clock.after(10, () => world.ledger.add("production", entryOf("verified", releaseOf("v1.1.0"))))
    expect((await world.rollback("production", { waitSeconds: 60 })).outcome).toBe("rolled-back")
    expect(looks).toBe(1)
  })
})

test("a fence that was learned from the ledger can be opened", async () => {
  const world = await shopWith("block")
  world.stages.production.answer("v1.1.0", sick)
  await world.deploy("production", "v1.1.0")
  expect((await world.unfreeze("production")).outcome).toBe("done")
  expect(world.ledger.state("production")).toMatchObject({ frozen: null, running: releaseOf("v1.1.0") })
})

test("a rollback over migrations that are allowed says nothing of them, and reports them also when it fails", async () => {
  const world = await shopWith("allow")
  await world.ship("v1.1.0")
  world.stages.production.onDeploy("v1.0.0", lies)
  world.said.length = 0
  const { outcome, report } = await world.rollback("production")
  expect([outcome, report.overMigrations?.map(({ path }) => path)]).toEqual(["rollback-failed", ["db/2.sql"]])
  for (const line of world.said) expect(line).toMatch(/\S/)
})

test.each<[string, (world: World) => Promise<{ report: Report }>, string | undefined]>([
  ["freeze", (world) => world.freeze("production"), "v1.1.0"],
  ["quarantine", (world) => world.quarantine("v1.2.0", { stage: "production" }), "v1.1.0"],
  [
    "quarantine of the version to go back to",
    (world) => world.quarantine("v1.1.0", { stage: "production" }),
    "v1.0.0",
  ],
])("%s shows whether the way back is safe, after what was said", async (_name, say, target) => {
  const world = await shopWith("warn")
  for (const tag of ["v1.1.0", "v1.2.0"]) {
    if (tag === "v1.2.0") world.tagWith(tag, TWO)
    await world.ship(tag)
  }
  const { report } = await say(world)
  expect(report).toMatchObject({
    outcome: "done",
    because: expect.any(String),
    card: { wayBack: { to: { tag: target } } },
  })
  expect(JSON.stringify(report.card)).not.toContain("not looked at")
})
