import { describe, expect, test } from "vitest"
import { foldEntry } from "../../../src/core/ledger/fold.ts"
import { RECORD_KINDS, type RecordKind } from "../../../src/core/ledger/record.ts"
import {
  EMPTY_STATE,
  type LockOwner,
  MAX_VERIFIED,
  type StageState,
} from "../../../src/core/ledger/stage-state.ts"
import { AT, entry, owner, quarantined, rel, running, state } from "./samples.ts"

const a = rel("v1.0.0", "a")
const b = rel("v1.1.0", "b")
const c = rel("v1.2.0", "c")
const outputs = { api: "http://localhost:1" }
const runner = {
  kind: "engine" as const,
  ci: { provider: "github" as const, repository: "o/r", runId: "7", attempt: 2 },
  heartbeatSeconds: 30,
}
const frozen = { reason: "it lost messages", actor: "ana", at: AT }

const ownerOf = (runId: string): LockOwner => ({
  runId,
  command: "deploy-staging",
  ...a,
  actor: "ana",
  host: "laptop",
  pid: 7,
  since: AT,
})

/** a was verified and runs; the run of the samples holds the lock. */
const held = state({ running: running(a), verified: [a], lock: { ...owner, runId: "run-1" } })
const free = { ...held, lock: null }
const heldBy = (fields: Partial<LockOwner>) => ({ ...held, lock: { ...(held.lock as LockOwner), ...fields } })
const rollingBack = { deployed: false, rollback: { from: b, to: a } }

describe("a stage after an entry", () => {
  test.each<[string, StageState, ReturnType<typeof entry>, StageState]>([
    [
      "started takes the lock",
      EMPTY_STATE,
      entry("started", a),
      state({
        lock: {
          runId: "run-1",
          command: "deploy-staging",
          tag: "v1.0.0",
          sha: a.sha,
          actor: "ana",
          host: "laptop",
          pid: 7,
          since: AT,
          fence: 1,
        },
        fence: 1,
      }),
    ],
    [
      "deployed runs, not verified yet",
      held,
      entry("deployed", { ...b, outputs }),
      { ...heldBy({ deployed: true }), running: { ...b, verified: false, outputs } },
    ],
    [
      "verified runs, leads the verified ones, and its run is over",
      held,
      entry("verified", { ...b, outputs }),
      state({ running: { ...b, verified: true, outputs }, verified: [b, a] }),
    ],
    [
      "verified anew under another tag is listed once, by its newest name",
      { ...held, verified: [b, a] },
      entry("verified", { ...a, tag: "v1.9.0" }),
      { ...free, running: running({ ...a, tag: "v1.9.0" }), verified: [{ ...a, tag: "v1.9.0" }, b] },
    ],
    [
      "verified after a rollback from it is quarantined no more",
      { ...held, quarantine: [quarantined(b), quarantined(c)] },
      entry("verified", b),
      state({ running: running(b), verified: [b, a], quarantine: [quarantined(c)] }),
    ],
    [
      "failed leaves the new version on the stage, unverified",
      held,
      entry("failed", { ...b, changed: true }),
      { ...free, running: running(b, false) },
    ],
    ["failed without a change leaves what ran", held, entry("failed", { ...b, changed: false }), free],
    [
      "failed again on what ran takes its verdict away, and keeps where it is reached",
      { ...held, running: { ...running(a), outputs } },
      entry("failed", { ...a, changed: true }),
      { ...free, running: { ...a, verified: false, outputs } },
    ],
    [
      "inconclusive leaves the new version unverified and freezes",
      { ...held, running: { ...b, verified: false, outputs } },
      entry("inconclusive", { ...b, detail: "it lost messages" }),
      { ...free, running: { ...b, verified: false, outputs }, frozen },
    ],
    [
      "rollback-started quarantines what is left, takes it from the verified ones, freezes, and keeps the lock",
      { ...held, running: { ...b, verified: true, outputs }, verified: [b, a] },
      entry("rollback-started", { ...a, from: b, detail: "it lost messages" }),
      {
        ...heldBy(rollingBack),
        running: { ...b, verified: false, outputs },
        quarantine: [quarantined(b)],
        frozen,
      },
    ],
    [
      "rollback-started from what the ledger did not know to run has no outputs of another version",
      { ...held, running: { ...running(a), outputs } },
      entry("rollback-started", { ...a, from: b }),
      {
        ...heldBy(rollingBack),
        running: running(b, false),
        quarantine: [quarantined(b, "")],
        frozen: { ...frozen, reason: "" },
      },
    ],
    [
      "rollback-started a second time quarantines once, by the newest reason",
      { ...held, quarantine: [quarantined(c), quarantined(b, "old")] },
      entry("rollback-started", { ...a, from: b, detail: "it lost messages" }),
      {
        ...heldBy(rollingBack),
        running: running(b, false),
        quarantine: [quarantined(b), quarantined(c)],
        frozen,
      },
    ],
    [
      "rolled-back runs the target, verified, and stays frozen",
      { ...held, running: running(a, false), quarantine: [quarantined(b)], frozen },
      entry("rolled-back", { ...a, from: b, outputs }),
      { ...free, running: { ...a, verified: true, outputs }, quarantine: [quarantined(b)], frozen },
    ],
    [
      "rollback-failed runs what was deployed last, unverified",
      held,
      entry("rollback-failed", { ...a, from: b }),
      { ...free, running: running(a, false) },
    ],
    [
      "rollback-failed on a stage that runs nothing runs nothing",
      { ...held, running: null },
      entry("rollback-failed", { ...a, from: b }),
      { ...free, running: null },
    ],
    [
      "unfrozen lifts the freeze and every quarantine, but verifies nothing",
      { ...free, frozen, quarantine: [quarantined(b), quarantined(c)] },
      entry("unfrozen"),
      free,
    ],
    [
      "lock-broken frees the stage, which may run what the dead run deployed",
      { ...held, lock: { ...owner, ...b } },
      entry("lock-broken"),
      { ...free, running: running(b, false) },
    ],
    [
      "lock-broken doubts a version whose second deploy died",
      { ...held, running: { ...running(a, true), outputs }, lock: { ...owner, ...a } },
      entry("lock-broken"),
      { ...free, running: { ...running(a, false), outputs } },
    ],
    [
      "lock-broken of a run that named no commit leaves what runs",
      { ...held, lock: { ...owner, sha: null } },
      entry("lock-broken"),
      free,
    ],
    [
      "lock-broken of a run that named no tag leaves what runs",
      { ...held, lock: { ...owner, tag: null } },
      entry("lock-broken"),
      free,
    ],
    ["lock-broken of a free stage changes nothing", free, entry("lock-broken"), free],
    [
      "taken-over frees the stage in the same way",
      { ...held, lock: { ...owner, ...b } },
      entry("taken-over", b),
      { ...free, running: running(b, false) },
    ],
    [
      "taken-over from a rollback: the stage still has to leave what that was to leave",
      {
        ...held,
        running: { ...running(a, false), outputs },
        lock: { ...owner, ...b, deployed: true, rollback: { from: b, to: a } },
      },
      entry("taken-over", b),
      { ...free, running: running(b, false) },
    ],
    [
      "taken-over from a rollback that a person asked for",
      { ...held, lock: { ...owner, tag: null, sha: null, rollback: { from: b, to: a } } },
      entry("taken-over"),
      { ...free, running: running(b, false) },
    ],
    [
      "started says what tells whether its run lives",
      EMPTY_STATE,
      entry("started", { ...a, runner }),
      state({
        lock: {
          runId: "run-1",
          command: "deploy-staging",
          tag: "v1.0.0",
          sha: a.sha,
          actor: "ana",
          host: "laptop",
          pid: 7,
          since: AT,
          fence: 1,
          runner,
        },
        fence: 1,
      }),
    ],
    [
      "started gives each owner a number greater than the last one's",
      { ...free, fence: 4 },
      entry("started", { ...a, runId: "run-2" }),
      state({
        running: running(a),
        verified: [a],
        lock: { ...ownerOf("run-2"), fence: 5 },
        fence: 5,
      }),
    ],
    ["effect changes nothing", { ...held, frozen }, entry("effect", b), { ...held, frozen }],
    ["blocked changes nothing", { ...held, frozen }, entry("blocked", b), { ...held, frozen }],
  ])("%s", (_, before, of, after) => expect(foldEntry(before, of)).toEqual(after))
})

describe("an entry that names no release", () => {
  const nameless = [{}, { tag: "v1.1.0" }, { sha: b.sha }]

  test.each<RecordKind>([
    "deployed",
    "verified",
    "failed",
    "inconclusive",
    "rollback-started",
    "rolled-back",
  ])("%s leaves what runs and what is verified", (kind) => {
    for (const fields of nameless) {
      const { running: now, verified, quarantine } = foldEntry(held, entry(kind, fields))
      expect({ now, verified, quarantine }).toEqual({ now: running(a), verified: [a], quarantine: [] })
    }
  })

  test.each<RecordKind>(["verified", "failed", "inconclusive", "rolled-back"])(
    "%s still ends its run",
    (kind) => expect(foldEntry(held, entry(kind)).lock).toBeNull(),
  )
})

describe("the lock of another run", () => {
  test.each(RECORD_KINDS.filter((kind) => !["started", "lock-broken", "taken-over"].includes(kind)))(
    "is not freed by %s",
    (kind) => {
      expect(foldEntry({ ...held, lock: owner }, entry(kind, { ...b, from: a })).lock).toEqual(owner)
    },
  )
})

test("only so many verified versions are remembered, the newest", () => {
  const many = Array.from({ length: MAX_VERIFIED + 5 }, (_, index) => rel(`v1.0.${index}`, `${1000 + index}`))
  const last = many.reduce((before, one) => foldEntry(before, entry("verified", one)), EMPTY_STATE)
  expect(last.verified).toEqual(many.toReversed().slice(0, MAX_VERIFIED))
})

test("neither the state nor the entry is changed", () => {
  for (const kind of RECORD_KINDS) {
    const before = structuredClone({ ...held, quarantine: [quarantined(b)] })
    const of = entry(kind, { ...b, from: a, outputs })
    foldEntry(before, of)
    expect(before).toEqual({ ...held, quarantine: [quarantined(b)] })
    expect(of).toEqual(entry(kind, { ...b, from: a, outputs }))
  }
})
