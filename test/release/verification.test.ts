import { describe, expect, test } from "vitest"
import { environmentError } from "../../src/core/errors.ts"
import type { Observation } from "../../src/core/smoke/probe.ts"
import { broken } from "../helpers/fake-ledger.ts"
import { healthy, lies, refused, sick } from "../helpers/fake-stage.ts"
import { byOwner, entryOf, named, releaseOf, World } from "../helpers/world.ts"

const answer = (status: number, body: unknown): Observation => ({
  kind: "response",
  status,
  headers: {},
  body: typeof body === "string" ? body : JSON.stringify(body),
  latencyMs: 20,
})

const chat = {
  name: "chat",
  url: "{api}/chat",
  method: "POST",
  body: '{"message":"hello"}',
  expect: { json: { answer: "hello" } },
}
const slack = { url: "{api}/slack/events" }
const logs = { groups: ["/app/{stage}"], watchSeconds: 60, pollSeconds: 20, settleSeconds: 10 }

/** v1.0.0 runs in production, v1.1.0 is verified on staging. The given check answers as given; smoke is right. */
async function shop(verify: object, answers: Readonly<Record<string, () => Observation>> = {}) {
  const world = new World({ verify })
  await world.ship("v1.0.0")
  await world.stage("v1.1.0")
  for (const stage of Object.values(world.stages)) {
    for (const tag of ["v1.0.0", "v1.1.0"]) {
      stage.answer(tag, (probe) => (answers[probe.check] ?? (() => healthy(probe)))())
    }
  }
  return world
}

const chatSays = (text: string) => ({ chat: () => answer(200, { answer: text }) })

describe("a deploy that is to be verified", () => {
  test("is verified after smoke, and the record says so", async () => {
    const world = await shop({ checks: [chat] }, chatSays("hello"))
    const { report, ...ending } = await world.deploy("production", "v1.1.0", { verify: true })
    expect(ending).toMatchObject({
      outcome: "deployed",
      ok: true,
      line: `production runs ${named("v1.1.0")}, verified`,
      records: ["started", "deployed", "verified"],
    })
    expect(report.phases.map(({ name }) => name)).toEqual([
      "resolve",
      "gates",
      "deploy",
      "smoke",
      "verification",
    ])
    expect(report.phases.at(-1)).toMatchObject({ status: "ok", detail: "pass: 1 check passed" })
    expect(world.said).toContain("chat pass: 200")
    expect(report.verification).toEqual({
      verdict: "pass",
      detail: "1 check passed",
      durationMs: 20,
      checks: [
        {
          name: "chat",
          kind: "http",
          optional: false,
          verdict: "pass",
          detail: "200",
          latencyMs: 20,
          lines: [],
        },
      ],
    })
    expect(world.ledger.records("production").at(-1)).toMatchObject({ verification: "pass" })
  })

  test("is asked again by a machine that slept while it was answered", async () => {
    const world = await shop({ checks: [{ ...chat, deadlineSeconds: 30 }] })
    const { production } = world.stages
    const probe = production.probe.bind(production)
    let asked = 0
    production.probe = async (check, ...request) => {
      if (check.name !== "chat") return probe(check, ...request)
      if (++asked > 1) return answer(200, { answer: "hello" })
      await world.clock.pass(3_600_000)
      return { kind: "error", error: "timeout", message: "no answer", latencyMs: 3_600_000 }
    }
    const { report, outcome } = await world.deploy("production", "v1.1.0", { verify: true })
    expect([outcome, report.verification?.verdict, asked]).toEqual(["deployed", "pass", 2])
  })

  test("that was not asked for is not made", async () => {
    const world = await shop({ checks: [chat] }, chatSays("wrong"))
    const { report, outcome } = await world.deploy("production", "v1.1.0")
    expect({ outcome, verification: report.verification }).toEqual({
      outcome: "deployed",
      verification: null,
    })
    expect(world.ledger.records("production").at(-1)?.verification ?? null).toBeNull()
  })

  test("stays when it fails, does not count as verified, and the first line says both", async () => {
    const world = await shop({ checks: [chat] }, chatSays("wrong"))
    const detail = `chat failed: answer is "wrong", not "hello"`
    expect(await world.deploy("production", "v1.1.0", { verify: true })).toMatchObject({
      outcome: "failed",
      ok: false,
      code: "VERIFICATION_FAILED",
      line: `production is on ${named("v1.1.0")}, passes smoke but not verification: ${detail}`,
      running: "v1.1.0 unverified",
      changed: true,
      records: ["started", "deployed", "unverified", "failed"],
      deploys: ["v1.1.0"],
      locked: false,
    })
    expect(world.ledger.records("production").at(-2)).toMatchObject({
      kind: "unverified",
      ...releaseOf("v1.1.0"),
      code: "VERIFICATION_FAILED",
    })
    expect(world.ledger.records("production").at(-1)).toMatchObject({
      verification: "fail",
      code: "VERIFICATION_FAILED",
      detail,
    })
  })

  test("of staging does not go to production when it fails", async () => {
    const world = new World({ verify: { checks: [chat] } })
    world.tag("v1.0.0")
    expect(await world.deploy("staging", "v1.0.0", { verify: true })).toMatchObject({
      code: "VERIFICATION_FAILED",
    })
    expect(await world.deploy("production", "v1.0.0")).toMatchObject({ code: "STAGING_NOT_VERIFIED" })
  })

  test("is rolled back where pipeline.json says so", async () => {
    const world = await shop({ checks: [chat], rollback: true }, chatSays("wrong"))
    const { report, ...ending } = await world.deploy("production", "v1.1.0", { verify: true })
    expect(ending).toMatchObject({
      outcome: "rolled-back",
      code: "VERIFICATION_FAILED",
      line: `production runs ${named("v1.0.0")}, not v1.1.0: rolled back, verified`,
      records: ["started", "deployed", "frozen", "rollback-started", "deployed", "rolled-back"],
      deploys: ["v1.1.0", "v1.0.0"],
    })
    expect(report).toMatchObject({ smoke: { verdict: "pass" }, verification: { verdict: "fail" } })
    expect(world.ledger.records("production").at(-1)?.verification ?? null).toBeNull()
  })

  test("is not rolled back where the stage is not", async () => {
    const world = await shop({ checks: [chat], rollback: true }, chatSays("wrong"))
    expect(await world.deploy("staging", "v1.1.0", { verify: true })).toMatchObject({
      outcome: "failed",
      deploys: ["v1.1.0"],
    })
  })

  test("that fails smoke is not verified at all", async () => {
    const world = await shop({ checks: [chat] })
    world.stages.production.answer("v1.1.0", sick)
    const { report, outcome } = await world.deploy("production", "v1.1.0", { verify: true })
    expect({ outcome, verification: report.verification }).toEqual({
      outcome: "rolled-back",
      verification: null,
    })
  })

  test("is refused before anything is done when pipeline.json has nothing to verify", async () => {
    const world = new World()
    world.tag("v1.0.0")
    await expect(world.deploy("staging", "v1.0.0", { verify: true })).rejects.toMatchObject({
      kind: "usage",
      reason: { code: "CONFIG_INVALID" },
      problems: [{ path: "verify", message: "is missing" }],
    })
    expect(world.stages.staging.deploys).toEqual([])
    expect(world.ledger.records("staging")).toEqual([])
  })

  test("that is interrupted meanwhile leaves the version in place, unverified and unlocked", async () => {
    const world = await shop({ logs })
    world.clock.after(50, () => world.interrupt())
    expect(await world.deploy("production", "v1.1.0", { verify: true })).toMatchObject({
      outcome: "failed",
      code: "INTERRUPTED",
      running: "v1.1.0 unverified",
      deploys: ["v1.1.0"],
      locked: false,
    })
  })

  test.each([
    ["the first attempt decides", 1, ["started", "effect", "deployed", "verified"]],
    ["several attempts decide", 3, ["started", "effect", "deployed", "verified"]],
  ])("is in the ledger before it is verified, when %s", async (_, consecutive, appends) => {
    const world = new World({ verify: { checks: [chat] }, consecutive })
    world.tag("v1.0.0")
    const seen: string[] = []
    world.ledger.before = (operation, entries) => {
      if (operation === "append") seen.push(entries.map(({ kind }) => kind).join("+"))
    }
    world.stages.staging.answer("v1.0.0", (probe) =>
      probe.check === "chat" ? answer(200, { answer: "hello" }) : healthy(probe),
    )
    expect(await world.deploy("staging", "v1.0.0", { verify: true })).toMatchObject({ outcome: "deployed" })
    expect(seen).toEqual(appends)
  })
})

describe("a request", () => {
  const verify = { checks: [chat, { ...chat, name: "extra", optional: true }] }

  test("is repeated until it is right, within its deadline", async () => {
    let asked = 0
    const world = await shop(verify, {
      chat: () => answer(200, { answer: ++asked < 3 ? "warming up" : "hello" }),
      extra: () => answer(200, { answer: "hello" }),
    })
    const { report } = await world.deploy("production", "v1.1.0", { verify: true })
    expect(asked).toBe(3)
    const waits = world.stages.production.patience.flatMap(([name, ms]) => (name === "chat" ? [ms] : []))
    // 30 s, of which an answer takes 20 ms and a pause two seconds
    expect(waits).toEqual([30_000, 27_980, 25_960])
    expect(report.verification).toMatchObject({ verdict: "pass", detail: "2 checks passed" })
  })

  test("in which the machine slept is made again, and the time does not count", async () => {
    const world = await shop({ checks: [chat] }, chatSays("hello"))
    const { production } = world.stages
    const { probe } = production
    let asked = 0
    production.probe = async (...request) => {
      if (request[0].name !== "chat" || ++asked > 1) return probe.apply(production, request)
      await world.clock.pass(3_600_000)
      return { kind: "error", error: "timeout", message: "no answer", latencyMs: 1 }
    }
    const { outcome } = await world.deploy("production", "v1.1.0", { verify: true })
    expect({ outcome, asked }).toEqual({ outcome: "deployed", asked: 2 })
  })

  test("that is optional is reported and decides nothing", async () => {
    const world = await shop(verify, {
      ...chatSays("hello"),
      extra: () => answer(500, "oh"),
    })
    const { report, outcome } = await world.deploy("production", "v1.1.0", { verify: true })
    expect(outcome).toBe("deployed")
    expect(report.verification?.detail).toBe(
      '1 check passed; not required: extra failed: status 500, not 200; no "answer"; the body is not a JSON object',
    )
  })

  test("that reaches nothing is no evidence, and fails a version that needs it", async () => {
    const world = await shop({ checks: [chat] })
    world.stages.production.answer("v1.1.0", (probe) => {
      if (probe.check !== "chat") return healthy(probe)
      return { kind: "error", error: "unreachable", message: "no such host", latencyMs: 1 }
    })
    const { report, code } = await world.deploy("production", "v1.1.0", { verify: true })
    expect(code).toBe("VERIFICATION_FAILED")
    expect(report.verification?.checks[0]).toMatchObject({ verdict: "unavailable", detail: "no such host" })
  })

  test("that is refused is an answer", async () => {
    const world = await shop({ checks: [chat] }, { chat: () => refused })
    const { report } = await world.deploy("production", "v1.1.0", { verify: true })
    expect(report.verification?.checks[0]).toMatchObject({ verdict: "fail", detail: "connection refused" })
  })

  test("to an address that the stage does not have cannot be judged", async () => {
    const world = await shop({ checks: [{ ...chat, url: "{bot}/chat" }] })
    const { report } = await world.deploy("production", "v1.1.0", { verify: true })
    expect(report.verification?.checks[0]).toMatchObject({
      verdict: "unavailable",
      detail: "the stage has no bot",
    })
  })
})

describe("the Slack bot", () => {
  const echo = (world: World) => () => answer(200, { challenge: `run-${world.runCount}` })

  test("passes when it gives the challenge back", async () => {
    const world = await shop({ slack })
    for (const tag of ["v1.1.0"]) {
      world.stages.production.answer(tag, (probe) =>
        probe.check === "slack" ? echo(world)() : healthy(probe),
      )
    }
    const { report, outcome } = await world.deploy("production", "v1.1.0", { verify: true })
    expect(outcome).toBe("deployed")
    expect(report.verification?.checks).toMatchObject([
      { name: "slack", kind: "slack", verdict: "pass", detail: "the signed challenge came back" },
    ])
  })

  test("fails when it refuses the signature", async () => {
    const world = await shop({ slack }, { slack: () => answer(401, {}) })
    const { report, code } = await world.deploy("production", "v1.1.0", { verify: true })
    expect(code).toBe("VERIFICATION_FAILED")
    expect(report.verification?.checks).toMatchObject([
      { verdict: "fail", detail: expect.stringContaining("another signing secret") },
    ])
  })

  test("cannot be asked without a signing secret, and is not asked", async () => {
    let asked = 0
    const world = await shop({ slack }, { slack: () => answer(++asked, {}) })
    world.signature = { kind: "unavailable", message: "SLACK_SIGNING_SECRET is not set" }
    const { report, code } = await world.deploy("production", "v1.1.0", { verify: true })
    expect({ code, asked }).toEqual({ code: "VERIFICATION_FAILED", asked: 0 })
    expect(report.reason?.message).toBe("slack could not be judged: SLACK_SIGNING_SECRET is not set")
  })

  test("that is optional decides nothing", async () => {
    const world = await shop({ slack: { ...slack, optional: true } })
    world.signature = { kind: "skipped", why: "no secret was given" }
    const { report, outcome } = await world.deploy("production", "v1.1.0", { verify: true })
    expect(outcome).toBe("deployed")
    expect(report.verification?.detail).toBe(
      "0 checks passed; not required: slack could not be judged: no secret was given",
    )
  })
})

describe("the logs", () => {
  const group = "/app/production"
  const at = (world: World) => world.clock.now().getTime()

  test("pass when no line matches in the whole window, with progress meanwhile", async () => {
    const world = await shop({ logs })
    const { report, outcome } = await world.deploy("production", "v1.1.0", { verify: true })
    expect(outcome).toBe("deployed")
    expect(report.verification?.checks).toMatchObject([
      { verdict: "pass", detail: "0 matching lines in 1 min 00 s in 1 log group; 0 tolerated" },
    ])
    expect(world.said.filter((line) => line.startsWith("logs:"))).toEqual([
      "logs: watched 2.1 s of 1 min 00 s, 0 matching lines",
      "logs: watched 22.1 s of 1 min 00 s, 0 matching lines",
      "logs: watched 42.1 s of 1 min 00 s, 0 matching lines",
      "logs: 0 matching lines, waiting 7.9 s for late ones",
    ])
    expect(world.logs.queries.map(({ groups }) => groups)).toEqual(Array(5).fill([group]))
  })

  test("fail at once when there is too much, and a few lines are quoted", async () => {
    const world = await shop({ logs: { ...logs, tolerated: 1 } })
    const begun = at(world)
    for (const second of [40, 41, 42]) world.logs.write(group, `ERROR at ${second}`, begun + second * 1000)
    const { report, code } = await world.deploy("production", "v1.1.0", { verify: true })
    expect(code).toBe("VERIFICATION_FAILED")
    expect(report.verification?.checks[0]).toMatchObject({
      verdict: "fail",
      detail: "3 matching lines in 22.1 s in 1 log group; 1 tolerated",
      lines: expect.arrayContaining([expect.stringMatching(/^2026-.*Z \/app\/production: ERROR at 40$/)]),
    })
  })

  test("do not count lines from before the deploy", async () => {
    const world = await shop({ logs })
    world.logs.write(group, "ERROR of v1.0.0", at(world) + 29_000)
    expect(await world.deploy("production", "v1.1.0", { verify: true })).toMatchObject({
      outcome: "deployed",
    })
  })

  test("count a line that comes late, and count it once", async () => {
    const world = await shop({ logs: { ...logs, tolerated: 1 } })
    const begun = at(world)
    world.logs.write(group, "ERROR early", begun + 35_000)
    world.logs.write(group, "ERROR late", begun + 33_000, begun + 95_000)
    const { report, outcome } = await world.deploy("production", "v1.1.0", { verify: true })
    expect(outcome).toBe("failed")
    expect(report.verification?.checks[0]?.detail).toMatch(/^2 matching lines/)
    expect(report.verification?.checks[0]?.lines).toEqual([
      expect.stringContaining("ERROR late"),
      expect.stringContaining("ERROR early"),
    ])
  })

  test("make up for a look that failed", async () => {
    const world = await shop({ logs })
    world.logs.fault = (_, count) => (count === 2 ? { kind: "unavailable", message: "Throttled" } : null)
    expect(await world.deploy("production", "v1.1.0", { verify: true })).toMatchObject({
      outcome: "deployed",
    })
    expect(world.said).toContain("logs: this look failed, the next one makes up for it: Throttled")
  })

  test.each([
    ["first", 1],
    ["last", 5],
  ])("are no evidence when the %s look fails", async (_, failing) => {
    const world = await shop({ logs })
    world.logs.fault = (__, count) =>
      count === failing ? { kind: "unavailable", message: "AccessDenied" } : null
    const { report, code } = await world.deploy("production", "v1.1.0", { verify: true })
    expect(code).toBe("VERIFICATION_FAILED")
    expect(report.verification?.checks[0]).toMatchObject({ verdict: "unavailable", detail: "AccessDenied" })
    expect(world.logs.queries).toHaveLength(failing)
  })

  test("that are optional decide nothing", async () => {
    const world = await shop({ logs: { ...logs, optional: true } })
    world.logs.fault = () => ({ kind: "skipped", why: "no credentials" })
    const { report, outcome } = await world.deploy("production", "v1.1.0", { verify: true })
    expect(outcome).toBe("deployed")
    expect(report.verification?.detail).toMatch(/not required: logs could not be judged: no credentials/)
  })

  test("are found by prefix, beside those that are named", async () => {
    const world = await shop({ logs: { ...logs, prefix: "/lambda/{app}-{stage}-" } })
    world.logs.names.push("/lambda/athlete-agent-production-api", "/lambda/athlete-agent-staging-api")
    await world.deploy("production", "v1.1.0", { verify: true })
    expect(world.logs.queries[0]?.groups).toEqual([group, "/lambda/athlete-agent-production-api"])
  })

  test("are no evidence when no group has the prefix", async () => {
    const world = await shop({ logs: { prefix: "/lambda/" } })
    const { report, code } = await world.deploy("production", "v1.1.0", { verify: true })
    expect(code).toBe("VERIFICATION_FAILED")
    expect(report.verification?.checks[0]?.detail).toBe("no log group's name begins with /lambda/")
  })

  test("are no evidence when their groups cannot be listed", async () => {
    const world = await shop({ logs: { prefix: "/lambda/" } })
    world.logs.groups = async () => ({ kind: "unavailable", message: "AccessDenied" })
    const { report } = await world.deploy("production", "v1.1.0", { verify: true })
    expect(report.verification?.checks[0]).toMatchObject({ verdict: "unavailable", detail: "AccessDenied" })
  })
})

describe("verify", () => {
  test("passes a stage that does, and records nothing of one that was verified", async () => {
    const world = await shop({ checks: [chat] }, chatSays("hello"))
    const { report, ...ending } = await world.verify("production")
    expect(ending).toMatchObject({
      outcome: "done",
      ok: true,
      line: `production runs ${named("v1.0.0")}, passes smoke and verification`,
      running: "v1.0.0 verified",
      records: [],
      deploys: [],
    })
    expect(report).toMatchObject({ smoke: { verdict: "pass" }, verification: { verdict: "pass" } })
  })

  test("B2: fails a stage that does not, and its version no longer counts as verified", async () => {
    const world = await shop({ checks: [chat] }, chatSays("wrong"))
    expect(await world.verify("production")).toMatchObject({
      outcome: "failed",
      ok: false,
      code: "VERIFICATION_FAILED",
      line: `production is on ${named("v1.0.0")} and does not pass verification: chat failed: answer is "wrong", not "hello"`,
      running: "v1.0.0 unverified",
      records: ["unverified"],
    })
    expect(world.ledger.state("production")).toMatchObject({ running: { verified: false }, verified: [] })
    // said once is enough
    expect(await world.verify("production")).toMatchObject({ outcome: "failed", records: [] })
  })

  test("B2: also a version that was verified before its last deploy, which did not end well", async () => {
    const world = await shop({ checks: [chat] }, chatSays("wrong"))
    world.play(
      "production",
      byOwner(entryOf("deployed", releaseOf("v1.0.0")), entryOf("failed", releaseOf("v1.0.0"))),
    )
    expect(world.ledger.state("production")).toMatchObject({
      running: { verified: false },
      verified: [{ tag: "v1.0.0" }],
    })
    expect(await world.verify("production")).toMatchObject({ outcome: "failed", records: ["unverified"] })
    expect(world.ledger.state("production").verified).toEqual([])
  })

  test("B2: a smoke test that fails counts as well, one that reaches nothing does not", async () => {
    const world = await shop({ checks: [chat] }, chatSays("hello"))
    world.stages.production.network = false
    expect(await world.verify("production")).toMatchObject({ outcome: "inconclusive", records: [] })
    world.stages.production.network = true
    world.stages.production.answer("v1.0.0", sick)
    expect(await world.verify("production")).toMatchObject({
      outcome: "failed",
      code: "SMOKE_FAILED",
      records: ["unverified"],
    })
    expect(world.ledger.state("production").verified).toEqual([])
  })

  test("makes a version verified whose verification failed for a reason that is gone", async () => {
    const world = await shop({ checks: [chat] }, chatSays("wrong"))
    await world.deploy("production", "v1.1.0", { verify: true })
    world.stages.production.answer("v1.1.0", (probe) =>
      probe.check === "chat" ? answer(200, { answer: "hello" }) : healthy(probe),
    )
    const { report, ...ending } = await world.verify("production")
    expect(ending).toMatchObject({ outcome: "done", running: "v1.1.0 verified", records: ["verified"] })
    expect(ending.recorded).toEqual(report)
    expect(world.ledger.state("production").verified[0]).toMatchObject(releaseOf("v1.1.0"))
  })

  test.each([
    ["is held", (world: World) => world.hold("production")],
    [
      "is taken meanwhile",
      (world: World) => {
        world.ledger.before = (operation) => {
          if (operation !== "append") return
          world.ledger.before = () => {}
          world.hold("production")
        }
      },
    ],
  ])("records nothing when the stage %s", async (_, disturb) => {
    const world = await shop({ checks: [chat] }, chatSays("wrong"))
    await world.deploy("production", "v1.1.0", { verify: true })
    world.stages.production.answer("v1.1.0", (probe) =>
      probe.check === "chat" ? answer(200, { answer: "hello" }) : healthy(probe),
    )
    disturb(world)
    expect(await world.verify("production")).toMatchObject({
      outcome: "done",
      line: expect.stringMatching(/, passes smoke and verification, unverified: .* judges it again$/),
      running: "v1.1.0 unverified",
      records: [],
    })
    expect(world.ledger.state("production").running?.verified).toBe(false)
  })

  test("records what it saw although others append meanwhile what does not matter", async () => {
    const world = await shop({ checks: [chat] }, chatSays("wrong"))
    await world.deploy("production", "v1.1.0", { verify: true })
    world.stages.production.answer("v1.1.0", (probe) =>
      probe.check === "chat" ? answer(200, { answer: "hello" }) : healthy(probe),
    )
    world.getInBetween("production")
    expect(await world.verify("production")).toMatchObject({
      running: "v1.1.0 verified",
      records: ["verified"],
    })
  })

  test("records nothing, and says so, when another run takes the stage meanwhile", async () => {
    const world = await shop({ checks: [chat] }, chatSays("wrong"))
    await world.deploy("production", "v1.1.0", { verify: true })
    world.stages.production.answer("v1.1.0", (probe) =>
      probe.check === "chat" ? answer(200, { answer: "hello" }) : healthy(probe),
    )
    world.ledger.before = (operation) => {
      if (operation !== "append") return
      world.ledger.before = () => {}
      world.hold("production")
    }
    expect(await world.verify("production")).toMatchObject({ outcome: "done", records: [] })
    expect(world.said).toContain("what was seen is not recorded: another run changed production meanwhile")
  })

  test("records nothing of a stage that a person must look at first", async () => {
    const world = await shop({ checks: [chat] }, chatSays("hello"))
    world.stages.production.onDeploy("v1.1.0", lies)
    world.stages.production.network = false
    await world.deploy("production", "v1.1.0")
    world.stages.production.network = true
    world.stages.production.serve(releaseOf("v1.1.0"))
    expect(await world.verify("production")).toMatchObject({ outcome: "done", records: [] })
  })

  test.each([
    ["all", { checks: [chat], slack, logs }, ["chat skipped", "slack skipped", "logs skipped"]],
    ["one", { checks: [chat] }, ["chat skipped"]],
  ])("looks at nothing more when smoke fails, and says so of each check: %s", async (_, verify, skipped) => {
    const world = await shop(verify)
    world.stages.production.answer("v1.0.0", sick)
    const { report, outcome, code } = await world.verify("production")
    expect({ outcome, code }).toEqual({ outcome: "failed", code: "SMOKE_FAILED" })
    expect(report.verification?.checks.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(skipped)
    expect(new Set(report.verification?.checks.map(({ detail }) => detail))).toEqual(
      new Set(["smoke did not pass"]),
    )
    expect(world.logs.queries).toEqual([])
  })

  test("of an empty stage has nothing to look at", async () => {
    const { report, code } = await new World({ verify: { checks: [chat] } }).verify("production")
    expect({ code, verification: report.verification }).toEqual({
      code: "NOTHING_DEPLOYED",
      verification: null,
    })
  })

  test("is refused when pipeline.json has nothing to verify", async () => {
    await expect(new World().verify("production")).rejects.toMatchObject({
      reason: { code: "CONFIG_INVALID", message: "pipeline.json does not say what to verify." },
    })
  })

  test("counts log lines since the deploy, however long ago, as far back as it may look", async () => {
    const world = await shop({ logs: { ...logs, lookBackSeconds: 600 } })
    const deployedAt = Date.parse(
      world.ledger.records("production").find(({ kind }) => kind === "deployed")?.at as string,
    )
    world.logs.write("/app/production", "ERROR before", deployedAt - 1000)
    await world.verify("production")
    expect(world.logs.queries[0]?.sinceMs).toBe(deployedAt)
    await world.clock.pass(3_600_000)
    world.logs.queries.length = 0
    const now = world.clock.now().getTime()
    expect(await world.verify("production")).toMatchObject({ outcome: "done" })
    expect(world.logs.queries[0]?.sinceMs).toBeGreaterThan(now - 600_000)
  })

  test("looks back as far as it may when the ledger does not tell the deploy", async () => {
    const world = await shop({ logs: { ...logs, lookBackSeconds: 60 } })
    world.ledger.history = async () => []
    const begun = world.clock.now().getTime()
    await world.verify("production")
    expect(world.logs.queries[0]?.sinceMs).toBe(begun + 2060 - 60_000)
  })

  test("that is interrupted judges nothing", async () => {
    const world = await shop({ logs })
    world.clock.after(10, () => world.interrupt())
    expect(await world.verify("production")).toMatchObject({
      outcome: "inconclusive",
      code: "INTERRUPTED",
      line: `production is on ${named("v1.0.0")}, could not be judged: The run was interrupted.`,
    })
  })

  test("does not take a defect of the pipeline for one of the stage", async () => {
    const world = await shop(
      { checks: [chat] },
      {
        chat: () => {
          throw new Error("no such check")
        },
      },
    )
    await expect(world.verify("production")).rejects.toThrow("no such check")
  })
})

test("a version that fails verification and cannot be rolled back is kept away all the same", async () => {
  const world = new World({ verify: { checks: [chat], rollback: true } })
  world.tag("v1.0.0")
  world.stages.staging.answer("v1.0.0", (probe) =>
    probe.check === "chat" ? answer(200, { answer: "no" }) : healthy(probe),
  )
  expect(await world.deploy("staging", "v1.0.0", { verify: true })).toMatchObject({
    outcome: "failed",
    code: "VERIFICATION_FAILED",
  })
  expect(world.ledger.state("staging").quarantine).toMatchObject([releaseOf("v1.0.0")])
})

describe("verify, where it cannot record what it saw", () => {
  const kinds = (world: World) => world.ledger.records("production").map(({ kind }) => kind)

  test.each<[string, string, (world: World) => void]>([
    ["another run holds the stage", "wrong", (world) => world.hold("production")],
    [
      "the version was never verified",
      "wrong",
      (world) => {
        world.play(
          "production",
          byOwner(
            entryOf("deployed", releaseOf("v1.1.0")),
            entryOf("failed", { ...releaseOf("v1.1.0"), changed: true }),
          ),
        )
        world.stages.production.serve(releaseOf("v1.1.0"))
      },
    ],
  ])("says nothing of that when %s", async (_, says, spoil) => {
    const world = await shop({ checks: [chat] }, chatSays(says))
    spoil(world)
    const before = kinds(world)
    expect(await world.verify("production")).toMatchObject({ outcome: "failed", code: "VERIFICATION_FAILED" })
    expect(kinds(world)).toEqual(before)
    expect(world.said.join()).not.toContain("not recorded")
  })

  const AGAIN = "When the ledger can be reached again: `verify --stage production`."

  test.each([
    [
      "an append",
      (world: World) => {
        world.ledger.before = broken("append")
      },
    ],
    [
      "the answer to an append",
      (world: World) => {
        const { tryAppend } = world.ledger
        world.ledger.tryAppend = async (view, entries) => {
          await tryAppend.call(world.ledger, view, entries)
          world.ledger.before = broken("read", "append", "history")
          throw environmentError("LEDGER_ANSWER_LOST", "The remote is gone.")
        }
      },
    ],
  ])("a pass does not end well when the ledger is away for %s", async (_, lose) => {
    const world = await shop({ checks: [chat] }, chatSays("wrong"))
    await world.deploy("production", "v1.1.0", { verify: true })
    world.stages.production.answer("v1.1.0", (probe) =>
      probe.check === "chat" ? answer(200, { answer: "hello" }) : healthy(probe),
    )
    lose(world)
    const { report, ...ending } = await world.verify("production")
    const line = `${named("v1.1.0")} passes smoke and verification on production, but it is not known whether that was recorded: The remote is gone.`
    expect(ending).toMatchObject({
      outcome: "inconclusive",
      ok: false,
      code: "LEDGER_UNAVAILABLE",
      line,
      running: "v1.1.0 unverified",
    })
    expect(report.verification?.verdict).toBe("pass")
    expect(report.reason?.fix).toContain(AGAIN)
  })

  test("a failure says that it may not count", async () => {
    const world = await shop({ checks: [chat] }, chatSays("wrong"))
    world.ledger.before = broken("append")
    const { report, ...ending } = await world.verify("production")
    expect(ending).toMatchObject({ outcome: "failed", code: "VERIFICATION_FAILED", records: [] })
    expect(ending.line).toMatch(
      /^production is on v1\.0\.0 .* and does not pass verification: .*\. But it is not known whether that was recorded: The remote is gone\.$/,
    )
    expect(report.reason?.fix).toContain(AGAIN)
  })

  test("a pass that changes nothing needs no ledger", async () => {
    const world = await shop({ checks: [chat] }, chatSays("hello"))
    world.ledger.before = broken("append")
    expect(await world.verify("production")).toMatchObject({ outcome: "done", records: [] })
    let reads = 0
    world.ledger.before = (operation) => {
      if (operation === "read") reads += 1
      if (reads > 1) broken("read")(operation, [])
    }
    expect(await world.verify("production")).toMatchObject({ outcome: "done", records: [] })
    expect(reads).toBe(2)
  })

  test("records nothing of one that its ledger does not know any more", async () => {
    const world = await shop({ checks: [chat] }, chatSays("wrong"))
    world.clock.after(3, () => world.ledger.setBack("production", 0))
    const { code, outcome } = await world.verify("production")
    expect([code, outcome]).toEqual(["VERIFICATION_FAILED", "failed"])
    expect(kinds(world)).toEqual([])
  })

  test("records nothing of a version that another one has replaced meanwhile", async () => {
    const world = await shop({ checks: [chat] }, chatSays("wrong"))
    world.clock.after(3, () =>
      world.play(
        "production",
        byOwner(entryOf("deployed", releaseOf("v1.1.0")), entryOf("verified", releaseOf("v1.1.0"))),
      ),
    )
    const { code, outcome } = await world.verify("production")
    expect([code, outcome]).toEqual(["STAGE_CHANGED", "inconclusive"])
    expect(kinds(world).at(-1)).toBe("verified")
  })
})

test("verify says what is missing: what to write into pipeline.json, and what the stage lacks", async () => {
  await expect((await shop({ checks: [chat] })).verify("production")).resolves.toBeDefined()
  const world = new World()
  await expect(world.verify("production")).rejects.toMatchObject({
    problems: [{ path: "verify", message: "is missing", fix: "Add its checks: docs/verify.md." }],
  })
  const lacking = await shop({ checks: [{ ...chat, url: "{docs}/{wiki}" }] })
  const { report } = await lacking.verify("production")
  expect(report.verification?.checks[0]?.detail).toBe("the stage has no docs, wiki")
})

test("what Slack would send is dated in seconds, now", async () => {
  const world = await shop({ slack })
  const { production } = world.stages
  const dates: string[] = []
  const { probe } = production
  production.probe = (check, ...more) => {
    const { headers = {} } = check as { headers?: Record<string, string> }
    const date = Object.entries(headers).find(([name]) => /timestamp/i.test(name))?.[1]
    if (date !== undefined) dates.push(date)
    return probe.call(production, check, ...more)
  }
  const at = world.clock.now().getTime()
  await world.verify("production")
  expect(Number(dates[0])).toBeGreaterThanOrEqual(Math.floor(at / 1000))
  expect(Number(dates[0])).toBeLessThan(at / 1000 + 600)
})

test("verify looks at the logs since the version that runs came, not since another one was there", async () => {
  const world = await shop({ checks: [chat], logs }, chatSays("hello"))
  const since = async () => {
    world.logs.queries.length = 0
    await world.verify("production")
    return world.logs.queries[0]?.sinceMs
  }
  const before = await since()
  const now = { at: world.clock.now().toISOString() }
  world.play(
    "production",
    byOwner(
      entryOf("deployed", { ...releaseOf("v1.1.0"), ...now }),
      entryOf("failed", { ...releaseOf("v1.1.0"), changed: true, ...now }),
    ),
  )
  world.play("production", byOwner(entryOf("verified", { ...releaseOf("v1.0.0"), ...now })))
  expect(world.ledger.state("production").running).toMatchObject(releaseOf("v1.0.0"))
  expect(await since()).toBe(before)
})
