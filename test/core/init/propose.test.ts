import { describe, expect, test } from "vitest"
import { parseConfig } from "../../../src/core/config/parse.ts"
import { prefixOf } from "../../../src/core/init/conventions.ts"
import {
  type Answer,
  type Answers,
  type Found,
  notifyFault,
  WORKFLOW_PATH,
  watchFault,
} from "../../../src/core/init/project.ts"
import { missingAddresses, type Proposal, propose } from "../../../src/core/init/propose.ts"
import { answerOf, foundOf, saidOf } from "./samples.ts"

const FURTHER =
  "Not chosen here: a watch after green (docs/watch.md), notifications (docs/notifications.md), windows, soak and hooks (docs/holding.md)."

const script = { scripts: { deploy: "x" } }
const both = { staging: "https://staging.test", production: "https://shop.test" }
const served = [answerOf("/health", { version: "v1.2.0" })]

const proposalOf = (found: Partial<Found>, said: Partial<Answers> = {}, answers: readonly Answer[] = []) =>
  propose(foundOf({ ...script, ...found }), saidOf(said), answers) as Proposal

const configOf = ({ files }: Proposal) => JSON.parse(files[0]?.text ?? "")

test("an address that takes no further query is smoked and watched without one", () => {
  const plain = [
    answerOf("/health", "", { status: 404 }),
    answerOf("/health", { version: "v1.2.0" }, { plain: true }),
  ]
  const proposal = proposalOf({}, { ...both, watch: "10" }, plain)
  const check = { name: "app", url: "{app}/health", cacheBusting: false, expect: { version: "version" } }
  expect(configOf(proposal)).toMatchObject({
    smoke: { checks: [check] },
    stages: { production: { watch: { checks: [{ kind: "http", ...check }] } } },
  })
  expect(proposal.notes).toContain(
    "/health answers otherwise when a query is added: cacheBusting is off, so a cache on the way may answer for the application.",
  )
  expect(() => parseConfig(proposal.files[0]?.text ?? "")).not.toThrow()
})

test("a repository with a script, and both addresses", () => {
  const proposal = proposalOf({}, both, served)
  expect(configOf(proposal)).toEqual({
    app: "shop",
    ledger: { remote: "origin" },
    deployer: { kind: "command", deploy: ["npm", "run", "deploy"] },
    smoke: { checks: [{ name: "app", url: "{app}/health", expect: { version: "version" } }] },
    stages: { staging: { urls: { app: both.staging } }, production: { urls: { app: both.production } } },
  })
  expect(proposal).toMatchObject({
    found: [
      "the script deploy",
      "the remote origin, https://github.com/octo/shop.git",
      '2 version tags with the prefix "v", the newest v1.3.0',
      "the main branch main",
      "production serves v1.2.0: /health says so at version",
    ],
    next: [
      "smoke --stage production",
      "adopt --tag v1.2.0 --stage production --reason 'deployed by hand until now'",
      "git add :/pipeline.json && git commit --message 'Deploy by pipeline' && git push origin main",
      "doctor",
      "deploy-staging --tag v1.3.0",
      "deploy-production --tag v1.3.0",
    ],
  })
  expect(proposal.notes).toEqual([
    "The deploy command gets PIPELINE_STAGE, PIPELINE_TAG and PIPELINE_SHA: the application has to answer with the tag.",
    FURTHER,
    "No workflow was written: --pipeline OWNER/NAME@COMMIT names the repository of this pipeline, whose workflow does the work.",
  ])
})

test("production has the newest version already: the next one is released, as the page for it has it", () => {
  const { next } = proposalOf({}, both, [answerOf("/health", { version: "v1.3.0" })])
  expect(next).toEqual([
    "smoke --stage production",
    "adopt --tag v1.3.0 --stage production --reason 'deployed by hand until now'",
    "git add :/pipeline.json && git commit --message 'Deploy by pipeline' && git push origin main",
    "doctor",
    "release --bump minor --push",
    "deploy-staging --tag v1.4.0",
    "deploy-production --tag v1.4.0",
  ])
  const alone = proposalOf({ origin: null }, both, [answerOf("/health", { version: "v1.3.0" })])
  expect(alone.next.slice(-3)).toEqual([
    "release --bump minor",
    "deploy-staging --tag v1.4.0",
    "deploy-production --tag v1.4.0",
  ])
})

test("a prerelease that runs is no release that another one follows", () => {
  const tags = ["v1.3.0", "v2.0.0-rc.1"]
  const { next } = proposalOf({ tags }, both, [answerOf("/health", { version: "v2.0.0-rc.1" })])
  expect(next.at(-1)).toBe("deploy-staging --tag v2.0.0-rc.1")
})

test("an application of a monorepo: its folder, its tags, its name", () => {
  const found = { folder: "web", directory: "apps/web", tags: ["api-v1.0.0", "api-v1.1.0", "web-v2.0.0"] }
  const proposal = proposalOf({
    ...found,
    manifest: { packageJson: "{}", lockfiles: ["pnpm-lock.yaml"], yarnrc: false },
  })
  expect(proposal.files[0]?.path).toBe("apps/web/pipeline.json")
  expect(configOf(proposal)).toMatchObject({
    app: "web",
    tagPrefix: "web-v",
    deployer: {
      install: ["pnpm", "install", "--frozen-lockfile"],
      deploy: ["sh", "-euc", 'cd "$0"; exec "$@"', "apps/web", "pnpm", "run", "deploy"],
    },
  })
  expect(proposal.next).toContain("deploy-staging --tag web-v2.1.0")
  const spaced = proposalOf({ ...found, directory: "our app's", scripts: { deploy: "x" } })
  expect(spaced.next[2]).toMatch(/^git add ':\/our app'\\''s\/pipeline\.json' && git commit /)
})

test("at the root of a repository the folder's name says nothing of the tags", () => {
  const tags = ["v1.0.0", "v1.1.0", "web-v2.0.0"]
  const proposal = proposalOf({ folder: "web", tags, scripts: { deploy: "x" } })
  expect(configOf(proposal)).not.toHaveProperty("tagPrefix")
  expect(proposal.next).toContain("deploy-staging --tag v1.2.0")
})

test("what is configured stays as it is: only a workflow is added", () => {
  expect(propose(foundOf({ configured: "{}" }), saidOf(), [])).toEqual({
    files: [],
    found: [],
    notes: [],
    next: ["doctor", "status"],
  })
  const pipeline = `octo/pipeline@${"a".repeat(40)}`
  const [file, ...others] = propose(foundOf({ configured: "{}" }), saidOf({ pipeline }), [])?.files ?? []
  expect([file?.path, others]).toEqual([WORKFLOW_PATH, []])
})

test("the schema is that of the pipeline that is named, else of the command, where it knows its own repository", () => {
  const pipeline = `octo/pipeline@${"a".repeat(40)}`
  const schema = "https://github.com/octo/pipeline/raw/v0.1.0/schema/pipeline.schema.json"
  expect(configOf(proposalOf({ schema }, { pipeline })).$schema).toBe(
    `https://raw.githubusercontent.com/octo/pipeline/${"a".repeat(40)}/schema/pipeline.schema.json`,
  )
  expect(configOf(proposalOf({ schema })).$schema).toBe(schema)
  expect(configOf(proposalOf({}))).not.toHaveProperty("$schema")
})

test("what runs is not deployed again: of the versions that are there none is among the next deploys", () => {
  const { next } = proposalOf({ tags: ["v1.2.0"] }, both, served)
  expect(next.filter((command) => /^deploy-/.test(command) && command.includes("v1.2.0"))).toEqual([])
  expect(next).toContain("deploy-production --tag v1.3.0")
})

test("addresses are needed by a command, and not where the deploy tells them or they are written down", () => {
  const sst = { directory: "", text: "run() { return { api: api.url } }" }
  const missing = (found: Partial<Found>, said: Partial<Answers> = {}) =>
    missingAddresses(foundOf({ ...script, ...found }), saidOf(said))
  expect(missing({})).toEqual(["staging", "production"])
  expect(missing({}, { staging: both.staging })).toEqual(["production"])
  for (const found of [{ sst }, { scripts: {} }, { configured: "{}" }]) expect(missing(found)).toEqual([])
  expect(missing({}, both)).toEqual([])
})

test("a watch and a channel are written when they are asked for, and need no secret otherwise", () => {
  expect(proposalOf({}, both, served).notes).toContain(FURTHER)
  expect(configOf(proposalOf({}, both, served))).not.toHaveProperty("notify")
  const slack = proposalOf({}, { ...both, watch: "10", notify: "C0123456789" }, served)
  expect(configOf(slack)).toMatchObject({
    notify: { slack: { kind: "slack", channel: "C0123456789" } },
    stages: {
      production: {
        watch: {
          minutes: 10,
          checks: [{ kind: "http", name: "app", url: "{app}/health", expect: { version: "version" } }],
        },
      },
    },
  })
  expect(slack.notes.slice(-3, -1)).toEqual([
    "Give runs the secret SLACK_BOT_TOKEN, or the channel gets nothing: docs/notifications.md. doctor says whether it can be reached.",
    "Not chosen here: windows, soak and hooks (docs/holding.md).",
  ])
  const sst = { directory: "", text: "run() { return { api: api.url } }" }
  const hook = proposalOf({ sst }, { watch: "0.5", notify: "https://hooks.test/x" })
  expect(configOf(hook)).toMatchObject({
    notify: { webhook: { kind: "webhook", url: "https://hooks.test/x" } },
  })
  expect(Object.keys(configOf(hook).stages)).toEqual(["production"])
  expect(hook.notes.join()).toContain("NOTIFY_WEBHOOK_SECRET")
  for (const proposal of [slack, hook]) parseConfig(proposal.files[0]?.text ?? "")
})

test("what is said of a watch and a channel is checked", () => {
  for (const minutes of ["0", "-1", "x", "", "1441"]) expect(watchFault(minutes)).toContain("minutes")
  for (const minutes of ["10", "0.5", "1440"]) expect(watchFault(minutes)).toBeNull()
  for (const channel of [
    "#ops",
    "ops",
    "ftp://x",
    "https://",
    "see https://x",
    "c0123",
    "xC0123",
    "C0123 x",
    "",
  ])
    expect(notifyFault(channel)).toContain("Slack")
  for (const channel of ["C0123456789", "https://hooks.test/x", "http://127.0.0.1:1/x"])
    expect(notifyFault(channel)).toBeNull()
})

test("what is not known is said, and stands where it belongs", () => {
  const proposal = proposalOf({ origin: null, mainBranch: null, tags: [] }, { production: both.production })
  expect(configOf(proposal)).toMatchObject({
    stages: {
      staging: { urls: { app: "https://stage.example.invalid" } },
      production: { urls: { app: both.production } },
    },
  })
  expect(configOf(proposal)).not.toHaveProperty("ledger")
  expect(proposalOf({}, { staging: both.staging }).notes[0]).toMatch(/^Put the addresses of the stages/)
  expect(proposal.notes.slice(0, 2)).toEqual([
    "Put the addresses of the stages into pipeline.json: https://stage.example.invalid stands for each that is not known.",
    "No answer was seen that names a version: pipeline.json asks /health for version; smoke shows what the answer has.",
  ])
  expect(proposal.found).toEqual([
    "the script deploy",
    "no remote origin: the ledger stays in this clone",
    "no version tags",
    "the main branch main",
  ])
  expect(proposal.next).toEqual([
    "doctor",
    "git add :/pipeline.json && git commit --message 'Deploy by pipeline'",
    "release --tag v0.1.0",
    "deploy-staging --tag v0.1.0",
  ])
  expect(proposalOf({ tags: [] }).next).toContain("release --tag v0.1.0 --push")
})

test("of an SST app no address is needed, because its deploy tells it", () => {
  const sst = { directory: "", text: "run() { return { api: api.url } }" }
  expect(configOf(proposalOf({ sst }))).not.toHaveProperty("stages")
  expect(configOf(proposalOf({ sst }, { staging: both.staging })).stages).toEqual({
    staging: { urls: { api: both.staging } },
  })
  expect(configOf(proposalOf({ sst }, { production: both.production })).stages).toEqual({
    production: { urls: { api: both.production } },
  })
})

test("nothing is proposed where nothing shows how to deploy", () => {
  expect(propose(foundOf(), saidOf(both), [])).toBeNull()
})

test("the workflow is written for the repository that is named, with the tags' prefix", () => {
  const pipeline = `octo/pipeline@${"a".repeat(40)}`
  const { files, next, notes } = proposalOf({ tags: ["release-1.0.0"] }, { pipeline })
  expect(files.map(({ path }) => path)).toEqual(["pipeline.json", ".github/workflows/deploy.yml"])
  expect(next.join("\n")).toContain("git add :/pipeline.json :/.github/workflows/deploy.yml && git commit ")
  expect(files[1]?.text).toContain(`uses: octo/pipeline/.github/workflows/pipeline.yml@${"a".repeat(40)}`)
  expect(files[1]?.text).toContain('tags: ["release-*"]')
  const strange = proposalOf({ tags: ["shop+v1.0.0"] }, { pipeline })
  expect(strange.files[1]?.text).toContain('tags: ["shop\\\\+v*"]')
  expect(files[1]?.text.split("\n").length).toBeLessThanOrEqual(31)
  expect(notes.join()).not.toContain("--pipeline")
})

describe("the name of the application", () => {
  test.each([
    [{ app: "Web Shop" }, {}, "web-shop"],
    [{}, { origin: "git@github.com:octo/The.Shop.git" }, "the.shop"],
    [{}, { origin: "/srv/git/shop.git/" }, "shop"],
    [{}, { origin: "/srv/git/shop.git//" }, "shop"],
    [{}, { origin: "git@x.test:octo/shop.github.io" }, "shop.github.io"],
    [{ app: "..My  Shop!!" }, {}, "my-shop"],
    [{ app: "shop._." }, {}, "shop"],
    [{}, { origin: null, folder: "My Shop" }, "my-shop"],
    [{ app: "日本" }, {}, "app"],
  ])("of %j and %j is %s", (said, found, app) => expect(configOf(proposalOf(found, said)).app).toBe(app))
})

test.each([
  [["v1.0.0", "v2.0.0", "1.0.0"], "v"],
  [["1.0.0", "2.0.0-rc.1"], ""],
  [["shop@1.0.0", "shop@1.1.0", "v1.0.0"], "shop@"],
  [["v1.0.0", "shop@1.0.0", "shop@1.1.0"], "shop@"],
  [["r10.20.30"], "r"],
  [["r1.0.0-rc.1"], "r"],
  [["nightly", "nightly-2", "x01.2.3", "x01.2.4", "r1.0.0"], "r"],
  [["v2026.03.01", "v2026.11.28"], "v"],
  [["nightly", "1.2"], "v"],
  [[], "v"],
])("the prefix of %j is %j", (tags, prefix) => expect(prefixOf(tags, "")).toBe(prefix))

test("an application without tags of its own has those of the repository", () => {
  expect(prefixOf(["release-1.0.0", "release-1.1.0", "v0.1.0"], "shop")).toBe("release-")
})

describe("which commits may be released is seen from those that were", () => {
  const tags = Array.from({ length: 40 }, (_, minor) => `v1.${minor}.0`)
  const off = (count: number, branches: string[]) => tags.slice(-count).map((tag) => ({ tag, branches }))

  test("all are on main: nothing is said", () => {
    const config = configOf(proposalOf({ tags }))
    expect(config).not.toHaveProperty("gates")
    expect(config).not.toHaveProperty("releaseBranches")
  })

  test("a bot's commits that were squashed away: it is only warned of", () => {
    const proposal = proposalOf({ tags, beside: off(16, []) })
    expect(configOf(proposal).gates).toEqual({ main: "warn" })
    expect(proposal.notes.join("\n")).toContain(
      "16 of the last 40 version tags are not on main, nor on another branch",
    )
  })

  test("branches of their own are named by their pattern", () => {
    const proposal = proposalOf({ tags, mainBranch: "trunk", beside: off(1, ["release/1.x", "fix"]) })
    expect(configOf(proposal)).toMatchObject({ mainBranch: "trunk", releaseBranches: ["trunk", "release/*"] })
    expect(proposal.notes.join("\n")).toContain(
      "1 of the last 40 version tags is not on trunk, but on release/*",
    )
  })

  test("each kind of branch is named once, and a commit that is on none is only warned of", () => {
    const [one, other, ...rest] = tags.slice(-4).map((tag) => ({ tag, branches: ["team/release/1.x"] }))
    const beside = [{ ...other, tag: tags[0] as string, branches: ["stable"] }, ...rest]
    const named = proposalOf({ tags, beside })
    expect(configOf(named).releaseBranches).toEqual(["main", "stable", "team/release/*"])
    expect(named.notes.join("\n")).toContain("but on stable, team/release/*: releaseBranches allows those")
    const some = [...beside, { tag: one?.tag as string, branches: [] }]
    expect(configOf(proposalOf({ tags, beside: some })).gates).toEqual({ main: "warn" })
  })

  test("what was long ago does not count", () => {
    const older = { tag: "v0.1.0", branches: [] }
    expect(configOf(proposalOf({ tags: ["v0.1.0", ...tags], beside: [older] }))).not.toHaveProperty("gates")
  })
})

test.each<[string, Partial<Found>, Partial<Answers>]>([
  ["a script", {}, {}],
  ["an SST app", { sst: { directory: "infra", text: "" } }, both],
  [
    "a Deployment",
    { scripts: {}, deployment: { path: "k", name: "shop", container: "a", image: "b" } },
    both,
  ],
  ["a compose file", { scripts: {}, compose: "compose.yaml", tags: ["1.0.0"] }, {}],
  ["a Dockerfile", { scripts: {}, dockerfile: "FROM node" }, both],
  ["squashed tags", { beside: [{ tag: "v1.3.0", branches: [] }] }, both],
  ["tags of other branches", { beside: [{ tag: "v1.3.0", branches: ["stable"] }] }, both],
])("pipeline.json for %s is valid", (_, found, said) => {
  const [file] = proposalOf(found, said, served).files
  expect(parseConfig(file?.text ?? null).app).toBe("shop")
})
