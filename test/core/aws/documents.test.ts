import { describe, expect, test } from "vitest"
import { type PolicyRequest, policyDocument } from "../../../src/core/aws/documents.ts"
import { PipelineError } from "../../../src/core/errors.ts"
import { IDS, REQUEST } from "./samples.ts"

const documentOf = (fields: Partial<PolicyRequest> = {}) =>
  policyDocument({ ...REQUEST, policy: "trust", as: "json", services: "", ...fields })

const NUMBERS = /^GitHub's numbers are not given/
const EVERYTHING = /^The statement Application allows everything/
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
  expect(notes).toEqual([expect.stringMatching(EVERYTHING)])
  expect(documentOf({ policy: "permissions", services: "lambda,s3" }).notes).toEqual([])
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
    expect.stringMatching(EVERYTHING),
  ])
})

test("elsewhere than in the commercial partition the numbers matter more", () => {
  expect(documentOf({ region: "us-gov-west-1" }).notes[1]).toMatch(/only the audience and the subject/)
})

describe("what cannot be used", () => {
  test.each(["a;b", "S3", "lambda, s3", "lambda,", "*"])(
    "is refused with everything else: services %j",
    (services) => {
      try {
        documentOf({ services, account: "1" })
        expect.fail("it was taken")
      } catch (error) {
        expect((error as PipelineError).problems.map(({ path }) => path)).toEqual(["--account", "--services"])
        expect((error as PipelineError).problems[1]?.message).toBe(
          "must be IAM's names of services, separated by commas: lambda,s3",
        )
        expect(error).toBeInstanceOf(PipelineError)
      }
    },
  )
})
