import { describe, expect, test } from "vitest"
import type { MigrationPolicy } from "../../../src/core/config/tools.ts"
import type { StageState } from "../../../src/core/ledger/stage-state.ts"
import { judgeReadiness, type ReleaseDelta } from "../../../src/core/plan/way-back.ts"
import type { Observed } from "../../../src/core/smoke/observed.ts"
import { rel, running, state } from "../ledger/samples.ts"
import { known, migration, skipped, unavailable } from "./samples.ts"

const [old, release] = [rel("v1.2.2", "b"), rel("v1.2.3", "a")]
const settled = state({ running: running(old), verified: [old] })
const nothing: ReleaseDelta = {
  migrations: known([]),
  back: known([]),
  target: known(true),
  older: known(false),
}

const seen = (sighting: Observed["sighting"] = "not-asked"): Observed => ({
  ...{ sighting, at: null, versions: [], detail: "seen" },
})

const judge = (delta: Partial<ReleaseDelta> = {}, at: StageState = settled) =>
  judgeReadiness(at, release, { ...nothing, ...delta }, "warn", seen())

const asked = (delta: Partial<ReleaseDelta>, at: StageState = settled) =>
  judge(delta, at).oneWay.flatMap(({ why, asks }) => (asks ? [why] : []))

test("a deploy over a verified version and additive migrations can be taken back", () => {
  expect(judge({ migrations: known([migration("db/1.sql")]) })).toEqual({ target: old, oneWay: [] })
})

test("a commit that was not looked for is no reason", () => {
  expect(judge({ target: skipped }).oneWay).toEqual([])
})

describe("there is no longer a way back, and a person must confirm that", () => {
  const drops = migration("db/2.sql", { risk: "destructive", reasons: ["drops table b"] })
  const edited = migration("db/1.sql", { change: "changed", risk: "unknown", reasons: ["was edited"] })
  const leaves = "the previous version may not work with what these migrations leave: "

  test.each<[string, Partial<ReleaseDelta>, string]>([
    [
      "a destructive migration lies in between",
      { migrations: known([drops]), back: known([drops]) },
      `${leaves}db/2.sql (destructive: drops table b; no down migration)`,
    ],
    [
      "an unknown one lies between the target and what runs",
      { back: known([edited, drops]) },
      `${leaves}db/1.sql (unknown: was edited), db/2.sql (destructive: drops table b; no down migration)`,
    ],
    [
      "the migrations are not known",
      { migrations: unavailable("the clone is shallow") },
      "the migrations between the versions are not known: the clone is shallow",
    ],
    [
      "the target's commit is not here",
      { target: unavailable("it was never fetched.") },
      "the way back is to v1.2.2 (bbbbbbb), and its commit is not here: it was never fetched",
    ],
  ])("%s", (_, delta, why) => expect(asked(delta)).toEqual([why]))

  test("nothing has ever passed smoke on a stage that runs something", () => {
    expect(asked({}, state({ running: running(old, false) }))).toEqual([
      "no version has passed smoke on the stage, not even v1.2.2 (bbbbbbb), which it runs",
    ])
  })

  test("every reason is given", () => {
    const delta = { migrations: known([drops]), target: unavailable("it was never fetched") }
    expect(asked(delta)).toHaveLength(2)
  })
})

test.each<[Observed["sighting"], boolean]>([
  ["drift", true],
  ["unidentified", true],
  ["no-address", true],
  ["no-answer", false],
  ["unreachable", false],
  ["not-asked", false],
])("a stage that the ledger does not know, %s: a person must decide: %s", (sighting, asks) => {
  const { oneWay } = judgeReadiness(state(), release, nothing, "warn", seen(sighting))
  expect(oneWay).toEqual([
    {
      why: asks ? "what runs there, if anything does, was never adopted" : "nothing runs on the stage yet",
      asks,
    },
  ])
})

describe("there is no way back, and nothing to decide", () => {
  test.each<[string, StageState, string]>([
    ["a first deploy", state(), "nothing runs on the stage yet"],
    [
      "the commit that runs",
      state({ running: running(release, false) }),
      "no other version has passed smoke on the stage",
    ],
    [
      "the only commit that ever passed",
      state({ running: running(old, false), verified: [release] }),
      "no other version has passed smoke on the stage",
    ],
  ])("%s", (_, at, why) => {
    expect(judge({ target: skipped, back: skipped }, at)).toEqual({
      target: null,
      oneWay: [{ why, asks: false }],
    })
  })

  test("whatever migrations the first deploy brings", () => {
    const drops = migration("db/2.sql", { risk: "destructive" })
    expect(asked({ migrations: known([drops]) }, state())).toEqual([])
  })
})

test("migrations do not count where they are not configured, or where they are allowed", () => {
  const delta = { ...nothing, migrations: known([migration("db/2.sql", { risk: "destructive" })]) }
  const asks = (policy: MigrationPolicy | null) =>
    judgeReadiness(settled, release, delta, policy, seen()).oneWay.length
  expect([null, "allow" as const, "warn" as const, "block" as const].map(asks)).toEqual([0, 0, 1, 1])
})
