import { describe, expect, test } from "vitest"
import { environmentError } from "../../src/core/errors.ts"
import type { Runner } from "../../src/core/ledger/owner.ts"
import type { HookEnd, HookOrder } from "../../src/release/ports.ts"
import { failsHalfway, failsUnchanged, sick } from "../helpers/fake-stage.ts"
import { byOwner, entryOf, named, releaseOf, shaOf, shop, World } from "../helpers/world.ts"

const ALL = ["before-deploy", "after-deploy", "after-verified", "after-failed", "after-rollback"] as const
const hooks = Object.fromEntries(ALL.map((name) => [name, { command: ["hooks/tell.sh"] }]))
const files = { "hooks/tell.sh": "" }
const config = { hooks, stages: { production: { urls: { docs: "https://docs.test" } } } }

/** v1.0.0 was shipped, v1.1.0 is verified on staging; what the hooks did until then is forgotten. */
async function hooked(more: ConstructorParameters<typeof World>[0] = {}): Promise<World> {
  const world = new World({ config, ...more })
  world.tagWith("v1.0.0", files)
  world.tagWith("v1.1.0", files)
  await world.ship("v1.0.0")
  await world.stage("v1.1.0")
  world.stages.production.hooks.length = 0
  return world
}

const ran = ({ stages }: World) => stages.production.hooks.map(({ name }) => name)
const told = ({ stages }: World, name: string) =>
  stages.production.hooks.find((order) => order.name === name)?.variables

const refuses =
  (...names: string[]) =>
  ({ name }: HookOrder): HookEnd =>
    names.includes(name)
      ? { ok: false, message: `${name} ended with exit code 1.`, log: ["no"] }
      : { ok: true }

describe("the hooks of a deploy", () => {
  test("run in their order, in the tree of its tag, and are told what happened", async () => {
    const world = await hooked()
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({ outcome: "deployed", records: ["started", "deployed", "verified"] })
    expect(ran(world)).toEqual(["before-deploy", "after-deploy", "after-verified"])
    for (const { release, fence, runId } of world.stages.production.hooks) {
      expect({ release, fence, runId }).toEqual({
        release: releaseOf("v1.1.0"),
        fence: 2,
        runId: report.runId,
      })
    }
    const previous = { PIPELINE_PREVIOUS_TAG: "v1.0.0", PIPELINE_PREVIOUS_SHA: shaOf("v1.0.0") }
    const outputs = { docs: "https://docs.test", ...world.stages.production.outputs }
    for (const [name, outcome] of [
      ["before-deploy", ""],
      ["after-deploy", ""],
      ["after-verified", "deployed"],
    ] as const) {
      const { PIPELINE_OUTPUTS = "", ...variables } = told(world, name) ?? {}
      expect(variables).toEqual({ ...previous, PIPELINE_OUTCOME: outcome, PIPELINE_REASON_CODE: "" })
      expect(JSON.parse(PIPELINE_OUTPUTS)).toEqual(outputs)
    }
    expect(report.hooks).toEqual(
      ran(world).map((name) => ({ name, status: "passed", detail: named("v1.1.0"), log: [] })),
    )
    expect(report.phases.map(({ name }) => name)).toEqual([
      ...["resolve", "gates", "before-deploy", "deploy", "after-deploy", "smoke", "after-verified"],
    ])
  })

  test("before-deploy comes before the migrations, and has nothing changed when it refuses", async () => {
    const run = { when: "before", command: ["migrate"] }
    const world = await hooked({ config: { ...config, migrations: { path: "db", run } } })
    world.stages.production.migrations.length = 0
    world.stages.production.onHook = refuses("before-deploy")
    const { report, recorded, ...ending } = await world.deploy("production", "v1.1.0", { allowOneWay: "-" })
    expect(ending).toEqual({
      outcome: "blocked",
      ok: false,
      code: "HOOK_BLOCKED",
      line: `Nothing was changed: v1.1.0 was not deployed to production, which still runs ${named("v1.0.0")}`,
      running: "v1.0.0 verified",
      changed: false,
      records: expect.arrayContaining(["started", "blocked"]),
      deploys: [],
      locked: false,
    })
    expect(world.stages.production.migrations).toEqual([])
    expect(ran(world)).toEqual(["before-deploy"])
    expect(report.hooks).toEqual([
      {
        name: "before-deploy",
        status: "failed",
        detail: "before-deploy ended with exit code 1.",
        log: ["no"],
      },
    ])
    expect(recorded).toEqual(report)
    expect(world.ledger.state("production")).toMatchObject({ frozen: null, quarantine: [], lock: null })
  })

  test("after-deploy that fails is a failed deploy, which is rolled back unsmoked", async () => {
    const world = await hooked()
    world.stages.production.onHook = refuses("after-deploy")
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "rolled-back",
      code: "HOOK_FAILED",
      deploys: ["v1.1.0", "v1.0.0"],
    })
    expect(report.smoke).toBeNull()
    expect(ran(world)).toEqual(["before-deploy", "after-deploy", "after-failed", "after-rollback"])
  })

  test("on a stage without automatic rollback it stays, unverified", async () => {
    const world = await hooked()
    world.stages.staging.onHook = refuses("after-deploy")
    world.tagWith("v1.2.0", files)
    expect(await world.deploy("staging", "v1.2.0")).toMatchObject({
      outcome: "failed",
      code: "HOOK_FAILED",
      running: "v1.2.0 unverified",
      changed: true,
    })
  })

  test.each(["after-verified"])(
    "%s that fails changes nothing of the outcome, and is found in the report",
    async (name) => {
      const world = await hooked()
      world.stages.production.onHook = refuses(name)
      const { report, ...ending } = await world.deploy("production", "v1.1.0")
      expect(ending).toMatchObject({ outcome: "deployed", ok: true, running: "v1.1.0 verified" })
      expect(report.hooks.at(-1)).toMatchObject({ name, status: "failed", log: ["no"] })
    },
  )
})

describe("after a deploy that did not end verified", () => {
  test.each<[string, (world: World) => void, string, string, string[]]>([
    [
      "rolled back",
      (world) => world.stages.production.answer("v1.1.0", sick),
      "rolled-back",
      "SMOKE_FAILED",
      ["before-deploy", "after-deploy", "after-failed", "after-rollback"],
    ],
    [
      "not started",
      (world) => world.stages.production.onDeploy("v1.1.0", failsUnchanged),
      "failed",
      "DEPLOY_FAILED",
      ["before-deploy", "after-failed"],
    ],
    [
      "not judged",
      (world) =>
        world.stages.production.onDeploy("v1.1.0", (stage, { release }) => {
          stage.serve(release)
          stage.network = false
          return { ok: true, outputs: stage.outputs }
        }),
      "inconclusive",
      "SMOKE_INCONCLUSIVE",
      ["before-deploy", "after-deploy", "after-failed"],
    ],
    [
      "not rolled back either",
      (world) => {
        world.stages.production.onDeploy("v1.1.0", failsHalfway)
        world.stages.production.onDeploy("v1.0.0", failsHalfway)
      },
      "rollback-failed",
      "DEPLOY_FAILED",
      ["before-deploy", "after-failed", "after-rollback"],
    ],
  ])("%s, the hooks are told, and cannot change it", async (_, prepare, outcome, code, names) => {
    for (const failing of [[], ["after-failed", "after-rollback"]]) {
      const world = await hooked()
      prepare(world)
      world.stages.production.onHook = refuses(...failing)
      const { report, ...ending } = await world.deploy("production", "v1.1.0")
      expect(ending.outcome).toBe(outcome)
      expect(ran(world)).toEqual(names)
      expect(told(world, "after-failed")).toMatchObject({
        PIPELINE_OUTCOME: outcome,
        PIPELINE_PREVIOUS_TAG: "v1.0.0",
      })
      expect(world.stages.production.hooks.find(({ name }) => name === "after-failed")?.release.tag).toBe(
        "v1.1.0",
      )
      if (outcome !== "rollback-failed") expect(told(world, "after-failed")?.PIPELINE_REASON_CODE).toBe(code)
      const failed = report.hooks.filter(({ status }) => status === "failed").map(({ name }) => name)
      expect(failed).toEqual(names.filter((name) => failing.includes(name)))
    }
  })
})

describe("a rollback", () => {
  const rolled = async (end: (order: HookOrder) => HookEnd) => {
    const world = await hooked()
    await world.deploy("production", "v1.1.0")
    world.stages.production.hooks.length = 0
    world.stages.production.onHook = end
    return { world, ...(await world.rollback("production")) }
  }

  test("runs after-rollback alone, in the tree that it went to", async () => {
    const { world, outcome } = await rolled(refuses())
    expect(outcome).toBe("rolled-back")
    expect(ran(world)).toEqual(["after-rollback"])
    expect(world.stages.production.hooks[0]?.release.tag).toBe("v1.0.0")
    expect(told(world, "after-rollback")).toMatchObject({
      PIPELINE_OUTCOME: "rolled-back",
      PIPELINE_PREVIOUS_TAG: "v1.1.0",
    })
  })

  test("whose hook fails is as good, and the report says so", async () => {
    const { report, ok, line } = await rolled(refuses("after-rollback"))
    expect({ ok, line }).toEqual({
      ok: true,
      line: `production runs ${named("v1.0.0")}, not v1.1.0: rolled back, verified`,
    })
    expect(report.hooks).toMatchObject([{ name: "after-rollback", status: "failed" }])
  })

  test("that cannot begin runs none", async () => {
    const world = await hooked()
    expect(await world.rollback("production")).toMatchObject({ outcome: "blocked" })
    expect(ran(world)).toEqual([])
  })
})

describe("the fence before a hook", () => {
  const BEATING: Runner = { kind: "host", ci: null, heartbeatSeconds: 30 }

  test.each(ALL.slice(0, 3))("%s is not started by a run that lost its stage", async (name) => {
    const world = await hooked({ runner: BEATING })
    world.ledger.before = (operation, entries) => {
      if (operation !== "append" || entries.at(-1)?.hook !== name) return
      world.ledger.before = () => {}
      for (const entry of byOwner()) world.ledger.add("production", entry)
    }
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({ code: "LOCK_LOST" })
    expect(ending.records.at(-1)).toBe("lost")
    expect(ran(world)).not.toContain(name)
    expect(report.hooks.filter((hook) => hook.name === name && hook.status !== "skipped")).toEqual([])
  })

  test("says in the ledger what is at work, also for a run that dies there", async () => {
    const world = await hooked({ runner: BEATING })
    let lock: unknown
    world.stages.production.onHook = ({ name }) => {
      if (name === "after-deploy") lock = world.ledger.state("production").lock
      return { ok: true }
    }
    await world.deploy("production", "v1.1.0")
    expect(lock).toMatchObject({ hook: "after-deploy", effect: "deploy", deployed: true })
  })

  test("a ledger that is away when a version is verified costs the hook, not the verdict", async () => {
    const world = await hooked()
    world.ledger.before = (operation, entries) => {
      if (operation === "append" && entries.some(({ hook }) => hook === "after-verified"))
        throw environmentError("LEDGER_UNAVAILABLE", "The remote is gone.")
    }
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({ outcome: "deployed", running: "v1.1.0 verified", locked: false })
    expect(report.hooks.at(-1)).toMatchObject({ name: "after-verified", status: "skipped" })
  })
})

describe("an interruption", () => {
  test("in before-deploy has changed nothing", async () => {
    const world = await hooked()
    world.stages.production.onHook = () => {
      world.interrupt()
      return { ok: false, message: "it was interrupted.", log: [] }
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "failed",
      code: "INTERRUPTED",
      changed: false,
      deploys: [],
    })
    expect(ran(world)).toEqual(["before-deploy"])
  })

  test("in after-deploy leaves the version, and no later hook is begun", async () => {
    const world = await hooked()
    world.stages.production.onHook = ({ name }) => {
      if (name === "after-deploy") world.interrupt()
      return name === "after-deploy" ? { ok: false, message: "it was interrupted.", log: [] } : { ok: true }
    }
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({ outcome: "failed", code: "INTERRUPTED", running: "v1.1.0 unverified" })
    expect(report.hooks.at(-1)).toEqual({
      name: "after-failed",
      status: "skipped",
      detail: "the run was to stop",
      log: [],
    })
  })
})

test("a hook whose script the version does not have is told before anything begins", async () => {
  const world = await hooked()
  world.tag("v1.2.0")
  const { report, code } = await world.deploy("staging", "v1.2.0")
  expect(code).toBe("SCRIPT_MISSING")
  expect(report.reason?.message).toContain("hooks.before-deploy.command starts hooks/tell.sh")
})

test("without hooks in pipeline.json none is run", async () => {
  const world = await shop()
  const { report } = await world.deploy("production", "v1.1.0")
  expect(ran(world)).toEqual([])
  expect(report.hooks).toEqual([])
})

test("a hook of the first deploy is given no version before it", async () => {
  const world = new World({ config })
  world.tagWith("v1.0.0", files)
  await world.deploy("staging", "v1.0.0")
  const { PIPELINE_OUTPUTS: _, ...variables } = world.stages.staging.hooks[0]?.variables ?? {}
  expect(variables).toEqual({
    PIPELINE_OUTCOME: "",
    PIPELINE_REASON_CODE: "",
    PIPELINE_PREVIOUS_TAG: "",
    PIPELINE_PREVIOUS_SHA: "",
  })
})

test("a hook is given the addresses of what is on the stage by then", async () => {
  const world = await hooked()
  const { production } = world.stages
  const old = { ...production.outputs, revision: "1" }
  for (const [tag, revision] of [
    ["v1.0.0", "back to 1"],
    ["v1.1.0", "2"],
  ] as const)
    production.onDeploy(tag, (stage, { release }) => {
      stage.serve(release)
      return { ok: true, outputs: { ...stage.outputs, revision } }
    })
  world.play("production", byOwner(entryOf("verified", { ...releaseOf("v1.0.0"), outputs: old })))
  production.answer("v1.1.0", sick)
  await world.deploy("production", "v1.1.0")
  const revisions = production.hooks.map(({ name, variables: { PIPELINE_OUTPUTS = "" } }) => [
    name,
    JSON.parse(PIPELINE_OUTPUTS).revision,
  ])
  expect(revisions).toEqual([
    ["before-deploy", "1"],
    ["after-deploy", "2"],
    ["after-failed", "back to 1"],
    ["after-rollback", "back to 1"],
  ])
})

test("a hook after a deploy that failed is given what was there before", async () => {
  const world = await hooked()
  const { production } = world.stages
  const old = { ...production.outputs, revision: "1" }
  world.play("production", byOwner(entryOf("verified", { ...releaseOf("v1.0.0"), outputs: old })))
  production.onDeploy("v1.1.0", failsUnchanged)
  await world.deploy("production", "v1.1.0")
  const { PIPELINE_OUTPUTS = "" } = told(world, "after-failed") ?? {}
  expect(JSON.parse(PIPELINE_OUTPUTS).revision).toBe("1")
})

test("hooks wait for the end of the watch, whichever run makes it", async () => {
  const production = {
    ...config.stages.production,
    watch: { minutes: 1, checks: [{ kind: "http", name: "home", url: "{web}/" }] },
  }
  const world = await hooked({ config: { ...config, stages: { production } } })
  await world.deploy("production", "v1.1.0", { detach: true })
  expect(ran(world)).toEqual(["before-deploy", "after-deploy"])
  world.clock.after(20, () => world.interrupt())
  await world.watch("production")
  expect(ran(world)).toEqual(["before-deploy", "after-deploy"])
  await world.watch("production")
  expect(ran(world)).toEqual(["before-deploy", "after-deploy", "after-verified"])
})

test("a run that is interrupted in a hook has not begun to deploy, and says why it ended", async () => {
  const world = await hooked()
  world.stages.production.onHook = () => {
    world.interrupt()
    return { ok: true }
  }
  expect(await world.deploy("production", "v1.1.0")).toMatchObject({
    outcome: "failed",
    code: "INTERRUPTED",
    deploys: [],
  })
})

test("a deploy that its hook refused leaves what is verified, also where that cannot be recorded", async () => {
  const world = await hooked()
  world.stages.production.onHook = refuses("before-deploy")
  world.ledger.before = (operation, entries) => {
    if (operation === "append" && entries.some(({ kind }) => kind === "blocked"))
      throw environmentError("LEDGER_UNAVAILABLE", "The remote is gone.")
  }
  expect(await world.deploy("production", "v1.1.0")).toMatchObject({
    outcome: "blocked",
    code: "HOOK_BLOCKED",
    running: "v1.0.0 verified",
  })
  world.ledger.before = () => {}
  world.play("production", [entryOf("lock-broken", { runId: "x" })])
  await world.deploy("production", "v1.1.0")
  expect(world.ledger.records("production").at(-1)).toMatchObject({
    kind: "blocked",
    ...releaseOf("v1.1.0"),
    code: "HOOK_BLOCKED",
    detail: "before-deploy ended with exit code 1.",
  })
})
