import type { Config } from "../config/schema.ts"
import { toolOf } from "../config/tools.ts"
import { type Reason, reason } from "../reasons.ts"
import type { Stage } from "../stage.ts"
import { formatDuration } from "../text.ts"

/** The AWS that a stage is deployed to; null: not configured. */
export interface WantedAws {
  region: string
  roleArn: string | null
  /** 12 digits */
  account: string | null
}

/** What a stage's credentials are for: a plan only looks, and is made before anyone has approved a change. */
export type Purpose = "deploy" | "plan"

/** null: the stage needs no AWS. */
export function wantedAws(
  { deployer, stages }: Config,
  stage: Stage,
  purpose: Purpose = "deploy",
): WantedAws | null {
  const { region, roleArn = null, planRoleArn = null, account = null } = stages[stage]
  if (region === undefined || deployer.kind === "sandbox") return null
  const holder = (roleArn ?? planRoleArn)?.split(":")[4] ?? null
  return { region, roleArn: purpose === "plan" ? planRoleArn : roleArn, account: account ?? holder }
}

/** The AWS that a stage's logs are in, whatever deploys it; null: no AWS region is set. */
export function logsAws({ verify, stages }: Config, stage: Stage): WantedAws | null {
  const { region: home, roleArn = null, account = null } = stages[stage]
  const region = verify?.logs?.region ?? home
  return region === undefined ? null : { region, roleArn, account: account ?? roleArn?.split(":")[4] ?? null }
}

/** Where an administrator's calls go. IAM is one for a whole partition, and any region names its partition. */
export const adminRegion = ({ stages }: Config): string =>
  stages.staging.region ?? stages.production.region ?? "us-east-1"

/** STS grants sessions of 15 minutes to 12 hours. */
const MIN_SESSION = 900
const MAX_SESSION = 43_200
/** What a phase needs before and after its tool runs, in seconds. */
const RESERVE = 300

/** How long the session for a phase is, in seconds. */
export const sessionSeconds = (seconds: number): number =>
  Math.min(MAX_SESSION, Math.max(MIN_SESSION, Math.ceil(seconds) + RESERVE))

/** The longest that the deployer may take, in seconds. */
export const phaseSeconds = ({ deployer }: Config): number => toolOf(deployer)?.timeoutSeconds ?? 0

/** The most that a deploy and a rollback after it may take, with the smoke test between them, in seconds. */
export const neededSeconds = (config: Config): number =>
  Math.ceil(2 * phaseSeconds(config) + config.smoke.deadlineSeconds)

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

/** AWS's answer to an attempt to get or use credentials. */
interface Refusal {
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

/** Why AWS refused a call, or why it was not reached. Holds no secret. */
export class AwsError extends Error {
  /** AWS's own, e.g. AccessDenied; `Unreachable`, `Timeout`, `BadAnswer` and the like where AWS said nothing */
  readonly code: string

  /** @param operation e.g. sts:GetCallerIdentity */
  constructor(operation: string, code: string, message: string, requestId?: string | undefined) {
    const id = requestId === undefined ? "" : ` (request ${requestId})`
    super(`${operation}: ${code}: ${message}${id}`)
    this.name = "AwsError"
    this.code = code
  }
}
