import { expect, test } from "vitest"
import { meant } from "../../src/core/text.ts"

test.each<[string, string[], string | null]>([
  ["prod", ["staging", "production"], "production"],
  ["productions", ["staging", "production"], "production"],
  ["stagign", ["staging", "production"], "staging"],
  ["PRODUCTION", ["staging", "production"], "production"],
  ["stag", ["tag", "sha", "stage"], "stage"],
  ["AuthSecrt", ["AuthSecret", "ApiKey"], "AuthSecret"],
  ["xx", ["staging", "production"], null],
  ["colour", ["app", "deployer", "smoke"], null],
  ["id", ["is"], null],
  ["is", ["IS"], "IS"],
  ["x".repeat(200), ["x"], null],
  ["prod", [], null],
  ["pro", ["production"], "production"],
  ["pr", ["production"], null],
  [`prod${"x".repeat(96)}`, ["prod"], "prod"],
  [`prod${"x".repeat(97)}`, ["prod"], null],
])("%s among %j is %s", (word, names, name) => expect(meant(word, names)).toBe(name))
