// what a run says of itself and of the stage when it ends
import { getEventListeners } from "node:events"
import { describe, expect, test } from "vitest"
import { environmentError } from "../../src/core/errors.ts"
import type { Stage } from "../../src/core/stage.ts"
import { untilAborted } from "../../src/release/run.ts"
import { broken } from "../helpers/fake-ledger.ts"
import { failsHalfway, sick } from "../helpers/fake-stage.ts"
import { byOwner, entryOf, named, releaseOf, shop, type World } from "../helpers/world.ts"

/** Another run is convinced that this one is dead, as soon as the tool has begun. */
const takenOverInDeploy = (world: World, stage: Stage, tag: string) =>
  world.stages[stage].onDeploy(tag, (on, deployment) => {
    world.play(stage, [entryOf("taken-over"), ...byOwner(entryOf("verified", releaseOf("v1.3.0")))])
    return failsHalfway(on, deployment)
  })

const phaseOf = ({ report }: Awaited<ReturnType<World["deploy"]>>, name: string) =>
  report.phases.find((phase) => phase.name === name)

test("phases say which commit a tag is, and why a stage was refused", async () => {
  const world = await shop()
  const missing = await world.deploy("production", "v9.9.9")
  expect(missing.report.phases.map(({ detail }) => detail)).toContain('no commit for "v9.9.9"')
  world.ledger.add("production", entryOf("started", releaseOf("v1.0.0")))
  const refused = await world.deploy("production", "v1.1.0")
  expect(refused.report.phases.map(({ detail }) => detail)).toContain(named("v1.1.0"))
  expect(phaseOf(refused, "gates")).toMatchObject({
    status: "failed",
    detail: expect.stringMatching(/^LOCK_HELD: production has been held by ben/),
  })
})

describe("a run that lost the stage", () => {
  const LOST = "This run no longer holds the stage: STAGE was unlocked while this run was working."

  test("says so, and what had gone wrong before", async () => {
    const world = await shop()
    world.tag("v1.2.0")
    takenOverInDeploy(world, "staging", "v1.2.0")
    const { report, recorded } = await world.deploy("staging", "v1.2.0")
    expect(report).toMatchObject({ fence: 3, rolledBackTo: null, outputs: {} })
    expect(report.gates.at(-1)).toMatchObject({ id: "lock", status: "pass" })
    expect(report.reason).toMatchObject({
      code: "LOCK_LOST",
      message: `${LOST.replace("STAGE", "staging")} Before that: deploy v1.2.0 ended with exit code 1.`,
    })
    expect(recorded).toMatchObject({ reason: { code: "LOCK_LOST" } })
    expect(world.ledger.records("staging").at(-1)).toMatchObject({
      kind: "lost",
      ...releaseOf("v1.2.0"),
      changed: true,
      code: "LOCK_LOST",
    })
  })

  test("says it once where it was why a rollback could not begin", async () => {
    const world = await shop()
    takenOverInDeploy(world, "production", "v1.1.0")
    const { report } = await world.deploy("production", "v1.1.0")
    expect(report.reason).toMatchObject({
      code: "LOCK_LOST",
      message:
        `deploy v1.1.0 ended with exit code 1. The rollback to ${named("v1.0.0")} could not begin: ` +
        LOST.replace("STAGE", "production"),
    })
  })
})

describe("a tool is not started", () => {
  const notStarted = { outcome: "failed", changed: false, deploys: [], locked: false }
  const effects = (world: World) =>
    world.ledger.records("production").filter(({ kind, tag }) => kind === "effect" && tag === "v1.1.0")

  test("by a run that was interrupted before: nothing announces it", async () => {
    const world = await shop()
    const { obtain } = world.credentials
    world.credentials.obtain = async (...request) => {
      world.interrupt()
      return obtain.apply(world.credentials, request)
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ ...notStarted, code: "INTERRUPTED" })
    expect(effects(world)).toEqual([])
  })

  test("by a run that was interrupted while its record was written", async () => {
    const world = await shop()
    world.ledger.before = (operation, entries) => {
      if (operation === "append" && entries.some(({ kind }) => kind === "effect")) world.interrupt()
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ ...notStarted, code: "INTERRUPTED" })
    expect(effects(world)).toHaveLength(1)
  })

  test("by a run whose record was written before another run took the stage", async () => {
    const world = await shop()
    const { tryAppend } = world.ledger
    world.ledger.tryAppend = async (view, entries) => {
      const appended = await tryAppend.call(world.ledger, view, entries)
      if (!entries.some(({ kind }) => kind === "effect")) return appended
      world.ledger.tryAppend = tryAppend
      world.play("production", [entryOf("taken-over"), ...byOwner(entryOf("verified", releaseOf("v1.3.0")))])
      return broken("append")("append", []) as never
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      ...notStarted,
      code: "LOCK_LOST",
      running: "v1.3.0 verified",
    })
  })
})

test("a refusal that cannot be recorded is said at once", async () => {
  const world = await shop()
  world.ledger.add("production", entryOf("started", releaseOf("v1.0.0")))
  world.ledger.before = broken("append")
  const begun = world.clock.monotonicMs()
  const ending = await world.deploy("production", "v1.1.0")
  expect(ending).toMatchObject({ outcome: "blocked", code: "LOCK_HELD", running: "v1.0.0 verified" })
  expect(world.said).toContain("the refusal could not be recorded: The remote is gone.")
  expect(world.clock.monotonicMs()).toBe(begun)
})

test("the records of a run are numbered", async () => {
  const world = await shop()
  await world.deploy("production", "v1.1.0")
  const records = world.ledger.records("production").filter(({ runId }) => runId === `run-${world.runCount}`)
  expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
})

describe("work that an interruption ends", () => {
  test("is not begun after one, and leaves no listener behind", async () => {
    const controller = new AbortController()
    expect(await untilAborted(controller.signal, async () => "done")).toBe("done")
    expect(getEventListeners(controller.signal, "abort")).toEqual([])
    controller.abort(new Error("interrupted"))
    let begun = false
    const late = untilAborted(controller.signal, async () => {
      begun = true
    })
    await expect(late).rejects.toThrow("interrupted")
    expect(begun).toBe(false)
  })
})

describe("a run that is interrupted", () => {
  test("says that, whatever its tool made of it", async () => {
    const world = await shop()
    world.stages.production.onDeploy("v1.1.0", () => {
      world.interrupt()
      throw environmentError("DOWNLOAD_FAILED", "npm was ended.")
    })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "failed",
      code: "INTERRUPTED",
    })
  })
})

describe("records of an ending", () => {
  test("say which version, and why, in each of its marks", async () => {
    const world = await shop()
    await world.ship("v1.1.0")
    world.stages.production.answer("v1.1.0", sick)
    world.tag("v1.2.0")
    await world.deploy("staging", "v1.2.0")
    world.stages.production.answer("v1.2.0", sick)
    await world.deploy("production", "v1.2.0")
    const records = world.ledger
      .records("production")
      .filter(({ runId }) => runId === `run-${world.runCount}`)
    expect(
      records
        .filter(({ kind }) => !["started", "effect", "deployed"].includes(kind))
        .map(({ kind, tag, code }) => [kind, tag, code])
        .slice(1),
    ).toEqual([
      ["rollback-started", "v1.1.0", "SMOKE_FAILED"],
      ["quarantined", "v1.1.0", "ROLLBACK_FAILED"],
      ["rollback-failed", "v1.1.0", "ROLLBACK_FAILED"],
    ])
    expect(records.at(-1)).toMatchObject({ ...releaseOf("v1.1.0"), from: releaseOf("v1.2.0"), changed: true })
  })

  test("that cannot be written, of a run that started nothing: what was verified before is so still", async () => {
    const world = await shop()
    world.ledger.before = (operation, entries) => {
      if (!entries.some(({ kind }) => kind === "effect")) return
      world.ledger.before = broken("read", "append", "history")
      world.ledger.before(operation, entries)
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "failed",
      line: `Nothing was changed: production still runs ${named("v1.0.0")}`,
      changed: false,
    })
  })

  test("are written once, although the answer to one was lost and the ledger was away for longer than it is waited for", async () => {
    const world = await shop()
    const { tryAppend } = world.ledger
    world.ledger.tryAppend = async (view, entries) => {
      const appended = await tryAppend.call(world.ledger, view, entries)
      if (!entries.some(({ kind }) => kind === "deployed")) return appended
      world.ledger.tryAppend = tryAppend
      world.ledger.before = broken("read", "append", "history")
      world.clock.after(20, () => {
        world.ledger.before = () => {}
      })
      return broken("append")("append", []) as never
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "deployed",
      records: ["started", "deployed", "verified"],
    })
  })
})
