import { type Fact, messageOf, unavailable } from "../core/errors.ts"
import { commitUrl, compareUrl, type Forge, runUrl, tagUrl } from "../core/forge.ts"
import { ciRunText } from "../core/ledger/owner.ts"
import { holdAt, type StageState } from "../core/ledger/stage-state.ts"
import { describeHeads, type Migration, type MigrationRun, UNFINISHED } from "../core/migrations/migration.ts"
import { chooseRollbackTarget, stageToLeave } from "../core/plan/way-back.ts"
import { filledFix, REASONS, type Reason } from "../core/reasons.ts"
import { type Card, cardOf, seenBy, withoutArrivalBy } from "../core/report/card.ts"
import {
  emptyReport,
  isOk,
  type Outcome,
  type PhaseResult,
  type Report,
  type ReportHead,
} from "../core/report/report.ts"
import type { Observed } from "../core/smoke/observed.ts"
import type { Release, Stage } from "../core/stage.ts"
import { MAX_TAG_LENGTH } from "../core/tags.ts"
import { clip } from "../core/text.ts"
import { migrationsBetween } from "./release-delta.ts"
import { betweenKey, type Context, type Run } from "./run.ts"

/** What a report shows besides the run, its phases and its end. */
export type Shown = Partial<
  Omit<
    Report,
    | Exclude<keyof ReportHead, "tag">
    | "schemaVersion"
    | "outcome"
    | "ok"
    | "reason"
    | "phases"
    | "durationMs"
    | "card"
    | "links"
  >
> & {
  /** the stage as it is now: what it runs is shown from it, and the card is made of it */
  state?: StageState
  /** what the stage was seen to serve before the run did anything */
  observed?: Observed
  /** since when the stage has had the version that a rollback leaves: an ISO time */
  leftSince?: string | null
  /** the ledger may not have this state: the run's end could not be recorded */
  unrecorded?: boolean
}

/** The one place where reports are made: from the run, what its phases gave, what it found, and how it ended. */
export function buildReport(run: Run, outcome: Outcome, reason: Reason | null, given: Shown = {}): Report {
  const { state, observed, leftSince, unrecorded = false, ...shown } = given
  const { command, context, ports, stage, tag, startedAt, values } = run
  const { runId, actor, runner, approvedBy = null } = context.identity
  const head = {
    command,
    app: context.config.app,
    stage,
    tag: tag === null ? null : clip(tag, MAX_TAG_LENGTH),
    ledger: ports.ledger.where,
    runId,
    actor,
    startedAt: startedAt.toISOString(),
  }
  const ciRun = runner.ci && ciRunText(runner.ci)
  const changed = hasChanged(run, "deploy") || hasChanged(run, "rollback")
  const isLost = reason?.code === "LOCK_LOST" || reason?.code === "LEASE_EXPIRED"
  const seen = isLost
    ? null
    : (seenInSmoke(run) ?? (observed === undefined || changed ? null : seenBy(observed)))
  const card =
    stage === null || state === undefined
      ? null
      : { ...stageCard(run, stage, state, seen), ...(unrecorded ? { unrecorded } : {}) }
  return {
    ...emptyReport(head),
    ciRun,
    approvedBy,
    traceId: context.identity.traceId ?? null,
    because: run.because,
    phases: [...run.phases],
    smoke: values.smoke ?? null,
    rollbackSmoke: values["rollback-smoke"] ?? null,
    verification: values.verification ?? null,
    watch: values.watch ?? null,
    migration: migrationOf(run),
    changed,
    outputs: outputsOf(run),
    log: logOf(run),
    ...(state === undefined ? {} : { running: runningIn(state) }),
    hooks: [...run.hooks],
    ...shown,
    card: card && (isLost && !changed ? withoutArrivalBy(runId, card) : card),
    links: linksOf(context.forge ?? null, ciRun, { tag, running: state?.running ?? null, ...shown }),
    downtime: outcome === "rolled-back" ? downtimeOf(run, leftSince ?? null) : null,
    outcome,
    ok: isOk(outcome, command),
    gates: (shown.gates ?? []).map((gate) => ({ ...gate, fix: gate.fix && filledFix(gate.fix, head) })),
    reason: reason && { ...reason, fix: filledFix(fixOf(reason, changed), head) },
    durationMs: ports.clock.now().getTime() - startedAt.getTime(),
  }
}

/** A run that was interrupted before it changed the stage leaves nothing to roll back. */
const fixOf = ({ code, fix }: Reason, changed: boolean): string =>
  code === "INTERRUPTED" && !changed && fix === REASONS.INTERRUPTED.fix ? "Run the same command again." : fix

/** Whether nothing may keep the call from ending, because its tool may work on until then and the stage is not its own. */
export const endsAtOnce = ({ identity }: Context, { reason: why }: Report): boolean =>
  identity.runner.kind === "engine" && (why?.code === "LEASE_EXPIRED" || why?.code === "LOCK_LOST")

/** What the stage runs, as a report shows it. */
export function runningIn({ running }: Pick<StageState, "running">): Report["running"] {
  return running && { tag: running.tag, sha: running.sha, verified: running.verified }
}

/** What a stage runs, how it came there and the way back, as far as this run has looked. */
export function stageCard(run: Run, stage: Stage, state: StageState, seen: Card["seen"]): Card {
  const { config, forge = null } = run.context
  const policy = config.migrations?.fence.rollback ?? null
  const between = run.between.get(wayBackKey(state) ?? "") ?? NOT_LOOKED_AT
  const held = holdAt(state, run.ports.clock.now())
  return { ...cardOf({ stage, state, seen, between, policy, forge }), ...(held === null ? {} : { held }) }
}

const NOT_LOOKED_AT = unavailable("they were not looked at.")

/** The versions that a rollback would leave and go to; null: there is none. */
function wayBackOf(state: StageState): { from: Release; to: Release } | null {
  const from = stageToLeave(state).running
  const choice = chooseRollbackTarget(state, from)
  return from === null || choice.kind === "none" ? null : { from, to: choice.release }
}

function wayBackKey(state: StageState): string | null {
  const way = wayBackOf(state)
  return way && betweenKey(way.to.sha, way.from.sha)
}

/** Finds out which migrations a rollback would leave in the database: what a card says of the way back. Never throws. */
export async function lookBack(run: Run, state: StageState): Promise<void> {
  const { migrations } = run.context.config
  const way = wayBackOf(state)
  if (migrations === undefined || way === null) return
  const key = betweenKey(way.to.sha, way.from.sha)
  if (run.between.has(key)) return
  const found = await migrationsBetween(run.ports.repository, migrations, way.to.sha, way.from.sha).catch(
    (error): Fact<Migration[]> => unavailable(messageOf(error)),
  )
  run.between.set(key, found)
}

/** The last smoke test of a run, unless something was put on the stage after it. */
function seenInSmoke({ phases, values }: Run): Card["seen"] {
  const last = phases.findLast(({ name }) => ["smoke", "rollback", "rollback-smoke"].includes(name))
  if (last === undefined || last.name === "rollback") return null
  const smoke = values[last.name as "smoke" | "rollback-smoke"]
  return smoke === undefined
    ? null
    : { at: endOf(last), asRecorded: smoke.verdict === "pass", detail: smoke.detail }
}

const endOf = ({ startedAt, durationMs }: PhaseResult): string =>
  new Date(Date.parse(startedAt) + durationMs).toISOString()

/** From the end of the bad version's deploy until the version before it was seen to be back. */
function downtimeOf({ phases }: Run, leftSince: string | null): Report["downtime"] {
  const phase = (wanted: string) => phases.find(({ name }) => name === wanted)
  const [deployed, back] = [phase("deploy"), phase("rollback-smoke")]
  const from = deployed === undefined ? leftSince : endOf(deployed)
  if (from === null || back === undefined) return null
  const to = endOf(back)
  return { from, to, durationMs: Date.parse(to) - Date.parse(from) }
}

function linksOf(
  forge: Forge | null,
  ciRun: string | null,
  shown: {
    tag: string | null
    sha?: string | null
    previous?: Release | null
    running: Release | null
    plan?: unknown
  },
): Report["links"] {
  const run = ciRun === null ? null : runUrl(ciRun, forge)
  if (forge === null) return run === null ? null : { ...NO_LINKS, run }
  const { tag, sha = null, previous = null, running } = shown
  const from = shown.plan ? running : previous
  return {
    repository: forge.address,
    tag: tag === null || sha === null ? null : tagUrl(forge, tag),
    commit: sha && commitUrl(forge, sha),
    compare: sha && from && from.sha !== sha ? compareUrl(forge, from.sha, sha) : null,
    run,
  }
}

const NO_LINKS = { repository: null, tag: null, commit: null, compare: null }

/** A deployer that knows whether it changed the stage says so; one that broke off may have. */
function hasChanged({ values, effects }: Run, phase: "deploy" | "rollback"): boolean {
  const result = values[phase]
  return result === undefined ? effects.has(phase) : result.ok || result.changed
}

function migrationOf({ values, effects, phases }: Run): MigrationRun | null {
  const result = values.migrate
  if (result === undefined) {
    if (effects.has("migrate")) return UNFINISHED
    return phases.some(({ name }) => name === "migrate") ? NOT_STARTED : null
  }
  const { before, head } = result
  if (result.ok) return { status: "applied", before, head, detail: describeHeads(before, head) }
  return { status: result.touched ? "failed" : "not-run", before, head, detail: result.reason.message }
}

const NOT_STARTED: MigrationRun = {
  status: "not-run",
  before: null,
  head: null,
  detail: "The migrations were not started.",
}

/** The last lines of what failed. */
function logOf({ values: { migrate, deploy, rollback } }: Run): string[] {
  return [migrate, deploy, rollback].flatMap((result) =>
    result === undefined || result.ok ? [] : result.log,
  )
}

/** Names and addresses of the newest version that passed. */
function outputsOf({ values }: Run): Report["outputs"] {
  const { deploy, smoke, rollback, "rollback-smoke": rollbackSmoke } = values
  if (rollback?.ok === true && rollbackSmoke?.verdict === "pass") return rollback.outputs
  return deploy?.ok === true && smoke?.verdict === "pass" ? deploy.outputs : {}
}
