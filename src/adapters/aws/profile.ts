import { STSClient } from "@aws-sdk/client-sts"
import { fromIni, fromNodeProviderChain } from "@aws-sdk/credential-providers"
import { AwsError } from "../../core/aws/credentials.ts"
import { messageOf } from "../../core/errors.ts"
import { redact } from "../../core/masking.ts"
import { clip } from "../../core/text.ts"
import { untilAborted } from "../../release/run.ts"
import { type AwsCredentials, type Proxies, quietly, transport } from "./connection.ts"

/** No place of the chain takes longer than a login that is asked over a slow network. */
const TOTAL_MS = 30_000

/**
 * What this machine has by itself, found as AWS's own tools find it: profiles with their roles, SSO sessions and
 * processes, the token file of a web identity, the address of a container's or an instance's credentials.
 * Throws an AwsError.
 * @param region for calls to STS where a profile names none
 * @param profile a profile that is asked for by name; where it has no credentials, no other source stands in
 * @returns null when there are none
 */
export async function profileCredentials(
  region: string,
  profile: string | undefined,
  signal: AbortSignal,
  proxies: Proxies,
): Promise<AwsCredentials | null> {
  // the providers make clients of their own, and the first of all decides whether the SDK gives advice
  quietly(() => new STSClient({ region }))
  const settings = { clientConfig: { requestHandler: transport(proxies) } }
  const provide = profile ? fromIni({ ...settings, profile }) : fromNodeProviderChain(settings)
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(TOTAL_MS)])
  try {
    return await untilAborted(deadline, () => provide({ callerClientConfig: { region: async () => region } }))
  } catch (error) {
    const message = messageOf(error)
    if (message.startsWith("Could not load credentials from any providers")) return null
    const code = signal.aborted ? "Interrupted" : deadline.aborted ? "Timeout" : "AwsProfile"
    throw new AwsError("AWS profile", code, `${profile ? clip(profile) : "default"}: ${toShow(message)}`)
  }
}

/** A process is quoted with its arguments, and these may hold a password. */
const toShow = (message: string): string => {
  const [first = "", ...rest] = message.trim().split("\n")
  const text = first.startsWith("Command failed:") ? `credential_process failed: ${rest.at(-1) ?? ""}` : first
  return clip(redact(text, []), 300)
}
