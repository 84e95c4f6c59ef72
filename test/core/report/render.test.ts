import { describe, expect, test } from "vitest"
import { filledFix, reason } from "../../../src/core/reasons.ts"
import { FORMATS, render } from "../../../src/core/report/render.ts"
import { renderMarkdown } from "../../../src/core/report/render-markdown.ts"
import { renderText } from "../../../src/core/report/render-text.ts"
import { textOf } from "../../helpers/gfm.ts"
import { HOSTILE } from "../../helpers/hostile.ts"
import { REPORTS, reportOf, rolledBack } from "../../helpers/samples.ts"

const SHA = "a".repeat(40)

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
    const fix = report.reason && filledFix(report.reason.fix, report)
    expect(JSON.parse(render(report, "json"))).toEqual({
      ...report,
      reason: report.reason && { ...report.reason, fix },
    })
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

describe("a waived gate", () => {
  const waived = { by: "ana", why: "the tests passed at 21:00", until: null }
  const report = reportOf({
    gates: [
      {
        id: "ci",
        title: "CI passed",
        status: "waived",
        detail: "red",
        code: "CI_NOT_GREEN",
        fix: null,
        waived,
      },
    ],
  })

  test.each(["text", "markdown"] as const)("is shown with who waived it and why: %s", (format) => {
    expect(render(report, format)).toMatch(/waived by ana until this run ends: the tests passed at 21:00/)
  })
})

describe("the commits of a release", () => {
  const commits = {
    commits: [{ sha: SHA, author: "ana", subject: "Answer faster" }],
    more: 0,
    dropped: 0,
    shallow: false,
  }
  const tagged = { previous: null, commits, created: true, pushed: true }
  const report = reportOf({ command: "release", tag: "v1.2.3", sha: SHA, tagged })

  test("of a first one are all that there are", () => {
    expect(render(report, "text")).toMatch(/^1 commit\n {2}aaaaaaa {2}Answer faster {2}ana$/m)
    expect(render(report, "markdown")).not.toContain(" more")
  })

  test("are left out where the history is not here", () => {
    const unknown = { ...report, tagged: { ...tagged, commits: null } }
    expect(render(unknown, "text")).not.toMatch(/^\d+ commits?/m)
    expect(render(unknown, "markdown")).not.toContain("| commit |")
  })
})

test.each(FORMATS)("commands of a fix name the report's stage: %s", (format) => {
  const why = reason("VERIFICATION_FAILED")
  expect(render(reportOf({ outcome: "failed", reason: why }), format)).toContain(
    "verify --stage production`.",
  )
  const anywhere = reportOf({ command: "setup", outcome: "failed", stage: null, reason: why })
  expect(render(anywhere, format)).toContain("verify --stage STAGE`.")
})

const reasoned = Object.entries(REPORTS).filter(([, { reason: why }]) => why !== null)

test.each(reasoned)("a reason is said once, and only by its first words below: %s", (_name, report) => {
  const why = (report.reason?.message ?? "").replace(/\.$/, "")
  for (const text of [render(report, "text"), textOf(render(report, "markdown"))]) {
    expect(text.split(why)).toHaveLength(2)
  }
})

test.each(["text", "markdown"] as const)(
  "it says when the run began, how long it took and who ran it: %s",
  (format) => {
    const { startedAt, actor } = rolledBack
    expect(render(rolledBack, format)).toMatch(
      new RegExp(`run run-7 by ${actor}\\W+started ${startedAt}\\W+took 1 min 04 s`),
    )
  },
)
