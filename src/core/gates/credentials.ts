import { type CredentialsFound, judgeCredentials } from "../aws/credentials-verdict.ts"
import type { WantedAws } from "../aws/wanted.ts"
import type { Fact } from "../fact.ts"
import type { Stage } from "../stage.ts"
import { evidenceGate } from "./evidence-gate.ts"

export interface CredentialsEvidence {
  found: CredentialsFound
  wanted: WantedAws
  /** for a deploy and a rollback, in seconds */
  neededSeconds: number
}

interface Part {
  credentials: Fact<CredentialsEvidence>
}

/** A rollback passes it as well, and has no other evidence. */
export const CREDENTIALS_GATE = evidenceGate<CredentialsEvidence, Part, { stage: Stage; evidence: Part }>({
  id: "credentials",
  title: "AWS credentials are the stage's and live long enough",
  factOf: ({ credentials }) => credentials,
  judge: ({ found, wanted, neededSeconds }) => judgeCredentials(found, wanted, neededSeconds),
})
