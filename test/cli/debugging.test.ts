// @module-tag slow
import { readdir, readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect } from "vitest"
import { test, told } from "../helpers/app-repo.ts"
import { until } from "../helpers/processes.ts"

const healthOf = async (url: string) => (await fetch(`${url}/health`)).json()

describe("serve", { timeout: 90_000 }, () => {
  test("runs a version beside the stage until Ctrl-C, and leaves nothing", async ({ createApp }) => {
    const app = await createApp()
    const sha = await app.release("v1.0.0")
    await app.release("v1.1.0")
    expect((await app.deploy("staging", "v1.1.0")).code).toBe(0)
    const run = app.start(["serve", "--tag", "v1.0.0", "--stage", "staging", "--format", "json"])
    let url = ""
    await run.said(/api is started; its address: (http:\S+)/)
    await run.said(/api: .*listening/)
    const before = await app.state("staging")
    const processes = app.processes()
    expect(processes.length).toBeGreaterThan(1)
    run.kill("SIGINT")
    const { code, report, stderr } = told(await run.ended)
    url = /api is started; its address: (http:\S+)/.exec(stderr)?.[1] ?? ""
    expect({ code, report }).toMatchObject({
      code: 0,
      report: { command: "serve", outcome: "done", tag: "v1.0.0", sha, outputs: { api: url } },
    })
    await expect(healthOf(url)).rejects.toThrow()
    // the stage knows nothing of it
    expect(await app.state("staging")).toEqual(before)
    expect(await app.served("staging")).toMatchObject({ tag: "v1.1.0" })
  })

  test("that was killed is ended by stop, which leaves nothing of it", async ({ createApp }) => {
    const app = await createApp()
    await app.release("v1.0.0")
    const run = app.start(["serve", "--tag", "v1.0.0", "--stage", "staging"])
    await run.said(/api: .*listening/)
    run.kill("SIGKILL")
    await run.ended
    expect(app.processes().length).toBeGreaterThan(0)
    expect((await app.ask("stop", "--stage", "production")).code).toBe(0)
    expect(app.processes()).toEqual([])
    expect(await readdir(app.where().tmp)).toEqual([])
  })

  test("a service that ends by itself ends it, with its last lines", async ({ createApp }) => {
    const app = await createApp()
    await app.configure((config) => ({
      ...config,
      deployer: {
        kind: "sandbox",
        services: {
          api: { command: ["node", "packages/api/src/server.mjs", app.mark] },
          web: { command: ["node", "-e", "console.error('no port'); process.exit(7)"] },
        },
      },
    }))
    await app.release("v1.0.0")
    expect(await app.ask("serve", "--tag", "v1.0.0")).toMatchObject({
      code: 1,
      report: {
        outcome: "failed",
        reason: { code: "SERVICE_ENDED", message: "web exited on its own, with exit code 7." },
        log: ["no port"],
      },
    })
    expect(app.processes()).toEqual([])
  })

  test("no address is said where one of the services cannot be started, and the others are ended", async ({
    createApp,
  }) => {
    const app = await createApp()
    await app.configure((config) => ({
      ...config,
      deployer: {
        kind: "sandbox",
        services: {
          api: { command: ["node", "packages/api/src/server.mjs", app.mark] },
          web: { command: ["no-such-program"] },
        },
      },
    }))
    await app.release("v1.0.0")
    const { stderr, ...ended } = await app.ask("serve", "--tag", "v1.0.0")
    expect(ended).toMatchObject({
      code: 1,
      report: {
        outcome: "failed",
        reason: {
          code: "SERVICE_ENDED",
          message: "web cannot be started: spawn no-such-program ENOENT.",
          fix: "Correct its command in pipeline.json, or install its program. Then serve it again.",
        },
        outputs: {},
        log: [],
      },
    })
    expect(stderr).not.toContain("http:")
    expect(stderr).not.toContain("Ctrl-C")
    expect(app.processes()).toEqual([])
    expect(await readdir(app.where().tmp)).toEqual([])
  })
})

describe("E18: what the sandbox runs", { timeout: 90_000 }, () => {
  test("is ended by stop; smoke starts it again", async ({ createApp }) => {
    const app = await createApp()
    await app.release("v1.0.0")
    await app.deploy("staging", "v1.0.0")
    expect(await app.ask("stop", "--stage", "staging")).toMatchObject({
      code: 0,
      report: {
        outcome: "done",
        phases: [{ name: "stop", detail: "ended: api" }],
        running: { tag: "v1.0.0" },
      },
    })
    expect(app.processes()).toEqual([])
    expect((await app.ask("smoke", "--stage", "staging")).report).toMatchObject({ outcome: "done" })
  })

  test("is started once by three smokes at the same time", async ({ createApp }) => {
    const app = await createApp()
    await app.release("v1.0.0")
    await app.deploy("staging", "v1.0.0")
    await app.run(["stop", "--stage", "staging"])
    const smokes = [1, 2, 3].map(() => app.start(["smoke", "--stage", "staging", "--format", "json"]).ended)
    const all = (await Promise.all(smokes)).map(told)
    expect(all.map(({ code, report: { outcome } }) => [code, outcome])).toEqual(Array(3).fill([0, "done"]))
    // none was replaced while another run looked at it
    expect(new Set(all.map(({ report }) => report.outputs?.api)).size).toBe(1)
    expect(app.services()).toHaveLength(1)
    await app.run(["stop", "--stage", "staging"])
    expect(app.processes()).toEqual([])
  })

  test("ends itself when the repository is deleted", async ({ createApp }) => {
    const app = await createApp()
    await app.release("v1.0.0")
    await app.deploy("staging", "v1.0.0")
    const { watch } = JSON.parse(
      await readFile(
        join(app.root, ".git", "pipeline", "sandbox", "athlete-agent", "staging", "current.json"),
        "utf8",
      ),
    )
    expect(watch.pid).toBeGreaterThan(1)
    await rm(join(app.root, ".git", "pipeline"), { recursive: true })
    await until(async () => app.processes().length === 0)
  })
})

test("a workbench is for an engine, which is said", async ({ createApp }) => {
  const app = await createApp()
  const { code, stderr } = await app.run(["workbench", "--tag", "v1.0.0"])
  expect(code).toBe(2)
  expect(stderr).toContain("dagger call workbench --tag TAG terminal")
})
