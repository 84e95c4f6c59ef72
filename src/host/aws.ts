import type { AwsCredentials } from "../adapters/aws/credentials.ts"
import { AwsError } from "../adapters/aws/error.ts"
import { readExportedCredentials } from "../adapters/aws/exported-credentials.ts"
import type { GivenCredentials } from "../adapters/aws/sources.ts"
import type { SecretValue } from "../core/secret.ts"
import { clip } from "../core/text.ts"
import { exec } from "./exec.ts"

type Environment = Readonly<Record<string, string | undefined>>

/** Variables through which a command could act as this job or in its account. */
export const CREDENTIAL_VARIABLES = [
  "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
  "ACTIONS_ID_TOKEN_REQUEST_URL",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
] as const

/** What this host can reach AWS with: its environment, and what the AWS CLI knows of profiles and SSO. */
export function hostCredentials(env: Environment, signal: AbortSignal): GivenCredentials {
  const secret = (name: (typeof CREDENTIAL_VARIABLES)[number]): SecretValue | null => {
    const text = env[name]
    return text ? { plaintext: async () => text } : null
  }
  const url = secret("ACTIONS_ID_TOKEN_REQUEST_URL")
  const token = secret("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
  const accessKeyId = secret("AWS_ACCESS_KEY_ID")
  const secretAccessKey = secret("AWS_SECRET_ACCESS_KEY")
  const sessionToken = secret("AWS_SESSION_TOKEN")
  return {
    oidc: url && token && { url, token },
    keys: accessKeyId && secretAccessKey && { accessKeyId, secretAccessKey, sessionToken },
    exported: null,
    ambient: { name: "the AWS CLI's profile", find: () => askTheCli(env, signal) },
  }
}

const CLI_TIMEOUT_MS = 30_000

/** Profiles, SSO, processes and instance roles are many; the AWS CLI knows them all. */
async function askTheCli(env: Environment, signal: AbortSignal): Promise<AwsCredentials | null> {
  const argv = ["aws", "configure", "export-credentials", "--format", "process"]
  const run = exec(argv, { cwd: ".", env: { AWS_PAGER: "" }, timeoutMs: CLI_TIMEOUT_MS, signal })
  const result = await run.catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null
    throw error
  })
  if (result === null) return null
  const { exitCode, stdout, stderr } = result
  const credentials = exitCode === 0 ? readExportedCredentials(stdout) : null
  if (credentials !== null) return credentials
  if (/unable to (retrieve|locate) credentials/i.test(stderr)) return null
  const profile = env.AWS_PROFILE ? ` (profile ${clip(env.AWS_PROFILE)})` : ""
  const said = clip(stderr.trim().split("\n").at(-1) || `it ended with exit code ${exitCode}`, 300)
  throw new AwsError("aws configure export-credentials", {
    code: "AwsCli",
    message: `the AWS CLI${profile} says: ${said}`,
    status: null,
    requestId: null,
  })
}
