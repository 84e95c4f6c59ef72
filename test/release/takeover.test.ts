import { describe, expect, test } from "vitest"
import type { Entry } from "../../src/core/ledger/record.ts"
import { failsUnchanged, sick } from "../helpers/fake-stage.ts"
import { entryOf, named, releaseOf, shop, World } from "../helpers/world.ts"

const ADDRESSES = "api=https://api.production.test,web=https://production.test"
const gone = { kind: "known", value: { state: "gone", how: "its process 4711 on laptop is gone" } } as const

const ledgerKinds = (world: World) => world.ledger.records("production").map(({ kind }) => kind)

/** Another run holds production, and gets as far as the entries say. */
function hold(world: World, ...entries: [Entry["kind"], Partial<Entry>?][]): void {
  for (const [kind, fields] of entries)
    world.ledger.add("production", entryOf(kind, { ...releaseOf("v1.1.0"), ...fields }))
}

const leaving = { ...releaseOf("v1.0.0"), from: releaseOf("v1.1.0"), detail: "api: HTTP 500" }

describe("the run that holds the stage is dead", () => {
  test("the next one takes over, and says from whom and by what proof", async () => {
    const world = await shop()
    hold(world, ["started", { fence: 2 }], ["effect", { fence: 2, effect: "deploy" }])
    world.others.found = { process: gone }
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "deployed",
      running: "v1.1.0 verified",
      records: ["taken-over", "started", "deployed", "verified"],
      deploys: ["v1.1.0"],
      locked: false,
    })
    const proof =
      "run run-of-ben of ben (deploy-production v1.1.0) died in deploy: its process 4711 on laptop is gone"
    expect(report.gates.at(-1)).toMatchObject({
      id: "lock",
      status: "pass",
      detail: `to be taken over: ${proof}`,
    })
    expect(report.phases.find(({ name }) => name === "gates")?.detail).toBe(
      `all passed, lock taken over: ${proof}`,
    )
    expect(world.said).toContain(`taking over: ${proof}`)
    expect(world.ledger.records("production").find(({ kind }) => kind === "taken-over")).toMatchObject({
      ...releaseOf("v1.1.0"),
      actor: "ana",
      detail: proof,
    })
    // what the dead run left at work is ended before the stage is claimed, what it had deployed before that is replaced
    expect(world.others.calls.slice(-4)).toEqual(["sweep", "announce", "sweep", "retire"])
    // its journal may be in another clone
    expect(world.others.silent).toEqual(["run-of-ben", "run-of-ben"])
  })

  type Begun = [Entry["kind"], Partial<Entry>]
  const BEGUN: Begun = ["effect", { fence: 2, effect: "deploy" }]
  const SMOKED: Begun[] = [BEGUN, ["deployed", { fence: 2 }]]
  const LEFT: Begun[] = [...SMOKED, ["rollback-started", { ...leaving, fence: 2 }]]
  const GOES_BACK: Begun[] = [...LEFT, ["effect", { ...leaving, fence: 2, effect: "rollback" }]]
  const adopts = (world: World) => world.adopt("production", "v1.1.0", { reason: "it runs", url: ADDRESSES })
  const unlocks = (world: World) => world.unlock("production")
  const refused = async (world: World) =>
    expect((await world.rollback("production", { to: "v9.9.9" })).code).toBe("ROLLBACK_TARGET_UNKNOWN")
  test.each<[string, Begun[], ((world: World) => unknown)[], "goes on" | "is ended"]>([
    ["adopt, in smoke", SMOKED, [adopts], "goes on"],
    ["unlock, in smoke", SMOKED, [unlocks], "goes on"],
    ["unlock and adopt, in smoke", SMOKED, [unlocks, adopts], "goes on"],
    ["a deploy, in smoke", SMOKED, [(world) => world.deploy("production", "v1.1.0")], "is ended"],
    ["a rollback, in smoke", SMOKED, [(world) => world.rollback("production")], "is ended"],
    ["unlock, in its deploy", [BEGUN], [unlocks], "is ended"],
    ["unlock, in a rollback", GOES_BACK, [unlocks], "is ended"],
    [
      "unlock, in a migration after smoke",
      [...SMOKED, ["effect", { fence: 2, effect: "migrate" }]],
      [unlocks],
      "goes on",
    ],
    [
      "unlock, in a migration before its deploy",
      [["effect", { fence: 2, effect: "migrate" }]],
      [unlocks],
      "is ended",
    ],
    ["a rollback that is refused, in its deploy", [BEGUN], [refused], "is ended"],
    ["a rollback that is refused, in smoke", SMOKED, [refused], "goes on"],
  ])(
    "what goes on of it is what the stage runs, once its deploy is over: %s",
    async (_name, begun, acts, then) => {
      const world = await shop()
      hold(world, ["started", { fence: 2 }], ...begun)
      world.others.found = { process: gone }
      world.others.remains = ["run-of-ben", "run-of-cai"]
      world.stages.production.serve(releaseOf("v1.1.0"))
      for (const act of acts) await act(world)
      expect(world.others.remains).toEqual(then === "goes on" ? ["run-of-ben"] : [])
    },
  )

  test("what a run left that was unlocked from elsewhere, many records ago, is ended: its deploy may still be at work", async () => {
    const world = await shop()
    hold(world, ["started", { fence: 2 }], BEGUN)
    const others = { runId: "run-of-eve" }
    world.ledger.add("production", entryOf("lock-broken", others))
    // more than are read at a time
    for (let refusals = 0; refusals < 20; refusals++)
      world.ledger.add("production", entryOf("blocked", others))
    world.others.remains = ["run-of-ben"]
    await world.deploy("staging", "v1.1.0")
    expect(world.others.remains).toEqual([])
  })

  test.each([
    [
      "what it deployed was ended: the stage has less than it had",
      "run-of-ben",
      "rolled-back",
      "v1.0.0 verified",
    ],
    [
      "what was ended is another dead run's: the stage is as it was",
      "run-of-cai",
      "failed",
      "v1.1.0 unverified",
    ],
  ])("the next deploy starts nothing, and %s", async (_, remains, outcome, running) => {
    const world = await shop()
    hold(world, ["started", { fence: 2 }], ...SMOKED)
    world.others.found = { process: gone }
    world.others.remains = [remains]
    world.stages.production.onDeploy("v1.1.0", failsUnchanged)
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({ outcome, running, changed: outcome !== "failed" })
    const isSaid = report.reason?.message.includes("What a dead run had deployed was ended first.")
    expect(isSaid).toBe(outcome !== "failed")
  })

  test("a run that lost the stage meanwhile ends nothing of what it runs", async () => {
    const world = await shop()
    hold(world, ["started", { fence: 2 }], ...SMOKED)
    world.others.found = { process: gone }
    world.others.remains = ["run-of-ben"]
    const production = world.stages.production
    const deploy = production.deploy.bind(production)
    production.deploy = (deployment) => {
      world.ledger.add("production", entryOf("lock-broken"))
      return deploy(deployment)
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ code: "LOCK_LOST", deploys: [] })
    expect(world.others.remains).toEqual(["run-of-ben"])
  })

  test("what it deployed is ended once another version has taken its place", async () => {
    const world = await shop()
    hold(world, ["started", { fence: 2 }], ...SMOKED)
    world.others.found = { process: gone }
    world.others.remains = ["run-of-ben"]
    world.stages.production.serve(releaseOf("v1.1.0"))
    await adopts(world)
    await world.deploy("production", "v1.1.0")
    expect(world.others.remains).toEqual(["run-of-ben"])
    await world.deploy("staging", "v1.1.0")
    expect(world.others.remains).toEqual([])
  })

  test("it died before it started a tool: the stage is as it was", async () => {
    const world = await shop()
    hold(world, ["started", { fence: 2 }], ["effect", { fence: 2, effect: "migrate" }])
    world.others.found = { process: gone }
    world.stages.production.onDeploy("v1.1.0", failsUnchanged)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "failed",
      line: `Nothing was changed: production still runs ${named("v1.0.0")}`,
      running: "v1.0.0 verified",
    })
  })

  test("what it had begun to deploy may be there: it is no version to say is running", async () => {
    const world = await shop()
    hold(world, ["started", { fence: 2 }], ["effect", { fence: 2, effect: "deploy" }])
    world.others.found = { process: gone }
    world.stages.production.onDeploy("v1.1.0", failsUnchanged)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "failed",
      line: `Nothing was changed: production still runs ${named("v1.1.0")}, unverified`,
    })
  })

  test("a bad version that died in smoke is judged again and rolled back", async () => {
    const world = await shop()
    hold(world, ["started"], ["deployed"])
    world.others.found = { process: gone }
    world.stages.production.answer("v1.1.0", sick)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "rolled-back",
      running: "v1.0.0 verified",
      deploys: ["v1.1.0", "v1.0.0"],
    })
  })

  test("a rollback takes over, too, and leaves what the dead run may have deployed", async () => {
    const world = await shop()
    hold(world, ["started", { fence: 2 }], ["effect", { fence: 2, effect: "deploy" }])
    world.others.found = { process: gone }
    expect(await world.rollback("production")).toMatchObject({
      outcome: "rolled-back",
      line: `production runs ${named("v1.0.0")}, not v1.1.0: rolled back, verified`,
      records: ["taken-over", "started", "frozen", "rollback-started", "deployed", "rolled-back"],
    })
  })

  test.each<[string, Begun[]]>([
    ["in its gates", []],
    ["in a migration before it", [["effect", { fence: 3, effect: "migrate" }]]],
  ])(
    "a rollback does not leave the good version that a deploy which died %s had not replaced",
    async (_, begun) => {
      const world = new World()
      await world.ship("v0.9.0", "v1.0.0")
      await world.stage("v1.1.0")
      hold(world, ["started", { fence: 3 }], ...begun)
      world.others.found = { process: gone }
      const { report, ...ending } = await world.rollback("production")
      expect(ending).toMatchObject({
        outcome: "blocked",
        code: "ROLLBACK_TARGET_RUNNING",
        deploys: [],
        locked: true,
      })
      expect(report.reason).toMatchObject({
        message: `The run that died had not begun to deploy ${named("v1.1.0")}: the stage runs ${named("v1.0.0")}, verified.`,
        fix: expect.stringMatching(
          /To leave v1\.0\.0 all the same: `rollback --stage production --to v0\.9\.0 /,
        ),
      })
      // a person who means it says where to
      expect(await world.rollback("production", { to: "v0.9.0" })).toMatchObject({
        outcome: "rolled-back",
        deploys: ["v0.9.0"],
      })
    },
  )

  test.each([
    ["deploy-production", "blocked", "ROLLBACK_TARGET_RUNNING"],
    ["watch", "rolled-back", null],
  ])(
    "nor the good version that a %s of the same commit had not touched: %s",
    async (command, outcome, code) => {
      const world = new World()
      await world.ship("v0.9.0", "v1.0.0")
      const owner = { ...releaseOf("v1.0.0"), fence: 3, command }
      world.ledger.add("production", entryOf("started", owner))
      world.others.found = { process: gone }
      const { report, ...ending } = await world.rollback("production")
      expect(ending).toMatchObject({ outcome, code })
      if (code !== null)
        expect(report.reason?.message).toBe(
          `The run that died had not begun to deploy ${named("v1.0.0")} again: the stage runs it, verified.`,
        )
    },
  )

  test("a rollback asks a run that lives to end first, whatever it has begun", async () => {
    const world = new World()
    await world.ship("v0.9.0", "v1.0.0")
    await world.stage("v1.1.0")
    hold(world, ["started", { fence: 3 }])
    world.others.found = { process: { kind: "known", value: { state: "running" } } }
    expect(await world.rollback("production")).toMatchObject({ code: "LOCK_HELD" })
  })

  test("a refused run takes nothing over", async () => {
    const world = await shop()
    hold(world, ["started"])
    world.others.found = { process: gone }
    const { length } = world.others.calls
    expect(await world.deploy("production", "v9.9.9")).toMatchObject({
      outcome: "blocked",
      code: "TAG_NOT_FOUND",
      locked: true,
    })
    expect(world.others.calls.slice(length)).toEqual(["sweep", "retire"])
  })

  test("a refused run says what it cannot end, or that it cannot know what to end", async () => {
    const world = await shop()
    hold(world, ["started", { fence: 2 }], ["effect", { fence: 2, effect: "migrate" }])
    world.others.found = { process: gone }
    world.others.orphans = ["Process 12 could not be ended"]
    await refused(world)
    expect(world.said).toContain("Process 12 could not be ended")
    world.others.sweep = () => Promise.reject(new Error("the ledger is away"))
    await refused(world)
    expect(world.said).toContain("the ledger is away")
  })

  test("in a migration after smoke: it is said so", async () => {
    const world = await shop()
    hold(world, ["started", { fence: 2 }], ...SMOKED, ["effect", { fence: 2, effect: "migrate" }])
    world.others.found = { process: gone }
    const { report } = await world.deploy("production", "v1.1.0")
    expect(report.gates.at(-1)?.detail).toMatch(/\(deploy-production v1\.1\.0\) died in migrate: /)
  })

  test("what it left at work and cannot be ended keeps others away", async () => {
    const world = await shop()
    hold(world, ["started"])
    world.others.found = { process: gone }
    world.others.orphans = ["Process 12 could not be ended"]
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "blocked",
      code: "ORPHANS_LEFT",
      deploys: [],
      locked: true,
    })
  })

  test("two take over at once: one of them gets the stage", async () => {
    const world = await shop()
    hold(world, ["started"])
    // the second one's owner is the first one, which lives
    world.others.examine = async ({ runId }) => ({
      process: runId === "run-of-ben" ? gone : { kind: "known", value: { state: "running" } },
      ci: { kind: "skipped", why: "" },
    })
    const runs = await Promise.all([
      world.deploy("production", "v1.1.0"),
      world.deploy("production", "v1.1.0"),
    ])
    expect(runs.map(({ outcome }) => outcome).toSorted()).toEqual(["blocked", "deployed"])
    expect(ledgerKinds(world).filter((kind) => kind === "taken-over")).toHaveLength(1)
  })

  test("it dies while another one waits for it", async () => {
    const world = await shop()
    hold(world, ["started"])
    world.clock.after(11, () => {
      world.others.found = { process: gone }
    })
    const { report, outcome } = await world.deploy("production", "v1.1.0", { waitSeconds: 600 })
    expect(outcome).toBe("deployed")
    expect(report.phases.find(({ name }) => name === "gates")?.durationMs).toBe(12_000)
  })

  test("preflight knows that a deploy would take over, and does not", async () => {
    const world = await shop()
    hold(world, ["started", { fence: 2 }], ["effect", { fence: 2, effect: "deploy" }])
    world.others.found = { process: gone }
    const { report, ...ending } = await world.preflight("production", "v1.1.0")
    expect(ending).toMatchObject({ outcome: "done", records: [], locked: true })
    expect(report.gates.at(-1)).toMatchObject({
      id: "lock",
      status: "pass",
      detail: expect.stringContaining("to be taken over"),
    })
  })
})

test("a run that is refused is told why the owner counts as living", async () => {
  const world = await shop()
  hold(world, ["started"])
  const { report } = await world.deploy("production", "v1.1.0")
  expect(report.reason).toMatchObject({
    code: "LOCK_HELD",
    message: expect.stringMatching(
      /run run-of-ben\. Not proven dead: it is on another machine; it is part of no workflow run; it shows no heartbeats\.$/,
    ),
  })
})

describe("the dead run was rolling back", () => {
  async function diedInRollback(...entries: Parameters<typeof hold>[1][]): Promise<World> {
    const world = await shop()
    hold(world, ["started"], ["deployed"], ["rollback-started", leaving], ...entries)
    world.others.found = { process: gone }
    return world
  }

  test.each<[string, Parameters<typeof hold>[1][]]>([
    ["rollback", []],
    ["rollback-smoke", [["deployed", releaseOf("v1.0.0")]]],
  ])("%s: the same deploy again finishes that", async (phase, entries) => {
    const world = await diedInRollback(...entries)
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "rolled-back",
      ok: false,
      code: "ROLLBACK_RESUMED",
      line: `production runs ${named("v1.0.0")}, not v1.1.0: rolled back, verified`,
      records: ["taken-over", "started", "frozen", "rollback-started", "deployed", "rolled-back"],
      deploys: ["v1.0.0"],
      locked: false,
    })
    expect(world.said).toContain(`going on with the rollback to ${named("v1.0.0")}`)
    expect(report.reason).toMatchObject({
      message: `A run that died was rolling ${named("v1.1.0")} back: api: HTTP 500`,
      fix: expect.stringContaining("history --stage production"),
    })
    expect(report.gates).toMatchObject([
      { id: "rollback-target", status: "pass" },
      { id: "lock", detail: expect.stringContaining(`died in ${phase}:`) },
    ])
    const state = world.ledger.state("production")
    expect(state.frozen).toMatchObject({ reason: "api: HTTP 500" })
    expect(state.quarantine).toMatchObject([releaseOf("v1.1.0")])
    // and is refused from then on
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ code: "STAGE_FROZEN", deploys: [] })
  })

  test("a rollback goes to the same target, not one too far", async () => {
    const world = new World()
    await world.ship("v0.9.0", "v1.0.0")
    await world.stage("v1.1.0")
    hold(world, ["started"], ["rollback-started", leaving], ["deployed", releaseOf("v1.0.0")])
    world.others.found = { process: gone }
    expect(await world.rollback("production")).toMatchObject({ outcome: "rolled-back", deploys: ["v1.0.0"] })
  })

  test("one that a person asked for goes to the same target again", async () => {
    const world = new World()
    await world.ship("v0.9.0", "v1.0.0", "v1.1.0")
    hold(
      world,
      ["started", { command: "rollback", tag: null, sha: null }],
      ["rollback-started", leaving],
      ["deployed", releaseOf("v1.0.0")],
    )
    world.others.found = { process: gone }
    expect(await world.rollback("production")).toMatchObject({ outcome: "rolled-back", deploys: ["v1.0.0"] })
  })

  test("another version is refused: the stage is frozen", async () => {
    const world = await diedInRollback()
    await world.stage("v1.2.0")
    expect(await world.deploy("production", "v1.2.0")).toMatchObject({
      outcome: "blocked",
      code: "STAGE_FROZEN",
      deploys: [],
      locked: true,
    })
  })

  test("a person who lifted the quarantine meanwhile wants the version", async () => {
    const world = await diedInRollback()
    await world.unfreeze("production")
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "deployed",
      deploys: ["v1.1.0"],
    })
  })

  test("a run that may live is left to finish it", async () => {
    const world = await diedInRollback()
    world.others.found = {}
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ code: "LOCK_HELD", deploys: [] })
  })

  test("it is not finished when the ledger is lost before it has begun again", async () => {
    const world = await diedInRollback()
    world.ledger.before = (_operation, entries) => {
      if (entries[0]?.kind !== "frozen") return
      world.ledger.before = () => {}
      world.ledger.add("production", entryOf("lock-broken"))
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "failed",
      code: "LOCK_LOST",
      changed: false,
      deploys: [],
    })
  })

  test("after unlock a rollback is what goes through", async () => {
    const world = await diedInRollback()
    await world.unlock("production")
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ code: "STAGE_FROZEN" })
    expect(await world.rollback("production")).toMatchObject({ outcome: "rolled-back", deploys: ["v1.0.0"] })
  })
})
