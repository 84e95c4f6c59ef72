import { describe, expect, test } from "vitest"
import type { Report } from "../../src/core/report/report.ts"
import type { Stage } from "../../src/core/stage.ts"
import { isoSeconds } from "../../src/core/text.ts"
import { broken } from "../helpers/fake-ledger.ts"
import { sick } from "../helpers/fake-stage.ts"
import { byOwner, entryOf, named, releaseOf, shaOf, shop, World } from "../helpers/world.ts"

const HOUR = 3_600_000

describe("freeze", () => {
  test("lets no deploy in until its time, and ends by itself", async () => {
    const world = await shop()
    const { report, recorded, ...ending } = await world.freeze("production", { until: "2h" })
    const until = new Date(Date.parse(report.startedAt) + 2 * HOUR).toISOString()
    expect(ending).toEqual({
      outcome: "done",
      ok: true,
      code: null,
      line: `production takes no deploys until ${isoSeconds(until)}; production still runs ${named("v1.0.0")}`,
      running: "v1.0.0 verified",
      changed: false,
      records: ["frozen-by-hand"],
      deploys: [],
      locked: false,
    })
    expect(recorded).toEqual(report)
    expect(world.ledger.records("production").at(-1)).toMatchObject({
      ...releaseOf("v1.0.0"),
      actor: "ana",
      reason: "the launch",
      until,
    })
    const refused = await world.deploy("production", "v1.1.0")
    expect(refused).toMatchObject({ outcome: "blocked", code: "STAGE_FROZEN", deploys: [] })
    expect(refused.report.reason?.message).toContain(`until ${isoSeconds(until)}: the launch`)
    await world.clock.pass(2 * HOUR)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
  })

  test("without a time lasts until unfreeze, which names it; staging goes on", async () => {
    const world = await shop()
    await world.freeze("production")
    await world.clock.pass(9000 * HOUR)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ code: "STAGE_FROZEN" })
    await world.stage("v1.2.0")
    expect((await world.unfreeze("production", "launched")).outcome).toBe("done")
    expect(world.ledger.records("production").at(-1)).toMatchObject({
      kind: "unfrozen",
      detail: "launched (was: the launch, by ana)",
    })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
  })

  test("is shown by status while it lasts", async () => {
    const world = await shop()
    const { status } = await import("../../src/release/queries.ts")
    const heldOf = async () => {
      const { stages } = await status(world.context(), { offline: true })
      return stages?.map(({ state }) => state.held?.reason)
    }
    expect(await heldOf()).toEqual([undefined, undefined])
    await world.freeze("production", { until: "2h" })
    expect(await heldOf()).toEqual([undefined, "the launch"])
    await world.clock.pass(2 * HOUR)
    expect(await heldOf()).toEqual([undefined, undefined])
  })

  test("never keeps a rollback away, whose own freeze outlasts it", async () => {
    const world = await shop()
    await world.deploy("production", "v1.1.0")
    await world.freeze("production", { until: "1h" })
    expect(await world.rollback("production")).toMatchObject({
      outcome: "rolled-back",
      running: "v1.0.0 verified",
    })
    await world.clock.pass(2 * HOUR)
    await world.stage("v1.2.0")
    expect(await world.deploy("production", "v1.2.0")).toMatchObject({ code: "STAGE_FROZEN" })
  })

  test("does not stop a run that is under way, and says so; that run still rolls back", async () => {
    const world = await shop()
    world.stages.production.answer("v1.1.0", sick)
    let said: Awaited<ReturnType<World["freeze"]>> | null = null
    world.stages.production.onDeploy("v1.1.0", async (stage, { release }) => {
      const interruption = world.interruption
      said = await world.freeze("production", { until: "3d" })
      world.interruption = interruption
      stage.serve(release)
      return { ok: true, outputs: stage.outputs }
    })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "rolled-back" })
    const { report } = said as unknown as Awaited<ReturnType<World["freeze"]>>
    expect(report.hold?.notes).toEqual([
      expect.stringMatching(
        /^production has been held by ana \(deploy-production v1\.1\.0, .*It has passed its gates\. It is not stopped\.$/,
      ),
    ])
    expect(world.ledger.state("production")).toMatchObject({ held: { reason: "the launch" }, frozen: {} })
  })

  test("is for a stage that nothing was deployed to as well", async () => {
    const world = new World()
    world.tag("v1.0.0")
    expect(await world.freeze("staging")).toMatchObject({
      line: "staging takes no deploys; the ledger knows no deploy of staging",
    })
    expect(await world.deploy("staging", "v1.0.0")).toMatchObject({ code: "STAGE_FROZEN" })
  })

  test("replaces an earlier one", async () => {
    const world = await shop()
    await world.freeze("production", { until: "3d" })
    await world.freeze("production", { until: "1h", reason: "it went well" })
    await world.clock.pass(HOUR)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
  })

  test("has failed on a ledger that takes the record and keeps its old state", async () => {
    const world = await shop()
    world.ledger.tryAppend = async (view) => view
    const { report, ...ending } = await world.freeze("production")
    expect(ending).toMatchObject({
      outcome: "failed",
      code: "LEDGER_UNAVAILABLE",
      line: `Nothing was changed: production still runs ${named("v1.0.0")}`,
    })
    expect(report.reason?.message).toBe("The ledger took the record, but the stage's state did not change.")
    expect(report.hold).toBeNull()
  })

  test("is recorded although another machine, whose clock is slow, replaces or ends it at once", async () => {
    for (const next of ["frozen-by-hand", "unfrozen"] as const) {
      const world = await shop()
      const { tryAppend } = world.ledger
      world.ledger.tryAppend = async (view, entries) => {
        const taken = await tryAppend.call(world.ledger, view, entries)
        world.play("production", [entryOf(next, { at: "2020-01-01T00:00:00.000Z", detail: "mine" })])
        return taken
      }
      expect(await world.freeze("production")).toMatchObject({ outcome: "done", ok: true })
    }
  })

  test("is refused with a time that has passed, before anything is read", async () => {
    const world = await shop()
    await expect(world.freeze("production", { until: "2020-01-01T00:00Z" })).rejects.toThrow(
      "The time cannot be accepted.",
    )
  })
})

describe("quarantine", () => {
  test("keeps a version from both stages, and from being rolled back to", async () => {
    const world = await shop()
    await world.deploy("production", "v1.1.0")
    await world.stage("v1.2.0")
    const { report, ...ending } = await world.quarantine("v1.0.0")
    expect(ending).toMatchObject({
      outcome: "done",
      line: `${named("v1.0.0")} is quarantined on staging and production`,
      records: ["quarantined-by-hand"],
      changed: false,
    })
    expect(report.hold).toEqual({ stages: ["staging", "production"], until: null, lifted: false, notes: [] })
    for (const stage of ["staging", "production"] as const) {
      expect(world.ledger.records(stage).at(-1)).toMatchObject({
        ...releaseOf("v1.0.0"),
        kind: "quarantined-by-hand",
        actor: "ana",
        reason: "it loses messages",
      })
      expect(await world.deploy(stage, "v1.0.0", { allowOlder: "to try" })).toMatchObject({
        code: "VERSION_QUARANTINED",
      })
    }
    expect(await world.rollback("production")).toMatchObject({
      outcome: "blocked",
      code: "NO_ROLLBACK_TARGET",
    })
    expect(await world.rollback("production", { to: "v1.0.0" })).toMatchObject({
      code: "VERSION_QUARANTINED",
    })
  })

  test("outlasts unfreeze and a pass; --lift makes the version what it was", async () => {
    const world = await shop()
    await world.deploy("production", "v1.1.0")
    await world.quarantine("v1.0.0")
    await world.freeze("production")
    await world.unfreeze("production")
    expect(await world.unfreeze("production")).toMatchObject({ code: "NOT_FROZEN" })
    expect(world.ledger.state("production").quarantine).toMatchObject([{ tag: "v1.0.0", by: "ana" }])
    expect(await world.quarantine("v1.0.0", { lift: true, reason: "that was another one" })).toMatchObject({
      outcome: "done",
      line: `${named("v1.0.0")} is no longer quarantined on staging and production`,
      records: ["quarantine-lifted"],
    })
    expect(await world.rollback("production")).toMatchObject({
      outcome: "rolled-back",
      running: "v1.0.0 verified",
    })
  })

  test("of what runs says that it goes on, and how it is left", async () => {
    const world = await shop()
    const { report } = await world.quarantine("v1.0.0", { stage: "production" })
    expect(report.hold).toMatchObject({
      stages: ["production"],
      notes: [
        `production runs ${named("v1.0.0")} and goes on doing so: \`rollback --stage production --reason 'WHY'\`.`,
      ],
    })
    expect(world.ledger.state("staging").quarantine).toEqual([])
    expect(world.ledger.state("production").running).toMatchObject({ tag: "v1.0.0", verified: true })
  })

  test("keeps both away when a tag was moved: what it names, and what the stage took", async () => {
    const world = await shop()
    world.point("v1.0.0", shaOf("moved"))
    await world.quarantine("v1.0.0", { stage: "production" })
    expect(
      world.ledger
        .state("production")
        .quarantine.map(({ sha }) => sha)
        .toSorted(),
    ).toEqual([shaOf("moved"), shaOf("v1.0.0")].toSorted())
  })

  test("keeps away what the stage runs, also where that never passed and its tag is gone", async () => {
    const world = await shop()
    world.play("production", byOwner(entryOf("deployed", releaseOf("v1.2.0"))))
    await world.quarantine("v1.2.0", { stage: "production" })
    const { running, quarantine } = world.ledger.state("production")
    expect(running?.tag).toBe("v1.2.0")
    expect(quarantine).toMatchObject([releaseOf("v1.2.0")])
  })

  test("of a version that nothing knows is refused, with what may have been meant", async () => {
    const world = await shop()
    const { report, ...ending } = await world.quarantine("v1.0.9")
    expect(ending).toMatchObject({ outcome: "blocked", code: "TAG_NOT_FOUND", records: [] })
    expect(report.reason?.message).toContain("Did you mean v1.0.0")
    expect((await new World().quarantine("zebra")).report.reason?.message).toBe(
      "Neither the repository nor the ledger of staging and production knows zebra.",
    )
  })

  test("that is not there cannot be lifted", async () => {
    const world = await shop()
    expect(await world.quarantine("v1.0.0", { lift: true })).toMatchObject({
      outcome: "blocked",
      code: "NOT_QUARANTINED",
      records: [],
      report: { reason: { message: "v1.0.0 is not quarantined on staging and production." } },
    })
  })

  test("can be lifted where the pipeline made it, once its run is over", async () => {
    const world = await shop()
    world.stages.production.answer("v1.1.0", sick)
    await world.deploy("production", "v1.1.0")
    await world.unlock("production").catch(() => {})
    world.hold("production")
    expect(await world.quarantine("v1.1.0", { lift: true })).toMatchObject({ code: "LOCK_HELD", records: [] })
    world.ledger.add("production", entryOf("lock-broken"))
    expect(await world.quarantine("v1.1.0", { lift: true })).toMatchObject({ outcome: "done" })
    expect(world.ledger.state("production")).toMatchObject({ quarantine: [], frozen: {} })
  })

  test("that only one ledger took says which", async () => {
    const world = await shop()
    let appends = 0
    world.ledger.before = (operation) => {
      if (operation === "append") appends += 1
      if (appends > 1) broken("append")(operation, [])
    }
    const { report, ...ending } = await world.quarantine("v1.0.0")
    expect(ending).toMatchObject({
      outcome: "failed",
      code: "LEDGER_UNAVAILABLE",
      line: `${named("v1.0.0")} is quarantined on staging; of the other stage that is not known`,
    })
    expect(report.reason?.message).toBe(
      "The remote is gone. It is recorded on staging, and may not be on production.",
    )
    expect(report).toMatchObject({ sha: shaOf("v1.0.0"), hold: { stages: ["staging"], lifted: false } })
    world.ledger.before = broken("append")
    await expect(world.quarantine("v1.0.0")).rejects.toThrow()
  })

  test("that only one ledger keeps names no other", async () => {
    for (const lift of [false, true]) {
      const world = await shop()
      if (lift) await world.quarantine("v1.0.0")
      const { tryAppend } = world.ledger
      world.ledger.tryAppend = async (view, entries) =>
        view.stage === "production" ? view : tryAppend.call(world.ledger, view, entries)
      const { report, ...ending } = await world.quarantine("v1.0.0", { lift })
      expect(ending).toMatchObject({
        outcome: "failed",
        code: "LEDGER_UNAVAILABLE",
        line: `${named("v1.0.0")} is ${lift ? "no longer quarantined" : "quarantined"} on staging; of the other stage that is not known`,
      })
      expect(report.hold).toMatchObject({ stages: ["staging"], lifted: lift })
      expect(report.reason?.message).toBe(
        "The ledger took the record, but the stage's state did not change. It is recorded on staging, and may not be on production.",
      )
    }
  })

  test("is lifted on one stage although another, on which there is nothing to lift, is busy", async () => {
    const world = await shop()
    await world.quarantine("v1.1.0", { stage: "staging" })
    world.hold("production")
    const begun = world.clock.monotonicMs()
    expect(await world.quarantine("v1.1.0", { lift: true })).toMatchObject({
      outcome: "done",
      line: `${named("v1.1.0")} is no longer quarantined on staging`,
    })
    expect(world.clock.monotonicMs()).toBe(begun)
    expect(world.ledger.state("staging").quarantine).toEqual([])
    world.hold("staging")
    await world.quarantine("v1.1.0", { stage: "staging" })
    expect(await world.quarantine("v1.1.0", { lift: true })).toMatchObject({ code: "LOCK_HELD" })
  })

  test("of a tag that was moved has failed where the ledger keeps only one of its commits", async () => {
    const world = await shop()
    await world.quarantine("v1.0.0", { stage: "production" })
    world.point("v1.0.0", shaOf("another commit"))
    world.ledger.tryAppend = async (view) => view
    expect(await world.quarantine("v1.0.0", { stage: "production" })).toMatchObject({
      outcome: "failed",
      code: "LEDGER_UNAVAILABLE",
    })
  })

  test("has failed on a ledger that takes the record and keeps its old state", async () => {
    const world = await shop()
    world.ledger.tryAppend = async (view) => view
    const line = "The ledger took the record, but the stage's state did not change."
    const failed = { outcome: "failed", code: "LEDGER_UNAVAILABLE", report: { hold: null } }
    expect(await world.quarantine("v1.0.0")).toMatchObject({ ...failed, line })
    expect(await world.quarantine("v1.0.0", { stage: "production" })).toMatchObject({
      ...failed,
      line: `Nothing was changed: production still runs ${named("v1.0.0")}`,
    })
  })
})

describe("windows", () => {
  const windows = {
    timeZone: "Europe/Berlin",
    deny: [{ name: "market", days: ["mon"], from: "09:00", to: "16:00" }],
  }
  const closed = async () => {
    const world = await shop({ config: { stages: { production: { windows } } } })
    await world.deploy("production", "v1.1.0")
    await world.stage("v1.2.0")
    // from Sunday, 04:00, to Monday, about 10:00
    await world.clock.pass(30 * HOUR)
    return world
  }

  test("keep a deploy away until they open, and name the time", async () => {
    const world = await closed()
    const { report, ...ending } = await world.deploy("production", "v1.2.0")
    expect(ending).toMatchObject({
      outcome: "blocked",
      code: "WINDOW_CLOSED",
      deploys: [],
      records: ["blocked"],
    })
    expect(report.reason?.message).toBe(
      'production takes no deploys at this time: deploys are denied by the window "market". It opens at 2026-03-02 16:00 Europe/Berlin (2026-03-02T15:00Z).',
    )
    await world.clock.pass(6 * HOUR)
    expect(await world.deploy("production", "v1.2.0")).toMatchObject({ outcome: "deployed" })
  })

  test("let a rollback through, and a waiver, which is in the record", async () => {
    const world = await closed()
    expect(
      await world.deploy("production", "v1.2.0", { waive: "window=the fix of an incident" }),
    ).toMatchObject({ outcome: "deployed" })
    expect(world.ledger.records("production").findLast(({ kind }) => kind === "waived")).toMatchObject({
      reason: "the fix of an incident",
      waiver: { gate: "window" },
    })
    expect(await world.rollback("production")).toMatchObject({ outcome: "rolled-back" })
  })

  test("are the stage's own, and a preflight shows them", async () => {
    const world = await closed()
    await world.stage("v1.3.0")
    const { report } = await world.preflight("production", "v1.3.0")
    expect(report.gates.find(({ id }) => id === "window")).toMatchObject({
      status: "fail",
      code: "WINDOW_CLOSED",
    })
  })

  test("that close while a run waits for the stage end its wait", async () => {
    const world = await closed()
    // a week later, ten minutes before they close
    await world.clock.pass((6 * 24 + 22) * HOUR + (5 / 6) * HOUR)
    world.ledger.add("production", entryOf("started"))
    world.clock.after(1200, () => world.ledger.add("production", entryOf("lock-broken")))
    const { report, ...ending } = await world.deploy("production", "v1.2.0", { waitSeconds: 3600 })
    expect(ending).toMatchObject({ code: "WINDOW_CLOSED", deploys: [] })
    expect(report.durationMs).toBeGreaterThan(60_000)
  })

  test("and a soak change nothing of the plan that was approved: time alone decides them", async () => {
    const world = await closed()
    const digest = (await world.plan("production", "v1.2.0")).report.plan?.digest as string
    await world.clock.pass(6 * HOUR)
    expect(await world.deploy("production", "v1.2.0", { expect: digest })).toMatchObject({
      outcome: "deployed",
    })
  })
})

describe("a soak on staging", () => {
  const settings = { config: { stages: { staging: { soakMinutes: 30 } } } }

  test("keeps a version from production until staging has run it for so long", async () => {
    const world = new World(settings)
    await world.stage("v1.0.0")
    const early = await world.deploy("production", "v1.0.0")
    expect(early).toMatchObject({ outcome: "blocked", code: "SOAK_UNFINISHED" })
    await world.clock.pass(HOUR / 2)
    expect(await world.deploy("production", "v1.0.0")).toMatchObject({ outcome: "deployed" })
    await world.stage("v1.1.0")
    expect(await world.rollback("production")).toMatchObject({ code: "NO_ROLLBACK_TARGET" })
    expect(await world.deploy("production", "v1.1.0", { waive: "soak=urgent" })).toMatchObject({
      outcome: "deployed",
    })
    expect(await world.rollback("production")).toMatchObject({ outcome: "rolled-back" })
  })

  test("is cut short by the next version", async () => {
    const world = new World(settings)
    await world.stage("v1.0.0", "v1.1.0")
    await world.clock.pass(HOUR)
    expect(await world.deploy("production", "v1.0.0")).toMatchObject({ code: "SOAK_UNFINISHED" })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
  })
})

describe("a version that a person quarantines during its own deploy", () => {
  /** Another run does so, while the run under way goes on. */
  const meanwhile = (world: World, tag: string) => async () => {
    const { interruption } = world
    await world.quarantine(tag)
    world.interruption = interruption
  }

  test("ends unverified, whatever smoke says of it", async () => {
    const world = await shop()
    const quarantine = meanwhile(world, "v1.1.0")
    world.stages.production.onDeploy("v1.1.0", async (stage, { release }) => {
      await quarantine()
      stage.serve(release)
      return { ok: true, outputs: stage.outputs }
    })
    const { report, recorded, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "failed",
      ok: false,
      code: "VERSION_QUARANTINED",
      line: `production is on ${named("v1.1.0")}, unverified: ${named("v1.1.0")} was quarantined by ana after it had passed the gates: it loses messages`,
      running: "v1.1.0 unverified",
      locked: false,
      records: ["started", "deployed", "unverified", "failed"],
    })
    const shown = {
      fence: 2,
      previous: releaseOf("v1.0.0"),
      gates: expect.arrayContaining([expect.anything()]),
    }
    expect(report).toMatchObject({ ...shown, smoke: { verdict: "pass" }, rolledBackTo: null })
    expect(report.reason?.fix).toContain("`rollback --stage production --reason 'WHY'`")
    expect(recorded).toMatchObject({ ...shown, outcome: "failed" })
    expect(world.ledger.state("production")).toMatchObject({
      verified: [{ tag: "v1.0.0" }],
      quarantine: [{ tag: "v1.1.0", by: "ana" }],
    })
    expect(await world.rollback("production")).toMatchObject({ running: "v1.0.0 verified" })
  })

  test("is not deployed when nothing was started yet", async () => {
    const world = await shop()
    const { obtain } = world.credentials
    const quarantine = meanwhile(world, "v1.1.0")
    world.credentials.obtain = async (...request) => {
      await quarantine()
      return obtain.apply(world.credentials, request)
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "failed",
      code: "VERSION_QUARANTINED",
      line: `Nothing was changed: production still runs ${named("v1.0.0")}`,
      deploys: [],
      running: "v1.0.0 verified",
    })
  })

  test("stops a person's rollback to it that has not begun, and none of the pipeline's own, which leaves what is worse", async () => {
    const world = await shop()
    await world.deploy("production", "v1.1.0")
    const { obtain } = world.credentials
    let quarantine = meanwhile(world, "v1.0.0")
    world.credentials.obtain = async (...request) => {
      await quarantine()
      return obtain.apply(world.credentials, request)
    }
    expect(await world.rollback("production")).toMatchObject({ code: "VERSION_QUARANTINED", deploys: [] })

    await world.stage("v1.2.0")
    quarantine = async () => {}
    world.stages.production.answer("v1.2.0", sick)
    world.stages.production.onDeploy("v1.2.0", async (stage, { release }) => {
      quarantine = meanwhile(world, "v1.1.0")
      stage.serve(release)
      return { ok: true, outputs: stage.outputs }
    })
    const { deploys } = await world.deploy("production", "v1.2.0")
    expect(deploys).toEqual(["v1.2.0", "v1.1.0"])
  })

  test("and whose tag was moved meanwhile is kept away as well", async () => {
    const world = await shop()
    world.stages.production.onDeploy("v1.1.0", async (stage, { release }) => {
      world.point("v1.1.0", shaOf("moved"))
      await meanwhile(world, "v1.1.0")()
      stage.serve(release)
      return { ok: true, outputs: stage.outputs }
    })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ code: "VERSION_QUARANTINED" })
  })

  test("as the target of a rollback, is where the stage is, unverified", async () => {
    const world = await shop()
    await world.deploy("production", "v1.1.0")
    const quarantine = meanwhile(world, "v1.0.0")
    world.stages.production.onDeploy("v1.0.0", async (stage, { release }) => {
      await quarantine()
      stage.serve(release)
      return { ok: true, outputs: stage.outputs }
    })
    const { report, ...ending } = await world.rollback("production")
    expect(ending).toMatchObject({
      outcome: "rollback-failed",
      code: "VERSION_QUARANTINED",
      running: "v1.0.0 unverified",
      line: `production is on ${named("v1.0.0")}, unverified: the rollback failed, act now`,
    })
    expect(report.rolledBackTo).toBeNull()
  })

  test("is no target of the rollback that the deploy then needs", async () => {
    const world = await shop()
    world.stages.production.answer("v1.1.0", (probe) => {
      if (probe.check === "api" && probe.attempt === 2)
        world.ledger.add("production", entryOf("quarantined-by-hand", releaseOf("v1.0.0")))
      return sick(probe)
    })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "failed",
      code: "SMOKE_FAILED",
      running: "v1.1.0 unverified",
      deploys: ["v1.1.0"],
    })
  })

  test("says who is to know of a run that deploys it", async () => {
    const world = await shop()
    world.ledger.add("production", entryOf("started", releaseOf("v1.1.0")))
    const { report } = await world.quarantine("v1.1.0")
    expect(report.hold?.notes).toEqual([
      `staging runs ${named("v1.1.0")} and goes on doing so: \`rollback --stage staging --reason 'WHY'\`.`,
      expect.stringMatching(
        /^production has been held .* A deploy that has begun goes on, and ends as one that failed\.$/,
      ),
    ])
  })
})

describe("a word on versions", () => {
  const both = async () => {
    const world = await shop()
    await world.deploy("production", "v1.1.0")
    return world
  }
  const stagesOf = ({ report }: { report: Report }) => report.hold?.stages

  test("that is lifted is lifted where it holds, whatever the commit is called, and nowhere else", async () => {
    const world = await both()
    world.point("v1.1.0-hotfix", shaOf("v1.1.0"))
    expect(stagesOf(await world.quarantine("v1.1.0", { stage: "production" }))).toEqual(["production"])
    const before = world.ledger.records("staging").length
    world.play("production", [
      entryOf("quarantined-by-hand", { ...releaseOf("v0.9.0"), runId: "x", reason: "it is older" }),
    ])
    const lifted = await world.quarantine("v1.1.0-hotfix", { lift: true })
    expect(stagesOf(lifted)).toEqual(["production"])
    expect(lifted.report.hold?.notes).toEqual([])
    expect(world.ledger.records("staging")).toHaveLength(before)
    expect(world.ledger.state("production").quarantine.map(({ tag }) => tag)).toEqual(["v0.9.0"])
  })

  test("whose tag was moved keeps both commits away, and says which one runs", async () => {
    const world = await both()
    world.point("v1.1.0", shaOf("moved"))
    const { report } = await world.quarantine("v1.1.0", { stage: "production" })
    expect(world.ledger.state("production").quarantine.map(({ sha }) => sha)).toEqual([
      shaOf("v1.1.0"),
      shaOf("moved"),
    ])
    expect(report.hold?.notes).toEqual([
      `production runs ${named("v1.1.0")} and goes on doing so: \`rollback --stage production --reason 'WHY'\`.`,
    ])
  })

  test("that a ledger does not keep is not believed, and no other stage is tried", async () => {
    const world = await both()
    await world.freeze("production")
    world.play("production", [
      entryOf("quarantined-by-hand", { ...releaseOf("v0.9.0"), runId: "x", reason: "it is older" }),
    ])
    await world.clock.pass(1000)
    const { read } = world.ledger
    const stay = async (stage: Stage) => {
      world.ledger.read = read
      const [now] = await world.ledger.read([stage])
      world.ledger.read = async (stages) =>
        (await read.call(world.ledger, stages)).map((view) => (view.stage === stage && now ? now : view))
    }
    await stay("production")
    expect(await world.freeze("production")).toMatchObject({ outcome: "failed", code: "LEDGER_UNAVAILABLE" })
    await stay("production")
    expect(await world.quarantine("v1.1.0", { stage: "production" })).toMatchObject({
      outcome: "failed",
      code: "LEDGER_UNAVAILABLE",
    })
    await stay("staging")
    const before = world.ledger.records("production").length
    expect(await world.quarantine("v1.0.0")).toMatchObject({ outcome: "failed", ok: false })
    expect(world.ledger.records("production")).toHaveLength(before)
  })

  test("that was said of a tag which was moved since is lifted by the tag", async () => {
    const world = await both()
    await world.quarantine("v1.1.0", { stage: "production" })
    world.point("v1.1.0", shaOf("moved"))
    expect(await world.quarantine("v1.1.0", { stage: "production", lift: true })).toMatchObject({ ok: true })
    expect(world.ledger.state("production").quarantine).toEqual([])
  })
})

test("a rollback to a version that a person quarantined meanwhile has failed, and its record says what it left", async () => {
  const world = await shop()
  const { production } = world.stages
  production.answer("v1.1.0", sick)
  production.onDeploy("v1.0.0", (stage, { release }) => {
    const why = { runId: "x", reason: "it loses messages" }
    world.play("production", [entryOf("quarantined-by-hand", { ...release, ...why })])
    stage.serve(release)
    return { ok: true, outputs: stage.outputs }
  })
  const { report, outcome } = await world.deploy("production", "v1.1.0")
  expect([outcome, report.rolledBackTo]).toEqual(["rollback-failed", null])
  expect(world.ledger.records("production").at(-1)).toMatchObject({
    kind: "rollback-failed",
    ...releaseOf("v1.0.0"),
    from: releaseOf("v1.1.0"),
  })
})
