import { describe, expect, test } from "vitest"
import { headline } from "../../dagger/src/core/headline.ts"
import { renderText } from "../../dagger/src/core/render-text.ts"
import { HOSTILE, hostileReports } from "../helpers/hostile.ts"
import { blocked, REPORTS, reportOf, rolledBack } from "../helpers/samples.ts"

test.each(Object.entries(REPORTS))("%s", async (name, report) => {
  await expect(renderText(report)).toMatchFileSnapshot(`__snapshots__/${name}.txt`)
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

test("failed gates stand right below the reason; gates that passed stand below what failed", () => {
  const order = (text: string, ...parts: string[]) => parts.map((part) => text.indexOf(`\n${part}`))
  const [reason, gates, phases] = order(renderText(blocked), "STAGING_NOT_VERIFIED", "gates", "phases")
  expect([reason, gates, phases]).toEqual([reason, gates, phases].toSorted((a = 0, b = 0) => a - b))
  const [smoke, passed] = order(renderText(rolledBack), "smoke: fail", "gates")
  expect(passed).toBeGreaterThan(smoke as number)
})

describe.each(HOSTILE)("%s", (_name, text) => {
  test.each(hostileReports(text).map((report) => [report.command, report] as const))(
    "in %s",
    (_command, report) => {
      const harmless = structuredClone(report)
      const rendered = renderText(report)
      expect(rendered.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u)
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
