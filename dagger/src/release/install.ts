import type { Expected } from "../core/probe.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { SmokeResult } from "../core/smoke.ts"
import { describeRelease, type Release, type Stage } from "../core/stage.ts"
import type { DeployResult, Outputs, StageView } from "./ports.ts"
import type { Run } from "./run.ts"
import { runSmoke, unknownUrls } from "./run-smoke.ts"

/** What came of putting a release on a stage and judging it. */
export type Installation =
  | { kind: "verified"; view: StageView; outputs: Outputs; smoke: SmokeResult }
  | { kind: "inconclusive"; view: StageView; reason: Reason; smoke: SmokeResult }
  | {
      kind: "bad"
      view: StageView
      reason: Reason
      smoke: SmokeResult | null
      changed: boolean
      log: string[]
    }

/**
 * Deploys a release and smokes it: the same for a new version and for the target of a rollback.
 * The `deployed` record is written while the smoke test runs, so that a run that dies there is not forgotten.
 */
export async function install(
  run: Run,
  stage: Stage,
  release: Release,
  view: StageView,
  names: { deploy: string; smoke: string },
): Promise<Installation> {
  const { deployer, signal, say } = run.ports
  const { config, identity } = run.context
  const deployed = await run.phase(
    names.deploy,
    () => deployer.deploy({ stage, release, runId: identity.runId, signal, say }),
    (result) => ({ ok: result.ok, detail: result.ok ? describeRelease(release) : result.reason.message }),
  )
  const outcome = usable(run, stage, deployed)
  if (!outcome.ok) {
    return {
      kind: "bad",
      view,
      reason: outcome.reason,
      smoke: null,
      changed: outcome.changed,
      log: outcome.log,
    }
  }
  const { outputs } = outcome
  const [recorded, smoke] = await Promise.all([
    run.append(view, [run.entry("deployed", { ...release, outputs })]),
    smokePhase(run, names.smoke, { ...config.stages[stage].urls, ...outputs }, release),
  ])
  switch (smoke.verdict) {
    case "pass":
      return { kind: "verified", view: recorded, outputs, smoke }
    case "inconclusive":
      return {
        kind: "inconclusive",
        view: recorded,
        reason: reason("SMOKE_INCONCLUSIVE", smoke.detail),
        smoke,
      }
    case "fail":
      return {
        kind: "bad",
        view: recorded,
        reason: reason("SMOKE_FAILED", smoke.detail),
        smoke,
        changed: true,
        log: [],
      }
  }
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

export function smokePhase(run: Run, name: string, urls: Outputs, release: Release): Promise<SmokeResult> {
  const { smoke, tagPrefix } = run.context.config
  const expected: Expected = { ...release, tagPrefix }
  return run.phase(
    name,
    () => runSmoke(run.ports, smoke, urls, expected),
    ({ verdict, detail, attempts }) => ({
      ok: verdict === "pass",
      detail: `${verdict} after ${attempts} attempts: ${detail}`,
    }),
  )
}
