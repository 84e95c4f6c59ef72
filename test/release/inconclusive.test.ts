import { expect, test } from "vitest"
import { named, World } from "../helpers/world.ts"

const MESSAGE =
  "nothing could be reached, and no time left to pass within 90 s: api: the host cannot be reached from here"

/** v1.0.0 was shipped, v1.1.0 is verified on staging; the prober has lost its network. */
async function offline(): Promise<World> {
  const world = new World()
  await world.ship("v1.0.0")
  await world.stage("v1.1.0")
  world.stages.production.network = false
  return world
}

test("a prober that reaches nothing proves nothing: no rollback, the stage is frozen", async () => {
  const world = await offline()
  const { report, recorded, ...ending } = await world.deploy("production", "v1.1.0")
  expect(ending).toEqual({
    outcome: "inconclusive",
    ok: false,
    code: "SMOKE_INCONCLUSIVE",
    line: `production is on ${named("v1.1.0")}, could not be judged: ${MESSAGE}`,
    running: "v1.1.0 unverified",
    changed: true,
    records: ["started", "deployed", "frozen", "inconclusive"],
    deploys: ["v1.1.0"],
    locked: false,
  })
  expect(recorded).toEqual(report)
  // addresses and links are those of a version that passed, and of pages that are known
  expect(report).toMatchObject({ outputs: {}, links: null })
  expect(world.ledger.state("production")).toMatchObject({ frozen: { reason: MESSAGE }, quarantine: [] })
})

test("one answer in time is enough to judge by", async () => {
  const world = await offline()
  world.clock.after(100, () => {
    world.stages.production.network = true
  })
  expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
})

test("once it is looked at, the version can be opened for the next one or deployed again", async () => {
  const world = await offline()
  await world.deploy("production", "v1.1.0")
  world.stages.production.network = true
  expect(await world.deploy("production", "v1.1.0")).toMatchObject({ code: "STAGE_FROZEN" })
  await world.unfreeze("production")
  expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
})

test("or rolled back by hand, frozen as it is", async () => {
  const world = await offline()
  await world.deploy("production", "v1.1.0")
  world.stages.production.network = true
  expect(await world.rollback("production")).toMatchObject({
    outcome: "rolled-back",
    ok: true,
    running: "v1.0.0 verified",
  })
})
