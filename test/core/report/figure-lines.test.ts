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
import { describeRelease } from "../../../src/core/stage.ts"
import { FIGURES } from "../../helpers/figure-samples.ts"
import { reportOf } from "../../helpers/samples.ts"

const dora = FIGURES.dora.dora as Dora
const [run] = FIGURES["history-by-run"].runs as [LedgerRun]

test.each<[Partial<LedgerRun>, string]>([
  [{}, "deploy v1.3.2 (322e332)"],
  [{ sha: null }, "deploy v1.3.2"],
  [{ command: "unlock", tag: null, sha: null, rollback: null }, "unlock"],
  [{ command: "rollback" }, "rollback from v1.3.2 to v1.1.0"],
  [{ command: "re-deploy-production" }, "re-deploy-production from v1.3.2 to v1.1.0"],
])("what a run did: %j", (fields, what) => {
  expect(whatOf({ ...run, ...fields })).toBe(what)
})

test.each<[Partial<LedgerRun>, string]>([
  [{}, "SMOKE_FAILED: api: 500"],
  [{ reason: "again", fixes: "v1.0.0" }, "fixes v1.0.0; again; SMOKE_FAILED: api: 500"],
  [{ reason: "api: 500", code: null }, "api: 500"],
  [{ outcome: "deployed", reason: "release day" }, "release day"],
  [{ code: null, detail: null }, ""],
  [
    { rollback: null, detail: "from v1.3.2 (322e332): api: 500" },
    "SMOKE_FAILED: from v1.3.2 (322e332): api: 500",
  ],
  ...(run.rollback === null
    ? []
    : [
        [
          { detail: `from ${describeRelease(run.rollback.from)}: it was slow` },
          "SMOKE_FAILED: it was slow",
        ] satisfies [Partial<LedgerRun>, string],
        [
          { detail: `it was slow, from ${describeRelease(run.rollback.from)}: ` },
          `SMOKE_FAILED: it was slow, from ${describeRelease(run.rollback.from)}: `,
        ] satisfies [Partial<LedgerRun>, string],
      ]),
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
  expect(
    doraRows({ ...empty, reworkRate: { ...empty.reworkRate, n: 1 } })
      .at(-1)
      ?.at(-1),
  ).toBe("1 deployment or rollback, 0 unplanned")
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

test("lists are cut to what a reader looks at, and say so; what cannot be judged needs no reason", () => {
  const [deployment] = dora.inconclusive
  if (deployment === undefined) throw new Error("there is none")
  const all = Array.from({ length: 21 }, () => deployment)
  const sections = figureSections(
    reportOf({ command: "dora", dora: { ...dora, failed: all, inconclusive: [deployment], unplanned: [] } }),
  )
  const of = (title: string) => sections.find((section) => section.title === title)
  expect(of("failed deployments")?.lines).toEqual(["the newest 20 of 21"])
  expect(of("failed deployments")?.rows).toHaveLength(20)
  expect(of("deployments that could not be judged")).toMatchObject({ lines: [] })
  expect(of("deployments that could not be judged")?.rows.map((row) => row.length)).toEqual([2])
  expect(of("unplanned deployments")).toBeUndefined()
})

test("only production counts for the first line of contains", () => {
  const { contains } = FIGURES.contains
  if (contains === null) throw new Error("there is none")
  const stages = contains.stages.map((one) => ({ ...one, has: one.stage === "staging" }))
  const report = reportOf({ command: "contains", contains: { ...contains, stages } })
  expect(figureLine(report)).toMatch(/^production does not have /)
  const had = contains.stages.map((one) => ({ ...one, has: true }))
  expect(figureLine(reportOf({ command: "contains", contains: { ...contains, stages: had } }))).toMatch(
    /^production (?:has|runs)/,
  )
})
