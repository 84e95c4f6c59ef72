import { expect, test } from "vitest"
import { GATES } from "../../src/core/gates/gates.ts"
import { entryOf, named, releaseOf, World } from "../helpers/world.ts"

const statuses = ({ gates }: { gates: { id: string; status: string }[] }) =>
  Object.fromEntries(gates.map(({ id, status }) => [id, status]))

test("a tag that may go says so, with every gate, and leaves no trace", async () => {
  const world = new World()
  await world.ship("v1.0.0")
  await world.stage("v1.1.0")
  const { report, ...ending } = await world.preflight("production", "v1.1.0")
  expect(ending).toMatchObject({
    outcome: "done",
    ok: true,
    line: `v1.1.0 may go to production; production still runs ${named("v1.0.0")}`,
    changed: false,
    records: [],
    deploys: [],
    locked: false,
  })
  expect(report).toMatchObject(releaseOf("v1.1.0"))
  const other = Object.entries(statuses(report)).filter(([, status]) => status !== "pass")
  // only what is configured is asked
  const notAsked = {
    soak: "skipped",
    window: "skipped",
    drift: "skipped",
    ci: "skipped",
    incidents: "skipped",
    migrations: "skipped",
    secrets: "skipped",
    credentials: "skipped",
  }
  expect(Object.fromEntries(other)).toEqual(notAsked)
  const notYet = ["plan", "smoke"]
  expect(report.gates.map(({ id }) => id)).toEqual(Object.keys(GATES).filter((id) => !notYet.includes(id)))
})

test("everything that stands in the way is told at once, each with its fix", async () => {
  const world = new World()
  await world.ship("v1.0.0")
  world.ledger.add("production", entryOf("started", { runId: "run-of-eve" }))
  const { report, ...ending } = await world.preflight("production", "v9.0.0-rc.1")
  expect(ending).toMatchObject({ outcome: "blocked", code: "TAG_NOT_FOUND", records: [] })
  expect(statuses(report)).toMatchObject({ tag: "fail", main: "skipped", lock: "fail" })
  expect(report.gates.filter(({ status, fix }) => status === "fail" && fix === null)).toEqual([])
})

test("a waiver needs no reason of the run: the deploy will have one", async () => {
  const world = new World()
  await world.ship("v1.0.0")
  world.tag("v1.1.0")
  const { report, outcome } = await world.preflight("production", "v1.1.0", { waive: "staging=it is down" })
  expect(outcome).toBe("done")
  expect(statuses(report)).toMatchObject({ staging: "waived" })
})
