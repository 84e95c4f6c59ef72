// Made by `npm run build` from src/engine: change it there.
import {
  reason
} from "./core-reasons.js";

// src/core/aws/refusal.ts
var MEANINGS = [
  {
    code: /^(Unreachable|Timeout|Interrupted|BadAnswer|Http(429|5\d\d)|IDPCommunicationError)$/,
    reason: "CREDENTIALS_UNAVAILABLE"
  },
  { code: /^ExpiredToken(Exception)?$/, reason: "CREDENTIALS_EXPIRED" },
  { code: /^AwsProfile$/, message: /expired|sso login/i, reason: "CREDENTIALS_EXPIRED" },
  { code: /^ValidationError$/, message: /DurationSeconds/, reason: "CREDENTIALS_TOO_SHORT" },
  {
    code: /^InvalidIdentityToken$/,
    reason: "CREDENTIALS_REFUSED",
    fix: "Create GitHub's identity provider in the account: `trust-policy --repository OWNER/NAME --account ID --as commands` shows the command."
  },
  {
    code: /^AccessDenied(Exception)?$/,
    message: /AssumeRoleWithWebIdentity/,
    reason: "CREDENTIALS_REFUSED",
    fix: "Compare the role's trust policy with what `trust-policy --repository OWNER/NAME --account ID --stage STAGE` prints: repository, environment and both forms of the subject."
  },
  {
    code: /^(RequestTimeTooSkewed|RequestExpired|SignatureDoesNotMatch)$/,
    message: /expired|not yet current|too large|skew/i,
    reason: "CREDENTIALS_REFUSED",
    fix: "Correct this machine's clock."
  }
];
function refusalReason({ code, message }) {
  let meaning = MEANINGS.find((one) => one.code.test(code) && (one.message?.test(message) ?? !0));
  return reason(meaning?.reason ?? "CREDENTIALS_REFUSED", `No AWS credentials: ${message}`, meaning?.fix);
}
var EXPIRED = /\bExpiredToken(Exception)?\b|security token included in the request is expired|\bRequestExpired\b|credentials (have|has|are) expired/i;
function expiryReason(given, log, expiresAt, now) {
  if (given.code !== "DEPLOY_FAILED" && given.code !== "DEPLOY_TIMEOUT") return given;
  let isOver = expiresAt !== null && now >= expiresAt;
  if (!isOver && ![given.message, ...log].some((line) => EXPIRED.test(line))) return given;
  let when = isOver ? ` at ${expiresAt.toISOString()}` : "";
  return reason(
    "CREDENTIALS_EXPIRED",
    `The credentials expired${when} while the deploy ran. ${given.message}`
  );
}

export {
  refusalReason,
  expiryReason
};
