import { counted } from "../text.ts"
import { awsPrerequisites } from "./aws.ts"
import type { SetupFacts } from "./facts.ts"
import { githubPrerequisites } from "./github.ts"
import type { Prerequisite } from "./prerequisite.ts"
import { repositoryPrerequisites } from "./repository.ts"
import type { SetupTarget } from "./target.ts"

/** Everything that must be there before the first deploy, in the order in which it is made. */
export const prerequisitesOf = (target: SetupTarget, facts: SetupFacts): Prerequisite[] => [
  ...awsPrerequisites(target, facts),
  ...githubPrerequisites(target, facts),
  ...repositoryPrerequisites(target, facts),
]

type Judged = Pick<Prerequisite, "state" | "optional">

export const isMet = (prerequisites: readonly Judged[]): boolean =>
  prerequisites.every(({ state, optional }) => optional || state === "ok")

/** `12 of 14 prerequisites are met` */
export function tally(prerequisites: readonly Judged[]): string {
  const needed = prerequisites.filter(({ optional }) => !optional)
  const met = needed.filter(({ state }) => state === "ok").length
  return met === needed.length
    ? `all ${counted(met, "prerequisite")} are met`
    : `${met} of ${counted(needed.length, "prerequisite")} are met`
}
