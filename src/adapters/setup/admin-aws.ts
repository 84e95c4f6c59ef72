import { boundaryArn, POLICY_NAME, providerArn } from "../../core/aws/policies.ts"
import { type Fact, messageOf } from "../../core/errors.ts"
import type {
  AwsChange,
  ProviderFacts,
  RoleFacts,
  SetupTarget,
  StageTarget,
} from "../../core/setup/prerequisite.ts"
import type { Stage } from "../../core/stage.ts"
import type { AccessSettings } from "../aws/access.ts"
import type { Iam } from "../aws/iam.ts"
import { chooseSource, type GivenCredentials } from "../aws/sources.ts"

/** An account as an administrator reaches it, or why it can't be reached. */
export type AwsAccess = () => Promise<Account | { missing: string }>

interface Account {
  /** the number of the account that the credentials belong to */
  account: () => Promise<string>
  iam: Iam
}

const SESSION_SECONDS = 3600

/**
 * AWS as an administrator reaches it: with keys, exported credentials or a profile. Never with a job's OIDC
 * token, whose role only deploys. Connects once, when it is first called, and loads AWS's SDK then.
 * @param region any of the partition that is administered: IAM is one for all of them
 */
export function adminAws(given: GivenCredentials, settings: AccessSettings, region: string): AwsAccess {
  let opened: ReturnType<AwsAccess> | null = null
  const open: AwsAccess = async () => {
    try {
      const whole = { ...settings, region, roleArn: null }
      const source = await chooseSource({ ...given, oidc: null }, whole)
      if ("tried" in source) return { missing: "there are no AWS credentials: log in, or pass them" }
      const [{ callerIdentity }, { connectIam }, credentials] = await Promise.all([
        import("../aws/connection.ts"),
        import("../aws/iam.ts"),
        source.obtain(SESSION_SECONDS),
      ])
      return {
        account: async () => (await callerIdentity(whole, credentials)).identity.account,
        iam: connectIam(whole, credentials),
      }
    } catch (error) {
      return { missing: messageOf(error) }
    }
  }
  return () => {
    opened ??= open()
    return opened
  }
}

interface StageFactsOfAws {
  role: Fact<RoleFacts | null>
  permissions: Fact<string | null>
  boundary: Fact<string | null>
}

interface AwsFacts {
  account: Fact<string>
  provider: Fact<ProviderFacts | null>
  stages: Record<Stage, StageFactsOfAws>
}

/** What is in the account; nothing is looked at in another account than the configured one. */
export async function lookAtAws(access: AwsAccess, target: SetupTarget): Promise<AwsFacts> {
  const given = await access()
  if ("missing" in given) return nothing({ kind: "skipped", why: given.missing }, given.missing)
  const account = await factOf(given.account)
  if (account.kind !== "known") return nothing(account, "the AWS account is not known")
  if (account.value !== target.account)
    return nothing(account, `the credentials are of account ${account.value}`)
  const { iam } = given
  const [{ role }] = target.stages as [StageTarget]
  const [provider, ...stages] = await Promise.all([
    factOf(() => iam.provider(providerArn(role))),
    ...target.stages.map((wanted) => lookAtStage(iam, wanted)),
  ])
  const found = Object.fromEntries(target.stages.map(({ stage }, index) => [stage, stages[index]]))
  return { account, provider, stages: { ...NOT_ASKED, ...found } }
}

/** Makes a change; null when it is made, otherwise why it was not. */
export async function performAws(access: AwsAccess, change: AwsChange): Promise<string | null> {
  const given = await access()
  if ("missing" in given) return given.missing
  try {
    await given.iam.change(change)
    return null
  } catch (error) {
    return messageOf(error)
  }
}

const skipped = (why: string) => ({ kind: "skipped" as const, why })

const stageOf = (why: string) => ({
  role: skipped(why),
  permissions: skipped(why),
  boundary: skipped(why),
})
const NOT_ASKED = { staging: stageOf("not asked for"), production: stageOf("not asked for") }

const nothing = (account: Fact<string>, why: string): AwsFacts => ({
  account,
  provider: skipped(why),
  stages: { staging: stageOf(why), production: stageOf(why) },
})

/** What AWS refuses to show, and what can't be asked, is a fact too. */
async function factOf<T>(look: () => Promise<T>): Promise<Fact<T>> {
  try {
    return { kind: "known", value: await look() }
  } catch (error) {
    return { kind: "unavailable", message: messageOf(error) }
  }
}

async function lookAtStage(iam: Iam, { role: wanted }: StageTarget) {
  const { name } = wanted
  const [role, permissions, boundary] = await Promise.all([
    factOf(() => iam.role(name)),
    factOf(() => iam.rolePolicy(name, POLICY_NAME)),
    factOf(() => iam.policy(boundaryArn(wanted))),
  ])
  return { role, permissions, boundary }
}
