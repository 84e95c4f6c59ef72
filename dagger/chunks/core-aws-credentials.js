// Made by `npm run build` from src/engine: change it there.
import {
  toolOf
} from "./core-config-tools.js";
import {
  reason
} from "./core-reasons.js";
import {
  formatDuration
} from "./valibot.js";

// src/core/aws/credentials.ts
function wantedAws({ deployer, stages }, stage, purpose = "deploy") {
  let { region, roleArn = null, planRoleArn = null, account = null } = stages[stage];
  if (region === void 0 || deployer.kind === "sandbox") return null;
  let holder = (roleArn ?? planRoleArn)?.split(":")[4] ?? null;
  return { region, roleArn: purpose === "plan" ? planRoleArn : roleArn, account: account ?? holder };
}
function logsAws({ verify, stages }, stage) {
  let { region: home, roleArn = null, account = null } = stages[stage], region = verify?.logs?.region ?? home;
  return region === void 0 ? null : { region, roleArn, account: account ?? roleArn?.split(":")[4] ?? null };
}
var adminRegion = ({ stages }) => stages.staging.region ?? stages.production.region ?? "us-east-1", MIN_SESSION = 900, MAX_SESSION = 43200, RESERVE = 300, sessionSeconds = (seconds) => Math.min(MAX_SESSION, Math.max(MIN_SESSION, Math.ceil(seconds) + RESERVE)), phaseSeconds = ({ deployer }) => toolOf(deployer)?.timeoutSeconds ?? 0, neededSeconds = (config) => Math.ceil(2 * phaseSeconds(config) + config.smoke.deadlineSeconds), missingCredentials = (tried) => reason("CREDENTIALS_MISSING", `There are no AWS credentials: ${tried.join("; ")}.`);
function judgeCredentials(found, wanted, neededSeconds2) {
  if (found.kind === "refused") return { fail: found.reason };
  if (found.kind === "missing") return { fail: missingCredentials(found.tried) };
  let { identity, source, renewable, lifeSeconds } = found, who = describeIdentity(identity);
  if (wanted.account !== null && identity.account !== wanted.account) {
    let message2 = `The credentials from ${source} belong to ${who}; the stage is in account ${wanted.account}.`;
    return { fail: reason("CREDENTIALS_WRONG_ACCOUNT", message2) };
  }
  let holder = `${who}, ${wanted.region}, from ${source}`;
  if (renewable) return { pass: `${holder}: renewed for each phase` };
  if (lifeSeconds === null) return { pass: `${holder}: no expiry is stated` };
  let life = formatDuration(Math.max(0, lifeSeconds) * 1e3);
  if (lifeSeconds >= neededSeconds2) return { pass: `${holder}: valid for ${life}` };
  let needed = formatDuration(neededSeconds2 * 1e3);
  if (lifeSeconds <= 0)
    return { fail: reason("CREDENTIALS_EXPIRED", `The credentials from ${source} have expired.`) };
  let message = `The credentials from ${source} expire in ${life}; a deploy and a rollback may take ${needed}.`;
  return { fail: reason("CREDENTIALS_TOO_SHORT", message) };
}
function describeIdentity({ arn, account }) {
  let [kind = "", ...path] = arn.split(":").slice(5).join(":").split("/"), name = kind === "assumed-role" ? path[0] ?? "" : path.join("/");
  return `${kind === "assumed-role" ? `role ${name}` : kind === "root" ? "the root user" : `${kind} ${name}`} in account ${account}`;
}
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
var AwsError = class extends Error {
  /** AWS's own, e.g. AccessDenied; `Unreachable`, `Timeout`, `BadAnswer` and the like where AWS said nothing */
  code;
  /** @param operation e.g. sts:GetCallerIdentity */
  constructor(operation, code, message, requestId) {
    let id = requestId === void 0 ? "" : ` (request ${requestId})`;
    super(`${operation}: ${code}: ${message}${id}`), this.name = "AwsError", this.code = code;
  }
};

export {
  wantedAws,
  logsAws,
  adminRegion,
  sessionSeconds,
  phaseSeconds,
  neededSeconds,
  missingCredentials,
  judgeCredentials,
  refusalReason,
  expiryReason,
  AwsError
};
