// @module-tag slow
import { beforeAll, describe, expect, test } from "vitest"
import { gitLedger } from "../../src/adapters/git-ledger.ts"
import { EMPTY_STATE } from "../../src/core/ledger/stage-state.ts"
import type { Ledger, StageView } from "../../src/release/ports.ts"
import { entryOf, type LedgerSite, ledgerOf, localSite, SITES } from "./ledger-stores.ts"

const SHA = "a".repeat(40)
const V1 = { tag: "v1.0.0", sha: SHA }
const REF = "refs/pipeline/ledger/staging"

const viewOf = async (ledger: Ledger): Promise<StageView> => (await ledger.read(["staging"]))[0] as StageView

async function append(ledger: Ledger, ...entries: Parameters<Ledger["tryAppend"]>[1]): Promise<StageView> {
  const view = await ledger.tryAppend(await viewOf(ledger), entries)
  if (view === null) throw new Error("somebody else appended")
  return view
}

test("a ledger without a memory, as an engine has none, is read and written", async () => {
  const { memory: _, ...store } = await (await localSite()).open()
  const ledger = gitLedger(store)
  expect(await append(ledger, entryOf(1, { kind: "started", ...V1 }))).toEqual(await viewOf(ledger))
})

describe.each(SITES)("a ledger in %s", (_name, makeSite) => {
  let site: LedgerSite
  // two who use it, each with a store of their own
  let ana: Ledger
  let ben: Ledger
  beforeAll(async () => {
    site = await makeSite()
    ana = await ledgerOf(site)
    ben = await ledgerOf(site)
  })

  test("is empty at first", async () => {
    const empty = (stage: string) => ({ stage, tip: null, state: EMPTY_STATE })
    expect(await ana.read(["production", "staging"])).toEqual([empty("production"), empty("staging")])
    expect(await ana.history("staging", 10)).toEqual([])
  })

  test("gives everybody what was appended, in the state that follows from it", async () => {
    const appended = await append(
      ana,
      entryOf(1, { kind: "started", ...V1 }),
      entryOf(1, { kind: "verified", ...V1, outputs: { api: "http://api" } }),
    )
    expect(await viewOf(ben)).toEqual(appended)
    expect(appended.state).toMatchObject({
      running: { ...V1, verified: true, outputs: { api: "http://api" } },
      verified: [V1],
      lock: null,
    })
    const history = await ben.history("staging", 10)
    expect(history.map(({ kind, runId, stage }) => [kind, runId, stage])).toEqual([
      ["verified", "run-1", "staging"],
      ["started", "run-1", "staging"],
    ])
    expect(history[0]?.state).toEqual(appended.state)
    expect(history[1]?.state.lock).toMatchObject({ runId: "run-1", tag: "v1.0.0" })
  })

  test("keeps the stages apart", async () => {
    const [production] = await ana.read(["production"])
    expect(await ana.tryAppend(production as StageView, [entryOf(2)])).toMatchObject({
      stage: "production",
    })
    expect((await ana.history("production", 10)).map(({ runId }) => runId)).toEqual(["run-2"])
    expect((await ana.history("staging", 10)).map(({ runId }) => runId)).not.toContain("run-2")
  })

  test("refuses whoever has not seen the newest record, and keeps that", async () => {
    const stale = await viewOf(ben)
    const appended = await append(ana, entryOf(3))
    expect(await ben.tryAppend(stale, [entryOf(4), entryOf(4)])).toBeNull()
    expect(await viewOf(ben)).toEqual(appended)
    expect(await ben.tryAppend({ ...stale, tip: null }, [entryOf(5)])).toBeNull()
    await append(ben, entryOf(6))
    expect((await ana.history("staging", 2)).map(({ runId }) => runId)).toEqual(["run-6", "run-3"])
  })

  test("keeps text of every script, quotes and line breaks", async () => {
    const detail = `Ωμέγα 火 🚀 "quoted"\n\tline\u0000\u2028\\ \uFEFF`
    await append(ana, entryOf(7, { detail, actor: "Ελένη", tag: "v1 \n🚀" }))
    const [record] = await ben.history("staging", 1)
    expect(record).toMatchObject({ detail, actor: "Ελένη", tag: "v1 \n🚀" })
  })

  test("keeps a report of ten kilobytes whole, whatever its letters", async () => {
    const report = { log: Array.from({ length: 200 }, (_, line) => `zażółć gęślą jaźń ${line} ✓ naïve`) }
    await append(ana, entryOf(8, { report }))
    const [record] = await ben.history("staging", 1)
    expect(record?.report).toEqual(report)
  })

  test("can be read with git alone", async () => {
    await append(ana, entryOf(9, { kind: "verified", ...V1 }))
    const text = await site.home.git("show", `${REF}:record.json`)
    expect(JSON.parse(text)).toMatchObject({
      schemaVersion: 2,
      stage: "staging",
      kind: "verified",
      runId: "run-9",
    })
    const [newest] = (await site.home.git("log", "--format=%s|%cI", REF)).split("\n")
    expect(newest).toBe("verified v1.0.0 aaaaaaa|2026-11-23T00:00:09+00:00")
  })

  test("is one chain of whole commits, of which none is ever replaced", async () => {
    const { home } = site
    const { tip } = await append(ana, entryOf(10))
    const stale = await viewOf(ben)
    await append(ana, entryOf(11))
    expect(await ben.tryAppend(stale, [entryOf(12)])).toBeNull()
    await append(ben, entryOf(13))
    const runs = (await home.git("log", "--format=%ct", `${tip}..${REF}`)).split("\n")
    expect(runs).toEqual([13, 11].map((run) => String(Date.parse(entryOf(run).at) / 1000)))
    const parents = (await home.git("log", "--format=%P", REF)).split("\n")
    // only the first has no parent, and no record has two
    expect(parents.slice(0, -1).filter((ids) => !/^[0-9a-f]{40}$/.test(ids))).toEqual([])
    await home.check()
  })
})
