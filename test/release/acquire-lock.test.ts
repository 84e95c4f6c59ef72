import { describe, expect, test } from "vitest"
import type { GateResult } from "../../src/core/gates/gate.ts"
import { reason } from "../../src/core/reasons.ts"
import { type Acquired, acquireLock, type LockRequest } from "../../src/release/acquire-lock.ts"
import { Run } from "../../src/release/run.ts"
import { broken } from "../helpers/fake-ledger.ts"
import { entryOf, releaseOf, World } from "../helpers/world.ts"

const closed: GateResult = {
  id: "freeze",
  title: "The stage is not frozen",
  status: "fail",
  code: "STAGE_FROZEN",
  detail: "It is frozen.",
  fix: "Unfreeze it.",
}

/** What comes of asking for production, and what was asked meanwhile. */
async function acquire(world: World, request: Partial<LockRequest> = {}, prepare = (_run: Run) => {}) {
  const run = new Run(world.context("production"), "deploy-production", "production", "v1.0.0")
  prepare(run)
  const counts = { judged: 0, refreshed: 0 }
  const judge = async () => {
    counts.judged += 1
    return []
  }
  const refresh = async () => {
    counts.refreshed += 1
  }
  const views = await world.ledger.read(["production"])
  const acquired: Acquired = await acquireLock(run, "production", {
    ...{ subject: releaseOf("v1.0.0"), reason: null, waitSeconds: 0, judge, refresh, views },
    ...request,
  })
  return { acquired, ...counts }
}

const held = () => {
  const world = new World()
  world.hold("production")
  return world
}

describe("a stage that is free", () => {
  test("is taken at once, and nothing is asked again", async () => {
    const world = new World()
    const ending = await acquire(world)
    expect(ending).toMatchObject({ acquired: { kind: "acquired" }, judged: 1, refreshed: 0 })
    expect(world.clock.sleeps).toEqual([])
  })

  test("is not taken while processes of dead runs are left, and each is named", async () => {
    const world = new World()
    world.others.orphans = ["process 12 of run a", "process 13 of run b"]
    expect((await acquire(world)).acquired).toMatchObject({
      kind: "refused",
      reason: { code: "ORPHANS_LEFT", message: "process 12 of run a; process 13 of run b" },
    })
    expect(world.ledger.records("production")).toEqual([])
  })

  test("is not taken past a gate that fails", async () => {
    const world = new World()
    expect((await acquire(world, { judge: async () => [closed] })).acquired).toMatchObject({
      kind: "refused",
      reason: reason("STAGE_FROZEN", "It is frozen.", "Unfreeze it."),
      view: { tip: null },
    })
  })

  test("is not taken by a run that was interrupted", async () => {
    const world = new World()
    expect((await acquire(world, {}, () => world.interrupt())).acquired).toMatchObject({
      kind: "refused",
      reason: {
        code: "INTERRUPTED",
        message: "The run was interrupted before it began.",
      },
    })
  })
})

describe("a stage that another run holds", () => {
  test("is refused when the wait is over", async () => {
    expect((await acquire(held())).acquired).toMatchObject({ kind: "refused", reason: { code: "LOCK_HELD" } })
  })

  test("what may have changed is asked again once, after the wait", async () => {
    const world = held()
    world.clock.after(3, () => world.ledger.add("production", entryOf("failed", { changed: false })))
    const ending = await acquire(world, { waitSeconds: 60 })
    expect(ending).toMatchObject({ acquired: { kind: "acquired" }, refreshed: 1 })
  })

  test("a ledger that is away is asked again every 2 s, and no longer than the run may wait", async () => {
    const world = held()
    world.clock.after(1, () => {
      world.ledger.before = broken("read")
    })
    await expect(acquire(world, { waitSeconds: 7 })).rejects.toThrow("The remote is gone.")
    expect(world.clock.sleeps).toEqual([2000, 2000, 2000, 1000])
  })
})

describe("a ledger that takes no append", () => {
  /** Tries that were made before it was given up. */
  async function tries(waitSeconds: number) {
    const world = new World()
    let appends = 0
    world.ledger.tryAppend = async () => {
      appends += 1
      return null
    }
    const { acquired } = await acquire(world, { waitSeconds })
    expect(acquired).toMatchObject({ kind: "refused", reason: { code: "LEDGER_UNAVAILABLE" } })
    return appends
  }

  test("is given up after 60 tries, which the random pauses of 0.1 s spread", async () => {
    expect(await tries(0)).toBe(60)
  })

  test("is asked for as long as the run may wait", async () => {
    expect(await tries(5.9)).toBe(60)
    expect(await tries(8)).toBe(81)
  })
})
