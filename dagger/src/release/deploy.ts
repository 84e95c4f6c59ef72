import { firstFailure } from "../core/gates/gates.ts"
import { chooseRollbackTarget } from "../core/ledger/rollback-target.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import { describeRelease, type Release, type Stage } from "../core/stage.ts"
import { clip, MAX_TAG_LENGTH, sentence } from "../core/words.ts"
import { type Admission, admit, type DeployFacts, gatherFacts } from "./admission.ts"
import { awaitCi } from "./await-ci.ts"
import { block } from "./block.ts"
import { type Ending, Hold } from "./hold.ts"
import { type Installation, install } from "./install.ts"
import { retreat } from "./retreat.ts"
import { type Context, Run } from "./run.ts"
import { settle } from "./settle.ts"

export interface DeployRequest {
  stage: Stage
  tag: string
  /** what a person says about this run; kept in the ledger */
  reason: string | null
  /** how long to wait for another run to free the stage, in seconds */
  waitSeconds: number
}

/** The release transaction: resolve → gates → lock → deploy → smoke → (rollback → smoke) → record → unlock. */
export async function deploy(context: Context, request: DeployRequest): Promise<Report> {
  const { stage, tag } = request
  const run = new Run(context, `deploy-${stage}`, stage, tag)
  const found = await run.phase("resolve", () => gatherFacts(run, stage, tag), describeFacts(tag))
  const facts = await awaitCi(run, stage, tag, found, context.config.gates.ci?.waitSeconds ?? 0)
  const release = facts.sha === null ? null : { tag, sha: facts.sha }
  run.report.sha = facts.sha
  if (release !== null && firstFailure(facts.judge(facts.views)) === null) {
    run.ports.deployer.prepare?.(stage, release)
  }
  const admission = await run.phase(
    "gates",
    () => admit(run, stage, release, { ...request, ...facts }),
    describeAdmission,
  )
  if (admission.kind === "blocked") return block(run, admission)
  const { view } = admission
  run.report.previous = view.state.running && releaseOf(view.state.running)
  // the tag gate has passed, so the commit is known
  const admitted = release as Release
  const hold = new Hold(run, view)
  return settle(
    hold,
    () => transact(hold, stage, admitted),
    (why) => failed(admitted, why),
  )
}

async function transact(hold: Hold, stage: Stage, release: Release): Promise<Report> {
  const { run } = hold
  const installed = await install(hold, stage, release, { deploy: "deploy", smoke: "smoke" })
  switch (installed.kind) {
    case "verified": {
      run.report.outputs = installed.outputs
      const entry = run.entry("verified", { ...release, outputs: installed.outputs })
      return hold.conclude(entry, "deployed", null)
    }
    case "inconclusive":
      return hold.end({ kind: "inconclusive", release, from: null, reason: installed.reason })
    case "bad":
      return recover(hold, stage, release, installed)
  }
}

/** A bad version is left where the stage says so and there is somewhere to go. */
async function recover(
  hold: Hold,
  stage: Stage,
  release: Release,
  bad: Extract<Installation, { kind: "bad" }>,
): Promise<Report> {
  const { run } = hold
  run.report.changed = bad.changed
  run.report.log = bad.log
  // a run that was told to stop begins nothing new, and what failed meanwhile failed for that
  if (run.ports.signal.aborted) return hold.end(failed(release, reason("INTERRUPTED", bad.reason.message)))
  if (!bad.changed || run.context.config.stages[stage].rollback === "manual") {
    return hold.end(failed(release, bad.reason))
  }
  const target = chooseRollbackTarget(hold.view.state, release)
  if (target.kind === "none") {
    const message = `${sentence(bad.reason.message)} No rollback: ${target.reason.message}`
    return hold.end(failed(release, { ...bad.reason, message, fix: target.reason.fix }))
  }
  run.ports.say(`rolling back to ${describeRelease(target.release)}: ${target.why}`)
  return retreat(hold, stage, {
    from: release,
    to: target.release,
    because: bad.reason,
    detail: bad.reason.message,
  })
}

const failed = (release: Release, why: Reason): Ending => ({
  kind: "failed",
  release,
  from: null,
  reason: why,
})

const releaseOf = ({ tag, sha }: Release): Release => ({ tag, sha })

const describeFacts =
  (tag: string) =>
  ({ sha }: DeployFacts) => ({
    ok: true,
    detail:
      sha === null
        ? `no commit for ${JSON.stringify(clip(tag, MAX_TAG_LENGTH))}`
        : describeRelease({ tag, sha }),
  })

export const describeAdmission = (admission: Admission) =>
  admission.kind === "admitted"
    ? { ok: true, detail: "all passed, lock taken" }
    : { ok: false, detail: `${admission.reason.code}: ${admission.reason.message}` }
