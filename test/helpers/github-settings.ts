import type { IncomingMessage, ServerResponse } from "node:http"
import { type HttpApp, startHttpApp } from "./http-app.ts"

interface Rule {
  type: string
  [key: string]: unknown
}

interface EnvironmentState {
  reviewers: { type: "User" | "Team"; id: number }[]
  waitTimer: number
  preventSelfReview: boolean
  policy: { protected_branches: boolean; custom_branch_policies: boolean } | null
  refs: { id: number; name: string; type: string }[]
  variables: Map<string, string>
}

interface Ruleset {
  id: number
  target: string
  enforcement: string
  include: string[]
  rules: string[]
}

/** What GitHub does about required reviewers in a private repository whose plan has none. */
type Plan = "enterprise" | "refuses reviewers" | "forgets reviewers"

/**
 * The settings of one repository at GitHub, as its REST API shows and changes them: a real server with GitHub's
 * paths, shapes and answers, as far as setup and doctor ask. Its state may be changed behind their back.
 */
export class GithubSettings {
  readonly environments = new Map<string, EnvironmentState>()
  readonly users = new Map([
    ["ana", 11],
    ["ben", 12],
  ])
  readonly teams = new Map([["octo-org/release", 21]])
  readonly rulesets: Ruleset[] = []
  isPrivate = false
  plan: Plan = "enterprise"
  /** null: any token does */
  token: string | null = null
  /** path → status that it is refused with */
  readonly refused = new Map<string, number>()
  private app: HttpApp | null = null
  private lastId = 100

  /** Ends with the test file. */
  async start(): Promise<string> {
    this.app = await startHttpApp((request, response) => void this.answer(request, response))
    return this.app.url
  }

  /** Method and path of every request that was to change something. */
  get changes(): string[] {
    const requests = this.app?.requests ?? []
    return requests.filter(({ method }) => method !== "GET").map(({ method, url }) => `${method} ${url}`)
  }

  /** Takes what was asked so far for history. */
  forgetRequests(): void {
    this.app?.requests.splice(0)
  }

  environment(name: string): EnvironmentState {
    const state = this.environments.get(name)
    if (state === undefined) throw new Error(`there is no environment ${name}`)
    return state
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const body = this.app?.requests.at(-1)?.body ?? ""
    const { pathname } = new URL(request.url ?? "", "http://github.test")
    const { status, value } = this.route(request, pathname, body === "" ? {} : JSON.parse(body))
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" })
    response.end(value === undefined ? "" : JSON.stringify(value))
  }

  private route(request: IncomingMessage, path: string, content: Record<string, unknown>): Answer {
    if (this.token !== null && request.headers.authorization !== `Bearer ${this.token}`)
      return refuse(401, "Bad credentials")
    const status = this.refused.get(path)
    if (status !== undefined) return refuse(status, "Resource not accessible by personal access token")
    const found = ROUTES.find(([method, pattern]) => method === request.method && pattern.test(path))
    if (found === undefined) return NOT_FOUND
    const [, pattern, handle] = found
    const [, ...names] = pattern.exec(path) as RegExpExecArray
    return handle(this, names.map(decodeURIComponent), content)
  }

  newId(): number {
    this.lastId += 1
    return this.lastId
  }

  show(name: string, state: EnvironmentState) {
    const rules: Rule[] = []
    if (state.waitTimer > 0) rules.push({ id: 1, type: "wait_timer", wait_timer: state.waitTimer })
    if (state.reviewers.length > 0) {
      rules.push({
        id: 2,
        type: "required_reviewers",
        prevent_self_review: state.preventSelfReview,
        reviewers: state.reviewers.map(({ type, id }) => ({ type, reviewer: this.accountOf(type, id) })),
      })
    }
    if (state.policy !== null) rules.push({ id: 3, type: "branch_policy" })
    return { id: 5, name, protection_rules: rules, deployment_branch_policy: state.policy }
  }

  private accountOf(type: string, id: number) {
    const names = type === "User" ? this.users : this.teams
    const name = [...names].find(([, known]) => known === id)?.[0] ?? "ghost"
    return type === "User" ? { id, login: name } : { id, slug: name.split("/")[1] }
  }

  /** A PUT sets what it does not name to nothing. */
  put(name: string, content: Record<string, unknown>): Answer {
    const { wait_timer = 0, prevent_self_review = false, reviewers = [] } = content
    const isGated = ["wait_timer", "prevent_self_review", "reviewers"].some((key) => key in content)
    if (this.isPrivate && isGated && this.plan === "refuses reviewers") {
      return refuse(
        422,
        "Failed to create the environment protection rule. Please ensure the billing plan supports the required reviewers protection rule.",
      )
    }
    const forgets = this.isPrivate && this.plan === "forgets reviewers"
    const before = this.environments.get(name)
    const policy = (content.deployment_branch_policy ?? null) as EnvironmentState["policy"]
    const state: EnvironmentState = {
      reviewers: forgets ? [] : (reviewers as EnvironmentState["reviewers"]),
      waitTimer: wait_timer as number,
      preventSelfReview: prevent_self_review as boolean,
      policy,
      refs: policy?.custom_branch_policies ? (before?.refs ?? []) : [],
      variables: before?.variables ?? new Map(),
    }
    this.environments.set(name, state)
    return { status: 200, value: this.show(name, state) }
  }
}

interface Answer {
  status: number
  value?: unknown
}

const refuse = (status: number, message: string): Answer => ({ status, value: { message } })
const NOT_FOUND = refuse(404, "Not Found")
const found = (value: unknown): Answer => ({ status: 200, value })

type Handler = (
  settings: GithubSettings,
  names: readonly string[],
  content: Record<string, unknown>,
) => Answer

const inEnvironment =
  (handle: (state: EnvironmentState, ...rest: Parameters<Handler>) => Answer): Handler =>
  (settings, names, content) => {
    const state = settings.environments.get(names[0] as string)
    return state === undefined ? NOT_FOUND : handle(state, settings, names, content)
  }

const REPOSITORY = "^/repos/octo-org/shop"
const at = (path: string): RegExp => new RegExp(`${REPOSITORY}${path}$`)
const ENVIRONMENT = "/environments/([^/]+)"

const ROUTES: readonly [string, RegExp, Handler][] = [
  [
    "GET",
    at(""),
    ({ isPrivate }) =>
      found({
        id: 4711,
        name: "shop",
        full_name: "octo-org/shop",
        private: isPrivate,
        owner: { id: 42, login: "octo-org", type: "Organization" },
        default_branch: "main",
      }),
  ],
  [
    "GET",
    at("/rulesets"),
    ({ rulesets }) => found(rulesets.map(({ id, target, enforcement }) => ({ id, target, enforcement }))),
  ],
  [
    "GET",
    at("/rulesets/(\\d+)"),
    ({ rulesets }, [id]) => {
      const set = rulesets.find((one) => one.id === Number(id))
      if (set === undefined) return NOT_FOUND
      const { target, enforcement, include, rules } = set
      return found({
        id: set.id,
        target,
        enforcement,
        conditions: { ref_name: { include, exclude: [] } },
        rules: rules.map((type) => ({ type })),
      })
    },
  ],
  ["GET", /^\/users\/([^/]+)$/, ({ users }, [login]) => accountIn(users, login as string)],
  [
    "GET",
    /^\/orgs\/([^/]+)\/teams\/([^/]+)$/,
    ({ teams }, [org, slug]) => accountIn(teams, `${org}/${slug}`),
  ],
  [
    "GET",
    at(ENVIRONMENT),
    inEnvironment((state, settings, [name]) => found(settings.show(name as string, state))),
  ],
  ["PUT", at(ENVIRONMENT), (settings, [name], content) => settings.put(name as string, content)],
  [
    "GET",
    at(`${ENVIRONMENT}/deployment-branch-policies`),
    inEnvironment(({ refs }) => found({ total_count: refs.length, branch_policies: refs })),
  ],
  [
    "POST",
    at(`${ENVIRONMENT}/deployment-branch-policies`),
    inEnvironment((state, settings, _names, { name, type = "branch" }) => {
      // GitHub does not find the list where the environment has none
      if (!state.policy?.custom_branch_policies) return NOT_FOUND
      if (state.refs.some((one) => one.name === name && one.type === type)) return { status: 303 }
      const ref = { id: settings.newId(), name: name as string, type: type as string }
      state.refs.push(ref)
      return found(ref)
    }),
  ],
  [
    "GET",
    at(`${ENVIRONMENT}/variables`),
    inEnvironment(({ variables }) =>
      found({
        total_count: variables.size,
        variables: [...variables].map(([name, value]) => ({ name, value })),
      }),
    ),
  ],
  [
    "POST",
    at(`${ENVIRONMENT}/variables`),
    inEnvironment(({ variables }, _settings, _names, { name, value }) => {
      if (variables.has(name as string)) return refuse(409, "Already exists")
      variables.set(name as string, value as string)
      return { status: 201, value: {} }
    }),
  ],
  [
    "PATCH",
    at(`${ENVIRONMENT}/variables/([^/]+)`),
    inEnvironment(({ variables }, _settings, [, name], { value }) => {
      if (!variables.has(name as string)) return NOT_FOUND
      variables.set(name as string, value as string)
      return { status: 204 }
    }),
  ],
]

const accountIn = (accounts: ReadonlyMap<string, number>, name: string): Answer => {
  const id = accounts.get(name)
  return id === undefined ? NOT_FOUND : found({ id })
}
