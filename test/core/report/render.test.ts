import { expect, test } from "vitest"
import { FORMATS, render } from "../../../src/core/report/render.ts"
import { renderJson } from "../../../src/core/report/render-json.ts"
import { renderMarkdown } from "../../../src/core/report/render-markdown.ts"
import { renderText } from "../../../src/core/report/render-text.ts"
import { rolledBack } from "../../helpers/samples.ts"

test.each([
  ["text", renderText],
  ["markdown", renderMarkdown],
  ["json", renderJson],
] as const)("%s", (format, renderer) => {
  expect(render(rolledBack, format)).toBe(renderer(rolledBack))
})

test("every format ends with one line feed and says what the stage runs", () => {
  for (const format of FORMATS) {
    expect(render(rolledBack, format)).toMatch(/[^\n]\n$/)
    expect(render(rolledBack, format)).toContain("v1.2.2")
  }
})
