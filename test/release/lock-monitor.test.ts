import { describe, expect, test } from "vitest"
import type { LockOwner } from "../../src/core/ledger/owner.ts"
import type { Entry } from "../../src/core/ledger/record.ts"
import { engineRuns } from "../../src/release/heartbeats.ts"
import { broken } from "../helpers/fake-ledger.ts"
import { entryOf, releaseOf, shop, type World } from "../helpers/world.ts"

const ENGINE = { kind: "engine", ci: null, heartbeatSeconds: 30 } as const

/** A world in which a run on an engine holds production since the given time; its clock may be wrong. */
async function heldByEngine(since: string, fields: Partial<Entry> = {}): Promise<World> {
  const world = await shop()
  const runner = ENGINE
  world.ledger.add(
    "production",
    entryOf("started", { ...releaseOf("v1.1.0"), runner, at: since, fence: 2, ...fields }),
  )
  return world
}

const beat = (world: World, runId = "run-of-ben", at = world.clock.now().toISOString()) =>
  world.heartbeats.beat("production", { runId, at })

/** Lets the owner show that it lives, every so many seconds, so many times. */
function live(world: World, everySeconds: number, times: number): void {
  for (let one = 1; one <= times; one++) world.clock.after(one * everySeconds, () => beat(world))
}

const gatesMs = ({ report }: Awaited<ReturnType<World["deploy"]>>) =>
  report.phases.find(({ name }) => name === "gates")?.durationMs

const LONG_AGO = "2026-02-28T22:00:00.000Z"
const JUST_NOW = "2026-03-01T03:05:00.000Z"

describe("a run on an engine holds the stage", () => {
  test("silent for long: a run that waits watches for one limit, and takes over", async () => {
    const world = await heldByEngine(LONG_AGO)
    const ending = await world.deploy("production", "v1.1.0", { waitSeconds: 160 })
    expect(ending).toMatchObject({
      outcome: "deployed",
      records: ["taken-over", "started", "deployed", "verified"],
    })
    expect(gatesMs(ending)).toBe(150_000)
    expect(world.said.filter((line) => line.startsWith("waiting up to 2 min 40 s"))).toHaveLength(1)
    expect(world.ledger.records("production").find(({ kind }) => kind === "taken-over")?.detail).toContain(
      "it has shown no heartbeat for the 2 min 30 s that it was watched",
    )
  })

  test("silent for long by the clocks, which prove nothing: without waiting it is refused, and told how long to wait", async () => {
    const world = await heldByEngine(LONG_AGO)
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({ outcome: "blocked", code: "LOCK_HELD", deploys: [] })
    expect(report.durationMs).toBe(0)
    expect(report.reason?.fix).toContain("Run the same command with --wait 160: should no heartbeat come")
  })

  test("--wait bounds the watch", async () => {
    const world = await heldByEngine(LONG_AGO)
    const ending = await world.deploy("production", "v1.1.0", { waitSeconds: 7 })
    expect(ending).toMatchObject({ outcome: "blocked", code: "LOCK_HELD", deploys: [] })
    expect(gatesMs(ending)).toBe(7000)
    expect(ending.report.reason?.fix).toContain("--wait 153:")
  })

  test("silent for long by a clock that is wrong: its heartbeats keep it", async () => {
    const world = await heldByEngine(LONG_AGO)
    // the owner's clock is hours behind
    world.clock.after(29, () => beat(world, "run-of-ben", LONG_AGO))
    world.clock.after(58, () => beat(world, "run-of-ben", LONG_AGO))
    world.clock.after(87, () => beat(world, "run-of-ben", LONG_AGO))
    const ending = await world.deploy("production", "v1.1.0", { waitSeconds: 200 })
    expect(ending).toMatchObject({ outcome: "blocked", code: "LOCK_HELD", deploys: [] })
  })

  test("not silent for long: refused at once", async () => {
    const world = await heldByEngine(JUST_NOW)
    const ending = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({ outcome: "blocked", code: "LOCK_HELD" })
    expect(gatesMs(ending)).toBe(0)
    expect(ending.report.reason?.message).toContain("It is alive: its last heartbeat is ")
  })

  test("its newest sign counts, a record or a heartbeat", async () => {
    const world = await heldByEngine(LONG_AGO)
    await beat(world, "run-of-ben", LONG_AGO)
    world.ledger.add("production", entryOf("renewed", { fence: 2, at: JUST_NOW }))
    const { report } = await world.deploy("production", "v1.1.0")
    expect(report.reason?.message).toContain("It is alive: its last heartbeat is ")
  })

  test("it lives for as long as it shows so, however long that is", async () => {
    const world = await heldByEngine(JUST_NOW)
    live(world, 30, 40)
    const ending = await world.deploy("production", "v1.1.0", { waitSeconds: 1200 })
    expect(ending).toMatchObject({ outcome: "blocked", code: "LOCK_HELD" })
    expect(gatesMs(ending)).toBe(1_200_000)
  })

  test("it dies while it is waited for", async () => {
    const world = await heldByEngine(JUST_NOW)
    live(world, 30, 3)
    const ending = await world.deploy("production", "v1.1.0", { waitSeconds: 1200 })
    expect(ending).toMatchObject({ outcome: "deployed" })
    expect(gatesMs(ending)).toBe(240_000)
  })

  test("a record of its own shows that it lives, as a heartbeat does", async () => {
    const world = await heldByEngine(LONG_AGO)
    world.clock.after(100, () =>
      world.ledger.add("production", entryOf("renewed", { fence: 2, at: LONG_AGO.replace("22", "23") })),
    )
    const ending = await world.deploy("production", "v1.1.0", { waitSeconds: 600 })
    expect(ending).toMatchObject({ outcome: "deployed" })
    expect(gatesMs(ending)).toBe(250_000)
  })

  test("the heartbeats of another run are none of its own", async () => {
    const world = await heldByEngine(LONG_AGO)
    await beat(world, "run-of-eve")
    world.clock.after(20, () => beat(world, "run-of-eve"))
    expect(await world.deploy("production", "v1.1.0", { waitSeconds: 160 })).toMatchObject({
      outcome: "deployed",
    })
  })

  test("time in which nothing could be heard proves nothing", async () => {
    const world = await heldByEngine(LONG_AGO)
    world.clock.after(100, () => {
      world.heartbeats.before = () => broken("read")("read", [])
    })
    world.clock.after(110, () => {
      world.heartbeats.before = () => {}
    })
    const ending = await world.deploy("production", "v1.1.0", { waitSeconds: 600 })
    expect(ending).toMatchObject({ outcome: "deployed" })
    expect(gatesMs(ending)).toBeGreaterThan(250_000)
  })

  test("when nothing can be heard it is refused, and told so", async () => {
    const world = await heldByEngine(LONG_AGO)
    world.heartbeats.before = () => broken("read")("read", [])
    const { report, code } = await world.deploy("production", "v1.1.0")
    expect(code).toBe("LOCK_HELD")
    expect(report.reason?.message).toContain("its heartbeats cannot be read: The remote is gone.")
  })

  test("it ends and another run begins: that one is watched from then on", async () => {
    const world = await heldByEngine(LONG_AGO)
    world.clock.after(140, () => {
      world.ledger.add("production", entryOf("failed", { changed: false }))
      const fields = { ...releaseOf("v1.1.0"), runId: "run-of-eve", runner: ENGINE, at: LONG_AGO }
      world.ledger.add("production", entryOf("started", fields))
    })
    const ending = await world.deploy("production", "v1.1.0", { waitSeconds: 600 })
    expect(ending).toMatchObject({ outcome: "deployed" })
    expect(gatesMs(ending)).toBe(290_000)
  })

  const COMPLETED = { kind: "known", value: { finished: true, status: "completed (cancelled)" } } as const

  test("silent for long, and its workflow run has finished: it is not watched", async () => {
    const world = await heldByEngine(LONG_AGO)
    world.others.found = { ci: COMPLETED }
    const ending = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({ outcome: "deployed" })
    expect(gatesMs(ending)).toBe(0)
  })

  test("silent for long, and its workflow run finishes meanwhile: it is watched no longer", async () => {
    const world = await heldByEngine(LONG_AGO)
    world.clock.after(19, () => {
      world.others.found = { ci: COMPLETED }
    })
    const ending = await world.deploy("production", "v1.1.0", { waitSeconds: 160 })
    expect(ending).toMatchObject({ outcome: "deployed" })
    expect(gatesMs(ending)).toBe(20_000)
  })

  test("A3: its workflow run is said to have finished, and it is not silent: it keeps the stage", async () => {
    const world = await heldByEngine(JUST_NOW)
    world.others.found = { ci: COMPLETED }
    live(world, 30, 10)
    expect(await world.deploy("production", "v1.1.0", { waitSeconds: 250 })).toMatchObject({
      outcome: "blocked",
      code: "LOCK_HELD",
      deploys: [],
    })
  })

  test("an interruption ends the watching", async () => {
    const world = await heldByEngine(LONG_AGO)
    world.clock.after(20, () => world.interrupt())
    expect(await world.deploy("production", "v1.1.0", { waitSeconds: 160 })).toMatchObject({
      code: "INTERRUPTED",
      locked: true,
    })
  })
})

test("a run on an engine knows of other runs what CI says", async () => {
  const asked: unknown[] = []
  const runs = engineRuns(async (owner) => {
    asked.push(owner)
    return { kind: "unavailable", message: "away" }
  })
  const owner = { runId: "run-of-ben" } as LockOwner
  expect(await runs.examine(owner)).toEqual({
    process: { kind: "skipped", why: "a run on an engine sees no processes of other runs" },
    ci: { kind: "unavailable", message: "away" },
  })
  expect(asked).toEqual([owner])
  expect([await runs.announce(), await runs.retire(), await runs.sweep(async () => [])]).toEqual([
    undefined,
    undefined,
    [],
  ])
})
