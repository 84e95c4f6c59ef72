import { type Reason, reason } from "../core/reasons.ts"
import type { Report } from "../core/report.ts"
import { describeRelease, type Release, type Stage } from "../core/stage.ts"
import { install } from "./install.ts"
import { lockLost } from "./lock-lost.ts"
import type { StageView } from "./ports.ts"
import type { Run } from "./run.ts"

interface Retreat {
  view: StageView
  /** the version that is left */
  from: Release
  to: Release
  /** why the pipeline rolls back; null when a person asked for it */
  because: Reason | null
  /** the same as a sentence for the ledger */
  detail: string
}

/**
 * Rolls a stage back, once, and never rolls back a rollback. The version that is left is quarantined and
 * the stage frozen before the first change, so that a run that dies here leaves a stage that nobody overruns.
 */
export async function retreat(
  run: Run,
  stage: Stage,
  { view, from, to, because, detail }: Retreat,
): Promise<Report> {
  const code = because?.code ?? null
  const started = await run.append(view, [run.entry("rollback-started", { ...to, from, code, detail })])
  if (!run.holds(started)) return lockLost(run, started, from)
  run.report.changed = true
  const installed = await install(run, stage, to, started, { deploy: "rollback", smoke: "rollback-smoke" })
  run.report.rollbackSmoke = installed.smoke
  if (installed.kind === "verified") {
    run.report.rolledBackTo = to
    run.report.outputs = installed.outputs
    const story = `from ${describeRelease(from)}: ${detail}`
    const entry = run.entry("rolled-back", { ...to, from, code, detail: story, outputs: installed.outputs })
    return run.concludeWith(installed.view, entry, "rolled-back", because)
  }
  if (installed.kind === "bad") run.report.log = [...run.report.log, ...installed.log]
  const message = `${detail} Then the rollback to ${describeRelease(to)} failed: ${installed.reason.message}`
  const why = reason("ROLLBACK_FAILED", message)
  const entry = run.entry("rollback-failed", { ...to, from, code: why.code, detail: message })
  return run.concludeWith(installed.view, entry, "rollback-failed", why)
}
