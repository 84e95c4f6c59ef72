import { expect, test } from "vitest"
import { describeMigrations } from "../../../src/core/migrations/migration.ts"
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
