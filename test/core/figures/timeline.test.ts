import { expect, test } from "vitest"
import { WEEK_MS } from "../../../src/core/figures/periods.ts"
import { frozenTimes, type LedgerRun, runsOf } from "../../../src/core/figures/runs.ts"
import { timelineOf } from "../../../src/core/figures/timeline.ts"
import { Story, time } from "../../helpers/story.ts"

const UNTIL = new Date(time("03-30 00:00"))

const timeline = (since: string, ...stories: Story[]) =>
  timelineOf(
    stories.map((story) => ({
      stage: story.stage,
      state: story.state,
      runs: runsOf(story.all),
      frozen: frozenTimes(story.all),
    })),
    new Date(time(since)),
    UNTIL,
  )

test("it begins where something happened, and has every run by itself and by week", () => {
  const production = new Story().deploy("03-03 10:00", "v1").rolledBack("03-18 10:00", "v2", "v1")
  const { lanes, ...axis } = timeline(
    "01-01 00:00",
    new Story("staging").deploy("03-02 10:00", "v1"),
    production,
  )
  expect(axis).toEqual({
    since: time("03-02 10:00"),
    detailSince: time("03-02 10:00"),
    until: UNTIL.toISOString(),
    period: "week",
  })
  expect(lanes).toMatchObject([
    { stage: "staging", total: 1, running: { tag: "v1", verified: true }, heldBy: null, frozen: [] },
    {
      stage: "production",
      total: 2,
      runs: [{ outcome: "rolled-back" }, { outcome: "deployed" }],
      folded: [
        { from: "2026-03-02", outcomes: { deployed: 1 } },
        { from: "2026-03-09", outcomes: {} },
        { from: "2026-03-16", outcomes: { "rolled-back": 1 } },
        { from: "2026-03-23", outcomes: {} },
        { from: "2026-03-30", outcomes: {} },
      ],
      frozen: [{ until: null }],
    },
  ])
})

test("what came before it is left out; what began before and ended in it, or goes on, is not", () => {
  const story = new Story()
    .deploy("03-01 10:00", "v1")
    .says("03-01 11:00", "freeze", "frozen-by-hand", { detail: "holidays" })
    .unfreeze("03-01 12:00")
    .says("03-01 13:00", "freeze", "frozen-by-hand", { detail: "more" })
    .deploy("03-02 23:58", "v2", { took: [1, 4] })
  story.unfreeze("03-03 01:00").begin("03-03 02:00", "v3")
  const { lanes, since } = timeline("03-03 00:00", story)
  expect(since).toBe(time("03-03 00:00"))
  expect(lanes[0]).toMatchObject({
    runs: [{ tag: "v3", outcome: "unfinished" }, { outcome: "done" }, { tag: "v2" }],
    frozen: [{ reason: "more", until: time("03-03 01:00") }],
    heldBy: { runId: "run-7", actor: "ann", since: time("03-03 02:00"), command: "deploy-production" },
    folded: [{ from: "2026-03-02", outcomes: { unfinished: 1, done: 1, deployed: 1 } }, {}, {}, {}, {}],
  })
})

test("of many runs the newest are shown one by one, on both lanes from the same time on", () => {
  const [production, staging] = [new Story(), new Story("staging")]
  for (let day = 1; day <= 27; day += 1) {
    for (let hour = 10; hour < 14; hour += 1) {
      const at = `03-${String(day).padStart(2, "0")} ${hour}:00`
      staging.deploy(at, "v1")
      production.deploy(at, "v1")
    }
  }
  const { lanes, detailSince } = timeline("01-01 00:00", staging, production)
  expect(lanes.map(({ runs, total }) => [runs.length, total])).toEqual([
    [60, 108],
    [60, 108],
  ])
  expect(detailSince).toBe(lanes[0]?.runs.at(-1)?.startedAt)
  expect(lanes[0]?.folded.reduce((sum, { outcomes }) => sum + (outcomes.deployed ?? 0), 0)).toBe(108)
})

test("what ended as it begins is in it, and a freeze that ended just before is not", () => {
  const story = new Story()
    .says("03-01 10:00", "freeze", "frozen-by-hand", { detail: "before" })
    .unfreeze("03-01 11:00")
    .says("03-01 12:00", "freeze", "frozen-by-hand", { detail: "until then" })
    .unfreeze("03-02 10:05")
    .deploy("03-02 10:00", "v1")
    .deploy("03-29 23:00", "v2", { took: [30, 30] })
    .deploy("03-29 23:00", "v3", { took: [30, 31] })
  const { lanes } = timeline("03-02 10:05", story)
  expect(lanes[0]?.runs.map(({ tag }) => tag)).toEqual(["v2", "v1", null])
  expect(lanes[0]?.frozen.map(({ reason }) => reason)).toEqual(["until then"])
})

test.each([
  [120, 120, false],
  [121, 120, true],
])("of %i runs there are %i one by one", (count, shown, isFolded) => {
  const story = new Story().deploy("03-02 10:00", "v1")
  const [run] = runsOf(story.all)
  const runs = Array.from({ length: count }, (_, index) => ({ ...run, runId: `run-${index}` }) as LedgerRun)
  const frozen = runs.map(({ runId }, index) => ({
    ...{ runId, byHand: true, reason: `${index}`, actor: "ann" },
    ...{ since: time("03-02 10:00"), until: time("03-02 11:00") },
  }))
  const lane = { stage: "production", state: story.state, runs, frozen } as const
  const { lanes } = timelineOf([lane], new Date(time("03-02 00:00")), UNTIL)
  expect(lanes.map((one) => [one.runs.length, one.total, one.frozen.length])).toEqual([[shown, count, 120]])
  expect(lanes[0]?.frozen.at(-1)?.reason).toBe(`${count - 1}`)
  expect(lanes[0]?.runs.length !== count).toBe(isFolded)
})

test.each([
  [109, "week"],
  [110, "month"],
])("%i weeks back each bar is a %s", (weeks, period) => {
  const since = new Date(UNTIL.getTime() - weeks * WEEK_MS)
  const story = new Story().deploy("03-29 10:00", "v1")
  const [run] = runsOf(story.all)
  const runs = [{ ...run, startedAt: since.toISOString() } as LedgerRun]
  const lane = { stage: "production", state: story.state, runs, frozen: [] } as const
  expect(timelineOf([lane], since, UNTIL).period).toBe(period)
})

test("of years the months are shown, each of them", () => {
  const story = new Story().deploy("01-05 10:00", "v1").deploy("03-30 00:00", "v2", { took: [0, 0] })
  const old = runsOf(story.all).map((run) => ({
    ...run,
    startedAt: run.startedAt.replace("2026-01", "2023-01"),
    endedAt: (run.endedAt as string).replace("2026-01", "2023-01"),
  }))
  const lane = { stage: "production", state: story.state, runs: old, frozen: [] } as const
  const { period, lanes } = timelineOf([lane], new Date("2000-01-01"), new Date("2026-04-02"))
  expect(period).toBe("month")
  const folded = lanes[0]?.folded ?? []
  expect(folded).toHaveLength(40)
  expect([folded[0], folded.at(-2), folded.at(-1)]).toEqual([
    { from: "2023-01-01", outcomes: { deployed: 1 } },
    { from: "2026-03-01", outcomes: { deployed: 1 } },
    { from: "2026-04-01", outcomes: {} },
  ])
})

test("where nothing happened there is one empty week", () => {
  const { lanes, since } = timeline("03-01 00:00", new Story())
  expect(since).toBe(UNTIL.toISOString())
  expect(lanes).toMatchObject([{ total: 0, running: null, folded: [{ from: "2026-03-30", outcomes: {} }] }])
})

test("a run of a machine whose clock is ahead is there, and in no week", () => {
  const story = new Story()
  story.begin("04-20 10:00", "v1")
  // has ended, and after all that is asked for
  story.deploy("04-21 10:00", "v2")
  const { lanes } = timeline("03-01 00:00", story)
  expect(lanes).toMatchObject([
    { total: 1, runs: [{ tag: "v1" }], folded: [{ from: "2026-03-30", outcomes: {} }] },
  ])
})
