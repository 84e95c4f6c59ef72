import { type Reason, reason } from "../core/reasons.ts"
import type { Expected } from "../core/smoke/probe.ts"
import type { SmokeResult } from "../core/smoke/smoke.ts"
import { describeRelease, type Release, type Stage } from "../core/stage.ts"
import { counted } from "../core/text.ts"
import type { Hold } from "./hold.ts"
import type { DeployResult, Outputs } from "./ports.ts"
import { put } from "./put.ts"
import type { Run } from "./run.ts"
import { runSmoke, unknownUrls } from "./run-smoke.ts"

/** What came of putting a release on a stage and judging it. */
export type Installation =
  | { kind: "verified"; outputs: Outputs }
  | { kind: "inconclusive"; reason: Reason }
  /** `changed` is false only when the stage is provably as it was */
  | { kind: "bad"; reason: Reason; changed: boolean; log: string[] }

/** How the report names the parts of an installation. */
type Names = { deploy: "deploy"; smoke: "smoke" } | { deploy: "rollback"; smoke: "rollbackSmoke" }

/**
 * Deploys a release and smokes it: the same for a new version and for the target of a rollback.
 * The `deployed` record is written while the smoke test goes on, so that a run that dies there is not forgotten.
 * Where the first attempt decides, it is written with the verdict: that saves a record.
 */
export async function install(
  hold: Hold,
  stage: Stage,
  release: Release,
  names: Names,
): Promise<Installation> {
  const { run } = hold
  const { config } = run.context
  run.report.changed = true
  const deployed = await run.phase(
    names.deploy,
    () => put(hold, stage, release),
    (result) => ({ ok: result.ok, detail: result.ok ? describeRelease(release) : result.reason.message }),
  )
  const outcome = usable(run, stage, deployed)
  if (!outcome.ok) {
    return { kind: "bad", reason: outcome.reason, changed: outcome.changed, log: outcome.log }
  }
  const { outputs } = outcome
  hold.defer(run.entry("deployed", { ...release, outputs }))
  const smoke = await recordMeanwhile(hold, (record) =>
    smokePhase(run, names.smoke, { ...config.stages[stage].urls, ...outputs }, release, record),
  )
  switch (smoke.verdict) {
    case "pass":
      return { kind: "verified", outputs }
    case "inconclusive":
      return { kind: "inconclusive", reason: reason("SMOKE_INCONCLUSIVE", smoke.detail) }
    case "fail":
      return { kind: "bad", reason: reason("SMOKE_FAILED", smoke.detail), changed: true, log: [] }
  }
}

/**
 * Waits for the work and for the record that it may begin, also when one fails: nothing may outlive the report.
 * Work that breaks off is recorded first, because that tells whether the stage is still this run's.
 */
async function recordMeanwhile<T>(hold: Hold, work: (record: () => void) => Promise<T>): Promise<T> {
  let recorded: Promise<void> | null = null
  const record = () => {
    recorded = hold.flush()
    // whoever awaits it below hears of it
    recorded.catch(() => {})
  }
  const done = work(record)
  const [{ status }] = await Promise.allSettled([done])
  await (recorded ?? (status === "rejected" ? hold.flush() : null))
  return done
}

/** A deploy that gives no address for a check has not told what it deployed. */
function usable(run: Run, stage: Stage, deployed: DeployResult): DeployResult {
  if (!deployed.ok) return deployed
  const { config } = run.context
  const missing = unknownUrls(config.smoke, { ...config.stages[stage].urls, ...deployed.outputs })
  if (missing.length === 0) return deployed
  const message = `The deploy gave no ${missing.join(", ")}, which the smoke checks need.`
  return { ok: false, changed: true, reason: reason("OUTPUTS_MISSING", message), log: [] }
}

const SMOKE_PHASES = { smoke: "smoke", rollbackSmoke: "rollback-smoke" } as const

/** Smokes a stage and shows the result in the report, under the given name. */
export async function smokePhase(
  run: Run,
  name: keyof typeof SMOKE_PHASES,
  urls: Outputs,
  release: Release,
  onUndecided?: () => void,
): Promise<SmokeResult> {
  const { smoke, tagPrefix } = run.context.config
  const expected: Expected = { ...release, tagPrefix }
  const result = await run.phase(
    SMOKE_PHASES[name],
    () => runSmoke(run.ports, smoke, urls, expected, onUndecided),
    ({ verdict, detail, attempts }) => ({
      ok: verdict === "pass",
      detail: `${verdict} after ${counted(attempts, "attempt")}: ${detail}`,
    }),
  )
  run.report[name] = result
  return result
}
