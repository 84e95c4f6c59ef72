import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  appOf,
  isNewerRecord,
  type LedgerRecord,
  parseRecord,
  recordSubject,
  SCHEMA_VERSION,
} from "../../../src/core/ledger/record.ts"
import { runs } from "../../helpers/runs.ts"
import { AT, entry, owner, quarantined, rel, running, sha, state } from "./samples.ts"

const a = rel("v1.0.0", "a")

const record: LedgerRecord = {
  ...entry("rolled-back", {
    ...a,
    from: rel("v1.1.0", "b"),
    code: "SMOKE_FAILED",
    outputs: { api: "http://x" },
  }),
  schemaVersion: 1,
  stage: "production",
  report: { outcome: "rolled-back" },
  state: state({
    running: running(a),
    verified: [a],
    quarantine: [quarantined(rel("v1.1.0", "b"))],
    frozen: { reason: "it lost messages", actor: "ana", at: AT },
    lock: owner,
  }),
}

describe("recordSubject", () => {
  const long = "x".repeat(10_000)

  test.each([
    [entry("verified", { tag: "v1.2.3", sha: sha("abc1234") }), "verified v1.2.3 abc1234"],
    [entry("failed", { ...a, code: "SMOKE_FAILED" }), "failed v1.0.0 aaaaaaa SMOKE_FAILED"],
    [entry("blocked", { tag: "nope", code: "TAG_INVALID" }), "blocked nope TAG_INVALID"],
    [entry("unfrozen"), "unfrozen -"],
    [entry("blocked", { tag: "v1\n\nSigned-off-by: x\u0000\u202e" }), "blocked v1_Signed-off-by:_x_"],
    [entry("blocked", { tag: long }), `blocked ${long.slice(0, 100)}`],
  ])("%#: %s", (of, subject) => expect(recordSubject(of)).toBe(subject))

  test("is one line whatever the tag is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (tag) => {
        expect(recordSubject(entry("blocked", { tag }))).toMatch(/^blocked [^\n\r\0]*$/)
      }),
    )
  })
})

describe("parseRecord", () => {
  test("reads back what was written", () => {
    expect(parseRecord(JSON.stringify(record))).toEqual(record)
  })

  test("a longer commit id is one too", () => {
    const text = JSON.stringify({ ...record, sha: "f".repeat(64) })
    expect(parseRecord(text)?.sha).toBe("f".repeat(64))
  })

  test("reads what an owner told of itself and of how far it is", () => {
    const runner = { kind: "engine", ci: null, heartbeatSeconds: 30 } as const
    const rollback = { from: rel("v1.1.0", "b"), to: a }
    const told = {
      ...record,
      runner,
      state: { ...record.state, lock: { ...owner, runner, deployed: true, watching: true, rollback } },
    }
    expect(parseRecord(JSON.stringify(told))).toEqual(told)
  })

  test("takes what older pipelines wrote and what this one does", () => {
    const now = {
      ...record,
      schemaVersion: SCHEMA_VERSION,
      seq: 3,
      fence: 7,
      effect: "deploy" as const,
      state: {
        ...record.state,
        fence: 7,
        lock: { ...owner, fence: 7, renewed: AT, effect: "migrate" as const },
      },
    }
    expect(parseRecord(JSON.stringify(now))).toEqual(now)
    expect(parseRecord(JSON.stringify({ ...record, schemaVersion: 1 }))).toEqual({
      ...record,
      schemaVersion: 1,
    })
  })

  test("reads everything that a record can say", () => {
    const thread = { runId: "run-1", ref: "C1" }
    const all: LedgerRecord = {
      ...record,
      schemaVersion: SCHEMA_VERSION,
      runner: { kind: "host", ci: null, heartbeatSeconds: null },
      migration: { before: null, head: "0002_users" },
      verification: "pass",
      waiver: { gate: "ci", until: AT },
      watch: { until: AT, detached: true },
      notify: ["ops"],
      delivered: [
        { channel: "ops", record: "run-0/1", thread },
        { channel: "pager", record: "run-0/1", failed: true },
      ],
      state: {
        ...record.state,
        verified: [{ ...a, at: AT, leftAt: AT }],
        watch: { ...a, until: AT },
        incident: { id: "run-0/1", at: AT },
        outbox: [{ record: "run-0/1", channels: ["pager"], tried: true }],
        threads: { ops: thread },
        unfinished: { from: rel("v1.1.0", "b"), to: a },
      },
    }
    expect(parseRecord(JSON.stringify(all))).toEqual(all)
    expect(parseRecord(JSON.stringify({ ...all, verification: "fail" }))?.verification).toBe("fail")
  })

  test("leaves out what it does not know, so that a field can be added", () => {
    expect(parseRecord(JSON.stringify({ ...record, colour: "red" }))).toEqual(record)
  })

  test.each([
    ["no schema version", { schemaVersion: undefined }],
    ["a newer schema version", { schemaVersion: SCHEMA_VERSION + 1 }],
    ["a schema version as text", { schemaVersion: "1" }],
    ["a kind that it does not know", { kind: "exploded" }],
    ["a stage that it does not know", { stage: "moon" }],
    ["a reason code that it does not know", { code: "NO_MOON" }],
    ["a branch in place of a commit", { sha: "main" }],
    ["a commit id in capitals", { sha: "A".repeat(40) }],
    ["a short commit id", { sha: "a".repeat(39) }],
    ["a commit id with something before it", { sha: ` ${"a".repeat(40)}` }],
    ["a commit id with something behind it", { sha: `${"a".repeat(40)}\n` }],
    ["a commit id between two sizes", { sha: "a".repeat(52) }],
    ["an effect that it does not know", { effect: "explode" }],
    ["no commit where one was left", { from: { tag: "v1.0.0" } }],
    ["no state", { state: undefined }],
    ["a state in part", { state: { running: null } }],
    ["a verified list that is none", { state: { ...record.state, verified: {} } }],
    ["outputs that are no texts", { outputs: { api: 1 } }],
    ["a time that is missing", { at: undefined }],
  ])("refuses %s", (_, change) => {
    expect(parseRecord(JSON.stringify({ ...record, ...change }))).toBeNull()
  })

  test.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["a list", "[]"],
    ["null", "null"],
    ["a number", "7"],
    ["nesting without end", "[".repeat(1_000_000)],
    ["a merge conflict", "<<<<<<< HEAD\n{}\n======="],
  ])("refuses %s", (_, text) => expect(parseRecord(text)).toBeNull())

  test("a hostile record cannot reach the prototype of all objects", () => {
    const text = JSON.stringify(record).replace('{"api":', '{"__proto__":"x","constructor":"y","api":')
    expect(parseRecord(text)?.outputs).toEqual({ api: "http://x" })
  })

  test("no text is ever too odd to be refused", () => {
    const json = JSON.stringify(record)
    const cut = fc.tuple(
      fc.nat(json.length),
      fc.nat(json.length),
      fc.string({ unit: "binary", maxLength: 9 }),
    )
    const damaged = cut.map(([from, to, put]) => json.slice(0, from) + put + json.slice(to))
    fc.assert(
      fc.property(fc.oneof(damaged, fc.json(), fc.string({ unit: "binary" })), (text) => {
        const parsed = parseRecord(text)
        if (parsed !== null) expect([1, 2]).toContain(parsed.schemaVersion)
      }),
      { numRuns: runs(500) },
    )
  })
})

describe("isNewerRecord", () => {
  test.each([
    ["another schema", { schemaVersion: SCHEMA_VERSION + 1 }, true],
    ["a kind that it does not know", { kind: "exploded" }, true],
    ["a reason code that it does not know", { code: "NO_MOON" }, true],
    ["what it understands", {}, false],
    ["what an older one wrote", { schemaVersion: 1 }, false],
    ["what is damaged", { stage: "moon" }, false],
    ["what is damaged, of the newest form", { schemaVersion: SCHEMA_VERSION, stage: "moon" }, false],
  ])("%s: %j", (_, change, isNewer) => {
    expect(isNewerRecord(JSON.stringify({ ...record, ...change }))).toBe(isNewer)
  })

  test("what is no JSON is not newer", () => expect(isNewerRecord("{")).toBe(false))
})

test("a record names its application, or its report does, or nothing", () => {
  expect(appOf({ ...record, app: "shop", report: { app: "blog" } } as LedgerRecord)).toBe("shop")
  expect(appOf({ ...record, report: { app: "blog" } } as LedgerRecord)).toBe("blog")
  for (const report of [null, "blog", { app: 7 }])
    expect(appOf({ ...record, report } as LedgerRecord)).toBeNull()
})
