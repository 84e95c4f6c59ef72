import { expect, test } from "vitest"
import type { Dora } from "../../../src/core/figures/dora.ts"
import type { LedgerRun } from "../../../src/core/figures/runs.ts"
import {
  deploymentRow,
  doraRows,
  figureLine,
  figureSections,
  moreLines,
  tookText,
  whatOf,
  whyOf,
} from "../../../src/core/report/figure-lines.ts"
import { renderMarkdown } from "../../../src/core/report/render-markdown.ts"
import { FIGURES } from "../../helpers/figure-samples.ts"
import { reportOf } from "../../helpers/samples.ts"

const dora = FIGURES.dora.dora as Dora
const [run] = FIGURES["history-by-run"].runs as [LedgerRun]

test.each<[Partial<LedgerRun>, string]>([
  [{}, "deploy v1.3.2 (322e332)"],
  [{ sha: null }, "deploy v1.3.2"],
  [{ command: "unlock", tag: null, sha: null, rollback: null }, "unlock"],
  [{ command: "rollback" }, "rollback from v1.3.2 to v1.1.0"],
])("what a run did: %j", (fields, what) => {
  expect(whatOf({ ...run, ...fields })).toBe(what)
})

test.each<[Partial<LedgerRun>, string]>([
  [{}, "SMOKE_FAILED: api: 500"],
  [{ reason: "again", fixes: "v1.0.0" }, "fixes v1.0.0; again; SMOKE_FAILED: api: 500"],
  [{ reason: "api: 500", code: null }, "api: 500"],
  [{ outcome: "deployed", reason: "release day" }, "release day"],
  [{ code: null, detail: null }, ""],
])("why: %j", (fields, why) => {
  expect(whyOf({ ...run, ...fields })).toBe(why)
})

test("how long a run took that has not ended is not known", () => {
  expect(tookText({ ...run, durationMs: null })).toBe("-")
})

test("metrics with their numbers, and without", () => {
  const time = { n: 9, tooFew: false, medianMs: 7_200_000, bin: "an hour to a day" }
  const full: Dora = { ...dora, leadTime: time, recovery: time }
  expect(doraRows(full).map((row) => row.join(" | "))).toEqual([
    "change lead time | median 2 h | an hour to a day | 9 commits",
    "deployment frequency | 1.5 a week, median 25 h apart | a day to a week | 7 deployments",
    "failed deployment recovery time | median 2 h | an hour to a day | 9 recoveries",
    "change fail rate | 66.7 % (4 failed) | - | 6 deployments",
    "deployment rework rate | 40 % (4 unplanned) | - | 10 deployments and rollbacks",
  ])
  const few = { n: 1, tooFew: true, medianMs: null, bin: null }
  const empty: Dora = {
    ...dora,
    leadTime: null,
    frequency: { ...few, perWeek: 0.1 },
    recovery: few,
    failRate: { n: 1, count: 1, tooFew: true, rate: null },
    reworkRate: { n: 0, count: 0, tooFew: true, rate: null },
  }
  expect(doraRows(empty).map(([, ...cells]) => cells.join(" | "))).toEqual([
    "not known | - | -",
    "too few | - | 1 deployment",
    "too few | - | 1 recovery",
    "too few | - | 1 deployment, 1 failed",
    "too few | - | 0 deployments and rollbacks",
  ])
})

test("a deployment that nobody can say why of has a row all the same", () => {
  const [deployment] = dora.inconclusive
  if (deployment === undefined) throw new Error("there is none")
  expect(deploymentRow(deployment, null)).toEqual(["2026-03-17 10:02", "v1.3.1 (312e332)", "-", "-"])
})

test("where all went well there is little to look at", () => {
  const good = reportOf({
    command: "dora",
    dora: { ...dora, failed: [], inconclusive: [], unplanned: [], leftOut: [] },
  })
  expect(figureSections(good).map(({ title }) => title.replace(/ from .*/, ""))).toEqual([
    "production",
    "by week",
  ])
})

test("no runs are no table, and their number is said", () => {
  const none = reportOf({ command: "history", runs: [], history: [] })
  expect(figureSections(none)).toEqual([])
  expect(figureLine(none)).toBe("0 runs on production, newest first")
  expect(renderMarkdown(none)).not.toContain("| began")
})

test("of a long list the newest are shown, and how many there are", () => {
  expect(moreLines(Array.from({ length: 21 }))).toEqual(["the newest 20 of 21"])
  expect(moreLines(Array.from({ length: 20 }))).toEqual([])
})

test("a report of something else has no such line", () => {
  expect(figureLine(reportOf({}))).toBeNull()
  expect(figureSections(reportOf({}))).toEqual([])
})
