import {
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam"
import type { Account } from "./account.ts"
import { ACCOUNT } from "./shop.ts"

const ISSUER = "token.actions.githubusercontent.com"
const PROVIDER = { OpenIDConnectProviderArn: `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}` }
const ROLE = { RoleName: "deploy-shop-production" }
const POLICY = { ...ROLE, PolicyName: "deploy" }

/** What is broken → what doctor finds, and nothing else; whether setup fixes it. */
export type Break = [title: string, destroy: (account: Account) => unknown, code: string, isFixed: boolean]

/**
 * What can be broken in an account and a repository that are set up. A pattern too many is left to people, and moto
 * has no AddClientIDToOpenIDConnectProvider.
 */
export const BREAKS: readonly Break[] = [
  [
    "the provider is deleted",
    ({ admin }) => admin.send(new DeleteOpenIDConnectProviderCommand(PROVIDER)),
    "OIDC_PROVIDER",
    true,
  ],
  [
    "the provider is for another audience",
    async ({ admin }) => {
      await admin.send(new DeleteOpenIDConnectProviderCommand(PROVIDER))
      const other = { Url: `https://${ISSUER}`, ClientIDList: ["someone-else"] }
      await admin.send(new CreateOpenIDConnectProviderCommand(other))
    },
    "OIDC_PROVIDER",
    false,
  ],
  [
    "the role is deleted",
    async ({ admin }) => {
      await admin.send(new DeleteRolePolicyCommand(POLICY))
      await admin.send(new DeleteRoleCommand(ROLE))
    },
    "ROLE production",
    true,
  ],
  [
    "the role trusts another repository",
    async ({ admin, trustOf }) => {
      const PolicyDocument = (await trustOf(ROLE.RoleName)).replaceAll("4711", "4712")
      await admin.send(new UpdateAssumeRolePolicyCommand({ ...ROLE, PolicyDocument }))
    },
    "ROLE production",
    true,
  ],
  [
    "the role's sessions are too short",
    ({ admin }) => admin.send(new UpdateRoleCommand({ ...ROLE, MaxSessionDuration: 3600 })),
    "ROLE production",
    true,
  ],
  [
    "the role may do nothing",
    ({ admin }) => admin.send(new DeleteRolePolicyCommand(POLICY)),
    "ROLE_PERMISSIONS production",
    true,
  ],
  [
    "the environment is deleted",
    ({ github }) => github.environments.delete("staging"),
    "ENVIRONMENT staging",
    true,
  ],
  [
    "the reviewers are taken away",
    ({ github }) => {
      github.environment("production").reviewers = []
    },
    "ENVIRONMENT_REVIEWERS production",
    true,
  ],
  [
    "every branch may deploy",
    ({ github }) => {
      github.environment("production").policy = null
    },
    "ENVIRONMENT_REFS production",
    true,
  ],
  [
    "one more branch may deploy",
    ({ github }) => github.environment("staging").refs.push({ id: 1, name: "*", type: "branch" }),
    "ENVIRONMENT_REFS staging",
    false,
  ],
  [
    "a variable is deleted",
    ({ github }) => github.environment("staging").variables.delete("AWS_REGION"),
    "ENVIRONMENT_VARIABLES staging",
    true,
  ],
  [
    "a variable names another role",
    ({ github }) => github.environment("staging").variables.set("AWS_DEPLOY_ROLE_ARN", "arn:x"),
    "ENVIRONMENT_VARIABLES staging",
    true,
  ],
]
