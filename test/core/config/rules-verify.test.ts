import { describe, expect, test } from "vitest"
import { parseConfig } from "../../../src/core/config/parse.ts"
import { problemsOf, sample, withValue } from "./samples.ts"

const verify = (value: unknown) => withValue(["verify"], value)
const chat = { name: "chat", url: "{api}/chat" }

test("without the key nothing is verified", () => {
  expect(parseConfig(JSON.stringify(sample())).verify).toBeUndefined()
})

test("what is not said has a default", () => {
  const text = verify({ checks: [chat], logs: { groups: ["/app"] }, slack: { url: "{api}/slack/events" } })
  expect(parseConfig(text).verify).toMatchObject({
    checks: [{ method: "GET", deadlineSeconds: 30, optional: false, expect: { status: 200 } }],
    logs: {
      groups: ["/app"],
      tolerated: 0,
      watchSeconds: 120,
      pollSeconds: 10,
      settleSeconds: 15,
      lookBackSeconds: 3600,
      optional: false,
    },
    slack: { signingSecret: { env: "SLACK_SIGNING_SECRET" }, deadlineSeconds: 30, optional: false },
    rollback: false,
  })
})

test("a watch may be as short as one look", () => {
  expect(problemsOf(verify({ logs: { prefix: "/app", watchSeconds: 10 } }))).toEqual([])
})

describe("what is wrong is named, with its place", () => {
  test.each([
    ["nothing to verify", {}, ["verify: must have checks, logs or slack"]],
    ["logs without a group", { logs: {} }, ["verify.logs: must name groups or a prefix"]],
    [
      "looks that are rarer than the watch is long",
      { logs: { prefix: "/app", watchSeconds: 5 } },
      ["verify.logs.pollSeconds: must be at most the 5 s of watchSeconds, is 10 s"],
    ],
    ["a name that is used twice", { checks: [chat, chat] }, ['verify.checks[1].name: "chat" is used twice']],
    [
      "a body that cannot be sent",
      { checks: [{ ...chat, body: "{}" }] },
      ["verify.checks[0].body: cannot be sent with GET; set method to POST"],
    ],
    [
      "an address that no stage has",
      { checks: [{ ...chat, url: "{bot}/chat" }], slack: { url: "{bot}/events" } },
      ["staging", "production"].flatMap((stage) => [
        `verify.checks[0].url: {bot} is neither in stages.${stage}.urls nor an output of the deployer`,
        `verify.slack.url: {bot} is neither in stages.${stage}.urls nor an output of the deployer`,
      ]),
    ],
    [
      "a group by a name that nothing has",
      { logs: { groups: ["/aws/{app}-{satge}"] } },
      ["staging", "production"].map(
        (stage) =>
          `verify.logs.groups[0]: {satge} is neither in stages.${stage}.urls nor an output of the deployer`,
      ),
    ],
    [
      "a secret's value instead of its name",
      { slack: { url: "{api}/slack", signingSecret: { env: "8f74-2231" } } },
      ["verify.slack.signingSecret.env: is not the name of an environment variable"],
    ],
    [
      "more tolerated lines than anybody reads",
      { logs: { groups: ["/app"], tolerated: 1001 } },
      ["verify.logs.tolerated: must be at most 1000"],
    ],
  ])("%s", (_, value, problems) => expect(problemsOf(verify(value))).toEqual(problems))
})
