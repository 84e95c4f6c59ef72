import type { Document } from "../report/report.ts"
import { type DeployRole, type DeployRoleRequest, partitionOf, readDeployRole } from "./deploy-role.ts"
import { permissionsPolicy } from "./permissions-policy.ts"
import { policyText } from "./policy.ts"
import { roleCommands } from "./role-commands.ts"
import { roleTemplate } from "./role-template.ts"
import { trustPolicy } from "./trust-policy.ts"

/** Which policy is written, where only one is. */
export const POLICIES = ["trust", "permissions"] as const
export type Policy = (typeof POLICIES)[number]

/** How policies are written: one as IAM's JSON, or everything as commands or as a template. */
export const SHAPES = ["json", "commands", "cloudformation"] as const
export type Shape = (typeof SHAPES)[number]

export interface PolicyRequest extends DeployRoleRequest {
  policy: Policy
  as: Shape
  /** IAM's names of the application's services, by commas; empty: all */
  services: string
}

/** A deploy by SST may take an hour, and its session is longer than it. */
const ROLE_SESSION_SECONDS = 7200

const SERVICE = /^[a-z][a-z0-9-]{0,62}$/

/** What lets a repository's jobs deploy a stage, as a text to use as it is. */
export function policyDocument(request: PolicyRequest): Document {
  const services = request.services === "" ? [] : request.services.split(",")
  const unknown = services.filter((service) => !SERVICE.test(service))
  const message = "must be IAM's names of services, by commas: lambda,s3"
  const role = readDeployRole(request, unknown.length === 0 ? [] : [{ path: "--services", message }])
  const trust = trustPolicy(role)
  const permissions = permissionsPolicy(role, services)
  const all = { role, trust, permissions, sessionSeconds: ROLE_SESSION_SECONDS }
  const where = `${role.stage} of ${role.owner}/${role.repository}`
  switch (request.as) {
    case "commands":
      return {
        title: `Commands for the role that deploys ${where}`,
        text: roleCommands(all),
        notes: notesOf(role, services),
      }
    case "cloudformation":
      return {
        title: `Template for the role that deploys ${where}`,
        text: roleTemplate(all),
        notes: notesOf(role, services),
      }
    case "json": {
      const policy = request.policy === "trust" ? trust : permissions
      const title =
        request.policy === "trust" ? `Who may deploy ${where}` : `What a deploy of ${where} may do`
      return {
        title,
        text: policyText(policy),
        notes: request.policy === "trust" ? trustNotes(role) : permissionNotes(services),
      }
    }
  }
}

const notesOf = (role: DeployRole, services: readonly string[]) => [
  ...trustNotes(role),
  ...permissionNotes(services),
]

function trustNotes(role: DeployRole): string[] {
  const { ids, owner, repository, stage } = role
  const numbers =
    ids === null
      ? [
          `GitHub's numbers are not given, so that a wildcard stands for them. Give them: gh api repos/${owner}/${repository} --jq '"--owner-id \\(.owner.id) --repository-id \\(.id)"'.`,
        ]
      : []
  const partition =
    partitionOf(role) === "aws"
      ? []
      : [
          "AWS compares only the audience and the subject outside its commercial partition: give GitHub's numbers.",
        ]
  return [
    ...numbers,
    ...partition,
    `Only jobs of the environment ${stage} get in, so that its protection rules decide who deploys.`,
  ]
}

const permissionNotes = (services: readonly string[]): string[] =>
  services.length > 0
    ? []
    : [
        "The statement Application allows everything: narrow it with --services, e.g. --services lambda,s3,cloudfront.",
      ]
