import { describe, expect, test } from "vitest"
import { render } from "../../src/core/report/render.ts"
import { away, checkNamed, known } from "../helpers/fake-code-host.ts"
import { entryOf, shaOf, World } from "../helpers/world.ts"

const GATES = {
  ci: { provider: "github", waitSeconds: 0 },
  incidents: { kind: "github-issues", label: "incident" },
}

/** v1.0.0 was shipped and v1.1.0 is verified on staging; then GitHub goes away. */
async function withoutGithub(): Promise<World> {
  const world = new World({ gates: GATES })
  await world.ship("v1.0.0")
  await world.stage("v1.1.0")
  world.codeHost.commits.set(shaOf("v1.1.0"), away)
  return world
}

const gateOf = ({ report }: Awaited<ReturnType<World["deploy"]>>, id: string) =>
  report.gates.find((gate) => gate.id === id)

describe("a waived gate", () => {
  test("lets the deploy go, and is in the ledger with the lock", async () => {
    const world = await withoutGithub()
    const ending = await world.deploy("production", "v1.1.0", { waive: "ci=tests passed at 21:00, see #4" })
    expect(ending).toMatchObject({ outcome: "deployed", running: "v1.1.0 verified", locked: false })
    expect(ending.records).toEqual(["started", "waived", "deployed", "verified"])
    expect(gateOf(ending, "ci")).toMatchObject({
      status: "waived",
      code: "GATE_UNAVAILABLE",
      waived: { by: "ana", why: "tests passed at 21:00, see #4", until: null },
    })
    expect(world.ledger.records("production").find(({ kind }) => kind === "waived")).toMatchObject({
      actor: "ana",
      tag: "v1.1.0",
      sha: shaOf("v1.1.0"),
      code: "GATE_UNAVAILABLE",
      reason: "tests passed at 21:00, see #4",
      detail: "ci: tests passed at 21:00, see #4. GitHub is away.",
      waiver: { gate: "ci", until: null },
    })
  })

  test("is shown in every format", async () => {
    const world = await withoutGithub()
    const { report } = await world.deploy("production", "v1.1.0", {
      waive: "ci@2026-03-02T00:00Z=tests passed",
    })
    const line = "waived by ana until 2026-03-02T00:00:00.000Z: tests passed"
    expect(render(report, "text")).toContain(
      `  waived   CI passed on the commit: GitHub is away.\n           ${line}\n`,
    )
    expect(render(report, "markdown")).toContain(
      `| CI passed on the commit | waived | GitHub is away. ${line} |`,
    )
    const gates = (JSON.parse(render(report, "json")) as typeof report).gates
    expect(gates).toContainEqual(
      expect.objectContaining({
        id: "ci",
        status: "waived",
        waived: { by: "ana", why: "tests passed", until: "2026-03-02T00:00:00.000Z" },
      }),
    )
  })

  test("ends with the run: the next one is refused again", async () => {
    const world = await withoutGithub()
    await world.deploy("production", "v1.1.0", { waive: "ci=tests passed" })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "blocked",
      code: "GATE_UNAVAILABLE",
      records: ["blocked"],
    })
  })

  test("does not take the others along", async () => {
    const world = await withoutGithub()
    world.codeHost.issues = known([{ title: "#7 Orders are lost" }])
    const ending = await world.deploy("production", "v1.1.0", { waive: "ci=tests passed" })
    expect(ending).toMatchObject({
      outcome: "blocked",
      code: "INCIDENT_OPEN",
      deploys: [],
      records: ["blocked"],
    })
    expect(gateOf(ending, "ci")).toMatchObject({ status: "waived" })
  })

  test("that was not needed is told, and not recorded", async () => {
    const world = await withoutGithub()
    const ending = await world.deploy("production", "v1.1.0", {
      waive: "ci=tests passed, incidents=perhaps there is one",
    })
    expect(ending.records).toEqual(["started", "waived", "deployed", "verified"])
    expect(gateOf(ending, "incidents")).toMatchObject({
      status: "pass",
      detail: "none is open (its waiver was not needed)",
    })
  })

  test("whose time comes while the run waits for the stage does not count any more", async () => {
    const world = await withoutGithub()
    world.ledger.add("production", entryOf("started"))
    const ending = await world.deploy("production", "v1.1.0", {
      waitSeconds: 900,
      waive: "ci@2026-03-01T03:05Z=tests passed",
    })
    expect(ending).toMatchObject({ outcome: "blocked", code: "GATE_UNAVAILABLE", deploys: [] })
    expect(gateOf(ending, "ci")?.detail).toContain("Its waiver expired at 2026-03-01T03:05:00.000Z.")
  })

  test("of staging makes production take what staging never saw, for a reason", async () => {
    const world = new World()
    world.tag("v1.0.0")
    const emergency = { waive: "staging=its database is gone", reason: "orders are lost" }
    expect(await world.deploy("production", "v1.0.0", emergency)).toMatchObject({ outcome: "deployed" })
    const [started, waived] = world.ledger.records("production")
    expect(started).toMatchObject({ kind: "started", reason: "orders are lost" })
    expect(waived).toMatchObject({
      kind: "waived",
      code: "STAGING_NOT_VERIFIED",
      waiver: { gate: "staging" },
    })
  })

  test("of CI keeps a deploy from waiting for it", async () => {
    const world = new World({ gates: { ci: { provider: "github" } } })
    world.tag("v1.0.0")
    world.codeHost.commits.set(shaOf("v1.0.0"), known([checkNamed("test", "in_progress")]))
    const ending = await world.deploy("staging", "v1.0.0", { waive: "ci=the runner hangs" })
    expect(ending).toMatchObject({ outcome: "deployed" })
    expect(ending.report.phases.map(({ name }) => name)).not.toContain("ci")
  })
})

describe("a waiver that is refused stops everything before it begins", () => {
  test.each([
    ["of an unknown gate", "mars=why"],
    ["of a gate that is never waived", "lock=why"],
    ["that has expired", "ci@2026-02-28T00:00Z=why"],
    ["without a reason", "ci="],
    ["of staging without a reason of the run", "staging=why"],
  ])("%s", async (_, waive) => {
    const world = await withoutGithub()
    const before = world.ledger.records("production")
    const [spans, asked] = [world.spans.length, world.codeHost.asked]
    await expect(world.deploy("production", "v1.1.0", { waive })).rejects.toMatchObject({
      kind: "usage",
      reason: { code: "WAIVER_REFUSED" },
    })
    expect(world.ledger.records("production")).toEqual(before)
    expect(world.spans).toHaveLength(spans)
    expect(world.codeHost.asked).toBe(asked)
    expect(world.stages.production.deploys).toEqual(["v1.0.0"])
  })
})

describe("preflight", () => {
  test("shows what the waivers of a deploy will do, and records none", async () => {
    const world = await withoutGithub()
    expect(await world.preflight("production", "v1.1.0")).toMatchObject({ outcome: "blocked", records: [] })
    const ending = await world.preflight("production", "v1.1.0", { waive: "ci=tests passed" })
    expect(ending).toMatchObject({ outcome: "done", ok: true, records: [] })
    expect(gateOf(ending, "ci")).toMatchObject({ status: "waived" })
  })

  test("refuses what a deploy will refuse", async () => {
    const world = await withoutGithub()
    await expect(world.preflight("production", "v1.1.0", { waive: "smoke=why" })).rejects.toMatchObject({
      reason: { code: "WAIVER_REFUSED" },
    })
  })
})
