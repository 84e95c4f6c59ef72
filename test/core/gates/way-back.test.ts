import { describe, expect, test } from "vitest"
import type { GateFacts, GateResult } from "../../../src/core/gates/gate.ts"
import { judgeGates } from "../../../src/core/gates/gates.ts"
import type { Crossing } from "../../../src/core/plan/crossing.ts"
import { known } from "../../helpers/fake-code-host.ts"
import { state } from "../ledger/samples.ts"
import { migration, skipped, unavailable } from "../plan/samples.ts"
import { factsOf, REVERSIBLE } from "./samples.ts"

const judge = (id: string, crossing: Partial<Crossing>, fields: Partial<GateFacts> = {}) => {
  const facts = factsOf({ crossing: { ...REVERSIBLE, ...crossing }, ...fields })
  return judgeGates(facts).find((gate) => gate.id === id) as GateResult
}

const adds = migration("db/1.sql", { down: "db/1.sql" })
const drops = migration("db/2.sql", { risk: "destructive", reasons: ["drops table b"] })

describe("the gate on migrations", () => {
  const gate = (crossing: Partial<Crossing>, fields?: Partial<GateFacts>) =>
    judge("migrations", crossing, fields)
  const both = { migrations: known([adds, drops]) }
  const list = "2 migrations: db/1.sql (additive), db/2.sql (destructive: drops table b; no down migration)"

  test("passes where there are none", () => {
    expect(gate({})).toMatchObject({
      status: "pass",
      detail: "none between the running version and this one",
    })
  })

  test.each([
    ["production", "warn"],
    ["production", "allow"],
    ["staging", "block"],
  ] as const)("lists them and passes: on %s where the fence says %s", (stage, fence) => {
    expect(gate(both, { stage, fence })).toMatchObject({ status: "pass", detail: list })
  })

  test("asks for a person's word on production where the fence blocks, be they harmless or not", () => {
    expect(gate(both, { fence: "block" })).toMatchObject({
      status: "fail",
      code: "MIGRATIONS_UNACKNOWLEDGED",
      detail: `${list}.`,
      fix: expect.stringContaining("--allow-one-way"),
    })
    expect(gate({ migrations: known([adds]) }, { fence: "block" })).toMatchObject({ status: "fail" })
  })

  test("fails where they cannot be told, and is skipped where nobody looks", () => {
    expect(gate({ migrations: unavailable("The clone is shallow.") })).toMatchObject({
      status: "fail",
      code: "GATE_UNAVAILABLE",
      detail: "The clone is shallow.",
    })
    expect(gate({ migrations: skipped })).toMatchObject({ status: "skipped", detail: "nobody asked" })
  })
})

describe("the gate on the way back", () => {
  const gate = (crossing: Partial<Crossing>, fields?: Partial<GateFacts>) =>
    judge("readiness", crossing, fields)

  test("passes with the version that a rollback would go to", () => {
    expect(gate({})).toMatchObject({ status: "pass", detail: "back to v1.2.2 (bbbbbbb)" })
    expect(gate({}, { fence: null })).toMatchObject({
      status: "pass",
      detail: "back to v1.2.2 (bbbbbbb), as far as can be told without migrations",
    })
  })

  test("passes a first deploy, which has no way back by nature", () => {
    expect(gate({}, { state: state() })).toMatchObject({
      status: "pass",
      detail: "nothing to go back to: nothing runs on the stage yet",
    })
  })

  test("fails with every reason why there is none", () => {
    expect(gate({ migrations: known([drops]), deployer: known(["v4 cannot go back to v3"]) })).toMatchObject({
      status: "fail",
      code: "ONE_WAY",
      detail:
        "There is no way back from v1.2.3: the version before may not work with what these migrations leave: " +
        "db/2.sql (destructive: drops table b; no down migration); v4 cannot go back to v3.",
      fix: expect.stringContaining("--allow-one-way"),
    })
  })
})
