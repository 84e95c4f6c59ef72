// @module-tag slow
import { beforeAll, describe, expect, test } from "vitest"
import { gitHeartbeats } from "../../src/adapters/git-ledger.ts"
import type { Heartbeats } from "../../src/release/ports.ts"
import { entryOf, type LedgerSite, ledgerOf, localSite, PASSWORD, pathSite, SITES } from "./ledger-stores.ts"

const REF = "refs/pipeline/heartbeat/staging"
const beatOf = (runId: string, second = 0) => ({
  runId,
  at: new Date(Date.UTC(2026, 10, 23) + second * 1000).toISOString(),
})

const heartbeatsOf = async (site: LedgerSite) => gitHeartbeats(await site.openHeartbeats())

describe.each(SITES)("heartbeats in %s", (_name, makeSite) => {
  let site: LedgerSite
  // the run that they are of, and one that waits for it
  let runner: Heartbeats
  let watcher: Heartbeats
  beforeAll(async () => {
    site = await makeSite()
    runner = await heartbeatsOf(site)
    watcher = await heartbeatsOf(site)
  })

  test("there is none at first", async () => {
    expect(await watcher.read("staging")).toBeNull()
  })

  test("all see the newest, each is another, and each stage has its own", async () => {
    await runner.beat("staging", beatOf("run-1", 1))
    const first = await watcher.read("staging")
    expect(first).toEqual({ id: expect.stringMatching(/^[0-9a-f]{40}$/), ...beatOf("run-1", 1) })
    expect(await watcher.read("staging")).toEqual(first)
    await runner.beat("staging", beatOf("run-1", 31))
    const second = await watcher.read("staging")
    expect(second).toMatchObject(beatOf("run-1", 31))
    expect(second?.id).not.toBe(first?.id)
    expect(await watcher.read("production")).toBeNull()
  })

  test("those of one run follow those of another", async () => {
    await watcher.beat("staging", beatOf("run-2", 61))
    expect(await runner.read("staging")).toMatchObject({ runId: "run-2" })
  })

  test("they are a chain of their own, of which readers of the ledger see nothing", async () => {
    expect((await site.home.git("log", "--format=%s", REF)).trim().split("\n")).toEqual([
      "alive run-2",
      "alive run-1",
      "alive run-1",
    ])
    const ledger = await ledgerOf(site)
    expect(await ledger.history("staging", 10)).toEqual([])
    const [view] = await ledger.read(["staging"])
    expect(view?.tip).toBeNull()
    await ledger.tryAppend(view as NonNullable<typeof view>, [entryOf(1)])
    expect(await ledger.history("staging", 10)).toHaveLength(1)
    expect(await watcher.read("staging")).toMatchObject({ runId: "run-2" })
  })

  test("two at the same moment: one is lost, nothing breaks", async () => {
    await Promise.all([
      runner.beat("production", beatOf("run-1")),
      watcher.beat("production", beatOf("run-2")),
    ])
    expect(await watcher.read("production")).toMatchObject({ runId: expect.stringMatching(/^run-[12]$/) })
  })
})

test("a remote that is gone: it is said, without the password", async () => {
  const site = await pathSite()
  await site.user.git("remote", "set-url", "origin", `http://ana:${PASSWORD}@127.0.0.1:9/gone.git`)
  const heartbeats = await heartbeatsOf(site)
  const asked = [() => heartbeats.read("staging"), () => heartbeats.beat("staging", beatOf("run-1"))]
  for (const ask of asked) {
    const error = await ask().then(
      () => null,
      (thrown: Error) => thrown,
    )
    expect(error).toMatchObject({ reason: { code: "LEDGER_UNAVAILABLE" } })
    expect(error?.message).not.toContain(PASSWORD)
  }
})

test.each(["not json", "{}", '{"runId":7,"at":"now"}'])(
  "%j is no heartbeat, and the next one is",
  async (text) => {
    const site = await localSite()
    await site.home.commit("not one of ours", { "record.json": text })
    await site.home.git("update-ref", REF, "HEAD")
    const heartbeats = await heartbeatsOf(site)
    expect(await heartbeats.read("staging")).toBeNull()
    await heartbeats.beat("staging", beatOf("run-1"))
    expect(await heartbeats.read("staging")).toMatchObject({ runId: "run-1" })
  },
)
