import type { Fact } from "../fact.ts"
import type { Runner } from "../ledger/runner.ts"
import type { SecretRow, VersionSecrets } from "../secrets/review.ts"
import { setCommand } from "../secrets/review.ts"
import type { Stage } from "../stage.ts"
import {
  differs,
  missing,
  ok,
  type Prerequisite,
  prerequisite,
  unseen,
  type Verdict,
} from "./prerequisite.ts"

const ALL = "The stage has every secret that the newest version needs"

/**
 * Every secret that a stage must have, by name. No run invents a value, so it takes what a person gives, and each comes
 * with the command that takes it otherwise.
 */
export function secretPrerequisites(
  stage: Stage,
  seen: Fact<VersionSecrets>,
  runner: Runner["kind"],
): Prerequisite[] {
  if (seen.kind !== "known") {
    // a stage that has nothing to look at yet is set up without; one that hides it for a fault is not
    return [prerequisite("secrets", ALL, stage, unseen(seen), seen.kind === "skipped")]
  }
  const { release, review } = seen.value
  const { tag } = release
  const required = review.rows.filter((row) => row.required)
  if (required.length === 0) return [prerequisite("secrets", ALL, stage, ok(`${tag} needs none`))]
  return required.map((row) => {
    const { name } = row
    const one = prerequisite(`secret ${name}`, "The stage has its value", stage, judgeSecret(row, tag))
    if (row.state === "set") return one
    return { ...one, byHand: [setCommand(runner, { name, stage, tag })], secret: { name, stage, release } }
  })
}

function judgeSecret({ state }: SecretRow, tag: string): Verdict {
  switch (state) {
    case "set":
      return ok("set")
    case "missing":
      return missing(`it is not set, and ${tag} needs it`)
    default:
      return differs(state === "empty" ? "it is empty" : "it is a placeholder")
  }
}
