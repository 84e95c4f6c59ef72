// @module-tag slow
import { generateKeyPairSync } from "node:crypto"
import { beforeAll, describe, expect, test } from "vitest"
import { awsAccess } from "../../../src/adapters/aws/access.ts"
import type { GivenCredentials } from "../../../src/adapters/aws/sources.ts"
import type { WantedAws } from "../../../src/core/aws/credentials.ts"
import { trustPolicy } from "../../../src/core/aws/policies.ts"
import type { SecretValue } from "../../../src/core/masking.ts"
import { IDS, roleOf } from "../../core/aws/samples.ts"
import { unusedAddress } from "../../helpers/http-app.ts"
import { describeWithMoto, MOTO_START_MS, type Moto, startMoto } from "../../helpers/moto.ts"
import { jobOf, type OidcIssuer, startOidcIssuer } from "../../helpers/oidc-issuer.ts"
import { startSts } from "../../helpers/sts-server.ts"

const ROLE = "arn:aws:iam::123456789012:role/deploy-shop-production"
const STAGE: WantedAws = { region: "eu-central-1", roleArn: ROLE, account: "123456789012" }
const NOTHING: GivenCredentials = { oidc: null, keys: null, exported: null, ambient: null }

const secret = (text: string): SecretValue => ({ plaintext: async () => text })
const oidcOf = (issuer: OidcIssuer) => ({
  url: secret(issuer.requestUrl),
  token: secret(issuer.requestToken),
})
const keysOf = (sessionToken: string | null = "canary-session") => ({
  accessKeyId: secret("AKIAEXAMPLE\n"),
  secretAccessKey: secret("canary-key"),
  sessionToken: sessionToken === null ? null : secret(sessionToken),
})

interface Settings {
  job?: Record<string, unknown>
  given?: (issuer: OidcIssuer) => Partial<GivenCredentials>
  wanted?: WantedAws | null
  /** this machine's clock against AWS's and GitHub's */
  skewMinutes?: number
  maxSessionSeconds?: number
}

/** A job of GitHub, its issuer, an STS that trusts it as trust-policy says, and the pipeline's way to it. */
async function scene(settings: Settings = {}) {
  const {
    job = jobOf("production"),
    given,
    wanted = STAGE,
    skewMinutes = 0,
    maxSessionSeconds = 7200,
  } = settings
  const now = () => new Date(Date.now() - skewMinutes * 60_000)
  const issuer = await startOidcIssuer(job, { now })
  const trust = trustPolicy(roleOf(IDS))
  const sts = await startSts({
    jwksUrl: issuer.jwksUrl,
    roles: { [ROLE]: { trust, maxSessionSeconds } },
    now,
  })
  const access = awsAccess(
    () => wanted,
    { ...NOTHING, ...(given === undefined ? { oidc: oidcOf(issuer) } : given(issuer)) },
    { endpoint: sts.url, clock, runId: "run/1 é" },
  )
  return { issuer, sts, access }
}

/** The real time, because AWS's SDK signs with it, and no pauses. */
const clock = { now: () => new Date(), sleep: async () => {} }

/** A life of so many seconds that began a moment ago. */
const about = (seconds: number) =>
  expect.toSatisfy((life) => life <= seconds && life > seconds - 10, `about ${seconds}`)

const foundIn = async ({ access }: Awaited<ReturnType<typeof scene>>) => {
  const fact = await access.check("production", 1800)
  return fact.kind === "known" ? fact.value : expect.fail(`the fact is ${fact.kind}`)
}

describe("a GitHub job", () => {
  test.each([
    ["names", jobOf("production")],
    ["names and numbers", jobOf("production", "repo:octo-org@123456/shop@456789:environment:production")],
  ])("takes the stage's role with a token of its own, whose subject has %s", async (_name, job) => {
    const world = await scene({ job })
    expect(await foundIn(world)).toMatchObject({
      kind: "held",
      source: "GitHub's OIDC token",
      identity: {
        account: "123456789012",
        arn: expect.stringMatching(/assumed-role\/deploy-shop-production\//),
      },
      renewable: true,
      lifeSeconds: about(2100),
    })
    expect(world.sts.taken).toEqual([{ roleArn: ROLE, sessionName: "pipeline-run-1--", seconds: 2100 }])
    expect(world.sts.actions()).toEqual(["AssumeRoleWithWebIdentity", "GetCallerIdentity"])
    expect(world.issuer.requests[0]?.url).toBe("/token?api-version=2.0&audience=sts.amazonaws.com")
  })

  test("gets a new token and a new session for each phase", async () => {
    const { access, issuer, sts } = await scene()
    const phases = [await access.obtain("production", 1800), await access.obtain("production", 10)]
    const secrets = await Promise.all(
      phases.map((phase) => (phase.ok ? phase.secrets.AWS_SESSION_TOKEN?.plaintext() : null)),
    )
    expect(secrets).toEqual(sts.sessions.map(({ sessionToken }) => sessionToken))
    expect(new Set(secrets).size).toBe(2)
    expect(new Set(issuer.tokens).size).toBe(2)
    expect(sts.taken.map(({ seconds }) => seconds)).toEqual([2100, 900])
  })

  test("hands the command what AWS's tools read, and shows nothing of it", async () => {
    const { access, sts } = await scene()
    const obtained = await access.obtain("production", 1800)
    expect(obtained).toMatchObject({
      ok: true,
      env: { AWS_REGION: "eu-central-1", AWS_DEFAULT_REGION: "eu-central-1", AWS_ENDPOINT_URL: sts.url },
    })
    const { expiresAt } = obtained as { expiresAt: Date }
    expect((expiresAt.getTime() - Date.now()) / 1000).toEqual(about(2100))
    expect(Object.keys(obtained.ok ? obtained.secrets : {})).toEqual([
      "AWS_ACCESS_KEY_ID",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_SESSION_TOKEN",
    ])
    expect(JSON.stringify(obtained)).not.toMatch(/canary|ASIA/)
  })

  const REFUSALS: [string, Settings, (issuer: OidcIssuer) => void, string, RegExp][] = [
    [
      "another environment",
      { job: jobOf("staging") },
      () => {},
      "CREDENTIALS_REFUSED",
      /AccessDenied: Not authorized/,
    ],
    [
      "a subject that the organisation made up",
      { job: jobOf("production", "octo-org:production") },
      () => {},
      "CREDENTIALS_REFUSED",
      /AccessDenied/,
    ],
    [
      "another repository of the same name",
      { job: { ...jobOf("production"), repository_id: "1" } },
      () => {},
      "CREDENTIALS_REFUSED",
      /AccessDenied/,
    ],
    [
      "a signature by another key",
      {},
      ({ next }) =>
        void Object.assign(next, {
          signingKey: generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey,
        }),
      "CREDENTIALS_REFUSED",
      /InvalidIdentityToken/,
    ],
    [
      "another issuer",
      {},
      ({ next }) => void Object.assign(next.claims, { iss: "https://example.org" }),
      "CREDENTIALS_REFUSED",
      /InvalidIdentityToken: No OpenIDConnect provider/,
    ],
    [
      "another audience",
      {},
      ({ next }) => void Object.assign(next.claims, { aud: "https://github.com/octo-org" }),
      "CREDENTIALS_REFUSED",
      /Incorrect token audience/,
    ],
    [
      "a token that is over",
      {},
      ({ next }) => void Object.assign(next, { lifeSeconds: -1 }),
      "CREDENTIALS_EXPIRED",
      /ExpiredTokenException/,
    ],
    [
      "a role whose sessions are shorter",
      { maxSessionSeconds: 1800 },
      () => {},
      "CREDENTIALS_TOO_SHORT",
      /MaxSessionDuration/,
    ],
    [
      "an issuer that is down",
      {},
      ({ next }) => void Object.assign(next, { status: 503 }),
      "CREDENTIALS_UNAVAILABLE",
      /HTTP 503/,
    ],
    [
      "a job without leave",
      {},
      ({ next }) => void Object.assign(next, { status: 403 }),
      "CREDENTIALS_REFUSED",
      /HTTP 403/,
    ],
  ]
  test.each(REFUSALS)("is refused: %s", async (_name, settings, change, code, message) => {
    const world = await scene(settings)
    change(world.issuer)
    const found = await foundIn(world)
    expect(found).toMatchObject({
      kind: "refused",
      reason: { code, message: expect.stringMatching(message) },
    })
    expect(JSON.stringify(found)).not.toMatch(/canary|eyJ/)
    expect(world.sts.sessions).toEqual([])
    expect(await world.access.obtain("production", 1800)).toMatchObject({ ok: false, reason: { code } })
  })

  test("that is given no token never asks AWS", async () => {
    const world = await scene()
    world.issuer.next.status = 403
    await foundIn(world)
    expect(world.sts.actions()).toEqual([])
  })

  test("whose token aged on the way gets another, once", async () => {
    const world = await scene()
    const { next, tokens } = world.issuer
    next.lifeSeconds = -1
    // the first is over, the second is not
    const push = tokens.push.bind(tokens)
    tokens.push = (token) => {
      next.lifeSeconds = 300
      return push(token)
    }
    expect(await foundIn(world)).toMatchObject({ kind: "held" })
    expect(tokens).toHaveLength(2)
  })

  test("whose token request would go out in the clear does not make it", async () => {
    const given = () => ({ oidc: { url: secret("http://example.org/token"), token: secret("canary") } })
    expect(await foundIn(await scene({ given }))).toMatchObject({
      kind: "refused",
      reason: { message: expect.stringMatching(/not an https URL/) },
    })
  })
})

describe("a clock that is wrong", () => {
  test.each([20, -20])(
    "by %i minutes is set right by AWS's answer, and lives are counted by AWS's clock",
    async (skewMinutes) => {
      const world = await scene({ skewMinutes })
      expect(await foundIn(world)).toMatchObject({ kind: "held", lifeSeconds: about(2100) })
      expect(world.sts.actions()).toEqual([
        "AssumeRoleWithWebIdentity",
        "GetCallerIdentity",
        "GetCallerIdentity",
      ])
    },
  )
})

describe("the ways to credentials", () => {
  const exportedText = (fields = {}) =>
    JSON.stringify({ Version: 1, AccessKeyId: "ASIAEXPORTED", SecretAccessKey: "canary-exported", ...fields })
  const sourceOf = async (given: Settings["given"], wanted: WantedAws | null = STAGE) => {
    const world = await scene({ wanted, ...(given === undefined ? {} : { given }) })
    const obtained = await world.access.obtain("production", 60)
    return obtained.ok ? obtained.secrets.AWS_ACCESS_KEY_ID?.plaintext() : obtained.reason
  }
  const profile = {
    name: "the AWS profile shop",
    find: async () => ({
      accessKeyId: "ASIAPROFILE",
      secretAccessKey: "x",
    }),
  }
  const exported = secret(exportedText())

  test("are tried in their order", async () => {
    const all = (issuer: OidcIssuer) => ({ oidc: oidcOf(issuer), keys: keysOf(), exported, ambient: profile })
    expect(await sourceOf(all)).toMatch(/^ASIA[0-9A-F]{16}$/)
    expect(await sourceOf(all, { ...STAGE, roleArn: null })).toBe("AKIAEXAMPLE")
    expect(await sourceOf((issuer) => ({ ...all(issuer), oidc: null }))).toBe("AKIAEXAMPLE")
    expect(await sourceOf(() => ({ exported, ambient: profile }))).toBe("ASIAEXPORTED")
    expect(await sourceOf(() => ({ ambient: profile }))).toBe("ASIAPROFILE")
  })

  test("that fail do not fall back to credentials that were not meant", async () => {
    const given = () => ({
      oidc: { url: secret("nonsense"), token: secret("x") },
      keys: keysOf(),
      ambient: profile,
    })
    expect(await sourceOf(given)).toMatchObject({ code: "CREDENTIALS_REFUSED" })
  })

  test("that are all closed are each named", async () => {
    const given = (issuer: OidcIssuer) => ({
      oidc: oidcOf(issuer),
      ambient: { ...profile, find: async () => null },
    })
    const reason = {
      code: "CREDENTIALS_MISSING",
      message:
        "There are no AWS credentials: OIDC would need the stage's roleArn, and for a plan its planRoleArn; no keys are given; " +
        "no exported credentials are given; the AWS profile shop has none.",
    }
    expect(await sourceOf(given, { ...STAGE, roleArn: null })).toMatchObject(reason)
    const world = await scene({ given, wanted: { ...STAGE, roleArn: null } })
    expect(await foundIn(world)).toMatchObject({ kind: "missing", tried: expect.any(Array) })
  })

  test("count the life of those that end", async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString().replace("Z", "+00:00")
    const given = () => ({ exported: secret(exportedText({ SessionToken: "canary", Expiration: inAnHour })) })
    const world = await scene({ given })
    world.sts.sessions.push({
      account: "123456789012",
      arn: "arn:aws:iam::123456789012:user/ana",
      accessKeyId: "ASIAEXPORTED",
      secretAccessKey: "canary-exported",
      sessionToken: "canary",
      expiration: null,
    })
    expect(await foundIn(world)).toMatchObject({
      kind: "held",
      source: "exported credentials",
      renewable: false,
      lifeSeconds: about(3600),
    })
  })

  test("that AWS does not know are refused", async () => {
    expect(await foundIn(await scene({ given: () => ({ keys: keysOf(null) }) }))).toMatchObject({
      kind: "refused",
      reason: { code: "CREDENTIALS_REFUSED", message: expect.stringMatching(/InvalidClientTokenId/) },
    })
  })

  test.each([
    ["no JSON", "canary-exported"],
    ["another version", exportedText({ Version: 2 })],
    ["no secret", exportedText({ SecretAccessKey: "" })],
    ["an end that is no time", exportedText({ Expiration: "soon" })],
  ])("of an exported text that is %s are refused without quoting it", async (_name, text) => {
    const refused = await sourceOf(() => ({ exported: secret(text) }))
    expect(refused).toMatchObject({ code: "CREDENTIALS_REFUSED" })
    expect(JSON.stringify(refused)).not.toContain("canary")
  })

  test("that cannot be read say so", async () => {
    const broken: SecretValue = { plaintext: () => Promise.reject(new Error("secret env var not found")) }
    expect(await sourceOf(() => ({ exported: broken }))).toEqual({
      code: "CREDENTIALS_UNAVAILABLE",
      message: "The AWS credentials can't be read: secret env var not found",
      fix: expect.any(String),
    })
  })

  test("to an AWS that is not there", async () => {
    const given = { ...NOTHING, keys: keysOf() }
    const access = awsAccess(() => STAGE, given, { endpoint: await unusedAddress(), clock, runId: "run-1" })
    expect(await access.check("production", 60)).toMatchObject({
      value: { kind: "refused", reason: { code: "CREDENTIALS_UNAVAILABLE" } },
    })
  })
})

test("a stage without AWS asks for nothing and gets nothing", async () => {
  const { access, sts } = await scene({ wanted: null })
  expect(await access.check("production", 60)).toEqual({
    kind: "skipped",
    why: "no AWS region is set: stages.production.region",
  })
  expect(await access.obtain("production", 60)).toEqual({ ok: true, env: {}, secrets: {}, expiresAt: null })
  expect(await access.credentials("production", 60)).toMatchObject({ ok: false })
  expect(sts.actions()).toEqual([])
})

describeWithMoto("moto's STS", () => {
  let moto: Moto
  beforeAll(async () => {
    moto = await startMoto()
  }, MOTO_START_MS)

  test("gives a role for a token, and knows whose the credentials are", async () => {
    const issuer = await startOidcIssuer(jobOf("production"))
    const given = { ...NOTHING, oidc: oidcOf(issuer) }
    const access = awsAccess(() => STAGE, given, { endpoint: moto.url, clock, runId: "run-1" })
    const fact = await access.check("production", 1800)
    expect(fact).toMatchObject({
      kind: "known",
      value: {
        kind: "held",
        renewable: true,
        identity: {
          account: "123456789012",
          arn: `${ROLE.replace("iam", "sts").replace("role", "assumed-role")}/pipeline-run-1`,
        },
      },
    })
    expect(await access.obtain("production", 1800)).toMatchObject({ ok: true, expiresAt: expect.any(Date) })
  })
})
