import { describe, expect, test } from "vitest"
import { headline } from "../../src/core/report/headline.ts"
import { stageNotes } from "../../src/core/report/notes.ts"
import type { StageStatus } from "../../src/core/report/report.ts"
import { status } from "../../src/release/queries.ts"
import { entryOf, named, releaseOf, World } from "../helpers/world.ts"

/** Production runs v1.0.0, verified, until a person puts v9.9.9 there past the pipeline. */
async function drifted(): Promise<World> {
  const world = new World()
  await world.ship("v1.0.0")
  world.stages.production.watched = true
  world.stages.production.serve(releaseOf("v9.9.9"))
  return world
}

describe("B7: a stage that was changed past the pipeline", () => {
  const production = async (world: World, request = {}) => {
    const { stages } = await status(world.context(), request)
    return stages?.find(({ stage }) => stage === "production")
  }

  test("status says what the ledger says and what was seen, and when", async () => {
    expect(await production(await drifted())).toMatchObject({
      state: { running: { tag: "v1.0.0", verified: true } },
      observed: { sighting: "drift", versions: [expect.stringContaining("v9.9.9")], at: expect.any(String) },
    })
  })

  test.each([
    [
      "runs",
      { process: { kind: "known", value: { state: "running" } } },
      ", at work",
      "it is alive: its process",
    ],
    [
      "is gone",
      { process: { kind: "known", value: { state: "gone", how: "its process is gone" } } },
      ", whose run has died",
      "it died: its process is gone. Run its command again: that takes over",
    ],
  ] as const)("status says of a run whose process %s whether it lives", async (_name, facts, mark, note) => {
    const world = await drifted()
    world.hold("production")
    world.others.found = facts
    const report = await status(world.context())
    expect(headline(report)).toContain(`held by ben${mark}`)
    expect(stageNotes(report.stages?.[1] as StageStatus).join()).toContain(note)
    expect((await status(world.context(), { offline: true })).stages?.[1]).not.toHaveProperty("holder")
  })

  test("status --stage shows one of them, and asks that alone", async () => {
    const world = await drifted()
    const { length } = world.stages.production.patience
    const { stages } = await status(world.context(), { stage: "staging" })
    expect(stages?.map(({ stage }) => stage)).toEqual(["staging"])
    // one round of two checks
    expect(world.stages.production.patience).toHaveLength(length + 2)
  })

  test("status --offline asks the ledger alone", async () => {
    expect(await production(await drifted(), { offline: true })).not.toHaveProperty("observed")
  })

  test("plan --offline does so, too, and its digest is that of a stage that is as it should be", async () => {
    const world = await drifted()
    world.tag("v1.1.0")
    await world.stage("v1.1.0")
    const drift = async (offline: boolean) => {
      const { report } = await world.plan("production", "v1.1.0", { offline })
      const gate = report.gates.find(({ id }) => id === "drift")
      return { status: gate?.status, detail: gate?.detail, digest: report.plan?.digest }
    }
    const seen = await drift(false)
    const unseen = await drift(true)
    expect(unseen).toMatchObject({ status: "skipped", detail: "the stage is not asked (--offline)" })
    expect(seen.status).toBe("fail")
    expect(unseen.digest).not.toBe(seen.digest)
    world.stages.production.serving = { ...releaseOf("v1.0.0") }
    expect(await drift(false)).toMatchObject({ status: "pass", digest: unseen.digest })
  })

  test("a stage that runs for a call only is not started to be looked at", async () => {
    const world = await drifted()
    world.stages.production.watched = false
    expect(await production(world)).toMatchObject({
      observed: { sighting: "not-asked", detail: "nothing serves it between calls" },
    })
  })

  test("a deploy is refused until a person says why, and changes nothing", async () => {
    const world = await drifted()
    world.tag("v1.1.0")
    await world.stage("v1.1.0")
    const refused = await world.deploy("production", "v1.1.0")
    expect(refused).toMatchObject({
      outcome: "blocked",
      code: "STAGE_DRIFTED",
      line: `Nothing was changed: v1.1.0 was not deployed to production, which by the ledger still runs ${named("v1.0.0")}, not confirmed`,
      report: { changed: false },
    })
    expect(world.stages.production.serving?.tag).toBe("v9.9.9")
    const waived = await world.deploy("production", "v1.1.0", { waive: "drift=ann did it by hand" })
    expect(waived.outcome).toBe("deployed")
    expect(world.stages.production.serving?.tag).toBe("v1.1.0")
  })

  test("what another run deployed while this one looked is no drift", async () => {
    const world = await drifted()
    await world.stage("v1.1.0")
    const deployed = { ...releaseOf("v1.1.0"), fence: 2 }
    let reads = 0
    world.ledger.before = (operation) => {
      if (operation !== "read") return
      reads += 1
      // between the look at the ledger and the one at the stage
      if (reads === 1) setImmediate(() => world.stages.production.serve(releaseOf("v1.1.0")))
      else if (reads === 2)
        world.play("production", [entryOf("started", deployed), entryOf("verified", deployed)])
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed", code: null })
  })

  test("a stage without a deploy, whose address is not known, is not asked", async () => {
    expect(await production(new World())).toMatchObject({
      observed: { sighting: "not-asked", detail: "nothing is deployed" },
    })
  })

  test("a stage whose addresses are lost is not asked, and it is said which are needed", async () => {
    const world = await drifted()
    world.stages.production.served = async () => ({ api: "https://api.production.test" })
    expect(await production(world)).toMatchObject({
      observed: {
        sighting: "no-address",
        detail: "the smoke checks need web, which the stage does not have",
      },
    })
    world.stages.production.served = async () => ({})
    expect(await production(world)).toMatchObject({
      observed: { detail: "the smoke checks need api, web, which the stage does not have" },
    })
  })

  test("a stage that serves although the ledger knows no deploy is seen", async () => {
    const world = new World({
      config: {
        stages: {
          production: { urls: { api: "https://api.production.test", web: "https://production.test" } },
        },
      },
    })
    world.stages.production.serve(releaseOf("v9.9.9"))
    expect(await production(world)).toMatchObject({
      observed: { versions: [expect.stringContaining("v9.9.9")] },
    })
  })

  test("a deployer that starts nothing to be reached is asked where its version is", async () => {
    const world = await drifted()
    Object.assign(world.stages.production, { served: undefined })
    expect(await production(world)).toMatchObject({ observed: { sighting: "drift" } })
  })

  test("a look that breaks is no reason to fail", async () => {
    const world = await drifted()
    world.stages.production.served = () => Promise.reject(new Error("no socket"))
    expect(await production(world)).toMatchObject({
      observed: { sighting: "not-asked", detail: "no socket" },
    })
  })
})
