import { expect, test } from "vitest"
import { notAsked, observedOf, tagServed } from "../../../src/core/smoke/observed.ts"
import { readingOf } from "../../helpers/samples.ts"

const at = new Date("2026-11-28T10:00:00Z")
const running = { tag: "v1.2.3", sha: "2".repeat(40) }
const right = readingOf({ claim: "v1.2.3 (2222222)" })
const other = readingOf({ right: false, served: "other", claim: "v1.4.1" })
const silent = readingOf({ right: false, served: "unknown", claim: null, status: 404, detail: "status 404" })
const broken = readingOf({ ...silent, status: 503, detail: "status 503, not 200" })
const refused = readingOf({ ...silent, status: null, detail: "connection refused" })
const unreachable = readingOf({ ...refused, reached: false, detail: "no such host" })

test.each([
  ["what the ledger says", [right], "as-recorded", "it serves v1.2.3 (2222222)"],
  ["beside a check that shows no version", [silent, right], "as-recorded", "it serves v1.2.3 (2222222)"],
  ["B7: another version", [other], "drift", "it serves v1.4.1, but the ledger says v1.2.3 (2222222)"],
  [
    "B7: another version beside it",
    [right, other],
    "drift",
    "it serves v1.2.3 (2222222) and v1.4.1, but the ledger says v1.2.3 (2222222)",
  ],
  [
    "the same version of another commit",
    [readingOf({ ...other, claim: "v1.2.3 (3333333)" })],
    "drift",
    expect.any(String),
  ],
  ["no version", [silent], "unidentified", "it answers, but no check shows a version"],
  ["an answer that is none", [broken], "no-answer", "api: status 503, not 200"],
  [
    "an error of the application",
    [readingOf({ ...silent, status: 500, detail: "status 500, not 200" })],
    "no-answer",
    "api: status 500, not 200",
  ],
  ["no answer", [refused, unreachable], "no-answer", "api: connection refused"],
  ["nothing reachable", [unreachable], "unreachable", "api: no such host"],
  ["an optional check alone", [{ ...right, optional: true }], "unreachable", "no required check"],
])("%s", (_name, readings, sighting, detail) => {
  expect(observedOf(readings, running, at)).toMatchObject({
    sighting,
    detail,
    at: "2026-11-28T10:00:00.000Z",
  })
})

test("what a person says that a stage runs is not what the ledger says", () => {
  expect(observedOf([other], running, at, "person").detail).toBe("it serves v1.4.1, not v1.2.3 (2222222)")
})

test("B7: a stage that the ledger does not know serves something", () => {
  expect(observedOf([other], null, at)).toEqual({
    sighting: "drift",
    at: "2026-11-28T10:00:00.000Z",
    versions: ["v1.4.1"],
    detail: "it serves v1.4.1, which the ledger does not know",
  })
})

test("an application that fails on a stage that the ledger does not know is something, and a gateway alone is not", () => {
  expect(observedOf([{ ...broken, status: 500 }], null, at).sighting).toBe("unidentified")
  expect(observedOf([refused], null, at).sighting).toBe("no-answer")
  expect(observedOf([broken], null, at).sighting).toBe("no-answer")
})

test.each([
  [["v1.4.1 (3333333)"], "v1.4.1"],
  [["1.4.1"], "v1.4.1"],
  [["v1.4.1 (3333333)", "v1.4.0"], null],
  [["1.4"], null],
  [["$(id) v1.4.1"], null],
  [[], null],
])("what %j is the tag of: %s", (versions, tag) => {
  expect(tagServed({ ...notAsked(""), versions }, "v")).toBe(tag)
})

test("a stage that was not asked has no time", () => {
  expect(notAsked("nothing is deployed")).toEqual({
    sighting: "not-asked",
    at: null,
    versions: [],
    detail: "nothing is deployed",
  })
})
