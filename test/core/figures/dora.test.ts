// Ledgers of which the five metrics were worked out by hand, by the definitions in docs/figures.md.
import { describe, expect, test } from "vitest"
import type { Fact } from "../../../src/core/errors.ts"
import { type CommitGraph, type CommitNode, leadTimesOf } from "../../../src/core/figures/commits.ts"
import { type Deployments, deploymentsIn } from "../../../src/core/figures/deployments.ts"
import { type Dora, doraOf, lineageOf } from "../../../src/core/figures/dora.ts"
import { DAY_MS } from "../../../src/core/figures/periods.ts"
import { releaseOf, Story, shaOf, time } from "../../helpers/story.ts"

const [SINCE, UNTIL] = [new Date(time("03-02 00:00")), new Date(time("03-30 00:00"))]
const NO_GRAPH: Fact<CommitGraph> = { kind: "known", value: { commits: [], missing: [], shallow: false } }

const figuresOf = (story: Story, graph: Fact<CommitGraph> = NO_GRAPH): Dora =>
  doraOf({ ...deploymentsIn(story.all, true), stage: "production", since: SINCE, until: UNTIL, graph })

const verdicts = ({ deployments }: Deployments) =>
  deployments.map(({ tag, verdict, because }) =>
    [tag, verdict, because].filter((part) => part !== null).join(" "),
  )
const told = (story: Story) => deploymentsIn(story.all, true)

const minutes = (count: number) => count * 60_000

describe("which deployments failed", () => {
  test("v1, v2, v3 and back to v1: v2 brought in what had to be left", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .deploy("03-03 10:00", "v2")
      .deploy("03-04 10:00", "v3")
      .rollback("03-05 10:00", "v3", "v1")
    expect(verdicts(told(story))).toEqual(["v1 passed", "v2 failed a rollback left it", "v3 passed"])
    const { failRate, recovery, failed, reworkRate } = figuresOf(story)
    expect(failRate).toEqual({ n: 3, count: 1, tooFew: true, rate: null })
    // from v2's being there, 03-03 10:02, to the end of the rollback, 03-05 10:01
    expect(failed).toMatchObject([{ tag: "v2", at: time("03-03 10:02"), recoveredAt: time("03-05 10:01") }])
    expect(recovery).toEqual({ n: 1, tooFew: true, medianMs: null, bin: null })
    // one rollback of three deployments and one rollback
    expect(reworkRate).toMatchObject({ n: 4, count: 1 })
  })

  test("the same by a deploy of the older version: it is a rollback, and no deployment", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .deploy("03-03 10:00", "v2")
      .deploy("03-04 10:00", "v3")
      .deploy("03-05 10:00", "v1")
    expect(verdicts(told(story))).toEqual(["v1 passed", "v2 failed a rollback left it", "v3 passed"])
    expect(told(story).rollbacks).toMatchObject([
      { kind: "redeploy", to: releaseOf("v1"), passed: true, isStray: false },
    ])
    expect(figuresOf(story).frequency.n).toBe(3)
  })

  test("a rollback to the version before marks the one that it leaves", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .deploy("03-03 10:00", "v2")
      .rollback("03-03 11:00", "v2", "v1")
    expect(verdicts(told(story))).toEqual(["v1 passed", "v2 failed a rollback left it"])
  })

  test("a version that comes again after its rollback is no rollback, although it was there before", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .deploy("03-03 10:00", "v2")
      .rollback("03-03 11:00", "v2", "v1")
      .unfreeze("03-03 12:00")
      .deploy("03-04 10:00", "v2")
    expect(verdicts(told(story))).toEqual(["v1 passed", "v2 failed a rollback left it", "v2 passed"])
    expect(told(story).rollbacks).toHaveLength(1)
  })

  test("two deploys of one commit are two deployments, and neither failed", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .deploy("03-02 12:00", "v1")
      .deploy("03-02 14:00", "v1.0.1=v1")
    expect(verdicts(told(story))).toEqual(["v1 passed", "v1 passed", "v1.0.1 passed"])
    expect(told(story).rollbacks).toEqual([])
    expect(figuresOf(story)).toMatchObject({ frequency: { n: 3 }, failRate: { n: 3, count: 0 } })
  })

  test("automatic rollbacks, failed rollbacks, failed deploys and failed verifications", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .rolledBack("03-03 10:00", "v2", "v1")
      .unfreeze("03-03 11:00")
      .fails("03-04 10:00", "v3")
      .fails("03-05 10:00", "v4", { code: "VERIFICATION_FAILED" })
      .deploy("03-06 10:00", "v5")
      .rolledBack("03-07 10:00", "v6", "v5", { isGood: false })
    expect(verdicts(told(story))).toEqual([
      "v1 passed",
      "v2 failed it was rolled back",
      "v3 failed its deploy failed",
      "v4 failed it failed verification",
      "v5 passed",
      "v6 failed its rollback failed",
    ])
    const { failRate, recovery, failed, leftOut, frequency, reworkRate } = figuresOf(story)
    expect(failRate).toEqual({ n: 6, count: 4, tooFew: false, rate: 0.667 })
    expect(failed.map(({ tag, recoveredAt }) => [tag, recoveredAt])).toEqual([
      ["v6", null],
      ["v4", time("03-06 10:05")],
      ["v3", time("03-06 10:05")],
      ["v2", time("03-03 10:06")],
    ])
    // an open one is never averaged
    expect(recovery).toMatchObject({ n: 3, tooFew: true, medianMs: null })
    expect(leftOut).toContain("Recovery leaves out 1 failed deployment that nothing has recovered from yet.")
    expect(frequency.n).toBe(6)
    // v5 is the first that passed after a freeze; and two rollbacks
    expect(reworkRate).toEqual({ n: 8, count: 3, tooFew: false, rate: 0.375 })
  })

  test("what did not change the stage is no deployment", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .blocked("03-03 10:00", "v2")
      .fails("03-04 10:00", "v3", { changed: false })
    expect(verdicts(told(story))).toEqual(["v1 passed"])
  })

  test("what could not be judged is neither good nor bad, until a rollback leaves it", () => {
    const story = new Story().deploy("03-02 10:00", "v1").inconclusive("03-03 10:00", "v2")
    expect(verdicts(told(story))).toEqual(["v1 passed", "v2 inconclusive it could not be judged"])
    const { failRate, frequency, inconclusive, leftOut } = figuresOf(story)
    expect([failRate.n, failRate.count, frequency.n]).toEqual([1, 0, 2])
    expect(inconclusive).toMatchObject([{ tag: "v2" }])
    expect(leftOut).toContain("The fail rate leaves out 1 deployment that could not be judged.")
    story.rollback("03-03 12:00", "v2", "v1")
    expect(verdicts(told(story))).toEqual(["v1 passed", "v2 failed a rollback left it"])
  })

  test("a run that died halfway could not be judged either; one under way says so", () => {
    const story = new Story().deploy("03-02 10:00", "v1")
    story.begin("03-03 10:00", "v2")
    expect(verdicts(told(story)).at(-1)).toBe("v2 inconclusive it is under way")
    story.says("03-03 12:00", "unlock", "lock-broken", { reason: "the machine is gone" })
    expect(verdicts(told(story)).at(-1)).toBe("v2 inconclusive its run died")
  })

  test("a run that goes on with a dead one's rollback deploys nothing", () => {
    const story = new Story().deploy("03-02 10:00", "v1")
    story.begin("03-03 10:00", "v2")
    const back = { ...releaseOf("v1"), from: releaseOf("v2") }
    story.add("frozen", back).add("rollback-started", back)
    story.next.at("03-03 11:00").add("taken-over", releaseOf("v2")).add("started", releaseOf("v2"))
    story
      .add("frozen", back)
      .add("rollback-started", back)
      .add("effect", { ...releaseOf("v1"), effect: "rollback" })
    story.later(1).add("rolled-back", back)
    expect(verdicts(told(story))).toEqual(["v1 passed", "v2 failed a rollback left it"])
    expect(told(story).rollbacks.map(({ kind, passed }) => [kind, passed])).toEqual([
      ["automatic", false],
      ["automatic", true],
    ])
    expect(told(story).deployments.at(-1)?.recoveredAt).toBe(time("03-03 11:01"))
  })

  test("a later verification can fail a version, and one that passes ends a failure", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .says("03-02 12:00", "verify", "unverified", { ...releaseOf("v1"), code: "VERIFICATION_FAILED" })
      .says("03-02 14:00", "verify", "verified", { ...releaseOf("v1"), verification: "pass" })
    expect(told(story).deployments).toMatchObject([
      { verdict: "failed", because: "it failed verification later", recoveredAt: time("03-02 14:00") },
    ])
    // of a version that does not run any more it says nothing
    story.deploy("03-03 10:00", "v2").says("03-03 11:00", "verify", "unverified", releaseOf("v1"))
    expect(verdicts(told(story)).at(-1)).toBe("v2 passed")
  })

  test("one that passes before one that fails leaves it the same deployment", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .says("03-02 12:00", "verify", "verified", { ...releaseOf("v1"), verification: "pass" })
      .says("03-02 14:00", "verify", "unverified", releaseOf("v1"))
    expect(verdicts(told(story))).toEqual(["v1 failed it failed verification later"])
  })

  test("only what says something of the version ends a failure, or is a rollback", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .says("03-02 12:00", "verify", "unverified", releaseOf("v1"))
      .says("03-02 13:00", "quarantine", "quarantined-by-hand", { ...releaseOf("v1"), reason: "it leaks" })
    expect(told(story).deployments).toMatchObject([{ verdict: "failed", recoveredAt: null }])
    story.deploy("03-03 10:00", "v2").rollback("03-04 10:00", "v2", "v1")
    expect(told(story).rollbacks.map(({ kind }) => kind)).toEqual(["command"])
  })

  test("a commit counts from the moment of its deployment to sixty days before it", () => {
    const node = (sha: string, days: number, ...parents: string[]) => ({ sha, atMs: -days * DAY_MS, parents })
    const commits = [node("a", 0, "b"), node("b", 60, "c"), node("c", 60.01, "d"), node("d", -0.01)]
    const { byRun, ...leftOut } = leadTimesOf([{ runId: "run-1", sha: "a", atMs: 0 }], {
      ...{ commits, missing: [], shallow: false },
    })
    expect([byRun.get("run-1"), leftOut]).toEqual([[0, 60 * DAY_MS], { old: 1, younger: 1, crowded: 0 }])
  })

  test.each([
    [5000, 5000, 0],
    [5001, undefined, 5001],
  ])("a release of %i commits counts up to 5000", (count, counted, crowded) => {
    const commits = Array.from({ length: count }, (_, index) => ({
      sha: String(index),
      ...{ atMs: 0, parents: [String(index + 1)] },
    }))
    const { byRun, ...leftOut } = leadTimesOf([{ runId: "run-1", sha: "0", atMs: 1 }], {
      ...{ commits, missing: [], shallow: false },
    })
    expect([byRun.get("run-1")?.length, leftOut.crowded]).toEqual([counted, crowded])
  })

  test("one that proves nothing changes nothing", () => {
    const proved = { ...releaseOf("v1"), code: "SMOKE_INCONCLUSIVE" as const, changed: false }
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .says("03-02 12:00", "verify", "inconclusive", proved)
    expect(verdicts(told(story))).toEqual(["v1 passed"])
    story
      .says("03-02 13:00", "verify", "unverified", releaseOf("v1"))
      .says("03-02 14:00", "verify", "inconclusive", proved)
    expect(told(story).deployments).toMatchObject([{ verdict: "failed", recoveredAt: null }])
  })

  test("an adopted version is where a rollback can go, and no deployment", () => {
    const story = new Story()
    story.next.at("03-02 09:00").add("started", { ...releaseOf("v1"), command: "adopt" })
    story.later(1).add("verified", { ...releaseOf("v1"), command: "adopt" })
    story.deploy("03-02 10:00", "v2").rollback("03-02 11:00", "v2", "v1")
    expect(verdicts(told(story))).toEqual(["v2 failed a rollback left it"])
  })

  test("a rollback marks what came after its target, and not what something has recovered from", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .fails("03-03 10:00", "v2")
      .deploy("03-04 10:00", "v3")
      .rollback("03-05 10:00", "v3", "v1")
    expect(verdicts(told(story))).toEqual([
      "v1 passed",
      "v2 failed its deploy failed",
      "v3 failed a rollback left it",
    ])
  })

  test("a rollback over a version that was adopted marks the deployment after it", () => {
    const story = new Story().deploy("03-02 10:00", "v1")
    story.next.at("03-03 09:00").add("started", { ...releaseOf("v2"), command: "adopt" })
    story.later(1).add("verified", { ...releaseOf("v2"), command: "adopt" })
    story.deploy("03-04 10:00", "v3").rollback("03-05 10:00", "v3", "v1")
    expect(verdicts(told(story))).toEqual(["v1 passed", "v3 failed a rollback left it"])
    expect(told(story).rollbacks).toMatchObject([{ isStray: false }])
  })

  test("a verification says nothing of a version that is no deployment, or that never passed", () => {
    const says = (story: Story, outcome: "verified" | "unverified") =>
      told(story.says("03-04 10:00", "verify", outcome, releaseOf("v1")))
    expect(says(new Story(), "unverified").deployments).toEqual([])
    const adopted = new Story()
    adopted.next.at("03-03 09:00").add("started", { ...releaseOf("v1"), command: "adopt" })
    adopted.later(1).add("verified", { ...releaseOf("v1"), command: "adopt" })
    expect(says(adopted, "unverified").deployments).toEqual([])
    expect(verdicts(says(new Story().inconclusive("03-03 10:00", "v1"), "unverified"))).toEqual([
      "v1 inconclusive it could not be judged",
    ])
  })

  test("a failed rollback of a person leaves the failure open; the next one ends it", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .deploy("03-03 10:00", "v2")
      .rollback("03-03 11:00", "v2", "v1", { isGood: false })
    expect(told(story).deployments.at(-1)).toMatchObject({ verdict: "failed", recoveredAt: null })
    story.rollback("03-03 12:00", "v2", "v1")
    expect(told(story).deployments.at(-1)).toMatchObject({
      verdict: "failed",
      recoveredAt: time("03-03 12:01"),
    })
    // it was bad once
    expect(told(story).deployments.filter(({ verdict }) => verdict === "failed")).toHaveLength(1)
  })

  test("a rollback under way has gone nowhere yet", () => {
    const story = new Story().deploy("03-02 10:00", "v1").deploy("03-03 10:00", "v2")
    const back = { ...releaseOf("v1"), from: releaseOf("v2"), command: "rollback" }
    story.next.at("03-03 11:00").add("started", { command: "rollback" }).add("rollback-started", back)
    story.later(1).add("effect", { ...releaseOf("v1"), command: "rollback", effect: "rollback" })
    expect(told(story).rollbacks).toMatchObject([{ at: time("03-03 11:00"), passed: false }])
    expect(told(story).deployments.at(-1)).toMatchObject({ verdict: "failed", recoveredAt: null })
  })

  test("of older pipelines' records, which say less", () => {
    const story = new Story()
    const old = { fence: undefined, seq: undefined } as object
    story.next.at("03-02 10:00").add("started", { ...releaseOf("v1"), ...old })
    story.later(5).add("verified", { ...releaseOf("v1"), ...old })
    story.next.at("03-03 10:00").add("started", { ...releaseOf("v2"), ...old })
    story.later(1).add("failed", { ...releaseOf("v2"), ...old })
    expect(told(story).deployments).toMatchObject([
      { tag: "v1", verdict: "passed", at: time("03-02 10:05") },
      { tag: "v2", verdict: "failed", at: time("03-03 10:01") },
    ])
  })
})

describe("what was not planned", () => {
  const unplanned = (story: Story) => told(story).deployments.map(({ tag, unplanned: why }) => [tag, why])

  test("the first deploy that passes after a freeze, and what a person says that it fixes", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .inconclusive("03-03 10:00", "v2")
      .unfreeze("03-03 11:00")
      .fails("03-03 12:00", "v3")
      .deploy("03-03 13:00", "v4")
      .deploy("03-04 13:00", "v5", { fixes: "v4" })
      .deploy("03-05 13:00", "v6")
    expect(unplanned(story)).toEqual([
      ["v1", null],
      ["v2", null],
      ["v3", null],
      ["v4", "it is the first that passed after a freeze"],
      ["v5", "it fixes v4"],
      ["v6", null],
    ])
    expect(figuresOf(story).reworkRate).toMatchObject({ n: 6, count: 2, rate: 0.333 })
  })

  test("a freeze for other reasons makes no deploy an unplanned one", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .says("03-03 10:00", "freeze", "frozen-by-hand", { detail: "holidays" })
      .unfreeze("03-09 10:00")
      .deploy("03-09 11:00", "v2")
    expect(unplanned(story)).toEqual([
      ["v1", null],
      ["v2", null],
    ])
  })
})

describe("a part of a ledger", () => {
  const whole = () =>
    new Story().deploy("02-02 10:00", "v1").deploy("02-03 10:00", "v2").deploy("03-03 10:00", "v3")

  const partOf = (story: Story, count: number) => deploymentsIn(story.all.slice(0, count), false)

  test("knows what was there before, and not by which deployment", () => {
    // v3's four records and the last one of v2
    const part = partOf(whole(), 5)
    expect(verdicts(part)).toEqual(["v3 passed"])
    expect(part.before).toEqual([shaOf("v1"), shaOf("v2")])
  })

  test("a rollback to what ran before it marks the first deployment after it", () => {
    const story = whole().rollback("03-04 10:00", "v3", "v2")
    expect(verdicts(partOf(story, 10))).toEqual(["v3 failed a rollback left it"])
  })

  test("a rollback beyond it left a deployment that is not in it", () => {
    const story = whole().rollback("03-04 10:00", "v3", "v1")
    const part = partOf(story, 10)
    expect(verdicts(part)).toEqual(["v3 passed"])
    expect(part.rollbacks).toMatchObject([{ isStray: true }])
    const { leftOut } = doraOf({ ...part, stage: "production", since: SINCE, until: UNTIL, graph: NO_GRAPH })
    expect(leftOut).toContain("1 rollback left a deployment from before this time, which counts there.")
  })

  test("an older version that comes again is a rollback there, too", () => {
    const story = whole().deploy("03-05 10:00", "v1")
    expect(partOf(story, 9).rollbacks).toMatchObject([{ kind: "redeploy", isStray: true }])
  })

  test("knows a version that ran before it unverified, and one that was deployed again in it", () => {
    const story = new Story().deploy("02-02 10:00", "v1").fails("02-03 10:00", "v2")
    const before = story.all.length
    story.deploy("03-03 10:00", "v3").deploy("03-04 10:00", "v2")
    const part = deploymentsIn(story.all.slice(0, story.all.length - before + 1), false)
    expect(part.rollbacks).toMatchObject([{ kind: "redeploy", to: releaseOf("v2") }])
    const other = whole()
      .rollback("03-04 10:00", "v3", "v1")
      .unfreeze("03-04 11:00")
      .deploy("03-05 10:00", "v2")
      .rollback("03-06 10:00", "v2", "v1")
    const read = deploymentsIn(other.all.slice(0, other.all.length - 7), false)
    expect(verdicts(read)).toEqual(["v3 passed", "v2 failed a rollback left it"])
    expect(read.rollbacks.map(({ isStray }) => isStray)).toEqual([true, false])
  })

  test("a rollback to what nobody knows there left something unknown", () => {
    const story = whole()
    const back = { ...releaseOf("v0"), from: releaseOf("v3"), command: "rollback" }
    story.next.at("03-04 10:00").add("started", { command: "rollback" }).add("rollback-started", back)
    story.add("rolled-back", back)
    expect(partOf(story, 8).rollbacks).toMatchObject([{ isStray: true }])
  })

  test("a rollback to what was never there, or to what is there, leaves no deployment", () => {
    const never = new Story().deploy("03-02 10:00", "v1").rollback("03-03 10:00", "v1", "v0")
    const twice = new Story()
      .deploy("03-02 10:00", "v1")
      .deploy("03-03 10:00", "v2")
      .rollback("03-04 10:00", "v2", "v1")
      .rollback("03-05 10:00", "v1", "v1")
    expect(verdicts(told(never))).toEqual(["v1 passed"])
    expect(told(never).rollbacks).toMatchObject([{ isStray: true }])
    expect(verdicts(told(twice))).toEqual(["v1 passed", "v2 failed a rollback left it"])
    expect(told(twice).rollbacks).toMatchObject([{ isStray: false }, { isStray: true }])
  })

  test("a run of which only the end is there does not count", () => {
    expect(verdicts(partOf(whole(), 6))).toEqual(["v3 passed"])
  })

  test("of nothing there is nothing", () => {
    expect(deploymentsIn([], false)).toMatchObject({ deployments: [], rollbacks: [], before: [] })
  })

  test("what came before the time that was asked for does not count in it", () => {
    const { frequency, leftOut, weeks } = figuresOf(whole())
    expect(frequency.n).toBe(1)
    for (const part of [told(whole()), partOf(whole(), 5)])
      expect(lineageOf(part, SINCE)).toMatchObject({
        arrivals: [{ sha: shaOf("v3") }],
        before: [shaOf("v1"), shaOf("v2")],
        first: null,
      })
    expect(leftOut).not.toContain("The stage's first deployment has no lead time: nothing came before it.")
    expect(weeks.map(({ week, deployments }) => [week, deployments])).toEqual([
      ["2026-03-02", 1],
      ["2026-03-09", 0],
      ["2026-03-16", 0],
      ["2026-03-23", 0],
      ["2026-03-30", 0],
    ])
  })
})

test("a time has all that was there from its first to its last moment", () => {
  const story = new Story()
    .deploy("03-01 23:55", "v1", { took: [4, 5] })
    .deploy("03-01 23:58", "v2", { took: [2, 1] })
    .rollback("03-01 23:59", "v2", "v1")
    .unfreeze("03-02 00:01")
    .deploy("03-29 23:58", "v3", { took: [2, 1] })
    .deploy("03-29 23:58", "v4", { took: [3, 1] })
    .rollback("03-30 00:01", "v4", "v1")
  const { frequency, reworkRate, failed } = figuresOf(story)
  // v3 is the first after a freeze, and one of the two rollbacks ended in it
  expect([frequency.n, reworkRate.count, failed.map(({ tag }) => tag)]).toEqual([2, 2, ["v3", "v2"]])
  const verified = new Story().deploy("03-01 23:55", "v1", { took: [4, 1] })
  expect(lineageOf(told(verified), SINCE).arrivals).toEqual([])
  expect(lineageOf(told(verified), SINCE).first).toMatchObject({ sha: shaOf("v1") })
})

test("five are enough for a rate and for a median, and a history that cannot be read leaves the rest", () => {
  const story = new Story()
  for (const day of [2, 3, 4, 5, 6]) story.deploy(`03-0${day} 10:00`, `v${day}`)
  const { frequency, failRate, leadTime, leftOut } = figuresOf(story, {
    kind: "unavailable",
    message: "no history",
  })
  expect([frequency.tooFew, frequency.medianMs, failRate]).toEqual([
    false,
    DAY_MS,
    { n: 5, count: 0, tooFew: false, rate: 0 },
  ])
  expect(leadTime).toBeNull()
  expect(leftOut).toEqual([
    "The stage's first deployment has no lead time: nothing came before it.",
    "The lead time is not known: no history",
  ])
})

describe("numbers", () => {
  /** A commit every day at noon from 02-20 on, each the child of the one before. */
  const commits = (names: readonly string[], first = "02-20 12:00"): CommitNode[] =>
    names.map((name, index) => ({
      sha: shaOf(name),
      atMs: Date.parse(time(first)) + index * DAY_MS,
      parents: index === 0 ? [shaOf("root")] : [shaOf(names[index - 1] as string)],
    }))
  const graph = (nodes: readonly CommitNode[], more: Partial<CommitGraph> = {}): Fact<CommitGraph> => ({
    kind: "known",
    value: { commits: nodes, missing: [], shallow: false, ...more },
  })

  test("six deployments, of which everything is known", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .deploy("03-03 10:00", "v2")
      .deploy("03-05 10:00", "v3")
      .deploy("03-09 10:00", "v4")
      .deploy("03-17 10:00", "v5")
      .rolledBack("03-18 10:00", "v6", "v5")
    // v1 02-20, a 02-21, v2 02-22, v3 02-23, b 02-24, v4 02-25, v5 02-26, all at 12:00
    const nodes = commits(["v1", "a", "v2", "v3", "b", "v4", "v5"])
    const { leadTime, frequency, recovery, failRate, weeks, leftOut } = figuresOf(
      story,
      graph(nodes.slice(1)),
    )
    // to the end of each run, 10:05: a 9 d 22:05, v2 8 d 22:05, v3 9 d 22:05, b 12 d 22:05, v4 11 d 22:05, v5 18 d 22:05
    const lead = (days: number) => days * DAY_MS + minutes(22 * 60 + 5)
    expect(leadTime).toEqual({
      n: 6,
      tooFew: false,
      medianMs: (lead(9) + lead(11)) / 2,
      bin: "a week to a month",
    })
    // gaps of 1, 2, 4, 8 and 1 days; six in four weeks
    expect(frequency).toEqual({
      n: 6,
      tooFew: false,
      medianMs: 2 * DAY_MS,
      bin: "a day to a week",
      perWeek: 1.5,
    })
    expect(recovery).toEqual({ n: 1, tooFew: true, medianMs: null, bin: null })
    expect(failRate).toEqual({ n: 6, count: 1, tooFew: false, rate: 0.167 })
    expect(weeks.map(({ week: _, ...row }) => Object.values(row))).toEqual([
      [3, 0, 0, 0, 0, lead(9), null],
      [1, 0, 0, 0, 0, (lead(12) + lead(11)) / 2, null],
      // v6 was there at 10:02, and v5 verified again at 10:06
      [2, 1, 0, 1, 1, lead(18), minutes(4)],
      [0, 0, 0, 0, 0, null, null],
      [0, 0, 0, 0, 0, null, null],
    ])
    expect(leftOut).toEqual(["The stage's first deployment has no lead time: nothing came before it."])
  })

  test("fewer than five are too few", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .deploy("03-03 10:00", "v2")
      .deploy("03-04 10:00", "v3")
    const figures = figuresOf(story, graph(commits(["v2", "v3"])))
    for (const { n, tooFew, medianMs, bin } of [
      figures.frequency,
      figures.recovery,
      figures.leadTime ?? figures.recovery,
    ]) {
      expect(n).toBeLessThan(5)
      expect({ tooFew, medianMs, bin }).toEqual({ tooFew: true, medianMs: null, bin: null })
    }
    expect([figures.failRate, figures.reworkRate].map(({ rate }) => rate)).toEqual([null, null])
  })

  test("of a stage that had no deploy", () => {
    expect(figuresOf(new Story())).toMatchObject({ frequency: { n: 0, perWeek: 0 }, failed: [], leftOut: [] })
  })

  test("a commit counts once, with the first version that passed and has it", () => {
    // v2 fails, so that its commits come with v3; v2's own version comes again later
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .rolledBack("03-03 10:00", "v2", "v1")
      .unfreeze("03-03 11:00")
      .deploy("03-04 10:00", "v3")
    const { arrivals, before } = lineageOf(told(story), SINCE)
    expect(arrivals.map(({ sha }) => sha)).toEqual([shaOf("v3")])
    expect(before).toEqual([shaOf("v1")])
    expect(figuresOf(story, graph(commits(["v2", "v3"]))).leadTime).toMatchObject({ n: 2 })
  })

  test("what is left out is said", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .deploy("03-04 10:00", "v2")
      .deploy("03-05 10:00", "v2")
      .deploy("03-06 10:00", "v3")
    const nodes: CommitNode[] = [
      { sha: shaOf("old"), atMs: Date.parse(time("01-03 00:00")), parents: [] },
      { sha: shaOf("young"), atMs: Date.parse(time("03-05 00:00")), parents: [shaOf("old")] },
      { sha: shaOf("merge"), atMs: Date.parse(time("03-03 00:00")), parents: [shaOf("young"), shaOf("old")] },
      { sha: shaOf("v2"), atMs: Date.parse(time("03-03 00:00")), parents: [shaOf("merge")] },
    ]
    const { leadTime, leftOut } = figuresOf(story, graph(nodes, { missing: [shaOf("v3")], shallow: true }))
    expect(leadTime?.n).toBe(1)
    expect(leftOut).toEqual([
      "The stage's first deployment has no lead time: nothing came before it.",
      "2 deployments brought no commit that counts for the lead time.",
      "The lead time leaves out 1 commit older than 60 days.",
      "The lead time leaves out 1 commit younger than the deployment.",
      "The lead time leaves out 1 version whose commit is not in this clone.",
      "The lead time may leave out commits: this clone is shallow, and git fetch --unshallow --tags brings the rest.",
    ])
  })

  test("a release of more than 5000 commits is a move, and does not count", () => {
    const names = Array.from({ length: 5001 }, (_, index) => `c${index}`)
    const nodes = names.map((name, index) => ({
      sha: shaOf(name).slice(0, 20) + String(index).padStart(20, "0"),
      atMs: Date.parse(time("03-01 00:00")),
      parents: [] as string[],
    }))
    const tip = {
      sha: shaOf("v2"),
      atMs: Date.parse(time("03-01 00:00")),
      parents: nodes.map(({ sha }) => sha),
    }
    const story = new Story().deploy("03-02 10:00", "v1").deploy("03-04 10:00", "v2")
    const { leadTime, leftOut } = figuresOf(story, graph([tip, ...nodes]))
    expect(leadTime?.n).toBe(0)
    expect(leftOut).toContain("The lead time leaves out 5001 commits of releases of more than 5000.")
  })

  test.each([
    [{ kind: "unavailable", message: "git is away." }, "git is away."],
    [{ kind: "skipped", why: "nobody asked." }, "nobody asked."],
  ] as const)("without the history the lead time is not known, and why is said", (fact, why) => {
    const { leadTime, leftOut } = figuresOf(new Story().deploy("03-02 10:00", "v1"), fact)
    expect(leadTime).toBeNull()
    expect(leftOut).toContain(`The lead time is not known: ${why}`)
  })
})
