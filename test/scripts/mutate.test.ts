import { describe, expect, test } from "vitest"
import { interval, pick } from "../../scripts/mutate-sample.ts"

const keys = Array.from({ length: 100 }, (_, at) => `mutant ${at}`)

describe("a sample of mutants", () => {
  test("is the same for the same seed, in whatever order they come, and another one for another seed", () => {
    const sample = pick(keys, 10, "1")
    expect(pick(keys.toReversed(), 10, "1")).toEqual(sample)
    expect(pick(keys, 10, "2")).not.toEqual(sample)
    expect(new Set(sample).size).toBe(10)
  })

  test("of more than there are is all of them", () => {
    expect(pick(keys, 1000, "1").toSorted()).toEqual(keys.toSorted())
  })

  test("gives each the same chance", () => {
    const seeds = 1000
    const times = new Map(keys.map((key) => [key, 0]))
    for (let seed = 0; seed < seeds; seed++)
      for (const key of pick(keys, 10, String(seed))) times.set(key, (times.get(key) ?? 0) + 1)
    // a tenth of the draws each; beyond five standard deviations only one uniform picker in ten thousand has any of them
    const deviation = Math.sqrt(seeds * 0.1 * 0.9)
    for (const count of times.values()) expect(Math.abs(count - seeds * 0.1)).toBeLessThan(5 * deviation)
  })

  test.each([
    [291, 300, 0.944, 0.984],
    [300, 300, 0.987, 1],
    [5, 10, 0.237, 0.763],
  ])("with %i of %i detected says between which shares all of them are", (detected, total, from, to) => {
    const [low, high] = interval(detected, total)
    expect(low).toBeCloseTo(from, 3)
    expect(high).toBeCloseTo(to, 3)
  })
})
