import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { sha256 } from "../../../src/adapters/runtime.ts"
import type { GateResult } from "../../../src/core/gates/gate.ts"
import {
  covers,
  digestFault,
  type PlanFacts,
  planDigest,
  planGate,
  shortDigest,
} from "../../../src/core/plan/plan.ts"
import { rel, running } from "../ledger/samples.ts"
import { known, migration, skipped, unavailable } from "./samples.ts"

const gate = (id: string, status: GateResult["status"], fields: Partial<GateResult> = {}): GateResult => ({
  id,
  title: id,
  status,
  detail: "",
  code: null,
  fix: null,
  ...fields,
})

const FACTS: PlanFacts = {
  stage: "production",
  ...rel("v1.2.3", "a"),
  running: running(rel("v1.2.2", "b")),
  migrations: known([migration("db/1.sql"), migration("db/2.sql", { risk: "unknown" })]),
  secrets: known(["A", "B"]),
  gates: [gate("tag", "pass"), gate("ci", "pass"), gate("incidents", "skipped")],
  readiness: {
    target: rel("v1.2.2", "b"),
    oneWay: [
      { why: "x", asks: true },
      { why: "y", asks: false },
    ],
  },
  infrastructure: known([
    { op: "create", type: "aws:sqs/queue", name: "jobs" },
    { op: "update", type: "aws:lambda", name: "api" },
  ]),
}

const digestOf = (fields: Partial<PlanFacts> = {}) => planDigest({ ...FACTS, ...fields }, sha256)
const changesBetween = (expected: string, actual: string) =>
  /: (.*)\.$/.exec(planGate(expected, actual, "production", sha256).detail)?.[1]?.split(", ") ?? []
const whatChanged = (fields: Partial<PlanFacts>) => changesBetween(digestOf(), digestOf(fields))

test("the digest of a plan is known, so that every machine must have the same", () => {
  expect(digestOf()).toBe(
    "plan1.19839125c77b4814.4e54381f3a204d07.11808b8bb348dc12.b64e3448a83a5b86.1557763d57cb63c8.af8c4c8fbd9e9f43.570201ef7c8d2ea8",
  )
  expect(digestFault(digestOf())).toBeNull()
})

describe("a change changes the digest, and is named", () => {
  test.each<[string, Partial<PlanFacts>, string[]]>([
    ["another commit", { sha: "c".repeat(40) }, ["the release"]],
    ["another tag", { tag: "v1.2.4" }, ["the release"]],
    ["another stage", { stage: "staging" }, ["the release"]],
    ["no commit", { sha: null }, ["the release"]],
    ["another running version", { running: running(rel("v1.2.1", "d")) }, ["what the stage runs"]],
    ["nothing running", { running: null }, ["what the stage runs"]],
    ["one migration less", { migrations: known([migration("db/1.sql")]) }, ["the migrations"]],
    ["migrations that are not known", { migrations: unavailable("gone") }, ["the migrations"]],
    ["migrations that are not looked for", { migrations: skipped }, ["the migrations"]],
    ["another secret", { secrets: known(["A", "C"]) }, ["the missing secrets"]],
    ["no secret missing", { secrets: known([]) }, ["the missing secrets"]],
    ["a gate that fails", { gates: [gate("tag", "pass"), gate("ci", "fail")] }, ["the gates"]],
    ["a gate more", { gates: [...FACTS.gates, gate("moved", "pass")] }, ["the gates"]],
    ["another way back", { readiness: { target: rel("v1.2.1", "d"), oneWay: [] } }, ["the way back"]],
    ["no way back", { readiness: null }, ["the way back"]],
    ["another resource", { infrastructure: known([]) }, ["the infrastructure changes"]],
    ["two at once", { secrets: known([]), sha: "c".repeat(40) }, ["the release", "the missing secrets"]],
  ])("%s", (_, fields, changed) => expect(whatChanged(fields)).toEqual(changed))

  test("any change of a name, a commit, a status or a target", () => {
    const name = fc.string({ minLength: 1, maxLength: 12 })
    const hex = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 40, maxLength: 40 })
    const status = fc.constantFrom("pass" as const, "fail" as const, "skipped" as const)
    const world = fc.record({
      sha: hex,
      secrets: fc.uniqueArray(name, { maxLength: 4 }),
      migrations: fc.uniqueArray(name, { maxLength: 4 }),
      gates: fc.uniqueArray(fc.record({ id: name, status }), { maxLength: 4, selector: ({ id }) => id }),
      target: hex,
    })
    const factsOf = (one: typeof world extends fc.Arbitrary<infer T> ? T : never): Partial<PlanFacts> => ({
      sha: one.sha,
      secrets: known(one.secrets),
      migrations: known(one.migrations.map((path) => migration(path))),
      gates: one.gates.map(({ id, status: seen }) => gate(`g-${id}`, seen)),
      readiness: { target: { tag: "v1", sha: one.target }, oneWay: [] },
    })
    const order = (list: readonly unknown[]) => list.map((item) => JSON.stringify(item)).sort()
    const same = (a: object, b: object) =>
      JSON.stringify(Object.values(a).map((v) => (Array.isArray(v) ? order(v) : v))) ===
      JSON.stringify(Object.values(b).map((v) => (Array.isArray(v) ? order(v) : v)))
    fc.assert(
      fc.property(
        world,
        world,
        fc.constantFrom("sha", "secrets", "migrations", "gates", "target"),
        (a, b, key) => {
          const changed = { ...a, [key]: b[key] }
          expect(digestOf(factsOf(changed)) === digestOf(factsOf(a))).toBe(same(changed, a))
        },
      ),
    )
  })
})

describe("what is no change keeps the digest", () => {
  const shuffled = <T>(list: readonly T[]) => fc.shuffledSubarray([...list], { minLength: list.length })
  const listed = <T>(fact: { kind: string; value?: T[] }) => fact.value ?? []

  test("the order in which anything was found", () => {
    fc.assert(
      fc.property(
        shuffled(FACTS.gates),
        shuffled(listed(FACTS.migrations)),
        shuffled(["A", "B"]),
        shuffled(listed(FACTS.infrastructure)),
        shuffled(FACTS.readiness?.oneWay ?? []),
        (gates, migrations, secrets, infrastructure, oneWay) => {
          const found = {
            gates,
            migrations: known(migrations),
            secrets: known(secrets),
            infrastructure: known(infrastructure),
            readiness: { target: rel("v1.2.2", "b"), oneWay },
          }
          expect(digestOf(found)).toBe(digestOf())
        },
      ),
    )
  })

  test.each<[string, Partial<PlanFacts>]>([
    [
      "how a gate is worded",
      { gates: FACTS.gates.map((one) => ({ ...one, detail: "after 3 min", title: "?" })) },
    ],
    ["the lock, which comes and goes", { gates: [...FACTS.gates, gate("lock", "fail")] }],
    ["what the digest itself is judged by", { gates: [...FACTS.gates, gate("plan", "fail")] }],
    [
      "what the clock alone changes",
      { gates: [...FACTS.gates, gate("window", "fail"), gate("soak", "fail")] },
    ],
    [
      "what has a section of its own",
      { gates: [...FACTS.gates, gate("readiness", "fail"), gate("migrations", "pass")] },
    ],
    [
      "a check that still runs",
      {
        gates: [
          gate("tag", "pass"),
          gate("ci", "fail", { code: "CI_UNFINISHED" }),
          gate("incidents", "skipped"),
        ],
      },
    ],
  ])("%s", (_, fields) => expect(digestOf(fields)).toBe(digestOf()))

  test("a stage that was not seen, which the deploy sees as it should be; and no other gate that was skipped", () => {
    const withGate = (id: string, status: GateResult["status"]) =>
      digestOf({ gates: [...FACTS.gates, gate(id, status)] })
    expect(withGate("drift", "skipped")).toBe(withGate("drift", "pass"))
    expect(withGate("drift", "fail")).not.toBe(withGate("drift", "pass"))
    expect(withGate("moved", "skipped")).not.toBe(withGate("moved", "pass"))
  })

  test("who waives a gate that fails, or why something is not known", () => {
    const failing = { gates: [gate("ci", "fail", { code: "CI_NOT_GREEN" })] }
    const waived = { gates: [{ ...gate("ci", "fail"), status: "waived" as "fail" }] }
    expect(digestOf(waived)).toBe(digestOf(failing))
    expect(digestOf({ migrations: unavailable("a") })).toBe(digestOf({ migrations: unavailable("b") }))
    expect(digestOf({ migrations: unavailable("a") })).not.toBe(digestOf({ migrations: skipped }))
  })
})

test.each([
  "",
  "plan1",
  "plan1.0.0",
  `${digestOf()}0`,
  digestOf().slice(0, -1),
  digestOf().toUpperCase(),
  ` ${digestOf()}`,
])("%j is no digest", (text) => expect(digestFault(text)).toMatch(/^is /))

test("the gate passes while nothing has changed, and fails when something has", () => {
  const digest = digestOf()
  expect(planGate(digest, digest, "production", sha256)).toMatchObject({
    id: "plan",
    status: "pass",
    detail: `still ${digest}`,
  })
  const other = digestOf({ sha: "c".repeat(40) })
  expect(planGate(digest, other, "production", sha256)).toMatchObject({
    status: "fail",
    code: "PLAN_CHANGED",
    detail: "Something has changed since the plan was made: the release.",
  })
})

describe("what only the stage's credentials show", () => {
  const blind = digestOf({ secrets: unavailable("no keys"), infrastructure: unavailable("no keys") })

  test("does not count when the plan could not see it", () => {
    expect(digestFault(blind)).toBeNull()
    expect(changesBetween(blind, digestOf())).toEqual([])
    expect([covers(blind, "secrets"), covers(blind, "gates")]).toEqual([false, true])
    expect(changesBetween(blind, digestOf({ sha: "c".repeat(40) }))).toEqual(["the release"])
  })

  test("has changed when the plan saw it and the deploy cannot", () => {
    expect(changesBetween(digestOf(), blind)).toEqual(["the missing secrets", "the infrastructure changes"])
  })

  test("is not among the gates: a plan job has other credentials than the job that deploys", () => {
    const gates = [...FACTS.gates, gate("credentials", "fail"), gate("secrets", "fail")]
    expect(digestOf({ gates })).toBe(digestOf())
  })
})

describe("a short digest", () => {
  const short = (fields: Partial<PlanFacts> = {}) => shortDigest(digestOf(fields), sha256)
  const judged = (expected: string, fields: Partial<PlanFacts> = {}) =>
    planGate(expected, digestOf(fields), "production", sha256)

  test("is known, so that every machine must have the same", () => {
    expect(short()).toMatch(/^[0-9a-f]{12}$/)
    expect(short()).toBe(sha256(digestOf()).slice(0, 12))
    expect(digestFault(short())).toBeNull()
  })

  test.each([8, 9, 12])("of %i digits is enough", (digits) => {
    expect(digestFault(short().slice(0, digits))).toBeNull()
    expect(judged(short().slice(0, digits)).status).toBe("pass")
  })

  test.each([
    ["0123456", "is too short: a plan is named by at least 8 of its digits"],
    ["0123456789abc", "is too long: the short digest of a plan has 12 digits"],
    ["0123456g", "is not a digest that plan prints: plan1.… as a whole, or the short one"],
  ])("%s is refused", (text, why) => expect(digestFault(text)).toBe(why))

  test("of another plan is refused, and the one that it is now is named", () => {
    expect(judged(short(), { sha: "c".repeat(40) })).toMatchObject({
      status: "fail",
      code: "PLAN_CHANGED",
      detail: `Something has changed since plan ${short()} was made; it is ${short({ sha: "c".repeat(40) })} now.`,
    })
  })

  test.each<Partial<PlanFacts>>([
    { secrets: unavailable("no credentials") },
    { infrastructure: unavailable("no credentials") },
    { secrets: unavailable("no credentials"), infrastructure: unavailable("no credentials") },
  ])("that was made without credentials does not bind what they show: %j", (unseen) => {
    expect(judged(short(unseen)).status).toBe("pass")
    expect(judged(short(unseen), { sha: "c".repeat(40) }).status).toBe("fail")
    // but what was seen binds also where it is not seen again
    expect(judged(short(), unseen).status).toBe("fail")
  })

  test("that fits in more than one way is refused", () => {
    const same = () => "0".repeat(64)
    expect(planGate("00000000", digestOf(), "production", same).status).toBe("fail")
  })

  test("does not show what the plan could see", () => {
    expect(covers(short(), "infrastructure")).toBe(true)
  })
})
