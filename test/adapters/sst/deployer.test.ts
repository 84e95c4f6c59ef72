import { describe, expect, test } from "vitest"
import { HIDE_OUTPUTS, READ_UPDATE } from "../../../src/adapters/sst/programs.ts"
import { SHOW_DIFF } from "../../../src/adapters/sst/secret-programs.ts"
import { sstRunId } from "../../../src/core/sst/failures.ts"
import { deploymentOf, RELEASE } from "../fake-workbench.ts"
import { answers, FakeSst, SST, succeeds, TOKENS } from "./fake-sst.ts"

const LOCKED = answers("locked")
const heldBy = (runID: string) => ({
  lock: { created: "2026-11-24T18:36:15.465092674Z", updateID: "x", runID, command: "deploy", ignore: true },
})
const DEAD = heldBy(sstRunId({ tag: "v1.0.0", sha: "1".repeat(40) }, "run-0"))

describe("a deploy", () => {
  test("installs by the lockfile, runs the platform's binary and gives the outputs", async () => {
    const sst = new FakeSst()
    expect(await sst.deploy()).toEqual({ ok: true, outputs: { api: "https://api" } })
    expect(sst.workbench.checkedOut).toEqual([{ sha: RELEASE.sha, image: "node:24" }])
    expect(sst.workbench.ran[0]?.argv).toEqual(["npm", "ci", "--no-audit", "--no-fund"])
    expect(sst.commands).toEqual(["deploy --stage production"])
  })

  test("tells SST who deploys what, and does not let the configuration say otherwise", async () => {
    const sst = new FakeSst(
      {},
      { env: { PIPELINE_TAG: "forged", TARGET: "app-{stage}" }, arguments: ["--verbose"] },
    )
    await sst.deploy()
    const [ran] = sst.ranAs("deploy")
    expect(ran?.argv).toEqual([SST, "deploy", "--stage", "production", "--verbose"])
    expect(ran?.options).toMatchObject({
      env: {
        PIPELINE_STAGE: "production",
        PIPELINE_TAG: "v1.2.3",
        PIPELINE_SHA: RELEASE.sha,
        SST_RUN_ID: `v1.2.3@${RELEASE.sha}#run-1`,
        SST_TELEMETRY_DISABLED: "1",
        TARGET: "app-production",
      },
      timeoutMs: 60_000,
      graceMs: 5000,
      purpose: "deploy",
    })
  })

  test("installs in a way that an earlier result may stand for: it knows neither stage, tag nor run", async () => {
    const sst = new FakeSst()
    await sst.deploy()
    const { options } = sst.workbench.ran[0] ?? {}
    expect(options).toMatchObject({
      purpose: "install",
      caches: expect.objectContaining({ npm_config_cache: "npm" }),
    })
    expect(JSON.stringify(options?.env)).not.toMatch(/production|v1\.2\.3|run-1|abcdef/)
  })

  test("lets SST install its packages in the same way, and deploys whatever comes of it", async () => {
    const sst = new FakeSst({
      platform: () => {
        throw new Error("spawn ENOENT")
      },
    })
    expect(await sst.deploy()).toMatchObject({ ok: true })
    const [{ argv, options } = { argv: [], options: null }] = sst.ranAs("install")
    expect(argv).toEqual([SST, "install", "--stage", "production"])
    expect(options).toMatchObject({ purpose: "install" })
    expect(options?.secrets).toBeUndefined()
    expect(JSON.stringify(options?.env)).not.toMatch(/v1\.2\.3|run-1|abcdef/)
    const failing = new FakeSst({ platform: () => ({ exitCode: 1 }) })
    expect(await failing.deploy()).toMatchObject({ ok: true })
  })

  test("gives credentials to what speaks to the cloud, and not to the installation", async () => {
    const sst = new FakeSst()
    const secrets = { AWS_SECRET_ACCESS_KEY: { plaintext: async () => "canary" } }
    await sst.deploy({ credentials: { env: { AWS_REGION: "eu-central-1" }, secrets } })
    expect(sst.workbench.ran[0]?.options.secrets).toBeUndefined()
    expect(sst.workbench.ran[0]?.options.env.AWS_REGION).toBeUndefined()
    expect(sst.ranAs("deploy")[0]?.options.env.AWS_REGION).toBe("eu-central-1")
    expect(sst.ranAs("deploy")[0]?.options.secrets).toEqual({ ...TOKENS, ...secrets })
    expect(JSON.stringify(sst.workbench.ran)).not.toContain("canary")
  })

  test("shows its progress, and no outputs, which may be secret", async () => {
    const said: string[] = []
    await new FakeSst().deploy({ say: (line) => void said.push(line) })
    expect(said).toContain("~  Deploy")
    expect(said.at(-1)).toBe("✓  Complete    ")
    expect(said.join("\n")).not.toContain("api.example.test")
  })

  test("hides its outputs where whatever it prints is shown", async () => {
    const sst = new FakeSst()
    sst.workbench.isWatched = true
    expect(await sst.deploy()).toEqual({ ok: true, outputs: { api: "https://api" } })
    expect(sst.commands).toEqual([])
    const { argv = [] } = sst.workbench.ran.find((ran) => ran.argv[2] === HIDE_OUTPUTS) ?? {}
    expect(argv.slice(3)).toEqual(["--", SST, "deploy", "--stage", "production"])
  })

  test("is known by SST's own id of it, where SST has one to say", async () => {
    const sst = new FakeSst({ update: () => ({ update: "fe5df127dd17cff869cfde4b" }) })
    expect(await sst.deploy()).toEqual({
      ok: true,
      outputs: { api: "https://api" },
      reference: "fe5df127dd17cff869cfde4b",
    })
    const asked = sst.workbench.ran.find(({ argv }) => argv[2] === READ_UPDATE)
    expect(asked?.argv.slice(4)).toEqual(["probe", "production", `v1.2.3@${RELEASE.sha}#run-1`])
    const silent = new FakeSst({ update: () => ({ error: "AccessDenied" }) })
    expect(await silent.deploy()).toEqual({ ok: true, outputs: { api: "https://api" } })
  })

  test("of a stage without a region says what SST cannot know", async () => {
    const sst = new FakeSst({ deploys: [answers("no AWS credentials")] })
    expect(await sst.deploy()).toMatchObject({
      changed: false,
      reason: {
        code: "REGION_INVALID",
        message:
          "No AWS region is set for production in pipeline.json, so that SST was given no credentials.",
        fix: "Set stages.production.region in pipeline.json.",
      },
    })
  })

  test("is reached where the ledger says", async () => {
    const running = { ...RELEASE, verified: true, outputs: { api: "https://known" } }
    expect(await new FakeSst().deployer.reach("production", running)).toEqual({ api: "https://known" })
  })

  test("runs in the app's folder, and installs where the lockfile is", async () => {
    const files = { "apps/site/package.json": "{}" }
    const sst = new FakeSst({}, { directory: "apps/site", outputs: [] }, files)
    await sst.deploy()
    expect(sst.workbench.ran[0]?.options.directory).toBe(".")
    expect(sst.ranAs("deploy")[0]?.options.directory).toBe("apps/site")
  })

  test("prepares the tree of a commit once, and clears all away at the end", async () => {
    const sst = new FakeSst()
    await sst.deploy()
    await sst.deploy({ release: { tag: "v1.2.2", sha: "2".repeat(40) } })
    await sst.deploy()
    expect(sst.workbench.checkedOut).toHaveLength(2)
    await sst.deployer.close?.()
    expect(sst.workbench.disposed).toBe(2)
  })
})

describe("the stage is as it was when", () => {
  test.each<[string, ConstructorParameters<typeof FakeSst>, RegExp, string]>([
    [
      "the installation fails",
      [{ install: () => ({ exitCode: 7, stderr: "ENOLOCK\n" }) }],
      /npm ci .* exit code 7/,
      "DEPLOY_FAILED",
    ],
    [
      "the installation hangs",
      [{ install: () => ({ exitCode: null, timedOut: true }) }],
      /did not finish within 60 s/,
      "DEPLOY_TIMEOUT",
    ],
    [
      "SST is not installed",
      [{ find: () => ({ exitCode: 1, stderr: "sst is not among the tree's dependencies\n" }) }],
      /not among the tree's dependencies/,
      "DEPLOY_FAILED",
    ],
    [
      "the configuration cannot be built",
      [{ deploys: [answers("syntax error")] }],
      /Expected identifier/,
      "SST_CONFIG_INVALID",
    ],
    [
      "there are no credentials",
      [{ deploys: [answers("no AWS credentials")] }],
      /credentials/,
      "CREDENTIALS_MISSING",
    ],
  ])("%s", async (_name, args, message, code) => {
    const sst = new FakeSst(...args)
    const credentials = { env: { AWS_REGION: "eu-central-1" }, secrets: {} }
    expect(await sst.deploy({ credentials })).toMatchObject({
      ok: false,
      changed: false,
      reason: { code, message: expect.stringMatching(message) },
    })
  })

  test("the tree cannot be checked out", async () => {
    const sst = new FakeSst()
    sst.workbench.failCheckOut = new Error("no space")
    expect(await sst.deploy()).toMatchObject({ changed: false, reason: { code: "DEPLOY_FAILED" } })
  })

  test("no package manager can be told", async () => {
    const sst = new FakeSst()
    sst.workbench.files.delete("package-lock.json")
    expect(await sst.deploy()).toMatchObject({
      changed: false,
      reason: { message: expect.stringMatching(/no lockfile/) },
    })
    expect(sst.workbench.disposed).toBe(1)
  })

  test("the run is interrupted before SST is started", async () => {
    const controller = new AbortController()
    const find = () => {
      controller.abort()
      return { stdout: SST }
    }
    const sst = new FakeSst({ find })
    expect(await sst.deploy({ signal: controller.signal })).toMatchObject({
      changed: false,
      reason: { code: "INTERRUPTED" },
    })
    expect(sst.commands).toEqual([])
  })
})

test("an installation that fails on the manifests alone is tried with the whole tree", async () => {
  let tries = 0
  const sst = new FakeSst({ install: () => ({ exitCode: ++tries === 1 ? 1 : 0 }) })
  expect(await sst.deploy()).toMatchObject({ ok: true })
  expect(tries).toBe(2)
})

describe("a failed deploy never ends as deployed:", () => {
  const complete = "~  Deploy\n✓  Complete    \n"
  test.each<[string, { exitCode: number | null; stdout: string; timedOut?: boolean }, string]>([
    [
      "exit code 0 with a failed text",
      { exitCode: 0, stdout: "~  Deploy\n✕  Failed    \n" },
      "DEPLOY_FAILED",
    ],
    ["exit code 1 with a complete text", { exitCode: 1, stdout: complete }, "DEPLOY_FAILED"],
    ["a signal", { exitCode: null, stdout: "~  Deploy\n" }, "DEPLOY_FAILED"],
    ["silence", { exitCode: 0, stdout: "" }, "DEPLOY_FAILED"],
    [
      "the time limit, although it then says Complete",
      { exitCode: 0, stdout: complete, timedOut: true },
      "DEPLOY_TIMEOUT",
    ],
    [
      "the time limit",
      { exitCode: 1, stdout: "~  Deploy\n✕  Failed    \n", timedOut: true },
      "DEPLOY_TIMEOUT",
    ],
  ])("%s", async (_name, answer, code) => {
    const files = { ".sst/outputs.json": '{"api":"https://old"}' }
    const sst = new FakeSst({ deploys: [() => answer] }, {}, files)
    expect(await sst.deploy()).toMatchObject({ ok: false, reason: { code } })
  })

  test.each<[string, string[]]>([
    ["no outputs are expected", []],
    ["outputs are expected", ["api"]],
  ])("complete, but the outputs are those of the tag's tree and %s", async (_name, outputs) => {
    const files = { ".sst/outputs.json": '{"api":"https://old"}' }
    const sst = new FakeSst({ deploys: [() => ({ exitCode: 0, stdout: complete })] }, { outputs }, files)
    expect(await sst.deploy()).toMatchObject({
      ok: false,
      changed: true,
      reason: { code: "OUTPUTS_MISSING" },
    })
  })

  test.each<[string, unknown, RegExp]>([
    ["lack an expected one", { outputs: {}, missing: ["api"], secret: [] }, /gave no api/],
    ["hold a secret", { outputs: {}, missing: [], secret: ["api"] }, /api holds the value of a secret/],
    ["cannot be read", { error: "no" }, /cannot be read/],
  ])("complete, but the outputs %s", async (_name, told, message) => {
    expect(await new FakeSst({ outputs: () => told }).deploy()).toMatchObject({
      ok: false,
      changed: true,
      reason: { code: "OUTPUTS_MISSING", message: expect.stringMatching(message) },
    })
  })

  test("interrupted", async () => {
    const controller = new AbortController()
    const sst = new FakeSst({
      deploys: [
        () => {
          controller.abort()
          return answers("interrupted")()
        },
      ],
    })
    expect(await sst.deploy({ signal: controller.signal })).toMatchObject({
      ok: false,
      changed: true,
      reason: { code: "INTERRUPTED" },
      log: ["✕  Failed", "update canceled"],
    })
  })
})

describe("lines of a failed deploy", () => {
  test("are kept without the stage's secrets", async () => {
    const mask = (lines: string[]) => lines.map((line) => line.replaceAll("boom", "***"))
    const sst = new FakeSst({ deploys: [answers("throw in run()")], mask })
    expect(await sst.deploy()).toMatchObject({ log: ["✕  Failed", "Error: ***: the queue has no name"] })
    // nor do they stand in an argument
    expect(sst.workbench.ran.flatMap(({ argv }) => argv).join(" ")).not.toContain("boom")
  })

  test("are not kept where they cannot be looked through", async () => {
    const sst = new FakeSst({ deploys: [answers("throw in run()")], mask: () => ({ error: "no" }) })
    const result = await sst.deploy()
    expect(JSON.stringify(result)).not.toContain("boom")
  })
})

describe("SST's own lock", () => {
  const over = { isOver: async (run: string) => run === "run-0" }

  test("left by a dead run of this pipeline is removed, written down and the deploy is tried once more", async () => {
    const records: string[] = []
    const sst = new FakeSst({ deploys: [LOCKED, succeeds], locks: [DEAD, { lock: null }] })
    const claimEffect = async (detail: string) =>
      void records.push(`${detail} after: ${sst.commands.join(", ")}`)
    expect(await sst.deploy({ ...over, claimEffect })).toMatchObject({ ok: true })
    expect(sst.commands).toEqual([
      "deploy --stage production",
      "unlock --stage production",
      "deploy --stage production",
    ])
    // what it may have left running is gone before its lock is
    // and before each deploy what this run itself left
    expect(sst.ended).toEqual(["run-1 after 0", "run-0 after 1", "run-1 after 2"])
    // each right before it is done
    expect(records).toEqual([
      "sst deploy is started on production after: ",
      "SST's lock on production, left by run run-0 (sst deploy v1.0.0 (1111111), since 2026-11-24T18:36:15.465092674Z), " +
        "is removed after: deploy --stage production",
      "sst deploy is started on production after: deploy --stage production, unlock --stage production",
    ])
  })

  test.each<[string, unknown, RegExp]>([
    [
      "a run that the ledger does not know",
      heldBy(sstRunId(RELEASE, "run-77")),
      /run run-77 of a pipeline.* for 5 min 00 s/,
    ],
    ["this very run", heldBy(sstRunId(RELEASE, "run-1")), /run run-1 of a pipeline/],
    ["somebody at a terminal", heldBy(""), /a deploy outside this pipeline/],
    ["nobody knows whom", { error: "AccessDenied" }, /cannot be read: AccessDenied/],
    ["nobody knows whom, as nothing was told", undefined, /cannot be read/],
  ])("held by %s is left alone", async (_name, lock, message) => {
    const sst = new FakeSst({ deploys: [LOCKED], locks: [lock] })
    const claims: string[] = []
    const claimEffect = async (detail: string) => void claims.push(detail)
    expect(await sst.deploy({ ...over, claimEffect })).toMatchObject({
      ok: false,
      changed: false,
      reason: { code: "SST_LOCKED", message: expect.stringMatching(message) },
    })
    expect(claims).toEqual(["sst deploy is started on production"])
    expect(sst.commands).toEqual(["deploy --stage production"])
  })

  test("that was released meanwhile is no reason not to try again", async () => {
    const sst = new FakeSst({ deploys: [LOCKED, succeeds], locks: [{ lock: null }] })
    expect(await sst.deploy(over)).toMatchObject({ ok: true })
    expect(sst.commands).toEqual(["deploy --stage production", "deploy --stage production"])
  })

  test("that comes back is not fought over", async () => {
    const sst = new FakeSst({ deploys: [LOCKED], locks: [DEAD, { lock: null }] })
    expect(await sst.deploy(over)).toMatchObject({
      ok: false,
      changed: false,
      reason: { code: "SST_LOCKED" },
    })
    expect(sst.ranAs("deploy")).toHaveLength(2)
  })

  test("that is still there after sst unlock is not taken for gone", async () => {
    const sst = new FakeSst({ deploys: [LOCKED], locks: [DEAD, DEAD], unlock: () => ({ exitCode: 0 }) })
    expect(await sst.deploy(over)).toMatchObject({
      changed: false,
      reason: {
        code: "SST_LOCKED",
        message: expect.stringMatching(/^sst unlock succeeded, but the lock is still there/),
      },
    })
    expect(sst.ranAs("deploy")).toHaveLength(1)
  })

  test("stays when this run no longer holds the stage", async () => {
    const sst = new FakeSst({ deploys: [LOCKED], locks: [DEAD] })
    const claimEffect = async (detail: string) => {
      if (!detail.startsWith("sst deploy")) throw new Error("the lock is lost")
    }
    await expect(sst.deploy({ ...deploymentOf(), ...over, claimEffect })).rejects.toThrow("the lock is lost")
    expect(sst.commands).toEqual(["deploy --stage production"])
  })

  test("keeps nothing from being asked first: without the stage SST is not started", async () => {
    const sst = new FakeSst({ deploys: [succeeds] })
    const claimEffect = () => Promise.reject(new Error("the lock is lost"))
    await expect(sst.deploy({ claimEffect })).rejects.toThrow("the lock is lost")
    expect(sst.commands).toEqual([])
  })
})

describe("a plan", () => {
  const STEP = { op: "update", type: "aws:lambda/function:Function", name: "ApiCode" }

  test("is SST's diff of the tag's tree, with the flags of the deploy that it knows", async () => {
    const sst = new FakeSst(
      { diff: () => ({ steps: [STEP] }) },
      { arguments: ["--continue", "--policy", "rules"] },
    )
    expect(await sst.deployer.plan?.(deploymentOf())).toEqual({ kind: "known", value: [STEP] })
    expect(sst.commands).toEqual([])
    expect(sst.workbench.ran.at(-1)?.argv.slice(2)).toEqual([
      SHOW_DIFF,
      "--",
      SST,
      "--stage",
      "production",
      "--policy",
      "rules",
    ])
  })

  test("is not to be had where the tree cannot be installed or SST fails", async () => {
    const uninstalled = new FakeSst({ install: () => ({ exitCode: 1, stderr: "npm error 404" }) })
    expect(await uninstalled.deployer.plan?.(deploymentOf())).toEqual({
      kind: "unavailable",
      message: expect.stringContaining("npm ci"),
    })
    const failing = new FakeSst({ diff: () => ({ error: "sst diff ended with exit code 1" }) })
    expect(await failing.deployer.plan?.(deploymentOf())).toEqual({
      kind: "unavailable",
      message: "sst diff ended with exit code 1",
    })
  })
})
