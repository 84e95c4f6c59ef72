import { describe, expect, test } from "vitest"
import { headline } from "../../dagger/src/core/report/headline.ts"
import type { Report } from "../../dagger/src/core/report/report.ts"
import type { Change } from "../../dagger/src/core/setup/change.ts"
import type { SetupFacts } from "../../dagger/src/core/setup/facts.ts"
import { nameOf } from "../../dagger/src/core/setup/prerequisite.ts"
import type { Platforms } from "../../dagger/src/release/platforms.ts"
import type { Context } from "../../dagger/src/release/run.ts"
import { setup } from "../../dagger/src/release/setup.ts"
import { factsOf, known, REQUEST } from "../core/setup/samples.ts"
import { configOf } from "../helpers/shop.ts"
import { World } from "../helpers/world.ts"

/** AWS and GitHub that are, look by look, as a test says; the last look stands for all later ones. */
class FakePlatforms implements Platforms {
  readonly performed: Change[] = []
  looks = 0
  private readonly seen: readonly SetupFacts[]
  private readonly fault: (change: Change) => string | null

  constructor(seen: readonly SetupFacts[], fault: (change: Change) => string | null = () => null) {
    this.seen = seen
    this.fault = fault
  }

  async look(): Promise<SetupFacts> {
    const at = Math.min(this.looks++, this.seen.length - 1)
    return this.seen[at] as SetupFacts
  }

  async perform(change: Change): Promise<string | null> {
    this.performed.push(change)
    return this.fault(change)
  }
}

function worldWith(platforms: Platforms): { world: World; context: Context } {
  const world = new World()
  const context = world.context()
  return { world, context: { ...context, config: configOf(), ports: { ...context.ports, platforms } } }
}

const stateOf = (report: Report, name: string) => report.prerequisites?.find((one) => nameOf(one) === name)

const WHOLE = factsOf()
const NO_PROVIDER = factsOf({ provider: known(null) })
const EMPTY = factsOf({ provider: known(null) }, { staging: { role: known(null), permissions: known(null) } })

describe("without --apply", () => {
  test("setup shows what it would do, and does nothing", async () => {
    const platforms = new FakePlatforms([EMPTY])
    const { world, context } = worldWith(platforms)
    const report = await setup(context, { ...REQUEST, apply: false })
    expect(report).toMatchObject({
      command: "setup",
      outcome: "done",
      ok: true,
      reason: null,
      changed: false,
    })
    expect(headline(report)).toBe("Nothing was changed: 13 of 16 prerequisites are met")
    expect(stateOf(report, "provider")).toMatchObject({
      state: "missing",
      applied: false,
      commands: [expect.stringMatching(/^aws iam create-open-id-connect-provider /)],
    })
    expect(platforms).toMatchObject({ performed: [], looks: 1 })
    expect(world.ledger.records("production")).toEqual([])
  })

  test("what cannot be read as a request is refused before anything is looked at", async () => {
    const platforms = new FakePlatforms([WHOLE])
    const { context } = worldWith(platforms)
    await expect(setup(context, { ...REQUEST, account: "1", apply: true })).rejects.toMatchObject({
      kind: "usage",
    })
    expect(platforms.looks).toBe(0)
  })
})

describe("with --apply", () => {
  test("setup changes what is not as it should be, in order, and looks again", async () => {
    const platforms = new FakePlatforms([EMPTY, WHOLE])
    const { world, context } = worldWith(platforms)
    const report = await setup(context, { ...REQUEST, apply: true })
    expect(platforms.performed.map((change) => (change.on === "aws" ? change.action : change.path))).toEqual([
      "CreateOpenIDConnectProvider",
      "CreateRole",
      "PutRolePolicy",
    ])
    expect(report).toMatchObject({ outcome: "done", ok: true })
    expect(headline(report)).toBe("3 prerequisites set up: all 16 prerequisites are met")
    expect(stateOf(report, "role staging")).toMatchObject({
      state: "ok",
      applied: true,
      commands: [expect.stringMatching(/^aws iam create-role /)],
    })
    expect(stateOf(report, "role production")).toMatchObject({ state: "ok", applied: false, commands: [] })
    expect(report.phases.map(({ name, status }) => `${name} ${status}`)).toEqual([
      "look ok",
      "provider ok",
      "role staging ok",
      "permissions staging ok",
      "look ok",
    ])
    expect(world.clock.sleeps).toEqual([])
  })

  test("setup changes nothing where all is as it should be", async () => {
    const platforms = new FakePlatforms([WHOLE])
    const { context } = worldWith(platforms)
    const report = await setup(context, { ...REQUEST, apply: true })
    expect(platforms).toMatchObject({ performed: [], looks: 1 })
    expect(headline(report)).toBe("Nothing was changed: all 16 prerequisites are met")
  })

  test("setup waits for what takes a moment to show", async () => {
    const platforms = new FakePlatforms([NO_PROVIDER, NO_PROVIDER, NO_PROVIDER, WHOLE])
    const { world, context } = worldWith(platforms)
    expect((await setup(context, { ...REQUEST, apply: true })).ok).toBe(true)
    expect(platforms.looks).toBe(4)
    expect(world.clock.sleeps).toEqual([2000, 2000])
  })

  test("setup says so when a change was taken and nothing came of it", async () => {
    const platforms = new FakePlatforms([NO_PROVIDER])
    const { context } = worldWith(platforms)
    const report = await setup(context, { ...REQUEST, apply: true })
    expect(platforms.looks).toBe(5)
    expect(report).toMatchObject({ outcome: "failed", ok: false, reason: { code: "SETUP_INCOMPLETE" } })
    expect(headline(report)).toBe("Nothing was changed: 15 of 16 prerequisites are met")
    expect(stateOf(report, "provider")).toMatchObject({ state: "missing", applied: false })
  })

  test("one change that is refused does not keep the others from being made", async () => {
    const after = factsOf({ provider: known(null) })
    const platforms = new FakePlatforms([EMPTY, after], (change) =>
      change.on === "aws" && change.action === "CreateOpenIDConnectProvider" ? "AccessDenied" : null,
    )
    const { world, context } = worldWith(platforms)
    const report = await setup(context, { ...REQUEST, apply: true })
    expect(report).toMatchObject({
      outcome: "failed",
      reason: { code: "SETUP_INCOMPLETE", message: "15 of 16 prerequisites are met." },
    })
    expect(headline(report)).toBe("2 prerequisites set up: 15 of 16 prerequisites are met")
    expect(stateOf(report, "provider")).toMatchObject({
      state: "missing",
      applied: false,
      detail: expect.stringMatching(/; not changed: AccessDenied$/),
      commands: [expect.stringMatching(/^aws iam/)],
    })
    expect(world.clock.sleeps).toEqual([])
  })

  test("an interrupted setup makes no further change, and looks once", async () => {
    const { world, context } = worldWith(
      new FakePlatforms([EMPTY], () => {
        world.interrupt()
        return null
      }),
    )
    const report = await setup(context, { ...REQUEST, apply: true })
    expect((context.ports.platforms as FakePlatforms).performed).toHaveLength(1)
    expect((context.ports.platforms as FakePlatforms).looks).toBe(2)
    expect(report.ok).toBe(false)
  })

  test("a role that may trust numbers is not made to trust names", async () => {
    const platforms = new FakePlatforms([
      factsOf({ repository: { kind: "unavailable", message: "GitHub is down" } }),
    ])
    const { context } = worldWith(platforms)
    const report = await setup(context, { ...REQUEST, apply: false })
    expect(stateOf(report, "role staging")).toMatchObject({ state: "unknown", commands: [] })
  })
})
