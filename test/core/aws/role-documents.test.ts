import { describe, expect, test } from "vitest"
import type { Shape } from "../../../src/core/aws/deploy-role.ts"
import { policyDocument } from "../../../src/core/aws/documents.ts"
import { boundaryPolicy, permissionsPolicy, trustPolicy } from "../../../src/core/aws/policies.ts"
import { IDS, REQUEST, roleOf } from "./samples.ts"

const KNOWN = { ...IDS, region: "eu-central-1" }
const role = roleOf(KNOWN)
const others = [roleOf({ ...KNOWN, stage: "staging" })]
const documents = {
  trust: trustPolicy(role),
  permissions: permissionsPolicy(role, { services: [], others }),
  boundary: boundaryPolicy(role, { services: [], others }),
}
const textAs = (as: Shape, request: object = {}): string =>
  policyDocument({ ...REQUEST, ...KNOWN, policy: "trust", services: "", as, ...request }).text

describe("permissions", () => {
  const statement = (sid: string, services: string[] = [], of = role) =>
    permissionsPolicy(of, { services, others }).Statement.find(({ Sid }) => Sid === sid)

  test("are SST's own, in the account and region", () => {
    expect(statement("SstParametersAndSecrets")).toMatchObject({
      Resource: "arn:aws:ssm:eu-central-1:123456789012:parameter/sst/*",
    })
    expect(statement("SstImages")).toMatchObject({
      Resource: "arn:aws:ecr:eu-central-1:123456789012:repository/sst-asset",
    })
    expect(statement("SstAssets")?.Action).toEqual(
      ["CreateBucket", "DeleteObject", "GetObject", "ListBucket", "PutBucketNotification"]
        .concat(["PutBucketPolicy", "PutBucketVersioning", "PutObject"])
        .map((action) => `s3:${action}`),
    )
    expect(statement("SstState")?.Resource).toEqual([
      "arn:aws:s3:::sst-state-*",
      "arn:aws:s3:::sst-state-*/*",
    ])
    expect(statement("SstImages", [], roleOf())?.Resource).toMatch("arn:aws:ecr:*:123456789012:")
  })

  test("cover the whole account unless the application's services are named", () => {
    expect(statement("Application")).toMatchObject({
      Effect: "Allow",
      NotAction: expect.arrayContaining(["iam:*", "sts:*"]),
      Resource: "*",
    })
    // with the logs, whatever the services
    expect(statement("Application", ["lambda", "s3"])?.Action).toEqual(["lambda:*", "s3:*", "logs:*"])
  })

  test("never let a deploy change who may deploy", () => {
    expect(statement("KeepWhoMayDeploy")).toEqual({
      Sid: "KeepWhoMayDeploy",
      Effect: "Deny",
      Action: ["iam:*"],
      Resource: [
        "arn:aws:iam::123456789012:role/deploy-shop-production",
        "arn:aws:iam::123456789012:role/deploy-shop-production-plan",
        "arn:aws:iam::123456789012:policy/deploy-shop-production-boundary",
        "arn:aws:iam::123456789012:role/deploy-shop-staging",
        "arn:aws:iam::123456789012:role/deploy-shop-staging-plan",
        "arn:aws:iam::123456789012:policy/deploy-shop-staging-boundary",
        "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
      ],
    })
  })
})

test("commands hold the documents themselves, quoted", () => {
  const text = textAs("commands")
  const inQuotes = [...text.matchAll(/'([^']*)'/g)].map((match) => JSON.parse(match[1] as string))
  expect(inQuotes).toEqual([documents.boundary, documents.trust, documents.permissions])
  expect(text.match(/^aws iam \S+/gm)).toEqual([
    "aws iam create-open-id-connect-provider",
    "aws iam create-policy",
    "aws iam create-role",
    "aws iam put-role-policy",
  ])
  expect(text).toContain("  --role-name deploy-shop-production \\\n  --max-session-duration 7200")
})

test("a template holds the same, and makes the provider unless it exists", () => {
  const template = JSON.parse(textAs("cloudformation"))
  expect(template).toEqual({
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "Lets octo-org/shop deploy production from GitHub",
    Parameters: {
      Provider: {
        Type: "String",
        Default: "create",
        AllowedValues: ["create", "exists"],
        Description: "An account has one provider for GitHub; say exists when another stack has made it.",
      },
    },
    Conditions: { CreateProvider: { "Fn::Equals": [{ Ref: "Provider" }, "create"] } },
    Resources: {
      GitHub: {
        Type: "AWS::IAM::OIDCProvider",
        Condition: "CreateProvider",
        DeletionPolicy: "Retain",
        UpdateReplacePolicy: "Retain",
        Properties: {
          Url: "https://token.actions.githubusercontent.com",
          ClientIdList: ["sts.amazonaws.com"],
        },
      },
      Boundary: {
        Type: "AWS::IAM::ManagedPolicy",
        Properties: {
          ManagedPolicyName: "deploy-shop-production-boundary",
          PolicyDocument: documents.boundary,
        },
      },
      DeployRole: {
        Type: "AWS::IAM::Role",
        Properties: {
          RoleName: "deploy-shop-production",
          MaxSessionDuration: 7200,
          AssumeRolePolicyDocument: documents.trust,
          Policies: [{ PolicyName: "deploy", PolicyDocument: documents.permissions }],
        },
      },
    },
    Outputs: { RoleArn: { Value: { "Fn::GetAtt": ["DeployRole", "Arn"] } } },
  })
})

test("a role with a path is made with it, and denied to itself by its whole ARN", () => {
  const below = roleOf({ ...IDS, role: "team/Deployer" })
  const permissions = permissionsPolicy(below, { services: [], others })
  const request = { role: "team/Deployer" }
  expect(textAs("commands", request)).toContain(
    "  --role-name Deployer \\\n  --path /team/ \\\n  --max-session-duration",
  )
  expect(JSON.parse(textAs("cloudformation", request)).Resources.DeployRole.Properties).toMatchObject({
    RoleName: "Deployer",
    Path: "/team/",
  })
  expect(permissions.Statement.at(-1)?.Resource).toContain("arn:aws:iam::123456789012:role/team/Deployer")
})
