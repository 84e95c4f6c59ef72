import { getEventListeners } from "node:events"
import { describe, expect, test } from "vitest"
import { systemClock } from "../../src/adapters/system-clock.ts"

const WHY = new Error("enough")

test("the time is now, and moves on", async () => {
  const before = Date.now()
  const first = systemClock.now().getTime()
  await systemClock.sleep(20)
  const second = systemClock.now().getTime()
  expect(first).toBeGreaterThanOrEqual(before)
  // timers may be early by a millisecond
  expect(second - first).toBeGreaterThanOrEqual(19)
})

describe("a sleep", () => {
  test("ends at once, and for the signal's reason, when the signal is aborted", async () => {
    const controller = new AbortController()
    const sleeping = systemClock.sleep(3_600_000, controller.signal)
    controller.abort(WHY)
    await expect(sleeping).rejects.toBe(WHY)
  })

  test("does not begin when the signal was aborted before", async () => {
    await expect(systemClock.sleep(3_600_000, AbortSignal.abort(WHY))).rejects.toBe(WHY)
  })

  test("leaves no listener on a signal that lives longer", async () => {
    const { signal } = new AbortController()
    for (let count = 0; count < 20; count++) await systemClock.sleep(0, signal)
    expect(getEventListeners(signal, "abort")).toEqual([])
  })
})
