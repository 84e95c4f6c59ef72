// @module-tag slow
import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { join, relative } from "node:path"
import { afterAll, beforeAll, describe, test } from "vitest"
import { AppRepository, told } from "../helpers/app-repo.ts"
import { ROOT, runCli } from "../helpers/cli.ts"

describe("the command line", { concurrent: true, timeout: 60_000 }, () => {
  let app: AppRepository
  beforeAll(async () => {
    app = await AppRepository.create()
    // tells its own reports from those of other repositories
    await app.configure((config) => ({ ...config, app: app.mark }))
  })
  afterAll(() => app.close())

  test("what cannot be understood ends with 2, every problem on a line", async ({ expect }) => {
    const args = ["histroy", "--stage", "mars", "--limit=0", "--format", "xml", "extra"]
    expect(await runCli("node", args, app.where())).toEqual({
      code: 2,
      signal: null,
      stdout: "",
      stderr: [
        "USAGE  The command line cannot be understood.",
        '  command: there is no "histroy"; did you mean history?',
        '  "extra": is an unexpected argument',
        "  --stage: must be one of: staging, production",
        "  --limit: must be a whole number from 1 to 9999",
        "  --format: must be one of: text, markdown, json",
        "Nothing was changed.",
        "Fix: See `release-pipeline --help`.",
        "",
      ].join("\n"),
    })
  })

  test.for<[string[], object, RegExp]>([
    [
      ["deploy-staging", "--tag", "v1.0.0", "--limit", "3"],
      { command: "deploy-staging", stage: "staging", tag: "v1.0.0" },
      /^The command line cannot be understood\.\n--limit: is not an option of deploy-staging/,
    ],
    [["rollback", "--stage", "mars"], { command: "rollback", stage: null, tag: null }, /\n--stage: must be/],
    [["histroy", "--stage", "staging"], { command: null, stage: "staging" }, /did you mean history\?/],
    [["status", "--format=text", "--quiet", "--quiet"], { command: "status" }, /--format: is given twice/],
  ])("%j with --format json is one document, too", async ([args, head, message], { expect }) => {
    const plain = await runCli("here", args, app.where())
    const { code, stderr, report } = told(await runCli("here", [...args, "--format", "json"], app.where()))
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Nothing was changed."),
    })
    expect(plain).toMatchObject({ code: 2, stdout: "" })
    expect(report).toMatchObject({
      ...{ schemaVersion: 1, ok: false, outcome: "blocked", changed: false, actor: "ann" },
      ...head,
      reason: { code: "USAGE", message: expect.stringMatching(message) },
    })
  })

  test.for([[["--help"]], [["-h"]], [[]], [["help"]]])(
    "%j prints the help and nothing else",
    async ([args = []], { expect }) => {
      const { code, stdout, stderr } = await runCli("node", args, app.where())
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      await expect(stdout).toMatchFileSnapshot("help.txt")
    },
  )

  test.for([
    [["deploy-production", "--help"]],
    [["help", "deploy-production"]],
    [["deploy-production", "--tag", "v1.0.0", "-h", "--nonsense"]],
  ])("%j prints the help of the command and nothing else", async ([args = []], { expect }) => {
    const { code, stdout, stderr } = await runCli("node", args, app.where())
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    await expect(stdout).toMatchFileSnapshot("help-deploy-production.txt")
  })

  test.for([[["deploy"]], [["help", "deploy"]], [["deploy", "--help"]], [["-h", "deploy"]]])(
    "%j is no command: the same answer whichever way help is asked for",
    async ([args = []], { expect }) => {
      const { code, stdout, stderr } = await runCli("here", args, app.where())
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toContain('there is no "deploy"; did you mean deploy-staging or deploy-production?')
    },
  )

  test("a word that is like no command: all of them are named", async ({ expect }) => {
    const { code, stderr } = await runCli("here", ["xyzzy"], app.where())
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/; choose one of: .*\bdeploy-staging, /),
    })
  })

  test.for(["LOCK_HELD", "lock_held", "Lock_Held"])(
    "help %s prints what the page of reasons says",
    async (code, { expect }) => {
      const page = await readFile(join(ROOT, "docs", "reasons.md"), "utf8")
      const [, what = ""] = /^## LOCK_HELD\n\n(.*)$/m.exec(page) ?? []
      const ended = await runCli("here", ["help", code], app.where())
      expect(ended).toMatchObject({ code: 0, stderr: "", stdout: expect.stringMatching(/^Fix: ./m) })
      expect(ended.stdout.split("\n")[0]).toBe(`LOCK_HELD  ${what}`)
    },
  )

  test("a code that is almost right is guessed", async ({ expect }) => {
    const { code, stderr } = await runCli("here", ["help", "LOCK_HELT"], app.where())
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("did you mean LOCK_HELD?") })
  })

  test("--version prints the version of the package", async ({ expect }) => {
    const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"))
    expect(await runCli("node", ["--version"], app.where())).toMatchObject({
      code: 0,
      stdout: `${version}\n`,
      stderr: "",
    })
  })

  test("usage errors keep their exit code through npm", async ({ expect }) => {
    const { code, stdout } = await runCli("npm", ["deploy-staging"], app.where())
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
  })

  const appFrom = async (args: string[], cwd: string, env = {}) =>
    told(await runCli("node", ["status", "--format", "json", ...args], { ...app.where(env), cwd })).report.app

  test("the repository is where the user stands", async ({ expect }) => {
    expect(await appFrom([], app.root)).toBe(app.mark)
    expect(await appFrom([], join(app.root, "packages", "api"))).toBe(app.mark)
  })

  test("--repo is seen from where the user stands", async ({ expect }) => {
    const { home } = app.where()
    expect(await appFrom(["--repo", relative(home, app.root)], home)).toBe(app.mark)
    expect(await appFrom(["--repo", "."], app.root)).toBe(app.mark)
    expect(await appFrom(["--repo", app.root], home)).toBe(app.mark)
  })

  test("an npm script that changed the directory means that one", async ({ expect }) => {
    const env = { INIT_CWD: ROOT, npm_lifecycle_event: "release" }
    expect(await appFrom([], app.root, env)).toBe(app.mark)
  })
})

const BROKEN = {
  app: 7,
  tagprefix: "v",
  deployer: { kind: "sandbox", services: {} },
  smoke: {
    consecutive: 0,
    deadlineSeconds: "90",
    checks: [{ name: "api", url: "ftp://x", expect: { status: 99 } }],
  },
}

describe("the configuration", { concurrent: true, timeout: 60_000 }, () => {
  let base: string
  let app: AppRepository
  beforeAll(async () => {
    app = await AppRepository.create()
    base = app.base
  })
  afterAll(() => app.close())

  /** A repository with this pipeline.json (null: with none). */
  const statusWith = async (name: string, text: string | null) => {
    const directory = join(base, name)
    await mkdir(directory)
    await app.git("init", "--quiet", directory)
    if (text !== null) await writeFile(join(directory, "pipeline.json"), text)
    return runCli("node", ["deploy-staging", "--tag", "v1.0.0", "--repo", directory], app.where())
  }

  test("is missing", async ({ expect }) => {
    const { stderr, ...ended } = await statusWith("missing", null)
    expect(ended).toEqual({ code: 2, signal: null, stdout: "" })
    expect(stderr.split("\n")).toEqual([
      expect.stringMatching(
        /^CONFIG_MISSING {2}There is no pipeline\.json at the repository's root, \S+\/missing, or between/,
      ),
      "Nothing was changed.",
      "Fix: Let `release-pipeline init` write one for what it finds in your clone, or name one that lies elsewhere: --config PATH.",
      "",
    ])
  })

  test("is not JSON", async ({ expect }) => {
    const { code, stdout, stderr } = await statusWith("no-json", '{\n  "app": "a"\n  "deployer": {}\n}\n')
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toMatch(
      /^CONFIG_INVALID {2}pipeline\.json has 1 problem\.\n {2}pipeline\.json: is not JSON: .*line 3/,
    )
  })

  test("is judged for a program in JSON, too, which finds the stage unchanged", async ({ expect }) => {
    const directory = join(base, "for-a-program")
    await mkdir(directory)
    await app.git("init", "--quiet", directory)
    await writeFile(join(directory, "pipeline.json"), JSON.stringify(BROKEN))
    const words = ["--tag", "v1.0.0", "--repo", directory, "--format", "json"]
    const { code, report, stderr } = told(await runCli("here", ["deploy-staging", ...words], app.where()))
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("Nothing was changed.\n") })
    expect(report).toMatchObject({
      ...{ command: "deploy-staging", stage: "staging", tag: "v1.0.0", actor: "ann" },
      ...{ outcome: "blocked", ok: false, changed: false },
      reason: {
        code: "CONFIG_INVALID",
        message: expect.stringContaining("8 problems.\npipeline.json:1 app: must be a string"),
      },
    })
  })

  test("is not looked for where there is no such directory, in whatever format", async ({ expect }) => {
    const repo = ["--repo", join(base, "no-such-directory")]
    const where = app.where({ PIPELINE_ACTOR: "" })
    const json = told(await runCli("here", ["status", ...repo, "--format", "json"], where))
    expect(json).toMatchObject({ code: 2, report: { ok: false, reason: { code: "NOT_A_REPOSITORY" } } })
    for (const command of ["status", "doctor"]) {
      const { code, stderr } = await runCli("here", [command, ...repo], where)
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^NOT_A_REPOSITORY/) })
    }
  })

  test("has several problems: all are named at once", async ({ expect }) => {
    const { code, stdout, stderr } = await statusWith("broken", JSON.stringify(BROKEN))
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toMatch(/^CONFIG_INVALID {2}pipeline\.json has 8 problems\.\n/)
    for (const place of [
      "app: must be a string",
      "tagprefix: is not a known key",
      "deployer.services: must name at least one service",
      "smoke.consecutive: must be at least 1",
      "smoke.deadlineSeconds: must be a number",
      "smoke.checks[0].url: must begin with",
      "smoke.checks[0].expect.status: must be a whole number",
    ]) {
      expect(stderr).toContain(`\n  pipeline.json:1  ${place}`)
    }
  })

  test("is nowhere, because there is no repository", async ({ expect }) => {
    const directory = join(base, "plain")
    await mkdir(directory)
    await writeFile(join(base, "file"), "")
    for (const place of [directory, join(base, "nowhere"), join(base, "file")]) {
      const { code, stdout, stderr } = await runCli("node", ["status", "--repo", place], {
        ...app.where({ GIT_CEILING_DIRECTORIES: base }),
      })
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      expect(stderr).toMatch(new RegExp(`^NOT_A_REPOSITORY {2}${place} is not `))
    }
    await rm(directory, { recursive: true })
  })
})

describe("D1: an option that npm took for its own", { timeout: 60_000 }, () => {
  let app: AppRepository
  beforeAll(async () => {
    app = await AppRepository.create()
  })
  afterAll(() => app.close())

  test("is refused, and nothing is done without it", async ({ expect }) => {
    // what npm does with `npm run pipeline rollback --stage=production --to=v1.0.0`
    const env = { npm_config_stage: "production", npm_config_to: "v1.0.0" }
    const { code, stderr } = await runCli("npm", ["rollback"], app.where(env))
    expect(code).toBe(2)
    for (const option of ["--to", "--stage"]) {
      expect(stderr).toContain(
        `${option}: was taken by npm: put -- before the command, as in npm run pipeline -- `,
      )
    }
  })

  test("is no matter where it was typed for the command as well, or npm runs no script", async ({
    expect,
  }) => {
    const both = app.where({ npm_config_stage: "staging" })
    expect((await runCli("npm", ["history", "--stage", "staging", "--repo", app.root], both)).code).toBe(0)
    const exec = app.where({ npm_config_stage: "staging", npm_command: "exec" })
    expect((await runCli("node", ["history"], exec)).code).toBe(0)
  })
})
