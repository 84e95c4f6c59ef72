import { describe, expect, test } from "vitest"
import type { Report } from "../../src/core/report/report.ts"
import { healthy, refused, response, sick } from "../helpers/fake-stage.ts"
import { byOwner, entryOf, named, releaseOf, shaOf, World } from "../helpers/world.ts"

async function shop(): Promise<World> {
  const world = new World()
  await world.ship("v1.0.0")
  return world
}

/** Whatever it finds, it changes and records nothing. */
const harmless = { changed: false, records: [], deploys: [], locked: false }

test("a stage that serves what the ledger says and answers rightly passes", async () => {
  const { report, ...ending } = await (await shop()).smoke("production")
  expect(ending).toMatchObject({
    ...harmless,
    outcome: "done",
    ok: true,
    code: null,
    line: `production runs ${named("v1.0.0")}, passes smoke`,
    running: "v1.0.0 verified",
  })
  expect(report).toMatchObject({
    ...releaseOf("v1.0.0"),
    smoke: { verdict: "pass", attempts: 3 },
    outputs: { api: "https://api.production.test" },
  })
})

test("a version that has gone bad fails, and is not called verified", async () => {
  const world = await shop()
  world.stages.production.answer("v1.0.0", sick)
  expect(await world.smoke("production")).toMatchObject({
    ...harmless,
    outcome: "failed",
    ok: false,
    code: "SMOKE_FAILED",
    line: `production is on ${named("v1.0.0")} and does not pass: api was wrong 3 times in a row: status 500, not 200`,
    running: "v1.0.0 unverified",
    report: { reason: { fix: expect.stringMatching(/^If it was deployed lately, roll back: /) } },
  })
})

test("another version than the ledger's fails", async () => {
  const world = await shop()
  world.stages.production.serve(releaseOf("v0.9.0"))
  const { report, outcome, line } = await world.smoke("production")
  expect(outcome).toBe("failed")
  expect(report.reason?.message).toBe(
    "not right, and no time left to pass within 90 s: api: version v0.9.0, not v1.0.0",
  )
  expect(line).toMatch(/^production is on v1\.0\.0 \(.{7}\) by the ledger and does not pass: /)
  expect(report.reason?.fix).toContain("`deploy-production --tag v1.0.0 --waive 'drift=WHY'`")
})

test("a ledger that knows of no version any more has none that came meanwhile", async () => {
  const world = await shop()
  world.clock.after(1, () => world.ledger.setBack("production", 0))
  world.stages.production.answer("v1.0.0", () => refused)
  const { outcome, code } = await world.smoke("production")
  expect([outcome, code]).toEqual(["failed", "SMOKE_FAILED"])
})

test("a version that another run replaces meanwhile has not failed", async () => {
  const world = await shop()
  world.tag("v1.1.0")
  world.clock.after(1, () => {
    world.stages.production.serve(releaseOf("v1.1.0"))
    world.play("production", byOwner(entryOf("deployed", releaseOf("v1.1.0"))))
  })
  world.stages.production.answer("v1.0.0", () => refused)
  const ending = await world.smoke("production")
  expect(ending).toMatchObject({
    outcome: "inconclusive",
    code: "STAGE_CHANGED",
    running: "v1.1.0 unverified",
    report: { ...releaseOf("v1.0.0"), smoke: { verdict: "fail" } },
  })
  const what = `${named("v1.0.0")} was looked at, and meanwhile ${named("v1.1.0")} came to production.`
  expect(ending.report.reason?.message).toBe(what)
})

test("nothing that answers is started again", async () => {
  const world = await shop()
  world.stages.production.answer("v1.0.0", () => refused)
  const { report } = await world.smoke("production")
  expect(report.reason?.fix).toMatch(/^Start the application again/)
})

test("an unverified version that passes names what verifies it", async () => {
  const world = await shop()
  world.tag("v1.1.0")
  world.stages.staging.answer("v1.1.0", sick)
  await world.deploy("staging", "v1.1.0")
  world.stages.staging.answer("v1.1.0", healthy)
  await world.quarantine("v1.1.0", { lift: true })
  const judged = "`deploy-staging --tag v1.1.0` judges it again"
  expect(await world.smoke("staging")).toMatchObject({
    ...harmless,
    outcome: "done",
    line: `staging runs ${named("v1.1.0")}, passes smoke, unverified: ${judged}`,
  })
})

test("an unverified version that is kept out is named with what lets it in again, in an order that works", async () => {
  const opens = "`unfreeze --stage staging --reason 'WHY'`"
  const lifts = "`quarantine --tag v1.1.0 --lift --stage staging --reason 'WHY'`"
  const cases: [by: string, freeze: boolean, what: string, steps: string[]][] = [
    ["pipeline", false, "quarantined", [lifts]],
    ["pipeline", true, "quarantined, frozen", [opens]],
    ["person", false, "quarantined", [lifts]],
    ["person", true, "quarantined, frozen", [opens, lifts]],
  ]
  for (const [by, freeze, what, steps] of cases) {
    const world = await shop()
    world.tag("v1.1.0")
    world.stages.staging.answer("v1.1.0", sick)
    await world.deploy("staging", "v1.1.0")
    world.stages.staging.answer("v1.1.0", healthy)
    if (by === "person") await world.quarantine("v1.1.0", { stage: "staging" })
    if (freeze) await world.freeze("staging")
    const then = [...steps, "`deploy-staging --tag v1.1.0` judges it again"].join(", then ")
    expect((await world.smoke("staging")).line).toBe(
      `staging runs ${named("v1.1.0")}, passes smoke, unverified, ${what}: when it is good after all, ${then}`,
    )
    for (const step of steps)
      expect(
        step === opens ? await world.unfreeze("staging") : await world.quarantine("v1.1.0", { lift: true }),
      ).toMatchObject({ ok: true })
    expect(await world.deploy("staging", "v1.1.0")).toMatchObject({ outcome: "deployed" })
  }
})

test("without a network nothing is said of the stage", async () => {
  const world = await shop()
  world.stages.production.network = false
  expect(await world.smoke("production")).toMatchObject({
    ...harmless,
    outcome: "inconclusive",
    code: "SMOKE_INCONCLUSIVE",
    line: expect.stringMatching(
      /^production is on v1\.0\.0 \(.{7}\), could not be judged: nothing could be reached/,
    ),
  })
})

test("without addresses nothing is said of the stage", async () => {
  const world = await shop()
  world.stages.production.reach = async () => ({ web: "https://production.test" })
  const { report, ...ending } = await world.smoke("production")
  expect(ending).toMatchObject({
    ...harmless,
    outcome: "inconclusive",
    code: "OUTPUTS_MISSING",
    line: `production is on ${named("v1.0.0")}, could not be judged: The stage has no api, which the checks need.`,
  })
  expect(report.smoke).toBeNull()
  world.stages.production.reach = async () => ({})
  expect((await world.smoke("production")).line).toContain(
    "The stage has no api, web, which the checks need.",
  )
})

test("an empty stage has nothing to judge", async () => {
  expect(await new World().smoke("production")).toMatchObject({
    ...harmless,
    outcome: "blocked",
    code: "NOTHING_DEPLOYED",
    line: "The ledger knows no deploy of production, and nothing gives its address: api, web.",
  })
})

test("an interrupted one judges nothing", async () => {
  const world = await shop()
  world.stages.production.answer("v1.0.0", () => refused)
  world.clock.after(10, () => world.interrupt())
  const { report, ...ending } = await world.smoke("production")
  expect(ending).toMatchObject({
    ...harmless,
    outcome: "inconclusive",
    code: "INTERRUPTED",
    line: `production is on ${named("v1.0.0")}, could not be judged: The run was interrupted.`,
  })
  expect(report.reason?.fix).toBe("Run the same command again.")
})

test("a defect of the pipeline is not taken for one of the stage", async () => {
  const world = await shop()
  world.stages.production.answer("v1.0.0", () => {
    throw new Error("no such check")
  })
  await expect(world.smoke("production")).rejects.toThrow("no such check")
})

describe("a stage that the ledger does not know", () => {
  const url = "api=https://api.production.test,web=https://production.test"
  const says = (body: object) => response(200, JSON.stringify(body))
  const checksFor = (expect: object) => [
    { name: "home", url: "{web}/" },
    { name: "extra", url: "{api}/extra", optional: true, expect: { version: "version" } },
    { name: "api", url: "{api}/health", expect },
  ]

  test.each<[string, object, object, object, Partial<Report>]>([
    [
      "by its tag",
      { version: "version" },
      { version: "v1.0.0" },
      { version: "v9.9.9" },
      { ok: true, ...releaseOf("v1.0.0") },
    ],
    [
      "by its commit, however that is written",
      { sha: "commit" },
      { commit: shaOf("v1.0.0").toUpperCase() },
      {},
      { ok: true, tag: null },
    ],
    [
      "by a version that has no tag",
      { version: "version" },
      { version: "v7.0.0" },
      {},
      { ok: true, tag: null, sha: null },
    ],
  ])("is judged %s, and by no check that is optional", async (_, shows, said, extra, expected) => {
    const world = new World({ config: { smoke: { checks: checksFor(shows) } } })
    world.tag("v1.0.0", "v1.1.0")
    const looked: unknown[] = []
    const { lookUp } = world
    world.lookUp = (tag) => {
      looked.push(tag)
      return lookUp.call(world, tag)
    }
    world.stages.production.serve(releaseOf("v1.0.0"))
    world.stages.production.answer("v1.0.0", ({ check }) => says(check === "extra" ? extra : said))
    const { report } = await world.smoke("production", url)
    expect(report).toMatchObject(expected)
    expect(looked).toEqual(report.tag === null ? [] : [report.tag])
  })
})
