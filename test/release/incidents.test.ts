import { describe, expect, test } from "vitest"
import { away, known } from "../helpers/fake-code-host.ts"
import { World } from "../helpers/world.ts"

const PAGE = { kind: "http", url: "https://status.test/v2.json", json: { "status.indicator": "none" } }
const ISSUES = { kind: "github-issues", label: "incident" }

/** v1.0.0 is verified on staging. */
async function staged(incidents: object): Promise<World> {
  const world = new World({ gates: { incidents } })
  world.codeHost.page = known({ status: { indicator: "none" } })
  await world.stage("v1.0.0")
  return world
}

describe("production takes nothing while an incident is open", () => {
  test("as a status page has it", async () => {
    const world = await staged(PAGE)
    world.codeHost.page = known({ status: { indicator: "major" } })
    const ending = await world.deploy("production", "v1.0.0")
    expect(ending).toMatchObject({ outcome: "blocked", code: "INCIDENT_OPEN", deploys: [] })
    expect(ending.report.reason?.message).toBe('1 incident open: status.indicator is "major", not "none".')
    world.codeHost.page = known({ status: { indicator: "none" } })
    expect(await world.deploy("production", "v1.0.0")).toMatchObject({ outcome: "deployed" })
    expect(world.codeHost.reads).toContainEqual([PAGE.url, 10_000])
  })

  test("as issues have it", async () => {
    const world = await staged(ISSUES)
    world.codeHost.issues = known([{ title: "#7 Orders are lost" }])
    expect(await world.deploy("production", "v1.0.0")).toMatchObject({ code: "INCIDENT_OPEN", deploys: [] })
    world.codeHost.issues = known([])
    expect(await world.deploy("production", "v1.0.0")).toMatchObject({ outcome: "deployed" })
  })

  test("nor while it cannot be found out", async () => {
    for (const incidents of [PAGE, ISSUES]) {
      const world = await staged(incidents)
      world.codeHost.issues = away
      world.codeHost.page = away
      const ending = await world.deploy("production", "v1.0.0")
      expect(ending).toMatchObject({ outcome: "blocked", code: "GATE_UNAVAILABLE", deploys: [] })
      expect(ending.report.reason?.message).toBe(away.kind === "unavailable" ? away.message : null)
    }
  })

  test("nor while the page says something else", async () => {
    const world = await staged(PAGE)
    world.codeHost.page = known({ page: { name: "a new design" } })
    const { report } = await world.deploy("production", "v1.0.0")
    expect(report.reason).toMatchObject({
      code: "GATE_UNAVAILABLE",
      message: "The status page https://status.test/v2.json has no status.indicator.",
    })
  })
})

test("staging takes the fix", async () => {
  const world = await staged(ISSUES)
  world.codeHost.issues = known([{ title: "#7 Orders are lost" }])
  world.tag("v1.0.1")
  expect(await world.deploy("staging", "v1.0.1")).toMatchObject({ outcome: "deployed" })
})
