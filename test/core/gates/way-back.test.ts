import { describe, expect, test } from "vitest"
import type { GateFacts, GateResult } from "../../../src/core/gates/gate.ts"
import { judgeGates } from "../../../src/core/gates/gates.ts"
import type { ReleaseDelta } from "../../../src/core/plan/way-back.ts"
import type { Observed } from "../../../src/core/smoke/observed.ts"
import { isoSeconds } from "../../../src/core/text.ts"
import { known } from "../../helpers/fake-code-host.ts"
import { rel, running, state } from "../ledger/samples.ts"
import { migration, skipped, unavailable } from "../plan/samples.ts"
import { factsOf, REVERSIBLE } from "./samples.ts"

const judge = (id: string, delta: Partial<ReleaseDelta>, fields: Partial<GateFacts> = {}) => {
  const facts = factsOf({ delta: { ...REVERSIBLE, ...delta }, ...fields })
  return judgeGates(facts).find((gate) => gate.id === id) as GateResult
}

const adds = migration("db/1.sql", { down: "db/1.sql" })
const drops = migration("db/2.sql", { risk: "destructive", reasons: ["drops table b"] })

describe("the gate on migrations", () => {
  const gate = (delta: Partial<ReleaseDelta>, fields?: Partial<GateFacts>) =>
    judge("migrations", delta, fields)
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
  ] as const)("lists them and passes: on %s where the policy is %s", (stage, migrationPolicy) => {
    expect(gate(both, { stage, migrationPolicy })).toMatchObject({ status: "pass", detail: list })
  })

  test("asks for confirmation on production where the policy is block, harmless or not", () => {
    expect(gate(both, { migrationPolicy: "block" })).toMatchObject({
      status: "fail",
      code: "MIGRATIONS_UNACKNOWLEDGED",
      detail: `${list}.`,
      fix: expect.stringContaining("--allow-one-way"),
    })
    expect(gate({ migrations: known([adds]) }, { migrationPolicy: "block" })).toMatchObject({
      status: "fail",
    })
  })

  test("fails where they are not known, and is skipped where they are not looked for", () => {
    expect(gate({ migrations: unavailable("The clone is shallow.") })).toMatchObject({
      status: "fail",
      code: "GATE_UNAVAILABLE",
      detail: "The clone is shallow.",
    })
    expect(gate({ migrations: skipped })).toMatchObject({ status: "skipped", detail: "nobody asked" })
  })
})

describe("the gate on the way back", () => {
  const gate = (
    delta: Partial<ReleaseDelta>,
    fields: Partial<GateFacts> = {},
    observed: Partial<Observed> = {},
  ) => {
    const { inputs } = factsOf()
    return judge("readiness", delta, {
      ...fields,
      inputs: { ...inputs, observed: { ...inputs.observed, ...observed } },
    })
  }

  test("passes with the version that a rollback would go to", () => {
    expect(gate({})).toMatchObject({ status: "pass", detail: "back to v1.2.2 (bbbbbbb)" })
    expect(gate({}, { migrationPolicy: null })).toMatchObject({
      status: "pass",
      detail: "back to v1.2.2 (bbbbbbb), as far as can be seen without migrations",
    })
  })

  test("passes a first deploy, which has no way back by nature", () => {
    expect(gate({}, { state: state() }, { sighting: "no-answer" })).toMatchObject({
      status: "pass",
      detail: "nothing to go back to: nothing runs on the stage yet",
    })
  })

  const at = "2026-11-23T10:00:00.000Z"
  const adopt = (tag: string) =>
    `Record what runs there, so that a rollback can go back to it: \`adopt --tag ${tag} --stage production\`. ` +
    "If nothing runs there yet: `deploy-production --tag TAG --allow-one-way 'the first deploy'`."

  test.each<[string, Partial<Observed>, string, string]>([
    [
      "a version",
      {
        sighting: "drift",
        versions: ["1.2.1 (ccccccc)"],
        detail: "it serves 1.2.1 (ccccccc), which the ledger does not know",
      },
      `it serves 1.2.1 (ccccccc), which the ledger does not know. It was seen at ${isoSeconds(at)}. Should v1.2.3 fail, nothing would bring that back.`,
      adopt("v1.2.1"),
    ],
    [
      "what shows no version",
      { sighting: "unidentified", versions: [], detail: "it answers, but no check shows a version" },
      `it answers, but no check shows a version. It was seen at ${isoSeconds(at)}. Should v1.2.3 fail, nothing would bring that back.`,
      adopt("VERSION"),
    ],
    [
      "at an address that is not known",
      {
        sighting: "no-address",
        at: null,
        versions: [],
        detail: "the smoke checks need api, which the stage does not have",
      },
      "Whether production runs something already is not known: the smoke checks need api, which the stage does not have.",
      adopt("VERSION"),
    ],
  ])("E1: refuses a stage that the ledger does not know and that may run %s", (_, observed, detail, fix) => {
    const refused = gate({}, { state: state() }, observed)
    expect(refused).toMatchObject({ status: "fail", code: "NOTHING_ADOPTED", detail, fix })
  })

  test("E1: names adopt where only a version that failed was deployed", () => {
    const failed = { running: running(rel("v1.2.1", "c"), false), verified: [] }
    expect(gate({}, { state: state(failed) })).toMatchObject({
      status: "fail",
      code: "ONE_WAY",
      fix: expect.stringMatching(/^If it runs well by now: `adopt --tag v1\.2\.1 --stage production`\. /),
    })
  })

  test("does not send a person to fetch history where what is known is enough", () => {
    const refused = gate({ migrations: known([drops]), back: known([drops]) }, { shallow: true })
    expect(refused).toMatchObject({ status: "fail", code: "ONE_WAY" })
  })

  test("fails with every reason why there is none", () => {
    expect(gate({ migrations: known([drops]), target: unavailable("it was never fetched") })).toMatchObject({
      status: "fail",
      code: "ONE_WAY",
      detail:
        "There is no way back from v1.2.3: the way back is to v1.2.2 (bbbbbbb), and its commit is not here: it was never fetched; " +
        "the previous version may not work with what these migrations leave: " +
        "db/2.sql (destructive: drops table b; no down migration).",
      fix: expect.stringContaining("--allow-one-way"),
    })
  })
})
