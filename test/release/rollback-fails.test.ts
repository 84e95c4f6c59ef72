import { describe, expect, test } from "vitest"
import type { Entry } from "../../src/core/ledger/record.ts"
import { failsHalfway, failsUnchanged, sick, throws } from "../helpers/fake-stage.ts"
import { named, World } from "../helpers/world.ts"

const FIX =
  "Look at what the stage serves, `smoke --stage production`, then take it to a version that works: `rollback --stage production --to VERSION`, or fix forward."

/** v1.0.0 and v1.1.0 were shipped; v1.2.0 is verified on staging but fails on production. */
async function shop(): Promise<World> {
  const world = new World()
  await world.ship("v1.0.0", "v1.1.0")
  await world.stage("v1.2.0")
  world.stages.production.answer("v1.2.0", sick)
  return world
}

/** In any case the run ends here: no second rollback, no lock, a frozen stage. */
async function fails(world: World) {
  const { report, recorded, ...ending } = await world.deploy("production", "v1.2.0")
  expect(recorded).toEqual(report)
  expect(report).toMatchObject({ rolledBackTo: null, smoke: { verdict: "fail" } })
  expect(world.ledger.state("production").frozen).not.toBeNull()
  expect(ending).toMatchObject({
    outcome: "rollback-failed",
    ok: false,
    code: "ROLLBACK_FAILED",
    changed: true,
    deploys: ["v1.2.0", "v1.1.0"],
    locked: false,
  })
  return { report, ...ending }
}

const because = (rest: string) =>
  `api was wrong 3 times in a row: status 500, not 200. Then the rollback to ${named("v1.1.0")} failed: ${rest}`

test.each([
  ["halfway", failsHalfway, ["v1.1.0: cannot update the function"], "deploy v1.1.0 ended with exit code 1."],
  ["before it changed anything", failsUnchanged, ["error: cannot find module"], "The tree cannot be built."],
])("the deploy of the old version fails %s", async (_name, script, log, message) => {
  const world = await shop()
  world.stages.production.onDeploy("v1.1.0", script)
  const { report, records, line } = await fails(world)
  expect(records).toEqual(["started", "deployed", "frozen", "rollback-started", "rollback-failed"])
  expect(line).toBe(`production is on ${named("v1.2.0")}, unverified: the rollback failed too, act now`)
  expect(report.reason?.message).toBe(because(message))
  expect(report.reason?.fix).toBe(FIX)
  expect(report.log).toEqual(log)
})

test("what both deploys said last is kept", async () => {
  const world = await shop()
  world.stages.production.onDeploy("v1.2.0", failsHalfway)
  world.stages.production.onDeploy("v1.1.0", failsHalfway)
  const { report } = await world.deploy("production", "v1.2.0")
  expect(report.log).toEqual(["v1.2.0: cannot update the function", "v1.1.0: cannot update the function"])
})

test("the old version does not pass any more", async () => {
  const world = await shop()
  world.stages.production.answer("v1.1.0", sick)
  const { report, records, line, running } = await fails(world)
  expect(records).toEqual([
    "started",
    "deployed",
    "frozen",
    "rollback-started",
    "deployed",
    "quarantined",
    "rollback-failed",
  ])
  expect(running).toBe("v1.1.0 unverified")
  expect(line).toBe(`production is on ${named("v1.1.0")}, unverified: the rollback failed too, act now`)
  expect(report.reason?.message).toBe(because("api was wrong 3 times in a row: status 500, not 200"))
  expect(report.rollbackSmoke?.verdict).toBe("fail")
})

test("the old version cannot be judged", async () => {
  const world = await shop()
  world.stages.production.onDeploy("v1.1.0", (stage, { release }) => {
    stage.serve(release)
    stage.network = false
    return { ok: true, outputs: stage.outputs }
  })
  const { report, records, running } = await fails(world)
  expect(records).toEqual([
    "started",
    "deployed",
    "frozen",
    "rollback-started",
    "deployed",
    "rollback-failed",
  ])
  expect(running).toBe("v1.1.0 unverified")
  expect(report.rollbackSmoke?.verdict).toBe("inconclusive")
  expect(report.reason?.message).toBe(
    because(
      "nothing could be reached, and no time left to pass within 90 s: api: the host cannot be reached from here",
    ),
  )
})

test("the deployer breaks", async () => {
  const world = await shop()
  world.stages.production.onDeploy("v1.1.0", throws(new Error("cannot read the answer")))
  const { report, records, running } = await fails(world)
  expect(records).toEqual(["started", "deployed", "frozen", "rollback-started", "rollback-failed"])
  expect(running).toBe("v1.2.0 unverified")
  expect(report.reason?.message).toBe(because("cannot read the answer"))
})

test("the run is interrupted", async () => {
  const world = await shop()
  world.stages.production.onDeploy("v1.1.0", (stage, { release }) => {
    stage.serve(release)
    world.interrupt()
    return { ok: true, outputs: stage.outputs }
  })
  const { report, records, running } = await fails(world)
  expect(records).toEqual([
    "started",
    "deployed",
    "frozen",
    "rollback-started",
    "deployed",
    "rollback-failed",
  ])
  expect(running).toBe("v1.1.0 unverified")
  expect(report.reason?.message).toBe(because("The run was interrupted."))
})

test.each([null, "v1.1.0"])(
  "a rollback without a verdict is not over: the next one (--to %s) ends it",
  async (to) => {
    const world = await shop()
    world.stages.production.onDeploy("v1.1.0", (stage, { release }) => {
      stage.serve(release)
      world.interrupt()
      return { ok: true, outputs: stage.outputs }
    })
    await fails(world)
    world.stages.production.calmDown()
    const refused = await world.deploy("production", "v1.2.0")
    expect(refused).toMatchObject({ outcome: "blocked", code: "STAGE_FROZEN" })
    expect(refused.report.reason).toMatchObject({
      message: expect.stringContaining(
        `The rollback from ${named("v1.2.0")} to ${named("v1.1.0")} did not come to its end.`,
      ),
      fix: expect.stringContaining("Finish it: `rollback --stage production"),
    })
    const ended = await world.rollback("production", { to })
    expect(ended).toMatchObject({
      outcome: "rolled-back",
      ok: true,
      running: "v1.1.0 verified",
      deploys: ["v1.1.0"],
    })
    expect(ended.report.previous?.tag).toBe("v1.2.0")
    expect(world.ledger.state("production")).toMatchObject({ quarantine: [{ tag: "v1.2.0" }] })
    // and is over then: another one goes further back, where a person names it
    expect(await world.rollback("production", { to: "v1.0.0" })).toMatchObject({
      outcome: "rolled-back",
      running: "v1.0.0 verified",
    })
  },
)

test("a rollback whose target failed goes further back the next time", async () => {
  const world = await shop()
  world.stages.production.answer("v1.1.0", sick)
  await fails(world)
  expect(await world.rollback("production")).toMatchObject({
    outcome: "rolled-back",
    running: "v1.0.0 verified",
  })
})

test("the rollback worked but cannot be recorded: it is not called verified, and the next run finishes it", async () => {
  const world = await shop()
  world.ledger.before = (_operation, entries) => {
    if (entries[0]?.kind === "rolled-back") throw new Error("pushed back")
  }
  const { report, ...ending } = await world.deploy("production", "v1.2.0")
  expect(ending).toMatchObject({
    outcome: "rollback-failed",
    code: "LEDGER_UNAVAILABLE",
    records: ["started", "deployed", "frozen", "rollback-started", "deployed"],
    running: "v1.1.0 unverified",
    recorded: null,
    locked: true,
  })
  expect(report.reason?.message).toBe(
    `api was wrong 3 times in a row: status 500, not 200. ${named("v1.1.0")} passed on production, ` +
      "but it is not known whether that was recorded: pushed back",
  )
  world.ledger.before = () => {}
  world.others.found = { process: { kind: "known", value: { state: "gone", how: "its process is gone" } } }
  expect(await world.deploy("production", "v1.2.0")).toMatchObject({
    outcome: "rolled-back",
    code: "ROLLBACK_RESUMED",
    running: "v1.1.0 verified",
  })
})

test("the rollback worked, and is recorded at the second try", async () => {
  const world = await shop()
  let refusals = 1
  world.ledger.before = (_operation, entries) => {
    if (entries[0]?.kind === "rolled-back" && refusals-- > 0) throw new Error("pushed back")
  }
  expect(await world.deploy("production", "v1.2.0")).toMatchObject({
    outcome: "rolled-back",
    records: ["started", "deployed", "frozen", "rollback-started", "deployed", "rolled-back"],
  })
})

describe("the ledger has the beginning of a rollback whose tool was never started", () => {
  /** What happens at the append that begins the rollback. */
  const atBeginning = (world: World, happen: (entries: readonly Entry[]) => void) => {
    let left = 1
    world.ledger.before = (_operation, entries) => {
      if (entries.some(({ kind }) => kind === "rollback-started") && left-- > 0) happen(entries)
    }
  }

  /** The record is taken, its answer is lost, and the remote is away for longer than is tried. */
  const losesTheAnswer = (world: World) =>
    atBeginning(world, (entries) => {
      for (const entry of entries) world.ledger.add("production", entry)
      let tries = 3
      world.ledger.before = () => {
        if (tries-- > 0) throw new Error("no route to host")
      }
      throw new Error("no route to host")
    })

  test.each([
    ["the answer is lost", losesTheAnswer, "no route to host"],
    [
      "the run is interrupted",
      (world: World) => atBeginning(world, () => world.interrupt()),
      "The run was interrupted.",
    ],
  ])(
    "%s: a person's rollback is not over, and its report does not hide the freeze",
    async (_, happens, why) => {
      const world = new World()
      await world.ship("v1.0.0", "v1.1.0")
      happens(world)
      const { report, ...ending } = await world.rollback("production")
      expect(ending).toMatchObject({
        outcome: "rollback-failed",
        code: "ROLLBACK_FAILED",
        line: `production is on ${named("v1.1.0")}, unverified: the rollback failed, act now`,
        records: ["started", "frozen", "rollback-started", "rollback-failed"],
        changed: false,
        deploys: [],
        locked: false,
      })
      expect(report.reason?.message).toBe(`The rollback to ${named("v1.0.0")} failed: ${why}`)
      expect(report.card?.frozen).not.toBeNull()
      world.ledger.before = () => {}
      expect(await world.rollback("production")).toMatchObject({
        outcome: "rolled-back",
        running: "v1.0.0 verified",
      })
    },
  )

  test("the answer is lost: the pipeline's own rollback is not over", async () => {
    const world = await shop()
    losesTheAnswer(world)
    const { report, ...ending } = await world.deploy("production", "v1.2.0")
    expect(ending).toMatchObject({
      outcome: "rollback-failed",
      records: ["started", "deployed", "frozen", "rollback-started", "rollback-failed"],
      deploys: ["v1.2.0"],
      locked: false,
    })
    expect(report.reason?.message).toBe(because("no route to host"))
    world.ledger.before = () => {}
    expect(await world.rollback("production")).toMatchObject({ running: "v1.1.0 verified" })
  })
})
