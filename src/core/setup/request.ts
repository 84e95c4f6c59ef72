import { phaseSeconds, sessionSeconds } from "../aws/credentials.ts"
import { type DeployRole, readDeployRole } from "../aws/deploy-role.ts"
import type { Config } from "../config/schema.ts"
import { PipelineError, type Problem, usageError } from "../errors.ts"
import { STAGES, type Stage } from "../stage.ts"
import { MAX_REVIEWERS } from "./github.ts"
import type { RepositoryFacts, SetupTarget } from "./prerequisite.ts"

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
  const [owner = "", repository = ""] = request.repository.split("/")
  return {
    owner,
    repository,
    account: request.account,
    stages: roles.map(({ stage, role }) => ({
      stage,
      role: role as DeployRole,
      others: STAGES.filter((one) => one !== stage).map((one) => roleOf(request, one, config)),
      configured: {
        roleArn: config.stages[stage].roleArn ?? null,
        region: config.stages[stage].region ?? null,
      },
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
    const isNew = (problem: Problem) =>
      !problems.some(({ path, message }) => path === problem.path && message === problem.message)
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
