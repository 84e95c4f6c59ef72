import { createHash } from "node:crypto"
import semver from "semver"
import { oneAtATime } from "../../src/adapters/git-ledger.ts"
import { sha256 } from "../../src/adapters/runtime.ts"
import { parseConfig } from "../../src/core/config/parse.ts"
import type { Config } from "../../src/core/config/schema.ts"
import type { Fact } from "../../src/core/errors.ts"
import type { CommitGraph, FoundCommit } from "../../src/core/figures/commits.ts"
import type { CommitRange, Forge } from "../../src/core/forge.ts"
import type { TagFacts, TreeParts } from "../../src/core/gates/gate.ts"
import type { Runner } from "../../src/core/ledger/owner.ts"
import { type Entry, type RecordKind, recordId } from "../../src/core/ledger/record.ts"
import type { FileChanges } from "../../src/core/migrations/migration.ts"
import { headline } from "../../src/core/report/headline.ts"
import type { Report } from "../../src/core/report/report.ts"
import type { Release, Stage } from "../../src/core/stage.ts"
import { type AdoptRequest, adopt } from "../../src/release/adopt.ts"
import { Announcer } from "../../src/release/announce.ts"
import { smokeStage, verifyStage } from "../../src/release/check-stage.ts"
import { deploy } from "../../src/release/deploy.ts"
import {
  type FreezeRequest,
  freeze,
  type QuarantineRequest,
  quarantine,
  unfreeze,
  unlock,
} from "../../src/release/interventions.ts"
import { type PlanRequest, plan, preflight } from "../../src/release/plan.ts"
import type { Repository } from "../../src/release/ports.ts"
import { endsAtOnce } from "../../src/release/report.ts"
import { type RollbackRequest, rollback } from "../../src/release/rollback.ts"
import type { Context } from "../../src/release/run.ts"
import type { Channel } from "../../src/release/service-ports.ts"
import { watchStage } from "../../src/release/watch.ts"
import { FakeClock, PausableClock } from "./fake-clock.ts"
import { FakeCodeHost } from "./fake-code-host.ts"
import { FakeCredentials } from "./fake-credentials.ts"
import { FakeLedger } from "./fake-ledger.ts"
import { FakeLogs } from "./fake-logs.ts"
import { FakeHeartbeats, FakeRuns } from "./fake-runs.ts"
import { FakeStage } from "./fake-stage.ts"

/** The commit of a tag in this world, always the same. */
export const shaOf = (tag: string): string => createHash("sha1").update(tag).digest("hex")
export const releaseOf = (tag: string): Release => ({ tag, sha: shaOf(tag) })
/** `v1.2.3 (abc1234)` */
export const named = (tag: string): string => `${tag} (${shaOf(tag).slice(0, 7)})`

const notInThisClone: Fact<never> = { kind: "unavailable", message: "The history is not in this clone." }

interface Settings {
  staging?: "automatic" | "manual"
  consecutive?: number
  settleSeconds?: number
  gates?: object
  /** `verify` of pipeline.json */
  verify?: object
  /** more keys of pipeline.json */
  config?: object
  /** how the runs show that they live; without it they do not */
  runner?: Runner
}

/** By its text: the same one is wanted for thousands of worlds. */
const configs = new Map<string, Config>()

function configOf(settings: Settings): Config {
  const text = JSON.stringify(manifestOf(settings))
  const config = configs.get(text) ?? parseConfig(text)
  configs.set(text, config)
  return config
}

const manifestOf = ({
  staging = "manual",
  consecutive = 3,
  settleSeconds = 0,
  gates = {},
  verify,
  config = {},
}: Settings): object => ({
  app: "athlete-agent",
  deployer: { kind: "command", deploy: ["deploy"], outputs: "outputs.json" },
  smoke: {
    deadlineSeconds: 90,
    intervalSeconds: 2,
    maxIntervalSeconds: 10,
    confirmIntervalSeconds: 1,
    settleSeconds,
    consecutive,
    timeoutSeconds: 10,
    checks: [
      { name: "api", url: "{api}/health", expect: { version: "version" } },
      { name: "web", url: "{web}/" },
    ],
  },
  gates,
  ...(verify === undefined ? {} : { verify }),
  stages: { staging: { rollback: staging } },
  ...config,
})

/** A run that shows no heartbeats. */
export const HOST: Runner = { kind: "host", ci: null, heartbeatSeconds: null }

/** Everything that a run is given, made up; a run is played in it as it would be in the real one. */
export class World implements Repository {
  readonly clock = new FakeClock()
  readonly ledger = new FakeLedger()
  readonly heartbeats = new FakeHeartbeats()
  readonly others = new FakeRuns()
  readonly stages = {
    staging: new FakeStage("staging", this.clock),
    production: new FakeStage("production", this.clock),
  }
  readonly codeHost = new FakeCodeHost()
  readonly logs = new FakeLogs(() => this.clock.now().getTime())
  /** of whatever Slack would sign */
  signature: Fact<string> = { kind: "known", value: "5160a7e" }
  readonly credentials = new FakeCredentials()
  /** those who are told of what happens */
  channels: Channel[] = []
  /** the website of the repository, which most runs do not know */
  forge: Forge | null = null
  /** names of secrets that no run is given */
  lacking: string[] = []
  /** by tag */
  readonly commits = new Map<string, string>()
  /** every commit that was ever tagged, by version: each leads to those after it */
  readonly history: Release[] = []
  /** tags whose commit is not on the main branch */
  readonly unmerged = new Set<string>()
  /** the branches that have those */
  unmergedOn: string[] = []
  /** what the tree of a commit holds, by path; nothing unless a test says so */
  readonly trees = new Map<string, Readonly<Record<string, string>>>()
  /** phases as the tracer saw them */
  readonly spans: string[] = []
  readonly said: string[] = []
  /** of the run under way; renewed for each */
  interruption = new AbortController()
  /** resolves when the run under way dies */
  death: Promise<void> = new Promise(() => {})
  private kill = () => {}
  /** the clock of the run under way */
  runClock = new PausableClock(this.clock)
  private readonly config: Config
  runner: Runner
  private runs = 0

  constructor(settings: Settings = {}) {
    this.config = configOf(settings)
    this.runner = settings.runner ?? HOST
  }

  async lookUp(tag: string): Promise<TagFacts> {
    const sha = this.commits.get(tag) ?? null
    const onMain = sha === null ? null : !this.unmerged.has(tag)
    return { sha, onMain, mainRemote: "origin", shallow: false }
  }

  async branchesWith(sha: string): Promise<string[]> {
    const tag = [...this.commits].find(([, commit]) => commit === sha)?.[0] ?? ""
    return this.unmerged.has(tag) ? this.unmergedOn : ["main", ...this.unmergedOn]
  }

  async has(sha: string): Promise<boolean> {
    return [...this.commits.values()].includes(sha)
  }

  async treeParts(): Promise<Fact<TreeParts>> {
    return { kind: "known", value: { submodules: [], lfs: [] } }
  }

  async tags(): Promise<string[]> {
    return [...this.commits.keys()]
  }

  async isAncestor(sha: string, descendant: string): Promise<Fact<boolean>> {
    const [one = -1, other = -1] = [sha, descendant].map((id) =>
      this.history.findIndex((at) => at.sha === id),
    )
    return one < 0 || other < 0 ? notInThisClone : { kind: "known", value: one <= other }
  }

  async log(from: string | null, to: string, limit: number): Promise<Fact<CommitRange>> {
    const all = [...this.commits.values()]
    const [start, end] = [from === null ? -1 : all.indexOf(from), all.indexOf(to)]
    if (end < 0 || (from !== null && start < 0)) return notInThisClone
    const brought = all.slice(start + 1, end + 1).toReversed()
    const commits = brought.map((sha) => ({ sha, author: "ana", subject: `feat: ${sha.slice(0, 4)}` }))
    const value: CommitRange = {
      commits: commits.slice(0, limit),
      more: Math.max(0, commits.length - limit),
      dropped: Math.max(0, start - end),
      shallow: false,
    }
    return { kind: "known", value }
  }

  async changes(from: string, to: string, folder: string): Promise<Fact<FileChanges>> {
    const known = new Set(this.commits.values())
    if (!known.has(from) || !known.has(to)) return notInThisClone
    const [before, after] = [this.filesOf(from, folder), this.filesOf(to, folder)]
    const value: FileChanges = {
      added: [...after.keys()].filter((path) => !before.has(path)),
      changed: [...after].filter(([path, text]) => (before.get(path) ?? text) !== text).map(([path]) => path),
      removed: [...before.keys()].filter((path) => !after.has(path)),
    }
    return { kind: "known", value }
  }

  async files(sha: string, folder: string): Promise<string[]> {
    return [...this.filesOf(sha, folder).keys()]
  }

  async contents(sha: string, paths: readonly string[]): Promise<(string | null)[]> {
    const files = this.filesOf(sha, "")
    return paths.map((path) => files.get(path) ?? null)
  }

  /** when commits were made, by commit; any other one in the year before this world begins */
  readonly madeAt = new Map<string, string>()
  /** commits that merge pull requests, by number */
  readonly merges = new Map<number, FoundCommit[]>()

  private found(sha: string): FoundCommit {
    return {
      sha,
      at: this.madeAt.get(sha) ?? "2025-06-01T00:00:00.000Z",
      subject: `feat: ${sha.slice(0, 4)}`,
    }
  }

  async find(id: string): Promise<Fact<FoundCommit | null>> {
    const release = this.history.find(({ sha }) => sha.startsWith(id))
    return { kind: "known", value: release === undefined ? null : this.found(release.sha) }
  }

  async holders(sha: string, among: readonly string[]): Promise<Fact<string[]>> {
    const place = (id: string) => this.history.findIndex((one) => one.sha === id)
    return { kind: "known", value: among.filter((one) => place(one) >= place(sha)) }
  }

  async graph(to: readonly string[], from: readonly string[]): Promise<Fact<CommitGraph>> {
    const all = this.history.map(({ sha }, index) => ({
      sha,
      atMs: Date.parse(this.found(sha).at),
      parents: this.history.slice(Math.max(0, index - 1), index).map((parent) => parent.sha),
    }))
    const start = Math.max(...from.map((sha) => all.findIndex((one) => one.sha === sha)), -1)
    const end = Math.max(...to.map((sha) => all.findIndex((one) => one.sha === sha)), -1)
    return { kind: "known", value: { commits: all.slice(start + 1, end + 1), missing: [], shallow: false } }
  }

  async mergesOf(pullRequest: number): Promise<Fact<FoundCommit[]>> {
    return { kind: "known", value: this.merges.get(pullRequest) ?? [] }
  }

  tag(...tags: string[]): void {
    for (const tag of tags) this.point(tag, shaOf(tag))
  }

  /** Lets a tag name a commit, from now on. */
  point(tag: string, sha: string): void {
    this.commits.set(tag, sha)
    const earlier = this.history.findIndex((one) => isNewer(one.tag, tag))
    if (this.history.some((one) => one.sha === sha)) return
    this.history.splice(earlier < 0 ? this.history.length : earlier, 0, { tag, sha })
  }

  /** Tags a version whose tree holds these files, by path. */
  tagWith(tag: string, files: Readonly<Record<string, string>>): void {
    this.tag(tag)
    this.trees.set(shaOf(tag), files)
  }

  private filesOf(sha: string, folder: string): Map<string, string> {
    const prefix = folder === "" ? "" : `${folder}/`
    return new Map(Object.entries(this.trees.get(sha) ?? {}).filter(([path]) => path.startsWith(prefix)))
  }

  /** What the next run is given. */
  context(stage: Stage = "production"): Context {
    this.interruption = new AbortController()
    this.death = new Promise((resolve) => {
      this.kill = resolve
    })
    this.runs += 1
    this.runClock = new PausableClock(this.clock)
    const ledger = oneAtATime(this.ledger)
    const announcer = new Announcer(ledger, {
      app: this.config.app,
      clock: this.runClock,
      random: () => 0.5,
      say: (line) => void this.said.push(line),
      channels: async () => this.channels,
    })
    return {
      config: this.config,
      forge: this.forge,
      identity: { runId: `run-${this.runs}`, actor: "ana", host: "laptop", pid: 4711, runner: this.runner },
      ports: {
        clock: this.runClock,
        random: () => 0.5,
        sha256,
        repository: this,
        lackingSecrets: () => this.lacking,
        ledger: { ...ledger, tryAppend: (view, entries) => announcer.append(view, entries) },
        announced: (atOnce) => announcer.settle(atOnce),
        heartbeats: this.heartbeats,
        runs: this.others,
        deployer: this.stages[stage],
        migrator: this.stages[stage],
        hooks: this.stages[stage],
        prober: this.stages[stage],
        codeHost: this.codeHost,
        statusPage: this.codeHost,
        logs: this.logs,
        slackSigner: async () => this.signature,
        credentials: this.credentials,
        tracer: {
          span: ({ name }, body) => {
            this.spans.push(name)
            return body()
          },
        },
        say: (line) => void this.said.push(line),
        signal: this.interruption.signal,
      },
    }
  }

  /** Runs so far. */
  get runCount(): number {
    return this.runs
  }

  /** Others' records, one after the other. */
  play(stage: Stage, entries: readonly Entry[]): void {
    for (const entry of entries) this.ledger.add(stage, entry)
  }

  /** Another run begins to work on the stage. */
  hold(stage: Stage): void {
    this.ledger.add(stage, entryOf("started", { tag: "v9.0.0", sha: shaOf("v9.0.0") }))
  }

  /** Another run is refused just before the next append. */
  getInBetween(stage: Stage): void {
    this.ledger.before = (operation) => {
      if (operation !== "append") return
      this.ledger.before = () => {}
      this.ledger.add(stage, entryOf("blocked"))
    }
  }

  interrupt(): void {
    this.interruption.abort(new Error("interrupted by SIGINT"))
  }

  /** The run's process is gone: what it was doing never ends. */
  die(): Promise<never> {
    this.kill()
    return new Promise(() => {})
  }

  deploy(
    stage: Stage,
    tag: string,
    request: {
      reason?: string
      waitSeconds?: number
      verify?: boolean
      detach?: boolean
      waive?: string
      expect?: string
      allowOneWay?: string
      allowOlder?: string
      fixes?: string
    } = {},
  ) {
    return this.run(stage, (context) =>
      deploy(context, { stage, tag, reason: null, waitSeconds: 0, ...request }),
    )
  }

  rollback(stage: Stage, request: Partial<Omit<RollbackRequest, "stage">> = {}): Promise<Ending> {
    return this.run(stage, (context) =>
      rollback(context, { stage, to: null, reason: null, waitSeconds: 0, ...request }),
    )
  }

  plan(stage: Stage, tag: string, request: Partial<PlanRequest> = {}): Promise<Ending> {
    return this.run(stage, (context) => plan(context, { stage, tag, ...request }))
  }

  preflight(
    stage: Stage,
    tag: string,
    request: { waitSeconds?: number; waive?: string } = {},
  ): Promise<Ending> {
    return this.run(stage, (context) => preflight(context, { stage, tag, ...request }))
  }

  smoke(stage: Stage, url: string | null = null): Promise<Ending> {
    return this.run(stage, (context) => smokeStage(context, { stage, url }))
  }

  adopt(stage: Stage, tag: string, request: Partial<AdoptRequest> = {}): Promise<Ending> {
    return this.run(stage, (context) =>
      adopt(context, { stage, tag, reason: null, waitSeconds: 0, ...request }),
    )
  }

  verify(stage: Stage): Promise<Ending> {
    return this.run(stage, (context) => verifyStage(context, { stage }))
  }

  watch(stage: Stage): Promise<Ending> {
    return this.run(stage, (context) => watchStage(context, { stage, reason: null, waitSeconds: 0 }))
  }

  freeze(stage: Stage, request: Partial<FreezeRequest> = {}): Promise<Ending> {
    return this.run(stage, (context) =>
      freeze(context, { stage, reason: "the launch", until: null, ...request }),
    )
  }

  quarantine(tag: string, request: Partial<QuarantineRequest> = {}): Promise<Ending> {
    return this.run("production", (context) =>
      quarantine(context, { tag, reason: "it loses messages", stage: null, lift: false, ...request }),
    )
  }

  unfreeze(stage: Stage, reason = "the cause is known"): Promise<Ending> {
    return this.run(stage, (context) => unfreeze(context, { stage, reason }))
  }

  unlock(stage: Stage, request: { reason?: string; force?: boolean } = {}): Promise<Ending> {
    return this.run(stage, (context) => unlock(context, { stage, reason: "its machine is gone", ...request }))
  }

  /** Tags versions, oldest first, and takes each through staging to production. */
  async ship(...tags: string[]): Promise<void> {
    for (const tag of tags) {
      this.tag(tag)
      for (const stage of ["staging", "production"] as const) {
        const { report } = await this.deploy(stage, tag)
        if (!report.ok) throw new Error(headline(report))
      }
    }
  }

  /** Tags versions and takes them to staging. */
  async stage(...tags: string[]): Promise<void> {
    for (const tag of tags) {
      this.tag(tag)
      const { report } = await this.deploy("staging", tag)
      if (!report.ok) throw new Error(headline(report))
    }
  }

  /** Lets a run do its work on a stage and says how it ended. */
  async run(stage: Stage, command: (context: Context) => Promise<Report>): Promise<Ending> {
    const context = this.context(stage)
    const deploysBefore = this.stages[stage].deploys.length
    const report = await command(context)
    await context.ports.announced(endsAtOnce(context, report))
    const own = this.ledger.records(stage).filter(({ runId }) => runId === context.identity.runId)
    const records = own.filter(({ kind }) => kind !== "notified")
    const { running, reason } = report
    expectReadable(report)
    if (new Set(own.map(recordId)).size < own.length) throw new Error("Two records of a run have the same id")
    if (own.filter(({ report: held }) => held !== null).length > 1)
      throw new Error("Two records hold a report")
    return {
      report,
      recorded: records.at(-1)?.report ?? null,
      outcome: report.outcome,
      ok: report.ok,
      code: reason?.code ?? null,
      line: headline(report),
      running: running && `${running.tag} ${running.verified ? "verified" : "unverified"}`,
      changed: report.changed,
      records: records.map(({ kind }) => kind).filter((kind) => kind !== "effect"),
      deploys: this.stages[stage].deploys.slice(deploysBefore),
      locked: this.ledger.state(stage).lock !== null,
    }
  }
}

/** Whatever a run says, it says something, and nothing of the language that it is written in. */
function expectReadable(report: Report): void {
  const { reason, gates, phases } = report
  const texts = [headline(report), ...(reason === null ? [] : [reason.message, reason.fix])]
  for (const { detail, fix = null } of gates) texts.push(detail, ...(fix === null ? [] : [fix]))
  for (const { detail } of phases) texts.push(detail)
  for (const text of texts)
    if (text.trim() === "" || /undefined|NaN|\[object/.test(text))
      throw new Error(`Nobody can read ${JSON.stringify(text)}`)
}

/** A world in which v1.0.0 was shipped and v1.1.0 is verified on staging. */
export async function shop(settings: Settings = {}): Promise<World> {
  const world = new World(settings)
  await world.ship("v1.0.0")
  await world.stage("v1.1.0")
  return world
}

const isNewer = (one: string, other: string): boolean =>
  semver.valid(one) !== null && semver.valid(other) !== null && semver.gt(one, other)

/** How a run ended: what a test compares. */
export interface Ending {
  report: Report
  /** the report in the run's last record */
  recorded: unknown
  outcome: Report["outcome"]
  ok: boolean
  code: string | null
  line: string
  /** `v1.2.3 verified` */
  running: string | null
  changed: boolean
  /** kinds of the run's ledger records, in order, without the one before each start of a tool */
  records: RecordKind[]
  /** tags that the run deployed, in order */
  deploys: string[]
  /** the stage is still locked */
  locked: boolean
}

/** An entry of another person's run. */
export const entryOf = (kind: RecordKind, fields: Partial<Entry> = {}): Entry => ({
  kind,
  runId: "run-of-ben",
  command: "deploy-production",
  actor: "ben",
  host: "ci-4",
  pid: null,
  at: "2026-03-01T02:59:00.000Z",
  tag: null,
  sha: null,
  from: null,
  reason: null,
  code: null,
  detail: null,
  outputs: null,
  changed: null,
  report: null,
  ...fields,
})

/** The same of a run that holds the stage from then on, until its last entry ends it. */
export const byOwner = (...entries: readonly Entry[]): Entry[] => [entryOf("started"), ...entries]
