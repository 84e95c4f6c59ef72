import type { Fact } from "../errors.ts"
import type { Stage } from "../stage.ts"
import { counted } from "../text.ts"
import { type Arrival, type CommitGraph, type LeadTimes, leadTimesOf } from "./commits.ts"
import type { Deployment, Deployments, RollbackEvent } from "./deployments.ts"
import { binOf, medianOf, WEEK_MS, weekOf, weeksBetween } from "./periods.ts"

/** Fewer say more about chance than about a team. */
const ENOUGH = 5

/** A time that is measured again and again. */
export interface TimeMetric {
  n: number
  /** there are fewer than five, so there is neither a median nor a bin */
  tooFew: boolean
  medianMs: number | null
  bin: string | null
}

/** A part of a whole. */
export interface RateMetric {
  /** the whole */
  n: number
  /** the part */
  count: number
  tooFew: boolean
  rate: number | null
}

export interface DoraWeek {
  /** the Monday, in UTC */
  week: string
  deployments: number
  failed: number
  inconclusive: number
  rollbacks: number
  /** unplanned deployments, rollbacks among them */
  unplanned: number
  leadTimeMs: number | null
  recoveryMs: number | null
}

/** The five metrics of dora.dev, as the ledger and the history of the repository tell them. */
export interface Dora {
  stage: Stage
  /** ISO times */
  since: string
  until: string
  /** from commit to production, of each commit; null: not known, and why is among what was left out */
  leadTime: TimeMetric | null
  /** the time from one deployment to the next; n counts deployments */
  frequency: TimeMetric & { perWeek: number }
  /** from the deployment that failed to the next verified state */
  recovery: TimeMetric
  failRate: RateMetric
  reworkRate: RateMetric
  /** oldest first, also those in which nothing happened */
  weeks: DoraWeek[]
  /** deployments that failed, newest first */
  failed: Deployment[]
  /** those that could not be judged, newest first: they count in neither rate */
  inconclusive: Deployment[]
  /** deployments that were not planned, newest first */
  unplanned: Deployment[]
  /** what does not count, and why, a sentence each */
  leftOut: string[]
}

export interface DoraFacts extends Deployments {
  stage: Stage
  since: Date
  until: Date
  graph: Fact<CommitGraph>
}

/** What passed in a time, and what was there before: the commits between them came to production in that time. */
export interface Lineage {
  arrivals: Arrival[]
  /** commits */
  before: string[]
  /** the stage's first deployment, which has nothing before it */
  first: Arrival | null
}

export function lineageOf({ deployments, before }: Deployments, since: Date): Lineage {
  const all = deployments.flatMap(({ runId, sha, verifiedAt }) =>
    verifiedAt === null ? [] : [{ runId, sha, atMs: Date.parse(verifiedAt) }],
  )
  const isEarlier = ({ atMs }: Arrival) => atMs < since.getTime()
  const known = [...before, ...all.filter(isEarlier).map(({ sha }) => sha)]
  const arrivals = all.filter((one) => !isEarlier(one))
  const first = known.length === 0 ? (arrivals.shift() ?? null) : null
  return { arrivals, before: first === null ? known : [first.sha], first }
}

export function doraOf(facts: DoraFacts): Dora {
  const { stage, since, until, graph } = facts
  const lineage = lineageOf(facts, since)
  const isIn = ({ at }: { at: string }) =>
    Date.parse(at) >= since.getTime() && Date.parse(at) <= until.getTime()
  const deployments = facts.deployments.filter(isIn)
  const rollbacks = facts.rollbacks.filter(isIn)
  const lead = graph.kind === "known" ? leadTimesOf(lineage.arrivals, graph.value) : null
  const leads = deployments.flatMap(({ runId }) => [...(lead?.byRun.get(runId) ?? [])])
  const failed = deployments.filter(({ verdict }) => verdict === "failed")
  const inconclusive = deployments.filter(({ verdict }) => verdict === "inconclusive")
  const unplanned = deployments.filter((one) => one.unplanned !== null)
  const weeks = Math.max(1, (until.getTime() - since.getTime()) / WEEK_MS)
  const gaps = deployments
    .slice(1)
    .map(({ at }, index) => msBetween((deployments[index] as Deployment).at, at))
  return {
    stage,
    since: since.toISOString(),
    until: until.toISOString(),
    leadTime: lead && timeMetric(leads),
    frequency: {
      ...timeMetric(gaps, deployments.length),
      perWeek: Math.round((deployments.length / weeks) * 10) / 10,
    },
    recovery: timeMetric(failed.flatMap(recoveryOf)),
    failRate: rateMetric(failed.length, deployments.length - inconclusive.length),
    reworkRate: rateMetric(unplanned.length + rollbacks.length, deployments.length + rollbacks.length),
    weeks: weekRows(since, until, deployments, rollbacks, lead),
    failed: failed.toReversed(),
    inconclusive: inconclusive.toReversed(),
    unplanned: unplanned.toReversed(),
    leftOut: leftOutOf(graph, lineage, lead, deployments, rollbacks),
  }
}

const msBetween = (from: string, to: string): number => Date.parse(to) - Date.parse(from)

const recoveryOf = ({ at, recoveredAt }: Deployment): number[] =>
  recoveredAt === null ? [] : [msBetween(at, recoveredAt)]

function timeMetric(values: readonly number[], n = values.length): TimeMetric {
  const tooFew = n < ENOUGH
  const medianMs = tooFew ? null : medianOf(values)
  return { n, tooFew, medianMs, bin: medianMs === null ? null : binOf(medianMs) }
}

const rateMetric = (count: number, n: number): RateMetric => ({
  ...{ n, count, tooFew: n < ENOUGH },
  rate: n < ENOUGH ? null : Math.round((count / n) * 1000) / 1000,
})

function weekRows(
  since: Date,
  until: Date,
  deployments: readonly Deployment[],
  rollbacks: readonly RollbackEvent[],
  lead: LeadTimes | null,
): DoraWeek[] {
  const [byWeek, backByWeek] = [groupedByWeek(deployments), groupedByWeek(rollbacks)]
  return weeksBetween(since.getTime(), until.getTime()).map((week) => {
    const own = byWeek.get(week) ?? []
    const back = backByWeek.get(week)?.length ?? 0
    const count = (verdict: Deployment["verdict"]) => own.filter((one) => one.verdict === verdict).length
    return {
      week,
      deployments: own.length,
      failed: count("failed"),
      inconclusive: count("inconclusive"),
      rollbacks: back,
      unplanned: own.filter(({ unplanned }) => unplanned !== null).length + back,
      leadTimeMs: medianOf(own.flatMap(({ runId }) => [...(lead?.byRun.get(runId) ?? [])])),
      recoveryMs: medianOf(own.flatMap(recoveryOf)),
    }
  })
}

function groupedByWeek<T extends { at: string }>(all: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const week = weekOf(Date.parse(one.at))
    const others = groups.get(week)
    if (others === undefined) groups.set(week, [one])
    else others.push(one)
  }
  return groups
}

function leftOutOf(
  graph: Fact<CommitGraph>,
  { arrivals, first }: Lineage,
  lead: LeadTimes | null,
  deployments: readonly Deployment[],
  rollbacks: readonly RollbackEvent[],
): string[] {
  const open = deployments.filter(({ verdict, recoveredAt }) => verdict === "failed" && recoveredAt === null)
  const bringsNone = arrivals.filter(({ runId }) => lead?.byRun.has(runId) === false).length
  const missing = graph.kind === "known" ? graph.value.missing.length : 0
  const strays = rollbacks.filter(({ isStray }) => isStray).length
  const inconclusive = deployments.filter(({ verdict }) => verdict === "inconclusive").length
  const sentences: [count: number, sentence: (count: number) => string][] = [
    [
      open.length,
      (n) => `Recovery leaves out ${counted(n, "failed deployment")} that nothing has recovered from yet.`,
    ],
    [inconclusive, (n) => `The fail rate leaves out ${counted(n, "deployment")} that could not be judged.`],
    [strays, (n) => `${counted(n, "rollback")} left a deployment from before this time, which counts there.`],
    [first === null ? 0 : 1, () => "The stage's first deployment has no lead time: nothing came before it."],
    [bringsNone, (n) => `${counted(n, "deployment")} brought no commit that counts for the lead time.`],
    [lead?.old ?? 0, (n) => `The lead time leaves out ${counted(n, "commit")} older than 60 days.`],
    [
      lead?.younger ?? 0,
      (n) => `The lead time leaves out ${counted(n, "commit")} younger than the deployment.`,
    ],
    [
      lead?.crowded ?? 0,
      (n) => `The lead time leaves out ${counted(n, "commit")} of releases of more than 5000.`,
    ],
    [missing, (n) => `The lead time leaves out ${counted(n, "version")} whose commit is not in this clone.`],
  ]
  const unknown =
    graph.kind === "known"
      ? graph.value.shallow
        ? [
            "The lead time may leave out commits: this clone is shallow, and git fetch --unshallow --tags brings the rest.",
          ]
        : []
      : [`The lead time is not known: ${graph.kind === "skipped" ? graph.why : graph.message}`]
  return [...sentences.flatMap(([count, sentence]) => (count > 0 ? [sentence(count)] : [])), ...unknown]
}
