import type { Evidence } from "../core/gates/evidence.ts"
import type { GateFacts, GateResult } from "../core/gates/gate.ts"
import { firstFailure, judgeGates } from "../core/gates/gates.ts"
import { describeOwner, lockGate } from "../core/gates/lock.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { Release, Stage } from "../core/stage.ts"
import { nearestTags, parseTag } from "../core/tags.ts"
import { crossingsTo } from "./crossing.ts"
import { gatherEvidence } from "./evidence.ts"
import type { StageView } from "./ports.ts"
import type { Run } from "./run.ts"

/** The stage is this run's, or it is not and why. */
export type Admission =
  | { kind: "admitted"; view: StageView }
  | { kind: "blocked"; view: StageView; reason: Reason }

const LOCK_POLL_MS = 2000
/** After a lost race for the ledger's tip, with a random part. */
const RACE_DELAY_MS = 200

/** Judges a view anew: gates that a run must pass, the lock apart. */
export type Judge = (views: readonly StageView[]) => Promise<GateResult[]>

/**
 * Takes the stage's lock on exactly the state that the gates passed: the `started` record is appended
 * after the tip that they judged, so a change in between makes them judge again.
 */
export async function admit(
  run: Run,
  stage: Stage,
  subject: Release | null,
  request: { waitSeconds: number; reason: string | null; judge: Judge; views: readonly StageView[] },
): Promise<Admission> {
  const { clock, ledger, say, signal, random } = run.ports
  const deadline = clock.now().getTime() + request.waitSeconds * 1000
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
    run.report.gates = [...gates, lockGate(stage, owner, clock.now())]
    if (owner === null) {
      const started = run.entry("started", { ...subject, reason: request.reason })
      const claimed = await ledger.tryAppend(view, [started])
      if (claimed !== null) return { kind: "admitted", view: claimed }
      await pause(random() * RACE_DELAY_MS)
    } else {
      const left = deadline - clock.now().getTime()
      if (left <= 0) return { kind: "blocked", view, reason: firstFailure(run.report.gates) as Reason }
      if (owner.runId !== waitedFor) say(`waiting: ${describeOwner(stage, owner, clock.now())}`)
      waitedFor = owner.runId
      await pause(Math.min(left, LOCK_POLL_MS))
    }
    views = await ledger.read(views.map((one) => one.stage))
  }
}

const INTERRUPTED = reason(
  "INTERRUPTED",
  "The run was interrupted before it began.",
  "Run the same command again.",
)

export const viewOf = (views: readonly StageView[], stage: Stage): StageView =>
  views.find((view) => view.stage === stage) as StageView

/** What a deploy of a tag is judged by, and how to judge it again on newer views. */
export interface DeployFacts {
  sha: string | null
  ci: Evidence["ci"]
  views: readonly StageView[]
  judge: Judge
}

export async function gatherFacts(run: Run, stage: Stage, tag: string): Promise<DeployFacts> {
  const { repository, ledger } = run.ports
  const { tagPrefix, mainBranch } = run.context.config
  const stages: Stage[] = stage === "production" ? ["production", "staging"] : ["staging"]
  const isVersion = parseTag(tag, tagPrefix) !== null
  const [views, found] = await Promise.all([
    ledger.read(stages),
    isVersion ? repository.lookUp(tag, mainBranch) : { sha: null, onMain: null },
  ])
  const { sha } = found
  const release = sha === null ? null : { tag, sha }
  const crossingFrom = crossingsTo(run, stage, release)
  const [nearest, evidence] = await Promise.all([
    sha === null ? repository.tags().then((names) => nearestTags(tag, names, tagPrefix)) : [],
    gatherEvidence(run, stage, release),
    crossingFrom(viewOf(views, stage).state),
  ])
  const judge: Judge = async (seen) => {
    const { state } = viewOf(seen, stage)
    const facts: GateFacts = {
      stage,
      tag,
      tagPrefix,
      mainBranch,
      ...found,
      nearest,
      state,
      staging: viewOf(seen, "staging").state,
      evidence,
      crossing: await crossingFrom(state),
      fence: run.context.config.migrations?.fence.deploy ?? null,
    }
    return judgeGates(facts)
  }
  return { sha, views, ci: evidence.ci, judge }
}
