import type { DeployRole } from "../aws/deploy-role.ts"
import type { Fact } from "../errors.ts"
import type { Release, Stage } from "../stage.ts"
import { counted } from "../text.ts"

/** AWS and GitHub as they are: what setup and doctor judge. In a fact of something, null means it is not there. */
export interface SetupFacts {
  /** the account that the AWS credentials are of */
  account: Fact<string>
  provider: Fact<ProviderFacts | null>
  repository: Fact<RepositoryFacts>
  /** those asked for, as GitHub knows them */
  reviewers: Fact<Reviewer[]>
  stages: Readonly<Record<Stage, StageFacts>>
}

export interface StageFacts {
  role: Fact<RoleFacts | null>
  /** the text of the role's policy */
  permissions: Fact<string | null>
  /** the text of the policy that is the boundary of the application's roles */
  boundary: Fact<string | null>
  environment: Fact<EnvironmentFacts | null>
  /** the environment's variables by name */
  variables: Fact<Readonly<Record<string, string>>>
}

/** Who may issue tokens that AWS accepts. */
export interface ProviderFacts {
  audiences: string[]
}

export interface RoleFacts {
  arn: string
  /** the text of its trust policy */
  trust: string
  maxSessionSeconds: number
}

export interface RepositoryFacts {
  /** GitHub's numbers */
  id: string
  ownerId: string
  isPrivate: boolean
  /** patterns of tags that may be neither moved nor deleted; null where that cannot be read */
  protectedTags: string[] | null
  /** patterns of tags that only some people may create; null where that cannot be read */
  guardedTags: string[] | null
}

export interface Reviewer {
  type: "User" | "Team"
  id: number
  /** login, or slug of the team */
  name: string
}

export interface EnvironmentFacts {
  reviewers: Reviewer[]
  /** minutes */
  waitTimer: number
  preventSelfReview: boolean
  /** which refs may deploy: any, those with branch protection, or those that match one of these */
  refs: "any" | "protected" | RefPattern[]
}

export interface RefPattern {
  name: string
  type: "branch" | "tag"
}

/** What setup is to bring about, checked. */
export interface SetupTarget {
  /** of GitHub */
  owner: string
  repository: string
  /** 12 digits */
  account: string
  stages: readonly StageTarget[]
  /** logins, or org/team; they approve deploys to production */
  reviewers: readonly string[]
  mainBranch: string
  tagPrefix: string
  /** name of the remote that holds the ledger; null: the configuration names none */
  ledgerRemote: string | null
}

export interface StageTarget {
  stage: Stage
  role: DeployRole
  /** those of the other stages, whether or not they are to be set up */
  others: readonly DeployRole[]
  /** what pipeline.json says; null: nothing */
  configured: { roleArn: string | null }
  /** how long a session must last to hold a deploy */
  sessionSeconds: number
}

export const repositoryPath = ({ owner, repository }: Pick<SetupTarget, "owner" | "repository">): string =>
  `/repos/${owner}/${repository}`

/** `unknown`: it could not be looked at, so nothing is changed about it. */
type PrerequisiteState = "ok" | "missing" | "differs" | "unknown"

/** Something that must be there before the first deploy, and what would make it so. */
export interface Prerequisite {
  /** stable, e.g. `role` */
  id: string
  title: string
  /** null: one for both stages */
  stage: Stage | null
  state: PrerequisiteState
  /** what was seen, or why nothing could be */
  detail: string
  /** setup is complete without: advice that is left to people, or nothing that can be asked for yet */
  optional: boolean
  /** false: there was no way to look */
  asked: boolean
  /** in this order; empty where nothing is to be done, or only a person can do it */
  changes: readonly Change[]
  /** what a person types, because it needs something that no run has; empty where there is nothing */
  byHand: readonly string[]
  /** whose value a person may give to the run; null: none is asked for */
  secret: WantedSecret | null
}

export interface WantedSecret {
  name: string
  stage: Stage
  /** whose tool keeps it */
  release: Release
}

/** A prerequisite as a report shows it. */
export interface PrerequisiteResult extends Omit<Prerequisite, "changes" | "asked" | "byHand" | "secret"> {
  /** what `--apply` would do, or has done, as commands */
  commands: string[]
  /** what only a person can do, as commands */
  byHand: string[]
  /** this run made it so */
  applied: boolean
}

/** `role staging`: no two prerequisites share one. */
export const nameOf = ({ id, stage }: Pick<Prerequisite, "id" | "stage">): string =>
  stage === null ? id : `${id} ${stage}`

export type Verdict = Pick<Prerequisite, "state" | "detail" | "changes"> & { asked?: false }

export const ok = (detail: string): Verdict => ({ state: "ok", detail, changes: [] })
export const missing = (detail: string, ...changes: Change[]): Verdict => ({
  state: "missing",
  detail,
  changes,
})
export const differs = (detail: string, ...changes: Change[]): Verdict => ({
  state: "differs",
  detail,
  changes,
})
export const unknown = (detail: string): Verdict => ({ state: "unknown", detail, changes: [] })

/** What cannot be looked at is unknown, for the reason that it cannot. */
export const judged = <T>(fact: Fact<T>, judge: (value: T) => Verdict): Verdict =>
  fact.kind === "known" ? judge(fact.value) : unseen(fact)

export const unseen = (fact: Exclude<Fact<never>, { kind: "known" }>): Verdict =>
  fact.kind === "skipped" ? { ...unknown(fact.why), asked: false } : unknown(fact.message)

export const prerequisite = (
  id: string,
  title: string,
  stage: Stage | null,
  verdict: Verdict,
  optional = false,
): Prerequisite => ({ id, title, stage, optional, asked: true, byHand: [], secret: null, ...verdict })

/** A change to AWS or GitHub as data: the request that `--apply` makes, and the command that a person would type. */
export type Change = AwsChange | GithubChange

export interface AwsChange {
  on: "aws"
  /** of IAM */
  action:
    | "AddClientIDToOpenIDConnectProvider"
    | "CreateOpenIDConnectProvider"
    | "CreatePolicy"
    | "CreatePolicyVersion"
    | "CreateRole"
    | "PutRolePolicy"
    | "UpdateAssumeRolePolicy"
    | "UpdateRole"
  /** by AWS's names; a list where AWS takes one */
  parameters: Readonly<Record<string, string | number | true | readonly string[]>>
}

export interface GithubChange {
  on: "github"
  method: "PUT" | "POST" | "PATCH"
  /** below the API's address */
  path: string
  content: Readonly<Record<string, unknown>> | null
}

export const iam = (action: AwsChange["action"], parameters: AwsChange["parameters"]): AwsChange => ({
  on: "aws",
  action,
  parameters,
})

export const github = (
  method: GithubChange["method"],
  path: string,
  content: GithubChange["content"] = null,
): GithubChange => ({ on: "github", method, path, content })

/** One line for a shell. */
export const commandOf = (change: Change): string =>
  change.on === "aws" ? awsCommand(change) : githubCommand(change)

function awsCommand({ action, parameters }: AwsChange): string {
  const options = Object.entries(parameters).flatMap(([name, value]) => [
    `--${kebab(name)}`,
    ...(value === true ? [] : [value].flat().map((word) => quoted(String(word)))),
  ])
  return ["aws", "iam", kebab(action), ...options].join(" ")
}

function githubCommand({ method, path, content }: GithubChange): string {
  const call = `gh api --method ${method} ${quoted(path)}`
  return content === null ? call : `printf %s ${quoted(JSON.stringify(content))} | ${call} --input -`
}

/** `ClientIDList` is `client-id-list`, as the AWS command line has it. */
const kebab = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1-$2")
    .toLowerCase()

/** As one word of a shell, whatever it holds. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** `12 of 14 prerequisites are met` */
export function tally(prerequisites: readonly Pick<Prerequisite, "state" | "optional">[]): string {
  const needed = prerequisites.filter(({ optional }) => !optional)
  const met = needed.filter(({ state }) => state === "ok").length
  return met === needed.length
    ? `all ${counted(met, "prerequisite")} are met`
    : `${met} of ${counted(needed.length, "prerequisite")} are met`
}
