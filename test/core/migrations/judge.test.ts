import { describe, expect, test } from "vitest"
import { parseConfig } from "../../../src/core/config/parse.ts"
import type { MigrationsConfig } from "../../../src/core/config/tools.ts"
import { type FileChanges, judgeMigrations } from "../../../src/core/migrations/migration.ts"
import { withValue } from "../config/samples.ts"

const configOf = (fields: object = {}): MigrationsConfig => {
  const { migrations } = parseConfig(withValue(["migrations"], { path: "db", ...fields }))
  return migrations as MigrationsConfig
}

const judge = (
  files: Record<string, string | null>,
  fields: object = {},
  changes: Partial<FileChanges> = {},
) =>
  judgeMigrations(
    configOf(fields),
    { added: Object.keys(files), changed: [], removed: [], ...changes },
    new Map(Object.entries(files)),
  )

const ADD = "CREATE TABLE a (id int);"
const WAY_BACK = "\n-- Down Migration\nDROP TABLE a;"

test("new migrations are judged by their text, in the order of their names", () => {
  const one = "exports.up = () => {}"
  expect(judge({ "db/1.ts": one, "db/2.sql": "DROP TABLE b; DROP TABLE c", "db/0.ts": one })).toEqual([
    { path: "db/0.ts", change: "new", risk: "additive", reasons: [], down: null },
    { path: "db/1.ts", change: "new", risk: "additive", reasons: [], down: null },
    {
      path: "db/2.sql",
      change: "new",
      risk: "destructive",
      reasons: ["drops table b", "drops table c"],
      down: null,
    },
  ])
})

test("one destructive statement among others decides", () => {
  expect(judge({ "db/1.sql": "SELECT f(); DROP TABLE b" })).toMatchObject([{ risk: "destructive" }])
  expect(judge({ "db/1.sql": `SELECT f(); ${ADD}` })).toMatchObject([{ risk: "unknown" }])
})

test("reasons are told once each, and a handful of them", () => {
  const sql = Array.from({ length: 9 }, (_, index) => `UPDATE t${index} SET a = 1; UPDATE t0 SET a = 1`).join(
    ";",
  )
  expect(judge({ "db/1.sql": sql })[0]?.reasons).toEqual(
    [0, 1, 2, 3, 4].map((index) => `overwrites rows of t${index}`),
  )
})

test("what was edited or taken away is told as unknown", () => {
  const changes = { changed: ["db/1.sql", "db/1.down.sql"], removed: ["db/0.sql", "db/readme.md"] }
  expect(judge({}, {}, changes)).toEqual([
    {
      path: "db/0.sql",
      change: "removed",
      risk: "unknown",
      reasons: ["what runs has it, and this version does not"],
      down: null,
    },
    {
      path: "db/1.sql",
      change: "changed",
      risk: "unknown",
      reasons: ["was edited after a version that has it ran"],
      down: null,
    },
  ])
})

test.each<[string, string | null, object, string]>([
  ["db/1.sql", null, {}, "cannot be read"],
  ["db/1.sql", `-- ${"x".repeat(100_000)}`, {}, "is too long to be judged"],
  ["db/1.py", "def up(): pass", { pattern: "\\.py$" }, "is neither SQL nor a script"],
  ["db/1.js.txt", "exports.up = () => {}", { pattern: "." }, "is neither SQL nor a script"],
])("%s that nobody can judge is unknown", (path, text, fields, why) => {
  expect(judge({ [path]: text }, fields)).toMatchObject([{ risk: "unknown", reasons: [why], down: null }])
})

test.each([
  ["db/1.sql", `-- ${"x".repeat(99_997)}`],
  ["db/1.mjs", "exports.up = () => {}"],
  ["db/1.cts", "exports.up = () => {}"],
  ["db/1.sql.ts", "exports.up = () => {}"],
])("%s is judged by what it ends with", (path, text) => {
  expect(judge({ [path]: text }, { pattern: "." })).toMatchObject([{ risk: "additive" }])
})

test("only what matches the pattern is a migration", () => {
  const files = {
    "db/1.sql": ADD,
    "db/types.d.ts": "",
    "db/README.md": "",
    "db/x.json": "",
    "db/1.down.sql": "",
  }
  expect(judge(files).map(({ path }) => path)).toEqual(["db/1.sql"])
  expect(judge(files, { pattern: "^db/x" }).map(({ path }) => path)).toEqual(["db/x.json"])
})

describe("a down migration is found", () => {
  const downOf = (files: Record<string, string>, down: string, changes: Partial<FileChanges> = {}) =>
    judge(files, { down }, changes)[0]?.down

  test.each([
    ["any", "db/1.sql"],
    ["section", "db/1.sql"],
    ["file", null],
    ["export", null],
    ["none", null],
  ])("in a section, where it may be in: %s", (down, expected) => {
    expect(downOf({ "db/1.sql": ADD + WAY_BACK }, down)).toBe(expected)
  })

  test.each([
    ["any", "db/1.down.sql"],
    ["section", null],
    ["file", "db/1.down.sql"],
    ["none", null],
  ])("in a file of its own, where it may be in: %s", (down, expected) => {
    expect(downOf({ "db/1.up.sql": ADD, "db/1.down.sql": "DROP TABLE a" }, down)).toBe(expected)
    expect(downOf({ "db/1.sql": ADD }, down, { added: ["db/1.sql"], changed: ["db/1.down.sql"] })).toBe(
      expected,
    )
  })

  test.each([
    ["any", "db/1.js"],
    ["export", "db/1.js"],
    ["section", null],
  ])("in an export, where it may be in: %s", (down, expected) => {
    expect(downOf({ "db/1.js": "exports.up = () => {}\nexports.down = () => {}" }, down)).toBe(expected)
  })
})
