import type { GateFacts, GateInputs, TagFacts } from "../core/gates/facts.ts"
import type { GateResult } from "../core/gates/gate.ts"
import { firstFailure } from "../core/gates/gate.ts"
import { judgeGates } from "../core/gates/gates.ts"
import { describeDeath, lockGate } from "../core/gates/lock.ts"
import type { Waiver } from "../core/gates/waivers.ts"
import { oneWayWaivers, waive } from "../core/gates/waivers.ts"
import type { Verdict } from "../core/ledger/death.ts"
import { afterDeath } from "../core/ledger/fold.ts"
import type { Entry } from "../core/ledger/record.ts"
import type { LockOwner, StageState } from "../core/ledger/stage-state.ts"
import type { ReleaseDelta } from "../core/plan/readiness.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { Release, Stage } from "../core/stage.ts"
import { nearestTags, parseTag } from "../core/tags.ts"
import { sentence } from "../core/text.ts"
import { crossingsTo } from "./crossing.ts"
import { gatherEvidence } from "./evidence.ts"
import type { StageView } from "./ports.ts"
import type { Run } from "./run.ts"
import { Watch } from "./watch.ts"

/** The stage is this run's, or it is not and why. */
export type Admission =
  /** `takenOver`: the run that held the stage and is dead */
  | { kind: "admitted"; view: StageView; takenOver: LockOwner | null }
  | { kind: "blocked"; view: StageView; reason: Reason }

const LOCK_POLL_MS = 2000
/** After a lost race for the ledger's tip, with a random part. */
const RACE_DELAY_MS = 200

/** Judges a view anew: gates that a run must pass, the lock apart. */
export type Judge = (views: readonly StageView[]) => Promise<GateResult[]>

/**
 * Takes the stage's lock on exactly the state that the gates passed: the `started` record is appended
 * after the tip that they judged, so a change in between makes them judge again. A stage whose owner is proven
 * dead is taken over.
 */
export async function admit(
  run: Run,
  stage: Stage,
  subject: Release | null,
  request: { waitSeconds: number; reason: string | null; judge: Judge; views: readonly StageView[] },
): Promise<Admission> {
  const { clock, ledger, say, signal, random } = run.ports
  const deadline = clock.now().getTime() + request.waitSeconds * 1000
  const watch = new Watch(run.ports, stage)
  // an abort ends the pause; the next turn sees it
  const pause = (ms: number) => clock.sleep(ms, signal).catch(() => {})
  let waitedFor: string | null = null
  let views = request.views
  for (;;) {
    const view = viewOf(views, stage)
    const gates = await request.judge(views)
    run.report.gates = gates
    const refused = firstFailure(gates)
    if (refused !== null) return { kind: "blocked", view, reason: refused }
    if (signal.aborted) return { kind: "blocked", view, reason: INTERRUPTED }
    const owner = view.state.lock
    const verdict = owner && (await watch.look(owner))
    run.report.gates = [...gates, lockGate(stage, owner, clock.now(), verdict)]
    const held = firstFailure(run.report.gates)
    if (held === null) {
      const orphans = await run.ports.runs.sweep()
      if (orphans.length > 0)
        return { kind: "blocked", view, reason: reason("ORPHANS_LEFT", orphans.join("; ")) }
      await run.ports.runs.announce()
      const started = run.entry("started", {
        ...subject,
        reason: request.reason,
        runner: run.context.identity.runner,
      })
      const entries = [...buried(run, owner, verdict), started, ...waiverEntries(run, subject, gates)]
      const claimed = await ledger.tryAppend(view, entries)
      if (claimed !== null) return { kind: "admitted", view: claimed, takenOver: owner }
      await pause(random() * RACE_DELAY_MS)
    } else {
      const left = deadline - clock.now().getTime()
      if (left <= 0 && !watch.suspects) return { kind: "blocked", view, reason: held }
      const { runId } = owner as LockOwner
      if (runId !== waitedFor) say(`${left > 0 ? "waiting" : "watching"}: ${held.message}`)
      waitedFor = runId
      const ms = left > 0 ? Math.min(left, LOCK_POLL_MS) : LOCK_POLL_MS
      await pause(ms)
      watch.slept(ms)
    }
    views = await ledger.read(views.map((one) => one.stage))
  }
}

/** The record that ends a dead run's claim, for whoever reads the history. */
function buried(run: Run, owner: LockOwner | null, verdict: Verdict | null): Entry[] {
  if (owner === null || verdict?.kind !== "dead") return []
  const detail = describeDeath(owner, verdict.proof)
  run.ports.say(`taking over: ${detail}`)
  return [run.entry("taken-over", { tag: owner.tag, sha: owner.sha, detail })]
}

/** Who let a gate be passed by, and why, is written with the lock: no run goes on without that record. */
const waiverEntries = (run: Run, subject: Release | null, gates: readonly GateResult[]): Entry[] =>
  gates.flatMap(({ id, code, detail, waived }) =>
    waived === undefined
      ? []
      : [
          run.entry("waived", {
            ...subject,
            code,
            reason: waived.why,
            detail: `${id}: ${sentence(waived.why)} ${detail}`,
            waiver: { gate: id, until: waived.until },
          }),
        ],
  )

const INTERRUPTED = reason(
  "INTERRUPTED",
  "The run was interrupted before it began.",
  "Run the same command again.",
)

export const viewOf = (views: readonly StageView[], stage: Stage): StageView =>
  views.find((view) => view.stage === stage) as StageView

/** What a deploy of a tag is judged by, and how to judge it again on newer views. */
export interface DeployFacts {
  /** null when the tag names no commit */
  release: Release | null
  ci: GateInputs["ci"]
  evidence: GateInputs
  /** what lies between a state of the stage and the release */
  crossing: (state: StageState) => Promise<ReleaseDelta>
  views: readonly StageView[]
  judge: Judge
}

const NO_TAG: TagFacts = { sha: null, onMain: null, mainRemote: null, shallow: false }

export async function gatherFacts(
  run: Run,
  stage: Stage,
  tag: string,
  waivers: readonly Waiver[] = [],
  allowOneWay: string | null = null,
): Promise<DeployFacts> {
  const { repository, ledger } = run.ports
  const { tagPrefix, mainBranch } = run.context.config
  const stages: Stage[] = stage === "production" ? ["production", "staging"] : ["staging"]
  const isVersion = parseTag(tag, tagPrefix) !== null
  const [views, found] = await Promise.all([
    ledger.read(stages),
    isVersion ? repository.lookUp(tag, mainBranch) : NO_TAG,
  ])
  const release = found.sha === null ? null : { tag, sha: found.sha }
  const crossingFrom = crossingsTo(run, release)
  const [nearest, evidence] = await Promise.all([
    release === null ? repository.tags().then((names) => nearestTags(tag, names, tagPrefix)) : [],
    gatherEvidence(run, stage, release),
    crossingFrom(afterDeath(viewOf(views, stage).state)),
  ])
  const judge: Judge = async (seen) => {
    // a stage that is held is judged as it will be when it is free, should its owner be dead
    const state = afterDeath(viewOf(seen, stage).state)
    const facts: GateFacts = {
      stage,
      tag,
      tagPrefix,
      mainBranch,
      ...found,
      nearest,
      state,
      staging: viewOf(seen, "staging").state,
      inputs: evidence,
      delta: await crossingFrom(state),
      migrationPolicy: run.context.config.migrations?.fence.deploy ?? null,
    }
    const gates = judgeGates(facts)
    return waive(
      gates,
      [...waivers, ...oneWayWaivers(gates, allowOneWay)],
      run.report.actor,
      run.ports.clock.now(),
    )
  }
  return { release, views, ci: evidence.ci, evidence, crossing: crossingFrom, judge }
}
