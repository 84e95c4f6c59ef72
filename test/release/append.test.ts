import { describe, expect, test } from "vitest"
import { environmentError } from "../../src/core/errors.ts"
import { maskerOf } from "../../src/core/masking.ts"
import { appendEntries, maskedLedger } from "../../src/release/append.ts"
import type { StageView } from "../../src/release/ports.ts"
import { FakeClock } from "../helpers/fake-clock.ts"
import { broken, FakeLedger } from "../helpers/fake-ledger.ts"
import { entryOf, releaseOf } from "../helpers/world.ts"

const entry = entryOf("started", releaseOf("v1.0.0"))

async function setUp() {
  const ledger = new FakeLedger()
  const clock = new FakeClock()
  const [view] = (await ledger.read(["staging"])) as [StageView]
  return { ledger, clock, view, ports: { ledger, clock, random: () => 0.5, say: () => {} } }
}

/** Others append right before each of the first tries. */
function crowd(ledger: FakeLedger, count: number) {
  let left = count
  ledger.before = (operation) => {
    if (operation === "append" && left-- > 0)
      ledger.add("staging", entryOf("blocked", { runId: `other-${left}` }))
  }
}

test("an entry goes in after the newest record", async () => {
  const { ledger, clock, view, ports } = await setUp()
  const operations: string[] = []
  ledger.before = (operation) => void operations.push(operation)
  const appended = await appendEntries(ports, view, () => [entry])
  expect(operations).toEqual(["append"])
  expect(appended).toMatchObject({ tip: "record-1", state: { lock: releaseOf("v1.0.0") } })
  expect(ledger.records("staging").map(({ kind }) => kind)).toEqual(["started"])
  expect(clock.sleeps).toEqual([])
})

test("it goes in after what others appended meanwhile, with growing delays", async () => {
  const { ledger, clock, view, ports } = await setUp()
  crowd(ledger, 9)
  await appendEntries(ports, view, () => [entry])
  expect(ledger.records("staging").map(({ kind }) => kind)).toEqual([...Array(9).fill("blocked"), "started"])
  expect(clock.sleeps).toEqual([10, 20, 40, 80, 160, 320, 640, 750, 750])
})

test("what is appended fits the stage as it is at each try", async () => {
  const { ledger, view, ports } = await setUp()
  crowd(ledger, 2)
  const tips: (string | null)[] = []
  await appendEntries(ports, view, ({ tip }) => {
    tips.push(tip)
    return [entry]
  })
  expect(tips).toEqual([null, "record-1", "record-2"])
})

test("what no longer holds is not appended", async () => {
  const { ledger, view, ports } = await setUp()
  crowd(ledger, 1)
  const append = appendEntries(ports, view, ({ tip }) => {
    if (tip !== null) throw new Error("another one was here")
    return [entry]
  })
  await expect(append).rejects.toThrow("another one was here")
  expect(ledger.records("staging").map(({ kind }) => kind)).toEqual(["blocked"])
})

describe("many writers at once", () => {
  test("all get in, each entry once", async () => {
    const { ledger, view, ports } = await setUp()
    const writers = Array.from({ length: 20 }, (_, index) => entryOf("blocked", { runId: `run-${index}` }))
    await Promise.all(writers.map((one) => appendEntries(ports, view, () => [one])))
    const ids = ledger.records("staging").map(({ runId }) => runId)
    expect(ids.toSorted()).toEqual(writers.map(({ runId }) => runId).toSorted())
  })

  test("a ledger in which another one is always first is given up after a minute or so", async () => {
    const { ledger, clock, view, ports } = await setUp()
    crowd(ledger, Number.POSITIVE_INFINITY)
    await expect(appendEntries(ports, view, () => [entry])).rejects.toMatchObject({
      reason: { code: "LEDGER_UNAVAILABLE", message: "The ledger refused 60 appends to staging in a row." },
    })
    expect(clock.sleeps).toHaveLength(60)
    const waited = clock.sleeps.reduce((sum, ms) => sum + ms, 0)
    expect(waited).toBeGreaterThan(30_000)
    expect(waited).toBeLessThan(60_000)
  })
})

describe("a ledger that is away for a moment", () => {
  const own = { ...entry, runId: "run-1" }
  const ending = { ...own, kind: "failed", changed: false } as const

  /** The next answers are lost: on the way there, or on the way back. */
  function lose(ledger: FakeLedger, count: number, written: boolean): void {
    const { tryAppend } = ledger
    let left = count
    ledger.tryAppend = async (view, entries) => {
      if (left-- <= 0) return tryAppend.call(ledger, view, entries)
      if (written) await tryAppend.call(ledger, view, entries)
      throw environmentError("LEDGER_UNAVAILABLE", "The remote is gone.")
    }
  }
  const kinds = (ledger: FakeLedger) => ledger.records("staging").map(({ kind, seq }) => `${kind} ${seq}`)

  test("is tried again, and each time that is said", async () => {
    const { ledger, clock, view, ports } = await setUp()
    lose(ledger, 3, false)
    const said: string[] = []
    const say = (line: string) => void said.push(line)
    await appendEntries({ ...ports, say }, view, () => [{ ...own, seq: 1 }])
    expect(said).toEqual(
      [1, 3, 10].map(
        (seconds) => `the ledger cannot be used, the next try is in ${seconds} s: The remote is gone.`,
      ),
    )
    expect(kinds(ledger)).toEqual(["started 1"])
    expect(clock.sleeps).toEqual([1000, 3000, 10_000])
  })

  test("is not tried for ever", async () => {
    const { ledger, view, ports } = await setUp()
    lose(ledger, 9, false)
    await expect(appendEntries(ports, view, () => [{ ...own, seq: 1 }])).rejects.toThrow(
      "The remote is gone.",
    )
    expect(kinds(ledger)).toEqual([])
  })

  test("may have taken what it could not be asked about again", async () => {
    const { ledger, view, ports } = await setUp()
    const { tryAppend } = ledger
    ledger.tryAppend = async (seen, entries) => {
      await tryAppend.call(ledger, seen, entries)
      ledger.before = broken("read", "history")
      throw environmentError("LEDGER_ANSWER_LOST", "The answer was lost.")
    }
    await expect(appendEntries(ports, view, () => [{ ...own, seq: 1 }])).rejects.toMatchObject({
      reason: { code: "LEDGER_ANSWER_LOST" },
    })
    expect(kinds(ledger)).toEqual(["started 1"])
  })

  test("that was seen without the record, and is away again, has not taken it", async () => {
    const { ledger, view, ports } = await setUp()
    const faults = [
      "LEDGER_ANSWER_LOST",
      "LEDGER_UNAVAILABLE",
      "LEDGER_UNAVAILABLE",
      "LEDGER_UNAVAILABLE",
    ] as const
    const left = [...faults]
    ledger.tryAppend = async () => {
      throw environmentError(left.shift() ?? "INTERNAL", "No answer.")
    }
    await expect(appendEntries(ports, view, () => [{ ...own, seq: 1 }])).rejects.toMatchObject({
      reason: { code: "LEDGER_UNAVAILABLE" },
    })
    expect(left).toEqual([])
  })

  test("that will not pass is not waited for", async () => {
    const { ledger, clock, view, ports } = await setUp()
    ledger.tryAppend = async () => {
      throw environmentError("LEDGER_LOCKED", "A lock file is in the way.")
    }
    await expect(appendEntries(ports, view, () => [{ ...own, seq: 1 }])).rejects.toThrow("A lock file")
    expect(clock.sleeps).toEqual([])
  })

  test("A6: what it took, although its answer was lost, is not written again", async () => {
    const { ledger, view, ports } = await setUp()
    lose(ledger, 1, true)
    const after = await appendEntries(ports, view, () => [
      { ...own, seq: 1 },
      { ...ending, seq: 2 },
    ])
    expect(kinds(ledger)).toEqual(["started 1", "failed 2"])
    expect(after.tip).toBe("record-2")
  })

  test("A6: nor when others appended since, whatever they did to the stage", async () => {
    const { ledger, view, ports, clock } = await setUp()
    lose(ledger, 1, true)
    clock.after(0.5, () => ledger.add("staging", entryOf("started", { runId: "run-2" })))
    await appendEntries(ports, view, ({ state }) => {
      if (state.lock !== null) throw new Error("the stage is another run's")
      return [
        { ...own, seq: 1 },
        { ...ending, seq: 2 },
      ]
    })
    expect(kinds(ledger)).toEqual(["started 1", "failed 2", "started undefined"])
  })

  test("A6: what an earlier append may have written is left out of the next", async () => {
    const { ledger, view, ports } = await setUp()
    ledger.add("staging", { ...own, seq: 1 })
    await appendEntries(
      ports,
      view,
      () => [
        { ...own, seq: 1 },
        { ...ending, seq: 2 },
      ],
      { unsure: true },
    )
    const operations: string[] = []
    ledger.before = (operation) => void operations.push(operation)
    await appendEntries(
      ports,
      view,
      () => [
        { ...own, seq: 1 },
        { ...ending, seq: 2 },
      ],
      { unsure: true },
    )
    expect(operations).not.toContain("append")
    expect(kinds(ledger)).toEqual(["started 1", "failed 2"])
  })

  test("A6: an entry without a number is no other's", async () => {
    const { ledger, view, ports } = await setUp()
    ledger.add("staging", own)
    await appendEntries(ports, view, () => [ending], { unsure: true })
    expect(kinds(ledger)).toEqual(["started undefined", "failed undefined"])
  })
})

test("an output with a secret in it is left out, and said once: a masked address is another address", async () => {
  const { ledger, view } = await setUp()
  const said: string[] = []
  const masked = maskedLedger(ledger, maskerOf(["canary-1"]), (line) => said.push(line))
  const outputs = {
    web: "https://ann:pw@web.test",
    api: "https://api.test/?key=canary-1",
    docs: "https://docs.test",
  }
  const of = { ...releaseOf("v1.0.0"), outputs }
  const after = await masked.tryAppend(view, [entry, entryOf("deployed", of)])
  await masked.tryAppend(after as StageView, [entryOf("verified", { ...of, detail: "it is canary-1" })])
  const { running } = ledger.state("staging")
  expect(running).toMatchObject({ verified: true, outputs: { docs: "https://docs.test" } })
  expect(Object.keys(running?.outputs ?? {})).toEqual(["docs"])
  expect(ledger.records("staging").at(-1)?.detail).toBe("it is ***")
  expect(said).toEqual(
    ["web", "api"].map((name) => `the output ${name} holds a secret, so the ledger does not keep it`),
  )
})
