import { describe, expect, test } from "vitest"
import type { Fact } from "../../src/core/errors.ts"
import type { CommitCheck } from "../../src/core/gates/gate.ts"
import { away, checkNamed, known } from "../helpers/fake-code-host.ts"
import { byOwner, entryOf, shaOf, World } from "../helpers/world.ts"

const SHA = shaOf("v1.0.0")
const RUNNING = known([checkNamed("lint"), checkNamed("test", "in_progress")])
const GREEN = known([checkNamed("lint"), checkNamed("test")])
const RED = known([checkNamed("lint"), checkNamed("test", "failure")])

/** v1.0.0 is tagged; its checks say one thing after the other, at the seconds named. */
function worldWith(
  ci: object,
  first: Fact<CommitCheck[]>,
  later: [seconds: number, checks: Fact<CommitCheck[]>][] = [],
) {
  const world = new World({ gates: { ci: { provider: "github", ...ci } } })
  world.tag("v1.0.0")
  world.codeHost.commits.set(SHA, first)
  for (const [seconds, checks] of later) {
    world.clock.after(seconds, () => void world.codeHost.commits.set(SHA, checks))
  }
  return world
}

const phaseOf = ({ report }: Awaited<ReturnType<World["deploy"]>>) =>
  report.phases.find(({ name }) => name === "ci")

describe("a deploy waits for CI", () => {
  test("that runs, and goes when it passes", async () => {
    const world = worldWith({}, RUNNING, [[70, GREEN]])
    const ending = await world.deploy("staging", "v1.0.0")
    expect(ending).toMatchObject({ outcome: "deployed" })
    expect(phaseOf(ending)).toMatchObject({
      status: "ok",
      durationMs: 80_000,
      detail: `2 checks passed on ${SHA.slice(0, 7)}: lint, test`,
    })
    expect(world.said.filter((line) => line.startsWith("waiting for CI"))).toEqual([
      "waiting for CI: test (in_progress) (at most 10 min 00 s)",
    ])
  })

  test("and is refused when it fails", async () => {
    const ending = await worldWith({}, RUNNING, [[30, RED]]).deploy("staging", "v1.0.0")
    expect(ending).toMatchObject({ outcome: "blocked", code: "CI_NOT_GREEN", deploys: [] })
    expect(phaseOf(ending)).toMatchObject({ status: "failed" })
  })

  test("as long as it says, no longer", async () => {
    const world = worldWith({ waitSeconds: 50 }, RUNNING, [[51, GREEN]])
    const ending = await world.deploy("staging", "v1.0.0")
    expect(ending).toMatchObject({ outcome: "blocked", code: "CI_UNFINISHED", deploys: [] })
    expect(phaseOf(ending)).toMatchObject({ durationMs: 50_000 })
  })

  test("not at all where it says so", async () => {
    const ending = await worldWith({ waitSeconds: 0 }, RUNNING).deploy("staging", "v1.0.0")
    expect(ending).toMatchObject({ outcome: "blocked", code: "CI_UNFINISHED" })
    expect(phaseOf(ending)).toBeUndefined()
  })

  test("not where something else is in the way as well", async () => {
    const world = new World({
      gates: { ci: { provider: "github" }, incidents: { kind: "github-issues", label: "incident" } },
    })
    await world.stage("v1.0.0")
    world.codeHost.commits.set(SHA, RUNNING)
    world.codeHost.issues = known([{ title: "#7 Orders are lost" }])
    const ending = await world.deploy("production", "v1.0.0")
    expect(ending).toMatchObject({ outcome: "blocked", code: "CI_UNFINISHED" })
    expect(phaseOf(ending)).toBeUndefined()
  })

  test("not where it was waived, and something else is in the way", async () => {
    const world = worldWith({}, RUNNING)
    for (const entry of byOwner(entryOf("frozen"), entryOf("failed", { changed: false })))
      world.ledger.add("staging", entry)
    const ending = await world.deploy("staging", "v1.0.0", { waive: "ci=it takes too long" })
    expect(ending).toMatchObject({ outcome: "blocked", code: "STAGE_FROZEN" })
    expect(phaseOf(ending)).toBeUndefined()
  })

  test("to report what is required", async () => {
    const e2e = known([checkNamed("lint"), checkNamed("e2e")])
    const world = worldWith({ required: ["e2e"] }, known([checkNamed("lint")]), [[100, e2e]])
    expect(await world.deploy("staging", "v1.0.0")).toMatchObject({ outcome: "deployed" })
    expect(world.said).toContain("waiting for CI: e2e (not reported) (at most 10 min 00 s)")
  })

  test("to appear, but not for long: where nothing runs there is nothing to wait for", async () => {
    const late = worldWith({}, known([]), [[45, GREEN]])
    expect(await late.deploy("staging", "v1.0.0")).toMatchObject({ outcome: "deployed" })
    const never = worldWith({}, known([]))
    const ending = await never.deploy("staging", "v1.0.0")
    expect(ending).toMatchObject({ outcome: "blocked", code: "CI_MISSING" })
    expect(phaseOf(ending)).toMatchObject({ durationMs: 60_000 })
    expect(never.said).toContain("waiting for CI: no check has reported yet (at most 1 min 00 s)")
  })

  test("over a moment without GitHub, but not for ever", async () => {
    const moment = worldWith({}, RUNNING, [
      [30, away],
      [70, GREEN],
    ])
    expect(await moment.deploy("staging", "v1.0.0")).toMatchObject({ outcome: "deployed" })
    const forEver = worldWith({}, RUNNING, [[30, away]])
    const ending = await forEver.deploy("staging", "v1.0.0")
    expect(ending).toMatchObject({ outcome: "blocked", code: "GATE_UNAVAILABLE" })
    expect(phaseOf(ending)?.durationMs).toBe(100_000)
    expect(forEver.said).toContain("waiting for CI: GitHub is away. (at most 9 min 20 s)")
  })

  test("over a remote that is taken away", async () => {
    const gone: Fact<never> = { kind: "skipped", why: "the remote origin is on gitlab.com, not on GitHub" }
    const world = worldWith({}, RUNNING, [[30, gone]])
    await world.deploy("staging", "v1.0.0")
    expect(world.said).toContain(
      "waiting for CI: the remote origin is on gitlab.com, not on GitHub (at most 9 min 20 s)",
    )
  })

  test("until it is interrupted", async () => {
    const world = worldWith({}, RUNNING)
    world.clock.after(30, () => world.interrupt())
    const ending = await world.deploy("staging", "v1.0.0")
    expect(ending).toMatchObject({ outcome: "blocked", code: "CI_UNFINISHED", deploys: [], locked: false })
    expect(phaseOf(ending)?.durationMs).toBe(30_000)
  })
})

describe("a deploy does not wait for CI", () => {
  test("when something else stands in its way", async () => {
    const world = worldWith({}, RUNNING)
    world.unmerged.add("v1.0.0")
    const ending = await world.deploy("staging", "v1.0.0")
    expect(ending).toMatchObject({ outcome: "blocked", code: "TAG_NOT_ON_MAIN" })
    expect(phaseOf(ending)).toBeUndefined()
    expect(ending.report.gates.find(({ id }) => id === "ci")).toMatchObject({ code: "CI_UNFINISHED" })
  })

  test.each([
    ["has failed already", RED, "CI_NOT_GREEN"],
    ["cannot be asked", away, "GATE_UNAVAILABLE"],
    ["has only skipped", known([checkNamed("test", "skipped")]), "CI_MISSING"],
  ])("that %s", async (_, checks, code) => {
    const ending = await worldWith({}, checks).deploy("staging", "v1.0.0")
    expect(ending).toMatchObject({ outcome: "blocked", code })
    expect(phaseOf(ending)).toBeUndefined()
  })
})

test("without a commit CI is not asked", async () => {
  const world = new World({ gates: { ci: { provider: "github" } } })
  const ending = await world.deploy("staging", "v9.9.9")
  expect(ending).toMatchObject({ outcome: "blocked", code: "TAG_NOT_FOUND" })
  expect(ending.report.gates.find(({ id }) => id === "ci")).toMatchObject({
    status: "skipped",
    detail: "there is no commit to judge",
  })
  expect(world.codeHost.asked).toBe(0)
})

test("what happened while it waited is judged again", async () => {
  const incidents = { kind: "github-issues", label: "incident" }
  const world = new World({ gates: { ci: { provider: "github" }, incidents } })
  await world.stage("v1.0.0")
  world.codeHost.commits.set(SHA, RUNNING)
  world.clock.after(30, () => {
    world.codeHost.commits.set(SHA, GREEN)
    world.codeHost.issues = known([{ title: "#7 Orders are lost" }])
  })
  expect(await world.deploy("production", "v1.0.0")).toMatchObject({
    outcome: "blocked",
    code: "INCIDENT_OPEN",
    deploys: [],
  })
})

describe("preflight", () => {
  test("judges CI as it is", async () => {
    const world = worldWith({}, RUNNING)
    expect(await world.preflight("staging", "v1.0.0")).toMatchObject({
      outcome: "blocked",
      code: "CI_UNFINISHED",
    })
    expect(world.clock.sleeps).toEqual([])
  })

  test("waits for it when it is told to", async () => {
    const world = worldWith({}, RUNNING, [[30, GREEN]])
    expect(await world.preflight("staging", "v1.0.0", { waitSeconds: 120 })).toMatchObject({
      outcome: "done",
    })
  })
})
