import { describe, expect, test } from "vitest"
import { sick } from "../helpers/fake-stage.ts"
import { entryOf, named, releaseOf, shop, World } from "../helpers/world.ts"

describe("B2: the newest judgement of a version counts", () => {
  /** Staging verified v1.0.0, which fails when it is deployed there once more. */
  async function failedLater(): Promise<World> {
    const world = new World()
    await world.stage("v1.0.0")
    world.stages.staging.answer("v1.0.0", sick)
    expect(await world.deploy("staging", "v1.0.0")).toMatchObject({ outcome: "failed", code: "SMOKE_FAILED" })
    world.stages.staging.heal("v1.0.0")
    return world
  }

  test("a version that fails a later smoke test is no longer verified, and is quarantined", async () => {
    const world = await failedLater()
    expect(world.ledger.state("staging")).toMatchObject({
      verified: [],
      quarantine: [{ sha: releaseOf("v1.0.0").sha }],
    })
    expect(world.ledger.records("staging").slice(-2)).toMatchObject([
      { kind: "quarantined", ...releaseOf("v1.0.0"), code: "SMOKE_FAILED" },
      { kind: "failed", ...releaseOf("v1.0.0"), code: "SMOKE_FAILED" },
    ])
  })

  test("production does not take what staging failed last", async () => {
    const world = await failedLater()
    expect(await world.deploy("production", "v1.0.0")).toMatchObject({
      outcome: "blocked",
      code: "STAGING_NOT_VERIFIED",
      deploys: [],
    })
  })

  test("it is no target of a rollback", async () => {
    const world = await failedLater()
    await world.unfreeze("staging")
    await world.stage("v1.1.0")
    expect(await world.rollback("staging", { to: "v1.0.0" })).toMatchObject({
      outcome: "blocked",
      deploys: [],
    })
    expect(await world.rollback("staging")).toMatchObject({ code: "NO_ROLLBACK_TARGET", deploys: [] })
  })

  test("a pass that comes later makes it verified again", async () => {
    const world = await failedLater()
    await world.unfreeze("staging")
    expect(await world.deploy("staging", "v1.0.0")).toMatchObject({ outcome: "deployed" })
    expect(world.ledger.state("staging")).toMatchObject({ verified: [releaseOf("v1.0.0")], quarantine: [] })
    expect(await world.deploy("production", "v1.0.0")).toMatchObject({ outcome: "deployed" })
  })
})

describe("E1: a bad version is not let in again by the same command", () => {
  test("where there was nothing to go back to", async () => {
    const world = new World()
    await world.stage("v1.0.0")
    world.stages.production.answer("v1.0.0", sick)
    expect(await world.deploy("production", "v1.0.0")).toMatchObject({
      outcome: "failed",
      running: "v1.0.0 unverified",
    })
    expect(await world.deploy("production", "v1.0.0")).toMatchObject({
      outcome: "blocked",
      code: "VERSION_QUARANTINED",
      deploys: [],
    })
  })

  test("where the stage is not rolled back by itself", async () => {
    const world = await shop()
    world.tag("v1.2.0")
    world.stages.staging.answer("v1.2.0", sick)
    expect(await world.deploy("staging", "v1.2.0")).toMatchObject({ outcome: "failed" })
    expect(await world.deploy("staging", "v1.2.0")).toMatchObject({
      code: "VERSION_QUARANTINED",
      deploys: [],
    })
    // another version may follow it, as a fix does
    world.tag("v1.2.1")
    expect(await world.deploy("staging", "v1.2.1")).toMatchObject({ outcome: "deployed" })
  })

  test("under another tag either", async () => {
    const world = await shop()
    world.tag("v1.2.0")
    world.point("v1.2.1", releaseOf("v1.2.0").sha)
    world.stages.staging.answer("v1.2.0", sick)
    await world.deploy("staging", "v1.2.0")
    expect(await world.deploy("staging", "v1.2.1")).toMatchObject({
      code: "VERSION_QUARANTINED",
      deploys: [],
    })
  })

  test("a deploy whose tool failed says nothing of the version, which may be tried again", async () => {
    const world = await shop()
    world.tag("v1.2.0")
    world.stages.staging.onDeploy("v1.2.0", (stage) => {
      stage.onDeploy("v1.2.0", (one, { release }) => {
        one.serve(release)
        return { ok: true, outputs: one.outputs }
      })
      throw new Error("the tool broke")
    })
    expect(await world.deploy("staging", "v1.2.0")).toMatchObject({ outcome: "failed" })
    expect(await world.deploy("staging", "v1.2.0")).toMatchObject({ outcome: "deployed" })
  })
})

describe("B12: an older version replaces a newer one only with a person's word", () => {
  test("a deploy that would go back is refused, and says what does it", async () => {
    const world = await shop()
    await world.ship("v1.1.0")
    const { report, ...ending } = await world.deploy("production", "v1.0.0")
    expect(ending).toMatchObject({ outcome: "blocked", code: "OLDER_VERSION", deploys: [] })
    expect(report.reason?.message).toBe(`v1.0.0 is older than ${named("v1.1.0")}, which runs.`)
    expect(report.reason?.fix).toContain("rollback")
    expect(report.reason?.fix).toContain("--allow-older")
  })

  test("on staging as on production", async () => {
    const world = await shop()
    expect(await world.deploy("staging", "v1.0.0")).toMatchObject({ code: "OLDER_VERSION", deploys: [] })
  })

  test("what another run has only begun to deploy is not said to run", async () => {
    const world = await shop()
    world.ledger.add("staging", entryOf("started", { ...releaseOf("v1.1.0"), command: "deploy-staging" }))
    // whether it stays there is not settled: a deploy is refused for the lock, and waits for it
    expect(await world.deploy("staging", "v1.0.0")).toMatchObject({ code: "LOCK_HELD", deploys: [] })
    const { report } = await world.preflight("staging", "v1.0.0")
    expect(report.gates.find(({ id }) => id === "older")).toMatchObject({
      status: "fail",
      detail: `v1.0.0 is older than ${named("v1.1.0")}, whose deploy has begun.`,
    })
  })

  test("one that waits for the run that holds the stage is judged by what that run leaves", async () => {
    const world = await shop()
    await world.stage("v1.1.0")
    const { length } = world.ledger.records("production")
    world.ledger.add(
      "production",
      entryOf("started", { ...releaseOf("v1.1.0"), command: "deploy-production" }),
    )
    const ended = entryOf("failed", { ...releaseOf("v1.1.0"), changed: false })
    world.clock.after(20, () => world.ledger.add("production", ended))
    expect(await world.deploy("production", "v1.0.0", { waitSeconds: 60 })).toMatchObject({
      outcome: "deployed",
      running: "v1.0.0 verified",
    })
    expect(world.ledger.records("production").length).toBeGreaterThan(length + 3)
  })

  test("with the word it goes back, and the ledger has the word", async () => {
    const world = await shop()
    await world.ship("v1.1.0")
    expect(await world.deploy("production", "v1.0.0", { allowOlder: "v1.1.0 lost orders" })).toMatchObject({
      outcome: "deployed",
      records: ["started", "waived", "deployed", "verified"],
      running: "v1.0.0 verified",
    })
    expect(world.ledger.records("production").find(({ kind }) => kind === "waived")).toMatchObject({
      code: "OLDER_VERSION",
      reason: "v1.1.0 lost orders",
      waiver: { gate: "older", until: null },
    })
  })

  test("a plan shows it", async () => {
    const world = await shop()
    await world.ship("v1.1.0")
    const { report } = await world.plan("production", "v1.0.0")
    expect(report.gates.find(({ id }) => id === "older")).toMatchObject({
      status: "fail",
      code: "OLDER_VERSION",
    })
  })

  test("to deploy again what runs is no step back", async () => {
    const world = await shop()
    await world.ship("v1.1.0")
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
  })

  test("where the history is cut off, nothing is guessed", async () => {
    const world = await shop()
    world.isAncestor = async () => ({ kind: "unavailable", message: "the clone is shallow" })
    const { report } = await world.deploy("production", "v1.1.0")
    expect(report.gates.find(({ id }) => id === "older")).toMatchObject({
      status: "fail",
      code: "GATE_UNAVAILABLE",
      detail: "Whether v1.1.0 is older than the version that runs is not known: the clone is shallow",
    })
  })
})
