import { describe, expect, test } from "vitest"
import { appendEntries } from "../../src/release/append.ts"
import type { StageView } from "../../src/release/ports.ts"
import { FakeClock } from "../helpers/fake-clock.ts"
import { FakeLedger } from "../helpers/fake-ledger.ts"
import { entryOf, releaseOf } from "../helpers/world.ts"

const entry = entryOf("deployed", releaseOf("v1.0.0"))

async function setUp() {
  const ledger = new FakeLedger()
  const clock = new FakeClock()
  const [view] = (await ledger.read(["staging"])) as [StageView]
  return { ledger, clock, view, ports: { ledger, clock, random: () => 0.5 } }
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
  const appended = await appendEntries(ports, view, () => [entry])
  expect(appended).toMatchObject({ tip: "staging-1", state: { running: releaseOf("v1.0.0") } })
  expect(ledger.records("staging").map(({ kind }) => kind)).toEqual(["deployed"])
  expect(clock.sleeps).toEqual([])
})

test("it goes in after what others appended meanwhile, with growing delays", async () => {
  const { ledger, clock, view, ports } = await setUp()
  crowd(ledger, 9)
  await appendEntries(ports, view, () => [entry])
  expect(ledger.records("staging").map(({ kind }) => kind)).toEqual([...Array(9).fill("blocked"), "deployed"])
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
  expect(tips).toEqual([null, "staging-1", "staging-2"])
})

test("what no longer holds is not appended", async () => {
  const { ledger, view, ports } = await setUp()
  crowd(ledger, 1)
  const append = appendEntries(ports, view, ({ tip }) => {
    if (tip !== null) throw new Error("somebody was here")
    return [entry]
  })
  await expect(append).rejects.toThrow("somebody was here")
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

  test("a ledger that always has somebody else first is given up after a minute or so", async () => {
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
