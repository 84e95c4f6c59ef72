import { describe, expect, test } from "vitest"
import { policyDocument, type Shape } from "../../../src/core/aws/documents.ts"
import { permissionsPolicy, trustPolicy } from "../../../src/core/aws/policies.ts"
import { IDS, REQUEST, roleOf } from "./samples.ts"

const KNOWN = { ...IDS, region: "eu-central-1" }
const role = roleOf(KNOWN)
const documents = { trust: trustPolicy(role), permissions: permissionsPolicy(role, []) }
const textAs = (as: Shape, request: object = {}): string =>
  policyDocument({ ...REQUEST, ...KNOWN, policy: "trust", services: "", as, ...request }).text

describe("permissions", () => {
  const statement = (sid: string, services: string[] = [], of = role) =>
    permissionsPolicy(of, services).Statement.find(({ Sid }) => Sid === sid)

  test("are SST's own, in the account and region", () => {
    expect(statement("SstParametersAndSecrets")).toMatchObject({
      Resource: "arn:aws:ssm:eu-central-1:123456789012:parameter/sst/*",
    })
    expect(statement("SstImages")).toMatchObject({
      Resource: "arn:aws:ecr:eu-central-1:123456789012:repository/sst-asset",
    })
    expect(statement("SstState")?.Resource).toEqual([
      "arn:aws:s3:::sst-state-*",
      "arn:aws:s3:::sst-state-*/*",
    ])
    expect(statement("SstImages", [], roleOf())?.Resource).toMatch("arn:aws:ecr:*:123456789012:")
  })

  test("cover the whole account unless the application's services are named", () => {
    expect(statement("Application")).toMatchObject({ Effect: "Allow", Action: ["*"], Resource: "*" })
    expect(statement("Application", ["lambda", "s3"])?.Action).toEqual(["lambda:*", "s3:*"])
  })

  test("never let a deploy change who may deploy", () => {
    expect(statement("KeepWhoMayDeploy")).toEqual({
      Sid: "KeepWhoMayDeploy",
      Effect: "Deny",
      Action: ["iam:*"],
      Resource: [
        "arn:aws:iam::123456789012:role/deploy-shop-production",
        "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
      ],
    })
  })
})

test("commands hold the documents themselves, quoted", () => {
  const text = textAs("commands")
  const inQuotes = [...text.matchAll(/'([^']*)'/g)].map((match) => JSON.parse(match[1] as string))
  expect(inQuotes).toEqual([documents.trust, documents.permissions])
  expect(text.match(/^aws iam \S+/gm)).toEqual([
    "aws iam create-open-id-connect-provider",
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
  const permissions = permissionsPolicy(below, [])
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
