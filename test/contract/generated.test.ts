// @module-tag long
// Generated files are committed, so that editors and readers find them: they must be what the code would generate.
import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import * as v from "valibot"
import { describe, expect, test } from "vitest"
import { GENERATED } from "../../scripts/generate/files.ts"
import { formatJson } from "../../scripts/generate/json.ts"
import { configSchema } from "../../scripts/generate/schemas.ts"
import { ConfigSchema } from "../../src/core/config/schema.ts"
import { REASONS } from "../../src/core/reasons.ts"
import { commandDeployer, sample, withValue } from "../core/config/samples.ts"
import { isValid } from "./json-schema.ts"

const root = resolve(import.meta.dirname, "../..")
const read = (path: string) => readFileSync(join(root, path), "utf8")
const schema = configSchema()

describe("the committed file is what npm run generate writes", () => {
  test.each(Object.entries(GENERATED))("%s", (path, text) => {
    expect(read(path)).toBe(text())
  })
})

describe("the schema of pipeline.json", () => {
  test("asks only for what has no default, and refuses unknown keys", () => {
    expect(schema).toMatchObject({
      $schema: "http://json-schema.org/draft-07/schema#",
      title: "pipeline.json",
      required: ["app", "deployer", "smoke"],
      additionalProperties: false,
    })
  })

  test("explains every key", () => {
    expect(unexplained(schema)).toEqual([])
  })

  test("accepts this repository's own pipeline.json", () => {
    expect(isValid(schema, JSON.parse(read("pipeline.json")))).toBe(true)
  })

  const CHECK = ["smoke", "checks", 0]

  test.each<[(string | number)[], unknown]>([
    [["tagPrefix"], ""],
    [["app"], ""],
    [["app"], 7],
    [["colour"], "red"],
    [["smoke"], undefined],
    [["smoke", "checks"], []],
    [["smoke", "consecutive"], 1.5],
    [["smoke", "consecutive"], 1],
    [["smoke", "timeoutSeconds"], 0],
    [["smoke", "timeoutSeconds"], 0.1],
    [["smoke", "timeoutSeconds"], 86_401],
    [[...CHECK, "method"], "PATCH"],
    [[...CHECK, "method"], "POST"],
    [[...CHECK, "url"], "/health"],
    [[...CHECK, "expect", "status"], 600],
    [[...CHECK, "expect", "json"], { a: null, "b.c": 1 }],
    [[...CHECK, "expect", "json"], { a: [] }],
    [[...CHECK, "retries"], 1],
    [["deployer"], commandDeployer],
    [["deployer"], { kind: "sst" }],
    [["deployer"], { ...commandDeployer, services: {} }],
    [["deployer", "services"], {}],
    [["deployer", "services", "my-api"], { command: ["x"] }],
    [["deployer", "services", "api", "command"], []],
    [["stages"], { staging: { urls: { docs: "https://example.org" }, rollback: "automatic" } }],
    [["stages"], { staging: { urls: { docs: "localhost:3000" } } }],
    [["stages"], { moon: {} }],
    [["stages"], { staging: { soakMinutes: 30 } }],
    [["stages"], { production: { soakMinutes: 30 } }],
    [["stages"], { production: { windows: { allow: [{ days: ["mon"], from: "09:00" }] } } }],
    [["stages"], { production: { windows: { allow: [{ days: ["monday"] }] } } }],
    [["stages"], { production: { windows: { deny: [{ to: "24:00" }, { from: "24:00" }] } } }],
    [["hooks"], { "before-deploy": { command: ["./check.sh"] } }],
    [["hooks"], { "before-rollback": { command: ["./check.sh"] } }],
    [["hooks"], { "after-failed": { command: [] } }],
    [["migrations"], { path: "db/migrations" }],
    [["migrations"], { path: "../migrations", fence: { deploy: "block" } }],
    [["migrations"], { path: "db", fence: { rollback: "never" } }],
  ])("agrees with the pipeline on %j = %j", (path, value) => {
    const config: unknown = JSON.parse(withValue(path, value))
    expect(isValid(schema, config)).toBe(v.is(ConfigSchema, config))
  })

  test("accepts the sample without any of the keys that have a default", () => {
    expect(isValid(schema, sample())).toBe(true)
  })
})

describe("the page of reason codes", () => {
  const page = read("docs/reasons.md")

  test("has a heading for every code, in the order of the table", () => {
    expect(page.match(/(?<=^## ).+$/gm)).toEqual(Object.keys(REASONS))
  })
})

describe("formatJson", () => {
  const long = Array.from({ length: 20 }, (_, index) => `number ${index}`)

  test.each([
    ["an object", { a: 1, b: { c: null } }, '{\n  "a": 1,\n  "b": {\n    "c": null\n  }\n}\n'],
    ["nothing", { a: {}, b: [] }, '{\n  "a": {},\n  "b": []\n}\n'],
    ["a short list on one line", { a: ["x", 1] }, '{\n  "a": ["x", 1]\n}\n'],
    ["a list of objects", [{ a: 1 }], '[\n  {\n    "a": 1\n  }\n]\n'],
    ["a long list on many lines", long, `[\n${long.map((text) => `  "${text}"`).join(",\n")}\n]\n`],
  ])("writes %s as the formatter does", (_, value, text) => expect(formatJson(value)).toBe(text))
})

/** The places of keys that have no description. */
function unexplained(of: unknown, place = ""): string[] {
  if (typeof of !== "object" || of === null) return []
  const { properties = {} } = of as { properties?: Record<string, { description?: string }> }
  const here = Object.entries(properties)
    .filter(([, { description }]) => !description)
    .map(([key]) => `${place}/${key}`)
  return [...here, ...Object.entries(of).flatMap(([key, inner]) => unexplained(inner, `${place}/${key}`))]
}
