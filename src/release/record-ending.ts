import { messageOf, PipelineError } from "../core/errors.ts"
import { afterDeath, foldEntry } from "../core/ledger/fold.ts"
import type { Entry } from "../core/ledger/record.ts"
import type { Running } from "../core/ledger/stage-state.ts"
import { type Reason, type ReasonCode, reason } from "../core/reasons.ts"
import type { Outcome, Report } from "../core/report/report.ts"
import { describeRelease, type Release } from "../core/stage.ts"
import { sentence } from "../core/text.ts"
import type { Acquired } from "./acquire-lock.ts"
import { appendEntries } from "./append.ts"
import { referenceOf } from "./deploy-phases.ts"
import { type LockedStage, lostTo } from "./locked-stage.ts"
import type { StageView } from "./ports.ts"
import { buildReport, lookBack, runningIn, type Shown } from "./report.ts"
import type { Run } from "./run.ts"

/** How a run that held the stage ends. */
export interface Ending {
  outcome: "deployed" | "done" | "blocked" | "failed" | "inconclusive" | "rolled-back" | "rollback-failed"
  /** the release that the run deployed, tried to deploy, or found on the stage */
  release: Release
  /** the release that a rollback left */
  from?: Release
  /** null: it ended well */
  reason: Reason | null
  /** the record's text; default: the reason's message */
  detail?: string
  /** a version that proved bad here: it is quarantined */
  bad?: Release
  /** a version that no longer counts as verified here */
  doubted?: Release
  /** why the stage is frozen until a person has looked */
  freeze?: string
  /**
   * until when the version still has to be watched, ISO time: the run frees the stage before that, without a verdict
   */
  watching?: string
  /** how it ends where the ledger has the beginning of a rollback that was given up before the tool was started */
  begun?: Ending
  shown?: Shown
}

/** The ending that the body gives; if it throws, the one that `broken` gives for the reason. */
export async function endingOf(
  locked: LockedStage,
  body: () => Promise<Ending>,
  broken: (why: Reason) => Ending,
): Promise<Ending> {
  try {
    return await body()
  } catch (error) {
    return broken(reasonFor(locked, error))
  }
}

function reasonFor({ gone, run: { ports } }: LockedStage, error: unknown): Reason {
  if (gone !== null) return gone
  if (error instanceof PipelineError && error.reason.code === "LOCK_LOST") return error.reason
  if (ports.signal.aborted) return reason("INTERRUPTED")
  if (error instanceof PipelineError) return error.reason
  ports.say((error as Error).stack ?? messageOf(error))
  return reason("INTERNAL", messageOf(error))
}

/**
 * Ends a run that held the stage: one append frees the stage and records what it runs now. A run that lost the stage
 * only records its own end, because the stage is another run's by then.
 */
export async function recordEnding(locked: LockedStage, ending: Ending, shown: Shown): Promise<Report> {
  const { run } = locked
  const all = { fence: locked.fence, previous: locked.previous, ...shown, ...ending.shown }
  const entries = [...locked.kept, ...entriesOf(locked, ending)]
  const { tag, sha } = ending.release
  if (locked.gone === null) await lookBack(run, entries.reduce(foldEntry, locked.view.state))
  const { changed } = buildReport(run, "failed", null)
  const lost = locked.entry("lost", { tag, sha, from: ending.from ?? null, changed })
  const lostBy = (why: Reason): Composed => ({
    entries: [{ ...lost, code: why.code, detail: why.message }],
    outcome: lost.changed ? "inconclusive" : "failed",
    reason: why,
    shown: { ...all, rolledBackTo: null, outputs: {} },
  })
  let kept: Composed | null = null
  const compose = (seen: StageView): Composed => {
    if (locked.owns(seen) && !mayStillWork(locked)) {
      const against = keptAway(locked, ending, seen) ?? (seen.state.lock?.rollback && ending.begun)
      if (against === undefined)
        return { entries, outcome: ending.outcome, reason: ending.reason, shown: all }
      // each try writes the same entries
      kept ??= {
        entries: [...locked.kept, ...entriesOf(locked, against)],
        outcome: against.outcome,
        reason: against.reason,
        shown: { ...all, ...against.shown, rolledBackTo: null },
      }
      return kept
    }
    return lostBy(lossOf(locked, seen, ending.reason))
  }
  try {
    return await appendWithReport(run, compose, (entriesFor) => locked.end(entriesFor, mayStillWork(locked)))
  } catch (error) {
    run.ports.say(`the end of the run could not be recorded: ${messageOf(error)}`)
    if (mayStillWork(locked)) {
      const { outcome, reason: why, shown: known } = compose(locked.view)
      return buildReport(run, outcome, why, { ...known, state: locked.view.state })
    }
    if (ending.reason?.code === "LOCK_LOST") {
      // what the stage runs is for others to say: shown is what the ledger has once this run is gone
      const { outcome, reason: why, shown: known } = lostBy(ending.reason)
      return buildReport(run, outcome, why, { ...known, state: afterDeath(locked.view.state) })
    }
    const state = entries.reduce(foldEntry, locked.view.state)
    const running = state.running && {
      ...state.running,
      verified: staysVerified(locked, state.running, lost),
    }
    const believed = { ...state, running }
    const isNew = !isSameRunning(running, locked.view.state.running)
    return unrecorded(
      locked,
      ending,
      { ...all, state: believed, running: runningIn(believed), unrecorded: isNew },
      error,
    )
  }
}

/** A version that passed and that a person quarantined meanwhile is not verified: theirs is the newest judgement. */
function keptAway(locked: LockedStage, ending: Ending, { state }: StageView): Ending | null {
  const { outcome, release, from } = ending
  if (outcome !== "deployed" && outcome !== "done" && outcome !== "rolled-back") return null
  const why = locked.quarantinedSince(release, state, true)
  if (why === null) return null
  const against = { release, reason: why, doubted: release, ...(from === undefined ? {} : { from }) }
  return { ...against, outcome: outcome === "rolled-back" ? "rollback-failed" : "failed" }
}

/**
 * When the end could not be recorded, what this run judged does not count as verified. A version that was verified
 * before does, as long as the run left it alone.
 */
function staysVerified(
  { run, view }: LockedStage,
  running: Running,
  { changed }: Pick<Entry, "changed">,
): boolean {
  const leftAlone = changed === false && !run.effects.has("migrate")
  return leftAlone && running.verified && isSameRunning(running, view.state.running)
}

const isSameRunning = (one: Running | null, other: Running | null): boolean =>
  one?.sha === other?.sha && one?.verified === other?.verified

/**
 * On an engine nothing proves that an aborted tool has ended, so the stage stays locked until this run's silence
 * proves it dead.
 */
const mayStillWork = ({ gone, run, startedHook }: LockedStage): boolean =>
  gone?.code === "LEASE_EXPIRED" &&
  (run.effects.size > 0 || startedHook) &&
  run.context.identity.runner.kind === "engine"

function lossOf(locked: LockedStage, seen: StageView, before: Reason | null): Reason {
  const why = (locked.owns(seen) ? locked.gone : null) ?? lostTo(seen, locked.fence)
  if (before === null || before.code === why.code) return why
  // the message of a rollback that could not go on already has it
  if (before.message.includes(why.message)) return { ...why, message: before.message }
  return { ...why, message: `${sentence(why.message)} Before that: ${before.message}` }
}

/** The report of a run whose end could not be recorded: what was seen, and that the stage may still be locked. */
function unrecorded(locked: LockedStage, ending: Ending, shown: Shown, fault: unknown): Report {
  const { run, stage } = locked
  const { outcome, release, reason: before } = ending
  const free = `The stage may still be locked by this run: \`unlock --stage ${stage} --reason 'WHY'\`.`
  if (outcome !== "deployed" && outcome !== "done" && outcome !== "rolled-back") {
    const why = before as Reason
    return buildReport(run, outcome, { ...why, fix: `${why.fix} ${free}` }, shown)
  }
  const first = before === null ? "" : `${sentence(before.message)} `
  const message = `${first}${describeRelease(release)} passed on ${stage}, but it is not known whether that was recorded: ${messageOf(fault)}`
  const { fix } = fault instanceof PipelineError ? fault.reason : reason("LEDGER_UNAVAILABLE")
  const why = reason("LEDGER_UNAVAILABLE", message, `${fix} ${free}`)
  return buildReport(run, outcome === "rolled-back" ? "rollback-failed" : "failed", why, {
    ...shown,
    rolledBackTo: null,
  })
}

/**
 * The entries of an ending: first what it means for versions and the stage (quarantine, freeze), then the end itself.
 */
function entriesOf(locked: LockedStage, ending: Ending): Entry[] {
  const { outcome, release, from = null, reason: why, bad, doubted, freeze } = ending
  const { migration, verification, changed, outputs } = buildReport(locked.run, outcome, why)
  const said = { code: why?.code ?? null, detail: ending.detail ?? why?.message ?? null }
  const of = ({ tag, sha }: Release) => ({ tag, sha })
  const marks = [
    ...(bad === undefined ? [] : [locked.entry("quarantined", { ...of(bad), ...said })]),
    ...(doubted === undefined ? [] : [locked.entry("unverified", { ...of(doubted), ...said })]),
    ...(freeze === undefined ? [] : [locked.entry("frozen", { ...of(release), ...said, detail: freeze })]),
  ]
  if (ending.watching !== undefined) {
    const watch = { until: ending.watching, detached: true }
    return [locked.entry("watching", { ...of(release), ...said, watch })]
  }
  const judged = { verification: verification?.verdict ?? null }
  const { deploy, rollback } = locked.run.values
  switch (outcome) {
    case "deployed":
      return [locked.entry("verified", { ...of(release), outputs, ...judged, ...referenceOf(deploy) })]
    case "done": {
      const found = ending.shown?.outputs ?? {}
      return [locked.entry("verified", { ...of(release), ...said, outputs: found })]
    }
    case "rolled-back":
      return [
        locked.entry("rolled-back", { ...of(release), from, ...said, outputs, ...referenceOf(rollback) }),
      ]
    case "blocked":
      return [locked.entry("blocked", { ...of(release), ...said })]
    case "failed": {
      const heads = migration && { before: migration.before, head: migration.head }
      return [
        ...marks,
        locked.entry("failed", { ...of(release), from, ...said, changed, migration: heads, ...judged }),
      ]
    }
    case "inconclusive":
    case "rollback-failed":
      return [...marks, locked.entry(outcome, { ...of(release), from, ...said, changed })]
  }
}

/**
 * Ends a run that may not begin. The refusal is recorded, so that history shows who tried what; a mistyped name is not.
 * The report says the same whether or not it could be recorded.
 */
export async function recordRefusal(
  run: Run,
  refused: Exclude<Acquired, { kind: "acquired" }>,
  shown: Shown,
): Promise<Report> {
  const { gates, reason: why } = refused
  const { state } = refused.view
  await lookBack(run, state)
  // this run may hold the stage, so its journal is kept: with it the next run on this machine can prove this one dead
  if (refused.kind === "unclear") return buildReport(run, "failed", why, { ...shown, gates, state })
  if (MISTYPED.has(why.code)) {
    await run.ports.runs.retire()
    return buildReport(run, "blocked", why, { ...shown, gates, state })
  }
  const { tag = run.tag, sha = null } = shown
  const entry = run.entry("blocked", { tag, sha, code: why.code, detail: why.message })
  const composed: Composed = { entries: [entry], outcome: "blocked", reason: why, shown: { ...shown, gates } }
  try {
    return await appendWithReport(
      run,
      () => composed,
      (entriesFor) => appendEntries(run.ports, refused.view, entriesFor, { delaysMs: [] }),
    )
  } catch (error) {
    run.ports.say(`the refusal could not be recorded: ${messageOf(error)}`)
    return buildReport(run, "blocked", why, { ...composed.shown, state })
  }
}

/** A name that does not exist is usually a typo, which has no place in a stage's history. */
const MISTYPED: ReadonlySet<ReasonCode> = new Set(["TAG_INVALID", "TAG_NOT_FOUND", "ROLLBACK_TARGET_UNKNOWN"])

export interface Composed {
  entries: readonly Entry[]
  outcome: Outcome
  reason: Reason | null
  shown: Shown
}

/**
 * Appends a run's last entries, the last of them with the report. The report shows the stage after these entries, so
 * they are folded before they are written.
 * @param compose may be called several times and must give the same entries each time; throws when they no longer hold
 */
export async function appendWithReport(
  run: Run,
  compose: (seen: StageView) => Composed,
  append: (entriesFor: (seen: StageView) => readonly Entry[]) => Promise<StageView>,
): Promise<Report> {
  const made: Report[] = []
  await append((seen) => {
    const { entries, outcome, reason: why, shown } = compose(seen)
    const state = entries.reduce(foldEntry, seen.state)
    const report = buildReport(run, outcome, why, { ...shown, running: runningIn(state), state })
    made.push(report)
    return entries.map((entry, index) => (index === entries.length - 1 ? { ...entry, report } : entry))
  })
  await run.ports.runs.retire()
  return made.at(-1) as Report
}
