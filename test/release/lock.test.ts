import { describe, expect, test } from "vitest"
import { LockedStage, momentOf } from "../../src/release/locked-stage.ts"
import type { StageView } from "../../src/release/ports.ts"
import { Run } from "../../src/release/run.ts"
import { checkNamed, known } from "../helpers/fake-code-host.ts"
import { broken } from "../helpers/fake-ledger.ts"
import { byOwner, type Ending, entryOf, named, releaseOf, shaOf, shop, World } from "../helpers/world.ts"

const started = entryOf("started", { ...releaseOf("v1.0.0"), at: "2026-03-01T03:00:00.000Z" })
const ended = entryOf("failed", { changed: false })
const frozen = entryOf("frozen", { ...releaseOf("v1.0.0"), detail: "not known why" })
const inconclusive = entryOf("inconclusive", { ...releaseOf("v1.0.0"), detail: "not known why" })

describe("another run holds production", () => {
  test("without waiting it is refused, and its owner is named", async () => {
    const world = await shop()
    world.ledger.add("production", started)
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "blocked",
      code: "LOCK_HELD",
      line: `Nothing was changed: v1.1.0 was not deployed to production, which still runs ${named("v1.0.0")}`,
      records: ["blocked"],
      deploys: [],
      locked: true,
    })
    expect(report.reason?.message).toContain(
      "production has been held by ben (deploy-production v1.0.0, ci-4)",
    )
    expect(report.reason?.message).toContain("run run-of-ben.")
    expect(report.reason?.fix).toContain("unlock --stage production")
    expect(report.durationMs).toBe(0)
  })

  test("with time to wait it goes on as soon as the stage is free", async () => {
    const world = await shop()
    world.ledger.add("production", started)
    world.clock.after(5, () => world.ledger.add("production", ended))
    const { report, ...ending } = await world.deploy("production", "v1.1.0", { waitSeconds: 60 })
    expect(ending).toMatchObject({
      outcome: "deployed",
      records: ["started", "deployed", "verified"],
      deploys: ["v1.1.0"],
    })
    expect(report.phases.find(({ name }) => name === "gates")?.durationMs).toBe(6000)
    expect(report.gates.at(-1)).toMatchObject({ id: "lock", status: "pass" })
  })

  test("it says once for whom it waits", async () => {
    const world = await shop()
    world.ledger.add("production", started)
    world.clock.after(5, () => {
      world.ledger.add("production", ended)
      world.ledger.add("production", { ...started, runId: "run-of-eve", actor: "eve" })
    })
    world.clock.after(9, () => world.ledger.add("production", { ...ended, runId: "run-of-eve" }))
    await world.deploy("production", "v1.1.0", { waitSeconds: 60 })
    expect(world.said.filter((line) => line.startsWith("waiting"))).toEqual([
      expect.stringContaining("held by ben"),
      expect.stringContaining("held by eve"),
    ])
  })

  test("a wait that is over is refused, and never longer than asked", async () => {
    const world = await shop()
    world.ledger.add("production", started)
    const { report, ...ending } = await world.deploy("production", "v1.1.0", { waitSeconds: 5 })
    expect(ending).toMatchObject({ outcome: "blocked", code: "LOCK_HELD", deploys: [], records: ["blocked"] })
    expect(world.clock.sleeps.slice(-3)).toEqual([2000, 2000, 1000])
    expect(report.durationMs).toBe(5000)
    expect(report.reason?.message).toContain("held by ben")
  })

  test("what happened meanwhile is judged again", async () => {
    const world = await shop()
    world.ledger.add("production", started)
    world.clock.after(3, () => world.ledger.add("production", inconclusive))
    expect(await world.deploy("production", "v1.1.0", { waitSeconds: 60 })).toMatchObject({
      outcome: "blocked",
      code: "STAGE_FROZEN",
      running: "v1.0.0 unverified",
      line: `Nothing was changed: v1.1.0 was not deployed to production, which still runs ${named("v1.0.0")}, unverified`,
      deploys: [],
    })
  })

  test("that its version is not judged yet, so that nothing could go back to it, ends no wait", async () => {
    const world = new World()
    await world.stage("v1.0.0")
    await world.stage("v1.1.0")
    world.ledger.add("production", { ...started, fence: 1 })
    world.ledger.add("production", entryOf("effect", { ...releaseOf("v1.0.0"), fence: 1, effect: "deploy" }))
    world.ledger.add("production", entryOf("deployed", { ...releaseOf("v1.0.0"), fence: 1 }))
    const held = await world.deploy("production", "v1.1.0")
    expect(held).toMatchObject({ outcome: "blocked", code: "LOCK_HELD", deploys: [] })
    world.clock.after(3, () =>
      world.ledger.add("production", entryOf("verified", { ...releaseOf("v1.0.0"), fence: 1 })),
    )
    expect(await world.deploy("production", "v1.1.0", { waitSeconds: 60 })).toMatchObject({
      outcome: "deployed",
      running: "v1.1.0 verified",
    })
  })

  test("the migrations that it brings itself end no wait", async () => {
    const world = new World({ config: { migrations: { path: "db", fence: { deploy: "block" } } } })
    for (const tag of ["v1.1.0", "v1.2.0"]) world.trees.set(shaOf(tag), { "db/1.sql": "create table a ()" })
    await world.ship("v1.0.0")
    await world.stage("v1.1.0")
    await world.stage("v1.2.0")
    const { fence } = world.ledger.state("production")
    const byBen = { ...releaseOf("v1.1.0"), fence: (fence ?? 0) + 1 }
    world.ledger.add("production", { ...started, ...byBen })
    world.clock.after(3, () => world.ledger.add("production", entryOf("deployed", byBen)))
    world.clock.after(5, () => world.ledger.add("production", entryOf("verified", byBen)))
    expect(await world.deploy("production", "v1.2.0", { waitSeconds: 60 })).toMatchObject({
      outcome: "deployed",
      running: "v1.2.0 verified",
    })
  })

  test("a rollback waits in the same way", async () => {
    const world = await shop()
    await world.ship("v1.1.0")
    world.ledger.add("production", started)
    world.clock.after(5, () => world.ledger.add("production", ended))
    expect(await world.rollback("production", { waitSeconds: 60 })).toMatchObject({
      outcome: "rolled-back",
      deploys: ["v1.0.0"],
    })
  })
})

describe("after a wait, what may have changed meanwhile is asked again", () => {
  /** Another run holds production for 5 s; meanwhile something changes. */
  async function meanwhile(world: World, change: () => void): Promise<Ending> {
    world.ledger.add("production", started)
    world.clock.after(3, change)
    world.clock.after(5, () => world.ledger.add("production", ended))
    return world.deploy("production", "v1.1.0", { waitSeconds: 60 })
  }

  test("CI", async () => {
    const world = await shop({ gates: { ci: { provider: "github" } } })
    const failed = known([checkNamed("test", "failure")])
    const ending = await meanwhile(world, () => world.codeHost.commits.set(shaOf("v1.1.0"), failed))
    expect(ending).toMatchObject({ outcome: "blocked", code: "CI_NOT_GREEN", deploys: [] })
  })

  test("incidents", async () => {
    const world = await shop({ gates: { incidents: { kind: "github-issues", label: "incident" } } })
    const ending = await meanwhile(world, () => {
      world.codeHost.issues = known([{ title: "#7 Orders are lost" }])
    })
    expect(ending).toMatchObject({ outcome: "blocked", code: "INCIDENT_OPEN", deploys: [] })
  })
})

test("what was asked before a wait does not refuse a deploy after it", async () => {
  const world = await shop()
  const { production } = world.stages
  production.watched = true
  const deploying = { ...releaseOf("v1.1.0"), fence: 2 }
  world.play("production", [
    entryOf("started", deploying),
    entryOf("effect", { ...deploying, effect: "deploy" }),
  ])
  // the other run's tool has done its work, which is not in the ledger yet
  production.serve(releaseOf("v1.1.0"))
  world.clock.after(5, () => world.play("production", [entryOf("verified", deploying)]))
  expect(await world.deploy("production", "v1.1.0", { waitSeconds: 60 })).toMatchObject({
    outcome: "deployed",
    code: null,
  })
})

test("a ledger that goes back while a run waits has lost its owner, not freed the stage", async () => {
  const world = await shop()
  const before = world.ledger.records("production")
  world.play("production", [entryOf("started", { ...releaseOf("v1.1.0"), fence: 2 })])
  world.clock.after(5, () => world.ledger.force("production", before))
  await expect(world.deploy("production", "v1.1.0", { waitSeconds: 60 })).rejects.toMatchObject({
    reason: {
      code: "LEDGER_WENT_BACK",
      message:
        "The ledger of production has gone back while this run waited: it knew of 2 owners, and knows of 1 now.",
    },
  })
  expect(world.ledger.records("production")).toEqual(before)
})

describe("the ledger is away", () => {
  /** The ledger takes the record that takes the lock, and its answer is lost; it is back after so many seconds. */
  function loseAnswer(world: World, awaySeconds: number | null): void {
    const { tryAppend } = world.ledger
    world.ledger.tryAppend = async (view, entries) => {
      world.ledger.tryAppend = tryAppend
      await tryAppend.call(world.ledger, view, entries)
      world.ledger.before = broken("read", "append", "history")
      if (awaySeconds !== null) world.clock.after(awaySeconds, () => back(world))
      return broken("append")("append", []) as never
    }
  }

  const back = (world: World) => {
    world.ledger.before = () => {}
  }

  test("for some seconds while a run waits: it goes on waiting", async () => {
    const world = await shop()
    world.ledger.add("production", started)
    world.clock.after(1, () => {
      world.ledger.before = broken("read")
    })
    world.clock.after(9, () => back(world))
    world.clock.after(10, () => world.ledger.add("production", ended))
    expect(await world.deploy("production", "v1.1.0", { waitSeconds: 60 })).toMatchObject({
      outcome: "deployed",
    })
    expect(world.said).toContain("waiting: The remote is gone.")
  })

  test("for longer than a run may wait: it waits no longer", async () => {
    const world = await shop()
    world.ledger.add("production", started)
    world.clock.after(1, () => {
      world.ledger.before = broken("read")
    })
    const begun = world.clock.monotonicMs()
    await expect(world.deploy("production", "v1.1.0", { waitSeconds: 7 })).rejects.toMatchObject({
      reason: { code: "LEDGER_UNAVAILABLE" },
    })
    expect(world.clock.monotonicMs() - begun).toBe(7000)
  })

  test("B9: the answer to the record that takes the lock is lost, and found out a moment later", async () => {
    const world = await shop()
    loseAnswer(world, 2)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "deployed",
      records: ["started", "deployed", "verified"],
    })
  })

  test("B9: when it cannot be found out, the report says that the stage may be locked", async () => {
    const world = await shop()
    loseAnswer(world, null)
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "failed",
      code: "LEDGER_UNAVAILABLE",
      line: `Nothing was changed: production still runs ${named("v1.0.0")}`,
      running: "v1.0.0 verified",
      changed: false,
      deploys: [],
    })
    expect(report.card).toMatchObject({ running: releaseOf("v1.0.0") })
    const run = report.runId
    expect(report.reason?.message).toBe(
      `The remote is gone. Run ${run} may hold production now: its record was sent, and no answer came.`,
    )
    expect(report.reason?.fix).toContain("unlock --stage production")
    expect(world.others.calls.at(-1)).toBe("announce")
    expect(report.gates.at(-1)).toMatchObject({ id: "lock", status: "pass" })
  })

  test("B9: a rollback says the same", async () => {
    const world = await shop()
    await world.ship("v1.1.0")
    loseAnswer(world, null)
    const { report, ...ending } = await world.rollback("production")
    expect(ending).toMatchObject({
      outcome: "failed",
      code: "LEDGER_UNAVAILABLE",
      line: `Nothing was changed: production still runs ${named("v1.1.0")}`,
      changed: false,
      deploys: [],
    })
    expect(report.reason?.fix).toContain("unlock --stage production")
  })

  test("an append that was not taken leaves the stage free, and the fault is said", async () => {
    const world = await shop()
    const { tryAppend } = world.ledger
    world.ledger.tryAppend = async () => {
      world.ledger.tryAppend = tryAppend
      return broken("append")("append", []) as never
    }
    await expect(world.deploy("production", "v1.1.0")).rejects.toMatchObject({
      reason: { code: "LEDGER_UNAVAILABLE" },
    })
    expect(world.ledger.state("production").lock).toBeNull()
  })

  test("a ledger that takes no append, and does not say why, is given up", async () => {
    const world = await shop()
    world.ledger.tryAppend = async () => null
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "blocked",
      code: "LEDGER_UNAVAILABLE",
      report: { reason: { message: expect.stringContaining("The ledger took none of this run's records") } },
    })
  })
})

describe("another run appends between the gates and the claim", () => {
  /** Lets others in right before the claim, once. */
  function race(world: World, ...entries: ReturnType<typeof entryOf>[]) {
    world.ledger.before = (operation) => {
      if (operation !== "append") return
      world.ledger.before = () => {}
      for (const entry of entries) world.ledger.add("production", entry)
    }
  }

  test("what does not matter is judged again, and the run is admitted", async () => {
    const world = await shop()
    race(world, entryOf("blocked"))
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "deployed",
      records: ["started", "deployed", "verified"],
      deploys: ["v1.1.0"],
    })
    expect(world.clock.sleeps).toContain(100)
  })

  test("a stage that is frozen meanwhile is left alone", async () => {
    const world = await shop()
    race(world, frozen)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "blocked",
      code: "STAGE_FROZEN",
      records: ["blocked"],
      deploys: [],
    })
  })

  test("a stage that is taken meanwhile is left alone", async () => {
    const world = await shop()
    race(world, started)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "blocked",
      code: "LOCK_HELD",
      records: ["blocked"],
      deploys: [],
    })
  })

  test("a rollback target that is gone meanwhile is not used", async () => {
    const world = await shop()
    await world.ship("v1.1.0")
    const left = { ...releaseOf("v1.1.0"), from: releaseOf("v1.0.0"), detail: "it lost messages" }
    race(world, ...byOwner(entryOf("rollback-started", left), entryOf("rolled-back", left)))
    expect(await world.rollback("production", { to: "v1.0.0" })).toMatchObject({
      outcome: "blocked",
      code: "VERSION_QUARANTINED",
      deploys: [],
    })
  })

  test("two runs at once: one deploys, the other is refused", async () => {
    const world = await shop()
    const runs = await Promise.all([
      world.deploy("production", "v1.1.0"),
      world.deploy("production", "v1.1.0"),
    ])
    expect(runs.map(({ outcome }) => outcome).toSorted()).toEqual(["blocked", "deployed"])
    expect(world.stages.production.deploys).toEqual(["v1.0.0", "v1.1.0"])
  })

  test("a refusal tells the stage as it is when it is recorded", async () => {
    const world = await shop()
    world.ledger.add("production", started)
    race(world, entryOf("verified", releaseOf("v1.1.0")))
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      code: "LOCK_HELD",
      running: "v1.1.0 verified",
    })
  })
})

test("a run that waited looks again at what the stage serves", async () => {
  const world = await shop()
  world.stages.production.watched = true
  world.play("production", [entryOf("started", { ...releaseOf("v1.0.0"), fence: 2 })])
  world.clock.after(5, () => {
    world.play("production", [entryOf("failed", { ...releaseOf("v1.0.0"), fence: 2, changed: false })])
    world.stages.production.serve(releaseOf("v0.9.0"))
  })
  const { report, outcome } = await world.deploy("production", "v1.1.0", { waitSeconds: 60 })
  expect(outcome).toBe("blocked")
  expect(report.gates.find(({ id }) => id === "drift")).toMatchObject({ status: "fail" })
})

test("a run with nothing to record asks the ledger for nothing", async () => {
  const world = await shop()
  world.hold("production")
  const [view] = await world.ledger.read(["production"])
  const context = world.context()
  const run = new Run(context, "deploy-production", "production", "v1.1.0")
  const locked = new LockedStage(run, view as StageView, null, momentOf(context.ports.clock))
  const asked: string[] = []
  world.ledger.before = (operation) => void asked.push(operation)
  await locked.flush()
  await locked.tryFlush()
  expect(asked).toEqual([])
})
