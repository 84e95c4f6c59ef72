import type { PipelineEvent } from "../core/events/event.ts"
import type { Recorded } from "../core/events/recorded.ts"
import type { Fact } from "../core/fact.ts"
import type { CommitCheck, Incident } from "../core/gates/facts.ts"
import type { CiRun } from "../core/ledger/runner.ts"
import type { Thread } from "../core/ledger/stage-state.ts"
import type { Stage } from "../core/stage.ts"
import type { LogEvent } from "../core/verify/verification.ts"
import type { AlarmState } from "../core/watch/watch.ts"

// Services around a stage, which are asked or told, and act on nothing.

/** Where the repository is hosted and its checks run. Skipped where that is nowhere that can be asked. */
export interface CodeHost {
  /**
   * Everything that reported on a commit, each the latest of its kind.
   * @param own the run that asks, whose own checks do not count; null: it is part of none
   */
  checks(sha: string, own: CiRun | null): Promise<Fact<CommitCheck[]>>
  openIssues(label: string): Promise<Fact<Incident[]>>
  workflowRun(run: CiRun): Promise<Fact<CiState>>
  /** Who approved what the run deploys to an environment; none where no approval is required. */
  approvals(run: CiRun, environment: string): Promise<Fact<string[]>>
  /** The commit by which a pull request was merged, null: it is not; skipped where there is no token to ask with. */
  mergeCommit(pullRequest: number): Promise<Fact<string | null>>
}

/** How far a workflow run is, as the service that runs it says. */
export interface CiState {
  finished: boolean
  /** e.g. `in_progress`, `completed (cancelled)` */
  status: string
}

export interface StatusPage {
  /** The JSON that the page answers with. */
  read(url: string, timeoutMs: number, signal: AbortSignal): Promise<Fact<unknown>>
}

export interface LogQuery {
  groups: readonly string[]
  /** a CloudWatch Logs filter pattern */
  pattern: string
  /** ms since 1970, both ends belong to it */
  sinceMs: number
  untilMs: number
  /** so many events are enough */
  limit: number
}

/** The logs and alarms of what runs on a stage. Lines come without the secrets that the pipeline knows. */
export interface LogReader {
  /** The names of all groups that begin so. */
  groups(stage: Stage, prefix: string): Promise<Fact<string[]>>
  events(stage: Stage, query: LogQuery): Promise<Fact<LogEvent[]>>
  /** CloudWatch alarms, as far as there are any of these names. */
  alarms(stage: Stage, names: readonly string[]): Promise<Fact<AlarmState[]>>
}

/** Signs as Slack does: HMAC-SHA-256 with the bot's signing secret, as hex digits. */
export type SlackSigner = (text: string) => Promise<Fact<string>>

/** What a channel is to be told of one record. */
export interface Message {
  recorded: Recorded
  /** at least one */
  events: readonly PipelineEvent[]
  /** what the channel said of the stage last */
  thread: Thread | null
  /** ends an attempt */
  signal: AbortSignal
}

export type Told =
  | { ok: true; thread?: Thread }
  /** `refused`: it was answered, so that another message may be taken */
  | { ok: false; why: string; refused?: boolean }

/** Something that is told of what happens to the stages. Never throws. */
export interface Channel {
  name: string
  /** false: what could not be delivered is forgotten, because the next message says as much */
  isKept: boolean
  /** of all that happened, what it wants to be told */
  wants(recorded: Recorded): readonly PipelineEvent[]
  tell(message: Message): Promise<Told>
  /** Whether it could be told, without telling anyone. */
  probe(): Promise<Fact<string>>
}
