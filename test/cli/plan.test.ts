// @module-tag slow
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe } from "vitest"
import { type AppRepository, test } from "../helpers/app-repo.ts"

const PATH = "packages/shared/src/migrations"

/** v1.0.0 runs on both stages, v1.1.0 on staging. */
async function planned(createApp: () => Promise<AppRepository>, sql: string): Promise<AppRepository> {
  const app = await createApp()
  await app.configure((config) => ({ ...config, migrations: { path: PATH } }))
  await app.release("v1.0.0")
  await app.ship("v1.0.0")
  await writeFile(join(app.root, PATH, "1740000000000_next.sql"), sql)
  await app.release("v1.1.0")
  await app.deploy("staging", "v1.1.0")
  return app
}

const ADDS = "-- Up Migration\nALTER TABLE conversations ADD COLUMN note text;\n-- Down Migration\n"
const DROPS = "-- Up Migration\nDROP TABLE message_feedback;\n-- Down Migration\n"

describe("a plan, through the command line", { concurrent: true, timeout: 90_000 }, () => {
  test("names what would be deployed and changes nothing; what it showed is deployed once", async ({
    createApp,
    expect,
  }) => {
    const app = await planned(createApp, ADDS)
    const before = await app.records("production")
    const { code, report } = await app.ask("plan", "--tag", "v1.1.0")
    expect({ code, plan: report.plan }).toMatchObject({
      code: 0,
      plan: {
        migrations: { kind: "known", value: [{ path: `${PATH}/1740000000000_next.sql` }] },
        digest: expect.stringMatching(/^plan1\./),
      },
    })
    expect(await app.records("production")).toEqual(before)
    const digest = report.plan?.digest ?? ""
    const markdown = await app.run(["plan", "--tag", "v1.1.0", "--format", "markdown"])
    expect(markdown.stdout).toContain(`Plan digest: \`${digest}\`\n`)

    const deployed = await app.deploy("production", "v1.1.0", "--expect", digest)
    expect(deployed.code).toBe(0)
    const again = await app.deploy("production", "v1.1.0", "--expect", digest)
    expect(again).toMatchObject({ code: 3, report: { reason: { code: "PLAN_CHANGED" } } })
  })

  test("a one-way release needs somebody who says why, and the ledger keeps that", async ({
    createApp,
    expect,
  }) => {
    const app = await planned(createApp, DROPS)
    const { report } = await app.ask("plan", "--tag", "v1.1.0")
    expect(report.plan).toMatchObject({ reversible: false, oneWay: [expect.stringContaining("_next.sql")] })
    const refused = await app.deploy("production", "v1.1.0")
    expect(refused).toMatchObject({ code: 3, report: { reason: { code: "ONE_WAY" } } })
    expect(await app.served("production")).toMatchObject({ tag: "v1.0.0" })
    const silent = await app.run(["deploy-production", "--tag", "v1.1.0", "--allow-one-way", ""])
    expect(silent.code).toBe(2)
    const allowed = await app.deploy("production", "v1.1.0", "--allow-one-way", "feedback moved to S3")
    expect(allowed.code).toBe(0)
    expect(await app.git("log", "-p", "refs/pipeline/ledger/production")).toContain("feedback moved to S3")
  })

  test("a rollback that the fence refuses goes through with somebody's word", async ({
    createApp,
    expect,
  }) => {
    const app = await planned(createApp, ADDS)
    expect((await app.deploy("production", "v1.1.0")).code).toBe(0)
    await app.configure((config) => ({
      ...config,
      migrations: { path: PATH, fence: { rollback: "block" } },
    }))
    const refused = await app.ask("rollback", "--stage", "production")
    expect(refused).toMatchObject({
      code: 3,
      report: {
        reason: { code: "MIGRATION_BLOCKS_ROLLBACK", fix: expect.stringContaining("--over-migrations") },
      },
    })
    const { code, report } = await app.ask(
      "rollback",
      "--stage",
      "production",
      "--over-migrations",
      "the new column is nullable",
    )
    expect({ code, outcome: report.outcome }).toEqual({ code: 0, outcome: "rolled-back" })
    expect(await app.served("production")).toMatchObject({ tag: "v1.0.0" })
    expect(await app.records("production")).toContain("waived MIGRATION_BLOCKS_ROLLBACK")
  })

  test("a digest that no plan printed is a mistake of the caller", async ({ createApp, expect }) => {
    const app = await createApp()
    await app.release("v1.0.0")
    const { code, stderr } = await app.run(["deploy-production", "--tag", "v1.0.0", "--expect", "plan1.abc"])
    expect(code).toBe(2)
    expect(stderr).toContain("--expect")
  })
})
