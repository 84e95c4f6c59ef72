import { expect, test } from "vitest"
import { reason } from "../../src/core/reasons.ts"
import { deploy } from "../../src/release/deploy.ts"
import { broken } from "../helpers/fake-ledger.ts"
import { refused, sick } from "../helpers/fake-stage.ts"
import { entryOf, named, releaseOf, shop } from "../helpers/world.ts"

const nothingChanged = {
  outcome: "blocked",
  ok: false,
  code: "INTERRUPTED",
  line: `Nothing was changed: v1.1.0 was not deployed to production, which still runs ${named("v1.0.0")}`,
  running: "v1.0.0 verified",
  changed: false,
  records: ["blocked"],
  deploys: [],
  locked: false,
}

const interrupted = {
  outcome: "failed",
  ok: false,
  code: "INTERRUPTED",
  running: "v1.1.0 unverified",
  changed: true,
  deploys: ["v1.1.0"],
  locked: false,
}

test("before it began: the stage is not taken", async () => {
  const world = await shop()
  world.ledger.before = (operation) => {
    if (operation === "read") world.interrupt()
  }
  const { report, ...ending } = await world.deploy("production", "v1.1.0")
  expect(ending).toMatchObject(nothingChanged)
  expect(report.reason).toEqual(
    reason("INTERRUPTED", "The run was interrupted before it began.", "Run the same command again."),
  )
})

test("while it waits for the stage: it stops waiting at once", async () => {
  const world = await shop()
  world.ledger.add("production", entryOf("started"))
  world.clock.after(3, () => world.interrupt())
  const { report, ...ending } = await world.deploy("production", "v1.1.0", { waitSeconds: 600 })
  expect(ending).toMatchObject({ ...nothingChanged, locked: true })
  expect(report.durationMs).toBeLessThan(5000)
})

test("while it pauses before it waits on: it waits no longer", async () => {
  const world = await shop()
  world.ledger.add("production", entryOf("started"))
  const { sleep } = world.clock
  world.clock.sleep = (ms, signal) => {
    world.clock.sleep = sleep
    queueMicrotask(() => world.interrupt())
    return sleep.call(world.clock, ms, signal)
  }
  expect(await world.deploy("production", "v1.1.0", { waitSeconds: 600 })).toMatchObject({
    code: "INTERRUPTED",
    deploys: [],
  })
})

test("while it deploys: what the stage runs is not verified, and it is not rolled back", async () => {
  const world = await shop()
  world.stages.production.onDeploy("v1.1.0", (stage) => {
    world.interrupt()
    stage.serving = null
    return { ok: false, changed: true, reason: reason("DEPLOY_FAILED", "deploy was ended."), log: ["^C"] }
  })
  const { report, recorded, ...ending } = await world.deploy("production", "v1.1.0")
  expect(ending).toMatchObject({
    ...interrupted,
    line: `production is on ${named("v1.1.0")}, unverified: deploy was ended.`,
    records: ["started", "failed"],
  })
  expect(report.log).toEqual(["^C"])
  expect(recorded).toEqual(report)
})

test("while it deploys, before anything was changed", async () => {
  const world = await shop()
  world.stages.production.onDeploy("v1.1.0", () => {
    world.interrupt()
    return { ok: false, changed: false, reason: reason("INTERRUPTED"), log: [] }
  })
  expect(await world.deploy("production", "v1.1.0")).toMatchObject({
    ...nothingChanged,
    line: `Nothing was changed: production still runs ${named("v1.0.0")}`,
    outcome: "failed",
    records: ["started", "failed"],
    deploys: ["v1.1.0"],
    report: { reason: { fix: "Run the same command again." } },
  })
})

test("once a version has failed: it is not rolled back, and not let in again", async () => {
  const world = await shop()
  world.stages.production.answer("v1.1.0", sick)
  // the record of the deploy is still on its way when the version is judged
  let away = 2
  world.ledger.before = (operation, entries) => {
    if (entries[0]?.kind !== "deployed" || away-- <= 0) return
    if (away === 1) world.clock.after(3, () => world.interrupt())
    broken("append")(operation, entries)
  }
  expect(await world.deploy("production", "v1.1.0")).toMatchObject({
    outcome: "failed",
    code: "INTERRUPTED",
    records: ["started", "deployed", "quarantined", "failed"],
    deploys: ["v1.1.0"],
  })
  expect(await world.deploy("production", "v1.1.0")).toMatchObject({
    code: "VERSION_QUARANTINED",
    deploys: [],
  })
})

test("by a deployer that throws when it is interrupted", async () => {
  const world = await shop()
  world.stages.production.onDeploy("v1.1.0", (_stage, { signal }) => {
    world.interrupt()
    throw signal.reason
  })
  expect(await world.deploy("production", "v1.1.0")).toMatchObject({
    ...interrupted,
    line: `production is on ${named("v1.1.0")}, unverified: The run was interrupted.`,
    records: ["started", "failed"],
    report: { reason: { fix: expect.stringContaining("or roll back") } },
  })
})

test("during smoke: the deploy is remembered as unverified", async () => {
  const world = await shop()
  world.stages.production.answer("v1.1.0", () => refused)
  world.clock.after(40, () => world.interrupt())
  const { report, ...ending } = await world.deploy("production", "v1.1.0")
  expect(ending).toMatchObject({
    ...interrupted,
    line: `production is on ${named("v1.1.0")}, unverified: The run was interrupted.`,
    records: ["started", "deployed", "failed"],
  })
  expect(report.smoke).toBeNull()
  expect(report.phases.at(-1)).toMatchObject({
    name: "smoke",
    status: "failed",
    detail: "interrupted by SIGINT",
  })
})

test("during a request that hangs: it does not wait for the answer", async () => {
  const world = await shop()
  const context = world.context("production")
  context.ports.prober = {
    probe() {
      queueMicrotask(() => world.interrupt())
      return new Promise(() => {})
    },
  }
  const request = { stage: "production", tag: "v1.1.0", reason: null, waitSeconds: 0 } as const
  expect(await deploy(context, request)).toMatchObject({ outcome: "failed", reason: { code: "INTERRUPTED" } })
})

test("afterwards the same command can be run again", async () => {
  const world = await shop()
  world.stages.production.answer("v1.1.0", () => refused)
  world.clock.after(40, () => world.interrupt())
  await world.deploy("production", "v1.1.0")
  world.stages.production.heal("v1.1.0")
  expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
})

test("a manual rollback before it began", async () => {
  const world = await shop()
  await world.ship("v1.1.0")
  world.ledger.before = (operation) => {
    if (operation === "read") world.interrupt()
  }
  expect(await world.rollback("production")).toMatchObject({
    outcome: "blocked",
    code: "INTERRUPTED",
    running: "v1.1.0 verified",
    deploys: [],
    report: { previous: null, tag: null },
  })
  expect(world.ledger.state("production").verified[0]).toMatchObject(releaseOf("v1.1.0"))
})

test("while it is smoked for the first time: what was deployed is written before how the run ends", async () => {
  const world = await shop()
  const appends: string[] = []
  world.ledger.before = (operation, entries) => {
    if (operation === "append") appends.push(entries.map(({ kind }) => kind).join())
  }
  world.stages.production.answer("v1.1.0", () => {
    world.interrupt()
    return refused
  })
  const { code } = await world.deploy("production", "v1.1.0")
  expect(code).toBe("INTERRUPTED")
  expect(appends).toEqual(["started", "effect", "deployed", "failed"])
})
