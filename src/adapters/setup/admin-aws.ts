import { messageOf } from "../../core/errors.ts"
import { awsClient } from "../aws/client.ts"
import { chooseSource, type GivenCredentials, type SourceSettings } from "../aws/sources.ts"
import type { AwsAccess } from "./look-aws.ts"

/** IAM is one for all regions, and STS is asked where it is for most. */
const REGION = "us-east-1"
const SESSION_SECONDS = 3600

/**
 * AWS as an administrator reaches it: with keys, exported credentials or a profile. Never with a job's OIDC
 * token, which is good for a role that only deploys. Asked once, however often it is called.
 */
export function adminAws(
  given: GivenCredentials,
  settings: Omit<SourceSettings, "region" | "roleArn">,
): AwsAccess {
  let opened: ReturnType<AwsAccess> | null = null
  const open: AwsAccess = async () => {
    try {
      const whole = { ...settings, region: REGION, roleArn: null }
      const source = await chooseSource({ ...given, oidc: null }, whole)
      if ("tried" in source) return { missing: "there are no AWS credentials: log in, or give them" }
      return { client: awsClient({ ...whole, credentials: await source.obtain(SESSION_SECONDS) }) }
    } catch (error) {
      return { missing: messageOf(error) }
    }
  }
  return () => {
    opened ??= open()
    return opened
  }
}
