import { expect, test } from "vitest"
import { parseConfig } from "../../../src/core/config/parse.ts"
import {
  fillSecrets,
  headerSecrets,
  lackingSecrets,
  namedSecrets,
} from "../../../src/core/config/placeholders.ts"
import { commandDeployer, problemsOf, sample, withValue } from "./samples.ts"

test("a check's headers name each of their secrets once", () => {
  const headers = { one: "{secret:A} {base64:B_1}{secret:A} {secret:1} {A} secret:C", other: "{secret:A}" }
  expect(headerSecrets({ headers })).toEqual(["A", "B_1"])
})

test("a secret is put in as it is, or encoded", () => {
  const values = new Map([
    ["LOGIN", "ann:pä{secret:LOGIN}"],
    ["TOKEN", "$& t"],
  ])
  expect(fillSecrets("Bearer {secret:TOKEN}", values)).toBe("Bearer $& t")
  expect(fillSecrets("Basic {base64:LOGIN}", values)).toBe(
    `Basic ${Buffer.from("ann:pä{secret:LOGIN}").toString("base64")}`,
  )
  expect(fillSecrets("[{secret:NONE}]", values)).toBe("[]")
})

test("what a run must be given is named by the deployer, by all checks and by hooks", () => {
  const headers = { "CF-Access-Client-Id": "{secret:CF_ID}", authorization: "Basic {base64:LOGIN}" }
  const [api, web] = sample().smoke.checks
  const config = {
    ...sample(),
    deployer: { ...commandDeployer, outputs: "o", secrets: { KUBECONFIG: "file", TOKEN: "variable" } },
    smoke: { checks: [{ ...api, headers }, web] },
    hooks: {
      "before-deploy": { command: ["check"], secrets: { PAGER: "variable" } },
      "after-failed": { command: ["tell"], secrets: { PAGER: "variable", TOKEN: "file" } },
    },
    verify: { checks: [{ ...web, headers: { "x-vercel-protection-bypass": "{secret:CF_ID}" } }] },
    stages: {
      production: {
        region: "eu-central-1",
        watch: {
          minutes: 1,
          checks: [
            {
              kind: "values",
              ...web,
              headers: { authorization: "Bearer {secret:GRAFANA}" },
              expect: { rate: { max: 1 } },
            },
            { kind: "logs", prefix: "/aws/" },
          ],
        },
      },
    },
    notify: { ops: { kind: "slack", channel: "C1" }, hook: { kind: "webhook", url: "https://example.com" } },
  }
  expect(namedSecrets(parseConfig(JSON.stringify(config)))).toEqual({
    tool: { KUBECONFIG: "file", TOKEN: "variable" },
    checks: ["CF_ID", "LOGIN", "GRAFANA"],
    channels: ["SLACK_BOT_TOKEN", "NOTIFY_WEBHOOK_SECRET"],
    hooks: { PAGER: "variable", TOKEN: "file" },
  })
  // a channel that cannot be reached stops no deploy
  const lacking = lackingSecrets(parseConfig(JSON.stringify(config)), (name) => name === "LOGIN")
  expect(lacking).toEqual(["KUBECONFIG", "TOKEN", "CF_ID", "GRAFANA", "PAGER"])
  expect(namedSecrets(parseConfig(JSON.stringify(sample())))).toEqual({
    ...{ tool: {}, checks: [], channels: [], hooks: {} },
  })
})

test("no secret is sent along a redirect, and a name that is none is told", () => {
  const check = ["smoke", "checks", 0]
  expect(problemsOf(withValue([...check, "headers"], { a: "{secret:A-B} {secret:C}" }))).toEqual([
    "smoke.checks[0].headers.a: must name a secret by letters, digits and _",
  ])
  const [api, web] = sample().smoke.checks
  const redirected = { ...api, followRedirects: true, headers: { a: "{secret:A}" } }
  const harmless = { ...web, followRedirects: true, headers: { a: "x {y}" } }
  expect(problemsOf(JSON.stringify({ ...sample(), smoke: { checks: [redirected, harmless] } }))).toEqual([
    "smoke.checks[0].followRedirects: cannot be used with a secret header: a redirect may lead to another host",
  ])
})
