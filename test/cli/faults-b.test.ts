// @module-tag slow
// Reports and records that must be true: the newest judgement of a version counts, and nothing is claimed of a stage
// that was not looked at.
import { chmod, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect } from "vitest"
import { told } from "../helpers/app-repo.ts"
import { clone, withRemote } from "./clones.ts"
import { healthy, type Target, test } from "./target.ts"

const sick: Target["production"]["answers"] = (serving, response) => {
  response.writeHead(500).end(JSON.stringify({ version: serving?.tag, sha: serving?.sha }))
}

describe("a version's newest judgement", { concurrent: true, timeout: 90_000 }, () => {
  test("B2: what staging verified and then failed does not go to production", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    target.staging.answers = sick
    expect(await app.deploy("staging", "v1.1.0")).toMatchObject({
      code: 1,
      report: { outcome: "failed", reason: { code: "SMOKE_FAILED" } },
    })
    target.staging.answers = healthy
    expect(await app.deploy("production", "v1.1.0")).toMatchObject({
      code: 3,
      report: { reason: { code: "STAGING_NOT_VERIFIED" } },
    })
    expect(await app.state("staging")).toMatchObject({
      verified: [{ tag: "v1.0.0" }],
      quarantine: [{ tag: "v1.1.0" }],
      running: { tag: "v1.1.0", verified: false },
    })
    expect(await app.ask("rollback", "--stage", "staging")).toMatchObject({
      code: 0,
      report: { outcome: "rolled-back", running: { tag: "v1.0.0" } },
    })
  })

  test("E1: a bad version that could not be left is not let in again", async ({ createApp, target }) => {
    const app = await createApp(target.url)
    await app.release("v1.0.0")
    expect((await app.deploy("staging", "v1.0.0")).code).toBe(0)
    target.production.answers = sick
    const first = ["--allow-one-way", "the first deploy", "--reason", "the first deploy"]
    expect(await app.deploy("production", "v1.0.0", ...first)).toMatchObject({
      code: 1,
      report: { outcome: "failed" },
    })
    target.production.answers = healthy
    expect(await app.deploy("production", "v1.0.0")).toMatchObject({
      code: 3,
      report: { reason: { code: "VERSION_QUARANTINED" } },
    })
  })

  test("B10: without a ledger the failure's own reason comes first, and the version is remembered", async ({
    createApp,
    target,
  }) => {
    const app = await createApp(target.url)
    const bare = await withRemote(app)
    const ana = await clone(app, bare)
    const hook = join(bare, "hooks", "pre-receive")
    // the ledger is away from then on, and back before the run gives up
    target.staging.deploys = async () => {
      await writeFile(hook, "#!/bin/sh\nexit 1\n")
      await chmod(hook, 0o755)
      target.staging.answers = sick
      return 0
    }
    const run = ana.start("deploy-staging", "--tag", "v1.0.0", "--format", "json")
    await run.said(/FAILED {2}smoke/)
    target.staging.answers = healthy
    await run.said(/next try is in/)
    await rm(hook)
    const { code, report } = told(await run.ended)
    expect({ code, report }).toMatchObject({ code: 1, report: { reason: { code: "SMOKE_FAILED" } } })
    expect(await ana.ask("deploy-staging", "--tag", "v1.0.0")).toMatchObject({
      code: 3,
      report: { reason: { code: "VERSION_QUARANTINED" } },
    })
  })
})

describe("what a report claims", { concurrent: true, timeout: 90_000 }, () => {
  test("B11: a stage that the ledger does not know is not said to be empty; the refused tag is named", async ({
    createApp,
    target,
  }) => {
    const app = await createApp(target.url)
    await app.release("v1.0.0")
    const { code, stdout } = await app.run(["deploy-production", "--tag", "v1.0.0"])
    expect(code).toBe(3)
    const [line] = stdout.split("\n")
    expect(line).toContain("v1.0.0 was not deployed to production")
    expect(line).not.toContain("has no deploy yet")
    expect(line).not.toContain("still runs")
  })

  test("B12: a deploy that goes back is refused, unless a person says why", async ({ createShop }) => {
    const app = await createShop()
    expect((await app.deploy("production", "v1.1.0")).code).toBe(0)
    expect(await app.deploy("production", "v1.0.0")).toMatchObject({
      code: 3,
      report: {
        reason: { code: "OLDER_VERSION", fix: expect.stringContaining("rollback --stage production") },
        running: { tag: "v1.1.0", verified: true },
      },
    })
    const { report } = await app.ask("plan", "--stage", "production", "--tag", "v1.0.0")
    expect(report.gates.find(({ id }) => id === "older")).toMatchObject({ status: "fail" })
    const why = "v1.1.0 loses orders"
    expect(await app.deploy("production", "v1.0.0", "--allow-older", why)).toMatchObject({
      code: 0,
      report: { outcome: "deployed", running: { tag: "v1.0.0" } },
    })
    const { report: history } = await app.ask("history", "--stage", "production")
    expect(history.history?.find(({ kind }) => kind === "waived")).toMatchObject({
      code: "OLDER_VERSION",
      detail: expect.stringContaining(why),
    })
  })
})
