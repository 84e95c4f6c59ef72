// @module-tag slow
import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { expect, test } from "vitest"
import { APP, copyApp, run, temporaryDirectory } from "./app.ts"

const MIGRATIONS = "packages/shared/src/migrations"
const NAMES = [
  "1712000000000_create-conversations",
  "1718000000000_create-message-feedback",
  "1725000000000_add-conversation-channel",
]
const LATER = "1730000000000_later"

async function newDatabase() {
  const file = join(await temporaryDirectory(), "state", "database.json")
  return {
    DATABASE_URL: pathToFileURL(file).href,
    write: (text: string) => writeFile(file, text),
    read: () => readFile(file, "utf8"),
    applied: async () => JSON.parse(await readFile(file, "utf8")).applied,
    files: () => readdir(join(file, "..")),
  }
}

function addMigration(root: string, name: string, sql: string) {
  return writeFile(join(root, MIGRATIONS, `${name}.sql`), sql)
}

test("each migration can be undone", async () => {
  const files = await readdir(join(APP, MIGRATIONS))
  expect(files.sort()).toEqual(NAMES.map((name) => `${name}.sql`))
  for (const file of files) {
    const sql = await readFile(join(APP, MIGRATIONS, file), "utf8")
    expect(sql, file).toMatch(/^-- Up Migration\n.*;\n\n-- Down Migration\n.*;\n$/s)
  }
})

test("applies all to a new database, once", async () => {
  const { DATABASE_URL, applied, files } = await newDatabase()
  expect(await run("migrate", { DATABASE_URL })).toEqual({
    code: 0,
    signal: null,
    stdout: `${NAMES.map((name) => `applied ${name}\n`).join("")}head: ${NAMES[2]}\n`,
    stderr: "",
  })
  expect(await applied()).toEqual(NAMES)
  expect(await files()).toEqual(["database.json"])

  expect(await run("migrate", { DATABASE_URL })).toMatchObject({ code: 0, stdout: `head: ${NAMES[2]}\n` })
  expect(await applied()).toEqual(NAMES)
})

test("applies what is pending, by time stamp", async () => {
  const { DATABASE_URL, applied } = await newDatabase()
  await run("migrate", { DATABASE_URL })
  const root = await copyApp()
  const last = "10000000000000_one-digit-more"
  for (const name of [last, LATER])
    await addMigration(root, name, "-- Up Migration\nSELECT 1;\n-- Down Migration\n")
  expect((await run("migrate", { DATABASE_URL }, root)).stdout).toBe(
    `applied ${LATER}\napplied ${last}\nhead: ${last}\n`,
  )
  expect(await applied()).toEqual([...NAMES, LATER, last])
})

test("the head stays the database's own when an older version is deployed", async () => {
  const { DATABASE_URL } = await newDatabase()
  const newer = await copyApp()
  await addMigration(newer, LATER, "-- Up Migration\nSELECT 1;\n-- Down Migration\n")
  await run("migrate", { DATABASE_URL }, newer)
  expect(await run("migrate", { DATABASE_URL })).toMatchObject({ code: 0, stdout: `head: ${LATER}\n` })
})

test.for(["", "SELECT 1;", "-- Up Migration\n-- Down Migration\nDROP TABLE x;"])(
  "a migration holding %j fails, and those before it stay applied",
  async (sql) => {
    const { DATABASE_URL, applied } = await newDatabase()
    const root = await copyApp()
    await addMigration(root, LATER, sql)
    const { code, stdout, stderr } = await run("migrate", { DATABASE_URL }, root)
    expect(code).toBe(1)
    expect(stderr).toBe(`migrate: ${LATER}: nothing between "-- Up Migration" and "-- Down Migration"\n`)
    expect(stdout).not.toContain("head:")
    expect(await applied()).toEqual(NAMES)
  },
)

test("reads migrations with Windows line ends", async () => {
  const { DATABASE_URL } = await newDatabase()
  const root = await copyApp()
  await addMigration(root, LATER, "-- Up Migration\r\nSELECT 1;\r\n-- Down Migration\r\n")
  expect((await run("migrate", { DATABASE_URL }, root)).stdout).toContain(`head: ${LATER}\n`)
})

test("refuses a misnamed migration before it applies any", async () => {
  const { DATABASE_URL, files } = await newDatabase()
  const root = await copyApp()
  await addMigration(root, "later", "-- Up Migration\nSELECT 1;\n-- Down Migration\n")
  const { code, stderr } = await run("migrate", { DATABASE_URL }, root)
  expect([code, stderr]).toEqual([1, "migrate: later.sql is not named <time stamp>_<what-it-does>.sql\n"])
  await expect(files()).rejects.toThrow("ENOENT")
})

test.for([{}, { DATABASE_URL: "" }])("needs DATABASE_URL: %j", async (env) => {
  const { code, stdout, stderr } = await run("migrate", env)
  expect([code, stdout]).toEqual([1, ""])
  expect(stderr).toMatch(/^migrate: DATABASE_URL is missing; .*\n$/)
})

test("refuses a real database, and keeps its password to itself", async () => {
  const { code, stderr } = await run("migrate", {
    DATABASE_URL: "postgres://agent:hunter2@db.example.org/agent",
  })
  expect([code, stderr]).toEqual([1, "migrate: DATABASE_URL must start with file:/// in this example\n"])
})

test.for(["{", "[]", '{"applied":"all"}', '{"applied":[1]}'])(
  "does not overwrite a file with %s",
  async (text) => {
    const database = await newDatabase()
    await run("migrate", { DATABASE_URL: database.DATABASE_URL })
    await database.write(text)
    expect(await run("migrate", { DATABASE_URL: database.DATABASE_URL })).toMatchObject({
      code: 1,
      stderr: "migrate: the file DATABASE_URL names is no database of this example\n",
    })
    expect(await database.read()).toBe(text)
  },
)
