import { expect, test } from "vitest"
import { CI_RUN_FORM, describeCiRun, parseCiRun } from "../../../src/core/ledger/owner.ts"

const run = { provider: "github", repository: "acme/athlete.agent", runId: "9876543210", attempt: 2 } as const

test("a workflow run in one argument", () => {
  expect(parseCiRun("github:acme/athlete.agent/9876543210/2")).toEqual(run)
  expect(describeCiRun(run)).toBe("GitHub run 9876543210 (attempt 2) of acme/athlete.agent")
})

test("a run that was repeated often", () => {
  expect(parseCiRun("github:acme/athlete.agent/9876543210/12")).toEqual({ ...run, attempt: 12 })
})

test("its form says what to put where", () => {
  const filled = CI_RUN_FORM.replace("OWNER/REPOSITORY", run.repository)
    .replace("RUN_ID", run.runId)
    .replace("ATTEMPT", "2")
  expect(parseCiRun(filled)).toEqual(run)
})

test.each([
  "",
  "x:github:acme/app/7/1",
  CI_RUN_FORM,
  "acme/app/7/1",
  "gitlab:acme/app/7/1",
  "github:acme/app/7",
  "github:acme/app/7/0",
  "github:acme/app/7/1.5",
  "github:acme/app/7/-1",
  "github:acme/app/x/1",
  "github:acme/app/x7/1",
  "github:acme/app/7x/1",
  "github:app/7/1",
  "github:a/b/c/7/1",
  "github:acme/app/7/1\n",
  "github:acme/app/../../user/7/1",
  "github:acme/app?x=/7/1",
  "github:undefined/undefined/undefined",
])("%j is none", (text) => expect(parseCiRun(text)).toBeNull())
