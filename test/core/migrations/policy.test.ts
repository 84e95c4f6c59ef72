import { expect, test } from "vitest"
import { judgeRollbackMigrations } from "../../../src/core/migrations/migration.ts"
import { rel } from "../ledger/samples.ts"
import { known, migration, skipped, unavailable } from "../plan/samples.ts"

const to = rel("v1.2.2", "b")
const some = known([migration("db/1.sql")])

test.each([
  ["warn", some, "warned"],
  ["block", some, "blocked"],
  ["allow", some, "open"],
  ["block", known([]), "open"],
  ["block", skipped, "open"],
  ["block", unavailable("The clone is shallow."), "blocked"],
  ["allow", unavailable("The clone is shallow."), "open"],
] as const)("%s, %j: %s", (policy, migrations, kind) => {
  expect(judgeRollbackMigrations(policy, to, migrations)).toMatchObject({ kind })
})

test("what is not known is said, with why", () => {
  expect(judgeRollbackMigrations("warn", to, unavailable("The clone is shallow."))).toEqual({
    kind: "warned",
    warning:
      "It is not known which migrations a rollback to v1.2.2 (bbbbbbb) leaves in the database: The clone is shallow.",
  })
})
