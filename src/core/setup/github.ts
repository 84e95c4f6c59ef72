import { deployRoleArn } from "../aws/deploy-role.ts"
import type { Fact } from "../errors.ts"
import type { Stage } from "../stage.ts"
import {
  type Change,
  differs,
  type EnvironmentFacts,
  github,
  judged,
  missing,
  ok,
  type Prerequisite,
  prerequisite,
  type RefPattern,
  type RepositoryFacts,
  type Reviewer,
  repositoryPath,
  type SetupFacts,
  type SetupTarget,
  type StageTarget,
  type Verdict,
} from "./prerequisite.ts"

/** What GitHub needs for each stage: an environment, who approves, from where it may deploy, and its variables. */
export function githubPrerequisites(target: SetupTarget, facts: SetupFacts): Prerequisite[] {
  return target.stages.flatMap((wanted) => {
    const { stage } = wanted
    const { environment, variables } = facts.stages[stage]
    const path = environmentPath(target, stage)
    return [
      prerequisite(
        "environment",
        "GitHub has the environment",
        stage,
        judged(environment, (seen) => judgeEnvironment(path, stage, seen)),
      ),
      prerequisite(
        "refs",
        "Only reviewed refs deploy",
        stage,
        judged(environment, (seen) => judgeRefs(path, refsOf(stage, target), seen)),
      ),
      ...(stage === "production"
        ? [
            prerequisite(
              "reviewers",
              "A reviewer approves deploys to production",
              stage,
              judged(environment, (seen) => judgeReviewers(path, target, facts, seen)),
            ),
          ]
        : []),
      prerequisite(
        "variables",
        "The environment's variables name role and region",
        stage,
        judged(variables, (seen) => judgeVariables(path, variablesOf(wanted), seen)),
      ),
    ]
  })
}

const environmentPath = (target: SetupTarget, stage: Stage): string =>
  `${repositoryPath(target)}/environments/${stage}`

const judgeEnvironment = (path: string, stage: Stage, seen: EnvironmentFacts | null): Verdict =>
  seen === null
    ? missing(`there is no environment ${stage}`, github("PUT", path, {}))
    : ok(`environment ${stage}`)

/** GitHub allows no more. */
export const MAX_REVIEWERS = 6

function judgeReviewers(
  path: string,
  { reviewers: wanted }: SetupTarget,
  { reviewers, repository }: SetupFacts,
  seen: EnvironmentFacts | null,
): Verdict {
  const present = seen?.reviewers ?? []
  if (wanted.length === 0) {
    return present.length > 0
      ? ok(namesOf(present))
      : missing(`no approval is required; name a reviewer with --reviewer${planNote(repository)}`)
  }
  return judged(reviewers, (asked) => {
    const lacking = asked.filter(({ type, id }) => !present.some((one) => one.type === type && one.id === id))
    if (lacking.length === 0) return ok(namesOf(present))
    const all = [...present, ...lacking]
    if (all.length > MAX_REVIEWERS)
      return differs(`GitHub allows ${MAX_REVIEWERS} reviewers, and there are ${present.length} already`)
    const change = github("PUT", path, settingsWith(seen, all))
    const detail = `not among the reviewers: ${namesOf(lacking)}${planNote(repository)}`
    return present.length === 0 ? missing(detail, change) : differs(detail, change)
  })
}

const namesOf = (reviewers: readonly Reviewer[]): string => reviewers.map(({ name }) => name).join(", ")

/** On other plans GitHub refuses the rule for private repositories, or silently drops it. */
const planNote = (repository: Fact<RepositoryFacts>): string =>
  repository.kind === "known" && repository.value.isPrivate
    ? "; for a private repository, GitHub offers required reviewers in its Enterprise plan only: without it, running the workflow is the approval, so restrict who may run it"
    : ""

/**
 * A PUT sets what it does not name to nothing, and what a plan lacks must not be named at all. It names the
 * refs as they should be by then, so that the order of two changes does not matter.
 */
const settingsWith = (seen: EnvironmentFacts | null, reviewers: readonly Reviewer[]) => ({
  ...(seen !== null && seen.waitTimer > 0 ? { wait_timer: seen.waitTimer } : {}),
  ...(seen?.preventSelfReview ? { prevent_self_review: true } : {}),
  ...(reviewers.length > 0 ? { reviewers: reviewers.map(({ type, id }) => ({ type, id })) } : {}),
  deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
})

/** Staging is deployed by the push of a tag, production by hand from the main branch. */
function refsOf(stage: Stage, { mainBranch, tagPrefix }: SetupTarget): RefPattern[] {
  const main: RefPattern = { name: mainBranch, type: "branch" }
  return stage === "staging" ? [main, { name: `${tagPrefix}*`, type: "tag" }] : [main]
}

function judgeRefs(path: string, wanted: readonly RefPattern[], seen: EnvironmentFacts | null): Verdict {
  const allow = (ref: RefPattern): Change => github("POST", `${path}/deployment-branch-policies`, { ...ref })
  const present = seen?.refs
  if (!Array.isArray(present)) {
    const should = `should be ${refNames(wanted)}`
    const narrowed = github("PUT", path, settingsWith(seen, seen?.reviewers ?? []))
    const changes: Change[] = [narrowed, ...wanted.map(allow)]
    if (seen === null) return missing(should, ...changes)
    const now = present === "any" ? "any branch" : "any protected branch and no tag"
    return differs(`${now} may deploy; ${should}`, ...changes)
  }
  const lacking = wanted.filter((ref) => !has(present, ref))
  const foreign = present.filter((ref) => !has(wanted, ref))
  if (lacking.length === 0 && foreign.length === 0) return ok(refNames(wanted))
  const also = foreign.length === 0 ? "" : `; ${refNames(foreign)} should not: remove it by hand`
  const lacks = lacking.length === 0 ? "" : `; ${refNames(lacking)} may not`
  return differs(`${refNames(present) || "nothing"} may deploy${lacks}${also}`, ...lacking.map(allow))
}

const has = (refs: readonly RefPattern[], wanted: RefPattern): boolean =>
  refs.some(({ name, type }) => name === wanted.name && type === wanted.type)

const refNames = (refs: readonly RefPattern[]): string =>
  refs.map(({ name, type }) => `${type} ${name}`).join(", ")

/** None of them is a secret. */
function variablesOf({ role }: StageTarget): Record<string, string> {
  return {
    AWS_DEPLOY_ROLE_ARN: deployRoleArn(role),
    ...(role.region === null ? {} : { AWS_REGION: role.region }),
  }
}

function judgeVariables(
  path: string,
  wanted: Readonly<Record<string, string>>,
  seen: Readonly<Record<string, string>>,
): Verdict {
  const wrong = Object.entries(wanted).filter(([name, value]) => seen[name] !== value)
  if (wrong.length === 0) return ok(Object.keys(wanted).join(", "))
  const changes = wrong.map(([name, value]) =>
    seen[name] === undefined
      ? github("POST", `${path}/variables`, { name, value })
      : github("PATCH", `${path}/variables/${name}`, { name, value }),
  )
  const absent = wrong.filter(([name]) => seen[name] === undefined).map(([name]) => `${name} is not set`)
  const other = wrong.filter(([name]) => seen[name] !== undefined).map(([name]) => `${name} is ${seen[name]}`)
  const detail = [...absent, ...other].join("; ")
  return other.length === 0 ? missing(detail, ...changes) : differs(detail, ...changes)
}
