import { describe, expect, test } from "vitest"
import { openWorkbench } from "../../src/adapters/deployers.ts"
import { FIND_BINARY } from "../../src/adapters/sst/programs.ts"
import type { CommandConfig, DeployerConfig } from "../../src/core/config/tools.ts"
import type { Stage } from "../../src/core/stage.ts"
import { FakeWorkbench, RELEASE } from "./fake-workbench.ts"
import { CONFIG as SST } from "./sst/fake-sst.ts"

const COMMAND: CommandConfig = {
  kind: "command",
  install: ["npm", "ci"],
  deploy: ["deploy", "{stage}"],
  env: { TARGET: "{stage}" },
  secrets: {},
  image: "node:22",
  timeoutSeconds: 60,
}
const SANDBOX: DeployerConfig = { kind: "sandbox", services: { api: { command: ["api"], env: {} } } }

const around = { release: RELEASE, signal: new AbortController().signal, say: () => {} }
const open = (workbench: FakeWorkbench, config: DeployerConfig, stage: Stage = "staging") =>
  openWorkbench(config, workbench, "node:24", {}, { ...around, stage })

const NAMES = { PIPELINE_STAGE: "staging", PIPELINE_TAG: RELEASE.tag, PIPELINE_SHA: RELEASE.sha }

describe("the workbench of a version", () => {
  test("has what the deploy command would find: the tree, installed, in its image, and its variables", async () => {
    const workbench = new FakeWorkbench({ npm: () => ({}) })
    expect((await open(workbench, COMMAND)).env).toEqual({ TARGET: "staging", ...NAMES })
    expect(workbench.checkedOut).toEqual([{ sha: RELEASE.sha, image: "node:22" }])
    // and not the deploy itself
    expect(workbench.ran.map(({ argv }) => argv)).toEqual([["npm", "ci"]])
    expect(workbench.disposed).toBe(0)
  })

  test("runs nothing where nothing is installed", async () => {
    const workbench = new FakeWorkbench()
    expect((await open(workbench, SANDBOX)).env).toEqual(NAMES)
    expect(workbench.checkedOut).toEqual([{ sha: RELEASE.sha, image: "node:24" }])
    expect(workbench.ran).toEqual([])
  })

  test("is that of SST, with its caches, in the folder of its configuration", async () => {
    const node = ({ argv }: { argv: readonly string[] }) =>
      argv[2] === FIND_BINARY ? { stdout: "/tree/sst\n" } : {}
    const workbench = new FakeWorkbench(
      { npm: () => ({}), node, "/tree/sst": () => ({}) },
      { "package-lock.json": "{}" },
    )
    const opened = await open(workbench, { ...SST, directory: "infra" })
    expect(opened).toMatchObject({ directory: "infra", caches: { XDG_CONFIG_HOME: "sst" } })
    expect(opened.env).toMatchObject({ CI: "1", ...NAMES })
    expect(workbench.ran.map(({ argv }) => argv.join(" "))).not.toContain(expect.stringMatching(/deploy/))
  })

  test.each<[string, DeployerConfig]>([
    ["a command", COMMAND],
    ["SST", SST],
  ])("of %s: an installation that fails is told with its last lines", async (_kind, config) => {
    const workbench = new FakeWorkbench(
      { npm: () => ({ exitCode: 1, stderr: "no such package\n" }) },
      { "package-lock.json": "{}" },
    )
    await expect(open(workbench, config)).rejects.toMatchObject({
      reason: {
        code: "DEPLOY_FAILED",
        message: expect.stringMatching(/exit code 1\.\n {2}\| no such package$/),
      },
    })
  })
})
