import type { SecretRow, SecretsReview } from "../../../dagger/src/core/secrets/review.ts"
import type { Stage } from "../../../dagger/src/core/stage.ts"

/** A secret that a version needs and that both stages have, but for what a test says. */
export const secretRow = (fields: Partial<SecretRow> = {}): SecretRow => ({
  name: "AuthSecret",
  required: true,
  isNew: false,
  state: "set",
  elsewhere: "set",
  ...fields,
})

export const reviewOf = (rows: SecretRow[], stage: Stage = "staging"): SecretsReview => ({ stage, rows })
