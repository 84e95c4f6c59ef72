import * as v from "valibot"
import type { CommitCheck } from "../../core/gates/gate.ts"
import { property } from "../../core/json.ts"
import type { CiRun } from "../../core/ledger/owner.ts"
import type { Github, GithubAnswer } from "./client.ts"

/**
 * Everything that reported on a commit: check runs and commit statuses, each the latest of its kind.
 * @param at `/repos/OWNER/NAME`
 * @param ownSuite what belongs to the run that asks, which can't wait for itself; null: it is part of none
 */
export async function readChecks(
  github: Github,
  at: string,
  sha: string,
  ownSuite: Promise<number | null>,
): Promise<GithubAnswer<CommitCheck[]>> {
  const [own, runs, statuses] = await Promise.all([
    ownSuite,
    github.getAll(`${at}/commits/${sha}/check-runs?filter=latest&per_page=100`, pickRuns),
    // one for each context, the latest
    github.getAll(`${at}/commits/${sha}/status?per_page=100`, pickStatuses),
  ])
  if (runs.kind !== "found") return runs
  if (statuses.kind !== "found") return statuses
  const workflows = await workflowsOf(github, at, sha, runs.value)
  // only then, so that what an earlier run of the same job came to does not count either
  const counting = latest(runs.value, workflows).filter(({ suite }) => suite !== own)
  return { kind: "found", value: [...counting.map(checkOf), ...statuses.value] }
}

const SuiteShape = v.object({ check_suite_id: v.number() })

/** All attempts of a workflow run report in one suite; null when GitHub does not say which. */
export async function suiteOf(github: Github, at: string, { runId }: CiRun): Promise<number | null> {
  const answer = await github.get(`${at}/actions/runs/${runId}`)
  const run = v.safeParse(SuiteShape, answer.kind === "found" ? answer.value : null)
  return run.success ? run.output.check_suite_id : null
}

interface CheckRun {
  id: number
  name: string
  app: string
  /** what ran the check: one run of a workflow, with all its attempts */
  suite: number
  status: string
  conclusion: string
}

const pickRuns = (page: unknown): CheckRun[] | null => items(page, "check_runs", readRun)
const pickStatuses = (page: unknown): CommitCheck[] | null => items(page, "statuses", readStatus)

/** The items of a page; null when one is not what it should be. */
function items<T>(page: unknown, key: string, read: (item: unknown) => T | null): T[] | null {
  const list = property(page, key)
  if (!Array.isArray(list)) return null
  const found = list.map(read)
  return found.includes(null) ? null : (found as T[])
}

function readRun(item: unknown): CheckRun | null {
  const id = property(item, "id")
  const name = property(item, "name")
  const status = property(item, "status")
  const conclusion = property(item, "conclusion")
  const app = property(property(item, "app"), "slug")
  const suite = property(property(item, "check_suite"), "id")
  if (typeof id !== "number" || typeof name !== "string" || typeof status !== "string") return null
  return {
    id,
    name,
    status,
    conclusion: typeof conclusion === "string" ? conclusion : "",
    app: typeof app === "string" ? app : "",
    suite: typeof suite === "number" ? suite : 0,
  }
}

const RUN_STATES: Readonly<Record<string, CommitCheck["state"]>> = {
  success: "passed",
  neutral: "neutral",
  skipped: "neutral",
}

/** A conclusion that is not known here counts as failed: failure, cancelled, timed_out, action_required, stale, … */
const checkOf = ({ name, status, conclusion }: CheckRun): CommitCheck =>
  status === "completed"
    ? { name, state: RUN_STATES[conclusion] ?? "failed", said: conclusion || "no conclusion" }
    : { name, state: "running", said: status }

const STATUS_STATES: Readonly<Record<string, CommitCheck["state"]>> = {
  success: "passed",
  pending: "running",
}

function readStatus(item: unknown): CommitCheck | null {
  const name = property(item, "context")
  const said = property(item, "state")
  if (typeof name !== "string" || typeof said !== "string") return null
  return { name, state: STATUS_STATES[said] ?? "failed", said }
}

/**
 * A workflow may run again on a commit, at night or for a tag: then its latest run counts. Two workflows may
 * have a job of the same name: then both count. What is not known to be of the same workflow counts, too.
 */
function latest(runs: readonly CheckRun[], workflows: ReadonlyMap<number, number>): CheckRun[] {
  const newest = new Map<string, CheckRun>()
  for (const run of runs) {
    const workflow = workflows.get(run.suite)
    const key = JSON.stringify([run.app, run.name, workflow === undefined ? `suite ${run.suite}` : workflow])
    const other = newest.get(key)
    if (other === undefined || other.id < run.id) newest.set(key, run)
  }
  return [...newest.values()]
}

/** The workflow of each suite; asked only where a name is there twice, and not insisted on. */
async function workflowsOf(
  github: Github,
  at: string,
  sha: string,
  runs: readonly CheckRun[],
): Promise<ReadonlyMap<number, number>> {
  const names = runs.map(({ app, name }) => `${app}\n${name}`)
  if (new Set(names).size === names.length) return new Map()
  const answer = await github.getAll(`${at}/actions/runs?head_sha=${sha}&per_page=100`, pickWorkflows)
  return new Map(answer.kind === "found" ? answer.value : [])
}

const pickWorkflows = (page: unknown): [suite: number, workflow: number][] | null =>
  items(page, "workflow_runs", (item) => {
    const suite = property(item, "check_suite_id")
    const workflow = property(item, "workflow_id")
    return typeof suite === "number" && typeof workflow === "number" ? [suite, workflow] : null
  })
