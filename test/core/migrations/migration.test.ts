import { describe, expect, test } from "vitest"
import { describeMigrations, downFileOf, isMigration } from "../../../src/core/migrations/migration.ts"
import { migration } from "../plan/samples.ts"

test("names each file with what it does and whether there is a way down", () => {
  expect(
    describeMigrations([
      migration("db/1.sql", { down: "db/1.sql" }),
      migration("db/2.sql"),
      migration("db/3.sql", { risk: "destructive", reasons: ["drops table a", "drops table b"] }),
      migration("db/4.sql", { change: "changed", risk: "unknown", reasons: ["was edited"] }),
    ]),
  ).toBe(
    "db/1.sql (additive), db/2.sql (additive; no down migration), " +
      "db/3.sql (destructive: drops table a, drops table b; no down migration), db/4.sql (unknown: was edited)",
  )
})

test("stays a sentence however many there are and whatever they do", () => {
  const many = Array.from({ length: 40 }, (_, index) =>
    migration(`db/${index}.sql`, { risk: "unknown", reasons: ["x".repeat(500)] }),
  )
  const text = describeMigrations(many)
  expect(text).toMatch(/, and 35 more$/)
  expect(text.length).toBeLessThan(1500)
})

describe("a file below the folder", () => {
  test.each([
    ["db/1.sql", ".", true],
    ["db/1.d.ts.sql", ".", true],
    ["db/1.down.old.sql", ".", true],
    ["db/É.sql", "\\p{Lu}", true],
    ["db/é.sql", "\\p{Lu}", false],
    ["db/types.d.ts", ".", false],
    ["db/types.d.mts", ".", false],
    ["db/1.down.sql", ".", false],
    ["db/1.sql", "(", false],
  ])("%s is a migration by the pattern %s: %s", (path, pattern, expected) => {
    expect(isMigration({ pattern }, path)).toBe(expected)
  })

  test.each([
    ["db/1.sql", "db/1.down.sql"],
    ["db/1.up.sql", "db/1.down.sql"],
    ["db/v1.2_x.sql", "db/v1.2_x.down.sql"],
  ])("%s is undone by %s", (path, down) => {
    expect(downFileOf(path, [down, "db/v1.down.2_x.sql"])).toBe(down)
    expect(downFileOf(path, [path])).toBeNull()
  })
})
