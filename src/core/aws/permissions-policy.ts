import { type DeployRole, deployRoleArn, partitionOf } from "./deploy-role.ts"
import type { PolicyDocument, PolicyStatement } from "./policy.ts"
import { providerArn } from "./trust-policy.ts"

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
