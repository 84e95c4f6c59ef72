import { contentLine, type StageContent, soughtText } from "../figures/commits.ts"
import type { Deployment } from "../figures/deployments.ts"
import type { Dora, RateMetric, TimeMetric } from "../figures/dora.ts"
import { roundTime } from "../figures/periods.ts"
import type { LedgerRun } from "../figures/runs.ts"
import type { Timeline, TimelineLane } from "../figures/timeline.ts"
import { describeRelease, shortSha } from "../stage.ts"
import { counted, formatDuration, isoSeconds } from "../text.ts"
import type { PlanSection } from "./plan-lines.ts"
import type { Report } from "./report.ts"

/** Tables of history, timeline, dora and contains, for people who read text or Markdown. */
export const figureSections = ({ runs, timeline, dora, contains }: Report): PlanSection[] => [
  ...(runs === null || runs.length === 0
    ? []
    : [{ title: "", lines: [], head: RUN_HEAD, rows: runs.map(runRow), most: 2 }]),
  ...(timeline === null ? [] : timeline.lanes.flatMap((lane) => laneSections(timeline, lane))),
  ...(dora === null ? [] : doraSections(dora)),
  ...(contains === null
    ? []
    : [
        {
          title: "by the ledger",
          lines: contains.stages.filter(isOther).map((content) => contentLine(content)),
          head: [],
          rows: [],
        },
      ]),
]

/** The first lines are about production. */
const isOther = ({ stage }: StageContent): boolean => stage !== "production"

export const RUN_HEAD = ["began (UTC)", "what", "outcome", "who", "took", "run", "why"] as const

/** How much of a run's id is shown; `report --run` takes it. */
export const SHORT_RUN = 8

/** `2026-03-01 03:04`: seconds do not matter to those who read a list. */
export const minuteOf = (iso: string): string => iso.slice(0, 16).replace("T", " ")

/** What a run did, without the stage that every row has. */
export function whatOf({ command, tag, sha, rollback }: LedgerRun): string {
  const name = command.replace(/^deploy-.*/s, "deploy")
  if (rollback !== null && name !== "deploy") return `${name} from ${rollback.from.tag} to ${rollback.to.tag}`
  return [name, tag, sha === null ? null : `(${shortSha(sha)})`].filter((part) => part !== null).join(" ")
}

/** What a person said, what the pipeline says, and what it is to fix. */
export const whyOf = ({ reason, code, detail, fixes, outcome, rollback }: LedgerRun): string => {
  const isGood = outcome === "deployed" || outcome === "done"
  // of a rollback the pipeline says what the person said, and what was left stands in a column of its own
  const left = rollback === null ? "" : `from ${describeRelease(rollback.from)}: `
  const said = detail?.startsWith(left) ? detail.slice(left.length) : detail
  const found = isGood
    ? null
    : [code, said === reason ? null : said].filter((part) => part !== null).join(": ")
  return [fixes === null ? null : `fixes ${fixes}`, reason, found]
    .filter((part) => part !== null && part !== "")
    .join("; ")
}

export const tookText = ({ durationMs }: LedgerRun): string =>
  durationMs === null ? "-" : formatDuration(durationMs)

export const runRow = (run: LedgerRun): [began: string, what: string, ...more: string[]] => [
  minuteOf(run.startedAt),
  whatOf(run),
  run.outcome,
  run.actor,
  tookText(run),
  run.runId.slice(0, SHORT_RUN),
  whyOf(run),
]

function laneSections({ detailSince, since, period }: Timeline, lane: TimelineLane): PlanSection[] {
  const { stage, runs, total, folded, frozen, heldBy } = lane
  const isFolded = detailSince !== since
  const lines = [
    ...(heldBy === null
      ? []
      : [
          `held since ${isoSeconds(heldBy.since)} by ${heldBy.actor}: ${heldBy.command}, run ${heldBy.runId}`,
        ]),
    ...frozen.map(
      ({ since, until, actor, reason }) =>
        `frozen from ${isoSeconds(since)} ${until === null ? "on" : `to ${isoSeconds(until)}`} by ${actor}: ${reason}`,
    ),
    ...(runs.length < total
      ? [`the newest ${runs.length} of ${total} runs, one by one; all of them by ${period} below`]
      : []),
  ]
  const newest = {
    title: `${stage}: ${counted(total, "run")}`,
    lines,
    head: RUN_HEAD,
    rows: runs.map(runRow),
    most: 2,
  }
  if (!isFolded) return [newest]
  const rows = folded.toReversed().map(({ from, outcomes }) => [
    from,
    Object.entries(outcomes)
      .map(([outcome, count]) => `${count} ${outcome}`)
      .join(", ") || "-",
  ])
  return [newest, { title: `${stage} by ${period}`, lines: [], head: [`${period} of`, "runs"], rows }]
}

/** How a metric is named, and what it says, in one place for all renderings. */
export function doraRows(dora: Dora): [name: string, ...cells: Cells][] {
  const { leadTime, frequency, recovery, failRate, reworkRate } = dora
  return [
    ["change lead time", ...timeCells(leadTime, "commit")],
    ["deployment frequency", ...frequencyCells(frequency)],
    ["failed deployment recovery time", ...timeCells(recovery, "recovery", "recoveries")],
    ["change fail rate", ...rateCells(failRate, counted(failRate.n, "deployment"), "failed")],
    [
      "deployment rework rate",
      ...rateCells(
        reworkRate,
        reworkRate.n === 1 ? "1 deployment or rollback" : `${reworkRate.n} deployments and rollbacks`,
        "unplanned",
      ),
    ],
  ]
}

const DORA_HEAD = ["metric", "value", "bin", "n"] as const

const TOO_FEW = "too few"

type Cells = [value: string, bin: string, n: string]

const timeCells = (metric: TimeMetric | null, noun: string, nouns = `${noun}s`): Cells => {
  if (metric === null) return ["not known", "-", "-"]
  const { n, medianMs, bin } = metric
  return [
    medianMs === null ? TOO_FEW : `median ${roundTime(medianMs)}`,
    bin ?? "-",
    n === 1 ? `1 ${noun}` : `${n} ${nouns}`,
  ]
}

const frequencyCells = ({ n, medianMs, bin, perWeek }: Dora["frequency"]): Cells => [
  medianMs === null ? TOO_FEW : `${perWeek} a week, median ${roundTime(medianMs)} apart`,
  bin ?? "-",
  counted(n, "deployment"),
]

const rateCells = ({ n, count, rate }: RateMetric, whole: string, part: string): Cells => [
  rate === null ? TOO_FEW : `${percent(rate)} (${count} ${part})`,
  "-",
  rate === null && n > 0 ? `${whole}, ${count} ${part}` : whole,
]

const percent = (rate: number): string => `${Math.round(rate * 1000) / 10} %`

export const WEEK_HEAD = ["week of", "deployments", "medians"] as const

export const weekRows = ({ weeks }: Dora): string[][] =>
  weeks.map(({ week, deployments, failed, rollbacks, unplanned, leadTimeMs, recoveryMs }) => [
    week,
    [
      ...(deployments === 0 ? [] : [String(deployments)]),
      ...(failed === 0 ? [] : [`${failed} failed`]),
      ...(rollbacks === 0 ? [] : [counted(rollbacks, "rollback")]),
      ...(unplanned === 0 ? [] : [`${unplanned} unplanned`]),
    ].join(", ") || "-",
    [
      ...(leadTimeMs === null ? [] : [`lead time ${roundTime(leadTimeMs)}`]),
      ...(recoveryMs === null ? [] : [`recovery ${roundTime(recoveryMs)}`]),
    ].join(", ") || "-",
  ])

export const DEPLOYMENT_HEAD = ["deployed (UTC)", "version", "why it counts", "then"] as const

/** @param why why it is in the list */
export const deploymentRow = (
  { at, tag, sha, verdict, recoveredAt }: Deployment,
  why: string | null,
): [at: string, version: string, ...more: string[]] => [
  minuteOf(at),
  `${tag} (${shortSha(sha)})`,
  why ?? "-",
  verdict !== "failed"
    ? "-"
    : recoveredAt === null
      ? "not recovered yet"
      : `recovered after ${roundTime(Date.parse(recoveredAt) - Date.parse(at))}, ${minuteOf(recoveredAt)}`,
]

/** How many deployments are listed one by one. */
export const MAX_LISTED = 20

/** The deployments that a reader of the figures may want to look at, each with why it is in its list. */
export const deploymentLists = ({ failed, inconclusive, unplanned }: Dora): DeploymentList[] => [
  { title: "failed deployments", all: failed, why: ({ because }) => because, columns: 4 },
  { title: "deployments that could not be judged", all: inconclusive, why: () => null, columns: 2 },
  { title: "unplanned deployments", all: unplanned, why: (one) => one.unplanned, columns: 3 },
]

interface DeploymentList {
  title: string
  all: readonly Deployment[]
  why: (deployment: Deployment) => string | null
  /** how many of the columns say something about it */
  columns: number
}

function doraSections(dora: Dora): PlanSection[] {
  const { since, until, leftOut } = dora
  const lists = deploymentLists(dora).filter(({ all }) => all.length > 0)
  return [
    {
      title: `production from ${isoSeconds(since)} to ${isoSeconds(until)}`,
      lines: [],
      head: DORA_HEAD,
      rows: doraRows(dora),
    },
    ...lists.map(({ title, all, why, columns }) => ({
      ...{ title, lines: moreLines(all), head: DEPLOYMENT_HEAD.slice(0, columns) },
      rows: all.slice(0, MAX_LISTED).map((one) => deploymentRow(one, why(one)).slice(0, columns)),
    })),
    { title: "by week", lines: [], head: WEEK_HEAD, rows: weekRows(dora).toReversed() },
    ...(leftOut.length === 0 ? [] : [{ title: "left out", lines: leftOut, head: [], rows: [] }]),
  ]
}

export const moreLines = (all: readonly unknown[]): string[] =>
  all.length <= MAX_LISTED ? [] : [`the newest ${MAX_LISTED} of ${all.length}`]

/** The first line of such a report. */
export function figureLine({ stage, runs, history, timeline, dora, contains }: Report): string | null {
  if (runs !== null) return `${counted(runs.length, "run")} on ${stage}, newest first`
  if (history !== null) return `${counted(history.length, "record")} of ${stage}, newest first`
  if (timeline !== null) {
    const lanes = timeline.lanes.map((lane) => `${counted(lane.total, "run")} on ${lane.stage}`)
    return `${lanes.join(", ")}, ${minuteOf(timeline.since)} to ${minuteOf(timeline.until)} UTC`
  }
  if (dora !== null) {
    const { frequency, failRate, since, until } = dora
    return `${counted(frequency.n, "deployment")} to production, ${failRate.count} of them failed, ${since.slice(0, 10)} to ${until.slice(0, 10)}`
  }
  if (contains === null) return null
  const { sought, stages } = contains
  const production = stages.find(({ has, stage: one }) => has && one === "production")
  return production === undefined
    ? `production does not have ${soughtText(sought)}`
    : contentLine(production, soughtText(sought))
}
