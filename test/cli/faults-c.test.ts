// @module-tag slow
// What outlives a run, or breaks it: rows B1 and C1 to C7 of the faults that were played by hand, and their siblings,
// through the real command line.
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect } from "vitest"
import type { CommandConfig } from "../../src/core/config/tools.ts"
import { type AppRepository, told } from "../helpers/app-repo.ts"
import { isRunning, until } from "../helpers/processes.ts"
import { healthy, never, type Target, test } from "./target.ts"

type Change = Partial<CommandConfig>

/** Deploys v1.1.0 with something of its own, and all other versions as ever. */
const deployWith = (app: AppRepository, script: string, change: Change = {}) =>
  app.configure((config) => {
    const deployer = config.deployer as CommandConfig
    const usual = deployer.deploy.map((word) => `'${word}'`).join(" ")
    const text = `deploy() { ${usual}; }; if [ "$PIPELINE_TAG" = v1.1.0 ]; then ${script}; else deploy; fi`
    return { ...config, deployer: { ...deployer, deploy: ["sh", "-c", text], ...change } }
  })

/** Starts a worker in a session of its own, which would put the version on the stage in the end. */
const worker = (app: AppRepository, output = ">/dev/null 2>&1", around = "") =>
  `${around} setsid sh -c 'echo $$ > ${app.base}/worker; sleep 60; ${app.mark}=late' ${output} </dev/null &
   while [ ! -s ${app.base}/worker ]; do sleep 0.05; done`

async function workerOf(app: AppRepository): Promise<number> {
  const file = join(app.base, "worker")
  await until(() =>
    stat(file)
      .then(({ size }) => size > 0)
      .catch(() => false),
  )
  return Number(await readFile(file, "utf8"))
}

/** Whether the worker still runs when something else is deployed. */
function watchWorker(target: Target, pid: () => Promise<number>): boolean[] {
  const seen: boolean[] = []
  target.production.deploys = async ({ tag }) => {
    if (tag !== "v1.1.0") seen.push(isRunning(await pid()))
    return 0
  }
  return seen
}

/** A run is killed when its deploy is over, and has left a worker. */
async function dieInSmoke(app: AppRepository, target: Target): Promise<void> {
  await deployWith(app, `${worker(app)}; deploy`)
  target.production.answers = (_, response) => void response.writeHead(503).end()
  const run = app.start(args("v1.1.0"))
  await until(async () => (await app.state("production")).lock?.deployed === true)
  run.kill("SIGKILL")
  await run.ended
  target.production.answers = healthy
}

const args = (tag: string) => [
  ...["deploy-production", "--tag", tag, "--format", "json"],
  ...["--allow-older", "the newer one is not wanted"],
]
const ROLLED_BACK = { outcome: "rolled-back", running: { tag: "v1.0.0", verified: true } }
/** One line of so many megabytes. */
const giant = (megabytes: number) => `dd if=/dev/zero bs=1000000 count=${megabytes} 2>/dev/null`

/** How long each record of production is. */
async function recordSizes(app: AppRepository): Promise<number[]> {
  const ids = (await app.git("rev-list", "refs/pipeline/ledger/production")).split("\n")
  return Promise.all(ids.map(async (id) => Number(await app.git("cat-file", "-s", `${id}:record.json`))))
}
const MAX_RECORD = 64 * 1024

describe("what a run leaves at work", { concurrent: true, timeout: 90_000 }, () => {
  test("C1: a worker of a run that was killed is ended before anything else is deployed", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    await deployWith(app, `${worker(app)}; deploy`)
    target.production.deploys = () => never
    const deploying = target.nextDeploy("production")
    const run = app.start(args("v1.1.0"))
    await deploying
    const pid = await workerOf(app)
    run.kill("SIGKILL")
    await run.ended
    expect(isRunning(pid)).toBe(true)
    const seen = watchWorker(target, () => workerOf(app))
    expect(told(await app.run(args("v1.0.0")))).toMatchObject({ code: 0 })
    expect(seen).toEqual([false])
  })

  test("C1: so is one of a run that was killed when its deploy was over, in smoke", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    await dieInSmoke(app, target)
    const [pid, seen] = [await workerOf(app), watchWorker(target, () => workerOf(app))]
    expect(isRunning(pid)).toBe(true)
    expect(told(await app.run(args("v1.0.0")))).toMatchObject({ code: 0 })
    expect(seen).toEqual([false])
  })

  test.runIf(process.platform === "linux")(
    "C1: so is one that has cleared its environment, and one of a deploy that failed",
    async ({ createShop, target }) => {
      const app = await createShop()
      const clean = worker(app, undefined, "env -i PATH=$PATH")
      await deployWith(
        app,
        `${clean}; if [ -e ${app.base}/again ]; then exit 9; fi; echo ready >&2; sleep 60`,
      )
      const seen = watchWorker(target, () => workerOf(app))
      const run = app.start(args("v1.1.0"))
      await run.said(/ready/)
      run.kill("SIGKILL")
      await run.ended
      await writeFile(join(app.base, "again"), "")
      expect((await app.deploy("production", "v1.0.0", "--allow-older", "a test")).code).toBe(0)
      await rm(join(app.base, "worker"))
      const { report } = told(await app.start(args("v1.1.0")).ended)
      expect({ report, seen }).toMatchObject({ report: ROLLED_BACK, seen: [false, false] })
    },
  )

  test("C1: what it had deployed goes on, whatever the next run is for", async ({ createShop, target }) => {
    const app = await createShop()
    await dieInSmoke(app, target)
    const pid = await workerOf(app)
    const staging = await app.deploy("staging", "v1.0.0", "--allow-older", "a test")
    const because = ["--reason", "it serves"]
    const judged = await app.ask("adopt", "--stage", "production", "--tag", "v1.1.0", ...because)
    const runs = isRunning(pid)
    // nothing else would end it
    process.kill(-pid)
    await until(() => !isRunning(pid))
    expect({ staging: staging.code, judged: judged.code, runs }).toEqual({
      staging: 0,
      judged: 0,
      runs: true,
    })
  })

  test("C1: so is one of a migration", async ({ createShop, target }) => {
    const app = await createShop()
    const command = ["sh", "-c", `${worker(app)}; sleep 60; : ${app.mark}`]
    await app.configure((config) => ({
      ...config,
      migrations: { path: "db", run: { when: "before", command } },
    }))
    await app.configure((config) => ({
      ...config,
      migrations: { ...config.migrations, path: "packages/shared/src/migrations" },
    }))
    const run = app.start(args("v1.1.0"))
    const pid = await workerOf(app)
    run.kill("SIGKILL")
    await run.ended
    expect(isRunning(pid)).toBe(true)
    await app.configure(({ migrations: _, ...config }) => config)
    const seen = watchWorker(target, () => workerOf(app))
    expect(told(await app.run(args("v1.0.0"))).code).toBe(0)
    expect(seen).toEqual([false])
  })

  test.for([
    ["takes too long", "sleep 60", { timeoutSeconds: 3 }],
    ["fails", "exit 7", {}],
  ] as const)(
    "C2: a worker of a deploy that %s is ended before the rollback",
    async ([, then, change], { createShop, target }) => {
      const app = await createShop()
      await deployWith(app, `${worker(app)}; ${then}`, change)
      const seen = watchWorker(target, () => workerOf(app))
      const { report } = await app.deploy("production", "v1.1.0")
      expect(report).toMatchObject(ROLLED_BACK)
      expect(seen).toEqual([false])
    },
  )

  test("C2: so is one of a deploy that succeeded, when the version is bad", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    await deployWith(app, `${worker(app)}; deploy`)
    const seen = watchWorker(target, () => workerOf(app))
    target.production.answers = (serving, response) => {
      const status = serving?.tag === "v1.1.0" ? 500 : 200
      response
        .writeHead(status)
        .end(JSON.stringify({ status: "ok", version: serving?.tag, sha: serving?.sha }))
    }
    const { report } = await app.deploy("production", "v1.1.0")
    expect(report).toMatchObject(ROLLED_BACK)
    expect(seen).toEqual([false])
  })

  test("C3: a child that holds the output makes a run no longer", async ({ createShop, target }) => {
    const app = await createShop()
    await deployWith(app, `${worker(app, "")}; sleep 60`, { timeoutSeconds: 3 })
    watchWorker(target, () => workerOf(app))
    const began = performance.now()
    const { report } = await app.deploy("production", "v1.1.0")
    expect(report).toMatchObject({ ...ROLLED_BACK, reason: { code: "DEPLOY_TIMEOUT" } })
    expect(performance.now() - began).toBeLessThan(40_000)
  })

  test.for([
    ["goes on printing", "while :; do echo on; sleep 0.1; done"],
    ["keeps the output open", "sleep 60"],
  ] as const)(
    "C4: exit code 0 is a success, although a daemon %s",
    async ([, does], { createShop, target }) => {
      const app = await createShop()
      const daemon = `setsid sh -c 'echo $$ > ${app.base}/worker; trap "" PIPE; ${does}' &`
      await deployWith(app, `${daemon} deploy`, { timeoutSeconds: 20 })
      target.production.deploys = () => 0
      expect((await app.deploy("production", "v1.1.0")).code).toBe(0)
      // what was deployed may be just that daemon
      const pid = await workerOf(app)
      expect(isRunning(pid)).toBe(true)
      process.kill(pid, "SIGKILL")
      await until(() => !isRunning(pid))
    },
  )
})

describe("what a tool prints and writes", { timeout: 90_000 }, () => {
  test("B1: 560 MB on one line, and success: the version is deployed", async ({ createShop }) => {
    const app = await createShop()
    // its memory is what this is about
    app.via = "node"
    await deployWith(app, `${giant(560)}; deploy`)
    expect((await app.deploy("production", "v1.1.0")).code).toBe(0)
  })

  test("B1: a journal that cannot be written once the tool runs changes nothing", async ({ createShop }) => {
    const app = await createShop()
    const journals = `${app.root}/.git/pipeline/runs`
    const install = ["sh", "-c", `rm -rf '${journals}' && touch '${journals}'`]
    await deployWith(app, "deploy", { install })
    const { code, stderr } = await app.deploy("production", "v1.1.0")
    expect(code).toBe(0)
    expect(stderr).toContain("this run's journal cannot be written")
  })

  test.for([30, 240, 560])(
    "C5: a last line of %i MB, and failure: the record stays small",
    async (size, { createShop }) => {
      const app = await createShop()
      app.via = "node"
      await deployWith(app, `${giant(size)}; exit 9`)
      const { report, stderr } = await app.deploy("production", "v1.1.0")
      expect(report).toMatchObject({ ...ROLLED_BACK, reason: { code: "DEPLOY_FAILED" } })
      expect(stderr.length).toBeLessThan(100_000)
      expect(Math.max(...(await recordSizes(app)))).toBeLessThan(MAX_RECORD)
    },
  )

  test.for([
    ["is a named pipe", "mkfifo out.json", "it is not a plain file"],
    ["has 60 MB", "head -c 60000000 /dev/zero > out.json", "it has 60000000 bytes"],
    ["is a device", "ln -s /dev/zero out.json", "it is not a plain file"],
  ] as const)("C6: a file of outputs that %s is refused at once", async ([, make, says], { createShop }) => {
    const app = await createShop()
    await deployWith(app, `deploy; ${make}`, { outputs: "out.json" })
    await app.configure((config) => ({
      ...config,
      deployer: { ...(config.deployer as CommandConfig), timeoutSeconds: 60 },
      stages: { ...config.stages, production: { ...config.stages?.production, rollback: "manual" } },
    }))
    const began = performance.now()
    const { report } = await app.deploy("production", "v1.1.0")
    expect(report).toMatchObject({
      outcome: "failed",
      changed: true,
      reason: { code: "OUTPUTS_MISSING", message: expect.stringContaining(says) },
    })
    expect(performance.now() - began).toBeLessThan(30_000)
    expect(Math.max(...(await recordSizes(app)))).toBeLessThan(MAX_RECORD)
  })

  test("C7: a tool that takes .git of its tree away takes no worktree of the user's", async ({
    createShop,
  }) => {
    const app = await createShop()
    const [disk, gone] = [join(app.base, "disk"), join(app.base, "unmounted")]
    await app.git("worktree", "add", "--quiet", disk, "HEAD")
    await rename(disk, gone)
    await deployWith(app, "rm -rf .git; deploy")
    expect((await app.deploy("production", "v1.1.0")).code).toBe(0)
    await rename(gone, disk)
    expect(await app.git("-C", disk, "status", "--porcelain", "--untracked-files=no")).toBe("")
    await app.git("worktree", "remove", "--force", disk)
  })
})
