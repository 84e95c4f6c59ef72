// @module-tag slow
import { describe, expect, test } from "vitest"
import { gitLedger } from "../../src/adapters/git-ledger.ts"
import { type LedgerStore, remoteStore, sharedStore } from "../../src/adapters/ledger-store.ts"
import type { StageView } from "../../src/release/ports.ts"
import type { Git } from "../../src/workbench/workbench.ts"
import { entryOf, type LedgerSite, ledgerOf, localSite, pathSite } from "./ledger-stores.ts"

interface Call {
  command: string
  stdin: string
}

async function watched(site: LedgerSite): Promise<{ store: LedgerStore; calls: Call[] }> {
  const store = await site.open()
  const calls: Call[] = []
  const git: Git = (args, stdin = "") => {
    calls.push({ command: args[0] ?? "", stdin })
    return store.git(args, stdin)
  }
  // a store's own methods hold on to the git that they were made with
  const rebuilt = site.home === site.user ? sharedStore(git, store) : remoteStore(git, "origin", store)
  return { store: rebuilt, calls }
}

const grow = async (site: LedgerSite, count: number) => {
  const ledger = await ledgerOf(site)
  const [view] = await ledger.read(["staging"])
  await ledger.tryAppend(
    view as StageView,
    Array.from({ length: count }, (_, run) => entryOf(run)),
  )
}

describe.each([
  ["this repository", localSite, ["cat-file"], ["fast-import"]],
  ["a remote", pathSite, ["fetch", "cat-file"], ["fast-import", "push"]],
])("the cost of a ledger in %s", (_name, makeSite, reading, appending) => {
  test.each([1, 120])("does not depend on its %i records", async (records) => {
    const site = await makeSite()
    await grow(site, records)
    const { store, calls } = await watched(site)
    const ledger = gitLedger(store)
    const [staging] = await ledger.read(["staging", "production"])
    expect(calls.map(({ command }) => command)).toEqual(reading)
    const asked = calls.at(-1)?.stdin.trimEnd().split("\n") ?? []
    // where the stage's records usually are, and where they are beside another application's
    const names = (stage: string) =>
      [`refs/pipeline/ledger/${stage}`, `refs/pipeline/apps/shop/ledger/${stage}`].flatMap((ref) => [
        ref,
        `${ref}:record.json`,
        ref,
      ])
    expect(asked).toEqual([...names("staging"), ...names("production")])
    calls.length = 0
    await ledger.tryAppend(staging as StageView, [entryOf(records), entryOf(records)])
    expect(calls.map(({ command }) => command)).toEqual(appending)
  })
})

test("a remote sends only as many records as are asked for", async () => {
  const site = await pathSite()
  await grow(site, 40)
  const store = await site.open()
  const known = async () => Number((await store.git(["rev-list", "--count", "--all"])).stdout)
  const ledger = gitLedger(store)
  await ledger.read(["staging"])
  expect(await known()).toBe(1)
  await ledger.history("staging", 12)
  expect(await known()).toBe(12)
})
