// @module-tag slow
import { describe, expect, test } from "vitest"
import { gitLedger } from "../../src/adapters/git-ledger.ts"
import type { Ledger, StageView } from "../../src/release/ports.ts"
import { entryOf, type LedgerSite, ledgerOf, localSite, pathSite } from "./ledger-stores.ts"

const RECORDS = 230

async function fill(site: LedgerSite): Promise<Ledger> {
  const ledger = await ledgerOf(site)
  const [view] = await ledger.read(["staging"])
  await ledger.tryAppend(
    view as StageView,
    Array.from({ length: RECORDS }, (_, run) => entryOf(run)),
  )
  return ledgerOf(site)
}

const runs = async (ledger: Ledger, limit: number) =>
  (await ledger.history("staging", limit)).map(({ runId }) => Number(runId.slice("run-".length)))

const newest = (count: number) => Array.from({ length: count }, (_, back) => RECORDS - 1 - back)

describe.each([
  ["this repository", localSite],
  ["a remote", pathSite],
])("the history in %s", (_name, makeSite) => {
  test("is given newest first, to the limit, across the pages it is read in", async () => {
    const ledger = await fill(await makeSite())
    for (const limit of [1, 2, 99, 100, 101, 200, 201, RECORDS - 1, RECORDS]) {
      expect(await runs(ledger, limit)).toEqual(newest(limit))
    }
    expect(await runs(ledger, RECORDS + 1)).toEqual(newest(RECORDS))
    expect(await runs(ledger, 9999)).toEqual(newest(RECORDS))
    expect(await runs(ledger, 0)).toEqual([])
  })
})

describe.each([
  ["this repository", localSite],
  ["a remote", pathSite],
])("a history in %s that is read until there is enough", (_name, makeSite) => {
  test("goes on until then, and no further than it must", async () => {
    const ledger = await fill(await makeSite())
    const seen: number[] = []
    const upTo = async (wanted: number, limit = 9999) => {
      seen.length = 0
      const records = await ledger.history("staging", limit, (read) => {
        seen.push(read.length)
        return read.length >= wanted
      })
      return records.map(({ runId }) => Number(runId.slice("run-".length)))
    }
    expect(await upTo(1)).toEqual(newest(100))
    expect(seen).toEqual([100])
    expect(await upTo(101)).toEqual(newest(RECORDS))
    // there is no more, so it need not be asked
    expect(seen).toEqual([100])
    expect(await upTo(101, 150)).toEqual(newest(150))
    expect(await upTo(1, 3)).toEqual(newest(3))
  })
})

test("a record that is appended while the history is read does not shift it", async () => {
  const site = await localSite()
  await fill(site)
  const store = await site.open()
  let calls = 0
  const disturbed = gitLedger({
    ...store,
    async git(args, stdin) {
      const result = await store.git(args, stdin)
      const other = gitLedger(store)
      const [view] = await other.read(["staging"])
      await other.tryAppend(view as StageView, [entryOf(RECORDS + calls++)])
      return result
    },
  })
  expect(await runs(disturbed, RECORDS)).toEqual(newest(RECORDS))
  expect(calls).toBeGreaterThan(2)
})

test("a stage whose record comes while it is read is read again", async () => {
  const site = await localSite()
  await fill(site)
  const store = await site.open()
  let moves = 1
  const disturbed = gitLedger({
    ...store,
    async git(args, stdin = "") {
      if (moves === 0) return store.git(args, stdin)
      moves -= 1
      // between the stage's tip and its record
      const [tip, ...others] = stdin.split(/(?<=\n)/)
      const before = await store.git(args, tip)
      const other = gitLedger(store)
      const [view] = await other.read(["staging"])
      await other.tryAppend(view as StageView, [entryOf(RECORDS)])
      const { stdout, ...after } = await store.git(args, others.join(""))
      return { ...after, stdout: before.stdout + stdout }
    },
  })
  expect(await disturbed.read(["staging"])).toEqual(await gitLedger(store).read(["staging"]))
  expect(moves).toBe(0)
})

test("the histories of both stages are read at once, and neither cuts the other short", async () => {
  const site = await pathSite()
  const ledger = await fill(site)
  const [, view] = await ledger.read(["staging", "production"])
  await ledger.tryAppend(view as StageView, [entryOf(1)])
  for (const _ of [1, 2, 3]) {
    const fresh = await ledgerOf(site)
    const all = (stage: "staging" | "production") => fresh.history(stage, 9999, () => false)
    const [staging, , production] = await Promise.all([
      all("staging"),
      fresh.read(["staging"]),
      all("production"),
    ])
    expect([staging.length, production.length]).toEqual([RECORDS, 1])
  }
})
