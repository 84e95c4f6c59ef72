import { describe, expect, test } from "vitest"
import type { GateFacts } from "../../../src/core/gates/gate.ts"
import { judgeGates } from "../../../src/core/gates/gates.ts"
import {
  declaredSecrets,
  describeSecret,
  reviewSecrets,
  type StoredSecret,
  setCommand,
  uneven,
  unmet,
} from "../../../src/core/secrets/review.ts"
import { commandFaults } from "../../contract/command-lines.ts"
import { factsOf } from "../gates/samples.ts"

describe("the secrets that an app declares", () => {
  test.each<[string, string, [string, boolean][]]>([
    ["one without a default", 'new sst.Secret("AuthSecret")', [["AuthSecret", false]]],
    ["one with a default", "new sst.Secret('SlackToken', 'unset')", [["SlackToken", true]]],
    ["one over several lines", 'new sst.Secret(\n  `Key`,\n  "x",\n)', [["Key", true]]],
    ["one with a trailing comma", 'new sst.Secret("Key", )', [["Key", false]]],
    [
      "several, by name",
      'new sst.Secret("B"); new sst . Secret ( "A" ); new sst.Secret("C")',
      [
        ["A", false],
        ["B", false],
        ["C", false],
      ],
    ],
    ["one declared twice, once without", 'new sst.Secret("A", "x"); new sst.Secret("A")', [["A", false]]],
    ["none in comments", '// new sst.Secret("A")\n/* new sst.Secret("B")\n*/', []],
    ["one behind an address", 'const url = "https://x.test"; new sst.Secret("A")', [["A", false]]],
    ["one behind another form of text", "const a = 'it\\'s //'; new sst.Secret('A')", [["A", false]]],
    ["one behind a template", "const a = `\\` //\n//`; new sst.Secret('A')", [["A", false]]],
    ["one with blanks within", 'new  sst.Secret("A")', [["A", false]]],
    ["one with a comment within", 'new/* a */sst.Secret("A")', [["A", false]]],
    ["none of another kind", 'new aws.Secret("A"); new sst.SecretThing("B"); sst.Secret("C")', []],
    ["none whose name is computed", 'new sst.Secret(["A"].join("")); new sst.Secret(name)', []],
    ["none whose name SST would refuse", 'new sst.Secret("lower")', []],
  ])("%s", (_name, source, expected) => {
    expect(declaredSecrets([source]).map(({ name, hasDefault }) => [name, hasDefault])).toEqual(expected)
  })

  test("of all its sources", () => {
    expect(
      declaredSecrets(['new sst.Secret("B")', "", 'new sst.Secret("A")']).map(({ name }) => name),
    ).toEqual(["A", "B"])
  })
})

const stored = (name: string, state: StoredSecret["state"] = "set", fallback = false) => ({
  name,
  state,
  fallback,
})
const CONFIG = { required: ["OpenAiKey"], optional: ["SlackToken"], placeholders: [], sources: [] }
const review = (fields: Partial<Parameters<typeof reviewSecrets>[0]> = {}) =>
  reviewSecrets({
    stage: "staging",
    config: CONFIG,
    declared: [
      { name: "AuthSecret", hasDefault: false },
      { name: "Theme", hasDefault: true },
    ],
    before: null,
    stored: [stored("AuthSecret"), stored("OpenAiKey")],
    elsewhere: null,
    ...fields,
  })

describe("a version's secrets on its stage", () => {
  test("are those that the app declares and those that pipeline.json names", () => {
    expect(review().rows).toEqual([
      { name: "AuthSecret", required: true, isNew: false, state: "set", elsewhere: null },
      { name: "OpenAiKey", required: true, isNew: false, state: "set", elsewhere: null },
      { name: "SlackToken", required: false, isNew: false, state: "missing", elsewhere: null },
      { name: "Theme", required: false, isNew: false, state: "missing", elsewhere: null },
    ])
    expect(unmet(review())).toEqual([])
  })

  test.each<[string, StoredSecret[], string[]]>([
    ["missing", [], ["AuthSecret (missing)", "OpenAiKey (missing)"]],
    ["empty", [stored("AuthSecret", "empty"), stored("OpenAiKey")], ["AuthSecret (empty)"]],
    [
      "a placeholder",
      [stored("AuthSecret", "placeholder"), stored("OpenAiKey")],
      ["AuthSecret (placeholder)"],
    ],
    ["given by the fallback", [stored("AuthSecret", "set", true), stored("OpenAiKey")], []],
    [
      "worse than the fallback, which does not count then",
      [stored("AuthSecret", "set", true), stored("AuthSecret", "empty"), stored("OpenAiKey")],
      ["AuthSecret (empty)"],
    ],
  ])("%s", (_name, values, expected) => {
    expect(unmet(review({ stored: values })).map(describeSecret)).toEqual(expected)
  })

  test("are new when the running version did not declare them", () => {
    const fresh = review({ before: [{ name: "Theme", hasDefault: true }], stored: [] })
    expect(fresh.rows.filter(({ isNew }) => isNew).map(({ name }) => name)).toEqual(["AuthSecret"])
    expect(unmet(fresh).map(describeSecret)).toContain("AuthSecret (missing, new in this version)")
  })

  test("are compared with the other stage's", () => {
    const compared = review({ elsewhere: [stored("AuthSecret"), stored("Theme")] })
    expect(uneven(compared).map(({ name }) => name)).toEqual(["OpenAiKey", "Theme"])
    expect(uneven(review())).toEqual([])
  })
})

describe("the gate", () => {
  const gateOn = (facts: GateFacts) => judgeGates(facts).find(({ id }) => id === "secrets")

  test("passes when every required one is set", () => {
    const facts = factsOf({}, { secrets: { kind: "known", value: review() } })
    expect(gateOn(facts)).toMatchObject({ status: "pass", detail: "2 required secrets set" })
  })

  test("names those that are not", () => {
    const facts = factsOf({}, { secrets: { kind: "known", value: review({ stored: [] }) } })
    expect(gateOn(facts)).toMatchObject({
      status: "fail",
      code: "SECRETS_MISSING",
      detail: "production lacks AuthSecret (missing), OpenAiKey (missing).",
      fix: expect.stringContaining("secrets-set --stage production"),
    })
  })

  test("is no pass without evidence", () => {
    const facts = factsOf({}, { secrets: { kind: "unavailable", message: "SST is not there" } })
    expect(gateOn(facts)).toMatchObject({ status: "fail", code: "GATE_UNAVAILABLE" })
    const asked = factsOf({}, { secrets: { kind: "skipped", why: "the deployer keeps no secrets" } })
    expect(gateOn(asked)).toMatchObject({ status: "skipped" })
  })
})

test("a secret is set by a command that exists, and that holds no value", () => {
  const secret = { name: "OpenAIKey2", stage: "staging", tag: "v1.2.3" } as const
  const commands = [
    setCommand("host", secret),
    setCommand("engine", secret),
    setCommand("engine", { ...secret, name: "OAuth2Key" }),
  ]
  expect(commands).toEqual([
    "release-pipeline secrets-set --name OpenAIKey2 --stage staging --tag v1.2.3",
    "dagger call secrets-set --name OpenAIKey2 --stage staging --tag v1.2.3 --value env://OPEN_AI_KEY2",
    "dagger call secrets-set --name OAuth2Key --stage staging --tag v1.2.3 --value env://O_AUTH2_KEY",
  ])
  expect(commands.flatMap((command) => commandFaults(command))).toEqual([])
})
