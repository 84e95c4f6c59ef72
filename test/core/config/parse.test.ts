import fc from "fast-check"
import * as v from "valibot"
import { describe, expect, test } from "vitest"
import { examine } from "../../../src/core/config/examine.ts"
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
      "appp: is not a known key; did you mean app?",
      "app: is given twice, in line 2 and in line 4",
    ])
    const deep = JSON.stringify(sample()).replace('"checks":[{', '"checks":[{"url":"{api}/other",')
    expect(problemsOf(deep)).toEqual(["smoke.checks[0].url: is given twice, in line 1 and in line 1"])
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
        message: "There is no pipeline.json.",
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
    [["app"], { shop: 1 }, "app: must be a string, is an object"],
    [[...CHECK, "expect", "version"], 7, "smoke.checks[0].expect.version: must be a string, is 7"],
    [
      ["deployer", "services"],
      { "my-api": { command: ["x"] }, api: { command: ["x"] } },
      "deployer.services.my-api: must be a word of letters, digits and _",
    ],
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
    [["releaseBranches"], [], "releaseBranches: must name at least one branch"],
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
    ["null", "null"],
    ["7", "7"],
    ["[]", "an array"],
  ])("a file that is only %s", (text, is) =>
    expect(problemsOf(text)).toEqual([
      `pipeline.json: must be an object, is ${is}`,
      "app: is missing",
      "deployer: is missing",
      "smoke: is missing",
    ]),
  )
})

describe("what to do", () => {
  const fixOf = (text: string): string | undefined => {
    try {
      parseConfig(text)
      return undefined
    } catch (error) {
      return (error as PipelineError).problems[0]?.fix
    }
  }

  test.each<[(string | number)[], unknown, string]>([
    [[...CHECK, "optional"], "true", "Write true without quotation marks."],
    [[...CHECK, "optional"], "false", "Write false without quotation marks."],
    [[...CHECK, "expect", "maxLatencyMs"], "1.25", "Write 1.25 without quotation marks."],
    [[...CHECK, "expect", "maxLatencyMs"], "x12", expect.stringMatching(/^Correct it\. /)],
    [[...CHECK, "expect", "maxLatencyMs"], "12 ms", expect.stringMatching(/^Correct it\. /)],
    [["deployer"], { kind: "sstt" }, 'Write "sst".'],
    [["deployer"], { kind: "helm" }, "Choose one."],
    [["smoke", "checks"], "all of it", expect.stringMatching(/^Correct it\. /)],
    [["deployer"], { kind: "command", deploy: " npm  run deploy " }, 'Write ["npm","run","deploy"].'],
  ])("of %j = %j: %s", (path, value, fix) => expect(fixOf(withValue(path, value))).toEqual(fix))
})

describe("many problems at once", () => {
  test("what was meant by a wrong value is judged, too", () => {
    const [api] = sample().smoke.checks
    expect(problemsOf(withValue(CHECK, { ...api, method: "GETT", body: "x" }))).toEqual([
      'smoke.checks[0].method: must be "GET", "HEAD", "POST" or "PUT", is "GETT"',
      "smoke.checks[0].body: cannot be sent with GET; set method to POST",
    ])
  })

  test("what stands for a wrong value is not judged, and lists below a wrong key have its name", () => {
    const [api, web] = sample().smoke.checks
    const nameless = { ...web, name: "" }
    const smoke = { chekcs: [api, nameless, nameless] }
    expect(problemsOf(JSON.stringify({ ...sample(), smoke }))).toEqual([
      "smoke.chekcs: is not a known key; did you mean checks?",
      "smoke.chekcs[1].name: must not be empty",
      "smoke.chekcs[2].name: must not be empty",
    ])
  })

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
      'smoke.checks[0].method: must be "GET", "HEAD", "POST" or "PUT", is "PATCH"',
      "smoke.checks[0].retries: is not a known key",
      "smoke.deadline: is not a known key; did you mean deadlineSeconds?",
      "colour: is not a known key",
      "shape: is not a known key",
      "app: is missing",
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
      "smoke.checks[0].name: must not be empty",
      "smoke.consecutive: must be at least 1",
      "colour: is not a known key",
      "smoke.checks: needs a required check with expect.version or expect.sha: without one the old version would pass",
      'smoke.checks[2].name: "web" is used twice',
    ])
  })

  test("the text for a person counts them, names place and fix of each, and says that nothing was changed", () => {
    const text = JSON.stringify({ ...sample(), app: "", colour: "red" }, null, 2)
    let shown = ""
    try {
      parseConfig(text, "apps/a/pipeline.json")
    } catch (error) {
      shown = renderError(error)
    }
    expect(shown.split("\n")).toEqual([
      "CONFIG_INVALID  apps/a/pipeline.json has 2 problems.",
      "  apps/a/pipeline.json:2  app: must not be empty",
      "      Correct it. The application's name, as reports show it.",
      "  apps/a/pipeline.json:38  colour: is not a known key",
      expect.stringMatching(/^ {6}Take it out\. Known here: \$schema, app, .*, stages\.$/),
      "Nothing was changed.",
      "Fix: Correct every place that the message names.",
    ])
  })

  test("a single one is counted as one", () => {
    expect(() => parseConfig(withValue(["colour"], "red"))).toThrow("pipeline.json has 1 problem.")
  })
})

/** A file with ten mistakes, each of another kind, and one more that only shows what is meant by another. */
const TEN = `{
  "app": "shop",
  "app": "store",
  "mainBranche": "main",
  "deployer": {
    "kind": "command",
    "deploy": "npm run deploy -- {stag}",
    "timeoutSeconds": "90"
  },
  "smoke": {
    "deadlineSeconds": -1,
    "checks": [
      { "name": "web", "url": "{web}/health", "method": "PTCH" },
    ]
  },
  "stages": {
    // the address of production is to come
    "staging": { "urls": { "web": "https://staging.example.org" } },
    "prod": { "rollback": "automatc" }
  }
}`

describe("the whole of a file's mistakes in one round", () => {
  const problems = (text: string) => {
    try {
      parseConfig(text)
      return []
    } catch (error) {
      return (error as PipelineError).problems
    }
  }

  test("E6, E7: each with its line and what to do", () => {
    expect(problems(TEN).map(({ at, path, message, fix }) => [at, path, message, fix])).toEqual([
      ["pipeline.json:13", "pipeline.json", "is not JSON: a comma after the last item", "Take it out."],
      ["pipeline.json:17", "pipeline.json", "is not JSON: a comment", "Take it out."],
      ["pipeline.json:3", "app", "is given twice, in line 2 and in line 3", "Take one of them out."],
      [
        "pipeline.json:4",
        "mainBranche",
        "is not a known key; did you mean mainBranch?",
        "Rename it to mainBranch.",
      ],
      [
        "pipeline.json:7",
        "deployer.deploy",
        'must be an array, is "npm run deploy -- {stag}"',
        'Write ["npm","run","deploy","--","{stag}"].',
      ],
      [
        "pipeline.json:7",
        "deployer.deploy[4]",
        "{stag} is no placeholder: there are {stage}, {tag} and {sha}",
        "Did you mean {stage}?",
      ],
      [
        "pipeline.json:8",
        "deployer.timeoutSeconds",
        'must be a number, is "90"',
        "Write 90 without quotation marks.",
      ],
      [
        "pipeline.json:11",
        "smoke.deadlineSeconds",
        "must be more than 0 seconds",
        "Correct it. The version must answer rightly within this time.",
      ],
      [
        "pipeline.json:12",
        "smoke.checks",
        "needs a required check with expect.version or expect.sha: without one the old version would pass",
        expect.stringContaining('"expect": {"version": "version"}'),
      ],
      [
        "pipeline.json:13",
        "smoke.checks[0].method",
        'must be "GET", "HEAD", "POST" or "PUT", is "PTCH"',
        "Choose one of these.",
      ],
      [
        "pipeline.json:13",
        "smoke.checks[0].url",
        "{web} is neither in stages.production.urls nor an output of the deployer",
        'Add it: "stages": {"production": {"urls": {"web": "https://…"}}}.',
      ],
      [
        "pipeline.json:19",
        "stages.prod",
        "is not a known key; did you mean production?",
        "Rename it to production.",
      ],
      [
        "pipeline.json:19",
        "stages.prod.rollback",
        'must be "automatic" or "manual", is "automatc"',
        'Write "automatic".',
      ],
    ])
  })

  test("what is corrected as it says leaves nothing to be said", () => {
    const corrected = TEN.replace('  "app": "store",\n', "")
      .replace("mainBranche", "mainBranch")
      .replace('"npm run deploy -- {stag}"', '["npm","run","deploy","--","{stage}"]')
      .replace('"90"', "90")
      .replace("-1", "60")
      .replace('"PTCH" },', '"GET", "expect": {"version": "version"} }')
      .replace("    // the address of production is to come\n", "")
      .replace(
        '"prod": { "rollback": "automatc"',
        '"production": {"urls": {"web": "https://x.org"}, "rollback": "automatic"',
      )
    expect(problems(corrected)).toEqual([])
  })

  test.each<[string, unknown, string[]]>([
    ["a key that was taken for another is not missed", { prod: { urls: { web: "https://x.org" } } }, []],
    [
      "nor is what is wrong inside of it",
      { prod: { url: { web: "x.org" } } },
      [
        "stages.prod.url: is not a known key; did you mean urls?",
        "stages.prod.url.web: must begin with http:// or https://",
      ],
    ],
  ])("%s", (_, stages, inside) =>
    expect(problemsOf(withValue(["stages"], stages))).toEqual([
      "stages.prod: is not a known key; did you mean production?",
      ...inside,
    ]),
  )

  test.each<[string, unknown, string[]]>([
    [
      "a deployer is known by what else it has",
      { deploy: ["x", "{tga}"] },
      [
        'deployer.kind: is missing; must be "sandbox", "command" or "sst"',
        "deployer.deploy[1]: {tga} is no placeholder: there are {stage}, {tag} and {sha}",
      ],
    ],
    [
      "by its name where that is nearly right",
      { kind: "comand", outputs: "o" },
      ['deployer.kind: must be "sandbox", "command" or "sst", is "comand"', "deployer.deploy: is missing"],
    ],
    ["or not at all", { kind: 7 }, ['deployer.kind: must be "sandbox", "command" or "sst", is 7']],
    [
      "a command line for a shell",
      { kind: "command", deploy: "make && ./up" },
      ['deployer.deploy: must be an array, is "make && ./up"'],
    ],
    ["no command line", { kind: "command", deploy: 7 }, ["deployer.deploy: must be an array, is 7"]],
  ])("%s", (_, deployer, told) => {
    const found = problemsOf(withValue(["deployer"], deployer)).filter((line) => !line.startsWith("smoke."))
    expect(found).toEqual(told)
  })

  test("a command line with what only a shell knows is for a shell", () => {
    const [problem] = problems(withValue(["deployer"], { kind: "command", deploy: "make && ./up" }))
    expect(problem?.fix).toBe('Write ["sh","-c","make && ./up"].')
  })

  test.each([
    [
      ["smoke", "checks", 0, "optional"],
      "true",
      'must be a boolean, is "true"',
      "Write true without quotation marks.",
    ],
    [
      ["smoke", "checks", 0, "expect", "status"],
      "700",
      'must be a whole number from 100 to 599, is "700"',
      "Correct it. HTTP status.",
    ],
    [["app"], "a", null, null],
  ])("%j = %j", (place, value, message, fix) => {
    const [problem] = problems(withValue(place as string[], value))
    expect([problem?.message ?? null, problem?.fix ?? null]).toEqual([message, fix])
  })

  test("two keys that are both taken for the same one are both unknown", () => {
    expect(problemsOf(withValue(["stages"], { prod: {}, produktion: { rollback: 7 } }))).toEqual([
      "stages.prod: is not a known key; did you mean production?",
      "stages.produktion: is not a known key; did you mean production?",
    ])
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

test("a missing key without a description is still to be added", () => {
  expect(examine(v.strictObject({ a: v.string() }), {}, "f.json").problems).toEqual([
    { path: "a", message: "is missing", fix: "Add it." },
  ])
})
