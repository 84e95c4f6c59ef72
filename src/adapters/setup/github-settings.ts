import * as v from "valibot"
import type { Fact } from "../../core/errors.ts"
import { githubPlace } from "../../core/forge.ts"
import {
  type EnvironmentFacts,
  type GithubChange,
  type RefPattern,
  type RepositoryFacts,
  type Reviewer,
  repositoryPath,
  type SetupTarget,
} from "../../core/setup/prerequisite.ts"
import { STAGES, type Stage } from "../../core/stage.ts"
import type { Github, GithubAnswer } from "../github/client.ts"
import type { CodeHostSettings } from "../github/code-host.ts"

/** GitHub as an administrator of the repository, or why it cannot be reached as one. */
export type GithubAccess = () => Promise<{ client: Github } | { missing: string }>

/** GitHub as an administrator of repositories reaches it: with a token, and at an address that may have it. */
export function adminGithub({ config, remote, apiUrl, ...settings }: CodeHostSettings): GithubAccess {
  return async () => {
    if (settings.token === null)
      return { missing: "there is no GitHub token that may look at the repository" }
    // which repository is asked about does not matter to where GitHub is
    const place = githubPlace({ ...config, repository: "any/any" }, await remote(), apiUrl)
    if (place.kind !== "known") return { missing: place.kind === "skipped" ? place.why : place.message }
    const { githubClient } = await import("../github/client.ts")
    return { client: githubClient({ ...settings, apiUrl: place.value.apiUrl }) }
  }
}

export interface GithubFacts {
  repository: Fact<RepositoryFacts>
  reviewers: Fact<Reviewer[]>
  stages: Record<
    Stage,
    { environment: Fact<EnvironmentFacts | null>; variables: Fact<Record<string, string>> }
  >
}

/** What the repository has at GitHub. */
export async function lookAtGithub(github: Github, target: SetupTarget): Promise<GithubFacts> {
  const path = repositoryPath(target)
  const asked = new Set<Stage>(target.stages.map(({ stage }) => stage))
  const [repository, reviewers, ...stages] = await Promise.all([
    lookAtRepository(github, path),
    lookAtReviewers(github, target.reviewers),
    ...STAGES.map((stage) =>
      asked.has(stage) ? lookAtStage(github, `${path}/environments/${stage}`) : NOT_ASKED,
    ),
  ])
  // a token that may not see a private repository gets the same answer as for an environment that is not there
  const seen = repository.kind === "known" ? stages : stages.map(() => UNSEEN)
  const [staging, production] = seen as [
    GithubFacts["stages"]["staging"],
    GithubFacts["stages"]["production"],
  ]
  return { repository, reviewers, stages: { staging, production } }
}

const skipped = (why: string) => ({ kind: "skipped" as const, why })
const unavailable = (message: string) => ({ kind: "unavailable" as const, message })
const known = <T>(value: T): Fact<T> => ({ kind: "known", value })

/** Why, the repository itself says. */
export const UNSEEN = {
  environment: skipped("the repository was not seen"),
  variables: skipped("the repository was not seen"),
}

const NOT_ASKED = { environment: skipped("not asked for"), variables: skipped("not asked for") }

type Schema<T> = v.GenericSchema<unknown, T>

/** What an answer holds: null when there is nothing. */
function read<T>(answer: GithubAnswer, schema: Schema<T>, what: string): Fact<T | null> {
  if (answer.kind === "absent") return known(null)
  if (answer.kind === "failed") return unavailable(answer.message)
  const parsed = v.safeParse(schema, answer.value)
  return parsed.success ? known(parsed.output) : unavailable(`GitHub's answer about ${what} cannot be read.`)
}

async function lookAtRepository(github: Github, path: string): Promise<Fact<RepositoryFacts>> {
  const fact = read(await github.get(path), RepositoryShape, "the repository")
  if (fact.kind !== "known") return fact
  if (fact.value === null)
    return unavailable(`GitHub shows no repository ${path.replace("/repos/", "")} to this token.`)
  const { id, owner, private: isPrivate } = fact.value
  return known({
    id: String(id),
    ownerId: String(owner.id),
    isPrivate,
    ...(await lookAtTagRules(github, path)),
  })
}

/** Which tags rules are about; null where GitHub does not say. */
async function lookAtTagRules(
  github: Github,
  path: string,
): Promise<Pick<RepositoryFacts, "protectedTags" | "guardedTags">> {
  const list = read(await github.get(`${path}/rulesets?per_page=100`), RulesetsPage, "rulesets")
  if (list.kind !== "known" || list.value === null) return { protectedTags: null, guardedTags: null }
  const active = list.value.filter(({ target, enforcement }) => target === "tag" && enforcement === "active")
  const sets = await Promise.all(
    active.map(async ({ id }) => read(await github.get(`${path}/rulesets/${id}`), RulesetShape, "a ruleset")),
  )
  const tagsWith = (...wanted: string[]) =>
    sets.flatMap((fact) => {
      if (fact.kind !== "known" || fact.value === null) return []
      const types = fact.value.rules.map(({ type }) => type)
      const include = fact.value.conditions?.ref_name?.include ?? []
      return wanted.every((type) => types.includes(type)) ? include : []
    })
  return { protectedTags: tagsWith("update", "deletion"), guardedTags: tagsWith("creation") }
}

async function lookAtReviewers(github: Github, names: readonly string[]): Promise<Fact<Reviewer[]>> {
  const found = await Promise.all(names.map((name) => lookAtReviewer(github, name)))
  const fault = found.find((fact) => fact.kind !== "known")
  if (fault !== undefined) return fault
  return known(found.flatMap((fact) => (fact.kind === "known" ? [fact.value] : [])))
}

/** `login` is a person, `org/team` a team. */
async function lookAtReviewer(github: Github, name: string): Promise<Fact<Reviewer>> {
  const [owner, team] = name.split("/")
  const path = team === undefined ? `/users/${owner}` : `/orgs/${owner}/teams/${team}`
  const fact = read(await github.get(path), AccountShape, name)
  if (fact.kind !== "known") return fact
  if (fact.value === null) return unavailable(`GitHub knows no reviewer ${name}.`)
  return known({ type: team === undefined ? "User" : "Team", id: fact.value.id, name: team ?? name })
}

async function lookAtStage(github: Github, path: string) {
  const [environment, variables] = await Promise.all([
    lookAtEnvironment(github, path),
    lookAtVariables(github, path),
  ])
  return { environment, variables }
}

async function lookAtEnvironment(github: Github, path: string): Promise<Fact<EnvironmentFacts | null>> {
  const fact = read(await github.get(path), EnvironmentShape, "an environment")
  if (fact.kind !== "known" || fact.value === null) return fact as Fact<null>
  const { protection_rules: rules, deployment_branch_policy: policy } = fact.value
  const refs = policy?.custom_branch_policies ? await lookAtRefs(github, path) : null
  if (refs !== null && refs.kind !== "known") return refs
  const approval = rules.find(({ type }) => type === "required_reviewers")
  return known({
    reviewers: (approval?.reviewers ?? []).map(({ type, reviewer: { id, login, slug } }) => ({
      type,
      id,
      name: login ?? slug ?? String(id),
    })),
    waitTimer: rules.find(({ type }) => type === "wait_timer")?.wait_timer ?? 0,
    preventSelfReview: approval?.prevent_self_review ?? false,
    refs: refs?.value ?? (policy === null ? "any" : "protected"),
  })
}

async function lookAtRefs(github: Github, path: string): Promise<Fact<RefPattern[]>> {
  const answer = await github.getAll<RefPattern>(
    `${path}/deployment-branch-policies?per_page=100`,
    (page) => {
      const parsed = v.safeParse(RefsPage, page)
      return parsed.success ? parsed.output.branch_policies : null
    },
  )
  if (answer.kind === "found") return known(answer.value)
  return answer.kind === "absent" ? known([]) : unavailable(answer.message)
}

/** An environment that is not there has none. */
async function lookAtVariables(github: Github, path: string): Promise<Fact<Record<string, string>>> {
  const answer = await github.getAll(`${path}/variables?per_page=30`, (page) => {
    const parsed = v.safeParse(VariablesPage, page)
    return parsed.success ? parsed.output.variables : null
  })
  if (answer.kind === "failed") return unavailable(answer.message)
  const variables = answer.kind === "found" ? answer.value : []
  return known(Object.fromEntries(variables.map(({ name, value }) => [name, value])))
}

/** Makes a change; null when it is made, otherwise why it was not. */
export async function performGithub(access: GithubAccess, change: GithubChange): Promise<string | null> {
  const given = await access()
  if ("missing" in given) return given.missing
  const answer = await given.client.send(change.method, change.path, change.content ?? undefined)
  if (answer.kind === "found") return null
  // what GitHub says to a pattern that is there already, e.g. since before all branches were allowed
  if (answer.kind === "failed" && answer.status === 303) return null
  return answer.kind === "failed" ? answer.message : `GitHub has no ${change.path}, or not for this token`
}

// What is read of GitHub's answers; whatever else they hold is let be.

const RepositoryShape = v.object({
  id: v.number(),
  private: v.boolean(),
  owner: v.object({ id: v.number() }),
})

const AccountShape = v.object({ id: v.number() })

const ReviewerShape = v.object({
  type: v.picklist(["User", "Team"]),
  reviewer: v.object({ id: v.number(), login: v.optional(v.string()), slug: v.optional(v.string()) }),
})

const EnvironmentShape = v.object({
  protection_rules: v.optional(
    v.array(
      v.object({
        type: v.string(),
        wait_timer: v.optional(v.number()),
        prevent_self_review: v.optional(v.boolean()),
        reviewers: v.optional(v.array(ReviewerShape)),
      }),
    ),
    [],
  ),
  deployment_branch_policy: v.nullish(
    v.object({ protected_branches: v.boolean(), custom_branch_policies: v.boolean() }),
    null,
  ),
})

const RefsPage = v.object({
  branch_policies: v.array(
    v.object({ name: v.string(), type: v.optional(v.picklist(["branch", "tag"]), "branch") }),
  ),
})

const VariablesPage = v.object({
  variables: v.array(v.object({ name: v.string(), value: v.string() })),
})

const RulesetsPage = v.array(
  v.object({ id: v.number(), target: v.optional(v.string()), enforcement: v.string() }),
)

const RulesetShape = v.object({
  conditions: v.nullish(
    v.object({
      ref_name: v.optional(v.object({ include: v.array(v.string()), exclude: v.array(v.string()) })),
    }),
  ),
  rules: v.optional(v.array(v.object({ type: v.string() })), []),
})
