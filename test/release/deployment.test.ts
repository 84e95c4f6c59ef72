import { describe, expect, test } from "vitest"
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
