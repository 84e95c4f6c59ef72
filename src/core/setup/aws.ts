import { deployRoleArn } from "../aws/deploy-role.ts"
import {
  AUDIENCE,
  boundaryArn,
  boundaryName,
  boundaryPolicy,
  ISSUER,
  POLICY_NAME,
  permissionsPolicy,
  providerArn,
  trustPolicy,
} from "../aws/policies.ts"
import { readJson } from "../json.ts"
import { counted } from "../text.ts"
import {
  differs,
  iam,
  judged,
  missing,
  ok,
  type Prerequisite,
  type ProviderFacts,
  prerequisite,
  type RoleFacts,
  type SetupFacts,
  type SetupTarget,
  type StageTarget,
  unknown,
  type Verdict,
} from "./prerequisite.ts"

/** What AWS needs, once an account and once a stage. */
export function awsPrerequisites(target: SetupTarget, facts: SetupFacts): Prerequisite[] {
  // there is one, and the provider is the same for all
  const [{ role }] = target.stages as [StageTarget]
  return [
    prerequisite(
      "account",
      "The AWS credentials belong to the account",
      null,
      judged(facts.account, (account) => judgeAccount(target, account)),
    ),
    prerequisite(
      "provider",
      "AWS accepts tokens that GitHub issues",
      null,
      judged(facts.provider, (provider) => judgeProvider(providerArn(role), provider)),
    ),
    ...target.stages.flatMap((wanted) => stagePrerequisites(wanted, facts)),
  ]
}

function stagePrerequisites(wanted: StageTarget, facts: SetupFacts): Prerequisite[] {
  const { stage } = wanted
  const { role, permissions, boundary } = facts.stages[stage]
  return [
    prerequisite(
      "boundary",
      "A boundary for the roles that a deploy makes",
      stage,
      judged(boundary, (seen) => judgeBoundary(wanted, seen)),
    ),
    prerequisite(
      "role",
      "A role that only jobs of this environment can assume",
      stage,
      judged(role, (seen) => judgeRole(wanted, seen)),
    ),
    prerequisite(
      "permissions",
      "The role may do what a deploy does",
      stage,
      judged(permissions, (seen) => judgePermissions(wanted, seen)),
    ),
  ]
}

const judgeAccount = ({ account }: SetupTarget, seen: string): Verdict =>
  seen === account
    ? ok(account)
    : differs(`the credentials belong to account ${seen}, not ${account}, so nothing was looked at there`)

function judgeProvider(arn: string, provider: ProviderFacts | null): Verdict {
  if (provider === null) {
    const create = iam("CreateOpenIDConnectProvider", { Url: `https://${ISSUER}`, ClientIDList: [AUDIENCE] })
    return missing(`the account has no OIDC provider ${ISSUER}`, create)
  }
  if (provider.audiences.includes(AUDIENCE)) return ok(`${ISSUER} for ${AUDIENCE}`)
  return differs(
    `the provider ${ISSUER} does not list ${AUDIENCE} as an audience`,
    iam("AddClientIDToOpenIDConnectProvider", { OpenIDConnectProviderArn: arn, ClientID: AUDIENCE }),
  )
}

function judgeRole({ stage, role, sessionSeconds }: StageTarget, seen: RoleFacts | null): Verdict {
  const trust = trustPolicy(role)
  const name = { RoleName: role.name }
  const arn = deployRoleArn(role)
  const document = JSON.stringify(trust)
  if (seen === null) {
    return missing(
      `there is no role ${role.name}`,
      iam("CreateRole", {
        ...name,
        ...(role.path === "/" ? {} : { Path: role.path }),
        AssumeRolePolicyDocument: document,
        MaxSessionDuration: sessionSeconds,
      }),
    )
  }
  // IAM finds a role by its name alone, a job asks for it by its ARN, and a role's path cannot be changed
  if (seen.arn !== arn) {
    return differs(
      `${role.name} is ${seen.arn}, not ${arn}: set stages.${stage}.roleArn to the existing one, or delete that role`,
    )
  }
  const isTrusted = saysTheSame(seen.trust, trust)
  const isLong = seen.maxSessionSeconds >= sessionSeconds
  if (isTrusted && isLong) return ok(arn)
  // it may trust the numbers, which is better than the names that are all that is known here
  if (!isTrusted && role.ids === null)
    return unknown(`${role.name} exists; who it trusts cannot be judged without GitHub`)
  const faults = [
    ...(isTrusted ? [] : ["its trust policy differs"]),
    ...(isLong
      ? []
      : [`its sessions last ${seen.maxSessionSeconds} s, and a deploy may need ${sessionSeconds} s`]),
  ]
  return differs(
    `${role.name}: ${faults.join("; ")}`,
    ...(isTrusted ? [] : [iam("UpdateAssumeRolePolicy", { ...name, PolicyDocument: document })]),
    ...(isLong ? [] : [iam("UpdateRole", { ...name, MaxSessionDuration: sessionSeconds })]),
  )
}

function judgeBoundary({ role, others }: StageTarget, seen: string | null): Verdict {
  const policy = boundaryPolicy(role, { services: [], others })
  const PolicyDocument = JSON.stringify(policy)
  if (seen === null) {
    return missing(
      `there is no policy ${boundaryName(role)}`,
      iam("CreatePolicy", { PolicyName: boundaryName(role), PolicyDocument }),
    )
  }
  if (saysTheSame(seen, policy)) return ok(boundaryArn(role))
  const version = { PolicyArn: boundaryArn(role), PolicyDocument, SetAsDefault: true as const }
  return differs(`the policy ${boundaryName(role)} differs`, iam("CreatePolicyVersion", version))
}

function judgePermissions({ role, others }: StageTarget, seen: string | null): Verdict {
  const policy = permissionsPolicy(role, { services: [], others })
  const put = iam("PutRolePolicy", {
    RoleName: role.name,
    PolicyName: POLICY_NAME,
    PolicyDocument: JSON.stringify(policy),
  })
  if (seen === null) return missing(`${role.name} has no policy ${POLICY_NAME}`, put)
  return saysTheSame(seen, policy)
    ? ok(`policy ${POLICY_NAME}, ${counted(policy.Statement.length, "statement")}`)
    : differs(`the policy ${POLICY_NAME} of ${role.name} differs`, put)
}

function saysTheSame(text: string, policy: object): boolean {
  const json = readJson(text)
  return json.ok && samePolicy(json.value, policy)
}

/**
 * Whether two policies say the same: order of keys and of lists means nothing in them, and a list of one is
 * its only member.
 */
const samePolicy = (left: unknown, right: unknown): boolean =>
  JSON.stringify(canonical(left)) === JSON.stringify(canonical(right))

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) {
    const members = value.map(canonical)
    return members.length === 1 ? members[0] : members.toSorted(byText)
  }
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, canonical(inner)] as const)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  )
}

const byText = (left: unknown, right: unknown): number =>
  JSON.stringify(left) < JSON.stringify(right) ? -1 : 1
