import { type DeployRole, deployRoleArn } from "./deploy-role.ts"
import { type PolicyDocument, policyText } from "./policy.ts"
import { AUDIENCE, ISSUER, providerArn } from "./trust-policy.ts"

/** The provider, the role and what it may do, as a person would type them. */
export interface RoleDocuments {
  role: DeployRole
  trust: PolicyDocument
  permissions: PolicyDocument
  /** how long a session of the role may be, in seconds */
  sessionSeconds: number
}

export const POLICY_NAME = "deploy"

/** A script of `aws iam` commands: each names its documents itself, so that there are no files to keep. */
export function roleCommands({ role, trust, permissions, sessionSeconds }: RoleDocuments): string {
  return `# Once an account; it may be there already: aws iam get-open-id-connect-provider --open-id-connect-provider-arn ${providerArn(role)}
aws iam create-open-id-connect-provider \\
  --url https://${ISSUER} \\
  --client-id-list ${AUDIENCE}

# Who may deploy ${role.stage}
aws iam create-role \\
  --role-name ${role.name} \\${role.path === "/" ? "" : `\n  --path ${role.path} \\`}
  --max-session-duration ${sessionSeconds} \\
  --assume-role-policy-document ${quoted(trust)}

# What a deploy may do
aws iam put-role-policy \\
  --role-name ${role.name} \\
  --policy-name ${POLICY_NAME} \\
  --policy-document ${quoted(permissions)}

# Then in pipeline.json: "stages": { "${role.stage}": { "roleArn": "${deployRoleArn(role)}" } }`
}

/** Nothing in a policy that was written here holds a quote. */
const quoted = (policy: PolicyDocument): string => `'${policyText(policy)}'`
