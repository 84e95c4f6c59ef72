import { describe, expect, test } from "vitest"
import { foldEntry } from "../../src/core/ledger/fold.ts"
import { EMPTY_STATE } from "../../src/core/ledger/stage-state.ts"
import { named, releaseOf, shop, World } from "../helpers/world.ts"

test("a version that passes smoke on staging is deployed", async () => {
  const world = new World()
  world.tag("v1.0.0")
  expect(await world.deploy("staging", "v1.0.0")).toMatchObject({
    outcome: "deployed",
    ok: true,
    code: null,
    line: `staging runs ${named("v1.0.0")}, verified`,
    running: "v1.0.0 verified",
    changed: true,
    records: ["started", "deployed", "verified"],
    deploys: ["v1.0.0"],
    locked: false,
  })
})

test("what the deployer's tool calls a deploy is in the records of the version that it put there", async () => {
  const world = new World()
  for (const tag of ["v1.0.0", "v1.1.0"]) {
    world.tag(tag)
    world.stages.production.onDeploy(tag, (stage, { release }) => {
      stage.serve(release)
      return {
        ok: true,
        outputs: stage.outputs,
        reference: `update of ${tag}`,
      }
    })
  }
  await world.ship("v1.0.0")
  await world.deploy("staging", "v1.1.0")
  await world.deploy("production", "v1.1.0")
  await world.rollback("production")
  const references = world.ledger.records("production").map(({ kind, reference }) => `${kind}: ${reference}`)
  expect(references.filter((line) => !line.endsWith("undefined"))).toEqual([
    "deployed: update of v1.0.0",
    "verified: update of v1.0.0",
    "deployed: update of v1.1.0",
    "verified: update of v1.1.0",
    "deployed: update of v1.0.0",
    "rolled-back: update of v1.0.0",
  ])
})

test.each([
  ["staging", "v1.2.0", "staging"],
  ["production", "v1.1.0", "production+staging"],
] as const)(
  "a deploy to %s of a tag that is on main asks for no more than it needs",
  async (stage, tag, stages) => {
    const world = await shop()
    world.tag("v1.2.0")
    const operations: string[] = []
    const { read, history } = world.ledger
    world.ledger.before = (operation, entries) => {
      if (operation === "append") operations.push(`append ${entries.map(({ kind }) => kind).join("+")}`)
    }
    world.ledger.read = (wanted) => {
      operations.push(`read ${wanted.join("+")}`)
      return read.call(world.ledger, wanted)
    }
    world.ledger.history = (...request) => {
      operations.push(`history ${request[0]}`)
      return history.apply(world.ledger, request)
    }
    world.tags = async () => {
      operations.push("tags")
      return []
    }
    world.branchesWith = async () => {
      operations.push("branches")
      return []
    }
    expect(await world.deploy(stage, tag)).toMatchObject({ outcome: "deployed" })
    expect(operations).toEqual([
      `read ${stages}`,
      ...["append started", "append effect", "append deployed", "append verified"],
    ])
  },
)

describe("the record of a deploy", () => {
  const appendsOf = async (consecutive: number) => {
    const world = new World({ consecutive })
    world.tag("v1.0.0")
    const appends: string[] = []
    world.ledger.before = (operation, entries) => {
      if (operation === "append") appends.push(entries.map(({ kind }) => kind).join("+"))
    }
    const { outcome, report, recorded } = await world.deploy("staging", "v1.0.0")
    expect(outcome).toBe("deployed")
    expect(recorded).toEqual(JSON.parse(JSON.stringify(report)))
    return appends
  }

  test("is written while the smoke test goes on", async () => {
    expect(await appendsOf(2)).toEqual(["started", "effect", "deployed", "verified"])
  })

  test("is written with the verdict when the first attempt decides: a record costs a process, or a push", async () => {
    expect(await appendsOf(1)).toEqual(["started", "effect", "deployed+verified"])
  })
})

test("a version that staging verified is deployed to production, over the one that ran", async () => {
  const world = new World()
  await world.ship("v1.0.0")
  await world.stage("v1.1.0")
  const { report, ...ending } = await world.deploy("production", "v1.1.0", { reason: "release day" })
  expect(ending).toMatchObject({
    outcome: "deployed",
    line: `production runs ${named("v1.1.0")}, verified`,
    records: ["started", "deployed", "verified"],
    deploys: ["v1.1.0"],
    locked: false,
  })
  expect(report).toMatchObject({
    command: "deploy-production",
    app: "athlete-agent",
    stage: "production",
    ...releaseOf("v1.1.0"),
    previous: releaseOf("v1.0.0"),
    outputs: { api: "https://api.production.test", web: "https://production.test" },
    smoke: { verdict: "pass", attempts: 3 },
    rollbackSmoke: null,
    rolledBackTo: null,
    ledger: "memory",
    actor: "ana",
  })
  expect(world.stages.production.serves("v1.1.0")).toBe(true)
})

test("the report in the last record is the one that the run returns", async () => {
  const world = new World()
  world.tag("v1.0.0")
  const { report, recorded } = await world.deploy("staging", "v1.0.0")
  expect(recorded).toEqual(report)
})

test("the first deploy of a stage has nothing before it", async () => {
  const world = new World()
  world.tag("v1.0.0")
  expect((await world.deploy("staging", "v1.0.0")).report.previous).toBeNull()
})

test("phases are timed, traced and told as they end", async () => {
  const world = new World()
  world.tag("v1.0.0")
  const { report } = await world.deploy("staging", "v1.0.0")
  const phases = ["resolve", "gates", "deploy", "smoke"]
  expect(world.spans).toEqual(phases)
  expect(report.phases.map(({ name, status, durationMs }) => [name, status, durationMs])).toEqual([
    ["resolve", "ok", 0],
    ["gates", "ok", 0],
    ["deploy", "ok", 30_000],
    ["smoke", "ok", 2060],
  ])
  expect(report.durationMs).toBe(32_060)
  expect(world.said).toEqual([
    `ok  resolve  0.0 s  ${named("v1.0.0")}`,
    "ok  gates  0.0 s  all passed, lock taken",
    `ok  deploy  30.0 s  ${named("v1.0.0")}`,
    "attempt 1: api pass (200, version v1.0.0), web pass (200)",
    "ok  smoke  2.1 s  pass after 3 attempts: 3 full passes in a row",
  ])
})

test("the reason of a run, its owner and its commit stand in the ledger", async () => {
  const world = new World()
  world.tag("v1.0.0")
  await world.deploy("staging", "v1.0.0", { reason: "first release" })
  const [started] = world.ledger.records("staging")
  expect(started).toMatchObject({
    ...releaseOf("v1.0.0"),
    command: "deploy-staging",
    actor: "ana",
    host: "laptop",
    pid: 4711,
    reason: "first release",
    at: "2026-03-01T03:00:00.000Z",
    state: { lock: { runId: "run-1", tag: "v1.0.0" }, running: null },
  })
})

test("every record carries the state that its entries add up to", async () => {
  const world = new World()
  await world.ship("v1.0.0", "v1.1.0")
  const records = world.ledger.records("production")
  const states = records.map((_, index) => records.slice(0, index + 1).reduce(foldEntry, EMPTY_STATE))
  expect(records.map(({ state }) => state)).toEqual(states)
})

test("a version can be deployed again", async () => {
  const world = new World()
  await world.ship("v1.0.0")
  expect(await world.deploy("production", "v1.0.0")).toMatchObject({
    outcome: "deployed",
    deploys: ["v1.0.0"],
    report: { previous: releaseOf("v1.0.0") },
  })
})
