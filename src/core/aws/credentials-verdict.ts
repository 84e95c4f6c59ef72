import { type Reason, reason } from "../reasons.ts"
import { formatDuration } from "../text.ts"
import { describeIdentity, type Identity } from "./identity.ts"
import type { WantedAws } from "./wanted.ts"

/** What was found out about the credentials of a stage before it is touched. */
export type CredentialsFound =
  | {
      kind: "held"
      /** where they come from, in words */
      source: string
      identity: Identity
      /** a phase gets new ones, so that their age does not matter */
      renewable: boolean
      /** how long they will live, in seconds; null: they do not end, or do not say when */
      lifeSeconds: number | null
    }
  /** nowhere; each place that was looked at, in words */
  | { kind: "missing"; tried: readonly string[] }
  | { kind: "refused"; reason: Reason }

/** Whether a stage can be deployed and rolled back with the credentials. */
export function judgeCredentials(
  found: CredentialsFound,
  wanted: WantedAws,
  neededSeconds: number,
): { pass: string } | { fail: Reason } {
  if (found.kind === "refused") return { fail: found.reason }
  if (found.kind === "missing") {
    return { fail: reason("CREDENTIALS_MISSING", `There are no AWS credentials: ${found.tried.join("; ")}.`) }
  }
  const { identity, source, renewable, lifeSeconds } = found
  const who = describeIdentity(identity)
  if (wanted.account !== null && identity.account !== wanted.account) {
    const message = `The credentials by ${source} are of ${who}; the stage is in account ${wanted.account}.`
    return { fail: reason("CREDENTIALS_WRONG_ACCOUNT", message) }
  }
  const holder = `${who}, ${wanted.region}, by ${source}`
  if (renewable) return { pass: `${holder}: new ones for each phase` }
  if (lifeSeconds === null) return { pass: `${holder}: they do not say when they end` }
  const life = formatDuration(Math.max(0, lifeSeconds) * 1000)
  if (lifeSeconds >= neededSeconds) return { pass: `${holder}: they live for ${life}` }
  const needed = formatDuration(neededSeconds * 1000)
  if (lifeSeconds <= 0)
    return { fail: reason("CREDENTIALS_EXPIRED", `The credentials by ${source} have ended.`) }
  const message = `The credentials by ${source} live for ${life}; a deploy and a rollback may take ${needed}.`
  return { fail: reason("CREDENTIALS_TOO_SHORT", message) }
}
