import { describe, expect, test } from "vitest"
import type { FencePolicy } from "../../../src/core/config/migrations.ts"
import type { StageState } from "../../../src/core/ledger/stage-state.ts"
import type { Crossing } from "../../../src/core/plan/crossing.ts"
import { judgeReadiness } from "../../../src/core/plan/readiness.ts"
import { rel, running, state } from "../ledger/samples.ts"
import { known, migration, skipped, unavailable } from "./samples.ts"

const [old, release] = [rel("v1.2.2", "b"), rel("v1.2.3", "a")]
const settled = state({ running: running(old), verified: [old] })
const nothing: Crossing = {
  migrations: known([]),
  back: known([]),
  targetTag: known(old.sha),
  deployer: skipped,
}

const judge = (crossing: Partial<Crossing> = {}, at: StageState = settled) =>
  judgeReadiness(at, release, { ...nothing, ...crossing }, "warn")

const asked = (crossing: Partial<Crossing>, at: StageState = settled) =>
  judge(crossing, at).oneWay.flatMap(({ why, asks }) => (asks ? [why] : []))

test("a deploy over a verified version and additive migrations can be taken back", () => {
  expect(judge({ migrations: known([migration("db/1.sql")]) })).toEqual({ target: old, oneWay: [] })
})

test("a tag that nobody looked for is no reason", () => {
  expect(judge({ targetTag: skipped }).oneWay).toEqual([])
})

describe("there is a way back no more, and a person must say so", () => {
  const drops = migration("db/2.sql", { risk: "destructive", reasons: ["drops table b"] })
  const edited = migration("db/1.sql", { change: "changed", risk: "unknown", reasons: ["was edited"] })
  const leaves = "the version before may not work with what these migrations leave: "

  test.each<[string, Partial<Crossing>, string]>([
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
      "nobody knows the migrations",
      { migrations: unavailable("the clone is shallow") },
      "the migrations in between cannot be told: the clone is shallow",
    ],
    [
      "the target's tag was moved",
      { targetTag: known("c".repeat(40)) },
      "the way back is to v1.2.2 (bbbbbbb), and it names ccccccc now",
    ],
    [
      "the target's tag is gone",
      { targetTag: known(null) },
      "the way back is to v1.2.2 (bbbbbbb), and there is no such tag any more",
    ],
    [
      "nobody can look for the target's tag",
      { targetTag: unavailable("no network") },
      "nobody knows whether v1.2.2 can still be had: no network",
    ],
    ["the deployer says so", { deployer: known(["v4 cannot go back to v3"]) }, "v4 cannot go back to v3"],
    [
      "the deployer cannot tell",
      { deployer: unavailable("no answer") },
      "the deployer cannot tell whether it could go back: no answer",
    ],
  ])("%s", (_, crossing, why) => expect(asked(crossing)).toEqual([why]))

  test("nothing has ever passed smoke on a stage that runs something", () => {
    expect(asked({}, state({ running: running(old, false) }))).toEqual([
      "no version has passed smoke on the stage, v1.2.2 (bbbbbbb) that runs included",
    ])
  })

  test("all reasons are told", () => {
    const crossing = { migrations: known([drops]), targetTag: known(null), deployer: known(["no"]) }
    expect(asked(crossing)).toHaveLength(3)
  })
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
    expect(judge({ targetTag: skipped, back: skipped }, at)).toEqual({
      target: null,
      oneWay: [{ why, asks: false }],
    })
  })

  test("whatever migrations the first deploy brings", () => {
    const drops = migration("db/2.sql", { risk: "destructive" })
    expect(asked({ migrations: known([drops]), deployer: known(["no"]) }, state())).toEqual([])
  })
})

test("migrations do not count where nobody configured them, or where they are allowed", () => {
  const crossing = { ...nothing, migrations: known([migration("db/2.sql", { risk: "destructive" })]) }
  const asks = (policy: FencePolicy | null) =>
    judgeReadiness(settled, release, crossing, policy).oneWay.length
  expect([null, "allow" as const, "warn" as const, "block" as const].map(asks)).toEqual([0, 0, 1, 1])
})
