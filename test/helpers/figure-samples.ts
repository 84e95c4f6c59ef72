import { absence, contentOf } from "../../src/core/figures/commits.ts"
import { deploymentsIn } from "../../src/core/figures/deployments.ts"
import { doraOf } from "../../src/core/figures/dora.ts"
import { DAY_MS } from "../../src/core/figures/periods.ts"
import { frozenTimes, runsOf } from "../../src/core/figures/runs.ts"
import { timelineOf } from "../../src/core/figures/timeline.ts"
import type { Forge } from "../../src/core/forge.ts"
import type { Report } from "../../src/core/report/report.ts"
import { reportOf } from "./samples.ts"
import { Story, shaOf, time } from "./story.ts"

const FORGE: Forge = { kind: "github", address: "https://github.com/octo/shop" }
const [SINCE, UNTIL] = [new Date(time("02-25 00:00")), new Date(time("03-30 00:00"))]

/** Every ending, a freeze that goes on, and a run under way. */
const production = new Story()
  .deploy("03-02 10:00", "v1.0.0", { reason: "release day" })
  .deploy("03-03 10:00", "v1.1.0")
  .rolledBack("03-04 10:00", "v1.2.0", "v1.1.0")
  .unfreeze("03-04 12:00")
  .blocked("03-05 10:00", "v1.2.1")
  .deploy("03-05 12:00", "v1.2.1", { fixes: "v1.2.0" })
  .rollback("03-09 10:00", "v1.2.1", "v1.1.0", { reason: "orders are lost" })
  .unfreeze("03-09 12:00")
  .fails("03-10 10:00", "v1.3.0")
  .inconclusive("03-17 10:00", "v1.3.1")
  .unfreeze("03-17 12:00")
  .rolledBack("03-18 10:00", "v1.3.2", "v1.1.0", { isGood: false })
const staging = new Story("staging").deploy("03-01 10:00", "v1.0.0").deploy("03-02 15:00", "v1.1.0")
staging.says("03-20 09:00", "freeze", "frozen-by-hand", { detail: "holidays", actor: "cleo" })
staging.begin("03-29 23:00", "v1.4.0", { reason: "again" })

const query = {
  outcome: "done",
  ok: true,
  tag: null,
  durationMs: 12,
  startedAt: UNTIL.toISOString(),
} as const

const runs = runsOf(production.all)

const historyByRun = reportOf({ ...query, command: "history", stage: "production", runs, history: [] })

const lanes = [staging, production].map(({ stage, state, all }) => ({
  ...{ stage, state },
  ...{ runs: runsOf(all), frozen: frozenTimes(all) },
}))

const timeline = reportOf({
  ...query,
  command: "timeline",
  stage: null,
  timeline: timelineOf(lanes, SINCE, UNTIL),
  forge: FORGE,
})

const earlier = (iso: string, days: number): string => new Date(Date.parse(iso) - days * DAY_MS).toISOString()

/** Of so many runs that most of them are folded: the same month again and again. */
const longTimeline = reportOf({
  ...timeline,
  timeline: timelineOf(
    lanes.map((lane) => ({
      ...lane,
      runs: Array.from({ length: 12 }, (_, times) =>
        lane.runs.map((run) => ({
          ...run,
          runId: `${run.runId}-${times}`,
          startedAt: earlier(run.startedAt, 30 * times),
          endedAt: run.endedAt && earlier(run.endedAt, 30 * times),
        })),
      ).flat(),
    })),
    new Date(0),
    UNTIL,
  ),
})

const commits = ["v1.1.0", "v1.2.1"].map((version, index, all) => ({
  sha: shaOf(version),
  atMs: Date.parse(time("02-28 12:00")),
  parents: all.slice(index - 1, index).map(shaOf),
}))

const dora = reportOf({
  ...query,
  command: "dora",
  stage: "production",
  dora: doraOf({
    ...deploymentsIn(production.all, true),
    ...{ stage: "production", since: SINCE, until: UNTIL },
    graph: { kind: "known", value: { commits, missing: [], shallow: false } },
  }),
  forge: FORGE,
})

const contents = {
  sought: { name: "#12", sha: shaOf("v1.2.1"), at: time("02-28 12:00"), subject: "feat: more (#12)" },
  stages: [staging, production].map(({ stage, state, all }) =>
    contentOf(stage, state.running, runsOf(all), new Set([shaOf("v1.2.1"), shaOf("v1.4.0")])),
  ),
}

const contains = reportOf({
  ...query,
  ...{ command: "contains", stage: null, outcome: "absent", ok: false },
  sha: shaOf("v1.2.1"),
  contains: contents,
  reason: absence(contents),
})

export const FIGURES = {
  "history-by-run": historyByRun,
  timeline,
  "long-timeline": longTimeline,
  dora,
  contains,
}

/** What people, tools and tags may have written, by the name that it has in a report. */
const OTHERS: ReadonlySet<string> = new Set([
  "tag",
  "actor",
  "detail",
  "why",
  "subject",
  "runId",
  "code",
  "fixes",
  "app",
  "message",
  "fix",
  "name",
])

/** Reports of figures in which every text that comes from outside is the given one. */
export function hostileFigures(text: string): Report[] {
  const visit = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return OTHERS.has(key) || key === "reason" ? text : value
    if (Array.isArray(value)) return value.map((one) => visit(one, key))
    if (typeof value !== "object" || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, visit(one, name)]))
  }
  // the long one has nothing that the short one has not
  return [historyByRun, timeline, dora, contains].map((report) => {
    const hostile = visit(report, "") as Report
    // codes are ours
    return {
      ...hostile,
      reason: hostile.reason && report.reason && { ...hostile.reason, code: report.reason.code },
    }
  })
}
