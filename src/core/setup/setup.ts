import { deployRoleArn } from "../aws/deploy-role.ts"
import { counted } from "../text.ts"
import { awsPrerequisites } from "./aws.ts"
import type { SetupFacts, SetupTarget, StageTarget } from "./facts.ts"
import { githubPrerequisites } from "./github.ts"
import {
  differs,
  judged,
  missing,
  ok,
  type Prerequisite,
  prerequisite,
  unknown,
  type Verdict,
} from "./prerequisite.ts"

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

/** What the repository itself has to say and to protect: files and rules, which only people change. */
export function repositoryPrerequisites(target: SetupTarget, facts: SetupFacts): Prerequisite[] {
  return [
    ...target.stages.map((wanted) =>
      prerequisite("config", "pipeline.json names the role", wanted.stage, judgeConfig(wanted)),
    ),
    prerequisite("ledger", "Every machine sees the same ledger", null, judgeLedger(target)),
    prerequisite(
      "tags",
      "Released tags cannot be moved or deleted",
      null,
      judged(facts.repository, ({ protectedTags }) => judgeTags(target, protectedTags)),
      true,
    ),
  ]
}

function judgeConfig({ stage, role, configured }: StageTarget): Verdict {
  const arn = deployRoleArn(role)
  if (configured.roleArn === arn) return ok(arn)
  const edit = `set stages.${stage}.roleArn to "${arn}"`
  return configured.roleArn === null ? missing(edit) : differs(`it names ${configured.roleArn}; ${edit}`)
}

const judgeLedger = ({ ledgerRemote }: SetupTarget): Verdict =>
  ledgerRemote === null
    ? missing('set "ledger": { "remote": "origin" } in pipeline.json: a CI job has no other ledger')
    : ok(
        `remote ${ledgerRemote}, refs/pipeline/ledger/*; anyone who may push to it may write there: GitHub's rules cover branches and tags only, so give contents: write to the deploy jobs alone`,
      )

function judgeTags({ tagPrefix }: SetupTarget, protectedTags: readonly string[] | null): Verdict {
  if (protectedTags === null) return unknown("the repository's rules cannot be read")
  const wanted = [`refs/tags/${tagPrefix}*`, "~ALL"]
  if (protectedTags.some((pattern) => wanted.includes(pattern)))
    return ok(`a rule protects ${tagPrefix}* tags`)
  return missing(
    `add a tag ruleset for refs/tags/${tagPrefix}* that restricts updates and deletions (Settings, Rules); the pipeline refuses a moved tag in any case`,
  )
}
