// Takes the pictures in docs/: node scripts/pictures/main.ts
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { render } from "../../src/core/report/render.ts"
import { htmlOf } from "../../test/helpers/gfm.ts"
import { REPORTS } from "../../test/helpers/samples.ts"
import { findBrowser, openBrowser, pageOf, takePicture } from "./browser.ts"
import { recordedTerminal } from "./terminal.ts"

const docs = join(import.meta.dirname, "../../docs")

const save = async (name: string, content: string | Uint8Array): Promise<void> => {
  await mkdir(join(docs, "pictures"), { recursive: true })
  await writeFile(join(docs, name), content)
  process.stdout.write(`wrote docs/${name} (${(content.length / 1000).toFixed(0)} kB)\n`)
}

/** A machine that takes pictures may have no font with the coloured ones. */
const MARKS: Readonly<Record<string, string>> = { "✅": "✔", "❌": "✘", "⚠": "▲" }

const SHOWN = ["rolled-back", "plan"] as const

await save("terminal.svg", await recordedTerminal())
const path = findBrowser()
if (path === null) {
  process.stdout.write("no browser: name one in CHROME to take the pictures of reports\n")
} else {
  const browser = await openBrowser(path)
  try {
    for (const name of SHOWN) {
      const markdown = render(REPORTS[name], "markdown", "dagger call")
      const html = pageOf(
        htmlOf(markdown.replace(/[✅❌⚠]\ufe0f?/gu, (mark) => MARKS[mark[0] as string] ?? mark)),
      )
      for (const theme of ["light", "dark"] as const) {
        const image = await takePicture(browser, html, { theme, width: 900 })
        await save(`pictures/${name}-${theme}.webp`, image)
      }
    }
  } finally {
    await browser.close()
  }
}
