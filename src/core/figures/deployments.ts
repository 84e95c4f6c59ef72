import type { LedgerRecord } from "../ledger/record.ts"
import { EMPTY_STATE, type StageState } from "../ledger/stage-state.ts"
import { type Release, releaseIn } from "../stage.ts"
import { frozenTimes, isWhole, type LedgerRun, recordsByRun, runsOf } from "./runs.ts"

/** A run that put a version on a stage, with what became of it. */
export interface Deployment {
  runId: string
  tag: string
  sha: string
  /** ISO time at which the version was on the stage, or at which the deploy began that broke off */
  at: string
  verdict: "passed" | "failed" | "inconclusive"
  /** why it counts as failed or inconclusive */
  because: string | null
  /** ISO time at which it passed; null: it did not */
  verifiedAt: string | null
  /** ISO time of the next verified state after it failed; null: there is none yet */
  recoveredAt: string | null
  /** why it was not planned; null: nothing says so */
  unplanned: string | null
}

/** A stage that went back to an earlier version. */
export interface RollbackEvent {
  runId: string
  at: string
  to: Release
  passed: boolean
  /** `redeploy`: a deploy of a version that an earlier one had replaced */
  kind: "automatic" | "command" | "redeploy"
  /** it leaves a deployment that is older than what was read */
  isStray: boolean
}

export interface Deployments {
  deployments: Deployment[]
  rollbacks: RollbackEvent[]
  /** commits that the stage had verified before */
  before: string[]
}

/** What the stage has run, in order: of what was there before the first record, no deployment is known. */
interface Placement {
  sha: string
  deployment: Deployment | null
}

/**
 * Every deployment of a stage, oldest first, and which of them failed.
 *
 * A rollback marks the first deployment after the version that it goes back to: that is what brought in what had to be
 * left. One that passed before counts as failed from then on.
 * @param records newest first
 * @param isComplete whether they go back to the stage's first one
 */
export function deploymentsIn(records: readonly LedgerRecord[], isComplete: boolean): Deployments {
  const tally = new Tally(isComplete ? EMPTY_STATE : (records.at(-1)?.state ?? EMPTY_STATE))
  const whole = new Set(
    recordsByRun(records)
      .filter((own) => isComplete || isWhole(own))
      .map(([first]) => first.runId),
  )
  // a freeze that a person set for other reasons says nothing of a failure
  const incidents = new Set(
    frozenTimes(records)
      .filter(({ byHand }) => !byHand)
      .map(({ runId }) => runId),
  )
  for (const run of runsOf(records).toReversed()) {
    if (whole.has(run.runId)) tally.take(run, incidents.has(run.runId))
  }
  return tally
}

class Tally implements Deployments {
  readonly deployments: Deployment[] = []
  readonly rollbacks: RollbackEvent[] = []
  readonly before: string[]
  private readonly placements: Placement[]
  /** by commit, when it first came to the stage: of two versions, the one that came later is the newer one */
  private readonly order = new Map<string, number>()
  /** a run froze the stage, and no deploy has passed since */
  private afterIncident = false

  constructor({ verified, running }: StageState) {
    this.before = verified.map(({ sha }) => sha).toReversed()
    this.placements = []
    for (const sha of [...this.before, ...(running === null ? [] : [running.sha])]) this.place(sha, null)
  }

  take(run: LedgerRun, froze: boolean): void {
    const { command, sha, deployedAt, rollback, changed, outcome } = run
    const release = releaseIn(run)
    const deploys = command.startsWith("deploy-")
    if (deploys && release !== null && deployedAt !== null) this.deploy(run, release, deployedAt)
    else if (rollback !== null && changed) {
      this.goBack(run, rollback.to, deploys ? "automatic" : "command", outcome === "rolled-back")
    } else if (sha !== null && (command === "verify" || command === "adopt")) this.judge(run, sha)
    if (froze) this.afterIncident = true
  }

  private deploy(run: LedgerRun, release: Release, at: string): void {
    const passed = run.outcome === "deployed"
    if (this.isOlder(release.sha)) {
      this.goBack(run, release, "redeploy", passed)
      return
    }
    const deployment: Deployment = {
      ...{ runId: run.runId, ...release, at },
      ...verdictOf(run),
      verifiedAt: passed ? run.endedAt : null,
      recoveredAt: null,
      unplanned: this.whyUnplanned(run, passed),
    }
    this.deployments.push(deployment)
    this.place(release.sha, deployment)
    if (passed) {
      this.afterIncident = false
      this.recover(run.endedAt as string)
    }
    if (run.rollback !== null) this.goBack(run, run.rollback.to, "automatic", run.outcome === "rolled-back")
  }

  private whyUnplanned({ fixes }: LedgerRun, passed: boolean): string | null {
    if (fixes !== null) return `it fixes ${fixes}`
    return passed && this.afterIncident ? "it is the first that passed after a freeze" : null
  }

  private goBack(run: LedgerRun, to: Release, kind: RollbackEvent["kind"], passed: boolean): void {
    const at = run.endedAt ?? run.startedAt
    const isStray = !this.mark(to.sha)
    this.rollbacks.push({ ...{ runId: run.runId, at, to, passed, kind, isStray } })
    if (!passed) return
    this.place(to.sha, null)
    this.recover(at)
  }

  /** Marks what a rollback leaves; false where that is not known. A failure that is open is what it leaves. */
  private mark(target: string): boolean {
    const since = this.placements.findLastIndex(({ sha }) => sha === target)
    const left = this.placements.slice(since + 1).flatMap(({ deployment }) => deployment ?? [])
    if (left.some(({ verdict, recoveredAt }) => verdict === "failed" && recoveredAt === null)) return true
    const first = left.find(({ verdict }) => verdict !== "failed")
    // between the target and what was read there may be others
    if (since < 0 || first === undefined || this.hasUnknown(since)) return false
    first.verdict = "failed"
    first.because = "a rollback left it"
    return true
  }

  private hasUnknown(since: number): boolean {
    const next = this.placements[since + 1]
    return next?.deployment === null && this.before.includes(next.sha)
  }

  /** What another command found out about the version that runs. */
  private judge(run: LedgerRun, sha: string): void {
    const current = this.placements.at(-1)
    if (run.outcome === "failed" && current?.sha === sha && current.deployment?.verdict === "passed") {
      current.deployment.verdict = "failed"
      current.deployment.because = "it failed verification later"
    } else if (run.outcome === "done") {
      if (current?.sha !== sha) this.place(sha, null)
      this.recover(run.endedAt as string)
    }
  }

  private isOlder(sha: string): boolean {
    const rank = (one: string) => this.order.get(one) ?? this.order.size
    return rank(sha) < rank(this.placements.at(-1)?.sha ?? sha)
  }

  private place(sha: string, deployment: Deployment | null): void {
    this.placements.push({ sha, deployment })
    if (!this.order.has(sha)) this.order.set(sha, this.order.size)
  }

  private recover(at: string): void {
    for (const deployment of this.deployments) {
      if (deployment.verdict === "failed") deployment.recoveredAt ??= at
    }
  }
}

function verdictOf(run: LedgerRun): Pick<Deployment, "verdict" | "because"> {
  switch (run.outcome) {
    case "deployed":
      return { verdict: "passed", because: null }
    case "rolled-back":
      return { verdict: "failed", because: "it was rolled back" }
    case "rollback-failed":
      return { verdict: "failed", because: "its rollback failed" }
    case "failed":
      return {
        verdict: "failed",
        because: run.code === "VERIFICATION_FAILED" ? "it failed verification" : "its deploy failed",
      }
    case "unfinished":
      return { verdict: "inconclusive", because: run.endedAt === null ? "it is under way" : "its run died" }
    default:
      return { verdict: "inconclusive", because: "it could not be judged" }
  }
}
