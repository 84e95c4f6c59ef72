/** How node-pg-migrate, dbmate, goose and sql-migrate divide a file. */
const MARKER =
  /^[ \t]*--[ \t-]*(?:(?:migrate:|\+goose[ \t]+|\+migrate[ \t]+)(up|down)|(up|down)[ \t]+migration)\b[^\n]*/gim

/** The parts of an SQL migration; what precedes every marker goes up. */
export function sqlSections(text: string): { up: string; down: string } {
  const sections = { up: "", down: "" }
  let current: keyof typeof sections = "up"
  let from = 0
  for (const marker of text.matchAll(MARKER)) {
    sections[current] += text.slice(from, marker.index)
    current = (marker[1] ?? marker[2])?.toLowerCase() === "down" ? "down" : "up"
    from = marker.index + marker[0].length
  }
  sections[current] += text.slice(from)
  return sections
}

/**
 * The statements of an SQL text, each as its words with one blank between: upper case, without comments, with ''
 * for every string. A quoted name keeps its quotes, so that it can't be taken for a keyword.
 * Null for a text that ends within a string, a name or a comment.
 */
export const sqlStatements = (text: string): string[] | null =>
  placedStatements(text)?.map(({ words }) => words) ?? null

/** The same, each with where in the text it begins. */
export function placedStatements(text: string): { words: string; at: number }[] | null {
  const statements: { words: string[]; at: number }[] = [{ words: [], at: 0 }]
  for (let at = 0; at < text.length; ) {
    const token = readToken(text, at)
    if (token === null) return null
    const current = statements.at(-1) as { words: string[]; at: number }
    if (token.word === ";") statements.push({ words: [], at: 0 })
    else if (token.word !== "") {
      if (current.words.length === 0) current.at = at
      current.words.push(token.word)
    }
    at = token.end
  }
  return statements
    .filter(({ words }) => words.length > 0)
    .map(({ words, at }) => ({ words: words.join(" "), at }))
}

interface Token {
  /** "" for blanks and comments */
  word: string
  end: number
}

const BLANK = /\s+/y
const LINE_COMMENT = /--[^\n]*/y
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y
const NUMBER = /[\d.]*\d[\w.]*/y
const DOLLAR_QUOTE = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y

function readToken(text: string, at: number): Token | null {
  const skipped = match(BLANK, text, at) ?? match(LINE_COMMENT, text, at)
  if (skipped !== null) return { word: "", end: at + skipped.length }
  if (text.startsWith("/*", at)) return blockComment(text, at)
  const char = text[at] as string
  if (char === "'") return quoted(text, at + 1, "'", false, () => STRING)
  if (/[eE]/.test(char) && text[at + 1] === "'") return quoted(text, at + 2, "'", true, () => STRING)
  if (char === '"' || char === "`") return quoted(text, at + 1, char, false, quotedName)
  const quote = match(DOLLAR_QUOTE, text, at)
  if (quote !== null) {
    const end = text.indexOf(quote, at + quote.length)
    return end < 0 ? null : { word: STRING, end: end + quote.length }
  }
  const word = match(WORD, text, at) ?? match(NUMBER, text, at) ?? char
  return { word: word.toUpperCase(), end: at + word.length }
}

const STRING = "''"

/** A quoted name as one word, whatever characters it holds. */
const quotedName = (name: string): string => `"${name.replace(/[^\w$\u0080-\uffff]/g, "_")}"`

/** A doubled quote stands for itself; a backslash makes something of the next character only in E'…'. */
function quoted(
  text: string,
  start: number,
  quote: string,
  escapes: boolean,
  wordOf: (inner: string) => string,
): Token | null {
  for (let at = start; at < text.length; at++) {
    if (escapes && text[at] === "\\") at++
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return { word: wordOf(text.slice(start, at)), end: at + 1 }
      at++
    }
  }
  return null
}

const COMMENT_MARK = /\/\*|\*\//g

/** Comments hold comments. */
function blockComment(text: string, start: number): Token | null {
  COMMENT_MARK.lastIndex = start
  let depth = 0
  for (let mark = COMMENT_MARK.exec(text); mark !== null; mark = COMMENT_MARK.exec(text)) {
    depth += mark[0] === "/*" ? 1 : -1
    if (depth === 0) return { word: "", end: COMMENT_MARK.lastIndex }
  }
  return null
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? null
}
