import { POLICY_NAME } from "../../core/aws/role-commands.ts"
import { providerArn } from "../../core/aws/trust-policy.ts"
import { messageOf } from "../../core/errors.ts"
import type { Fact } from "../../core/fact.ts"
import type { ProviderFacts, RoleFacts, SetupTarget, StageTarget } from "../../core/setup/facts.ts"
import type { Stage } from "../../core/stage.ts"
import type { AwsClient } from "../aws/client.ts"
import { AwsError } from "../aws/error.ts"
import { membersAt, textAt } from "../aws/xml.ts"

/** Calls of AWS as somebody, or why there is nobody to be. */
export type AwsAccess = () => Promise<{ client: AwsClient } | { missing: string }>

interface AwsFacts {
  account: Fact<string>
  provider: Fact<ProviderFacts | null>
  stages: Record<Stage, { role: Fact<RoleFacts | null>; permissions: Fact<string | null> }>
}

/** What is in the account; in another account than the wanted one nothing is looked at. */
export async function lookAtAws(access: AwsAccess, target: SetupTarget): Promise<AwsFacts> {
  const given = await access()
  if ("missing" in given) return nothing({ kind: "skipped", why: given.missing }, null)
  const { client } = given
  const account = await factOf(() => accountOf(client))
  if (account.kind !== "known") return nothing(account, "the AWS account is not known")
  if (account.value !== target.account)
    return nothing(account, `the credentials are of account ${account.value}`)
  const [{ role }] = target.stages as [StageTarget]
  const [provider, ...stages] = await Promise.all([
    factOf(() => lookAtProvider(client, providerArn(role))),
    ...target.stages.map((wanted) => lookAtStage(client, wanted)),
  ])
  const found = Object.fromEntries(target.stages.map(({ stage }, index) => [stage, stages[index]]))
  return { account, provider, stages: { ...NOT_ASKED, ...found } }
}

const skipped = (why: string) => ({ kind: "skipped" as const, why })

const stageOf = (why: string) => ({ role: skipped(why), permissions: skipped(why) })
const NOT_ASKED = { staging: stageOf("not asked for"), production: stageOf("not asked for") }

/** @param why null: for the reason that the account is not known */
function nothing(account: Fact<string>, why: string | null): AwsFacts {
  const told = why ?? (account as { why: string }).why
  return {
    account,
    provider: skipped(told),
    stages: { staging: stageOf(told), production: stageOf(told) },
  }
}

/** What AWS refuses to show, and what cannot be asked, is a fact too. */
async function factOf<T>(look: () => Promise<T>): Promise<Fact<T>> {
  try {
    return { kind: "known", value: await look() }
  } catch (error) {
    return { kind: "unavailable", message: messageOf(error) }
  }
}

async function accountOf(client: AwsClient): Promise<string> {
  const answer = await client.query("sts", "GetCallerIdentity")
  return needed(textAt(answer, "GetCallerIdentityResult", "Account"), "GetCallerIdentity names no account")
}

/** Null for what is not there. */
async function orNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof AwsError && /^NoSuchEntity/.test(error.code)) return null
    throw error
  }
}

const lookAtProvider = (client: AwsClient, arn: string): Promise<ProviderFacts | null> =>
  orNull(async () => {
    const answer = await client.query("iam", "GetOpenIDConnectProvider", { OpenIDConnectProviderArn: arn })
    const audiences = membersAt(answer, "GetOpenIDConnectProviderResult", "ClientIDList")
    return { audiences: audiences.map(({ text }) => text) }
  })

async function lookAtStage(client: AwsClient, { role: { name } }: StageTarget) {
  const [role, permissions] = await Promise.all([
    factOf(() => lookAtRole(client, name)),
    factOf(() => lookAtPermissions(client, name)),
  ])
  return { role, permissions }
}

export const lookAtRole = (client: AwsClient, name: string): Promise<RoleFacts | null> =>
  orNull(async () => {
    const answer = await client.query("iam", "GetRole", { RoleName: name })
    const at = (field: string) => textAt(answer, "GetRoleResult", "Role", field)
    return {
      arn: needed(at("Arn"), "GetRole names no ARN"),
      trust: decodeURIComponent(at("AssumeRolePolicyDocument") ?? ""),
      maxSessionSeconds: Number(at("MaxSessionDuration") ?? 3600),
    }
  })

const lookAtPermissions = (client: AwsClient, name: string): Promise<string | null> =>
  orNull(async () => {
    const answer = await client.query("iam", "GetRolePolicy", { RoleName: name, PolicyName: POLICY_NAME })
    return decodeURIComponent(textAt(answer, "GetRolePolicyResult", "PolicyDocument") ?? "")
  })

function needed(text: string | null, otherwise: string): string {
  if (text === null) throw new Error(otherwise)
  return text
}
