import { describe, expect, test } from "vitest"
import { byOwner, entryOf, named, releaseOf, shop, type World } from "../helpers/world.ts"

const started = entryOf("started", { ...releaseOf("v1.0.0"), at: "2026-03-01T03:00:00.000Z" })
const ended = entryOf("failed", { changed: false })
const frozen = entryOf("frozen", { ...releaseOf("v1.0.0"), detail: "not known why" })
const inconclusive = entryOf("inconclusive", { ...releaseOf("v1.0.0"), detail: "not known why" })

describe("another run holds production", () => {
  test("without waiting it is refused, and its owner is named", async () => {
    const world = await shop()
    world.ledger.add("production", started)
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "blocked",
      code: "LOCK_HELD",
      line: `Nothing was changed: v1.1.0 was not deployed to production, which still runs ${named("v1.0.0")}`,
      records: ["blocked"],
      deploys: [],
      locked: true,
    })
    expect(report.reason?.message).toContain(
      "production has been held by ben (deploy-production v1.0.0, ci-4)",
    )
    expect(report.reason?.message).toContain("run run-of-ben.")
    expect(report.reason?.fix).toContain("unlock --stage production")
    expect(report.durationMs).toBe(0)
  })

  test("with time to wait it goes on as soon as the stage is free", async () => {
    const world = await shop()
    world.ledger.add("production", started)
    world.clock.after(5, () => world.ledger.add("production", ended))
    const { report, ...ending } = await world.deploy("production", "v1.1.0", { waitSeconds: 60 })
    expect(ending).toMatchObject({
      outcome: "deployed",
      records: ["started", "deployed", "verified"],
      deploys: ["v1.1.0"],
    })
    expect(report.phases.find(({ name }) => name === "gates")?.durationMs).toBe(6000)
    expect(report.gates.at(-1)).toMatchObject({ id: "lock", status: "pass" })
  })

  test("it says once for whom it waits", async () => {
    const world = await shop()
    world.ledger.add("production", started)
    world.clock.after(5, () => {
      world.ledger.add("production", ended)
      world.ledger.add("production", { ...started, runId: "run-of-eve", actor: "eve" })
    })
    world.clock.after(9, () => world.ledger.add("production", { ...ended, runId: "run-of-eve" }))
    await world.deploy("production", "v1.1.0", { waitSeconds: 60 })
    expect(world.said.filter((line) => line.startsWith("waiting"))).toEqual([
      expect.stringContaining("held by ben"),
      expect.stringContaining("held by eve"),
    ])
  })

  test("a wait that is over is refused, and never longer than asked", async () => {
    const world = await shop()
    world.ledger.add("production", started)
    const { report, ...ending } = await world.deploy("production", "v1.1.0", { waitSeconds: 5 })
    expect(ending).toMatchObject({ outcome: "blocked", code: "LOCK_HELD", deploys: [], records: ["blocked"] })
    expect(world.clock.sleeps.slice(-3)).toEqual([2000, 2000, 1000])
    expect(report.durationMs).toBe(5000)
    expect(report.reason?.message).toContain("held by ben")
  })

  test("what happened meanwhile is judged again", async () => {
    const world = await shop()
    world.ledger.add("production", started)
    world.clock.after(3, () => world.ledger.add("production", inconclusive))
    expect(await world.deploy("production", "v1.1.0", { waitSeconds: 60 })).toMatchObject({
      outcome: "blocked",
      code: "STAGE_FROZEN",
      running: "v1.0.0 unverified",
      line: `Nothing was changed: v1.1.0 was not deployed to production, which still runs ${named("v1.0.0")}, unverified`,
      deploys: [],
    })
  })

  test("a rollback waits in the same way", async () => {
    const world = await shop()
    await world.ship("v1.1.0")
    world.ledger.add("production", started)
    world.clock.after(5, () => world.ledger.add("production", ended))
    expect(await world.rollback("production", { waitSeconds: 60 })).toMatchObject({
      outcome: "rolled-back",
      deploys: ["v1.0.0"],
    })
  })
})

describe("somebody appends between the gates and the claim", () => {
  /** Lets others in right before the claim, once. */
  function race(world: World, ...entries: ReturnType<typeof entryOf>[]) {
    world.ledger.before = (operation) => {
      if (operation !== "append") return
      world.ledger.before = () => {}
      for (const entry of entries) world.ledger.add("production", entry)
    }
  }

  test("what does not matter is judged again, and the run is admitted", async () => {
    const world = await shop()
    race(world, entryOf("blocked"))
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "deployed",
      records: ["started", "deployed", "verified"],
      deploys: ["v1.1.0"],
    })
    expect(world.clock.sleeps).toContain(100)
  })

  test("a stage that is frozen meanwhile is left alone", async () => {
    const world = await shop()
    race(world, frozen)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "blocked",
      code: "STAGE_FROZEN",
      records: ["blocked"],
      deploys: [],
    })
  })

  test("a stage that is taken meanwhile is left alone", async () => {
    const world = await shop()
    race(world, started)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "blocked",
      code: "LOCK_HELD",
      records: ["blocked"],
      deploys: [],
    })
  })

  test("a rollback target that is gone meanwhile is not used", async () => {
    const world = await shop()
    await world.ship("v1.1.0")
    const left = { ...releaseOf("v1.1.0"), from: releaseOf("v1.0.0"), detail: "it lost messages" }
    race(world, ...byOwner(entryOf("rollback-started", left), entryOf("rolled-back", left)))
    expect(await world.rollback("production", { to: "v1.0.0" })).toMatchObject({
      outcome: "blocked",
      code: "VERSION_QUARANTINED",
      deploys: [],
    })
  })

  test("two runs at once: one deploys, the other is refused", async () => {
    const world = await shop()
    const runs = await Promise.all([
      world.deploy("production", "v1.1.0"),
      world.deploy("production", "v1.1.0"),
    ])
    expect(runs.map(({ outcome }) => outcome).toSorted()).toEqual(["blocked", "deployed"])
    expect(world.stages.production.deploys).toEqual(["v1.0.0", "v1.1.0"])
  })

  test("a refusal tells the stage as it is when it is recorded", async () => {
    const world = await shop()
    world.ledger.add("production", started)
    race(world, entryOf("verified", releaseOf("v1.1.0")))
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      code: "LOCK_HELD",
      running: "v1.1.0 verified",
    })
  })
})
