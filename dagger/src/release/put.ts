import { expiryReason } from "../core/aws/expiry.ts"
import { phaseSeconds } from "../core/aws/wanted.ts"
import type { Release, Stage } from "../core/stage.ts"
import type { DeployResult } from "./ports.ts"
import type { Run } from "./run.ts"

/** Puts a release on a stage, with credentials of its own: those of an earlier phase may be about to end. */
export async function put(run: Run, stage: Stage, release: Release): Promise<DeployResult> {
  const { credentials, deployer, clock, signal, say } = run.ports
  const { config, identity } = run.context
  const obtained = await credentials.obtain(stage, phaseSeconds(config))
  if (!obtained.ok) return { ok: false, changed: false, reason: obtained.reason, log: [] }
  const { env, secrets, expiresAt } = obtained
  const { runId } = identity
  const result = await deployer.deploy({ stage, release, runId, credentials: { env, secrets }, signal, say })
  if (result.ok) return result
  return { ...result, reason: expiryReason(result.reason, result.log, expiresAt, clock.now()) }
}
