// @module-tag slow
import { execFile } from "node:child_process"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { describe, expect } from "vitest"
import type { AppRepository } from "../helpers/app-repo.ts"
import { told } from "../helpers/app-repo.ts"
import { type Clone, clone, cloneAt, isDeployed, PASSWORD, serve, withRemote } from "./clones.ts"
import { test } from "./target.ts"

const REF = "refs/pipeline/ledger/staging"
const subjectsOf = async (app: AppRepository, bare: string, ref = REF) =>
  (await app.git("-C", bare, "log", "--reverse", "--format=%s", ref))
    .split("\n")
    .map((line) => line.split(" ")[0])

describe("A6, B9: an answer of the ledger's remote that is lost", {
  concurrent: true,
  timeout: 90_000,
}, () => {
  /** Loses the answer to the push of a record of some kind, and stays away for so long. */
  function losing(kind: string, awayMs: number) {
    const fault = { bare: "", backAt: 0, isLost: false, app: null as AppRepository | null }
    const faults = {
      before: async () => Date.now() >= fault.backAt,
      after: async (path: string) => {
        if (fault.isLost || !path.endsWith("git-receive-pack") || fault.app === null) return true
        const kinds = await subjectsOf(fault.app, fault.bare).catch(() => [])
        if (kinds.at(-1) !== kind) return true
        fault.isLost = true
        fault.backAt = Date.now() + awayMs
        return false
      },
    }
    return { fault, faults }
  }

  async function opened(
    app: AppRepository,
    finish: Parameters<typeof serve>[1],
    kind: string,
    awayMs: number,
  ) {
    const { fault, faults } = losing(kind, awayMs)
    const bare = await withRemote(app)
    Object.assign(fault, { bare, app })
    const ana = await clone(app, bare)
    await ana.git("remote", "set-url", "origin", await serve(bare, finish, faults))
    await ana.git("config", "credential.helper", `!f() { echo username=ana; echo password=${PASSWORD}; }; f`)
    return { bare, ana, fault }
  }

  test.for(["started", "verified"])(
    "%s was taken: it is there once, and the run goes on",
    async (kind, { createApp, target, onTestFinished }) => {
      const app = await createApp(target.url)
      const { bare, ana, fault } = await opened(app, onTestFinished, kind, 2500)
      expect(await ana.ask("deploy-staging", "--tag", "v1.0.0")).toMatchObject(isDeployed)
      expect(fault.isLost).toBe(true)
      const kinds = await subjectsOf(app, bare)
      expect(kinds.filter((one) => one === kind)).toHaveLength(1)
      expect(kinds.at(-1)).toBe("verified")
    },
  )

  test("an ending that was taken is the only one of its run, although the remote is away for long", async ({
    createApp,
    target,
    onTestFinished,
  }) => {
    const app = await createApp(target.url)
    const { bare, ana, fault } = await opened(app, onTestFinished, "verified", 9000)
    const { report } = await ana.ask("deploy-staging", "--tag", "v1.0.0")
    expect(fault.isLost).toBe(true)
    expect(report.running).toMatchObject({ tag: "v1.0.0", verified: true })
    expect(await subjectsOf(app, bare)).toEqual(["started", "effect", "deployed", "verified"])
    expect((await ana.ask("status")).report.stages).toMatchObject([
      { state: { running: { tag: "v1.0.0", verified: true }, lock: null } },
      {},
    ])
  })

  test("the remote stays away: it is said that the stage may be held", async ({
    createApp,
    target,
    onTestFinished,
  }) => {
    const app = await createApp(target.url)
    const { bare, ana } = await opened(app, onTestFinished, "started", 60_000)
    const { code, stdout, stderr } = await ana.run("deploy-staging", "--tag", "v1.0.0")
    expect(code).toBe(1)
    expect(stdout + stderr).toMatch(/its answer was lost: .*may hold staging now/s)
    expect(await subjectsOf(app, bare)).toEqual(["started"])
    expect(target.staging.serving).toBeNull()
  })
})

describe("A9: a lock file that a killed git left", { concurrent: true, timeout: 90_000 }, () => {
  async function lockFile(gitDir: string): Promise<string> {
    const lock = join(gitDir, `${REF}.lock`)
    await mkdir(dirname(lock), { recursive: true })
    await writeFile(lock, "")
    return lock
  }

  test("in this repository: an error with its name and what to do, whatever --wait is", async ({
    createApp,
    target,
  }) => {
    const app = await createApp(target.url)
    await app.release("v1.0.0")
    const lock = await lockFile(join(app.root, ".git"))
    const since = Date.now()
    const { code, stderr } = await app.run(["deploy-staging", "--tag", "v1.0.0", "--wait", "3600"])
    expect(code).toBe(1)
    expect(stderr).toMatch(new RegExp(`LEDGER_LOCKED {2}.*Unable to create '${lock}': File exists`))
    const remedy = /remove it: (rm '[^']+');/.exec(stderr)?.[1] ?? "false"
    expect(Date.now() - since).toBeLessThan(40_000)
    await promisify(execFile)("sh", ["-c", remedy])
    expect(await app.deploy("staging", "v1.0.0")).toMatchObject({ code: 0 })
  })

  test("on a remote: the same, in the remote's words", async ({ createApp, target }) => {
    const app = await createApp(target.url)
    const bare = await withRemote(app)
    const ana = await clone(app, bare)
    const lock = await lockFile(bare)
    const { code, stderr } = await ana.run("deploy-staging", "--tag", "v1.0.0")
    expect(code).toBe(1)
    expect(stderr).toMatch(/LEDGER_LOCKED {2}.*remote: error: cannot lock ref/)
    expect(stderr).toContain(`remove it on the remote's machine: rm '${lock}'`)
  })

  test("a signal ends the wait for it", async ({ createApp, target }) => {
    const app = await createApp(target.url)
    await app.release("v1.0.0")
    await lockFile(join(app.root, ".git"))
    const run = app.start(["deploy-staging", "--tag", "v1.0.0", "--wait", "3600"])
    await run.said(/ok {2}resolve/)
    const since = Date.now()
    run.kill("SIGTERM")
    expect((await run.ended).code).not.toBe(0)
    expect(Date.now() - since).toBeLessThan(15_000)
    await promisify(execFile)("rm", [join(app.root, ".git", `${REF}.lock`)])
  })

  test("a remote without space, and one whose hook refuses, are named as such", async ({
    createApp,
    target,
  }) => {
    const app = await createApp(target.url)
    const bare = await withRemote(app)
    const ana = await clone(app, bare)
    const refuse = (words: string) =>
      writeFile(join(bare, "hooks", "pre-receive"), `#!/bin/sh\necho "${words}" >&2\nexit 1\n`, {
        mode: 0o755,
      })
    await refuse("records need a ticket")
    const refused = await ana.run("deploy-staging", "--tag", "v1.0.0")
    expect(refused.stderr).toMatch(/LEDGER_UNAVAILABLE.*records need a ticket/s)
    expect(refused.stderr).toContain("Fix: Let the hooks and rules of the remote take refs/pipeline/*")
    await refuse("fatal: write error: No space left on device")
    const full = await ana.run("deploy-staging", "--tag", "v1.0.0")
    expect(full.stderr).toContain("Fix: Free some space")
    expect(target.staging.serving).toBeNull()
  })
})

describe("D9: two applications with one ledger remote", { concurrent: true, timeout: 90_000 }, () => {
  /** Two applications, each a repository of its own with a clone of the remote that both keep their ledgers on. */
  async function twoApps(app: AppRepository): Promise<{ bare: string; shop: Clone; blog: Clone }> {
    const bare = await withRemote(app)
    const [shop, blog] = [await clone(app, bare), await clone(app, bare)]
    for (const [{ root }, name] of [
      [shop, "shop"],
      [blog, "my blog"],
    ] as const) {
      const path = join(root, "pipeline.json")
      const config = JSON.parse(await readFile(path, "utf8"))
      await writeFile(path, JSON.stringify({ ...config, app: name }))
    }
    return { bare, shop, blog }
  }
  const refs = async (app: AppRepository, bare: string) =>
    (await app.git("-C", bare, "for-each-ref", "--format=%(refname)", "refs/pipeline")).split("\n")

  test("neither sees the other's stages, and the first one's refs are as ever", async ({
    createApp,
    target,
  }) => {
    const app = await createApp(target.url)
    const { bare, shop, blog } = await twoApps(app)
    expect(await shop.ask("deploy-staging", "--tag", "v1.0.0")).toMatchObject(isDeployed)
    const seen = await blog.ask("status")
    expect(seen.report.stages).toMatchObject([{ state: { running: null } }, {}])
    expect(seen.stderr).toContain("refs/pipeline/ledger/staging is another application's")
    expect((await blog.ask("deploy-production", "--tag", "v1.0.0")).report.reason?.code).toBe(
      "STAGING_NOT_VERIFIED",
    )
    expect(await blog.ask("deploy-staging", "--tag", "v1.0.0")).toMatchObject(isDeployed)
    expect(await refs(app, bare)).toEqual([
      "refs/pipeline/apps/my%20blog/ledger/staging",
      "refs/pipeline/ledger/production",
      "refs/pipeline/ledger/staging",
    ])
    expect((await shop.ask("history", "--stage", "staging")).report.history).toHaveLength(4)
    expect((await blog.ask("history", "--stage", "staging")).report.history).toHaveLength(4)
    const record = await app.git("-C", bare, "cat-file", "blob", `${REF}:record.json`)
    expect(JSON.parse(record)).toMatchObject({ app: "shop", kind: "verified" })
  })

  test("both first at the same moment: each has its own", async ({ createApp, target }) => {
    const app = await createApp(target.url)
    const { bare, shop, blog } = await twoApps(app)
    const runs = [shop, blog, shop, blog].map(({ start }) =>
      start("deploy-staging", "--tag", "v1.0.0", "--wait", "80", "--format", "json"),
    )
    for (const { ended } of runs) expect(told(await ended)).toMatchObject(isDeployed)
    expect(await refs(app, bare)).toHaveLength(2)
    for (const { ask } of [shop, blog])
      expect((await ask("history", "--stage", "staging")).report.history).toHaveLength(8)
  })

  test("in one repository, with the sandbox: what each serves is its own", async ({ createApp }) => {
    const app = await createApp()
    await app.release("v1.0.0")
    const config = JSON.parse(await readFile(join(app.root, "pipeline.json"), "utf8"))
    const blog = join(app.root, "blog.json")
    await writeFile(blog, JSON.stringify({ ...config, app: "my blog" }))
    expect(await app.deploy("staging", "v1.0.0")).toMatchObject(isDeployed)
    expect(await app.deploy("staging", "v1.0.0", "--config", blog)).toMatchObject(isDeployed)
    expect(app.services()).toHaveLength(2)
    expect((await app.run(["stop", "--stage", "staging", "--config", blog])).code).toBe(0)
    expect(app.services()).toHaveLength(1)
    expect(await app.ask("smoke", "--stage", "staging")).toMatchObject({ code: 0 })
  })

  test("a record of an older pipeline, without a name, is its reader's", async ({ createApp, target }) => {
    const app = await createApp(target.url)
    const { bare, shop, blog } = await twoApps(app)
    await shop.ask("deploy-staging", "--tag", "v1.0.0")
    const unnamed = async (report: unknown) => {
      const record = JSON.parse(await app.git("-C", bare, "cat-file", "blob", `${REF}:record.json`))
      delete record.app
      const file = join(app.base, "record.json")
      await writeFile(file, JSON.stringify({ ...record, report }))
      const blob = await app.git("-C", bare, "hash-object", "-w", file)
      await writeFile(file, `100644 blob ${blob}\trecord.json\n`)
      const tree = await promisify(execFile)("sh", ["-c", `git -C '${bare}' mktree < '${file}'`])
      const commit = await app.git("-C", bare, "commit-tree", "-p", REF, "-m", "older", tree.stdout.trim())
      await app.git("-C", bare, "update-ref", REF, commit)
    }
    await unnamed(null)
    expect((await blog.ask("status")).report.stages).toMatchObject([
      { state: { running: { tag: "v1.0.0" } } },
      {},
    ])
    // its report names the application
    await unnamed({ app: "shop" })
    expect((await blog.ask("status")).report.stages).toMatchObject([{ state: { running: null } }, {}])
    expect((await shop.ask("status")).report.stages).toMatchObject([
      { state: { running: { tag: "v1.0.0" } } },
      {},
    ])
  })
})

describe("D10: a ledger that went back or is gone", { concurrent: true, timeout: 90_000 }, () => {
  async function seen(app: AppRepository): Promise<{ bare: string; ana: Clone; ben: Clone }> {
    const bare = await withRemote(app)
    const [ana, ben] = [await clone(app, bare), await clone(app, bare)]
    expect(await ana.ask("deploy-staging", "--tag", "v1.0.0")).toMatchObject(isDeployed)
    return { bare, ana, ben }
  }
  const errorOf = async ({ run }: Clone, ...args: string[]) => {
    const { code, stderr } = await run(...args)
    expect(code).toBe(1)
    expect(stderr).toContain("LEDGER_WENT_BACK")
    return stderr
  }
  const runIn = async ({ root }: Clone, command: string | undefined) =>
    promisify(execFile)("sh", ["-ec", command ?? "false"], { cwd: root })
  const restoring = (stderr: string) =>
    /Restore it from here: (git .*?)( \(|\. If that was intended)/.exec(stderr)?.[1]
  const forgetting = (stderr: string) => /make this machine forget it: (git .*)$/m.exec(stderr)?.[1]

  test("a colleague's push --mirror: said, nothing is deployed, and restored by the command that is said", async ({
    createApp,
    target,
  }) => {
    const app = await createApp(target.url)
    const { bare, ana, ben } = await seen(app)
    const tip = await app.git("-C", bare, "rev-parse", REF)
    await ben.git("push", "--quiet", "--mirror", "origin")
    expect(await app.git("-C", bare, "for-each-ref", "refs/pipeline")).toBe("")
    const stderr = await errorOf(ana, "deploy-staging", "--tag", "v1.0.0")
    expect(stderr).toContain(`this machine has seen the record ${tip.slice(0, 7)} (verified v1.0.0 `)
    expect(target.staging.serving).toMatchObject({ tag: "v1.0.0" })
    await errorOf(ana, "status")
    const found = (await ana.ask("doctor")).report.findings?.find(({ code }) => code === "LEDGER_READ")
    expect(found).toMatchObject({
      status: "fail",
      fix: expect.stringContaining("Restore it from here: git fetch"),
    })
    await runIn(ana, restoring(stderr))
    expect(await app.git("-C", bare, "rev-parse", REF)).toBe(tip)
    expect((await ana.ask("status")).report.stages).toMatchObject([
      { state: { running: { tag: "v1.0.0" } } },
      {},
    ])
    // the whole chain is there again, not its newest record alone
    expect((await ben.ask("history", "--stage", "staging")).report.history).toHaveLength(4)
  })

  test("an old state that was pushed over it, and one that others went on with", async ({
    createApp,
    target,
  }) => {
    const app = await createApp(target.url)
    const { bare, ana, ben } = await seen(app)
    const tip = await app.git("-C", bare, "rev-parse", REF)
    await app.git("-C", bare, "update-ref", REF, `${REF}~2`)
    const older = await errorOf(ana, "deploy-staging", "--tag", "v1.0.0")
    await runIn(ana, restoring(older))
    expect(await app.git("-C", bare, "rev-parse", REF)).toBe(tip)
    await app.git("-C", bare, "update-ref", REF, `${REF}~1`)
    // a refusal is a record, too
    expect((await ben.ask("deploy-staging", "--tag", "v1.0.0")).report.reason?.code).toBe("LOCK_HELD")
    const other = await app.git("-C", bare, "rev-parse", REF)
    expect(other).not.toBe(tip)
    const diverged = await errorOf(ana, "status")
    expect(diverged).toContain(`--force-with-lease=${REF}:${other}`)
    await runIn(ana, restoring(diverged))
    expect(await app.git("-C", bare, "rev-parse", REF)).toBe(tip)
    expect((await ana.ask("deploy-staging", "--tag", "v1.0.0")).code).toBe(0)
  })

  test("one that was meant to be reset: the machine can be made to forget", async ({ createApp, target }) => {
    const app = await createApp(target.url)
    const { bare, ana } = await seen(app)
    await app.git("-C", bare, "update-ref", "-d", REF)
    await runIn(ana, forgetting(await errorOf(ana, "status")))
    expect((await ana.ask("status")).report.stages).toMatchObject([{ state: { running: null } }, {}])
    expect(await ana.ask("deploy-staging", "--tag", "v1.0.0")).toMatchObject(isDeployed)
  })

  test("in this repository: the same", async ({ createApp, target }) => {
    const app = await createApp(target.url)
    await app.release("v1.0.0")
    await app.ship("v1.0.0")
    const tip = await app.git("rev-parse", REF)
    await app.git("update-ref", "-d", REF)
    const here = cloneAt(app, app.root)
    const stderr = await errorOf(here, "deploy-staging", "--tag", "v1.0.0")
    await runIn(here, restoring(stderr))
    expect(await app.git("rev-parse", REF)).toBe(tip)
    expect(await app.deploy("staging", "v1.0.0")).toMatchObject({ code: 0 })
  })

  test("a remote that moved on is no such thing", async ({ createApp, target }) => {
    const app = await createApp(target.url)
    const { ana, ben } = await seen(app)
    for (const clone of [ben, ana, ben, ana]) {
      expect(await clone.ask("deploy-staging", "--tag", "v1.0.0")).toMatchObject(isDeployed)
      expect((await clone.ask("status")).stderr).toBe("")
    }
  })
})
