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
