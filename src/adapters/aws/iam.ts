import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  GetOpenIDConnectProviderCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam"
import { AwsError } from "../../core/aws/credentials.ts"
import type { AwsChange, ProviderFacts, RoleFacts } from "../../core/setup/prerequisite.ts"
import { type AwsCredentials, type AwsSettings, connectAws } from "./connection.ts"

/** What setup and doctor ask of IAM. Each throws an AwsError when it fails. */
export interface Iam {
  /** null: there is none */
  provider(arn: string): Promise<ProviderFacts | null>
  role(name: string): Promise<RoleFacts | null>
  /** the text of a policy that is part of a role */
  rolePolicy(role: string, policy: string): Promise<string | null>
  /** the text of a managed policy, as it counts now */
  policy(arn: string): Promise<string | null>
  change(change: AwsChange): Promise<void>
}

const COMMANDS = {
  AddClientIDToOpenIDConnectProvider: AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProvider: CreateOpenIDConnectProviderCommand,
  CreatePolicy: CreatePolicyCommand,
  CreatePolicyVersion: CreatePolicyVersionCommand,
  CreateRole: CreateRoleCommand,
  PutRolePolicy: PutRolePolicyCommand,
  UpdateAssumeRolePolicy: UpdateAssumeRolePolicyCommand,
  UpdateRole: UpdateRoleCommand,
} satisfies Record<AwsChange["action"], unknown>

export function connectIam(settings: AwsSettings, credentials: AwsCredentials): Iam {
  const connection = connectAws(settings, credentials)
  const client = connection.open(IAMClient)

  return {
    provider: (arn) =>
      orNull(async () => {
        const command = new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn })
        const { ClientIDList = [] } = await connection.call("iam:GetOpenIDConnectProvider", (options) =>
          client.send(command, options),
        )
        return { audiences: ClientIDList }
      }),

    role: (name) =>
      orNull(async () => {
        const command = new GetRoleCommand({ RoleName: name })
        const { Role } = await connection.call("iam:GetRole", (options) => client.send(command, options))
        if (Role?.Arn === undefined) throw new AwsError("iam:GetRole", "BadAnswer", "the answer has no Arn")
        return {
          arn: Role.Arn,
          trust: decodeURIComponent(Role.AssumeRolePolicyDocument ?? ""),
          maxSessionSeconds: Role.MaxSessionDuration ?? DEFAULT_SESSION_SECONDS,
        }
      }),

    rolePolicy: (role, policy) =>
      orNull(async () => {
        const command = new GetRolePolicyCommand({ RoleName: role, PolicyName: policy })
        const { PolicyDocument = "" } = await connection.call("iam:GetRolePolicy", (options) =>
          client.send(command, options),
        )
        return decodeURIComponent(PolicyDocument)
      }),

    policy: (arn) =>
      orNull(async () => {
        const { Policy } = await connection.call("iam:GetPolicy", (options) =>
          client.send(new GetPolicyCommand({ PolicyArn: arn }), options),
        )
        const version = { PolicyArn: arn, VersionId: Policy?.DefaultVersionId }
        const { PolicyVersion } = await connection.call("iam:GetPolicyVersion", (options) =>
          client.send(new GetPolicyVersionCommand(version), options),
        )
        return decodeURIComponent(PolicyVersion?.Document ?? "")
      }),

    async change({ action, parameters }) {
      // the parameters have AWS's names, so they are the command's input as they are
      const Command = COMMANDS[action] as new (input: object) => CreateRoleCommand
      await connection.call(`iam:${action}`, (options) => client.send(new Command(parameters), options))
    },
  }
}

/** IAM's own, where a role names none. */
const DEFAULT_SESSION_SECONDS = 3600

async function orNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof AwsError && /^NoSuchEntity/.test(error.code)) return null
    throw error
  }
}
