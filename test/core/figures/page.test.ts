// @module-tag long
import axe from "axe-core"
import fc from "fast-check"
import { JSDOM } from "jsdom"
import { describe, expect, test } from "vitest"
import { rendered } from "../../../src/commands.ts"
import { bars, laneChart, ticks } from "../../../src/core/figures/charts.ts"
import { deploymentsIn } from "../../../src/core/figures/deployments.ts"
import { type Dora, doraOf } from "../../../src/core/figures/dora.ts"
import { commitLink, html as markup, table } from "../../../src/core/figures/html.ts"
import { renderPage } from "../../../src/core/figures/page.ts"
import { DAY_MS } from "../../../src/core/figures/periods.ts"
import { frozenTimes, runsOf } from "../../../src/core/figures/runs.ts"
import { timelineOf } from "../../../src/core/figures/timeline.ts"
import { render } from "../../../src/core/report/render.ts"
import type { Report } from "../../../src/core/report/report.ts"
import { FIGURES, hostileFigures } from "../../helpers/figure-samples.ts"
import { HOSTILE } from "../../helpers/hostile.ts"
import { reportOf } from "../../helpers/samples.ts"
import { Story, time } from "../../helpers/story.ts"

const PAGES = { timeline: FIGURES.timeline, "long-timeline": FIGURES["long-timeline"], dora: FIGURES.dora }
const isPage = ({ timeline, dora }: Report) => timeline !== null || dora !== null

const documentOf = (html: string) => new JSDOM(html).window.document

/** Every element and attribute of a page, without its texts. */
function shapeOf(html: string): string[] {
  const texts = new Set(["aria-label", "title"])
  return [...documentOf(html).querySelectorAll("*")].map(
    (element) =>
      `${element.tagName} ${[...element.attributes].map(({ name, value }) => (texts.has(name) ? name : `${name}=${value}`)).join(" ")}`,
  )
}

describe.each(Object.entries(PAGES))("the page of %s", (_name, report) => {
  const html = renderPage(report)

  test("runs no script, and leads nowhere but to the repository", () => {
    const { document } = new JSDOM(html, { runScripts: "dangerously" }).window
    expect(
      document.querySelectorAll("script, iframe, img, object, embed, form, base, audio, video"),
    ).toHaveLength(0)
    const addresses = [...document.querySelectorAll("*")].flatMap((element) =>
      [...element.attributes].filter(({ name }) =>
        /^(?:href|src|srcset|action|xlink:href|style|on.*)$/.test(name),
      ),
    )
    for (const { value } of addresses)
      expect(value).toMatch(/^(?:https:\/\/github\.com\/octo\/shop\/commit\/[0-9a-f]{40}|data:,)$/)
    expect(html.match(/url\(|@import|https?:/g)?.filter((found) => found !== "https:") ?? []).toEqual([])
    expect(html.replaceAll("https://github.com/octo/shop/", "")).not.toMatch(/https?:/)
    expect(html).toContain("default-src 'none'")
  })

  test("has nothing that axe-core finds", async () => {
    const { window } = new JSDOM(html, { runScripts: "outside-only", pretendToBeVisual: true })
    window.eval(axe.source)
    // without a layout there are no colours: those were looked at in a browser
    const rules = { "color-contrast": { enabled: false } }
    const { violations, passes } = await window.axe.run(window.document, { rules })
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([])
    expect(passes.length).toBeGreaterThan(10)
  })

  test("says the same in light and in dark", () => {
    expect(html).toContain("prefers-color-scheme: dark")
    const [light = "", dark = ""] = [...html.matchAll(/:root \{([^}]*)\}/g)].map(
      (found) => found[1] as string,
    )
    const names = (css: string) => [...css.matchAll(/--[\w-]+/g)].map(([name]) => name)
    expect(names(dark)).toEqual(names(light))
  })
})

test.each(["timeline", "dora"] as const)("the page of %s is what was looked at", async (name) => {
  await expect(renderPage(FIGURES[name])).toMatchFileSnapshot(`__snapshots__/${name}.html`)
})

test("every run is a mark with a title and a row of the table, and each ending has a shape of its own", () => {
  const document = documentOf(renderPage(FIGURES.timeline))
  const runs = FIGURES.timeline.timeline?.lanes.flatMap((lane) => lane.runs) ?? []
  const titles = [...document.querySelectorAll("svg svg > title")].map(({ textContent }) => textContent)
  for (const { startedAt, outcome } of runs) {
    const minute = startedAt.slice(0, 16).replace("T", " ")
    expect(titles.some((title) => title.startsWith(minute) && title.includes(`: ${outcome}`))).toBe(true)
    expect(
      [...document.querySelectorAll("tbody tr")].some(
        (row) => row.textContent.includes(minute) && row.textContent.includes(outcome),
      ),
    ).toBe(true)
  }
  const shapes = [...document.querySelectorAll(".legend svg")].map(({ innerHTML }) =>
    innerHTML.replace(/ class="[^"]*"/, ""),
  )
  expect(new Set(shapes).size).toBe(shapes.length)
})

test("a rollback is an arc to what the stage went back to; beyond what is shown, to the edge", () => {
  const titles = (report: Report) =>
    [...documentOf(renderPage(report)).querySelectorAll("svg:has(> .arc)")].map((arc) => [
      arc.getAttribute("x"),
      arc.textContent,
    ])
  const story = new Story()
    .deploy("03-01 10:00", "v1")
    .deploy("03-10 10:00", "v2")
    // was never there again
    .blocked("03-15 10:00", "v1")
    .rollback("03-20 10:00", "v2", "v1")
    // brings nothing back
    .rolledBack("03-22 10:00", "v3", "v1", { isGood: false })
  const drawn = (since: string) =>
    reportOf({
      command: "timeline",
      timeline: timelineOf(
        [
          {
            stage: "production",
            state: story.state,
            runs: runsOf(story.all),
            frozen: frozenTimes(story.all),
          },
        ],
        new Date(time(since)),
        new Date(time("03-30 00:00")),
      ),
    })
  expect(titles(drawn("02-01 00:00"))).toEqual([
    ["1.5%", "2026-03-20 10:00 back from v2 (3276000) to v1 (3176000)"],
  ])
  expect(titles(drawn("03-05 00:00"))).toMatchObject([["0%", expect.stringContaining("back from v2")]])
})

test("of a long time the newest runs are shown one by one, and all of them by their number", () => {
  const { timeline } = FIGURES["long-timeline"]
  const document = documentOf(renderPage(FIGURES["long-timeline"]))
  const lines = [...document.querySelectorAll("p.muted, caption, summary, h2")].map(
    ({ textContent }) => textContent,
  )
  const shown =
    timeline?.lanes.map(({ stage, runs }) => `${stage}: the newest ${runs.length} runs, one by one:`) ?? []
  const all = timeline?.lanes.reduce((sum, { runs }) => sum + runs.length, 0)
  expect(lines).toEqual(
    expect.arrayContaining([
      ...shown,
      `The newest ${all} runs, newest first`,
      `All runs by ${timeline?.period}`,
    ]),
  )
})

test("of a long time each period is a bar, and a row of the table", () => {
  const document = documentOf(renderPage(FIGURES["long-timeline"]))
  const { lanes = [], period } = FIGURES["long-timeline"].timeline ?? {}
  const words = (outcomes: object) =>
    Object.entries(outcomes)
      .map(([outcome, count]) => `${count} ${outcome}`)
      .join(", ") || "none"
  for (const { stage, folded, total } of lanes) {
    const chart = document.querySelector(`[aria-label="${stage} by ${period}, drawn"] > svg`)
    expect(chart?.getAttribute("aria-label")).toBe(`${stage}: all ${total} runs by ${period}`)
    expect([...(chart?.querySelectorAll("title") ?? [])].map(({ textContent }) => textContent)).toEqual(
      folded.map(({ from, outcomes }) => `${period} of ${from}: ${words(outcomes)}`),
    )
    expect(chart?.querySelectorAll(".bar")).toHaveLength(
      folded.reduce((sum, { outcomes }) => sum + Object.keys(outcomes).length, 0),
    )
    const most = Math.max(...folded.map(({ outcomes }) => Object.values(outcomes).reduce((a, b) => a + b, 0)))
    expect(chart?.querySelector("text")?.textContent).toBe(`up to ${most} in a ${period}`)
  }
  const table = [...document.querySelectorAll("table")].find(
    (one) => one.querySelector("caption")?.textContent === `Runs by ${period}`,
  )
  const rows = [...(table?.querySelectorAll("tr") ?? [])].map((row) =>
    [...row.querySelectorAll("th, td")].map(({ textContent }) => textContent),
  )
  expect(rows).toEqual([
    [`${period} of`, "stage", "runs"],
    ...lanes.flatMap(({ stage, folded }) =>
      folded.toReversed().map(({ from, outcomes }) => [from, stage, words(outcomes)]),
    ),
  ])
})

test("what could be markup is none", () => {
  expect(markup`${"<a href=\"'x'\">&amp;</a>"}${3}`.text).toBe(
    "&lt;a href=&quot;&#39;x&#39;&quot;&gt;&amp;amp;&lt;/a&gt;3",
  )
  expect(table("nothing", ["a"], []).text).toBe("")
})

test("only a whole commit id leads to a page", () => {
  const forge = { kind: "github", address: "https://github.com/octo/shop" } as const
  const sha = "a".repeat(40)
  for (const other of [null, "", sha.slice(1), `x${sha}`, `${sha}x`])
    expect(commitLink(forge, other, "v1")).toBe("v1")
  expect(commitLink(forge, sha, "v1")).toMatchObject({
    text: `<a href="${forge.address}/commit/${sha}">v1</a>`,
  })
})

test("a stage says what it runs, and whether that is verified", () => {
  const story = new Story().deploy("03-01 10:00", "v1")
  const titled = (state: Story["state"], ...ends: (string | null)[]) => {
    const frozen = ends.map((until) => ({
      ...{ since: time("03-01 12:00"), until, reason: "x", actor: "ann", byHand: true, runId: "run-1" },
    }))
    const lane = { stage: "production" as const, state, runs: [], frozen }
    const timeline = timelineOf([lane], new Date(time("02-01 00:00")), new Date(time("03-02 00:00")))
    return documentOf(renderPage(reportOf({ command: "timeline", timeline }))).querySelector("h2")
      ?.textContent
  }
  expect(titled(story.state)).toBe("production runs v1 (3176000), verified")
  expect(titled(new Story().state)).toBe("production has no deploy")
  for (const end of [null, time("03-02 00:01")])
    expect(titled(story.state, end)).toBe("production runs v1 (3176000), verified, frozen")
  for (const end of [time("03-01 13:00"), time("03-02 00:00")])
    expect(titled(story.state, end)).toBe("production runs v1 (3176000), verified")
})

test("where the repository has no pages nothing is a link", () => {
  const document = documentOf(renderPage({ ...FIGURES.timeline, forge: null }))
  expect(document.querySelectorAll("a")).toHaveLength(0)
})

describe("a page of other sizes", () => {
  const many = (count: number): Story => {
    const story = new Story()
    for (let index = 0; index < count; index += 1) {
      const day = Math.floor(index / 8)
      const at = new Date(Date.parse(time("01-01 00:00")) + day * DAY_MS + (index % 8) * 3_600_000)
      const text = at.toISOString().slice(5, 16).replace("T", " ")
      if (index % 9 === 4) story.fails(text, `v1.${index}.0`)
      else story.deploy(text, `v1.${index}.0`)
    }
    return story
  }
  const figures = (story: Story, until: string): Report[] => {
    const lane = { stage: story.stage, state: story.state, runs: runsOf(story.all), frozen: [] }
    const range = [new Date(time("01-01 00:00")), new Date(time(until))] as const
    const graph = { kind: "known", value: { commits: [], missing: [], shallow: false } } as const
    return [
      reportOf({ command: "timeline", timeline: timelineOf([lane], ...range) }),
      reportOf({
        command: "dora",
        dora: doraOf({
          ...deploymentsIn(story.all, true),
          stage: "production",
          since: range[0],
          until: range[1],
          graph,
        }),
      }),
    ]
  }

  test("of 10,000 records is below 1 MB, as HTML and as JSON", () => {
    const story = many(2500)
    expect(story.all).toHaveLength(10_000)
    for (const report of figures(story, "12-01 00:00")) {
      expect(renderPage(report).length).toBeLessThan(400_000)
      expect(render(report, "json").length).toBeLessThan(1_000_000)
    }
  })

  test("of many runs in one place shows the worst, and how many more there are", () => {
    const document = documentOf(renderPage(figures(many(16), "11-30 00:00")[0] as Report))
    const [cluster] = [...document.querySelectorAll("svg text")].filter(({ textContent }) =>
      textContent.startsWith("+"),
    )
    expect(cluster?.textContent).toMatch(/^\+1313 more: v1\.\d+\.0 \w+(, v1\.\d+\.0 \w+){11}$/)
    expect([...document.querySelectorAll("svg .failed")].length).toBeGreaterThan(1)
  })

  test.each(figures(new Story(), "01-01 00:00").map((report) => [report.command, report] as const))(
    "of a stage without runs is one, too: %s",
    (_command, report) => {
      expect(documentOf(renderPage(report)).querySelector("h1")).not.toBeNull()
    },
  )

  test("of no weeks has no bars", () => {
    expect(bars("nothing", [], 100, String).text).toContain(
      '>none</text><text x="6" y="95"></text><text x="99%" y="95" text-anchor="end"></text>',
    )
    const one = { name: "w1", title: "", parts: [] }
    expect(bars("one", [one], 100, String).text).toContain(
      'y="95">w1</text><text x="99%" y="95" text-anchor="end"></text>',
    )
  })

  test.each([
    [5, 6, ">01-07 07:00<"],
    [9, 10, ">01-07 07:00<"],
    [10, 4, ">01-07 09:00<"],
    [40, 7, ">01-08 06:00<"],
    [9 * 24, 9, ">2026-01-09<"],
    [100 * 24, 7, ">2026-02-02<"],
    [200 * 24, 7, ">2026-02-16<"],
    [6 * 365 * 24, 6, ">2026-10-26<"],
  ])("of %i hours has %i lines, such as %s", (hours, count, name) => {
    const fromMs = Date.parse(time("01-07 05:00"))
    const lines = ticks({ fromMs, toMs: fromMs + hours * 3_600_000 }, 100)
    expect(lines).toHaveLength(count)
    expect(lines.map(({ text }) => text).join("")).toContain(name)
  })

  test("of no time has one line, at its end", () => {
    const fromMs = Date.parse(time("01-07 00:00"))
    expect(ticks({ fromMs, toMs: fromMs }, 100).map(({ text }) => text)).toEqual([
      expect.stringContaining('x1="98.5%"'),
    ])
  })

  const drawn = (story: Story, since: string): string =>
    laneChart(
      {
        ...{ stage: "production", running: null, heldBy: null, total: 0, folded: [] },
        ...{ runs: runsOf(story.all), frozen: frozenTimes(story.all) },
      },
      { fromMs: Date.parse(time(since)), toMs: Date.parse(time("03-30 00:00")) },
    ).text

  test("shows the freezes that are not over before it begins", () => {
    const story = new Story()
    for (const day of ["01", "02", "03"])
      story.says(`03-${day} 09:00`, "freeze", "frozen-by-hand", { detail: day }).unfreeze(`03-${day} 10:00`)
    story.says("03-04 09:00", "freeze", "frozen-by-hand", { detail: "04" })
    const titles = [...drawn(story, "03-02 10:00").matchAll(/frozen from [^<]*: (\d+)</g)]
    expect(titles.map(([, day]) => day)).toEqual(["02", "03", "04"])
  })

  test("shows a run that failed as one that held the stage, also where it changed nothing", () => {
    const story = new Story()
      .fails("03-02 10:00", "v1", { changed: false })
      .blocked("03-03 10:00", "v2")
      .deploy("03-04 10:00", "v3")
    expect([...drawn(story, "03-01 00:00").matchAll(/locked by [^<]*/g)].map(String)).toEqual([
      "locked by ann: deploy v3 (3376000)",
      "locked by ann: deploy v1 (3176000)",
    ])
  })

  test("shows of many runs in one place those that went wrong the most", () => {
    const story = new Story().deploy("03-02 10:00", "v1")
    story.blocked("03-02 10:00", "v2").unfreeze("03-02 10:00")
    story.rolledBack("03-02 10:00", "v2", "v1").inconclusive("03-02 10:00", "v3").fails("03-02 10:00", "v4")
    story.rolledBack("03-02 10:00", "v5", "v1", { isGood: false }).begin("03-02 10:00", "v6")
    const text = drawn(story, "03-01 00:00")
    const shown = [...text.matchAll(/overflow="visible"><title>[^:]*:[^:]*: ([a-z-]+),/g)]
    expect(shown.map(([, outcome]) => outcome)).toEqual(["rollback-failed", "failed", "inconclusive"])
  })

  test("lists the newest of many freezes and of many deployments that failed, and leaves out what is not there", () => {
    const story = new Story()
    for (let day = 1; day <= 25; day++) {
      const at = `03-${String(day).padStart(2, "0")}`
      story.says(`${at} 09:00`, "freeze", "frozen-by-hand", { detail: `for ${day}` }).unfreeze(`${at} 09:30`)
      story.fails(`${at} 10:00`, `v${day}`)
    }
    const lane = { stage: story.stage, state: story.state, runs: runsOf(story.all) }
    const timeline = timelineOf(
      [{ ...lane, frozen: frozenTimes(story.all) }],
      new Date(time("03-01 00:00")),
      new Date(time("03-30 00:00")),
    )
    const dora = (figures(story, "03-30 00:00")[1] as Report).dora
    const document = documentOf(renderPage(reportOf({ command: "timeline", timeline, dora })))
    const tables = [...document.querySelectorAll("table")].map((one) => [
      one.querySelector("caption")?.textContent,
      one.querySelectorAll("tbody tr").length,
      one.querySelector("tbody td:last-child")?.textContent,
    ])
    expect(tables).toEqual(
      expect.arrayContaining([
        ["Freezes, newest first, the newest 20 of 25", 20, "for 25"],
        ["Failed deployments, the newest 20 of 25", 20, "not recovered yet"],
      ]),
    )
    const heads = (leftOut: string[]) =>
      [
        ...documentOf(
          renderPage(reportOf({ command: "dora", dora: { ...(dora as Dora), leftOut } })),
        ).querySelectorAll("h2"),
      ].map(({ textContent }) => textContent)
    expect(heads(["this"])).toContain("Left out")
    expect(heads([])).not.toContain("Left out")
  })

  test("puts four runs on top of one another, and of five the worst three below their number", () => {
    const story = new Story().deploy("03-02 10:00", "v1")
    for (const minute of ["01", "02"]) story.deploy(`03-02 10:${minute}`, "v1")
    story.says("03-02 10:03", "watch", "verified", {})
    const heights = () =>
      [
        ...drawn(story, "03-01 00:00").matchAll(
          /x="[\d.]+%" y="(\d+)" (?:overflow|text-anchor="middle">\+)/g,
        ),
      ].map(([, y]) => Number(y))
    const marks = heights()
    expect(drawn(story, "03-01 00:00")).not.toContain(" more: ")
    story.says("03-02 10:04", "watch", "verified", {})
    expect(drawn(story, "03-01 00:00")).toContain("+2<title>2 more: - done, - done</title>")
    expect([marks, heights()]).toEqual([
      [95, 80, 65, 50],
      [95, 80, 65, 54],
    ])
  })

  test("has as many lines at round times as have room, whatever the length", () => {
    for (const hours of [0.5, 5, 24, 72, 24 * 10, 24 * 60, 24 * 400, 24 * 365 * 12]) {
      const fromMs = Date.parse(time("01-07 05:00"))
      const lines = ticks({ fromMs, toMs: fromMs + hours * 3_600_000 }, 100)
      expect(lines.length).toBeLessThanOrEqual(10)
      if (hours > 1) expect(lines.length).toBeGreaterThan(1)
    }
  })
})

describe("text of others", () => {
  const plain = hostileFigures("plain")

  test("stays text on a page, all of it at once", () => {
    const all = HOSTILE.map(([, text]) => text).join(" ")
    for (const [index, report] of hostileFigures(all).entries()) {
      if (isPage(report))
        expect(shapeOf(renderPage(report))).toEqual(shapeOf(renderPage(plain[index] as Report)))
    }
  })

  const hostile = fc
    .array(
      fc.oneof(
        fc.constantFrom(...HOSTILE.map(([, text]) => text)),
        fc.string({ unit: "binary", maxLength: 8 }),
      ),
      { maxLength: 4 },
    )
    .map((parts) => parts.join(""))

  test("stays text in every rendering, whatever it is", async () => {
    const shapes = new Map(
      plain.map((report, index) => [index, isPage(report) ? shapeOf(renderPage(report)) : []]),
    )
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        for (const [index, report] of hostileFigures(text).entries()) {
          const texts = [render(report, "text"), render(report, "markdown"), render(report, "json")]
          if (isPage(report)) {
            const html = await rendered(report, "html", "release-pipeline")
            texts.push(html)
            expect(shapeOf(html)).toEqual(shapes.get(index))
          }
          for (const one of texts) {
            expect(one.replaceAll("\n", "")).not.toMatch(
              /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u,
            )
            expect(one).not.toMatch(/^\s*(?:::|##\[)/m)
          }
          expect(render(report, "text").split("\n")).toHaveLength(
            render(plain[index] as Report, "text").split("\n").length,
          )
        }
      }),
      { numRuns: 10 },
    )
  })
})
