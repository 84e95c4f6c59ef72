import { describe, expect, test } from "vitest"
import { type Claims, type PolicyDocument, trustFaults } from "../../../src/core/aws/deploy-role.ts"
import { ISSUER, trustPolicy } from "../../../src/core/aws/policies.ts"
import { IDS, roleOf } from "./samples.ts"

/** A token of a job in the production environment, in a repository of either age. */
const token = (subject: string, claims: Claims = {}): Claims => ({
  aud: "sts.amazonaws.com",
  sub: subject,
  repository: "octo-org/shop",
  repository_id: "456789",
  environment: "production",
  ref: "refs/heads/main",
  ...claims,
})
const NAMES = "repo:octo-org/shop:environment:production"
const NUMBERED = "repo:octo-org@123456/shop@456789:environment:production"

const known = trustPolicy(roleOf(IDS))
const unknown = trustPolicy(roleOf())
const faultsOf = (policy: PolicyDocument, claims: Claims) => trustFaults(policy, ISSUER, claims)

describe("the policy", () => {
  test("names both forms of the subject exactly when the numbers are known", () => {
    expect(known.Statement).toEqual([
      {
        Sid: "DeployFromGitHub",
        Effect: "Allow",
        Principal: {
          Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
        },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:repository_id": "456789",
            "token.actions.githubusercontent.com:environment": "production",
            "token.actions.githubusercontent.com:sub": [NAMES, NUMBERED],
          },
        },
      },
    ])
  })

  test.each([
    ["numbers known", known],
    ["numbers not known", unknown],
  ])("lets in a job of the environment, in both forms: %s", (_name, policy) => {
    expect(faultsOf(policy, token(NAMES))).toEqual([])
    expect(faultsOf(policy, token(NUMBERED))).toEqual([])
  })

  test("asks for the repository's name as long as its number is not known", () => {
    expect(unknown.Statement[0]?.Condition?.StringEquals).toMatchObject({
      [`${ISSUER}:repository`]: "octo-org/shop",
      [`${ISSUER}:environment`]: "production",
    })
  })

  const OTHERS: [string, Claims][] = [
    ["another environment", token("repo:octo-org/shop:environment:staging", { environment: "staging" })],
    ["a branch", token("repo:octo-org/shop:ref:refs/heads/main", { environment: undefined })],
    ["a pull request", token("repo:octo-org/shop:pull_request", { environment: undefined })],
    [
      "another repository",
      token("repo:octo-org/evil:environment:production", { repository: "octo-org/evil", repository_id: "1" }),
    ],
    [
      "another owner",
      token("repo:evil/shop:environment:production", { repository: "evil/shop", repository_id: "1" }),
    ],
    ["another audience", token(NAMES, { aud: "https://github.com/octo-org" })],
    ["no claims at all", {}],
    [
      "an environment that is named like a subject",
      token("repo:octo-org@123456/evil@1:environment:x/shop@2:environment:production", {
        repository: "octo-org/evil",
        repository_id: "1",
        environment: "x/shop@2:environment:production",
      }),
    ],
    [
      "an owner whose name begins alike",
      token("repo:octo-org-evil@1/shop@2:environment:production", {
        repository: "octo-org-evil/shop",
        repository_id: "2",
      }),
    ],
    ["a subject in other letters", token(NAMES.toUpperCase())],
  ]
  test.each(OTHERS)("does not let in another: %s", (_name, claims) => {
    expect(faultsOf(known, claims)).not.toEqual([])
    expect(faultsOf(unknown, claims)).not.toEqual([])
  })

  test("with numbers keeps out an account that takes over the name of a repository", () => {
    expect(faultsOf(known, token(NAMES, { repository_id: "999" }))).toEqual([
      "The policy wants repository_id to be 456789; the token has 999.",
    ])
  })

  test("asks for further claims", () => {
    const policy = trustPolicy(roleOf({ claims: "ref=refs/heads/main" }))
    expect(faultsOf(policy, token(NAMES))).toEqual([])
    expect(faultsOf(policy, token(NAMES, { ref: "refs/heads/evil" }))).toHaveLength(1)
  })

  test("elsewhere than in AWS's commercial partition asks for what STS compares there", () => {
    const { Condition } = trustPolicy(roleOf({ ...IDS, region: "cn-north-1" })).Statement[0] ?? {}
    expect(Object.keys(Condition?.StringEquals ?? {})).toEqual([`${ISSUER}:aud`, `${ISSUER}:sub`])
  })
})

describe("the verdict", () => {
  const policyOf = (Condition: Record<string, Record<string, string | string[]>>): PolicyDocument => ({
    Version: "2012-10-17",
    Statement: [{ ...(known.Statement[0] as PolicyDocument["Statement"][0]), Condition }],
  })
  const like = (pattern: string, sub: string) =>
    faultsOf(policyOf({ StringLike: { [`${ISSUER}:sub`]: pattern } }), { sub }).length === 0

  test.each([
    ["a*c", "abbc", true],
    ["a*c", "ac", true],
    ["a*c", "acb", false],
    ["*", "", true],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["ab?", "ab", false],
    ["*a*b*", "xaybz", true],
    ["*a*b", "abab", true],
    ["*a*b", "aba", false],
    ["abc", "ab", false],
    ["b", "ab", false],
    ["A", "a", false],
    ["a.c", "abc", false],
  ])("StringLike %j and %j: %s", (pattern, value, fits) => {
    expect(like(pattern, value)).toBe(fits)
  })

  test("takes no time for a pattern that was made to take some", () => {
    expect(like(`${"*a".repeat(30)}b`, "a".repeat(10_000))).toBe(false)
  })

  test("says what a token lacks", () => {
    expect(faultsOf(known, token(NAMES, { environment: undefined }))).toEqual([
      "The policy wants environment to be production; the token does not have it.",
    ])
  })

  test("names all that would do, and all that a token has", () => {
    const policy = policyOf({ StringEquals: { groups: ["a", "b"] } })
    expect(faultsOf(policy, { groups: ["c", "d"] })).toEqual([
      "The policy wants groups to be a or b; the token has c, d.",
    ])
  })

  test("one statement that fits is enough", () => {
    const [statement] = known.Statement as [PolicyDocument["Statement"][0]]
    const both = {
      ...known,
      Statement: [{ ...statement, Condition: { StringEquals: { x: "y" } } }, statement],
    }
    expect(faultsOf(both, token(NAMES))).toEqual([])
  })

  test("a statement without conditions lets everybody in, and another key than the issuer's is looked up as it is", () => {
    const [statement] = known.Statement as [PolicyDocument["Statement"][0]]
    const { Condition, ...open } = statement
    expect(faultsOf({ ...known, Statement: [open] }, {})).toEqual([])
    expect(faultsOf(policyOf({ StringEquals: { "aws:x": "1" } }), { "aws:x": "1" })).toEqual([])
  })

  test("what is not understood is not let in", () => {
    expect(faultsOf(policyOf({ ForAllValues: { sub: "x" } }), { sub: "x" })).toEqual([
      "The policy's condition ForAllValues is not understood here.",
    ])
  })

  test.each([
    ["another issuer", { Principal: { Federated: "arn:aws:iam::1:oidc-provider/example.org" } }],
    ["another action", { Action: ["sts:AssumeRole"] }],
    ["a denial", { Effect: "Deny" as const }],
    ["no principal", { Principal: undefined }],
  ])("a statement about %s does not count", (_name, change) => {
    const policy = { ...known, Statement: [{ ...known.Statement[0], ...change } as never] }
    expect(faultsOf(policy, token(NAMES))).toEqual([`The policy trusts no token of ${ISSUER}.`])
  })
})
