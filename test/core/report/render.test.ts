import { describe, expect, test } from "vitest"
import { FORMATS, render } from "../../../src/core/report/render.ts"
import { renderMarkdown } from "../../../src/core/report/render-markdown.ts"
import { renderText } from "../../../src/core/report/render-text.ts"
import { HOSTILE } from "../../helpers/hostile.ts"
import { REPORTS, reportOf, rolledBack } from "../../helpers/samples.ts"

test.each([
  ["text", renderText],
  ["markdown", renderMarkdown],
] as const)("%s", (format, renderer) => {
  expect(render(rolledBack, format)).toBe(renderer(rolledBack))
})

test("every format ends with one line feed and says what the stage runs", () => {
  for (const format of FORMATS) {
    expect(render(rolledBack, format)).toMatch(/[^\n]\n$/)
    expect(render(rolledBack, format)).toContain("v1.2.2")
  }
})

describe("JSON", () => {
  test.each(Object.entries(REPORTS))("%s comes back as it was", (_name, report) => {
    expect(JSON.parse(render(report, "json"))).toEqual(report)
  })

  test("it is one document, ended by one line feed", () => {
    const text = render(reportOf({ log: ["a\nb"] }), "json")
    expect(text).toMatch(/^\{\n[\s\S]*\n\}\n$/)
  })

  test.each(HOSTILE)("%s comes back as it was, and without a control character in between", (_name, text) => {
    const rendered = render(reportOf({ log: [text] }), "json")
    expect(JSON.parse(rendered)).toMatchObject({ log: [text] })
    expect(rendered.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u)
  })
})
