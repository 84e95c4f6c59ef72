import { describe, expect, test } from "vitest"
import { failsHalfway, failsUnchanged, loadBalancerError, sick } from "../helpers/fake-stage.ts"
import { entryOf, named, releaseOf, World } from "../helpers/world.ts"

async function shop(): Promise<World> {
  const world = new World()
  await world.ship("v1.0.0", "v1.1.0", "v1.2.0")
  return world
}

test("without a name it goes to the last other version that the stage verified", async () => {
  const world = await shop()
  const { report, recorded, ...ending } = await world.rollback("production", { reason: "orders are lost" })
  expect(ending).toEqual({
    outcome: "rolled-back",
    ok: true,
    code: null,
    line: `production runs ${named("v1.1.0")}, not v1.2.0: rolled back, verified`,
    running: "v1.1.0 verified",
    changed: true,
    records: ["started", "frozen", "rollback-started", "deployed", "rolled-back"],
    deploys: ["v1.1.0"],
    locked: false,
  })
  expect(report).toMatchObject({
    command: "rollback",
    ...releaseOf("v1.1.0"),
    previous: releaseOf("v1.2.0"),
    rolledBackTo: releaseOf("v1.1.0"),
    smoke: null,
    rollbackSmoke: { verdict: "pass" },
  })
  expect(report.phases.map(({ name, status }) => `${name} ${status}`)).toEqual([
    "resolve ok",
    "gates ok",
    "rollback ok",
    "rollback-smoke ok",
  ])
  expect(recorded).toEqual(report)
})

test("it freezes the stage and quarantines what it left, with the person's reason", async () => {
  const world = await shop()
  await world.rollback("production", { reason: "orders are lost" })
  expect(world.ledger.state("production")).toMatchObject({
    frozen: { reason: "orders are lost" },
    quarantine: [{ ...releaseOf("v1.2.0"), reason: "orders are lost" }],
  })
})

test("without a reason the ledger says that a person asked for it", async () => {
  const world = await shop()
  await world.rollback("production")
  expect(world.ledger.state("production").frozen?.reason).toBe("A person asked for it.")
})

test("it goes to a version that is named", async () => {
  const world = await shop()
  expect(await world.rollback("production", { to: "v1.0.0" })).toMatchObject({
    outcome: "rolled-back",
    line: `production runs ${named("v1.0.0")}, not v1.2.0: rolled back, verified`,
    deploys: ["v1.0.0"],
  })
})

test("staging can be rolled back as well", async () => {
  const world = await shop()
  expect(await world.rollback("staging")).toMatchObject({ outcome: "rolled-back", deploys: ["v1.1.0"] })
})

test("a second one, of another person on call, leaves the good version alone; by name it goes further back", async () => {
  const world = await shop()
  await world.rollback("production", { reason: "it is slow" })
  const { report, ...second } = await world.rollback("production")
  expect(second).toMatchObject({ code: "ROLLBACK_TARGET_RUNNING", running: "v1.1.0 verified", deploys: [] })
  expect(report.reason).toMatchObject({
    message: expect.stringMatching(
      /^v1\.1\.0 \(\w+\) passed smoke on the stage since the stage was frozen, at .*: it is slow$/,
    ),
    fix: "Leave it as it is, and find the cause. To leave v1.1.0 all the same: `rollback --stage production --to v1.0.0 --reason 'WHY'`.",
  })
  expect(await world.rollback("production", { to: "v1.0.0" })).toMatchObject({
    outcome: "rolled-back",
    running: "v1.0.0 verified",
    line: `production runs ${named("v1.0.0")}, not v1.1.0: rolled back, verified`,
  })
})

test("so does one that takes the stage over from a rollback that died before it began", async () => {
  const world = await shop()
  await world.rollback("production", { reason: "it is slow" })
  world.ledger.add("production", entryOf("started", { command: "rollback", fence: 9 }))
  world.others.found = { process: { kind: "known", value: { state: "gone", how: "its process is gone" } } }
  expect(await world.rollback("production")).toMatchObject({
    code: "ROLLBACK_TARGET_RUNNING",
    running: "v1.1.0 verified",
    deploys: [],
  })
})

test.each([
  ["does not answer", loadBalancerError],
  ["answers with errors", sick],
])("a second one goes further back where the version that is back %s", async (_, answer) => {
  const world = await shop()
  await world.rollback("production")
  world.stages.production.watched = true
  world.stages.production.answer("v1.1.0", answer)
  const { report } = await world.smoke("production")
  expect(report.card?.command).toBe("rollback --stage production --to v1.0.0 --reason 'WHY'")
  expect(await world.rollback("production")).toMatchObject({
    outcome: "rolled-back",
    running: "v1.0.0 verified",
  })
})

test("one whose tree cannot be made leaves all as it was", async () => {
  const world = await shop()
  world.stages.production.claims = false
  world.stages.production.onDeploy("v1.1.0", failsUnchanged)
  const before = world.ledger.state("production")
  expect(await world.rollback("production")).toMatchObject({
    outcome: "failed",
    code: "DEPLOY_FAILED",
    line: `Nothing was changed: production still runs ${named("v1.2.0")}`,
    records: ["started", "failed"],
    locked: false,
  })
  const { frozen, quarantine, running, verified } = world.ledger.state("production")
  expect({ frozen, quarantine, running, verified }).toEqual({
    ...{ frozen: before.frozen, quarantine: before.quarantine },
    ...{ running: before.running, verified: before.verified },
  })
})

test("one whose target a person quarantines before it begins leaves all as it was", async () => {
  const world = await shop()
  world.ledger.before = (_operation, entries) => {
    if (entries.every(({ kind }) => kind !== "effect")) return
    world.ledger.before = () => {}
    const why = { runId: "run-of-eve", actor: "eve", reason: "it loses messages" }
    world.ledger.add("production", entryOf("quarantined-by-hand", { ...releaseOf("v1.1.0"), ...why }))
  }
  expect(await world.rollback("production")).toMatchObject({
    outcome: "failed",
    code: "VERSION_QUARANTINED",
    line: `Nothing was changed: production still runs ${named("v1.2.0")}`,
    deploys: [],
    records: ["started", "failed"],
  })
  expect(world.ledger.state("production")).toMatchObject({ frozen: null, running: { verified: true } })
})

describe("a stage that serves what the ledger does not know", () => {
  const drifted = async () => {
    const world = await shop()
    world.stages.production.watched = true
    world.stages.production.serve(releaseOf("v9.9.9"))
    return world
  }

  test.each([null, "v1.2.0"])(
    "is not rolled back (--to %s): the ledger's version is not at fault",
    async (to) => {
      const world = await drifted()
      const { report, ...ending } = await world.rollback("production", { to })
      expect(ending).toMatchObject({ code: "STAGE_DRIFTED", deploys: [], running: "v1.2.0 verified" })
      expect(ending.line).toContain("by the ledger still runs v1.2.0")
      expect(report.reason?.fix).toContain("`deploy-production --tag v1.2.0 --waive 'drift=WHY'`")
      expect(world.ledger.state("production").quarantine).toEqual([])
    },
  )

  test("is taken to a version that a person names", async () => {
    const world = await drifted()
    expect(await world.rollback("production", { to: "v1.0.0" })).toMatchObject({
      outcome: "rolled-back",
      running: "v1.0.0 verified",
    })
  })
})

test("it goes through on a frozen stage, and no gate of a deploy is in its way", async () => {
  const world = await shop()
  world.unmerged.add("v1.1.0")
  world.ledger.add("production", entryOf("inconclusive", { ...releaseOf("v1.2.0"), detail: "not known why" }))
  expect(await world.rollback("production")).toMatchObject({
    outcome: "rolled-back",
    ok: true,
    running: "v1.1.0 verified",
  })
})

describe("refused, and nothing is touched", () => {
  test.each([
    [
      "E9: one that the stage never verified, of which no record is left",
      "v9.9.9",
      "ROLLBACK_TARGET_UNKNOWN",
      [],
    ],
    ["the one that runs", "v1.2.0", "ROLLBACK_TARGET_RUNNING", ["blocked"]],
  ])("%s", async (_name, to, code, records) => {
    const world = await shop()
    expect(await world.rollback("production", { to })).toMatchObject({
      outcome: "blocked",
      ok: false,
      code,
      line: `Nothing was changed: production was not rolled back; it still runs ${named("v1.2.0")}`,
      changed: false,
      records,
      deploys: [],
      locked: false,
    })
  })

  test("one that was rolled back itself", async () => {
    const world = await shop()
    await world.rollback("production", { reason: "orders are lost" })
    const { report, code } = await world.rollback("production", { to: "v1.2.0" })
    expect(code).toBe("VERSION_QUARANTINED")
    expect(report.reason?.message).toBe(`${named("v1.2.0")} was quarantined: orders are lost`)
  })

  test("one that only staging verified", async () => {
    const world = await shop()
    await world.stage("v1.3.0")
    expect(await world.rollback("production", { to: "v1.3.0" })).toMatchObject({
      code: "ROLLBACK_TARGET_UNKNOWN",
    })
  })

  test("a stage that has nothing to go back to", async () => {
    const world = new World()
    expect(await world.rollback("production")).toMatchObject({
      outcome: "blocked",
      code: "NO_ROLLBACK_TARGET",
      line: "Nothing was changed: production was not rolled back",
      records: ["blocked"],
    })
  })

  test("a stage that another run holds", async () => {
    const world = await shop()
    world.ledger.add("production", entryOf("started"))
    expect(await world.rollback("production")).toMatchObject({
      outcome: "blocked",
      code: "LOCK_HELD",
      deploys: [],
    })
  })
})

describe("it fails", () => {
  const line = (tag: string) => `production is on ${named(tag)}, unverified: the rollback failed, act now`

  test("when the old version cannot be deployed", async () => {
    const world = await shop()
    world.stages.production.onDeploy("v1.1.0", failsHalfway)
    const { report, recorded, ...ending } = await world.rollback("production", { reason: "orders are lost" })
    expect(ending).toMatchObject({
      outcome: "rollback-failed",
      ok: false,
      code: "ROLLBACK_FAILED",
      line: line("v1.2.0"),
      running: "v1.2.0 unverified",
      records: ["started", "frozen", "rollback-started", "rollback-failed"],
      deploys: ["v1.1.0"],
      locked: false,
    })
    expect(report.reason?.message).toBe(
      `The rollback to ${named("v1.1.0")} failed: deploy v1.1.0 ended with exit code 1.`,
    )
    expect(recorded).toEqual(report)
  })

  test("when the old version does not pass: it is not rolled back in turn", async () => {
    const world = await shop()
    world.stages.production.answer("v1.1.0", sick)
    expect(await world.rollback("production")).toMatchObject({
      outcome: "rollback-failed",
      line: line("v1.1.0"),
      records: ["started", "frozen", "rollback-started", "deployed", "quarantined", "rollback-failed"],
      deploys: ["v1.1.0"],
      locked: false,
    })
  })
})

test("a rollback that waited is refused by what is there then", async () => {
  const world = await shop()
  world.hold("production")
  world.clock.after(5, () => {
    world.play("production", [
      entryOf("failed", { ...releaseOf("v9.0.0"), changed: false }),
      entryOf("quarantined-by-hand", { ...releaseOf("v1.1.0"), runId: "x", reason: "it loses messages" }),
    ])
  })
  expect(await world.rollback("production", { to: "v1.1.0", waitSeconds: 30 })).toMatchObject({
    outcome: "blocked",
    deploys: [],
    locked: false,
  })
})

describe("a clone that was not fetched lately lacks the version to go back to", () => {
  test("the stage is left alone: no freeze, no quarantine, and what runs stays verified", async () => {
    const world = await shop()
    world.history.splice(1, 1)
    const { report, ...ending } = await world.rollback("production")
    expect(ending).toMatchObject({
      outcome: "blocked",
      code: "TREE_INCOMPLETE",
      line: `Nothing was changed: production was not rolled back; it still runs ${named("v1.2.0")}`,
      running: "v1.2.0 verified",
      records: ["blocked"],
      deploys: [],
      locked: false,
    })
    expect(report.reason?.fix).toContain("git fetch --all --tags")
    expect(world.ledger.state("production")).toMatchObject({ frozen: null, quarantine: [] })
  })

  test("it goes to one that it has", async () => {
    const world = await shop()
    world.history.splice(1, 1)
    expect(await world.rollback("production", { to: "v1.0.0" })).toMatchObject({ outcome: "rolled-back" })
  })

  test("a rollback that a dead run had begun waits for a clone that can finish it", async () => {
    const world = await shop()
    const command = "deploy-production"
    world.ledger.add("production", entryOf("started", { ...releaseOf("v1.2.0"), command }))
    const from = releaseOf("v1.2.0")
    world.ledger.add("production", entryOf("quarantined", { ...from, detail: "it is bad" }))
    world.ledger.add("production", entryOf("rollback-started", { ...releaseOf("v1.1.0"), from }))
    world.others.found = { process: { kind: "known", value: { state: "gone", how: "its process is gone" } } }
    world.history.splice(1, 1)
    expect(await world.deploy("production", "v1.2.0")).toMatchObject({
      code: "TREE_INCOMPLETE",
      deploys: [],
      locked: true,
    })
  })
})
