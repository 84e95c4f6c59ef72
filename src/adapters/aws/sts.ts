import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import type { Identity } from "../../core/aws/credentials.ts"
import { type AwsCredentials, type AwsSettings, connectAws } from "./connection.ts"
import { AwsError } from "./error.ts"

interface RoleRequest {
  roleArn: string
  /** CloudTrail shows it */
  sessionName: string
  webIdentityToken: string
  durationSeconds: number
}

/** Exchanges a token of an issuer that the role trusts for a session of the role. Throws an AwsError. */
export async function assumeRoleWithWebIdentity(
  settings: AwsSettings,
  { roleArn, sessionName, webIdentityToken, durationSeconds }: RoleRequest,
): Promise<AwsCredentials> {
  const connection = connectAws(settings, null, [webIdentityToken])
  const client = connection.open(STSClient)
  const command = new AssumeRoleWithWebIdentityCommand({
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    WebIdentityToken: webIdentityToken,
    DurationSeconds: durationSeconds,
  })
  const operation = "sts:AssumeRoleWithWebIdentity"
  const { Credentials: given } = await connection.call(operation, (options) => client.send(command, options))
  return {
    accessKeyId: needed(given?.AccessKeyId, operation, "AccessKeyId"),
    secretAccessKey: needed(given?.SecretAccessKey, operation, "SecretAccessKey"),
    sessionToken: needed(given?.SessionToken, operation, "SessionToken"),
    ...(given?.Expiration === undefined ? {} : { expiration: given.Expiration }),
  }
}

/** Whose the credentials are, and how far this machine's clock is behind AWS's. Throws an AwsError. */
export async function callerIdentity(
  settings: AwsSettings,
  credentials: AwsCredentials,
): Promise<{ identity: Identity; skewMs: number }> {
  const connection = connectAws(settings, credentials)
  const client = connection.open(STSClient)
  const operation = "sts:GetCallerIdentity"
  const { Account, Arn } = await connection.call(operation, (options) =>
    client.send(new GetCallerIdentityCommand(), options),
  )
  const account = needed(Account, operation, "Account")
  return { identity: { account, arn: needed(Arn, operation, "Arn") }, skewMs: connection.skewMs }
}

function needed(text: string | undefined, operation: string, name: string): string {
  if (text) return text
  throw new AwsError(operation, "BadAnswer", `the answer has no ${name}`)
}
