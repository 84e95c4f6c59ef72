import fc from "fast-check"
import semver from "semver"
import { describe, expect, test } from "vitest"
import { foldEntry } from "../../../src/core/ledger/fold.ts"
import { type Entry, parseRecord, type RecordKind } from "../../../src/core/ledger/record.ts"
import { EMPTY_STATE, MAX_VERIFIED, type StageState } from "../../../src/core/ledger/stage-state.ts"
import { chooseRollbackTarget, isQuarantined } from "../../../src/core/plan/way-back.ts"
import type { Release } from "../../../src/core/stage.ts"
import { anyEntries, history, release } from "./histories.ts"
import { everPassed, quarantinedByList, targetByList } from "./naive-model.ts"
import { entry, sha } from "./samples.ts"

const fold = (entries: readonly Entry[]): StageState => entries.reduce(foldEntry, EMPTY_STATE)

const BREAKERS: readonly RecordKind[] = ["lock-broken", "taken-over"]

const shas = (releases: readonly Release[]) => releases.map((one) => one.sha)

/** What the stage runs, another release, or nothing that is known. */
const leavingOf = (of: StageState, other: Release | null) => [of.running, other, null]

describe("over histories of a stage, the target of a rollback", () => {
  test("is never the commit that is left, nor one that never passed here, nor a quarantined one", () => {
    fc.assert(
      fc.property(history, release, (entries, other) => {
        const of = fold(entries)
        for (const leaving of leavingOf(of, other)) {
          const target = chooseRollbackTarget(of, leaving)
          if (target.kind === "none") continue
          expect(target.release.sha).not.toBe(leaving?.sha)
          expect(everPassed(entries, target.release.sha)).toBe(true)
          expect(quarantinedByList(entries, target.release.sha)).toBe(false)
        }
      }),
      { numRuns: 500 },
    )
  })

  test("is the latest that passed, by the ledger's order; and there is none exactly where the list has none", () => {
    fc.assert(
      fc.property(history, release, (entries, other) => {
        const of = fold(entries)
        for (const leaving of leavingOf(of, other)) {
          const target = chooseRollbackTarget(of, leaving)
          const expected = targetByList(entries, leaving)
          if (target.kind === "none") expect(target.reason.code).toBe("NO_ROLLBACK_TARGET")
          expect(target.kind === "target" ? target.release : null).toEqual(expected)
        }
      }),
      { numRuns: 500 },
    )
  })

  test("on production does not depend on what staging verified since", () => {
    fc.assert(
      fc.property(history, history, (production, staging) => {
        const target = chooseRollbackTarget(fold(production), fold(production).running)
        const newer = shas(fold(staging).verified).filter((one) => !everPassed(production, one))
        if (target.kind === "target") expect(newer).not.toContain(target.release.sha)
      }),
    )
  })

  test("the quarantine is the one of the list", () => {
    fc.assert(
      fc.property(history, (entries) => {
        const of = fold(entries)
        for (const commit of ["a", "b", "c", "d", "e"].map(sha)) {
          expect(isQuarantined(of, commit)).toBe(quarantinedByList(entries, commit))
        }
      }),
      { numRuns: 500 },
    )
  })
})

/** The properties above say little about histories in which nothing happens. */
describe("the generated histories hold", () => {
  const samples = fc
    .sample(history, { numRuns: 500, seed: 7 })
    .map((entries) => ({ entries, of: fold(entries) }))
  const targets = samples.map(({ entries, of }) => ({
    entries,
    of,
    target: targetByList(entries, of.running),
  }))
  const passed = (entries: readonly Entry[]) => entries.filter(({ kind }) => kind === "verified")

  test.each([
    ["a target", targets.filter(({ target }) => target !== null)],
    [
      "no target though something passed",
      targets.filter((s) => s.target === null && passed(s.entries).length > 0),
    ],
    ["a quarantine", targets.filter(({ of }) => of.quarantine.length > 0)],
    [
      "a target that is a higher version than what runs",
      targets.filter(({ target, of }) => target && semver.gt(target.tag, of.running?.tag ?? "v9.0.0")),
    ],
    ["a target that is a prerelease", targets.filter(({ target }) => target?.tag.includes("-"))],
    [
      "a tag that moved",
      targets.filter(({ of }) =>
        of.verified.some((x) => of.verified.some((y) => x.tag === y.tag && x !== y)),
      ),
    ],
    [
      "a commit that passed under two tags",
      targets.filter(({ entries }) =>
        passed(entries).some((x) => passed(entries).some((y) => x.sha === y.sha && x.tag !== y.tag)),
      ),
    ],
    [
      "a rollback that failed",
      targets.filter((s) => s.entries.some(({ kind }) => kind === "rollback-failed")),
    ],
    ["a run that died", targets.filter(({ of }) => of.lock !== null)],
  ])("%s, often", (_, found) => expect(found.length).toBeGreaterThan(20))
})

describe("whatever the entries are", () => {
  test("the verified list has each commit once, no quarantined one, and is never too long", () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        const { verified, quarantine } = fold(entries)
        expect(new Set(shas(verified)).size).toBe(verified.length)
        expect(new Set(shas(quarantine)).size).toBe(quarantine.length)
        const judged = quarantine.filter(({ by }) => by === undefined)
        expect(shas(judged).filter((one) => shas(verified).includes(one))).toEqual([])
        expect(verified.length).toBeLessThanOrEqual(MAX_VERIFIED)
      }),
    )
  })

  test("what runs verified is the head of the verified list", () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        const { running, verified } = fold(entries)
        if (running?.verified) expect(verified[0]).toMatchObject({ tag: running.tag, sha: running.sha })
      }),
    )
  })

  test("once something has passed, something runs", () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        const { running, verified } = fold(entries)
        if (verified.length > 0) expect(running).not.toBeNull()
      }),
    )
  })

  test("a lock is freed only by its owner's last record, or by who breaks it", () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        entries.reduce((before, one) => {
          const after = foldEntry(before, one)
          if (before.lock !== null && after.lock === null && !BREAKERS.includes(one.kind)) {
            expect(one.runId).toBe(before.lock.runId)
          }
          return after
        }, EMPTY_STATE)
      }),
    )
  })

  test("a refusal changes nothing", () => {
    fc.assert(
      fc.property(anyEntries, release, (entries, subject) => {
        const before = fold(entries)
        expect(foldEntry(before, entry("blocked", subject))).toBe(before)
      }),
    )
  })

  test("the state can be written into a record and read again", () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        const record = {
          ...entry("blocked"),
          schemaVersion: 1,
          stage: "staging",

          state: fold(entries),
        }
        expect(parseRecord(JSON.stringify(record))?.state).toEqual(record.state)
      }),
    )
  })
})
