import type { Reason } from "../core/reasons.ts"
import type { Report } from "../core/report.ts"
import { chooseRollbackTarget } from "../core/rollback-target.ts"
import { describeRelease, type Release, type Stage } from "../core/stage.ts"
import { type Admission, admit, type DeployFacts, gatherFacts } from "./admission.ts"
import { block } from "./block.ts"
import { type Installation, install } from "./install.ts"
import { lockLost } from "./lock-lost.ts"
import type { StageView } from "./ports.ts"
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
  const facts = await run.phase("resolve", () => gatherFacts(run, stage, tag), describeFacts(tag))
  const release = facts.sha === null ? null : { tag, sha: facts.sha }
  run.report.sha = facts.sha
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
  return settle(run, view, admitted, () => transact(run, stage, admitted, view))
}

async function transact(run: Run, stage: Stage, release: Release, view: StageView): Promise<Report> {
  const installed = await install(run, stage, release, view, { deploy: "deploy", smoke: "smoke" })
  run.report.smoke = installed.smoke
  if (!run.holds(installed.view)) return lockLost(run, installed.view, release)
  switch (installed.kind) {
    case "verified": {
      run.report.outputs = installed.outputs
      run.report.changed = true
      const entry = run.entry("verified", { ...release, outputs: installed.outputs })
      return run.concludeWith(installed.view, entry, "deployed", null)
    }
    case "inconclusive": {
      run.report.changed = true
      const { message, code } = installed.reason
      const entry = run.entry("inconclusive", { ...release, code, detail: message })
      return run.concludeWith(installed.view, entry, "inconclusive", installed.reason)
    }
    case "bad":
      return recover(run, stage, release, installed)
  }
}

/** A bad version is left where the stage says so and there is somewhere to go. */
async function recover(
  run: Run,
  stage: Stage,
  release: Release,
  bad: Extract<Installation, { kind: "bad" }>,
): Promise<Report> {
  run.report.changed = bad.changed
  run.report.log = bad.log
  const interrupted = run.ports.signal.aborted
  if (!bad.changed || interrupted || run.context.config.stages[stage].rollback === "manual") {
    return fail(run, release, bad, bad.reason)
  }
  const target = chooseRollbackTarget(bad.view.state, release)
  if (target.kind === "none") {
    const message = `${bad.reason.message} No rollback: ${target.reason.message}`
    return fail(run, release, bad, { ...bad.reason, message, fix: target.reason.fix })
  }
  run.ports.say(`rolling back to ${describeRelease(target.release)}: ${target.why}`)
  return retreat(run, stage, {
    view: bad.view,
    from: release,
    to: target.release,
    because: bad.reason,
    detail: bad.reason.message,
  })
}

function fail(
  run: Run,
  release: Release,
  { view, changed }: { view: StageView; changed: boolean },
  why: Reason,
) {
  const entry = run.entry("failed", { ...release, changed, code: why.code, detail: why.message })
  return run.concludeWith(view, entry, "failed", why)
}

const releaseOf = ({ tag, sha }: Release): Release => ({ tag, sha })

const describeFacts =
  (tag: string) =>
  ({ sha }: DeployFacts) => ({
    ok: true,
    detail: sha === null ? `no commit for ${JSON.stringify(tag)}` : describeRelease({ tag, sha }),
  })

export const describeAdmission = (admission: Admission) =>
  admission.kind === "admitted"
    ? { ok: true, detail: "all passed, lock taken" }
    : { ok: false, detail: `${admission.reason.code}: ${admission.reason.message}` }
