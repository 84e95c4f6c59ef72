import { type Reason, reason } from "../reasons.ts"

/** How AWS, its SDKs and the tools over them say that credentials ran out. */
const EXPIRED =
  /\bExpiredToken(Exception)?\b|security token included in the request is expired|\bRequestExpired\b|credentials (have|has|are) expired/i

/**
 * Why a deploy failed whose credentials ended under it; the reason that it gave where they did not.
 * @param expiresAt null: they do not end, or do not say when
 */
export function expiryReason(
  given: Reason,
  log: readonly string[],
  expiresAt: Date | null,
  now: Date,
): Reason {
  if (given.code !== "DEPLOY_FAILED" && given.code !== "DEPLOY_TIMEOUT") return given
  const isOver = expiresAt !== null && now >= expiresAt
  if (!isOver && ![given.message, ...log].some((line) => EXPIRED.test(line))) return given
  const when = isOver ? ` at ${expiresAt.toISOString()}` : ""
  return reason("CREDENTIALS_EXPIRED", `The credentials ended${when} while the deploy ran. ${given.message}`)
}
