import type { GivenCredentials } from "../adapters/aws/sources.ts"
import type { SecretValue } from "../core/secret.ts"

/** Variables through which a command could act as this job or in its account. */
export const CREDENTIAL_VARIABLES = [
  "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
  "ACTIONS_ID_TOKEN_REQUEST_URL",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
] as const

/** What this host can reach AWS with: its environment, and what AWS's own tools would find besides. */
export function hostCredentials(
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): GivenCredentials {
  const secret = (name: (typeof CREDENTIAL_VARIABLES)[number]): SecretValue | null => {
    const text = env[name]
    return text ? { plaintext: async () => text } : null
  }
  const url = secret("ACTIONS_ID_TOKEN_REQUEST_URL")
  const token = secret("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
  const accessKeyId = secret("AWS_ACCESS_KEY_ID")
  const secretAccessKey = secret("AWS_SECRET_ACCESS_KEY")
  const sessionToken = secret("AWS_SESSION_TOKEN")
  const profile = env.AWS_PROFILE
  return {
    oidc: url && token && { url, token },
    keys: accessKeyId && secretAccessKey && { accessKeyId, secretAccessKey, sessionToken },
    exported: null,
    ambient: {
      name: profile ? `the AWS profile ${profile}` : "AWS's own configuration",
      find: async (region) => {
        const { profileCredentials } = await import("../adapters/aws/profile.ts")
        return profileCredentials(region, profile, signal)
      },
    },
  }
}
