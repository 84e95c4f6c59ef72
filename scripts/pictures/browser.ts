// A browser that takes pictures of reports as GitHub and GitLab show them.
import { accessSync, constants } from "node:fs"
import { delimiter, join } from "node:path"
import puppeteer, { type Browser, type Page } from "puppeteer-core"

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]

/** The headless Chromium of this machine: the one that CHROME names, or one on the PATH; null: there is none. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | null {
  const places = (env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return [env.CHROME ?? "", ...places].find(isProgram) ?? null
}

function isProgram(path: string): boolean {
  if (path === "") return false
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export const openBrowser = (executablePath: string): Promise<Browser> =>
  puppeteer.launch({
    executablePath,
    headless: "shell",
    // a container has no user namespaces for a sandbox, and what is shown is our own
    args: ["--no-sandbox", "--no-zygote", "--disable-gpu", "--font-render-hinting=none"],
  })

export interface Look {
  theme: "light" | "dark"
  width: number
}

/** Widths of a telephone and of a screen, each in both themes. */
export const LOOKS: readonly Look[] = [400, 1400].flatMap((width) => [
  { theme: "light", width },
  { theme: "dark", width },
])

export interface Shown {
  page: Page
  /** addresses that the page asked for */
  requests: string[]
  /** how far it reaches beyond its window, in pixels: it would have to be moved sideways */
  overflow: number
  /** by how much the widest of its tables is cut, in pixels: it would have to be moved by itself */
  cut: number
}

/** Shows a page, and closes it when it was looked at. */
export async function showPage<T>(
  browser: Browser,
  html: string,
  { theme, width }: Look,
  lookAt: (shown: Shown) => Promise<T>,
): Promise<T> {
  const page = await browser.newPage()
  try {
    const requests: string[] = []
    page.on("request", (request) => {
      const url = request.url()
      if (!url.startsWith("data:") && url !== "about:blank") requests.push(url)
    })
    await page.setViewport({ width, height: 400, deviceScaleFactor: 1 })
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }])
    await page.setContent(html, { waitUntil: "load" })
    const [overflow, cut] = (await page.evaluate(BEYOND)) as [number, number]
    return await lookAt({ page, requests, overflow, cut })
  } finally {
    await page.close()
  }
}

const BEYOND = `(() => {
  const beyond = (one) => one.scrollWidth - one.clientWidth
  const tables = [...document.querySelectorAll("table, .scroll:has(table)")]
  return [beyond(document.documentElement), Math.max(0, ...tables.map(beyond))]
})()`

/** All of a page, as WebP. */
export const takePicture = (browser: Browser, html: string, look: Look): Promise<Uint8Array> =>
  showPage(browser, html, look, ({ page }) => page.screenshot({ fullPage: true, type: "webp", quality: 80 }))

/** What GitHub and GitLab have in common: a column, tables that scroll by themselves, two themes. */
const STYLE = `
:root { color-scheme: light dark; --text: #1f2328; --dim: #59636e; --back: #fff; --line: #d1d9e0; --code: #eff1f3; --link: #0969da }
@media (prefers-color-scheme: dark) {
  :root { --text: #f0f6fc; --dim: #9198a1; --back: #0d1117; --line: #3d444d; --code: #262c36; --link: #4493f8 }
}
body { margin: 0 auto; padding: 16px; max-width: 1012px; color: var(--text); background: var(--back);
  font: 16px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; overflow-wrap: break-word }
h3 { font-size: 20px; margin: 0 0 16px }
p, table, pre, details, ul { margin: 0 0 16px }
a { color: var(--link); text-decoration: none }
table { display: block; width: max-content; max-width: 100%; overflow: auto; border-collapse: collapse }
th, td { padding: 6px 13px; border: 1px solid var(--line); text-align: left }
code, pre { font: 85%/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, monospace; background: var(--code); border-radius: 6px }
code { padding: .2em .4em }
pre { padding: 16px; overflow: auto }
summary { cursor: default }
sub { font-size: 75%; color: var(--dim) }
`

/** A page that holds what a forge makes of a report. */
export const pageOf = (body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>report</title><style>${STYLE}</style></head><body>${body}</body></html>`
