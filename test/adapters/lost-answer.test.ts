// @module-tag slow
import { beforeEach, describe, expect, test } from "vitest"
import { gitLedger } from "../../src/adapters/git-ledger.ts"
import { type LedgerStore, remoteStore } from "../../src/adapters/ledger-store.ts"
import type { Ledger, StageView } from "../../src/release/ports.ts"
import type { Git, GitResult } from "../../src/workbench/workbench.ts"
import { FakeClock } from "../helpers/fake-clock.ts"
import { entryOf, type LedgerSite, ledgerOf, pathSite } from "./ledger-stores.ts"

const GONE = { exitCode: 128, stdout: "", stderr: "fatal: the remote end hung up unexpectedly" }
const SECOND = {
  exitCode: 1,
  stdout: "",
  stderr: " ! [remote rejected] refs/x -> refs/x (incorrect old value provided)",
}
const V1 = { tag: "v1.0.0", sha: "a".repeat(40) }

/** How a connection breaks at a push: after the remote took it, or before; and for how many commands it stays away. */
interface Fault {
  taken: boolean
  /** git sends the push again by itself, as it does by HTTP on a connection that was open before */
  resent?: boolean
  away: number
}

const breaking = (git: Git, fault: { next: Fault | null }): Git => {
  let away = 0
  return async (args, stdin) => {
    if (away > 0 && ["push", "fetch", "ls-remote"].includes(args[0] ?? "")) {
      away -= 1
      return GONE
    }
    if (args[0] !== "push" || fault.next === null) return git(args, stdin)
    if (fault.next.taken) await git(args, stdin)
    away = fault.next.away
    const { resent } = fault.next
    fault.next = null
    return resent ? SECOND : GONE
  }
}

describe("a push whose answer is lost", () => {
  let site: LedgerSite
  let fault: { next: Fault | null }
  let store: LedgerStore
  let ledger: Ledger
  let clock: FakeClock
  beforeEach(async () => {
    site = await pathSite()
    clock = new FakeClock()
    fault = { next: null }
    const real = await site.open({ means: { clock } })
    store = remoteStore(breaking(real.git, fault), "origin", real)
    ledger = gitLedger(store)
  })

  const view = async (of = ledger): Promise<StageView> => (await of.read(["staging"]))[0] as StageView
  const written = async () =>
    (await (await ledgerOf(site)).history("staging", 10)).map(({ kind }) => kind).reverse()
  const started = entryOf(1, { kind: "started", ...V1 })
  const verified = entryOf(1, { kind: "verified", ...V1 })

  test("counts when the remote has the record", async () => {
    fault.next = { taken: true, away: 0 }
    const appended = await ledger.tryAppend(await view(), [started])
    expect(appended?.tip).toBe((await view(await ledgerOf(site))).tip)
  })

  test("counts when git sent it twice, and the second came too late for the first", async () => {
    fault.next = { taken: true, away: 0, resent: true }
    const appended = await ledger.tryAppend(await view(), [started])
    expect(appended?.state.lock?.runId).toBe("run-1")
    expect(await written()).toEqual(["started"])
  })

  test("is not known to count when git sent it twice and the remote is away then", async () => {
    const before = await view()
    fault.next = { taken: true, away: 4, resent: true }
    await expect(ledger.tryAppend(before, [started])).rejects.toMatchObject({
      reason: { code: "LEDGER_ANSWER_LOST" },
    })
    for (let asked = 0; asked < 4; asked++) await store.refresh(1).catch(() => {})
    expect(await ledger.tryAppend(before, [started])).toMatchObject({ state: { lock: { runId: "run-1" } } })
    expect(await written()).toEqual(["started"])
  })

  test("is lost where another run was first", async () => {
    const before = await view()
    const other = await ledgerOf(site)
    await other.tryAppend(await view(other), [entryOf(2)])
    expect(await ledger.tryAppend(before, [started])).toBeNull()
    expect(await written()).toEqual(["blocked"])
  })

  test("does not count when it has not", async () => {
    fault.next = { taken: false, away: 0 }
    await expect(ledger.tryAppend(await view(), [started])).rejects.toMatchObject({
      message: expect.stringContaining("the remote end hung up"),
      reason: { code: "LEDGER_UNAVAILABLE" },
    })
    expect(await written()).toEqual([])
  })

  test("counts when the remote is away for seconds, too", async () => {
    fault.next = { taken: true, away: 4 }
    const appended = await ledger.tryAppend(await view(), [started])
    expect(appended?.state.lock?.runId).toBe("run-1")
    expect(await written()).toEqual(["started"])
  })

  describe("and a remote that stays away", () => {
    let before: StageView
    let held: StageView
    beforeEach(async () => {
      before = await view()
      held = (await ledger.tryAppend(before, [started])) as StageView
      fault.next = { taken: true, away: 100 }
      await expect(ledger.tryAppend(held, [verified])).rejects.toMatchObject({
        reason: { code: "LEDGER_ANSWER_LOST", fix: expect.stringContaining("unlock") },
      })
      // it is there again
      for (let asked = 0; asked < 100; asked++) await store.refresh(1).catch(() => {})
    })

    test("the same record, later: it is there already, and is not written again", async () => {
      const again = await ledger.tryAppend(held, [{ ...verified, at: entryOf(9).at, report: { ok: true } }])
      expect(again).toMatchObject({ state: { running: { ...V1, verified: true }, lock: null } })
      expect(again?.tip).toBe((await view(await ledgerOf(site))).tip)
      expect(await written()).toEqual(["started", "verified"])
    })

    test("so it is when another run has appended since", async () => {
      const other = await ledgerOf(site)
      await other.tryAppend(await view(other), [entryOf(2)])
      expect(await ledger.tryAppend(held, [verified])).toMatchObject({ state: { lock: null } })
      expect(await written()).toEqual(["started", "verified", "blocked"])
    })

    test("another record: the stage is not as the run knows it, and has to be looked at first", async () => {
      expect(await ledger.tryAppend(held, [entryOf(1, { kind: "failed", ...V1 })])).toBeNull()
      expect((await view()).state).toMatchObject({ running: { verified: true }, lock: null })
      expect(await written()).toEqual(["started", "verified"])
    })
  })

  test("a record that the remote did not take is written when it is tried again", async () => {
    const before = await view()
    fault.next = { taken: false, away: 0 }
    await expect(ledger.tryAppend(before, [started])).rejects.toThrow()
    expect(await ledger.tryAppend(before, [started])).toMatchObject({ state: { lock: { runId: "run-1" } } })
    expect(await written()).toEqual(["started"])
  })
})

/** A store whose git fails with these words, and what it was asked. */
function failing(words: (command: string) => string, late: Pick<GitResult, "timedOut"> = {}) {
  const asked: string[] = []
  const git: Git = async ([command = ""]) => {
    asked.push(command)
    return { exitCode: 128, stdout: "", stderr: words(command), ...late }
  }
  const means = { clock: new FakeClock() }
  return {
    asked,
    store: remoteStore(git, "origin", { where: "remote origin", app: "shop", say: () => {}, means }),
  }
}

test("a remote that is silent is not asked a second time", async () => {
  const { asked, store } = failing((command) => `git ${command} did not end within 60000 ms\n`, {
    timedOut: true,
  })
  await expect(store.refresh(1)).rejects.toThrow("git fetch did not end within 60000 ms")
  expect(asked).toEqual(["fetch"])
})

test.each(["write error. Out of diskspace", "unable to write loose object file: No space left on device"])(
  "a disk that is full is named as such: %s",
  async (words) => {
    const { store } = failing(() => `fatal: ${words}`)
    await expect(store.publish("refs/x", "a".repeat(40))).rejects.toMatchObject({
      reason: { code: "LEDGER_UNAVAILABLE", fix: expect.stringContaining("Free some space") },
    })
  },
)
