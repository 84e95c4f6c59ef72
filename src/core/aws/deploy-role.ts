import { type Problem, usageError } from "../errors.ts"
import type { Stage } from "../stage.ts"

/** Who may deploy a stage, and where. Every part is validated, because it ends up in policies and commands. */
export interface DeployRole {
  /** GitHub's owner and name of the repository */
  owner: string
  repository: string
  /** 12 digits */
  account: string
  stage: Stage
  /** the application's name at SST, with which the names of its roles begin */
  app: string
  /** GitHub's permanent numbers of owner and repository; null: not known */
  ids: { owner: string; repository: string } | null
  /** null: any */
  region: string | null
  /** the role's name */
  name: string
  /** IAM's folder for it, which is part of its ARN: `/`, or e.g. `/team/` */
  path: string
  /** more claims that a token must have, by name */
  claims: Readonly<Record<string, string>>
}

/** What the caller gives, not validated yet; an empty text stands for not given. */
export interface DeployRoleRequest {
  /** owner/name */
  repository: string
  account: string
  stage: Stage
  /** default: the repository's name */
  app: string
  ownerId: string
  repositoryId: string
  region: string
  /** name, or path and name: `team/deploy` */
  role: string
  /** name=value,… */
  claims: string
}

/** Which policy is written, where only one is. */
export const POLICIES = ["trust", "permissions", "boundary"] as const
export type Policy = (typeof POLICIES)[number]

/** How policies are written: one as IAM's JSON, or everything as commands or as a template. */
export const SHAPES = ["json", "commands", "cloudformation"] as const
export type Shape = (typeof SHAPES)[number]

/** Claims that AWS can compare, besides those that the policy sets by itself. */
const CLAIMS = ["actor_id", "enterprise_id", "job_workflow_ref", "ref", "workflow"] as const

const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?$/
const REPOSITORY = /^(?!\.{1,2}$)[\w.-]{1,100}$/
const APP = /^[\w.-]{1,64}$/
const ID = /^[1-9]\d{0,18}$/
const REGION = /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/
const ROLE = /^(?=.{1,576}$)([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/
/** Names of branches, workflows and files: no quotes, blanks or wildcards. */
const CLAIM_VALUE = /^[\w./@:+-]{1,200}$/

/**
 * Names every problem at once.
 * @param more problems that are known already
 */
export function readDeployRole(request: DeployRoleRequest, more: readonly Problem[] = []): DeployRole {
  const { account, stage, ownerId, repositoryId, region, role } = request
  const [owner = "", repository = "", ...rest] = request.repository.split("/")
  const app = request.app || repository
  const claims = readClaims(request.claims)
  const isRepository = rest.length === 0 && OWNER.test(owner) && REPOSITORY.test(repository)
  const problems: Problem[] = [
    ...check(isRepository, "repository", "must be GitHub's owner/name, e.g. octo-org/shop"),
    ...check(!isRepository || APP.test(app), "app", "must be letters, digits, dots, dashes and underscores"),
    ...check(/^\d{12}$/.test(account), "account", "must be the 12 digits of an AWS account"),
    ...check(ownerId === "" || ID.test(ownerId), "owner-id", "must be the owner's number at GitHub"),
    ...check(
      repositoryId === "" || ID.test(repositoryId),
      "repository-id",
      "must be the repository's number at GitHub",
    ),
    ...check(
      (ownerId === "") === (repositoryId === ""),
      ownerId === "" ? "owner-id" : "repository-id",
      "is missing: a subject has both numbers or neither",
    ),
    ...check(region === "" || REGION.test(region), "region", "must be an AWS region, e.g. eu-central-1"),
    ...check(
      role === "" || ROLE.test(role),
      "role",
      "must be the name of an IAM role, at most 64 characters, with or without its path: team/deploy",
    ),
    ...claims
      .filter(({ fault }) => fault !== null)
      .map(({ fault }) => ({ path: "--claims", message: fault as string })),
  ]
  problems.push(...more)
  if (problems.length > 0) throw usageError("USAGE", "No policy can be written from this.", problems)
  return {
    owner,
    repository,
    account,
    stage,
    app,
    ids: ownerId === "" ? null : { owner: ownerId, repository: repositoryId },
    region: region === "" ? null : region,
    ...(role === "" ? { path: "/", name: deployRoleName(repository, stage) } : placeOf(role)),
    claims: Object.fromEntries(claims.map(({ name, value }) => [name, value])),
  }
}

/** The role of a stage unless another is named: at most the 64 characters that IAM allows. */
export const deployRoleName = (repository: string, stage: Stage): string =>
  `deploy-${repository.slice(0, 64 - "deploy--".length - stage.length)}-${stage}`

export const deployRoleArn = (role: DeployRole): string =>
  `arn:${partitionOf(role)}:iam::${role.account}:role${role.path}${role.name}`

/** `team/deploy` is the role `deploy` below the path `/team/`. */
function placeOf(role: string): Pick<DeployRole, "path" | "name"> {
  const at = role.lastIndexOf("/") + 1
  return { path: `/${role.slice(0, at)}`, name: role.slice(at) }
}

/** The AWS partition that a region belongs to. */
export function partitionOf({ region }: Pick<DeployRole, "region">): string {
  if (region?.startsWith("cn-")) return "aws-cn"
  return region?.startsWith("us-gov-") ? "aws-us-gov" : "aws"
}

const check = (isRight: boolean, option: string, message: string): Problem[] =>
  isRight ? [] : [{ path: `--${option}`, message }]

interface Claim {
  name: string
  value: string
  /** what is wrong with it, or null */
  fault: string | null
}

function readClaims(text: string): Claim[] {
  const parts = text === "" ? [] : text.split(",")
  return parts.map((part) => {
    const [name = "", ...rest] = part.split("=")
    const value = rest.join("=")
    return { name, value, fault: claimFault(name, value) }
  })
}

function claimFault(name: string, value: string): string | null {
  if (!(CLAIMS as readonly string[]).includes(name)) return `knows ${CLAIMS.join(", ")}; write NAME=VALUE,…`
  return CLAIM_VALUE.test(value) ? null : `${name} must have a value of letters, digits and ./@:+-_`
}

/** An IAM policy, as far as this pipeline writes one. */
export interface PolicyDocument {
  Version: "2012-10-17"
  Statement: PolicyStatement[]
}

export interface PolicyStatement {
  Sid: string
  Effect: "Allow" | "Deny"
  Principal?: { Federated: string }
  Action?: string | string[]
  NotAction?: string[]
  Resource?: string | string[]
  /** operator → condition key → values, one of which must match */
  Condition?: Record<string, Record<string, string | string[]>>
}

/** The claims of a token, by name. */
export type Claims = Readonly<Record<string, unknown>>

/**
 * Whether a trust policy lets a token in, by IAM's rules: every condition must hold, one value of each is
 * enough, and a claim that the token lacks matches nothing.
 * @param issuer the token's issuer without its scheme, as the policy's condition keys begin
 * @returns what does not match, as sentences; empty when the token may take the role
 */
export function trustFaults(policy: PolicyDocument, issuer: string, claims: Claims): string[] {
  const statements = policy.Statement.filter((statement) => isAbout(statement, issuer))
  if (statements.length === 0) return [`The policy trusts no token of ${issuer}.`]
  const faults = statements.map((statement) => conditionFaults(statement, issuer, claims))
  // one statement that lets it in is enough
  return faults.some((found) => found.length === 0) ? [] : faults.flat()
}

function isAbout({ Effect, Principal, Action }: PolicyStatement, issuer: string): boolean {
  const actions = [Action].flat()
  return (
    Effect === "Allow" &&
    actions.includes("sts:AssumeRoleWithWebIdentity") &&
    Principal?.Federated.endsWith(`:oidc-provider/${issuer}`) === true
  )
}

const OPERATORS: Readonly<Record<string, (pattern: string, value: string) => boolean>> = {
  StringEquals: (pattern, value) => pattern === value,
  StringLike: isLike,
}

function conditionFaults({ Condition = {} }: PolicyStatement, issuer: string, claims: Claims): string[] {
  return Object.entries(Condition).flatMap(([operator, keys]) => {
    const compare = OPERATORS[operator]
    // a token that cannot be judged is not let in
    if (compare === undefined) return [`The policy's condition ${operator} is not understood here.`]
    return Object.entries(keys).flatMap(([key, wanted]) => {
      const name = key.startsWith(`${issuer}:`) ? key.slice(issuer.length + 1) : key
      const values = [claims[name]]
        .flat()
        .filter((value) => value !== undefined)
        .map(String)
      const patterns = [wanted].flat()
      if (values.some((value) => patterns.some((pattern) => compare(pattern, value)))) return []
      const has = values.length === 0 ? "does not have it" : `has ${values.join(", ")}`
      return [`The policy wants ${name} to be ${patterns.join(" or ")}; the token ${has}.`]
    })
  })
}

/** `*` is any text, `?` any one character. Walks both once, going back to the last `*` only. */
function isLike(pattern: string, value: string): boolean {
  let [at, seen, star, resume] = [0, 0, -1, 0]
  while (seen < value.length) {
    if (pattern[at] === "*") {
      star = at++
      resume = seen
    } else if (pattern[at] === "?" || pattern[at] === value[seen]) {
      at++
      seen++
    } else if (star >= 0) {
      at = star + 1
      seen = ++resume
    } else return false
  }
  return /^\**$/.test(pattern.slice(at))
}
