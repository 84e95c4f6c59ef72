import { describe, expect, test } from "vitest"
import {
  AwsError,
  adminRegion,
  type CredentialsFound,
  expiryReason,
  judgeCredentials,
  neededSeconds,
  phaseSeconds,
  refusalReason,
  sessionSeconds,
  wantedAws,
} from "../../../src/core/aws/credentials.ts"
import { parseConfig } from "../../../src/core/config/parse.ts"
import { reason } from "../../../src/core/reasons.ts"
import { commandDeployer, problemsOf, sample } from "../config/samples.ts"

const ROLE = "arn:aws:iam::123456789012:role/deploy"
const configText = (production: object, deployer: object = commandDeployer) => {
  const checks = [{ name: "api", url: "https://example.org/health", expect: { version: "version" } }]
  return JSON.stringify({ ...sample(), deployer, smoke: { checks }, stages: { production } })
}
const configOf = (...given: Parameters<typeof configText>) => parseConfig(configText(...given))

describe("pipeline.json", () => {
  test.each([
    [{ region: "eu-central-1" }, []],
    [{ region: "us-gov-west-1", roleArn: ROLE, account: "123456789012" }, []],
    [{ roleArn: ROLE }, ["stages.production.region: is missing: roleArn needs it"]],
    [{ account: "123456789012" }, ["stages.production.region: is missing: account needs it"]],
    [
      { region: "eu-central-1", roleArn: ROLE, account: "210987654321" },
      ["stages.production.roleArn: is in account 123456789012, not in 210987654321"],
    ],
    [
      { region: "eu-central-1", roleArn: ROLE, planRoleArn: ROLE.replace("123456789012", "210987654321") },
      ["stages.production.planRoleArn: is in account 210987654321, not in 123456789012"],
    ],
    [{ planRoleArn: ROLE }, ["stages.production.region: is missing: planRoleArn needs it"]],
    [{ region: "moon" }, ["stages.production.region: must be an AWS region such as eu-central-1"]],
    [
      { region: "eu-central-1", account: "12" },
      ["stages.production.account: must be the 12 digits of an AWS account"],
    ],
    [
      { region: "eu-central-1", roleArn: "deploy" },
      ["stages.production.roleArn: must be the ARN of an IAM role: arn:aws:iam::123456789012:role/NAME"],
    ],
  ])("%j", (production, problems) => {
    expect(problemsOf(configText(production))).toEqual(problems)
  })
})

describe("what a stage wants", () => {
  const production = { region: "eu-central-1", roleArn: ROLE }

  test("is what it names, and its role's account", () => {
    expect(wantedAws(configOf(production), "production")).toEqual({
      region: "eu-central-1",
      roleArn: ROLE,
      account: "123456789012",
    })
    expect(wantedAws(configOf({ region: "eu-west-1", account: "210987654321" }), "production")).toEqual({
      region: "eu-west-1",
      roleArn: null,
      account: "210987654321",
    })
    expect(wantedAws(configOf({ region: "eu-west-1" }), "production")?.account).toBeNull()
  })

  test("is another role for a plan, or none: before the approval the stage's own is out of reach", () => {
    const planRoleArn = `${ROLE}-plan`
    const config = configOf({ ...production, planRoleArn })
    expect(wantedAws(config, "production", "plan")).toMatchObject({
      roleArn: planRoleArn,
      account: "123456789012",
    })
    expect(wantedAws(config, "production")).toMatchObject({ roleArn: ROLE })
    expect(wantedAws(configOf(production), "production", "plan")).toMatchObject({
      roleArn: null,
      account: "123456789012",
    })
    expect(wantedAws(configOf({ region: "eu-west-1", planRoleArn }), "production")).toMatchObject({
      roleArn: null,
      account: "123456789012",
    })
  })

  test("is nothing where no region is named, or nothing is deployed to AWS", () => {
    expect(wantedAws(configOf(production), "staging")).toBeNull()
    expect(wantedAws(configOf(production, sample().deployer), "production")).toBeNull()
  })

  test("is administered in the partition of any of its stages", () => {
    expect(adminRegion(configOf({ region: "cn-north-1" }))).toBe("cn-north-1")
    expect(adminRegion(configOf({}))).toBe("us-east-1")
    const staging = { region: "us-gov-west-1" }
    const both = { ...JSON.parse(configText({ region: "us-gov-east-1" })), stages: { staging } }
    expect(adminRegion(parseConfig(JSON.stringify(both)))).toBe("us-gov-west-1")
  })

  test("is time for a deploy, a smoke test and a rollback", () => {
    expect(phaseSeconds(configOf(production))).toBe(1800)
    expect(neededSeconds(configOf(production))).toBe(2 * 1800 + 90)
    expect(neededSeconds(configOf(production, sample().deployer))).toBe(90)
  })

  test.each([
    [0, 900],
    [1800, 2100],
    [1800.4, 2101],
    [86_400, 43_200],
  ])("is a session of its own for a phase: %d s in %d s", (phase, session) => {
    expect(sessionSeconds(phase)).toBe(session)
  })
})

describe("the verdict", () => {
  const wanted = { region: "eu-central-1", roleArn: ROLE, account: "123456789012" }
  const held: Extract<CredentialsFound, { kind: "held" }> = {
    kind: "held",
    source: "exported credentials",
    identity: { account: "123456789012", arn: "arn:aws:sts::123456789012:assumed-role/deploy/ana" },
    renewable: false,
    lifeSeconds: 4000,
  }
  const judge = (fields: Partial<typeof held>, of = wanted) =>
    judgeCredentials({ ...held, ...fields }, of, 3690)
  const holder = "role deploy in account 123456789012, eu-central-1, from exported credentials"

  test("names whose they are, where they come from and how long they live", () => {
    expect(judge({})).toEqual({ pass: `${holder}: valid for 1 h 06 min` })
    expect(judge({ lifeSeconds: 3690 })).toEqual({ pass: `${holder}: valid for 1 h 01 min` })
    expect(judge({ lifeSeconds: null })).toEqual({ pass: `${holder}: no expiry is stated` })
    expect(judge({ renewable: true, lifeSeconds: 1 })).toEqual({ pass: `${holder}: renewed for each phase` })
  })

  test.each([
    ["arn:aws:sts::123456789012:assumed-role/deploy/pipeline-1", "role deploy"],
    ["arn:aws:iam::123456789012:user/team/ana", "user team/ana"],
    ["arn:aws:iam::123456789012:root", "the root user"],
    ["arn:aws:sts::123456789012:assumed-role", "role "],
  ])("calls %s %s", (arn, name) => {
    expect(judge({ identity: { account: "123456789012", arn } })).toEqual({
      pass: `${name} in account 123456789012, eu-central-1, from exported credentials: valid for 1 h 06 min`,
    })
  })

  test.each([
    [
      { lifeSeconds: 3689 },
      "CREDENTIALS_TOO_SHORT",
      "The credentials from exported credentials expire in 1 h 01 min; a deploy and a rollback may take 1 h 01 min.",
    ],
    [{ lifeSeconds: 0 }, "CREDENTIALS_EXPIRED", "The credentials from exported credentials have expired."],
    [
      { identity: { account: "210987654321", arn: "arn:aws:iam::210987654321:user/ana" } },
      "CREDENTIALS_WRONG_ACCOUNT",
      "The credentials from exported credentials belong to user ana in account 210987654321; the stage is in account 123456789012.",
    ],
  ] as const)("fails %j", (fields, code, message) => {
    expect(judge(fields)).toMatchObject({ fail: { code, message } })
  })

  test("takes any account where none is named", () => {
    const other = { account: "210987654321", arn: "arn:aws:iam::210987654321:user/ana" }
    const anywhere = { region: "eu-central-1", roleArn: null, account: null }
    expect(judgeCredentials({ ...held, identity: other }, anywhere, 60)).toHaveProperty("pass")
  })

  test("passes on why there are none", () => {
    expect(
      judgeCredentials({ kind: "missing", tried: ["no keys are given", "no role"] }, wanted, 60),
    ).toMatchObject({
      fail: {
        code: "CREDENTIALS_MISSING",
        message: "There are no AWS credentials: no keys are given; no role.",
      },
    })
    const refused = reason("CREDENTIALS_REFUSED")
    expect(judgeCredentials({ kind: "refused", reason: refused }, wanted, 60)).toEqual({ fail: refused })
  })
})

describe("a refusal", () => {
  test.each([
    ["Unreachable", "sts: Unreachable: no route", "CREDENTIALS_UNAVAILABLE", /connection to AWS/],
    ["Http503", "503", "CREDENTIALS_UNAVAILABLE", /connection to AWS/],
    ["Http403", "403", "CREDENTIALS_REFUSED", /aws-credentials/],
    ["ExpiredToken", "is expired", "CREDENTIALS_EXPIRED", /aws sso login/],
    ["ExpiredTokenException", "Token expired", "CREDENTIALS_EXPIRED", /aws sso login/],
    ["AwsProfile", "Token has expired and refresh failed", "CREDENTIALS_EXPIRED", /aws sso login/],
    ["AwsProfile", "The config profile (x) could not be found", "CREDENTIALS_REFUSED", /aws-credentials/],
    [
      "ValidationError",
      "DurationSeconds exceeds MaxSessionDuration",
      "CREDENTIALS_TOO_SHORT",
      /max-session-duration/,
    ],
    ["ValidationError", "RoleArn is invalid", "CREDENTIALS_REFUSED", /aws-credentials/],
    ["InvalidIdentityToken", "No OpenIDConnect provider", "CREDENTIALS_REFUSED", /identity provider/],
    ["AccessDenied", "sts:AssumeRoleWithWebIdentity: no", "CREDENTIALS_REFUSED", /trust policy/],
    ["AccessDenied", "sts:GetCallerIdentity: no", "CREDENTIALS_REFUSED", /aws-credentials/],
    ["RequestTimeTooSkewed", "the difference is too large", "CREDENTIALS_REFUSED", /clock/],
    ["SignatureDoesNotMatch", "Signature expired", "CREDENTIALS_REFUSED", /clock/],
    ["SignatureDoesNotMatch", "does not match", "CREDENTIALS_REFUSED", /aws-credentials/],
  ])("%s, %s: %s", (code, message, expected, fix) => {
    expect(refusalReason({ code, message })).toEqual({
      code: expected,
      message: `No AWS credentials: ${message}`,
      fix: expect.stringMatching(fix),
    })
  })
})

test.each([
  ...["Unreachable", "Timeout", "Interrupted", "BadAnswer", "Http503", "IDPCommunicationError"],
  ...["ExpiredToken", "AwsProfile", "ValidationError", "InvalidIdentityToken", "AccessDenied"],
  ...["RequestTimeTooSkewed", "SignatureDoesNotMatch"],
])("a code that only holds %s means nothing of the kind", (code) => {
  const message = "expired, DurationSeconds, AssumeRoleWithWebIdentity, skew"
  const unheard = refusalReason({ code: "Unheard", message })
  expect(refusalReason({ code, message })).not.toEqual(unheard)
  expect(refusalReason({ code: `My${code}`, message })).toEqual(unheard)
  expect(refusalReason({ code: `${code}Mine`, message })).toEqual(unheard)
})

test("an error of AWS names the call, the code and the request", () => {
  const error = new AwsError("iam:GetRole", "NoSuchEntity", "There is none.", "r-1")
  expect(error).toMatchObject({ name: "AwsError", code: "NoSuchEntity" })
  expect(error.message).toBe("iam:GetRole: NoSuchEntity: There is none. (request r-1)")
  expect(new AwsError("iam:GetRole", "Timeout", "none").message).toBe("iam:GetRole: Timeout: none")
})

describe("a deploy that failed", () => {
  const given = reason("DEPLOY_FAILED", "deploy ended with exit code 1.")
  const now = new Date("2026-03-01T04:00:00Z")
  const earlier = new Date("2026-03-01T03:59:00Z")
  const later = new Date("2026-03-01T05:00:00Z")

  test.each([
    [
      "An error occurred (ExpiredToken) when calling the PutObject operation: The provided token has expired.",
    ],
    ["ExpiredTokenException: The security token included in the request is expired"],
    ["error: your credentials have expired, log in again"],
  ])("failed for its credentials when it says so: %s", (line) => {
    expect(expiryReason(given, ["x", line], null, now)).toMatchObject({
      code: "CREDENTIALS_EXPIRED",
      message: "The credentials expired while the deploy ran. deploy ended with exit code 1.",
    })
  })

  test("failed for its credentials when they have expired", () => {
    expect(expiryReason(given, [], earlier, now)).toMatchObject({
      code: "CREDENTIALS_EXPIRED",
      message:
        "The credentials expired at 2026-03-01T03:59:00.000Z while the deploy ran. deploy ended with exit code 1.",
    })
  })

  test("failed for its credentials at the moment in which they expire, also where its time was over", () => {
    const late = reason("DEPLOY_TIMEOUT")
    expect(expiryReason(late, [], now, now)).toMatchObject({ code: "CREDENTIALS_EXPIRED" })
  })

  test("failed for what it says otherwise", () => {
    expect(expiryReason(given, ["the certificate has expired"], later, now)).toBe(given)
    const interrupted = reason("INTERRUPTED")
    expect(expiryReason(interrupted, ["ExpiredToken"], earlier, now)).toBe(interrupted)
  })
})
