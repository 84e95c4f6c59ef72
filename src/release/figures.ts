import { environmentError, usageError, whyNot } from "../core/errors.ts"
import {
  absence,
  contentOf,
  type FoundCommit,
  type Marks,
  placementsOf,
  type Sought,
} from "../core/figures/commits.ts"
import { deploymentsIn } from "../core/figures/deployments.ts"
import { doraOf, lineageOf } from "../core/figures/dora.ts"
import { frozenTimes, runsOf } from "../core/figures/runs.ts"
import { timelineOf } from "../core/figures/timeline.ts"
import { holdAt, type StageState } from "../core/ledger/stage-state.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import { STAGES, type Stage } from "../core/stage.ts"
import { clip } from "../core/text.ts"
import { viewOf } from "./ports.ts"
import { readSince, sinceOf } from "./queries.ts"
import { buildReport, runningIn } from "./report.ts"
import { type Context, Run } from "./run.ts"

/** What the stages went through, on one axis. */
export async function timeline(
  context: Context,
  { stage, since: text }: { stage: Stage | null; since: string },
): Promise<Report> {
  const run = new Run(context, "timeline", stage, null)
  const { ledger } = run.ports
  const since = sinceOf(text, run.startedAt)
  const stages = stage === null ? STAGES : [stage]
  const views = await ledger.read(stages)
  const lanes = await Promise.all(
    stages.map(async (one) => {
      const { records } = await readSince(ledger, one, since.getTime())
      const { state } = viewOf(views, one)
      return { stage: one, state, runs: runsOf(records), frozen: frozenTimes(records) }
    }),
  )
  return buildReport(run, "done", null, {
    timeline: timelineOf(lanes, since, run.startedAt),
    forge: context.forge ?? null,
  })
}

/** The five metrics of dora.dev for production. */
export async function dora(context: Context, { since: text }: { since: string }): Promise<Report> {
  const run = new Run(context, "dora", "production", null)
  const { ledger, repository } = run.ports
  const since = sinceOf(text, run.startedAt)
  const { records, isComplete } = await readSince(ledger, "production", since.getTime())
  const facts = deploymentsIn(records, isComplete)
  const { arrivals, before } = lineageOf(facts, since)
  const graph = await repository.graph(
    arrivals.map(({ sha }) => sha),
    before,
  )
  // of a ledger that is younger than what was asked for, the weeks before it say nothing
  const oldest = records.at(-1)
  const begun = isComplete && oldest !== undefined ? Date.parse(oldest.at) : 0
  const from = new Date(Math.max(since.getTime(), Math.min(begun, run.startedAt.getTime())))
  const figures = doraOf({ ...facts, stage: "production", since: from, until: run.startedAt, graph })
  return buildReport(run, "done", null, { dora: figures, forge: context.forge ?? null })
}

/** What is looked for: exactly one of them is given. */
export interface ContainsRequest {
  sha: string | null
  tag: string | null
  pr: string | null
}

/** Which stages run a version that has a commit. */
export async function contains(context: Context, request: ContainsRequest): Promise<Report> {
  const given = Object.entries(request).filter(([, value]) => value !== null)
  if (given.length !== 1) {
    throw usageError(
      "USAGE",
      "The command line cannot be understood.",
      [{ path: "--sha, --tag, --pr", message: "exactly one of them is needed" }],
      "For example: `contains --tag VERSION`.",
    )
  }
  const run = new Run(context, "contains", null, request.tag)
  const { ledger, repository } = run.ports
  const sought = await seek(run, request)
  if ("code" in sought) return buildReport(run, "blocked", sought)
  const views = await ledger.read(STAGES)
  // nothing had it before it was made
  const madeMs = Date.parse(sought.at)
  const histories = await Promise.all(
    STAGES.map(async (stage) => {
      const { records } = await readSince(ledger, stage, madeMs)
      const { state } = viewOf(views, stage)
      return { stage, state, runs: runsOf(records), running: runningIn(state) }
    }),
  )
  const versions = histories.flatMap(({ runs, running }) => [
    ...placementsOf(runs).map(({ release }) => release.sha),
    ...(running === null ? [] : [running.sha]),
  ])
  const holders = await repository.holders(sought.sha, versions)
  if (holders.kind !== "known") {
    throw environmentError("NOT_A_REPOSITORY", `The history cannot be read: ${whyNot(holders)}`)
  }
  const held = new Set(holders.value)
  const contents = {
    sought,
    stages: histories.map(({ stage, state, runs, running }) =>
      contentOf(stage, running, runs, held, marksOf(state, held, run.startedAt)),
    ),
  }
  const missing = absence(contents)
  return buildReport(run, missing === null ? "done" : "absent", missing, {
    contains: contents,
    sha: sought.sha,
  })
}

/** A person's freeze is named before the pipeline's own: only that may end by itself. */
function marksOf(state: StageState, holders: ReadonlySet<string>, now: Date): Marks {
  const frozen = holdAt(state, now) ?? (state.frozen && { ...state.frozen, until: null })
  const quarantined = state.quarantine.filter(({ sha }) => holders.has(sha))
  return {
    ...(frozen === null ? {} : { frozen }),
    ...(quarantined.length === 0 ? {} : { quarantined }),
  }
}

async function seek(run: Run, { sha, tag, pr }: ContainsRequest): Promise<Sought | Reason> {
  const { repository } = run.ports
  const { mainBranch } = run.context.config
  if (pr !== null) return seekMerge(run, Number(pr))
  const id = sha ?? (await repository.lookUp(tag as string, mainBranch)).sha
  if (id === null) return reason("TAG_NOT_FOUND", `The repository has no tag ${clip(tag as string)}.`)
  const found = await repository.find(id)
  if (found.kind !== "known") return reason("COMMIT_NOT_FOUND", whyNot(found))
  if (found.value === null) return reason("COMMIT_NOT_FOUND", `The repository has no commit ${clip(id)}.`)
  return soughtOf(tag ?? id, found.value)
}

const soughtOf = (name: string, { sha, at, subject }: FoundCommit): Sought => ({
  ...{ name, sha, at },
  subject: clip(subject),
})

/** GitHub knows best; without it, the commits of the main branch say. */
async function seekMerge({ ports, context }: Run, number: number): Promise<Sought | Reason> {
  const { codeHost, repository, say } = ports
  const name = `#${number}`
  const answer = await codeHost.mergeCommit(number)
  if (answer.kind === "known") {
    if (answer.value === null)
      return reason("COMMIT_NOT_FOUND", `Pull request ${name} is not merged.`, "Merge it, and release it.")
    const merge = await repository.find(answer.value)
    if (merge.kind === "known" && merge.value !== null) return soughtOf(name, merge.value)
  }
  if (answer.kind === "unavailable") say(`GitHub could not tell: ${answer.message}`)
  const { mainBranch } = context.config
  const merges = await repository.mergesOf(number, mainBranch)
  if (merges.kind !== "known") return reason("COMMIT_NOT_FOUND", whyNot(merges))
  const [newest] = merges.value
  if (newest !== undefined) return soughtOf(name, newest)
  return reason("COMMIT_NOT_FOUND", `No commit of ${mainBranch} says that it merges pull request ${name}.`)
}
