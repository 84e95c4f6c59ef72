import { expiryReason } from "../core/aws/refusal.ts"
import { phaseSeconds } from "../core/aws/wanted.ts"
import type { Release, Stage } from "../core/stage.ts"
import { deploymentOf } from "./deployment.ts"
import type { Hold } from "./hold.ts"
import type { DeployResult } from "./ports.ts"

/** Puts a release on a stage, with credentials of its own: those of an earlier phase may be about to end. */
export async function put(hold: Hold, stage: Stage, release: Release): Promise<DeployResult> {
  const { credentials, deployer, clock } = hold.run.ports
  const { config } = hold.run.context
  const obtained = await credentials.obtain(stage, phaseSeconds(config))
  if (!obtained.ok) return { ok: false, changed: false, reason: obtained.reason, log: [] }
  const { env, secrets, expiresAt } = obtained
  const result = await deployer.deploy(deploymentOf(hold, stage, release, { env, secrets }))
  if (result.ok) return result
  return { ...result, reason: expiryReason(result.reason, result.log, expiresAt, clock.now()) }
}
