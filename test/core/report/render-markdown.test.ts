import { describe, expect, test } from "vitest"
import { render } from "../../../src/core/report/render.ts"
import { renderMarkdown } from "../../../src/core/report/render-markdown.ts"
import { FIGURES } from "../../helpers/figure-samples.ts"
import { HOSTILE, hostileReports } from "../../helpers/hostile.ts"
import { REPORTS, reportOf, stateOf, V1 } from "../../helpers/samples.ts"

test.each(Object.entries({ ...REPORTS, ...FIGURES }))("%s", async (name, report) => {
  await expect(render(report, "markdown")).toMatchFileSnapshot(`__snapshots__/${name}.md`)
})

/** Everything in a rendered report that is not text: tags, what tables are made of, and whatever makes a link. */
const markup = (rendered: string): string[] =>
  rendered
    .replaceAll("<!-- -->", "¤")
    .match(/<[^>]*>|[|`*~$[\]\\\n]|@(?!¤)|(?<![&#])#(?![¤#])|:\/\/|www\./g) ?? []

describe.each(HOSTILE)("%s stays text", (_name, text) => {
  const plain = hostileReports("plain")
  test.each(hostileReports(text).map((report, index) => [report.command, report, index] as const))(
    "in %s",
    (_command, report, index) => {
      expect(markup(renderMarkdown(report))).toEqual(
        markup(renderMarkdown(plain[index] as (typeof plain)[number])),
      )
    },
  )
})

test.each([
  ["a|b", "a&#124;b"],
  ["<b>", "&#60;b&#62;"],
  ["a & b", "a &#38; b"],
  ["`x`", "&#96;x&#96;"],
  ["@ana", "@<!-- -->ana"],
  ["#12", "#<!-- -->12"],
  ["https://x.test", "https:<!-- -->//x.test"],
  ["www.x.test", "www<!-- -->.x.test"],
  ["snake_case_2_b", "snake_case_2_b"],
  ["__init__", "&#95;&#95;init&#95;&#95;"],
  ["a\nb", "a b"],
])("%j becomes %j", (text, escaped) => {
  expect(renderMarkdown(reportOf({ outcome: "failed", log: [text] }))).toContain(`<pre>${escaped}</pre>`)
})

test("of many verified versions the newest are listed", () => {
  const verified = [9, 8, 7, 6, 5, 4].map((patch) => ({ tag: `v1.0.${patch}`, sha: V1.sha }))
  const stages = [{ stage: "production" as const, state: stateOf({ verified }) }]
  expect(renderMarkdown(reportOf({ command: "status", stages }))).toContain(
    "- verified here, newest first: v1.0.9 (1111111), v1.0.8 (1111111), v1.0.7 (1111111), v1.0.6 (1111111), v1.0.5 (1111111)\n",
  )
})
