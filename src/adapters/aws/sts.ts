import type { Identity } from "../../core/aws/identity.ts"
import type { AwsClient } from "./client.ts"
import type { AwsCredentials } from "./credentials.ts"
import { AwsError } from "./error.ts"
import { find, textAt, type XmlElement } from "./xml.ts"

export interface RoleRequest {
  roleArn: string
  /** shows in CloudTrail who it was */
  sessionName: string
  webIdentityToken: string
  durationSeconds: number
}

/** Takes a role with a token of somebody whom its policy trusts. Throws an AwsError. */
export async function assumeRoleWithWebIdentity(
  client: AwsClient,
  request: RoleRequest,
): Promise<AwsCredentials> {
  const root = await client.query("sts", "AssumeRoleWithWebIdentity", {
    RoleArn: request.roleArn,
    RoleSessionName: request.sessionName,
    WebIdentityToken: request.webIdentityToken,
    DurationSeconds: String(request.durationSeconds),
  })
  const given = find(root, "AssumeRoleWithWebIdentityResult", "Credentials")
  const text = (name: string) => textOf(given, "sts:AssumeRoleWithWebIdentity", name)
  const ends = new Date(text("Expiration"))
  return {
    accessKeyId: text("AccessKeyId"),
    secretAccessKey: text("SecretAccessKey"),
    sessionToken: text("SessionToken"),
    expiration: Number.isNaN(ends.getTime()) ? null : ends,
  }
}

/** Whose credentials the client signs with. Throws an AwsError. */
export async function callerIdentity(client: AwsClient): Promise<Identity> {
  const root = await client.query("sts", "GetCallerIdentity")
  const result = find(root, "GetCallerIdentityResult")
  const text = (name: string) => textOf(result, "sts:GetCallerIdentity", name)
  return { account: text("Account"), arn: text("Arn") }
}

function textOf(element: XmlElement | null, operation: string, name: string): string {
  const text = element && textAt(element, name)
  if (text) return text
  throw new AwsError(operation, {
    code: "BadAnswer",
    message: `the answer has no ${name}`,
    status: 200,
    requestId: null,
  })
}

/** STS takes letters, digits and =,.@-_ up to 64 of them. */
export const sessionNameOf = (runId: string): string =>
  `pipeline-${runId.replace(/[^\w=,.@-]/g, "-")}`.slice(0, 64)
