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

test.each([
  ["does not exist", "TAG_NOT_FOUND", () => {}],
  [
    "the gates refuse",
    "TAG_NOT_ON_MAIN",
    (world: World) => {
      world.tag("v1.0.0")
      world.unmerged.add("v1.0.0")
    },
  ],
])("nothing begins for a tag that %s", async (_name, code, arrange) => {
  const world = new World()
  const prepare = preparing(world)
  arrange(world)
  expect(await world.deploy("staging", "v1.0.0")).toMatchObject({ outcome: "blocked", code })
  expect(prepare).not.toHaveBeenCalled()
})

test("nothing begins when something has changed since the plan was made", async () => {
  const world = new World()
  world.tag("v1.0.0")
  const prepare = preparing(world)
  const expected = (await world.plan("staging", "v1.0.0")).report.plan?.digest ?? ""
  await world.stage("v0.9.0")
  prepare.mockClear()
  expect(await world.deploy("staging", "v1.0.0", { expect: expected })).toMatchObject({
    outcome: "blocked",
    code: "PLAN_CHANGED",
  })
  expect(prepare).not.toHaveBeenCalled()
})
