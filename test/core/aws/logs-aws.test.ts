import { expect, test } from "vitest"
import { logsAws } from "../../../src/core/aws/credentials.ts"
import { parseConfig } from "../../../src/core/config/parse.ts"
import { sample } from "../config/samples.ts"

const role = "arn:aws:iam::123456789012:role/deploy"
const configOf = (production: object, logs: object = {}) =>
  parseConfig(
    JSON.stringify({
      ...sample(),
      verify: { logs: { groups: ["/app"], ...logs } },
      stages: { production },
    }),
  )

test.each([
  ["no region", {}, {}, null],
  ["the stage's region", { region: "eu-west-1" }, {}, { region: "eu-west-1", roleArn: null, account: null }],
  [
    "the logs' own region, with the stage's role and its account",
    { region: "eu-west-1", roleArn: role },
    { region: "us-east-1" },
    { region: "us-east-1", roleArn: role, account: "123456789012" },
  ],
  [
    "the account that the stage names",
    { region: "eu-west-1", account: "210987654321" },
    {},
    { region: "eu-west-1", roleArn: null, account: "210987654321" },
  ],
])("%s", (_, production, logs, wanted) => {
  expect(logsAws(configOf(production, logs), "production")).toEqual(wanted)
})

test("without a verification of logs the stage's region counts", () => {
  const checks = [{ name: "docs", url: "https://docs.test" }]
  for (const more of [{}, { verify: { checks } }]) {
    const stages = { production: { region: "eu-west-1" } }
    const config = parseConfig(JSON.stringify({ ...sample(), stages, ...more }))
    expect(logsAws(config, "production")?.region).toBe("eu-west-1")
  }
})
