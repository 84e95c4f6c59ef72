import { phaseSeconds } from "../core/aws/credentials.ts"
import { type Fact, skipped, unavailable } from "../core/errors.ts"
import { type CommitRange, changeRequests, commitUrl, type Forge, runUrl } from "../core/forge.ts"
import { firstFailure, type GateResult } from "../core/gates/gate.ts"
import { lockGate } from "../core/gates/gates.ts"
import { readWaivers } from "../core/gates/waivers.ts"
import { afterDeath } from "../core/ledger/fold.ts"
import { ciRunText } from "../core/ledger/owner.ts"
import type { Migration } from "../core/migrations/migration.ts"
import { type MigrationSource, sourceOf } from "../core/migrations/sql-risk.ts"
import {
  covers,
  type InfrastructureChange,
  type Plan,
  type PlanFacts,
  planDigest,
  planGate,
  type StagingProof,
  shortDigest,
} from "../core/plan/plan.ts"
import { judgeReadiness, type Readiness } from "../core/plan/way-back.ts"
import type { Report } from "../core/report/report.ts"
import { unmet } from "../core/secrets/review.ts"
import type { Release, Stage } from "../core/stage.ts"
import type { Judge } from "./acquire-lock.ts"
import { awaitCi, type DeployFacts, gatherFacts, NO_WORD } from "./deploy-facts.ts"
import { LockMonitor } from "./heartbeats.ts"
import { type StageView, viewOf } from "./ports.ts"
import { buildReport, lookBack } from "./report.ts"
import { type Context, Run } from "./run.ts"

/** How many commits a plan lists. */
const MAX_COMMITS = 200

export interface PlanRequest {
  stage: Stage
  tag: string
  /** what the deploy will be given, in the same words */
  waive?: string | null
  allowOneWay?: string | null
  allowOlder?: string | null
  /** a plan that a gate would stop is no success */
  strict?: boolean
  /** the ledger alone is asked, and not the stage */
  offline?: boolean
}

/** Shows what a deploy of a tag would do, and what stands in its way; changes nothing, records nothing. */
export async function plan(context: Context, request: PlanRequest): Promise<Report> {
  const { stage, tag, waive = null, allowOneWay = null, allowOlder = null, offline = false } = request
  const run = new Run(context, "plan", stage, tag)
  // the deploy will have its reason
  const waivers = readWaivers(waive, run.startedAt, true)
  const facts = await gatherFacts(run, stage, tag, { waivers, allowOneWay, allowOlder }, offline)
  const { release } = facts
  const gates = await facts.judge(facts.views)
  const view = viewOf(facts.views, stage)
  const shown = {
    sha: release?.sha ?? null,
    state: view.state,
    observed: facts.inputs.observed,
    gates: [...gates, await judgeLock(run, view)],
  }
  await lookBack(run, view.state)
  // without a commit the gate on the tag has failed
  if (release === null) return buildReport(run, "blocked", firstFailure(gates), shown)
  const refused = request.strict === true ? firstFailure(gates.filter(mayStop)) : null
  return buildReport(run, refused === null ? "done" : "blocked", refused, {
    ...shown,
    plan: await planOf(run, stage, facts, { view, gates, release }),
  })
}

/** What the deploy waits for, and what only its own job can have, is for the deploy to judge. */
const mayStop = ({ code, id }: GateResult, _index: number, gates: readonly GateResult[]): boolean => {
  const isBlind = gates.some((gate) => gate.code === "CREDENTIALS_MISSING")
  return code !== "CI_UNFINISHED" && !(isBlind && (id === "credentials" || id === "secrets"))
}

interface Seen {
  view: StageView
  gates: readonly GateResult[]
  release: Release
}

async function planOf(
  run: Run,
  stage: Stage,
  facts: DeployFacts,
  { view, gates, release }: Seen,
): Promise<Plan> {
  const [{ facts: found, digest }, commits, staging] = await Promise.all([
    snapshotsOf(run, stage, release.tag, facts)(facts.views, gates),
    run.ports.repository.log(view.state.running?.sha ?? null, release.sha, MAX_COMMITS),
    stage === "production" ? stagingProof(run, release) : undefined,
  ])
  const { migrations, infrastructure, secrets, readiness } = found
  const { target, oneWay } = readiness as Readiness
  return {
    digest,
    shortDigest: shortDigest(digest, run.ports.sha256),
    commits: withPages(commits, run.context.forge ?? null),
    migrations,
    sources: await sourcesOf(run, release, migrations),
    ...(staging === undefined ? {} : { staging }),
    infrastructure,
    secrets,
    rollbackTarget: target,
    reversible: oneWay.length === 0,
    oneWay: oneWay.map(({ why }) => why),
  }
}

/** How far back staging's verdict on the commit is looked for. */
const REACH = 200

/** When staging verified the commit, and by which run. */
async function stagingProof({ ports, context }: Run, { sha }: Release): Promise<StagingProof | null> {
  const records = await ports.ledger.history("staging", REACH)
  const verified = records.find((record) => record.kind === "verified" && record.sha === sha)
  if (verified === undefined) return null
  const { at, runId, actor } = verified
  const ci = records.find((record) => record.runId === runId && record.runner?.ci)?.runner?.ci ?? null
  return { at, runId, actor, url: ci && runUrl(ciRunText(ci), context.forge ?? null) }
}

/** What a reviewer reads at most. */
const MAX_SOURCES = 20

async function sourcesOf(
  { ports: { repository } }: Run,
  { sha }: Release,
  migrations: Fact<Migration[]>,
): Promise<MigrationSource[]> {
  if (migrations.kind !== "known") return []
  const paths = migrations.value
    .filter(({ path, change }) => change === "new" && /\.sql$/i.test(path))
    .map(({ path }) => path)
    .slice(0, MAX_SOURCES)
  if (paths.length === 0) return []
  const texts = await repository.contents(sha, paths)
  return paths.flatMap((path, index) => {
    const text = texts[index] ?? null
    return text === null ? [] : [sourceOf(path, text)]
  })
}

function withPages(commits: Fact<CommitRange>, forge: Forge | null): Fact<CommitRange> {
  if (commits.kind !== "known" || forge === null) return commits
  const linked = commits.value.commits.map((commit) => {
    const requests = changeRequests(forge, commit.subject)
    return { ...commit, url: commitUrl(forge, commit.sha), ...(requests.length === 0 ? {} : { requests }) }
  })
  return { ...commits, value: { ...commits.value, commits: linked } }
}

interface PreflightRequest {
  stage: Stage
  tag: string
  /** how long to wait for CI, in seconds; 0: it is judged as it is */
  waitSeconds?: number
  /** gates that the deploy will waive, in the same words */
  waive?: string | null
}

/** Judges every gate that a deploy would have to pass; changes nothing, records nothing. */
export async function preflight(context: Context, request: PreflightRequest): Promise<Report> {
  const { stage, tag, waitSeconds = 0 } = request
  const run = new Run(context, "preflight", stage, tag)
  // the deploy will have its reason
  const waivers = readWaivers(request.waive ?? null, run.startedAt, true)
  const gather = () => gatherFacts(run, stage, tag, { ...NO_WORD, waivers })
  const { views, judge, release, inputs } = await awaitCi(run, await gather(), waitSeconds, gather)
  const view = viewOf(views, stage)
  const gates = [...(await judge(views)), await judgeLock(run, view)]
  const refused = firstFailure(gates)
  await lookBack(run, view.state)
  return buildReport(run, refused === null ? "done" : "blocked", refused, {
    sha: release?.sha ?? null,
    state: view.state,
    observed: inputs.observed,
    gates,
  })
}

/** The gate that a deploy would meet at this moment. */
async function judgeLock(run: Run, { stage, state: { lock } }: StageView): Promise<GateResult> {
  const liveness = lock && (await new LockMonitor(run.ports, stage).look(lock))
  return lockGate(stage, lock, run.ports.clock.now(), liveness)
}

/** A plan's facts for the state of the ledger that its gates were judged by, and their digest. */
interface PlanSnapshot {
  facts: PlanFacts
  digest: string
}

type TakeSnapshot = (views: readonly StageView[], gates: readonly GateResult[]) => Promise<PlanSnapshot>

/**
 * Finds out what a plan shows. The deployer, which may take its time, is asked once for each version that may run, and
 * not at all when its answer is not needed.
 */
function snapshotsOf(
  run: Run,
  stage: Stage,
  tag: string,
  facts: DeployFacts,
  asksDeployer = true,
): TakeSnapshot {
  const { release, inputs } = facts
  const answers = new Map<string, Promise<Fact<InfrastructureChange[]>>>()
  return async (views, gates) => {
    const state = afterDeath(viewOf(views, stage).state)
    const running = state.running?.sha ?? ""
    const infrastructure =
      answers.get(running) ?? (asksDeployer ? askDeployer(run, stage, release) : Promise.resolve(NOT_ASKED))
    answers.set(running, infrastructure)
    const delta = await facts.delta(state)
    const policy = run.context.config.migrations?.fence.deploy ?? null
    const found: PlanFacts = {
      stage,
      tag,
      sha: release?.sha ?? null,
      running: state.running,
      migrations: delta.migrations,
      secrets: missingSecrets(inputs),
      gates,
      readiness: release && judgeReadiness(state, release, delta, policy, inputs.observed),
      infrastructure: await infrastructure,
    }
    return { facts: found, digest: planDigest(found, run.ports.sha256) }
  }
}

/** Judges as always, and compares with the plan that was approved: under the very lock that the run deploys with. */
export function judgeExpected(
  run: Run,
  stage: Stage,
  tag: string,
  facts: DeployFacts,
  expected: string | null,
): Judge {
  if (expected === null) return facts.judge
  const snapshot = snapshotsOf(run, stage, tag, facts, covers(expected, "infrastructure"))
  return async (views) => {
    const gates = await facts.judge(views)
    const { digest } = await snapshot(views, gates)
    return [...gates, planGate(expected, digest, stage, run.ports.sha256)]
  }
}

const missingSecrets = ({ secrets }: DeployFacts["inputs"]): Fact<string[]> =>
  secrets.kind === "known" ? { kind: "known", value: unmet(secrets.value).map(({ name }) => name) } : secrets

const NOT_ASKED = unavailable("the approved plan did not show it")

async function askDeployer(
  { ports, context, runId, purpose }: Run,
  stage: Stage,
  release: Release | null,
): Promise<Fact<InfrastructureChange[]>> {
  const { deployer, credentials, signal, say } = ports
  if (release === null) return skipped("there is no commit to judge")
  if (deployer.plan === undefined) return skipped("the deployer cannot tell before it deploys")
  const obtained = await credentials.obtain(stage, phaseSeconds(context.config), purpose)
  if (!obtained.ok) return unavailable(obtained.reason.message)
  const { env, secrets } = obtained
  return deployer.plan({ stage, release, runId, credentials: { env, secrets }, signal, say })
}
