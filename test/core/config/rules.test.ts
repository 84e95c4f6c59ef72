import { describe, expect, test } from "vitest"
import { parseConfig } from "../../../src/core/config/parse.ts"
import type { PipelineError } from "../../../src/core/errors.ts"
import { commandDeployer, problemsOf, sample, withValue } from "./samples.ts"

type Fields = Record<string, unknown>

/** The sample with settings of the smoke test, and with its checks changed. */
function withSmoke(settings: Fields, ...checks: Fields[]): string {
  const known = sample().smoke.checks
  const changed = [...known, ...checks.slice(known.length)].map((check, index) => ({
    ...check,
    ...checks[index],
  }))
  return JSON.stringify({ ...sample(), smoke: { checks: changed, ...settings } })
}

const services = (...envs: Fields[]): string =>
  withValue(
    ["deployer", "services"],
    Object.fromEntries(
      ["api", "web", "job"].map((name, index) => [name, { command: ["x"], env: envs[index] ?? {} }]),
    ),
  )

test.each([
  ["a".repeat(200), []],
  ["a".repeat(201), ["app: is too long: files and git's refs are named by it"]],
  ["ü".repeat(33), []],
  ["ü".repeat(34), ["app: is too long: files and git's refs are named by it"]],
])("a file can be named by the application's name: %s", (app, problems) =>
  expect(problemsOf(withValue(["app"], app))).toEqual(problems),
)

const NO_VERSION =
  "smoke.checks: needs a required check with expect.version or expect.sha: without one the old version would pass"

describe("a required check must tell the version", () => {
  test.each([
    ["none does", withSmoke({}, { expect: {} }), [NO_VERSION]],
    ["only an optional one does", withSmoke({}, { optional: true }), [NO_VERSION]],
    ["one tells the commit instead", withSmoke({}, { expect: { sha: "sha" } }), []],
    ["the last of several does", withSmoke({}, { expect: {} }, { expect: { version: "header:x-v" } }), []],
  ])("%s", (_, text, problems) => expect(problemsOf(text)).toEqual(problems))
})

test("an address that is nearly one that is known is proposed", () => {
  const text = withSmoke({}, { url: "{api}/health" }, { url: "{webb}/" })
  try {
    parseConfig(text)
    expect.unreachable()
  } catch (error) {
    expect((error as PipelineError).problems.map(({ fix }) => fix)).toEqual([
      "Did you mean {web}?",
      "Did you mean {web}?",
    ])
  }
})

test.each([
  [
    "the deployer's",
    withValue(["deployer"], { ...commandDeployer, outputs: "o", env: { A: "{satge}" } }),
    "deployer.env.A",
  ],
  [
    "the migrations'",
    withValue(["migrations"], { path: "db", run: { when: "before", command: ["x"], env: { A: "{satge}" } } }),
    "migrations.run.env.A",
  ],
])("a placeholder of %s variables that is none is told", (_, text, path) => {
  expect(problemsOf(text)).toEqual([`${path}: {satge} is no placeholder: there are {stage}, {tag} and {sha}`])
})

describe("a rule does not judge what stands for a wrong value", () => {
  const [api, web] = sample().smoke.checks
  const stage = (fields: Fields) => withValue(["stages", "production"], fields)
  const watch = (check: Fields, fields: Fields = {}) =>
    stage({ urls: {}, ...fields, watch: { minutes: 5, checks: [check] } })
  const posted = { name: "post", url: "{web}/", method: "PATCH", body: "x" }
  const remote = { path: "db", run: { when: "before", command: ["x"], databaseUrl: { secret: "Db" } } }

  test.each<[string, string]>([
    [withValue(["smoke", "checks"], [{ ...api, expect: { sha: 7 } }]), "smoke.checks[0].expect.sha"],
    [withSmoke({ deadlineSeconds: 2, consecutive: 0 }), "smoke.consecutive"],
    [withSmoke({ deadlineSeconds: 2, confirmIntervalSeconds: "x" }), "smoke.confirmIntervalSeconds"],
    [withSmoke({ intervalSeconds: "x", maxIntervalSeconds: 0.2 }), "smoke.intervalSeconds"],
    [withSmoke({}, {}, { method: "PATCH", body: "x" }), "smoke.checks[1].method"],
    [withValue(["verify"], { checks: 7 }), "verify.checks"],
    [withValue(["verify"], { checks: [posted] }), "verify.checks[0].method"],
    [withValue(["verify"], { logs: 7 }), "verify.logs"],
    [withValue(["verify"], { logs: { groups: 7 } }), "verify.logs.groups"],
    [withValue(["verify"], { slack: 7 }), "verify.slack"],
    [stage({ windows: { allow: [{ from: 7, to: "00:00" }] } }), "stages.production.windows.allow[0].from"],
    [stage({ windows: { deny: [{ from: 7, to: "00:00" }] } }), "stages.production.windows.deny[0].from"],
    [watch({ kind: "http", ...posted }), "stages.production.watch.checks[0].method"],
    [watch({ kind: "alarms", alarms: ["a"] }, { region: "moon" }), "stages.production.region"],
    [
      watch({ kind: "logs", groups: 7 }, { region: "eu-central-1" }),
      "stages.production.watch.checks[0].groups",
    ],
    [
      watch({ kind: "values", name: "v", url: "{web}/", expect: { rate: { min: "x" } } }),
      "stages.production.watch.checks[0].expect.rate.min",
    ],
    [withValue(["deployer"], { kind: "sst", outputs: 7 }), "deployer.outputs"],
    [JSON.stringify({ ...sample(), migrations: remote, deployer: { kind: "helm" } }), "deployer.kind"],
    [
      JSON.stringify({
        ...sample(),
        smoke: { checks: [api, { ...web, url: "{docs}/" }] },
        stages: { staging: { urls: 7 }, production: { urls: { docs: "https://docs.test" } } },
      }),
      "stages.staging.urls",
    ],
  ])("%s: only %s is wrong", (text, path) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(`${path}: `)])
  })
})

test("a command may name its stage, its tag and its commit", () => {
  const deployer = { ...commandDeployer, deploy: ["x", "{stage}", "{tag}", "{sha}"], outputs: "o" }
  expect(problemsOf(withValue(["deployer"], deployer))).toEqual([])
})

test("what another program replaces is left to it", () => {
  const deploy = ["sh", "-c", ["echo $", '{HOME} {{title}} { print } {"a": 1}'].join("")]
  expect(problemsOf(withValue(["deployer"], { kind: "command", outputs: "o", deploy }))).toEqual([])
})

describe("no two checks share a name", () => {
  test("every repetition is named", () => {
    const text = withSmoke(
      {},
      {},
      { name: "api" },
      { name: "api", url: "{api}/x" },
      { name: "job", url: "{api}/y" },
    )
    expect(problemsOf(text)).toEqual([
      'smoke.checks[1].name: "api" is used twice',
      'smoke.checks[2].name: "api" is used twice',
    ])
  })
})

describe("the deadline leaves time for the passes in a row", () => {
  const tooShort = (seconds: number, passes: number) => [
    `smoke.deadlineSeconds: must be more than the ${seconds} s that ${passes} passes take`,
  ]

  test.each([
    [{ deadlineSeconds: 2 }, tooShort(2, 3)],
    [{ deadlineSeconds: 2.01 }, []],
    [{ deadlineSeconds: 90, consecutive: 10, confirmIntervalSeconds: 10 }, tooShort(90, 10)],
    [{ deadlineSeconds: 0.3, consecutive: 4, confirmIntervalSeconds: 0.1 }, tooShort(0.3, 4)],
    [{ deadlineSeconds: 0.1, consecutive: 1, confirmIntervalSeconds: 60 }, []],
    [
      { deadlineSeconds: 4, settleSeconds: 4 },
      ["smoke.deadlineSeconds: must be more than the 4 s of settleSeconds"],
    ],
    [{ deadlineSeconds: 2, settleSeconds: 2 }, tooShort(2, 3)],
  ])("%j", (settings, problems) => expect(problemsOf(withSmoke(settings))).toEqual(problems))
})

describe("the interval grows to its maximum, never shrinks to it", () => {
  test.each([
    [
      { intervalSeconds: 20 },
      ["smoke.maxIntervalSeconds: must be at least the 20 s of intervalSeconds, is 10 s"],
    ],
    [
      { intervalSeconds: 3, maxIntervalSeconds: 2 },
      ["smoke.maxIntervalSeconds: must be at least the 3 s of intervalSeconds, is 2 s"],
    ],
    [{ intervalSeconds: 5, maxIntervalSeconds: 5 }, []],
  ])("%j", (settings, problems) => expect(problemsOf(withSmoke(settings))).toEqual(problems))
})

describe("only a method that has a body sends one", () => {
  test.each([
    ["GET", ["smoke.checks[1].body: cannot be sent with GET; set method to POST"]],
    ["HEAD", ["smoke.checks[1].body: cannot be sent with HEAD; set method to POST"]],
    ["POST", []],
    ["PUT", []],
  ])("%s", (method, problems) =>
    expect(problemsOf(withSmoke({}, {}, { method, body: "{}" }))).toEqual(problems),
  )

  test("an empty body counts as one", () => {
    expect(problemsOf(withSmoke({}, {}, { body: "" }))).toHaveLength(1)
  })
})

describe("every check's URL can be filled in on both stages", () => {
  const unknown = (name: string, stage: string) =>
    `smoke.checks[1].url: {${name}} is neither in stages.${stage}.urls nor an output of the deployer`
  const checkOf = (url: string, more: Fields) =>
    JSON.stringify({ ...JSON.parse(withSmoke({}, { url: "http://localhost/" }, { url })), ...more })
  const urls = { docs: "https://docs.example.org" }

  test.each([
    ["a service of the sandbox", "{web}/", {}, []],
    ["nobody knows it", "{docs}/", {}, [unknown("docs", "staging"), unknown("docs", "production")]],
    ["only staging knows it", "{docs}/", { stages: { staging: { urls } } }, [unknown("docs", "production")]],
    ["both stages know it", "{docs}/", { stages: { staging: { urls }, production: { urls } } }, []],
    [
      "a repeated name is told once a stage",
      "{a}/{a}",
      {},
      [unknown("a", "staging"), unknown("a", "production")],
    ],
    [
      "an inherited name",
      "{toString}/",
      {},
      [unknown("toString", "staging"), unknown("toString", "production")],
    ],
    [
      "a command without outputs",
      "{api}/",
      { deployer: commandDeployer },
      [unknown("api", "staging"), unknown("api", "production")],
    ],
    [
      "a command with outputs, which nobody knows yet",
      "{api}/",
      { deployer: { ...commandDeployer, outputs: "out.json" } },
      [],
    ],
  ])("%s", (_, url, more, problems) => expect(problemsOf(checkOf(url, more))).toEqual(problems))
})

describe("a service is given only URLs of services before it", () => {
  const refused = (service: string, name: string) =>
    `deployer.services.${service}.env.URL: {${name}} is not a service named before this one`

  test.each([
    ["an earlier one", services({}, { URL: "{api}/v1" }, { URL: "{api} {web}" }), []],
    ["a later one", services({}, { URL: "{job}" }), [refused("web", "job")]],
    ["itself", services({ URL: "{api}" }), [refused("api", "api")]],
    ["one that does not exist", services({}, {}, { URL: "{db}{db}" }), [refused("job", "db")]],
    [
      "several faults",
      services({ URL: "{web}" }, { URL: "{job}" }),
      [refused("api", "web"), refused("web", "job")],
    ],
    ["no placeholder", services({ URL: "http://localhost" }), []],
  ])("%s", (_, text, problems) => expect(problemsOf(text)).toEqual(problems))

  test.each([
    [services({ URL: "{web}" }), "Put the service that it names before this one."],
    [services({}, {}, { URL: "{db}" }), "Before it there are: api, web."],
  ])("in %s: %s", (text, fix) => {
    expect(() => parseConfig(text)).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ fix })] }),
    )
  })
})

describe("migrations", () => {
  const migrations = (fields: Fields) => withValue(["migrations"], { path: "db/migrations", ...fields })

  test("need a pattern that is a regular expression", () => {
    expect(problemsOf(migrations({ pattern: "\\.sql$" }))).toEqual([])
    expect(problemsOf(migrations({ pattern: "*.sql" }))).toEqual([
      "migrations.pattern: is not a regular expression",
    ])
  })

  test.each(["", "/db", "db/", "./db", "../db", "db/../../x", "db//x", ".", "a\\b"])(
    "are below the root, not in %j",
    (path) =>
      expect(problemsOf(migrations({ path }))).toEqual([expect.stringMatching(/^migrations.path: must /)]),
  )

  test.each(["db", "packages/db/src/migrations", ".db/x", "a..b/..c", "with blank/x"])(
    "may be in %j",
    (path) => expect(problemsOf(migrations({ path }))).toEqual([]),
  )
})

describe("an sst deployer", () => {
  test("needs a region on each stage, or on none", () => {
    const inAws = (stages: Fields) => {
      const deployer = { kind: "sst", outputs: ["api", "web"] }
      return problemsOf(JSON.stringify({ ...sample(), deployer, stages }))
    }
    expect(inAws({ staging: { region: "eu-central-1" }, production: { region: "eu-central-1" } })).toEqual([])
    expect(inAws({ staging: { region: "eu-central-1" } })).toEqual([
      "stages.production.region: no AWS region is set, although staging has one",
    ])
  })

  const sst = (fields: Fields) => withValue(["deployer"], { kind: "sst", outputs: ["api", "web"], ...fields })

  test("is taken with nothing but the outputs that the checks use", () => {
    expect(problemsOf(sst({}))).toEqual([])
    expect(problemsOf(sst({ directory: "apps/site", arguments: ["--policy", "./policies"] }))).toEqual([])
  })

  test("needs every address that a check uses among its outputs", () => {
    expect(problemsOf(sst({ outputs: ["api"] }))).toEqual(
      ["staging", "production"].map(
        (stage) =>
          `smoke.checks[1].url: {web} is neither in stages.${stage}.urls nor an output of the deployer`,
      ),
    )
  })

  test.each(["--stage", "--stage=other", "--target", "--exclude=Api", "--dev", "--continue", "--config"])(
    "deploys the whole version to its stage: %s is refused",
    (argument) => {
      expect(problemsOf(sst({ arguments: ["--verbose", argument] }))).toEqual([
        `deployer.arguments[1]: ${argument} cannot be given: the pipeline deploys the whole version to its stage`,
      ])
    },
  )

  test("stays within the repository", () => {
    expect(problemsOf(sst({ directory: "../other" }))).toHaveLength(1)
  })
})
