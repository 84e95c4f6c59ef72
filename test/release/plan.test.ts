import { describe, expect, test } from "vitest"
import type { Runner } from "../../src/core/ledger/owner.ts"
import { reason } from "../../src/core/reasons.ts"
import type { Deployer } from "../../src/release/ports.ts"
import { checkNamed, known } from "../helpers/fake-code-host.ts"
import { byOwner, entryOf, named, releaseOf, shaOf, World } from "../helpers/world.ts"

const CONFIG = { config: { migrations: { path: "db" } } }
const ONE = { "db/1.sql": "CREATE TABLE a (id int);" }
const TWO = { ...ONE, "db/2.sql": "CREATE TABLE b (id int);" }

async function planned(more: object = {}): Promise<World> {
  const world = new World({ config: { ...CONFIG.config, ...more } })
  world.tagWith("v1.0.0", ONE)
  await world.ship("v1.0.0")
  world.tagWith("v1.1.0", TWO)
  await world.stage("v1.1.0")
  return world
}

const digestOf = async (world: World, tag = "v1.1.0"): Promise<string> =>
  (await world.plan("production", tag)).report.plan?.digest ?? ""

const resources: NonNullable<Deployer["plan"]> = async () => ({
  kind: "known",
  value: [{ op: "create", type: "queue", name: "jobs" }],
})

describe("a plan", () => {
  test("shows what a deploy would do, and leaves no trace", async () => {
    const world = await planned()
    const { report, ...ending } = await world.plan("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "done",
      ok: true,
      line: `${named("v1.1.0")} to production, 1 commit, reversible; every gate passes; production still runs ${named("v1.0.0")}`,
      changed: false,
      records: [],
      deploys: [],
    })
    expect(report).toMatchObject({ command: "plan", ...releaseOf("v1.1.0") })
    expect(report.plan).toMatchObject({
      commits: { kind: "known", value: { commits: [{ author: "ana" }], more: 0, dropped: 0 } },
      migrations: { kind: "known", value: [{ path: "db/2.sql", risk: "additive" }] },
      infrastructure: { kind: "skipped", why: "the deployer cannot tell before it deploys" },
      rollbackTarget: releaseOf("v1.0.0"),
      reversible: true,
      oneWay: [],
    })
    expect(report.gates.at(-1)).toMatchObject({ id: "lock", status: "pass" })
  })

  test("is shown although gates would stop the deploy, and tells how many", async () => {
    const world = await planned()
    world.ledger.add("production", entryOf("frozen", { ...releaseOf("v1.0.0"), detail: "no network" }))
    const { outcome, line, report } = await world.plan("production", "v1.1.0")
    expect(outcome).toBe("done")
    expect(line).toContain("; 1 gate would stop it; ")
    expect(report.plan?.digest).toMatch(/^plan1\./)
  })

  test("of a deploy that goes back says so", async () => {
    const world = await planned()
    await world.deploy("production", "v1.1.0")
    const { report } = await world.plan("production", "v1.0.0")
    expect(report.plan).toMatchObject({ commits: { value: { commits: [], dropped: 1 } }, reversible: false })
  })

  test("of a first deploy has no way back and no number of commits that it could not know", async () => {
    const world = new World()
    world.tag("v1.0.0")
    world.log = async () => ({ kind: "unavailable", message: "shallow" })
    const { line, report } = await world.plan("staging", "v1.0.0")
    expect(report.plan).toMatchObject({ rollbackTarget: null, oneWay: ["nothing runs on the stage yet"] })
    expect(line).toBe(
      `${named("v1.0.0")} to staging, one-way; every gate passes; the ledger knows no deploy of staging`,
    )
  })

  test("of no tag is none", async () => {
    const { outcome, code, report } = await (await planned()).plan("production", "v9.9.9")
    expect({ outcome, code, plan: report.plan }).toEqual({
      outcome: "blocked",
      code: "TAG_NOT_FOUND",
      plan: null,
    })
  })

  test("looks at a stage that another run holds", async () => {
    const world = await planned()
    world.ledger.add("production", entryOf("started", releaseOf("v1.0.0")))
    const { outcome, report } = await world.plan("production", "v1.1.0")
    expect(outcome).toBe("done")
    expect(report.gates.at(-1)).toMatchObject({ id: "lock", status: "fail" })
  })

  test("asks the deployer what it would change, with credentials", async () => {
    const world = await planned()
    Object.assign(world.stages.production, { plan: resources })
    expect((await world.plan("production", "v1.1.0")).report.plan?.infrastructure).toEqual(
      await resources({} as never),
    )
    world.credentials.obtain = async () => ({
      ok: false,
      reason: { code: "DEPLOY_FAILED", message: "No credentials.", fix: "" },
    })
    expect((await world.plan("production", "v1.1.0")).report.plan?.infrastructure).toEqual({
      kind: "unavailable",
      message: "No credentials.",
    })
  })
})

describe("a strict plan", () => {
  const AWS = { stages: { production: { region: "eu-central-1" } } }
  const strictly = (world: World, request: object = {}) =>
    world.plan("production", "v1.1.0", { strict: true, ...request })

  test("is one like any other when every gate passes", async () => {
    const world = await planned()
    const [strict, usual] = [await strictly(world), await world.plan("production", "v1.1.0")]
    expect(strict.outcome).toBe("done")
    expect(strict.report.plan).toEqual(usual.report.plan)
  })

  test("fails when a gate would stop the deploy, with everything that the plan shows", async () => {
    const world = await planned({ gates: { incidents: { kind: "github-issues", label: "incident" } } })
    world.codeHost.issues = known([{ title: "#7 it burns" }])
    const { outcome, code, report } = await strictly(world)
    expect({ outcome, code, ok: report.ok }).toEqual({ outcome: "blocked", code: "INCIDENT_OPEN", ok: false })
    expect(report.plan?.digest).toMatch(/^plan1/)
    expect(await world.plan("production", "v1.1.0")).toMatchObject({ outcome: "done" })
    expect(await strictly(world, { waive: "incidents=this is the fix" })).toMatchObject({ outcome: "done" })
  })

  test("does not fail for what the deploy waits for, or for what only the deploy's job has", async () => {
    const world = await planned({ ...AWS, gates: { ci: { provider: "github" } } })
    world.codeHost.commits.set(shaOf("v1.1.0"), known([checkNamed("test", "in_progress")]))
    world.credentials.found = known({ kind: "missing", tried: ["no OIDC token can be requested"] })
    world.ledger.add("production", entryOf("started"))
    const { outcome, report } = await strictly(world)
    expect(report.gates.filter(({ status }) => status === "fail").map(({ id }) => id)).toEqual([
      "ci",
      "credentials",
      "lock",
    ])
    expect(outcome).toBe("done")
  })

  test("fails for credentials that it has and that are refused", async () => {
    const world = await planned(AWS)
    world.credentials.found = known({ kind: "refused", reason: reason("CREDENTIALS_REFUSED") })
    expect(await strictly(world)).toMatchObject({ outcome: "blocked", code: "CREDENTIALS_REFUSED" })
  })

  test("takes a person's word as the deploy will", async () => {
    const world = await planned()
    await world.deploy("production", "v1.1.0")
    const back = (request = {}) => world.plan("production", "v1.0.0", { strict: true, ...request })
    expect(await back({ allowOneWay: "it is known" })).toMatchObject({ code: "OLDER_VERSION" })
    expect(await back({ allowOlder: "needed", allowOneWay: "it is known" })).toMatchObject({
      outcome: "done",
    })
  })

  test("asks for the credentials of a plan, and a deploy for its own", async () => {
    const world = await planned(AWS)
    const { purposes } = world.credentials
    purposes.length = 0
    await strictly(world)
    await world.preflight("production", "v1.1.0")
    expect(purposes).toEqual(["plan", "plan"])
    await world.deploy("production", "v1.1.0")
    expect(purposes.slice(2)).toEqual(["deploy"])
  })
})

describe("a deploy that expects a plan", () => {
  test("goes through while nothing has changed since the plan", async () => {
    const world = await planned()
    const expected = await digestOf(world)
    const { outcome, report } = await world.deploy("production", "v1.1.0", { expect: expected })
    expect(outcome).toBe("deployed")
    expect(report.gates.find(({ id }) => id === "plan")).toMatchObject({ status: "pass" })
  })

  test("does not ask the deployer for what the plan could not see", async () => {
    const world = await planned()
    let asked = 0
    Object.assign(world.stages.production, {
      plan: async () => {
        asked += 1
        return { kind: "unavailable", message: "no credentials here" }
      },
    })
    const expected = await digestOf(world)
    expect(asked).toBe(1)
    const { outcome } = await world.deploy("production", "v1.1.0", { expect: expected })
    expect({ outcome, asked }).toEqual({ outcome: "deployed", asked: 1 })
  })

  test("has no gate of its own where it expects none", async () => {
    const { report } = await (await planned()).deploy("production", "v1.1.0")
    expect(report.gates.map(({ id }) => id)).not.toContain("plan")
  })

  test.each<[string, (world: World) => unknown, string]>([
    [
      "another version runs",
      (world) => {
        world.tagWith("v1.0.1", ONE)
        world.play("production", byOwner(entryOf("verified", releaseOf("v1.0.1"))))
      },
      "what the stage runs, the way back",
    ],
    [
      "the tag names another commit",
      async (world) => {
        const { sha } = releaseOf("v1.1.0-moved")
        world.point("v1.1.0", sha)
        world.trees.set(sha, TWO)
        world.play("staging", byOwner(entryOf("verified", { tag: "v1.1.0", sha })))
      },
      "the release",
    ],
    [
      "the deployer would change something else",
      (world) => Object.assign(world.stages.production, { plan: resources }),
      "the infrastructure changes",
    ],
    [
      "the way back is another one",
      (world) => {
        world.tagWith("v0.9.0", {})
        world.play("production", byOwner(entryOf("verified", releaseOf("v0.9.0"))))
        world.play("production", byOwner(entryOf("failed", { ...releaseOf("v1.0.0"), changed: true })))
      },
      "the way back",
    ],
  ])("is refused when %s", async (_, change, what) => {
    const world = await planned()
    const expected = await digestOf(world)
    await change(world)
    const { report, ...ending } = await world.deploy("production", "v1.1.0", { expect: expected })
    expect(ending).toMatchObject({ outcome: "blocked", deploys: [] })
    expect(report.gates.find(({ id }) => id === "plan")).toMatchObject({
      status: "fail",
      code: "PLAN_CHANGED",
      detail: `Something has changed since the plan was made: ${what}.`,
    })
  })

  test("is refused when something changes between judging and locking", async () => {
    const world = await planned()
    const expected = await digestOf(world)
    world.ledger.before = (operation, entries) => {
      if (operation !== "append" || entries[0]?.kind !== "started") return
      world.ledger.before = () => {}
      world.tagWith("v1.0.1", ONE)
      world.play("production", byOwner(entryOf("verified", releaseOf("v1.0.1"))))
    }
    expect(await world.deploy("production", "v1.1.0", { expect: expected })).toMatchObject({
      code: "PLAN_CHANGED",
      deploys: [],
    })
  })

  test("of another tag or stage is refused", async () => {
    const world = await planned()
    const expected = (await world.plan("staging", "v1.1.0")).report.plan?.digest ?? ""
    expect(await world.deploy("production", "v1.1.0", { expect: expected })).toMatchObject({
      code: "PLAN_CHANGED",
    })
    expect(await world.deploy("production", "v9.9.9", { expect: expected })).toMatchObject({
      code: "TAG_NOT_FOUND",
    })
  })
})

describe("what a plan looks up", () => {
  test("are migrations that are new and SQL, twenty at most", async () => {
    const world = new World(CONFIG)
    world.tagWith("v1.0.0", { ...ONE, "db/2.sql": "SELECT 1;" })
    await world.ship("v1.0.0")
    const many = Object.fromEntries(
      Array.from({ length: 25 }, (_, at) => [`db/3_${at + 10}.sql`, "SELECT 3;"]),
    )
    world.tagWith("v1.1.0", {
      ...ONE,
      "db/2.sql": "SELECT 2;",
      "db/4.sql.js": "up()",
      "db/README.md": "",
      ...many,
    })
    await world.stage("v1.1.0")
    const asked: string[] = []
    const { contents } = world
    world.contents = (sha, paths) => {
      asked.push(...paths)
      return contents.call(world, sha, paths)
    }
    const { report } = await world.plan("production", "v1.1.0")
    const paths = report.plan?.sources?.map(({ path }) => path)
    expect(paths).toEqual(Object.keys(many).slice(0, 20))
  })

  test("is none of the commits' pages where they are not known", async () => {
    const world = await planned()
    world.forge = { kind: "github", address: "https://github.com/acme/shop" }
    world.log = async () => ({ kind: "unavailable", message: "shallow" })
    expect((await world.plan("production", "v1.1.0")).report.plan?.commits).toEqual({
      kind: "unavailable",
      message: "shallow",
    })
    world.log = async () => {
      const commits = ["fix: it (#12)", "fix: it"].map((subject, at) => ({
        sha: `${at}`.repeat(40),
        author: "ana",
        subject,
      }))
      return { kind: "known", value: { commits, more: 0, dropped: 0, shallow: false } }
    }
    const { commits } = (await world.plan("production", "v1.1.0")).report.plan ?? {}
    expect(commits?.kind === "known" && commits.value.commits.map((one) => Object.keys(one))).toEqual([
      ["sha", "author", "subject", "url", "requests"],
      ["sha", "author", "subject", "url"],
    ])
  })

  test("is when staging verified it, and by which run in CI", async () => {
    const world = await planned()
    const forge = { kind: "github", address: "https://github.com/acme/shop" } as const
    const proof = async () => (await world.plan("production", "v1.1.0")).report.plan?.staging
    expect(await proof()).toMatchObject({ runId: "run-3", actor: "ana", url: null })
    const ci = { provider: "github", repository: "acme/shop", runId: "77", attempt: 1 } as const
    const runner = (runId: string): Runner => ({
      kind: "engine",
      ci: { ...ci, runId },
      heartbeatSeconds: null,
    })
    const v11 = releaseOf("v1.1.0")
    world.play("staging", [
      entryOf("started", { ...v11, runId: "a", runner: runner("77") }),
      entryOf("verified", { ...v11, runId: "a", actor: "eve" }),
      entryOf("started", { ...releaseOf("v1.0.0"), runId: "b", runner: runner("88") }),
      entryOf("deployed", { ...v11, runId: "b" }),
      entryOf("failed", { ...v11, runId: "b", changed: true }),
    ])
    world.forge = forge
    expect(await proof()).toMatchObject({
      runId: "a",
      actor: "eve",
      url: expect.stringContaining("/runs/77"),
    })
    world.forge = null
    expect(await proof()).toMatchObject({ runId: "a", url: expect.stringContaining("/runs/77") })
  })

  test("of the deployer is asked once for what runs, with credentials, and not without a commit", async () => {
    const world = await planned()
    const asked: object[] = []
    Object.assign(world.stages.production, {
      plan: async (request: object) => {
        asked.push(request)
        return { kind: "known", value: [] }
      },
    })
    world.credentials.next.push({ ok: true, env: { AWS_REGION: "eu" }, secrets: {}, expiresAt: null })
    await world.plan("production", "v1.1.0")
    expect(asked).toMatchObject([
      {
        stage: "production",
        release: releaseOf("v1.1.0"),
        runId: "run-4",
        credentials: { env: { AWS_REGION: "eu" }, secrets: {} },
      },
    ])
    await world.deploy("production", "v9.9.9", { expect: await digestOf(world) })
    expect(asked).toHaveLength(2)
  })

  test("waives without a reason for the run, which the deploy will have", async () => {
    const world = await planned()
    world.tag("v1.2.0")
    for (const { report } of [
      await world.plan("production", "v1.2.0", { waive: "staging=it is the fix" }),
      await world.preflight("production", "v1.2.0", { waive: "staging=it is the fix" }),
    ])
      expect(report.gates.find(({ id }) => id === "staging")?.waived?.why).toBe("it is the fix")
  })
})

test.each([
  ["credentials", true],
  ["secrets", true],
  ["tree", false],
] as const)("a strict plan without credentials is not stopped by them: %s", async (id, passes) => {
  const world = await planned({ stages: { production: { region: "eu-central-1" } } })
  world.credentials.found = { kind: "known", value: { kind: "missing", tried: [] } }
  if (id === "tree") world.treeParts = async () => ({ kind: "unavailable", message: "no pack" })
  if (id === "secrets") {
    world.stages.production.secrets = {
      list: async () => ({ kind: "unavailable", message: "no" }),
      set: async () => null,
    } as never
  }
  const { ok } = await world.plan("production", "v1.1.0", { strict: true })
  expect(ok).toBe(passes)
})

test("a plan whose migrations are not known shows no sources of them", async () => {
  const world = await planned()
  world.changes = async () => ({ kind: "unavailable", message: "shallow" })
  const { plan } = (await world.plan("production", "v1.1.0")).report
  expect([plan?.migrations.kind, plan?.sources]).toEqual(["unavailable", []])
})
