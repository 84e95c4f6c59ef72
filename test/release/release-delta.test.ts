import { describe, expect, test } from "vitest"
import { byOwner, entryOf, releaseOf, shaOf, shop, World } from "../helpers/world.ts"

const MIGRATIONS = { migrations: { path: "db" } }
const ONE = { "db/1.sql": "CREATE TABLE a (id int);" }
const DROPS = { ...ONE, "db/2.sql": "DROP TABLE a;" }

/** v1.0.0 was shipped with one migration, and v1.1.0, with these files, is verified on staging. */
async function shopWith(
  files: Readonly<Record<string, string>>,
  config: object = MIGRATIONS,
): Promise<World> {
  const world = new World({ config })
  world.tagWith("v1.0.0", ONE)
  await world.ship("v1.0.0")
  world.tagWith("v1.1.0", files)
  await world.stage("v1.1.0")
  return world
}

const gateOf = (report: { gates: { id: string; status: string; detail: string }[] }, id: string) => {
  const gate = report.gates.find((one) => one.id === id)
  return `${gate?.status}: ${gate?.detail}`
}

describe("a deploy to production", () => {
  test("brings migrations that only add something: they are listed, and it goes through", async () => {
    const world = await shopWith({ ...ONE, "db/2.sql": "CREATE TABLE b (id int);" })
    const { outcome, report } = await world.deploy("production", "v1.1.0")
    expect(outcome).toBe("deployed")
    expect(gateOf(report, "migrations")).toBe("pass: 1 migration: db/2.sql (additive; no down migration)")
    expect(gateOf(report, "readiness")).toMatch(/^pass: back to v1\.0\.0/)
  })

  test.each([
    ["drops something", DROPS],
    ["cannot be judged", { ...ONE, "db/2.sql": "SELECT f();" }],
    ["was edited after it ran", { "db/1.sql": "CREATE TABLE a (id int, n int);" }],
    ["is missing", {}],
  ])("is refused where a migration %s", async (_, files) => {
    const world = await shopWith(files)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      code: "ONE_WAY",
      outcome: "blocked",
      deploys: [],
    })
  })

  test("is not asked where migrations are allowed or not looked for", async () => {
    for (const config of [{}, { migrations: { path: "db", fence: { deploy: "allow" } } }]) {
      expect((await (await shopWith(DROPS, config)).deploy("production", "v1.1.0")).outcome).toBe("deployed")
    }
  })

  test("is asked about the migrations since the version that a rollback would go to", async () => {
    const world = await shopWith(ONE)
    world.play("production", byOwner(entryOf("failed", { ...releaseOf("v1.1.0"), changed: true })))
    world.tagWith("v1.2.0", DROPS)
    await world.stage("v1.2.0")
    expect(await world.deploy("production", "v1.2.0")).toMatchObject({ code: "ONE_WAY" })
  })

  test("has a way back whose tag was moved or deleted: the commit counts", async () => {
    for (const move of [
      (world: World) => world.point("v1.0.0", shaOf("another commit")),
      (world: World) => world.commits.delete("v1.0.0"),
    ]) {
      const world = await shop()
      move(world)
      const { report, outcome } = await world.deploy("production", "v1.1.0")
      expect(outcome).toBe("deployed")
      expect(gateOf(report, "readiness")).toMatch(/^pass: back to v1\.0\.0/)
    }
  })

  test("goes over a way back whose commit is not here only with a word", async () => {
    const world = await shop()
    world.play("production", byOwner(entryOf("verified", releaseOf("v0.9.0"))))
    world.play("production", byOwner(entryOf("verified", releaseOf("v1.0.0"))))
    world.ledger.add("production", entryOf("unverified", releaseOf("v1.0.0")))
    const { report, code } = await world.deploy("production", "v1.1.0")
    expect(code).toBe("ONE_WAY")
    expect(gateOf(report, "readiness")).toContain("its commit is not here: The history is not in this clone")
    expect(await world.deploy("production", "v1.1.0", { allowOneWay: "tried" })).toMatchObject({
      outcome: "deployed",
    })
  })

  test("is refused where the history is not to be had", async () => {
    const world = await shopWith(ONE)
    world.play("production", byOwner(entryOf("verified", releaseOf("v0.9.0"))))
    const { report, code } = await world.deploy("production", "v1.1.0")
    expect(code).toBe("GATE_UNAVAILABLE")
    expect(gateOf(report, "migrations")).toBe("fail: The history is not in this clone.")
  })

  test("is judged again when another version came in between", async () => {
    const world = await shopWith({ ...ONE, "db/2.sql": "CREATE TABLE b (id int);" })
    world.ledger.before = (operation, entries) => {
      if (operation !== "append" || entries[0]?.kind !== "started") return
      world.ledger.before = () => {}
      world.tagWith("v1.0.1", {})
      world.play("production", byOwner(entryOf("verified", releaseOf("v1.0.1"))))
    }
    const { report } = await world.deploy("production", "v1.1.0")
    expect(gateOf(report, "migrations")).toMatch(/^pass: 2 migrations: db\/1\.sql/)
    expect(gateOf(report, "readiness")).toMatch(/^pass: back to v1\.0\.1/)
  })
})

test("staging takes everything, and says so", async () => {
  const world = new World({ config: { migrations: { path: "db", fence: { deploy: "block" } } } })
  world.tagWith("v1.0.0", ONE)
  const first = await world.deploy("staging", "v1.0.0")
  expect(gateOf(first.report, "migrations")).toBe(
    "skipped: nothing runs on the stage yet, so that everything is new",
  )
  world.tagWith("v1.1.0", DROPS)
  const { outcome, report } = await world.deploy("staging", "v1.1.0")
  expect(outcome).toBe("deployed")
  expect(gateOf(report, "migrations")).toContain("pass: 1 migration: db/2.sql (destructive")
  expect(gateOf(report, "readiness")).toBe("skipped: only for production")
})

describe("a person's word that there need be no way back", () => {
  test("lets the deploy through, and the ledger keeps it", async () => {
    const world = await shopWith(DROPS, { migrations: { path: "db", fence: { deploy: "block" } } })
    const { outcome, report } = await world.deploy("production", "v1.1.0", {
      allowOneWay: "backed up at 21:00",
    })
    expect(outcome).toBe("deployed")
    for (const id of ["migrations", "readiness"]) {
      expect(report.gates.find((gate) => gate.id === id)).toMatchObject({
        status: "waived",
        waived: { by: "ana", why: "backed up at 21:00", until: null },
      })
    }
    expect(world.ledger.records("production")).toContainEqual(
      expect.objectContaining({ kind: "waived", code: "ONE_WAY", reason: "backed up at 21:00" }),
    )
  })

  test("says nothing where there is one", async () => {
    const world = await shopWith(ONE)
    const { report } = await world.deploy("production", "v1.1.0", { allowOneWay: "just in case" })
    expect(gateOf(report, "readiness")).toMatch(/^pass: back to/)
    expect(report.gates.flatMap(({ waived }) => waived ?? [])).toEqual([])
  })

  test("does not change what a plan is approved for", async () => {
    const world = await shopWith(DROPS)
    const { report } = await world.plan("production", "v1.1.0")
    expect(report.plan).toMatchObject({ reversible: false })
    const request = { expect: report.plan?.digest ?? "", allowOneWay: "backed up" }
    expect((await world.deploy("production", "v1.1.0", request)).outcome).toBe("deployed")
  })
})
