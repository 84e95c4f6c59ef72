import { describe, expect, test } from "vitest"
import type { Plan } from "../../../src/core/plan/plan.ts"
import { headline } from "../../../src/core/report/headline.ts"
import { render } from "../../../src/core/report/render.ts"
import { renderText } from "../../../src/core/report/render-text.ts"
import type { StageStatus } from "../../../src/core/report/report.ts"
import { FIGURES } from "../../helpers/figure-samples.ts"
import { HOSTILE, hostileReports } from "../../helpers/hostile.ts"
import { REPORTS, reportOf, rollbackFailed, stateOf, V1 } from "../../helpers/samples.ts"

test.each(Object.entries({ ...REPORTS, ...FIGURES }))("%s", async (name, report) => {
  await expect(render(report, "text")).toMatchFileSnapshot(`__snapshots__/${name}.txt`)
})

test.each(Object.entries(REPORTS))(
  "%s begins with the headline and ends with one line feed",
  (_name, report) => {
    const text = renderText(report)
    expect(text.split("\n")[0]).toBe(headline(report))
    expect(text).toMatch(/[^\n]\n$/)
    expect(text).not.toMatch(/ \n|\n\n\n/)
  },
)

test("what failed stands above the gates that passed before it", () => {
  const text = renderText(rollbackFailed)
  const parts = ["smoke: fail", "last lines of the deployer", "gates", "phases"].map((part) =>
    text.indexOf(`\n${part}`),
  )
  expect(parts).toEqual(parts.toSorted((a, b) => a - b))
})

test("of many verified versions the newest are listed", () => {
  const verified = [9, 8, 7, 6, 5, 4].map((patch) => ({ tag: `v1.0.${patch}`, sha: V1.sha }))
  const stages = [{ stage: "production" as const, state: stateOf({ verified }) }]
  const text = renderText(reportOf({ command: "status", stages }))
  expect(text).toContain("v1.0.9 (1111111), v1.0.8 (1111111)")
  expect(text).toContain("v1.0.5")
  expect(text).not.toContain("v1.0.4")
})

test("status of two stages on which much has happened fits a terminal of 24 lines", () => {
  const [, production] = REPORTS.status.stages ?? []
  const { state, card } = production as StageStatus
  const quarantine = [1, 2, 3, 4, 5, 6].flatMap(() => state.quarantine)
  const stages = (["staging", "production"] as const).map((stage) => ({
    stage,
    state: { ...state, quarantine },
    ...(card && { card }),
  }))
  const text = renderText({ ...REPORTS.status, stages })
  expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(24)
  // nothing is left out for that
  expect(text.match(/frozen since|held since|quarantined v1.2.3|verified here/g)).toHaveLength(8)
  expect(text).toContain(
    "; and v1.2.3 (2222222), v1.2.3 (2222222), v1.2.3 (2222222), and 2 more; verified here",
  )
})

describe.each(HOSTILE)("%s", (_name, text) => {
  test.each(hostileReports(text).map((report) => [report.command, report] as const))(
    "in %s",
    (_command, report) => {
      const harmless = structuredClone(report)
      const rendered = renderText(report)
      expect(rendered.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u)
      // GitHub takes a line that begins so for a command, also after blanks
      expect(rendered).not.toMatch(/^\s*(?:::|##\[)/m)
      const lines = hostileReports("plain")
        .map(renderText)
        .map((plain) => plain.split("\n").length)
      expect(lines).toContain(rendered.split("\n").length)
      expect(report).toEqual(harmless)
    },
  )
})

test("what a reader needs of a hostile text is still there", () => {
  const report = reportOf({ outcome: "failed", log: ["\u001b[31merror:\tno such file\u001b[0m"] })
  expect(renderText(report)).toContain("  | �[31merror: no such file�[0m\n")
})

test.each([
  [null, "the first version"],
  ["v1.2.0", "the minor part of v1.2.0 grows: --bump asks for it"],
])("a next version after %s says why it is this one, and which tags it ignored", (current, why) => {
  const nextVersion = { current, next: "v1.3.0", bump: "minor", because: "--bump asks for it" } as const
  const text = renderText(
    reportOf({ command: "next-version", nextVersion: { ...nextVersion, ignored: ["v2025.01.02"] } }),
  )
  expect(text).toContain(why)
  expect(text).toContain("Ignored: v2025.01.02 (a part with a leading zero")
})

test("a line of a migration that risks something is shown without its indentation", () => {
  const lines = [
    { text: "CREATE TABLE b (id int);", risks: [] },
    { text: "    DROP TABLE a; ", risks: ["drops table a", "cannot be undone"] },
  ]
  const plan = { ...(REPORTS.plan.plan as Plan), sources: [{ path: "db/8.sql", lines, more: 0 }] }
  expect(renderText({ ...REPORTS.plan, plan })).toContain(
    "\n    db/8.sql:2  DROP TABLE a;  (drops table a, cannot be undone)\n",
  )
})
