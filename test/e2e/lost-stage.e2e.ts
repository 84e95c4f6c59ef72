// Runs on an engine that lose their stage, cannot show that they live, or have a tool that says too much: rows A1, A4, A5, C5
// and D14 of the faults that were played by hand.
import { once } from "node:events"
import { chmodSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { healthy, promised, sick, Target } from "../cli/target.ts"
import { callIn, engineMissing, git, HOST } from "./engine.ts"
import { createRemote, createTargetApp, type Remote, type TargetApp } from "./target-app.ts"

const missing = engineMissing()
if (missing !== null) console.warn(`SKIPPED: ${missing}`)

const TAGS = ["v1.0.0", "v1.1.0", "v1.2.0"]
const LEDGER = "refs/pipeline/ledger/staging"

/** An address that answers when a test lets it: who asks it stands still until then. */
class Gate {
  readonly waiting = new Set<ServerResponse>()
  private readonly server: Server
  private arrive = () => {}
  private leave = () => {}
  private constructor() {
    this.server = createServer((_, response) => {
      this.waiting.add(response)
      response.on("close", () => {
        this.waiting.delete(response)
        if (this.waiting.size === 0) this.leave()
      })
      this.arrive()
    })
  }
  static async start(): Promise<Gate> {
    const gate = new Gate()
    gate.server.listen(0, HOST)
    await once(gate.server, "listening")
    return gate
  }
  /** a command that ends when the gate is opened */
  get command(): string[] {
    const url = `http://${HOST}:${(this.server.address() as AddressInfo).port}/`
    return ["node", "-e", "fetch(process.argv[1])", url]
  }
  reached(): Promise<void> {
    return new Promise((resolve) => {
      this.arrive = resolve
    })
  }
  /** Resolves when the last one that waits has left. */
  left(): Promise<void> {
    return new Promise((resolve) => {
      this.leave = resolve
    })
  }
  open(): void {
    for (const response of this.waiting) response.end()
  }
  close(): void {
    this.server.close()
    this.server.closeAllConnections()
  }
}

describe.skipIf(missing !== null || HOST === undefined)("a run on an engine", { timeout: 600_000 }, () => {
  let target: Target
  let remote: Remote
  let bare: string
  let gate: Gate
  let app: TargetApp

  beforeAll(async () => {
    target = await Target.start(HOST)
    gate = await Gate.start()
    app = createTargetApp(target, TAGS, { ledger: { remote: "origin" } })
    remote = await createRemote(app, HOST as string)
    bare = remote.bare
    expect((await deploy("v1.0.0")).exitCode).toBe(0)
  })
  afterEach(() => {
    app.configure({ ledger: { remote: "origin" } })
    target.staging.answers = healthy
    target.staging.deploys = () => 0
  })
  afterAll(async () => {
    gate?.close()
    await remote?.close()
    await target?.close()
    app?.remove()
  })

  const call = (...args: string[]) => callIn(app.root, ...args)
  const deploy = (tag: string, ...more: string[]) => call("deploy-staging", "--tag", tag, ...more)
  const plain = { kind: "command", deploy: [] as string[] }
  const deployer = (change: object) => {
    plain.deploy = ["node", "deploy.mjs", target.url]
    app.configure({ deployer: { ...plain, ...change } })
  }
  const takeAway = () => call("unlock", "--stage", "staging", "--force", "--reason", "it looks dead")
  const staging = async () => {
    const { stdout } = await call("status", "--format", "json")
    return JSON.parse(stdout).stages[0].state
  }
  const newest = () => JSON.parse(git(bare, "cat-file", "blob", `${LEDGER}:record.json`))

  test("A1: that lost its stage while it installed deploys nothing", async () => {
    deployer({ install: gate.command })
    const reached = gate.reached()
    const run = deploy("v1.1.0")
    await Promise.race([reached, run])
    deployer({})
    expect((await takeAway()).exitCode).toBe(0)
    expect((await deploy("v1.2.0")).exitCode).toBe(0)
    gate.open()
    const { exitCode, stderr } = await run
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain("LOCK_LOST")
    expect(target.staging.serving?.tag).toBe("v1.2.0")
    expect(await staging()).toMatchObject({
      ...{ lock: null, frozen: null, quarantine: [] },
      running: { tag: "v1.2.0", verified: true },
    })
  })

  test("A5: that lost its stage in its smoke test leaves what runs, freeze and quarantine alone", async () => {
    const { kept: asked, keep: ask } = promised()
    const { kept: answered, keep: answer } = promised()
    target.staging.answers = (serving, response) => {
      // the look before the deploy, without the lock, asks too
      if (serving?.tag !== "v1.1.0") return healthy(serving, response)
      ask()
      void answered.then(() => sick("v1.1.0")(serving, response))
    }
    const run = deploy("v1.1.0", "--allow-older", "v1.2.0 is slow")
    await asked
    expect((await takeAway()).exitCode).toBe(0)
    target.staging.answers = healthy
    expect((await deploy("v1.2.0")).exitCode).toBe(0)
    const before = await staging()
    answer()
    const { exitCode, stderr } = await run
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain("LOCK_LOST")
    expect(await staging()).toEqual(before)
    expect(before).toMatchObject({ frozen: null, quarantine: [], running: { tag: "v1.2.0", verified: true } })
  })

  test("A4: that cannot show that it lives has ended its tool before another one deploys", async () => {
    app.configure({ ledger: { remote: "origin", heartbeatSeconds: 4 } })
    deployer({ deploy: gate.command })
    const reached = gate.reached()
    const run = deploy("v1.2.0")
    await Promise.race([reached, run])
    const hook = join(bare, "hooks", "update")
    writeFileSync(hook, "#!/bin/sh\nexit 1\n")
    chmodSync(hook, 0o755)
    deployer({})
    let left = -1
    target.staging.deploys = () => {
      left = gate.waiting.size
      return 0
    }
    const gone = gate.left()
    const next = deploy("v1.2.0", "--wait", "120")
    await gone
    rmSync(hook)
    const { exitCode, stderr } = await run
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain("LEASE_EXPIRED")
    expect({ exitCode: (await next).exitCode, left }).toEqual({ exitCode: 0, left: 0 })
  })

  test("A4: that cannot show so by heartbeats alone goes on, and another one waits for it", async () => {
    app.configure({ ledger: { remote: "origin", heartbeatSeconds: 4 } })
    deployer({ deploy: gate.command })
    const reached = gate.reached()
    const run = deploy("v1.2.0")
    await Promise.race([reached, run])
    const hook = join(bare, "hooks", "update")
    writeFileSync(hook, '#!/bin/sh\ncase "$1" in *heartbeat*) exit 1;; esac\n')
    chmodSync(hook, 0o755)
    deployer({})
    const next = deploy("v1.2.0", "--wait", "120")
    await expect
      .poll(() => git(bare, "log", "--format=%s", LEDGER), { timeout: 60_000, interval: 500 })
      .toContain("renewed")
    gate.open()
    const [{ stderr }, { exitCode }] = await Promise.all([run, next])
    rmSync(hook)
    // its command deploys nothing, and what runs is the version
    expect(stderr).not.toContain("LEASE_EXPIRED")
    expect(exitCode).toBe(0)
  })

  test("C5: whose tool says 30 MB in its last line and fails leaves a small record and a free stage", async () => {
    deployer({ deploy: ["node", "-e", 'process.stderr.write("x".repeat(30e6)); process.exitCode = 1'] })
    const { exitCode, stdout, stderr } = await deploy("v1.2.0")
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain("DEPLOY_FAILED")
    expect(stdout.length).toBe(0)
    expect(JSON.stringify(newest()).length).toBeLessThan(64_000)
    expect(newest()).toMatchObject({ kind: "failed", tag: "v1.2.0" })
    expect(await staging()).toMatchObject({ lock: null })
  })

  test("D14: whose tool gives its secrets away shows and keeps none of them", async () => {
    const names = ["GITHUB_TOKEN", "DATABASE_URL", "PAGER_TOKEN", "SLACK_SIGNING_SECRET"]
    for (const name of names) process.env[name] = `postgres://canary:${name}-4711@127.0.0.1/db`
    // as long as a key is: what encodes it is printed in lines
    process.env.PAGER_TOKEN = Array.from({ length: 60 }, (_, index) => `PAGER_TOKEN-${index}-4711`).join("/")
    const lines = Buffer.from(process.env.PAGER_TOKEN).toString("base64").match(/.{76}/g) ?? []
    const tells = `for (const [name, value] of Object.entries(process.env)) {
  console.error(name, value, encodeURIComponent(value), Buffer.from(value).toString("base64"))
  console.error(Buffer.from(value).toString("base64").replace(/.{76}/g, "$&\\n"))
  console.log(JSON.stringify({ [name]: value }))
}
process.exitCode = 1`
    deployer({
      install: ["node", "-e", tells.replace("exitCode = 1", "exitCode = 0")],
      deploy: ["node", "-e", tells],
      secrets: { PAGER_TOKEN: "variable" },
    })
    const given = ["--github-token=env://GITHUB_TOKEN", "--database-url=env://DATABASE_URL"]
    process.env.PIPELINE_SECRETS = JSON.stringify({ PAGER_TOKEN: process.env.PAGER_TOKEN })
    given.push("--slack-signing-secret=env://SLACK_SIGNING_SECRET", "--secrets-json=env://PIPELINE_SECRETS")
    const { exitCode, stdout, stderr } = await call(...given, "deploy-staging", "--tag", "v1.2.0")
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain("DEPLOY_FAILED")
    expect(stderr, "it was given its own").toMatch(/PAGER_TOKEN/)
    expect(stderr, "what masks the other forms is one line").not.toContain("/run/pipeline-masks")
    const kept = git(bare, "log", "--glob=refs/pipeline", "--patch", "--format=%B")
    for (const text of [stdout, stderr, kept]) {
      expect(text).not.toContain("-4711")
      for (const name of names) {
        expect(text).not.toContain(Buffer.from(process.env[name] as string).toString("base64"))
      }
      expect(lines.filter((line) => text.includes(line))).toEqual([])
    }
  })
})
