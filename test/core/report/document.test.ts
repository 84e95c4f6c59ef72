import { expect, test } from "vitest"
import { headline } from "../../../src/core/report/headline.ts"
import { render } from "../../../src/core/report/render.ts"
import { reportOf } from "../../helpers/samples.ts"

const withText = (text: string) =>
  reportOf({
    command: "trust-policy",
    document: { title: "Who may deploy", text, notes: ["Mind <the> gap."] },
  })

test("as text it is the document and nothing else", () => {
  expect(render(withText('{\n  "a": 1\n}'), "text")).toBe('{\n  "a": 1\n}\n')
  expect(render(withText("a\u001b[31mb"), "text")).toBe("a\ufffd[31mb\n")
})

test("as markdown it is fenced, with its title and its notes", () => {
  const report = withText('{\n  "a": 1\n}')
  expect(headline(report)).toBe("Who may deploy")
  const lines = render(report, "markdown").split("\n")
  expect(lines.slice(0, 8)).toEqual([
    "### ✅ Who may deploy",
    "",
    "- Mind &#60;the&#62; gap.",
    "",
    "```",
    "{",
    '  "a": 1',
    "}",
  ])
})

test("a document cannot end its own fence", () => {
  expect(render(withText("```\n# not a heading"), "markdown")).toContain("````\n```\n# not a heading\n````")
})

test("as JSON it is a part of the report", () => {
  expect(JSON.parse(render(withText("x"), "json")).document.text).toBe("x")
})
