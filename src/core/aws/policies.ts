import { type DeployRole, deployRoleArn, partitionOf } from "./deploy-role.ts"

/** An IAM policy, as far as this pipeline writes one. */
export interface PolicyDocument {
  Version: "2012-10-17"
  Statement: PolicyStatement[]
}

export interface PolicyStatement {
  Sid: string
  Effect: "Allow" | "Deny"
  Principal?: { Federated: string }
  Action: string | string[]
  Resource?: string | string[]
  /** operator → condition key → values, one of which must match */
  Condition?: Record<string, Record<string, string | string[]>>
}

/** The issuer of GitHub's tokens, as AWS names its claims. */
export const ISSUER = "token.actions.githubusercontent.com"
/** What a token for AWS is issued for. */
export const AUDIENCE = "sts.amazonaws.com"
/** The name of the role's only policy. */
export const POLICY_NAME = "deploy"

export const providerArn = (role: Pick<DeployRole, "account" | "region">): string =>
  `arn:${partitionOf(role)}:iam::${role.account}:oidc-provider/${ISSUER}`

/**
 * Lets the jobs of one environment of one repository take the role, and no others. GitHub writes a token's
 * subject with names only or, for repositories made or renamed since 2026-07-15, with numbers behind them:
 * both forms are named, so that a rename does not lock the pipeline out.
 */
export function trustPolicy(role: DeployRole): PolicyDocument {
  const { ids, owner, repository, stage, claims } = role
  const names = `repo:${owner}/${repository}:environment:${stage}`
  const numbered = `repo:${owner}@${ids?.owner ?? "*"}/${repository}@${ids?.repository ?? "*"}:environment:${stage}`
  const subject = { [`${ISSUER}:sub`]: [names, numbered] }
  const exact = Object.fromEntries(
    Object.entries({ aud: AUDIENCE, ...identityClaims(role), ...claims }).map(([claim, value]) => [
      `${ISSUER}:${claim}`,
      value,
    ]),
  )
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "DeployFromGitHub",
        Effect: "Allow",
        Principal: { Federated: providerArn(role) },
        Action: "sts:AssumeRoleWithWebIdentity",
        // a wildcard stands in only for numbers that are not given; the other claims name repository and environment
        Condition:
          ids === null
            ? { StringEquals: exact, StringLike: subject }
            : { StringEquals: { ...exact, ...subject } },
      },
    ],
  }
}

/**
 * A name that was given up can be taken by another account, a number cannot. STS compares these claims in AWS's
 * commercial partition only; elsewhere a condition on them would let no job in.
 */
function identityClaims(role: DeployRole): Record<string, string> {
  if (partitionOf(role) !== "aws") return {}
  const { ids, owner, repository, stage } = role
  const who: Record<string, string> =
    ids === null ? { repository: `${owner}/${repository}` } : { repository_id: ids.repository }
  return { ...who, environment: stage }
}

/** Objects and settings of the buckets that SST makes for itself. */
const BUCKET_ACTIONS = [
  "s3:CreateBucket",
  "s3:DeleteObject",
  "s3:GetObject",
  "s3:ListBucket",
  "s3:PutBucketNotification",
  "s3:PutBucketPolicy",
  "s3:PutBucketVersioning",
  "s3:PutObject",
]

/**
 * What SST needs, as its page on IAM credentials lists it: its own bootstrap, the secrets, and whatever the
 * application consists of. The role may not change who can take it, although it may do everything else.
 * @param services IAM's names of the services that the application is made of; none: all
 */
export function permissionsPolicy(role: DeployRole, services: readonly string[]): PolicyDocument {
  const partition = partitionOf(role)
  const here = (service: string, resource: string) =>
    `arn:${partition}:${service}:${role.region ?? "*"}:${role.account}:${resource}`
  const allow = (Sid: string, Action: string[], Resource: string | string[]): PolicyStatement => ({
    Sid,
    Effect: "Allow",
    Action,
    Resource,
  })
  return {
    Version: "2012-10-17",
    Statement: [
      allow(
        "SstState",
        [...BUCKET_ACTIONS, "s3:DeleteObjectVersion", "s3:ListBucketVersions"],
        bucket(partition, "sst-state-*"),
      ),
      allow("SstAssets", BUCKET_ACTIONS, bucket(partition, "sst-asset-*")),
      allow(
        "SstImages",
        ["ecr:CreateRepository", "ecr:DescribeRepositories"],
        here("ecr", "repository/sst-asset"),
      ),
      allow(
        "SstParametersAndSecrets",
        [
          "ssm:AddTagsToResource",
          "ssm:DeleteParameter",
          "ssm:GetParameter",
          "ssm:GetParameters",
          "ssm:GetParametersByPath",
          "ssm:ListTagsForResource",
          "ssm:PutParameter",
        ],
        here("ssm", "parameter/sst/*"),
      ),
      allow("Application", services.length === 0 ? ["*"] : services.map((service) => `${service}:*`), "*"),
      {
        Sid: "KeepWhoMayDeploy",
        Effect: "Deny",
        Action: ["iam:*"],
        Resource: [deployRoleArn(role), providerArn(role)],
      },
    ],
  }
}

const bucket = (partition: string, name: string): string[] => [
  `arn:${partition}:s3:::${name}`,
  `arn:${partition}:s3:::${name}/*`,
]
