import { describe, expect, test } from "vitest"
import { broken } from "../helpers/fake-ledger.ts"
import { failsHalfway, sick, throws } from "../helpers/fake-stage.ts"
import { named, shop } from "../helpers/world.ts"

const unverified = (message: string) => ({
  outcome: "failed",
  ok: false,
  line: `production is on ${named("v1.1.0")}, unverified: ${message}`,
  running: "v1.1.0 unverified",
  changed: true,
  deploys: ["v1.1.0"],
})

describe("the pipeline itself breaks", () => {
  test("in the deployer", async () => {
    const world = await shop()
    world.stages.production.onDeploy("v1.1.0", throws(new TypeError("undefined is not a function")))
    const { report, recorded, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toEqual({
      ...unverified("undefined is not a function"),
      code: "INTERNAL",
      records: ["started", "failed"],
      locked: false,
    })
    expect(report.phases.at(-1)).toMatchObject({ name: "deploy", status: "failed" })
    expect(recorded).toEqual(report)
    expect(world.said.at(-1)).toMatch(/^TypeError: undefined is not a function\n {4}at /)
  })

  test("with something that is no error", async () => {
    const world = await shop()
    world.stages.production.onDeploy("v1.1.0", throws("out of luck"))
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      ...unverified("out of luck"),
      code: "INTERNAL",
    })
    expect(world.said.at(-1)).toBe("out of luck")
  })

  test("in a check", async () => {
    const world = await shop()
    world.stages.production.answer("v1.1.0", () => {
      throw new Error("no such check")
    })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      ...unverified("no such check"),
      code: "INTERNAL",
      records: ["started", "deployed", "failed"],
      locked: false,
    })
  })
})

describe("the ledger breaks", () => {
  const GONE = "The remote is gone."

  test("for a moment after the deploy: the run says so and frees the stage", async () => {
    const world = await shop()
    let failures = 1
    world.ledger.before = (operation, entries) => {
      if (entries[0]?.kind === "deployed" && failures-- > 0) broken("append")(operation, entries)
    }
    const { report, recorded, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toEqual({
      ...unverified(GONE),
      code: "LEDGER_UNAVAILABLE",
      records: ["started", "failed"],
      locked: false,
    })
    expect(report.smoke?.verdict).toBe("pass")
    expect(recorded).toEqual(report)
  })

  test("and a version that fails meanwhile is not rolled back without it", async () => {
    const world = await shop()
    world.stages.production.answer("v1.1.0", sick)
    world.ledger.before = (operation, entries) => {
      if (entries[0]?.kind === "deployed") broken("append")(operation, entries)
    }
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({ ...unverified(GONE), code: "LEDGER_UNAVAILABLE", locked: false })
    expect(report.smoke?.verdict).toBe("fail")
  })

  test("when a rollback is to begin: there is none", async () => {
    const world = await shop()
    world.stages.production.onDeploy("v1.1.0", failsHalfway)
    world.ledger.before = (operation, entries) => {
      if (entries[0]?.kind === "rollback-started") broken("append")(operation, entries)
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      ...unverified(GONE),
      code: "LEDGER_UNAVAILABLE",
      records: ["started", "failed"],
      locked: false,
    })
  })

  test("at the very end: what was judged good is recorded as unverified", async () => {
    const world = await shop()
    let failures = 1
    world.ledger.before = (operation, entries) => {
      if (entries[0]?.kind === "verified" && failures-- > 0) broken("append")(operation, entries)
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      ...unverified(GONE),
      code: "LEDGER_UNAVAILABLE",
      records: ["started", "deployed", "failed"],
      locked: false,
    })
  })

  test("when the end is to be recorded: it is tried again", async () => {
    const world = await shop()
    world.stages.production.onDeploy("v1.1.0", throws(new Error("a bug")))
    let failures = 3
    world.ledger.before = (operation, entries) => {
      if (entries[0]?.kind === "failed" && failures-- > 0) broken("append")(operation, entries)
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      ...unverified("a bug"),
      records: ["started", "failed"],
      locked: false,
    })
  })

  test("for good: the report is all there is, and says that the stage is still locked", async () => {
    const world = await shop()
    world.clock.after(10, () => {
      world.ledger.before = broken("read", "append")
    })
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toEqual({
      ...unverified(GONE),
      code: "LEDGER_UNAVAILABLE",
      records: ["started"],
      recorded: null,
      locked: true,
    })
    expect(report.reason?.fix).toBe(
      "Check that the repository or its remote can be reached and written to. " +
        "The stage may still be locked by this run: unlock --stage production --reason '…'.",
    )
    expect(world.said.slice(-4)).toEqual(Array(4).fill(`the end of the run could not be recorded: ${GONE}`))
    expect(world.clock.sleeps.slice(-3)).toEqual([1000, 3000, 10_000])
  })

  test("before a manual rollback has begun: nothing was changed", async () => {
    const world = await shop()
    await world.ship("v1.1.0")
    world.ledger.before = (operation, entries) => {
      if (entries[0]?.kind === "rollback-started") broken("append")(operation, entries)
    }
    expect(await world.rollback("production")).toMatchObject({
      outcome: "failed",
      code: "LEDGER_UNAVAILABLE",
      line: `Nothing was changed: production still runs ${named("v1.1.0")}`,
      running: "v1.1.0 verified",
      changed: false,
      records: ["started", "failed"],
      deploys: [],
      locked: false,
    })
  })
})

test("nothing that a run began is still at work when it has ended", async () => {
  const world = await shop()
  world.ledger.before = (operation, entries) => {
    if (entries[0]?.kind === "deployed") broken("append")(operation, entries)
  }
  const { report } = await world.deploy("production", "v1.1.0")
  const phases = structuredClone(report.phases)
  const now = world.clock.now()
  await new Promise((resolve) => setImmediate(resolve))
  expect(report.phases).toEqual(phases)
  expect(world.clock.now()).toEqual(now)
})
