// @module-tag slow
// Runs that lose their stage, or cannot show that they live: whatever they do then, the stage's owner alone acts.
import { chmod, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect } from "vitest"
import { type AppRepository, told } from "../helpers/app-repo.ts"
import { isRunning, until } from "../helpers/processes.ts"
import { clone, isDeployed, withRemote } from "./clones.ts"
import { healthy, never, promised, sick, type Target, test } from "./target.ts"

const production = (tag: string) => ["deploy-production", "--tag", tag, "--format", "json"]
const because = ["--reason", "it looks dead"]
const unlock = ["unlock", "--stage", "production", ...because]

/**
 * An install step that stands still until a test lets it go on.
 * @param turn which install of the application that is
 */
async function gateInstall(app: AppRepository, turn: number) {
  const path = (name: string) => join(app.base, name)
  const script = `turn=$(cat ${path("turn")} 2>/dev/null || echo 0); turn=$((turn + 1)); echo $turn > ${path("turn")}
[ $turn -eq ${turn} ] || exit 0
touch ${path("at")}
while [ ! -e ${path("go")} ]; do sleep 0.05; done`
  const install = (argv: string[] | null) =>
    app.configure((config) => {
      const { install: _, ...deployer } = config.deployer as { install?: string[] }
      return { ...config, deployer: { ...deployer, ...(argv && { install: argv }) } } as typeof config
    })
  await install(["sh", "-c", script])
  const isThere = () =>
    stat(path("at")).then(
      () => true,
      () => false,
    )
  return {
    reached: () => until(isThere),
    /** other runs install nothing */
    onlyThere: () => install(null),
    goOn: () => writeFile(path("go"), ""),
  }
}

/** Takes the stage from a run that lives, as a person does who takes it for dead. */
async function takeAway(app: AppRepository): Promise<void> {
  expect((await app.ask(...unlock, "--force")).code).toBe(0)
}

describe("A1, A2: a run that lost the stage starts nothing more", {
  concurrent: true,
  timeout: 90_000,
}, () => {
  test("A1: its deploy, when it was still installing", async ({ createShop, target }) => {
    const app = await createShop()
    const install = await gateInstall(app, 1)
    const run = app.start(production("v1.1.0"))
    await install.reached()
    await install.onlyThere()
    await takeAway(app)
    expect((await app.deploy("production", "v1.0.0")).code).toBe(0)
    await install.goOn()
    const { code, report } = told(await run.ended)
    expect({ code, report }).toMatchObject({
      code: 1,
      report: { outcome: "failed", changed: false, reason: { code: "LOCK_LOST" } },
    })
    expect(target.production.serving).toMatchObject({ tag: "v1.0.0" })
    expect(await app.records("production")).toEqual(
      expect.arrayContaining(["lock-broken v1.0.0", "verified v1.0.0", "lost v1.1.0 LOCK_LOST"]),
    )
    expect(await app.state("production")).toMatchObject({
      lock: null,
      frozen: null,
      quarantine: [],
      running: { tag: "v1.0.0", verified: true },
    })
  })

  test("A2: its rollback", async ({ createShop, target }) => {
    const app = await createShop()
    await app.release("v1.2.0")
    expect((await app.deploy("staging", "v1.2.0")).code).toBe(0)
    target.production.answers = sick("v1.1.0")
    const install = await gateInstall(app, 2)
    const run = app.start(production("v1.1.0"))
    await install.reached()
    await install.onlyThere()
    await takeAway(app)
    await app.ask("unfreeze", "--stage", "production", "--reason", "v1.2.0 has the fix")
    expect((await app.deploy("production", "v1.2.0")).code).toBe(0)
    await install.goOn()
    const { report } = told(await run.ended)
    expect(report).toMatchObject({ ok: false, changed: true, reason: { code: "LOCK_LOST" } })
    expect(target.production.serving).toMatchObject({ tag: "v1.2.0" })
    expect(await app.state("production")).toMatchObject({
      lock: null,
      frozen: null,
      running: { tag: "v1.2.0", verified: true },
    })
  })
})

describe("A4: a run that cannot show that it lives", { concurrent: true, timeout: 120_000 }, () => {
  /** A remote takes no refs of a form, until what this gives is called. */
  async function refuse(bare: string, refs: string): Promise<() => Promise<void>> {
    const hook = join(bare, "hooks", "update")
    await writeFile(hook, `#!/bin/sh\ncase "$1" in ${refs}) exit 1;; esac\n`)
    await chmod(hook, 0o755)
    return () => rm(hook)
  }

  /** Two clones; a run of ana's is at work on staging, and its tool as well. */
  async function atWork(
    app: AppRepository,
    target: Target,
    heartbeatSeconds: number,
    work: Promise<void> = never,
  ) {
    const bare = await withRemote(app)
    await app.configure((config) => ({ ...config, ledger: { remote: "origin", heartbeatSeconds } }))
    await app.git("commit", "--quiet", "--all", "--message", "quick heartbeats")
    await app.git("push", "--quiet", bare, "HEAD:main")
    const [ana, ben] = await Promise.all([clone(app, bare), clone(app, bare)])
    target.staging.deploys = () => work.then(() => 0)
    const deploying = target.nextDeploy("staging")
    const run = ana.start("deploy-staging", "--tag", "v1.0.0", "--format", "json")
    const { processes } = await deploying
    return { bare, ben, run, processes }
  }

  test("ends its tool and itself before another run takes the stage over", async ({ createApp, target }) => {
    const app = await createApp(target.url)
    const { bare, ben, run, processes } = await atWork(app, target, 2)
    const takeAll = await refuse(bare, "*")
    let left: unknown = null
    target.staging.deploys = async () => {
      left = processes.filter(isRunning)
      return 0
    }
    const next = ben.start("deploy-staging", "--tag", "v1.0.0", "--wait", "90", "--format", "json")
    await until(() => !processes.some(isRunning))
    await takeAll()
    const { code, report } = told(await run.ended)
    expect({ code, report }).toMatchObject({ code: 1, report: { reason: { code: "LEASE_EXPIRED" } } })
    expect(told(await next.ended)).toMatchObject({ code: 0, report: { outcome: "deployed" } })
    expect(left).toEqual([])
  })

  test("by heartbeats alone does so by a record, and another run waits for it", async ({
    createApp,
    target,
  }) => {
    const app = await createApp(target.url)
    const { kept: goneOn, keep: goOn } = promised()
    const { bare, ben, run } = await atWork(app, target, 4, goneOn)
    await refuse(bare, "*heartbeat*")
    const next = ben.start("deploy-staging", "--tag", "v1.0.0", "--wait", "90", "--format", "json")
    const records = () => app.git("-C", bare, "log", "--format=%s", "refs/pipeline/ledger/staging")
    await until(async () => (await records()).includes("renewed"))
    goOn()
    for (const { ended } of [run, next]) expect(told(await ended)).toMatchObject(isDeployed)
  })

  test("after a pause it looks first: its stage is another run's, and it starts nothing", async ({
    createApp,
    target,
  }) => {
    const app = await createApp(target.url)
    const { ben, run, processes } = await atWork(app, target, 1)
    process.kill(run.pid, "SIGSTOP")
    // no run elsewhere can end the tool of a machine that stands still: a person does
    for (const pid of processes) process.kill(pid, "SIGKILL")
    target.staging.deploys = () => 0
    expect(await ben.ask("deploy-staging", "--tag", "v1.0.0", "--wait", "60")).toMatchObject({
      code: 0,
      report: { outcome: "deployed", gates: expect.arrayContaining([takenOver]) },
    })
    const { serving } = target.staging
    process.kill(run.pid, "SIGCONT")
    const { code, report } = told(await run.ended)
    expect({ code, report }).toMatchObject({ code: 1, report: { ok: false, reason: { code: "LOCK_LOST" } } })
    expect(target.staging.serving).toBe(serving)
    expect((await ben.ask("status")).report.stages?.[0]).toMatchObject({
      state: { lock: null, frozen: null, running: { tag: "v1.0.0", verified: true } },
    })
  })

  const takenOver = expect.objectContaining({
    id: "lock",
    status: "pass",
    detail: expect.stringContaining("it has shown no heartbeat for"),
  })
})

test("A5: a run without the lock says what became of it, and nothing of the stage", {
  timeout: 60_000,
}, async ({ createShop, target }) => {
  const app = await createShop()
  await app.configureSmoke({ deadlineSeconds: 6 })
  await app.release("v1.2.0")
  expect((await app.deploy("staging", "v1.2.0")).code).toBe(0)
  const { kept: asked, keep } = promised()
  const { kept: answered, keep: answer } = promised()
  target.production.deploys = () => {
    target.production.answers = (serving, response) => {
      keep()
      const body = { version: serving?.tag, sha: serving?.sha }
      void answered.then(() => response.writeHead(500).end(JSON.stringify(body)))
    }
    return 0
  }
  const run = app.start(production("v1.1.0"))
  await asked
  process.kill(run.pid, "SIGSTOP")
  await takeAway(app)
  target.production.answers = healthy
  target.production.deploys = () => 0
  expect((await app.deploy("production", "v1.2.0")).code).toBe(0)
  const before = await app.state("production")
  answer()
  process.kill(run.pid, "SIGCONT")
  const { code, report } = told(await run.ended)
  expect({ code, report }).toMatchObject({
    code: 1,
    report: { ok: false, changed: true, reason: { code: "LOCK_LOST" } },
  })
  expect(await app.state("production")).toEqual(before)
  expect(before).toMatchObject({ frozen: null, quarantine: [], running: { tag: "v1.2.0", verified: true } })
  expect((await app.records("production")).at(-1)).toBe("lost v1.1.0 LOCK_LOST")
})

describe("A7: a person's word while a run is at work", { concurrent: true, timeout: 90_000 }, () => {
  test("unlock does not take the stage from a process that lives here", async ({ createShop, target }) => {
    const app = await createShop()
    const { kept: released, keep: release } = promised()
    target.production.deploys = () => released.then(() => 0)
    const deploying = target.nextDeploy("production")
    const run = app.start(production("v1.1.0"))
    await deploying
    expect(await app.ask(...unlock)).toMatchObject({
      code: 3,
      report: {
        outcome: "blocked",
        reason: { code: "OWNER_ALIVE", message: expect.stringContaining("its process runs on this machine") },
      },
    })
    release()
    expect(told(await run.ended)).toMatchObject({ code: 0, report: { outcome: "deployed" } })
  })

  test("unfreeze waits for a rollback that is under way, and lifts nothing", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    target.production.answers = sick("v1.1.0")
    const { kept: released, keep: release } = promised()
    const { kept: leaving, keep: leave } = promised()
    target.production.deploys = ({ tag }) => {
      if (tag === "v1.1.0") return 0
      leave()
      return released.then(() => 0)
    }
    const run = app.start(production("v1.1.0"))
    await leaving
    expect(await app.ask("unfreeze", "--stage", "production", "--reason", "it is all right")).toMatchObject({
      code: 3,
      report: { outcome: "blocked", reason: { code: "OWNER_ALIVE" } },
    })
    release()
    expect(told(await run.ended)).toMatchObject({ code: 1, report: { outcome: "rolled-back" } })
    expect(await app.state("production")).toMatchObject({
      frozen: { reason: expect.stringContaining("api was wrong") },
      quarantine: [{ tag: "v1.1.0" }],
    })
  })
})
