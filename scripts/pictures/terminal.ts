// A picture of a terminal, from what a run really printed on one.
import { spawn } from "node:child_process"
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"

const DEMO = join(import.meta.dirname, "../../src/host/demo/main.ts")
const COLUMNS = 110

/** The part of the demo that is shown: from the first of these titles up to the second. */
const FIRST = "Production answers 500"
const AFTER = "The cause is found"

/** Plays the demo on a terminal of its own and draws a part of what it printed. */
export async function recordedTerminal(): Promise<string> {
  const lines = (await onTerminal([process.execPath, DEMO])).split(/\r?\n/)
  const indexOf = (title: string) =>
    lines.findIndex((line) => stripVTControlCharacters(line).startsWith(title))
  const [from, to] = [indexOf(FIRST), indexOf(AFTER)]
  if (from < 0 || to < 0) throw new Error(`the demo has no scene "${FIRST}" before "${AFTER}"`)
  return svgOf(lines.slice(from, to).join("\n").trimEnd().split("\n"))
}

/** The one who runs it in the picture is not the one who takes the picture. */
const SOMEONE = { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "user.name", GIT_CONFIG_VALUE_0: "ana" }

/** What a program prints where its output is a terminal: `script` makes one. */
function onTerminal(argv: readonly string[]): Promise<string> {
  const { CI: _, NO_COLOR: __, ...env } = process.env
  const command = `stty cols ${COLUMNS} rows 50; exec ${argv.map((word) => `'${word}'`).join(" ")}`
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    env: { ...env, ...SOMEONE, TERM: "xterm-256color", FORCE_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  })
  const chunks: Buffer[] = []
  child.stdout.on("data", (chunk) => chunks.push(chunk))
  return new Promise((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (code) =>
      code === 0
        ? resolve(Buffer.concat(chunks).toString())
        : reject(new Error(`the demo ended with exit code ${code}`)),
    )
  })
}

const CHARACTER = 7.8
const LINE = 19
const MARGIN = 16

const CLASSES: Readonly<Record<string, string>> = {
  1: "bold",
  2: "dim",
  31: "red",
  32: "green",
  33: "yellow",
  36: "cyan",
}

/** Each run of characters with its colours, as the escapes before it say. */
export function styledParts(line: string): { text: string; classes: string[] }[] {
  const on = new Set<string>()
  const parts: { text: string; classes: string[] }[] = []
  line.split("\u001b[").forEach((piece, index) => {
    // what follows an escape begins with its codes, up to an m
    const [, codes = "", text = ""] =
      index === 0 ? ["", "", piece] : (/^([\d;]*)[A-Za-z](.*)$/s.exec(piece) ?? [])
    if (index > 0) for (const code of codes.split(";")) applyCode(on, code)
    const shown = text.replace(/\p{Cc}/gu, "")
    if (shown !== "") parts.push({ text: shown, classes: [...on] })
  })
  return parts
}

function applyCode(on: Set<string>, code: string): void {
  const name = CLASSES[code]
  if (name !== undefined) on.add(name)
  else if (code === "22") {
    on.delete("bold")
    on.delete("dim")
  } else if (code === "39") for (const colour of ["red", "green", "yellow", "cyan"]) on.delete(colour)
  else if (code === "0" || code === "") on.clear()
}

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[char] as string)

/** One picture for both themes: the reader's own decides. */
export function svgOf(lines: readonly string[]): string {
  const wrapped = lines.flatMap(wrap)
  const width = Math.ceil(COLUMNS * CHARACTER + 2 * MARGIN)
  const height = wrapped.length * LINE + 2 * MARGIN
  const rows = wrapped.map((parts, index) => {
    const spans = parts.map(({ text, classes }) =>
      classes.length === 0
        ? `<tspan>${escaped(text)}</tspan>`
        : `<tspan class="${classes.join(" ")}">${escaped(text)}</tspan>`,
    )
    return `<text x="${MARGIN}" y="${MARGIN + LINE * (index + 0.75)}">${spans.join("")}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>A deploy that fails its smoke test is rolled back, and what the stages run afterwards</title>
<style>
rect { fill: #f6f8fa; stroke: #d1d9e0 } text { font: 13px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; white-space: pre; fill: #1f2328 }
.bold { font-weight: 600 } .dim { fill: #59636e } .red { fill: #cf222e } .green { fill: #116329 } .yellow { fill: #7d4e00 } .cyan { fill: #1b7c83 }
@media (prefers-color-scheme: dark) {
rect { fill: #0d1117; stroke: #3d444d } text { fill: #f0f6fc }
.dim { fill: #9198a1 } .red { fill: #ff7b72 } .green { fill: #56d364 } .yellow { fill: #e3b341 } .cyan { fill: #76e3ea }
}
</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${rows.join("\n")}
</svg>
`
}

type Part = ReturnType<typeof styledParts>[number]

/** As a terminal does it: a line that is too long goes on below, and under its own text. */
function wrap(line: string): Part[][] {
  const indent = " ".repeat(Math.min(12, /^ */.exec(stripVTControlCharacters(line))?.[0].length ?? 0) + 2)
  const rows: Part[][] = [[]]
  let used = 0
  for (const part of styledParts(line)) {
    for (let text = part.text; text !== ""; ) {
      const room = COLUMNS - used
      const piece =
        text.length <= room ? text : text.slice(0, Math.max(text.lastIndexOf(" ", room), 0) || room)
      rows.at(-1)?.push({ ...part, text: piece })
      used += piece.length
      text = text.slice(piece.length)
      if (text === "") break
      rows.push([{ text: indent, classes: [] }])
      used = indent.length
      text = text.trimStart()
    }
  }
  return rows
}
