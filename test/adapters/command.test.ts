import { describe, expect, test } from "vitest"
import { commandDeployer } from "../../src/adapters/command.ts"
import type { CommandConfig } from "../../src/core/config/tools.ts"
import { deploymentOf, FakeWorkbench, RELEASE } from "./fake-workbench.ts"

const CONFIG: CommandConfig = {
  kind: "command",
  deploy: ["deploy"],
  env: {},
  secrets: {},
  timeoutSeconds: 30,
}

const deploy = (workbench: FakeWorkbench, config: Partial<CommandConfig> = {}, deployment = deploymentOf()) =>
  commandDeployer({ ...CONFIG, ...config }, workbench, "node:24").deploy(deployment)

const lines = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => `${prefix} ${index + 1}\n`).join("")

const OK = () => ({})

describe("a deploy", () => {
  test("installs and deploys in the tag's tree, and clears it away", async () => {
    const workbench = new FakeWorkbench({ npm: OK, deploy: OK })
    expect(await deploy(workbench, { install: ["npm", "ci"] })).toEqual({ ok: true, outputs: {} })
    expect(workbench.checkedOut).toEqual([{ sha: RELEASE.sha, image: "node:24" }])
    expect(workbench.ran.map(({ argv }) => argv)).toEqual([["npm", "ci"], ["deploy"]])
    expect(workbench.disposed).toBe(1)
  })

  test("fills in stage, tag and commit, and leaves other braces alone", async () => {
    const workbench = new FakeWorkbench({ deploy: OK })
    await deploy(workbench, {
      deploy: ["deploy", "--to={stage}", "{tag}@{sha}", "{unknown}", '{"json": 1}', "", "a b"],
      env: { TARGET: "app-{stage}", VERSION: "{tag}", BRACES: "{}{ x }" },
    })
    expect(workbench.ran[0]?.argv).toEqual([
      "deploy",
      "--to=production",
      `v1.2.3@${RELEASE.sha}`,
      "{unknown}",
      '{"json": 1}',
      "",
      "a b",
    ])
    expect(workbench.ran[0]?.options.env).toMatchObject({
      TARGET: "app-production",
      VERSION: "v1.2.3",
      BRACES: "{}{ x }",
    })
  })

  test("tells the tools what they deploy, whatever the configuration says", async () => {
    const workbench = new FakeWorkbench({ npm: OK, deploy: OK })
    await deploy(workbench, { install: ["npm"], env: { PIPELINE_TAG: "forged" } })
    const known = { PIPELINE_STAGE: "production", PIPELINE_TAG: "v1.2.3", PIPELINE_SHA: RELEASE.sha }
    // what may be answered from a cache must not know which run asks
    expect(workbench.ran.map(({ options }) => [options.env, options.purpose])).toEqual([
      [known, "install"],
      [{ ...known, PIPELINE_RUN_ID: "run-1", PIPELINE_FENCE: "1" }, "deploy"],
    ])
  })

  test("starts nothing when the stage is lost after the installation", async () => {
    const workbench = new FakeWorkbench({ npm: OK, deploy: OK })
    const claimEffect = () => Promise.reject(new Error("the lock is lost"))
    const lost = deploy(workbench, { install: ["npm"] }, deploymentOf({ claimEffect }))
    await expect(lost).rejects.toThrow("the lock is lost")
    expect(workbench.ran.map(({ argv }) => argv[0])).toEqual(["npm"])
    expect(workbench.disposed).toBe(1)
  })

  test("hands on the time limit, the signal and the lines that the tool says", async () => {
    const said: string[] = []
    const deployment = deploymentOf({ say: (line) => void said.push(line) })
    const workbench = new FakeWorkbench({
      deploy: ({ options }) => {
        options.say("uploading")
        return {}
      },
    })
    await deploy(workbench, { timeoutSeconds: 1.5 }, deployment)
    expect(workbench.ran[0]?.options).toMatchObject({ timeoutMs: 1500, signal: deployment.signal })
    expect(said).toEqual(["uploading"])
  })

  test.each([
    ["its own", "sst:3", "sst:3"],
    ["the pipeline's", undefined, "node:24"],
  ])("runs in %s image", async (_name, image, expected) => {
    const workbench = new FakeWorkbench({ deploy: OK })
    const config = image === undefined ? CONFIG : { ...CONFIG, image }
    const { deployerFor } = await import("../../src/adapters/deployers.ts")
    await deployerFor(config, workbench, "node:24").deploy(deploymentOf())
    expect(workbench.checkedOut[0]?.image).toBe(expected)
  })

  test("is reached where the ledger says", async () => {
    const running = { ...RELEASE, verified: true, outputs: { api: "https://api" } }
    const deployer = commandDeployer(CONFIG, new FakeWorkbench(), undefined)
    expect(await deployer.reach("production", running)).toEqual({ api: "https://api" })
  })
})

describe("a failure before the deploy command leaves the stage as it was:", () => {
  test("the tree cannot be checked out", async () => {
    const workbench = new FakeWorkbench({ deploy: OK })
    workbench.failCheckOut = new Error("fatal: no space")
    expect(await deploy(workbench)).toMatchObject({
      ok: false,
      changed: false,
      reason: {
        code: "DEPLOY_FAILED",
        message: "The tree cannot be checked out: fatal: no space",
        fix: expect.stringContaining("TMPDIR"),
      },
    })
    expect(workbench.ran).toEqual([])
  })

  test.each([
    [
      "the install fails",
      { exitCode: 7, stderr: "no lockfile\n" },
      "DEPLOY_FAILED",
      "npm ci ended with exit code 7.",
    ],
    [
      "the install is killed",
      { exitCode: null, stderr: "no lockfile\n" },
      "DEPLOY_FAILED",
      "npm ci was ended by a signal.",
    ],
    [
      "the install hangs",
      { exitCode: null, timedOut: true, stderr: "no lockfile\n" },
      "DEPLOY_TIMEOUT",
      "npm ci did not finish within 30 s.",
    ],
  ])("%s", async (_name, result, code, message) => {
    const workbench = new FakeWorkbench({ npm: () => result, deploy: OK })
    expect(await deploy(workbench, { install: ["npm", "ci"] })).toMatchObject({
      ok: false,
      changed: false,
      reason: { code, message },
      log: ["no lockfile"],
    })
    expect(workbench.ran).toHaveLength(1)
    expect(workbench.disposed).toBe(1)
  })

  test.each([
    ["install", { install: ["nope", "ci"] }],
    ["deploy", { deploy: ["nope"] }],
  ])("the %s program cannot be started", async (_name, config) => {
    const workbench = new FakeWorkbench({ deploy: OK })
    expect(await deploy(workbench, config)).toMatchObject({
      ok: false,
      changed: false,
      reason: { code: "DEPLOY_FAILED", message: "nope cannot be started: spawn nope ENOENT" },
    })
    expect(workbench.disposed).toBe(1)
  })

  test("C2: the stage is claimed right before the deploy, and what the run left at work is ended before that", async () => {
    const story: string[] = []
    const tell = (name: string) => () => {
      story.push(name)
      return {}
    }
    const workbench = new FakeWorkbench({ npm: tell("install"), deploy: tell("deploy") })
    workbench.endRun = async (runId) => void story.push(`end ${runId}`)
    const deployment = deploymentOf({ claimEffect: async (detail) => void story.push(detail) })
    await deploy(workbench, { install: ["npm", "ci"] }, deployment)
    expect(story).toEqual(["install", "end run-1", "deploy is started to deploy", "deploy"])
  })

  test("the run is interrupted while the stage is claimed: nothing is started", async () => {
    const controller = new AbortController()
    const workbench = new FakeWorkbench({ deploy: OK })
    const deployment = deploymentOf({
      signal: controller.signal,
      claimEffect: async () => controller.abort(),
    })
    expect(await deploy(workbench, {}, deployment)).toMatchObject({
      changed: false,
      reason: { code: "INTERRUPTED" },
    })
    expect(workbench.ran).toEqual([])
  })

  test("the run is interrupted while it installs", async () => {
    const controller = new AbortController()
    const workbench = new FakeWorkbench({
      npm: () => {
        controller.abort()
        return { exitCode: null }
      },
      deploy: OK,
    })
    const deployment = deploymentOf({ signal: controller.signal })
    expect(await deploy(workbench, { install: ["npm"] }, deployment)).toMatchObject({
      ok: false,
      changed: false,
      reason: { code: "INTERRUPTED", message: "npm was interrupted." },
    })
    expect(workbench.ran).toHaveLength(1)
    expect(workbench.disposed).toBe(1)
  })

  test("the run is interrupted just before the deploy", async () => {
    const controller = new AbortController()
    const workbench = new FakeWorkbench({
      npm: () => {
        controller.abort()
        return {}
      },
      deploy: OK,
    })
    const deployment = deploymentOf({ signal: controller.signal })
    expect(await deploy(workbench, { install: ["npm"] }, deployment)).toMatchObject({
      ok: false,
      changed: false,
      reason: { code: "INTERRUPTED", message: "The run was interrupted before deploy was started." },
    })
    expect(workbench.ran).toHaveLength(1)
  })
})

describe("a failed deploy command may have changed the stage:", () => {
  test.each([
    ["an exit code", { exitCode: 3 }, "DEPLOY_FAILED", "deploy --now ended with exit code 3."],
    ["a signal", { exitCode: null }, "DEPLOY_FAILED", "deploy --now was ended by a signal."],
    [
      "the time limit",
      { exitCode: null, timedOut: true },
      "DEPLOY_TIMEOUT",
      "deploy --now did not finish within 30 s.",
    ],
    [
      "the time limit, although it then ends well",
      { exitCode: 0, timedOut: true },
      "DEPLOY_TIMEOUT",
      "deploy --now did not finish within 30 s.",
    ],
  ])("%s", async (_name, result, code, message) => {
    const workbench = new FakeWorkbench({ deploy: () => result })
    expect(await deploy(workbench, { deploy: ["deploy", "--now"] })).toEqual({
      ok: false,
      changed: true,
      reason: expect.objectContaining({ code, message }),
      log: [],
    })
    expect(workbench.disposed).toBe(1)
  })

  test("an interruption", async () => {
    const controller = new AbortController()
    const workbench = new FakeWorkbench({
      deploy: () => {
        controller.abort()
        return { exitCode: 130 }
      },
    })
    expect(await deploy(workbench, {}, deploymentOf({ signal: controller.signal }))).toMatchObject({
      ok: false,
      changed: true,
      reason: { code: "INTERRUPTED", message: "deploy was interrupted." },
    })
  })

  test("an interruption that came too late does not spoil a deploy that ended well", async () => {
    const controller = new AbortController()
    const workbench = new FakeWorkbench({
      deploy: () => {
        controller.abort()
        return {}
      },
    })
    expect(await deploy(workbench, {}, deploymentOf({ signal: controller.signal }))).toMatchObject({
      ok: true,
    })
  })

  test("the report keeps the last twenty lines, errors last", async () => {
    const result = { exitCode: 1, stdout: lines(30, "out"), stderr: `\n${lines(5, "err  ")}\n\n` }
    const failed = await deploy(new FakeWorkbench({ deploy: () => result }))
    expect(failed).toMatchObject({
      log: [
        ...Array.from({ length: 15 }, (_, index) => `out ${index + 16}`),
        ...Array.from({ length: 5 }, (_, index) => `err   ${index + 1}`),
      ],
    })
  })
})

describe("the outputs", () => {
  const FILE = "out/outputs.json"
  const said: string[] = []
  const withOutputs = (content: string | null, committed: Record<string, string> = {}) => {
    said.length = 0
    return deploy(
      new FakeWorkbench(
        {
          deploy: (_ran, files) => {
            if (content !== null) files.set(FILE, content)
            return {}
          },
        },
        committed,
      ),
      { outputs: FILE },
      deploymentOf({ say: (line) => void said.push(line) }),
    )
  }

  test("are what the deploy wrote, also over a file of the tag", async () => {
    const written = '{ "api": "https://api", "web": "https://web" }'
    const expected = { ok: true, outputs: { api: "https://api", web: "https://web" } }
    expect(await withOutputs(written)).toEqual(expected)
    expect(await withOutputs(written, { [FILE]: '{"api": "https://old"}' })).toEqual(expected)
    expect(await withOutputs("{}")).toEqual({ ok: true, outputs: {} })
  })

  test.each<[string, string | null, Record<string, string>, string]>([
    ["missing", null, {}, `The deploy succeeded but wrote no ${FILE}.`],
    [
      "those of the tag",
      null,
      { [FILE]: '{"api": "https://old"}' },
      `${FILE} is in the tag's tree and this deploy did not write it.`,
    ],
    ["empty", "", {}, `${FILE} is not JSON.`],
    ["half written", '{"api": "htt', {}, `${FILE} is not JSON.`],
    ["a list", '["https://api"]', {}, `${FILE} is a list, and must be an object of names and values.`],
    ["null", "null", {}, `${FILE} is null, and must be an object of names and values.`],
    ["a text", '"https://api"', {}, `${FILE} is a string, and must be an object of names and values.`],
    [
      "a named pipe",
      "refused: it is not a plain file",
      {},
      `${FILE} cannot be read: it is not a plain file.`,
    ],
  ])(
    "cannot be used when they are %s; the stage was changed all the same",
    async (_name, content, committed, message) => {
      expect(await withOutputs(content, committed)).toMatchObject({
        ok: false,
        changed: true,
        reason: { code: "OUTPUTS_MISSING", message },
      })
    },
  )

  test("D15: may be numbers and truths, behind a byte order mark; what else there is is ignored, and named", async () => {
    const written = {
      port: 80,
      ratio: 0.5,
      live: true,
      api: "https://api",
      stack: { a: 1 },
      list: [],
      none: null,
    }
    expect(await withOutputs(`\uFEFF${JSON.stringify(written)}`)).toEqual({
      ok: true,
      outputs: { port: "80", ratio: "0.5", live: "true", api: "https://api" },
    })
    expect(said).toEqual([
      `${FILE}: "stack" is an object, so it is ignored`,
      `${FILE}: "list" is a list, so it is ignored`,
      `${FILE}: "none" is null, so it is ignored`,
    ])
  })

  test("C6: are kept as far as a record can hold them", async () => {
    const long = "x".repeat(1999)
    const many = Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [name, long]))
    expect(await withOutputs(JSON.stringify({ ...many, huge: "x".repeat(2001) }))).toEqual({
      ok: true,
      outputs: { a: long, b: long, c: long, d: long },
    })
    expect(said).toEqual([
      `${FILE}: "e" does not fit: outputs have 8000 characters together, so it is ignored`,
      `${FILE}: "huge" is longer than 2000 characters, so it is ignored`,
    ])
  })

  test("have no name that means something else to every object", async () => {
    const result = await withOutputs('{ "__proto__": "x", "api": "y" }')
    expect(result).toMatchObject({ ok: true })
    expect(Object.entries(result.ok ? result.outputs : {})).toEqual([
      ["__proto__", "x"],
      ["api", "y"],
    ])
  })

  test("are not looked for after a failed deploy", async () => {
    const workbench = new FakeWorkbench({
      deploy: (_ran, files) => {
        files.set(FILE, '{"api": "https://api"}')
        return { exitCode: 1 }
      },
    })
    expect(await deploy(workbench, { outputs: FILE })).toMatchObject({ reason: { code: "DEPLOY_FAILED" } })
  })
})
