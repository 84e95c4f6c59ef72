import type { Config } from "../core/config/schema.ts"
import type { VerifyConfig } from "../core/config/verify.ts"
import { usageError } from "../core/errors.ts"
import type { Verification } from "../core/verify/verification.ts"
import type { Run } from "./run.ts"
import { runVerification, type Subject } from "./run-verification.ts"

/** Who asks for a verification that nobody described must not be told that all is well. */
export function configuredVerification({ verify }: Config): VerifyConfig {
  if (verify !== undefined) return verify
  throw usageError("CONFIG_INVALID", "pipeline.json does not say what to verify.", [
    { path: "verify", message: "is missing" },
  ])
}

/** Verifies a stage and shows the result in the report. */
export async function verificationPhase(
  run: Run,
  verify: VerifyConfig,
  subject: Subject,
): Promise<Verification> {
  const verification = await run.phase(
    "verification",
    () => runVerification(run, verify, subject),
    ({ verdict, detail }) => ({ ok: verdict === "pass", detail: `${verdict}: ${detail}` }),
  )
  run.report.verification = verification
  return verification
}
