// @module-tag slow
import { mkdir, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { runCli } from "../helpers/cli.ts"
import { GitRepo, temporaryDirectory } from "../helpers/git-repo.ts"

let repo: GitRepo
let base: string

const config = (app: string, more: object = {}) =>
  JSON.stringify(
    {
      app,
      deployer: { kind: "command", deploy: ["node", "deploy.mjs", "{stage}"] },
      smoke: { checks: [{ name: "api", url: "{api}/health", expect: { version: "version" } }] },
      stages: {
        staging: { urls: { api: "http://127.0.0.1:9" } },
        production: { urls: { api: "http://127.0.0.1:9" } },
      },
      ...more,
    },
    null,
    2,
  )

beforeAll(async () => {
  repo = await GitRepo.create()
  base = await temporaryDirectory()
  await mkdir(join(base, "home"))
  await repo.commit("one", {
    "apps/a/pipeline.json": config("a"),
    "apps/b/pipeline.json": config("b"),
    "apps/a/src/main.mjs": "",
    "deploy.mjs": "",
    "README.md": "",
  })
  await repo.git("tag", "v1.0.0")
})

const run = (cwd: string, ...args: string[]) =>
  runCli("here", args, { cwd, home: join(base, "home"), tmp: base })

const appIn = async (cwd: string, ...args: string[]) => {
  const { stdout, stderr, code } = await run(cwd, "status", "--offline", "--format", "json", ...args)
  return code === 0 ? JSON.parse(stdout).app : stderr
}

describe("D16: which pipeline.json", { timeout: 60_000 }, () => {
  test("is the nearest from where one stands up to the root", async () => {
    expect(await appIn(join(repo.root, "apps/a/src"))).toBe("a")
    expect(await appIn(repo.root, "--repo", join(repo.root, "apps/b"))).toBe("b")
  })

  test("is the one that is named, by itself or by its directory", async () => {
    expect(await appIn(join(repo.root, "apps/a"), "--config", "../b/pipeline.json")).toBe("b")
    expect(await appIn(repo.root, "--config", "apps/a")).toBe("a")
    const elsewhere = join(base, "elsewhere.json")
    await writeFile(elsewhere, config("elsewhere"))
    expect(await appIn(repo.root, "--config", elsewhere)).toBe("elsewhere")
  })

  test("where there is none above, those that the repository has are named", async () => {
    expect(await appIn(repo.root)).toMatch(
      /CONFIG_MISSING {2}There is no pipeline\.json at the repository's root, .*The repository has apps\/a\/pipeline\.json, apps\/b\/pipeline\.json: stand there, or name one with --config\./,
    )
    expect(await appIn(repo.root, "--config", "apps")).toMatch(
      /CONFIG_MISSING {2}There is no \S+\/apps, or no/,
    )
  })
})

describe("E9: a pipeline.json that no commit has", { timeout: 60_000 }, () => {
  const said = async (...args: string[]) =>
    (await run(repo.root, "preflight", "--tag", "v1.0.0", ...args)).stderr

  test("is used, and that is said", async () => {
    const file = join(repo.root, "apps/a/pipeline.json")
    expect(await said("--config", file)).toBe("")
    await writeFile(file, config("other"))
    expect(await said("--config", file)).toBe(
      "apps/a/pipeline.json has changes that are not committed; this run uses them\n",
    )
    await repo.git("checkout", "--", file)
    const added = join(repo.root, "pipeline.json")
    await writeFile(added, config("new"))
    expect(await said()).toBe(
      "pipeline.json is not in the commit that is checked out; this run uses it anyway\n",
    )
    await rm(added)
    await writeFile(file, config("other"))
    expect((await run(join(repo.root, "apps/a"), "status", "--offline")).stderr).toBe("")
    await repo.git("checkout", "--", file)
    const outside = join(base, "outside.json")
    await writeFile(outside, config("outside"))
    expect(await said("--config", outside)).toBe("")
  })
})

test("E6, E7: every mistake is told at once, with its line, and no ledger is written", {
  timeout: 60_000,
}, async () => {
  const file = join(repo.root, "apps/a/pipeline.json")
  await writeFile(
    file,
    config("a", {
      deployer: { kind: "command", deploy: "node deploy.mjs {stag}" },
      smoke: { checks: [{ name: "api", url: "{api}/health" }] },
      stages: { prod: {} },
    }),
  )
  const { code, stdout, stderr } = await run(join(repo.root, "apps/a"), "deploy-staging", "--tag", "v1.0.0")
  await repo.git("checkout", "--", file)
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
  expect(stderr.split("\n").filter((line) => line.includes("pipeline.json:"))).toEqual([
    '  apps/a/pipeline.json:5  deployer.deploy: must be an array, is "node deploy.mjs {stag}"',
    "  apps/a/pipeline.json:5  deployer.deploy[2]: {stag} is no placeholder: there are {stage}, {tag} and {sha}",
    "  apps/a/pipeline.json:8  smoke.checks: needs a required check with expect.version or expect.sha: without one the old version would pass",
    "  apps/a/pipeline.json:11  smoke.checks[0].url: {api} is neither in stages.staging.urls nor an output of the deployer",
    "  apps/a/pipeline.json:11  smoke.checks[0].url: {api} is neither in stages.production.urls nor an output of the deployer",
    "  apps/a/pipeline.json:16  stages.prod: is not a known key; did you mean production?",
  ])
  expect(await repo.refs()).not.toContain("refs/pipeline")
})
