import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { render } from "../../../src/core/report/render.ts"
import { shapeOf } from "../../helpers/gfm.ts"
import { HOSTILE, hostileReports } from "../../helpers/hostile.ts"
import { runs } from "../../helpers/runs.ts"

/** What steers a terminal, turns a line around or ends it. */
const STEERING = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u
/** What a workflow's log takes for a command, whatever blanks precede it. */
const WORKFLOW_COMMAND = /^\s*(::|##\[)/m

const PIECES = [
  ...HOSTILE.map(([, text]) => text),
  ..."|`*_~[](){}<>#@!$&\\:;-+\"'\n\r\t".split(""),
  "](https://evil.test)",
  "</pre>",
  "-->",
  "%0A::error::",
  "1. ",
  "- ",
  "    ",
  "&lt;",
  "\u202e",
  "\u001b[0m",
]

/** Text of others: pieces that mean something somewhere, and anything at all. */
const hostile = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 8 }) },
      { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((pieces) => pieces.join(""))
  .filter((text) => /\S/.test(text))

const PLAIN = hostileReports("plain")
const lines = (text: string) => text.split("\n").length
const of = (index: number) => PLAIN[index] as (typeof PLAIN)[number]

describe.each(PLAIN.map((report, index) => [report.command, index] as const))(
  "in a report of %s",
  (_, index) => {
    const textLines = lines(render(of(index), "text"))
    const shape = shapeOf(render(of(index), "markdown"))

    test("whatever others wrote leaves text, Markdown and JSON what they are", () => {
      fc.assert(
        fc.property(hostile, (written) => {
          const report = hostileReports(written)[index] as (typeof PLAIN)[number]
          const text = render(report, "text", "release-pipeline")
          const markdown = render(report, "markdown", "release-pipeline")
          const json = render(report, "json")
          for (const rendered of [text, markdown, json]) {
            expect(rendered).not.toMatch(STEERING)
            expect(rendered).not.toMatch(WORKFLOW_COMMAND)
          }
          expect(lines(text)).toBe(textLines)
          expect(shapeOf(markdown)).toBe(shape)
          expect(JSON.parse(json)).toMatchObject(JSON.parse(JSON.stringify({ ...report, reason: undefined })))
        }),
        { numRuns: runs(60) },
      )
    })
  },
)
