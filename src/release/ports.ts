import type { CheckConfig } from "../core/config/checks.ts"
import type { Fact } from "../core/errors.ts"
import type { CommitGraph, FoundCommit } from "../core/figures/commits.ts"
import type { CommitRange } from "../core/forge.ts"
import type { CheckoutFacts } from "../core/gates/command-gates.ts"
import type { TagFacts, TreeParts } from "../core/gates/gate.ts"
import type { LockOwner, OwnerFacts, Runner } from "../core/ledger/owner.ts"
import type { Entry, LedgerRecord } from "../core/ledger/record.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import type { FileChanges } from "../core/migrations/migration.ts"
import type { Sha256 } from "../core/plan/plan.ts"
import type { PhaseResult } from "../core/report/report.ts"
import type { Observation } from "../core/smoke/probe.ts"
import type { Stage } from "../core/stage.ts"
import type {
  CloudCredentials,
  CodeHost,
  Deployer,
  HookRunner,
  LogReader,
  Migrator,
  SlackSigner,
  StatusPage,
} from "./service-ports.ts"

export type * from "./service-ports.ts"

/** Time, injected so that tests need not wait. */
export interface Clock {
  now(): Date
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export interface Stopwatch {
  /** Milliseconds since some moment; never set back, but it may stand still while the machine is suspended. */
  monotonicMs(): number
}

/** The application's repository, read only. */
export interface Repository {
  lookUp(tag: string, mainBranch: string): Promise<TagFacts>
  /** Names of the branches that have a commit: the main remote's, or the local ones where there is no remote. */
  branchesWith(sha: string): Promise<string[]>
  /** The names of all tags, in no order. */
  tags(): Promise<string[]>
  /**
   * What `to` brings that `from` has not (null: everything that led to it), newest first.
   * Unavailable when the clone does not hold the history of both.
   */
  log(from: string | null, to: string, limit: number): Promise<Fact<CommitRange>>
  /** Whether one commit leads to another; unavailable when the clone lacks one of them. */
  isAncestor(sha: string, descendant: string): Promise<Fact<boolean>>
  /** What the files below a folder became between two commits; unavailable when the clone lacks one. */
  changes(from: string, to: string, folder: string): Promise<Fact<FileChanges>>
  /** Paths of the files below a folder of a commit, "" for the root; none when there is no such folder. */
  files(sha: string, folder: string): Promise<string[]>
  /** Texts of files of a commit; null for each that it has not, or that is no text. */
  contents(sha: string, paths: readonly string[]): Promise<(string | null)[]>
  /** What a commit consists of besides the files in its tree. */
  treeParts(sha: string): Promise<Fact<TreeParts>>
  /** A commit by its id or the start of it; null: there is none. Unavailable when several begin so. */
  find(id: string): Promise<Fact<FoundCommit | null>>
  /** Which of some commits have another one among those that led to them; what the clone lacks has not. */
  holders(sha: string, among: readonly string[]): Promise<Fact<string[]>>
  /** What led to some commits and not to others. */
  graph(to: readonly string[], from: readonly string[]): Promise<Fact<CommitGraph>>
  /** Commits of the main branch that say that they merge a pull request, newest first. */
  mergesOf(pullRequest: number, mainBranch: string): Promise<Fact<FoundCommit[]>>
}

/** A person's own checkout, in which a release is tagged. */
export interface Checkout {
  /** Brings in the remote's main branch and tags, and compares; throws when the remote cannot be asked. */
  look(mainBranch: string): Promise<CheckoutFacts>
  createTag(tag: string, sha: string, message: string): Promise<void>
  /** Never forced. Throws `TAG_NOT_PUSHED` when the remote was seen without it, `REMOTE_UNAVAILABLE` when that is not known. */
  pushTag(tag: string): Promise<void>
}

/** A stage as its newest ledger record has it. */
export interface StageView {
  stage: Stage
  /** id of the newest record, null before the first */
  tip: string | null
  state: StageState
}

/** The view of one stage among those that were read. */
export const viewOf = (views: readonly StageView[], stage: Stage): StageView =>
  views.find((view) => view.stage === stage) as StageView

export interface Ledger {
  /** where the records are, in words */
  readonly where: string
  read(stages: readonly Stage[]): Promise<StageView[]>
  /**
   * Appends all entries after the view's tip, or none: null when another run appended meanwhile.
   * Throws only when the ledger cannot be reached.
   */
  tryAppend(view: StageView, entries: readonly Entry[]): Promise<StageView | null>
  /** Does all that an append does, but writes nothing. Throws when an append would fail. */
  rehearse(): Promise<void>
  /**
   * Newest first, a part at a time.
   * @param enough whether those read so far will do; more may be read than are needed
   */
  history(
    stage: Stage,
    limit: number,
    enough?: (records: readonly LedgerRecord[]) => boolean,
  ): Promise<LedgerRecord[]>
}

/** Shows that the run that holds a stage is alive. */
export interface Heartbeat {
  /** differs in each */
  id: string
  runId: string
  /** ISO time, by the clock of the machine that shows it */
  at: string
}

export interface Heartbeats {
  /** The stage's newest, whosever it is; null before the first. Throws when it cannot be reached. */
  read(stage: Stage): Promise<Heartbeat | null>
  /** Shows one. Throws when it cannot. */
  beat(stage: Stage, beat: Omit<Heartbeat, "id">): Promise<void>
}

/** Other runs of this pipeline, as far as this machine and the services around it know of them. */
export interface Runs {
  /** Leaves here what shows others on this machine whether this run lives. */
  announce(): Promise<void>
  /** Takes that away: the ledger knows how this run ended. */
  retire(): Promise<void>
  /** Whether the owner of a lock lives. Never throws. */
  examine(owner: LockOwner): Promise<Pick<OwnerFacts, "process" | "ci">>
  /**
   * Ends and clears away what runs that died left on this machine, never what may belong to a living one.
   * Gives what could not be ended, in words.
   * @param serving runs of which only the commands are ended that are not over: the rest is what stages run. Asked only
   * where dead runs have left something at work
   * @param silent the run that a stage is taken from: another clone on this machine may have started it
   * @param ends takes each run of which all is ended that goes on
   */
  sweep(
    serving: () => Promise<readonly string[]>,
    silent?: string,
    ends?: (runId: string) => void,
  ): Promise<string[]>
}

export interface Prober {
  /** One request; never throws for what the network does. */
  probe(check: CheckConfig, url: string, timeoutMs: number): Promise<Observation>
}

/** A phase as those see it who watch the run. */
export interface Watched {
  name: string
  /** how long it may take, in seconds; 0: that is not known */
  limitSeconds: number
  /** what became of it; null until it has ended */
  result: () => PhaseResult | null
}

export interface Tracer {
  /** Shows a phase to those who watch the run. */
  span<T>(phase: Watched, body: () => Promise<T>): Promise<T>
  /** Shows what became of one, where a line of progress does not do. */
  ended?(phase: PhaseResult): void
  /** Shows what the phase under way is at, until there is something newer. */
  note?(line: string): void
}

/** All that the release transaction needs from outside. */
export interface Ports {
  clock: Clock & Stopwatch
  /** between 0 and 1, for jitter only */
  random: () => number
  sha256: Sha256
  repository: Repository
  /** absent on an engine, which has no checkout */
  checkout?: Checkout
  ledger: Ledger
  heartbeats: Heartbeats
  runs: Runs
  deployer: Deployer
  migrator: Migrator
  hooks: HookRunner
  prober: Prober
  /** secrets that pipeline.json names and that this run was not given */
  lackingSecrets: () => readonly string[]
  codeHost: CodeHost
  statusPage: StatusPage
  logs: LogReader
  slackSigner: SlackSigner
  credentials: CloudCredentials
  /**
   * Waits, for seconds at most, until the channels have been notified of this run. Never throws.
   * @param atOnce leaves what was not sent yet to the next run
   */
  announced: (atOnce: boolean) => Promise<void>
  tracer: Tracer
  /** Takes a line of progress. */
  say: (line: string) => void
  /** Takes a line that a tool printed; absent: it is said. */
  hear?: ((line: string) => void) | undefined
  /** Aborted when the run is to stop. */
  signal: AbortSignal
}

/** Who runs. */
export interface Identity {
  runId: string
  actor: string
  host: string
  pid: number | null
  /** what others can look at to learn whether this run lives */
  runner: Runner
  /** who approved the deployment that this run is; null: not known */
  approvedBy?: string[] | null
  /** under which the run's spans are found; absent: it makes none */
  traceId?: string
}
