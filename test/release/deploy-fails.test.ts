import { expect, test } from "vitest"
import { failsHalfway, failsUnchanged } from "../helpers/fake-stage.ts"
import { named, releaseOf, World } from "../helpers/world.ts"

/** v1.0.0 runs everywhere; v1.1.0 is tagged and, unless staging is to take it, verified on staging. */
async function shop(settings: { next: "staging" | "production"; staging?: "automatic" }): Promise<World> {
  const { next, ...rest } = settings
  const world = new World(rest)
  await world.ship("v1.0.0")
  world.tag("v1.1.0")
  if (next === "production") await world.stage("v1.1.0")
  return world
}

test("a deploy that changed nothing leaves the stage as it was", async () => {
  const world = await shop({ next: "production" })
  world.stages.production.onDeploy("v1.1.0", failsUnchanged)
  const { report, recorded, ...ending } = await world.deploy("production", "v1.1.0")
  expect(ending).toEqual({
    outcome: "failed",
    ok: false,
    code: "DEPLOY_FAILED",
    line: `Nothing was changed: production still runs ${named("v1.0.0")}`,
    running: "v1.0.0 verified",
    changed: false,
    records: ["started", "failed"],
    deploys: ["v1.1.0"],
    locked: false,
  })
  expect(report.log).toEqual(["error: cannot find module"])
  expect(recorded).toEqual(report)
  expect(world.ledger.state("production")).toMatchObject({ frozen: null, quarantine: [] })
})

test("a deploy that failed halfway on production is rolled back", async () => {
  const world = await shop({ next: "production" })
  world.stages.production.onDeploy("v1.1.0", failsHalfway)
  const { report, recorded, ...ending } = await world.deploy("production", "v1.1.0")
  expect(ending).toEqual({
    outcome: "rolled-back",
    ok: false,
    code: "DEPLOY_FAILED",
    line: `production runs ${named("v1.0.0")}, not v1.1.0: rolled back, verified`,
    running: "v1.0.0 verified",
    changed: true,
    records: ["started", "frozen", "rollback-started", "deployed", "rolled-back"],
    deploys: ["v1.1.0", "v1.0.0"],
    locked: false,
  })
  expect(report).toMatchObject({ smoke: null, rollbackSmoke: { verdict: "pass" } })
  expect(report.log).toEqual(["v1.1.0: cannot update the function"])
  expect(recorded).toEqual(report)
  expect(world.stages.production.serves("v1.0.0")).toBe(true)
})

test("a deploy that failed halfway on staging stays there for a person to look at", async () => {
  const world = await shop({ next: "staging" })
  world.stages.staging.onDeploy("v1.1.0", failsHalfway)
  expect(await world.deploy("staging", "v1.1.0")).toMatchObject({
    outcome: "failed",
    code: "DEPLOY_FAILED",
    line: `staging is on ${named("v1.1.0")}, unverified: deploy v1.1.0 ended with exit code 1.`,
    running: "v1.1.0 unverified",
    changed: true,
    records: ["started", "failed"],
    deploys: ["v1.1.0"],
    locked: false,
  })
})

test("staging is rolled back where it is set to", async () => {
  const world = await shop({ next: "staging", staging: "automatic" })
  world.stages.staging.onDeploy("v1.1.0", failsHalfway)
  expect(await world.deploy("staging", "v1.1.0")).toMatchObject({
    outcome: "rolled-back",
    line: `staging runs ${named("v1.0.0")}, not v1.1.0: rolled back, verified`,
    deploys: ["v1.1.0", "v1.0.0"],
    locked: false,
  })
})

test("a first version has nowhere to go back to", async () => {
  const world = new World()
  await world.stage("v1.0.0")
  world.stages.production.onDeploy("v1.0.0", failsHalfway)
  const { report, ...ending } = await world.deploy("production", "v1.0.0")
  const message =
    "deploy v1.0.0 ended with exit code 1. No rollback: No version has passed smoke on this stage yet."
  expect(ending).toMatchObject({
    outcome: "failed",
    code: "DEPLOY_FAILED",
    line: `production is on ${named("v1.0.0")}, unverified: ${message}`,
    running: "v1.0.0 unverified",
    changed: true,
    records: ["started", "failed"],
    deploys: ["v1.0.0"],
    locked: false,
  })
  expect(report.reason).toMatchObject({
    message,
    fix: expect.stringMatching(/^Fix forward: .* `adopt --tag VERSION --stage production`\.$/),
  })
})

test("outputs that the checks need and the deploy did not give count as a failed deploy", async () => {
  const world = await shop({ next: "production" })
  world.stages.production.onDeploy("v1.1.0", (stage, { release }) => {
    stage.serve(release)
    return { ok: true, outputs: { web: "https://production.test" } }
  })
  const { report, ...ending } = await world.deploy("production", "v1.1.0")
  expect(ending).toMatchObject({
    outcome: "rolled-back",
    code: "OUTPUTS_MISSING",
    running: "v1.0.0 verified",
    records: ["started", "frozen", "rollback-started", "deployed", "rolled-back"],
    deploys: ["v1.1.0", "v1.0.0"],
    locked: false,
  })
  expect(report.reason?.message).toBe("The deploy gave no api, which the smoke checks need.")
  expect(report.log).toEqual([])
})

test.each(["not a url", "ftp://production.test", "javascript:alert(1)"])(
  "an output that is no address of the web (%s) counts as missing where a check needs one",
  async (api) => {
    const world = await shop({ next: "production" })
    world.stages.production.onDeploy("v1.1.0", (stage, { release }) => {
      stage.serve(release)
      return { ok: true, outputs: { ...stage.outputs, api } }
    })
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "rolled-back",
      code: "OUTPUTS_MISSING",
      running: "v1.0.0 verified",
    })
    expect(report.reason?.message).toBe(
      "The deploy gave no api that is an http:// or https:// address, which the smoke checks need.",
    )
  },
)

test("all outputs that are missing are named at once", async () => {
  const world = await shop({ next: "production" })
  world.stages.production.onDeploy("v1.1.0", (stage, { release }) => {
    stage.serve(release)
    return { ok: true, outputs: {} }
  })
  const { report } = await world.deploy("production", "v1.1.0")
  expect(report.reason?.message).toBe("The deploy gave no api, web, which the smoke checks need.")
})

test("a later good version ends the trouble of a failed one", async () => {
  const world = await shop({ next: "staging" })
  world.stages.staging.onDeploy("v1.1.0", failsHalfway)
  await world.deploy("staging", "v1.1.0")
  world.tag("v1.1.1")
  expect(await world.deploy("staging", "v1.1.1")).toMatchObject({
    outcome: "deployed",
    report: { previous: releaseOf("v1.1.0") },
  })
})
