import { describe, expect, test } from "vitest"
import type { AlarmState } from "../../src/core/watch/watch.ts"
import { broken } from "../helpers/fake-ledger.ts"
import { healthy, refused, response, sick } from "../helpers/fake-stage.ts"
import { byOwner, entryOf, named, releaseOf, shop, World } from "../helpers/world.ts"

const runner = { kind: "host", ci: null, heartbeatSeconds: 30 } as const
const gone = { kind: "known", value: { state: "gone", how: "its process is gone" } } as const
const http = { kind: "http", name: "home", url: "{web}/" }
const rate = { kind: "values", name: "errors", url: "{api}/metrics", expect: { "data.rate": { max: 0.02 } } }

const watching = (watch: object, production: object = {}) => ({
  config: {
    stages: {
      production: { region: "eu-central-1", watch: { minutes: 2, checks: [http], ...watch }, ...production },
    },
  },
})

/** v1.0.0 was verified in production before it was watched; v1.1.0 is verified on staging. */
async function shopWatching(watch: object = {}, production: object = {}, more = {}): Promise<World> {
  const world = new World({ ...watching(watch, production), ...more })
  await world.stage("v1.0.0", "v1.1.0")
  const running = { ...releaseOf("v1.0.0"), outputs: world.stages.production.outputs }
  world.play("production", byOwner(entryOf("verified", running)))
  world.stages.production.serve(releaseOf("v1.0.0"))
  return world
}

const metrics = (body: unknown) => response(200, JSON.stringify(body))

/** v1.1.0 answers so from then on, by the check's name; otherwise rightly. */
function answers(
  world: World,
  by: Readonly<Record<string, () => ReturnType<typeof response> | typeof refused>>,
): void {
  world.stages.production.answer("v1.1.0", (probe) => by[probe.check]?.() ?? healthy(probe))
}

const kindsIn = (world: World) => world.ledger.records("production").map(({ kind }) => kind)

const alarms = { kind: "alarms", alarms: ["{app}-{stage}-5xx"] }
const alarm = (state: string, sinceMs: number): AlarmState => ({
  ...{ name: "athlete-agent-production-5xx", state, sinceMs },
  why: "Threshold crossed",
})

describe("a version that is watched", () => {
  test("and stays good counts as verified when the watch is over, and not before", async () => {
    const world = await shopWatching()
    let before: boolean | undefined
    world.clock.after(90, () => {
      before = world.ledger.state("production").running?.verified
    })
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "deployed",
      line: `production runs ${named("v1.1.0")}, verified`,
      records: ["started", "deployed", "watching", "verified"],
      locked: false,
    })
    expect(before).toBe(false)
    expect(report.watch).toMatchObject({ verdict: "pass", detail: "1 check stayed good" })
    expect(report.watch?.durationMs).toBeGreaterThanOrEqual(120_000)
    expect(report.phases.map(({ name }) => name)).toContain("watch")
    expect(world.ledger.state("production").watch).toBeUndefined()
  })

  test("and turns bad 20 s after green is rolled back within an interval and 5 s", async () => {
    const world = await shopWatching({ everySeconds: 10 })
    let badAt = 0
    let watchedFrom = 0
    world.clock.after(55, () => {
      badAt = world.clock.monotonicMs()
      world.stages.production.answer("v1.1.0", sick)
    })
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "rolled-back",
      ok: false,
      code: "WATCH_FAILED",
      line: `production runs ${named("v1.0.0")}, not v1.1.0: rolled back, verified`,
      running: "v1.0.0 verified",
      records: ["started", "deployed", "watching", "frozen", "rollback-started", "deployed", "rolled-back"],
    })
    expect(report.watch).toMatchObject({
      verdict: "fail",
      detail: "home: was wrong 3 times in a row: status 500, not 200",
    })
    const [phase] = report.phases.filter(({ name }) => name === "watch")
    watchedFrom = Date.parse(phase?.startedAt ?? "") - world.clock.now().getTime() + world.clock.monotonicMs()
    expect(watchedFrom + (phase?.durationMs ?? 0) - badAt).toBeLessThanOrEqual(15_000)
    expect(world.ledger.state("production")).toMatchObject({ quarantine: [releaseOf("v1.1.0")] })
  })

  test.each([
    // it answered a look, hung right after it, and the next one is all but an interval away
    ["right after a look", 0.1, 10_000 + 4000],
    ["right before a look", 9.9, 4200],
  ])("and hangs %s is found before the first of a row has had its time", async (_, after, limitMs) => {
    const world = await shopWatching()
    const { production } = world.stages
    const probe = production.probe.bind(production)
    let hangsAt: number | null = null
    let begun = 0
    production.probe = async (check, url) => {
      if (check.name !== "home") return probe(check, url)
      if (hangsAt === null) {
        const turn = () => {
          hangsAt = world.clock.monotonicMs()
        }
        if (!pending) world.clock.after(after, turn)
        pending = true
        return probe(check, url)
      }
      begun++
      await world.clock.pass(4000)
      return { kind: "error", error: "timeout", message: "no answer within 4000 ms", latencyMs: 4000 }
    }
    let pending = false
    const { report, outcome } = await world.deploy("production", "v1.1.0")
    expect([outcome, report.watch?.detail]).toEqual([
      "rolled-back",
      "home: was wrong 3 times in a row: no answer within 2000 ms",
    ])
    expect(begun).toBe(3)
    const [phase] = report.phases.filter(({ name }) => name === "watch")
    const endedAt = Date.parse(phase?.startedAt ?? "") + (phase?.durationMs ?? 0)
    const offset = world.clock.now().getTime() - world.clock.monotonicMs()
    expect(endedAt - offset - (hangsAt ?? 0)).toBeLessThanOrEqual(limitMs)
  })

  test("and answers late, but answers, is none the worse, and silence of a moment says nothing", async () => {
    const world = await shopWatching({ confirmSeconds: 1.9 })
    const { production } = world.stages
    const probe = production.probe.bind(production)
    let asked = 0
    production.probe = async (check, url) => {
      if (check.name !== "home" || ++asked > 3) return probe(check, url)
      const silentMs = asked === 1 ? 4000 : asked === 2 ? 3000 : 900
      await world.clock.pass(silentMs)
      if (asked > 1 && silentMs < 4000) return probe(check, url)
      return { kind: "error", error: "timeout", message: "no answer within 4000 ms", latencyMs: 4000 }
    }
    const { report, outcome } = await world.deploy("production", "v1.1.0")
    expect([outcome, report.watch?.verdict]).toEqual(["deployed", "pass"])
  })

  test("and breaks one look off late says nothing of the looks that were begun meanwhile", async () => {
    const world = await shopWatching()
    const { production } = world.stages
    const probe = production.probe.bind(production)
    let asked = 0
    const limits = new Set<number | undefined>()
    production.probe = async (check, url, timeoutMs) => {
      if (check.name === "home") limits.add(timeoutMs)
      const look = check.name === "home" ? ++asked : 0
      if (look !== 0 && look < 4) await world.clock.pass(look === 1 ? 3000 : 3500)
      return look === 1
        ? { kind: "error", error: "reset", message: "connection reset", latencyMs: 3000 }
        : probe(check, url)
    }
    const { report, outcome } = await world.deploy("production", "v1.1.0")
    expect([outcome, report.watch?.verdict]).toEqual(["deployed", "pass"])
    expect(world.said.filter((line) => line.startsWith("home "))).toEqual(["home is wrong: connection reset"])
    expect([...limits]).toEqual([4000])
  })

  test.each<[string, object, string, (look: number, atMs: number) => AlarmState[] | object]>([
    [
      "an alarm",
      { ...alarms, name: "x" },
      "x is wrong: athlete-agent-production-5xx is in alarm: Threshold crossed",
      (look, atMs) => [alarm(look === 1 ? "ALARM" : "OK", atMs)],
    ],
    [
      "a value",
      { ...rate, name: "x" },
      "x is wrong: data.rate is 1, more than 0.02",
      (look) => metrics({ data: { rate: look === 1 ? 1 : 0 } }),
    ],
    [
      "a metrics API",
      { ...rate, name: "x" },
      "x has no data: connection refused",
      (look) => (look === 1 ? refused : metrics({ data: { rate: 0 } })),
    ],
  ])("is none the worse for %s that was bad once, and late", async (_, check, said, answerOf) => {
    const world = await shopWatching({ checks: [check] })
    let asked = 0
    const late = async <T>() => {
      const look = ++asked
      if (look < 4) await world.clock.pass(look === 1 ? 3000 : 3500)
      return answerOf(look, world.clock.now().getTime()) as T
    }
    const { production } = world.stages
    const probe = production.probe.bind(production)
    production.probe = async (...request) => (request[0].name === "x" ? late() : probe(...request))
    world.logs.alarms = async () => ({ kind: "known", value: await late<AlarmState[]>() })
    const { report, outcome } = await world.deploy("production", "v1.1.0")
    expect([outcome, report.watch?.verdict]).toEqual(["deployed", "pass"])
    expect(world.said.filter((line) => line.startsWith("x "))).toEqual([said])
  })

  test("by a machine that sleeps is watched for as long as it was to be", async () => {
    const world = await shopWatching()
    let asked = 0
    answers(world, { home: () => response(++asked > 0 ? 200 : 500, "") })
    world.clock.after(70, () => world.clock.set(3_600_000))
    const { report, outcome } = await world.deploy("production", "v1.1.0")
    expect(outcome).toBe("deployed")
    expect(report.watch?.durationMs).toBeGreaterThanOrEqual(3_600_000 + 120_000)
    expect(asked).toBeGreaterThanOrEqual(12)
  })

  test("stays where the watch, or the stage, rolls nothing back by itself", async () => {
    for (const settings of [[{ rollback: "manual" }], [{}, { rollback: "manual" }]] as const) {
      const world = await shopWatching(...settings)
      answers(world, { home: () => response(500, "") })
      expect(await world.deploy("production", "v1.1.0")).toMatchObject({
        outcome: "failed",
        code: "WATCH_FAILED",
        running: "v1.1.0 unverified",
        deploys: ["v1.1.0"],
      })
    }
    const world = await shopWatching({ rollback: "automatic" }, { rollback: "manual" })
    answers(world, { home: () => response(500, "") })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "rolled-back" })
  })

  test("is none the worse for one bad answer, or two", async () => {
    const world = await shopWatching()
    let asked = 0
    answers(world, { home: () => response([3, 4, 9].includes(++asked) ? 500 : 200, "") })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
    expect(asked).toBeGreaterThan(10)
  })

  test.each<[string, object, () => ReturnType<typeof response>, object]>([
    [
      "for too many of its answers",
      { checks: [{ ...http, maxWrongShare: 0.2 }], everySeconds: 2 },
      (
        (count = 0) =>
        () =>
          response(++count % 3 === 0 ? 500 : 200, "")
      )(),
      { code: "WATCH_FAILED", detail: /^home: \d+ of \d+ answers were wrong, more than 20 %: status 500/ },
    ],
    [
      "for answers that are too slow",
      { checks: [{ ...http, latency: { percentile: 90, maxMs: 500 } }], everySeconds: 2 },
      (
        (count = 0) =>
        () =>
          ({ ...response(200, ""), latencyMs: ++count % 4 === 0 ? 900 : 100 }) as never
      )(),
      {
        code: "WATCH_FAILED",
        detail: /^home: \d+ of \d+ answers took more than 500 ms: the 90th percentile is too slow$/,
      },
    ],
  ])("fails %s", async (_, watch, answer, { code, detail }: { code?: string; detail?: RegExp }) => {
    const world = await shopWatching(watch)
    answers(world, { home: answer })
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({ outcome: "rolled-back", code })
    expect(report.watch?.detail).toMatch(detail as RegExp)
  })

  test("is judged by numbers of any metrics API", async () => {
    for (const [value, outcome] of [
      [0.01, "deployed"],
      ["0.015", "deployed"],
      [0.03, "rolled-back"],
    ] as const) {
      const world = await shopWatching({ checks: [rate] })
      answers(world, { errors: () => metrics({ data: { rate: value } }) })
      expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome })
    }
  })

  test.each<[string, () => ReturnType<typeof response> | typeof refused, RegExp]>([
    ["no such value", () => metrics({ data: {} }), /^errors: no data in the last \d+ looks: no data\.rate$/],
    ["no number", () => metrics({ data: { rate: null } }), /data\.rate is null, no number/],
    ["no JSON", () => response(200, "<html>"), /the answer is not JSON/],
    ["an error of the metrics API", () => response(503, ""), /status 503/],
    ["nothing", () => refused, /connection refused/],
  ])("without data (%s) is not judged: it is frozen, and a person must look", async (_, answer, detail) => {
    const world = await shopWatching({ checks: [rate] })
    answers(world, { errors: answer })
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "inconclusive",
      code: "WATCH_INCONCLUSIVE",
      running: "v1.1.0 unverified",
      records: ["started", "deployed", "watching", "frozen", "inconclusive"],
      deploys: ["v1.1.0"],
    })
    expect(report.watch?.detail).toMatch(detail)
    // an optional one is only reported
    const other = await shopWatching({ checks: [http, { ...rate, optional: true }] })
    answers(other, { errors: answer })
    expect(await other.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
  })

  test("is not judged where the network is gone", async () => {
    const world = await shopWatching()
    world.clock.after(60, () => {
      world.stages.production.network = false
    })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "inconclusive" })
  })

  test("is judged by error lines, which the same watch of the logs finds", async () => {
    const logs = { kind: "logs", groups: ["/app/{stage}"], pollSeconds: 10, settleSeconds: 5 }
    for (const bad of [false, true]) {
      const world = await shopWatching({ checks: [http, logs] })
      if (bad) {
        world.clock.after(80, () =>
          world.logs.write("/app/production", "ERROR lost", world.clock.now().getTime()),
        )
      }
      const { report, outcome } = await world.deploy("production", "v1.1.0")
      expect(outcome).toBe(bad ? "rolled-back" : "deployed")
      expect(report.watch?.checks.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(
        bad ? ["home skipped", "logs fail"] : ["home pass", "logs pass"],
      )
    }
  })

  test.each<[string, (atMs: number) => AlarmState[], string]>([
    ["OK", () => [alarm("OK", 0)], "deployed"],
    ["raised since", (atMs) => [alarm("ALARM", atMs)], "rolled-back"],
    ["raised before", () => [alarm("ALARM", 0)], "inconclusive"],
    ["without data", () => [alarm("INSUFFICIENT_DATA", 0)], "inconclusive"],
    ["not there", () => [], "inconclusive"],
  ])("is judged by alarms: %s", async (_, states, outcome) => {
    const world = await shopWatching({ checks: [alarms] })
    world.logs.alarmStates = (atMs) => ({ kind: "known", value: states(atMs) })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome })
  })

  test("is judged by no alarm that cannot be asked", async () => {
    const world = await shopWatching({ checks: [alarms] })
    for (const fact of [
      { kind: "unavailable", message: "AccessDenied" },
      { kind: "skipped", why: "no AWS" },
    ] as const) {
      world.logs.alarmStates = () => fact
      expect((await world.deploy("production", "v1.1.0")).outcome).toBe("inconclusive")
      await world.unfreeze("production")
    }
  })

  test("of which a check cannot be made is not judged", async () => {
    const world = await shopWatching({ checks: [{ ...http, url: "{docs}/" }] })
    const { report, outcome } = await world.deploy("production", "v1.1.0")
    expect([outcome, report.watch?.detail]).toEqual(["inconclusive", "home: the stage has no docs"])
  })
})

describe("a watch that its run lets go of", () => {
  test("leaves the stage to others, and is finished by watch", async () => {
    const world = await shopWatching()
    expect(await world.deploy("production", "v1.1.0", { detach: true })).toMatchObject({
      outcome: "deployed",
      ok: true,
      line: `production runs ${named("v1.1.0")}, passed smoke, not watched yet: \`watch --stage production\``,
      running: "v1.1.0 unverified",
      records: ["started", "deployed", "watching"],
      locked: false,
    })
    expect(await world.watch("production")).toMatchObject({
      outcome: "done",
      ok: true,
      line: `production runs ${named("v1.1.0")}, watched to the end, verified`,
      running: "v1.1.0 verified",
      records: ["started", "watching", "verified"],
      locked: false,
    })
    expect(await world.watch("production")).toMatchObject({ outcome: "blocked", code: "NOTHING_TO_WATCH" })
  })

  test("that turns out bad is rolled back by watch", async () => {
    const world = await shopWatching()
    await world.deploy("production", "v1.1.0", { detach: true })
    answers(world, { home: () => response(500, "") })
    expect(await world.watch("production")).toMatchObject({
      outcome: "rolled-back",
      ok: false,
      line: `production runs ${named("v1.0.0")}, not v1.1.0: rolled back, verified`,
      deploys: ["v1.0.0"],
    })
  })

  test("is not ended by verify, which says what it saw", async () => {
    const verify = { checks: [{ name: "home", url: "{web}/" }] }
    const { config } = watching({})
    const world = new World({ config, verify })
    await world.stage("v1.1.0")
    await world.deploy("production", "v1.1.0", { detach: true, allowOneWay: "the first" })
    expect(await world.verify("production")).toMatchObject({ outcome: "done", running: "v1.1.0 unverified" })
    expect(await world.watch("production")).toMatchObject({ outcome: "done", running: "v1.1.0 verified" })
  })

  test("counts an alarm of the time in which no run watched", async () => {
    const world = await shopWatching({ checks: [alarms] })
    world.logs.alarmStates = () => ({ kind: "known", value: [alarm("OK", 0)] })
    await world.deploy("production", "v1.1.0", { detach: true })
    const raisedMs = world.clock.now().getTime() + 1000
    world.logs.alarmStates = () => ({ kind: "known", value: [alarm("ALARM", raisedMs)] })
    await world.clock.pass(60_000)
    expect(await world.watch("production")).toMatchObject({ outcome: "rolled-back", code: "WATCH_FAILED" })
  })

  test("is over when another version is deployed, which says so", async () => {
    const world = await shopWatching()
    await world.deploy("production", "v1.1.0", { detach: true })
    await world.stage("v1.2.0")
    expect(await world.deploy("production", "v1.2.0")).toMatchObject({ outcome: "deployed" })
    expect(world.said).toContain(`${named("v1.1.0")} was never watched to the end, and stays unverified`)
    expect(world.ledger.state("production").verified.map(({ tag }) => tag)).not.toContain("v1.1.0")
    expect(await world.watch("production")).toMatchObject({ code: "NOTHING_TO_WATCH" })
  })

  test("cannot be finished where pipeline.json has no watch", async () => {
    const world = await shop()
    expect(await world.watch("production")).toMatchObject({ outcome: "blocked", code: "NOTHING_TO_WATCH" })
  })
})

describe("a run that ends while it watches", () => {
  const dyingWorld = async (): Promise<World> => {
    const world = await shopWatching()
    world.clock.after(80, () => void world.die())
    const dead = world.deploy("production", "v1.1.0")
    await Promise.race([world.death, dead])
    world.clock.forget()
    world.others.found = { process: gone }
    return world
  }

  test("and is killed leaves a watch that the next command finishes", async () => {
    const world = await dyingWorld()
    expect(kindsIn(world).at(-1)).toBe("watching")
    expect(world.ledger.state("production").lock).not.toBeNull()
    expect(await world.watch("production")).toMatchObject({
      outcome: "done",
      running: "v1.1.0 verified",
      records: ["taken-over", "started", "watching", "verified"],
      deploys: [],
    })
  })

  test("and is killed is finished by the next deploy of the same version, which deploys nothing", async () => {
    const world = await dyingWorld()
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "deployed",
      running: "v1.1.0 verified",
      deploys: [],
    })
  })

  test("and is killed over a version that turns bad: the next one rolls it back", async () => {
    const world = await dyingWorld()
    answers(world, { home: () => response(500, "") })
    expect(await world.watch("production")).toMatchObject({
      outcome: "rolled-back",
      running: "v1.0.0 verified",
    })
  })

  test("and is interrupted lets the stage go, and says how it goes on", async () => {
    const world = await shopWatching()
    world.clock.after(80, () => world.interrupt())
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "failed",
      code: "INTERRUPTED",
      running: "v1.1.0 unverified",
      records: ["started", "deployed", "watching", "watching"],
      locked: false,
    })
    expect(report.reason).toMatchObject({
      message:
        "The run was interrupted while v1.1.0 was being watched; it runs, and does not count as verified yet.",
      fix: "Finish the watch: `watch --stage production`.",
    })
    expect(world.ledger.state("production").incident).toBeUndefined()
    expect(await world.watch("production")).toMatchObject({ outcome: "done" })
  })

  test("and cannot show that it lives leaves the watch open, too", async () => {
    const world = await shopWatching({ minutes: 10 }, {}, { runner })
    world.clock.after(60, () => {
      world.heartbeats.before = () => broken("read")("read", [])
      world.ledger.before = broken("read", "append", "history")
    })
    // the lease ends before, and the end of the run is written after
    world.clock.after(134, () => {
      world.ledger.before = () => {}
    })
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({ code: "LEASE_EXPIRED", running: "v1.1.0 unverified", locked: false })
    expect(report.reason?.fix).toBe("Finish the watch: `watch --stage production`.")
    world.heartbeats.before = () => {}
    expect(await world.watch("production")).toMatchObject({ outcome: "done", running: "v1.1.0 verified" })
  })
})

describe("a watch that goes on", () => {
  const left = async (watch: object = {}) => {
    const world = await shopWatching(watch)
    await world.deploy("production", "v1.1.0", { detach: true })
    return world
  }

  test("after its end lasts for as many looks as it takes to find a fault", async () => {
    const world = await left({ everySeconds: 7 })
    await world.clock.pass(600_000)
    const { report } = await world.watch("production")
    expect(report.watch?.durationMs).toBeGreaterThanOrEqual(21_000)
    expect(report.watch?.durationMs).toBeLessThan(22_000)
  })

  test("lasts no longer than any where the clock that left it open was ahead", async () => {
    const world = await left({ minutes: 2 })
    const watch = { until: "2099-03-01T00:00:00.000Z", detached: true }
    world.play("production", byOwner(entryOf("watching", { ...releaseOf("v1.1.0"), watch })))
    const { report, outcome } = await world.watch("production")
    expect(outcome).toBe("done")
    expect(report.watch?.durationMs).toBeGreaterThanOrEqual(120_000)
    expect(report.watch?.durationMs).toBeLessThan(130_000)
  })

  test("looks where the deployer reaches the stage by then", async () => {
    const world = await left()
    const { production } = world.stages
    production.reach = async () => ({ web: "https://moved.test" })
    const urls = new Set<string>()
    const { probe } = production
    production.probe = (check, url, ...more) => {
      urls.add(url)
      return probe.call(production, check, url.replace("moved.test", "production.test"), ...more)
    }
    expect(await world.watch("production")).toMatchObject({ outcome: "done" })
    expect([...urls]).toEqual(["https://moved.test/"])
  })

  test.each<[string, (world: World) => void]>([
    [
      "its address cannot be found out",
      (world) => {
        world.stages.production.reach = async () => {
          throw new Error("a defect")
        }
      },
    ],
    [
      "a check breaks",
      (world) => {
        world.stages.production.probe = async () => {
          throw new Error("a defect")
        }
      },
    ],
  ])("has failed when %s, and is still to be made", async (_, spoil) => {
    const world = await left()
    spoil(world)
    expect(await world.watch("production")).toMatchObject({
      outcome: "failed",
      code: "INTERNAL",
      report: { reason: { message: "a defect" }, tag: "v1.1.0" },
      locked: false,
    })
  })

  test("looks no more once a look has broken", async () => {
    const world = await left()
    let asked = 0
    world.stages.production.probe = async () => {
      asked++
      throw new Error("a defect")
    }
    await world.watch("production")
    await world.clock.pass(60_000)
    expect(asked).toBe(1)
  })

  test("says nothing of a version that was never watched where it is the very one", async () => {
    const world = await left()
    await world.deploy("production", "v1.1.0")
    expect(world.said.join()).not.toContain("never watched")
  })

  test("keeps a bad version away, also where nothing is rolled back", async () => {
    const world = await left({ rollback: "manual" })
    answers(world, { home: () => response(500, "") })
    expect(await world.watch("production")).toMatchObject({
      outcome: "failed",
      code: "WATCH_FAILED",
      line: expect.stringMatching(/^production is on v1\.1\.0 \(\w+\), unverified: home: was wrong/),
    })
    expect(world.ledger.state("production").quarantine).toMatchObject([releaseOf("v1.1.0")])
  })
})

test("a watch that pipeline.json no longer asks for is no reason not to deploy the version again", async () => {
  const world = await shop()
  world.play(
    "production",
    byOwner(
      entryOf("deployed", releaseOf("v1.1.0")),
      entryOf("watching", {
        ...releaseOf("v1.1.0"),
        watch: { until: "2026-03-01T04:00:00.000Z", detached: true },
      }),
    ),
  )
  expect(await world.deploy("production", "v1.1.0")).toMatchObject({
    outcome: "deployed",
    deploys: ["v1.1.0"],
  })
})

describe("what a watch that is refused leaves", () => {
  test("is a record of the version that was to be watched", async () => {
    const world = await shopWatching()
    await world.deploy("production", "v1.1.0", { detach: true })
    world.hold("production")
    expect(await world.watch("production")).toMatchObject({ outcome: "blocked", code: "LOCK_HELD" })
    expect(world.ledger.records("production").at(-1)).toMatchObject({
      kind: "blocked",
      ...releaseOf("v1.1.0"),
    })
  })

  test("is a word on pipeline.json where that no longer has a watch", async () => {
    const world = await shop()
    const watch = { until: "2026-03-01T04:00:00.000Z", detached: true }
    world.play(
      "production",
      byOwner(
        entryOf("deployed", releaseOf("v1.1.0")),
        entryOf("watching", { ...releaseOf("v1.1.0"), watch }),
      ),
    )
    const { report } = await world.watch("production")
    expect(report.reason).toMatchObject({
      code: "NOTHING_TO_WATCH",
      message: "stages.production.watch is not in pipeline.json.",
    })
  })
})

describe("what a watch says", () => {
  test("of a value that is missing, and of how many looks were right", async () => {
    const world = await shopWatching({ checks: [rate] })
    let asked = 0
    answers(world, {
      errors: () => (++asked === 3 ? refused : metrics({ data: { rate: asked === 5 ? 1 : 0 } })),
    })
    const { report, outcome } = await world.deploy("production", "v1.1.0")
    expect(outcome).toBe("deployed")
    const [right = "", all = ""] =
      /^(\d+) of (\d+) looks were right: /.exec(report.watch?.checks[0]?.detail ?? "")?.slice(1) ?? []
    expect(Number(all) - Number(right)).toBe(1)
    expect(world.said).toContain("errors has no data: connection refused")
    expect(world.said.filter((line) => line.startsWith("errors is wrong: "))).toHaveLength(1)
  })

  test("of a machine that slept for an interval, and of none that was late for a moment", async () => {
    for (const [ms, said] of [
      [10_000, true],
      [9000, false],
    ] as const) {
      const world = await shopWatching({ everySeconds: 10 })
      world.clock.after(70, () => world.clock.set(ms))
      await world.deploy("production", "v1.1.0")
      const lines = world.said.filter((line) => line.includes("was not looked at"))
      expect(lines).toEqual(
        said ? ["home was not looked at for 10.0 s: the watch lasts that much longer"] : [],
      )
    }
  })

  test("of all that its address lacks", async () => {
    const world = await shopWatching({ checks: [{ ...http, url: "{docs}/{wiki}" }] })
    const { report } = await world.deploy("production", "v1.1.0")
    expect(report.watch?.detail).toBe("home: the stage has no docs, wiki")
  })

  test("of error lines that came while no run watched, and of a check that another one made needless", async () => {
    const logs = { kind: "logs", groups: ["/app/{stage}"], pollSeconds: 10, settleSeconds: 5 }
    const world = await shopWatching({ checks: [http, logs] })
    await world.deploy("production", "v1.1.0", { detach: true })
    world.logs.write("/app/production", "ERROR lost", world.clock.now().getTime() + 1000)
    await world.clock.pass(100_000)
    const { report, outcome } = await world.watch("production")
    expect(outcome).toBe("rolled-back")
    expect(report.watch?.checks[0]).toMatchObject({ name: "home", verdict: "skipped", lines: [] })
  })
})
