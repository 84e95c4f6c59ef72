import { describe, expect, test } from "vitest"
import { render } from "../../src/core/report/render.ts"
import type { FakeStage } from "../helpers/fake-stage.ts"
import { failsHalfway, failsUnchanged, sick } from "../helpers/fake-stage.ts"
import { byOwner, entryOf, named, releaseOf, World } from "../helpers/world.ts"

/** v1.0.0 and v1.1.0 were shipped; v1.2.0 is verified on staging. */
async function shop(): Promise<World> {
  const world = new World()
  await world.ship("v1.0.0", "v1.1.0")
  await world.stage("v1.2.0")
  return world
}

const breakLock = (world: World) => world.ledger.add("production", entryOf("lock-broken"))

const deploying = (world: World) => ({
  /** the lock is broken while the tool is at work */
  breakDuring: (tag: string, then: Parameters<FakeStage["onDeploy"]>[1]) =>
    world.stages.production.onDeploy(tag, (stage, deployment) => {
      breakLock(world)
      return then(stage, deployment)
    }),
})

const succeeds: Parameters<FakeStage["onDeploy"]>[1] = (stage, { release }) => {
  stage.serve(release)
  return { ok: true, outputs: stage.outputs }
}

/** What a run says that had begun to change the stage and lost it. */
const lost = {
  outcome: "inconclusive",
  ok: false,
  code: "LOCK_LOST",
  line: `production may have been changed by this run, which no longer holds it; by the ledger it runs ${named("v1.2.0")}, unverified`,
  running: "v1.2.0 unverified",
  changed: true,
  deploys: ["v1.2.0"],
  locked: false,
}

describe("the lock of a run that is alive is broken", () => {
  test("while a good version is deployed: it is not called verified", async () => {
    const world = await shop()
    deploying(world).breakDuring("v1.2.0", succeeds)
    const { report, recorded, ...ending } = await world.deploy("production", "v1.2.0")
    expect(ending).toMatchObject({ ...lost, records: ["started", "lost"] })
    expect(report.smoke?.verdict).toBe("pass")
    expect(recorded).toEqual(report)
    expect(world.ledger.state("production").verified.map(({ tag }) => tag)).toEqual(["v1.1.0", "v1.0.0"])
  })

  test.each<[string, Parameters<FakeStage["onDeploy"]>[1]]>([
    ["a bad version is deployed: it is not rolled back", succeeds],
    ["a deploy fails halfway: it is not rolled back", failsHalfway],
  ])("while %s", async (_, then) => {
    const world = await shop()
    deploying(world).breakDuring("v1.2.0", then)
    world.stages.production.answer("v1.2.0", sick)
    expect(await world.deploy("production", "v1.2.0")).toMatchObject({
      ...lost,
      records: ["started", "lost"],
    })
  })

  test("while a deploy fails that changed nothing: this run did not change it, whatever others do", async () => {
    const world = await shop()
    deploying(world).breakDuring("v1.2.0", failsUnchanged)
    const { report, ...ending } = await world.deploy("production", "v1.2.0")
    expect(ending).toMatchObject({
      outcome: "failed",
      code: "LOCK_LOST",
      line: `Nothing was changed by this run, which no longer holds production; by the ledger it runs ${named("v1.2.0")}, unverified`,
      changed: false,
      records: ["started", "lost"],
    })
    // to the ledger it came by this run, which knows better
    expect(world.ledger.state("production").arrival).toMatchObject({ runId: report.runId })
    expect(report.card).toMatchObject({ since: null, replaced: null, announced: true })
    expect(render(report, "text", "dagger call")).toMatch(
      /\n {2}since {5}not known: this run announced it, and then changed nothing\n {2}replaced {2}not known\n/,
    )
  })

  test("before a deploy has begun: what another run brought did not come by this one", async () => {
    const world = await shop()
    world.ledger.before = (_operation, entries) => {
      if (entries[0]?.kind !== "effect") return
      world.ledger.before = () => {}
      breakLock(world)
    }
    const { report, ...ending } = await world.deploy("production", "v1.2.0")
    expect(ending).toMatchObject({ code: "LOCK_LOST", changed: false, deploys: [] })
    expect(report.card).toMatchObject({
      running: releaseOf("v1.1.0"),
      since: { command: "deploy-production" },
    })
    expect(report.card).not.toHaveProperty("announced")
  })

  test.each([["healthy"], ["sick"]])("while a %s version is smoked", async (health) => {
    const world = await shop()
    if (health === "sick") world.stages.production.answer("v1.2.0", sick)
    world.clock.after(31, () => breakLock(world))
    expect(await world.deploy("production", "v1.2.0")).toMatchObject({
      ...lost,
      records: ["started", "deployed", "lost"],
    })
  })

  test("while the run is being interrupted", async () => {
    const world = await shop()
    deploying(world).breakDuring("v1.2.0", (stage, deployment) => {
      world.interrupt()
      return succeeds(stage, deployment)
    })
    expect(await world.deploy("production", "v1.2.0")).toMatchObject({
      ...lost,
      records: ["started", "lost"],
    })
  })

  test("no one has broken it where the ledger has gone back", async () => {
    const world = await shop()
    const { length } = world.ledger.records("production")
    world.stages.production.onDeploy("v1.2.0", (stage, deployment) => {
      world.ledger.setBack("production", length)
      return succeeds(stage, deployment)
    })
    const { report, code } = await world.deploy("production", "v1.2.0")
    expect(code).toBe("LOCK_LOST")
    expect(report.reason?.message).toBe(
      "This run no longer holds the stage: the ledger of production has gone back to before this run took it.",
    )
  })

  test("while a rollback is deployed: the failure that led to it is still said", async () => {
    const world = await shop()
    world.stages.production.answer("v1.2.0", sick)
    deploying(world).breakDuring("v1.1.0", succeeds)
    const { report, ...ending } = await world.deploy("production", "v1.2.0")
    expect(ending).toMatchObject({
      outcome: "inconclusive",
      code: "LOCK_LOST",
      records: ["started", "deployed", "frozen", "rollback-started", "lost"],
      deploys: ["v1.2.0", "v1.1.0"],
    })
    expect(report.rolledBackTo).toBeNull()
    expect(report.reason?.message).toBe(
      `api was wrong 3 times in a row: status 500, not 200. Then the rollback to ${named("v1.1.0")} failed: ` +
        "This run no longer holds the stage: production was unlocked while this run was working.",
    )
  })

  test("before a manual rollback has begun: nothing is touched", async () => {
    const world = await shop()
    world.ledger.before = (_operation, entries) => {
      if (entries[0]?.kind !== "frozen") return
      world.ledger.before = () => {}
      breakLock(world)
    }
    expect(await world.rollback("production")).toMatchObject({
      outcome: "failed",
      code: "LOCK_LOST",
      line: `Nothing was changed by this run, which no longer holds production; by the ledger it runs ${named("v1.1.0")}, verified`,
      running: "v1.1.0 verified",
      changed: false,
      records: ["started", "lost"],
      deploys: [],
    })
  })
})

test("a rollback has no version yet when it takes the stage, and is named without one", async () => {
  const world = await shop()
  deploying(world).breakDuring("v1.2.0", (stage, deployment) => {
    world.ledger.add(
      "production",
      entryOf("started", { command: "rollback", runId: "run-of-eve", actor: "eve" }),
    )
    return succeeds(stage, deployment)
  })
  const { report } = await world.deploy("production", "v1.2.0")
  expect(report.reason?.message).toContain("production is held by run run-of-eve of eve (rollback).")
})

describe("A1, A2: a run that lost the stage starts nothing more", () => {
  /** Just before the record that announces the run's next effect. */
  function breakBefore(world: World, skip = 0): void {
    let left = skip
    world.ledger.before = (_operation, entries) => {
      if (entries.every(({ kind }) => kind !== "effect") || left-- > 0) return
      world.ledger.before = () => {}
      world.play("production", [entryOf("lock-broken"), ...byOwner(entryOf("verified", releaseOf("v1.3.0")))])
    }
  }

  test("A1: no deploy", async () => {
    const world = await shop()
    breakBefore(world)
    const { report, ...ending } = await world.deploy("production", "v1.2.0")
    expect(ending).toMatchObject({
      outcome: "failed",
      code: "LOCK_LOST",
      line: `Nothing was changed by this run, which no longer holds production; by the ledger it runs ${named("v1.3.0")}, verified`,
      running: "v1.3.0 verified",
      changed: false,
      deploys: [],
      records: ["started", "lost"],
    })
  })

  test("A2: no rollback of its own", async () => {
    const world = await shop()
    world.stages.production.answer("v1.2.0", sick)
    breakBefore(world, 1)
    expect(await world.deploy("production", "v1.2.0")).toMatchObject({
      code: "LOCK_LOST",
      running: "v1.3.0 verified",
      changed: true,
      deploys: ["v1.2.0"],
      records: ["started", "deployed", "frozen", "rollback-started", "lost"],
    })
  })

  test("A2: no rollback that a person asked for", async () => {
    const world = await shop()
    breakBefore(world)
    expect(await world.rollback("production")).toMatchObject({
      code: "LOCK_LOST",
      running: "v1.3.0 verified",
      changed: false,
      deploys: [],
      records: ["started", "lost"],
    })
  })

  test.each(["before", "after"])("A2: no migration %s the deploy", async (when) => {
    const run = { when, command: ["migrate"] }
    const world = new World({ config: { migrations: { path: "db", fence: { deploy: "allow" }, run } } })
    await world.ship("v1.0.0")
    await world.stage("v1.1.0")
    const { length } = world.stages.production.migrations
    breakBefore(world, when === "before" ? 0 : 1)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      code: "LOCK_LOST",
      running: "v1.3.0 verified",
    })
    expect(world.stages.production.migrations).toHaveLength(length)
  })
})

describe("A5: another run has the stage by then", () => {
  const theirs = { ...releaseOf("v1.3.0"), runId: "run-of-eve", actor: "eve" }
  const take = [entryOf("lock-broken"), entryOf("started", theirs)]

  test("its lock stays", async () => {
    const world = await shop()
    world.clock.after(31, () => world.play("production", take))
    const { report, ...ending } = await world.deploy("production", "v1.2.0")
    expect(ending).toMatchObject({ ...lost, locked: true })
    expect(report.reason?.message).toContain(
      "production is held by run run-of-eve of eve (deploy-production v1.3.0)",
    )
    expect(world.ledger.state("production").lock).toMatchObject({ runId: "run-of-eve" })
  })

  test.each(["healthy", "sick"])(
    "what it verified stays, and nothing is frozen or quarantined by a %s version",
    async (health) => {
      const world = await shop()
      if (health === "sick") world.stages.production.answer("v1.2.0", sick)
      world.clock.after(31, () => world.play("production", [...take, entryOf("verified", theirs)]))
      const before = () => world.ledger.state("production")
      expect(await world.deploy("production", "v1.2.0")).toMatchObject({
        outcome: "inconclusive",
        code: "LOCK_LOST",
        running: "v1.3.0 verified",
        records: ["started", "deployed", "lost"],
      })
      expect(before()).toMatchObject({
        running: { tag: "v1.3.0", verified: true },
        frozen: null,
        quarantine: [],
        verified: ["v1.3.0", "v1.1.0", "v1.0.0"].map(releaseOf),
      })
      // a rollback from there goes to what ran before
      expect(await world.rollback("production")).toMatchObject({ running: "v1.1.0 verified" })
    },
  )
})

test("others may append what does not take the lock", async () => {
  const world = await shop()
  world.clock.after(31, () => world.ledger.add("production", entryOf("blocked")))
  expect(await world.deploy("production", "v1.2.0")).toMatchObject({
    outcome: "deployed",
    records: ["started", "deployed", "verified"],
  })
})
