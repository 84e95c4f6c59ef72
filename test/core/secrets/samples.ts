import type { SecretRow, SecretsReview } from "../../../src/core/secrets/review.ts"
import type { Stage } from "../../../src/core/stage.ts"

export const RELEASE = { tag: "v1.2.3", sha: "a".repeat(40) }

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
