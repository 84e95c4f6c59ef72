// @module-tag slow
import { describe, expect, test } from "vitest"
import { findBrowser, LOOKS, openBrowser, pageOf, takePicture } from "../../scripts/pictures/browser.ts"
import { styledParts, svgOf } from "../../scripts/pictures/terminal.ts"
import { render } from "../../src/core/report/render.ts"
import { htmlOf, shapeOf, textOf } from "../helpers/gfm.ts"
import { REPORTS } from "../helpers/samples.ts"

describe("a report as GitHub reads it", () => {
  test.each(Object.entries(REPORTS))("%s is markup through and through", (_name, report) => {
    const markdown = render(report, "markdown", "dagger call")
    expect(shapeOf(markdown)).toMatch(/^<h3>/)
    // what was meant as markup and is not would be left in the text
    expect(textOf(markdown)).not.toMatch(/\]\(|\*\*|<\/?(?:details|summary|pre|sub)>|\|\s*---|&#\d+;/)
  })

  test("has its pages as links that can be clicked", () => {
    const html = htmlOf(render(REPORTS.deployed, "markdown", "dagger call"))
    expect(html).toContain(
      '<a href="https://github.com/acme/shop/compare/1111111...2222222">v1.2.2 (1111111)</a>',
    )
    expect(html).toContain("<code>dagger call rollback --stage production --to v1.2.2 --reason 'WHY'</code>")
  })
})

const path = findBrowser()

describe("a report in a browser", { timeout: 60_000 }, () => {
  test.skipIf(path === null)(
    "fits a telephone and a screen, in both themes, and asks nobody for anything",
    async () => {
      const browser = await openBrowser(path as string)
      try {
        for (const name of ["plan", "rolled-back", "status", "blocked"] as const) {
          const page = pageOf(htmlOf(render(REPORTS[name], "markdown", "dagger call")))
          for (const look of LOOKS) {
            const { image, requests, overflow } = await takePicture(browser, page, look)
            expect({ name, look, requests, overflow }).toEqual({ name, look, requests: [], overflow: 0 })
            // an empty page of this size takes 2 kB
            expect(image.length).toBeGreaterThan(5000)
          }
        }
      } finally {
        await browser.close()
      }
    },
  )

  test.runIf(path === null)(
    "is not looked at here: no Chromium is on the PATH, and CHROME names none",
    () => {
      expect(path).toBeNull()
    },
  )
})

describe("a terminal's picture", () => {
  test("has the colours that the escapes name, until they end", () => {
    expect(styledParts("a \u001b[1m\u001b[32mb\u001b[39m c\u001b[22m d\r")).toEqual([
      { text: "a ", classes: [] },
      { text: "b", classes: ["bold", "green"] },
      { text: " c", classes: ["bold"] },
      { text: " d", classes: [] },
    ])
  })

  test("shows markup as text, and breaks what is too long for a line", () => {
    const svg = svgOf([`<script>&</script> ${"word ".repeat(40)}`])
    expect(svg).toContain("&lt;script&gt;&amp;&lt;/script&gt;")
    expect(svg.match(/<text /g)).toHaveLength(3)
  })
})
