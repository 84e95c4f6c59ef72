import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { foldEntry } from "../../../src/core/ledger/fold.ts"
import { MAX_RECORD_BYTES, nextRecord } from "../../../src/core/ledger/next-record.ts"
import { type Entry, parseRecord } from "../../../src/core/ledger/record.ts"
import { EMPTY_STATE, type StageState } from "../../../src/core/ledger/stage-state.ts"
import { emptyReport } from "../../../src/core/report/report.ts"
import { AT, entry, quarantined, rel, running, state } from "./samples.ts"

const place = { app: "shop", stage: "production" } as const
const head = {
  command: "deploy-production",
  app: "shop",
  stage: "production",
  tag: "v1.0.0",
  ledger: "origin",
  runId: "run-1",
  actor: "ana",
  startedAt: AT,
} as const
const report = emptyReport(head)
const a = rel("v1.0.0", "a")

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value, null, 2))

const next = (of: Entry, before: StageState = EMPTY_STATE) => nextRecord(place, before, of)

describe("the record of an append", () => {
  test("is the entry, whole, with the stage after it", () => {
    const started = entry("started", { ...a, fence: 1, seq: 1, reason: "release day" })
    expect(next(started)).toEqual({
      schemaVersion: 2,
      ...place,
      ...started,
      state: foldEntry(EMPTY_STATE, started),
    })
  })

  test.each<[string, Partial<StageState>, number]>([
    ["nothing new in it", { quarantine: [quarantined(a)] }, 2],
    ["a person's freeze", { held: { reason: "launch", actor: "ana", at: AT, until: null } }, 3],
    ["a person's quarantine", { quarantine: [quarantined(a), { ...quarantined(a), by: "ana" }] }, 3],
  ])("has the oldest form that can express a state with %s", (_, fields, form) => {
    expect(next(entry("waived"), state(fields)).schemaVersion).toBe(form)
  })

  test("holds a report of a usual size as it is", () => {
    const ended = entry("failed", { ...a, report: { ...report, log: ["one", "two"] } })
    expect(next(ended).report).toEqual({ ...report, log: ["one", "two"] })
  })

  test("C5: cuts what a tool said in 30 MB", () => {
    const long = "x".repeat(30_000_000)
    const record = next(
      entry("failed", {
        ...a,
        detail: long,
        reason: long,
        report: { ...report, log: [long, long], ledger: long },
      }),
    )
    expect(bytesOf(record)).toBeLessThan(MAX_RECORD_BYTES)
    expect(record.detail).toHaveLength(1000)
    expect((record.report as typeof report).log).toHaveLength(2)
    expect(record.report).toMatchObject({ outcome: "done", runId: "run-1" })
  })

  test("keeps the end of a long list, where the failure is", () => {
    const log = Array.from({ length: 30_000 }, (_, line) => `line ${line}`)
    const kept = (next(entry("failed", { ...a, report: { ...report, log } })).report as typeof report).log
    expect(kept.length).toBeGreaterThan(50)
    expect(kept.at(-1)).toBe("line 29999")
  })

  test("has no report at all when even its form is too much", () => {
    const odd = Object.fromEntries(Array.from({ length: 9000 }, (_, index) => [`key-${index}`, index]))
    const record = next(entry("failed", { ...a, report: odd }))
    expect(record.report).toBeNull()
    expect(bytesOf(record)).toBeLessThan(MAX_RECORD_BYTES)
  })

  test("keeps addresses whole or not at all, the short ones first", () => {
    const outputs = {
      page: "p".repeat(60_000_000),
      api: "https://api.test",
      some: "s".repeat(5000),
      more: "m".repeat(5000),
    }
    const record = next(entry("deployed", { ...a, outputs, fence: 1 }), heldBy("run-1"))
    expect(record.outputs).toEqual({ api: outputs.api, some: outputs.some })
    expect(record.state.running?.outputs).toEqual(record.outputs)
  })

  describe("cuts texts further the less room there is", () => {
    /** Each character takes six bytes. */
    const escaped = "\u0001".repeat(1000)
    const after = (quarantines: number): StageState =>
      state({ quarantine: Array.from({ length: quarantines }, () => quarantined(a, escaped.slice(0, 200))) })

    test.each([
      [30, 1000],
      [40, 200],
      [50, 60],
    ])("after %j quarantines to %j characters", (quarantines, length) => {
      const record = next(entry("failed", { ...a, detail: escaped, reason: escaped }), after(quarantines))
      expect(bytesOf(record)).toBeLessThanOrEqual(MAX_RECORD_BYTES)
      expect([record.detail?.length, record.reason?.length]).toEqual([length, length])
      expect(record.state.quarantine[0]?.reason).toHaveLength(Math.min(length, 200))
    })
  })

  /** An entry whose record is so many bytes shorter than the longest. */
  const shorterBy = (bytes: number, fields: Partial<Entry> = {}): Entry => {
    const of = entry("failed", { ...a, detail: "d".repeat(1000), ...fields })
    const room = MAX_RECORD_BYTES - bytesOf(next({ ...of, report: null, host: "" })) - bytes
    return { ...of, host: "h".repeat(room) }
  }

  test("may be as long as the limit, and no longer", () => {
    const longest = next(shorterBy(0))
    expect([bytesOf(longest), longest.detail?.length]).toEqual([MAX_RECORD_BYTES, 1000])
    expect(next(shorterBy(-1)).detail).toHaveLength(200)
  })

  test("holds a report that just fits", () => {
    const text = "r".repeat(1000)
    expect(next(shorterBy(1002, { report: text })).report).toBe(text)
    expect(next(shorterBy(1001, { report: text })).report).toHaveLength(300)
  })

  test("keeps an address that just fits, counted as it is stored", () => {
    const kept = (value: string) => next(entry("deployed", { ...a, outputs: { api: value } })).outputs
    const longest = "x".repeat(8000 - bytesOf({ api: "" }))
    expect(kept(longest)).toEqual({ api: longest })
    expect(kept(`${longest}x`)).toEqual({})
    expect(kept("\u0001".repeat(2000))).toEqual({})
  })

  test("stays short whatever the stage has been through", () => {
    const text = fc.string({ unit: "grapheme", minLength: 900, maxLength: 1500, size: "max" })
    fc.assert(
      fc.property(fc.array(text, { minLength: 55, maxLength: 60, size: "max" }), (reasons) => {
        let before: StageState = state({ running: running(a) })
        for (const [index, detail] of reasons.entries()) {
          const one = rel(`v1.${index}.0-${"x".repeat(100)}`, `${1000 + index}`)
          for (const kind of ["started", "verified"] as const) before = next(entry(kind, one), before).state
          const other = rel(`v2.${index}.0-${"x".repeat(100)}`, `${2000 + index}`)
          before = next(entry("quarantined", { ...other, detail }), before).state
        }
        const [first = ""] = reasons
        const record = next(
          entry("frozen", { ...a, detail: first, reason: first, report: { ...report, log: reasons } }),
          before,
        )
        expect(bytesOf(record)).toBeLessThan(64 * 1024)
        expect(parseRecord(JSON.stringify(record))).toEqual(record)
      }),
      { numRuns: 5 },
    )
  })
})

const heldBy = (runId: string): StageState =>
  foldEntry(EMPTY_STATE, entry("started", { ...a, runId, fence: 1 }))

test("a freeze by hand is cut as any text is, and stays", () => {
  const held = { reason: "r".repeat(30_000), actor: "ana", at: AT, until: null }
  const record = next(entry("failed", { ...a, detail: "d".repeat(30_000) }), state({ held }))
  expect(record.state.held).toMatchObject({ actor: "ana", until: null })
  expect(record.state.held?.reason.length).toBeLessThan(1001)
})
