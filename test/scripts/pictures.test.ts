// @module-tag slow

import axe from "axe-core"
import type { Page } from "puppeteer-core"
import { describe, expect, test } from "vitest"
import { findBrowser, LOOKS, openBrowser, pageOf, showPage } from "../../scripts/pictures/browser.ts"
import { styledParts, svgOf } from "../../scripts/pictures/terminal.ts"
import { renderPage } from "../../src/core/figures/page.ts"
import { render } from "../../src/core/report/render.ts"
import { FIGURES } from "../helpers/figure-samples.ts"
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

const reports = Object.entries({ ...REPORTS, ...FIGURES }).map(
  ([name, report]) =>
    [`${name} in Markdown`, pageOf(htmlOf(render(report, "markdown", "dagger call")))] as const,
)
const pages = (["timeline", "long-timeline", "dora"] as const).map(
  (name) => [`${name} as a page`, renderPage(FIGURES[name])] as const,
)
/** A row is not cut; a code or an action's name that is longer than its column may be. */
const CUT = 48

describe("what people look at, in a browser", { timeout: 120_000 }, () => {
  test.skipIf(path === null)("fits a telephone and a screen, and asks nobody for anything", async () => {
    const browser = await openBrowser(path as string)
    try {
      for (const [name, html] of [...reports, ...pages]) {
        // a theme changes no size
        for (const look of LOOKS.filter(({ theme }) => theme === "light")) {
          const { width } = look
          const seen = await showPage(browser, html, look, async ({ requests, overflow, cut }) => ({
            ...{ name, width, requests, overflow },
            isCut: cut > CUT,
          }))
          expect(seen).toEqual({ name, width, requests: [], overflow: 0, isCut: false })
        }
      }
    } finally {
      await browser.close()
    }
  })

  test.skipIf(path === null)("has no script and nothing that axe-core finds, in both themes", async () => {
    const browser = await openBrowser(path as string)
    try {
      // a long one has nothing that a short one has not
      for (const [name, html] of pages.filter(([one]) => !one.startsWith("long"))) {
        expect(html).not.toMatch(/<script|\son\w+=|javascript:/i)
        for (const look of LOOKS) {
          const found = await showPage(browser, html, look, ({ page }) => violations(page))
          expect({ name, look, found }).toEqual({ name, look, found: [] })
        }
      }
    } finally {
      await browser.close()
    }
  })

  test.runIf(path === null)(
    "is not looked at here: no Chromium is on the PATH, and CHROME names none",
    () => {
      expect(path).toBeNull()
    },
  )
})

/** What axe-core says of a page, colours and all; its own script is brought in past the page's policy. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const result = (await page.evaluate("axe.run()")) as axe.AxeResults
  expect(result.passes.map(({ id }) => id)).toContain("color-contrast")
  return result.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
}

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
