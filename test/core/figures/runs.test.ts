import { describe, expect, test } from "vitest"
import { frozenTimes, isWhole, type LedgerRun, recordsByRun, runsOf } from "../../../src/core/figures/runs.ts"
import { releaseOf, Story, shaOf, time } from "../../helpers/story.ts"

const runs = (story: Story) => runsOf(story.all)
const newest = (story: Story) => runs(story)[0] as LedgerRun

test("a deploy is one run, told by its first and its last record", () => {
  const story = new Story().deploy("03-02 10:00", "v1", { reason: "release day", fixes: "v0" })
  expect(runs(story)).toEqual([
    {
      stage: "production",
      runId: "run-1",
      command: "deploy-production",
      actor: "ann",
      outcome: "deployed",
      startedAt: time("03-02 10:00"),
      endedAt: time("03-02 10:05"),
      durationMs: 300_000,
      ...releaseOf("v1"),
      changed: true,
      deployedAt: time("03-02 10:02"),
      rollback: null,
      reason: "release day",
      code: null,
      detail: null,
      fixes: "v0",
      ciRun: null,
    },
  ])
})

test("how long it took is what its report says, where it has one", () => {
  const report = { durationMs: 7, ciRun: "github:octo/shop/1/1" }
  expect(newest(new Story().deploy("03-02 10:00", "v1", { report }))).toMatchObject(report)
  expect(newest(new Story().deploy("03-02 10:00", "v1", { report: { durationMs: "7" } }))).toMatchObject({
    durationMs: 300_000,
  })
})

test("the workflow run is the one that the lock names", () => {
  const ci = { provider: "github", repository: "octo/shop", runId: "7", attempt: 2 } as const
  const story = new Story()
  story.next
    .at("03-02 10:00")
    .add("started", { ...releaseOf("v1"), runner: { kind: "host", ci, heartbeatSeconds: null } })
  expect(newest(story)).toMatchObject({
    ciRun: "github:octo/shop/7/2",
    outcome: "unfinished",
    endedAt: null,
    durationMs: null,
  })
})

describe("each ending", () => {
  const story = () => new Story().deploy("03-02 10:00", "v1")

  test.each<[name: string, story: Story, run: Partial<LedgerRun>]>([
    [
      "rolled back",
      story().rolledBack("03-03 10:00", "v2", "v1"),
      {
        outcome: "rolled-back",
        ...releaseOf("v2"),
        rollback: { from: releaseOf("v2"), to: releaseOf("v1") },
        code: "SMOKE_FAILED",
        deployedAt: time("03-03 10:02"),
      },
    ],
    [
      "rollback failed",
      story().rolledBack("03-03 10:00", "v2", "v1", { isGood: false }),
      { outcome: "rollback-failed" },
    ],
    [
      "a person's rollback",
      story().deploy("03-03 10:00", "v2").rollback("03-03 11:00", "v2", "v1", { reason: "bad" }),
      {
        command: "rollback",
        outcome: "rolled-back",
        ...releaseOf("v1"),
        reason: "bad",
        deployedAt: time("03-03 11:01"),
        changed: true,
      },
    ],
    [
      "failed",
      story().fails("03-03 10:00", "v2"),
      { outcome: "failed", changed: true, code: "DEPLOY_FAILED" },
    ],
    [
      "failed without a change",
      story().fails("03-03 10:00", "v2", { changed: false }),
      { outcome: "failed", changed: false, deployedAt: null },
    ],
    ["inconclusive", story().inconclusive("03-03 10:00", "v2"), { outcome: "inconclusive", changed: true }],
    [
      "blocked",
      story().blocked("03-03 10:00", "v2"),
      { outcome: "blocked", changed: false, ...releaseOf("v2"), durationMs: 0 },
    ],
    [
      "a word of a person",
      story().unfreeze("03-03 10:00"),
      { outcome: "done", command: "unfreeze", reason: "fixed" },
    ],
    [
      "a verification that failed",
      story().says("03-03 10:00", "verify", "unverified", releaseOf("v1")),
      { outcome: "failed", command: "verify" },
    ],
    [
      "a verification that passed",
      story().says("03-03 10:00", "verify", "verified", releaseOf("v1")),
      { outcome: "done" },
    ],
  ])("%s", (_name, told, run) => {
    expect(newest(told)).toMatchObject(run)
  })

  test("a deploy that broke off is known by when its tool began", () => {
    const one = story()
    const [v2, begun] = [releaseOf("v2"), time("03-03 10:00")]
    one.next
      .at("03-03 10:00")
      .add("started", v2)
      .add("effect", { ...v2, effect: "deploy" })
    one.later(3).add("failed", { ...v2, changed: true })
    expect(newest(one)).toMatchObject({ outcome: "failed", deployedAt: begun, endedAt: time("03-03 10:03") })
  })

  test("a deploy whose end is not recorded may have changed the stage from the start of its tool on", () => {
    const one = story()
    one.next.at("03-03 10:00").add("started", releaseOf("v2"))
    expect(newest(one)).toMatchObject({ outcome: "unfinished", changed: false })
    one.add("effect", { ...releaseOf("v2"), effect: "deploy" })
    expect(newest(one)).toMatchObject({ outcome: "unfinished", changed: true })
  })

  test("what a record says of a change counts, whatever was begun", () => {
    const one = story()
    const v2 = one.begin("03-03 10:00", "v2")
    one.add("inconclusive", { ...v2, changed: false })
    expect(newest(one)).toMatchObject({ outcome: "inconclusive", changed: false, deployedAt: null })
    const refused = story()
    refused.begin("03-03 10:00", "v2")
    refused.add("blocked", v2)
    expect(newest(refused)).toMatchObject({ outcome: "blocked", changed: false })
  })

  test("a rollback of an older pipeline, which did not say that it begins, changed the stage", () => {
    const one = story()
    one.next.at("03-03 10:00").add("started", { command: "rollback" })
    one.add("rollback-failed", { ...releaseOf("v1"), from: releaseOf("v2"), command: "rollback" })
    expect(newest(one)).toMatchObject({ outcome: "rollback-failed", changed: true })
  })

  test("a deploy that failed rolled nothing back, although it says what was there before", () => {
    const one = story()
    one.begin("03-03 10:00", "v2")
    one.add("failed", { ...releaseOf("v2"), from: releaseOf("v1") })
    expect(newest(one)).toMatchObject({ outcome: "failed", rollback: null })
  })

  test("a run that only goes on with a rollback deployed nothing of its own", () => {
    const one = story()
    const back = { ...releaseOf("v1"), from: releaseOf("v2") }
    one.next.at("03-03 10:00").add("started", releaseOf("v2")).add("rollback-started", back)
    one.add("effect", { ...releaseOf("v1"), effect: "rollback" }).add("deployed", releaseOf("v1"))
    one.add("rolled-back", back)
    expect(newest(one)).toMatchObject({ ...releaseOf("v2"), outcome: "rolled-back", deployedAt: null })
  })

  test("the reason is the first that is given, also after records without one", () => {
    const one = story()
    one.begin("03-03 10:00", "v2")
    one.add("verified", { ...releaseOf("v2"), reason: "said later" })
    expect(newest(one)).toMatchObject({ reason: "said later" })
  })

  test("a run of which the beginning was not read is told by the rest", () => {
    expect(runsOf(story().all.slice(0, 2))).toMatchObject([{ outcome: "deployed", ...releaseOf("v1") }])
  })

  test("a run that lost the stage says what became of it", () => {
    const lost = (changed: boolean) => {
      const one = story()
      one.begin("03-03 10:00", "v2")
      one.says("03-03 10:10", "unlock", "lock-broken", {})
      return one.add("lost", { runId: "run-2", ...releaseOf("v2"), changed }).all
    }
    expect(runsOf(lost(true))[1]).toMatchObject({ outcome: "inconclusive", changed: true })
    expect(runsOf(lost(false))[1]).toMatchObject({ outcome: "failed", changed: false, deployedAt: null })
  })

  test("a run that died ends when another one finds it dead; what waives a gate gives no reason", () => {
    const one = story()
    one.begin("03-03 10:00", "v2")
    one.add("waived", { reason: "the check is broken" })
    expect(newest(one)).toMatchObject({ outcome: "unfinished", endedAt: null, reason: null })
    one.next.at("03-03 12:00").add("taken-over", releaseOf("v2")).add("started", releaseOf("v3"))
    expect(runs(one)[1]).toMatchObject({ outcome: "unfinished", endedAt: time("03-03 12:00"), changed: true })
  })

  test("an adopted version was not deployed", () => {
    const one = new Story()
    one.next.at("03-02 10:00").add("started", { command: "adopt", ...releaseOf("v1") })
    one.later(1).add("verified", { command: "adopt", ...releaseOf("v1") })
    expect(newest(one)).toMatchObject({ outcome: "done", changed: false, deployedAt: null })
  })

  test("a rollback record that names no target tells of none", () => {
    const one = story()
    one.next.at("03-03 10:00").add("started", { command: "rollback" })
    one.add("rollback-started", { command: "rollback", from: releaseOf("v1") })
    expect(newest(one)).toMatchObject({ rollback: null })
  })
})

test("runs that overlap are told apart, newest first", () => {
  const story = new Story()
  story.begin("03-02 10:00", "v1")
  story.blocked("03-02 10:06", "v2")
  story.add("verified", { runId: "run-1", ...releaseOf("v1") })
  expect(runs(story).map(({ runId, outcome }) => [runId, outcome])).toEqual([
    ["run-2", "blocked"],
    ["run-1", "deployed"],
  ])
})

test("a run is whole when its first record is there", () => {
  const { all } = new Story().deploy("03-02 10:00", "v1").blocked("03-03 10:00", "v2")
  const whole = (records: typeof all) => recordsByRun(records).map(isWhole)
  expect(whole(all)).toEqual([true, true])
  expect(whole(all.slice(0, 4))).toEqual([false, true])
  // records of older pipelines are not numbered
  const old = (records: typeof all) => records.map(({ seq: _, ...record }) => record)
  expect(whole(old(all))).toEqual([true, true])
  expect(whole(old(all).slice(0, 4))).toEqual([false, true])
  expect(whole(old(all).slice(0, 1))).toEqual([true])
  expect(whole(old(all).slice(1, 2))).toEqual([true])
})

test("a version was there also where an older pipeline did not say that it begins", () => {
  const story = new Story()
  story.next.at("03-02 10:00").add("started", releaseOf("v1"))
  story.later(2).add("deployed", releaseOf("v1"))
  expect(newest(story)).toMatchObject({
    outcome: "unfinished",
    changed: true,
    deployedAt: time("03-02 10:02"),
  })
})

describe("frozen times", () => {
  test("begin and end with records; the run that froze the stage is known", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .rolledBack("03-03 10:00", "v2", "v1")
      .unfreeze("03-03 12:00")
      .says("03-04 10:00", "freeze", "frozen-by-hand", { detail: "holidays", actor: "cleo" })
    expect(frozenTimes(story.all)).toEqual([
      {
        since: time("03-03 10:05"),
        until: time("03-03 12:00"),
        reason: "api: 500",
        actor: "ana",
        byHand: false,
        runId: "run-2",
      },
      {
        since: time("03-04 10:00"),
        until: null,
        reason: "holidays",
        actor: "cleo",
        byHand: true,
        runId: "run-4",
      },
    ])
  })

  test("one freeze on top of another ends that", () => {
    const story = new Story()
      .says("03-04 10:00", "freeze", "frozen-by-hand", { detail: "holidays" })
      .says("03-05 10:00", "freeze", "frozen-by-hand", { detail: "more holidays" })
    expect(frozenTimes(story.all).map(({ since, until }) => [since, until])).toEqual([
      [time("03-04 10:00"), time("03-05 10:00")],
      [time("03-05 10:00"), null],
    ])
  })

  test("a person's freeze may end by itself, or be ended before", () => {
    const until = time("03-06 10:00")
    const story = new Story().says("03-04 10:00", "freeze", "frozen-by-hand", { detail: "holidays", until })
    expect(frozenTimes(story.all)).toMatchObject([{ until, byHand: true }])
    story.blocked("03-07 10:00", "v2").unfreeze("03-08 10:00")
    expect(frozenTimes(story.all)).toMatchObject([{ until }])
    const ended = new Story()
      .says("03-04 10:00", "freeze", "frozen-by-hand", { detail: "holidays", until })
      .unfreeze("03-05 10:00")
    expect(frozenTimes(ended.all)).toMatchObject([{ until: time("03-05 10:00") }])
  })

  test("a person's and a run's freeze are two", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .says("03-02 12:00", "freeze", "frozen-by-hand", { detail: "holidays" })
      .rollback("03-03 10:00", "v1", "v0")
      .unfreeze("03-04 10:00")
    expect(frozenTimes(story.all).map(({ byHand, until }) => [byHand, until])).toEqual([
      [true, time("03-04 10:00")],
      [false, time("03-04 10:00")],
    ])
  })

  test("of one that is older than the records, who froze is known and not how", () => {
    const story = new Story()
      .says("03-04 10:00", "freeze", "frozen-by-hand", { detail: "holidays" })
      .blocked("03-05 10:00", "v2")
    expect(frozenTimes(story.all.slice(0, 1))).toEqual([
      { since: time("03-04 10:00"), until: null, reason: "holidays", actor: "ana", byHand: true, runId: "" },
    ])
  })
})

test("a version's commit is the same under each of its tags", () => {
  expect(releaseOf("v2=v1")).toEqual({ tag: "v2", sha: shaOf("v1") })
})
