import { describe, expect, test } from "vitest"
import type { CredentialsFound } from "../../src/core/aws/credentials.ts"
import type { Fact } from "../../src/core/errors.ts"
import { reason } from "../../src/core/reasons.ts"
import type { Report } from "../../src/core/report/report.ts"
import type { ObtainedCredentials } from "../../src/release/ports.ts"
import { HELD } from "../helpers/fake-credentials.ts"
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
      report: { log: [] },
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
      reason: { message: expect.stringMatching(/^The credentials expired at .* while the deploy ran\./) },
    },
  })
})

describe("before anything is touched", () => {
  const AWS = { config: { stages: { production: { region: "eu-central-1", account: "123456789012" } } } }
  const wrong = { ...HELD, identity: { account: "210987654321", arn: "arn:aws:iam::210987654321:user/ana" } }
  const gateOf = ({ report }: { report: Report }) => report.gates.find(({ id }) => id === "credentials")

  test("the report names whose the credentials are", async () => {
    const world = await shop(AWS)
    const ending = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({ outcome: "deployed" })
    expect(gateOf(ending)).toMatchObject({
      status: "pass",
      detail:
        "role deploy in account 123456789012, eu-central-1, from GitHub's OIDC token: renewed for each phase",
    })
    // staging names no region
    expect(new Set(world.credentials.looks)).toEqual(new Set([1800]))
  })

  test.each<[string, Fact<CredentialsFound>, string]>([
    ["of another account", { kind: "known", value: wrong }, "CREDENTIALS_WRONG_ACCOUNT"],
    [
      "that end too soon",
      { kind: "known", value: { ...HELD, renewable: false, lifeSeconds: 600 } },
      "CREDENTIALS_TOO_SHORT",
    ],
    [
      "that are nowhere",
      { kind: "known", value: { kind: "missing", tried: ["no keys"] } },
      "CREDENTIALS_MISSING",
    ],
    ["that cannot be judged", { kind: "unavailable", message: "The cloud is away." }, "GATE_UNAVAILABLE"],
  ])("credentials %s block a deploy and a rollback, without a lock", async (_name, found, code) => {
    const world = await shop(AWS)
    world.credentials.found = found
    const blocked = {
      outcome: "blocked",
      code,
      deploys: [],
      records: ["blocked"],
      locked: false,
      changed: false,
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject(blocked)
    expect(await world.preflight("production", "v1.1.0")).toMatchObject({ outcome: "blocked", code })
    world.credentials.found = { kind: "known", value: HELD }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
    world.credentials.found = found
    expect(await world.rollback("production")).toMatchObject(blocked)
  })

  test("a stage without a region is not asked about", async () => {
    const world = await shop()
    world.credentials.found = { kind: "unavailable", message: "The cloud is away." }
    const ending = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({ outcome: "deployed" })
    expect(gateOf(ending)).toMatchObject({ status: "skipped", detail: "no AWS region is set for the stage" })
    expect(world.credentials.looks).toEqual([])
  })
})
