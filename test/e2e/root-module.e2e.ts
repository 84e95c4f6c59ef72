import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Application, callIn, createApplication, engineMissing, git } from "./engine.ts"

const missing = engineMissing()
if (missing !== null) console.warn(`SKIPPED: ${missing}`)

const BROKEN = { production: { api: { kind: "status", status: 500 } } }

/** One story on one stage, in order: each test goes on where the one before it ended. */
describe.skipIf(missing !== null)("on an engine, as the module of its own repository", () => {
  let app: Application
  const shas: Record<string, string> = {}
  const call = (...args: string[]) => callIn(app.root, ...args)
  const firstLine = (text: string) => text.trimStart().split("\n")[0]
  const records = async (stage: string): Promise<{ kind: string; tag: string }[]> =>
    JSON.parse((await call("history", "--stage", stage, "--limit", "100", "--format", "json")).stdout).history

  beforeAll(() => {
    app = createApplication(true)
    for (const tag of ["v1.0.0", "v1.0.1"]) shas[tag] = app.release(tag)
    shas["v1.1.0"] = app.release("v1.1.0", BROKEN)
  })
  afterAll(() => app.remove())

  test("status before the first deploy", async () => {
    const { exitCode, stdout } = await call("status")
    expect(exitCode).toBe(0)
    expect(firstLine(stdout)).toBe("staging has no deploy; production has no deploy")
  })

  test("production refuses what staging has not verified", async () => {
    const { exitCode, stdout, stderr } = await call("deploy-production", "--tag", "v1.0.0")
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" })
    expect(stderr).toContain("Nothing was changed: v1.0.0 was not deployed to production")
    expect(stderr).toContain("STAGING_NOT_VERIFIED")
    const preflight = await call("preflight", "--tag", "v1.0.0", "--stage", "staging")
    expect(firstLine(preflight.stdout)).toBe(
      "v1.0.0 may go to staging; the ledger knows no deploy of staging",
    )
  })

  test.each(["v1.0.0", "v1.0.1"])("%s goes through staging to production", async (tag) => {
    for (const stage of ["staging", "production"]) {
      const { exitCode, stdout } = await call(`deploy-${stage}`, "--tag", tag)
      expect(exitCode).toBe(0)
      expect(firstLine(stdout)).toBe(`${stage} runs ${tag} (${shas[tag]?.slice(0, 7)}), verified`)
    }
  })

  test("a second identical call really runs again", async () => {
    const before = (await records("staging")).length
    expect((await call("deploy-staging", "--tag", "v1.0.1")).exitCode).toBe(0)
    const written = (await records("staging")).slice(0, -before)
    expect(written.map(({ kind }) => kind)).toEqual(["verified", "deployed", "effect", "started"])
  })

  test("a version that breaks in production is rolled back", async () => {
    expect((await call("deploy-staging", "--tag", "v1.1.0")).exitCode).toBe(0)
    const { exitCode, stderr } = await call("deploy-production", "--tag", "v1.1.0")
    expect(exitCode).toBe(1)
    expect(stderr.length, "what a person has to read").toBeLessThan(20_000)
    expect(stderr).toContain(
      `production runs v1.0.1 (${shas["v1.0.1"]?.slice(0, 7)}), not v1.1.0: rolled back, verified`,
    )
    const kinds = (await records("production")).map(({ kind }) => kind)
    expect(kinds.slice(0, 8)).toEqual([
      "rolled-back",
      "deployed",
      "effect",
      "rollback-started",
      "frozen",
      "deployed",
      "effect",
      "started",
    ])
  })

  test("report shows that run again, and succeeds", async () => {
    const { exitCode, stdout } = await call("report", "--format", "markdown")
    expect(exitCode).toBe(0)
    expect(stdout).toContain("not v1.1.0: rolled back, verified")
  })

  test("the stage is frozen until a person unfreezes it", async () => {
    expect((await call("deploy-production", "--tag", "v1.1.0")).stderr).toContain("STAGE_FROZEN")
    expect((await call("unfreeze", "--stage", "production", "--reason", "fixed")).exitCode).toBe(0)
  })

  test("smoke judges what runs", async () => {
    const { exitCode, stdout } = await call("smoke")
    expect(exitCode).toBe(0)
    expect(firstLine(stdout)).toContain("production runs v1.0.1")
  })

  test("rollback takes production to the version before", async () => {
    const { exitCode, stdout } = await call("rollback", "--stage", "production", "--reason", "drill")
    expect(exitCode).toBe(0)
    expect(firstLine(stdout)).toContain("production runs v1.0.0")
  })

  test("a tag that does not exist, and one that is none", async () => {
    expect((await call("deploy-staging", "--tag", "v9.9.9")).stderr).toContain("Did you mean")
    expect((await call("deploy-staging", "--tag", "v1.0.0;touch x")).stderr).toContain("TAG_INVALID")
    // branches whose names look like tags, and commits that main does not have, are no releases
    git(app.root, "update-ref", "refs/heads/refs/tags/v3.0.0", "v1.0.0")
    expect((await call("deploy-staging", "--tag", "v3.0.0")).stderr).toContain("TAG_NOT_FOUND")
    git(app.root, "tag", "v4.0.0", git(app.root, "commit-tree", "v1.0.0^{tree}", "-m", "unrelated"))
    expect((await call("deploy-staging", "--tag", "v4.0.0")).stderr).toContain("TAG_NOT_ON_MAIN")
    git(app.root, "tag", "--delete", "v4.0.0")
  })

  test("a version of one service that ends at once is a failure, not a riddle", async () => {
    const file = join(app.root, "pipeline.json")
    const before = readFileSync(file, "utf8")
    const config = JSON.parse(before)
    config.deployer.services = { api: { command: ["node", "-e", "process.exit(1)"] } }
    config.smoke.checks.length = 1
    config.smoke.deadlineSeconds = 5
    writeFileSync(file, JSON.stringify(config))
    const { stderr } = await call("deploy-staging", "--tag", "v1.1.0")
    expect(stderr).toContain("SMOKE_FAILED")
    expect((await records("staging")).at(0)).toMatchObject({ kind: "failed", code: "SMOKE_FAILED" })
    writeFileSync(file, before)
  })

  test("next-version", async () => {
    expect((await call("next-version", "--bump", "minor")).stdout.trimStart()).toMatch(/^v1\.2\.0/)
  })

  test("unlock of a free stage changes nothing", async () => {
    expect((await call("unlock", "--stage", "production", "--reason", "just looking")).stderr).toContain(
      "LOCK_FREE",
    )
  })
})
