// @module-tag slow
import { existsSync } from "node:fs"
import { readdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect } from "vitest"
import { type AppRepository, type Told, told } from "../helpers/app-repo.ts"
import { runCli, type Started, startCli } from "../helpers/cli.ts"
import { until } from "../helpers/processes.ts"
import { promised, type Target, test } from "./target.ts"

/** One of several clones of the same repository, and a person who works in it. */
interface Clone {
  root: string
  start: (...args: string[]) => Started
  ask: (...args: string[]) => Promise<Told>
}

async function cloneFor(app: AppRepository, actor: string): Promise<Clone> {
  const root = join(app.base, actor)
  await app.git("clone", "--quiet", join(app.base, "origin.git"), root)
  const where = { ...app.where({ PIPELINE_ACTOR: actor }), cwd: root, limitMs: 300_000 }
  const ask = async (...args: string[]) => told(await runCli("here", [...args, "--format", "json"], where))
  return { root, ask, start: (...args) => startCli("node", [...args, "--format", "json"], where) }
}

/** A bare repository whose clones keep the ledger there, with v1.0.0 and v1.1.0. */
async function twoClones(createApp: (url: string) => Promise<AppRepository>, target: Target) {
  const app = await createApp(target.url)
  await app.configure((config) => ({ ...config, ledger: { remote: "origin" } }))
  await app.release("v1.0.0")
  await app.release("v1.1.0")
  await app.git(
    "clone",
    "--quiet",
    "--bare",
    "--config=receive.autogc=false",
    app.root,
    join(app.base, "origin.git"),
  )
  const [ben, eve] = await Promise.all([cloneFor(app, "ben"), cloneFor(app, "eve")])
  const kinds = async () => {
    const { report } = await eve.ask("history", "--stage", "production")
    return (report.history ?? []).map(({ kind, actor }) => `${kind} by ${actor}`).reverse()
  }
  const refs = (root: string) => app.git("-C", root, "for-each-ref", "--format=%(refname)", "refs/pipeline")
  return { app, ben, eve, kinds, refs }
}

describe("two clones, one ledger on their remote", { concurrent: true, timeout: 90_000 }, () => {
  test("a record that is cut off by a second Ctrl-C locks nobody out", async ({ createApp, target }) => {
    const { app, ben, eve } = await twoClones(createApp, target)
    const origin = join(app.base, "origin.git")
    const hook = join(origin, "hooks", "reference-transaction")
    const began = join(app.base, "began")
    // git holds the lock files of the refs while it asks
    await writeFile(hook, `#!/bin/sh\n[ "$1" != prepared ] || { : >"${began}"; sleep 60; }\n`, {
      mode: 0o755,
    })
    const locks = async () =>
      (await readdir(origin, { recursive: true })).filter((path) => path.endsWith(".lock"))
    const freeze = ["freeze", "--stage", "production", "--reason", "release day"]
    const { kill, said, ended } = ben.start(...freeze)
    await until(() => existsSync(began))
    expect(await locks()).toHaveLength(1)
    kill("SIGINT")
    await said(/SIGINT: stopping cleanly/)
    const again = setInterval(() => kill("SIGINT"), 200)
    expect(await ended).toMatchObject({ signal: "SIGINT" })
    clearInterval(again)
    await rm(hook)
    await until(async () => (await locks()).length === 0)
    expect(await eve.ask(...freeze)).toMatchObject({ code: 0, report: { outcome: "done" } })
  })

  test("staging from one, production from the other", async ({ createApp, target }) => {
    const { app, ben, eve, kinds, refs } = await twoClones(createApp, target)
    const tag = ["--tag", "v1.0.0"]
    expect(await eve.ask("deploy-production", ...tag)).toMatchObject({
      code: 3,
      report: { reason: { code: "STAGING_NOT_VERIFIED" }, ledger: expect.stringContaining("origin") },
    })
    expect(await ben.ask("deploy-staging", ...tag)).toMatchObject({ code: 0, report: { actor: "ben" } })
    expect(await eve.ask("deploy-production", ...tag)).toMatchObject({ code: 0, report: { actor: "eve" } })
    expect(target.production.serving).toMatchObject({ tag: "v1.0.0" })
    expect((await ben.ask("status")).report.stages).toMatchObject([
      { stage: "staging", state: { running: { tag: "v1.0.0", verified: true } } },
      { stage: "production", state: { running: { tag: "v1.0.0", verified: true } } },
    ])
    // what went wrong for one is known to the other
    expect((await ben.ask("deploy-staging", "--tag", "v1.1.0")).code).toBe(0)
    target.production.deploys = (deployment) => (deployment.tag === "v1.1.0" ? 1 : 0)
    expect(await ben.ask("deploy-production", "--tag", "v1.1.0")).toMatchObject({
      code: 1,
      report: { outcome: "rolled-back" },
    })
    expect(await eve.ask("deploy-production", "--tag", "v1.1.0")).toMatchObject({
      code: 3,
      report: { reason: { code: "STAGE_FROZEN", message: expect.stringContaining("by ben") } },
    })
    expect(await kinds()).toEqual([
      "blocked by eve",
      "started by eve",
      "effect by eve",
      "deployed by eve",
      "verified by eve",
      "started by ben",
      "effect by ben",
      "frozen by ben",
      "rollback-started by ben",
      "effect by ben",
      "deployed by ben",
      "rolled-back by ben",
      "blocked by eve",
    ])
    // the ledger is on the remote and nowhere else
    const remote = await refs(join(app.base, "origin.git"))
    expect(remote.split("\n")).toEqual(["refs/pipeline/ledger/production", "refs/pipeline/ledger/staging"])
    for (const clone of [ben, eve, app]) expect(await refs(clone.root)).toBe("")
  })

  test("one run excludes those of the other clone, or lets them wait", async ({ createApp, target }) => {
    const { ben, eve } = await twoClones(createApp, target)
    const { kept: released, keep: release } = promised()
    target.staging.deploys = () => released.then(() => 0)
    const deploying = target.nextDeploy("staging")
    const holder = ben.start("deploy-staging", "--tag", "v1.0.0")
    await deploying
    expect(await eve.ask("deploy-staging", "--tag", "v1.1.0")).toMatchObject({
      code: 3,
      report: {
        reason: { code: "LOCK_HELD", message: expect.stringContaining("staging has been held by ben") },
      },
    })
    const waiter = eve.start("deploy-staging", "--tag", "v1.1.0", "--wait", "80")
    await waiter.said(/waiting up to .*: staging has been held by ben/)
    release()
    expect(told(await holder.ended)).toMatchObject({ code: 0, report: { running: { tag: "v1.0.0" } } })
    expect(told(await waiter.ended)).toMatchObject({ code: 0, report: { running: { tag: "v1.1.0" } } })
    expect(target.staging.serving).toMatchObject({ tag: "v1.1.0" })
  })

  test("ten at once from three clones: one after the other, and no record is lost", {
    timeout: 300_000,
  }, async ({ createApp, target }) => {
    const { app, ben, eve } = await twoClones(createApp, target)
    const ann = await cloneFor(app, "ann")
    const clones = [ben, eve, ann, ben, eve, ann, ben, eve, ann, ben]
    let working = 0
    let atOnce = 0
    let waiting = 0
    const { kept: allCame, keep: goOn } = promised()
    const look = () => {
      if (working + waiting >= clones.length) goOn()
    }
    target.staging.deploys = async () => {
      working += 1
      atOnce = Math.max(atOnce, working)
      look()
      // the first one works until all others have come: they work, too, should they not wait
      await allCame
      working -= 1
      return 0
    }
    const runs = clones.map((clone) => clone.start("deploy-staging", "--tag", "v1.0.0", "--wait", "280"))
    for (const { said } of runs) {
      const waits = said(/waiting up to .*: staging has been held by/).then(() => {
        waiting += 1
        look()
      })
      // one that ended instead shows why below
      waits.catch(goOn)
    }
    for (const { ended } of runs) expect(told(await ended).code).toBe(0)
    expect(atOnce).toBe(1)
    const { report } = await ben.ask("history", "--stage", "staging", "--limit", "100")
    const records = (report.history ?? []).toReversed()
    expect(records.map(({ kind }) => kind)).toEqual(
      clones.flatMap(() => ["started", "effect", "deployed", "verified"]),
    )
    for (const [index, { runId }] of records.entries())
      expect(runId).toBe(records[index - (index % 4)]?.runId)
  })

  test("a remote that cannot be reached: nothing is changed, and it is said why", async ({
    createApp,
    target,
  }) => {
    const { app, ben } = await twoClones(createApp, target)
    await app.git("-C", ben.root, "remote", "set-url", "origin", join(app.base, "moved.git"))
    const { code, stdout, stderr } = await ben.start("deploy-staging", "--tag", "v1.0.0").ended
    expect({ code, report: JSON.parse(stdout) }).toMatchObject({
      code: 1,
      report: { outcome: "failed", changed: false, reason: { code: "LEDGER_UNAVAILABLE" } },
    })
    expect(stderr).toMatch(/^LEDGER_UNAVAILABLE {2}.*moved\.git' does not appear to be a git repository$/m)
    expect(stderr).not.toContain("make sure you have the correct access rights")
    expect(stderr).toContain("Nothing was changed.")
    expect(target.staging.serving).toBeNull()
    // the first repository has no remote of that name
    expect(await app.run(["status"])).toMatchObject({ code: 1, stdout: "" })
  })

  test("a mistyped remote is named to everyone, doctor too, with those that there are", async ({
    createApp,
    target,
  }) => {
    const { ben } = await twoClones(createApp, target)
    const text = await readFile(join(ben.root, "pipeline.json"), "utf8")
    await writeFile(join(ben.root, "pipeline.json"), text.replace('"origin"', '"orign"'))
    const what = "The ledger (remote orign) cannot be used: this clone has no remote orign; it has origin."
    const fix = 'Correct `ledger.remote` in pipeline.json: "ledger": { "remote": "origin" }.'
    const { stderr } = await ben.start("status").ended
    expect(stderr).toContain(`${what}\nNothing was changed.\nFix: ${fix}`)
    const { findings } = JSON.parse((await ben.start("doctor", "--offline").ended).stdout)
    for (const code of ["LEDGER_READ", "LEDGER_WRITE"])
      expect(findings).toContainEqual(expect.objectContaining({ code, status: "fail", what, fix }))
  })
})
