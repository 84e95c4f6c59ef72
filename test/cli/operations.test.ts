// @module-tag slow
import { describe, expect } from "vitest"
import { shortSha } from "../../src/core/stage.ts"
import { type AppRepository, told } from "../helpers/app-repo.ts"
import { test } from "./target.ts"

const refusal = (code: string) => ({
  code: 3,
  report: { outcome: "blocked", changed: false, reason: { code } },
})

describe("a person takes over", { concurrent: true, timeout: 90_000 }, () => {
  test("rollback, as far as there are versions; then the stage is opened again", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    const [second, third] = [await app.git("rev-parse", "v1.1.0^{commit}"), await app.release("v1.2.0")]
    expect((await app.deploy("production", "v1.1.0")).code).toBe(0)
    await app.ship("v1.2.0")
    const rollback = (...options: string[]) =>
      app.ask("rollback", "--stage", "production", "--reason", "wrong answers", ...options)

    expect(await rollback("--to", "v1.2.0")).toMatchObject(refusal("ROLLBACK_TARGET_RUNNING"))
    const unknown = await rollback("--to", "v9.9.9")
    expect(unknown).toMatchObject(refusal("ROLLBACK_TARGET_UNKNOWN"))
    expect(unknown.report.reason?.message).toContain("v1.2.0, v1.1.0, v1.0.0")

    expect(await rollback()).toMatchObject({
      code: 0,
      report: {
        outcome: "rolled-back",
        ok: true,
        running: { tag: "v1.1.0", sha: second, verified: true },
        previous: { tag: "v1.2.0", sha: third },
        rolledBackTo: { tag: "v1.1.0", sha: second },
      },
    })
    expect(target.production.serving).toMatchObject({ tag: "v1.1.0" })
    expect(target.staging.serving).toMatchObject({ tag: "v1.2.0" })
    expect((await app.run(["report"])).stdout.split("\n")[0]).toBe(
      `production runs v1.1.0 (${shortSha(second)}), not v1.2.0: rolled back, verified`,
    )
    expect(await rollback("--to", "v1.2.0")).toMatchObject(refusal("VERSION_QUARANTINED"))

    // a frozen stage can be rolled back further, until nothing is left
    expect(await rollback("--to", "v1.0.0")).toMatchObject({
      code: 0,
      report: { running: { tag: "v1.0.0" } },
    })
    expect(await rollback()).toMatchObject(refusal("NO_ROLLBACK_TARGET"))

    expect(await app.deploy("production", "v1.2.0")).toMatchObject(refusal("STAGE_FROZEN"))
    expect(
      await app.ask("unfreeze", "--stage", "production", "--reason", "the cause is found"),
    ).toMatchObject({
      code: 0,
      report: { outcome: "done", running: { tag: "v1.0.0", verified: true } },
    })
    expect(await app.ask("unfreeze", "--stage", "production", "--reason", "again")).toMatchObject(
      refusal("NOT_FROZEN"),
    )
    expect((await app.deploy("production", "v1.2.0")).code).toBe(0)

    expect(await app.ask("rollback", "--stage", "staging", "--to", "v1.0.0")).toMatchObject({
      code: 0,
      report: { stage: "staging", running: { tag: "v1.0.0" } },
    })
    expect(target.staging.serving).toMatchObject({ tag: "v1.0.0" })
  })

  test("a rollback that fails ends red and says so", async ({ createShop, target }) => {
    const app = await createShop()
    expect((await app.deploy("production", "v1.1.0")).code).toBe(0)
    target.production.deploys = () => 9
    const { code, report } = await app.ask("rollback", "--stage", "production")
    expect({ code, report }).toMatchObject({
      code: 1,
      report: { outcome: "rollback-failed", ok: false, running: { tag: "v1.1.0", verified: false } },
    })
  })

  test("there is nothing to unlock, open or roll back on a new stage", async ({ createApp, target }) => {
    const app = await createApp(target.url)
    expect(await app.ask("unlock", "--stage", "production", "--reason", "night")).toMatchObject(
      refusal("LOCK_FREE"),
    )
    expect(await app.ask("unfreeze", "--stage", "production", "--reason", "night")).toMatchObject(
      refusal("NOT_FROZEN"),
    )
    expect(await app.ask("rollback", "--stage", "production")).toMatchObject(refusal("NO_ROLLBACK_TARGET"))
    expect(await app.ask("smoke")).toMatchObject(refusal("NOTHING_DEPLOYED"))
  })

  test("smoke judges what the stage serves and changes nothing", async ({ createShop, target }) => {
    const app = await createShop()
    expect(await app.ask("smoke")).toMatchObject({
      code: 0,
      report: {
        outcome: "done",
        ok: true,
        smoke: { verdict: "pass" },
        running: { tag: "v1.0.0", verified: true },
      },
    })
    target.staging.answers = (_, response) => void response.writeHead(500).end()
    await app.configureSmoke({ deadlineSeconds: 1 })
    expect(await app.ask("smoke", "--stage", "staging")).toMatchObject({
      code: 1,
      report: { outcome: "failed", ok: false, reason: { code: "SMOKE_FAILED" }, running: { tag: "v1.1.0" } },
    })
    expect((await app.records("staging")).at(-1)).toBe("verified v1.1.0")
    expect((await app.state("staging")).running).toMatchObject({ tag: "v1.1.0", verified: true })
  })
})

describe("questions", { concurrent: true, timeout: 90_000 }, () => {
  test("are answered in three formats", async ({ createShop }) => {
    const app = await createShop()
    await app.git("commit", "--quiet", "--all", "--message", "its pipeline.json")
    const sha = async (tag: string) => shortSha(await app.git("rev-parse", `${tag}^{commit}`))
    const [first, second] = [await sha("v1.0.0"), await sha("v1.1.0")]
    const questions = [
      [
        ["status", "--offline"],
        `staging runs v1.1.0 (${second}), verified; production runs v1.0.0 (${first}), verified`,
      ],
      [["history", "--limit", "2"], "1 run on production, newest first"],
      [
        ["preflight", "--tag", "v1.1.0"],
        `v1.1.0 may go to production; production still runs v1.0.0 (${first})`,
      ],
      [["report"], `production runs v1.0.0 (${first}), verified`],
      [["next-version"], "v1.1.1"],
    ] as const
    for (const [index, [command, line]] of questions.entries()) {
      const text = await app.run(command)
      expect(text).toMatchObject({ code: 0, stderr: "" })
      expect(text.stdout.split("\n")[0]).toBe(line)
      // one report is behind all formats: the other two take turns
      if (index % 2 === 0) {
        const markdown = await app.run([...command, "--format", "markdown"])
        expect(markdown).toMatchObject({ code: 0, stderr: "" })
        expect(markdown.stdout.split("\n")[0]).toBe(`### ✅ ${line}`)
      } else {
        expect(await app.ask(...command)).toMatchObject({
          code: 0,
          report: { ok: true, app: "athlete-agent" },
        })
      }
    }
    const next = async (bump: string) => (await app.ask("next-version", "--bump", bump)).report.nextVersion
    expect(await next("minor")).toMatchObject({ current: "v1.1.0", next: "v1.2.0" })
    expect(await next("major")).toMatchObject({ current: "v1.1.0", next: "v2.0.0" })
  })

  test("history is newest first and as long as asked for", async ({ createShop }) => {
    const app = await createShop()
    const kinds = async (limit: string) =>
      (await app.ask("history", "--records", "--limit", limit)).report.history?.map(({ kind }) => kind)
    expect(await kinds("2")).toEqual(["verified", "deployed"])
    expect(await kinds("1")).toEqual(["verified"])
    expect(await kinds("9999")).toEqual(["verified", "deployed", "effect", "started"])
  })

  test("have answers before the first deploy, too", async ({ createApp }) => {
    const app = await createApp()
    const line = async (...command: string[]) => {
      const { code, stdout } = await app.run(command)
      return [code, stdout.split("\n")[0]]
    }
    expect(await line("status")).toEqual([0, "staging has no deploy; production has no deploy"])
    expect(await line("history")).toEqual([0, "0 runs on production, newest first"])
    expect(await line("next-version")).toEqual([0, "v0.0.1"])
    expect(await app.ask("report")).toMatchObject(refusal("NOTHING_DEPLOYED"))
  })

  test("the report of a failed run is found, so that command succeeds", async ({ createShop, target }) => {
    const app = await createShop()
    await app.release("v1.2.0")
    target.staging.deploys = () => 1
    const { report: failed } = await app.deploy("staging", "v1.2.0")
    expect(failed.outcome).toBe("failed")
    const { code, report } = await app.ask("report", "--stage", "staging")
    expect(code).toBe(0)
    expect(report).toEqual(failed)
    const markdown = await app.run(["report", "--stage", "staging", "--format", "markdown"])
    expect(markdown.code).toBe(0)
    expect(markdown.stdout).toMatch(/^### ❌ staging is on v1\.2\.0 /)
    // also that of a refusal
    expect(await app.deploy("production", "v1.2.0")).toMatchObject(refusal("STAGING_NOT_VERIFIED"))
    expect(await app.ask("report")).toMatchObject({ code: 0, report: { outcome: "blocked" } })
  })
})

describe("figures", { concurrent: true, timeout: 90_000 }, () => {
  test("are made from what happened: runs, a page, metrics, and where a commit is", async ({
    createShop,
  }) => {
    const app = await createShop()
    const sha = await app.release("v1.2.0")
    await app.ship("v1.1.0")
    await app.run(["deploy-staging", "--tag", "v1.2.0", "--fixes", "v1.1.0", "--reason", "prices were wrong"])

    const runs = await app.run(["history", "--stage", "staging", "--tag", "v1.2.0"])
    expect(runs.stdout).toMatch(
      /^1 run on staging, newest first\n(?: {2}[a-z]+ +\S.*\n){5}\n {2}began \(UTC\) .*\n {2}[\d :-]{16} {2}deploy v1\.2\.0 .* fixes v1\.1\.0; prices were wrong\n/,
    )

    const page = await app.run(["timeline", "--format", "html"])
    expect(page).toMatchObject({ code: 0, stderr: "" })
    expect(page.stdout).toMatch(/^<!doctype html>[\s\S]*v1\.2\.0[\s\S]*<\/html>\n$/)

    const figures = await app.ask("dora", "--since", "4w")
    expect(figures).toMatchObject({
      code: 0,
      report: { dora: { frequency: { n: 2, tooFew: true }, leadTime: { n: 1 } } },
    })

    const inside = await app.ask("contains", "--tag", "v1.1.0")
    expect(inside).toMatchObject({ code: 0, report: { outcome: "done", ok: true } })
    const outside = await app.run(["contains", "--sha", sha.slice(0, 9)])
    expect(outside.code).toBe(1)
    expect(outside.stdout).toContain(`production does not have commit ${shortSha(sha)}\n`)
    expect(outside.stdout).toMatch(
      /^Fix: Staging has verified it: `release-pipeline .*deploy-production --tag v1\.2\.0`\.$/m,
    )
  })

  test("are pages where there is one to see, and nowhere else", async ({ createApp }) => {
    const app = await createApp()
    const refused = await app.run(["status", "--format", "html"])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain("--format: must be one of: text, markdown, json")
    expect((await app.run(["contains"])).stderr).toContain("exactly one of them is needed")
    expect((await app.run(["dora", "--since", "yesterday"])).stderr).toContain("--since: must be such as 7d")
  })
})

/** In an order in which each has something to do. Those that are missing here are started in their own tests. */
const STARTED: readonly [command: string, ...options: string[]][] = [
  ["status"],
  ["history", "--stage", "staging"],
  ["report"],
  ["timeline"],
  ["dora"],
  ["contains", "--tag", "v1.0.0"],
  ["next-version"],
  ["preflight", "--tag", "v1.1.0"],
  ["plan", "--tag", "v1.1.0"],
  ["smoke", "--stage", "staging"],
  ["adopt", "--stage", "staging", "--tag", "v1.1.0"],
  ["freeze", "--stage", "production", "--reason", "night"],
  ["unfreeze", "--stage", "production", "--reason", "morning"],
  ["quarantine", "--tag", "v1.0.0", "--reason", "it is slow"],
  ["unlock", "--stage", "staging", "--reason", "night"],
  ["stop", "--stage", "staging"],
]

test("each command is what it is also in a process of its own, from what npm packs", {
  timeout: 90_000,
}, async ({ createShop }) => {
  const app = await createShop()
  const ended: string[] = []
  for (const words of STARTED) {
    const { code, report } = told(await app.run([...words, "--format", "json"], {}, "node"))
    ended.push(`${words[0]}: ${code} ${report.outcome}`)
  }
  const [done, blocked] = ["0 done", "3 blocked"]
  const other: Record<string, string | undefined> = { report: "0 deployed", unlock: blocked, stop: blocked }
  expect(ended).toEqual(STARTED.map(([command]) => `${command}: ${other[command] ?? done}`))
})

describe("through npm", { concurrent: true, timeout: 90_000 }, () => {
  const npm = async (app: AppRepository, ...args: string[]) =>
    told(await app.run([...args, "--format", "json"], {}, "npm"))

  test("a deploy's stdout is one JSON report and its exit code the pipeline's", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    const sha = await app.release("v1.2.0")
    expect(
      await npm(app, "deploy-staging", "--tag", "v1.2.0", "--reason", "it's 5 o'clock; go"),
    ).toMatchObject({
      code: 0,
      report: { outcome: "deployed", running: { tag: "v1.2.0", sha } },
      stderr: expect.stringContaining("ok  smoke"),
    })
    expect(await npm(app, "deploy-production", "--tag", "v9.9.9")).toMatchObject(refusal("TAG_NOT_FOUND"))
    target.production.deploys = ({ tag }) => (tag === "v1.2.0" ? 1 : 0)
    expect(await npm(app, "deploy-production", "--tag", "v1.2.0")).toMatchObject({
      code: 1,
      report: { outcome: "rolled-back" },
    })
  })
})
