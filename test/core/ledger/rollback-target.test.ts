import { describe, expect, test } from "vitest"
import { EMPTY_STATE } from "../../../src/core/ledger/stage-state.ts"
import {
  chooseRollbackTarget,
  findRollbackTarget,
  isQuarantined,
  namedRollbackTarget,
  type RollbackTarget,
  stageToLeave,
} from "../../../src/core/plan/way-back.ts"
import type { ReasonCode } from "../../../src/core/reasons.ts"
import type { Release } from "../../../src/core/stage.ts"
import { owner, quarantined, rel, running, sha, state } from "./samples.ts"

const a = rel("v1.0.0", "a")
const b = rel("v1.1.0", "b")
const c = rel("v1.2.0", "c")
const LAST = "the last other version that passed smoke on this stage"

const to = (release: Release, why: string): RollbackTarget => ({ kind: "target", release, why })
const none = (code: ReasonCode, message: string, fix = /./) => ({
  kind: "none",
  reason: { code, message, fix: expect.stringMatching(fix) },
})

describe("without a name", () => {
  test.each([
    ["the newest verified one", state({ verified: [c, b, a] }), null, to(c, LAST)],
    ["not the commit that is left", state({ verified: [c, b, a] }), c, to(b, LAST)],
    ["not that commit under another tag", state({ verified: [c, b] }), { ...c, tag: "v9.0.0" }, to(b, LAST)],
    ["another commit of the same tag", state({ verified: [c, b] }), { ...b, tag: "v1.2.0" }, to(c, LAST)],
    ["in the ledger's order, not that of versions", state({ verified: [a, c, b] }), b, to(a, LAST)],
    [
      "not a quarantined one",
      state({ verified: [c, b, a], quarantine: [quarantined({ ...b, tag: "v0.9.0" })] }),
      c,
      to(a, LAST),
    ],
    [
      "none on a stage that verified nothing",
      state({ running: running(c, false) }),
      c,
      none("NO_ROLLBACK_TARGET", "No version has passed smoke on this stage yet."),
    ],
    [
      "none on a stage whose verified ones were all quarantined",
      state({ running: running(b, false), quarantine: [quarantined(b), quarantined(c)] }),
      c,
      none(
        "NO_ROLLBACK_TARGET",
        "No version counts as verified on this stage; quarantined: v1.1.0 (bbbbbbb), v1.2.0 (ccccccc).",
      ),
    ],
    [
      "none when every other is out of question: what came last may be had again",
      state({ verified: [c, b, a], quarantine: [quarantined(b), { ...quarantined(a), by: "ana" }] }),
      c,
      none(
        "NO_ROLLBACK_TARGET",
        "No other version is verified on this stage; quarantined: v1.1.0 (bbbbbbb), v1.0.0 (aaaaaaa).",
        /If v1\.1\.0 was good after all: `unfreeze --stage STAGE --reason 'WHY'`, then `deploy-STAGE --tag v1\.1\.0`\.$/,
      ),
    ],
    [
      "none when a person quarantined the only other",
      state({ verified: [c, a], quarantine: [{ ...quarantined(a), by: "ana" }] }),
      c,
      none(
        "NO_ROLLBACK_TARGET",
        "No other version is verified on this stage; quarantined: v1.0.0 (aaaaaaa).",
        /If v1\.0\.0 was good after all: `quarantine --tag v1\.0\.0 --lift --stage STAGE --reason 'WHY'`, then `deploy-STAGE --tag v1\.0\.0`\.$/,
      ),
    ],
    [
      "none where no other passed",
      state({ verified: [c] }),
      c,
      none(
        "NO_ROLLBACK_TARGET",
        "No other version is verified on this stage.",
        /`adopt --tag VERSION --stage STAGE`\.$/,
      ),
    ],
  ])("%s", (_, of, leaving, target) => expect(chooseRollbackTarget(of, leaving)).toEqual(target))
})

describe("what a stage leaves", () => {
  const unfinished = { from: c, to: b }
  test.each([
    ["what runs", state({ running: running(c) }), running(c)],
    [
      "what a dead rollback was to leave",
      state({ running: running(b, false), lock: { ...owner, rollback: unfinished } }),
      running(c, false),
    ],
    [
      "what an unfinished rollback was to leave",
      state({ running: running(b, false), unfinished }),
      running(c, false),
    ],
    [
      "the same where its target was not deployed",
      state({ running: running(c, false), unfinished }),
      running(c, false),
    ],
    ["what was deployed since", state({ running: running(a, false), unfinished }), running(a, false)],
    ["what was verified since", state({ running: running(b), unfinished }), running(b)],
    ["nothing where nothing runs", state({ unfinished }), null],
  ])("%s", (_, of, left) => expect(stageToLeave(of).running).toEqual(left))
})

describe("by name", () => {
  const known = state({ running: running(c), verified: [c, b, a] })

  test.each([
    ["a verified one", known, "v1.0.0", to(a, "named by --to")],
    [
      "the newest of a tag that moved",
      state({ running: running(c), verified: [c, { ...b, tag: "v1.0.0" }, a] }),
      "v1.0.0",
      to({ ...b, tag: "v1.0.0" }, "named by --to"),
    ],
    [
      "a verified commit of a tag whose earlier commit is quarantined",
      state({ running: running(c), verified: [c, { ...b, tag: "v1.0.0" }], quarantine: [quarantined(a)] }),
      "v1.0.0",
      to({ ...b, tag: "v1.0.0" }, "named by --to"),
    ],
    [
      "not what runs",
      known,
      "v1.2.0",
      none(
        "ROLLBACK_TARGET_RUNNING",
        "The stage already runs v1.2.0 (ccccccc).",
        /To deploy it again: `deploy-STAGE --tag v1\.2\.0`\.$/,
      ),
    ],
    [
      "not what runs under another tag",
      state({ running: running({ ...b, tag: "v1.1.1" }), verified: [b, a] }),
      "v1.1.0",
      none("ROLLBACK_TARGET_RUNNING", "v1.1.0 is the commit that already runs as v1.1.1."),
    ],
    [
      "not a quarantined one",
      state({ running: running(c), verified: [c, a], quarantine: [quarantined(b)] }),
      "v1.1.0",
      none("VERSION_QUARANTINED", "v1.1.0 (bbbbbbb) was quarantined: it lost messages"),
    ],
    [
      "not a quarantined one, though it is still listed as verified",
      state({ running: running(c), verified: [c, b, a], quarantine: [quarantined(b)] }),
      "v1.1.0",
      none("VERSION_QUARANTINED", "v1.1.0 (bbbbbbb) was quarantined: it lost messages"),
    ],
    [
      "not one that the stage does not know",
      known,
      "v9.9.9",
      none(
        "ROLLBACK_TARGET_UNKNOWN",
        "v9.9.9 is not among the verified versions that the stage remembers: v1.2.0, v1.1.0, v1.0.0.",
      ),
    ],
    [
      "not one that the stage does not know, although another one was rolled back",
      state({ running: running(c), verified: [c], quarantine: [quarantined(b)] }),
      "v9.9.9",
      none(
        "ROLLBACK_TARGET_UNKNOWN",
        "v9.9.9 is not among the verified versions that the stage remembers: v1.2.0.",
      ),
    ],
    [
      "not on an empty stage",
      EMPTY_STATE,
      "v1.0.0",
      none(
        "ROLLBACK_TARGET_UNKNOWN",
        "v1.0.0 is not among the verified versions that the stage remembers: none.",
      ),
    ],
  ])("%s", (_, of, tag, target) => expect(namedRollbackTarget(of, tag)).toEqual(target))

  test("typed without its prefix, it is named in full", () => {
    expect(namedRollbackTarget(state({ running: running(c), verified: [c, b] }), "1.1.0")).toEqual({
      kind: "none",
      reason: {
        code: "ROLLBACK_TARGET_UNKNOWN",
        message:
          "1.1.0 is not among the verified versions that the stage remembers: v1.2.0, v1.1.0. Did you mean v1.1.0?",
        fix: "Name it in full: --to v1.1.0.",
      },
    })
  })
})

describe("what a person asks for", () => {
  const known = state({ running: running(c), verified: [c, b, a] })

  test("without --to leaves what runs", () => expect(findRollbackTarget(known, null)).toEqual(to(b, LAST)))

  test("with --to takes that version", () =>
    expect(findRollbackTarget(known, "v1.0.0")).toEqual(to(a, "named by --to")))
})

test("a commit is quarantined, not a tag", () => {
  const of = state({ quarantine: [quarantined(a)] })
  expect(isQuarantined(of, sha("a"))).toBe(true)
  expect(isQuarantined(of, sha("b"))).toBe(false)
})

test("a version that was named and is kept away says by whom", () => {
  const [one, other, third] = [rel("v1.0.0", "a"), rel("v1.1.0", "b"), rel("v1.2.0", "c")]
  const kept = [quarantined(one), { ...quarantined(other), by: "ben" }]
  const at = state({ running: running(third), verified: [third], quarantine: kept })
  const why = (tag: string) => {
    const target = namedRollbackTarget(at, tag)
    return target.kind === "none" && target.reason.message
  }
  expect(why("v1.0.0")).toMatch(/^v1\.0\.0 \(\w+\) was quarantined: it lost messages$/)
  expect(why("v1.1.0")).toMatch(/^v1\.1\.0 \(\w+\) was quarantined by ben: it lost messages$/)
  // what a rollback left open is over once another version is there
  const open = state({ running: running(third, false), unfinished: { from: one, to: other } })
  expect(stageToLeave(open).running).toMatchObject(third)
  expect(stageToLeave({ ...open, running: running(other, false) }).running).toMatchObject(one)
})
