import { describe, expect, test } from "vitest"
import { permissionsPolicy } from "../../../src/core/aws/permissions-policy.ts"
import { type RoleDocuments, roleCommands } from "../../../src/core/aws/role-commands.ts"
import { roleTemplate } from "../../../src/core/aws/role-template.ts"
import { trustPolicy } from "../../../src/core/aws/trust-policy.ts"
import { IDS, roleOf } from "./samples.ts"

const role = roleOf({ ...IDS, region: "eu-central-1" })
const documents: RoleDocuments = {
  role,
  trust: trustPolicy(role),
  permissions: permissionsPolicy(role, []),
  sessionSeconds: 3600,
}

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
  const text = roleCommands(documents)
  const inQuotes = [...text.matchAll(/'([^']*)'/g)].map((match) => JSON.parse(match[1] as string))
  expect(inQuotes).toEqual([documents.trust, documents.permissions])
  expect(text.match(/^aws iam \S+/gm)).toEqual([
    "aws iam create-open-id-connect-provider",
    "aws iam create-role",
    "aws iam put-role-policy",
  ])
  expect(text).toContain("--max-session-duration 3600")
})

test("a template holds the same, and makes the provider unless it exists", () => {
  const template = JSON.parse(roleTemplate(documents))
  expect(template.Resources.DeployRole.Properties).toEqual({
    RoleName: "deploy-shop-production",
    MaxSessionDuration: 3600,
    AssumeRolePolicyDocument: documents.trust,
    Policies: [{ PolicyName: "deploy", PolicyDocument: documents.permissions }],
  })
  expect(template.Resources.GitHub).toMatchObject({
    Condition: "CreateProvider",
    Properties: { Url: "https://token.actions.githubusercontent.com", ClientIdList: ["sts.amazonaws.com"] },
  })
})

test("a role with a path is made with it, and denied to itself by its whole ARN", () => {
  const below = roleOf({ ...IDS, role: "team/Deployer" })
  const permissions = permissionsPolicy(below, [])
  const made = { ...documents, role: below, permissions }
  expect(roleCommands(made)).toContain(
    "  --role-name Deployer \\\n  --path /team/ \\\n  --max-session-duration",
  )
  expect(JSON.parse(roleTemplate(made)).Resources.DeployRole.Properties).toMatchObject({
    RoleName: "Deployer",
    Path: "/team/",
  })
  expect(permissions.Statement.at(-1)?.Resource).toContain("arn:aws:iam::123456789012:role/team/Deployer")
})
