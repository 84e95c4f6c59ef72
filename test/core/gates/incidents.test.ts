import { describe, expect, test } from "vitest"
import { readStatusPage } from "../../../src/core/gates/gate.ts"
import { judgeGates } from "../../../src/core/gates/gates.ts"
import { away, known } from "../../helpers/fake-code-host.ts"
import { factsOf } from "./samples.ts"

const gate = (...facts: Parameters<typeof factsOf>) =>
  judgeGates(factsOf(...facts)).find(({ id }) => id === "incidents")

test("no incident passes", () => {
  expect(gate({}, { incidents: known([]) })).toMatchObject({ status: "pass", detail: "none is open" })
})

test("open ones fail, and are named", () => {
  const incidents = known([{ title: "#12 Orders are lost" }, { title: "#14 Chat\nis slow" }])
  expect(gate({}, { incidents })).toMatchObject({
    status: "fail",
    code: "INCIDENT_OPEN",
    detail: "2 incidents open: #12 Orders are lost, #14 Chat is slow.",
    fix: "Resolve and close it. If this deploy is the fix: `deploy-production --tag TAG --waive 'incidents=WHY'`.",
  })
})

test("staging takes a fix while they are open", () => {
  const incidents = known([{ title: "#12 Orders are lost" }])
  expect(gate({ stage: "staging" }, { incidents })).toMatchObject({
    status: "skipped",
    detail: "only for production",
  })
})

test("what cannot be asked fails", () => {
  expect(gate({}, { incidents: away })).toMatchObject({ status: "fail", code: "GATE_UNAVAILABLE" })
})

test("what is not configured is skipped", () => {
  expect(gate({}, { incidents: { kind: "skipped", why: "not configured" } })).toMatchObject({
    status: "skipped",
    detail: "not configured",
    fix: null,
  })
})

describe("a status page", () => {
  const URL = "https://status.test/v2.json"
  const read = (page: unknown, wanted = { "status.indicator": "none" } as Record<string, unknown>) =>
    readStatusPage(page, wanted, URL)

  test("as it is when all is well has no incident", () => {
    expect(read({ status: { indicator: "none" } })).toEqual(known([]))
    expect(read({ incidents: [], up: true }, { "incidents.length": 0, up: true })).toEqual(known([]))
  })

  test("that differs has one for each difference", () => {
    const page = { status: { indicator: "major" }, open: [1], since: null }
    expect(read(page, { "status.indicator": "none", open: 0, since: "never" })).toEqual(
      known([
        { title: 'status.indicator is "major", not "none"' },
        { title: "open is a list, not 0" },
        { title: 'since is null, not "never"' },
      ]),
    )
  })

  test("that lacks several names each", () => {
    expect(read({}, { "status.indicator": "none", open: 0 })).toMatchObject({
      message: `The status page ${URL} has no status.indicator, open.`,
    })
  })

  test.each([{}, null, "all is well", { status: "none" }, { message: "Not Found" }])(
    "without the value proves nothing: %j",
    (page) => {
      expect(read(page)).toEqual({
        kind: "unavailable",
        message: `The status page ${URL} has no status.indicator.`,
      })
    },
  )
})
