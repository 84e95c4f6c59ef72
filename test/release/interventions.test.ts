import { describe, expect, test } from "vitest"
import { formatDuration } from "../../src/core/text.ts"
import { unfreeze, unlock } from "../../src/release/interventions.ts"
import { broken } from "../helpers/fake-ledger.ts"
import { byOwner, entryOf, named, releaseOf, World } from "../helpers/world.ts"

/** v1.0.0 was shipped. */
async function shop(): Promise<World> {
  const world = new World()
  await world.ship("v1.0.0")
  return world
}

/** Lets others in right before the record, once. */
function race(world: World, ...entries: ReturnType<typeof entryOf>[]) {
  world.ledger.before = (operation) => {
    if (operation !== "append") return
    world.ledger.before = () => {}
    for (const entry of entries) world.ledger.add("production", entry)
  }
}

const v100 = releaseOf("v1.0.0")
const rolledBack = (detail: string) => {
  const left = { ...v100, from: releaseOf("v1.1.0"), detail }
  return byOwner(entryOf("rollback-started", left), entryOf("rolled-back", left))
}
const freeze = (world: World, detail: string) => {
  for (const entry of rolledBack(detail)) world.ledger.add("production", entry)
}

describe("unfreeze", () => {
  test("opens the stage and lifts its quarantine, with the person's reason", async () => {
    const world = await shop()
    freeze(world, "it lost messages")
    const { report, recorded, ...ending } = await world.unfreeze("production", "fixed upstream")
    expect(ending).toEqual({
      outcome: "done",
      ok: true,
      code: null,
      line: `production takes deploys again; production still runs ${named("v1.0.0")}`,
      running: "v1.0.0 verified",
      changed: false,
      records: ["unfrozen"],
      deploys: [],
      locked: false,
    })
    expect(recorded).toEqual(report)
    expect(report.hold?.notes).toEqual([
      `No longer quarantined: ${named("v1.1.0")}. To keep one out: \`quarantine --tag v1.1.0 --stage production --reason 'WHY'\``,
    ])
    expect(world.ledger.state("production")).toMatchObject({ frozen: null, quarantine: [] })
    expect(world.ledger.records("production").at(-1)).toMatchObject({
      ...v100,
      reason: "fixed upstream",
      detail: "fixed upstream (was: it lost messages)",
    })
  })

  test("says whose freeze it ends besides", async () => {
    const world = await shop()
    await world.freeze("production")
    freeze(world, "it lost messages")
    const { report } = await world.unfreeze("production")
    expect(report.hold?.notes[0]).toMatch(/^This ends the freeze of \w+, too: the launch\.$/)
  })

  test("says so when there is nothing to open, and records nothing", async () => {
    const world = await shop()
    expect(await world.unfreeze("production")).toMatchObject({
      outcome: "blocked",
      code: "NOT_FROZEN",
      line: `Nothing was changed: production still runs ${named("v1.0.0")}`,
      records: [],
    })
  })

  test("does not open what was frozen for something else meanwhile", async () => {
    const world = await shop()
    freeze(world, "it lost messages")
    race(world, ...rolledBack("it lost orders"))
    const { report, ...ending } = await world.unfreeze("production")
    expect(ending).toMatchObject({ outcome: "blocked", code: "STAGE_FROZEN", records: [] })
    expect(report.reason?.fix).toBe("Look at `status`, then decide again.")
    expect(world.ledger.state("production").frozen?.reason).toBe("it lost orders")
  })
})

describe("unlock", () => {
  const started = entryOf("started", { ...v100, runId: "run-of-ben" })

  test("frees the stage, and the record names whose lock it was", async () => {
    const world = await shop()
    world.ledger.add("production", started)
    const { report, recorded, ...ending } = await world.unlock("production", {
      reason: "the runner was shut down",
    })
    expect(ending).toMatchObject({
      outcome: "done",
      ok: true,
      line: `The lock on production is broken; production may run ${named("v1.0.0")}, find out: \`smoke --stage production\``,
      records: ["lock-broken"],
      deploys: [],
      locked: false,
    })
    expect(recorded).toEqual(report)
    expect(world.ledger.records("production").at(-1)).toMatchObject({
      reason: "the runner was shut down",
      detail: "the runner was shut down (was held by run run-of-ben of ben)",
    })
  })

  test("says so when there is nothing to free", async () => {
    const world = await shop()
    expect(await world.unlock("production")).toMatchObject({
      outcome: "blocked",
      code: "LOCK_FREE",
      records: [],
    })
  })

  test("frees a stage on which nothing was ever deployed", async () => {
    const world = new World()
    world.ledger.add("production", entryOf("started"))
    expect(await world.unlock("production")).toMatchObject({
      outcome: "done",
      line: "The lock on production is broken; no deploy of production is known",
    })
  })

  test("says so when the run ends by itself meanwhile", async () => {
    const world = await shop()
    world.ledger.add("production", started)
    race(world, entryOf("failed", { changed: false }))
    expect(await world.unlock("production")).toMatchObject({ code: "LOCK_FREE", records: [] })
  })

  test("does not break the lock of a run that has the stage by now", async () => {
    const world = await shop()
    world.ledger.add("production", started)
    race(world, entryOf("failed", { changed: false }), { ...started, runId: "run-of-eve", actor: "eve" })
    expect(await world.unlock("production")).toMatchObject({
      outcome: "blocked",
      code: "LOCK_HELD",
      records: [],
      locked: true,
    })
  })

  test("goes on when what others append does not matter", async () => {
    const world = await shop()
    world.ledger.add("production", started)
    race(world, entryOf("blocked"))
    expect(await world.unlock("production")).toMatchObject({ outcome: "done", locked: false })
  })

  test("lets the next run in", async () => {
    const world = await shop()
    world.ledger.add("production", started)
    await world.unlock("production")
    expect(await world.deploy("production", "v1.0.0")).toMatchObject({ outcome: "deployed" })
  })
})

describe("A7: while a run is under way", () => {
  const alive = { state: "running" } as const
  const gone = { state: "gone", how: "its process 4711 on ci-4 is gone" } as const

  /** Production is frozen, and the run of ben has it. */
  async function held(fields: Parameters<typeof entryOf>[1] = {}): Promise<World> {
    const world = await shop()
    freeze(world, "it lost messages")
    world.ledger.add("production", entryOf("started", { ...v100, ...fields }))
    return world
  }

  test("unlock does not take the stage from a process that runs here", async () => {
    const world = await held()
    world.others.found = { process: { kind: "known", value: alive } }
    expect(await world.unlock("production")).toMatchObject({
      outcome: "blocked",
      code: "OWNER_ALIVE",
      records: [],
      locked: true,
      report: {
        reason: { message: expect.stringContaining("It is alive: its process runs on this machine.") },
      },
    })
  })

  test("unlock does not take the stage from a run whose last heartbeat is recent", async () => {
    const world = await held({
      at: "2026-03-01T03:01:00.000Z",
      runner: { kind: "engine", ci: null, heartbeatSeconds: 20 },
    })
    expect(await world.unlock("production")).toMatchObject({ code: "OWNER_ALIVE", locked: true })
    await world.clock.pass(5 * 60_000)
    expect(await world.unlock("production")).toMatchObject({ outcome: "done", locked: false })
  })

  test("unlock does not take the stage from a run whose clock is two hours late, and whose heartbeats come", async () => {
    const runner = { kind: "engine", ci: null, heartbeatSeconds: 20 } as const
    const world = await held({ at: "2026-03-01T01:01:00.000Z", runner })
    const { runId } = entryOf("started")
    world.clock.after(30, () =>
      world.heartbeats.beat("production", { runId, at: "2026-03-01T01:01:30.000Z" }),
    )
    expect(await world.unlock("production")).toMatchObject({ code: "OWNER_ALIVE", locked: true })
    expect(await world.unlock("production")).toMatchObject({ outcome: "done", locked: false })
  })

  test("unlock with force takes it all the same", async () => {
    const world = await held()
    world.others.found = { process: { kind: "known", value: alive } }
    expect(await world.unlock("production", { force: true })).toMatchObject({
      outcome: "done",
      records: ["lock-broken"],
      locked: false,
    })
    // it ends its own, once it sees that it has lost the stage
    expect(world.others.silent).toEqual([])
  })

  test("unlock ends what a dead run left at work before it frees the stage", async () => {
    const world = await held()
    world.others.found = { process: { kind: "known", value: gone } }
    world.others.orphans = ["Process 4712 could not be ended", "process 4713 neither"]
    expect(await world.unlock("production")).toMatchObject({
      code: "ORPHANS_LEFT",
      records: [],
      locked: true,
      report: { reason: { message: "Process 4712 could not be ended; process 4713 neither" } },
    })
    world.others.orphans = []
    expect(await world.unlock("production")).toMatchObject({ outcome: "done", locked: false })
    expect(world.others.silent).toEqual(["run-of-ben", "run-of-ben"])
  })

  test.each([
    ["is alive", "OWNER_ALIVE", "It is alive: its process runs on this machine.", alive],
    ["may be alive", "LOCK_HELD", "It is not proven dead: it is on another machine", null],
  ])("unfreeze waits for a run that %s", async (_name, code, message, process) => {
    const world = await held()
    if (process !== null) world.others.found = { process: { kind: "known", value: process } }
    expect(await world.unfreeze("production")).toMatchObject({
      outcome: "blocked",
      code,
      records: [],
      report: { reason: { message: expect.stringContaining(message) } },
    })
    expect(world.ledger.state("production").frozen?.reason).toBe("it lost messages")
  })

  test("a run that may be alive is waited for, or unlocked first", async () => {
    const world = await held()
    const { report } = await world.unfreeze("production")
    expect(report.reason?.fix).toBe(
      "Wait for it. When you know that it is dead: `unlock --stage production --reason 'WHY'`; then unfreeze again.",
    )
  })

  test("unfreeze opens a stage whose owner is dead, and leaves what that left at work to unlock", async () => {
    const world = await held()
    world.others.found = { process: { kind: "known", value: gone } }
    world.others.orphans = ["Process 4712 could not be ended"]
    expect(await world.unfreeze("production")).toMatchObject({ outcome: "done", records: ["unfrozen"] })
  })

  test("unfreeze records nothing when another run takes the stage meanwhile", async () => {
    const world = await shop()
    freeze(world, "it lost messages")
    race(world, entryOf("started", v100))
    expect(await world.unfreeze("production")).toMatchObject({ code: "LOCK_HELD", records: [] })
  })
})

test("unfreeze lifts the quarantine of a stage that is not frozen", async () => {
  const world = await shop()
  for (const entry of byOwner(
    entryOf("quarantined", releaseOf("v1.1.0")),
    entryOf("failed", { changed: false }),
  ))
    world.ledger.add("production", entry)
  expect(world.ledger.state("production")).toMatchObject({ frozen: null, quarantine: [{ tag: "v1.1.0" }] })
  expect(await world.unfreeze("production")).toMatchObject({ outcome: "done", records: ["unfrozen"] })
  expect(world.ledger.state("production").quarantine).toEqual([])
  expect(world.ledger.records("production").at(-1)).toMatchObject({ detail: "the cause is known" })
})

test.each([
  ["unfreeze", unfreeze],
  ["unlock", unlock],
])("%s without a ledger to write changes nothing and says why", async (_name, intervene) => {
  const world = await shop()
  freeze(world, "it lost messages")
  if (intervene === unlock) world.ledger.add("production", entryOf("started"))
  world.ledger.before = broken("append")
  await expect(intervene(world.context(), { stage: "production", reason: "because" })).rejects.toMatchObject({
    reason: { code: "LEDGER_UNAVAILABLE" },
  })
})

test.each(["unlock", "unfreeze"] as const)(
  "%s: a ledger that says the same afterwards is not believed",
  async (command) => {
    const world = await shop()
    freeze(world, "it lost messages")
    if (command === "unlock") world.ledger.add("production", entryOf("started", releaseOf("v1.1.0")))
    const { read } = world.ledger
    const before = await world.ledger.read(["production"])
    world.ledger.read = async () => before
    const ending = await world[command]("production")
    world.ledger.read = read
    expect(ending).toMatchObject({
      outcome: "failed",
      ok: false,
      code: command === "unlock" ? "LOCK_HELD" : "STAGE_FROZEN",
      report: { reason: { message: expect.stringContaining("did not change") } },
    })
  },
)

test.each(["unlock", "unfreeze", "freeze"] as const)(
  "%s is done once it is recorded, although the ledger is away right after",
  async (command) => {
    const world = await shop()
    if (command === "unfreeze") freeze(world, "it lost messages")
    if (command === "unlock") world.ledger.add("production", entryOf("started", releaseOf("v1.1.0")))
    const { tryAppend } = world.ledger
    world.ledger.tryAppend = async (view, entries) => {
      const taken = await tryAppend.call(world.ledger, view, entries)
      world.ledger.before = broken("read")
      return taken
    }
    expect(await world[command]("production")).toMatchObject({ outcome: "done", ok: true })
  },
)

test("unfreeze keeps in the ledger all that it ends", async () => {
  const world = await shop()
  await world.freeze("production")
  freeze(world, "it lost messages")
  await world.unfreeze("production", "fixed")
  expect(world.ledger.records("production").at(-1)?.detail).toBe(
    "fixed (was: it lost messages; the launch, by ana)",
  )
})

test("unlock says for what it waits before it takes a stage from a run that was silent for long", async () => {
  const world = await shop()
  const runner = { kind: "engine", ci: null, heartbeatSeconds: 20 } as const
  world.ledger.add("production", entryOf("started", { ...v100, runner, at: "2026-03-01T01:01:00.000Z" }))
  const before = world.clock.monotonicMs()
  expect(await world.unlock("production")).toMatchObject({ outcome: "done", locked: false })
  const waitedMs = world.clock.monotonicMs() - before
  expect(waitedMs).toBeGreaterThan(0)
  expect(world.said.at(-1)).toBe(
    `waiting ${formatDuration(waitedMs)} for a heartbeat of the run that holds production`,
  )
})

test("unlock that is interrupted while it waits takes no stage", async () => {
  const world = await shop()
  const runner = { kind: "engine", ci: null, heartbeatSeconds: 20 } as const
  world.ledger.add("production", entryOf("started", { ...v100, runner, at: "2026-03-01T01:01:00.000Z" }))
  world.clock.after(30, () => world.interrupt())
  const { report, ...ending } = await world.unlock("production")
  expect(ending).toMatchObject({ outcome: "blocked", code: "INTERRUPTED", locked: true, records: [] })
  expect(report.reason?.fix).toBe("Run the same command again.")
})

test("what may not be lifted while a run may be working says for how long that run was watched", async () => {
  const world = await shop()
  await world.quarantine("v1.0.0")
  const runner = { kind: "engine", ci: null, heartbeatSeconds: 20 } as const
  world.ledger.add("production", entryOf("started", { ...v100, runner, at: "2026-03-01T01:01:00.000Z" }))
  const { report, code } = await world.quarantine("v1.0.0", { lift: true })
  expect(code).toBe("LOCK_HELD")
  expect(report.reason?.message).toMatch(
    / It is not proven dead: .*; watched for 1 min 00 s of the 1 min 40 s without/,
  )
})
