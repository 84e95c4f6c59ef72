// What the documentation's own tests read out of a page: its links, its headings and the code in it.

export interface Link {
  line: number
  target: string
}

/** A line of code that somebody may copy: of a block, or between backticks. */
export interface CodeLine {
  line: number
  text: string
  isInline: boolean
}

interface Line {
  line: number
  text: string
  isCode: boolean
}

const FENCE = /^\s*(`{3,}|~{3,})/

/** Every line, and whether it is code: fenced, or indented after an empty line. */
function linesOf(page: string): Line[] {
  let fence: string | null = null
  let isIndented = false
  let previous = ""
  return page.split("\n").map((text, index) => {
    const mark = FENCE.exec(text)?.[1]
    const isMark = mark !== undefined && (fence === null || mark.startsWith(fence))
    const isFenced = fence !== null
    if (isMark) fence = isFenced ? null : mark
    isIndented = !isFenced && !isMark && /^( {4}|\t)/.test(text) && (isIndented || previous.trim() === "")
    previous = text
    return { line: index + 1, text: isMark ? "" : text, isCode: isFenced || isMark || isIndented }
  })
}

/** A page without its code, in lines of the same numbers; between backticks, when they may span lines, are blanks. */
const prose = (page: string): string =>
  linesOf(page)
    .map(({ text, isCode }) => (isCode ? "" : text))
    .join("\n")
    .replace(SPAN, (span) => span.replace(/[^\n]/g, " "))

/** Code between backticks, on one line or on two. */
const SPAN = /(?<!`)(`+)(?!`)(?:(?!\n\n)[\s\S])+?(?<!`)\1(?!`)/g

/** `[text](target)` and `[name]: target`, of whatever kind. */
export function linksOf(page: string): Link[] {
  const text = prose(page)
  const inline = text.matchAll(/\]\(\s*<?([^\s)>]+)>?(?:\s+"[^"]*")?\s*\)/g)
  const defined = text.matchAll(/^\s{0,3}\[[^\]]+\]:\s+<?(\S+?)>?(?:\s|$)/gm)
  return [...inline, ...defined].map((match) => ({
    line: text.slice(0, match.index).split("\n").length,
    target: match[1] as string,
  }))
}

/** The anchors that GitHub gives a page's headings. */
export function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>()
  return linesOf(page)
    .filter(({ isCode }) => !isCode)
    .flatMap(({ text }) => /^#{1,6}\s+(.*?)\s*#*$/.exec(text)?.[1] ?? [])
    .map((heading) => {
      const slug = slugOf(heading)
      const count = seen.get(slug) ?? 0
      seen.set(slug, count + 1)
      return count === 0 ? slug : `${slug}-${count}`
    })
}

const slugOf = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, "")
    .replaceAll(" ", "-")

/** Every line of code; a command that a backslash continues is one line. */
export function codeOf(page: string): CodeLine[] {
  const blocks: CodeLine[] = []
  let continued = false
  for (const { line, text, isCode } of linesOf(page)) {
    if (isCode && continued) (blocks.at(-1) as CodeLine).text += ` ${text.trim().replace(/\\$/, "")}`
    else if (isCode) blocks.push({ line, text: text.trim().replace(/\\$/, ""), isInline: false })
    continued = isCode && text.endsWith("\\")
  }
  const text = linesOf(page)
    .map(({ text, isCode }) => (isCode ? "" : text))
    .join("\n")
  const spans = [...text.matchAll(SPAN)].map((match) => ({
    line: text.slice(0, match.index).split("\n").length,
    text: match[0]
      .replace(/^`+|`+$/g, "")
      .replace(/\s+/g, " ")
      .trim(),
    isInline: true,
  }))
  return [...blocks, ...spans]
}
