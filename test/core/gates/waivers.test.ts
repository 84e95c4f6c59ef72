import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { PipelineError } from "../../../src/core/errors.ts"
import { GATES, judgeGates } from "../../../src/core/gates/gates.ts"
import {
  allowOlderWaivers,
  oneWayWaivers,
  overMigrationsWaivers,
  readWaivers,
  type Waiver,
  waive,
  waiverLine,
} from "../../../src/core/gates/waivers.ts"
import { away, known } from "../../helpers/fake-code-host.ts"
import { migration } from "../plan/samples.ts"
import { factsOf, REVERSIBLE } from "./samples.ts"

const NOW = new Date("2026-03-01T03:00:00.000Z")
const read = (text: string | null, explained = true) => readWaivers(text, NOW, explained)

/** Every problem of a text, as `place: message`. */
function problemsOf(text: string, explained = true): string[] {
  try {
    read(text, explained)
    return []
  } catch (error) {
    const { kind, reason, problems } = error as PipelineError
    expect({ kind, ...reason }).toMatchObject({
      kind: "usage",
      code: "WAIVER_REFUSED",
      message: "The waivers cannot be accepted.",
    })
    return problems.map(({ path, message }) => `${path}: ${message}`)
  }
}

describe("a waiver", () => {
  test.each<[string | null, Waiver[]]>([
    [null, []],
    ["", []],
    [" \n ", []],
    ["ci=GitHub is down", [{ gate: "ci", why: "GitHub is down", until: null }]],
    [" ci = GitHub is down ", []],
    ["ci= GitHub is down", [{ gate: "ci", why: "GitHub is down", until: null }]],
    [`ci=${"x".repeat(500)}`, [{ gate: "ci", why: "x".repeat(500), until: null }]],
    [
      "ci@2026-03-01T02:00:00.5-02:00=until four",
      [{ gate: "ci", why: "until four", until: "2026-03-01T04:00:00.500Z" }],
    ],
    [
      "ci@2026-03-01T04:00:00.123Z= until four ",
      [{ gate: "ci", why: "until four", until: "2026-03-01T04:00:00.123Z" }],
    ],
    ["ci=a=b, c", [{ gate: "ci", why: "a=b, c", until: null }]],
    ["ci=flaky, see #12, and #13", [{ gate: "ci", why: "flaky, see #12, and #13", until: null }]],
    [
      "ci=flaky, see #12, incidents=this is the cure",
      [
        { gate: "ci", why: "flaky, see #12", until: null },
        { gate: "incidents", why: "this is the cure", until: null },
      ],
    ],
    [
      "ci=one\nmain=two\r\n",
      [
        { gate: "ci", why: "one", until: null },
        { gate: "main", why: "two", until: null },
      ],
    ],
    [
      "ci@2026-03-01T04:00Z=until four",
      [{ gate: "ci", why: "until four", until: "2026-03-01T04:00:00.000Z" }],
    ],
    [
      "ci@2026-03-01T05:00:30+01:00=until four",
      [{ gate: "ci", why: "until four", until: "2026-03-01T04:00:30.000Z" }],
    ],
    [
      "staging@2026-03-01T04:00Z=it is broken,incidents@2026-03-01T04:00Z=the cure",
      [
        { gate: "staging", why: "it is broken", until: "2026-03-01T04:00:00.000Z" },
        { gate: "incidents", why: "the cure", until: "2026-03-01T04:00:00.000Z" },
      ],
    ],
  ])("%j", (text, waivers) => {
    if (text?.startsWith(" ci ="))
      expect(problemsOf(text)).toEqual(['--waive "ci = GitHub is down": is not GATE=WHY'])
    else expect(read(text)).toEqual(waivers)
  })

  test("may have any reason that is no list of waivers", () => {
    const reasons = fc.string({ minLength: 1, maxLength: 200, unit: "grapheme" }).map((text) => text.trim())
    fc.assert(
      fc.property(
        reasons.filter((why) => why !== "" && !/\n|,\s*[\w-]+(@[^=,\s]*)?=/.test(why)),
        (why) => {
          expect(read(`ci=${why}`)).toEqual([{ gate: "ci", why, until: null }])
        },
      ),
    )
  })

  test("is read or refused, whatever is written", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ci=@,\n lock2026-T:Z_\u0000") }), (text) => {
        try {
          for (const { gate, why } of read(text)) {
            expect(["main", "tree", "staging", "ci", "incidents", "secrets", "migrations"]).toContain(gate)
            expect(why).not.toBe("")
          }
        } catch (error) {
          expect(error).toBeInstanceOf(PipelineError)
        }
      }),
    )
  })
})

describe("a waiver is refused", () => {
  const UNKNOWN =
    "is not a gate that can be waived; those are main, tree, staging, soak, window, drift, ci, incidents, migrations, secrets"
  test.each<[string, string[]]>([
    ["ci", ["--waive ci: needs a reason: GATE=WHY"]],
    ["ci=", ["--waive ci: needs a reason: GATE=WHY"]],
    ["ci=  ", ["--waive ci: needs a reason: GATE=WHY"]],
    ["=why", ['--waive "=why": is not GATE=WHY']],
    ["the tests are fine", ['--waive "the tests are fine": is not GATE=WHY']],
    ["ci@=why", ['--waive ci: "" is not a time such as 2026-03-01T18:00Z']],
    ["ci@tomorrow=why", ['--waive ci: "tomorrow" is not a time such as 2026-03-01T18:00Z']],
    ["ci@2026-03-01=why", ['--waive ci: "2026-03-01" is not a time such as 2026-03-01T18:00Z']],
    ["ci@2026-03-01T18:00=why", ['--waive ci: "2026-03-01T18:00" is not a time such as 2026-03-01T18:00Z']],
    ["ci@2026-13-41T18:00Z=why", ['--waive ci: "2026-13-41T18:00Z" is not a time such as 2026-03-01T18:00Z']],
    [
      "ci@+2026-03-01T18:00Z=why",
      ['--waive ci: "+2026-03-01T18:00Z" is not a time such as 2026-03-01T18:00Z'],
    ],
    [
      "ci@-002026-03-01T18:00Z=why",
      ['--waive ci: "-002026-03-01T18:00Z" is not a time such as 2026-03-01T18:00Z'],
    ],
    [
      "ci@2026-03-01T18:00:00.1234Z=why",
      ['--waive ci: "2026-03-01T18:00:00.1234Z" is not a time such as 2026-03-01T18:00Z'],
    ],
    [
      "ci@2026-03-01T18:00.5Z=why",
      ['--waive ci: "2026-03-01T18:00.5Z" is not a time such as 2026-03-01T18:00Z'],
    ],
    [
      "ci@2026-03-01T18:00Z =why",
      ['--waive ci: "2026-03-01T18:00Z " is not a time such as 2026-03-01T18:00Z'],
    ],
    ["ci@2026-03-01T02:59Z=why", ["--waive ci: expired at 2026-03-01T02:59:00.000Z"]],
    ["ci@2026-03-01T03:00Z=why", ["--waive ci: expired at 2026-03-01T03:00:00.000Z"]],
    ["ci=one,ci=two", ["--waive ci: is given twice"]],
    [`ci=${"x".repeat(501)}`, ["--waive ci: its reason is longer than 500 characters"]],
    ["CI=why", [`--waive CI: ${UNKNOWN}`]],
    ["tests=why", [`--waive tests: ${UNKNOWN}`]],
    ["__proto__=why", [`--waive __proto__: ${UNKNOWN}`]],
    ["constructor=why", [`--waive constructor: ${UNKNOWN}`]],
    ["tag=why", ["--waive tag: cannot be waived: without a tag there is nothing to deploy"]],
    ["moved=why", ["--waive moved: cannot be waived: release the commit under a new tag"]],
    ["prerelease=why", ["--waive prerelease: cannot be waived: tag the same commit as a release"]],
    ["frozen=why", ["--waive frozen: cannot be waived: find the cause, then unfreeze"]],
    [
      "quarantine=why",
      ["--waive quarantine: cannot be waived: release a fix, or find the cause and lift its quarantine"],
    ],
    [
      "lock=why",
      ["--waive lock: cannot be waived: wait for the run that holds it, or unlock when it is dead"],
    ],
    [
      "readiness=why",
      ["--waive readiness: cannot be waived: deploy with --allow-one-way 'why that is all right'"],
    ],
    ["smoke=why", ["--waive smoke: cannot be waived: no version stays that does not prove that it works"]],
    ["ci=see url=https://ci.test, then=go", [`--waive then: ${UNKNOWN}`]],
    [
      "ci=\nlock=x\nmars@noon=",
      [
        "--waive ci: needs a reason: GATE=WHY",
        "--waive lock: cannot be waived: wait for the run that holds it, or unlock when it is dead",
        '--waive mars: "noon" is not a time such as 2026-03-01T18:00Z',
        `--waive mars: ${UNKNOWN}`,
        "--waive mars: needs a reason: GATE=WHY",
      ],
    ],
  ])("%j", (text, problems) => expect(problemsOf(text)).toEqual(problems))

  test("of staging unless the run has a reason of its own", () => {
    expect(problemsOf("staging=it is broken", false)).toEqual([
      "--waive staging: also needs a reason for the run: --reason '…'",
    ])
    expect(problemsOf("ci=GitHub is down", false)).toEqual([])
  })
})

test("of every gate it is known whether it can be waived", () => {
  const gates = judgeGates(factsOf()).map(({ id }) => id)
  expect(Object.keys(GATES)).toEqual([...gates, "plan", "lock", "smoke"])
  for (const gate of Object.keys(GATES)) {
    expect(problemsOf(`${gate}=why`).join()).toMatch(/^$|cannot be waived: \w/)
  }
})

describe("waiving", () => {
  const waiver = (fields: Partial<Waiver> = {}): Waiver => ({
    gate: "ci",
    why: "GitHub is down",
    until: null,
    ...fields,
  })
  const ciOf = (ci: Parameters<typeof factsOf>[1], ...waivers: Waiver[]) =>
    waive(judgeGates(factsOf({}, ci)), waivers, "ana", NOW).find(({ id }) => id === "ci")

  test("lets a gate that failed pass by, and says who, why and until when", () => {
    expect(ciOf({ ci: away }, waiver())).toEqual({
      id: "ci",
      title: "CI passed on the commit",
      status: "waived",
      detail: "GitHub is away.",
      code: "GATE_UNAVAILABLE",
      fix: null,
      waived: { by: "ana", why: "GitHub is down", until: null },
    })
  })

  test("leaves all other gates as they are", () => {
    const gates = judgeGates(factsOf({ onMain: false }, { ci: away, incidents: known([{ title: "#1" }]) }))
    const after = waive(gates, [waiver()], "ana", NOW)
    expect(after.filter(({ id }) => id !== "ci")).toEqual(gates.filter(({ id }) => id !== "ci"))
    expect(waive(gates, [], "ana", NOW)).toEqual(gates)
  })

  test.each([
    ["passes", {}, "pass", "1 check passed on aaaaaaa: test"],
    ["is skipped", { ci: { kind: "skipped", why: "not asked" } }, "skipped", "not asked"],
  ] as const)("is not needed where the gate %s", (_, evidence, status, detail) => {
    expect(ciOf(evidence, waiver())).toMatchObject({
      status,
      detail: `${detail} (its waiver was not needed)`,
      code: null,
    })
    expect(ciOf(evidence, waiver())).not.toHaveProperty("waived")
  })

  test("ends when its time comes, also in the middle of a run", () => {
    const until = "2026-03-01T03:00:00.000Z"
    expect(ciOf({ ci: away }, waiver({ until }))).toMatchObject({
      status: "fail",
      detail: `GitHub is away. Its waiver expired at ${until}.`,
      code: "GATE_UNAVAILABLE",
    })
    const later = "2026-03-01T03:00:00.001Z"
    expect(ciOf({ ci: away }, waiver({ until: later }))).toMatchObject({ status: "waived" })
  })

  test.each([
    [null, "waived by ana until this run ends: GitHub is down"],
    ["2026-03-01T04:00:00.000Z", "waived by ana until 2026-03-01T04:00:00.000Z: GitHub is down"],
  ])("until %s is told", (until, line) => {
    expect(waiverLine({ by: "ana", why: "GitHub is down", until })).toBe(line)
  })
})

describe("--allow-one-way", () => {
  const drops = migration("db/2.sql", { risk: "destructive" })
  const blocked = factsOf({
    migrationPolicy: "block",
    onMain: false,
    delta: { ...REVERSIBLE, migrations: known([drops]) },
  })

  test("waives the gates that ask for a way back, where they fail, and no other", () => {
    const gates = judgeGates(blocked)
    expect(oneWayWaivers(gates, "backed up")).toEqual([
      { gate: "migrations", why: "backed up", until: null },
      { gate: "readiness", why: "backed up", until: null },
    ])
    const after = waive(gates, oneWayWaivers(gates, "backed up"), "ana", NOW)
    expect(after.flatMap(({ id, status }) => (status === "waived" ? [id] : []))).toEqual([
      "migrations",
      "readiness",
    ])
    expect(after.filter(({ status }) => status === "fail").map(({ id }) => id)).toEqual(["main"])
  })

  test("leaves gates that pass or are skipped as they are: no waiver is said to be unneeded", () => {
    for (const facts of [factsOf(), factsOf({ sha: null, onMain: null })]) {
      const gates = judgeGates(facts)
      expect(oneWayWaivers(gates, "backed up")).toEqual([])
      expect(waive(gates, oneWayWaivers(gates, "backed up"), "ana", NOW)).toEqual(gates)
    }
  })

  test("that is not given waives nothing", () => {
    expect(oneWayWaivers(judgeGates(blocked), null)).toEqual([])
  })

  test("has a counterpart for rollbacks, which waives migrations alone", () => {
    expect(overMigrationsWaivers(judgeGates(blocked), "tried on a copy")).toEqual([
      { gate: "migrations", why: "tried on a copy", until: null },
    ])
    expect(overMigrationsWaivers(judgeGates(factsOf()), "tried on a copy")).toEqual([])
  })
})

test("--allow-older waives the gate on older versions where it fails, and nothing else", () => {
  const gates = judgeGates(
    factsOf({ delta: { ...REVERSIBLE, older: { kind: "unavailable", message: "cut off" } } }),
  )
  expect(allowOlderWaivers(gates, "a fix was made twice")).toMatchObject([{ gate: "older" }])
  expect(allowOlderWaivers(gates, null)).toEqual([])
})
