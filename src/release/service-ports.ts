import type { CredentialsFound, Purpose } from "../core/aws/credentials.ts"
import type { HookName } from "../core/config/tools.ts"
import type { Fact } from "../core/errors.ts"
import type { PipelineEvent, Recorded } from "../core/events/event.ts"
import type { CommitCheck, Incident } from "../core/gates/gate.ts"
import type { CiRun } from "../core/ledger/owner.ts"
import type { Running, Thread } from "../core/ledger/stage-state.ts"
import type { SecretEnvironment, SecretValue } from "../core/masking.ts"
import type { InfrastructureChange } from "../core/plan/plan.ts"
import type { Reason } from "../core/reasons.ts"
import type { StoredSecret } from "../core/secrets/review.ts"
import type { Release, Stage } from "../core/stage.ts"
import type { LogEvent } from "../core/verify/verification.ts"
import type { AlarmState } from "../core/watch/watch.ts"

/** Names and addresses that a deploy gave. */
export type Outputs = Record<string, string>

export interface Deployment {
  stage: Stage
  release: Release
  runId: string
  /** grows with each owner of the stage, so that a tool or a cloud's condition can refuse an older one */
  fence: number
  /** of the cloud, for the command that deploys and for nothing else */
  credentials: { env: Readonly<Record<string, string>>; secrets: SecretEnvironment }
  /** Aborted when the tool must end. A reason that has `graceMs` leaves it no more time than that. */
  signal: AbortSignal
  /** Takes a line of progress. */
  say: (line: string) => void
  /** Takes a line that the tool printed; absent: it is said. */
  hear?: ((line: string) => void) | undefined
  /**
   * Whether a run that left something behind is over: the stage's ledger knows it, and this run holds the stage
   * now. A run that the ledger does not know may be anybody's.
   */
  isOver(runId: string): Promise<boolean>
  /**
   * Call right before the tool is started, after all preparation. Appends a record that only the owner of the stage
   * can append; throws LOCK_LOST, and then nothing may be started.
   * @param detail what is about to be done
   */
  claimEffect(detail: string): Promise<void>
}

export type DeployResult =
  /** `reference`: the tool's own name for this deploy, where it has one */
  | { ok: true; outputs: Outputs; reference?: string }
  /** `changed` is false only when the tool was never started; `log` is the tail of what the tool said */
  | { ok: false; changed: boolean; reason: Reason; log: string[] }

export interface Deployer {
  /**
   * Begins what a deploy of this release needs and what touches no stage, while the gates and the lock
   * take their time. It may come to nothing: the deploy then does it, or fails.
   */
  prepare?(stage: Stage, release: Release): void
  deploy(deployment: Deployment): Promise<DeployResult>
  /** What a deploy would change, where the tool can tell; changes nothing. */
  plan?(
    deployment: Omit<Deployment, "isOver" | "fence" | "claimEffect">,
  ): Promise<Fact<InfrastructureChange[]>>
  /** Outputs under which the running release can be reached now; starts it where it runs for a call only. */
  reach(stage: Stage, running: Running): Promise<Outputs>
  /** The same without starting anything; null: it is not served. Absent where reach starts nothing. */
  served?(stage: Stage, running: Running): Promise<Outputs | null>
  /** What the deployer itself can run for a person to look at, beside the stages. Absent where a tool deploys elsewhere. */
  readonly local?: LocalServices
  /** Where the deployer's tool keeps the secrets of a stage. */
  readonly secrets?: SecretStore
  /** Clears away what it kept for later deploys of this run. Never throws. */
  close?(): Promise<void>
}

/** Services that a deployer runs where the pipeline runs. */
export interface LocalServices {
  /** Runs a release until it is to end: null; or until a service has ended by itself: why. */
  serve(request: LocalRequest): Promise<{ reason: Reason; log: string[] } | null>
  /** Ends what a stage runs. Gives the names of what was ended. */
  stop(stage: Stage): Promise<string[]>
}

export interface LocalRequest extends Pick<Deployment, "stage" | "release" | "signal" | "say"> {
  /** the one that is wanted, with those that it may name; null: all */
  service: string | null
  /** Takes the addresses, once all are started. */
  ready: (urls: Outputs) => void
}

/** Whose migrations are to be run, and where. */
export type MigrationOrder = Pick<
  Deployment,
  "stage" | "release" | "runId" | "fence" | "credentials" | "signal" | "say" | "hear" | "claimEffect"
>

/** `before` and `head`: the newest migration that the database had and has; null: not known. */
export type MigrateResult = { before: string | null; head: string | null } & (
  | { ok: true }
  /** `touched` is false only when the migrations were never started */
  | { ok: false; touched: boolean; reason: Reason; log: string[] }
)

export interface Migrator {
  migrate(order: MigrationOrder): Promise<MigrateResult>
}

/** A hook that is to run, and what it learns. */
export interface HookOrder
  extends Pick<Deployment, "stage" | "release" | "runId" | "fence" | "signal" | "say"> {
  name: HookName
  /** what happened around it, by variable */
  variables: Readonly<Record<string, string>>
  /** As `claimEffect`: call right before the command is started. */
  claim(detail: string): Promise<void>
}

export type HookEnd = { ok: true } | { ok: false; message: string; log: string[] }

export interface HookRunner {
  run(order: HookOrder): Promise<HookEnd>
}

/** Who asks for a stage's secrets, and with what. */
export type SecretsRequest = Pick<Deployment, "stage" | "release" | "credentials" | "signal" | "say">

/** Why a secret is not known to be set. */
export interface NotSet {
  reason: Reason
  /** the tool was cut off, so it may have set it */
  mayBeSet: boolean
}

/** Secrets of a stage, by name: no value ever comes out of it. */
export interface SecretStore {
  /** @param placeholders values that stand for none */
  list(request: SecretsRequest, placeholders: readonly string[]): Promise<Fact<StoredSecret[]>>
  /** Resolves to why it is not known to be set, or null. A deploy brings it to what runs. */
  set(request: SecretsRequest, name: string, value: SecretValue): Promise<NotSet | null>
}

/** What a deploying command is given to reach the cloud with. */
export type ObtainedCredentials =
  | {
      ok: true
      env: Readonly<Record<string, string>>
      secrets: SecretEnvironment
      /** null: they do not end, or do not say when */
      expiresAt: Date | null
    }
  | { ok: false; reason: Reason }

/** The cloud's credentials. Nothing is kept: each phase asks again, so that a rollback never gets dying ones. */
export interface CloudCredentials {
  /**
   * Whose the credentials are that a stage would be deployed with; skipped where it needs none.
   * @param seconds how long one phase may take
   * @param purpose "deploy" unless it is given
   */
  check(stage: Stage, seconds: number, purpose?: Purpose): Promise<Fact<CredentialsFound>>
  /**
   * Credentials for a phase of a run: new ones where there are new ones to be had, nothing where none are needed.
   * @param seconds how long the phase may take
   * @param purpose "deploy" unless it is given
   */
  obtain(stage: Stage, seconds: number, purpose?: Purpose): Promise<ObtainedCredentials>
}

// Services around a stage, which are asked or notified, and act on nothing.

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

/** What a channel gets of one record. */
export interface Message {
  recorded: Recorded
  /** at least one */
  events: readonly PipelineEvent[]
  /** what the channel said of the stage last */
  thread: Thread | null
  /** ends an attempt */
  signal: AbortSignal
}

/** What came of a message. */
export type Delivered =
  | { ok: true; thread?: Thread }
  /** `refused`: it was answered, so that another message may be taken */
  | { ok: false; why: string; refused?: boolean }

/** Something that gets messages about what happens to the stages. Never throws. */
export interface Channel {
  name: string
  /** false: what could not be delivered is forgotten, because the next message says as much */
  isKept: boolean
  /** of all that happened, what it gets messages about */
  wants(recorded: Recorded): readonly PipelineEvent[]
  send(message: Message): Promise<Delivered>
  /** Whether a message would reach it; none is sent. */
  probe(): Promise<Fact<string>>
}
