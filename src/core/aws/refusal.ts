import { type Reason, reason } from "../reasons.ts"

/** What AWS said to an attempt to get or to use credentials. */
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

/** The first that fits tells what a refusal means for a person. */
const MEANINGS: readonly Meaning[] = [
  {
    code: /^(Unreachable|Timeout|Interrupted|BadAnswer|Http(429|5\d\d)|IDPCommunicationError)$/,
    reason: "CREDENTIALS_UNAVAILABLE",
  },
  { code: /^ExpiredToken(Exception)?$/, reason: "CREDENTIALS_EXPIRED" },
  { code: /^AwsCli$/, message: /expired|sso login/i, reason: "CREDENTIALS_EXPIRED" },
  { code: /^ValidationError$/, message: /DurationSeconds/, reason: "CREDENTIALS_TOO_SHORT" },
  {
    code: /^InvalidIdentityToken$/,
    reason: "CREDENTIALS_REFUSED",
    fix: "Let the account know GitHub's tokens: trust-policy --as commands shows the command that makes the identity provider.",
  },
  {
    code: /^AccessDenied(Exception)?$/,
    message: /AssumeRoleWithWebIdentity/,
    reason: "CREDENTIALS_REFUSED",
    fix: "Compare the role's trust policy with that of trust-policy --stage STAGE: repository, environment and both forms of the subject.",
  },
  {
    code: /^(RequestTimeTooSkewed|RequestExpired|SignatureDoesNotMatch)$/,
    message: /expired|not yet current|too large|skew/i,
    reason: "CREDENTIALS_REFUSED",
    fix: "Set this machine's clock right.",
  },
]

export function refusalReason({ code, message }: Refusal): Reason {
  const meaning = MEANINGS.find((one) => one.code.test(code) && (one.message?.test(message) ?? true))
  return reason(meaning?.reason ?? "CREDENTIALS_REFUSED", `No AWS credentials: ${message}`, meaning?.fix)
}
