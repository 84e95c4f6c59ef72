// @module-tag slow
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect } from "vitest"
import { type AppRepository, type Told, test, told } from "../helpers/app-repo.ts"

const PATH = "packages/shared/src/migrations"
const HEAD = "1725000000000_add-conversation-channel"
const BROKEN = "1735000000000_break"

/** The application with its own migration tool, and a database whose address nobody else may see. */
async function withMigrations(app: AppRepository) {
  const database = join(app.base, "canary-4711.json")
  const env = { DATABASE_URL: `file://${database}` }
  await app.configure((config) => ({
    ...config,
    migrations: {
      path: PATH,
      run: { when: "before", command: ["node", "packages/shared/src/migrate.mjs"], databaseUrl: {} },
    },
  }))
  const deploy = async (tag: string, given: Record<string, string> = env): Promise<Told> =>
    told(await app.run(["deploy-staging", "--tag", tag, "--format", "json"], given))
  const applied = async (): Promise<string[]> => JSON.parse(await readFile(database, "utf8")).applied
  return { deploy, applied, database }
}

describe("migrations of the example application", { timeout: 90_000 }, () => {
  test("are run before the deploy, are in the ledger, and the address is nowhere", async ({ createApp }) => {
    const app = await createApp()
    const { deploy, applied } = await withMigrations(app)
    await app.release("v1.0.0")
    const answer = await deploy("v1.0.0")
    expect(answer).toMatchObject({
      code: 0,
      report: { outcome: "deployed", migration: { status: "applied", before: null, head: HEAD } },
    })
    expect((await applied()).at(-1)).toBe(HEAD)
    expect(await app.records("staging")).toEqual([
      "started v1.0.0",
      "migrated v1.0.0",
      "deployed v1.0.0",
      "verified v1.0.0",
    ])
    const ledger = await app.git("log", "-p", "refs/pipeline/ledger/staging")
    expect(ledger).toContain(HEAD)
    for (const text of [JSON.stringify(answer), ledger]) expect(text).not.toContain("canary-4711")
  })

  test("that fail stop the deploy, and the report says what was applied", async ({ createApp }) => {
    const app = await createApp()
    const { deploy, applied } = await withMigrations(app)
    const good = await app.release("v1.0.0")
    expect((await deploy("v1.0.0")).code).toBe(0)
    await writeFile(
      join(app.root, PATH, "1730000000000_fine.sql"),
      "-- Up Migration\nselect 1;\n-- Down Migration\n",
    )
    await writeFile(join(app.root, PATH, `${BROKEN}.sql`), "-- Up Migration\n-- Down Migration\n")
    await app.release("v1.1.0")
    const failed = await deploy("v1.1.0")
    expect(failed).toMatchObject({
      code: 1,
      report: {
        outcome: "failed",
        reason: { code: "MIGRATION_FAILED" },
        running: { tag: "v1.0.0", sha: good, verified: true },
        changed: false,
        migration: { status: "failed" },
      },
    })
    expect(failed.report.log).toEqual([
      "applied 1730000000000_fine",
      expect.stringContaining(`migrate: ${BROKEN}: nothing between`),
    ])
    expect((await applied()).at(-1)).toBe("1730000000000_fine")
    expect(await app.served("staging")).toEqual({ tag: "v1.0.0", sha: good })
    const { stdout } = await app.run(["report", "--stage", "staging"])
    expect(stdout.split("\n")[0]).toMatch(
      /^The database may have changed, the stage was not: staging still runs v1\.0\.0 \(.{7}\)$/,
    )
    expect(JSON.stringify(failed)).not.toContain("canary-4711")
  })

  test("without an address are not begun", async ({ createApp }) => {
    const app = await createApp()
    const { deploy } = await withMigrations(app)
    await app.release("v1.0.0")
    const refused = await deploy("v1.0.0", {})
    expect(refused).toMatchObject({
      code: 1,
      report: {
        reason: {
          code: "MIGRATION_FAILED",
          message: "The migrations were not run: DATABASE_URL is not set.",
        },
        migration: { status: "not-run" },
        running: null,
      },
    })
    expect(await app.served("staging")).toBeNull()
  })
})
