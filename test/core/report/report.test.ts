import { expect, test } from "vitest"
import { PipelineError } from "../../../src/core/errors.ts"
import { type ReasonCode, reason } from "../../../src/core/reasons.ts"
import { COMMANDS } from "../../../src/core/report/commands.ts"
import {
  emptyReport,
  exitCodeOf,
  isOk,
  type Outcome,
  succeeds,
  USAGE_EXIT_CODE,
  unbegunReport,
} from "../../../src/core/report/report.ts"

const OUTCOMES: readonly Outcome[] = [
  "deployed",
  "done",
  "blocked",
  "failed",
  "rolled-back",
  "rollback-failed",
  "inconclusive",
]

test.each([
  ["deployed", true],
  ["done", true],
  ["blocked", false],
  ["failed", false],
  ["rolled-back", false],
  ["rollback-failed", false],
  ["inconclusive", false],
] as const)("a deploy that ended as %s: ok is %s", (outcome, ok) => {
  expect(isOk(outcome, "deploy-production")).toBe(ok)
})

test("a rollback that was requested is a success", () => {
  expect(OUTCOMES.filter((outcome) => isOk(outcome, "rollback"))).toEqual(["deployed", "done", "rolled-back"])
})

test.each([
  ["deployed", true, 0],
  ["done", true, 0],
  ["rolled-back", true, 0],
  ["blocked", false, 3],
  ["failed", false, 1],
  ["rolled-back", false, 1],
  ["rollback-failed", false, 1],
  ["inconclusive", false, 1],
] as const)("%s, ok %s: exit code %i", (outcome, ok, code) => {
  expect(exitCodeOf({ outcome, ok })).toBe(code)
})

test("no ending that is not ok exits with 0 or with the code of a wrong command line", () => {
  for (const outcome of OUTCOMES) {
    for (const command of COMMANDS) {
      const ok = isOk(outcome, command)
      expect(exitCodeOf({ outcome, ok }) === 0).toBe(ok)
      expect(exitCodeOf({ outcome, ok })).not.toBe(USAGE_EXIT_CODE)
    }
  }
})

test.each([
  ["report", { command: "deploy-production", ok: false, reason: null }, true],
  ["report", { command: "report", ok: false, reason: reason("NOTHING_DEPLOYED") }, false],
  ["report", { command: "report", ok: false, reason: reason("RUN_NOT_RECORDED") }, true],
  ["deploy-production", { command: "deploy-production", ok: false, reason: null }, false],
  ["deploy-production", { command: "deploy-production", ok: true, reason: null }, true],
] as const)("%s that answers with %j succeeds: %s", (asked, report, wanted) => {
  expect(succeeds(asked, report)).toBe(wanted)
})

test("a report begins with nothing done and nothing known", () => {
  const head = {
    command: "status",
    app: "shop",
    stage: null,
    tag: null,
    ledger: "origin",
    runId: "run-1",
    actor: "ana",
    startedAt: "2026-03-01T03:00:00.000Z",
  } as const
  expect(emptyReport(head)).toMatchObject({
    ...head,
    schemaVersion: 1,
    outcome: "done",
    reason: null,
    running: null,
    changed: false,
    gates: [],
    phases: [],
  })
})

test("a report that could not be shown is no success, whatever the reason", () => {
  expect(succeeds("report", { ok: false, command: "report", reason: null })).toBe(false)
  expect(succeeds("report", { ok: false, command: "deploy-production", reason: null })).toBe(true)
})

test("a command that ended before it knew its ledger has done nothing, unless its record may have been taken", () => {
  const now = new Date("2026-03-01T03:00:00Z")
  const of = (kind: PipelineError["kind"], code: ReasonCode) =>
    unbegunReport(
      { command: "rollback", stage: "production", tag: null },
      new PipelineError(kind, reason(code, "It broke."), [
        { path: "app", message: "is missing" },
        { path: "smoke", message: "is missing", at: "pipeline.json:3" },
      ]),
      { runId: "run-1", actor: "ana" },
      now,
    )
  expect(of("usage", "CONFIG_INVALID")).toMatchObject({
    ...{ command: "rollback", stage: "production", tag: null, app: "unknown", ledger: "unknown" },
    ...{ runId: "run-1", actor: "ana", startedAt: "2026-03-01T03:00:00.000Z" },
    ...{ outcome: "blocked", ok: false, changed: false },
    reason: {
      code: "CONFIG_INVALID",
      message: "It broke.\napp: is missing\npipeline.json:3 smoke: is missing",
    },
  })
  // the outcome that goes with each exit code
  expect(of("environment", "LEDGER_UNAVAILABLE")).toMatchObject({ outcome: "failed", changed: false })
  expect(of("environment", "LEDGER_ANSWER_LOST").outcome).toBe("inconclusive")
})
