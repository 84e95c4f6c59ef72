import { describe, expect, test } from "vitest"
import { type Concurrency, type Facts, fill, holds, type Job, pipeline } from "./workflows.ts"

// GitHub's documented rules, as far as they decide when a job runs:
// - a job is queued once the jobs that it needs are over and its `if` holds;
// - of the jobs that name one concurrency group, one runs. A further one is pending; it takes the place of another
//   pending one unless the group has `queue: max`;
// - a job of a reviewed environment waits until it is approved.
// Which comes first where a job has both, GitHub does not document: each is played.
type Order = "group, then approval" | "approval, then group"
const ORDERS: Order[] = ["group, then approval", "approval, then group"]

type State = "skipped" | "pending" | "waiting" | "running" | "success" | "failure" | "cancelled" | "blocked"

interface Played {
  job: Job
  facts: Facts
  group: Concurrency | null
  state: State
  approved: boolean
  inGroup: boolean
}

/** A repository in which one environment is reviewed, and the runs of one workflow. */
class Repository {
  private readonly runs: Map<string, Played>[] = []
  private readonly jobs: Readonly<Record<string, Job>>
  private readonly order: Order

  constructor(jobs: Readonly<Record<string, Job>>, order: Order) {
    this.jobs = jobs
    this.order = order
  }

  /** Begins a run; gives its number. */
  dispatch(inputs: Record<string, string>): number {
    const facts: Facts = {
      contexts: { inputs, github: { event_name: "workflow_dispatch", event: { inputs }, ref_name: "main" } },
    }
    const run = Object.entries(this.jobs).map(([id, job]): [string, Played] => {
      const group = job.concurrency === undefined ? null : { ...job.concurrency }
      if (group !== null) group.group = fill(group.group, facts)
      return [id, { job, facts, group, state: "blocked", approved: false, inGroup: false }]
    })
    this.runs.push(new Map(run))
    this.settle()
    return this.runs.length - 1
  }

  approve(run: number): void {
    for (const played of this.runs[run]?.values() ?? []) played.approved = true
    this.settle()
  }

  end(run: number, job: string, state: "success" | "failure"): void {
    const played = this.runs[run]?.get(job) as Played
    expect(played.state).toBe("running")
    Object.assign(played, { state, inGroup: false })
    this.settle()
  }

  stateOf(run: number, job: string): State | undefined {
    return this.runs[run]?.get(job)?.state
  }

  private settle(): void {
    for (const run of this.runs) for (const played of run.values()) this.advance(run, played)
  }

  private advance(run: Map<string, Played>, played: Played): void {
    if (played.state === "blocked") {
      const needed = played.job.needs === undefined ? null : (run.get(played.job.needs) as Played)
      if (needed !== null && !["skipped", "success", "failure", "cancelled"].includes(needed.state)) return
      played.state = this.begins(played, needed) ? "pending" : "skipped"
    }
    if (played.state !== "pending" && played.state !== "waiting") return
    const steps = this.order === "group, then approval" ? [this.enter, this.ask] : [this.ask, this.enter]
    for (const step of steps) {
      const held = step.call(this, played)
      if (held !== null) {
        played.state = held
        return
      }
    }
    played.state = "running"
  }

  private begins({ job, facts }: Played, needed: Played | null): boolean {
    if (job.if === undefined) return needed === null || needed.state === "success"
    const contexts = { ...facts.contexts, needs: { [job.needs ?? ""]: { result: needed?.state } } }
    return holds(job.if, { contexts, functions: { cancelled: false } })
  }

  private ask({ job, facts, approved }: Played): State | null {
    const name = job.environment === undefined ? null : fill(job.environment.name, facts)
    return name === "production" && !approved ? "waiting" : null
  }

  private enter(played: Played): State | null {
    const { group, inGroup } = played
    if (group === null || inGroup) return null
    const others = this.runs.flatMap((run) => [...run.values()]).filter((one) => one !== played)
    const same = others.filter((one) => one.group?.group === group.group)
    if (!same.some((one) => one.inGroup)) {
      played.inGroup = true
      return null
    }
    for (const one of same) if (one.state === "pending" && group.queue !== "max") one.state = "cancelled"
    return "pending"
  }
}

const deploy = { action: "deploy", stage: "production", tag: "v1.4.0" }
const rollback = { action: "rollback", stage: "production", tag: "" }

/** A deploy whose plan is there, and which waits for its approval. */
function waitingDeploy(jobs: Readonly<Record<string, Job>>, order: Order) {
  const repository = new Repository(jobs, order)
  const run = repository.dispatch(deploy)
  repository.end(run, "plan", "success")
  expect(repository.stateOf(run, "stage")).toBe("waiting")
  return { repository, run }
}

describe.each(ORDERS)("where GitHub checks %s", (order) => {
  test("an emergency rollback runs while a deploy waits for its approval", () => {
    const { repository, run } = waitingDeploy(pipeline.jobs, order)
    const emergency = repository.dispatch(rollback)
    expect(repository.stateOf(emergency, "plan")).toBe("skipped")
    repository.approve(emergency)
    expect(repository.stateOf(emergency, "stage")).toBe("running")
    expect(repository.stateOf(run, "stage")).toBe("waiting")
  })

  test("a deploy that waits is still there after the rollback, and after others", () => {
    const { repository, run } = waitingDeploy(pipeline.jobs, order)
    const others = [repository.dispatch(rollback), repository.dispatch(rollback)]
    for (const other of others) {
      repository.approve(other)
      repository.end(other, "stage", "success")
    }
    repository.approve(run)
    expect(repository.stateOf(run, "stage")).toBe("running")
  })

  test("nobody is asked to approve what has no plan", () => {
    const repository = new Repository(pipeline.jobs, order)
    const run = repository.dispatch(deploy)
    repository.end(run, "plan", "failure")
    expect(repository.stateOf(run, "stage")).toBe("skipped")
  })

  test("a deploy without an action is one with a plan", () => {
    const repository = new Repository(pipeline.jobs, order)
    const run = repository.dispatch({ stage: "production" })
    expect(repository.stateOf(run, "plan")).toBe("running")
    expect(repository.stateOf(run, "stage")).toBe("blocked")
  })
})

test("a group beside the approval would hold the rollback up, so that the model can tell", () => {
  const stage = pipeline.jobs.stage as Job
  const grouped = { ...stage, concurrency: { group: "deploy-${{ inputs.stage }}", queue: "max" } }
  const { repository } = waitingDeploy({ ...pipeline.jobs, stage: grouped }, "group, then approval")
  const emergency = repository.dispatch(rollback)
  repository.approve(emergency)
  expect(repository.stateOf(emergency, "stage")).toBe("pending")
})
