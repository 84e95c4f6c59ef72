import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { parseConfig } from "../../../src/core/config/parse.ts"
import { PipelineError, renderError } from "../../../src/core/errors.ts"
import { problemsOf, sample, withValue } from "./samples.ts"

const CHECK = ["smoke", "checks", 0]

describe("a valid file", () => {
  test("gets the defaults of all that it leaves out", () => {
    const config = parseConfig(JSON.stringify(sample()))
    expect(config).toMatchObject({
      app: "shop",
      tagPrefix: "v",
      mainBranch: "main",
      ledger: {},
      deployer: { kind: "sandbox" },
      smoke: { deadlineSeconds: 90, intervalSeconds: 0.5, maxIntervalSeconds: 10, consecutive: 3 },
      stages: { staging: { rollback: "manual", urls: {} }, production: { rollback: "automatic", urls: {} } },
    })
    expect(config.smoke.checks[1]).toEqual({
      name: "web",
      url: "{web}/",
      cacheBusting: true,
      method: "GET",
      headers: {},
      expect: { status: 200 },
      followRedirects: false,
      optional: false,
    })
  })

  test("names a key that is given twice, with its line, and everything else that is wrong", () => {
    const text = JSON.stringify(sample(), null, 2).replace(/^\{/, '{\n  "app": "other",\n  "appp": "x",')
    expect(problemsOf(text)).toEqual([
      "app: is given twice, the second time in line 4",
      "appp: is not a known key",
    ])
    const deep = JSON.stringify(sample()).replace('"checks":[{', '"checks":[{"url":"{api}/other",')
    expect(problemsOf(deep)).toEqual(["smoke.checks[0].url: is given twice, the second time in line 1"])
  })

  test("may begin with a byte order mark", () => {
    expect(problemsOf(`\uFEFF${JSON.stringify(sample())}`)).toEqual([])
  })

  test.each([
    ["a schema for editors", ["$schema"], "./schema/pipeline.schema.json"],
    ["no tag prefix", ["tagPrefix"], ""],
    ["a remote ledger", ["ledger"], { remote: "origin" }],
    ["a command deployer", ["deployer"], { kind: "command", deploy: ["x"], outputs: "out.json" }],
    ["a status that is an error", [...CHECK, "expect", "status"], 404],
    [
      "every plain value in expect.json",
      [...CHECK, "expect", "json"],
      { a: "x", "b.c": 1, d: true, e: null },
    ],
    ["a day of patience", ["smoke", "deadlineSeconds"], 86_400],
    ["a URL of a stage", ["stages"], { staging: { urls: { docs: "https://example.org" } } }],
    ["a fixed URL in a check", ["smoke", "checks", 1, "url"], "http://localhost:3000/"],
  ])("may have %s", (_, path, value) => expect(problemsOf(withValue(path, value))).toEqual([]))
})

describe("a file that cannot be read", () => {
  test("is missing", () => {
    expect(() => parseConfig(null)).toThrow(
      expect.objectContaining({
        kind: "usage",
        message: "There is no pipeline.json at the repository's root.",
        reason: expect.objectContaining({ code: "CONFIG_MISSING" }),
      }),
    )
  })

  test("is no JSON, and says where", () => {
    expect(problemsOf('{\n  "app": shop\n}')).toEqual([
      "pipeline.json: is not JSON: Unexpected token 's', line 2, column 10",
    ])
  })
})

describe("one problem, its place and what to do", () => {
  test.each([
    [["app"], undefined, "app: is missing"],
    [["app"], "", "app: must not be empty"],
    [["app"], 7, "app: must be a string, is 7"],
    [["app"], null, "app: must be a string, is null"],
    [["app"], ["shop"], "app: must be a string, is an array"],
    [["colour"], "red", "colour: is not a known key"],
    [["smoke", "retries"], 3, "smoke.retries: is not a known key"],
    [[...CHECK, "expect", "state"], 200, "smoke.checks[0].expect.state: is not a known key"],
    [[...CHECK, "url"], undefined, "smoke.checks[0].url: is missing"],
    [[...CHECK, "url"], "/health", "smoke.checks[0].url: must begin with http://, https:// or a {name}"],
    [[...CHECK, "optional"], "no", 'smoke.checks[0].optional: must be a boolean, is "no"'],
    [
      [...CHECK, "method"],
      "PATCH",
      'smoke.checks[0].method: must be "GET", "HEAD", "POST" or "PUT", is "PATCH"',
    ],
    [
      [...CHECK, "method"],
      "y".repeat(78),
      `smoke.checks[0].method: must be "GET", "HEAD", "POST" or "PUT", is "${"y".repeat(78)}"`,
    ],
    [
      [...CHECK, "method"],
      "y".repeat(79),
      `smoke.checks[0].method: must be "GET", "HEAD", "POST" or "PUT", is "${"y".repeat(78)}…`,
    ],
    [
      [...CHECK, "method"],
      "GET, \n",
      'smoke.checks[0].method: must be "GET", "HEAD", "POST" or "PUT", is "GET, \\n"',
    ],
    [
      [...CHECK, "expect", "status"],
      700,
      "smoke.checks[0].expect.status: must be a whole number from 100 to 599",
    ],
    [
      [...CHECK, "expect", "status"],
      200.5,
      "smoke.checks[0].expect.status: must be a whole number from 100 to 599",
    ],
    [[...CHECK, "expect", "status"], "200", 'smoke.checks[0].expect.status: must be a number, is "200"'],
    [
      [...CHECK, "expect", "json"],
      { "a.b": [1] },
      "smoke.checks[0].expect.json.a.b: must be a string, a number, a boolean or null, is an array",
    ],
    [[...CHECK, "expect", "maxLatencyMs"], 0, "smoke.checks[0].expect.maxLatencyMs: must be more than 0 ms"],
    [["smoke", "checks"], [], "smoke.checks: must hold at least one check"],
    [["smoke", "checks"], {}, "smoke.checks: must be an array, is an object"],
    [["smoke", "consecutive"], 0, "smoke.consecutive: must be at least 1"],
    [["smoke", "consecutive"], 0.5, "smoke.consecutive: must be a whole number"],
    [["smoke", "timeoutSeconds"], -1, "smoke.timeoutSeconds: must be more than 0 seconds"],
    [["smoke", "timeoutSeconds"], 86_401, "smoke.timeoutSeconds: must be at most 86400 seconds, a day"],
    [["deployer"], undefined, "deployer: is missing"],
    [["deployer"], "sandbox", 'deployer: must be an object, is "sandbox"'],
    [["deployer", "kind"], undefined, 'deployer.kind: is missing; must be "sandbox", "command" or "sst"'],
    [["deployer", "kind"], "ssh", 'deployer.kind: must be "sandbox", "command" or "sst", is "ssh"'],
    [["deployer", "services", "api", "command"], [], "deployer.services.api.command: must name a program"],
    [["deployer"], { kind: "command", deploy: [], outputs: "o" }, "deployer.deploy: must name a program"],
    [
      ["deployer", "services", "api", "env"],
      { "A-B": "x" },
      "deployer.services.api.env.A-B: is not the name of an environment variable",
    ],
    [
      ["deployer", "services", "my-api"],
      { command: ["x"] },
      "deployer.services.my-api: must be a word of letters, digits and _",
    ],
    [
      ["stages"],
      { staging: { urls: { docs: "localhost:3000" } } },
      "stages.staging.urls.docs: must begin with http:// or https://",
    ],
    [["stages"], { production: { urls: { docs: "http://" } } }, "stages.production.urls.docs: is not a URL"],
    [
      ["stages"],
      { staging: { rollback: "auto" } },
      'stages.staging.rollback: must be "automatic" or "manual", is "auto"',
    ],
    [["stages"], { staging: [] }, "stages.staging: must be an object, is an array"],
    [["ledger"], null, "ledger: must be an object, is null"],
    [["ledger"], { heartbeatSeconds: 0.5 }, "ledger.heartbeatSeconds: must be at least 1 second"],
    [["github"], { repository: "shop" }, "github.repository: must be OWNER/NAME"],
    [
      ["secrets"],
      { required: ["auth-secret"] },
      "secrets.required[0]: must begin with a capital letter, then letters and digits",
    ],
    [
      ["gates"],
      { incidents: { kind: "http", url: "https://status.test", json: {} } },
      "gates.incidents.json: must name at least one value",
    ],
    [
      ["gates"],
      { incidents: { kind: "mail" } },
      'gates.incidents.kind: must be "github-issues" or "http", is "mail"',
    ],
    [["smoke", "settleSeconds"], -1, "smoke.settleSeconds: must be 0 or more"],
    [
      ["verify"],
      { logs: { groups: ["a"], tolerated: 0.5 } },
      "verify.logs.tolerated: must be a whole number",
    ],
    [["verify"], { logs: { groups: ["a"], tolerated: -1 } }, "verify.logs.tolerated: must be 0 or more"],
  ])("%j = %j is %s", (path, value, problem) => expect(problemsOf(withValue(path, value))).toEqual([problem]))

  test("a smoke test settles within a day", () => {
    const text = withValue(["smoke", "settleSeconds"], 86_401)
    expect(problemsOf(text)[0]).toBe("smoke.settleSeconds: must be at most 86400 seconds, a day")
  })

  test("a sandbox starts at least one service", () => {
    const text = withValue(["deployer"], { kind: "sandbox", services: {} })
    expect(problemsOf(text)[0]).toBe("deployer.services: must name at least one service")
  })

  test.each([
    ["null", ["pipeline.json: must be an object, is null"]],
    ["7", ["pipeline.json: must be an object, is 7"]],
    [
      "[]",
      [
        "pipeline.json: must be an object, is an array",
        "app: is missing",
        "deployer: is missing",
        "smoke: is missing",
      ],
    ],
  ])("a file that is only %s", (text, problems) => expect(problemsOf(text)).toEqual(problems))
})

describe("many problems at once", () => {
  test("unknown keys, missing keys, wrong types and broken rules are all listed", () => {
    const { app: _, ...config } = sample()
    const [api, web] = config.smoke.checks
    const broken = {
      ...config,
      colour: "red",
      shape: "round",
      smoke: { checks: [{ ...api, method: "PATCH", retries: 3 }, web], deadline: 9 },
    }
    expect(problemsOf(JSON.stringify(broken))).toEqual([
      "smoke.checks[0].retries: is not a known key",
      "smoke.deadline: is not a known key",
      "colour: is not a known key",
      "shape: is not a known key",
      "app: is missing",
      'smoke.checks[0].method: must be "GET", "HEAD", "POST" or "PUT", is "PATCH"',
    ])
  })

  test("rules are judged beside unknown keys and wrong values, once a place", () => {
    const config = sample()
    const [, web] = config.smoke.checks
    const broken = {
      ...config,
      colour: "red",
      smoke: { checks: [{ ...web, name: "" }, web, web], consecutive: 0 },
    }
    expect(problemsOf(JSON.stringify(broken))).toEqual([
      "colour: is not a known key",
      "smoke.consecutive: must be at least 1",
      "smoke.checks[0].name: must not be empty",
      "smoke.checks: needs a required check with expect.version or expect.sha: without one the old version would pass",
      'smoke.checks[2].name: "web" is used twice',
    ])
  })

  test("the text for a person counts them and says that nothing was changed", () => {
    const text = JSON.stringify({ ...sample(), app: "", colour: "red" })
    let shown = ""
    try {
      parseConfig(text)
    } catch (error) {
      shown = renderError(error)
    }
    expect(shown).toBe(
      [
        "CONFIG_INVALID  pipeline.json has 2 problems.",
        "  colour: is not a known key",
        "  app: must not be empty",
        "Nothing was changed.",
        "Fix: Correct every place that the message names.",
      ].join("\n"),
    )
  })

  test("a single one is counted as one", () => {
    expect(() => parseConfig(withValue(["colour"], "red"))).toThrow("pipeline.json has 1 problem.")
  })
})

describe("keys that reach for an object's prototype", () => {
  test.each(["__proto__", "constructor", "prototype"])("%s is refused wherever it stands", (key) => {
    const text = JSON.stringify(sample())
      .replace("{", `{"${key}": {"polluted": true}, `)
      .replace('"services":{', `"services":{"${key}": {"command": ["x"]}, `)
      .replace('"expect":{', `"expect":{"json": {"${key}": "x"}, `)
    expect(problemsOf(text)).toEqual([
      `${key}: is a reserved name`,
      `deployer.services.${key}: is a reserved name`,
      `smoke.checks[0].expect.json.${key}: is a reserved name`,
    ])
    expect({}).not.toHaveProperty("polluted")
  })

  test.each(["toString", "hasOwnProperty", "valueOf"])("%s is a key like any other", (key) => {
    expect(problemsOf(withValue([key], 1))).toEqual([`${key}: is not a known key`])
    expect(problemsOf(withValue(["deployer", "services", key], { command: ["x"] }))).toEqual([])
  })
})

test("whatever the text is, it is a configuration or a usage error with a problem on every line", () => {
  const text = fc.oneof(
    fc.json(),
    fc.string(),
    fc.gen().map((gen) => {
      const key = gen(fc.constantFrom, "app", "deployer", "smoke", "stages", "ledger", "image", "__proto__")
      return withValue([key], gen(fc.jsonValue))
    }),
    fc.jsonValue().map((value) => withValue(["smoke", "checks"], [value])),
  )
  fc.assert(
    fc.property(text, (any) => {
      try {
        parseConfig(any)
      } catch (error) {
        expect(error).toBeInstanceOf(PipelineError)
        const { kind, problems } = error as PipelineError
        expect(kind).toBe("usage")
        expect(problems.length).toBeGreaterThan(0)
        for (const { path, message } of problems) {
          expect(path).not.toBe("")
          expect(message).toMatch(/^(is|must|needs|cannot|"|\{)/)
          if (!message.startsWith("is not JSON: ")) expect(message).not.toMatch(/Invalid|Expected|Received/)
        }
      }
    }),
  )
})
