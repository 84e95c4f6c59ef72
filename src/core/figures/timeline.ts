import type { StageState } from "../ledger/stage-state.ts"
import type { Release, Stage } from "../stage.ts"
import { weekOf, weeksBetween } from "./periods.ts"
import type { FrozenTime, LedgerRun, RunOutcome } from "./runs.ts"

/** What a stage went through. */
export interface TimelineLane {
  stage: Stage
  running: (Release & { verified: boolean }) | null
  /** the run that holds it now; null: none */
  heldBy: { runId: string; actor: string; since: string; command: string } | null
  /** how many runs there were */
  total: number
  /** the newest of them, one by one, newest first */
  runs: LedgerRun[]
  /** all of them, folded: oldest first, also periods in which nothing happened */
  folded: TimelinePeriod[]
  frozen: FrozenTime[]
}

export interface TimelinePeriod {
  /** the day with which the period begins */
  from: string
  outcomes: Partial<Record<RunOutcome, number>>
}

export interface Timeline {
  /** ISO times */
  since: string
  until: string
  /** from here on every run is shown by itself; the same as `since` where that is all of them */
  detailSince: string
  /** what the runs are folded into */
  period: "week" | "month"
  lanes: TimelineLane[]
}

export interface LaneFacts {
  stage: Stage
  state: StageState
  /** newest first */
  runs: readonly LedgerRun[]
  frozen: readonly FrozenTime[]
}

/** How many runs are shown one by one: what a page can show and a person read. */
const MAX_RUNS = 120
/** More bars than these cannot be told apart. */
const MAX_WEEKS = 110

/** What all lanes show, on one axis. It begins where something happened, however long before that was asked for. */
export function timelineOf(lanes: readonly LaneFacts[], since: Date, until: Date): Timeline {
  const endOf = ({ endedAt, startedAt }: LedgerRun) => Date.parse(endedAt ?? startedAt)
  const isIn = (ms: number) => ms >= since.getTime() && ms <= until.getTime()
  const seen = lanes.map((lane) => ({
    ...lane,
    runs: lane.runs.filter((run) => isIn(endOf(run)) || run.endedAt === null),
    frozen: lane.frozen.filter((time) => time.until === null || Date.parse(time.until) >= since.getTime()),
  }))
  const starts = seen.flatMap(({ runs, frozen }) => [
    ...runs.map(({ startedAt }) => Date.parse(startedAt)),
    ...frozen.map((time) => Date.parse(time.since)),
  ])
  // a spread of many would not fit on the stack
  const firstMs = starts.reduce((first, ms) => Math.min(first, ms), until.getTime())
  const fromMs = Math.max(since.getTime(), firstMs)
  const newest = seen
    .flatMap(({ runs }) => runs.map((run) => Date.parse(run.startedAt)))
    .sort((a, b) => b - a)
  const isFolded = newest.length > MAX_RUNS
  const detailMs = isFolded ? (newest[MAX_RUNS - 1] as number) : fromMs
  const weeks = weeksBetween(fromMs, until.getTime())
  const period = weeks.length > MAX_WEEKS ? "month" : "week"
  const periodOf = (ms: number) => (period === "week" ? weekOf(ms) : monthOf(ms))
  const clamped = (ms: number) => periodOf(Math.max(ms, fromMs))
  const periods = [...new Set([...weeks.map((week) => clamped(Date.parse(week))), clamped(until.getTime())])]
  return {
    since: new Date(fromMs).toISOString(),
    until: until.toISOString(),
    detailSince: new Date(detailMs).toISOString(),
    period,
    lanes: seen.map(({ stage, state: { running, lock }, runs, frozen }) => ({
      stage,
      running: running && { tag: running.tag, sha: running.sha, verified: running.verified },
      heldBy: lock && { runId: lock.runId, actor: lock.actor, since: lock.since, command: lock.command },
      total: runs.length,
      runs: isFolded
        ? runs.filter(({ startedAt }) => Date.parse(startedAt) >= detailMs).slice(0, MAX_RUNS)
        : [...runs],
      folded: foldRuns(periods, runs, clamped),
      frozen: [...frozen].slice(-MAX_RUNS),
    })),
  }
}

const monthOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 7)}-01`

function foldRuns(
  periods: readonly string[],
  runs: readonly LedgerRun[],
  periodOf: (ms: number) => string,
): TimelinePeriod[] {
  const byPeriod = new Map<string, TimelinePeriod["outcomes"]>(periods.map((period) => [period, {}]))
  for (const { startedAt, outcome } of runs) {
    const outcomes = byPeriod.get(periodOf(Date.parse(startedAt)))
    if (outcomes !== undefined) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
  }
  return [...byPeriod].map(([from, outcomes]) => ({ from, outcomes }))
}
