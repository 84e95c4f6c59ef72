import { describe, expect, test } from "vitest"
import { commandMigrator } from "../../src/adapters/migrator.ts"
import { FIND_BINARY } from "../../src/adapters/sst/programs.ts"
import { WITH_SECRET } from "../../src/adapters/sst/secret-programs.ts"
import { parseConfig } from "../../src/core/config/parse.ts"
import type { SstConfig } from "../../src/core/config/tools.ts"
import type { CommandResult } from "../../src/workbench/workbench.ts"
import { commandDeployer, sample } from "../core/config/samples.ts"
import { deploymentOf, FakeWorkbench, RELEASE } from "./fake-workbench.ts"

const CANARY = "postgres://app:canary-4711@db.internal/app"
const databaseUrl = { plaintext: async () => CANARY }

const configOf = (run: object) =>
  parseConfig(
    JSON.stringify({
      ...sample(),
      deployer: { ...commandDeployer, outputs: "outputs.json" },
      migrations: {
        path: "db",
        run: { when: "before", command: ["migrate", "--stage", "{stage}", "{tag}"], databaseUrl: {}, ...run },
      },
    }),
  ).migrations

function benchOf(
  run: object,
  scripts: ConstructorParameters<typeof FakeWorkbench>[0],
  given: { plaintext: () => Promise<string> } | null = databaseUrl,
) {
  const workbench = new FakeWorkbench(scripts)
  const migrator = commandMigrator({
    config: configOf(run),
    deployer: { ...commandDeployer, kind: "command", env: {}, secrets: {}, timeoutSeconds: 60 },
    workbench,
    repository: {
      files: async (sha, folder) =>
        sha === RELEASE.sha && folder === "db" ? ["db/9_a.sql", "db/10_b.sql", "db/11_c.d.ts"] : [],
    },
    image: "node:24",
    tokens: {},
    databaseUrl: given,
    absent: "DATABASE_URL is not set.",
  })
  return { workbench, migrate: (fields = {}) => migrator.migrate(deploymentOf(fields)) }
}

const ended = (fields: Partial<CommandResult>) => () => fields

test("the command runs in the tree of the tag, with the address as a secret and nowhere else", async () => {
  const { workbench, migrate } = benchOf(
    { env: { LOG: "{stage}" }, directory: "packages/db", timeoutSeconds: 7 },
    { migrate: ended({}) },
  )
  expect(await migrate()).toEqual({ ok: true, before: null, head: "10_b" })
  expect(workbench.checkedOut).toEqual([{ sha: RELEASE.sha, image: "node:24" }])
  const [ran] = workbench.ran
  expect(ran).toMatchObject({
    argv: ["migrate", "--stage", "production", "v1.2.3"],
    options: {
      env: {
        LOG: "production",
        PIPELINE_TAG: "v1.2.3",
        PIPELINE_SHA: RELEASE.sha,
        PIPELINE_RUN_ID: "run-1",
        PIPELINE_FENCE: "1",
      },
      secrets: { DATABASE_URL: databaseUrl },
      directory: "packages/db",
      timeoutMs: 7000,
      purpose: "migrate",
    },
  })
  expect(JSON.stringify(workbench.ran)).not.toContain("canary")
  expect(workbench.disposed).toBe(1)
})

test("nothing is started when the stage is lost after the installation", async () => {
  const { workbench, migrate } = benchOf({ install: ["npm", "ci"] }, { npm: ended({}), migrate: ended({}) })
  const claimEffect = () => Promise.reject(new Error("the lock is lost"))
  await expect(migrate({ claimEffect })).rejects.toThrow("the lock is lost")
  expect(workbench.ran.map(({ argv }) => argv[0])).toEqual(["npm"])
  expect(workbench.disposed).toBe(1)
})

test("a command that needs no address is given none", async () => {
  const { workbench, migrate } = benchOf({ databaseUrl: undefined }, { migrate: ended({}) })
  await migrate()
  expect(workbench.ran[0]?.options.secrets).toEqual({})
})

test("the installation comes first, may be answered from a cache and gets no secret", async () => {
  const { workbench, migrate } = benchOf(
    { install: ["npm", "ci"], image: "node:22" },
    { npm: ended({}), migrate: ended({}) },
  )
  await migrate()
  expect(workbench.checkedOut[0]?.image).toBe("node:22")
  expect(workbench.ran.map(({ argv, options }) => [argv[0], options.purpose, options.secrets])).toEqual([
    ["npm", "install", {}],
    ["migrate", "migrate", { DATABASE_URL: databaseUrl }],
  ])
  expect(workbench.ran[0]?.options.env).not.toHaveProperty("PIPELINE_RUN_ID")
})

describe("the head", () => {
  const heads =
    (...answers: Partial<CommandResult>[]) =>
    () =>
      answers.shift() ?? {}

  test("is asked before and after", async () => {
    const { migrate } = benchOf(
      { head: ["head"] },
      { migrate: ended({}), head: heads({ stdout: "reading\n9_a\n" }, { stdout: "10_b\n\n" }) },
    )
    expect(await migrate()).toEqual({ ok: true, before: "9_a", head: "10_b" })
  })

  test.each([
    ["fails", { exitCode: 1, stdout: "9_a" }],
    ["says nothing", { stdout: "\n" }],
  ])("is the newest file when the command %s", async (_, answer) => {
    const { migrate } = benchOf({ head: ["head"] }, { migrate: ended({}), head: heads(answer, answer) })
    expect(await migrate()).toEqual({ ok: true, before: null, head: "10_b" })
  })

  test("that cannot be asked is the newest file too", async () => {
    const { migrate } = benchOf({ head: ["no-such-program"] }, { migrate: ended({}) })
    expect(await migrate()).toMatchObject({ ok: true, before: null, head: "10_b" })
  })

  test("is told with a failure", async () => {
    const { migrate } = benchOf(
      { head: ["head"] },
      {
        migrate: ended({ exitCode: 1, stderr: "error: column exists\n" }),
        head: heads({ stdout: "9_a" }, { stdout: "10_b" }),
      },
    )
    expect(await migrate()).toMatchObject({
      ok: false,
      touched: true,
      before: "9_a",
      head: "10_b",
      reason: {
        code: "MIGRATION_FAILED",
        message:
          "migrate --stage production v1.2.3 ended with exit code 1. Of the migrations: the newest migration was 9_a before and is 10_b now.",
      },
      log: ["error: column exists"],
    })
  })
})

describe("a migration that may have changed the database", () => {
  test.each([
    ["fails", { exitCode: 3 }, "MIGRATION_FAILED", /ended with exit code 3\./],
    ["is killed", { exitCode: null }, "MIGRATION_FAILED", /was ended by a signal\./],
    [
      "takes too long",
      { exitCode: null, timedOut: true },
      "MIGRATION_TIMEOUT",
      /did not finish within 900 s\./,
    ],
    ["ends well, but too late", { exitCode: 0, timedOut: true }, "MIGRATION_TIMEOUT", /within 900 s/],
  ])("%s", async (_, answer, code, message) => {
    const { migrate } = benchOf({}, { migrate: ended(answer) })
    expect(await migrate()).toMatchObject({
      ok: false,
      touched: true,
      reason: { code, message: expect.stringMatching(message) },
    })
  })

  test("is interrupted", async () => {
    const controller = new AbortController()
    const { migrate } = benchOf(
      {},
      {
        migrate: () => {
          controller.abort()
          return { exitCode: null }
        },
      },
    )
    expect(await migrate({ signal: controller.signal })).toMatchObject({
      ok: false,
      touched: true,
      reason: { code: "INTERRUPTED" },
    })
  })
})

describe("a migration that certainly changed nothing", () => {
  const untouched = (message: RegExp, code = "MIGRATION_FAILED") => ({
    ok: false,
    touched: false,
    reason: { code, message: expect.stringMatching(message) },
  })

  test("has no address of the database", async () => {
    const { workbench, migrate } = benchOf({}, {}, null)
    expect(await migrate()).toMatchObject(untouched(/were not run: DATABASE_URL is not set\.$/))
    expect(workbench.checkedOut).toEqual([])
  })

  test("has no tree", async () => {
    const { workbench, migrate } = benchOf({}, {})
    workbench.failCheckOut = new Error("no such commit")
    expect(await migrate()).toMatchObject(untouched(/cannot be checked out: no such commit/))
  })

  test("cannot be started", async () => {
    const { workbench, migrate } = benchOf({}, {})
    expect(await migrate()).toMatchObject(untouched(/migrate cannot be started: spawn migrate ENOENT/))
    expect(workbench.disposed).toBe(1)
  })

  test.each([
    ["fails", { npm: ended({ exitCode: 1, stderr: "no lockfile" }) }, /npm ci ended with exit code 1\./],
    ["cannot be started", {}, /npm cannot be started/],
  ])("has an installation that %s", async (_, scripts, message) => {
    const { workbench, migrate } = benchOf({ install: ["npm", "ci"] }, { ...scripts, migrate: ended({}) })
    expect(await migrate()).toMatchObject(untouched(message))
    expect(workbench.ran.map(({ argv }) => argv[0])).not.toContain("migrate")
  })

  test("was interrupted before", async () => {
    const { workbench, migrate } = benchOf({}, { migrate: ended({}) })
    expect(await migrate({ signal: AbortSignal.abort() })).toMatchObject(
      untouched(/interrupted/, "INTERRUPTED"),
    )
    expect(workbench.ran).toEqual([])
  })
})

describe("with the address that SST keeps for the stage", () => {
  const SST = "/tree/node_modules/sst-linux-x64/bin/sst"
  const CREDENTIALS = {
    env: { AWS_REGION: "eu-central-1" },
    secrets: { AWS_SECRET_ACCESS_KEY: { plaintext: async () => "aws-canary" } },
  }
  const sst = {
    kind: "sst" as const,
    directory: "apps/site",
    install: "auto" as const,
    outputs: [],
    arguments: [],
    env: {},
    secrets: {},
    timeoutSeconds: 60,
    graceSeconds: 5,
  } satisfies SstConfig

  type NodeRan = { argv: readonly string[]; options: { env: Readonly<Record<string, string>> } }

  function sstBench(run: object, node: (ran: NodeRan) => Partial<CommandResult>) {
    const workbench = new FakeWorkbench(
      {
        npm: ended({}),
        node: (ran) => (ran.argv[2] === FIND_BINARY ? { stdout: `${SST}\n` } : node(ran)),
      },
      { "package.json": "{}", "package-lock.json": "{}", "apps/site/package.json": "{}" },
    )
    const migrator = commandMigrator({
      config: {
        ...(configOf({}) as NonNullable<ReturnType<typeof configOf>>),
        run: {
          when: "before",
          command: ["migrate", "{tag}"],
          databaseUrl: { variable: "DB", env: "DATABASE_URL", secret: "DatabaseUrl" },
          env: {},
          timeoutSeconds: 7,
          ...run,
        },
      },
      deployer: sst,
      workbench,
      repository: { files: async () => ["db/10_b.sql"] },
      image: undefined,
      tokens: {},
      databaseUrl: null,
      absent: "DATABASE_URL is not set.",
    })
    const order = deploymentOf({ credentials: CREDENTIALS })
    return { workbench, migrate: () => migrator.migrate(order) }
  }

  test("the command runs behind SST, in its own folder, with the stage's credentials", async () => {
    const { workbench, migrate } = sstBench({ directory: "packages/db" }, ended({}))
    expect(await migrate()).toEqual({ ok: true, before: null, head: "10_b" })
    const ran = workbench.ran.at(-1)
    expect(ran?.argv).toEqual([
      "node",
      "-e",
      WITH_SECRET,
      "--",
      SST,
      "production",
      "DatabaseUrl",
      "DB",
      "../../packages/db",
      "migrate",
      "v1.2.3",
    ])
    expect(ran?.options).toMatchObject({
      env: { AWS_REGION: "eu-central-1", PIPELINE_RUN_ID: "run-1", PIPELINE_FENCE: "1" },
      secrets: CREDENTIALS.secrets,
      directory: "apps/site",
      timeoutMs: 7000,
    })
    expect(workbench.disposed).toBe(1)
  })

  test("an installation of its own needs no secret", async () => {
    const { workbench, migrate } = sstBench({ install: ["npm", "run", "build"] }, ended({}))
    await migrate()
    const installed = workbench.ran.find(({ argv }) => argv[1] === "run")
    expect(installed?.options).toMatchObject({ purpose: "install", secrets: {} })
    expect(installed?.options.env).not.toHaveProperty("AWS_REGION")
    expect(workbench.ran.map(({ argv }) => argv.slice(0, 3).join(" "))).toContain("npm run build")
  })

  test("nothing was touched when there is no such secret", async () => {
    const { migrate } = sstBench({}, ({ options }) => ({
      exitCode: 97,
      stderr: `${options.env.PIPELINE_NOT_STARTED}: the secret DatabaseUrl is not set for production\n`,
    }))
    expect(await migrate()).toMatchObject({
      ok: false,
      touched: false,
      reason: {
        message:
          "The migrations were not run: migrate cannot be started: the secret DatabaseUrl is not set for production",
      },
    })
  })

  test("an exit code of 97 without the word that only the pipeline knows is the command's own", async () => {
    for (const stderr of ["", "not started: so it says\n"]) {
      const { migrate } = sstBench({}, ended({ exitCode: 97, stderr }))
      expect(await migrate()).toMatchObject({ ok: false, touched: true })
    }
  })

  test("nothing was touched when the tree cannot be prepared", async () => {
    const { workbench, migrate } = sstBench({}, ended({}))
    workbench.failCheckOut = new Error("no such commit")
    expect(await migrate()).toMatchObject({ ok: false, touched: false })
  })
})
