import { describe, expect, test } from "vitest"
import { boundaryPolicy, permissionsPolicy, trustPolicy } from "../../../src/core/aws/policies.ts"
import type { Fact } from "../../../src/core/errors.ts"
import {
  commandOf,
  nameOf,
  type Prerequisite,
  type RoleFacts,
  type SetupFacts,
  type StageFacts,
  type StageTarget,
  tally,
} from "../../../src/core/setup/prerequisite.ts"
import { isMet, prerequisitesOf } from "../../../src/core/setup/setup.ts"
import type { Stage } from "../../../src/core/stage.ts"
import { configOf } from "../../helpers/shop.ts"
import { ANA, ENVIRONMENT, factsOf, known, REPOSITORY, targetOf } from "./samples.ts"

const open = (prerequisites: readonly Prerequisite[]) => prerequisites.filter(({ state }) => state !== "ok")

const skipped = { kind: "skipped", why: "no token" } as const satisfies Fact<never>
const unavailable = { kind: "unavailable", message: "AWS does not answer" } as const satisfies Fact<never>
const { staging, production } = ENVIRONMENT
const PATH = "/repos/octo-org/shop/environments"

test("nothing is open where all is as it should be", () => {
  const all = prerequisitesOf(targetOf(), factsOf())
  expect(open(all)).toEqual([])
  expect(isMet(all)).toBe(true)
  expect(all.flatMap(({ byHand, changes }) => [byHand, changes].flat())).toEqual([])
  expect(tally(all)).toBe("all 19 prerequisites are met")
  expect(new Set(all.map(nameOf)).size).toBe(all.length)
  const ROLE = "arn:aws:iam::123456789012:role/deploy-shop"
  const POLICY = "arn:aws:iam::123456789012:policy/deploy-shop"
  expect(all.map((one) => `${nameOf(one)}: ${one.detail}`)).toEqual([
    "repository: octo-org/shop",
    "account: 123456789012",
    "provider: token.actions.githubusercontent.com for sts.amazonaws.com",
    ...["staging", "production"].flatMap((stage) => [
      `boundary ${stage}: ${POLICY}-${stage}-boundary`,
      `role ${stage}: ${ROLE}-${stage}`,
      `permissions ${stage}: policy deploy, 13 statements`,
    ]),
    "environment staging: environment staging",
    "refs staging: branch main, tag v*",
    "variables staging: AWS_DEPLOY_ROLE_ARN, AWS_REGION",
    "environment production: environment production",
    "refs production: branch main",
    "reviewers production: ana",
    "variables production: AWS_DEPLOY_ROLE_ARN, AWS_REGION",
    ...["staging", "production"].map((stage) => `config ${stage}: ${ROLE}-${stage}`),
    expect.stringMatching(/^ledger: remote origin, refs\/pipeline\/ledger\/\*; anyone who may push/),
    "tags: a rule protects v* tags",
    "tag-makers: a rule says who may create v* tags",
  ])
  expect([...new Set(all.map(({ id, title }) => `${id}: ${title}`))]).toEqual([
    "repository: GitHub has the repository",
    "account: The AWS credentials belong to the account",
    "provider: AWS accepts tokens that GitHub issues",
    "boundary: A boundary for the roles that a deploy makes",
    "role: A role that only jobs of this environment can assume",
    "permissions: The role may do what a deploy does",
    "environment: GitHub has the environment",
    "refs: Only reviewed refs deploy",
    "variables: The environment's variables name role and region",
    "reviewers: A reviewer approves deploys to production",
    "config: pipeline.json names the role",
    "ledger: Every machine sees the same ledger",
    "tags: Released tags cannot be moved or deleted",
    "tag-makers: Rules say who may make a version tag, and so deploy to staging",
  ])
})

type Fields = Partial<Omit<SetupFacts, "stages">>
type Stages = Partial<Record<Stage, Partial<StageFacts>>>
const roleOf = (stage: Stage): RoleFacts => {
  const { role } = factsOf().stages[stage]
  if (role.kind !== "known" || role.value === null) throw new Error(`there is no role ${stage}`)
  return role.value
}

/** what is seen → what is open about it, and the commands that fix it, by how they begin */
type Case = [string, Fields, Stages, string, Prerequisite["state"], RegExp, string[]]

describe("one thing that is not as it should be is what is open", () => {
  test.each<Case>([
    [
      "another account",
      { account: known("999999999999") },
      {},
      "account",
      "differs",
      /belong to account 999999999999/,
      [],
    ],
    ["no way to AWS", { account: skipped }, {}, "account", "unknown", /^no token$/, []],
    ["a silent AWS", { provider: unavailable }, {}, "provider", "unknown", /does not answer/, []],
    [
      "no provider",
      { provider: known(null) },
      {},
      "provider",
      "missing",
      /no OIDC provider/,
      [
        "aws iam create-open-id-connect-provider --url https://token.actions.githubusercontent.com --client-id-list sts.amazonaws.com",
      ],
    ],
    [
      "a provider for others",
      { provider: known({ audiences: ["x"] }) },
      {},
      "provider",
      "differs",
      /does not list sts.amazonaws.com/,
      [
        "aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com --client-id sts.amazonaws.com",
      ],
    ],
    [
      "no role",
      {},
      { staging: { role: known(null) } },
      "role staging",
      "missing",
      /no role deploy-shop-staging/,
      ["aws iam create-role --role-name deploy-shop-staging --assume-role-policy-document"],
    ],
    [
      "a role that trusts others",
      {},
      { production: { role: known({ ...roleOf("production"), trust: "{}" }) } },
      "role production",
      "differs",
      /trust policy differs$/,
      ["aws iam update-assume-role-policy --role-name deploy-shop-production --policy-document '{"],
    ],
    [
      "a role whose policy is no JSON, and short sessions",
      {},
      { production: { role: known({ ...roleOf("production"), trust: "{", maxSessionSeconds: 3600 }) } },
      "role production",
      "differs",
      /its trust policy differs; its sessions last 3600 s, and a deploy may need \d{4,5} s/,
      [
        "aws iam update-assume-role-policy",
        "aws iam update-role --role-name deploy-shop-production --max-session-duration",
      ],
    ],
    [
      "short sessions",
      {},
      { staging: { role: known({ ...roleOf("staging"), maxSessionSeconds: 3600 }) } },
      "role staging",
      "differs",
      /^deploy-shop-staging: its sessions last 3600 s/,
      ["aws iam update-role --role-name deploy-shop-staging --max-session-duration"],
    ],
    [
      "a role of the same name below another path",
      {},
      {
        staging: {
          role: known({
            ...roleOf("staging"),
            arn: "arn:aws:iam::123456789012:role/team/deploy-shop-staging",
          }),
        },
      },
      "role staging",
      "differs",
      /^deploy-shop-staging is arn:aws:iam::123456789012:role\/team\/deploy-shop-staging, not arn:\S+: set stages\.staging\.roleArn/,
      [],
    ],
    [
      "no policy",
      {},
      { staging: { permissions: known(null) } },
      "permissions staging",
      "missing",
      /has no policy deploy/,
      ["aws iam put-role-policy --role-name deploy-shop-staging --policy-name deploy"],
    ],
    [
      "no boundary",
      {},
      { staging: { boundary: known(null) } },
      "boundary staging",
      "missing",
      /there is no policy deploy-shop-staging-boundary/,
      ["aws iam create-policy --policy-name deploy-shop-staging-boundary --policy-document '{"],
    ],
    [
      "another boundary",
      {},
      { staging: { boundary: known("{}") } },
      "boundary staging",
      "differs",
      /the policy deploy-shop-staging-boundary differs/,
      [
        "aws iam create-policy-version --policy-arn arn:aws:iam::123456789012:policy/deploy-shop-staging-boundary",
      ],
    ],
    [
      "another policy",
      {},
      { staging: { permissions: known("{}") } },
      "permissions staging",
      "differs",
      /policy deploy of deploy-shop-staging differs/,
      ["aws iam put-role-policy"],
    ],
    [
      "reviewers that are not asked",
      {},
      {
        production: {
          environment: known({
            ...production,
            reviewers: [{ type: "Team", id: 21, name: "release" }],
            waitTimer: 5,
            preventSelfReview: true,
          }),
        },
      },
      "reviewers production",
      "differs",
      /^not among the reviewers: ana$/,
      [
        `printf %s '{"wait_timer":5,"prevent_self_review":true,"reviewers":[{"type":"Team","id":21},{"type":"User","id":11}],"deployment_branch_policy":{"protected_branches":false,"custom_branch_policies":true}}' | gh api --method PUT ${PATH}/production --input -`,
      ],
    ],
    [
      "a team with the number of a person who is wanted, and others",
      {},
      {
        production: {
          environment: known({
            ...production,
            reviewers: [
              { type: "Team", id: 11, name: "release" },
              { type: "User", id: 7, name: "ben" },
            ],
          }),
        },
      },
      "reviewers production",
      "differs",
      /^not among the reviewers: ana$/,
      ["printf"],
    ],
    [
      "a tag that is called like the branch",
      {},
      { production: { environment: known({ ...production, refs: [{ name: "main", type: "tag" }] }) } },
      "refs production",
      "differs",
      /^tag main may deploy; branch main may not; tag main should not: remove it by hand$/,
      [`printf %s '{"name":"main","type":"branch"}'`],
    ],
    [
      "no reviewer",
      {},
      { production: { environment: known({ ...production, reviewers: [] }) } },
      "reviewers production",
      "missing",
      /^not among the reviewers: ana$/,
      ["printf"],
    ],
    [
      "two reviewers less",
      { reviewers: known([ANA, { type: "User", id: 12, name: "ben" }]) },
      { production: { environment: known({ ...production, reviewers: [] }) } },
      "reviewers production",
      "missing",
      /^not among the reviewers: ana, ben$/,
      ["printf"],
    ],
    [
      "no reviewer in a private repository",
      { repository: known({ ...REPOSITORY, isPrivate: true }) },
      { production: { environment: known({ ...production, reviewers: [] }) } },
      "reviewers production",
      "missing",
      /Enterprise plan only/,
      ["printf"],
    ],
    [
      "an unknown reviewer",
      { reviewers: unavailable },
      {},
      "reviewers production",
      "unknown",
      /not answer/,
      [],
    ],
    [
      "too many reviewers",
      {},
      {
        production: {
          environment: known({
            ...production,
            reviewers: [1, 2, 3, 4, 5, 6].map((id) => ({ type: "User", id, name: `u${id}` })),
          }),
        },
      },
      "reviewers production",
      "differs",
      /allows 6 reviewers/,
      [],
    ],
    [
      "a last reviewer that GitHub allows",
      {},
      {
        production: {
          environment: known({
            ...production,
            reviewers: [1, 2, 3, 4, 5].map((id) => ({ type: "User", id, name: `u${id}` })),
          }),
        },
      },
      "reviewers production",
      "differs",
      /^not among the reviewers: ana$/,
      ["printf"],
    ],
    [
      "any branch",
      {},
      { production: { environment: known({ ...production, refs: "any" }) } },
      "refs production",
      "differs",
      /^any branch may deploy; should be branch main$/,
      [
        `printf %s '{"reviewers":[{"type":"User","id":11}],"deployment_branch_policy":{"protected_branches":false,"custom_branch_policies":true}}' | gh api --method PUT ${PATH}/production --input -`,
        `printf %s '{"name":"main","type":"branch"}' | gh api --method POST ${PATH}/production/deployment-branch-policies --input -`,
      ],
    ],
    [
      "protected branches, which are no tags",
      {},
      { staging: { environment: known({ ...staging, refs: "protected" }) } },
      "refs staging",
      "differs",
      /^any protected branch and no tag may deploy/,
      [`printf %s '{"deployment_branch_policy"`, "printf", `printf %s '{"name":"v*","type":"tag"}'`],
    ],
    [
      "a pattern too few and one too many",
      {},
      {
        staging: {
          environment: known({
            ...staging,
            refs: [
              { name: "main", type: "branch" },
              { name: "*", type: "branch" },
            ],
          }),
        },
      },
      "refs staging",
      "differs",
      /tag v\* may not; branch \* should not: remove it by hand/,
      [`printf %s '{"name":"v*","type":"tag"}'`],
    ],
    [
      "a pattern too many",
      {},
      {
        production: {
          environment: known({
            ...production,
            refs: [
              { name: "main", type: "branch" },
              { name: "release/*", type: "branch" },
            ],
          }),
        },
      },
      "refs production",
      "differs",
      /may deploy; branch release\/\* should not: remove it by hand$/,
      [],
    ],
    [
      "no pattern at all",
      {},
      { production: { environment: known({ ...production, refs: [] }) } },
      "refs production",
      "differs",
      /^nothing may deploy; branch main may not$/,
      ["printf"],
    ],
    [
      "variables that are not set, or otherwise",
      {},
      { staging: { variables: known({ AWS_REGION: "us-east-1" }) } },
      "variables staging",
      "differs",
      /^AWS_DEPLOY_ROLE_ARN is not set; AWS_REGION is us-east-1$/,
      [
        `printf %s '{"name":"AWS_DEPLOY_ROLE_ARN","value":"arn:aws:iam::123456789012:role/deploy-shop-staging"}' | gh api --method POST ${PATH}/staging/variables --input -`,
        `printf %s '{"name":"AWS_REGION","value":"eu-central-1"}' | gh api --method PATCH ${PATH}/staging/variables/AWS_REGION --input -`,
      ],
    ],
    [
      "no variables",
      {},
      { staging: { variables: known({}) } },
      "variables staging",
      "missing",
      /not set/,
      ["printf", "printf"],
    ],
    [
      "no token for GitHub",
      {},
      { staging: { variables: skipped } },
      "variables staging",
      "unknown",
      /^no token$/,
      [],
    ],
    [
      "unprotected tags",
      { repository: known({ ...REPOSITORY, protectedTags: ["refs/tags/x"] }) },
      {},
      "tags",
      "missing",
      /add a tag ruleset/,
      [],
    ],
    [
      "tags that anyone may make",
      { repository: known({ ...REPOSITORY, guardedTags: ["refs/tags/x"] }) },
      {},
      "tag-makers",
      "missing",
      /^without such a rule, anyone who may push can put a v\* tag on any commit of main, and so deploy it to staging/,
      [],
    ],
    [
      "rules on making tags that cannot be read",
      { repository: known({ ...REPOSITORY, guardedTags: null }) },
      {},
      "tag-makers",
      "unknown",
      /cannot be read; without one, anyone who may push.*GitHub's free plan has no rules$/,
      [],
    ],
    [
      "rules that cannot be read",
      { repository: known({ ...REPOSITORY, protectedTags: null }) },
      {},
      "tags",
      "unknown",
      /cannot be read/,
      [],
    ],
  ])("%s", (_case, fields, stages, name, state, detail, commands) => {
    const found = open(prerequisitesOf(targetOf(), factsOf(fields, stages)))
    expect(found.map(nameOf)).toEqual([name])
    expect(found[0]).toMatchObject({ state, detail: expect.stringMatching(detail) })
    const made = (found[0] as Prerequisite).changes.map(commandOf)
    expect(made.map((command, index) => command.slice(0, commands[index]?.length))).toEqual(commands)
    expect(isMet(found)).toBe(name === "tags" || name === "tag-makers")
  })
})

test("an environment that is not there lacks all that it would have", () => {
  const gone = { environment: known(null), variables: known({}) }
  const found = open(prerequisitesOf(targetOf(), factsOf({}, { production: gone })))
  expect(found.map(({ id, state }) => `${id} ${state}`)).toEqual([
    "environment missing",
    "refs missing",
    "reviewers missing",
    "variables missing",
  ])
  expect(found.map(({ detail }) => detail)).toEqual([
    "there is no environment production",
    "should be branch main",
    "not among the reviewers: ana",
    "AWS_DEPLOY_ROLE_ARN is not set; AWS_REGION is not set",
  ])
  const policy = '"deployment_branch_policy":{"protected_branches":false,"custom_branch_policies":true}}'
  expect(found.flatMap(({ changes }) => changes.map(commandOf)).slice(0, 4)).toEqual([
    `printf %s '{}' | gh api --method PUT ${PATH}/production --input -`,
    `printf %s '{${policy}' | gh api --method PUT ${PATH}/production --input -`,
    `printf %s '{"name":"main","type":"branch"}' | gh api --method POST ${PATH}/production/deployment-branch-policies --input -`,
    `printf %s '{"reviewers":[{"type":"User","id":11}],${policy}' | gh api --method PUT ${PATH}/production --input -`,
  ])
})

test("without --reviewer any reviewer will do, but there must be one", () => {
  const target = targetOf({ reviewers: "" })
  expect(open(prerequisitesOf(target, factsOf()))).toEqual([])
  const noReviewer = { production: { environment: known({ ...production, reviewers: [] }) } }
  expect(open(prerequisitesOf(target, factsOf({}, noReviewer)))).toMatchObject([
    {
      id: "reviewers",
      state: "missing",
      changes: [],
      detail: "no approval is required; name a reviewer with --reviewer",
    },
  ])
  const secret = factsOf({ repository: unavailable }, noReviewer)
  expect(open(prerequisitesOf(target, secret)).map(nameOf)).toEqual([
    ...["repository", "reviewers production", "tags", "tag-makers"],
  ])
})

test("pipeline.json must name what is set up", () => {
  const config = configOf({
    ledger: {},
    stages: {
      staging: {},
      production: {
        region: "eu-central-1",
        roleArn: "arn:aws:iam::123456789012:role/deploy-shop-production",
      },
    },
  })
  const found = open(
    prerequisitesOf(
      targetOf({}, config),
      factsOf(
        {},
        {
          staging: {
            variables: known({ AWS_DEPLOY_ROLE_ARN: "arn:aws:iam::123456789012:role/deploy-shop-staging" }),
          },
        },
      ),
    ),
  )
  expect(found.filter(({ id }) => id === "variables")).toEqual([])
  expect(found.filter(({ id }) => id === "config" || id === "ledger")).toMatchObject([
    {
      id: "config",
      stage: "staging",
      state: "missing",
      detail: expect.stringContaining("set stages.staging.roleArn"),
    },
    { id: "ledger", state: "missing", detail: expect.stringContaining('"remote": "origin"') },
  ])
})

test("a role in another account than the one that pipeline.json names is a difference", () => {
  const found = open(
    prerequisitesOf(targetOf({ account: "210987654321" }), factsOf({ account: known("210987654321") })),
  )
  expect(found.filter(({ id }) => id === "config")).toMatchObject([
    {
      stage: "staging",
      state: "differs",
      detail: expect.stringContaining("it names arn:aws:iam::123456789012"),
    },
    { stage: "production", state: "differs" },
  ])
})

test("a policy is judged by what it says, not by its order", () => {
  const { role } = targetOf().stages[0] as StageTarget
  const trust = trustPolicy(role)
  const [statement] = trust.Statement
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.length === 1 ? reversed(value[0]) : value.map(reversed).reverse()
    if (typeof value !== "object" || value === null) return value
    const entries = Object.entries(value).map(([key, inner]) => [key, reversed(inner)] as const)
    return Object.fromEntries(entries.reverse())
  }
  const stateOf = (policy: unknown) => {
    const seen = known({ ...roleOf("staging"), trust: JSON.stringify(policy) })
    return open(prerequisitesOf(targetOf(), factsOf({}, { staging: { role: seen } }))).map(
      ({ state }) => state,
    )
  }
  expect(stateOf(reversed(trust))).toEqual([])
  expect(stateOf({ ...trust, Statement: statement })).toEqual([])
  const others = [
    { ...trust, Version: "2008-10-17" },
    { ...trust, Id: null },
    { ...trust, Statement: [] },
    { ...trust, Statement: [statement, { ...statement, Effect: "Deny" }] },
  ]
  for (const other of others) expect(stateOf(other)).toEqual(["differs"])
})

describe("a role with a path", () => {
  const arn = "arn:aws:iam::123456789012:role/team/eu/Deployer"
  const named = { region: "eu-central-1", roleArn: arn }
  const { staging } = configOf().stages
  const target = targetOf({ only: "production" }, configOf({ stages: { staging, production: named } }))
  const [wanted] = target.stages as [StageTarget]
  const whole = {
    role: known({ arn, trust: JSON.stringify(trustPolicy(wanted.role)), maxSessionSeconds: 43_200 }),
    permissions: known(
      JSON.stringify(permissionsPolicy(wanted.role, { services: [], others: wanted.others })),
    ),
    boundary: known(JSON.stringify(boundaryPolicy(wanted.role, { services: [], others: wanted.others }))),
    variables: known({ AWS_DEPLOY_ROLE_ARN: arn, AWS_REGION: "eu-central-1" }),
  }

  test("is as it should be where pipeline.json names it so", () => {
    expect(open(prerequisitesOf(target, factsOf({}, { production: whole })))).toEqual([])
  })

  test("is made with it", () => {
    const found = open(prerequisitesOf(target, factsOf({}, { production: { ...whole, role: known(null) } })))
    expect(found.flatMap(({ changes }) => changes.map(commandOf))).toEqual([
      expect.stringMatching(
        /^aws iam create-role --role-name Deployer --path \/team\/eu\/ --assume-role-policy/,
      ),
    ])
  })
})

test("who may make tags is for a person to say: the command comes with it, and --apply leaves it alone", () => {
  const facts = factsOf({ repository: known({ ...REPOSITORY, guardedTags: [] }) })
  const [found] = open(prerequisitesOf(targetOf(), facts))
  expect(found).toMatchObject({ id: "tag-makers", optional: true, changes: [] })
  const [command] = found?.byHand ?? []
  expect(command).toMatch(/ \| gh api --method POST \/repos\/octo-org\/shop\/rulesets --input -$/)
  expect(JSON.parse(/'(.*)'/.exec(command as string)?.[1] as string)).toEqual({
    name: "Version tags",
    target: "tag",
    enforcement: "active",
    conditions: { ref_name: { include: ["refs/tags/v*"], exclude: [] } },
    rules: [{ type: "creation" }, { type: "update" }, { type: "deletion" }],
    bypass_actors: [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always" }],
  })
})

describe("a repository that GitHub does not show", () => {
  const gone = factsOf({
    repository: { kind: "unavailable", message: "GitHub shows no repository octo-org/shpo." },
  })
  const all = prerequisitesOf(targetOf(), gone)

  test("is named first, and once", () => {
    expect(all[0]).toMatchObject({ id: "repository", state: "unknown", asked: true, optional: false })
    expect(all.filter(({ detail }) => detail.includes("shows no repository"))).toHaveLength(1)
    expect(isMet(all)).toBe(false)
    expect(all.filter(({ id }) => id === "tags" || id === "tag-makers")).toMatchObject([
      { detail: "the repository was not seen", asked: false },
      { detail: "the repository was not seen", asked: false },
    ])
  })
})

test("one stage can be looked at alone", () => {
  const all = prerequisitesOf(targetOf({ only: "staging" }), factsOf())
  expect(all.filter(({ stage }) => stage === "production")).toEqual([])
  expect(all.some(({ id }) => id === "provider")).toBe(true)
})

test("counts what is needed only", () => {
  const all = prerequisitesOf(targetOf(), factsOf({ provider: known(null) }))
  expect(tally(all)).toBe("18 of 19 prerequisites are met")
})

test("a role that trusts numbers is not judged while only names are known", () => {
  const target = targetOf()
  const named = {
    ...target,
    stages: target.stages.map((one) => ({ ...one, role: { ...one.role, ids: null } })),
  }
  const open = prerequisitesOf(named, factsOf()).filter((one) => nameOf(one) === "role staging")
  expect(open).toMatchObject([
    {
      state: "unknown",
      detail: "deploy-shop-staging exists; who it trusts cannot be judged without GitHub",
    },
  ])
})

test("sessions that are just long enough are, and every reviewer who lacks is named", () => {
  const target = targetOf({ reviewers: "ana,ben" })
  const [, wanted] = target.stages
  const role = known({ ...roleOf("production"), maxSessionSeconds: wanted?.sessionSeconds as number })
  const reviewers = known([
    { type: "User" as const, id: 11, name: "ana" },
    { type: "User" as const, id: 12, name: "ben" },
  ])
  const environment = known({ ...production, reviewers: [] })
  expect(
    open(prerequisitesOf(target, factsOf({ reviewers }, { production: { role, environment } }))),
  ).toMatchObject([{ id: "reviewers", detail: "not among the reviewers: ana, ben" }])
})
