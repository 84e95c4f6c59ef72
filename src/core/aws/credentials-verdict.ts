import { type Reason, reason } from "../reasons.ts"
import { formatDuration } from "../text.ts"
import type { WantedAws } from "./wanted.ts"

/** The role or user that credentials belong to. */
export interface Identity {
  /** 12 digits */
  account: string
  arn: string
}

/** What is known about a stage's credentials before the stage is touched. */
export type CredentialsFound =
  | {
      kind: "held"
      /** where they come from, in words that follow "from" */
      source: string
      identity: Identity
      /** each phase gets new ones, so that their age does not matter */
      renewable: boolean
      /** how long they stay valid, in seconds; null: they do not expire, or do not say when */
      lifeSeconds: number | null
    }
  /** each place that was searched, in words */
  | { kind: "missing"; tried: readonly string[] }
  | { kind: "refused"; reason: Reason }

/** @param tried each place that was searched, in words */
export const missingCredentials = (tried: readonly string[]): Reason =>
  reason("CREDENTIALS_MISSING", `There are no AWS credentials: ${tried.join("; ")}.`)

/** Whether a stage can be deployed and rolled back with the credentials. */
export function judgeCredentials(
  found: CredentialsFound,
  wanted: WantedAws,
  neededSeconds: number,
): { pass: string } | { fail: Reason } {
  if (found.kind === "refused") return { fail: found.reason }
  if (found.kind === "missing") return { fail: missingCredentials(found.tried) }
  const { identity, source, renewable, lifeSeconds } = found
  const who = describeIdentity(identity)
  if (wanted.account !== null && identity.account !== wanted.account) {
    const message = `The credentials from ${source} belong to ${who}; the stage is in account ${wanted.account}.`
    return { fail: reason("CREDENTIALS_WRONG_ACCOUNT", message) }
  }
  const holder = `${who}, ${wanted.region}, from ${source}`
  if (renewable) return { pass: `${holder}: renewed for each phase` }
  if (lifeSeconds === null) return { pass: `${holder}: no expiry is stated` }
  const life = formatDuration(Math.max(0, lifeSeconds) * 1000)
  if (lifeSeconds >= neededSeconds) return { pass: `${holder}: valid for ${life}` }
  const needed = formatDuration(neededSeconds * 1000)
  if (lifeSeconds <= 0)
    return { fail: reason("CREDENTIALS_EXPIRED", `The credentials from ${source} have expired.`) }
  const message = `The credentials from ${source} expire in ${life}; a deploy and a rollback may take ${needed}.`
  return { fail: reason("CREDENTIALS_TOO_SHORT", message) }
}

/** `role deploy-shop-production in account 123456789012`, without the session's name. */
function describeIdentity({ arn, account }: Identity): string {
  const [kind = "", ...path] = arn.split(":").slice(5).join(":").split("/")
  const name = kind === "assumed-role" ? (path[0] ?? "") : path.join("/")
  const who = kind === "assumed-role" ? `role ${name}` : kind === "root" ? "the root user" : `${kind} ${name}`
  return `${who} in account ${account}`
}
