// @module-tag slow
import { readdir } from "node:fs/promises"
import { tmpdir } from "node:os"
import { beforeEach, describe, expect, test } from "vitest"
import { commandDeployer } from "../../src/adapters/command.ts"
import type { CommandConfig } from "../../src/core/config/tools.ts"
import { hostGit } from "../../src/host/git.ts"
import { HostServices } from "../../src/host/services.ts"
import { hostWorkbench } from "../../src/host/workbench.ts"
import type { Deployment } from "../../src/release/ports.ts"
import { GitRepo, temporaryDirectory } from "../helpers/git-repo.ts"
import { hostRun, treeSource } from "../helpers/host-run.ts"
import { until } from "../helpers/processes.ts"
import { deploymentOf } from "./fake-workbench.ts"

let repo: GitRepo
let sha: string
beforeEach(async () => {
  // apart from what other tests check out at the same time
  process.env.TMPDIR = await temporaryDirectory()
  repo = await GitRepo.create()
  sha = await repo.commit("first", {
    "deploy.mjs": `
      import { writeFileSync } from "node:fs"
      const { PIPELINE_STAGE, PIPELINE_TAG, PIPELINE_SHA, PIPELINE_RUN_ID, COLOUR } = process.env
      console.log("deploying")
      console.error("a warning")
      const argv = JSON.stringify(process.argv.slice(2))
      writeFileSync("out.json", JSON.stringify({ PIPELINE_STAGE, PIPELINE_TAG, PIPELINE_SHA, PIPELINE_RUN_ID, COLOUR, argv }))
    `,
  })
})

async function deploy(config: Partial<CommandConfig>, fields: Partial<Deployment> = {}) {
  const services = new HostServices(await temporaryDirectory(), process.env)
  const workbench = hostWorkbench(
    hostGit(repo.root, process.env),
    await treeSource(repo.root),
    services,
    hostRun(),
  )
  const full: CommandConfig = {
    kind: "command",
    deploy: [],
    env: {},
    secrets: {},
    timeoutSeconds: 60,
    ...config,
  }
  const deployment = deploymentOf({ release: { tag: "v1.2.3", sha }, ...fields })
  return commandDeployer(full, workbench, undefined).deploy(deployment)
}

const node = (script: string) => [process.execPath, "-e", script]
const trees = async () => (await readdir(tmpdir())).filter((name) => name.startsWith("pipeline-tree-"))

describe("on this host", () => {
  test("a deploy command runs in the tag's tree, and its outputs are read there", async () => {
    const said: string[] = []
    const result = await deploy(
      {
        install: node('require("node:fs").writeFileSync("installed", "")'),
        deploy: [process.execPath, "deploy.mjs", "{stage} {tag}", "$(touch hacked)", "", 'a"b'],
        outputs: "out.json",
        env: { COLOUR: "grün {stage}" },
      },
      { say: (line) => void said.push(line) },
    )
    expect(result).toEqual({
      ok: true,
      outputs: {
        PIPELINE_STAGE: "production",
        PIPELINE_TAG: "v1.2.3",
        PIPELINE_SHA: sha,
        PIPELINE_RUN_ID: "run-1",
        COLOUR: "grün production",
        argv: JSON.stringify(["production v1.2.3", "$(touch hacked)", "", 'a"b']),
      },
    })
    expect(said.sort()).toEqual(["a warning", "deploying"])
    expect(await repo.git("status", "--porcelain")).toBe("")
  })

  test("an exit code is a failure, told with the last lines", async () => {
    expect(
      await deploy({ deploy: node('console.log("one"); console.error("two"); process.exit(9)') }),
    ).toMatchObject({
      ok: false,
      changed: true,
      reason: { code: "DEPLOY_FAILED", message: expect.stringMatching(/ended with exit code 9\.$/) },
      log: ["one", "two"],
    })
  })

  test("a program that does not exist has changed nothing", async () => {
    expect(await deploy({ deploy: ["no-such-program"] })).toMatchObject({
      ok: false,
      changed: false,
      reason: { code: "DEPLOY_FAILED", message: expect.stringContaining("ENOENT") },
    })
  })

  test("a deploy that hangs is ended", async () => {
    expect(
      await deploy({
        deploy: node('console.log("waiting"); setInterval(() => {}, 1000)'),
        timeoutSeconds: 0.5,
      }),
    ).toMatchObject({ ok: false, changed: true, reason: { code: "DEPLOY_TIMEOUT" } })
  })

  test("an interruption ends the deploy", async () => {
    const controller = new AbortController()
    const said: string[] = []
    const deploying = deploy(
      { deploy: node('console.log("waiting"); setInterval(() => {}, 1000)') },
      { signal: controller.signal, say: (line) => void said.push(line) },
    )
    await until(() => said.includes("waiting"))
    controller.abort()
    expect(await deploying).toMatchObject({ ok: false, changed: true, reason: { code: "INTERRUPTED" } })
  })

  test("a commit that does not exist has changed nothing", async () => {
    const release = { tag: "v9.9.9", sha: "1".repeat(40) }
    expect(await deploy({ deploy: ["true"] }, { release })).toMatchObject({
      ok: false,
      changed: false,
      reason: {
        code: "DEPLOY_FAILED",
        message: expect.stringMatching(/^The tree cannot be checked out: fatal:/),
      },
    })
  })

  test.each([
    ["a directory", "mkdir"],
    ["below a file", "file"],
  ])("outputs that are %s are missing", async (_name, kind) => {
    const script = kind === "mkdir" ? 'require("node:fs").mkdirSync("out.json")' : ""
    const outputs = kind === "mkdir" ? "out.json" : "deploy.mjs/out.json"
    expect(await deploy({ deploy: node(script), outputs })).toMatchObject({
      ok: false,
      changed: true,
      reason: { code: "OUTPUTS_MISSING" },
    })
  })

  test("no tree is left behind, whatever happened", async () => {
    await deploy({ deploy: ["true"] })
    await deploy({ deploy: ["false"] })
    await deploy({ deploy: ["no-such-program"] })
    await deploy({ deploy: ["true"] }, { release: { tag: "v9", sha: "1".repeat(40) } })
    expect(await trees()).toEqual([])
    expect(await repo.git("worktree", "list")).not.toContain("\n")
  })
})
