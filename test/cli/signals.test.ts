// @module-tag slow
import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { open, readdir, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { describe, expect } from "vitest"
import { journalsOf } from "../../src/host/journal.ts"
import { type AppRepository, told } from "../helpers/app-repo.ts"
import { CLI, environmentOf, type Started } from "../helpers/cli.ts"
import { isRunning, until } from "../helpers/processes.ts"
import { healthy, never, promised, type Target, test } from "./target.ts"

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const

/** Ends and removes what a run that was killed could not. */
async function cleanUpAfter(app: AppRepository): Promise<void> {
  for (const { pid } of app.processes()) process.kill(pid, "SIGKILL")
  const { tmp } = app.where()
  for (const tree of await readdir(tmp)) await rm(join(tmp, tree), { recursive: true })
  await app.git("worktree", "prune")
}

const deployArgs = (tag: string) => [
  ...["deploy-production", "--tag", tag, "--format", "json"],
  // what a dead run had begun to deploy may be newer
  ...["--allow-older", "the newer one is not wanted"],
]

/** Starts the deploy of v1.1.0, whose deploy command hangs; the processes are the command's. */
async function startHanging(app: AppRepository, target: Target): Promise<Started & { processes: number[] }> {
  target.production.deploys = ({ tag }) => (tag === "v1.1.0" ? never : 0)
  const deploying = target.nextDeploy("production")
  const run = app.start(deployArgs("v1.1.0"))
  const { processes } = await deploying
  expect([run.pid, ...processes].filter(isRunning)).toHaveLength(3)
  return { ...run, processes }
}

describe("a run that is told to stop", { concurrent: true, timeout: 90_000 }, () => {
  test.for(SIGNALS)("%s while the deploy command works", async (signal, { createShop, target }) => {
    const app = await createShop()
    const { kill, ended, processes } = await startHanging(app, target)
    kill(signal)
    const { code, report, stderr } = told(await ended)
    expect({ code, report }).toMatchObject({
      code: 1,
      report: {
        outcome: "failed",
        reason: { code: "INTERRUPTED" },
        // whether the deploy command had changed anything is not known
        running: { tag: "v1.1.0", verified: false },
        rolledBackTo: null,
      },
    })
    expect(stderr).toContain(`${signal}: stopping cleanly`)
    expect(processes.filter(isRunning)).toEqual([])
    expect((await app.records("production")).slice(-2)).toEqual([
      "started v1.1.0",
      "failed v1.1.0 INTERRUPTED",
    ])
    expect(await app.state("production")).toMatchObject({ lock: null, frozen: null })
    // the stage is free for the next try
    target.production.deploys = () => 0
    expect((await app.deploy("production", "v1.1.0")).code).toBe(0)
  })

  test.for(SIGNALS)(
    "%s while smoke waits for an answer that never comes",
    async (signal, { createShop, target }) => {
      const app = await createShop()
      await app.configureSmoke({ deadlineSeconds: 85, timeoutSeconds: 80 })
      const { kept: asked, keep } = promised()
      // the look at the stage before the deploy is answered
      target.production.deploys = () => {
        target.production.answers = keep
        return 0
      }
      const { kill, ended } = app.start(deployArgs("v1.1.0"))
      await asked
      const stopped = performance.now()
      kill(signal)
      const { code, report } = told(await ended)
      expect({ code, report }).toMatchObject({
        code: 1,
        report: {
          outcome: "failed",
          reason: { code: "INTERRUPTED" },
          running: { tag: "v1.1.0", verified: false },
          rolledBackTo: null,
        },
      })
      // who stops a run has seconds: the request that hangs is not waited for
      expect(performance.now() - stopped).toBeLessThan(30_000)
      expect((await app.records("production")).slice(-3)).toEqual([
        "started v1.1.0",
        "deployed v1.1.0",
        "failed v1.1.0 INTERRUPTED",
      ])
      expect(await app.state("production")).toMatchObject({ lock: null, frozen: null })
    },
  )

  test("twice at once, as Ctrl-C comes from a terminal and from npm: still an orderly end", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    const { kill, ended } = await startHanging(app, target)
    // of two different ones, none is lost on the way
    kill("SIGINT")
    kill("SIGTERM")
    expect(told(await ended)).toMatchObject({ code: 1, report: { reason: { code: "INTERRUPTED" } } })
  })

  test("again, because the deploy command does not stop: the run ends at once", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    const script = `process.on("SIGTERM", () => console.error("not now")); await fetch(process.argv[1])`
    await app.configure((config) => ({
      ...config,
      deployer: {
        kind: "command",
        deploy: ["node", "--eval", script, `${target.url}/production/`, app.mark],
      },
    }))
    const { kept: asked, keep } = promised()
    // the look at the stage before the deploy asks for its health
    target.production.answers = (serving, response) =>
      response.req.url?.includes("health") ? healthy(serving, response) : keep()
    const { said, kill, ended, pid: run } = app.start(deployArgs("v1.1.0"))
    await asked
    expect(app.processes().some(({ pid }) => pid !== run)).toBe(true)
    kill("SIGINT")
    await said(/not now/)
    const again = setInterval(() => kill("SIGINT"), 200)
    expect(await ended).toMatchObject({ code: null, signal: "SIGINT", stdout: "" })
    clearInterval(again)
    expect((await app.state("production")).lock).toMatchObject({
      command: "deploy-production",
      tag: "v1.1.0",
    })
    await until(() => app.processes().length === 0)
    await cleanUpAfter(app)
    expect((await app.ask("unlock", "--stage", "production", "--reason", "ended by hand")).code).toBe(0)
  })

  test("between two attempts of the smoke test", async ({ createShop, target }) => {
    const app = await createShop()
    await app.configureSmoke({ deadlineSeconds: 80, intervalSeconds: 60, maxIntervalSeconds: 60 })
    target.production.answers = (_, response) => void response.writeHead(503).end()
    const { said, kill, ended } = app.start(deployArgs("v1.1.0"))
    await said(/attempt 1: /)
    kill("SIGTERM")
    expect(told(await ended)).toMatchObject({
      code: 1,
      report: { outcome: "failed", reason: { code: "INTERRUPTED" } },
    })
  })

  test("while it rolls back: the rollback counts as failed", async ({ createShop, target }) => {
    const app = await createShop()
    const { kept: back, keep } = promised()
    target.production.deploys = ({ tag }) => {
      if (tag === "v1.1.0") return 1
      keep()
      return never
    }
    const { kill, ended } = app.start(deployArgs("v1.1.0"))
    await back
    kill("SIGINT")
    expect(told(await ended)).toMatchObject({
      code: 1,
      report: {
        outcome: "rollback-failed",
        reason: { code: "ROLLBACK_FAILED" },
        running: { verified: false },
      },
    })
    expect(app.processes()).toEqual([])
    // a person decides how it goes on
    target.production.deploys = () => 0
    expect(await app.deploy("production", "v1.0.0")).toMatchObject({
      report: { reason: { code: "STAGE_FROZEN" } },
    })
    expect((await app.ask("unfreeze", "--stage", "production", "--reason", "looked at it")).code).toBe(0)
    expect((await app.deploy("production", "v1.0.0", "--allow-older", "it was good")).code).toBe(0)
  })

  test("while it waits for the stage: nothing was begun", async ({ createShop, target }) => {
    const app = await createShop()
    const holder = await startHanging(app, target)
    const waiting = app.start([...deployArgs("v1.0.0"), "--wait", "80"])
    await waiting.said(/waiting up to .*: production has been held by ann/)
    waiting.kill("SIGTERM")
    expect(told(await waiting.ended)).toMatchObject({
      code: 3,
      report: { outcome: "blocked", changed: false, reason: { code: "INTERRUPTED" } },
    })
    holder.kill("SIGTERM")
    await holder.ended
  })

  test("killed, and nothing proves it: the stage stays locked until a person frees it", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    const { kill, ended, pid } = await startHanging(app, target)
    kill("SIGKILL")
    expect(await ended).toMatchObject({ code: null, signal: "SIGKILL", stdout: "" })
    // to another clone, or another machine, it looks like this
    await rm(journalsOf(join(app.root, ".git")), { recursive: true })
    const refused = await app.deploy("production", "v1.0.0", "--allow-older", "it was good")
    expect(refused).toMatchObject({ code: 3, report: { outcome: "blocked", reason: { code: "LOCK_HELD" } } })
    expect(refused.report.reason?.message).toMatch(
      new RegExp(
        `^production has been held by ann \\(deploy-production v1\\.1\\.0, .*, process ${pid}\\) for `,
      ),
    )
    expect((await app.run(["status"])).stdout).toContain("production runs v1.0.0")

    await cleanUpAfter(app)
    target.production.deploys = () => 0
    // its last record is a minute old at most, so that it counts as alive
    expect(await app.ask("unlock", "--stage", "production", "--reason", "the laptop died")).toMatchObject({
      code: 3,
      report: { outcome: "blocked", reason: { code: "OWNER_ALIVE" } },
    })
    expect(
      await app.ask("unlock", "--stage", "production", "--force", "--reason", "the laptop died"),
    ).toMatchObject({
      code: 0,
      report: { outcome: "done", stage: "production" },
    })
    expect((await app.deploy("production", "v1.1.0")).code).toBe(0)
    expect((await app.records("production")).slice(-6)).toEqual([
      "started v1.1.0",
      "blocked v1.0.0 LOCK_HELD",
      "lock-broken v1.0.0",
      "started v1.1.0",
      "deployed v1.1.0",
      "verified v1.1.0",
    ])
    for (const tree of await readdir(app.where().tmp))
      await rm(join(app.where().tmp, tree), { recursive: true })
    await app.git("worktree", "prune")
  })

  test("its reader goes away: the deploy goes on, and its report is missed", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    const { kept: nobodyReads, keep } = promised()
    target.production.deploys = () => nobodyReads.then(() => 0)
    const { said, deaf, ended } = app.start(deployArgs("v1.1.0"))
    await said(/ok {2}gates/)
    deaf()
    keep()
    expect((await ended).code).toBe(4)
    expect(await app.state("production")).toMatchObject({
      lock: null,
      running: { tag: "v1.1.0", verified: true },
    })
  })

  describe.runIf(process.platform === "linux")("its report cannot be written", () => {
    /** Runs with a device on stdout that is always full. */
    async function onFullDisk(app: AppRepository, args: readonly string[]) {
      const { cwd, ...where } = app.where()
      const full = await open("/dev/full", "w")
      const child = spawn(CLI[0] as string, [...CLI.slice(1), "--repo", app.root, ...args], {
        cwd,
        env: environmentOf({ cwd, ...where }),
        stdio: ["ignore", full.fd, "pipe"],
      })
      await full.close()
      let stderr = ""
      child.stderr?.setEncoding("utf8").on("data", (text: string) => {
        stderr += text
      })
      const [code] = (await once(child, "close")) as [number]
      return { code, stderr }
    }

    test("a deploy that succeeded says so, and has an exit code of its own", async ({ createShop }) => {
      const app = await createShop()
      const { code, stderr } = await onFullDisk(app, deployArgs("v1.1.0"))
      expect({ code, stderr }).toEqual({
        code: 4,
        stderr: expect.stringMatching(
          /The report could not be written to stdout: ENOSPC.*\. production runs v1\.1\.0 .*, verified\./,
        ),
      })
      expect(stderr).toMatch(/^Fix: .*, and read it with `\S+ .*report --stage production --run \S+`\.$/m)
    })

    test("of what the ledger keeps, the advice is to read it there, and the advice holds", async ({
      createShop,
    }) => {
      const app = await createShop()
      const because = ["--reason", "the launch"]
      for (const [line, ...args] of [
        ["production runs v1.1.0", ...deployArgs("v1.1.0")],
        ["production takes no deploys", "freeze", "--stage", "production", ...because],
        ["production takes deploys again", "unfreeze", "--stage", "production", ...because],
        ["v1.1.0", "quarantine", "--tag", "v1.1.0", ...because],
        ["production runs v1.0.0", "rollback", "--stage", "production"],
      ]) {
        const { code, stderr } = await onFullDisk(app, args)
        const [, advised = ""] = / (report --stage \S+ --run \S+)`\.$/m.exec(stderr) ?? []
        expect({ code, advised }).toEqual({ code: 4, advised: expect.stringMatching(/^report/) })
        const read = await app.run(advised.split(" "))
        expect({ code: read.code, stdout: read.stdout }).toEqual({
          code: 0,
          stdout: expect.stringMatching(new RegExp(`^${line}`)),
        })
      }
    })

    test("of what no ledger keeps, the advice is to run it again", async ({ createShop }) => {
      const app = await createShop()
      for (const args of [
        ["plan", "--tag", "v1.1.0"],
        ["preflight", "--tag", "v1.1.0"],
        ["smoke", "--stage", "staging"],
        ["status"],
        ["unfreeze", "--stage", "production", "--reason", "nothing is frozen"],
      ]) {
        const { stderr } = await onFullDisk(app, args)
        expect(stderr, args[0]).toMatch(
          /^Fix: Free disk space, or keep the reading end of the pipe open, and run the same command again\.$/m,
        )
      }
    })

    test("one that failed keeps its exit code, and one that was refused", async ({ createShop, target }) => {
      const app = await createShop()
      target.production.deploys = () => 7
      expect(await onFullDisk(app, deployArgs("v1.1.0"))).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("could not be written to stdout: ENOSPC"),
      })
      expect((await onFullDisk(app, deployArgs("v9.9.9"))).code).toBe(3)
      expect((await onFullDisk(app, ["deploy-production"])).code).toBe(2)
    })

    test("a disk that takes half of it is full, too", async ({ createApp }) => {
      const app = await createApp()
      const file = join(app.base, "help.txt")
      const limited = ["-c", `ulimit -f 1; exec "$@" --help > ${file}`, "sh", ...CLI]
      const ended = promisify(execFile)("sh", limited, { env: environmentOf(app.where()) })
      await expect(ended).rejects.toMatchObject({ code: 4, stderr: expect.stringContaining("EFBIG") })
      expect((await stat(file)).size).toBeLessThanOrEqual(1024)
    })
  })
})
