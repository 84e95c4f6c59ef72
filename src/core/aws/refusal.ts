import { type Reason, reason } from "../reasons.ts"

/** AWS's answer to an attempt to get or use credentials. */
export interface Refusal {
  /** AWS's own, e.g. AccessDenied */
  code: string
  message: string
}

interface Meaning {
  code: RegExp
  /** of the message, where the code alone says too little */
  message?: RegExp
  reason: Reason["code"]
  fix?: string
}

/** The first that matches says what a refusal means and how to fix it. */
const MEANINGS: readonly Meaning[] = [
  {
    code: /^(Unreachable|Timeout|Interrupted|BadAnswer|Http(429|5\d\d)|IDPCommunicationError)$/,
    reason: "CREDENTIALS_UNAVAILABLE",
  },
  { code: /^ExpiredToken(Exception)?$/, reason: "CREDENTIALS_EXPIRED" },
  { code: /^AwsProfile$/, message: /expired|sso login/i, reason: "CREDENTIALS_EXPIRED" },
  { code: /^ValidationError$/, message: /DurationSeconds/, reason: "CREDENTIALS_TOO_SHORT" },
  {
    code: /^InvalidIdentityToken$/,
    reason: "CREDENTIALS_REFUSED",
    fix: "Create GitHub's identity provider in the account: `trust-policy --repository OWNER/NAME --account ID --as commands` shows the command.",
  },
  {
    code: /^AccessDenied(Exception)?$/,
    message: /AssumeRoleWithWebIdentity/,
    reason: "CREDENTIALS_REFUSED",
    fix: "Compare the role's trust policy with what `trust-policy --repository OWNER/NAME --account ID --stage STAGE` prints: repository, environment and both forms of the subject.",
  },
  {
    code: /^(RequestTimeTooSkewed|RequestExpired|SignatureDoesNotMatch)$/,
    message: /expired|not yet current|too large|skew/i,
    reason: "CREDENTIALS_REFUSED",
    fix: "Correct this machine's clock.",
  },
]

export function refusalReason({ code, message }: Refusal): Reason {
  const meaning = MEANINGS.find((one) => one.code.test(code) && (one.message?.test(message) ?? true))
  return reason(meaning?.reason ?? "CREDENTIALS_REFUSED", `No AWS credentials: ${message}`, meaning?.fix)
}

/** How AWS, its SDKs and the tools built on them say that credentials have expired. */
const EXPIRED =
  /\bExpiredToken(Exception)?\b|security token included in the request is expired|\bRequestExpired\b|credentials (have|has|are) expired/i

/**
 * The reason for a failed deploy: that its credentials expired while it ran, or else the one that is given.
 * @param expiresAt null: they do not expire, or do not say when
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
  return reason(
    "CREDENTIALS_EXPIRED",
    `The credentials expired${when} while the deploy ran. ${given.message}`,
  )
}
