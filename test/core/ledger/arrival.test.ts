import { expect, test } from "vitest"
import { foldEntry } from "../../../src/core/ledger/fold.ts"
import { nextRecord } from "../../../src/core/ledger/next-record.ts"
import { type Entry, parseRecord } from "../../../src/core/ledger/record.ts"
import { EMPTY_STATE, type StageState } from "../../../src/core/ledger/stage-state.ts"
import { AT, entry, rel, running, state } from "./samples.ts"

const a = rel("v1.0.0", "a")
const b = rel("v1.1.0", "b")
const LATER = "2026-11-23T10:05:00.000Z"
const LATEST = "2026-11-23T10:09:00.000Z"

const after = (entries: readonly Entry[], before: StageState = EMPTY_STATE) =>
  entries.reduce(foldEntry, before).arrival

const run = (runId: string, fields: Partial<Entry> = {}) => ({ runId, fence: 1, seq: 1, ...fields })
const runner = {
  kind: "engine" as const,
  ci: { provider: "github" as const, repository: "o/r", runId: "7", attempt: 2 },
  heartbeatSeconds: 30,
}

test("a deploy is how a version came to the stage: when, by whom, why, and what it replaced", () => {
  const first = [
    entry("started", { ...run("run-1"), ...a, reason: "release day", runner }),
    entry("deployed", { ...run("run-1"), ...a }),
  ]
  const came = {
    sha: a.sha,
    at: AT,
    actor: "ana",
    runId: "run-1",
    command: "deploy-staging",
    reason: "release day",
    ciRun: "github:o/r/7/2",
  }
  expect(after(first)).toEqual(came)
  // the verdict changes nothing of it
  const verified = [...first, entry("verified", { ...run("run-1"), ...a, at: LATER })]
  expect(after(verified)).toStrictEqual(came)
  const second = [
    ...verified,
    entry("started", { ...run("run-2"), ...b }),
    entry("deployed", { ...run("run-2"), ...b, at: LATEST, actor: "ben" }),
  ]
  expect(after(second)).toStrictEqual({
    sha: b.sha,
    at: LATEST,
    actor: "ben",
    runId: "run-2",
    command: "deploy-staging",
    replaced: a,
  })
})

test("a version that is deployed again came with that deploy, and still replaced what it replaced", () => {
  const before = state({ running: running(b), arrival: { ...came("run-2"), sha: b.sha, replaced: a } })
  const again = [
    entry("started", { ...run("run-3"), ...b }),
    entry("deployed", { ...run("run-3"), ...b, at: LATEST }),
  ]
  expect(after(again, before)).toMatchObject({ runId: "run-3", at: LATEST, replaced: a })
  // an older record does not say how it came
  expect(after(again, state({ running: running(b) }))).not.toHaveProperty("replaced")
})

test("a rollback is how the older version came back, and it replaced the bad one", () => {
  const before = state({ running: running(b), verified: [b, a] })
  const rollback = [
    entry("started", run("run-3", { command: "rollback" })),
    entry("rollback-started", { ...run("run-3", { command: "rollback" }), ...a, from: b }),
    entry("deployed", { ...run("run-3", { command: "rollback" }), ...a, at: LATER }),
    entry("rolled-back", { ...run("run-3", { command: "rollback" }), ...a, from: b, at: LATEST }),
  ]
  expect(after(rollback, before)).toMatchObject({ at: LATER, command: "rollback", replaced: b })
})

test("what was adopted came when it was adopted, as far as is known", () => {
  const adopted = [
    entry("started", run("run-1", { command: "adopt" })),
    entry("verified", { ...run("run-1", { command: "adopt" }), ...a, at: LATER }),
  ]
  expect(after(adopted)).toEqual({ ...came("run-1"), command: "adopt", at: LATER })
})

test("what a dead run had begun to put there came with that run, not with the one that found it", () => {
  const died = [
    entry("started", { ...run("run-1"), ...b }),
    entry("effect", { ...run("run-1"), effect: "deploy", at: LATER }),
    entry("taken-over", { ...run("run-2"), actor: "ben", at: LATEST }),
  ]
  const before = state({ running: running(a) })
  expect(after(died, before)).toEqual({ ...came("run-1"), sha: b.sha, at: LATER, replaced: a })
  const old = [entry("started", { ...b }), entry("lock-broken", { runId: "run-2", actor: "ben", at: LATEST })]
  expect(after(old, before)).toMatchObject({ runId: "run-1", at: AT })
})

test("an entry that leaves what runs leaves how it came there", () => {
  const before = state({ running: running(a), arrival: came("run-0") })
  for (const kind of ["blocked", "frozen", "waived", "quarantined"] as const) {
    expect(after([entry(kind, { ...a, at: LATEST })], before)).toEqual(came("run-0"))
  }
})

test("a record keeps it", () => {
  const before = state({ running: running(a), arrival: { ...came("run-0"), replaced: b } })
  const record = nextRecord({ app: "shop", stage: "staging" }, before, entry("blocked", a))
  expect(parseRecord(JSON.stringify(record))?.state.arrival).toEqual({ ...came("run-0"), replaced: b })
})

function came(runId: string) {
  return { sha: a.sha, at: AT, actor: "ana", runId, command: "deploy-staging" }
}

test.each(["taken-over", "lock-broken"] as const)(
  "a version that a dead rollback was leaving did not come back then (%s)",
  (kind) => {
    const before = state({ running: running(b), arrival: { ...came("run-2"), sha: b.sha }, verified: [b, a] })
    const dead = [
      entry("started", run("run-3", { command: "rollback" })),
      entry("rollback-started", { ...run("run-3", { command: "rollback" }), ...a, from: b }),
      entry("deployed", { ...run("run-3", { command: "rollback" }), ...a, at: LATER }),
    ]
    const left = [...dead, entry(kind, { runId: "run-4", at: LATEST })].reduce(foldEntry, before)
    expect(left.running).toMatchObject(b)
    expect(left.arrival).toMatchObject({ sha: a.sha, at: LATER, runId: "run-3" })
    // nor does it replace itself, should it be deployed again
    const again = [
      entry("started", { ...run("run-4"), ...b, fence: 2 }),
      entry("deployed", { ...run("run-4"), ...b, fence: 2 }),
    ]
    expect(after(again, left)).toMatchObject({ sha: b.sha, runId: "run-4" })
    expect(after(again, left)).not.toHaveProperty("replaced")
  },
)
