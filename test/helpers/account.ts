import { type AwsClient, awsClient } from "../../src/adapters/aws/client.ts"
import { membersAt, textAt } from "../../src/adapters/aws/xml.ts"
import { githubClient } from "../../src/adapters/github/client.ts"
import { platforms } from "../../src/adapters/setup/platforms.ts"
import type { Config } from "../../src/core/config/schema.ts"
import type { Context } from "../../src/release/run.ts"
import { MACHINE } from "../core/doctor/samples.ts"
import { FakeClock } from "./fake-clock.ts"
import { GithubSettings } from "./github-settings.ts"
import { type Moto, startMoto } from "./moto.ts"
import { configOf } from "./shop.ts"
import { World } from "./world.ts"

const TOKEN = "ghp_canary0987654321"

/** What moto has as soon as it is asked for anything of the service. */
const BY_ITSELF = ["iam AccountSummary", "iam ManagedPolicy"]

/** An AWS account and a repository at GitHub, both empty until somebody sets them up. */
export class Account {
  github = new GithubSettings()
  /** an administrator of the account; what it does is not counted */
  readonly admin: AwsClient
  private readonly moto: Moto
  private changes: string[] = []
  private githubUrl = ""

  constructor(moto: Moto) {
    this.moto = moto
    this.admin = this.client()
  }

  /** Everything is gone. */
  async reset(): Promise<void> {
    await this.moto.reset()
    this.github = new GithubSettings()
    this.github.token = TOKEN
    this.githubUrl = await this.github.start()
    this.changes = []
  }

  /** The environment of a command line that administers both. */
  get env(): Readonly<Record<string, string>> {
    return { ...this.moto.env, GITHUB_API_URL: this.githubUrl, GITHUB_TOKEN: TOKEN }
  }

  /** What a command is given that administers both. */
  context(config: Config = configOf()): Context {
    const world = new World()
    const context = world.context()
    const aws = this.client()
    const counting: AwsClient = {
      query: (service, action, parameters) => {
        if (!/^(Get|List)/.test(action)) this.changes.push(action)
        return aws.query(service, action, parameters)
      },
      json: aws.json.bind(aws),
      skewMs: 0,
    }
    const github = githubClient({
      apiUrl: this.githubUrl,
      token: async () => TOKEN,
      clock: new FakeClock(),
      signal: new AbortController().signal,
      say: () => {},
    })
    const ports = {
      ...context.ports,
      diagnostics: {
        machine: async () => MACHINE,
        checkout: async () => ({ kind: "known" as const, value: { shallow: false } }),
        repository: async () => ({ kind: "known" as const, value: "octo-org/shop" }),
        claims: async () => ({ kind: "skipped" as const, why: "no job" }),
      },
      platforms: platforms(
        async () => ({ client: counting }),
        async () => ({ client: github }),
      ),
    }
    return { ...context, config, ports }
  }

  /** All that somebody has made in IAM and SSM, by its kind. */
  async everything(): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.moto.url}/moto-api/data.json`)
    const services = Object.entries((await answer.json()) as Record<string, Record<string, unknown[]>>)
    const asked = services.filter(([service]) => service === "iam" || service === "ssm")
    const kinds = asked.flatMap(([service, kind]) =>
      Object.entries(kind).map(([name, all]) => [`${service} ${name}`, all] as const),
    )
    return Object.fromEntries(kinds.filter(([kind, all]) => all.length > 0 && !BY_ITSELF.includes(kind)))
  }

  /** The text of a role's trust policy. */
  trustOf = async (name: string): Promise<string> => {
    const answer = await this.admin.query("iam", "GetRole", { RoleName: name })
    return decodeURIComponent(textAt(answer, "GetRoleResult", "Role", "AssumeRolePolicyDocument") ?? "")
  }

  /** The calls that changed something in AWS. */
  awsChanges = (): string[] => [...this.changes]

  /** What nobody may see. */
  get secrets(): string[] {
    return [TOKEN, this.moto.env.AWS_SECRET_ACCESS_KEY ?? "", this.moto.env.AWS_ACCESS_KEY_ID ?? ""]
  }

  async roles(): Promise<string[]> {
    const answer = await this.admin.query("iam", "ListRoles")
    const roles = membersAt(answer, "ListRolesResult", "Roles")
    return roles.map((role) => textAt(role, "RoleName") ?? "").toSorted()
  }

  private client(): AwsClient {
    const { AWS_ACCESS_KEY_ID = "", AWS_SECRET_ACCESS_KEY = "", AWS_REGION = "" } = this.moto.env
    return awsClient({
      region: AWS_REGION,
      credentials: {
        accessKeyId: AWS_ACCESS_KEY_ID,
        secretAccessKey: AWS_SECRET_ACCESS_KEY,
        sessionToken: null,
        expiration: null,
      },
      endpoints: this.moto.env,
      clock: { now: () => new Date(), sleep: async () => {} },
      random: () => 0.5,
    })
  }
}

/** Ends with the test file. Call it in `beforeAll(…, MOTO_START_MS)`, and `reset` before each test. */
export const startAccount = async (): Promise<Account> => new Account(await startMoto())
