import { environmentError, messageOf } from "../core/errors.ts"
import { firstFailure, type GateResult } from "../core/gates/gate.ts"
import { describeDeath, type GateId, lockGate } from "../core/gates/gates.ts"
import type { Liveness, LockOwner } from "../core/ledger/owner.ts"
import type { Entry } from "../core/ledger/record.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { Release, Stage } from "../core/stage.ts"
import { formatDuration, sentence } from "../core/text.ts"
import { readStage } from "./append.ts"
import { LockMonitor, sweepDead } from "./heartbeats.ts"
import { LockedStage, momentOf } from "./locked-stage.ts"
import { type StageView, viewOf } from "./ports.ts"
import type { Run } from "./run.ts"

/** What came of asking for the lock. */
export type Acquired =
  /** `death`: how the owner before this run died; null: there was none */
  | { kind: "acquired"; locked: LockedStage; gates: GateResult[]; death: string | null }
  | Refusal
  /** the answer to the append that takes the lock was lost, so this run may hold the stage or not */
  | (Omit<Refusal, "kind"> & { kind: "unclear" })

export interface Refusal {
  kind: "refused"
  view: StageView
  gates: GateResult[]
  reason: Reason
}

export function describeAcquired(acquired: Acquired): { ok: boolean; detail: string } {
  if (acquired.kind !== "acquired")
    return { ok: false, detail: `${acquired.reason.code}: ${acquired.reason.message}` }
  // gates that pass are not shown one by one, and that a run died is worth a line
  const how = acquired.death === null ? "taken" : `taken over: ${acquired.death}`
  return { ok: true, detail: `all passed, lock ${how}` }
}

/** Judges every gate except the lock on the stages as they are now. */
export type Judge = (views: readonly StageView[]) => Promise<GateResult[]>

export interface LockRequest {
  /** what the run deploys; null for a rollback, which records its target later */
  subject: Release | null
  reason: string | null
  /** the version whose fault this one fixes */
  fixes?: string | null
  waitSeconds: number
  /** whether it judges what the stage runs, which is not settled while another run is at work there */
  ofRunning?: boolean
  judge: Judge
  /** Gathers the facts again that may have changed while this run waited. */
  refresh?: (views: readonly StageView[]) => Promise<void>
  views: readonly StageView[]
}

const POLL_MS = 2000
/** At most this long, by chance, after a lost race for the ledger's tip: runs that collide should not collide again. */
const RACE_DELAY_MS = 200
const MAX_RACES = 60
/** Pauses before each look at whether the ledger has the record whose answer was lost. */
const CLARIFY_MS: readonly number[] = [0, 1000, 3000]

/**
 * Takes the stage's lock on exactly the state that passed the gates: the `started` record is appended to the tip that
 * they judged. If the ledger has moved on, that append is refused and the gates judge again. A stage whose owner is
 * proven dead is taken over.
 */
export async function acquireLock(run: Run, stage: Stage, request: LockRequest): Promise<Acquired> {
  const { clock, say, signal, random } = run.ports
  const deadline = clock.now().getTime() + request.waitSeconds * 1000
  const leftMs = () => deadline - clock.now().getTime()
  const monitor = new LockMonitor(run.ports, stage)
  let waitedFor: string | null = null
  let stale = false
  let races = 0
  let views = request.views
  let owners = 0
  for (;;) {
    const view = viewOf(views, stage)
    owners = notFewer(view, owners)
    const owner = view.state.lock
    const liveness = owner && (await monitor.look(owner))
    const all = await request.judge(views)
    const isSettled = liveness === null || liveness.kind === "dead"
    const judged = isSettled ? all : all.filter(request.ofRunning ? isOfRequest : isOfNoRun)
    const refused = firstFailure(judged)
    // the facts are from before the wait, and the run that held the stage has changed it since: ask again before
    // refusing
    if (refused !== null && stale) {
      await request.refresh?.(views)
      stale = false
      continue
    }
    if (refused !== null) {
      if (owner !== null) await sweepAllTheSame(run)
      return { kind: "refused", view, gates: judged, reason: refused }
    }
    if (signal.aborted) return { kind: "refused", view, gates: judged, reason: INTERRUPTED }
    const gates = [...judged, lockGate(stage, owner, clock.now(), liveness)]
    const held = firstFailure(gates)
    if (held !== null) {
      const ms = Math.min(leftMs(), POLL_MS)
      if (ms <= 0) return { kind: "refused", view, gates, reason: held }
      const { runId } = owner as LockOwner
      if (runId !== waitedFor) say(`waiting up to ${formatDuration(leftMs())}: ${held.message}`)
      waitedFor = runId
      await pause(run, ms)
      monitor.slept(ms)
      stale = true
    } else if (stale) {
      await request.refresh?.(views)
      stale = false
    } else {
      const claimed = await claim(run, view, request.subject, { ...request, gates, owner, liveness })
      if (claimed !== null) return claimed
      races += 1
      if (races >= MAX_RACES && leftMs() <= 0) return { kind: "refused", view, gates, reason: TOO_BUSY }
      await pause(run, random() * RACE_DELAY_MS)
    }
    views = await readAgain(run, views, leftMs)
  }
}

/** The tool of a run that died must not work on until there is a run that is let in. */
async function sweepAllTheSame({ ports }: Run): Promise<void> {
  const left = await sweepDead(ports, { owner: null }).catch((error: unknown) => error as Error)
  if (left !== null) ports.say(left.message)
}

/** A gate that judges what a person typed, and not the stage. */
const isOfRequest = ({ id }: GateResult): boolean => id === "tag"

/** What the stage runs is not settled while another run is at work there: only that run's end can be judged. */
const isOfNoRun = ({ id }: GateResult): boolean => !OF_WHAT_RUNS.some((one) => one === id)
const OF_WHAT_RUNS: readonly GateId[] = ["older", "migrations", "readiness", "drift"]

/** The number of owners never shrinks. If it does, the lock may look free only because its owner's record was lost. */
function notFewer({ stage, state: { fence = 0 } }: StageView, before: number): number {
  if (fence >= before) return fence
  const what = `The ledger of ${stage} has gone back while this run waited: it knew of ${before} owners, and knows of ${fence} now.`
  throw environmentError("LEDGER_WENT_BACK", what)
}

/** An abort ends the pause early; the caller then looks at the signal. */
const pause = ({ ports: { clock, signal } }: Run, ms: number): Promise<void> =>
  clock.sleep(ms, signal).catch(() => {})

/** Keeps asking while there is time left: a remote that is down for a moment must not end the wait. */
async function readAgain(run: Run, views: readonly StageView[], leftMs: () => number): Promise<StageView[]> {
  const { ledger, say, signal } = run.ports
  for (;;) {
    try {
      return await ledger.read(views.map(({ stage }) => stage))
    } catch (error) {
      if (leftMs() <= 0 || signal.aborted) throw error
      say(`waiting: ${messageOf(error)}`)
      await pause(run, Math.min(leftMs(), POLL_MS))
    }
  }
}

interface Claim extends Pick<LockRequest, "reason" | "fixes"> {
  gates: GateResult[]
  owner: LockOwner | null
  liveness: Liveness | null
}

/** Tries to append the record that takes the lock; null: another run appended first. */
async function claim(
  run: Run,
  view: StageView,
  subject: Release | null,
  claim: Claim,
): Promise<Acquired | null> {
  const { ledger, runs, clock } = run.ports
  const { gates, owner, liveness } = claim
  const orphans = await sweepDead(run.ports, { owner })
  if (orphans !== null) return { kind: "refused", view, gates, reason: orphans }
  await runs.announce()
  const fence = (view.state.fence ?? 0) + 1
  const { runner } = run.context.identity
  const death = owner !== null && liveness?.kind === "dead" ? describeDeath(owner, liveness.proof) : null
  const entries = [
    ...takeoverEntries(run, owner, death),
    run.entry("started", {
      ...subject,
      ...{ fence, reason: claim.reason, runner },
      ...(claim.fixes == null ? {} : { fixes: claim.fixes }),
    }),
    ...waiverEntries(run, subject, fence, gates),
  ]
  const begun = momentOf(clock)
  const acquired = (after: StageView): Acquired => ({
    kind: "acquired",
    locked: new LockedStage(run, after, owner, begun),
    gates,
    death,
  })
  try {
    const after = await ledger.tryAppend(view, entries)
    return after && acquired(after)
  } catch (error) {
    const after = await clarify(run, view.stage)
    if (after === null) return { kind: "unclear", view, gates, reason: maybeLocked(run, view.stage, error) }
    if (after.state.lock?.runId !== run.runId) throw error
    return acquired(after)
  }
}

/** Reads the stage again after a lost answer; null: the ledger still cannot be reached. */
async function clarify(run: Run, stage: Stage): Promise<StageView | null> {
  for (const ms of CLARIFY_MS) {
    await pause(run, ms)
    const view = await readStage(run.ports.ledger, stage).catch(() => null)
    if (view !== null) return view
  }
  return null
}

const maybeLocked = ({ runId }: Run, stage: Stage, error: unknown): Reason =>
  reason(
    "LEDGER_UNAVAILABLE",
    `${sentence(messageOf(error))} Run ${runId} may hold ${stage} now: its record was sent, and no answer came.`,
    `When the ledger can be reached again, look: \`status\`. Where ${stage} is held by run ${runId}, free it: \`unlock --stage ${stage} --reason 'WHY'\`.`,
  )

/** The record that the history needs to show how the dead run ended. */
function takeoverEntries(run: Run, owner: LockOwner | null, death: string | null): Entry[] {
  if (owner === null || death === null) return []
  run.ports.say(`taking over: ${death}`)
  return [run.entry("taken-over", { tag: owner.tag, sha: owner.sha, detail: death })]
}

/** Who waived which gate and why goes into the same append as the lock, so that no run acts on an unrecorded waiver. */
const waiverEntries = (
  run: Run,
  subject: Release | null,
  fence: number,
  gates: readonly GateResult[],
): Entry[] =>
  gates.flatMap(({ id, code, detail, waived }) =>
    waived === undefined
      ? []
      : [
          run.entry("waived", {
            ...subject,
            fence,
            code,
            reason: waived.why,
            detail: `${id}: ${sentence(waived.why)} ${detail}`,
            waiver: { gate: id, until: waived.until },
          }),
        ],
  )

const INTERRUPTED = reason("INTERRUPTED", "The run was interrupted before it began.")

const TOO_BUSY = reason(
  "LEDGER_UNAVAILABLE",
  "The ledger took none of this run's records: another run was first each time, or the ref could not be updated.",
)
