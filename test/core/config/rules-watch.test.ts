import { describe, expect, test } from "vitest"
import { secretOf } from "../../../src/core/config/notify.ts"
import { parseConfig } from "../../../src/core/config/parse.ts"
import { requestOf, type WatchCheckConfig } from "../../../src/core/config/watch.ts"
import { problemsOf, sample } from "./samples.ts"

const home = { kind: "http", name: "home", url: "{web}/" }
const rate = { kind: "values", name: "rate", url: "{web}/metrics", expect: { rate: { max: 1 } } }
const logs = { kind: "logs", prefix: "/aws/lambda/{app}-{stage}" }
const alarms = { kind: "alarms", alarms: ["5xx"] }

const withWatch = (checks: object[], stage: object = {}) =>
  JSON.stringify({
    ...sample(),
    stages: { production: { urls: { web: "https://example.com" }, ...stage, watch: { minutes: 5, checks } } },
  })

describe("a watch", () => {
  test.each<[string, object[], object, string[]]>([
    ["of all kinds", [home, rate, logs, alarms], { region: "eu-central-1" }, []],
    [
      "of an address that only the other stage has",
      [{ ...home, url: "{docs}/" }],
      {},
      [expect.stringMatching(/^stages\.production\.watch\.checks\[0\]\.url: \{docs\} is neither/)],
    ],
    [
      "of names that are used twice",
      [home, { ...rate, name: "home" }],
      {},
      ['stages.production.watch.checks[1].name: "home" is used twice'],
    ],
    [
      "in CloudWatch, of a stage that is nowhere in AWS",
      [logs, alarms],
      {},
      [0, 1].map(
        (index) =>
          `stages.production.watch.checks[${index}]: is in CloudWatch, and the stage names no AWS region`,
      ),
    ],
    [
      "of logs that are nowhere",
      [{ kind: "logs" }],
      { region: "eu-central-1" },
      ["stages.production.watch.checks[0]: must name groups or a prefix"],
    ],
    [
      "of groups by a name that nothing has",
      [{ kind: "logs", groups: ["/aws/{group}"] }],
      { region: "eu-central-1" },
      [expect.stringMatching(/^stages\.production\.watch\.checks\[0\]\.groups\[0\]: \{group\} is neither/)],
    ],
    [
      "of a group by a beginning that nothing has",
      [{ kind: "logs", prefix: "/aws/{stgae}" }],
      { region: "eu-central-1" },
      [expect.stringMatching(/^stages\.production\.watch\.checks\[0\]\.prefix: \{stgae\} is neither/)],
    ],
    [
      "of a range without an end",
      [{ ...rate, expect: { rate: {} } }],
      {},
      ["stages.production.watch.checks[0].expect.rate: must have min or max"],
    ],
    ["of one end", [{ ...rate, expect: { rate: { min: 1 } } }], {}, []],
    [
      "that sends a body with GET",
      [{ ...home, body: "x" }],
      {},
      ["stages.production.watch.checks[0].body: cannot be sent with GET; set method to POST"],
    ],
    [
      "that would take a secret along a redirect",
      [{ ...rate, followRedirects: true, headers: { a: "{secret:A}" } }],
      {},
      [expect.stringMatching(/^stages\.production\.watch\.checks\[0\]\.followRedirects: cannot be used/)],
    ],
  ])("%s", (_, checks, stage, problems) => expect(problemsOf(withWatch(checks, stage))).toEqual(problems))
})

const WATCH = "stages.production.watch"

test.each<[string, object, string]>([
  [`${WATCH}.minutes`, { minutes: 0 }, "must be more than 0 minutes"],
  [`${WATCH}.minutes`, { minutes: 1441 }, "must be at most 1440 minutes, a day"],
  [`${WATCH}.consecutive`, { consecutive: 1 }, "must be at least 2"],
  [`${WATCH}.consecutive`, { consecutive: 2.5 }, "must be a whole number"],
  [`${WATCH}.checks[0].maxWrongShare`, { checks: [{ ...home, maxWrongShare: -0.1 }] }, "must be 0 or more"],
  [`${WATCH}.checks[0].maxWrongShare`, { checks: [{ ...home, maxWrongShare: 1.1 }] }, "must be at most 1"],
  [
    `${WATCH}.checks[0].latency.percentile`,
    { checks: [{ ...home, latency: { percentile: 0, maxMs: 9 } }] },
    "must be more than 0",
  ],
  [
    `${WATCH}.checks[0].latency.percentile`,
    { checks: [{ ...home, latency: { percentile: 100, maxMs: 9 } }] },
    "must be less than 100",
  ],
  [`${WATCH}.checks[0].alarms`, { checks: [{ ...alarms, alarms: [] }] }, "must name at least one alarm"],
])("%s of %j %s", (path, fields, message) => {
  const text = JSON.parse(withWatch([home], { region: "eu-central-1" }))
  Object.assign(text.stages.production.watch, fields)
  expect(problemsOf(JSON.stringify(text))).toEqual([`${path}: ${message}`])
})

test("a watch takes what is just within its limits", () => {
  const text = JSON.parse(withWatch([{ ...home, maxWrongShare: 1, latency: { percentile: 99.9, maxMs: 1 } }]))
  Object.assign(text.stages.production.watch, { minutes: 1440, consecutive: 2 })
  expect(problemsOf(JSON.stringify(text))).toEqual([])
})

describe("channels", () => {
  const notify = (channels: object) => JSON.stringify({ ...sample(), notify: channels })

  test("each name the secret that they need", () => {
    const { notify: found } = parseConfig(
      notify({
        ops: { kind: "slack", channel: "C1", token: "OPS_TOKEN" },
        pager: { kind: "pagerduty" },
        hook: { kind: "webhook", url: "https://example.com" },
      }),
    )
    expect(Object.values(found).map(secretOf)).toEqual([
      "OPS_TOKEN",
      "PAGERDUTY_ROUTING_KEY",
      "NOTIFY_WEBHOOK_SECRET",
    ])
  })

  test("get no secret over plain HTTP, unless it stays on this machine", () => {
    const at = (apiUrl: string) => notify({ ops: { kind: "slack", channel: "C1", apiUrl } })
    expect(problemsOf(at("http://slack.example.com"))).toEqual([
      expect.stringMatching(/^notify\.ops\.apiUrl: must begin with https:\/\//),
    ])
    expect(problemsOf(at("http://127.0.0.1:8080"))).toEqual([])
    expect(problemsOf(at("http://127.0.0.1.example.com"))).toHaveLength(1)
  })

  test.each([
    [{ kind: "slack", channel: "C1", token: "8f-2" }, "token: is not the name of an environment variable"],
    [{ kind: "slack", channel: "C1", apiUrl: "https://" }, "apiUrl: is not a URL"],
    [
      { kind: "slack", channel: "C1", people: { ann: "ann" } },
      "people.ann: must be a member's id such as U0123456789",
    ],
  ])("%j: %s", (channel, problem) => {
    expect(problemsOf(notify({ ops: channel }))).toEqual([`notify.ops.${problem}`])
  })

  test("are told of occasions that there are", () => {
    expect(
      problemsOf(notify({ ops: { kind: "slack", channel: "C1", production: ["deploys"] } })),
    ).toHaveLength(1)
  })
})

test("a check of a watch asks for what it expects, and one of values for an answer at all", () => {
  const checks = [{ ...home, expect: { status: 204 } }, rate, logs, alarms]
  const { stages } = parseConfig(withWatch(checks, { region: "eu-central-1" }))
  const asked = stages.production.watch?.checks.map((check: WatchCheckConfig) => requestOf(check)?.expect)
  expect(asked).toEqual([{ status: 204 }, { status: 200 }, undefined, undefined])
})
