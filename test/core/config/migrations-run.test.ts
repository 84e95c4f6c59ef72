import { describe, expect, test } from "vitest"
import { parseConfig } from "../../../src/core/config/parse.ts"
import { problemsOf, sample, withValue } from "./samples.ts"

const run = (value: unknown) => withValue(["migrations"], { path: "db", run: value })
const command = ["npm", "run", "migrate"]

test("without it the pipeline runs no migrations", () => {
  expect(parseConfig(withValue(["migrations"], { path: "db" })).migrations?.run).toBeUndefined()
})

test("what is not said has a default", () => {
  expect(parseConfig(run({ when: "before", command, databaseUrl: {} })).migrations?.run).toEqual({
    when: "before",
    command,
    databaseUrl: { variable: "DATABASE_URL", env: "DATABASE_URL" },
    env: {},
    timeoutSeconds: 900,
  })
})

test("the deployer sst keeps the secret that holds the database's address", () => {
  const deployer = { kind: "sst", outputs: ["api", "web"] }
  const migrations = { path: "db", run: { when: "after", command, databaseUrl: { secret: "DatabaseUrl" } } }
  expect(problemsOf(JSON.stringify({ ...sample(), deployer, migrations }))).toEqual([])
})

describe("what is wrong is named, with its place", () => {
  test.each([
    ["no time", { command }, ['migrations.run.when: is missing; must be "before" or "after"']],
    [
      "another time",
      { when: "during", command },
      ['migrations.run.when: must be "before" or "after", is "during"'],
    ],
    ["no command", { when: "after", command: [] }, ["migrations.run.command: must name a program"]],
    [
      "an address instead of the name of a variable",
      { when: "after", command, databaseUrl: { env: "postgres://db" } },
      ["migrations.run.databaseUrl.env: is not the name of an environment variable"],
    ],
    [
      "a secret of SST for another deployer",
      { when: "after", command, databaseUrl: { secret: "DatabaseUrl" } },
      ["migrations.run.databaseUrl.secret: needs the deployer sst, is sandbox"],
    ],
    [
      "a name that no secret of SST has",
      { when: "after", command, databaseUrl: { secret: "database-url" } },
      ["migrations.run.databaseUrl.secret: is not the name of an SST secret"],
    ],
    [
      "a folder outside of the repository",
      { when: "after", command, directory: "../db" },
      [
        "migrations.run.directory: must be a path below the repository's root, such as packages/db/migrations",
      ],
    ],
  ])("%s", (_, value, problems) => expect(problemsOf(run(value))).toEqual(problems))
})
