import { describe, expect, test } from "vitest"
import { reason } from "../../src/core/reasons.ts"
import { serve, stop } from "../../src/release/local.ts"
import type { LocalRequest, LocalServices } from "../../src/release/ports.ts"
import { HOST, named, World } from "../helpers/world.ts"

/** A world whose deployer runs services itself. */
function sandbox(local: Partial<LocalServices> = {}) {
  const world = new World({ runner: HOST })
  const served: LocalRequest[] = []
  world.stages.production.local = {
    serve: async (request) => {
      served.push(request)
      request.ready({ api: "http://127.0.0.1:1" })
      return null
    },
    stop: async () => ["api", "web"],
    ...local,
  }
  return { world, served }
}

const serveTag = (world: World, tag: string, service: string | null = null) =>
  world.run("production", (context) => serve(context, { tag, stage: "production", service }))
const stopStage = (world: World) =>
  world.run("production", (context) => stop(context, { stage: "production" }))

describe("to serve a version", () => {
  test("runs it until it is ended, and says where it listens; the ledger and the stage know nothing of it", async () => {
    const { world, served } = sandbox()
    world.tag("v1.0.0")
    expect(await serveTag(world, "v1.0.0", "api")).toMatchObject({
      outcome: "done",
      line: `${named("v1.0.0")} was served on this machine until now; it has stopped`,
      records: [],
      deploys: [],
      report: { outputs: { api: "http://127.0.0.1:1" }, changed: false },
    })
    expect(world.said).toEqual(["api is started; its address: http://127.0.0.1:1", "Ctrl-C ends it."])
    expect(served).toMatchObject([{ service: "api", stage: "production", release: { tag: "v1.0.0" } }])
  })

  test("fails when a service ends by itself, with its last lines", async () => {
    const { world } = sandbox({
      serve: async () => ({ reason: reason("SERVICE_ENDED", "api ended by itself."), log: ["no port"] }),
    })
    world.tag("v1.0.0")
    expect(await serveTag(world, "v1.0.0")).toMatchObject({
      outcome: "failed",
      code: "SERVICE_ENDED",
      line: "api ended by itself.",
      report: { log: ["no port"] },
    })
  })

  test("is refused for a tag that is not there, and where a tool deploys elsewhere", async () => {
    expect(await serveTag(sandbox().world, "v9.9.9")).toMatchObject({
      outcome: "blocked",
      code: "TAG_NOT_FOUND",
    })
    const world = new World()
    world.tag("v1.0.0")
    expect(await serveTag(world, "v1.0.0")).toMatchObject({ outcome: "blocked", code: "NOT_A_SANDBOX" })
  })
})

describe("to stop a stage", () => {
  test("ends what runs there; what the ledger says stays as it is", async () => {
    const { world } = sandbox()
    await world.ship("v1.0.0")
    expect(await stopStage(world)).toMatchObject({
      outcome: "done",
      line: `The sandbox serves nothing for production; by the ledger it runs ${named("v1.0.0")}`,
      records: [],
      report: { phases: [{ name: "stop", detail: "ended: api, web" }], changed: false },
    })
  })

  test("ends what dead runs left on this machine first, and says what resists", async () => {
    const asked: string[] = []
    const { world } = sandbox({
      stop: async () => {
        asked.push("stop")
        return []
      },
    })
    world.others.orphans = ["Process 4712 could not be ended"]
    expect(await stopStage(world)).toMatchObject({ outcome: "blocked", code: "ORPHANS_LEFT" })
    expect(asked).toEqual([])
  })

  test("says that nothing ran", async () => {
    const { world } = sandbox({ stop: async () => [] })
    const { line, report } = await stopStage(world)
    expect(line).toBe("The sandbox serves nothing for production; the ledger knows no deploy of it")
    expect(report.phases).toMatchObject([{ detail: "nothing ran" }])
  })

  test("is refused while a run that lives holds the stage, and where a tool deploys elsewhere", async () => {
    const asked: string[] = []
    const { world } = sandbox({
      stop: async () => {
        asked.push("stop")
        return []
      },
    })
    await world.ship("v1.0.0")
    world.hold("production")
    world.others.found = { process: { kind: "known", value: { state: "running" } } }
    expect(await stopStage(world)).toMatchObject({ outcome: "blocked", code: "OWNER_ALIVE" })
    expect(asked).toEqual([])
    expect(await stopStage(new World())).toMatchObject({ outcome: "blocked", code: "NOT_A_SANDBOX" })
  })
})

test("to stop a stage does not wait for a run that may be dead, and says what it did as a phase", async () => {
  const { world } = sandbox()
  await world.ship("v1.0.0")
  world.hold("production")
  const { report } = await stopStage(world)
  expect(report).toMatchObject({ outcome: "done", phases: [{ name: "stop", status: "ok" }] })
})
