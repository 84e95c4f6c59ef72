import { describe, expect, test } from "vitest"
import { deploy } from "../../src/release/deploy.ts"
import type { Deployment } from "../../src/release/ports.ts"
import { entryOf, World } from "../helpers/world.ts"

/** Deploys v2 over v1 and v1 before it, with a deployer that does something to the run that it is asked by. */
async function deployWith(ask: (deployment: Deployment, world: World) => Promise<void>) {
  const world = new World()
  await world.ship("v1.0.0")
  world.tag("v2.0.0")
  const ending = { asked: false }
  world.stages.staging.onDeploy("v2.0.0", async (stage, deployment) => {
    ending.asked = true
    await ask(deployment, world)
    stage.serve(deployment.release)
    return { ok: true, outputs: stage.outputs }
  })
  const { report } = await world.deploy("staging", "v2.0.0")
  expect(ending.asked).toBe(true)
  return { world, report }
}

describe("a deployer that finds what another run left behind", () => {
  test("learns that a run of this stage's ledger is over, and that others may not be", async () => {
    const seen: Record<string, boolean> = {}
    await deployWith(async ({ runId, isOver }, world) => {
      world.ledger.add("staging", entryOf("blocked", { runId: "run-98" }))
      // staging and production of v1.0.0 were the first two runs
      for (const run of ["run-1", "run-2", "run-98", "run-99", runId]) seen[run] = await isOver(run)
    })
    expect(seen).toEqual({ "run-1": true, "run-2": false, "run-98": false, "run-99": false, "run-3": false })
  })

  test("has what it does written down before it goes on, and the stage stays as it was", async () => {
    const { world, report } = await deployWith(({ claimEffect }) => claimEffect("a lock of run-1 is removed"))
    expect(report.outcome).toBe("deployed")
    const records = await world.ledger.history("staging", 10)
    expect(
      records
        .map(({ kind }) => kind)
        .reverse()
        .slice(-5),
    ).toEqual(["started", "effect", "effect", "deployed", "verified"])
    const [written] = records.filter(({ kind }) => kind === "effect")
    expect(written).toMatchObject({ tag: "v2.0.0", detail: "a lock of run-1 is removed", runId: "run-3" })
    expect(written?.state.running).toMatchObject({ tag: "v1.0.0", verified: true })
  })

  test("may touch nothing once the stage's lock was taken away", async () => {
    let touched = false
    const { report } = await deployWith(async ({ claimEffect }, world) => {
      const [view] = await world.ledger.read(["staging"])
      const [started] = await world.ledger.history("staging", 1)
      if (view === undefined || started === undefined) throw new Error("there is no lock")
      await world.ledger.tryAppend(view, [{ ...started, kind: "lock-broken", runId: "by-hand" }])
      await claimEffect("a lock of run-1 is removed")
      touched = true
    })
    expect(touched).toBe(false)
    expect(report).toMatchObject({ outcome: "inconclusive", reason: { code: "LOCK_LOST" } })
  })
})

test("a deployer and a migrator are given the lines' ear, the credentials, and only those that they need", async () => {
  const run = { when: "before", command: ["migrate"] }
  const world = new World({ config: { migrations: { path: "db", run } } })
  world.tag("v1.0.0")
  const { staging } = world.stages
  const orders: object[] = []
  const [migrate, obtain] = [staging.migrate.bind(staging), world.credentials.obtain.bind(world.credentials)]
  const obtained: number[] = []
  world.credentials.obtain = (...asked: unknown[]) => {
    obtained.push(Number(asked[1]))
    return obtain()
  }
  world.credentials.next.push({ ok: true, env: { AWS_REGION: "eu" }, secrets: {}, expiresAt: null })
  staging.migrate = (order) => {
    orders.push(order)
    return migrate(order)
  }
  const hear = () => {}
  const { report } = await world.run("staging", (context) =>
    deploy(
      { ...context, ports: { ...context.ports, hear } },
      { stage: "staging", tag: "v1.0.0", reason: null, waitSeconds: 0, allowOneWay: "the first" },
    ),
  )
  expect(report.outcome).toBe("deployed")
  // the database's address is no secret of the stage: only the deploy needs credentials
  expect(obtained).toHaveLength(1)
  expect(orders).toMatchObject([{ hear, credentials: { env: {}, secrets: {} } }])
  expect(staging.deployments).toMatchObject([{ hear, credentials: { env: { AWS_REGION: "eu" } } }])
})
