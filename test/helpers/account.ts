import { GetRoleCommand, IAMClient, ListRolesCommand } from "@aws-sdk/client-iam"
import { platforms } from "../../src/adapters/administration.ts"
import { githubClient } from "../../src/adapters/github/client.ts"
import { systemClock } from "../../src/adapters/runtime.ts"
import { type AwsAccess, adminAws } from "../../src/adapters/setup/admin-aws.ts"
import type { AdminContext } from "../../src/admin/ports.ts"
import type { Config } from "../../src/core/config/schema.ts"
import { MACHINE } from "../core/doctor/samples.ts"
import { FakeClock } from "./fake-clock.ts"
import { GithubSettings } from "./github-settings.ts"
import { type Moto, startMoto } from "./moto.ts"
import { configOf } from "./shop.ts"
import { World } from "./world.ts"

const TOKEN = "ghp_canary0987654321"

/** What moto has as soon as it is asked for anything of the service. */
const BY_ITSELF = ["iam AccountSummary", "iam ManagedPolicy"]

/** An AWS account and a repository at GitHub, both empty until they are set up. */
export class Account {
  github = new GithubSettings()
  /** an administrator of the account; what it does is not counted */
  readonly admin: IAMClient
  private readonly moto: Moto
  private changes: string[] = []
  private githubUrl = ""

  constructor(moto: Moto) {
    this.moto = moto
    this.admin = new IAMClient(moto.client)
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
  context(config: Config = configOf()): AdminContext {
    const world = new World()
    const context = world.context()
    const aws = this.access()
    const counting: AwsAccess = async () => {
      const given = await aws()
      if ("missing" in given) return given
      const { iam } = given
      const change: typeof iam.change = (made) => {
        this.changes.push(made.action)
        return iam.change(made)
      }
      return { ...given, iam: { ...iam, change } }
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
      askSecret: async () => null,
      channels: async () => [],
      platforms: platforms(counting, async () => ({ client: github })),
    }
    return { ...context, config, ports }
  }

  /** All that was made in IAM and SSM, by its kind. */
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
    const { Role } = await this.admin.send(new GetRoleCommand({ RoleName: name }))
    return decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")
  }

  /** Asks Systems Manager, whose client the pipeline does not have; moto verifies no signature. */
  async ssm(operation: string, input: object): Promise<void> {
    const { url, client } = this.moto
    const scope = `${client.credentials.accessKeyId}/20260301/${client.region}/ssm/aws4_request`
    const answer = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AmazonSSM.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
      },
      body: JSON.stringify(input),
    })
    if (!answer.ok) throw new Error(`ssm:${operation}: ${await answer.text()}`)
  }

  /** The calls that changed something in AWS. */
  awsChanges = (): string[] => [...this.changes]

  /** What no output may show. */
  get secrets(): string[] {
    return [TOKEN, this.moto.env.AWS_SECRET_ACCESS_KEY ?? "", this.moto.env.AWS_ACCESS_KEY_ID ?? ""]
  }

  async roles(): Promise<string[]> {
    const { Roles = [] } = await this.admin.send(new ListRolesCommand())
    return Roles.map(({ RoleName = "" }) => RoleName).toSorted()
  }

  /** As the command line reaches the account. */
  private access(): AwsAccess {
    const { region, endpoint, credentials } = this.moto.client
    const secret = (text: string) => ({ plaintext: async () => text })
    const keys = {
      accessKeyId: secret(credentials.accessKeyId),
      secretAccessKey: secret(credentials.secretAccessKey),
      sessionToken: null,
    }
    const given = { oidc: null, keys, exported: null, ambient: null }
    return adminAws(given, { endpoint, clock: systemClock, runId: "run-1" }, region)
  }
}

/** Ends with the test file. Call it in `beforeAll(…, MOTO_START_MS)`, and `reset` before each test. */
export const startAccount = async (): Promise<Account> => new Account(await startMoto())
