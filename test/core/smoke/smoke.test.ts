import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { CheckReading } from "../../../src/core/smoke/probe.ts"
import {
  addAttempt,
  decideSmoke,
  NO_ATTEMPT,
  proofOf,
  type SmokeProgress,
  type SmokeSettings,
} from "../../../src/core/smoke/smoke.ts"
import { readingOf } from "../../helpers/samples.ts"

const SETTINGS = {
  settleSeconds: 0,
  deadlineSeconds: 90,
  intervalSeconds: 2,
  maxIntervalSeconds: 10,
  confirmIntervalSeconds: 1,
  consecutive: 3,
}

const wrong = { right: false }
/** What a check can bring back; each checks the version unless it says otherwise. */
const READINGS = {
  right: readingOf(),
  old: readingOf({ ...wrong, served: "other", detail: "version v1.2.2, not v1.2.3" }),
  "old 500": readingOf({ ...wrong, served: "other", status: 500, detail: "status 500, not 200" }),
  "new 500": readingOf({ ...wrong, served: "expected", status: 500, detail: "status 500, not 200" }),
  "new 503": readingOf({ ...wrong, served: "expected", status: 503, detail: "status 503, not 200" }),
  slow: readingOf({ ...wrong, served: "expected", detail: "took 900 ms, more than 300 ms" }),
  "unknown 500": readingOf({ ...wrong, served: "unknown", status: 500, detail: "status 500, not 200" }),
  "unknown 200": readingOf({ ...wrong, served: "unknown", detail: "says no version" }),
  502: readingOf({ ...wrong, served: "unknown", status: 502, detail: "status 502, not 200" }),
  503: readingOf({ ...wrong, served: "unknown", status: 503, detail: "status 503, not 200" }),
  504: readingOf({ ...wrong, served: "unknown", status: 504, detail: "status 504, not 200" }),
  refused: readingOf({ ...wrong, served: "unknown", status: null, detail: "connection refused" }),
  unreachable: readingOf({
    ...wrong,
    served: "unknown",
    reached: false,
    status: null,
    detail: "no such host",
  }),
} satisfies Record<string | number, CheckReading>
type Kind = keyof typeof READINGS

const attemptAt = (progress: SmokeProgress, atMs: number, kinds: readonly Kind[]) =>
  addAttempt(
    progress,
    kinds.map((kind, index) => ({ ...READINGS[kind], name: `check${index}` })),
    atMs,
  )
const attempt = (progress: SmokeProgress, ...kinds: Kind[]) => attemptAt(progress, 0, kinds)

const sofar = (...attempts: (Kind | Kind[])[]): SmokeProgress =>
  attempts.reduce<SmokeProgress>((progress, kinds) => attempt(progress, ...[kinds].flat()), NO_ATTEMPT)

/** Plays attempts that take no time until there is a verdict; the last kind repeats for ever. */
function play(kinds: (Kind | Kind[])[], settings: SmokeSettings = SETTINGS) {
  const delays: number[] = []
  let progress = NO_ATTEMPT
  let elapsedMs = 0
  for (let index = 0; ; index++) {
    progress = attemptAt(
      progress,
      elapsedMs,
      [kinds[Math.min(index, kinds.length - 1)] as Kind | Kind[]].flat(),
    )
    const decision = decideSmoke(progress, settings, elapsedMs)
    if (decision.kind === "verdict") {
      return {
        verdict: decision.verdict,
        detail: decision.detail,
        seconds: elapsedMs / 1000,
        delays,
        progress,
      }
    }
    delays.push(decision.delayMs / 1000)
    elapsedMs += decision.delayMs
  }
}

describe("the verdict on one check in one attempt", () => {
  const alone: [kind: Kind, verdict: string][] = [
    ["right", "pass"],
    ["old", "not-yet"],
    ["old 500", "not-yet"],
    ["new 500", "fail"],
    ["new 503", "fail"],
    ["slow", "fail"],
    ["unknown 500", "not-yet"],
    ["unknown 200", "not-yet"],
    [502, "not-yet"],
    ["refused", "not-yet"],
    ["unreachable", "unreachable"],
  ]
  test.each(alone)("%s: %s", (kind, verdict) => {
    expect(sofar(kind).checks.map((check) => check.verdict)).toEqual([verdict])
  })

  const besideTheNewVersion: [kind: Kind, verdict: string][] = [
    ["unknown 500", "fail"],
    ["unknown 200", "fail"],
    [502, "not-yet"],
    [503, "not-yet"],
    [504, "not-yet"],
    ["new 503", "fail"],
    ["refused", "not-yet"],
    ["unreachable", "unreachable"],
  ]
  test.each(besideTheNewVersion)("%s while another check sees the new version: %s", (kind, verdict) => {
    expect(sofar(["right", kind]).checks.map((check) => check.verdict)).toEqual(["pass", verdict])
  })

  test.each(["unknown 500", "new 500", "slow"] as const)(
    "%s while another check sees the old version: not-yet",
    (kind) => {
      expect(sofar(["old", kind]).checks.map((check) => check.verdict)).toEqual(["not-yet", "not-yet"])
    },
  )
})

describe("a pass", () => {
  test("needs full passes in a row, a confirmation interval apart", () => {
    expect(play(["right"])).toMatchObject({
      verdict: "pass",
      detail: "3 full passes in a row",
      delays: [1, 1],
      seconds: 2,
      progress: { attempts: 3 },
    })
  })

  test("needs only one where the settings say so", () => {
    expect(play(["right"], { ...SETTINGS, consecutive: 1 })).toMatchObject({ verdict: "pass", delays: [] })
  })

  test("counts from one after a wrong answer", () => {
    expect(play(["right", "right", "refused", "right"])).toMatchObject({
      verdict: "pass",
      delays: [1, 1, 2, 1, 1],
    })
  })

  test("comes as soon as the new version does", () => {
    expect(play(["refused", "old", "old", 502, "right"])).toMatchObject({
      verdict: "pass",
      delays: [2, 4, 8, 10, 1, 1],
    })
  })
})

describe("a failure", () => {
  test.each(["new 500", "slow", "new 503"] as const)(
    "%s: is believed after as many confirmations",
    (kind) => {
      expect(play([kind])).toMatchObject({
        verdict: "fail",
        delays: [1, 1],
        detail: `check0 was wrong 3 times in a row: ${READINGS[kind].detail}`,
      })
    },
  )

  test("one check that is always wrong is enough", () => {
    expect(play([["right", "unknown 500", "right"]])).toMatchObject({
      verdict: "fail",
      seconds: 2,
      detail: "check1 was wrong 3 times in a row: status 500, not 200",
    })
  })

  test("checks that are wrong in turn are not: each must be wrong in a row", () => {
    const turns: Kind[][] = [
      ["right", "new 500"],
      ["new 500", "right"],
    ]
    expect(play([...turns, ...turns, ["right", "right"]])).toMatchObject({ verdict: "pass" })
  })

  test("a name that every object has is counted like any other", () => {
    const reading = { ...READINGS["new 500"], name: "constructor" }
    const counted = [1, 2, 3].reduce((progress) => addAttempt(progress, [reading], 0), NO_ATTEMPT)
    expect(decideSmoke(counted, SETTINGS, 2000)).toMatchObject({ kind: "verdict", verdict: "fail" })
  })

  test.each(["old", "old 500", "unknown 500", "unknown 200", 502, "refused"] as const)(
    "%s: may still become right and is waited for until the deadline",
    (kind) => {
      expect(play([kind])).toMatchObject({
        verdict: "fail",
        seconds: 87,
        detail: `not right, and no time left to pass within 90 s: check0: ${READINGS[kind].detail}`,
      })
    },
  )

  test("and given up before the deadline, which is not said to be over, when it is too late to pass", () => {
    const short = { ...SETTINGS, deadlineSeconds: 10 }
    const { seconds, detail } = play(["old"], short)
    expect(seconds).toBe(7)
    expect(detail).toBe(`not right, and no time left to pass within 10 s: check0: ${READINGS.old.detail}`)
  })

  test("a version that flaps never passes", () => {
    const flapping = Array.from({ length: 100 }, (_, index): Kind => (index % 3 === 2 ? "new 500" : "right"))
    const { verdict, progress } = play(flapping)
    expect(verdict).toBe("fail")
    expect(progress.passes).toBeLessThan(3)
  })

  test("a version that passes too late says so", () => {
    expect(decideSmoke(sofar("refused", "right"), SETTINGS, 89_500)).toEqual({
      kind: "verdict",
      verdict: "fail",
      detail: "not right, and no time left to pass within 90 s: it passed, but not often enough in a row",
    })
  })
})

describe("inconclusive", () => {
  test("no check reached anything in any attempt", () => {
    expect(play(["unreachable"])).toMatchObject({
      verdict: "inconclusive",
      seconds: 87,
      detail: "nothing could be reached, and no time left to pass within 90 s: check0: no such host",
    })
  })

  test.each(["refused", "old", "unknown 500", 502, "right", "new 500"] as const)(
    "B3: %s was seen, and then the prober's network is gone",
    (kind) => {
      expect(play([kind, "unreachable"])).toMatchObject({ verdict: "inconclusive" })
      expect(play(["unreachable", kind, "unreachable"])).toMatchObject({ verdict: "inconclusive" })
    },
  )

  test("not when the network is back at the end", () => {
    expect(play(["unreachable", "unreachable", "unreachable", "refused"])).toMatchObject({ verdict: "fail" })
  })

  test("not when another check reached something", () => {
    expect(play([["unreachable", "refused"]])).toMatchObject({ verdict: "fail" })
  })
})

describe("optional checks", () => {
  const readings = (required: Kind, optional: Kind): CheckReading[] => [
    { ...READINGS[required], name: "required" },
    { ...READINGS[optional], name: "optional", optional: true },
  ]
  const times = (count: number, required: Kind, optional: Kind) =>
    Array.from({ length: count }).reduce<SmokeProgress>(
      (progress) => addAttempt(progress, readings(required, optional), 0),
      NO_ATTEMPT,
    )

  test.each(Object.keys(READINGS) as Kind[])("%s: does not keep the version from passing", (kind) => {
    expect(decideSmoke(times(3, "right", kind), SETTINGS, 2000)).toMatchObject({ verdict: "pass" })
  })

  test("the version that they see does not make a failure of what is still waited for", () => {
    expect(decideSmoke(times(3, "unknown 500", "right"), SETTINGS, 2000)).toMatchObject({ kind: "again" })
  })

  test("the version that they see does not put off a failure", () => {
    expect(decideSmoke(times(3, "new 500", "old"), SETTINGS, 2000)).toMatchObject({ verdict: "fail" })
  })

  test("what they reach shows that the prober has a network", () => {
    expect(decideSmoke(times(3, "unreachable", "right"), SETTINGS, 89_000)).toMatchObject({
      verdict: "fail",
      detail: "not right, and no time left to pass within 90 s: required: no such host",
    })
  })

  test("one without an answer is waited for, although the new version is there", () => {
    const silent = { ...READINGS.refused, name: "web", optional: true }
    const { checks } = addAttempt(NO_ATTEMPT, [READINGS.right, silent], 0)
    expect(checks.map(({ verdict }) => verdict)).toEqual(["pass", "not-yet"])
  })

  test("they are reported", () => {
    expect(times(1, "right", "unknown 500").checks).toMatchObject([
      { name: "required", optional: false, verdict: "pass", status: 200, latencyMs: 12 },
      { name: "optional", optional: true, verdict: "fail", detail: "status 500, not 200" },
    ])
  })
})

describe("time", () => {
  test("waits double up to their limit; the last one is cut so that a pass can still be confirmed", () => {
    expect(play(["refused"]).delays).toEqual([2, 4, 8, 10, 10, 10, 10, 10, 10, 10, 3])
  })

  test("a version that comes up for the last attempt passes", () => {
    expect(play([...Array<Kind>(11).fill("refused"), "right"])).toMatchObject({
      verdict: "pass",
      seconds: 89,
      delays: [2, 4, 8, 10, 10, 10, 10, 10, 10, 10, 3, 1, 1],
    })
  })

  test("waits grow from the start after anything that was clear", () => {
    expect(play(["refused", "refused", "right", "refused", "refused"]).delays.slice(0, 6)).toEqual([
      2, 4, 1, 2, 4, 8,
    ])
  })

  test("a deadline that leaves no time to confirm is over after one attempt", () => {
    expect(play(["refused"], { ...SETTINGS, deadlineSeconds: 3 })).toMatchObject({
      verdict: "fail",
      delays: [],
    })
  })

  test("a confirmation that would come after the deadline is not waited for", () => {
    const progress = sofar("right")
    expect(decideSmoke(progress, SETTINGS, 88_999)).toEqual({ kind: "again", delayMs: 1000 })
    expect(decideSmoke(progress, SETTINGS, 89_000)).toMatchObject({ kind: "verdict", verdict: "fail" })
  })

  test("a pass counts even if its last answer came after the deadline", () => {
    expect(decideSmoke(sofar("right", "right", "right"), SETTINGS, 95_000)).toMatchObject({ verdict: "pass" })
  })
})

describe("whatever the checks bring back", () => {
  const kind = fc.constantFrom(...(Object.keys(READINGS) as Kind[]))
  const history = fc.integer({ min: 1, max: 3 }).chain((checks) =>
    fc.array(
      fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant<Kind>("right") }, kind), {
        minLength: checks,
        maxLength: checks,
      }),
      {
        minLength: 1,
        maxLength: 30,
      },
    ),
  )

  /** longer than any number of confirmations takes here */
  const CONFIRMED_MS = 10_000

  test("a pass means that the last attempts in a row were all right", () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 5 }), (attempts, consecutive) => {
        let progress = NO_ATTEMPT
        for (const [index, kinds] of attempts.entries()) {
          progress = attempt(progress, ...kinds)
          const decision = decideSmoke(progress, { ...SETTINGS, consecutive }, CONFIRMED_MS)
          const last = attempts.slice(Math.max(0, index + 1 - consecutive), index + 1)
          const allRight = last.length === consecutive && last.flat().every((one) => one === "right")
          expect(decision.kind === "verdict" && decision.verdict === "pass").toBe(allRight)
        }
      }),
    )
  })

  test("there is always a verdict, and no attempt begins after the deadline", () => {
    fc.assert(
      fc.property(history, fc.double({ min: 0.5, max: 200, noNaN: true }), (attempts, deadlineSeconds) => {
        const { seconds, delays } = play(attempts, { ...SETTINGS, deadlineSeconds })
        expect(seconds).toBeLessThan(deadlineSeconds)
        expect(delays.every((delay) => delay > 0)).toBe(true)
      }),
    )
  })

  test("it is inconclusive only if the last attempt reached nothing, and then it is never a failure at the deadline", () => {
    fc.assert(
      fc.property(history, (attempts) => {
        const { verdict, detail, progress } = play(attempts)
        const last = attempts[Math.min(progress.attempts, attempts.length) - 1] as Kind[]
        const blind = last.every((one) => one === "unreachable")
        if (verdict === "inconclusive") expect(blind).toBe(true)
        if (blind)
          expect([verdict, detail]).toEqual([
            "inconclusive",
            expect.stringMatching(/^nothing could be reached/),
          ])
      }),
    )
  })
})

describe("a service whose neighbour has not answered yet", () => {
  const verdicts = (...kinds: Kind[]) => attempt(NO_ATTEMPT, ...kinds).checks.map(({ verdict }) => verdict)

  test.each<[Kind[], string[]]>([
    [
      ["new 503", "refused"],
      ["not-yet", "not-yet"],
    ],
    [
      ["new 500", "unreachable"],
      ["not-yet", "unreachable"],
    ],
    [
      ["new 503", "new 500"],
      ["fail", "fail"],
    ],
  ])("%j", (kinds, expected) => expect(verdicts(...kinds)).toEqual(expected))

  test("is waited for, and judged when all answer", () => {
    expect(
      play([
        ["new 503", "refused"],
        ["new 503", "refused"],
        ["right", "right"],
      ]),
    ).toMatchObject({
      verdict: "pass",
      delays: [2, 4, 1, 1],
    })
  })

  test("fails at the deadline when it never comes", () => {
    const { verdict, detail } = play([["new 503", "refused"]])
    expect(verdict).toBe("fail")
    expect(detail).toContain("not right, and no time left to pass within 90 s")
  })
})

describe("not yet, although the new version answers", () => {
  const busy = (status: number, retryAfterMs: number | null = null): CheckReading[] => [
    { ...READINGS.right, name: "health" },
    { ...READINGS["new 500"], name: "chat", status, retryAfterMs, detail: `status ${status}, not 200` },
  ]
  const afterOne = (readings: CheckReading[], atMs = 0) => addAttempt(NO_ATTEMPT, readings, atMs)

  test.each([408, 425, 429])(
    "B5: %i is asked for again, and never a failure before the deadline",
    (status) => {
      const progress = [0, 1, 2, 3].reduce((so) => addAttempt(so, busy(status), 0), NO_ATTEMPT)
      expect(progress.checks.map(({ verdict }) => verdict)).toEqual(["pass", "not-yet"])
      expect(decideSmoke(progress, SETTINGS, 0)).toMatchObject({ kind: "again" })
      expect(decideSmoke(progress, SETTINGS, 89_000)).toMatchObject({ kind: "verdict", verdict: "fail" })
    },
  )

  test("B5: its Retry-After is kept", () => {
    expect(decideSmoke(afterOne(busy(429, 6000), 500), SETTINGS, 500)).toEqual({
      kind: "again",
      delayMs: 6000,
    })
  })

  test("a Retry-After beyond the deadline leaves a last chance", () => {
    expect(decideSmoke(afterOne(busy(429, 3_600_000)), SETTINGS, 0)).toEqual({
      kind: "again",
      delayMs: 87_000,
    })
  })

  test("a Retry-After shorter than the wait changes nothing, nor does one of a right answer", () => {
    expect(decideSmoke(afterOne(busy(429, 1)), SETTINGS, 0)).toEqual({ kind: "again", delayMs: 2000 })
    const right = addAttempt(NO_ATTEMPT, [{ ...READINGS.right, retryAfterMs: 60_000 }], 0)
    expect(decideSmoke(right, SETTINGS, 0)).toEqual({ kind: "again", delayMs: 1000 })
  })

  test("a 503 of the new version itself is a failure, unless it says when to come back", () => {
    expect(afterOne(busy(503)).checks[1]).toMatchObject({ verdict: "fail" })
    expect(afterOne(busy(503, 1000)).checks[1]).toMatchObject({ verdict: "not-yet" })
  })

  test.each([520, 521, 530])("%i is a CDN's answer for an origin that is not there", (status) => {
    const readings = busy(status).map((reading, index) =>
      index === 0 ? reading : { ...reading, served: "unknown" as const },
    )
    expect(afterOne(readings).checks[1]).toMatchObject({ verdict: "not-yet" })
  })
})

test.each([519, 531])("%i is no answer of a CDN", (status) => {
  const neighbour = readingOf({ ...wrong, name: "web", served: "unknown", status })
  const { checks } = addAttempt(NO_ATTEMPT, [READINGS.right, neighbour], 0)
  expect(checks.map(({ verdict }) => verdict)).toEqual(["pass", "fail"])
})

test("passes are counted for as long as the confirmations take, however fast they come", () => {
  const settings = { ...SETTINGS, confirmIntervalSeconds: 10 }
  const progress = sofar("right", "right", "right")
  expect(decideSmoke(progress, settings, 19_999)).toMatchObject({ kind: "again" })
  expect(decideSmoke(progress, settings, 20_000)).toMatchObject({ verdict: "pass" })
})

test("a wrong answer is confirmed at the same pace, although passes of a stage that settles come faster", () => {
  const settings = { ...SETTINGS, settleSeconds: 4 }
  expect(decideSmoke(sofar("new 500"), settings, 0)).toEqual({ kind: "again", delayMs: 1000 })
  expect(decideSmoke(sofar("right"), settings, 0)).toEqual({ kind: "again", delayMs: 200 })
})

describe("a stage that settles", () => {
  const SETTLING = { ...SETTINGS, settleSeconds: 5 }

  test("B4: passes in a row are not enough before the time without another version is over", () => {
    const { verdict, seconds, progress } = play(["right"], SETTLING)
    expect(verdict).toBe("pass")
    expect(seconds).toBe(5)
    expect(progress.attempts).toBe(21)
  })

  test("B4: an answer of another version starts the time again", () => {
    expect(play([...Array<Kind>(10).fill("right"), "old", "right"], SETTLING)).toMatchObject({
      verdict: "pass",
      seconds: 2.5 + 2 + 5,
    })
  })

  test("B4: so does one of a single check among those that answer rightly", () => {
    const progress = attemptAt(attemptAt(NO_ATTEMPT, 3000, ["right", "old"]), 4000, ["right", "right"])
    expect(progress.otherAtMs).toBe(3000)
  })

  test("B4: a stale instance behind a balancer is met, however the balancer deals", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }), (stale) => {
        const kinds = stale.map((old): Kind => (old ? "old" : "right"))
        const { progress, verdict } = play([...kinds, "old"], SETTLING)
        if (verdict === "pass") expect(kinds.slice(0, progress.attempts).slice(-21)).not.toContain("old")
      }),
    )
  })

  test("a version that another one accompanies until the deadline fails, and says when it was seen", () => {
    const progress = attemptAt(attemptAt(NO_ATTEMPT, 80_000, ["old"]), 86_000, ["right"])
    expect(decideSmoke(progress, SETTLING, 89_900)).toEqual({
      kind: "verdict",
      verdict: "fail",
      detail:
        "not right, and no time left to pass within 90 s: it passed, but another version still answered 9.9 s before",
    })
  })

  test.each([
    [90, 5],
    [30, 3],
  ])("by default with a deadline of %i s for %i s", (deadlineSeconds, seconds) => {
    const { settleSeconds: _, ...settings } = SETTINGS
    expect(play(["right"], { ...settings, deadlineSeconds })).toMatchObject({ verdict: "pass", seconds })
  })

  test("an old version of an optional check does not keep it up", () => {
    const readings = [READINGS.right, { ...READINGS.old, name: "optional", optional: true }]
    const progress = [0, 1, 2].reduce((so) => addAttempt(so, readings, 0), NO_ATTEMPT)
    expect(decideSmoke(progress, SETTLING, 5000)).toMatchObject({ verdict: "pass" })
  })
})

describe("B6: what a pass proves", () => {
  test("the commit where a required check shows it", () => {
    expect(proofOf(sofar("right"))).toBe("commit")
  })

  test("the version alone where only an optional one does", () => {
    const reading = { ...READINGS.right, showsCommit: false }
    const optional = { ...READINGS.right, name: "optional", optional: true }
    const progress = addAttempt(NO_ATTEMPT, [reading, optional], 0)
    expect(proofOf(progress)).toBe("version")
  })
})

test("E2: what a wrong answer began with stands beside its check, and nothing beside a right one", () => {
  const { checks } = addAttempt(NO_ATTEMPT, [READINGS.right, { ...READINGS["new 500"], answer: "oops" }], 0)
  expect(checks.map(({ answer }) => answer)).toEqual([undefined, "oops"])
})
