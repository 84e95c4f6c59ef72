import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeAll, describe, expect, test } from "vitest"
import { READ_LOCK, READ_UPDATE } from "../../src/adapters/sst/programs.ts"
import type { LedgerRecord } from "../../src/core/ledger/record.ts"
import { sstRunId } from "../../src/core/sst/failures.ts"
import { describeWithMoto, MOTO_START_MS, type Moto, startMoto } from "../helpers/moto.ts"
import { SstWorld } from "./sst-world.ts"

const CANARY = "canary-7f3a91c2"

const worlds: SstWorld[] = []
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close()
})

async function createWorld(moto: Moto | null): Promise<SstWorld> {
  const world = await SstWorld.create(moto)
  worlds.push(world)
  await world.configure()
  return world
}

/** A world in which v1.0.0 runs on both stages. */
async function shipped(moto: Moto | null): Promise<SstWorld> {
  const world = await createWorld(moto)
  for (const stage of ["staging", "production"] as const)
    await world.sst(stage, "secret", "set", "AuthSecret", CANARY)
  await world.tag("v1.0.0")
  await ship(world, "v1.0.0")
  return world
}

/** Before its first deploy SST alone knows where a stage is, so that a person has to say that nothing runs there. */
async function ship(world: SstWorld, tag: string): Promise<void> {
  for (const stage of ["staging", "production"] as const) {
    const word = ["--allow-one-way", "the first deploy"]
    const { code, stderr, report } = await world.run(`deploy-${stage}`, "--tag", tag, ...word)
    if (code !== 0) throw new Error(`${stage}: ${JSON.stringify(report, null, 1)}\n${stderr}`)
  }
}

const kinds = (records: readonly LedgerRecord[]) => records.map(({ kind, tag }) => `${kind} ${tag}`)

/** The same with state on this disk and with state in AWS. */
function deploysForReal(moto: () => Moto | null): void {
  test("deploys, and keeps no secret although the app gives one away", async () => {
    const world = await shipped(moto())
    expect(await world.deployed("production")).toBe("v1.0.0")
    const { report, stderr } = await world.run("report")
    expect(report).toMatchObject({ outcome: "deployed", outputs: { version: "v1.0.0" } })
    expect(Object.keys(report.outputs).toSorted()).toEqual(["api", "version"])
    const everything = JSON.stringify([
      report,
      await world.ledger("staging"),
      await world.ledger("production"),
    ])
    expect(everything + stderr).not.toContain(CANARY)
  })

  test("SST's own id of a deploy is found by the run that made it", async () => {
    const world = await shipped(moto())
    const [last] = (await world.ledger("production")).toReversed()
    const run = sstRunId({ tag: "v1.0.0", sha: last?.sha ?? "" }, last?.runId ?? "")
    expect(await world.ask(READ_UPDATE, "sst-app", "production", run)).toEqual({
      update: expect.stringMatching(/^[0-9a-f]{24}$/),
    })
    expect(await world.ask(READ_UPDATE, "sst-app", "production", "another")).toEqual({ update: null })
    expect(await world.ask(READ_LOCK, "sst-app", "production")).toEqual({ lock: null })
  })

  test("a bad version is rolled back to the tag before", async () => {
    const world = await shipped(moto())
    await world.tag("v1.1.0")
    const staging = await world.run("deploy-staging", "--tag", "v1.1.0")
    expect(staging.code).toBe(0)
    world.ill.add("v1.1.0")
    const { code, report } = await world.run("deploy-production", "--tag", "v1.1.0")
    expect({ code, outcome: report.outcome }).toEqual({ code: 1, outcome: "rolled-back" })
    expect(await world.deployed("production")).toBe("v1.0.0")
    expect(await world.state("lock", "production")).toBeNull()
  })

  test("a plan shows what SST would change, and what was approved is what is deployed", async () => {
    const world = await shipped(moto())
    const config = await world.repo.git("show", "HEAD:app/sst.config.ts")
    await world.tag("v1.1.0", {
      "app/sst.config.ts": config.replace(
        "    const slowMs",
        `    new sst.Linkable("Bought", { properties: { value: "${CANARY}" } })\n    const slowMs`,
      ),
    })
    expect((await world.run("deploy-staging", "--tag", "v1.1.0")).code).toBe(0)
    const planned = await world.run("plan", "--stage", "production", "--tag", "v1.1.0")
    expect(planned.report.plan?.infrastructure).toMatchObject({
      kind: "known",
      value: expect.arrayContaining([expect.objectContaining({ op: "create", name: "Bought" })]),
    })
    expect(JSON.stringify(planned)).not.toContain(CANARY)
    expect(await world.deployed("production")).toBe("v1.0.0")
    const digest = planned.report.plan?.digest ?? ""
    const { code } = await world.run("deploy-production", "--tag", "v1.1.0", "--expect", digest)
    expect(code).toBe(0)
    const again = await world.run("deploy-production", "--tag", "v1.1.0", "--expect", digest)
    expect(again).toMatchObject({ code: 3, report: { reason: { code: "PLAN_CHANGED" } } })
  })

  test("a missing secret that the gate cannot see fails the deploy by name, and production goes back to the tag before", async () => {
    const world = await shipped(moto())
    await world.tag("v1.1.0", {
      "app/sst.config.ts": (await world.repo.git("show", "HEAD:app/sst.config.ts")).replace(
        'new sst.Secret("AuthSecret")',
        'new sst.Secret("AuthSecret")\n    const added = new sst.Secret(["Added", "Secret"].join(""))',
      ),
    })
    const staging = await world.run("deploy-staging", "--tag", "v1.1.0")
    expect(staging).toMatchObject({
      code: 1,
      report: {
        outcome: "failed",
        reason: { code: "SECRETS_MISSING", message: expect.stringContaining("AddedSecret") },
      },
    })
    expect(JSON.stringify(staging)).not.toContain(CANARY)
    await world.sst("staging", "secret", "set", "AddedSecret", CANARY)
    expect((await world.run("deploy-staging", "--tag", "v1.1.0")).code).toBe(0)
    const production = await world.run("deploy-production", "--tag", "v1.1.0")
    expect(production.report).toMatchObject({ outcome: "rolled-back", rolledBackTo: { tag: "v1.0.0" } })
    expect(await world.deployed("production")).toBe("v1.0.0")
  })

  test("a missing secret that the app declares blocks the deploy, until it is set", async () => {
    const world = await createWorld(moto())
    await world.tag("v1.0.0")
    const blocked = await world.run("deploy-staging", "--tag", "v1.0.0")
    expect(blocked).toMatchObject({
      code: 3,
      report: { outcome: "blocked", reason: { code: "SECRETS_MISSING" } },
    })
    const set = world.start("secrets-set", "--name", "AuthSecret", "--tag", "v1.0.0", "--stage", "staging")
    set.child.stdin?.end(`${CANARY}\n`)
    const ended = await set.ended
    expect(ended.code).toBe(0)
    expect(ended.stdout + ended.stderr).not.toContain(CANARY)
    expect(await world.sst("staging", "secret", "list")).toContain(`AuthSecret=${CANARY}\n`)
    const told = await world.run("secrets", "--tag", "v1.0.0", "--stage", "staging")
    expect(told.code).toBe(0)
    expect(JSON.stringify(told)).not.toContain(CANARY)
    expect((await world.run("deploy-staging", "--tag", "v1.0.0")).code).toBe(0)
  })

  test("is interrupted cleanly: SST lets go of its lock and the run says so", async () => {
    const world = await shipped(moto())
    await world.tag("v1.1.0")
    await world.configure({}, { SST_APP_SLOW_MS: "120000" })
    const { child, ended } = world.start("deploy-staging", "--tag", "v1.1.0")
    await until(async () => (await world.state("lock", "staging")) !== null)
    child.kill("SIGTERM")
    const { code, stdout } = await ended
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ outcome: "failed", reason: { code: "INTERRUPTED" } })
    expect(await world.state("lock", "staging")).toBeNull()
  })

  test("a lock of somebody outside is left alone, with its owner and age", async () => {
    const world = await shipped(moto())
    await world.tag("v1.1.0")
    // sst keeps the lock when it is killed
    await world.configure({}, { SST_APP_SLOW_MS: "120000" })
    const { child, ended } = world.start("deploy-staging", "--tag", "v1.1.0")
    await until(async () => (await world.state("lock", "staging"))?.includes("#") === true)
    const lock = JSON.parse((await world.state("lock", "staging")) as string) as { runID: string }
    child.kill("SIGTERM")
    await ended
    expect(lock.runID).toMatch(/^v1\.1\.0@[0-9a-f]{40}#/)
    await world.putLock("staging", { ...lock, runID: "somebody", command: "deploy" })
    await world.configure()
    const { report } = await world.run("deploy-staging", "--tag", "v1.1.0")
    expect(report).toMatchObject({
      outcome: "failed",
      changed: false,
      reason: { code: "SST_LOCKED", message: expect.stringMatching(/run id somebody\) for \d/) },
    })
    expect(await world.deployed("staging")).toBe("v1.0.0")
  })

  test.each<[string, boolean]>([
    ["the run alone, while SST goes on", false],
    ["the run and SST, while the engine goes on", true],
  ])(
    "SIGKILL in the middle of a deploy, of %s: the same command recovers, and the ledger tells",
    async (_name, all) => {
      const world = await shipped(moto())
      await world.tag("v1.1.0")
      await world.configure({}, { SST_APP_SLOW_MS: "120000" })
      const killed = world.start("deploy-staging", "--tag", "v1.1.0")
      await until(async () => (await world.state("lock", "staging")) !== null)
      killed.child.kill("SIGKILL")
      await killed.ended
      if (all) await world.killSst()
      expect(await world.state("lock", "staging")).not.toBeNull()
      await world.configure()
      const again = await world.run("deploy-staging", "--tag", "v1.1.0")
      expect(again.report).toMatchObject({ outcome: "deployed", tag: "v1.1.0" })
      expect(await world.deployed("staging")).toBe("v1.1.0")
      expect(await world.state("lock", "staging")).toBeNull()
      expect(world.processes()).toEqual([])
      const story = kinds(await world.ledger("staging"))
      const unlocked = (await world.ledger("staging")).filter(({ detail }) =>
        detail?.endsWith(", is removed"),
      )
      // SST that is still there lets go of its lock by itself, unless it dies first of writing to nobody
      if (all) expect(unlocked).toHaveLength(1)
      else expect(unlocked.length).toBeLessThanOrEqual(1)
      expect(story.filter((line) => line.startsWith("taken-over"))).toHaveLength(1)
      expect(story.at(-1)).toBe("verified v1.1.0")
    },
  )
}

const PATIENCE_MS = 120_000
async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not so within ${PATIENCE_MS} ms: ${holds}`)
    await sleep(50)
  }
}

describe("the real SST, with state on this disk,", () => deploysForReal(() => null))

describeWithMoto("the real SST, with state in AWS,", () => {
  let moto: Moto
  beforeAll(async () => {
    moto = await startMoto()
  }, MOTO_START_MS)
  afterEach(() => moto.reset())
  deploysForReal(() => moto)
})
