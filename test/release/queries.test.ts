import { describe, expect, test } from "vitest"
import type { CiRun } from "../../src/core/ledger/owner.ts"
import type { LedgerRecord } from "../../src/core/ledger/record.ts"
import { headline } from "../../src/core/report/headline.ts"
import type { Ledger } from "../../src/release/ports.ts"
import { history, nextVersion, readSince, recordedReport, status } from "../../src/release/queries.ts"
import { sick } from "../helpers/fake-stage.ts"
import { entryOf, named, releaseOf, shaOf, shop, World } from "../helpers/world.ts"

test("status says what every stage runs and why it is as it is", async () => {
  const world = await shop()
  world.stages.production.answer("v1.1.0", sick)
  await world.deploy("production", "v1.1.0")
  world.ledger.add("staging", entryOf("started"))
  const report = await status(world.context())
  expect(report).toMatchObject({ command: "status", outcome: "done", ok: true, stage: null, reason: null })
  expect(headline(report)).toBe(
    `staging runs ${named("v1.1.0")}, verified, held by ben; production runs ${named("v1.0.0")}, verified, frozen`,
  )
  expect(report.stages?.map(({ stage, state }) => [stage, state])).toEqual([
    ["staging", world.ledger.state("staging")],
    ["production", world.ledger.state("production")],
  ])
})

test("status of stages that never saw a deploy", async () => {
  expect(headline(await status(new World().context()))).toBe(
    "staging has no deploy; production has no deploy",
  )
})

test("history shows the newest records first, as many as asked for, where those are wanted", async () => {
  const world = await shop()
  const report = await history(world.context(), { stage: "staging", limit: 4, records: true })
  expect(report).toMatchObject({ command: "history", outcome: "done", ok: true, stage: "staging" })
  expect(headline(report)).toBe("4 records of staging, newest first")
  expect(report.history?.map(({ kind, tag }) => `${kind} ${tag}`)).toEqual([
    "verified v1.1.0",
    "deployed v1.1.0",
    "effect v1.1.0",
    "started v1.1.0",
  ])
  expect(report.history?.[0]).toEqual({
    at: "2026-03-01T03:01:36.180Z",
    kind: "verified",
    tag: "v1.1.0",
    sha: shaOf("v1.1.0"),
    actor: "ana",
    runId: "run-3",
    code: null,
    detail: null,
  })
})

// each run has four records
test.each([
  [1, 4],
  [2, 8],
])("history reads back to where the first of %i runs began, and no further", async (limit, read) => {
  const world = await shop()
  await world.deploy("staging", "v1.1.0")
  const { ledger } = world
  const depths: number[] = []
  ledger.history = async (stage, _limit, enough = () => false) => {
    const all = ledger.records(stage).toReversed()
    const depth = all.findIndex((_, index) => enough(all.slice(0, index + 1))) + 1
    depths.push(depth)
    return all.slice(0, depth)
  }
  await history(world.context(), { stage: "staging", limit })
  expect(depths).toEqual([read])
})

test("history shows why: the reason that a person gave, or what the record tells in full", async () => {
  const world = await shop()
  await world.deploy("production", "v1.1.0", { reason: "release day" })
  world.ledger.add("production", entryOf("unfrozen", { reason: "fixed", detail: "fixed (was: it broke)" }))
  const report = await history(world.context(), { stage: "production", limit: 5, records: true })
  expect(report.history?.map(({ kind, detail }) => [kind, detail])).toEqual([
    ["unfrozen", "fixed (was: it broke)"],
    ["verified", null],
    ["deployed", null],
    ["effect", "v1.1.0 is put on production"],
    ["started", "release day"],
  ])
})

describe("report", () => {
  const report = (world: World) => recordedReport(world.context(), { stage: "production" })

  test("is the one of the last run that ended", async () => {
    const world = await shop()
    const { report: deployed } = await world.deploy("production", "v1.1.0")
    expect(await report(world)).toEqual(deployed)
  })

  test("also when that run was refused", async () => {
    const world = await shop()
    world.unmerged.add("v1.1.0")
    const { report: refused } = await world.deploy("production", "v1.1.0")
    expect(await report(world)).toEqual(refused)
  })

  test("also while another run is under way", async () => {
    const world = await shop()
    const { report: deployed } = await world.deploy("production", "v1.1.0")
    world.ledger.add("production", entryOf("started"))
    world.ledger.add("production", entryOf("deployed", releaseOf("v1.1.0")))
    expect(await report(world)).toEqual(deployed)
  })

  test("of an older pipeline is filled up with what it lacks", async () => {
    const world = await shop()
    const { rollbackSmoke: _, ...older } = (await world.deploy("production", "v1.1.0")).report
    world.ledger.add("production", entryOf("verified", { ...releaseOf("v1.1.0"), report: older }))
    expect(await report(world)).toEqual({ ...older, rollbackSmoke: null })
  })

  describe("of the run that is named", () => {
    const ci: CiRun = { provider: "github", repository: "acme/shop", runId: "77", attempt: 2 }
    const THIS = "github:acme/shop/77/2"
    const ofRun = (world: World, run: string) => recordedReport(world.context(), { stage: "production", run })

    async function worldInCi() {
      const world = await shop()
      world.runner = { ...world.runner, ci }
      return world
    }

    test("is that run's, also when others have ended since", async () => {
      const world = await worldInCi()
      world.tag("v1.2.0")
      const { report: refused } = await world.deploy("production", "v1.2.0")
      world.runner = { ...world.runner, ci: { ...ci, attempt: 3 } }
      const { report: deployed } = await world.deploy("production", "v1.1.0")
      expect(await ofRun(world, THIS)).toEqual(refused)
      expect(refused.ciRun).toBe(THIS)
      expect(await ofRun(world, "github:acme/shop/77/3")).toEqual(deployed)
      expect(await ofRun(world, refused.runId)).toEqual(refused)
    })

    test.each(["github:acme/shop/77/2", "run-99"])(
      "is none where run %s left none, whatever ran before it",
      async (id) => {
        const world = await shop()
        await world.deploy("production", "v1.1.0")
        const report = await ofRun(world, id)
        expect(report).toMatchObject({ command: "report", ok: false, running: null })
        expect(report.reason?.code).toBe("RUN_NOT_RECORDED")
        expect(headline(report)).toBe(`Run ${id} left no record on production.`)
      },
    )

    test("says how far a run came that has not ended", async () => {
      const world = await shop()
      const runner = { kind: "engine" as const, ci, heartbeatSeconds: 30 }
      world.ledger.add("production", entryOf("started", { runner }))
      world.ledger.add("production", entryOf("effect", { effect: "deploy" }))
      const { at } = world.ledger.records("production").at(-1) as LedgerRecord
      expect(headline(await ofRun(world, THIS))).toBe(
        `Run ${THIS} has not ended on production: its last record is "effect" of ${at}.`,
      )
    })
  })

  test("of a stage on which no run has ended says so", async () => {
    const world = new World()
    world.ledger.add("production", entryOf("started"))
    expect(await report(world)).toMatchObject({
      command: "report",
      outcome: "blocked",
      ok: false,
      reason: { code: "NOTHING_DEPLOYED", message: "No run has ended on production yet." },
    })
  })
})

test.each([
  ["patch", "v1.1.1"],
  ["minor", "v1.2.0"],
  ["major", "v2.0.0"],
] as const)("next-version: a %s release comes as %s", async (bump, next) => {
  const world = await shop()
  world.tag("v1.2.0-rc.1", "nightly")
  const report = await nextVersion(world.context(), { bump })
  expect(report).toMatchObject({ command: "next-version", outcome: "done", ok: true })
  expect(report.nextVersion).toMatchObject({ current: "v1.1.0", next, bump })
  expect(headline(report)).toBe(next)
})

test("next-version: by itself the commits since the last release say which part grows", async () => {
  const world = await shop()
  const asked: unknown[] = []
  world.log = async (...range) => {
    asked.push(range)
    const commits = [{ sha: "1".repeat(40), author: "ana", subject: "feat: more" }]
    return { kind: "known", value: { commits, more: 0, dropped: 0, shallow: false } }
  }
  const { nextVersion: next } = await nextVersion(world.context(), { bump: "auto" })
  expect(next).toMatchObject({ next: "v1.2.0", because: '"feat: more" is a feature' })
  expect(asked).toEqual([[shaOf("v1.1.0"), "refs/remotes/origin/main", 1000]])
  world.lookUp = async () => ({ sha: null, onMain: null, mainRemote: null, shallow: false })
  await nextVersion(world.context(), { bump: "auto" })
  expect(asked.at(-1)).toEqual([null, "refs/heads/main", 1000])
})

describe("readSince", () => {
  const SINCE = Date.parse("2026-03-02T00:00:00.000Z")
  const record = (at: number) => ({ at: new Date(at).toISOString() }) as LedgerRecord
  const DAY = 86_400_000

  /** Whether it goes on reading after these records, and whether it then has all that there is. */
  async function reading(records: LedgerRecord[], sinceMs: number | null, isEnough?: () => boolean) {
    let stops: boolean | null = null
    const asked: unknown[] = []
    const ledger = {
      history: async (...[stage, limit, enough]: Parameters<Ledger["history"]>) => {
        asked.push(stage, limit)
        stops = enough?.(records) ?? null
        return records
      },
    }
    const { isComplete } = await readSince(ledger, "staging", sinceMs, isEnough)
    expect(asked).toEqual(["staging", 100_000])
    return { stops, isComplete }
  }

  test.each<[string, LedgerRecord[], number | null, boolean]>([
    ["nothing was read", [], SINCE, false],
    ["nothing was read, of all time", [], null, false],
    ["it is of all time", [record(-3 * DAY)], null, false],
    ["the oldest is a day before", [record(SINCE + 1), record(SINCE - DAY)], SINCE, false],
    [
      "the oldest is more than a day before",
      [record(SINCE + 2), record(SINCE + 1), record(SINCE - DAY - 1)],
      SINCE,
      true,
    ],
    ["only the newest is", [record(SINCE - DAY - 1), record(SINCE)], SINCE, false],
  ])("%s", async (_, records, since, stops) => {
    expect(await reading(records, since)).toEqual({ stops, isComplete: !stops })
  })

  test("stops where it has enough, and knows where there is too much to read", async () => {
    expect(await reading([record(SINCE)], null, () => true)).toEqual({ stops: true, isComplete: false })
    const all = Array.from({ length: 100_000 }, () => record(SINCE))
    expect(await reading(all, null)).toEqual({ stops: false, isComplete: false })
    expect(await reading(all.slice(1), null)).toEqual({ stops: false, isComplete: true })
  })
})

test("history since a time has the runs that ended by then or later, and of their records those since", async () => {
  const world = new World()
  const run = (runId: string, ...ats: string[]) => {
    world.play("production", [
      entryOf("started", { runId, ...releaseOf("v1.0.0"), at: ats[0] as string }),
      entryOf("deployed", { runId, ...releaseOf("v1.0.0"), at: ats[1] as string }),
      ...(ats[2] === undefined ? [] : [entryOf("verified", { runId, ...releaseOf("v1.0.0"), at: ats[2] })]),
    ])
  }
  const day = (time: string) => `2026-02-20T${time}:00.000Z`
  run("before", day("08:00"), day("08:10"), day("08:59"))
  run("across", day("08:59"), day("09:00"), day("09:10"))
  run("under-way", day("10:00"), day("10:10"))
  const ask = (since: string) =>
    history(world.context(), { stage: "production", limit: 20, since, records: true })
  const kinds = async (since: string) =>
    (await ask(since)).history?.map(({ runId, kind }) => `${runId} ${kind}`)
  expect(await kinds("2026-02-20T09:00:00Z")).toEqual([
    "under-way deployed",
    "under-way started",
    "across verified",
    "across deployed",
  ])
  expect(await kinds("2026-02-20T09:10:00Z")).toEqual([
    "under-way deployed",
    "under-way started",
    "across verified",
  ])
  expect(await kinds("2026-02-20T10:00:00Z")).toEqual(["under-way deployed", "under-way started"])
})

test("the last report of a run in CI needs no name, and is looked for near the end", async () => {
  const world = await shop()
  world.runner = {
    ...world.runner,
    ci: { provider: "github", repository: "acme/shop", runId: "77", attempt: 1 },
  }
  const { report: deployed } = await world.deploy("production", "v1.1.0")
  const limits: number[] = []
  const { history: read } = world.ledger
  world.ledger.history = (...asked) => {
    limits.push(asked[1])
    return read.apply(world.ledger, asked)
  }
  expect(await recordedReport(world.context(), { stage: "production" })).toEqual(deployed)
  await recordedReport(world.context(), { stage: "production", run: deployed.runId })
  expect(limits).toEqual([50, 500])
})

test("next-version asks for commits only where they decide, also before the first version", async () => {
  const world = new World()
  const looked: unknown[] = []
  world.lookUp = async (tag) => {
    looked.push(tag)
    return { sha: null, onMain: null, mainRemote: "origin", shallow: false }
  }
  world.log = async () => {
    looked.push("log")
    return { kind: "unavailable", message: "shallow" }
  }
  expect((await nextVersion(world.context(), { bump: "minor" })).nextVersion?.current).toBeNull()
  expect(looked).toEqual([""])
  await nextVersion(world.context(), { bump: "auto" })
  expect(looked).toEqual(["", "", "log"])
})

test("history since a time reads back to a day before it, and no further", async () => {
  const world = new World()
  const old = Array.from({ length: 40 }, (_, at) =>
    entryOf("blocked", { runId: `old-${at}`, at: `2026-02-0${1 + Math.floor(at / 10)}T00:00:00.000Z` }),
  )
  world.play("production", [...old, entryOf("blocked", { runId: "new", at: "2026-02-28T00:00:00.000Z" })])
  const read: number[] = []
  const { history: all } = world.ledger
  world.ledger.history = async (...asked) => {
    const records = await all.apply(world.ledger, asked)
    read.push(records.length)
    return records
  }
  const request = { stage: "production", limit: 20, since: "2026-02-27T00:00:00Z" } as const
  expect((await history(world.context(), request)).runs?.map(({ runId }) => runId)).toEqual(["new"])
  expect(read).toEqual([8])
})
