import { describe, expect, test } from "vitest"
import { foldEntry } from "../../../src/core/ledger/fold.ts"
import type { LockOwner } from "../../../src/core/ledger/owner.ts"
import { type Entry, RECORD_KINDS, type RecordKind } from "../../../src/core/ledger/record.ts"
import {
  EMPTY_STATE,
  MAX_QUARANTINED,
  MAX_VERIFIED,
  type StageState,
} from "../../../src/core/ledger/stage-state.ts"
import type { Release } from "../../../src/core/stage.ts"
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
const incident = { id: "run-1/0", at: AT }
const frozen = { reason: "it lost messages", actor: "ana", at: AT }

const passed = (release: Release) => ({ ...release, at: AT })

/** a was verified and runs; the run of the samples holds the lock. */
const held = state({ running: running(a), verified: [a], lock: { ...owner, runId: "run-1" } })
const free = { ...held, lock: null }
const heldBy = (fields: Partial<LockOwner>) => ({ ...held, lock: { ...(held.lock as LockOwner), ...fields } })
/** How what runs came there has tests of its own. */
function stageAfter(before: StageState, of: Entry): StageState {
  const { arrival: _, ...after } = foldEntry(before, of)
  return after
}
const rollingBack = { deployed: false, rollback: { from: b, to: a } }

describe("a stage after an entry of an older pipeline, which had no numbers for owners", () => {
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
        },
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
      state({ running: { ...b, verified: true, outputs }, verified: [passed(b), a] }),
    ],
    [
      "verified again under another tag is listed once, by its newest name",
      { ...held, verified: [b, a] },
      entry("verified", { ...a, tag: "v1.9.0" }),
      { ...free, running: running({ ...a, tag: "v1.9.0" }), verified: [passed({ ...a, tag: "v1.9.0" }), b] },
    ],
    [
      "verified after a rollback from it is quarantined no more",
      { ...held, quarantine: [quarantined(b), quarantined(c)] },
      entry("verified", b),
      state({ running: running(b), verified: [passed(b), a], quarantine: [quarantined(c)] }),
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
      "rollback-started says of what it leaves that a person quarantined it only where that is so",
      { ...held, quarantine: [{ ...quarantined(c), by: "ana" }] },
      entry("rollback-started", { ...a, from: b, detail: "it lost messages" }),
      {
        ...heldBy(rollingBack),
        running: running(b, false),
        quarantine: [quarantined(b), { ...quarantined(c), by: "ana" }],
        frozen,
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
      {
        ...free,
        running: { ...a, verified: true, outputs },
        verified: [passed(a)],
        quarantine: [quarantined(b)],
        frozen,
      },
    ],
    [
      "rollback-failed runs what was deployed last, unverified",
      held,
      entry("rollback-failed", { ...a, from: b }),
      { ...free, running: running(a, false) },
    ],
    [
      "rollback-failed without a verdict on its target is not over",
      { ...heldBy(rollingBack), running: running(a, false), quarantine: [quarantined(b)] },
      entry("rollback-failed", { ...a, from: b }),
      { ...free, running: running(a, false), quarantine: [quarantined(b)], unfinished: { from: b, to: a } },
    ],
    [
      "rollback-failed is over when its target is bad",
      { ...heldBy(rollingBack), running: running(a, false), quarantine: [quarantined(a), quarantined(b)] },
      entry("rollback-failed", { ...a, from: b }),
      { ...free, running: running(a, false), quarantine: [quarantined(a), quarantined(b)] },
    ],
    [
      "rolled-back ends what was unfinished",
      { ...held, running: running(a, false), quarantine: [quarantined(b)], unfinished: { from: b, to: a } },
      entry("rolled-back", { ...a, from: b, outputs }),
      {
        ...free,
        running: { ...a, verified: true, outputs },
        verified: [passed(a)],
        quarantine: [quarantined(b)],
      },
    ],
    [
      "unfrozen ends what was unfinished: a person has decided",
      { ...free, frozen, quarantine: [quarantined(b)], unfinished: { from: b, to: a } },
      entry("unfrozen"),
      free,
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
          runner,
        },
      }),
    ],
    ["blocked changes nothing", { ...held, frozen }, entry("blocked", b), { ...held, frozen }],
  ])("%s", (_, before, of, after) => expect(stageAfter(before, of)).toStrictEqual(after))
})

describe("a stage after an entry of its owner", () => {
  const fence = 5
  /** The run of the samples holds the lock. */
  const locked: LockOwner = { ...(held.lock as LockOwner), fence, renewed: "2026-11-23T09:00:00.000Z" }
  const mine = { ...held, fence, lock: locked }
  const renewed = (fields: Partial<LockOwner> = {}) => ({
    ...mine,
    lock: { ...locked, renewed: AT, ...fields },
  })
  const open = { ...free, fence }

  test.each<[string, StageState, ReturnType<typeof entry>, StageState]>([
    [
      "started: the first has number 1",
      EMPTY_STATE,
      entry("started", { ...a, fence: 1 }),
      state({
        fence: 1,
        lock: {
          runId: "run-1",
          command: "deploy-staging",
          ...a,
          actor: "ana",
          host: "laptop",
          pid: 7,
          since: AT,
          fence: 1,
          renewed: AT,
        },
      }),
    ],
    [
      "started: each has a number greater than the last one's",
      open,
      entry("started", { ...a, runId: "run-2", fence: 6, runner }),
      {
        ...open,
        fence: 6,
        lock: {
          runId: "run-2",
          command: "deploy-staging",
          ...a,
          actor: "ana",
          host: "laptop",
          pid: 7,
          since: AT,
          fence: 6,
          renewed: AT,
          runner,
        },
      },
    ],
    [
      "effect tells what was started",
      mine,
      entry("effect", { ...b, fence, effect: "deploy" }),
      renewed({ effect: "deploy" }),
    ],
    ["effect of no kind is a sign that it lives", mine, entry("effect", { ...b, fence }), renewed()],
    ["renewed is such a sign, too", mine, entry("renewed", { fence }), renewed()],
    [
      "deployed runs, not verified yet",
      mine,
      entry("deployed", { ...b, outputs, fence }),
      { ...renewed({ deployed: true }), running: { ...b, verified: false, outputs } },
    ],
    [
      "inconclusive freezes nothing: that is a record of its own",
      mine,
      entry("inconclusive", { ...b, fence, detail: "it lost messages" }),
      { ...open, running: running(b, false), incident },
    ],
    [
      "inconclusive that changed nothing is no incident",
      mine,
      entry("inconclusive", { ...b, fence, changed: false }),
      open,
    ],
    [
      "rollback-started freezes nothing",
      { ...mine, running: running(b), verified: [b, a] },
      entry("rollback-started", { ...a, from: b, fence, detail: "it lost messages" }),
      { ...renewed(rollingBack), running: running(b, false), quarantine: [quarantined(b)] },
    ],
    [
      "rollback-started that does not say where to leaves the version all the same",
      { ...mine, running: running(b), verified: [b, a] },
      entry("rollback-started", { from: b, fence, detail: "it lost messages" }),
      { ...renewed(), running: running(b, false), quarantine: [quarantined(b)] },
    ],
    [
      "frozen freezes",
      mine,
      entry("frozen", { ...b, fence, detail: "it lost messages" }),
      { ...mine, frozen },
    ],
    [
      "unverified is no target any more, and not verified where it runs",
      { ...mine, running: running(b), verified: [b, a] },
      entry("unverified", { ...b, fence }),
      { ...mine, running: running(b, false), verified: [a], incident },
    ],
    [
      "watching keeps the lock, and says until when",
      { ...mine, running: running(b, false) },
      entry("watching", { ...b, fence, watch: { until: AT, detached: false } }),
      { ...renewed({ watching: true }), running: running(b, false), watch: { ...b, until: AT } },
    ],
    [
      "watching that was let go frees the stage, and verifies nothing",
      { ...mine, running: running(b, false) },
      entry("watching", { ...b, fence, watch: { until: AT, detached: true } }),
      { ...open, running: running(b, false), watch: { ...b, until: AT } },
    ],
    ["watching that does not say what changes nothing", mine, entry("watching", { ...b, fence }), renewed()],
    [
      "watching of no release changes nothing",
      mine,
      entry("watching", { fence, watch: { until: AT, detached: false } }),
      renewed(),
    ],
    [
      "verified ends a watch",
      { ...mine, running: running(b, false), watch: { ...b, until: AT } },
      entry("verified", { ...b, fence }),
      { ...open, running: running(b), verified: [{ ...b, at: AT }, a] },
    ],
    [
      "deployed leaves a watch behind",
      { ...mine, running: running(b, false), watch: { ...b, until: AT } },
      entry("deployed", { ...c, fence, outputs }),
      { ...renewed({ deployed: true }), running: { ...c, verified: false, outputs } },
    ],
    [
      "failed keeps the incident that is open",
      { ...mine, incident },
      entry("failed", { ...b, fence, at: "2026-11-24T10:00:00.000Z" }),
      { ...open, running: running(b, false), incident },
    ],
    [
      "renewed leaves an incident open, although what runs is verified",
      { ...mine, incident },
      entry("renewed", { fence }),
      { ...renewed(), incident },
    ],
    [
      "rollback-failed opens an incident, also where a person began it",
      { ...mine, running: running(b, false) },
      entry("rollback-failed", { ...a, from: b, fence }),
      { ...open, running: running(b, false), incident },
    ],
    [
      "verified that names no release leaves an incident open",
      { ...mine, running: running(b, false), incident },
      entry("verified", { fence }),
      { ...open, running: running(b, false), incident },
    ],
    [
      "verified that names no release, on a stage that runs nothing",
      { ...mine, running: null, incident },
      entry("verified", { fence }),
      { ...open, running: null, incident },
    ],
    [
      "verified ends an incident",
      { ...mine, running: running(b, false), incident },
      entry("verified", { ...b, fence }),
      { ...open, running: running(b), verified: [{ ...b, at: AT }, a] },
    ],
    [
      "rolled-back ends an incident, too",
      { ...mine, running: running(a, false), incident },
      entry("rolled-back", { ...a, from: b, fence }),
      { ...open, running: running(a), verified: [passed(a)] },
    ],
    [
      "rollback-started that does not say from where changes nothing",
      mine,
      entry("rollback-started", { ...a, fence }),
      renewed(),
    ],
    [
      "unverified of what does not run leaves what runs",
      { ...mine, verified: [b, a] },
      entry("unverified", { ...b, fence }),
      { ...mine, verified: [a] },
    ],
    ["unverified that names no commit changes nothing", mine, entry("unverified", { fence }), mine],
    [
      "quarantined is that, and no target any more",
      { ...mine, running: running(b), verified: [b, a] },
      entry("quarantined", { ...b, fence, detail: "it lost messages" }),
      { ...mine, running: running(b, false), verified: [a], quarantine: [quarantined(b)] },
    ],
    ["quarantined that names no release changes nothing", mine, entry("quarantined", { fence }), mine],
    [
      "taken-over before anything was started leaves the stage as it was",
      { ...mine, lock: { ...locked, ...b } },
      entry("taken-over", b),
      open,
    ],
    [
      "taken-over in migrations leaves the stage as it was",
      { ...mine, lock: { ...locked, ...b, effect: "migrate" } },
      entry("taken-over", b),
      open,
    ],
    [
      "taken-over in a deploy: the stage may run what that had begun to put there",
      { ...mine, lock: { ...locked, ...b, effect: "deploy" } },
      entry("taken-over", b),
      { ...open, running: running(b, false) },
    ],
    [
      "taken-over in migrations after the deploy",
      { ...mine, lock: { ...locked, ...b, deployed: true, effect: "migrate" } },
      entry("taken-over", b),
      { ...open, running: running(b, false) },
    ],
    [
      "taken-over of a rollback before its deploy: the stage still has to leave what that was to leave",
      { ...mine, lock: { ...locked, tag: null, sha: null, rollback: { from: b, to: a } } },
      entry("taken-over"),
      { ...open, running: running(b, false) },
    ],
  ])("%s", (_, before, of, after) => expect(stageAfter(before, of)).toStrictEqual(after))

  const OWNERS: readonly RecordKind[] = [
    ...["effect", "renewed", "deployed", "verified", "failed", "inconclusive"],
    ...["rollback-started", "rolled-back", "rollback-failed"],
  ] as RecordKind[]

  test.each([...OWNERS, "lost" as const])(
    "A5: %s of a run that lost the stage changes nothing, whoever holds it",
    (kind) => {
      const of = entry(kind, { ...b, from: a, fence: 4, outputs, detail: "it lost messages", runId: "run-7" })
      expect(foldEntry(mine, of)).toEqual(mine)
      expect(foldEntry({ ...open, running: running(c) }, of)).toEqual({ ...open, running: running(c) })
      const old: Entry = { ...of }
      delete old.fence
      expect(foldEntry(mine, old)).toEqual(mine)
    },
  )

  test("a stage that no run holds can be verified as it is, and in no other way", () => {
    const unverified = { ...open, running: running(b, false) }
    expect(foldEntry(unverified, entry("verified", b))).toMatchObject({
      running: running(b),
      verified: [b, a],
    })
    expect(foldEntry(unverified, entry("verified", c))).toEqual(unverified)
    for (const kind of OWNERS.filter((one) => one !== "verified")) {
      expect(foldEntry(unverified, entry(kind, b))).toEqual(unverified)
    }
    expect(foldEntry(mine, entry("verified", { ...a, runId: "run-7" }))).toEqual(mine)
  })

  test("only so many quarantined versions are remembered, the newest", () => {
    const many = Array.from({ length: MAX_QUARANTINED + 5 }, (_, index) =>
      rel(`v1.0.${index}`, `${1000 + index}`),
    )
    const last = many.reduce((before, one) => foldEntry(before, entry("quarantined", one)), EMPTY_STATE)
    expect(last.quarantine).toHaveLength(MAX_QUARANTINED)
    expect(last.quarantine[0]).toMatchObject(many.at(-1) as object)
    // what a person keeps away stays, however many the pipeline judged since
    const held = foldEntry(EMPTY_STATE, entry("quarantined-by-hand", { ...a, detail: "why" }))
    const after = many.reduce((before, one) => foldEntry(before, entry("quarantined", one)), held)
    expect(after.quarantine.at(-1)).toMatchObject({ sha: a.sha, reason: "why" })
  })
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
  const ship = (before: StageState, one: Release) =>
    [entry("started"), entry("verified", one)].reduce(foldEntry, before)
  const last = many.reduce(ship, EMPTY_STATE)
  expect(last.verified).toMatchObject(many.toReversed().slice(0, MAX_VERIFIED))
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

describe("a person's word", () => {
  const byHand = { ...quarantined(b), by: "ana" }
  const hold = { reason: "the launch", actor: "ana", at: AT, until: null }
  const until = "2026-11-24T10:00:00.000Z"

  test.each<[string, StageState, ReturnType<typeof entry>, StageState]>([
    [
      "freezes beside what the pipeline froze, also while a run holds the stage",
      { ...held, frozen },
      entry("frozen-by-hand", { detail: "the launch", until }),
      { ...held, frozen, held: { ...hold, until } },
    ],
    [
      "freezes until it is ended, the newest counts",
      { ...free, held: { ...hold, until } },
      entry("frozen-by-hand", { detail: "the launch" }),
      { ...free, held: hold },
    ],
    [
      "opens everything, but leaves the versions that a person keeps away",
      { ...free, frozen, held: hold, quarantine: [byHand, quarantined(c)] },
      entry("unfrozen"),
      { ...free, quarantine: [byHand] },
    ],
    [
      "keeps a version away, which stays as verified as it was",
      held,
      entry("quarantined-by-hand", { ...a, detail: "it lost messages" }),
      { ...held, quarantine: [{ ...byHand, ...a }] },
    ],
    ["keeps nothing away that it does not name", held, entry("quarantined-by-hand"), held],
    [
      "lifts one quarantine, whoever made it",
      { ...free, quarantine: [byHand, quarantined(c)] },
      entry("quarantine-lifted", c),
      { ...free, quarantine: [byHand] },
    ],
    [
      "lifts nothing that it does not name",
      { ...free, quarantine: [byHand] },
      entry("quarantine-lifted"),
      { ...free, quarantine: [byHand] },
    ],
    [
      "outlasts a pass",
      { ...held, quarantine: [byHand] },
      entry("verified", b),
      { ...free, running: running(b), verified: [passed(b), a], quarantine: [byHand] },
    ],
    [
      "outlasts a failure, with the reason that the person gave",
      { ...free, quarantine: [byHand] },
      entry("quarantined", { ...b, detail: "A person asked for it." }),
      { ...free, quarantine: [byHand] },
    ],
  ])("%s", (_, before, one, after) => expect(stageAfter(before, one)).toEqual(after))
})

describe("how long a version has run verified", () => {
  const at = (hour: number) => `2026-11-23T${hour}:00:00.000Z`
  const play = (...entries: Parameters<typeof entry>[]) =>
    entries.map(([kind, fields]) => entry(kind, fields)).reduce(foldEntry, EMPTY_STATE).verified
  const shipped = (release: Release, hour: number): Parameters<typeof entry>[] => [
    ["started", { ...release, at: at(hour) }],
    ["deployed", { ...release, at: at(hour) }],
    ["verified", { ...release, at: at(hour + 1) }],
  ]

  test("is from its pass until another one replaces it, verified or not", () => {
    expect(play(...shipped(a, 10))).toEqual([{ ...a, at: at(11) }])
    expect(play(...shipped(a, 10), ...shipped(b, 12).slice(0, 2))).toEqual([
      { ...a, at: at(11), leftAt: at(12) },
    ])
    expect(play(...shipped(a, 10), ...shipped(b, 12), ...shipped(c, 14))).toEqual([
      { ...c, at: at(15) },
      { ...b, at: at(13), leftAt: at(14) },
      { ...a, at: at(11), leftAt: at(12) },
    ])
  })

  test("goes on when it passes again where it runs, and begins again when it is deployed again", () => {
    expect(play(...shipped(a, 10), ["verified", { ...a, at: at(14) }])).toEqual([{ ...a, at: at(11) }])
    expect(play(...shipped(a, 10), ...shipped(a, 13))).toEqual([{ ...a, at: at(14) }])
    expect(play(...shipped(a, 10), ...shipped(b, 12), ...shipped(a, 14))[0]).toEqual({ ...a, at: at(15) })
  })

  test("goes on from its own pass, and from now where none is known", () => {
    const again = (verified: StageState["verified"]) =>
      foldEntry({ ...free, verified }, entry("verified", { ...a, at: at(14) })).verified[0]
    expect(again([passed(b), { ...a, at: at(11) }])).toEqual({ ...a, at: at(11) })
    expect(again([passed(b)])).toEqual({ ...a, at: at(14) })
  })

  test("ended when it was replaced first, although it ran again since, unverified", () => {
    const back: Parameters<typeof entry>[] = [
      ["deployed", { ...a, at: at(14) }],
      ["deployed", { ...c, at: at(15) }],
    ]
    const [, first] = play(...shipped(a, 10), ...shipped(b, 12), ["started", a], ...back)
    expect(first).toEqual({ ...a, at: at(11), leftAt: at(12) })
  })
})

test("a run that a hook refused frees its stage, which is as it was", () => {
  const owned = heldBy({ fence: 4 })
  expect(foldEntry(owned, entry("blocked", { ...b, fence: 4 }))).toEqual(free)
  expect(foldEntry(owned, entry("blocked", b))).toBe(owned)
  expect(foldEntry(owned, entry("blocked", { ...b, fence: 4, runId: "run-7" }))).toBe(owned)
})

test("a hook is what its run did last, until the next effect", () => {
  const atHook = foldEntry(
    heldBy({ fence: 4, effect: "deploy" }),
    entry("effect", { fence: 4, hook: "after-deploy" }),
  )
  expect(atHook.lock).toMatchObject({ effect: "deploy", hook: "after-deploy" })
  expect(foldEntry(atHook, entry("effect", { fence: 4, effect: "rollback" })).lock).not.toHaveProperty("hook")
})
