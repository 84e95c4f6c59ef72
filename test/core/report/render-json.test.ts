import { expect, test } from "vitest"
import { renderJson } from "../../../src/core/report/render-json.ts"
import { HOSTILE } from "../../helpers/hostile.ts"
import { REPORTS, reportOf } from "../../helpers/samples.ts"

test.each(Object.entries(REPORTS))("%s comes back as it was", (_name, report) => {
  expect(JSON.parse(renderJson(report))).toEqual(report)
})

test("it is one document, ended by one line feed", () => {
  const text = renderJson(reportOf({ log: ["a\nb"] }))
  expect(text).toMatch(/^\{\n[\s\S]*\n\}\n$/)
})

test.each(HOSTILE)("%s comes back as it was, and without a control character in between", (_name, text) => {
  const rendered = renderJson(reportOf({ log: [text] }))
  expect(JSON.parse(rendered)).toMatchObject({ log: [text] })
  expect(rendered.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u)
})
