import { expect, test } from "vitest"
import { type RetryMeans, type RetryPolicy, retry } from "../../src/core/retry.ts"
import { FakeClock } from "../helpers/fake-clock.ts"

/** Retries over the given results, the last one again and again. */
async function run(
  policy: RetryPolicy,
  results: readonly (string | number)[],
  means: Partial<RetryMeans> = {},
) {
  const clock = new FakeClock()
  const numbers: number[] = []
  const result = await retry(
    policy,
    { clock, ...means },
    async (number) => {
      numbers.push(number)
      return results[Math.min(number, results.length) - 1] as string | number
    },
    (value) => (typeof value === "number" ? value : value === "again"),
  )
  return { result, attempts: numbers.length, numbers, sleeps: clock.sleeps }
}

const POLICY = { delaysMs: [10, 20, 40] }

test("a final result is returned at once", async () => {
  expect(await run(POLICY, ["ok"])).toMatchObject({ result: "ok", attempts: 1, sleeps: [] })
})

test("a result that may change is asked for again after the policy's pauses", async () => {
  const seen = await run(POLICY, ["again", "again", "ok"])
  expect(seen).toMatchObject({ result: "ok", numbers: [1, 2, 3], sleeps: [10, 20] })
})

test("an exhausted policy returns the last result", async () => {
  expect(await run(POLICY, ["again"])).toMatchObject({ result: "again", attempts: 4, sleeps: [10, 20, 40] })
  expect(await run({ delaysMs: [] }, ["again"])).toMatchObject({ result: "again", attempts: 1 })
})

test("a result may name its own pause", async () => {
  expect(await run(POLICY, [0, 7000, "again", "ok"])).toMatchObject({ result: "ok", sleeps: [0, 7000, 40] })
})

test("no pause ends after the budget", async () => {
  expect(await run({ ...POLICY, budgetMs: 30 }, ["again"])).toMatchObject({ attempts: 3, sleeps: [10, 20] })
  expect(await run({ ...POLICY, budgetMs: 29 }, ["again"])).toMatchObject({ attempts: 2, sleeps: [10] })
  expect(await run({ ...POLICY, budgetMs: 6999 }, [7000])).toMatchObject({ result: 7000, attempts: 1 })
})

test("an aborted signal ends the attempts with the result so far", async () => {
  const controller = new AbortController()
  controller.abort()
  const { signal } = controller
  expect(await run(POLICY, ["again"], { signal })).toMatchObject({ result: "again", attempts: 1, sleeps: [] })
})

test("an abort ends a pause with the result so far", async () => {
  const controller = new AbortController()
  const clock = new FakeClock()
  clock.after(0.025, () => controller.abort())
  const seen = await run(POLICY, ["again"], { clock, signal: controller.signal })
  expect(seen).toMatchObject({ result: "again", attempts: 2 })
})

test("what an attempt throws, or a clock that breaks, is not swallowed", async () => {
  const broken = { now: () => new Date(), sleep: () => Promise.reject(new Error("no timer")) }
  await expect(run(POLICY, ["again"], { clock: broken })).rejects.toThrow("no timer")
  const attempt = () => Promise.reject(new Error("no such host"))
  const thrown = retry(POLICY, { clock: new FakeClock() }, attempt, () => true)
  await expect(thrown).rejects.toThrow("no such host")
})
