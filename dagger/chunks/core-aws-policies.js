// Made by `npm run build` from src/engine: change it there.
import {
  deployRoleArn,
  partitionOf
} from "./core-aws-deploy-role.js";

// src/core/aws/policies.ts
var ISSUER = "token.actions.githubusercontent.com", AUDIENCE = "sts.amazonaws.com", POLICY_NAME = "deploy", providerArn = (role) => `arn:${partitionOf(role)}:iam::${role.account}:oidc-provider/${ISSUER}`;
function trustPolicy(role) {
  let { ids, owner, repository, stage, claims } = role, names = `repo:${owner}/${repository}:environment:${stage}`, numbered = `repo:${owner}@${ids?.owner ?? "*"}/${repository}@${ids?.repository ?? "*"}:environment:${stage}`, subject = { [`${ISSUER}:sub`]: [names, numbered] }, exact = Object.fromEntries(
    Object.entries({ aud: AUDIENCE, ...identityClaims(role), ...claims }).map(([claim, value]) => [
      `${ISSUER}:${claim}`,
      value
    ])
  );
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "DeployFromGitHub",
        Effect: "Allow",
        Principal: { Federated: providerArn(role) },
        Action: "sts:AssumeRoleWithWebIdentity",
        // a wildcard stands in only for numbers that are not given; the other claims name repository and environment
        Condition: ids === null ? { StringEquals: exact, StringLike: subject } : { StringEquals: { ...exact, ...subject } }
      }
    ]
  };
}
function identityClaims(role) {
  if (partitionOf(role) !== "aws") return {};
  let { ids, owner, repository, stage } = role;
  return { ...ids === null ? { repository: `${owner}/${repository}` } : { repository_id: ids.repository }, environment: stage };
}
var BUCKET_ACTIONS = [
  "s3:CreateBucket",
  "s3:DeleteObject",
  "s3:GetObject",
  "s3:ListBucket",
  "s3:PutBucketNotification",
  "s3:PutBucketPolicy",
  "s3:PutBucketVersioning",
  "s3:PutObject"
], ADMINISTRATION = [
  "account:*",
  "iam:*",
  "identitystore:*",
  "organizations:*",
  "sso-directory:*",
  "sso:*",
  "sts:*"
], BOUNDED_ACTIONS = [
  "iam:AttachRolePolicy",
  "iam:CreateRole",
  "iam:DeleteRolePolicy",
  "iam:DetachRolePolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy"
], ROLE_ACTIONS = [
  "iam:DeleteRole",
  "iam:PassRole",
  "iam:TagRole",
  "iam:UntagRole",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateRole",
  "iam:UpdateRoleDescription"
], POLICY_ACTIONS = [
  "iam:CreatePolicy",
  "iam:CreatePolicyVersion",
  "iam:DeletePolicy",
  "iam:DeletePolicyVersion",
  "iam:SetDefaultPolicyVersion",
  "iam:TagPolicy",
  "iam:UntagPolicy"
], PROFILE_ACTIONS = [
  "iam:AddRoleToInstanceProfile",
  "iam:CreateInstanceProfile",
  "iam:DeleteInstanceProfile",
  "iam:RemoveRoleFromInstanceProfile",
  "iam:TagInstanceProfile"
];
function permissionsPolicy(role, { services, others }) {
  let partition = partitionOf(role), here = (service, resource) => `arn:${partition}:${service}:${role.region ?? "*"}:${role.account}:${resource}`;
  return {
    Version: "2012-10-17",
    Statement: [
      allow(
        "SstState",
        [...BUCKET_ACTIONS, "s3:DeleteObjectVersion", "s3:ListBucketVersions"],
        bucket(partition, "sst-state-*")
      ),
      allow("SstAssets", BUCKET_ACTIONS, bucket(partition, "sst-asset-*")),
      allow(
        "SstImages",
        ["ecr:CreateRepository", "ecr:DescribeRepositories"],
        here("ecr", "repository/sst-asset")
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
          "ssm:PutParameter"
        ],
        here("ssm", "parameter/sst/*")
      ),
      application(services),
      // a watch asks for alarms by name, in a region that is not known here
      allow("LookAtAlarms", ["cloudwatch:DescribeAlarms"], "*"),
      allow("LookAtIam", ["iam:Get*", "iam:List*"], "*"),
      {
        ...allow("RolesWithinTheBoundary", BOUNDED_ACTIONS, ownOf(role, "role")),
        Condition: { StringEquals: { "iam:PermissionsBoundary": boundaryArn(role) } }
      },
      allow("OwnRoles", ROLE_ACTIONS, ownOf(role, "role")),
      allow("OwnPolicies", POLICY_ACTIONS, ownOf(role, "policy")),
      allow("OwnInstanceProfiles", PROFILE_ACTIONS, ownOf(role, "instance-profile")),
      allow("RolesOfServices", ["iam:CreateServiceLinkedRole"], iamArn(role, "role/aws-service-role/*")),
      keepWhoMayDeploy(role, others)
    ]
  };
}
function boundaryPolicy(role, { services, others }) {
  return {
    Version: "2012-10-17",
    Statement: [
      application(services),
      allow("OwnRoles", ["iam:PassRole", "sts:AssumeRole"], ownOf(role, "role")),
      keepWhoMayDeploy(role, others)
    ]
  };
}
var boundaryName = ({ name }) => `${name}-boundary`, boundaryArn = (role) => iamArn(role, `policy/${boundaryName(role)}`), allow = (Sid, Action, Resource) => ({
  Sid,
  Effect: "Allow",
  Action,
  Resource
}), application = (services) => services.length === 0 ? { Sid: "Application", Effect: "Allow", NotAction: ADMINISTRATION, Resource: "*" } : allow(
  "Application",
  [.../* @__PURE__ */ new Set([...services, "logs"])].map((service) => `${service}:*`),
  "*"
), keepWhoMayDeploy = (role, others) => ({
  Sid: "KeepWhoMayDeploy",
  Effect: "Deny",
  Action: ["iam:*"],
  Resource: [
    ...[role, ...others].flatMap((one) => [
      deployRoleArn(one),
      `${deployRoleArn(one)}-plan`,
      boundaryArn(one)
    ]),
    providerArn(role)
  ]
}), ownOf = (role, kind) => iamArn(role, `${kind}/${role.app}-${role.stage}-*`), iamArn = (role, resource) => `arn:${partitionOf(role)}:iam::${role.account}:${resource}`, bucket = (partition, name) => [
  `arn:${partition}:s3:::${name}`,
  `arn:${partition}:s3:::${name}/*`
];

export {
  ISSUER,
  AUDIENCE,
  POLICY_NAME,
  providerArn,
  trustPolicy,
  permissionsPolicy,
  boundaryPolicy,
  boundaryName,
  boundaryArn
};
