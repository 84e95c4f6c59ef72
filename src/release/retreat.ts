import { type Reason, reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import { describeRelease, type Release, type Stage } from "../core/stage.ts"
import { sentence } from "../core/text.ts"
import type { Ending, Hold } from "./hold.ts"
import { install } from "./install.ts"
import { settle } from "./settle.ts"

interface Retreat {
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
export async function retreat(hold: Hold, stage: Stage, plan: Retreat): Promise<Report> {
  const { from, to, because, detail } = plan
  const code = because?.code ?? null
  await hold.append(hold.run.entry("rollback-started", { ...to, from, code, detail }))
  return settle(
    hold,
    () => goBack(hold, stage, plan, code),
    (why) => rollbackFailed(plan, why),
  )
}

async function goBack(hold: Hold, stage: Stage, plan: Retreat, code: Reason["code"] | null): Promise<Report> {
  const { run } = hold
  const { from, to, because, detail } = plan
  const installed = await install(hold, stage, to, { deploy: "rollback", smoke: "rollbackSmoke" })
  if (installed.kind === "verified") {
    const { outputs } = installed
    run.report.outputs = outputs
    run.report.rolledBackTo = to
    const story = `from ${describeRelease(from)}: ${detail}`
    const entry = run.entry("rolled-back", { ...to, from, code, detail: story, outputs })
    return hold.conclude(entry, "rolled-back", because)
  }
  if (installed.kind === "bad") run.report.log = [...run.report.log, ...installed.log]
  return hold.end(rollbackFailed(plan, installed.reason))
}

function rollbackFailed({ from, to, because }: Retreat, why: Reason): Ending {
  const before = because === null ? "The" : `${sentence(because.message)} Then the`
  const message = `${before} rollback to ${describeRelease(to)} failed: ${why.message}`
  return { kind: "rollback-failed", release: to, from, reason: reason("ROLLBACK_FAILED", message) }
}
