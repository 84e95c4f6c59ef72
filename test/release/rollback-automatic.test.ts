import { describe, expect, test } from "vitest"
import type { StageState } from "../../src/core/ledger/stage-state.ts"
import { begunRollback } from "../../src/core/plan/way-back.ts"
import type { Release } from "../../src/core/stage.ts"
import { refused, sick } from "../helpers/fake-stage.ts"
import { named, releaseOf, World } from "../helpers/world.ts"

/** v1.0.0 and v1.1.0 were shipped, v1.2.0 is verified on staging but fails on production; so is v1.3.0, tagged later. */
async function shop(): Promise<World> {
  const world = new World()
  await world.ship("v1.0.0", "v1.1.0")
  await world.stage("v1.2.0", "v1.3.0")
  world.stages.production.answer("v1.2.0", sick)
  return world
}

test("a version that fails smoke is rolled back to the last one that this stage verified", async () => {
  const world = await shop()
  const { report, recorded, ...ending } = await world.deploy("production", "v1.2.0")
  expect(ending).toEqual({
    outcome: "rolled-back",
    ok: false,
    code: "SMOKE_FAILED",
    line: `production runs ${named("v1.1.0")}, not v1.2.0: rolled back, verified`,
    running: "v1.1.0 verified",
    changed: true,
    records: ["started", "deployed", "frozen", "rollback-started", "deployed", "rolled-back"],
    deploys: ["v1.2.0", "v1.1.0"],
    locked: false,
  })
  expect(report).toMatchObject({
    ...releaseOf("v1.2.0"),
    previous: releaseOf("v1.1.0"),
    rolledBackTo: releaseOf("v1.1.0"),
    smoke: { verdict: "fail", attempts: 3 },
    rollbackSmoke: { verdict: "pass", attempts: 3 },
    outputs: world.stages.production.outputs,
  })
  expect(report.phases.map(({ name, status }) => `${name} ${status}`)).toEqual([
    "resolve ok",
    "gates ok",
    "deploy ok",
    "smoke failed",
    "rollback ok",
    "rollback-smoke ok",
  ])
  expect(recorded).toEqual(report)
})

test("the version that was left is quarantined and the stage is frozen", async () => {
  const world = await shop()
  await world.deploy("production", "v1.2.0")
  const detail = "api was wrong 3 times in a row: status 500, not 200"
  const state = world.ledger.state("production")
  expect(state.frozen).toMatchObject({ reason: detail, actor: "ana" })
  expect(state.quarantine).toMatchObject([{ ...releaseOf("v1.2.0"), reason: detail }])
  expect(state.verified.map(({ tag }) => tag)).toEqual(["v1.1.0", "v1.0.0"])
  expect(world.said).toContain(
    `rolling back to ${named("v1.1.0")}: the last other version that passed smoke on this stage`,
  )
})

test("the records tell what was left and why", async () => {
  const world = await shop()
  await world.deploy("production", "v1.2.0")
  const [frozen, started, , , rolledBack] = world.ledger.records("production").slice(-5)
  const told = { ...releaseOf("v1.1.0"), from: releaseOf("v1.2.0"), code: "SMOKE_FAILED" }
  expect(frozen).toMatchObject({ kind: "frozen", ...told })
  expect(started).toMatchObject({ kind: "rollback-started", ...told })
  expect(rolledBack).toMatchObject({
    kind: "rolled-back",
    ...told,
    detail: `from ${named("v1.2.0")}: api was wrong 3 times in a row: status 500, not 200`,
  })
})

test("stage and quarantine are in the ledger before the rollback touches anything", async () => {
  const world = await shop()
  world.stages.production.onDeploy("v1.1.0", () => {
    const { frozen, quarantine, running } = world.ledger.state("production")
    expect(frozen).not.toBeNull()
    expect(quarantine.map(({ tag }) => tag)).toEqual(["v1.2.0"])
    expect(running).toMatchObject({ tag: "v1.2.0", verified: false })
    world.stages.production.serve(releaseOf("v1.1.0"))
    return { ok: true, outputs: world.stages.production.outputs }
  })
  expect(await world.deploy("production", "v1.2.0")).toMatchObject({ outcome: "rolled-back" })
})

test("a version that never comes up is rolled back at the deadline", async () => {
  const world = await shop()
  world.stages.production.answer("v1.2.0", () => refused)
  const { report, outcome } = await world.deploy("production", "v1.2.0")
  expect(outcome).toBe("rolled-back")
  expect(report.reason?.message).toBe(
    "not right, and no time left to pass within 90 s: api: connection refused",
  )
})

test("a deploy that left the old version running is no success", async () => {
  const world = await shop()
  world.stages.production.onDeploy("v1.3.0", (stage) => ({ ok: true, outputs: stage.outputs }))
  const { report, outcome } = await world.deploy("production", "v1.3.0")
  expect(outcome).toBe("rolled-back")
  expect(report.reason?.message).toBe(
    "not right, and no time left to pass within 90 s: api: version v1.1.0, not v1.3.0",
  )
})

test("a redeploy of what runs goes back to the version before it", async () => {
  const world = await shop()
  world.stages.production.answer("v1.1.0", sick)
  expect(await world.deploy("production", "v1.1.0")).toMatchObject({
    outcome: "rolled-back",
    running: "v1.0.0 verified",
    deploys: ["v1.1.0", "v1.0.0"],
  })
})

test("two tags of one commit are one version: a bad one is not rolled back to the other", async () => {
  const world = await shop()
  world.commits.set("v1.1.1", world.commits.get("v1.1.0") as string)
  world.stages.production.answer("v1.1.1", sick)
  await world.deploy("staging", "v1.1.1")
  expect(await world.deploy("production", "v1.1.1")).toMatchObject({
    outcome: "rolled-back",
    running: "v1.0.0 verified",
    deploys: ["v1.1.1", "v1.0.0"],
  })
})

describe("after the rollback", () => {
  async function rolledBack(): Promise<World> {
    const world = await shop()
    await world.deploy("production", "v1.2.0")
    return world
  }

  test("nothing ships until a person opens the stage", async () => {
    const world = await rolledBack()
    expect(await world.deploy("production", "v1.3.0")).toMatchObject({
      outcome: "blocked",
      code: "STAGE_FROZEN",
      line: `Nothing was changed: v1.3.0 was not deployed to production, which still runs ${named("v1.1.0")}`,
    })
  })

  test("a version that was rolled back is no target until it is verified again", async () => {
    const world = await rolledBack()
    await world.unfreeze("production")
    world.stages.production.answer("v1.3.0", sick)
    expect(await world.deploy("production", "v1.3.0")).toMatchObject({ running: "v1.1.0 verified" })
    expect(await world.rollback("production", { to: "v1.2.0" })).toMatchObject({
      outcome: "blocked",
      code: "ROLLBACK_TARGET_UNKNOWN",
    })
    await world.unfreeze("production")
    world.stages.production.heal("v1.2.0")
    expect(await world.deploy("production", "v1.2.0")).toMatchObject({ outcome: "deployed" })
    await world.stage("v1.4.0")
    world.stages.production.answer("v1.4.0", sick)
    expect(await world.deploy("production", "v1.4.0")).toMatchObject({ running: "v1.2.0 verified" })
  })

  test("the next version ships once the stage is open", async () => {
    const world = await rolledBack()
    await world.unfreeze("production")
    expect(await world.deploy("production", "v1.3.0")).toMatchObject({
      outcome: "deployed",
      report: { previous: releaseOf("v1.1.0") },
    })
  })
})

test("a rollback that a run had begun is over once the quarantine of what it leaves was lifted", () => {
  const [from, to, other] = [releaseOf("v1.1.0"), releaseOf("v1.0.0"), releaseOf("v0.9.0")]
  const lock = { rollback: { from, to } } as unknown as StageState["lock"]
  const bad = (release: Release) => ({ ...release, at: "", reason: "api: 500" })
  expect(begunRollback({ lock, quarantine: [bad(other), bad(from)] }, from)).toEqual({
    ...{ from, to, detail: "api: 500" },
  })
  for (const [quarantine, release] of [
    [[bad(other)], from],
    [[bad(from)], to],
    [[bad(from)], null],
  ] as const)
    expect(begunRollback({ lock, quarantine: [...quarantine] }, release)).toBeNull()
})
