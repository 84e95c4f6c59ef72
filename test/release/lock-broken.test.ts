import { describe, expect, test } from "vitest"
import type { FakeStage } from "../helpers/fake-stage.ts"
import { failsHalfway, failsUnchanged, sick } from "../helpers/fake-stage.ts"
import { entryOf, named, releaseOf, World } from "../helpers/world.ts"

/** v1.0.0 and v1.1.0 were shipped; v1.2.0 is verified on staging. */
async function shop(): Promise<World> {
  const world = new World()
  await world.ship("v1.0.0", "v1.1.0")
  await world.stage("v1.2.0")
  return world
}

const breakLock = (world: World) => world.ledger.add("production", entryOf("lock-broken"))

const deploying = (world: World) => ({
  /** somebody breaks the lock while the tool is at work */
  breakDuring: (tag: string, then: Parameters<FakeStage["onDeploy"]>[1]) =>
    world.stages.production.onDeploy(tag, (stage, deployment) => {
      breakLock(world)
      return then(stage, deployment)
    }),
})

const succeeds: Parameters<FakeStage["onDeploy"]>[1] = (stage, { release }) => {
  stage.serve(release)
  return { ok: true, outputs: stage.outputs }
}

const lost = {
  outcome: "inconclusive",
  ok: false,
  code: "LOCK_LOST",
  line: `production is on ${named("v1.2.0")}, could not be judged: The stage's lock was taken away while this run was working.`,
  running: "v1.2.0 unverified",
  changed: true,
  deploys: ["v1.2.0"],
  locked: false,
}

describe("somebody breaks the lock of a run that is alive", () => {
  test("while a good version is deployed: it is not called verified", async () => {
    const world = await shop()
    deploying(world).breakDuring("v1.2.0", succeeds)
    const { report, recorded, ...ending } = await world.deploy("production", "v1.2.0")
    expect(ending).toMatchObject({ ...lost, records: ["started", "inconclusive"] })
    expect(report.smoke?.verdict).toBe("pass")
    expect(recorded).toEqual(report)
    expect(world.ledger.state("production").frozen).not.toBeNull()
    expect(world.ledger.state("production").verified.map(({ tag }) => tag)).toEqual(["v1.1.0", "v1.0.0"])
  })

  test("while a bad version is deployed: it is not rolled back", async () => {
    const world = await shop()
    deploying(world).breakDuring("v1.2.0", succeeds)
    world.stages.production.answer("v1.2.0", sick)
    expect(await world.deploy("production", "v1.2.0")).toMatchObject({
      ...lost,
      records: ["started", "inconclusive"],
    })
  })

  test("while a deploy fails halfway: it is not rolled back", async () => {
    const world = await shop()
    deploying(world).breakDuring("v1.2.0", failsHalfway)
    expect(await world.deploy("production", "v1.2.0")).toMatchObject({
      ...lost,
      records: ["started", "inconclusive"],
    })
  })

  test("while a deploy fails that changed nothing: others may have changed it", async () => {
    const world = await shop()
    deploying(world).breakDuring("v1.2.0", failsUnchanged)
    expect(await world.deploy("production", "v1.2.0")).toMatchObject({
      ...lost,
      records: ["started", "inconclusive"],
    })
  })

  test.each([["healthy"], ["sick"]])("while a %s version is smoked", async (health) => {
    const world = await shop()
    if (health === "sick") world.stages.production.answer("v1.2.0", sick)
    world.clock.after(31, () => breakLock(world))
    expect(await world.deploy("production", "v1.2.0")).toMatchObject({
      ...lost,
      records: ["started", "deployed", "inconclusive"],
    })
  })

  test("while the run is being interrupted: both are taken care of", async () => {
    const world = await shop()
    deploying(world).breakDuring("v1.2.0", (stage, deployment) => {
      world.interrupt()
      return succeeds(stage, deployment)
    })
    expect(await world.deploy("production", "v1.2.0")).toMatchObject({
      ...lost,
      records: ["started", "inconclusive"],
    })
  })

  test("while a rollback is deployed", async () => {
    const world = await shop()
    world.stages.production.answer("v1.2.0", sick)
    deploying(world).breakDuring("v1.1.0", succeeds)
    const { report, ...ending } = await world.deploy("production", "v1.2.0")
    expect(ending).toMatchObject({
      outcome: "inconclusive",
      code: "LOCK_LOST",
      running: "v1.1.0 unverified",
      records: ["started", "deployed", "rollback-started", "inconclusive"],
      deploys: ["v1.2.0", "v1.1.0"],
    })
    expect(report.rolledBackTo).toBeNull()
  })

  test("before a manual rollback has begun: nothing is touched", async () => {
    const world = await shop()
    world.ledger.before = (_operation, entries) => {
      if (entries[0]?.kind !== "rollback-started") return
      world.ledger.before = () => {}
      breakLock(world)
    }
    expect(await world.rollback("production")).toMatchObject({
      outcome: "failed",
      code: "LOCK_LOST",
      line: `Nothing was changed: production still runs ${named("v1.1.0")}`,
      running: "v1.1.0 verified",
      changed: false,
      records: ["started", "failed"],
      deploys: [],
    })
  })
})

describe("another run has the stage by then", () => {
  const theirs = { ...releaseOf("v1.3.0"), runId: "run-of-eve", actor: "eve" }

  test("its lock stays", async () => {
    const world = await shop()
    world.clock.after(31, () => {
      breakLock(world)
      world.ledger.add("production", entryOf("started", theirs))
    })
    expect(await world.deploy("production", "v1.2.0")).toMatchObject({ ...lost, locked: true })
    expect(world.ledger.state("production").lock).toMatchObject({ runId: "run-of-eve" })
  })

  test("its version stays verified, and the stage is frozen for somebody to look", async () => {
    const world = await shop()
    world.clock.after(31, () => {
      breakLock(world)
      world.ledger.add("production", entryOf("started", theirs))
      world.ledger.add("production", entryOf("verified", theirs))
    })
    expect(await world.deploy("production", "v1.2.0")).toMatchObject(lost)
    const state = world.ledger.state("production")
    expect(state.verified.map(({ tag }) => tag)).toEqual(["v1.3.0", "v1.1.0", "v1.0.0"])
    expect(state.frozen).not.toBeNull()
  })
})

test("others may append what does not take the lock", async () => {
  const world = await shop()
  world.clock.after(31, () => world.ledger.add("production", entryOf("blocked")))
  expect(await world.deploy("production", "v1.2.0")).toMatchObject({
    outcome: "deployed",
    records: ["started", "deployed", "verified"],
  })
})
