import type { Fact } from "../../src/core/errors.ts"
import type { CommitCheck, Incident } from "../../src/core/gates/gate.ts"
import type { CiRun } from "../../src/core/ledger/owner.ts"
import type { CiState, CodeHost, StatusPage } from "../../src/release/ports.ts"

export const checkNamed = (name: string, said = "success"): CommitCheck => ({
  name,
  said,
  state: STATES[said] ?? "failed",
})

const STATES: Readonly<Record<string, CommitCheck["state"]>> = {
  success: "passed",
  skipped: "neutral",
  neutral: "neutral",
  queued: "running",
  in_progress: "running",
}

export const known = <T>(value: T): Fact<T> => ({ kind: "known", value })
export const away: Fact<never> = { kind: "unavailable", message: "GitHub is away." }

/** A code host and a status page that say what a test wants. */
export class FakeCodeHost implements CodeHost, StatusPage {
  /** by commit; any other commit has one success */
  readonly commits = new Map<string, Fact<CommitCheck[]>>()
  issues: Fact<Incident[]> = known([])
  page: Fact<unknown> = known({})
  /** addresses that were read, each with its time */
  readonly reads: [url: string, timeoutMs: number][] = []
  /** how often checks were asked for */
  asked = 0

  async checks(sha: string): Promise<Fact<CommitCheck[]>> {
    this.asked += 1
    return this.commits.get(sha) ?? known([checkNamed("test")])
  }

  /** by number; any other pull request is not asked for, because there is no token */
  readonly merges = new Map<number, Fact<string | null>>()

  async mergeCommit(pullRequest: number): Promise<Fact<string | null>> {
    return this.merges.get(pullRequest) ?? { kind: "skipped", why: "there is no token to ask GitHub with" }
  }

  async workflowRun(): Promise<Fact<CiState>> {
    return away
  }

  /** who approved, by environment; any other environment asks for no approval */
  readonly approved: Partial<Record<string, Fact<string[]>>> = {}

  async approvals(_run: CiRun, environment: string): Promise<Fact<string[]>> {
    return this.approved[environment] ?? known([])
  }

  async openIssues(_label: string): Promise<Fact<Incident[]>> {
    return this.issues
  }

  async read(url: string, timeoutMs: number): Promise<Fact<unknown>> {
    this.reads.push([url, timeoutMs])
    return this.page
  }
}
