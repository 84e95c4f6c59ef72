import { phaseSeconds, sessionSeconds } from "../aws/credentials.ts"
import { type DeployRole, deployRoleArn, readDeployRole } from "../aws/deploy-role.ts"
import type { Config } from "../config/schema.ts"
import { type Fact, PipelineError, type Problem, usageError } from "../errors.ts"
import type { Runner } from "../ledger/owner.ts"
import { type SecretRow, setCommand, type VersionSecrets } from "../secrets/review.ts"
import { STAGES, type Stage } from "../stage.ts"
import { awsPrerequisites } from "./aws.ts"
import { githubPrerequisites, MAX_REVIEWERS } from "./github.ts"
import {
  commandOf,
  differs,
  github,
  judged,
  missing,
  ok,
  type Prerequisite,
  prerequisite,
  type RepositoryFacts,
  repositoryPath,
  type SetupFacts,
  type SetupTarget,
  type StageTarget,
  unknown,
  unseen,
  type Verdict,
} from "./prerequisite.ts"

/** Everything that must be there before the first deploy, in the order in which it is made. */
export const prerequisitesOf = (target: SetupTarget, facts: SetupFacts): Prerequisite[] => [
  // whatever else is said of GitHub means nothing where this is not so
  prerequisite(
    "repository",
    "GitHub has the repository",
    null,
    judged(facts.repository, () => ok(`${target.owner}/${target.repository}`)),
  ),
  ...awsPrerequisites(target, facts),
  ...githubPrerequisites(target, facts),
  ...repositoryPrerequisites(target, facts),
]

type Judged = Pick<Prerequisite, "state" | "optional">

export const isMet = (prerequisites: readonly Judged[]): boolean =>
  prerequisites.every(({ state, optional }) => optional || state === "ok")

/** What the repository itself has to say and to protect: files and rules, which only people change. */
function repositoryPrerequisites(target: SetupTarget, facts: SetupFacts): Prerequisite[] {
  return [
    ...target.stages.map((wanted) =>
      prerequisite("config", "pipeline.json names the role", wanted.stage, judgeConfig(wanted)),
    ),
    prerequisite("ledger", "Every machine sees the same ledger", null, judgeLedger(target)),
    prerequisite(
      "tags",
      "Released tags cannot be moved or deleted",
      null,
      seenIn(facts, ({ protectedTags }) => judgeTags(target, protectedTags)),
      true,
    ),
    tagMakers(target, facts),
  ]
}

const seenIn = ({ repository }: SetupFacts, judge: (seen: RepositoryFacts) => Verdict): Verdict =>
  repository.kind === "known"
    ? judge(repository.value)
    : { ...unknown("the repository was not seen"), asked: false }

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

const isAbout = ({ tagPrefix }: SetupTarget, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => [`refs/tags/${tagPrefix}*`, "~ALL"].includes(pattern))

function judgeTags(target: SetupTarget, protectedTags: readonly string[] | null): Verdict {
  const { tagPrefix } = target
  if (protectedTags === null) return unknown("the repository's rules cannot be read")
  if (isAbout(target, protectedTags)) return ok(`a rule protects ${tagPrefix}* tags`)
  return missing(
    `add a tag ruleset for refs/tags/${tagPrefix}* that restricts updates and deletions (Settings, Rules); the pipeline refuses a moved tag in any case`,
  )
}

function tagMakers(target: SetupTarget, facts: SetupFacts): Prerequisite {
  const title = "Rules say who may make a version tag, and so deploy to staging"
  const verdict = seenIn(facts, ({ guardedTags }) => judgeTagMakers(target, guardedTags))
  const byHand = verdict.state === "missing" ? [commandOf(tagRuleset(target))] : []
  return { ...prerequisite("tag-makers", title, null, verdict, true), byHand }
}

function judgeTagMakers(target: SetupTarget, guardedTags: readonly string[] | null): Verdict {
  const { tagPrefix, mainBranch } = target
  const remains = `anyone who may push can put a ${tagPrefix}* tag on any commit of ${mainBranch}, and so deploy it to staging; one that is elsewhere the gate main refuses`
  if (guardedTags === null)
    return unknown(
      `the repository's rules cannot be read; without one, ${remains}. For private repositories GitHub's free plan has no rules`,
    )
  if (isAbout(target, guardedTags)) return ok(`a rule says who may create ${tagPrefix}* tags`)
  return missing(`without such a rule, ${remains}`)
}

/** Those who administer the repository may make tags; a person decides who else. */
const tagRuleset = (target: SetupTarget) =>
  github("POST", `${repositoryPath(target)}/rulesets`, {
    name: "Version tags",
    target: "tag",
    enforcement: "active",
    conditions: { ref_name: { include: [`refs/tags/${target.tagPrefix}*`], exclude: [] } },
    rules: [{ type: "creation" }, { type: "update" }, { type: "deletion" }],
    bypass_actors: [{ actor_id: ADMINISTRATORS, actor_type: "RepositoryRole", bypass_mode: "always" }],
  })

/** GitHub's number of the role. */
const ADMINISTRATORS = 5

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

/** What a person asks setup for; an empty text is not given. */
export interface SetupRequest {
  /** owner/name */
  repository: string
  account: string
  /** the one stage that is meant; both when empty */
  only: string
  /** logins or org/team, separated by commas */
  reviewers: string
}

/** Checks everything at once. */
export function readSetupRequest(request: SetupRequest, config: Config): SetupTarget {
  const stages = STAGES.filter((stage) => request.only === "" || request.only === stage)
  const reviewers = request.reviewers
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
  const problems: Problem[] = [
    ...(stages.length > 0 ? [] : [{ path: "--only", message: `must be one of: ${STAGES.join(", ")}` }]),
    ...reviewers
      .filter((name) => !REVIEWER.test(name))
      .map((name) => ({
        path: "--reviewer",
        message: `${JSON.stringify(name)} is neither a login nor org/team`,
      })),
    ...(reviewers.length > MAX_REVIEWERS
      ? [{ path: "--reviewer", message: `GitHub allows at most ${MAX_REVIEWERS}` }]
      : []),
  ]
  const roles = stages.map((stage) => ({
    stage,
    role: attempt(() => roleOf(request, stage, config), problems),
  }))
  if (problems.length > 0) throw usageError("USAGE", "This cannot be set up.", problems)
  const slash = request.repository.indexOf("/")
  return {
    owner: request.repository.slice(0, slash),
    repository: request.repository.slice(slash + 1),
    account: request.account,
    stages: roles.map(({ stage, role }) => ({
      stage,
      role: role as DeployRole,
      others: STAGES.filter((one) => one !== stage).map((one) => roleOf(request, one, config)),
      configured: { roleArn: config.stages[stage].roleArn ?? null },
      sessionSeconds: sessionSecondsOf(config),
    })),
    reviewers: [...new Set(reviewers)],
    mainBranch: config.mainBranch,
    tagPrefix: config.tagPrefix,
    ledgerRemote: config.ledger.remote ?? null,
  }
}

const REVIEWER = /^[A-Za-z0-9][\w-]{0,38}(\/[\w.-]{1,100})?$/

const roleOf = ({ repository, account }: SetupRequest, stage: Stage, config: Config): DeployRole =>
  readDeployRole({
    repository,
    account,
    stage,
    app: config.app,
    ownerId: "",
    repositoryId: "",
    region: config.stages[stage].region ?? "",
    // a role that pipeline.json names already is the one to be made
    role: roleIn(config.stages[stage].roleArn) ?? "",
    claims: "",
  })

/** With its path, which is part of the ARN that a job asks for. */
const roleIn = (arn: string | undefined): string | null => arn?.split(":role/")[1] ?? null

function attempt<T>(read: () => T, problems: Problem[]): T | null {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error
    // one that both stages have is named once
    const isNew = (problem: Problem) => !problems.some(({ path }) => path === problem.path)
    problems.push(...error.problems.filter(isNew))
    return null
  }
}

/** GitHub's numbers outlive a rename: once they are known the roles trust them instead of names. */
export const withIds = (target: SetupTarget, { id, ownerId }: RepositoryFacts): SetupTarget => ({
  ...target,
  stages: target.stages.map((wanted) => ({
    ...wanted,
    role: { ...wanted.role, ids: { owner: ownerId, repository: id } },
  })),
})

/** IAM lets no role have shorter ones at most. */
const SHORTEST_SECONDS = 3600

/** Credentials are fetched for each phase: the role must give sessions as long as a phase asks for. */
export const sessionSecondsOf = (config: Config): number =>
  Math.max(SHORTEST_SECONDS, sessionSeconds(phaseSeconds(config)))
