import { describe, expect, test } from "vitest"
import type { StageState } from "../../../src/core/ledger/stage-state.ts"
import { reason } from "../../../src/core/reasons.ts"
import { COMMANDS, type Command } from "../../../src/core/report/commands.ts"
import { headline, statusLine } from "../../../src/core/report/headline.ts"
import { notes, stageNotes } from "../../../src/core/report/notes.ts"
import { render } from "../../../src/core/report/render.ts"
import type { Outcome, Report } from "../../../src/core/report/report.ts"
import { notAsked, type Observed } from "../../../src/core/smoke/observed.ts"
import {
  emptyCard,
  plan,
  reportOf,
  rolledBack,
  runningOf,
  stateOf,
  status,
  V1,
  V2,
} from "../../helpers/samples.ts"

const v1 = { ...V1, verified: true }
const v2 = { ...V2, verified: false }
const why = { code: "DEPLOY_FAILED", message: "it broke", fix: "fix it" } as const
const lost = { code: "LOCK_LOST", message: "it is gone", fix: "look" } as const

const MIGRATED = { before: "2_b", head: "3_c", detail: "" } as const

const lines: [line: string, report: Partial<Report>][] = [
  ["production runs v1.2.2 (1111111), verified", { outcome: "deployed", running: v1 }],
  [
    "Nothing was changed: v1.2.3 was not deployed to production, which still runs v1.2.2 (1111111)",
    { outcome: "blocked", running: v1 },
  ],
  [
    "Nothing was changed: v1.2.3 was not deployed to production, which still runs v1.2.3 (2222222), unverified",
    { outcome: "blocked", running: v2 },
  ],
  ["Nothing was changed: v1.2.3 was not deployed to production", { outcome: "blocked" }],
  [
    "Nothing was changed: v1.2.3 was not deployed to staging",
    { command: "deploy-staging", stage: "staging", outcome: "blocked" },
  ],
  [
    "Nothing was changed: production was not rolled back; it still runs v1.2.2 (1111111)",
    { command: "rollback", outcome: "blocked", running: v1 },
  ],
  [
    "Nothing was changed: production still runs v1.2.2 (1111111)",
    { command: "unlock", outcome: "blocked", running: v1 },
  ],
  ["Nothing was changed: it broke", { command: "unfreeze", outcome: "blocked", reason: why }],
  ["v1.2.3 may not go to production: it broke", { command: "preflight", outcome: "blocked", reason: why }],
  ["it broke", { command: "smoke", outcome: "blocked", reason: why }],
  ["Nothing was tagged: it broke", { command: "release", outcome: "blocked", reason: why }],
  ["it broke", { command: "release", outcome: "failed", reason: why }],
  [
    "Nothing was changed: production was not rolled back",
    { command: "rollback", outcome: "blocked", reason: why },
  ],
  ["0 of 0 checks ok", { command: "doctor", outcome: "blocked", findings: [] }],
  ["0 of 0 checks ok", { command: "doctor", findings: [] }],
  ["Nothing was changed: all 0 prerequisites are met", { command: "setup", prerequisites: [] }],
  ["The secret is set on production; what runs gets it with the next deploy", { command: "secrets-set" }],
  [
    "production runs v1.2.2 (1111111), not v1.2.3: rolled back, verified",
    {
      outcome: "rolled-back",
      tag: V2.tag,
      running: v1,
      previous: V1,
      migration: { ...MIGRATED, status: "not-run" },
    },
  ],
  ["it broke", { command: "report", outcome: "blocked", reason: why }],
  [
    "production may have been changed by this run, which no longer holds it; by the ledger it runs v1.2.2 (1111111), verified",
    { outcome: "inconclusive", changed: true, running: v1, reason: lost },
  ],
  [
    "Nothing was changed by this run, which no longer holds production; by the ledger it runs v1.2.3 (2222222), unverified",
    { outcome: "failed", running: v2, reason: lost },
  ],
  [
    "production may have been changed by this run, which no longer holds it; the ledger knows no deploy of production",
    { outcome: "inconclusive", changed: true, reason: { ...lost, code: "LEASE_EXPIRED" }, card: emptyCard },
  ],
  [
    "production is on v1.2.3 (2222222), unverified: it is gone",
    { outcome: "failed", changed: true, running: v2, reason: { ...lost, code: "LEASE_EXPIRED" } },
  ],
  ["Nothing was changed: production still runs v1.2.2 (1111111)", { outcome: "failed", running: v1 }],
  [
    "Nothing was changed: the ledger knows no deploy of production",
    { outcome: "failed", reason: why, card: emptyCard },
  ],
  ["it broke", { outcome: "failed", reason: why }],
  [
    "production may have been changed by this run, which no longer holds it; what production runs is not known",
    { outcome: "inconclusive", changed: true, reason: lost },
  ],
  ["production takes deploys again; what production runs is not known", { command: "unfreeze" }],
  [
    "production is on v1.2.3 (2222222), unverified: it broke",
    { outcome: "failed", running: v2, changed: true, reason: why },
  ],
  [
    "production is on v1.2.3 (2222222) and does not pass: it broke",
    { command: "smoke", outcome: "failed", running: v2, reason: why },
  ],
  [
    "production runs v1.2.2 (1111111), not v1.2.3: rolled back, verified",
    { outcome: "rolled-back", running: v1, previous: V1 },
  ],
  [
    "production runs v1.2.2 (1111111), not v1.2.3: rolled back, verified",
    { command: "rollback", outcome: "rolled-back", running: v1, previous: V2, tag: V1.tag },
  ],
  [
    "production is on v1.2.3 (2222222), unverified: the rollback failed too, act now",
    { outcome: "rollback-failed", running: v2, reason: why },
  ],
  [
    "production is on v1.2.3 (2222222), unverified: the rollback failed, act now",
    { command: "rollback", outcome: "rollback-failed", running: v2, reason: why },
  ],
  [
    "production is on v1.2.3 (2222222), could not be judged: it broke",
    { outcome: "inconclusive", running: v2, reason: why },
  ],
  ["it broke", { outcome: "inconclusive", reason: why }],
  ["it broke", { command: "secrets-set", outcome: "inconclusive", reason: why }],
  [
    "it passes, and that may not be recorded",
    {
      ...{ command: "verify", outcome: "inconclusive", running: v2 },
      reason: { ...why, code: "LEDGER_UNAVAILABLE", message: "it passes, and that may not be recorded" },
    },
  ],
  [
    "production is on v1.2.3 (2222222) and does not pass verification: it is slow",
    {
      command: "verify",
      outcome: "failed",
      running: v2,
      reason: { code: "VERIFICATION_FAILED", message: "it is slow", fix: "fix it" },
    },
  ],
  [
    "v1.2.3 to production, reversible; 1 gate would stop it; production still runs v1.2.2 (1111111)",
    {
      command: "plan",
      tag: V2.tag,
      sha: null,
      running: v1,
      gates: [{ id: "ci", title: "CI", status: "fail", detail: "red", code: "CI_NOT_GREEN", fix: "fix it" }],
      plan: plan.plan && { ...plan.plan, commits: { kind: "skipped", why: "no commit" }, reversible: true },
    },
  ],
  ["production runs v1.2.2 (1111111), passes smoke", { command: "smoke", running: v1 }],
  [
    "production runs v1.2.3 (2222222), passes smoke, unverified: `deploy-production --tag v1.2.3` judges it again",
    { command: "smoke", running: v2, card: null },
  ],
  [
    "production takes deploys again; production still runs v1.2.2 (1111111)",
    { command: "unfreeze", running: v1 },
  ],
  [
    "The lock on production is broken; production may run v1.2.3 (2222222), find out: `smoke --stage production`",
    { command: "unlock", running: v2 },
  ],
  ["The lock on production is broken; no deploy of production is known", { command: "unlock" }],
  [
    "v1.2.3 may go to production; production still runs v1.2.2 (1111111)",
    { command: "preflight", tag: "v1.2.3", running: v1 },
  ],
  [
    "v1.2.3 (2222222) is tagged here; push it: git push origin v1.2.3",
    { command: "release", ...V2, tagged: { previous: null, commits: null, created: true, pushed: false } },
  ],
  [
    "v1.2.3 (2222222) is tagged and pushed",
    { command: "release", ...V2, tagged: { previous: null, commits: null, created: true, pushed: true } },
  ],
  [
    "The database has the migrations of v1.2.3, the stage was not changed: production still runs v1.2.2 (1111111)",
    { outcome: "failed", tag: V2.tag, running: v1, migration: { ...MIGRATED, status: "applied" } },
  ],
  [
    "The database may have changed, the stage was not: production still runs v1.2.2 (1111111)",
    { outcome: "failed", tag: V2.tag, running: v1, migration: { ...MIGRATED, status: "failed" } },
  ],
  [
    "Nothing was changed: production still runs v1.2.2 (1111111)",
    { outcome: "failed", tag: V2.tag, running: v1, migration: { ...MIGRATED, status: "not-run" } },
  ],
  [
    "production runs v1.2.2 (1111111), not v1.2.3: rolled back, verified; the database keeps the migrations of v1.2.3",
    {
      outcome: "rolled-back",
      tag: V2.tag,
      running: v1,
      previous: V1,
      migration: { ...MIGRATED, status: "applied" },
    },
  ],
  ...(
    [
      ["pipeline.json written", true],
      ["Nothing was written: pipeline.json already existed, unchanged", false],
    ] as const
  ).map(([line, written]): [string, Partial<Report>] => [
    line,
    {
      command: "init",
      initialized: { files: [{ path: "pipeline.json", written }], found: [], notes: [], next: [] },
    },
  ]),
  [
    "v1.3.0",
    {
      command: "next-version",
      nextVersion: {
        current: null,
        next: "v1.3.0",
        bump: "minor",
        because: "--bump asks for it",
        ignored: [],
      },
    },
  ],
  ["0 records of production, newest first", { command: "history", history: [] }],
  [
    "production runs v1.2.3 (2222222), passed smoke, not watched yet: `watch --stage production`",
    { outcome: "deployed", running: v2 },
  ],
  ...(["blocked", "failed", "inconclusive"] as const).map((outcome): [string, Partial<Report>] => [
    "v1.2.3 was not adopted on production: it broke",
    { command: "adopt", outcome, tag: V2.tag, running: v1, reason: why, changed: true },
  ]),
  ...(["watch", "freeze", "unfreeze", "unlock"] as const).flatMap((command): [string, Partial<Report>][] => [
    ["Nothing was changed: it broke", { command, outcome: "blocked", reason: why }],
    [
      "Nothing was changed: production still runs v1.2.2 (1111111)",
      { command, outcome: "blocked", reason: why, running: v1 },
    ],
  ]),
  ["it broke", { command: "serve", outcome: "failed", reason: why, running: v1 }],
  ["0 of 0 checks ok", { command: "doctor", findings: null }],
  ["Nothing was changed: all 0 prerequisites are met", { command: "setup", prerequisites: null }],
  [
    "v1.2.3 (2222222) was served on this machine until now; it has stopped",
    { command: "serve", ...V2, running: v1 },
  ],
  [
    "The sandbox serves nothing for production; the ledger knows no deploy of it",
    { command: "stop", running: null, card: emptyCard },
  ],
  [
    "The sandbox serves nothing for production; what it runs is not known",
    { command: "stop", running: null },
  ],
  [
    "The sandbox serves nothing for production; by the ledger it runs v1.2.2 (1111111)",
    { command: "stop", running: v1 },
  ],
  ["production runs v1.2.2 (1111111), watched to the end, verified", { command: "watch", running: v1 }],
  ["production runs v1.2.2 (1111111), passes smoke and verification", { command: "verify", running: v1 }],
  [
    "production runs v1.2.2 (1111111), verified already; nothing was recorded",
    { command: "adopt", running: v1, smoke: null },
  ],
  [
    "production runs v1.2.2 (1111111), adopted, verified",
    { command: "adopt", running: v1, smoke: rolledBack.smoke },
  ],
  [
    "production passes smoke, but what it calls itself is no tag of this repository",
    { command: "smoke", tag: null, sha: null, running: null },
  ],
  [
    "production serves v1.2.3 (2222222), passes smoke; the ledger does not know it yet: `adopt --tag v1.2.3 --stage production`",
    { command: "smoke", ...V2, running: null },
  ],
  ["report: done", { command: "report", running: null }],
  [
    "v1.2.3 (2222222) is quarantined on staging and production",
    {
      command: "quarantine",
      ...V2,
      hold: { stages: ["staging", "production"], until: null, lifted: false, notes: [] },
    },
  ],
  [
    "pipeline.json and deploy.yml written; sst.config.ts and README.md already existed, unchanged",
    {
      command: "init",
      initialized: {
        files: ["pipeline.json", "sst.config.ts", "deploy.yml", "README.md"].map((path, at) => ({
          path,
          written: at % 2 === 0,
        })),
        found: [],
        notes: [],
        next: [],
      },
    },
  ],
  [
    "staging has no deploy; production runs v1.2.2 (1111111), verified, frozen, held by ben",
    { command: "status", stages: status.stages },
  ],
]

test.each(lines)("%s", (line, report) => {
  expect(headline(reportOf(report))).toBe(line)
})

test("a report that lacks everything has a first line, however it ended", () => {
  const outcomes: Record<Outcome, true> = {
    deployed: true,
    done: true,
    blocked: true,
    failed: true,
    "rolled-back": true,
    "rollback-failed": true,
    inconclusive: true,
    absent: true,
  }
  const empty = { stage: null, running: null, previous: null, reason: null, tag: null, sha: null }
  for (const command of COMMANDS) {
    for (const outcome of Object.keys(outcomes) as Outcome[]) {
      for (const changed of [false, true]) {
        const line = headline(reportOf({ ...empty, command, outcome, changed }))
        expect(line).toMatch(/^\S/)
        expect(line).not.toMatch(/null|undefined|\[object/)
      }
    }
  }
})

test.each<[string, Partial<Report>]>([
  [
    "production is on an unknown version, unverified: no reason was recorded",
    { outcome: "failed", changed: true, card: emptyCard },
  ],
  ["no reason was recorded", { outcome: "failed" }],
  [
    "production runs v1.2.2 (1111111), not the version before: rolled back, verified",
    { command: "rollback", outcome: "rolled-back", running: v1 },
  ],
])("%s", (line, report) => {
  expect(headline(reportOf({ reason: null, previous: null, ...report }))).toBe(line)
})

test.each([
  ["staging has no deploy", stateOf()],
  ["staging runs v1.2.2 (1111111), verified", stateOf({ running: runningOf(V1) })],
  ["staging runs v1.2.2 (1111111), unverified", stateOf({ running: runningOf(V1, false) })],
])("%s", (line, state) => {
  expect(statusLine({ stage: "staging", state })).toBe(line)
  expect(stageNotes({ stage: "staging", state })).toEqual([])
})

const lookOf = (sighting: Observed["sighting"], detail: string): Observed => ({
  sighting,
  at: "2026-11-28T10:00:00.000Z",
  versions: ["v1.4.1"],
  detail,
})
const verified = stateOf({ running: runningOf(V1) })

test.each<[string, StageState, Observed]>([
  [
    "production runs v1.2.2 (1111111), verified; seen 2026-11-28T10:00:00Z",
    verified,
    lookOf("as-recorded", "it serves v1.2.2"),
  ],
  [
    "production serves v1.4.1 (seen 2026-11-28T10:00:00Z), but by the ledger it runs v1.2.2 (1111111), verified",
    verified,
    lookOf("drift", "it serves v1.4.1"),
  ],
  [
    "production serves v1.4.1 (seen 2026-11-28T10:00:00Z), which the ledger does not know: `adopt --tag v1.4.1 --stage production`",
    stateOf(),
    lookOf("drift", "it serves v1.4.1"),
  ],
  [
    "production serves v1.4.1 and v1.4.0 (seen 2026-11-28T10:00:00Z), which the ledger does not know",
    stateOf(),
    { ...lookOf("drift", "it serves two"), versions: ["v1.4.1", "v1.4.0"] },
  ],
  [
    "production runs v1.2.2 (1111111), verified; not confirmed at 2026-11-28T10:00:00Z: api: no such host",
    verified,
    lookOf("unreachable", "api: no such host"),
  ],
  ["production runs v1.2.2 (1111111), verified", verified, notAsked("nothing serves it between calls")],
])("B7: %s", (line, state, observed) => {
  expect(statusLine({ stage: "production", state, observed })).toBe(line)
})

test("what a stage with a card was seen to serve stands there; what it calls itself may have a commit", () => {
  const [{ card } = {}] = (status.stages ?? []).filter((one) => one.card !== undefined)
  const observed = lookOf("as-recorded", "it serves v1.2.2")
  expect(statusLine({ stage: "production", state: verified, observed, ...(card && { card }) })).toBe(
    "production runs v1.2.2 (1111111), verified",
  )
  const drift = { ...lookOf("drift", "it serves"), versions: ["v1.4.1 (abc1234)"] }
  expect(statusLine({ stage: "production", state: stateOf(), observed: drift })).toMatch(
    /`adopt --tag v1\.4\.1 --stage production`$/,
  )
  expect(statusLine({ stage: "production", state: verified, observed: notAsked("no") })).toMatch(/verified$/)
})

test("a freeze, a lock and a quarantine are explained", () => {
  expect(stageNotes({ stage: "production", state: status.stages?.[1]?.state ?? stateOf() })).toEqual([
    "frozen since 2026-03-01T03:04:05Z by ana: chat was wrong 3 times in a row: status 500, not 200; to open it: `unfreeze --stage production --reason 'WHY'`",
    "held since 2026-03-01T03:04:05Z by ben on laptop: rollback, run run-8; if it died, run its command again: that takes over",
    "quarantined v1.2.3 (2222222) at 2026-03-01T03:04:05Z: chat was wrong 3 times in a row: status 500, not 200",
  ])
})

describe("what a person must do before the next deploy", () => {
  const note =
    "production is frozen: it takes no deploys, only rollbacks, until `unfreeze --stage production --reason 'WHY'`"

  test.each([
    ["deploy-production", "rolled-back"],
    ["rollback", "rolled-back"],
    ["deploy-production", "rollback-failed"],
    ["deploy-production", "inconclusive"],
  ] satisfies [Command, Report["outcome"]][])("%s: %s has frozen the stage", (command, outcome) => {
    expect(notes(reportOf({ command, outcome, reason: reason("SMOKE_FAILED") }))).toEqual([note])
  })

  test("a fix that names the command already is not followed by it again", () => {
    const frozen = reportOf({ outcome: "inconclusive", reason: reason("SMOKE_INCONCLUSIVE") })
    expect(notes(frozen)).toEqual(["Until then production is frozen: it takes no deploys, only rollbacks."])
  })

  test.each([
    ["smoke", "inconclusive"],
    ["verify", "inconclusive"],
    ["adopt", "inconclusive"],
    ["secrets-set", "inconclusive"],
    ["deploy-production", "deployed"],
    ["deploy-production", "failed"],
    ["deploy-production", "blocked"],
    ["unfreeze", "done"],
  ] satisfies [Command, Report["outcome"]][])("%s: %s has frozen nothing", (command, outcome) => {
    expect(notes(reportOf({ command, outcome }))).toEqual([])
  })
})

test("B6: a pass that rests on the version alone says so; the rollback's smoke counts, where there was one", () => {
  const smoke = { verdict: "pass", attempts: 3, durationMs: 1, detail: "", checks: [] } as const
  const passed = (proof: "commit" | "version") => ({ ...smoke, checks: [], proof })
  const note = [expect.stringContaining("Only the version was seen, not the commit")]
  expect(notes(reportOf({ smoke: passed("version"), rollbackSmoke: null }))).toEqual(note)
  expect(notes(reportOf({ smoke: passed("commit"), rollbackSmoke: null }))).toEqual([])
  expect(notes(reportOf({ smoke: passed("commit"), rollbackSmoke: passed("version") }))).toEqual(note)
  expect(notes(reportOf({ smoke: null, rollbackSmoke: null }))).toEqual([])
})

test("E2: what a wrong answer began with is shown beside its check", () => {
  const check = {
    name: "api",
    url: "https://api.test/?pipeline-probe=1",
    optional: false,
    verdict: "fail" as const,
  }
  const checks = [
    { ...check, status: 500, latencyMs: 3, detail: "status 500, not 200", answer: "no database" },
  ]
  const smoke = { verdict: "fail" as const, attempts: 1, durationMs: 1, detail: "api was wrong", checks }
  const report = reportOf({ smoke, rollbackSmoke: null })
  expect(render(report, "text")).toContain("https://api.test/?pipeline-probe=1\n    | no database\n")
  expect(render(report, "markdown")).toContain("the answer begins: no database")
})

test("how long a version was there that was left is said of the one that was left", () => {
  const downtime = {
    from: "2026-03-01T03:00:00.500Z",
    to: "2026-03-01T03:02:05.500Z",
    durationMs: 125_000,
  }
  const time = "was on production for 2 min 05 s: from 2026-03-01T03:00:00Z to 2026-03-01T03:02:05Z."
  const noteOf = (fields: Partial<Report>) => notes(reportOf({ downtime, ...fields }))
  expect(noteOf({})).toEqual([`v1.2.3 ${time}`])
  expect(noteOf({ command: "rollback", previous: V2, tag: V1.tag })).toEqual([`v1.2.3 ${time}`])
  expect(noteOf({ command: "rollback", previous: null })).toEqual([`The version that was left ${time}`])
})
