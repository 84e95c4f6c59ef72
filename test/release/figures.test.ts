import { describe, expect, test } from "vitest"
import { headline } from "../../src/core/report/headline.ts"
import { contains, dora, timeline } from "../../src/release/figures.ts"
import { type HistoryRequest, history } from "../../src/release/queries.ts"
import { away, known } from "../helpers/fake-code-host.ts"
import { sick } from "../helpers/fake-stage.ts"
import { entryOf, named, releaseOf, shaOf, shop, World } from "../helpers/world.ts"

const onForge = (world: World) => ({
  ...world.context(),
  forge: { kind: "github", address: "https://github.com/octo/shop" } as const,
})

describe("history by run", () => {
  const ask = (world: World, request: Partial<HistoryRequest> = {}) =>
    history(world.context(), { stage: "production", limit: 20, ...request })
  const lines = async (world: World, request: Partial<HistoryRequest> = {}) =>
    (await ask(world, request)).runs?.map(({ command, outcome, tag }) => `${command} ${tag} ${outcome}`)

  /** v1.0.0 runs; v1.1.0 was rolled back and v1.2.0 refused. */
  async function busy(): Promise<World> {
    const world = await shop()
    world.stages.production.answer("v1.1.0", sick)
    await world.deploy("production", "v1.1.0", { reason: "release day" })
    await world.deploy("production", "v1.0.0")
    return world
  }

  test("has a line a run, newest first, and the records of those", async () => {
    const world = await busy()
    const report = await ask(world)
    expect(headline(report)).toBe("3 runs on production, newest first")
    expect(report.runs).toMatchObject([
      { command: "deploy-production", outcome: "blocked", code: "STAGE_FROZEN", changed: false },
      { outcome: "rolled-back", ...releaseOf("v1.1.0"), reason: "release day", code: "SMOKE_FAILED" },
      { outcome: "deployed", ...releaseOf("v1.0.0"), actor: "ana" },
    ])
    expect(report.history).toHaveLength(world.ledger.records("production").length)
  })

  test("goes on reading until it has as many as were asked for, each of them whole", async () => {
    const world = await busy()
    expect(await lines(world, { limit: 2 })).toHaveLength(2)
    const { runs, history: records } = await ask(world, { limit: 2 })
    expect(new Set(records?.map(({ runId }) => runId))).toEqual(new Set(runs?.map(({ runId }) => runId)))
    expect(records?.at(-1)?.kind).toBe("started")
    expect(runs?.at(-1)).toMatchObject({ reason: "release day", outcome: "rolled-back" })
  })

  test.each<[Partial<HistoryRequest>, string[]]>([
    [{ tag: "v1.1.0" }, ["deploy-production v1.1.0 rolled-back"]],
    [{ outcome: "deployed" }, ["deploy-production v1.0.0 deployed"]],
    [{ outcome: "inconclusive" }, []],
    [{ since: "2020-01-01", limit: 1 }, ["deploy-production v1.0.0 blocked"]],
    [{ since: "2030-01-01" }, []],
  ])("takes only what was asked for: %j", async (request, expected) => {
    expect(await lines(await busy(), request)).toEqual(expected)
  })

  test("the version that a rollback went to has to do with it, too", async () => {
    expect(await lines(await busy(), { tag: "v1.0.0" })).toEqual([
      "deploy-production v1.0.0 blocked",
      "deploy-production v1.1.0 rolled-back",
      "deploy-production v1.0.0 deployed",
    ])
  })

  test("records can be taken by the same", async () => {
    const report = await ask(await busy(), { records: true, tag: "v1.1.0", limit: 3 })
    expect(report.runs).toBeNull()
    expect(report.history?.map(({ kind }) => kind)).toEqual(["rolled-back", "deployed", "effect"])
  })
})

test("what a deploy fixes is kept in the record that takes the lock", async () => {
  const world = await shop()
  await world.deploy("production", "v1.1.0", { fixes: "v1.0.0" })
  const started = world.ledger.records("production").findLast(({ kind }) => kind === "started")
  expect(started?.fixes).toBe("v1.0.0")
  // and no other deploy has such a field
  expect(world.ledger.records("staging").some((record) => "fixes" in record)).toBe(false)
})

describe("timeline", () => {
  test("has both stages on one axis, or one alone", async () => {
    const world = await shop()
    const report = await timeline(onForge(world), { stage: null, since: "90d" })
    expect(report).toMatchObject({ outcome: "done", ok: true, stage: null, forge: { kind: "github" } })
    expect(report.timeline?.lanes.map(({ stage, total }) => [stage, total])).toEqual([
      ["staging", 2],
      ["production", 1],
    ])
    expect(headline(report)).toMatch(/^2 runs on staging, 1 run on production, 2026-03-01 03:00 to /)
    const one = await timeline(world.context(), { stage: "production", since: "90d" })
    expect(one.timeline?.lanes.map(({ stage }) => stage)).toEqual(["production"])
  })

  test("goes without links where nobody knows the repository's pages", async () => {
    const world = await shop()
    expect((await timeline(world.context(), { stage: null, since: "1h" })).forge).toBeNull()
  })
})

describe("dora", () => {
  test("makes the metrics of production, with the commits that each version brought", async () => {
    const world = await shop()
    await world.deploy("production", "v1.1.0")
    const { dora: figures, ...report } = await dora(onForge(world), { since: "90d" })
    expect(report).toMatchObject({ stage: "production", outcome: "done", forge: { kind: "github" } })
    expect(figures).toMatchObject({ frequency: { n: 2 }, failRate: { n: 2, count: 0 }, leadTime: { n: 0 } })
    // the commit is older than 60 days
    expect(figures?.leftOut).toContain("The lead time leaves out 1 commit older than 60 days.")
    world.madeAt.set(shaOf("v1.1.0"), "2026-02-27T00:00:00.000Z")
    expect((await dora(world.context(), { since: "90d" })).dora?.leadTime?.n).toBe(1)
  })

  test("of a ledger that is younger than what was asked for has no weeks before it", async () => {
    const world = await shop()
    const { dora: figures } = await dora(world.context(), { since: "400w" })
    expect(figures?.weeks).toHaveLength(1)
    expect(figures?.since).toBe(world.ledger.records("production")[0]?.at)
  })

  test("of a stage that was never deployed to is empty, and says so", async () => {
    const report = await dora(new World().context(), { since: "2w" })
    expect(report.dora).toMatchObject({ frequency: { n: 0 }, weeks: [{}, {}, {}] })
    expect(headline(report)).toMatch(/^0 deployments to production, 0 of them failed/)
  })
})

describe("contains", () => {
  const none = { sha: null, tag: null, pr: null }

  test("production has what it runs", async () => {
    const world = await shop()
    const report = await contains(world.context(), { ...none, tag: "v1.0.0" })
    expect(report).toMatchObject({ outcome: "done", ok: true, reason: null, sha: shaOf("v1.0.0") })
    expect(headline(report)).toMatch(
      new RegExp(
        `^production has had commit ${shaOf("v1.0.0").slice(0, 7)} \\(v1\\.0\\.0\\) since .* by ana$`,
      ),
    )
  })

  test("what staging alone has is not in production, and the deploy that would bring it is named", async () => {
    const world = await shop()
    const report = await contains(world.context(), { ...none, sha: shaOf("v1.1.0").slice(0, 8) })
    expect(report).toMatchObject({
      outcome: "absent",
      ok: false,
      reason: {
        code: "NOT_IN_PRODUCTION",
        message: `Production never had it; it runs ${named("v1.0.0")}.`,
        fix: "Staging has verified it: `deploy-production --tag v1.1.0`.",
      },
      contains: {
        stages: [
          { stage: "staging", has: true },
          { stage: "production", has: false },
        ],
      },
    })
    expect(headline(report)).toBe(`production does not have commit ${shaOf("v1.1.0").slice(0, 7)}`)
  })

  test("what was rolled back says when and why", async () => {
    const world = await shop()
    world.stages.production.answer("v1.1.0", sick)
    await world.deploy("production", "v1.1.0")
    const { reason } = await contains(world.context(), { ...none, tag: "v1.1.0" })
    expect(reason?.message).toMatch(
      /^Production had it until .*, when deploy-production went from v1\.1\.0 .* to v1\.0\.0/,
    )
  })

  test("that a stage is frozen is said with the deploy that it would refuse", async () => {
    const fixOf = async (tag: string) => (await contains(world.context(), { ...none, tag })).reason?.fix
    const world = await shop()
    await world.freeze("production", { until: "2026-03-09T10:00Z" })
    expect(await fixOf("v1.1.0")).toBe(
      "Staging has verified it. Production is frozen until 2026-03-09T10:00:00Z, by ana: the launch. When that is settled: `unfreeze --stage production --reason 'WHY'`, then `deploy-production --tag v1.1.0`.",
    )
    world.tag("v1.2.0")
    const plain = "Take a version that has it through staging: `deploy-staging --tag v1.2.0`."
    expect(await fixOf("v1.2.0")).toBe(plain)
    await world.freeze("staging")
    expect(await fixOf("v1.2.0")).toBe(
      "Take a version that has it through staging. Staging is frozen, by ana: the launch. When that is settled: `unfreeze --stage staging --reason 'WHY'`, then `deploy-staging --tag v1.2.0`.",
    )
    await world.unfreeze("staging")
    expect(await fixOf("v1.2.0")).toBe(plain)
    // by then it has ended by itself
    await world.clock.pass(30 * 24 * 3_600_000)
    expect(await fixOf("v1.1.0")).toBe("Staging has verified it: `deploy-production --tag v1.1.0`.")
  })

  test("a version that is quarantined on production is not proposed for it", async () => {
    const world = await shop()
    world.stages.production.answer("v1.1.0", sick)
    await world.deploy("production", "v1.1.0")
    const { reason, contains: found } = await contains(world.context(), { ...none, tag: "v1.1.0" })
    expect(reason?.fix).toBe(
      "Staging has verified it as v1.1.0, which is quarantined on production: api was wrong 3 times in a row: status 500, not 200. Take a version with a fix through staging: `deploy-staging --tag VERSION`.",
    )
    expect(found?.stages[1]).toMatchObject({
      frozen: { actor: "ana", until: null },
      quarantined: [releaseOf("v1.1.0")],
    })
  })

  test("a stage that was never deployed to has nothing", async () => {
    const world = new World()
    world.tag("v1.0.0")
    expect(await contains(world.context(), { ...none, tag: "v1.0.0" })).toMatchObject({ outcome: "absent" })
  })

  describe("a pull request", () => {
    const ask = (world: World) => contains(world.context(), { ...none, pr: "12" })
    const found = { sha: shaOf("v1.0.0"), at: "2025-06-01T00:00:00.000Z", subject: "feat: more (#12)" }

    test("is the commit that GitHub says", async () => {
      const world = await shop()
      world.codeHost.merges.set(12, { kind: "known", value: shaOf("v1.0.0") })
      expect(await ask(world)).toMatchObject({
        outcome: "done",
        contains: { sought: { name: "#12", sha: found.sha } },
      })
    })

    test("is what the main branch says, where GitHub is not asked, away, or knows what this clone lacks", async () => {
      const world = await shop()
      world.merges.set(12, [found])
      expect(await ask(world)).toMatchObject({
        outcome: "done",
        contains: { sought: { subject: found.subject } },
      })
      world.codeHost.merges.set(12, away)
      expect(await ask(world)).toMatchObject({ outcome: "done" })
      expect(world.said).toContain("GitHub could not tell: GitHub is away.")
      world.codeHost.merges.set(12, { kind: "known", value: "f".repeat(40) })
      expect(await ask(world)).toMatchObject({ outcome: "done" })
    })

    test("that is not merged is nowhere", async () => {
      const world = await shop()
      world.codeHost.merges.set(12, { kind: "known", value: null })
      expect(await ask(world)).toMatchObject({
        outcome: "blocked",
        reason: { code: "COMMIT_NOT_FOUND", message: "Pull request #12 is not merged." },
      })
    })

    test("that no commit names is not known", async () => {
      const world = await shop()
      expect((await ask(world)).reason?.message).toBe(
        "No commit of main says that it merges pull request #12.",
      )
      world.mergesOf = async () => away
      expect((await ask(world)).reason?.message).toBe("GitHub is away.")
    })
  })

  test.each<[Partial<typeof none> | object, string, string]>([
    [{ tag: "v9.9.9" }, "TAG_NOT_FOUND", "The repository has no tag v9.9.9."],
    [{ sha: "fffffff" }, "COMMIT_NOT_FOUND", "The repository has no commit fffffff."],
  ])("what there is not is refused: %j", async (given, code, message) => {
    const report = await contains((await shop()).context(), { ...none, ...given })
    expect(report).toMatchObject({ outcome: "blocked", ok: false, reason: { code, message } })
    expect(headline(report)).toBe(message)
  })

  test("a commit that cannot be looked up is refused with git's words", async () => {
    const world = await shop()
    world.find = async () => ({ kind: "unavailable", message: "Several objects begin with abcdef0." })
    expect((await contains(world.context(), { ...none, sha: "abcdef0" })).reason).toMatchObject({
      code: "COMMIT_NOT_FOUND",
      message: "Several objects begin with abcdef0.",
    })
  })

  test("a history that cannot be read is no answer", async () => {
    const world = await shop()
    world.holders = async () => ({ kind: "unavailable", message: "bad object" })
    await expect(contains(world.context(), { ...none, tag: "v1.0.0" })).rejects.toThrow(
      "The history cannot be read: bad object",
    )
    world.holders = async () => ({ kind: "skipped", why: "no git" })
    await expect(contains(world.context(), { ...none, tag: "v1.0.0" })).rejects.toThrow("no git")
  })

  test.each([none, { ...none, sha: "abcdef0", pr: "1" }])(
    "exactly one thing is asked for: %j",
    async (request) => {
      await expect(contains((await shop()).context(), request)).rejects.toMatchObject({
        kind: "usage",
        problems: [{ path: "--sha, --tag, --pr", message: "exactly one of them is needed" }],
      })
    },
  )

  test("a run under way on the stage does not change what it has", async () => {
    const world = await shop()
    world.ledger.add("production", entryOf("started", releaseOf("v1.1.0")))
    expect(await contains(world.context(), { ...none, tag: "v1.0.0" })).toMatchObject({ outcome: "done" })
  })
})

describe("what holds a commit", () => {
  const none = { sha: null, tag: null, pr: null }

  test("is asked of what ran, and of what runs, whoever put it there", async () => {
    const world = await shop()
    world.play("production", [
      entryOf("started", { runId: "x" }),
      entryOf("deployed", { runId: "x", ...releaseOf("v1.1.0") }),
    ])
    const asked: (readonly string[])[] = []
    const { holders } = world
    world.holders = (sha, among) => {
      asked.push([...among].sort())
      return holders.call(world, sha, among)
    }
    await contains(world.context(), { ...none, tag: "v1.0.0" })
    expect(asked.map((shas) => [...new Set(shas)])).toEqual([[shaOf("v1.0.0"), shaOf("v1.1.0")].sort()])
    expect(asked[0]?.every((sha) => sha.length === 40)).toBe(true)
  })

  test("is asked for by exactly one name", async () => {
    const world = await shop()
    for (const request of [none, { ...none, tag: "v1.0.0", pr: "7" }])
      await expect(contains(world.context(), request)).rejects.toMatchObject({
        reason: { code: "USAGE", message: "The command line cannot be understood." },
        problems: [{ path: "--sha, --tag, --pr", message: "exactly one of them is needed" }],
      })
  })

  test("is looked for here where GitHub does not say, and is asked for there only by a number that it knows", async () => {
    const world = await shop()
    const found: string[] = []
    const { find } = world
    world.find = (id) => {
      found.push(id)
      return find.call(world, id)
    }
    world.merges.set(7, [
      { sha: shaOf("v1.0.0"), at: "2025-06-01T00:00:00.000Z", subject: "Merge pull request #7" },
    ])
    for (const answer of [away, { kind: "skipped", why: "no token" }, known("0".repeat(40))] as const) {
      world.codeHost.merges.set(7, answer)
      world.said.length = 0
      const report = await contains(world.context(), { ...none, pr: "7" })
      expect(report.contains?.sought).toMatchObject({ name: "#7", sha: shaOf("v1.0.0") })
      expect(world.said).toEqual(
        answer.kind === "unavailable" ? ["GitHub could not tell: GitHub is away."] : [],
      )
    }
    expect(found).toEqual(["0".repeat(40)])
  })
})

test("a merge that git cannot look up is looked for among the commits of the main branch", async () => {
  const world = await shop()
  world.codeHost.merges.set(7, known("0".repeat(40)))
  world.find = async () => ({ kind: "unavailable", message: "shallow" })
  world.merges.set(7, [{ sha: shaOf("v1.0.0"), at: "2025-06-01T00:00:00.000Z", subject: "Merge #7" }])
  const report = await contains(world.context(), { sha: null, tag: null, pr: "7" })
  expect(report.contains?.sought).toMatchObject({ name: "#7", sha: shaOf("v1.0.0") })
})
