import { expect, test, vi } from "vitest"
import { releaseOf, World } from "../helpers/world.ts"

function preparing(world: World) {
  const prepare = vi.fn()
  Object.assign(world.stages.staging, { prepare })
  return prepare
}

test("what touches no stage may begin before the lock is taken", async () => {
  const world = new World()
  world.tag("v1.0.0")
  const prepare = preparing(world)
  prepare.mockImplementation(() => expect(world.ledger.state("staging").lock).toBeNull())
  expect(await world.deploy("staging", "v1.0.0")).toMatchObject({ outcome: "deployed" })
  expect(prepare.mock.calls).toEqual([["staging", releaseOf("v1.0.0")]])
})

test("nothing begins for a tag that the gates refuse, or that does not exist", async () => {
  const world = new World()
  const prepare = preparing(world)
  expect(await world.deploy("staging", "v1.0.0")).toMatchObject({ outcome: "blocked" })
  expect(prepare).not.toHaveBeenCalled()
})
