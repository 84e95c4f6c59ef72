import { describe, expect, test } from "vitest"
import {
  type DeployRoleRequest,
  deployRoleArn,
  deployRoleName,
  readDeployRole,
} from "../../../src/core/aws/deploy-role.ts"
import { PipelineError } from "../../../src/core/errors.ts"
import { IDS, REQUEST, roleOf } from "./samples.ts"

const problemsOf = (request: Partial<DeployRoleRequest>): string[] => {
  try {
    readDeployRole({ ...REQUEST, ...request })
    return []
  } catch (error) {
    expect(error).toBeInstanceOf(PipelineError)
    return (error as PipelineError).problems.map(({ path, message }) => `${path} ${message}`)
  }
}

test("what cannot be used is no policy", () => {
  expect(() => roleOf({ account: "1" })).toThrow("No policy can be written from this.")
})

test.each(["a b", "shop/api", "*", "x".repeat(65)])("an application can't be called %j", (app) => {
  expect(() => roleOf({ app })).toThrow(
    expect.objectContaining({
      problems: [{ path: "--app", message: "must be letters, digits, dots, dashes and underscores" }],
    }),
  )
})

describe("what a person gives", () => {
  test("becomes a role", () => {
    expect(roleOf({ ...IDS, region: "eu-central-1", claims: "ref=refs/heads/main,enterprise_id=7" })).toEqual(
      {
        owner: "octo-org",
        app: "shop",
        repository: "shop",
        account: "123456789012",
        stage: "production",
        ids: { owner: "123456", repository: "456789" },
        region: "eu-central-1",
        name: "deploy-shop-production",
        path: "/",
        claims: { ref: "refs/heads/main", enterprise_id: "7" },
      },
    )
    expect(roleOf({ role: "Deployer" })).toMatchObject({
      name: "Deployer",
      path: "/",
      ids: null,
      region: null,
      claims: {},
    })
  })

  test("gets every problem named at once", () => {
    expect(
      problemsOf({ repository: "shop", account: "1", region: "moon", role: "a b", claims: "sub=x" }),
    ).toEqual([
      "--repository must be GitHub's owner/name, e.g. octo-org/shop",
      "--account must be the 12 digits of an AWS account",
      "--region must be an AWS region, e.g. eu-central-1",
      "--role must be the name of an IAM role, at most 64 characters, with or without its path: team/deploy",
      "--claims knows actor_id, enterprise_id, job_workflow_ref, ref, workflow; write NAME=VALUE,…",
    ])
  })

  test.each<[Partial<DeployRoleRequest>, string]>([
    [{ ownerId: "x1", repositoryId: "1" }, "--owner-id must be the owner's number at GitHub"],
    [{ ownerId: "1x", repositoryId: "1" }, "--owner-id must be the owner's number at GitHub"],
    [{ ownerId: "1", repositoryId: "*" }, "--repository-id must be the repository's number at GitHub"],
    [{ ownerId: "1" }, "--repository-id is missing: a subject has both numbers or neither"],
    [{ repositoryId: "1" }, "--owner-id is missing: a subject has both numbers or neither"],
    [{ account: "1234567890123" }, "--account must be the 12 digits of an AWS account"],
    [{ account: "x123456789012" }, "--account must be the 12 digits of an AWS account"],
    [{ repository: "octo-/shop" }, "--repository must be GitHub's owner/name, e.g. octo-org/shop"],
    [
      { repository: `${"o".repeat(40)}/shop` },
      "--repository must be GitHub's owner/name, e.g. octo-org/shop",
    ],
    [{ region: "x-eu-central-1" }, "--region must be an AWS region, e.g. eu-central-1"],
    [
      { role: `${"team/".repeat(120)}deploy` },
      "--role must be the name of an IAM role, at most 64 characters, with or without its path: team/deploy",
    ],
    [{ claims: "ref=a b" }, "--claims ref must have a value of letters, digits and ./@:+-_"],
  ])("%j is refused with what it must be", (request, problem) => {
    expect(problemsOf(request)).toEqual([problem])
  })

  test.each<Partial<DeployRoleRequest>>([
    { repository: "o/shop" },
    { repository: "octo/..shop" },
    { region: "ap-southeast-12" },
    { claims: "workflow=a=b".replace("=b", ":b") },
  ])("%j is taken", (request) => {
    expect(problemsOf(request)).toEqual([])
  })

  test.each<[string, Partial<DeployRoleRequest>]>([
    ["a quote in the name", { repository: "octo/sh'op" }],
    ["a wildcard for the owner", { repository: "*/shop" }],
    ["a wildcard for the repository", { repository: "octo/*" }],
    ["a subject of one's own", { repository: "octo/shop:ref" }],
    ["a third part", { repository: "octo/shop/x" }],
    ["no owner", { repository: "/shop" }],
    ["no name", { repository: "octo/" }],
    ["a path", { repository: "octo/.." }],
    ["an owner that begins with a dash", { repository: "-octo/shop" }],
    ["a line feed", { repository: "octo/shop\n" }],
    ["numbers that are none", { ownerId: "1x", repositoryId: "*" }],
    ["only one number", { ownerId: "1" }],
    ["only the other number", { repositoryId: "1" }],
    ["letters in the account", { account: "12345678901a" }],
    ["a command in the region", { region: "eu-central-1;id" }],
    ["a command in the role", { role: "$(id)" }],
    ["a path that begins nowhere", { role: "/team/deploy" }],
    ["a path without a name", { role: "team/" }],
    ["a name that only its path makes short", { role: `team/${"x".repeat(65)}` }],
    ["a wildcard in a claim", { claims: "ref=refs/heads/*" }],
    ["a quote in a claim", { claims: "workflow=it's" }],
    ["a claim with two values", { claims: "ref=a=b" }],
    ["a claim without a value", { claims: "ref" }],
    ["a claim of every object", { claims: "constructor=x" }],
  ])("refuses %s", (_name, request) => {
    expect(problemsOf(request)).not.toEqual([])
  })
})

test("a role's default name fits into IAM's 64 characters", () => {
  expect(deployRoleName("x".repeat(100), "production")).toHaveLength(64)
  expect(deployRoleName("x".repeat(100), "staging")).toMatch(/^deploy-x+-staging$/)
})

test("a role's path is no part of its name, but of its ARN", () => {
  const role = roleOf({ role: "team/eu/Deployer" })
  expect(role).toMatchObject({ name: "Deployer", path: "/team/eu/" })
  expect(deployRoleArn(role)).toBe("arn:aws:iam::123456789012:role/team/eu/Deployer")
})

test.each([
  ["", "aws"],
  ["us-gov-west-1", "aws-us-gov"],
  ["cn-north-1", "aws-cn"],
])("region %j: the role is in partition %s", (region, partition) => {
  expect(deployRoleArn(roleOf({ region }))).toBe(
    `arn:${partition}:iam::123456789012:role/deploy-shop-production`,
  )
})
