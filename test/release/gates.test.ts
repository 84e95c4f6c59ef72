import { describe, expect, test } from "vitest"
import { environmentError } from "../../src/core/errors.ts"
import { deploy } from "../../src/release/deploy.ts"
import { broken } from "../helpers/fake-ledger.ts"
import { sick } from "../helpers/fake-stage.ts"
import { entryOf, named, releaseOf, shaOf, shop, World } from "../helpers/world.ts"

const freeze = (world: World) =>
  world.ledger.add("production", entryOf("frozen", { ...releaseOf("v1.0.0"), detail: "not known why" }))

type Row = [code: string, tag: string, arrange: (world: World) => void]

const mistyped: Row[] = [
  ["TAG_INVALID", "main", () => {}],
  ["TAG_INVALID", "1.1.0", () => {}],
  ["TAG_INVALID", "v1.1.0; rm -rf /", () => {}],
  ["TAG_NOT_FOUND", "v9.9.9", () => {}],
]

test("of a tag that names no commit the gates say what they had nothing to judge by", async () => {
  const { report } = await (await shop()).deploy("production", "v9.9.9")
  const without = report.gates.filter(({ detail }) => detail === "there is no commit to judge")
  expect(without.map(({ id }) => id)).toEqual([
    ...["main", "moved", "tree", "prerelease", "staging", "soak", "quarantine", "older", "ci"],
    ...["migrations", "readiness"],
  ])
})

const gates: Row[] = [
  ["TAG_NOT_ON_MAIN", "v1.1.0", (world) => world.unmerged.add("v1.1.0")],
  ["TAG_MOVED", "v1.1.0", (world) => world.point("v1.1.0", shaOf("another commit"))],
  ["PRERELEASE_TO_PRODUCTION", "v1.2.0-rc.1", (world) => world.tag("v1.2.0-rc.1")],
  ["STAGING_NOT_VERIFIED", "v1.2.0", (world) => world.tag("v1.2.0")],
  ["STAGE_FROZEN", "v1.1.0", freeze],
]

describe.each([...mistyped, ...gates])("%s: production does not take %s", (code, tag, arrange) => {
  test("nothing is touched", async () => {
    const world = await shop()
    arrange(world)
    const before = world.ledger.state("production")
    expect(await world.deploy("production", tag)).toMatchObject({
      outcome: "blocked",
      ok: false,
      code,
      line: `Nothing was changed: ${tag} was not deployed to production, which still runs ${named("v1.0.0")}`,
      running: "v1.0.0 verified",
      changed: false,
      deploys: [],
      locked: false,
    })
    expect(world.ledger.state("production")).toEqual(before)
  })
})

test.each(mistyped)("E9: %s: %s leaves no record of a slip of the keyboard", async (code, tag) => {
  const world = await shop()
  expect(await world.deploy("production", tag)).toMatchObject({ code, records: [] })
  expect(world.others.calls.at(-1)).toBe("retire")
})

describe.each(gates)("%s: the refusal of %s", (code, tag, arrange) => {
  test("is recorded with its report", async () => {
    const world = await shop()
    arrange(world)
    const { report, recorded, records } = await world.deploy("production", tag)
    expect(records).toEqual(["blocked"])
    expect(recorded).toEqual(report)
    expect(world.ledger.records("production").at(-1)).toMatchObject({ code, tag })
  })

  test("is told even when the ledger cannot be written", async () => {
    const world = await shop()
    arrange(world)
    world.ledger.before = broken("append")
    expect(await world.deploy("production", tag)).toMatchObject({
      outcome: "blocked",
      code,
      line: `Nothing was changed: ${tag} was not deployed to production, which still runs ${named("v1.0.0")}`,
      records: [],
    })
    expect(world.said).toContain("the refusal could not be recorded: The remote is gone.")
  })
})

test("every failed gate is reported; the first one gives the reason", async () => {
  const world = await shop()
  world.tag("v1.2.0-rc.1")
  world.unmerged.add("v1.2.0-rc.1")
  freeze(world)
  const { report, code } = await world.deploy("production", "v1.2.0-rc.1")
  expect(code).toBe("TAG_NOT_ON_MAIN")
  expect(report.phases.at(-1)).toMatchObject({
    name: "gates",
    status: "failed",
    detail: `TAG_NOT_ON_MAIN: Commit ${shaOf("v1.2.0-rc.1").slice(0, 7)} is not on origin/main.`,
  })
  expect(report.gates.filter(({ status }) => status === "fail").map(({ id }) => id)).toEqual([
    "main",
    "prerelease",
    "staging",
    "frozen",
  ])
})

test("a version that was rolled back is refused by its own gate too", async () => {
  const world = await shop()
  world.stages.production.answer("v1.1.0", sick)
  await world.deploy("production", "v1.1.0")
  const { report, line } = await world.deploy("production", "v1.1.0")
  expect(line).toBe(
    `Nothing was changed: v1.1.0 was not deployed to production, which still runs ${named("v1.0.0")}`,
  )
  expect(report.gates.filter(({ status }) => status === "fail").map(({ code }) => code)).toEqual([
    "STAGE_FROZEN",
    "VERSION_QUARANTINED",
  ])
})

test("a mistyped tag is answered with the nearest ones", async () => {
  const { report } = await (await shop()).deploy("production", "v1.1.1")
  expect(report.reason?.message).toContain("Did you mean v1.1.0, v1.0.0?")
})

test("a stage without a deploy has nothing to go on with", async () => {
  const world = new World()
  expect(await world.deploy("staging", "v1.0.0")).toMatchObject({
    outcome: "blocked",
    code: "TAG_NOT_FOUND",
    line: "Nothing was changed: v1.0.0 was not deployed to staging",
    running: null,
  })
})

test("the lock is not judged as long as another gate fails", async () => {
  const world = await shop()
  world.ledger.add("production", entryOf("started"))
  const { code, report } = await world.deploy("production", "v9.9.9")
  expect(code).toBe("TAG_NOT_FOUND")
  expect(report.gates.map(({ id }) => id)).not.toContain("lock")
})

test("without a ledger to read nothing is judged and nothing begins", async () => {
  const world = await shop()
  world.ledger.before = () => {
    throw environmentError("LEDGER_UNAVAILABLE", "The remote is gone.\nIt says so in two lines.")
  }
  const run = deploy(world.context(), { stage: "production", tag: "v1.1.0", reason: null, waitSeconds: 0 })
  await expect(run).rejects.toMatchObject({ reason: { code: "LEDGER_UNAVAILABLE" } })
  expect(world.stages.production.deploys).toEqual(["v1.0.0"])
  expect(world.said.at(-1)).toBe("FAILED  resolve  0.0 s  The remote is gone.")
})

test("without a ledger to write a run that may begin does not begin", async () => {
  const world = await shop()
  world.ledger.before = broken("append")
  const run = deploy(world.context(), { stage: "production", tag: "v1.1.0", reason: null, waitSeconds: 0 })
  await expect(run).rejects.toMatchObject({ reason: { code: "LEDGER_UNAVAILABLE" } })
  expect(world.stages.production.deploys).toEqual(["v1.0.0"])
})

describe("which commits may be released is the team's to say", () => {
  async function beside(config: object): Promise<World> {
    const world = new World({ config })
    await world.ship("v1.0.0")
    world.tag("v1.1.0")
    world.unmerged.add("v1.1.0")
    return world
  }

  test("by itself only what is on main is, and the refusal names every way", async () => {
    const world = await beside({})
    world.unmergedOn = ["release/1.x"]
    const { report, ...ending } = await world.deploy("staging", "v1.1.0")
    expect(ending).toMatchObject({ outcome: "blocked", code: "TAG_NOT_ON_MAIN", deploys: [] })
    expect(report.reason?.message).toMatch(/ is not on origin\/main, but on origin\/release\/1\.x\.$/)
    expect(report.reason?.fix).toMatch(/Merge .*releaseBranches.*gates\.main: "warn".*--waive 'main=WHY'`/)
    expect(await world.deploy("staging", "v1.1.0", { waive: "main=a bot squashed it" })).toMatchObject({
      outcome: "deployed",
    })
  })

  test("the repository is not asked for the branches of what was merged", async () => {
    const world = new World()
    await world.ship("v1.0.0")
    const asked: string[] = []
    world.branchesWith = async (sha) => {
      asked.push(sha)
      return []
    }
    world.tag("v1.1.0")
    expect(await world.deploy("staging", "v1.1.0")).toMatchObject({ outcome: "deployed" })
    expect(asked).toEqual([])
  })

  test("with releaseBranches, what is on a branch of theirs", async () => {
    const world = await beside({ releaseBranches: ["main", "release/*"] })
    expect(await world.deploy("staging", "v1.1.0")).toMatchObject({ code: "TAG_NOT_ON_MAIN" })
    world.unmergedOn = ["release/1.x"]
    expect(await world.deploy("staging", "v1.1.0")).toMatchObject({ outcome: "deployed" })
  })

  test("with gates.main: warn, any", async () => {
    const world = await beside({ gates: { main: "warn" } })
    const { report, outcome } = await world.deploy("staging", "v1.1.0")
    expect(outcome).toBe("deployed")
    expect(report.gates.find(({ id }) => id === "main")?.detail).toContain("only warns of that")
  })
})
