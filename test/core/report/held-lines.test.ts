import { describe, expect, test } from "vitest"
import { headline, statusLine } from "../../../src/core/report/headline.ts"
import { notes, openingNotes, stageNotes, verifiedNote } from "../../../src/core/report/notes.ts"
import { render } from "../../../src/core/report/render.ts"
import type { Report } from "../../../src/core/report/report.ts"
import { cardOf, deployed, emptyCard, reportOf, runningOf, stateOf, V1, V2 } from "../../helpers/samples.ts"

const AT = "2026-03-01T03:04:05.000Z"
const OPEN = "to open it: `unfreeze --stage staging --reason 'WHY'`"
const SHORT = "2026-03-01T03:04:05Z"
const UNTIL = "2026-03-03T00:00:00.000Z"
const held = (until: string | null) => ({ reason: "the launch", actor: "ann", at: AT, until })

describe("a stage that a person holds", () => {
  test.each([
    [null, `frozen since ${SHORT} by ann: the launch; ${OPEN}`],
    [UNTIL, `frozen since ${SHORT} by ann, until 2026-03-03T00:00:00Z: the launch; ${OPEN}`],
  ])("until %s", (until, note) => {
    const state = stateOf({ running: runningOf(V1), held: held(until) })
    expect(statusLine({ stage: "staging", state })).toBe("staging runs v1.2.2 (1111111), verified, frozen")
    expect(stageNotes({ stage: "staging", state })).toEqual([note])
  })

  test("a version that they keep away has their name", () => {
    const quarantine = [{ ...V1, reason: "slow", at: AT, by: "ann" }]
    expect(stageNotes({ stage: "staging", state: stateOf({ quarantine }) })).toEqual([
      `quarantined v1.2.2 (1111111) at ${SHORT} by ann: slow`,
    ])
  })

  test("a version that runs and is kept away is marked, and is no way back", () => {
    const quarantine = [{ ...V1, reason: "A person asked for it.", at: AT }]
    const state = stateOf({ running: runningOf(V1), quarantine, verified: [V2, V1] })
    expect(statusLine({ stage: "staging", state })).toBe(
      "staging runs v1.2.2 (1111111), verified, quarantined",
    )
    expect(verifiedNote(state)).toEqual(["verified here, newest first: v1.2.3 (2222222)"])
    expect(verifiedNote(stateOf({ quarantine, verified: [V1] }))).toEqual([])
  })

  test("two freezes are opened by one command, and a full stop is not followed by a semicolon", () => {
    const frozen = { reason: "A person asked for it.", actor: "ben", at: AT }
    expect(stageNotes({ stage: "staging", state: stateOf({ frozen, held: held(null) }) })).toEqual([
      `frozen since ${SHORT} by ben: A person asked for it`,
      `frozen since ${SHORT} by ann: the launch; ${OPEN}`,
    ])
  })
})

test.each([
  [null, ""],
  [UNTIL, "2026-03-03T00:00:00Z, or until "],
])("one who froze the stage during a deploy is named in its report, until %s", (until, time) => {
  const card = cardOf(V2, true, { held: held(until) })
  expect(notes({ ...deployed, card })).toEqual([
    `ann froze production meanwhile: the launch. It takes no deploys until ${time}\`unfreeze --stage production --reason 'WHY'\``,
  ])
  expect(notes({ ...deployed, card: null })).toEqual([])
})

const done = (fields: Partial<Report>) =>
  reportOf({ ...{ outcome: "done", ok: true, reason: null, previous: null }, ...fields })
const hold = (fields: Partial<NonNullable<Report["hold"]>> = {}) => ({
  ...{ stages: ["production" as const], until: null, lifted: false, notes: [] },
  ...fields,
})

test.each<[string, Partial<Report>]>([
  [
    "production takes no deploys; production still runs v1.2.2 (1111111)",
    { command: "freeze", hold: hold(), running: { ...V1, verified: true } },
  ],
  [
    `production takes no deploys until 2026-03-03T00:00:00Z; the ledger knows no deploy of production`,
    { command: "freeze", hold: hold({ until: UNTIL }), running: null, card: emptyCard },
  ],
  [
    "v1.2.2 (1111111) is quarantined on staging and production",
    { command: "quarantine", ...V1, hold: hold({ stages: ["staging", "production"] }) },
  ],
  [
    "v1.2.2 (1111111) is no longer quarantined on production",
    { command: "quarantine", ...V1, hold: hold({ lifted: true }) },
  ],
])("%s", (line, fields) => expect(headline(done(fields))).toBe(line))

describe("what a person should know is shown", () => {
  const report = done({ command: "freeze", hold: hold({ notes: ["A run is under way."] }) })

  test.each(["text", "markdown"] as const)("as %s", (format) => {
    expect(render(report, format)).toContain("\nA run is under way.\n")
  })
})

describe("hooks that were run are shown, with the last lines of those that failed", () => {
  const hooks: Report["hooks"] = [
    { name: "before-deploy", status: "passed", detail: "v1.2.2 (1111111)", log: [] },
    {
      name: "after-verified",
      status: "failed",
      detail: "tell.sh ended with exit code 3.",
      log: ["no <pager>"],
    },
  ]
  const report = reportOf({ hooks })

  test("as text", () => {
    expect(render(report, "text")).toContain(
      [
        "hooks",
        "  passed  before-deploy   v1.2.2 (1111111)",
        "  failed  after-verified  tell.sh ended with exit code 3.",
        "    | after-verified: no <pager>\n",
      ].join("\n"),
    )
  })

  test("as markdown", () => {
    const text = render(report, "markdown")
    expect(text).toContain("| after-verified | failed | tell.sh ended with exit code 3. |")
    expect(text).toContain(
      "<summary>Last lines of the hooks</summary>\n\n<pre>after-verified: no &#60;pager&#62;</pre>",
    )
  })

  test("and nothing is where none was", () => {
    for (const format of ["text", "markdown"] as const) {
      expect(render(reportOf({}), format)).not.toMatch(/hook/i)
    }
  })
})

test("opening a stage lets in what the pipeline quarantined, and not what a person did", () => {
  const quarantine = [
    { ...V2, reason: "slow", at: AT, by: "ann" },
    { ...V1, reason: "status 500", at: AT },
  ]
  expect(openingNotes("staging", stateOf({ held: held(null) }))).toEqual([
    "This ends the freeze of ann, too: the launch.",
  ])
  expect(openingNotes("staging", stateOf({ quarantine }))).toEqual([
    "No longer quarantined: v1.2.2 (1111111). To keep one out: `quarantine --tag v1.2.2 --stage staging --reason 'WHY'`",
  ])
})

test("what opens with a stage is one line, however much it is", () => {
  const kept = [V1, V2].map((release) => ({ ...release, reason: "bad", at: "2026-03-01T03:04:05.678Z" }))
  expect(openingNotes("production", stateOf({ quarantine: kept }))).toEqual([
    "No longer quarantined: v1.2.2 (1111111), v1.2.3 (2222222). To keep one out: `quarantine --tag v1.2.2 --stage production --reason 'WHY'`",
  ])
})
