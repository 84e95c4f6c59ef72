// The policies that setup writes, evaluated as IAM does: what a deploy needs, and each step from staging's role to an
// administrator.
import { runSimulation, type Simulation } from "@cloud-copilot/iam-simulate"
import { describe, expect, test } from "vitest"
import type { PolicyDocument } from "../../../src/core/aws/deploy-role.ts"
import { boundaryPolicy, permissionsPolicy, trustPolicy } from "../../../src/core/aws/policies.ts"
import { IDS, roleOf } from "./samples.ts"

const ACCOUNT = "123456789012"
const iam = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`
const [staging, production] = (["staging", "production"] as const).map((stage) =>
  roleOf({ ...IDS, stage, region: "eu-central-1" }),
) as [ReturnType<typeof roleOf>, ReturnType<typeof roleOf>]

const STAGING = iam("role/deploy-shop-staging")
const PRODUCTION = iam("role/deploy-shop-production")
const BOUNDARY = iam("policy/deploy-shop-staging-boundary")
const PROVIDER = iam("oidc-provider/token.actions.githubusercontent.com")
const OWN = iam("role/shop-staging-ApiRole-1a2b")
const ADMIN = iam("role/Administrator")
const ANYTHING: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Sid: "All", Effect: "Allow", Action: "*", Resource: "*" }],
}

const LOGS = `arn:aws:logs:eu-central-1:${ACCOUNT}:log-group:/aws/lambda/shop-x`
const ALARM = `arn:aws:cloudwatch:eu-central-1:${ACCOUNT}:alarm:shop-staging-5xx`

type Who =
  /** staging's deploy role, in an application of any services */
  | "deploy"
  /** the same, in one of Lambda functions alone */
  | "deploy of lambda"
  /** a role that a deploy has made, whose own policy allows everything */
  | "function"

const allowance = (services: string[]) => ({ services, others: [production] })

const IDENTITY: Record<Who, { principal: string; policy: PolicyDocument; boundary?: PolicyDocument }> = {
  deploy: { principal: STAGING, policy: permissionsPolicy(staging, allowance([])) },
  "deploy of lambda": { principal: STAGING, policy: permissionsPolicy(staging, allowance(["lambda"])) },
  function: { principal: OWN, policy: ANYTHING, boundary: boundaryPolicy(staging, allowance([])) },
}

type Context = Record<string, string>

async function evaluate(
  who: Who,
  action: string,
  resource: string,
  context: Context = {},
  identity = IDENTITY,
) {
  const { principal, policy, boundary } = identity[who]
  const simulation: Simulation = {
    request: { principal, action, resource: { resource, accountId: ACCOUNT }, contextVariables: context },
    identityPolicies: [{ name: "deploy", policy }],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    ...(boundary === undefined
      ? {}
      : { permissionBoundaryPolicies: [{ name: "boundary", policy: boundary }] }),
  }
  const result = await runSimulation(simulation, {})
  if (result.resultType === "error")
    throw new Error(`${action} ${resource}: ${JSON.stringify(result.errors)}`)
  return result.overallResult === "Allowed" ? "allowed" : "denied"
}

const WITH = { "iam:PermissionsBoundary": BOUNDARY }
const OTHER = { "iam:PermissionsBoundary": iam("policy/shop-staging-mine") }
const arn = (rest: string) => `arn:aws:${rest}`

type Row = [who: Who, action: string, resource: string, outcome: "allowed" | "denied", context?: Context]

const TABLE: readonly Row[] = [
  // what a deploy needs
  ["deploy", "s3:PutObject", arn("s3:::sst-state-abc/app/shop/staging.json"), "allowed"],
  ["deploy", "s3:PutObject", arn("s3:::sst-asset-abc/code.zip"), "allowed"],
  [
    "deploy",
    "ssm:GetParameter",
    arn(`ssm:eu-central-1:${ACCOUNT}:parameter/sst/passphrase/shop/staging`),
    "allowed",
  ],
  [
    "deploy",
    "lambda:CreateFunction",
    arn(`lambda:eu-central-1:${ACCOUNT}:function:shop-staging-Api`),
    "allowed",
  ],
  ["deploy", "cloudfront:UpdateDistribution", arn(`cloudfront::${ACCOUNT}:distribution/E1`), "allowed"],
  [
    "deploy",
    "dynamodb:CreateTable",
    arn(`dynamodb:eu-central-1:${ACCOUNT}:table/shop-staging-Orders`),
    "allowed",
  ],
  ["deploy", "iam:CreateRole", OWN, "allowed", WITH],
  ["deploy", "iam:PutRolePolicy", OWN, "allowed", WITH],
  ["deploy", "iam:AttachRolePolicy", OWN, "allowed", WITH],
  ["deploy", "iam:PutRolePermissionsBoundary", OWN, "allowed", WITH],
  ["deploy", "iam:PassRole", OWN, "allowed"],
  ["deploy", "iam:DeleteRole", OWN, "allowed"],
  ["deploy", "iam:UpdateAssumeRolePolicy", OWN, "allowed"],
  ["deploy", "iam:CreatePolicy", iam("policy/shop-staging-Table"), "allowed"],
  ["deploy", "iam:CreateInstanceProfile", iam("instance-profile/shop-staging-Web"), "allowed"],
  ["deploy", "iam:GetRole", OWN, "allowed"],
  [
    ...(["deploy", "iam:CreateServiceLinkedRole"] as const),
    iam("role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"),
    "allowed",
  ],
  // an application of Lambda functions: its roles and logs, and no other service
  [
    "deploy of lambda",
    "lambda:UpdateFunctionCode",
    arn(`lambda:eu-central-1:${ACCOUNT}:function:shop-x`),
    "allowed",
  ],
  ["deploy of lambda", "logs:CreateLogGroup", LOGS, "allowed"],
  // what a watch asks, and nothing else of alarms
  ["deploy of lambda", "cloudwatch:DescribeAlarms", ALARM, "allowed"],
  ["deploy of lambda", "logs:FilterLogEvents", LOGS, "allowed"],
  ["deploy of lambda", "logs:DescribeLogGroups", "*", "allowed"],
  ["deploy of lambda", "cloudwatch:DeleteAlarms", ALARM, "denied"],
  ["deploy", "cloudwatch:DescribeAlarms", ALARM, "allowed"],
  ["deploy of lambda", "iam:CreateRole", OWN, "allowed", WITH],
  ["deploy of lambda", "iam:PassRole", OWN, "allowed"],
  ["deploy of lambda", "iam:CreateRole", OWN, "denied"],
  [
    "deploy of lambda",
    "dynamodb:CreateTable",
    arn(`dynamodb:eu-central-1:${ACCOUNT}:table/shop-staging-x`),
    "denied",
  ],
  [
    "deploy of lambda",
    "ec2:RunInstances",
    arn(`ec2:eu-central-1:${ACCOUNT}:instance/i-0123456789abcdef0`),
    "denied",
  ],
  // from staging's role to an administrator: by its own policies
  ["deploy", "iam:PutRolePolicy", STAGING, "denied", WITH],
  ["deploy", "iam:AttachRolePolicy", STAGING, "denied", WITH],
  ["deploy", "iam:DeleteRolePolicy", STAGING, "denied", WITH],
  ["deploy", "iam:UpdateAssumeRolePolicy", STAGING, "denied"],
  ["deploy", "iam:UpdateRole", STAGING, "denied"],
  ["deploy", "iam:TagRole", STAGING, "denied"],
  // by the other stage's role, or the plan's
  ["deploy", "iam:UpdateAssumeRolePolicy", PRODUCTION, "denied"],
  ["deploy", "iam:PutRolePolicy", PRODUCTION, "denied", WITH],
  ["deploy", "iam:DeleteRole", PRODUCTION, "denied"],
  ["deploy", "iam:PassRole", PRODUCTION, "denied"],
  ["deploy", "sts:AssumeRole", PRODUCTION, "denied"],
  ["deploy", "iam:UpdateAssumeRolePolicy", `${PRODUCTION}-plan`, "denied"],
  // by whom AWS believes
  ["deploy", "iam:UpdateOpenIDConnectProviderThumbprint", PROVIDER, "denied"],
  ["deploy", "iam:AddClientIDToOpenIDConnectProvider", PROVIDER, "denied"],
  ["deploy", "iam:DeleteOpenIDConnectProvider", PROVIDER, "denied"],
  ["deploy", "iam:CreateOpenIDConnectProvider", iam("oidc-provider/evil.example.com"), "denied"],
  ["deploy", "iam:CreateSAMLProvider", iam("saml-provider/evil"), "denied"],
  // by a role without the boundary, or with another one
  ["deploy", "iam:CreateRole", OWN, "denied"],
  ["deploy", "iam:CreateRole", OWN, "denied", OTHER],
  ["deploy", "iam:CreateRole", iam("role/anything"), "denied", WITH],
  ["deploy", "iam:PutRolePolicy", OWN, "denied"],
  ["deploy", "iam:PutRolePermissionsBoundary", OWN, "denied", OTHER],
  ["deploy", "iam:DeleteRolePermissionsBoundary", OWN, "denied", WITH],
  // by the boundary itself
  ["deploy", "iam:CreatePolicyVersion", BOUNDARY, "denied"],
  ["deploy", "iam:SetDefaultPolicyVersion", BOUNDARY, "denied"],
  ["deploy", "iam:DeletePolicy", iam("policy/deploy-shop-production-boundary"), "denied"],
  // by roles and people that are there already
  ["deploy", "iam:PassRole", ADMIN, "denied"],
  ["deploy", "sts:AssumeRole", ADMIN, "denied"],
  ["deploy", "iam:UpdateAssumeRolePolicy", ADMIN, "denied"],
  ["deploy", "iam:PassRole", iam("role/shop-production-ApiRole-9z8y"), "denied"],
  ["deploy", "iam:CreateUser", iam("user/mallory"), "denied", WITH],
  ["deploy", "iam:CreateAccessKey", iam("user/root-like"), "denied"],
  ["deploy", "organizations:LeaveOrganization", "*", "denied"],
  // by code that runs as a role which a deploy has made, whatever that role's policies say
  [
    "function",
    "dynamodb:PutItem",
    arn(`dynamodb:eu-central-1:${ACCOUNT}:table/shop-staging-Orders`),
    "allowed",
  ],
  ["function", "iam:PassRole", OWN, "allowed"],
  ["function", "iam:CreateRole", OWN, "denied"],
  ["function", "iam:CreateRole", OWN, "denied", WITH],
  ["function", "iam:DeleteRolePermissionsBoundary", OWN, "denied", WITH],
  ["function", "iam:PutRolePolicy", PRODUCTION, "denied", WITH],
  ["function", "iam:CreatePolicyVersion", BOUNDARY, "denied"],
  ["function", "iam:CreateAccessKey", iam("user/root-like"), "denied"],
  ["function", "sts:AssumeRole", ADMIN, "denied"],
  ["function", "sts:AssumeRole", STAGING, "denied"],
]

describe("what setup writes", () => {
  test("is played in at least 60 requests, some of each kind", () => {
    expect(TABLE.length).toBeGreaterThanOrEqual(60)
    expect(TABLE.filter(([, , , outcome]) => outcome === "allowed").length).toBeGreaterThan(15)
  })

  test.each(TABLE)("%s: %s on %s is %s", async (who, action, resource, outcome, context) => {
    expect(await evaluate(who, action, resource, context)).toBe(outcome)
  })
})

// A simulator that denied everything would pass most of the table.
describe("what holds it", () => {
  const without = (policy: PolicyDocument, sid: string, change: object | null): PolicyDocument => ({
    ...policy,
    Statement: policy.Statement.flatMap((one) =>
      one.Sid !== sid ? [one] : change === null ? [] : [{ ...one, ...change }],
    ),
  })
  const playedWith = (
    who: Who,
    policy: Partial<(typeof IDENTITY)[Who]>,
    ...request: [string, string, Context?]
  ) =>
    evaluate(who, request[0], request[1], request[2], { ...IDENTITY, [who]: { ...IDENTITY[who], ...policy } })

  test("is the condition on the boundary", async () => {
    const policy = without(IDENTITY.deploy.policy, "RolesWithinTheBoundary", { Condition: {} })
    expect(await playedWith("deploy", { policy }, "iam:CreateRole", OWN)).toBe("allowed")
  })

  test("is that administration is no part of an application", async () => {
    const policy = without(IDENTITY.deploy.policy, "Application", { NotAction: ["none:*"] })
    expect(await playedWith("deploy", { policy }, "iam:PassRole", ADMIN)).toBe("allowed")
    // and even then not for what says who may deploy
    expect(await playedWith("deploy", { policy }, "iam:UpdateAssumeRolePolicy", PRODUCTION)).toBe("denied")
    expect(await playedWith("deploy", { policy }, "iam:CreatePolicyVersion", BOUNDARY)).toBe("denied")
  })

  test("is the boundary of the application's roles", async () => {
    const boundary = ANYTHING
    expect(await playedWith("function", { boundary }, "iam:CreateRole", OWN)).toBe("allowed")
  })
})

describe("a role's name", () => {
  const evil = roleOf({ ...IDS, stage: "staging", app: "deploy-shop" })
  const policy = permissionsPolicy(evil, allowance([]))

  test.each([`${STAGING}-plan`, STAGING])(
    "that looks like the application's opens %s no more",
    async (resource) => {
      const identity = { ...IDENTITY, deploy: { principal: STAGING, policy } }
      expect(await evaluate("deploy", "iam:UpdateAssumeRolePolicy", resource, {}, identity)).toBe("denied")
    },
  )
})

test("each policy fits into what IAM takes", () => {
  const sizeOf = (policy: PolicyDocument) => JSON.stringify(policy).replace(/\s/g, "").length
  expect(sizeOf(IDENTITY.deploy.policy)).toBeLessThan(10_240)
  expect(sizeOf(IDENTITY.function.boundary as PolicyDocument)).toBeLessThan(6_144)
  expect(sizeOf(trustPolicy(production))).toBeLessThan(2_048)
})
