import { type DeployRole, partitionOf } from "./deploy-role.ts"
import type { PolicyDocument } from "./policy.ts"

/** Who issues GitHub's tokens, as AWS names its claims. */
export const ISSUER = "token.actions.githubusercontent.com"
/** Whom a token that goes to AWS is meant for. */
export const AUDIENCE = "sts.amazonaws.com"

export const providerArn = (role: Pick<DeployRole, "account" | "region">): string =>
  `arn:${partitionOf(role)}:iam::${role.account}:oidc-provider/${ISSUER}`

/**
 * Lets the jobs of one environment of one repository take the role, and nobody else. GitHub writes a token's
 * subject with names only or, for repositories made or renamed since 2026-07-15, with numbers behind them:
 * both forms are named, so that a rename does not lock the pipeline out.
 */
export function trustPolicy(role: DeployRole): PolicyDocument {
  const { ids, owner, repository, stage, claims } = role
  const names = `repo:${owner}/${repository}:environment:${stage}`
  const numbered = `repo:${owner}@${ids?.owner ?? "*"}/${repository}@${ids?.repository ?? "*"}:environment:${stage}`
  const subject = { [`${ISSUER}:sub`]: [names, numbered] }
  const exact = Object.fromEntries(
    Object.entries({ aud: AUDIENCE, ...identity(role), ...claims }).map(([claim, value]) => [
      `${ISSUER}:${claim}`,
      value,
    ]),
  )
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "DeployFromGitHub",
        Effect: "Allow",
        Principal: { Federated: providerArn(role) },
        Action: "sts:AssumeRoleWithWebIdentity",
        // a wildcard stands only for numbers that nobody gave; the claims beside it name repository and environment
        Condition:
          ids === null
            ? { StringEquals: exact, StringLike: subject }
            : { StringEquals: { ...exact, ...subject } },
      },
    ],
  }
}

/**
 * A name that was given up can be taken by somebody else, a number cannot. STS compares these claims in AWS's
 * commercial partition only; elsewhere a condition on them would let nobody in.
 */
function identity(role: DeployRole): Record<string, string> {
  if (partitionOf(role) !== "aws") return {}
  const { ids, owner, repository, stage } = role
  const who: Record<string, string> =
    ids === null ? { repository: `${owner}/${repository}` } : { repository_id: ids.repository }
  return { ...who, environment: stage }
}
