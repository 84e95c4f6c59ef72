import { describe, expect, test } from "vitest"
import type { SmokeConfig } from "../../src/core/config/checks.ts"
import type { Observation } from "../../src/core/smoke/probe.ts"
import { runSmoke, unknownUrls } from "../../src/release/run-smoke.ts"
import { FakeClock } from "../helpers/fake-clock.ts"
import { checkOf, seen } from "../helpers/samples.ts"

const config = (fields: Partial<SmokeConfig> = {}): SmokeConfig => ({
  deadlineSeconds: 30,
  intervalSeconds: 2,
  maxIntervalSeconds: 10,
  confirmIntervalSeconds: 1,
  settleSeconds: 0,
  consecutive: 3,
  timeoutSeconds: 10,
  checks: [checkOf({ version: "version" }), checkOf({}, { name: "web", url: "{web}/{page}" })],
  ...fields,
})

const expected = { tag: "v1.2.3", sha: "2".repeat(40), tagPrefix: "v" }
const urls = { api: "https://api.test", web: "https://web.test", page: "home" }

/** Probes with answers from a function; keeps what was asked for. */
function prober(answer: (url: string, attempt: number) => Observation, takesMs = 0) {
  const clock = new FakeClock()
  const probes: { url: string; timeoutMs: number; atMs: number }[] = []
  const said: string[] = []
  const start = clock.now().getTime()
  const ports = {
    clock,
    say: (line: string) => void said.push(line),
    signal: new AbortController().signal,
    prober: {
      async probe(_check: unknown, url: string, timeoutMs: number) {
        probes.push({ url, timeoutMs, atMs: clock.now().getTime() - start })
        const attempt = probes.filter((one) => one.url === url).length
        await clock.pass(Math.min(takesMs, timeoutMs))
        return answer(url, attempt)
      },
    },
  }
  return { ports, probes, said }
}

const right = () => seen({ version: "v1.2.3" })
const refused = (): Observation => ({ kind: "error", error: "refused", message: "refused", latencyMs: 1 })

test("all checks of an attempt run at the same time, on the stage's addresses", async () => {
  const { ports, probes } = prober(right, 500)
  const result = await runSmoke(ports, config(), urls, expected)
  expect(result).toMatchObject({
    verdict: "pass",
    attempts: 3,
    durationMs: 3500,
    detail: "3 full passes in a row",
  })
  expect(result.checks).toMatchObject([
    { name: "api", url: "https://api.test/health", verdict: "pass" },
    { name: "web", url: "https://web.test/home", verdict: "pass" },
  ])
  expect(probes.map(({ url, atMs }) => [url, atMs])).toEqual([
    ["https://api.test/health", 0],
    ["https://web.test/home", 0],
    ["https://api.test/health", 1500],
    ["https://web.test/home", 1500],
    ["https://api.test/health", 3000],
    ["https://web.test/home", 3000],
  ])
})

test("every attempt but the last is told", async () => {
  const { ports, said } = prober((url, attempt) =>
    attempt === 1 && url.includes("web") ? refused() : right(),
  )
  await runSmoke(ports, config({ consecutive: 1 }), urls, expected)
  expect(said).toEqual(["attempt 1: api pass (200, version v1.2.3), web not-yet (refused)"])
})

test("no request may take longer than is left until the deadline", async () => {
  const { ports, probes } = prober(refused)
  const result = await runSmoke(ports, config({ checks: [checkOf({ version: "version" })] }), urls, expected)
  expect(result).toMatchObject({ verdict: "fail", durationMs: 27_000 })
  expect(probes.map(({ atMs, timeoutMs }) => [atMs, timeoutMs])).toEqual([
    [0, 10_000],
    [2000, 10_000],
    [6000, 10_000],
    [14_000, 10_000],
    [24_000, 6000],
    [27_000, 3000],
  ])
})

test("requests that hang cost no more than the deadline", async () => {
  const { ports } = prober(
    () => ({ kind: "error", error: "timeout", message: "no answer", latencyMs: 1 }),
    60_000,
  )
  const { verdict, durationMs } = await runSmoke(ports, config(), urls, expected)
  expect(verdict).toBe("fail")
  expect(durationMs).toBeLessThanOrEqual(30_000)
})

test("a deadline that is all but over still leaves a moment to ask", async () => {
  const { ports, probes } = prober(right)
  const short = { deadlineSeconds: 1.0005, consecutive: 2, checks: [checkOf({ version: "version" })] }
  expect(await runSmoke(ports, config(short), urls, expected)).toMatchObject({ verdict: "pass" })
  expect(probes.map(({ timeoutMs }) => timeoutMs)).toEqual([1001, 1])
})

test("addresses that the stage does not have are named once", () => {
  const checks = [
    checkOf({}),
    checkOf({}, { url: "{api}/{page}" }),
    checkOf({}, { url: "https://fixed.test" }),
  ]
  expect(unknownUrls(config({ checks }), { page: "home" })).toEqual(["api"])
  expect(unknownUrls(config({ checks }), urls)).toEqual([])
})

test("a field that no answer has is waited for, and named at once and at the end", async () => {
  const { ports, said } = prober(() => seen({ status: "ok", app: { build: 7 } }))
  const checks = [checkOf({ version: "app.version" })]
  const result = await runSmoke(ports, config({ checks }), urls, expected)
  const missing = 'no "app.version"; "app" has build'
  expect(said[0]).toBe(`attempt 1: api not-yet (${missing})`)
  expect(result).toMatchObject({
    verdict: "fail",
    detail: `not right, and no time left to pass within 30 s: api: ${missing}`,
    checks: [{ verdict: "not-yet", status: 200, answer: '{"status":"ok","app":{"build":7}}' }],
  })
})

describe("a machine that slept, or a process that was stopped,", () => {
  const SLEPT_MS = 3_600_000
  const noAnswer = (): Observation => ({ kind: "error", error: "timeout", message: "none", latencyMs: 1 })

  test("in a request: neither its answer nor the time counts", async () => {
    const { ports } = prober((_url, attempt) => (attempt <= 2 ? noAnswer() : right()))
    const { probe } = ports.prober
    let slept = false
    const sleepy: typeof probe = async (...asked) => {
      if (!slept) {
        slept = true
        await ports.clock.pass(SLEPT_MS)
      }
      return probe(...asked)
    }
    const result = await runSmoke({ ...ports, prober: { probe: sleepy } }, config(), urls, expected)
    expect(result).toMatchObject({ verdict: "pass" })
    expect(result.durationMs).toBeLessThan(30_000)
  })

  test("between two requests: the time does not count", async () => {
    const { ports } = prober((_url, attempt) => (attempt === 1 ? refused() : right()))
    const clock = Object.assign(Object.create(ports.clock), {
      sleep: async (ms: number) => ports.clock.pass(ms === 2000 ? SLEPT_MS : ms),
    })
    const result = await runSmoke({ ...ports, clock }, config(), urls, expected)
    expect(result).toMatchObject({ verdict: "pass", attempts: 4 })
  })

  test("again and again: the deadline comes all the same", async () => {
    const { ports } = prober(noAnswer)
    const probe = async () => {
      await ports.clock.pass(SLEPT_MS)
      return noAnswer()
    }
    expect(await runSmoke({ ...ports, prober: { probe } }, config(), urls, expected)).toMatchObject({
      verdict: "fail",
      attempts: 1,
    })
  })

  test("a clock that is set while it smokes changes nothing", async () => {
    const { ports } = prober((_url, attempt) => {
      if (attempt === 2) ports.clock.set(SLEPT_MS)
      return right()
    })
    expect(await runSmoke(ports, config(), urls, expected)).toMatchObject({ verdict: "pass", attempts: 3 })
  })
})

test("a tracer is told each attempt, without what was wrong", async () => {
  const { ports } = prober((_, attempt) => seen({ version: attempt < 2 ? "v1.2.2" : "v1.2.3" }))
  const notes: string[] = []
  const tracer = {
    span: async (_: unknown, body: () => Promise<unknown>) => body(),
    note: (line: string) => void notes.push(line),
  }
  const { detail } = await runSmoke(
    { ...ports, tracer: tracer as never },
    config({ consecutive: 1 }),
    urls,
    expected,
  )
  expect(detail).toBe("1 full pass")
  expect(notes[0]).toBe("attempt 1: api not-yet, web pass")
})
