import { describe, expect, test } from "vitest"
import { reason } from "../../dagger/src/core/reasons.ts"
import type { ObtainedCredentials } from "../../dagger/src/release/ports.ts"
import { failsHalfway, sick } from "../helpers/fake-stage.ts"
import { named, shop } from "../helpers/world.ts"

const session = (name: string, expiresAt: Date | null = null): ObtainedCredentials => ({
  ok: true,
  env: { AWS_REGION: "eu-central-1" },
  secrets: { AWS_SESSION_TOKEN: { plaintext: async () => name } },
  expiresAt,
})
const refused: ObtainedCredentials = {
  ok: false,
  reason: reason("CREDENTIALS_REFUSED", "No AWS credentials: no."),
}

test("a rollback gets credentials of its own", async () => {
  const world = await shop()
  world.stages.production.answer("v1.1.0", sick)
  world.credentials.next.push(session("first"), session("second"))
  const before = world.stages.production.deployments.length
  expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "rolled-back" })
  const deployments = world.stages.production.deployments.slice(before)
  expect(
    await Promise.all(
      deployments.map(({ credentials }) => credentials.secrets.AWS_SESSION_TOKEN?.plaintext()),
    ),
  ).toEqual(["first", "second"])
  expect(deployments.map(({ credentials }) => credentials.env)).toEqual([
    { AWS_REGION: "eu-central-1" },
    { AWS_REGION: "eu-central-1" },
  ])
})

describe("credentials that cannot be had", () => {
  test("for the deploy leave the stage as it was", async () => {
    const world = await shop()
    world.credentials.next.push(refused)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "failed",
      code: "CREDENTIALS_REFUSED",
      line: `Nothing was changed: production still runs ${named("v1.0.0")}`,
      deploys: [],
      locked: false,
    })
  })

  test("for the rollback leave the stage on the version that failed, and say so", async () => {
    const world = await shop()
    world.stages.production.answer("v1.1.0", sick)
    world.credentials.next.push(session("first"), refused)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "rollback-failed",
      deploys: ["v1.1.0"],
      changed: true,
      report: { reason: { message: expect.stringContaining("No AWS credentials: no.") } },
    })
  })
})

test("credentials that end under a deploy are reported as such, and the rollback gets new ones", async () => {
  const world = await shop()
  world.stages.production.onDeploy("v1.1.0", failsHalfway)
  // a deploy takes 30 s
  world.credentials.next.push(
    session("first", new Date(world.clock.now().getTime() + 10_000)),
    session("second"),
  )
  expect(await world.deploy("production", "v1.1.0")).toMatchObject({
    outcome: "rolled-back",
    code: "CREDENTIALS_EXPIRED",
    running: "v1.0.0 verified",
    report: {
      reason: { message: expect.stringMatching(/^The credentials ended at .* while the deploy ran\./) },
    },
  })
})
