import { describe, expect, test } from "vitest"
import { environmentError } from "../../src/core/errors.ts"
import { eventsOf } from "../../src/core/events/event.ts"
import { answerLimitMs, type Runner } from "../../src/core/ledger/owner.ts"
import type { Deployment, DeployResult } from "../../src/release/ports.ts"
import { broken } from "../helpers/fake-ledger.ts"
import { sick } from "../helpers/fake-stage.ts"
import { byOwner, entryOf, named, releaseOf, World } from "../helpers/world.ts"

const BEATING: Runner = { kind: "host", ci: null, heartbeatSeconds: 30 }

/** What became of the tool of the run's deploy. */
interface Tool {
  /** in seconds since it was started; null: it was not ended */
  endedAfter: number | null
  /** how long it may take to end */
  graceMs: unknown
}

/** v1.0.0 was shipped, and deploying v1.1.0 to production takes so many seconds, in which it ends when it is asked to. */
async function shop(seconds: number, runner = BEATING, consecutive = 3): Promise<World & { tool: Tool }> {
  const world = new World({ runner, consecutive })
  await world.ship("v1.0.0")
  await world.stage("v1.1.0")
  const tool: Tool = { endedAfter: null, graceMs: null }
  world.stages.production.onDeploy(
    "v1.1.0",
    async (stage, { release, signal }: Deployment): Promise<DeployResult> => {
      const started = world.clock.now().getTime()
      try {
        await world.clock.sleep((seconds - 30) * 1000, signal)
        stage.serve(release)
        return { ok: true, outputs: stage.outputs }
      } catch {
        tool.endedAfter = 30 + (world.clock.now().getTime() - started) / 1000
        tool.graceMs = signal.reason.graceMs
        return {
          ok: false,
          changed: true,
          reason: { code: "INTERRUPTED", message: "it was ended", fix: "" },
          log: [],
        }
      }
    },
  )
  return Object.assign(world, { tool })
}

const beats = (world: World) => world.heartbeats.beats.map(({ runId, at }) => `${runId} ${at.slice(14, 19)}`)

/** So many seconds after the deploy has begun. */
const during = (world: World, seconds: number, action: () => void) => {
  const { before } = world.ledger
  world.ledger.before = (operation, entries) => {
    before(operation, entries)
    if (entries[0]?.kind === "effect") world.clock.after(seconds, action)
  }
}

const cutOff = (world: World) => {
  world.ledger.before = broken("read", "append", "history")
  world.heartbeats.before = () => broken("read")("read", [])
}

const restore = (world: World) => {
  world.ledger.before = () => {}
  world.heartbeats.before = () => {}
}

/** Another run is convinced that this one is dead. */
const takeOver = (world: World) =>
  world.play("production", [entryOf("taken-over"), ...byOwner(entryOf("verified", releaseOf("v1.3.0")))])

describe("a run that holds a stage", () => {
  test("shows that it lives for as long as it works, and not before the first interval", async () => {
    const world = await shop(100)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
    // the deploy begins 1 min 36 s after three, and each deploy before it took a little over 30 s
    expect(beats(world).filter((beat) => beat.startsWith("run-4"))).toEqual([
      "run-4 02:06",
      "run-4 02:36",
      "run-4 03:06",
    ])
    const { length } = world.heartbeats.beats
    const asked: string[] = []
    world.ledger.before = (operation) => void asked.push(operation)
    await world.clock.pass(600_000)
    expect(world.heartbeats.beats).toHaveLength(length)
    expect(asked).toEqual([])
  })

  test("leaves nothing behind that waits", async () => {
    const world = await shop(100)
    await world.deploy("production", "v1.1.0")
    const ended = world.clock.monotonicMs()
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
    expect(world.clock.monotonicMs()).toBe(ended)
  })

  test("gives its tool and its records a number that grows with each owner", async () => {
    const world = await shop(31)
    const { report } = await world.deploy("production", "v1.1.0")
    expect(world.stages.production.deployments.map(({ fence }) => fence)).toEqual([1, 2])
    expect(report.fence).toBe(2)
    expect(
      world.ledger
        .records("production")
        .filter(({ runId }) => runId === "run-4")
        .map(({ fence }) => fence),
    ).toEqual([2, 2, 2, 2])
  })

  test("goes on when one heartbeat cannot be shown", async () => {
    const world = await shop(100)
    during(world, 25, () => {
      world.heartbeats.before = () => broken("read")("read", [])
    })
    during(world, 35, () => restore(world))
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
    expect(world.said).toContain("could not send a heartbeat: The remote is gone.")
    // at 02:06 it could not, and tried again 10 s later
    expect(beats(world).filter((beat) => beat.startsWith("run-4"))[0]).toBe("run-4 02:16")
    expect(world.ledger.records("production").map(({ kind }) => kind)).not.toContain("renewed")
  })

  test("is not kept from it by a record that has to be tried again", async () => {
    const world = await shop(31, { ...BEATING, heartbeatSeconds: 3 })
    let left = 3
    world.ledger.before = (operation, entries) => {
      if (entries[0]?.kind === "deployed" && left-- > 0) broken("append")(operation, entries)
    }
    // the three tries take 14 s, and the lease lasts for 9 s
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "deployed",
      records: ["started", "deployed", "verified"],
    })
    expect(world.said.filter((line) => line.startsWith("no heartbeat"))).toEqual([])
  })

  test("ends with its work, also when that breaks", async () => {
    const world = await shop(31)
    world.stages.production.onDeploy("v1.1.0", async () => {
      await world.clock.pass(60_000)
      throw new Error("a bug")
    })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "failed", code: "INTERNAL" })
    const { length } = world.heartbeats.beats
    await world.clock.pass(600_000)
    expect(world.heartbeats.beats).toHaveLength(length)
  })
})

describe("A4: a run that cannot show that it lives", () => {
  test("by heartbeats alone renews its lease in the ledger, which others see as well, and goes on", async () => {
    const world = await shop(400)
    world.heartbeats.before = () => broken("read")("read", [])
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
    const renewed = world.ledger.records("production").filter(({ kind }) => kind === "renewed")
    expect(renewed.map(({ at, detail }) => `${at.slice(14, 19)} ${detail}`)).toEqual(
      ["02:36", "03:36", "04:36", "05:36", "06:36", "07:36"].map(
        (time) => `${time} could not send a heartbeat for 1 min 00 s`,
      ),
    )
    // after each of them a whole interval passes, and then every 10 s one is tried
    expect(world.said.filter((line) => line.startsWith("could not send a heartbeat"))).toHaveLength(20)
    expect(world.tool.endedAfter).toBeNull()
  })

  test("because a heartbeat hangs renews it there just so, also while that hangs on", async () => {
    const world = await shop(400)
    world.heartbeats.beat = () => world.clock.pass(3_600_000)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
    const renewed = world.ledger.records("production").filter(({ kind }) => kind === "renewed")
    expect(renewed.map(({ at }) => at.slice(14, 19))).toEqual([
      "02:36",
      "03:36",
      "04:36",
      "05:36",
      "06:36",
      "07:36",
    ])
    expect(world.tool.endedAfter).toBeNull()
  })

  test("in less than an interval, because its remote is slow, goes on", async () => {
    const world = await shop(400)
    const { beat } = world.heartbeats
    const { tryAppend } = world.ledger
    during(world, 1, () => {
      world.heartbeats.beat = async (...request) => {
        await world.clock.pass(36_000)
        await beat.apply(world.heartbeats, request)
      }
      world.ledger.tryAppend = async (...request) => {
        await world.clock.pass(36_000)
        return tryAppend.apply(world.ledger, request)
      }
    })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
    expect(world.tool.endedAfter).toBeNull()
  })

  test("because one answer never comes, and the next ones do, goes on", async () => {
    const world = await shop(400)
    const { read } = world.ledger
    during(world, 1, () => {
      world.ledger.read = async () => {
        world.ledger.read = read
        await world.clock.pass(answerLimitMs(30))
        throw environmentError("LEDGER_UNAVAILABLE", "It says nothing.")
      }
    })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
    const renewed = world.ledger.records("production").filter(({ kind }) => kind === "renewed")
    // the heartbeat is given up after 30 s; the record that follows waits until git gives up on the answer
    expect(renewed.map(({ at }) => at.slice(14, 19))).toEqual(["02:36"])
    expect(world.tool.endedAfter).toBeNull()
  })

  test("at all ends its tool and itself before others may take the stage over", async () => {
    const world = await shop(400)
    during(world, 31, () => cutOff(world))
    during(world, 125, () => restore(world))
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    // the last renewal was begun 30 s after the deploy; others would have to wait for 150 s from there
    expect(world.tool.endedAfter).toBeCloseTo(120, 1)
    expect(world.tool.graceMs).toBe(30_000)
    expect(ending).toMatchObject({
      outcome: "failed",
      code: "LEASE_EXPIRED",
      running: "v1.1.0 unverified",
      changed: true,
      locked: false,
    })
    expect(report.reason?.message).toMatch(
      /^This run could not renew its lock for 1 min 30 s \(The remote is gone\.\), so it/,
    )
  })

  test("at all while it rolls back says that, and not that a person interrupted it", async () => {
    const world = new World({ runner: BEATING })
    await world.ship("v1.0.0")
    await world.stage("v1.1.0")
    world.stages.production.answer("v1.1.0", sick)
    world.stages.production.onDeploy("v1.0.0", async (_stage, { signal }) => {
      cutOff(world)
      await world.clock.sleep(400_000, signal).catch(() => restore(world))
      const interrupted = { code: "INTERRUPTED", message: "it was ended", fix: "" } as const
      return { ok: false, changed: true, reason: interrupted, log: [] }
    })
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({ outcome: "rollback-failed", code: "ROLLBACK_FAILED", locked: false })
    expect(report.reason?.message).toMatch(/ failed: This run could not renew its lock for /)
  })

  test("and finds another run on the stage in the end says both", async () => {
    const world = await shop(400)
    during(world, 31, () => cutOff(world))
    during(world, 125, () => {
      restore(world)
      takeOver(world)
    })
    const { report, code } = await world.deploy("production", "v1.1.0")
    expect(code).toBe("LOCK_LOST")
    expect(report.reason?.message).toContain("Before that: This run could not renew its lock for ")
  })

  test("because the ledger hangs ends just so", async () => {
    const world = await shop(400)
    during(world, 31, () => {
      world.ledger.read = () => new Promise(() => {})
      world.ledger.tryAppend = () => new Promise(() => {})
    })
    const run = world.deploy("production", "v1.1.0")
    await Promise.race([run, world.clock.pass(250_000)])
    expect(world.tool.endedAfter).toBeCloseTo(120, 1)
    expect(world.said).toContain("could not send a heartbeat: the ledger took longer than 30.0 s")
  })

  test("because each answer takes long to fail ends no later", async () => {
    const world = await shop(400)
    during(world, 31, () => {
      const fail = async () => {
        await world.clock.pass(3000)
        throw environmentError("LEDGER_UNAVAILABLE", "The remote is gone.")
      }
      world.ledger.read = fail
      world.ledger.tryAppend = fail
    })
    const run = world.deploy("production", "v1.1.0")
    await Promise.race([run.catch(() => {}), world.clock.pass(250_000)])
    expect(world.tool.endedAfter).toBeCloseTo(120, 1)
  })

  test("nor write a record, and knows so at once, says why", async () => {
    const world = await shop(400)
    during(world, 31, () => {
      world.heartbeats.before = () => broken("read")("read", [])
      const { tryAppend } = world.ledger
      world.ledger.tryAppend = async (view, entries) => {
        if (entries[0]?.kind !== "renewed") return tryAppend.call(world.ledger, view, entries)
        throw environmentError("LEDGER_LOCKED", "A lock file is in the way.")
      }
    })
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(world.tool.endedAfter).toBeCloseTo(120, 1)
    expect(ending).toMatchObject({ code: "LEASE_EXPIRED", running: "v1.1.0 unverified", locked: false })
    expect(world.said).toContain("could not send a heartbeat: A lock file is in the way.")
    expect(report.reason?.message).toContain("(The remote is gone.)")
  })

  test("for a while, nor write a record: what the next record is to say is not lost with it", async () => {
    const world = new World({
      runner: BEATING,
      consecutive: 1,
      config: { hooks: { "after-deploy": { command: ["hooks/tell.sh"] } } },
    })
    for (const tag of ["v1.0.0", "v1.1.0"]) world.tagWith(tag, { "hooks/tell.sh": "" })
    await world.ship("v1.0.0")
    await world.stage("v1.1.0")
    world.stages.production.onHook = async () => {
      cutOff(world)
      await world.clock.pass(75_000)
      restore(world)
      return { ok: true }
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "deployed",
      records: ["started", "deployed", "verified"],
    })
    expect(world.said).toContain("could not send a heartbeat: The remote is gone.")
  })

  test("says what is wrong now, not what was wrong before it could", async () => {
    const world = await shop(400)
    during(world, 25, () => {
      world.heartbeats.before = () => {
        throw new Error("The disk is full.")
      }
    })
    during(world, 35, () => restore(world))
    during(world, 75, () => cutOff(world))
    during(world, 250, () => restore(world))
    const { report } = await world.deploy("production", "v1.1.0")
    expect(world.said).toContain("could not send a heartbeat: The disk is full.")
    expect(report.reason).toMatchObject({
      code: "LEASE_EXPIRED",
      message: expect.stringContaining("(The remote is gone.)"),
    })
  })

  test("on an engine, where nothing proves that the tool has ended, leaves the stage locked until its silence is proven", async () => {
    const world = await shop(400, { ...BEATING, kind: "engine" })
    during(world, 31, () => cutOff(world))
    during(world, 125, () => restore(world))
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "inconclusive",
      code: "LEASE_EXPIRED",
      line: `production may have been changed by this run, which no longer holds it; by the ledger it runs ${named("v1.0.0")}, verified`,
      locked: true,
    })
    world.stages.production.onDeploy("v1.1.0", (stage, { release }) => {
      stage.serve(release)
      return { ok: true, outputs: stage.outputs }
    })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ code: "LOCK_HELD" })
    expect(await world.deploy("production", "v1.1.0", { waitSeconds: 160 })).toMatchObject({
      outcome: "deployed",
    })
  })

  test("on an engine, with a ledger that hangs, ends its session before another run may begin", async () => {
    const world = await shop(400, { ...BEATING, kind: "engine" })
    let renewedAt = 0
    during(world, 31, () => {
      renewedAt = world.clock.monotonicMs() - 1000
      world.ledger.read = () => new Promise(() => {})
      world.ledger.tryAppend = () => new Promise(() => {})
    })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "inconclusive",
      code: "LEASE_EXPIRED",
      changed: true,
    })
    // at 150 s it may
    expect((world.clock.monotonicMs() - renewedAt) / 1000).toBeCloseTo(120, 0)
  })

  test.each([
    ["host", 6],
    ["engine", 0],
  ] as const)(
    "on a %s waits %s s for a channel that hangs: an engine's tool may work on until the call ends",
    async (kind, waits) => {
      const world = await shop(400, { ...BEATING, kind })
      let aborted = false
      world.channels = [
        {
          name: "ops",
          isKept: true,
          wants: eventsOf,
          send: ({ signal }) =>
            new Promise((_resolve, reject) => {
              signal.addEventListener("abort", () => {
                aborted = true
                reject(signal.reason)
              })
            }),
          probe: async () => ({ kind: "known", value: "fine" }),
        },
      ]
      let renewedAt = 0
      during(world, 31, () => {
        cutOff(world)
        renewedAt = world.clock.monotonicMs() - 1000
      })
      during(world, 119, () => restore(world))
      expect(await world.deploy("production", "v1.1.0")).toMatchObject({ code: "LEASE_EXPIRED" })
      expect((world.clock.monotonicMs() - renewedAt) / 1000).toBeCloseTo(90 + waits, 0)
      expect(aborted).toBe(true)
    },
  )

  test("on an engine whose ledger stays away: the report says so, and nothing of the ledger is known", async () => {
    const world = await shop(400, { ...BEATING, kind: "engine" })
    during(world, 31, () => cutOff(world))
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "inconclusive",
      code: "LEASE_EXPIRED",
      changed: true,
      locked: true,
      running: "v1.0.0 verified",
      report: {
        fence: 2,
        tag: "v1.1.0",
        previous: releaseOf("v1.0.0"),
        card: { running: releaseOf("v1.0.0") },
      },
    })
  })

  test("on an engine, in a hook that may still be working, leaves the stage locked as well", async () => {
    const runner: Runner = { ...BEATING, kind: "engine" }
    const world = new World({
      runner,
      config: { hooks: { "before-deploy": { command: ["hooks/tell.sh"] } } },
    })
    for (const tag of ["v1.0.0", "v1.1.0"]) world.tagWith(tag, { "hooks/tell.sh": "" })
    await world.ship("v1.0.0")
    await world.stage("v1.1.0")
    world.stages.production.onHook = async () => {
      cutOff(world)
      await world.clock.pass(130_000)
      restore(world)
      return { ok: true }
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      code: "LEASE_EXPIRED",
      deploys: [],
      locked: true,
    })
  })

  test("while a heartbeat is on its way is done when its work is", async () => {
    const world = await shop(95, BEATING, 1)
    const { beat } = world.heartbeats
    world.heartbeats.beat = async (...request) => {
      await world.clock.pass(25_000)
      await beat.apply(world.heartbeats, request)
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
    expect(world.said.filter((line) => line.startsWith("no heartbeat"))).toEqual([])
  })

  test("learns at its next heartbeat that the stage is another run's, and ends its tool", async () => {
    const world = await shop(400)
    during(world, 40, () => world.play("production", [entryOf("lock-broken")]))
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(world.tool.endedAfter).toBe(60)
    expect(ending).toMatchObject({ outcome: "inconclusive", code: "LOCK_LOST", changed: true })
    expect(report.reason?.message).toContain("production was unlocked while this run was working")
  })

  test("says that another run held it since, when that one has ended", async () => {
    const world = await shop(400)
    const theirs = { ...releaseOf("v1.3.0"), fence: 1 }
    const others = [entryOf("started", theirs), entryOf("verified", theirs)]
    during(world, 40, () => world.play("production", [entryOf("taken-over"), ...others]))
    const { report } = await world.deploy("production", "v1.1.0")
    expect(report.reason).toMatchObject({
      code: "LOCK_LOST",
      message: "This run no longer holds the stage: another run has held production since and has ended.",
    })
  })
})

describe("A4: a run that was paused looks at the clock and at the lock before it goes on", () => {
  const paused = (world: World, seconds: number) => {
    during(world, 45, () => world.runClock.pause())
    during(world, 45 + seconds, () => world.runClock.resume())
  }

  test("for a moment: nothing has happened", async () => {
    const world = await shop(100)
    paused(world, 20)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
  })

  test("for long, and the stage is still its own: it says so in the ledger and goes on", async () => {
    const world = await shop(400)
    paused(world, 200)
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "deployed",
      records: ["started", "renewed", "deployed", "verified"],
    })
  })

  test("for long, and another run has taken the stage over: its tool is ended, and it touches nothing more", async () => {
    const world = await shop(400)
    paused(world, 200)
    during(world, 210, () => takeOver(world))
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(world.tool.endedAfter).toBeCloseTo(245, 1)
    expect(ending).toMatchObject({
      outcome: "inconclusive",
      code: "LOCK_LOST",
      running: "v1.3.0 verified",
      records: ["started", "lost"],
    })
    expect(world.ledger.state("production")).toMatchObject({ frozen: null, quarantine: [] })
    expect(world.said.filter((line) => line.startsWith("no heartbeat"))).toEqual([])
  })

  test("before its tool is started, and another run has the stage: nothing is started", async () => {
    const world = await shop(100)
    const { obtain } = world.credentials
    world.credentials.obtain = async (...request) => {
      takeOver(world)
      await world.clock.pass(200_000)
      return obtain.apply(world.credentials, request)
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "failed",
      code: "LOCK_LOST",
      changed: false,
      deploys: [],
    })
  })

  test("while its record was on the way: a record that is old by then is no leave to start a tool", async () => {
    const world = await shop(31)
    const { tryAppend } = world.ledger
    world.ledger.tryAppend = async (view, entries) => {
      const appended = await tryAppend.call(world.ledger, view, entries)
      if (entries[0]?.kind === "effect") {
        world.ledger.tryAppend = tryAppend
        world.runClock.pause()
        world.clock.after(200, () => world.runClock.resume())
        await world.runClock.running()
      }
      return appended
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({ outcome: "deployed" })
    const kinds = world.ledger.records("production").filter(({ runId }) => runId === "run-4")
    expect(kinds.filter(({ kind }) => kind === "effect")).toHaveLength(2)
  })

  test("A4: whose record does not come back in time: nothing is started", async () => {
    const world = await shop(31)
    const { tryAppend } = world.ledger
    world.ledger.tryAppend = async (view, entries) => {
      if (entries[0]?.kind === "effect") await world.clock.pass(200_000)
      return tryAppend.call(world.ledger, view, entries)
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "failed",
      code: "LEASE_EXPIRED",
      changed: false,
      deploys: [],
      locked: false,
    })
  })

  test("A4: whose record does not come back in time, on an engine: no tool runs on, so the stage is freed", async () => {
    const world = await shop(31, { ...BEATING, kind: "engine" })
    const { tryAppend } = world.ledger
    world.ledger.tryAppend = async (view, entries) => {
      if (entries[0]?.kind === "effect") await world.clock.pass(200_000)
      return tryAppend.call(world.ledger, view, entries)
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "failed",
      code: "LEASE_EXPIRED",
      changed: false,
      locked: false,
    })
  })

  test("with a machine that slept, and the stage is still its own: it says so in the ledger", async () => {
    const world = await shop(100)
    during(world, 45, () => world.clock.set(200_000))
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "deployed",
      records: ["started", "renewed", "deployed", "verified"],
    })
  })

  test("with a machine that slept, whose monotonic clock stood still: the time of day tells", async () => {
    const world = await shop(100)
    during(world, 45, () => {
      world.clock.set(200_000)
      takeOver(world)
    })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      code: "LOCK_LOST",
      running: "v1.3.0 verified",
    })
    // 60 s of its own, and those that the clock was set by
    expect(world.tool.endedAfter).toBeCloseTo(260, 1)
  })
})
