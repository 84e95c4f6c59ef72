import type { Fact } from "../fact.ts"
import type { SecretsReview } from "../secrets/review.ts"
import type { CiEvidence } from "./commit-checks.ts"
import type { CredentialsEvidence } from "./credentials.ts"
import type { Incident } from "./incidents.ts"

/** What gates judge by besides the tag and the ledger: each found out on its own. */
export interface Evidence {
  /** what checks say of the commit */
  ci: Fact<CiEvidence>
  /** those that are open right now */
  incidents: Fact<Incident[]>
  /** with which the stage would be deployed */
  credentials: Fact<CredentialsEvidence>
  /** what the version needs and what the stage has, by name */
  secrets: Fact<SecretsReview>
}
