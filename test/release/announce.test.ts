import { describe, expect, test } from "vitest"
import { eventsOf, isStep, type PipelineEvent } from "../../src/core/events/event.ts"
import { cloudEvent, pagerdutyRequest, slackMessage } from "../../src/core/events/messages.ts"
import type { LedgerRecord } from "../../src/core/ledger/record.ts"
import type { Channel, Delivered, Message } from "../../src/release/service-ports.ts"
import { checkedType } from "../helpers/cdevents.ts"
import { broken } from "../helpers/fake-ledger.ts"
import { lies, loadBalancerError, refused, sick } from "../helpers/fake-stage.ts"
import { byOwner, entryOf, named, releaseOf, shop, World } from "../helpers/world.ts"

/** A channel that takes everything, unless a test lets it do otherwise. */
class Listener implements Channel {
  readonly name: string
  isKept = true
  /** in the order in which they were taken */
  readonly got: Message[] = []
  /** tried, taken or not */
  tried = 0
  answer: (message: Message) => Delivered | Promise<Delivered> = () => ({ ok: true })
  steps = false
  hearsBreakGlass = false

  constructor(name = "ops") {
    this.name = name
  }

  wants = (recorded: Message["recorded"]) =>
    eventsOf(recorded)
      .filter((event) => this.steps || !isStep(event))
      // of every deploy in this world, whose runs are on a host outside CI
      .filter(({ kind }) => this.hearsBreakGlass || kind !== "break-glass")

  async send(message: Message): Promise<Delivered> {
    this.tried += 1
    const told = await this.answer(message)
    if (told.ok) this.got.push(message)
    return told
  }

  async probe() {
    return { kind: "known" as const, value: "fine" }
  }

  get events(): PipelineEvent[] {
    return this.got.flatMap(({ events }) => events)
  }

  /** `kind: text` of each */
  get lines(): string[] {
    return this.events.map(({ kind, text }) => `${kind}: ${text}`)
  }

  get ids(): string[] {
    return this.events.map(({ id }) => id)
  }
}

async function listened(world: World, ...channels: Listener[]): Promise<World> {
  world.channels = channels
  return world
}

const outboxOf = (world: World) => world.ledger.state("production").outbox ?? []
const kindsIn = (world: World) => world.ledger.records("production").map(({ kind }) => kind)
const never = new Promise<never>(() => {})
const away = (): Delivered => ({ ok: false, why: "HTTP 500" })

describe("what others are told of a run", () => {
  const v10 = named("v1.0.0")
  const v11 = named("v1.1.0")

  test.each<[string, (world: World) => Promise<unknown>, string[]]>([
    [
      "a deploy that goes well",
      (world) => world.deploy("production", "v1.1.0"),
      [`service-upgraded: production runs ${v11}, verified`],
    ],
    [
      "one that is rolled back: what is bad, where it went, and that it is over",
      (world) => {
        world.stages.production.answer("v1.1.0", sick)
        return world.deploy("production", "v1.1.0")
      },
      [
        `incident-detected: ${v11} is bad on production: rolling back to ${v10}`,
        `service-rolled-back: production runs ${v10}, not v1.1.0: rolled back, verified`,
        `incident-resolved: production runs ${v10}, verified: the incident is over`,
      ],
    ],
    [
      "one whose rollback fails, too",
      (world) => {
        world.stages.production.answer("v1.1.0", sick)
        world.stages.production.onDeploy("v1.0.0", lies)
        return world.deploy("production", "v1.1.0")
      },
      [
        `incident-detected: ${v11} is bad on production: rolling back to ${v10}`,
        expect.stringMatching(
          /^incident-detected: production is on v1\.0\.0 .*unverified: the rollback failed too/,
        ),
      ],
    ],
    [
      "one that cannot be judged",
      (world) => {
        world.stages.production.network = false
        return world.deploy("production", "v1.1.0")
      },
      [expect.stringMatching(/^incident-detected: production is on v1\.1\.0 .*could not be judged/)],
    ],
    [
      "one that is refused",
      (world) =>
        world
          .deploy("production", "v7.0.0-none", { reason: "x" })
          .then(() => world.deploy("production", "v1.2.0")),
      [expect.stringMatching(/^blocked: Nothing was changed: v1\.2\.0 was not deployed to production/)],
    ],
    [
      "a rollback by hand, which is no incident",
      (world) =>
        world
          .deploy("production", "v1.1.0")
          .then(() => world.rollback("production", { reason: "it is slow" })),
      [
        `service-upgraded: production runs ${v11}, verified`,
        `service-rolled-back: production runs ${v10}, not v1.1.0: rolled back, verified`,
      ],
    ],
    [
      "what people did by hand",
      async (world) => {
        world.play("production", [entryOf("frozen", { reason: "launch", detail: "launch" })])
        await world.unfreeze("production", "the launch is over")
        world.hold("production")
        await world.unlock("production", { reason: "its machine is gone" })
      },
      [
        "unfrozen: ana opened production again: the launch is over",
        "unlocked: ana broke the lock on production: its machine is gone",
      ],
    ],
    [
      "an older version that is let in, and who says so",
      async (world) => {
        await world.deploy("production", "v1.1.0")
        await world.deploy("production", "v1.0.0", { allowOlder: "v1.1.0 is slow" })
      },
      [
        `service-upgraded: production runs ${v11}, verified`,
        `older-allowed: ana let ${v10} replace a newer version on production: v1.1.0 is slow`,
        `service-upgraded: production runs ${v10}, verified`,
      ],
    ],
  ])("%s", async (_, play, lines) => {
    const world = await shop()
    world.tag("v1.2.0")
    const ops = new Listener()
    await listened(world, ops)
    await play(world)
    expect(ops.lines).toEqual(lines)
    for (const event of ops.events) {
      for (const repository of ["Octo/shop", null])
        expect(checkedType(cloudEvent(event, { repository }))).toContain("cdevents")
    }
    expect(new Set(ops.ids).size).toBe(ops.ids.length)
    expect(outboxOf(world)).toEqual([])
  })

  test("a run on a host outside CI is told as such, with its reason", async () => {
    const world = await shop()
    const ops = new Listener()
    ops.hearsBreakGlass = true
    await listened(world, ops)
    await world.deploy("production", "v1.1.0", { reason: "CI is down" })
    expect(ops.lines[0]).toMatch(
      /^break-glass: ana deploys v1\.1\.0 \(\w{7}\) to production from \S+, outside CI: CI is down$/,
    )
    expect(ops.events.map(({ occasion, reason }) => `${occasion} ${reason}`)[0]).toBe("by-hand CI is down")
    expect(checkedType(cloudEvent(ops.events[0] as PipelineEvent, { repository: null }))).toContain(
      "breakglass",
    )
  })

  test("who is called for a rollback that failed is given what to do", async () => {
    const world = await shop()
    const ops = new Listener()
    await listened(world, ops)
    world.stages.production.answer("v1.1.0", sick)
    world.stages.production.onDeploy("v1.0.0", lies)
    const { report } = await world.deploy("production", "v1.1.0")
    const { text, detail } = ops.events.at(-1) as PipelineEvent
    expect(text).toMatch(/the rollback failed too, act now$/)
    expect(detail?.endsWith(` ${report.reason?.fix}`)).toBe(true)
  })

  test("CDEvents have their own types where there are any, and the version as a package URL", async () => {
    const world = new World()
    const ops = new Listener()
    await listened(world, ops)
    await world.ship("v1.0.0")
    const [event] = ops.events.filter(({ stage }) => stage === "production")
    expect(cloudEvent(event as PipelineEvent, { repository: "Octo/shop" })).toMatchObject({
      type: "dev.cdevents.service.deployed.0.3.0",
      source: "https://github.com/Octo/shop",
      subject: "athlete-agent",
      data: {
        subject: {
          content: {
            environment: { id: "production" },
            artifactId: `pkg:github/octo/shop@${releaseOf("v1.0.0").sha}`,
          },
        },
        customData: { tag: "v1.0.0", occasion: "deployed", actor: "ana" },
      },
    })
  })

  test("a step of a run is for a message that is edited, and no event", async () => {
    const world = await shop()
    const ops = new Listener()
    ops.steps = true
    await listened(world, ops)
    world.stages.production.answer("v1.1.0", (probe) => (probe.attempt < 4 ? loadBalancerError() : refused))
    await world.deploy("production", "v1.1.0")
    expect(ops.events.slice(0, 2).map(({ kind, text }) => [kind, text])).toEqual([
      ["started", `ana deploys ${named("v1.1.0")} to production`],
      ["smoking", `${named("v1.1.0")} is on production, being smoked`],
    ])
    expect(cloudEvent(ops.events[0] as PipelineEvent, { repository: null })).toBeNull()
  })
})

describe("a channel that cannot be told", () => {
  test("changes nothing, and is told by the next run, once, with the same id", async () => {
    const world = await shop()
    const [ops, pager] = [new Listener(), new Listener("pager")]
    await listened(world, ops, pager)
    ops.answer = away
    const first = await world.deploy("production", "v1.1.0")
    expect(first).toMatchObject({ outcome: "deployed", ok: true, locked: false })
    expect(world.said).toContain(
      'ops could not be notified of "verified" on production: HTTP 500; the next run on the stage sends it',
    )
    const [due] = outboxOf(world)
    expect(outboxOf(world)).toEqual([{ record: expect.any(String), channels: ["ops"], tried: true }])
    expect(pager.lines).toHaveLength(1)

    ops.answer = () => ({ ok: true })
    await world.rollback("production", { reason: "slow" })
    expect(ops.events.map(({ kind }) => kind)).toEqual(["service-upgraded", "service-rolled-back"])
    expect(ops.ids[0]).toBe(due?.record.replace("/", "-"))
    expect(pager.events.map(({ kind }) => kind)).toEqual(["service-upgraded", "service-rolled-back"])
    expect(outboxOf(world)).toEqual([])
    await world.clock.pass(60_000)
    await world.unfreeze("production")
    expect(ops.ids).toHaveLength(3)
  })

  test("and is back before the run is over is told in order, and waits for no other run", async () => {
    const world = await shop()
    const ops = new Listener()
    ops.steps = true
    await listened(world, ops)
    ops.answer = () => (ops.tried === 1 ? away() : { ok: true })
    await world.deploy("production", "v1.1.0")
    expect(ops.events[0]?.kind).toBe("started")
    expect(ops.events.at(-1)?.kind).toBe("service-upgraded")
    expect(outboxOf(world)).toEqual([])
  })

  test("because it does not take one message is told the others", async () => {
    const world = await shop()
    const ops = new Listener()
    ops.steps = true
    await listened(world, ops)
    const asked: string[] = []
    ops.answer = ({ recorded: { entry } }) => {
      asked.push(entry.kind)
      return entry.kind === "deployed" ? { ok: false, why: "HTTP 400", refused: true } : { ok: true }
    }
    await world.deploy("production", "v1.1.0")
    expect(ops.events.at(-1)?.kind).toBe("service-upgraded")
    expect(outboxOf(world)).toHaveLength(1)
    // the run does not ask again for what was refused
    expect(asked.filter((kind) => kind === "deployed")).toHaveLength(1)
  })

  test("and is away is not asked for each message", async () => {
    const world = await shop()
    const ops = new Listener()
    ops.steps = true
    await listened(world, ops)
    const asked: string[] = []
    ops.answer = ({ recorded }) => {
      asked.push(recorded.entry.kind)
      return away()
    }
    await world.deploy("production", "v1.1.0")
    // when it begins, half a minute later, and when it ends: the others wait behind the first
    expect(asked).toEqual(["started", "started", "started"])
  })

  test("that throws is one that cannot be told", async () => {
    const world = await shop()
    const ops = new Listener()
    await listened(world, ops)
    ops.answer = () => {
      throw new Error("no such thing")
    }
    expect((await world.deploy("production", "v1.1.0")).ok).toBe(true)
    expect(world.said.at(-1)).toContain("no such thing")
  })

  test("that hangs holds a run up for seconds only", async () => {
    const world = await shop()
    const ops = new Listener()
    await listened(world, ops)
    ops.answer = () => new Promise(() => {})
    const before = world.clock.monotonicMs()
    const { report } = await world.deploy("production", "v1.1.0")
    expect(world.clock.monotonicMs() - before - report.durationMs).toBeLessThanOrEqual(6000)
    expect(outboxOf(world)).toHaveLength(1)
  })

  test("and that is away for long keeps the newest messages", async () => {
    const world = await shop()
    const blocked = Array.from({ length: 55 }, (_, seq) => entryOf("blocked", { seq, notify: ["ops"] }))
    world.play("production", blocked)
    expect(outboxOf(world).map(({ record }) => record)).toEqual(
      blocked.slice(-50).map(({ runId, seq }) => `${runId}/${seq}`),
    )
  })
})

describe("a run that is killed between a record and its delivery", () => {
  test("leaves the message to the next run, before that run's own", async () => {
    const world = await shop()
    const ops = new Listener()
    await listened(world, ops)
    // it dies while its last message is under way
    ops.answer = () => world.die()
    const dead = world.deploy("production", "v1.1.0")
    await Promise.race([world.death, dead])
    world.clock.forget()
    expect(ops.got).toEqual([])
    expect(outboxOf(world)).toHaveLength(1)

    ops.answer = () => ({ ok: true })
    await world.clock.pass(60_000)
    await world.rollback("production")
    expect(ops.events.map(({ kind }) => kind)).toEqual(["service-upgraded", "service-rolled-back"])
  })

  test("or is told while the next record is written: no later run tells it again", async () => {
    const world = await shop()
    const ops = new Listener()
    ops.steps = true
    await listened(world, ops)
    let answered = (_: Delivered) => {}
    ops.answer = ({ recorded: { entry } }) =>
      entry.kind === "started" ? new Promise((resolve) => (answered = resolve)) : { ok: true }
    const append = world.ledger.tryAppend.bind(world.ledger)
    world.ledger.tryAppend = async (view, entries) => {
      const after = await append(view, entries)
      answered({ ok: true })
      await world.clock.pass(10)
      return after
    }
    await world.deploy("production", "v1.1.0")
    expect(ops.events[0]?.kind).toBe("started")
    expect(outboxOf(world)).toEqual([])
  })

  test("or between a delivery and the record of it: it is told again, with the same id", async () => {
    const world = await shop()
    const ops = new Listener()
    await listened(world, ops)
    world.ledger.before = (operation, entries) => {
      if (operation === "append" && entries.some(({ kind }) => kind === "notified"))
        broken("append")(operation, entries)
    }
    await world.deploy("production", "v1.1.0")
    expect(world.said.at(-1)).toMatch(
      /^what was sent about production could not be recorded, so the next run sends it again/,
    )
    world.ledger.before = () => {}
    await world.clock.pass(60_000)
    await world.rollback("production")
    const [first, second] = ops.ids
    expect(second).toBe(first)
    expect(ops.events.map(({ kind }) => kind)).toEqual([
      "service-upgraded",
      "service-upgraded",
      "service-rolled-back",
    ])
    expect(outboxOf(world)).toEqual([])
  })
})

describe("what is left by others", () => {
  const due = (names: string[], fields = {}) =>
    byOwner(
      entryOf("deployed", releaseOf("v1.0.0")),
      entryOf("verified", { ...releaseOf("v1.0.0"), seq: 9, notify: names, ...fields }),
    )

  const fresh = (world: World) => ({ at: world.clock.now().toISOString() })

  test("of this very moment is waited for, and is not sent twice", async () => {
    const world = await shop()
    const ops = new Listener()
    await listened(world, ops)
    world.play("production", due(["ops"], fresh(world)))
    const before = world.clock.monotonicMs()
    world.clock.after(3, () => {
      const delivered = [{ channel: "ops", record: "run-of-ben/9" }]
      world.play("production", [entryOf("notified", { runId: "run-of-ben", seq: 10, delivered })])
    })
    await world.freeze("production", { reason: "the launch" })
    expect(ops.events.map(({ kind }) => kind)).toEqual(["frozen"])
    expect(world.clock.monotonicMs() - before).toBe(8000)
    expect(outboxOf(world)).toEqual([])
  })

  test("of this very moment by a run that is dead comes before the news of this run", async () => {
    const world = await shop()
    const ops = new Listener()
    await listened(world, ops)
    world.play("production", due(["ops"], fresh(world)))
    await world.freeze("production", { reason: "the launch" })
    expect(ops.events.map(({ kind }) => kind)).toEqual(["service-upgraded", "frozen"])
    expect(outboxOf(world)).toEqual([])
  })

  test("is left to the run that holds the stage, however old it is, until another takes it over", async () => {
    const world = await shop()
    const ops = new Listener()
    ops.steps = true
    await listened(world, ops)
    ops.answer = ({ recorded: { entry } }) => (entry.command === "freeze" ? { ok: true } : never)
    world.clock.after(10, () => void world.die())
    const dead = world.deploy("production", "v1.1.0")
    await Promise.race([world.death, dead])
    world.clock.forget()
    world.others.found = { process: { kind: "known", value: { state: "gone", how: "its process is gone" } } }
    await world.clock.pass(60_000)
    await world.freeze("production", { reason: "the launch" })
    expect(ops.events.map(({ kind }) => kind)).toEqual(["frozen"])

    ops.answer = () => ({ ok: true })
    await world.unlock("production", { reason: "it is dead" })
    expect(ops.events.map(({ kind }) => kind).slice(0, 3)).toEqual(["frozen", "started", "unlocked"])
    expect(outboxOf(world)).toEqual([])
  })

  test("for a channel that is gone is dropped", async () => {
    const world = await shop()
    const ops = new Listener()
    await listened(world, ops)
    world.play("production", due(["ops", "gone"]))
    await world.deploy("production", "v1.1.0")
    expect(outboxOf(world)).toEqual([])
    expect(ops.events.map(({ runId }) => runId)).toEqual(["run-of-ben", "run-4"])
  })

  test("cannot be read: it stays, and the run is none the worse", async () => {
    const world = await shop()
    const ops = new Listener()
    await listened(world, ops)
    world.play("production", due(["ops"]))
    world.ledger.before = broken("history")
    expect((await world.deploy("production", "v1.1.0")).ok).toBe(true)
    expect(world.said.at(-1)).toBe("some channels could not be notified: The remote is gone.")
    expect(outboxOf(world).map(({ record }) => record)).toContain("run-of-ben/9")
  })
})

describe("a thread", () => {
  test("is in the ledger with the next record, goes on in the same run, and in a rollback by hand", async () => {
    const world = await shop()
    const ops = new Listener()
    ops.steps = true
    await listened(world, ops)
    let made = 0
    ops.answer = ({ recorded: { entry }, thread }) => ({
      ok: true,
      thread: { runId: entry.runId, ref: thread?.ref ?? `C1/${++made}` },
    })
    await world.deploy("production", "v1.1.0")
    expect(world.ledger.state("production").threads).toEqual({ ops: { runId: "run-4", ref: "C1/1" } })
    const carried = world.ledger.records("production").filter(({ delivered }) => delivered !== undefined)
    expect(carried.map(({ kind }) => kind)).toEqual(["effect", "verified", "notified"])
    await world.rollback("production")
    expect(made).toBe(1)
    expect(ops.got.at(-1)?.thread).toMatchObject({ ref: "C1/1" })
  })

  test("of a channel that need not be told again costs no record", async () => {
    const world = await shop()
    const github = new Listener("GitHub")
    github.isKept = false
    await listened(world, github)
    github.answer = away
    const before = kindsIn(world).length
    await world.deploy("production", "v1.1.0")
    expect(world.said).toContain('GitHub could not be notified of "verified" on production: HTTP 500')
    expect(kindsIn(world).slice(before)).not.toContain("notified")
    expect(outboxOf(world)).toEqual([])
    github.answer = () => ({ ok: true })
    github.steps = true
    await world.rollback("production")
    expect(github.events.at(-1)?.kind).toBe("service-rolled-back")
    const records = world.ledger.records("production")
    expect(records.flatMap(({ delivered = [] }) => delivered)).toEqual([])
  })
})

test("what is made of an event for PagerDuty and Slack", async () => {
  const world = await shop()
  const ops = new Listener()
  await listened(world, ops)
  world.stages.production.network = false
  await world.deploy("production", "v1.1.0")
  const [alert] = ops.events as [PipelineEvent]
  expect(pagerdutyRequest(alert, { repository: null })).toMatchObject({
    path: "/v2/enqueue",
    body: {
      event_action: "trigger",
      dedup_key: expect.stringMatching(/^release-pipeline\/athlete-agent\/production\/run-4\//),
    },
  })
  expect(slackMessage(ops.events, ["U1"])).toMatchObject({
    head: expect.stringMatching(
      /^:rotating_light: \*athlete-agent\*: production is on v1\.1\.0 .* \(<@U1>\)$/,
    ),
    broadcast: true,
  })
})

describe("what costs a run no time, and no message twice", () => {
  const left = (fields: object = {}) =>
    byOwner(
      entryOf("deployed", releaseOf("v1.0.0")),
      entryOf("verified", { ...releaseOf("v1.0.0"), seq: 9, notify: ["ops"], ...fields }),
    )
  /** once nothing is left to do: a pause that was not ended would go on then */
  const rest = async () => {
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
  }

  test.each([
    [0, 8000],
    [3000, 5000],
    [8000, 0],
    [60_000, 0],
    // its clock goes ahead of this one
    [-60_000, 8000],
  ])("a message that another run left %i ms ago is waited for %i ms", async (ageMs, waitedMs) => {
    const world = await shop()
    const ops = new Listener()
    await listened(world, ops)
    world.play("production", left({ at: new Date(world.clock.now().getTime() - ageMs).toISOString() }))
    const before = world.clock.monotonicMs()
    const sleeps = world.clock.sleeps.length
    await world.freeze("production")
    expect(world.clock.monotonicMs() - before).toBe(waitedMs)
    expect(world.clock.sleeps.slice(sleeps)).toEqual(waitedMs === 0 ? [6000] : [waitedMs, 6000])
    expect(ops.events.map(({ kind }) => kind)).toEqual(["service-upgraded", "frozen"])
    await rest()
    expect(world.clock.monotonicMs() - before).toBe(waitedMs)
  })

  test("one that was tried is not waited for, however new it is", async () => {
    const world = await shop()
    const ops = new Listener()
    await listened(world, ops)
    const at = world.clock.now().toISOString()
    world.play("production", [
      ...left({ at }),
      entryOf("notified", { seq: 10, delivered: [{ channel: "ops", record: "run-of-ben/9", failed: true }] }),
    ])
    expect(outboxOf(world)).toMatchObject([{ tried: true }])
    const before = world.clock.monotonicMs()
    await world.freeze("production")
    expect(world.clock.monotonicMs()).toBe(before)
    expect(ops.events.map(({ kind }) => kind)).toEqual(["service-upgraded", "frozen"])
  })

  test("one for a channel that is gone alone is left where it is", async () => {
    const world = await shop()
    const ops = new Listener()
    await listened(world, ops)
    world.play("production", left({ notify: ["gone"], at: world.clock.now().toISOString() }))
    ops.steps = false
    ops.wants = () => []
    const before = world.clock.monotonicMs()
    await world.freeze("production")
    expect(world.clock.monotonicMs()).toBe(before)
    expect(kindsIn(world).at(-1)).toBe("frozen-by-hand")
  })

  test("one of the very first record, and one that is no longer wanted or found", async () => {
    const world = new World()
    const ops = new Listener()
    await listened(world, ops)
    world.play("production", [entryOf("blocked", { seq: 1, notify: ["ops"], tag: "v0.1.0" })])
    await world.freeze("production")
    expect(ops.events.map(({ kind }) => kind)).toEqual(["blocked", "frozen"])
    for (const [runId, spoil] of [
      ["not-found", () => Object.assign(world.ledger, { history: async () => [] })],
      ["not-wanted", () => Object.assign(ops, { wants: () => [] })],
    ] as const) {
      world.play("production", [entryOf("blocked", { runId, seq: 1, notify: ["ops"], tag: "v0.1.0" })])
      expect(outboxOf(world)).toHaveLength(1)
      spoil()
      await world.freeze("production")
      expect(outboxOf(world)).toEqual([])
      expect(ops.events.filter(({ kind }) => kind === "blocked")).toHaveLength(1)
    }
  })

  test("one that a third run left is sent, though another holds the stage", async () => {
    const world = await shop()
    const ops = new Listener()
    await listened(world, ops)
    world.play("production", [...left(), entryOf("started", { runId: "run-of-eve", seq: 1 })])
    await world.freeze("production")
    expect(ops.events.map(({ kind }) => kind)).toEqual(["service-upgraded", "frozen"])
  })

  test("a channel that has just failed is not asked again at once, and each message comes once", async () => {
    const world = await shop()
    const ops = new Listener()
    await listened(world, ops)
    ops.answer = away
    await world.freeze("production")
    expect(ops.tried).toBe(1)
    expect(outboxOf(world)).toHaveLength(1)

    const other = await shop()
    const late = new Listener()
    late.steps = true
    await listened(other, late)
    late.answer = () => (late.tried < 3 ? away() : { ok: true })
    await other.deploy("production", "v1.1.0")
    expect(late.events.map(({ kind }) => kind)).toEqual(["started", "smoking", "service-upgraded"])
  })

  test("what a channel refuses is all that counts as not delivered", async () => {
    const world = await shop()
    const ops = new Listener()
    ops.steps = true
    await listened(world, ops)
    ops.answer = ({ recorded: { entry } }) =>
      entry.kind === "deployed" ? { ok: false, why: "HTTP 400", refused: true } : { ok: true }
    await world.deploy("production", "v1.1.0")
    const all = world.ledger.records("production").flatMap(({ delivered = [] }) => delivered)
    expect(all.map(({ record, failed = false }) => `${record} ${failed}`)).toEqual([
      "run-4/1 false",
      "run-4/3 true",
      "run-4/4 false",
    ])
  })

  test("records that are appended together say once what was delivered, and only what there is", async () => {
    const world = await shop()
    const ops = new Listener()
    ops.steps = true
    await listened(world, ops)
    world.stages.production.answer("v1.1.0", sick)
    await world.deploy("production", "v1.1.0")
    const records = world.ledger.records("production").filter(({ runId }) => runId === "run-4")
    const all = records.flatMap(({ delivered = [] }) => delivered.map(({ record }) => record))
    expect(all.length).toBeGreaterThan(3)
    expect(new Set(all).size).toBe(all.length)
    for (const { notify, delivered } of records)
      for (const list of [notify, delivered]) expect(list).not.toEqual([])
  })

  test("an append that another run was faster than is made again, and what it says is sent once", async () => {
    const world = await shop()
    const ops = new Listener()
    await listened(world, ops)
    world.getInBetween("production")
    expect((await world.freeze("production")).ok).toBe(true)
    expect(world.said.join()).not.toContain("the ledger cannot be used")
    expect(ops.events.map(({ kind }) => kind)).toEqual(["frozen"])
  })

  test("a message that hangs is ended for want of time, and those behind it are not sent once the run is over", async () => {
    const world = await shop()
    const ops = new Listener()
    ops.steps = true
    await listened(world, ops)
    const signals: AbortSignal[] = []
    ops.answer = async ({ signal }) => {
      signals.push(signal)
      await world.clock.pass(60_000)
      return { ok: true }
    }
    await world.deploy("production", "v1.1.0")
    expect(signals.map(({ reason }) => reason.message)).toEqual(["there was no time left"])
    await world.clock.pass(200_000)
    await rest()
    expect(ops.tried).toBe(1)

    const quick = await shop()
    const other = new Listener()
    await listened(quick, other)
    await quick.deploy("production", "v1.1.0")
    expect(other.got.map(({ signal }) => signal.reason.message)).toEqual(["the run is over"])
  })

  test("what cannot be recorded at the end is not tried again", async () => {
    const world = await shop()
    await listened(world, new Listener())
    world.ledger.before = (operation, entries) => {
      if (entries.some(({ kind }) => kind === "notified")) broken("append")(operation, entries)
    }
    await world.deploy("production", "v1.1.0")
    expect(world.said.join()).not.toContain("the next try")
  })
})

describe("threads of several channels", () => {
  test("are each channel's own, also before a record has them", async () => {
    const world = await shop()
    const [ops, github] = [new Listener(), new Listener("GitHub")]
    await listened(world, ops, github)
    for (const [channel, name] of [
      [ops, "C1"],
      [github, "D1"],
    ] as const) {
      channel.steps = true
      let made = 0
      channel.answer = async ({ recorded: { entry }, thread }) => {
        // what comes next waits behind it, and was recorded before there was a thread
        if (entry.kind === "started") await world.clock.pass(31_000)
        if (entry.kind === "deployed") return { ok: true }
        return { ok: true, thread: { runId: entry.runId, ref: thread?.ref ?? `${name}/${++made}` } }
      }
    }
    github.isKept = false
    await world.deploy("production", "v1.1.0")
    for (const [channel, ref] of [
      [ops, "C1/1"],
      [github, "D1/1"],
    ] as const)
      expect(channel.got.map(({ thread }) => thread?.ref)).toEqual([undefined, ref, ref])
    expect(world.ledger.state("production").threads).toEqual({
      ops: { runId: "run-4", ref: "C1/1" },
      GitHub: { runId: "run-4", ref: "D1/1" },
    })
    // what need not be delivered costs no record
    const { kind, delivered } = world.ledger.records("production").at(-1) as LedgerRecord
    expect([kind, delivered?.map(({ channel }) => channel)]).toEqual(["notified", ["ops"]])
  })

  test("that need no delivery are given none again", async () => {
    const world = await shop()
    const github = new Listener("GitHub")
    github.isKept = false
    github.steps = true
    await listened(world, github)
    github.answer = away
    await world.deploy("production", "v1.1.0")
    const tried = github.tried
    expect(tried).toBe(2)
    expect(world.ledger.records("production").flatMap(({ delivered = [] }) => delivered)).toEqual([])
    github.answer = () => ({ ok: true })
    await world.rollback("production")
    expect(github.events.map(({ runId }) => runId)).not.toContain("run-4")
  })
})
