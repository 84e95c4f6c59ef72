import { setImmediate as turn } from "node:timers/promises"
import { beforeEach, expect, test } from "vitest"
import type { Stage } from "../../src/core/stage.ts"
import { withHeart } from "../../src/release/heart.ts"
import type { Clock } from "../../src/release/ports.ts"
import { Run } from "../../src/release/run.ts"
import { broken } from "../helpers/fake-ledger.ts"
import { World } from "../helpers/world.ts"

/** A clock whose sleepers wake when a test says so. */
class Alarm implements Clock {
  readonly asked: number[] = []
  private wake = () => {}

  now = () => new Date("2026-03-01T03:00:00.000Z")

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.asked.push(ms)
    return new Promise((resolve, reject) => {
      this.wake = resolve
      signal?.addEventListener("abort", () => reject(signal.reason))
    })
  }

  async ring(): Promise<void> {
    this.wake()
    await turn()
  }
}

let world: World
let alarm: Alarm
beforeEach(() => {
  world = new World()
  alarm = new Alarm()
})

function runOn(heartbeatSeconds: number | null): Run {
  const context = world.context()
  const runner = { kind: "engine", ci: null, heartbeatSeconds } as const
  const identity = { ...context.identity, runner }
  return new Run(
    { ...context, identity, ports: { ...context.ports, clock: alarm } },
    "rollback",
    "production",
    null,
  )
}

const beats = (stage: Stage) => world.heartbeats.beats.filter((beat) => beat.stage === stage)

test("a run shows that it lives for as long as it works, and not before the first interval", async () => {
  let finish = (_: string) => {}
  const work = withHeart(runOn(30), "production", () => new Promise<string>((resolve) => (finish = resolve)))
  await turn()
  expect(beats("production")).toEqual([])
  await alarm.ring()
  await alarm.ring()
  expect(beats("production")).toMatchObject([
    { runId: "run-1", at: "2026-03-01T03:00:00.000Z" },
    { runId: "run-1" },
  ])
  finish("done")
  expect(await work).toBe("done")
  expect(alarm.asked).toEqual([30_000, 30_000, 30_000])
  await alarm.ring()
  expect(beats("production")).toHaveLength(2)
})

test("work that breaks ends it, too", async () => {
  const work = withHeart(runOn(30), "production", () => Promise.reject(new Error("broken")))
  await expect(work).rejects.toThrow("broken")
  await alarm.ring()
  expect(beats("production")).toEqual([])
})

test("a sign that cannot be shown fails nothing, and the next one is shown", async () => {
  let finish = () => {}
  const work = withHeart(runOn(30), "production", () => new Promise<void>((resolve) => (finish = resolve)))
  world.heartbeats.before = () => broken("append")("append", [])
  await alarm.ring()
  expect(world.said).toContain("no sign of life could be shown: The remote is gone.")
  world.heartbeats.before = () => {}
  await alarm.ring()
  expect(beats("production")).toHaveLength(1)
  finish()
  await work
})

test("a run that shows no signs of life does not even look at the clock", async () => {
  expect(await withHeart(runOn(null), "production", async () => 7)).toBe(7)
  expect(alarm.asked).toEqual([])
})
