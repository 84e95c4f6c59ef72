import { describe, expect, test } from "vitest"
import { gitLedger } from "../../src/adapters/git-ledger.ts"
import { type LedgerStore, remoteStore } from "../../src/adapters/ledger-store.ts"
import type { StageView } from "../../src/release/ports.ts"
import type { Git } from "../../src/workbench/git.ts"
import { entryOf, pathSite } from "./ledger-stores.ts"

const GONE = { exitCode: 128, stdout: "", stderr: "fatal: the remote end hung up unexpectedly" }

/** The connection breaks at the push: after the remote took it, or before. */
const breaking =
  (git: Git, taken: boolean): Git =>
  async (args, stdin) => {
    if (args[0] !== "push") return git(args, stdin)
    if (taken) await git(args, stdin)
    return GONE
  }

const viewOf = async (store: LedgerStore): Promise<StageView> =>
  (await gitLedger(store).read(["staging"]))[0] as StageView

describe("a push whose answer is lost", () => {
  test("counts when the remote has the record", async () => {
    const site = await pathSite()
    const real = await site.open()
    const store = remoteStore(breaking(real.git, true), "origin", "remote origin")
    const appended = await gitLedger(store).tryAppend(await viewOf(store), [entryOf(1)])
    expect(appended?.tip).toBe((await viewOf(await site.open())).tip)
  })

  test("does not count when it has not", async () => {
    const site = await pathSite()
    const store = remoteStore(breaking((await site.open()).git, false), "origin", "remote origin")
    const view = await viewOf(store)
    await expect(gitLedger(store).tryAppend(view, [entryOf(1)])).rejects.toThrow("the remote end hung up")
    expect((await viewOf(await site.open())).tip).toBeNull()
  })
})
