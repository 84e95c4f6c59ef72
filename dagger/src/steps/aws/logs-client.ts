import type { Fact } from "../../core/fact.ts"
import type { Clock } from "../../release/ports.ts"
import { type AwsClient, awsClient } from "./client.ts"
import type { AwsCredentials } from "./credentials.ts"
import type { EndpointOverrides } from "./endpoints.ts"

export interface LogsAccess {
  /** null: there are none, and `absent` says where they should come from */
  credentials: AwsCredentials | null
  absent: string
  /** null: nobody named one */
  region: string | null
  endpoints: EndpointOverrides
  clock: Clock
  random: () => number
  signal: AbortSignal
}

/** A client that may read logs, or why there is none: logs that nobody can read are no evidence. */
export function logsClient(access: LogsAccess): Fact<AwsClient> {
  const { credentials, absent, region, endpoints, clock, random, signal } = access
  if (credentials === null) return { kind: "unavailable", message: absent }
  if (region === null) {
    return { kind: "unavailable", message: "no AWS region is named: verify.logs.region or AWS_REGION" }
  }
  return { kind: "known", value: awsClient({ region, credentials, endpoints, clock, random, signal }) }
}
