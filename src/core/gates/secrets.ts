import { describeSecret, type SecretsReview, unmet } from "../secrets/review.ts"
import { counted } from "../text.ts"
import { evidenceGate } from "./evidence-gate.ts"
import { fail, pass } from "./gate.ts"

export const SECRETS_GATE = evidenceGate<SecretsReview>({
  id: "secrets",
  title: "The stage has every secret that the version needs",
  factOf: ({ secrets }) => secrets,
  judge: (review, { stage }) => {
    const lacking = unmet(review)
    const required = review.rows.filter((row) => row.required).length
    return lacking.length === 0
      ? pass(`${counted(required, "required secret")} set`)
      : fail("SECRETS_MISSING", `${stage} lacks ${lacking.map(describeSecret).join(", ")}.`)
  },
})
