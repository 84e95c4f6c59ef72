import { neededSeconds, phaseSeconds, wantedAws } from "../core/aws/wanted.ts"
import type { Fact } from "../core/fact.ts"
import type { CredentialsInput } from "../core/gates/facts.ts"
import type { Stage } from "../core/stage.ts"
import type { Run } from "./run.ts"

/** Whose credentials the stage would be changed with, and whether they live long enough for that. */
export async function askCredentials({ ports, context }: Run, stage: Stage): Promise<Fact<CredentialsInput>> {
  const { config } = context
  const wanted = wantedAws(config, stage)
  if (wanted === null) return { kind: "skipped", why: "no AWS region is set for the stage" }
  const fact = await ports.credentials.check(stage, phaseSeconds(config))
  return fact.kind === "known"
    ? { kind: "known", value: { found: fact.value, wanted, neededSeconds: neededSeconds(config) } }
    : fact
}
