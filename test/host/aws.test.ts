// @module-tag slow
import { createHash } from "node:crypto"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { hostCredentials } from "../../src/host/environment.ts"
import { queryError, startAwsServer } from "../helpers/aws-server.ts"
import { startHttpApp, startTcpApp } from "../helpers/http-app.ts"

const IN_AN_HOUR = new Date(Date.now() + 3_600_000).toISOString()
const REGION = "eu-west-1"

let home: string
/** Writes a file below HOME, where AWS's tools keep theirs. */
const write = async (path: string, text: string) => {
  await mkdir(dirname(join(home, path)), { recursive: true })
  await writeFile(join(home, path), text, { mode: 0o600 })
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "aws-home-"))
  for (const name of Object.keys(process.env)) if (/^AWS_/.test(name)) vi.stubEnv(name, undefined)
  const files = join(home, ".aws")
  vi.stubEnv("HOME", home)
  vi.stubEnv("AWS_CONFIG_FILE", join(files, "config"))
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(files, "credentials"))
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true")
  vi.spyOn(Math, "random").mockReturnValue(0)
})
afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  await rm(home, { recursive: true })
})

const given = (signal = new AbortController().signal) => hostCredentials(process.env, signal)
const find = (signal?: AbortSignal) => given(signal).ambient?.find(REGION)
const refusal = (): Promise<Error> =>
  Promise.resolve(find()).then(
    () => expect.fail("credentials were found"),
    (error) => error,
  )

/** An STS that gives a session for whatever is asked. */
const startGenerousSts = (action: string) =>
  startAwsServer({
    body: `<${action}Response><${action}Result><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>b</SecretAccessKey>
      <SessionToken>c</SessionToken><Expiration>${IN_AN_HOUR}</Expiration></Credentials></${action}Result></${action}Response>`,
  })
const formsOf = (server: { requests: { body: string }[] }) =>
  server.requests.map(({ body }) => Object.fromEntries(new URLSearchParams(body)))

describe("the environment", () => {
  test("gives a job's token and keys, each hidden", async () => {
    const env = {
      ACTIONS_ID_TOKEN_REQUEST_URL: "https://example.org/token",
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "canary-request",
      AWS_ACCESS_KEY_ID: "AKIAENV",
      AWS_SECRET_ACCESS_KEY: "canary-key",
    }
    const found = hostCredentials(env, new AbortController().signal)
    expect(await found.oidc?.token.plaintext()).toBe("canary-request")
    expect(await found.keys?.secretAccessKey.plaintext()).toBe("canary-key")
    expect(found.keys?.sessionToken).toBeNull()
    expect(JSON.stringify(found)).not.toContain("canary")
  })

  test("of one half is none", () => {
    const found = hostCredentials({ AWS_ACCESS_KEY_ID: "AKIAENV" }, new AbortController().signal)
    expect(found).toMatchObject({ oidc: null, keys: null })
  })
})

describe("AWS's own configuration has credentials", () => {
  test("that the default profile names", async () => {
    await write(".aws/credentials", "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = x\n")
    expect(await find()).toMatchObject({ accessKeyId: "AKIADEFAULT", secretAccessKey: "x" })
  })

  test("that the profile of AWS_PROFILE gets from a process", async () => {
    const answer = { Version: 1, AccessKeyId: "ASIAPROCESS", SecretAccessKey: "x", SessionToken: "y" }
    await write("answer.json", JSON.stringify({ ...answer, Expiration: IN_AN_HOUR }))
    await write(".aws/config", `[profile shop]\ncredential_process = cat ${join(home, "answer.json")}\n`)
    vi.stubEnv("AWS_PROFILE", "shop")
    expect(given().ambient?.name).toBe("the AWS profile shop")
    expect(await find()).toMatchObject({
      accessKeyId: "ASIAPROCESS",
      sessionToken: "y",
      expiration: new Date(IN_AN_HOUR),
    })
  })

  test("of a role that another profile may take, asked for where the profile's region says", async () => {
    const sts = await startGenerousSts("AssumeRole")
    vi.stubEnv("AWS_ENDPOINT_URL_STS", sts.url)
    vi.stubEnv("AWS_PROFILE", "deploy")
    await write(
      ".aws/config",
      "[profile deploy]\nrole_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = base\n" +
        "[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = x\n",
    )
    expect(await find()).toMatchObject({ accessKeyId: "ASIAROLE", expiration: new Date(IN_AN_HOUR) })
    expect(formsOf(sts)).toMatchObject([
      { Action: "AssumeRole", RoleArn: "arn:aws:iam::123456789012:role/deploy" },
    ])
    expect(sts.requests[0]?.headers.authorization).toContain(`/${REGION}/sts/`)
  })

  test("of a web identity, whose token is in a file", async () => {
    const sts = await startGenerousSts("AssumeRoleWithWebIdentity")
    vi.stubEnv("AWS_ENDPOINT_URL_STS", sts.url)
    await write("token", "header.payload.signature")
    vi.stubEnv("AWS_WEB_IDENTITY_TOKEN_FILE", join(home, "token"))
    vi.stubEnv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/deploy")
    expect(await find()).toMatchObject({ accessKeyId: "ASIAROLE" })
    expect(formsOf(sts)).toMatchObject([{ WebIdentityToken: "header.payload.signature" }])
  })

  const sso = async (expiresAt: string) => {
    await write(
      ".aws/config",
      "[profile shop]\nsso_session = work\nsso_account_id = 123456789012\nsso_role_name = Deploy\n" +
        "[sso-session work]\nsso_region = eu-north-1\nsso_start_url = https://work.awsapps.com/start\n",
    )
    const name = createHash("sha1").update("work").digest("hex")
    await write(
      `.aws/sso/cache/${name}.json`,
      JSON.stringify({ accessToken: "canary-sso-token", expiresAt, region: "eu-north-1" }),
    )
    vi.stubEnv("AWS_PROFILE", "shop")
    const roleCredentials = { accessKeyId: "ASIASSO", secretAccessKey: "x", sessionToken: "y" }
    const server = await startAwsServer({
      body: JSON.stringify({ roleCredentials: { ...roleCredentials, expiration: Date.parse(IN_AN_HOUR) } }),
    })
    vi.stubEnv("AWS_ENDPOINT_URL_SSO", server.url)
    return server
  }

  test("of an SSO session", async () => {
    const server = await sso(IN_AN_HOUR)
    expect(await find()).toMatchObject({ accessKeyId: "ASIASSO", expiration: new Date(IN_AN_HOUR) })
    expect(server.requests[0]).toMatchObject({
      url: "/federation/credentials?account_id=123456789012&role_name=Deploy",
      headers: { "x-amz-sso_bearer_token": "canary-sso-token" },
    })
  })

  test("but not of an SSO session that has expired, and says how to log in", async () => {
    await sso("2026-03-01T03:00:00Z")
    const refused = await refusal()
    expect(refused).toMatchObject({ code: "AwsProfile", message: expect.stringContaining("aws sso login") })
    expect(refused.message).not.toContain("canary")
  })

  test("of a container", async () => {
    const server = await startAwsServer({
      body: JSON.stringify({
        AccessKeyId: "ASIATASK",
        SecretAccessKey: "x",
        Token: "y",
        Expiration: IN_AN_HOUR,
      }),
    })
    vi.stubEnv("AWS_CONTAINER_CREDENTIALS_FULL_URI", `${server.url}/task`)
    expect(await find()).toMatchObject({ accessKeyId: "ASIATASK", sessionToken: "y" })
  })

  test("of an instance", async () => {
    const keys = { Code: "Success", AccessKeyId: "ASIAINSTANCE", SecretAccessKey: "x", Token: "y" }
    const server = await startHttpApp(({ url = "" }, response) => {
      const isRole = url.endsWith("/security-credentials/deploy")
      response.end(
        isRole
          ? JSON.stringify({ ...keys, Expiration: IN_AN_HOUR })
          : url.endsWith("/token")
            ? "t"
            : "deploy",
      )
    })
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", undefined)
    vi.stubEnv("AWS_EC2_METADATA_SERVICE_ENDPOINT", server.url)
    expect(await find()).toMatchObject({ accessKeyId: "ASIAINSTANCE" })
  })
})

describe("where AWS's own configuration", () => {
  test("has none, there are none", async () => {
    expect(given().ambient?.name).toBe("AWS's own configuration")
    expect(await find()).toBeNull()
  })

  test("has no profile of that name, no other source stands in", async () => {
    const server = await startAwsServer({
      body: JSON.stringify({
        AccessKeyId: "ASIATASK",
        SecretAccessKey: "x",
        Token: "y",
        Expiration: IN_AN_HOUR,
      }),
    })
    vi.stubEnv("AWS_CONTAINER_CREDENTIALS_FULL_URI", `${server.url}/task`)
    vi.stubEnv("AWS_PROFILE", "shpo")
    expect(await refusal()).toMatchObject({
      code: "AwsProfile",
      message: expect.stringMatching(/^AWS profile: AwsProfile: shpo: Could not resolve credentials/),
    })
    expect(server.requests).toEqual([])
  })

  test("names a process that fails, its arguments are not shown", async () => {
    await write(
      ".aws/config",
      `[profile shop]\ncredential_process = sh -c "echo gone away >&2; exit 3" --key canary\n`,
    )
    vi.stubEnv("AWS_PROFILE", "shop")
    const refused = await refusal()
    expect(refused.message).toBe("AWS profile: AwsProfile: shop: credential_process failed: gone away")
  })

  test("names a role that may not be taken, AWS's words are shown", async () => {
    const sts = await startAwsServer(
      queryError("AccessDenied", "User is not authorized to perform: sts:AssumeRole", 403),
    )
    vi.stubEnv("AWS_ENDPOINT_URL_STS", sts.url)
    vi.stubEnv("AWS_PROFILE", "deploy")
    await write(
      ".aws/config",
      "[profile deploy]\nrole_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = base\n" +
        "[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = canary-base\n",
    )
    const refused = await refusal()
    expect(refused.message).toContain("User is not authorized to perform: sts:AssumeRole")
    expect(refused.message).not.toContain("canary")
  })

  test("is asked once the run was interrupted, nothing is waited for", async () => {
    const url = await startTcpApp(() => {})
    vi.stubEnv("AWS_CONTAINER_CREDENTIALS_FULL_URI", `${url}/task`)
    const interrupted = AbortSignal.abort(new Error("interrupted"))
    await expect(find(interrupted)).rejects.toMatchObject({ code: "Interrupted" })
  })

  test("takes long, the run's interruption ends the search", async () => {
    const interruption = new AbortController()
    const url = await startTcpApp(() => interruption.abort(new Error("interrupted")))
    vi.stubEnv("AWS_CONTAINER_CREDENTIALS_FULL_URI", `${url}/task`)
    await expect(find(interruption.signal)).rejects.toMatchObject({ code: "Interrupted" })
  })
})
