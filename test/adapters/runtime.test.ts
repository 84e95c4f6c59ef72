import { createHmac } from "node:crypto"
import { getEventListeners } from "node:events"
import { describe, expect, test, vi } from "vitest"
import { slackSigner, systemClock } from "../../src/adapters/runtime.ts"

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

test("the time goes ahead with the machine's clock, and on when that is set back", async () => {
  const real = Date.now
  let setByMs = 60_000
  const wall = vi.spyOn(Date, "now").mockImplementation(() => real() + setByMs)
  try {
    const ahead = systemClock.now().getTime()
    expect(ahead - real()).toBeGreaterThan(59_000)
    setByMs = -3_600_000
    await systemClock.sleep(20)
    const passed = systemClock.now().getTime() - ahead
    expect(passed).toBeGreaterThanOrEqual(19)
    expect(passed).toBeLessThan(10_000)
  } finally {
    wall.mockRestore()
  }
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

test("signs as Slack's own documentation shows", async () => {
  const secret = "8f742231b10e8888abcd99yyyzzz85a5"
  const text = "v0:1531420618:token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J"
  const signature = createHmac("sha256", secret).update(text).digest("hex")
  const sign = slackSigner(async () => secret, "absent")
  expect(await sign(text)).toEqual({ kind: "known", value: signature })
})

test("without a secret there is no signature", async () => {
  for (const secret of [null, ""]) {
    const sign = slackSigner(async () => secret, "SLACK_SIGNING_SECRET is not set")
    expect(await sign("v0:1:{}")).toEqual({ kind: "unavailable", message: "SLACK_SIGNING_SECRET is not set" })
  }
})
