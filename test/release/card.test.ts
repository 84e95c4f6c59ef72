import { expect, test } from "vitest"
import { cardLines } from "../../src/core/report/card.ts"
import type { Report } from "../../src/core/report/report.ts"
import { plan } from "../../src/release/plan.ts"
import { history, status } from "../../src/release/queries.ts"
import { sick } from "../helpers/fake-stage.ts"
import { entryOf, named, releaseOf, shaOf, World } from "../helpers/world.ts"

const FORGE = { kind: "github", address: "https://github.com/acme/shop" } as const
const MIGRATIONS = { config: { migrations: { path: "db", fence: { rollback: "warn" } } } }

const linesOf = ({ card, runId, startedAt, durationMs }: Report) =>
  card === null
    ? null
    : cardLines(card, runId, Date.parse(startedAt) + durationMs).map(({ parts }) =>
        parts.map((part) => (typeof part === "string" ? part : part.text)).join(""),
      )

/** v1.0.0 and v1.1.0 went through both stages. */
async function shop(settings: ConstructorParameters<typeof World>[0] = {}) {
  const world = new World(settings)
  for (const tag of ["v1.0.0", "v1.1.0"]) {
    world.tagWith(tag, tag === "v1.1.0" ? { "db/1_a.sql": "DROP TABLE a;" } : {})
    await world.deploy("staging", tag)
    await world.deploy("production", tag, { reason: `it is time for ${tag}`, allowOneWay: "fine" })
  }
  world.stages.production.watched = true
  return world
}

test("a deploy's report begins with what it did, and how to go back", async () => {
  const world = await shop()
  world.tag("v1.2.0")
  await world.deploy("staging", "v1.2.0")
  const { report } = await world.deploy("production", "v1.2.0", { reason: "release day" })
  const at = report.phases.find(({ name }) => name === "smoke")?.startedAt.replace(/\.\d+Z/, "Z")
  expect(linesOf(report)).toEqual([
    expect.stringMatching(/^v1\.2\.0 \(\w{7}\), verified; seen 2026-/),
    `${at}, by ana (deploy-production, this run): release day`,
    named("v1.1.0"),
    `possible, to ${named("v1.1.0")}: migrations are not looked for`,
    "`rollback --stage production --to v1.1.0 --reason 'WHY'`",
  ])
  expect(report.because).toBe("release day")
})

test("a refused deploy's report tells what was seen to run, and since when", async () => {
  const world = await shop()
  world.tag("v1.2.0")
  const { report } = await world.deploy("production", "v1.2.0")
  expect(report.outcome).toBe("blocked")
  expect(report.card).toMatchObject({
    running: releaseOf("v1.1.0"),
    seen: { asRecorded: true },
    since: { reason: "it is time for v1.1.0" },
    replaced: releaseOf("v1.0.0"),
  })
})

test("a rollback's report tells how long the bad version was there", async () => {
  const world = await shop()
  world.tag("v1.2.0")
  await world.deploy("staging", "v1.2.0")
  world.stages.production.answer("v1.2.0", sick)
  const { report } = await world.deploy("production", "v1.2.0")
  expect(report.outcome).toBe("rolled-back")
  const phase = (name: string) => report.phases.find((one) => one.name === name)
  const end = (name: string) =>
    Date.parse(phase(name)?.startedAt ?? "") + (phase(name)?.durationMs ?? Number.NaN)
  const [from, to] = [end("deploy"), end("rollback-smoke")]
  expect(report.downtime).toEqual({
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    durationMs: to - from,
  })
  expect(to).toBeGreaterThan(from)
  expect(report.card).toMatchObject({
    running: releaseOf("v1.1.0"),
    replaced: releaseOf("v1.2.0"),
    since: { command: "deploy-production" },
  })
})

test("a rollback that a person asks for counts from when the version came", async () => {
  const world = await shop()
  const came = world.ledger.records("production").findLast(({ kind }) => kind === "deployed")?.at as string
  const { report } = await world.rollback("production")
  expect(report.downtime?.from).toBe(came)
  expect(report.card).toMatchObject({ since: { command: "rollback" }, replaced: releaseOf("v1.1.0") })
})

test("a second rollback, after one without a verdict, does not count from when the first one's version came", async () => {
  const world = await shop()
  world.stages.production.network = false
  expect((await world.rollback("production")).report).toMatchObject({
    rollbackSmoke: { verdict: "inconclusive" },
  })
  world.stages.production.network = true
  const { report } = await world.rollback("production")
  expect(report).toMatchObject({ outcome: "rolled-back", previous: releaseOf("v1.1.0"), downtime: null })
})

test("the way back is judged by the migrations that would stay", async () => {
  const world = await shop(MIGRATIONS)
  const report = await status(world.context())
  const production = report.stages?.find(({ stage }) => stage === "production")
  expect(report.card).toBeNull()
  expect(production?.card).toMatchObject({
    seen: { asRecorded: true },
    wayBack: { safe: false, to: releaseOf("v1.0.0"), why: expect.stringContaining("drops table a") },
  })
})

test("a way back that cannot be looked at is not called safe, and ends nothing", async () => {
  const world = await shop(MIGRATIONS)
  world.changes = async () => {
    throw new Error("the disk is gone")
  }
  const report = await status(world.context(), { offline: true })
  expect(report.stages?.[1]?.card).toMatchObject({
    seen: null,
    wayBack: { safe: false, why: expect.stringContaining("the disk is gone") },
  })
})

test("a history begins with the card, too, also of a stage without records", async () => {
  const world = await shop()
  expect((await history(world.context(), { stage: "production", limit: 3 })).card).toMatchObject({
    running: releaseOf("v1.1.0"),
    seen: null,
  })
  const none = await history(new World().context(), { stage: "production", limit: 3 })
  expect(none.card?.running).toBeNull()
})

test("a run that lost the stage has seen nothing of what it runs now", async () => {
  const world = await shop()
  world.tag("v1.2.0")
  await world.deploy("staging", "v1.2.0")
  world.stages.production.onDeploy("v1.2.0", (stage, { release }) => {
    world.ledger.add("production", entryOf("lock-broken"))
    stage.serve(release)
    return { ok: true, outputs: stage.outputs }
  })
  const { report } = await world.deploy("production", "v1.2.0")
  expect(report.reason?.code).toBe("LOCK_LOST")
  expect(report.card).toMatchObject({ running: releaseOf("v1.2.0"), seen: null })
})

test("pages are linked where the repository is on a forge", async () => {
  const world = await shop()
  const context = { ...world.context(), forge: FORGE }
  world.tag("v1.2.0")
  await world.deploy("staging", "v1.2.0")
  world.log = async () => ({
    kind: "known",
    value: {
      commits: [
        { sha: shaOf("v1.2.0"), author: "ana", subject: "feat: more (#12)" },
        { sha: shaOf("x"), author: "ben", subject: "tidy" },
      ],
      more: 0,
      dropped: 0,
      shallow: false,
    },
  })
  const report = await plan(context, { stage: "production", tag: "v1.2.0" })
  const [from, to] = [shaOf("v1.1.0"), shaOf("v1.2.0")].map((sha) => sha.slice(0, 7))
  expect(report.links).toEqual({
    repository: FORGE.address,
    tag: `${FORGE.address}/releases/tag/v1.2.0`,
    commit: `${FORGE.address}/commit/${shaOf("v1.2.0")}`,
    compare: `${FORGE.address}/compare/${from}...${to}`,
    run: null,
  })
  expect(report.plan?.commits).toMatchObject({
    value: {
      commits: [
        {
          url: `${FORGE.address}/commit/${shaOf("v1.2.0")}`,
          requests: [{ name: "#12", url: `${FORGE.address}/pull/12` }],
        },
        { url: `${FORGE.address}/commit/${shaOf("x")}` },
      ],
    },
  })
})

test("a plan says by which run staging verified the commit", async () => {
  const ci = { provider: "github" as const, repository: "acme/shop", runId: "77", attempt: 1 }
  const world = await shop({ runner: { kind: "host", ci, heartbeatSeconds: null } })
  world.tag("v1.2.0")
  const before = await plan(world.context(), { stage: "production", tag: "v1.2.0" })
  expect(before.plan?.staging).toBeNull()
  const { report } = await world.deploy("staging", "v1.2.0")
  const after = await plan(world.context(), { stage: "production", tag: "v1.2.0" })
  expect(after.plan?.staging).toMatchObject({
    runId: report.runId,
    actor: "ana",
    url: "https://github.com/acme/shop/actions/runs/77/attempts/1",
  })
  const staging = await plan(world.context("staging"), { stage: "staging", tag: "v1.2.0" })
  expect(staging.plan).not.toHaveProperty("staging")
})

test("a plan shows the SQL that it brings", async () => {
  const world = await shop(MIGRATIONS)
  world.tagWith("v1.2.0", { "db/1_a.sql": "DROP TABLE a;", "db/2_b.sql": "DROP TABLE b;", "db/3_c.js": "x" })
  const { plan: planned } = await plan(world.context(), { stage: "production", tag: "v1.2.0" })
  expect(planned?.sources).toEqual([
    { path: "db/2_b.sql", lines: [{ text: "DROP TABLE b;", risks: ["drops table b"] }], more: 0 },
  ])
  world.contents = async (_sha, paths) => paths.map(() => null)
  const unread = await plan(world.context(), { stage: "production", tag: "v1.2.0" })
  expect(unread.plan?.sources).toEqual([])
})

test("a short digest is enough to deploy exactly what was planned", async () => {
  const world = await shop()
  world.tag("v1.2.0")
  await world.deploy("staging", "v1.2.0")
  const { plan: planned } = await plan(world.context(), { stage: "production", tag: "v1.2.0" })
  const expect8 = planned?.shortDigest?.slice(0, 8) as string
  const other = await world.deploy("production", "v1.2.0", { expect: "00000000" })
  expect(other.report.reason?.code).toBe("PLAN_CHANGED")
  const { report } = await world.deploy("production", "v1.2.0", { expect: expect8 })
  expect(report.outcome).toBe("deployed")
})
