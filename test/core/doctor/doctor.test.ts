import { describe, expect, test } from "vitest"
import { diagnose } from "../../../src/core/doctor/doctor.ts"
import {
  type DoctorFacts,
  type DoctorStageFacts,
  FINDINGS,
  type Finding,
  findingTally,
} from "../../../src/core/doctor/finding.ts"
import { prerequisitesOf } from "../../../src/core/setup/setup.ts"
import { notAsked } from "../../../src/core/smoke/observed.ts"
import { RELEASE, reviewOf, secretRow } from "../secrets/samples.ts"
import { ENVIRONMENT, factsOf, known, REPOSITORY, targetOf } from "../setup/samples.ts"
import { claimsOf, lookOf, MACHINE, observed } from "./samples.ts"

const skipped = (why: string) => ({ kind: "skipped" as const, why })
const unavailable = (message: string) => ({ kind: "unavailable" as const, message })

/** Everything that is not ok, but for the token of another environment, which no job can judge. */
const notOk = (facts: DoctorFacts): string[] =>
  diagnose(facts)
    .filter(({ status, code, stage }) => status !== "ok" && !(code === "OIDC_TRUST" && stage === "staging"))
    .map(nameOf)

const nameOf = ({ status, code, stage }: Finding): string => [status, code, stage].filter(Boolean).join(" ")

test("all is ok where all is as it should be, and each check is made once", () => {
  const found = diagnose(lookOf())
  expect(notOk(lookOf())).toEqual([])
  expect(new Set(found.map(nameOf)).size).toBe(found.length)
  expect(found.every(({ fix, status }) => (fix === null) === (status === "ok" || status === "skipped"))).toBe(
    true,
  )
  expect(findingTally(found)).toBe("39 of 40 checks ok, 1 skipped")
  expect(findingTally(found.slice(0, 1))).toBe("1 of 1 check ok")
  expect(diagnose(lookOf({}, { opening: null }))).toHaveLength(found.length - 1)
  expect(found.filter(({ status }) => status === "ok").map(({ what }) => what)).toEqual(
    expect.arrayContaining([
      "pipeline.json is valid",
      "git 2.49.1",
      "whole history, 3 versions",
      "v1.2.3 has everything that pipeline.json starts",
      "open now: no window denies deploys",
      "ops: Slack takes its token",
      "remote origin",
      "remote origin; tried without writing",
      "the role's trust policy lets repo:octo-org/shop:environment:production in",
    ]),
  )
  expect([...new Set(found.map(({ code }) => code)), "PREREQUISITES"].toSorted()).toEqual(
    Object.keys(FINDINGS).toSorted(),
  )
})

const setupOf = (...[fields, stages]: Parameters<typeof factsOf>) => ({
  prerequisites: known(prerequisitesOf(targetOf(), factsOf(fields, stages))),
})

type Case = [string, Partial<Omit<DoctorFacts, "stages">>, Partial<DoctorStageFacts>, string[], RegExp]

describe("one thing that is not as it should be is one finding", () => {
  test.each<Case>([
    [
      "a channel that cannot be told, which stops no deploy",
      { channels: [{ name: "ops", state: unavailable("Slack says invalid_auth") }] },
      {},
      ["warn NOTIFY"],
      /ops: Slack says invalid_auth/,
    ],
    [
      "a channel that cannot be tried",
      { channels: [{ name: "hook", state: skipped("it was not asked") }] },
      {},
      ["skipped NOTIFY"],
      /hook: it was not asked/,
    ],
    [
      "an old git",
      { machine: { ...MACHINE, git: known("2.20.1") } },
      {},
      ["fail GIT_VERSION"],
      /git 2\.20\.1/,
    ],
    ["a git without a version", { machine: { ...MACHINE, git: known("?") } }, {}, [], /./],
    [
      "E6: a version that lacks what is started",
      {
        scripts: known({
          tag: "v1.2.3",
          missing: [{ path: "deployer.deploy", what: "up.sh", meant: "up.mjs" }],
        }),
      },
      {},
      ["fail SCRIPTS"],
      /^v1\.2\.3 lacks what pipeline\.json starts: deployer\.deploy starts up\.sh \(did you mean up\.mjs\?\)$/,
    ],
    ["no git", { machine: { ...MACHINE, git: unavailable("none") } }, {}, ["fail GIT_VERSION"], /none/],
    [
      "an old engine",
      { machine: { ...MACHINE, engine: known("v0.20.9") } },
      {},
      ["fail ENGINE_VERSION"],
      /v0\.20\.9; the module asks for v0\.21\.8/,
    ],
    [
      "a newer engine",
      { machine: { ...MACHINE, engine: known("v0.22.0") } },
      {},
      ["warn ENGINE_VERSION"],
      /v0\.22/,
    ],
    [
      "an engine of the next major version",
      { machine: { ...MACHINE, engine: known("v1.21.8") } },
      {},
      ["warn ENGINE_VERSION"],
      /v1\.21\.8/,
    ],
    [
      "a module that asks for no version",
      { machine: { ...MACHINE, wantedEngine: "main" } },
      {},
      ["warn ENGINE_VERSION"],
      /asks for main/,
    ],
    [
      "an engine of no version",
      { machine: { ...MACHINE, engine: known("main") } },
      {},
      ["warn ENGINE_VERSION"],
      /main/,
    ],
    [
      "no engine",
      { machine: { ...MACHINE, engine: skipped("no CLI") } },
      {},
      ["skipped ENGINE_VERSION"],
      /no CLI/,
    ],
    ["a shallow clone", { checkout: known({ shallow: true }) }, {}, ["fail CHECKOUT"], /cut off/],
    ["no tags", { versions: known(0) }, {}, ["warn CHECKOUT"], /no version/],
    ["tags that cannot be listed", { versions: unavailable("?") }, {}, ["warn CHECKOUT"], /cannot be listed/],
    [
      "a ledger that cannot be read",
      { ledgerRead: unavailable("denied") },
      {},
      ["fail LEDGER_READ"],
      /denied/,
    ],
    [
      "a ledger that cannot be written",
      { ledgerWrite: unavailable("denied") },
      {},
      ["fail LEDGER_WRITE"],
      /denied/,
    ],
    [
      "a token for others",
      { claims: known(claimsOf({ aud: ["https://github.com/x"] })) },
      {},
      ["fail OIDC_TOKEN", "fail OIDC_TRUST production"],
      /aud \["https/,
    ],
    [
      "no token to be had",
      { claims: unavailable("HTTP 403") },
      {},
      ["fail OIDC_TOKEN", "skipped OIDC_TRUST production"],
      /403/,
    ],
    [
      "no job",
      { claims: skipped("no job") },
      {},
      ["skipped OIDC_TOKEN", "skipped OIDC_TRUST production"],
      /^no job\nthis job has no token to judge$/,
    ],
    [
      "a job in no environment",
      { claims: known(claimsOf({ environment: undefined })) },
      {},
      ["skipped OIDC_TRUST production"],
      /in no environment/,
    ],
    [
      "a job in another environment",
      { claims: known(claimsOf({ environment: "test" })) },
      {},
      ["skipped OIDC_TRUST production"],
      /environment test/,
    ],
    [
      "a job of another repository",
      { claims: known(claimsOf({ repository_id: "1", sub: "repo:evil/shop:environment:production" })) },
      {},
      ["fail OIDC_TRUST production"],
      /sub/,
    ],
    [
      "a job of another repository in every way",
      {
        claims: known(
          claimsOf({ repository_id: "1", sub: "repo:evil/shop:environment:production", aud: "x" }),
        ),
      },
      {},
      ["fail OIDC_TOKEN", "fail OIDC_TRUST production"],
      /the token has \S+\. The policy wants/,
    ],
    [
      "a policy that may not be read",
      {},
      { trust: unavailable("AccessDenied") },
      ["skipped OIDC_TRUST production"],
      /AccessDenied/,
    ],
    [
      "a policy that could not be looked at",
      {},
      { trust: skipped("no login") },
      ["skipped OIDC_TRUST production"],
      /no login/,
    ],
    ["no policy", {}, { trust: known(null) }, ["skipped OIDC_TRUST production"], /no trust policy/],
    [
      "a policy of no statements",
      {},
      { trust: known("{}") },
      ["skipped OIDC_TRUST production"],
      /no trust policy/,
    ],
    [
      "a policy that is no JSON",
      {},
      { trust: known("{") },
      ["skipped OIDC_TRUST production"],
      /no trust policy/,
    ],
    [
      "no credentials",
      {},
      {
        credentials: known({
          found: { kind: "missing", tried: ["keys"] },
          wanted: { region: "x", roleArn: null, account: null },
          neededSeconds: 1,
        }),
      },
      ["fail CREDENTIALS production"],
      /no AWS credentials/,
    ],
    [
      "a stage without AWS",
      {},
      { credentials: skipped("no region") },
      ["skipped CREDENTIALS production"],
      /no region/,
    ],
    ["no provider", setupOf({ provider: known(null) }), {}, ["fail OIDC_PROVIDER"], /no OIDC provider/],
    [
      "no role",
      setupOf({}, { production: { role: known(null), permissions: known(null) } }),
      {},
      ["skipped ROLE_BOUNDARY production", "fail ROLE production", "skipped ROLE_PERMISSIONS production"],
      /\nthere is no role$/,
    ],
    [
      "a role that may not be read",
      setupOf({}, { production: { role: unavailable("AccessDenied") } }),
      {},
      ["warn ROLE production"],
      /AccessDenied/,
    ],
    [
      "a role that could not be looked at",
      setupOf({}, { production: { role: skipped("no login") } }),
      {},
      ["skipped ROLE production"],
      /no login/,
    ],
    [
      "no environment",
      setupOf({}, { production: { environment: known(null), variables: known({}) } }),
      {},
      [
        "fail ENVIRONMENT production",
        "skipped ENVIRONMENT_REFS production",
        "skipped ENVIRONMENT_REVIEWERS production",
        "skipped ENVIRONMENT_VARIABLES production",
      ],
      /no environment/,
    ],
    [
      "no approval",
      setupOf({}, { production: { environment: known({ ...ENVIRONMENT.production, reviewers: [] }) } }),
      {},
      ["fail ENVIRONMENT_REVIEWERS production"],
      /not among the reviewers: ana/,
    ],
    [
      "tags without a rule",
      setupOf({ repository: known({ ...REPOSITORY, protectedTags: [] }) }),
      {},
      ["warn TAG_RULES"],
      /tag ruleset/,
    ],
    [
      "a secret of staging that production lacks",
      { secrets: known({ release: RELEASE, review: reviewOf([secretRow({ elsewhere: "missing" })]) }) },
      {},
      ["fail SECRETS_PARITY"],
      /AuthSecret: set on staging, production lacks it/,
    ],
    [
      "an application that is down",
      {},
      { app: observed("no-answer", "api: connection refused") },
      ["fail APP production"],
      /api: connection refused \(seen 2026-03-01T00:00:00\.000Z\)/,
    ],
    [
      "B7: an application that was changed past the pipeline",
      {},
      { app: observed("drift", "it serves v1.4.1, but the ledger says v1.2.3") },
      ["fail APP production"],
      /it serves v1\.4\.1, but the ledger says v1\.2\.3/,
    ],
    [
      "an application that cannot be reached",
      {},
      { app: observed("unreachable", "getaddrinfo ENOTFOUND") },
      ["fail APP production"],
      /getaddrinfo ENOTFOUND/,
    ],
    [
      "an application whose address is not known",
      {},
      { app: observed("no-address", "the stage has no web") },
      ["fail APP production"],
      /the stage has no web/,
    ],
    [
      "an application that shows no version",
      {},
      { app: observed("unidentified", "no check shows a version") },
      ["warn APP production"],
      /no check shows a version/,
    ],
    [
      "an application without an address",
      {},
      { app: notAsked("the smoke checks need api", "no-address") },
      ["fail APP production"],
      /the smoke checks need api/,
    ],
    [
      "a version that the ledger does not know",
      {},
      {
        app: observed("drift", "it serves v1.4.1, which the ledger does not know"),
        ...{ deployed: false, unrecorded: "v1.4.1" },
      },
      ["warn APP production"],
      /^production has no deploy yet: it serves v1\.4\.1, which the ledger does not know \(seen \S+\)$/,
    ],
    [
      "an answer without a version before the first deploy",
      {},
      { app: observed("unidentified", "it answers, but no check shows a version"), deployed: false },
      ["warn APP production"],
      /^production has no deploy yet: it answers/,
    ],
    ...(["no-answer", "unreachable", "no-address"] as const).map(
      (sighting): [string, object, Partial<DoctorStageFacts>, string[], RegExp] => [
        `nothing there before the first deploy: ${sighting}`,
        {},
        { app: observed(sighting, "api: connection refused"), deployed: false },
        ["skipped APP production"],
        /^production has no deploy yet: api: connection refused/,
      ],
    ),
    [
      "an address that stands for none",
      {},
      { urls: { app: "https://stage.example.invalid", api: "https://invalid.example.com", old: "x" } },
      ["fail CONFIG production"],
      /^stages\.production\.urls\.app is https:\/\/stage\.example\.invalid, a placeholder$/,
    ],
    [
      "a repository without a name",
      { prerequisites: unavailable("no remote") },
      {},
      ["fail PREREQUISITES"],
      /no remote/,
    ],
    [
      "no login at all",
      { prerequisites: skipped("no repository") },
      {},
      ["skipped PREREQUISITES"],
      /no repository/,
    ],
  ])("%s", (_case, fields, production, names, what) => {
    const facts = lookOf(fields, production)
    expect(notOk(facts)).toEqual(names)
    const seen = diagnose(facts).filter((one) => names.includes(nameOf(one)))
    expect(seen.map((one) => one.what).join("\n")).toMatch(names.length === 0 ? /^$/ : what)
  })
})

test.each<[string, Partial<Omit<DoctorFacts, "stages">>, string]>([
  ["CHECKOUT", { versions: known(0) }, "git fetch --tags, or tag the first release."],
  [
    "ROLE",
    setupOf({}, { production: { role: unavailable("AccessDenied") } }),
    "Look again with credentials that may see it.",
  ],
  ["SECRETS", { secrets: unavailable("?") }, "Fix what keeps them from being listed."],
])("the fix of %s says what to do", (code, fields, fix) => {
  const found = diagnose(lookOf(fields)).filter((one) => one.code === code)
  expect(found.map((one) => one.fix)).toContain(fix)
})

test("counts what was seen", () => {
  const found = diagnose(lookOf({ ...setupOf({ provider: known(null) }), versions: known(0) }))
  expect(findingTally(found)).toBe("37 of 40 checks ok, 1 failed, 1 with a warning, 1 skipped")
})

test.each<[DoctorStageFacts["opening"], string[]]>([
  [null, []],
  [
    { isOpen: true, because: "no window denies deploys", changes: "tonight" },
    ["ok WINDOWS production: open now: no window denies deploys, until tonight"],
  ],
  [
    { isOpen: false, because: "no window allows deploys", changes: "09:00" },
    ["ok WINDOWS production: closed now: no window allows deploys; opens at 09:00"],
  ],
  [
    { isOpen: false, because: "no window allows deploys", changes: null },
    ["fail WINDOWS production: closed, and does not open in the next two years: no window allows deploys"],
  ],
])("the windows of a stage: %j", (opening, expected) => {
  const found = diagnose(lookOf({}, { opening })).filter(
    ({ code, stage }) => code === "WINDOWS" && stage === "production",
  )
  expect(found.map((one) => `${nameOf(one)}: ${one.what}`)).toEqual(expected)
})
