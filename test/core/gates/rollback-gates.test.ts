import { describe, expect, test } from "vitest"
import {
  rollbackCredentialsGate,
  rollbackMigrationsGate,
  rollbackTargetGate,
} from "../../../src/core/gates/command-gates.ts"
import { judgeRollbackMigrations } from "../../../src/core/migrations/migration.ts"
import { credentialsOf } from "../../helpers/fake-credentials.ts"
import { quarantined, rel, running, state } from "../ledger/samples.ts"
import { known, migration, skipped, unavailable } from "../plan/samples.ts"

const [a, b] = [rel("v1.0.0", "a"), rel("v1.1.0", "b")]
const settled = state({ running: running(b), verified: [b, a] })

describe("the target", () => {
  const head = { id: "rollback-target", title: "There is a version to roll back to" }

  test("passes with its name", () => {
    expect(rollbackTargetGate("production", settled, null)).toEqual({
      ...head,
      status: "pass",
      detail: "v1.0.0 (aaaaaaa), the last other version that passed smoke on this stage",
      code: null,
      fix: null,
    })
  })

  test("fails with why there is none, and what to do", () => {
    expect(rollbackTargetGate("staging", state(), null)).toEqual({
      ...head,
      status: "fail",
      detail: "No version has passed smoke on this stage yet.",
      code: "NO_ROLLBACK_TARGET",
      fix: "Fix forward: release a new tag. If a good version runs there by now: `adopt --tag VERSION --stage staging`.",
    })
  })

  test("fails when its commit is not here, and says how to bring it in", () => {
    expect(rollbackTargetGate("production", settled, null, null, true)).toMatchObject({
      ...head,
      status: "fail",
      code: "TREE_INCOMPLETE",
      detail: "v1.0.0 (aaaaaaa) is not in this clone.",
      fix: expect.stringContaining(`git fetch REMOTE ${a.sha}`),
    })
  })

  test("names the stage in what to do", () => {
    const bad = state({ running: running(b), verified: [b], quarantine: [quarantined(a)] })
    expect(rollbackTargetGate("production", bad, "v1.0.0")).toMatchObject({
      code: "VERSION_QUARANTINED",
      fix: expect.stringContaining("quarantine --tag TAG --lift --stage production "),
    })
  })
})

test("the credentials are judged as for a deploy", () => {
  const head = { id: "credentials", title: "AWS credentials are for this stage and last long enough" }
  expect(rollbackCredentialsGate("production", known(credentialsOf()))).toMatchObject({
    ...head,
    status: "pass",
  })
  expect(rollbackCredentialsGate("production", skipped)).toMatchObject({ ...head, status: "skipped" })
  expect(rollbackCredentialsGate("production", unavailable("AWS is away."))).toMatchObject({
    status: "fail",
    code: "GATE_UNAVAILABLE",
    detail: "AWS is away.",
  })
})

test.each([
  ["allow", "pass", "no migration is known to be in the way", null],
  ["warn", "pass", /^A rollback to v1\.0\.0 \(aaaaaaa\) leaves 1 migration in the database/, null],
  ["block", "fail", /^A rollback to v1\.0\.0/, "MIGRATION_BLOCKS_ROLLBACK"],
] as const)("migrations where the policy is %s: %s", (policy, status, detail, code) => {
  const verdict = judgeRollbackMigrations(policy, a, known([migration("db/1.sql")]))
  const gate = rollbackMigrationsGate(verdict)
  const title = "The older version can work with the database"
  expect(gate).toMatchObject({ id: "migrations", title, status, code })
  expect(gate.detail).toMatch(detail)
})
