// @module-tag slow
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect } from "vitest"
import { trustPolicy } from "../../src/core/aws/policies.ts"
import type { CommandConfig } from "../../src/core/config/tools.ts"
import { IDS, roleOf } from "../core/aws/samples.ts"
import { type AppRepository, told } from "../helpers/app-repo.ts"
import { jobOf, startOidcIssuer } from "../helpers/oidc-issuer.ts"
import { startSts } from "../helpers/sts-server.ts"
import { test } from "./target.ts"

const ROLE = "arn:aws:iam::123456789012:role/deploy-shop-production"

/** What a command saw of the credentials; it also says all of it aloud, as a careless tool does. */
interface Seen {
  what: string
  argv: string[]
  env: Record<string, string>
}

/** A shop whose production is in AWS, deployed by a job of GitHub. */
async function inAws(app: AppRepository, environment: string) {
  const issuer = await startOidcIssuer(jobOf(environment))
  const trust = trustPolicy(roleOf(IDS))
  const sts = await startSts({ jwksUrl: issuer.jwksUrl, roles: { [ROLE]: { trust } } })
  const seen = join(app.base, "seen.jsonl")
  const spy = (what: string) => `import { appendFileSync } from "node:fs"
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(AWS|ACTIONS)_/.test(name)))
appendFileSync(${JSON.stringify(seen)}, JSON.stringify({ what: ${JSON.stringify(what)}, argv: process.argv, env }) + "\\n")
console.log(JSON.stringify(env))
console.error(Object.values(env).join("\\n"))
`
  const [deploying, installing] = [join(app.base, "deploying.mjs"), join(app.base, "installing.mjs")]
  await Promise.all([writeFile(deploying, spy("deploy")), writeFile(installing, spy("install"))])
  await app.configure((config) => {
    const deployer = config.deployer as CommandConfig
    const usual = deployer.deploy.map((word) => `'${word}'`).join(" ")
    return {
      ...config,
      deployer: {
        ...deployer,
        install: ["node", installing],
        deploy: ["sh", "-ec", `node '${deploying}'; ${usual}`],
      },
      stages: {
        ...config.stages,
        production: { ...config.stages?.production, region: "eu-central-1", roleArn: ROLE },
      },
    }
  })
  const env = {
    ACTIONS_ID_TOKEN_REQUEST_URL: issuer.requestUrl,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: issuer.requestToken,
    AWS_ENDPOINT_URL_STS: sts.url,
  }
  return {
    sts,
    /** everything that only AWS, GitHub and the deploying command may know */
    canaries: () => [
      issuer.requestToken,
      ...issuer.tokens,
      ...sts.sessions.flatMap(({ secretAccessKey, sessionToken }) => [
        secretAccessKey,
        sessionToken as string,
      ]),
    ],
    deploy: async () =>
      told(await app.start(["deploy-production", "--tag", "v1.1.0", "--format", "json"], env).ended),
    seen: async () =>
      (await readFile(seen, "utf8"))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Seen),
    ledger: () => app.git("log", "-p", "refs/pipeline/ledger/production"),
  }
}

describe("a GitHub job that deploys to AWS", { timeout: 90_000 }, () => {
  test("gets credentials for the deploy and others for the rollback, which nobody else ever sees", async ({
    createShop,
    target,
  }) => {
    const aws = await inAws(await createShop(), "production")
    target.production.deploys = ({ tag }) => (tag === "v1.1.0" ? 7 : 0)
    const answer = await aws.deploy()
    expect(answer).toMatchObject({
      code: 1,
      report: { outcome: "rolled-back", running: { tag: "v1.0.0", verified: true } },
    })
    expect(answer.report.gates.find(({ id }) => id === "credentials")).toMatchObject({
      status: "pass",
      detail:
        "role deploy-shop-production in account 123456789012, eu-central-1, from GitHub's OIDC token: renewed for each phase",
    })

    const seen = await aws.seen()
    expect(seen.map(({ what }) => what)).toEqual(["install", "deploy", "install", "deploy"])
    // the first session was for the look before the lock
    const [, first, second] = aws.sts.sessions
    expect(seen.filter(({ what }) => what === "deploy").map(({ env }) => env.AWS_SESSION_TOKEN)).toEqual([
      first?.sessionToken,
      second?.sessionToken,
    ])
    expect(aws.sts.sessions).toHaveLength(3)

    const installs = seen.filter(({ what }) => what === "install")
    const commands = seen.map(({ argv }) => argv)
    const said = JSON.stringify([answer, await aws.ledger(), installs, commands])
    expect(aws.canaries().length).toBeGreaterThan(9)
    expect(aws.canaries().filter((canary) => said.includes(canary))).toEqual([])
  })

  test("of another environment is refused before anything is touched, and its token is not shown", async ({
    createShop,
    target,
  }) => {
    const aws = await inAws(await createShop(), "staging")
    target.production.deploys = () => expect.fail("it was deployed")
    const answer = await aws.deploy()
    expect(answer).toMatchObject({
      code: 3,
      report: { outcome: "blocked", changed: false, reason: { code: "CREDENTIALS_REFUSED" } },
    })
    expect(answer.report.reason?.fix).toMatch(/`release-pipeline .*trust-policy .*--stage production`/)
    await expect(aws.seen()).rejects.toThrow("ENOENT")
    const said = JSON.stringify([answer, await aws.ledger()])
    expect(aws.canaries()).toHaveLength(2)
    expect(aws.canaries().filter((canary) => said.includes(canary))).toEqual([])
  })
})
