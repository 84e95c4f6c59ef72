import { deployRoleArn } from "../aws/deploy-role.ts"
import type { SetupFacts } from "./facts.ts"
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
import type { SetupTarget, StageTarget } from "./target.ts"

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
    ? missing('set "ledger": { "remote": "origin" } in pipeline.json: a job of CI has no other')
    : ok(
        `remote ${ledgerRemote}, refs/pipeline/ledger/*; whoever may push to it may write there: GitHub's rules know branches and tags only, so give contents: write to the deploy jobs alone`,
      )

function judgeTags({ tagPrefix }: SetupTarget, protectedTags: readonly string[] | null): Verdict {
  if (protectedTags === null) return unknown("the repository's rules cannot be read")
  const wanted = [`refs/tags/${tagPrefix}*`, "~ALL"]
  if (protectedTags.some((pattern) => wanted.includes(pattern)))
    return ok(`a rule protects ${tagPrefix}* tags`)
  return missing(
    `add a tag ruleset for refs/tags/${tagPrefix}* that restricts updates and deletions (Settings, Rules); the pipeline refuses a moved tag all the same`,
  )
}
