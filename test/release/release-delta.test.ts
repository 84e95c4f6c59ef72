import { describe, expect, test } from "vitest"
import { deltasTo, migrationsBetween, RollbackMigrations } from "../../src/release/release-delta.ts"
import { Run } from "../../src/release/run.ts"
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
    const asked = questions(world)
    const { outcome, report } = await world.deploy("production", "v1.1.0")
    expect(outcome).toBe("deployed")
    expect(asked.filter((one) => one.startsWith("changes"))).toEqual(["changes v1.0.0 v1.1.0"])
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

/** What is asked about commits from now on, in order. */
function questions(world: World): string[] {
  const asked: string[] = []
  const tagOf = (id: string) => world.history.find(({ sha }) => sha === id)?.tag
  const { changes, isAncestor, contents } = world
  world.changes = (from, to, folder) => {
    asked.push(`changes ${tagOf(from)} ${tagOf(to)}`)
    return changes.call(world, from, to, folder)
  }
  world.isAncestor = (sha, other) => {
    asked.push(`isAncestor ${tagOf(sha)} ${tagOf(other)}`)
    return isAncestor.call(world, sha, other)
  }
  world.contents = (sha, paths) => {
    asked.push(`contents ${tagOf(sha)} ${paths.join()}`)
    return contents.call(world, sha, paths)
  }
  return asked
}

describe("what lies between two versions", () => {
  const adds = { kind: "known", value: [expect.objectContaining({ path: "db/2.sql", risk: "additive" })] }
  const here = { kind: "known", value: true }

  test("is asked for once, and where the way back is to the version that runs, once for both", async () => {
    const world = await shopWith({ ...ONE, "db/2.sql": "CREATE TABLE b (id int);", "db/notes.txt": "b" })
    const run = new Run(world.context(), "deploy-production", "production", "v1.1.0")
    const asked = questions(world)
    const delta = deltasTo(run, releaseOf("v1.1.0"))
    const state = world.ledger.state("production")
    const found = await delta(state)
    const older = { kind: "known", value: false }
    expect(found).toEqual({ older, migrations: adds, back: adds, target: here })
    expect(await delta(state)).toBe(found)
    expect(asked).toEqual([
      "isAncestor v1.1.0 v1.0.0",
      "changes v1.0.0 v1.1.0",
      "isAncestor v1.0.0 v1.1.0",
      "contents v1.1.0 db/2.sql",
    ])
    expect([...run.between]).toEqual([[`${shaOf("v1.0.0")} ${shaOf("v1.1.0")}`, adds]])
  })

  test("is nothing where they are one, and the way back is looked at all the same", async () => {
    const world = await shopWith({ ...ONE, "db/2.sql": "CREATE TABLE b (id int);" })
    await world.deploy("production", "v1.1.0")
    const run = new Run(world.context(), "deploy-production", "production", "v1.1.0")
    const asked = questions(world)
    const nothing = { kind: "known", value: [] }
    expect(await deltasTo(run, releaseOf("v1.1.0"))(world.ledger.state("production"))).toEqual({
      ...{ older: { kind: "known", value: false }, migrations: nothing, back: adds, target: here },
    })
    expect(asked).toEqual(["changes v1.0.0 v1.1.0", "isAncestor v1.0.0 v1.1.0", "contents v1.1.0 db/2.sql"])
    expect([...run.between]).toEqual([
      [`${shaOf("v1.1.0")} ${shaOf("v1.1.0")}`, nothing],
      [`${shaOf("v1.0.0")} ${shaOf("v1.1.0")}`, adds],
    ])
    expect(await migrationsBetween(world, undefined, shaOf("v1.0.0"), shaOf("v1.1.0"))).toMatchObject({
      kind: "skipped",
    })
  })

  test("is looked at again by a rollback that waits, once it would go elsewhere", async () => {
    const world = await shopWith(DROPS)
    await world.deploy("production", "v1.1.0", { allowOneWay: "backed up" })
    const run = new Run(world.context(), "rollback", "production", null)
    const asked = questions(world)
    const migrations = new RollbackMigrations(run, null)
    const state = world.ledger.state("production")
    expect(await migrations.of(state)).toMatchObject({ left: [{ path: "db/2.sql" }] })
    expect(await migrations.of(state)).toBe(await migrations.of(state))
    expect(asked.filter((one) => one.startsWith("changes"))).toEqual(["changes v1.0.0 v1.1.0"])
    const running = { ...releaseOf("v1.0.0"), verified: true, outputs: {} }
    expect(await migrations.of({ ...state, running })).toMatchObject({
      left: [{ path: "db/2.sql", change: "removed" }],
    })
  })

  test("does not concern a rollback where migrations are not looked for", async () => {
    const world = await shopWith(DROPS, {})
    await world.deploy("production", "v1.1.0")
    const { report, outcome } = await world.rollback("production", { reason: "it is slow" })
    expect(outcome).toBe("rolled-back")
    expect(report.gates.map(({ id }) => id)).not.toContain("migrations")
  })
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
