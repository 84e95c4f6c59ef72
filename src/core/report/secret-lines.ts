import { type SecretsReview, uneven } from "../secrets/review.ts"
import { otherStage } from "../stage.ts"
import type { Report } from "./report.ts"

/** Rows of a table: name, what the version needs, what the stage has, what the other one has. */
export const secretRows = ({ secrets }: Pick<Report, "secrets">): string[][] =>
  (secrets?.rows ?? []).map(({ name, required, isNew, state, elsewhere }) => [
    name,
    `${required ? "required" : "optional"}${isNew ? ", new" : ""}`,
    required && state !== "set" ? state.toUpperCase() : state,
    elsewhere ?? "-",
  ])

/** What the columns of the stages are called. */
export const secretHeads = ({ stage }: SecretsReview): string[] => [
  "secret",
  "need",
  stage,
  otherStage(stage),
]

/** The stages' difference, a line; none where there is none. */
export function parityLines(review: SecretsReview | null): string[] {
  const names = review === null ? [] : uneven(review).map(({ name }) => name)
  return names.length === 0 ? [] : [`set on one stage only: ${names.join(", ")}`]
}
