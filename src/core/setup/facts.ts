import type { DeployRole } from "../aws/deploy-role.ts"
import type { Fact } from "../fact.ts"
import type { Stage } from "../stage.ts"

/** AWS and GitHub as they are: what setup and doctor judge. In a fact of something, null means it is not there. */
export interface SetupFacts {
  /** the account that the AWS credentials are of */
  account: Fact<string>
  provider: Fact<ProviderFacts | null>
  repository: Fact<RepositoryFacts>
  /** those asked for, as GitHub knows them */
  reviewers: Fact<Reviewer[]>
  stages: Readonly<Record<Stage, StageFacts>>
}

export interface StageFacts {
  role: Fact<RoleFacts | null>
  /** the text of the role's policy */
  permissions: Fact<string | null>
  /** the text of the policy that is the boundary of the application's roles */
  boundary: Fact<string | null>
  environment: Fact<EnvironmentFacts | null>
  /** the environment's variables by name */
  variables: Fact<Readonly<Record<string, string>>>
}

/** Who may issue tokens that AWS accepts. */
export interface ProviderFacts {
  audiences: string[]
}

export interface RoleFacts {
  arn: string
  /** the text of its trust policy */
  trust: string
  maxSessionSeconds: number
}

export interface RepositoryFacts {
  /** GitHub's numbers */
  id: string
  ownerId: string
  isPrivate: boolean
  /** patterns of tags that may be neither moved nor deleted; null where that cannot be read */
  protectedTags: string[] | null
  /** patterns of tags that only some people may create; null where that cannot be read */
  guardedTags: string[] | null
}

export interface Reviewer {
  type: "User" | "Team"
  id: number
  /** login, or slug of the team */
  name: string
}

export interface EnvironmentFacts {
  reviewers: Reviewer[]
  /** minutes */
  waitTimer: number
  preventSelfReview: boolean
  /** which refs may deploy: any, those with branch protection, or those that match one of these */
  refs: "any" | "protected" | RefPattern[]
}

export interface RefPattern {
  name: string
  type: "branch" | "tag"
}

/** What setup is to bring about, checked. */
export interface SetupTarget {
  /** of GitHub */
  owner: string
  repository: string
  /** 12 digits */
  account: string
  stages: readonly StageTarget[]
  /** logins, or org/team; they approve deploys to production */
  reviewers: readonly string[]
  mainBranch: string
  tagPrefix: string
  /** name of the remote that holds the ledger; null: the configuration names none */
  ledgerRemote: string | null
}

export interface StageTarget {
  stage: Stage
  role: DeployRole
  /** those of the other stages, whether or not they are to be set up */
  others: readonly DeployRole[]
  /** what pipeline.json says; null: nothing */
  configured: { roleArn: string | null; region: string | null }
  /** how long a session must last to hold a deploy */
  sessionSeconds: number
}

export const repositoryPath = ({ owner, repository }: Pick<SetupTarget, "owner" | "repository">): string =>
  `/repos/${owner}/${repository}`
