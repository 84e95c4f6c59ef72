import { describe, expect, test } from "vitest"
import type { GateFacts } from "../../../src/core/gates/gate.ts"
import { judgeGates } from "../../../src/core/gates/gates.ts"
import { readUntil } from "../../../src/core/gates/waivers.ts"
import type { StageState } from "../../../src/core/ledger/stage-state.ts"
import { isoSeconds } from "../../../src/core/text.ts"
import { AT, quarantined, running, state } from "../ledger/samples.ts"
import { a, b, factsOf } from "./samples.ts"

/** It is 10:00. */
const gate = (id: string, fields: Partial<GateFacts>) =>
  judgeGates(factsOf(fields)).find((one) => one.id === id)

const base = { running: running(b), verified: [b] }
const held = (until: string | null, more: Partial<StageState> = {}) =>
  state({ ...base, ...more, held: { reason: "the launch", actor: "ben", at: AT, until } })
const TEN = "2026-11-23T10:00:00.000Z"
const NOON = "2026-11-23T12:00:00.000Z"

describe("a person's freeze", () => {
  test("lasts until it is ended", () => {
    expect(gate("frozen", { state: held(null) })).toMatchObject({
      status: "fail",
      code: "STAGE_FROZEN",
      detail: `production was frozen at ${isoSeconds(AT)} by ben: the launch`,
      fix: "Ask ben, then: `unfreeze --stage production --reason 'WHY'`.",
    })
  })

  test("or until its time, which it names", () => {
    expect(gate("frozen", { state: held(NOON) })).toMatchObject({
      status: "fail",
      detail: `production was frozen at ${isoSeconds(AT)} by ben, until ${isoSeconds(NOON)}: the launch`,
      fix: `Wait until ${isoSeconds(NOON)}; or ask ben, then: \`unfreeze --stage production --reason 'WHY'\`.`,
    })
    expect(gate("frozen", { state: held(TEN) })).toMatchObject({ status: "pass" })
  })

  test("hides nothing of what the pipeline froze, whose fix comes first", () => {
    const frozen = { reason: "it lost messages", actor: "ana", at: AT }
    expect(gate("frozen", { state: held(NOON, { frozen }) })).toMatchObject({
      detail: `production was frozen at ${isoSeconds(AT)} by ana: it lost messages. Also, production was frozen at ${isoSeconds(AT)} by ben, until ${isoSeconds(NOON)}: the launch`,
      fix: "Find the cause, then: `unfreeze --stage production --reason 'WHY'`.",
    })
    expect(gate("frozen", { state: held(TEN, { frozen }) })?.detail).not.toContain("ben")
  })

  test("of the other stage is nothing", () => {
    expect(gate("frozen", { staging: held(null, { verified: [a] }) })).toMatchObject({ status: "pass" })
  })
})

describe("a version that a person keeps away", () => {
  const bad = { ...quarantined(a), by: "ben" }

  test("is refused by their word", () => {
    expect(gate("quarantine", { state: state({ ...base, quarantine: [bad] }) })).toMatchObject({
      code: "VERSION_QUARANTINED",
      detail: `v1.2.3 (aaaaaaa) was quarantined on the stage by ben at ${isoSeconds(AT)}: it lost messages`,
    })
  })

  test("from staging has not been verified there, whatever its smoke test said", () => {
    expect(gate("staging", { staging: state({ verified: [a], quarantine: [bad] }) })).toMatchObject({
      code: "VERSION_QUARANTINED",
      detail: `v1.2.3 (aaaaaaa) was quarantined on staging by ben at ${isoSeconds(AT)}: it lost messages`,
    })
  })
})

describe("windows", () => {
  const changes = "2026-11-24 09:00 Europe/Berlin (2026-11-24T08:00Z)"

  test.each<[GateFacts["opening"], object]>([
    [
      { isOpen: false, because: "no window allows deploys", changes },
      {
        status: "fail",
        code: "WINDOW_CLOSED",
        detail: `production takes no deploys at this time: no window allows deploys. It opens at ${changes}.`,
      },
    ],
    [
      { isOpen: false, because: "no window allows deploys", changes: null },
      {
        detail:
          "production takes no deploys at this time: no window allows deploys. It does not open in the next two years.",
      },
    ],
    [
      { isOpen: true, because: "no window denies deploys", changes },
      { status: "pass", detail: `no window denies deploys, until ${changes}` },
    ],
    [
      { isOpen: true, because: "no window denies deploys", changes: null },
      { status: "pass", detail: "no window denies deploys" },
    ],
  ])("%j", (opening, expected) => expect(gate("window", { opening })).toMatchObject(expected))
})

describe("a soak of 30 minutes", () => {
  const soak = (release: { at?: string; leftAt?: string } | null) =>
    gate("soak", {
      soakMinutes: 30,
      staging: state({ verified: release === null ? [] : [{ ...a, ...release }] }),
    })
  const again =
    "Deploy it to staging again: `deploy-staging --tag TAG`. For this deploy alone: `deploy-production --tag TAG --waive 'soak=WHY'`."

  test.each<[string, { at?: string; leftAt?: string } | null, object]>([
    [
      "goes on",
      { at: "2026-11-23T09:45:00.000Z" },
      {
        code: "SOAK_UNFINISHED",
        detail:
          "Staging has run v1.2.3 for 15 min 00 s of the 30 min 00 s that it should, which are over at 2026-11-23T10:15:00Z.",
      },
    ],
    [
      "is over",
      { at: "2026-11-23T09:30:00.000Z" },
      { status: "pass", detail: "30 min 00 s of the 30 min 00 s that it should" },
    ],
    [
      "was over before another version came",
      { at: "2026-11-23T08:30:00.000Z", leftAt: "2026-11-23T09:10:00.000Z" },
      { status: "pass" },
    ],
    [
      "was cut short",
      { at: "2026-11-23T08:30:00.000Z", leftAt: "2026-11-23T08:40:00.000Z" },
      {
        status: "fail",
        detail:
          "Staging ran v1.2.3 for 10 min 00 s of the 30 min 00 s that it should, until another version replaced it.",
        fix: again,
      },
    ],
    [
      "has no beginning in what an older pipeline recorded",
      {},
      {
        code: "SOAK_UNFINISHED",
        detail: "Since when staging has run v1.2.3 is not known: an older pipeline recorded it.",
        fix: again,
      },
    ],
    ["has not begun", null, { status: "skipped", detail: "staging has not verified it" }],
    [
      "is not begun by a clock that is ahead",
      { at: "2026-11-23T10:45:00.000Z" },
      { status: "fail", detail: expect.stringContaining("for 0.0 s of") },
    ],
  ])("%s", (_, release, expected) => expect(soak(release)).toMatchObject(expected))
})

describe("--until", () => {
  const now = new Date(TEN)

  test.each([
    [null, null],
    ["", null],
    ["90m", "2026-11-23T11:30:00.000Z"],
    ["2h", NOON],
    ["3d", "2026-11-26T10:00:00.000Z"],
    ["2026-11-23T13:00+01:00", NOON],
    ["2026-11-23T12:00Z", NOON],
  ])("%j is %j", (text, until) => expect(readUntil(text, now, "production")).toBe(until))

  test.each([
    "tomorrow",
    "2026-11-24",
    "2026-11-24T10:00",
    "0h",
    "-2h",
    "2 h",
    "2w",
    "1e3h",
    "2026-13-01T00:00Z",
    "\u001b[2J",
  ])("%j is refused, with what it can be", (text) =>
    expect(() => readUntil(text, now, "production")).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/^The time cannot be accepted/),
        reason: expect.objectContaining({
          fix: "Give minutes, hours or days, `freeze --stage production --until 2h --reason 'WHY'`, or a time with its zone, `freeze --stage production --until 2026-11-24T10:00Z --reason 'WHY'`.",
        }),
        problems: [
          { path: "--until", message: expect.stringMatching(/ is neither a time such as .* nor a duration/) },
        ],
      }),
    ),
  )

  test.each(["2026-11-23T10:00Z", "2025-11-23T10:00Z"])("%s has passed", (text) => {
    expect(() => readUntil(text, now, "production")).toThrow(
      expect.objectContaining({
        problems: [{ path: "--until", message: `${new Date(text).toISOString()} has passed` }],
      }),
    )
  })
})
