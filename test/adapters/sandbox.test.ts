import { expect, test } from "vitest"
import { deployerFor } from "../../src/adapters/deployers.ts"
import type { SandboxConfig } from "../../src/core/config/tools.ts"
import { deploymentOf, FakeWorkbench, RELEASE } from "./fake-workbench.ts"

const CONFIG: SandboxConfig = {
  kind: "sandbox",
  services: {
    api: { command: ["node", "api.mjs", "--stage={stage}", "{tag}@{sha}"], env: {} },
    web: { command: ["node", "web.mjs"], env: { API_URL: "{api}", PIPELINE_TAG: "forged" } },
  },
}

const URLS = { api: "http://127.0.0.1:1", web: "http://127.0.0.1:2" }
const IDENTITY = { PIPELINE_STAGE: "production", PIPELINE_TAG: "v1.2.3", PIPELINE_SHA: RELEASE.sha }
const SERVICES = [
  {
    name: "api",
    argv: ["node", "api.mjs", "--stage=production", `v1.2.3@${RELEASE.sha}`],
    env: IDENTITY,
  },
  // the workbench knows the addresses, so that it fills in {api}
  { name: "web", argv: ["node", "web.mjs"], env: { API_URL: "{api}", ...IDENTITY } },
]

const RUNNING = { ...RELEASE, verified: true, outputs: { api: "http://127.0.0.1:9" } }

function sandbox() {
  const workbench = new FakeWorkbench()
  workbench.urls = URLS
  return { workbench, deployer: deployerFor(CONFIG, workbench, "node:24") }
}

test("a deploy starts the services, in their order, and gives their addresses", async () => {
  const { workbench, deployer } = sandbox()
  expect(await deployer.deploy(deploymentOf())).toEqual({ ok: true, outputs: URLS })
  expect(workbench.served_).toEqual([{ stage: "production", sha: RELEASE.sha, services: SERVICES }])
})

test("services that cannot be started leave the stage as it was", async () => {
  const { workbench, deployer } = sandbox()
  workbench.urls = new Error("spawn nope ENOENT")
  expect(await deployer.deploy(deploymentOf())).toEqual({
    ok: false,
    changed: false,
    reason: expect.objectContaining({
      code: "DEPLOY_FAILED",
      message: "The services of v1.2.3 cannot be started: spawn nope ENOENT",
    }),
    log: [],
  })
})

test("services are claimed by the workbench, once all is prepared; a stage that is lost is not touched", async () => {
  const { workbench, deployer } = sandbox()
  const claims: string[] = []
  await deployer.deploy(deploymentOf({ claimEffect: async (detail) => void claims.push(detail) }))
  expect(claims).toEqual(["the services are started"])
  const lost = new Error("the stage is lost")
  await expect(deployer.deploy(deploymentOf({ claimEffect: () => Promise.reject(lost) }))).rejects.toBe(lost)
  expect(workbench.served_).toHaveLength(1)
})

test("a run that was interrupted starts no service", async () => {
  const { workbench, deployer } = sandbox()
  expect(await deployer.deploy(deploymentOf({ signal: AbortSignal.abort() }))).toMatchObject({
    ok: false,
    changed: false,
    reason: { code: "INTERRUPTED" },
  })
  expect(workbench.served_).toEqual([])
})

test("another version that runs there is reached, and not replaced: a run may have just deployed it", async () => {
  const { workbench, deployer } = sandbox()
  const asked: unknown[] = []
  Object.assign(workbench, {
    served: async (...args: unknown[]) => {
      asked.push(args)
      return { api: "http://127.0.0.1:7" }
    },
  })
  expect(await deployer.reach("production", RUNNING)).toEqual({ api: "http://127.0.0.1:7" })
  expect(asked).toEqual([["production", null]])
  expect(workbench.served_).toEqual([])
})

test("what another run starts meanwhile is reached, and not replaced", async () => {
  const { workbench, deployer } = sandbox()
  const answers = [null, { api: "http://127.0.0.1:7" }]
  Object.assign(workbench, { served: async () => answers.shift() })
  expect(await deployer.reach("production", RUNNING)).toEqual({ api: "http://127.0.0.1:7" })
  expect(workbench.served_).toEqual([])
})

test("what still runs is reached where it is", async () => {
  const { workbench, deployer } = sandbox()
  workbench.alive = { api: "http://127.0.0.1:7" }
  expect(await deployer.reach("production", RUNNING)).toEqual({ api: "http://127.0.0.1:7" })
  expect(workbench.served_).toEqual([])
})

test("what does not run any more is started again before it is looked at", async () => {
  const { workbench, deployer } = sandbox()
  expect(await deployer.reach("production", RUNNING)).toEqual(URLS)
  expect(workbench.served_).toEqual([{ stage: "production", sha: RELEASE.sha, services: SERVICES }])
})

test("a workbench that can starts the same services early; one that cannot is not asked", async () => {
  const { workbench, deployer } = sandbox()
  expect("prepare" in workbench).toBe(false)
  // what it would be asked for and has not would throw
  expect((deployer.prepare as NonNullable<typeof deployer.prepare>)("production", RELEASE)).toBeUndefined()
  expect(workbench.served_).toEqual([])
  const early: unknown[] = []
  Object.assign(workbench, { prepare: (...args: unknown[]) => early.push(args) })
  deployer.prepare?.("production", RELEASE)
  expect(early).toEqual([["production", RELEASE, SERVICES]])
})
