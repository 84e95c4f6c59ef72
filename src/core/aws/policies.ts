import {
  type DeployRole,
  deployRoleArn,
  type PolicyDocument,
  type PolicyStatement,
  partitionOf,
} from "./deploy-role.ts"

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

/** What lets an account be administered: no part of an application, and not for a deploy to use. */
const ADMINISTRATION = [
  "account:*",
  "iam:*",
  "identitystore:*",
  "organizations:*",
  "sso-directory:*",
  "sso:*",
  "sts:*",
]

/** On a role of the application, where its boundary can be asked for. */
const BOUNDED_ACTIONS = [
  "iam:AttachRolePolicy",
  "iam:CreateRole",
  "iam:DeleteRolePolicy",
  "iam:DetachRolePolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
]

/** On a role of the application, whatever its boundary: IAM does not tell it there. */
const ROLE_ACTIONS = [
  "iam:DeleteRole",
  "iam:PassRole",
  "iam:TagRole",
  "iam:UntagRole",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateRole",
  "iam:UpdateRoleDescription",
]

const POLICY_ACTIONS = [
  "iam:CreatePolicy",
  "iam:CreatePolicyVersion",
  "iam:DeletePolicy",
  "iam:DeletePolicyVersion",
  "iam:SetDefaultPolicyVersion",
  "iam:TagPolicy",
  "iam:UntagPolicy",
]

const PROFILE_ACTIONS = [
  "iam:AddRoleToInstanceProfile",
  "iam:CreateInstanceProfile",
  "iam:DeleteInstanceProfile",
  "iam:RemoveRoleFromInstanceProfile",
  "iam:TagInstanceProfile",
]

/** What a deploy is allowed besides what SST needs for itself. */
export interface Allowance {
  /** IAM's names of the services that the application is made of; none: all */
  services: readonly string[]
  /** the roles of other stages, which a deploy must not touch either */
  others: readonly DeployRole[]
}

/**
 * What SST needs, as its page on IAM credentials lists it: its own bootstrap, the secrets, and whatever the application
 * consists of. Of IAM a deploy may use what an application's own roles need, recognised by their names, and only within the
 * boundary: what is not allowed can't be forgotten.
 */
export function permissionsPolicy(role: DeployRole, { services, others }: Allowance): PolicyDocument {
  const partition = partitionOf(role)
  const here = (service: string, resource: string) =>
    `arn:${partition}:${service}:${role.region ?? "*"}:${role.account}:${resource}`
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
      application(services),
      // a watch asks for alarms by name, in a region that is not known here
      allow("LookAtAlarms", ["cloudwatch:DescribeAlarms"], "*"),
      allow("LookAtIam", ["iam:Get*", "iam:List*"], "*"),
      {
        ...allow("RolesWithinTheBoundary", BOUNDED_ACTIONS, ownOf(role, "role")),
        Condition: { StringEquals: { "iam:PermissionsBoundary": boundaryArn(role) } },
      },
      allow("OwnRoles", ROLE_ACTIONS, ownOf(role, "role")),
      allow("OwnPolicies", POLICY_ACTIONS, ownOf(role, "policy")),
      allow("OwnInstanceProfiles", PROFILE_ACTIONS, ownOf(role, "instance-profile")),
      allow("RolesOfServices", ["iam:CreateServiceLinkedRole"], iamArn(role, "role/aws-service-role/*")),
      keepWhoMayDeploy(role, others),
    ],
  }
}

/**
 * The most that a role of the application may do, whatever its policies say. A deploy that could make a role without it
 * could make an administrator.
 */
export function boundaryPolicy(role: DeployRole, { services, others }: Allowance): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      application(services),
      allow("OwnRoles", ["iam:PassRole", "sts:AssumeRole"], ownOf(role, "role")),
      keepWhoMayDeploy(role, others),
    ],
  }
}

export const boundaryName = ({ name }: DeployRole): string => `${name}-boundary`

/** The managed policy that each role of the application has for its boundary. */
export const boundaryArn = (role: DeployRole): string => iamArn(role, `policy/${boundaryName(role)}`)

const allow = (Sid: string, Action: string[], Resource: string | string[]): PolicyStatement => ({
  Sid,
  Effect: "Allow",
  Action,
  Resource,
})

/** A function that can't write its log is no application. */
const application = (services: readonly string[]): PolicyStatement =>
  services.length === 0
    ? { Sid: "Application", Effect: "Allow", NotAction: ADMINISTRATION, Resource: "*" }
    : allow(
        "Application",
        [...new Set([...services, "logs"])].map((service) => `${service}:*`),
        "*",
      )

/** Said once more, so that no other policy that a role may have lets it do this. */
const keepWhoMayDeploy = (role: DeployRole, others: readonly DeployRole[]): PolicyStatement => ({
  Sid: "KeepWhoMayDeploy",
  Effect: "Deny",
  Action: ["iam:*"],
  Resource: [
    ...[role, ...others].flatMap((one) => [
      deployRoleArn(one),
      `${deployRoleArn(one)}-plan`,
      boundaryArn(one),
    ]),
    providerArn(role),
  ],
})

/** What SST names after the application and its stage. */
const ownOf = (role: DeployRole, kind: "role" | "policy" | "instance-profile"): string =>
  iamArn(role, `${kind}/${role.app}-${role.stage}-*`)

const iamArn = (role: DeployRole, resource: string): string =>
  `arn:${partitionOf(role)}:iam::${role.account}:${resource}`

const bucket = (partition: string, name: string): string[] => [
  `arn:${partition}:s3:::${name}`,
  `arn:${partition}:s3:::${name}/*`,
]
