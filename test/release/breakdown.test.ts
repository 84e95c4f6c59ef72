import { describe, expect, test } from "vitest"
import { PipelineError } from "../../src/core/errors.ts"
import type { RecordKind } from "../../src/core/ledger/record.ts"
import { reason } from "../../src/core/reasons.ts"
import { type Card, cardLines } from "../../src/core/report/card.ts"
import { broken } from "../helpers/fake-ledger.ts"
import { type FakeStage, failsHalfway, failsUnchanged, sick, throws } from "../helpers/fake-stage.ts"
import { type Ending, entryOf, named, releaseOf, shop, type World } from "../helpers/world.ts"

type DeployScript = Parameters<FakeStage["onDeploy"]>[1]

const unverified = (message: string) => ({
  outcome: "failed",
  ok: false,
  line: `production is on ${named("v1.1.0")}, unverified: ${message}`,
  running: "v1.1.0 unverified",
  changed: true,
  deploys: ["v1.1.0"],
})

describe("the pipeline itself breaks", () => {
  test("in the deployer", async () => {
    const world = await shop()
    world.stages.production.onDeploy("v1.1.0", throws(new TypeError("deploy is not a function")))
    const { report, recorded, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toEqual({
      ...unverified("deploy is not a function"),
      code: "INTERNAL",
      records: ["started", "failed"],
      locked: false,
    })
    expect(report.phases.at(-1)).toMatchObject({ name: "deploy", status: "failed" })
    expect(recorded).toEqual(report)
    expect(world.said.at(-1)).toMatch(/^TypeError: deploy is not a function\n {4}at /)
  })

  test("with something that is no error", async () => {
    const world = await shop()
    world.stages.production.onDeploy("v1.1.0", throws("out of luck"))
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      ...unverified("out of luck"),
      code: "INTERNAL",
    })
    expect(world.said.at(-1)).toBe("out of luck")
  })

  test("in a check", async () => {
    const world = await shop()
    world.stages.production.answer("v1.1.0", () => {
      throw new Error("no such check")
    })
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      ...unverified("no such check"),
      code: "INTERNAL",
      records: ["started", "deployed", "failed"],
      locked: false,
    })
  })
})

describe("the ledger breaks", () => {
  const GONE = "The remote is gone."

  /** Appends that begin with a record of this kind fail, so many times. */
  function failAt(world: World, kind: RecordKind, times = Number.POSITIVE_INFINITY): void {
    let left = times
    world.ledger.before = (operation, entries) => {
      if (entries[0]?.kind === kind && left-- > 0) broken("append")(operation, entries)
    }
  }

  test.each<RecordKind>(["effect", "deployed", "verified"])(
    "for some seconds, at %s: it is tried again",
    async (kind) => {
      const world = await shop()
      failAt(world, kind, 3)
      const { report, recorded, ...ending } = await world.deploy("production", "v1.1.0")
      expect(ending).toMatchObject({
        outcome: "deployed",
        records: ["started", "deployed", "verified"],
        deploys: ["v1.1.0"],
        locked: false,
      })
      expect(recorded).toEqual(report)
    },
  )

  test("before the tool is started: it is not", async () => {
    const world = await shop()
    failAt(world, "effect")
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      outcome: "failed",
      code: "LEDGER_UNAVAILABLE",
      line: `Nothing was changed: production still runs ${named("v1.0.0")}`,
      running: "v1.0.0 verified",
      changed: false,
      deploys: [],
      records: ["started", "failed"],
      locked: false,
    })
  })

  test("B10: and a version that fails meanwhile is not rolled back without it, but remembered", async () => {
    const world = await shop()
    world.stages.production.answer("v1.1.0", sick)
    // until the deploy's own record and the rollback's were tried four times each
    failAt(world, "deployed", 8)
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    const why = "api was wrong 3 times in a row: status 500, not 200"
    const then = `The rollback to ${named("v1.0.0")} could not begin: ${GONE}`
    expect(ending).toMatchObject({
      ...unverified(`${why}. ${then}`),
      code: "SMOKE_FAILED",
      records: ["started", "deployed", "quarantined", "failed"],
      locked: false,
    })
    expect(report.smoke?.verdict).toBe("fail")
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      code: "VERSION_QUARANTINED",
      deploys: [],
    })
  })

  test("B10: when a rollback is to begin: there is none, and the same version is not let in again", async () => {
    const world = await shop()
    world.stages.production.onDeploy("v1.1.0", failsHalfway)
    failAt(world, "frozen")
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "failed",
      code: "DEPLOY_FAILED",
      running: "v1.1.0 unverified",
      deploys: ["v1.1.0"],
      records: ["started", "quarantined", "failed"],
      locked: false,
    })
    expect(report.reason?.message).toBe(
      `deploy v1.1.0 ended with exit code 1. The rollback to ${named("v1.0.0")} could not begin: ${GONE}`,
    )
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      code: "VERSION_QUARANTINED",
      deploys: [],
    })
    world.ledger.before = () => {}
    // what was verified before is still where a rollback goes
    expect(await world.rollback("production")).toMatchObject({
      outcome: "rolled-back",
      running: "v1.0.0 verified",
    })
  })

  test("at the very end: what was judged good is not called verified, because the ledger does not know it", async () => {
    const world = await shop()
    failAt(world, "verified")
    const { report, recorded, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      ...unverified(
        `${named("v1.1.0")} passed on production, but it is not known whether that was recorded: ${GONE}`,
      ),
      code: "LEDGER_UNAVAILABLE",
      records: ["started", "deployed"],
      locked: true,
    })
    expect(recorded).toBeNull()
    expect(report.reason?.fix).toContain("unlock --stage production")
  })

  test("when the end is to be recorded: it is tried again", async () => {
    const world = await shop()
    world.stages.production.onDeploy("v1.1.0", throws(new Error("a bug")))
    let failures = 3
    world.ledger.before = (operation, entries) => {
      if (entries[0]?.kind === "failed" && failures-- > 0) broken("append")(operation, entries)
    }
    expect(await world.deploy("production", "v1.1.0")).toMatchObject({
      ...unverified("a bug"),
      records: ["started", "failed"],
      locked: false,
    })
  })

  test("for good: the report is all there is, and says that the stage is still locked", async () => {
    const world = await shop()
    world.clock.after(10, () => {
      world.ledger.before = broken("read", "append")
    })
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toEqual({
      ...unverified(
        `${named("v1.1.0")} passed on production, but it is not known whether that was recorded: ${GONE}`,
      ),
      code: "LEDGER_UNAVAILABLE",
      records: ["started"],
      recorded: null,
      locked: true,
    })
    expect(report.reason?.fix).toBe(
      "Check that the repository or its remote can be reached and written to. While it cannot be: docs/runbooks/break-glass.md. " +
        "The stage may still be locked by this run: `unlock --stage production --reason 'WHY'`.",
    )
    expect(world.said.at(-1)).toBe(`the end of the run could not be recorded: ${GONE}`)
    expect(world.clock.sleeps.slice(-3)).toEqual([1000, 3000, 10_000])
  })

  test("at the very end, for a fault that has a fix of its own: the report has that fix", async () => {
    const world = await shop()
    world.ledger.before = (_operation, entries) => {
      if (entries[0]?.kind === "verified")
        throw new PipelineError(
          "environment",
          reason("LEDGER_LOCKED", "a lock file", "Remove the lock file."),
        )
    }
    const { report } = await world.deploy("production", "v1.1.0")
    expect(report.reason?.fix).toMatch(/^Remove the lock file\. The stage may still be locked by this run: /)
  })

  test("for good, after a version that failed: the failure is the reason, and the stage may be locked", async () => {
    const world = await shop()
    world.stages.production.answer("v1.1.0", sick)
    world.clock.after(10, () => {
      world.ledger.before = broken("read", "append")
    })
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "failed",
      code: "SMOKE_FAILED",
      records: ["started"],
      locked: true,
    })
    expect(report.reason?.message).toMatch(/^api was wrong 3 times in a row/)
    expect(report.reason?.fix).toContain(
      "The stage may still be locked by this run: `unlock --stage production",
    )
  })

  test("before a manual rollback has begun: nothing was changed", async () => {
    const world = await shop()
    await world.ship("v1.1.0")
    world.ledger.before = (operation, entries) => {
      if (entries[0]?.kind === "frozen") broken("append")(operation, entries)
    }
    expect(await world.rollback("production")).toMatchObject({
      outcome: "failed",
      code: "LEDGER_UNAVAILABLE",
      line: `Nothing was changed: production still runs ${named("v1.1.0")}`,
      running: "v1.1.0 verified",
      changed: false,
      records: ["started", "failed"],
      deploys: [],
      locked: false,
    })
  })

  describe("for good: what the card says of the stage is not called the ledger's word", () => {
    const runsLine = ({ report }: Pick<Ending, "report">) =>
      cardLines(report.card as Card, report.runId, 0)[0]
        ?.parts.map((part) => (typeof part === "string" ? part : part.text))
        .join("")
    const goneFrom =
      (world: World, then: DeployScript): DeployScript =>
      (...args) => {
        world.ledger.before = broken("read", "append")
        return then(...args)
      }

    test("when a deploy failed halfway", async () => {
      const world = await shop()
      world.stages.production.onDeploy("v1.1.0", goneFrom(world, failsHalfway))
      expect(runsLine(await world.deploy("production", "v1.1.0"))).toBe(
        `${named("v1.1.0")}, unverified; as this run left it, not seen; the ledger may not have it`,
      )
    })

    test("when it was seen", async () => {
      const world = await shop()
      world.clock.after(10, () => {
        world.ledger.before = broken("read", "append")
      })
      expect(runsLine(await world.deploy("production", "v1.1.0"))).toMatch(
        /, unverified; seen \S+Z; the ledger may not have it$/,
      )
    })

    test("but it is where the ledger has it", async () => {
      const world = await shop()
      world.clock.after(31, () => {
        world.ledger.before = broken("read", "append")
        world.interrupt()
      })
      const ending = await world.deploy("production", "v1.1.0")
      expect(ending.records).toEqual(["started", "deployed"])
      expect(runsLine(ending)).toBe(`${named("v1.1.0")}, unverified; by the ledger, not seen`)
    })

    test("and what a failed deploy left alone stays verified", async () => {
      const world = await shop()
      world.stages.production.onDeploy("v1.1.0", goneFrom(world, failsUnchanged))
      const ending = await world.deploy("production", "v1.1.0")
      expect(ending).toMatchObject({
        line: `Nothing was changed: production still runs ${named("v1.0.0")}`,
        recorded: null,
        changed: false,
      })
      expect(runsLine(ending)).toBe(`${named("v1.0.0")}, verified; by the ledger, not seen`)
    })
  })

  test("for good, when the stage was lost: nothing is said of its lock, and only the ledger's word of what it runs", async () => {
    const world = await shop()
    world.stages.production.onDeploy("v1.1.0", (stage, { release }) => {
      stage.serve(release)
      world.ledger.add("production", entryOf("lock-broken"))
      return { ok: true, outputs: stage.outputs }
    })
    failAt(world, "lost")
    const { report, ...ending } = await world.deploy("production", "v1.1.0")
    expect(ending).toMatchObject({
      outcome: "inconclusive",
      code: "LOCK_LOST",
      line: `production may have been changed by this run, which no longer holds it; by the ledger it runs ${named("v1.1.0")}, unverified`,
      recorded: null,
    })
    expect(report.reason?.fix).not.toContain("unlock")
    expect(report.card).not.toHaveProperty("unrecorded")
    expect(world.ledger.state("production").running).toMatchObject({ tag: "v1.1.0", verified: false })
  })
})

test("nothing that a run began is still at work when it has ended", async () => {
  const world = await shop()
  world.ledger.before = (operation, entries) => {
    if (entries[0]?.kind === "deployed") broken("append")(operation, entries)
  }
  const { report } = await world.deploy("production", "v1.1.0")
  const phases = structuredClone(report.phases)
  const now = world.clock.now()
  await new Promise((resolve) => setImmediate(resolve))
  expect(report.phases).toEqual(phases)
  expect(world.clock.now()).toEqual(now)
})

describe("what was verified before, where the end of a run cannot be recorded", () => {
  const end = (world: World) => {
    world.ledger.before = (operation, entries) => {
      if (entries.some(({ kind }) => kind === "verified")) broken("append")(operation, entries)
    }
  }
  const reason = "it was put there by hand"

  test.each(["v1.0.0", "v1.1.0"])("does not, where the run deployed %s", async (tag) => {
    const world = await shop({ consecutive: 1 })
    end(world)
    expect(await world.deploy("production", tag)).toMatchObject({
      outcome: "failed",
      code: "LEDGER_UNAVAILABLE",
      running: `${tag} unverified`,
    })
  })

  test("does not, where it is another version that a person calls so", async () => {
    const world = await shop()
    world.stages.production.serve(releaseOf("v1.1.0"))
    end(world)
    expect(
      await world.adopt("production", "v1.1.0", {
        reason,
        url: "api=https://api.production.test,web=https://production.test",
      }),
    ).toMatchObject({
      outcome: "failed",
      code: "LEDGER_UNAVAILABLE",
      running: "v1.1.0 unverified",
    })
  })
})
