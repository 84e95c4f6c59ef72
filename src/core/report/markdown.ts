import { ADVISED, plain } from "../text.ts"
import type { CardPart } from "./card.ts"

// Text, links and tables of a report as GitHub and GitLab read them.

export const cellOf = (parts: readonly CardPart[]): string => parts.map(linkOf).join("")

const linkOf = (part: CardPart): string =>
  typeof part === "string" ? inline(part) : `[${inline(part.text)}](${part.url})`

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

export const linesBlock = (title: string, lines: readonly string[]): string =>
  lines.length === 0
    ? ""
    : `<details open><summary>${title}</summary>\n\n<pre>${lines.map(text).join("\n")}</pre>\n\n</details>`

export const folded = (title: string, body: string): string =>
  body === "" ? "" : `<details><summary>${title}</summary>\n\n${body}\n\n</details>`

/** A telephone shows so many columns; what a row has beyond them shares the last one. */
const MOST_COLUMNS = 3

/** Cells are text, or text that leads to a page. */
export const table = (
  head: readonly string[],
  rows: readonly (readonly CardPart[])[],
  most = MOST_COLUMNS,
): string => {
  const shared = (cells: readonly CardPart[]): string =>
    cells
      .filter((cell) => cell !== "" && cell !== "-")
      .map((cell) => cellOf([cell]))
      .join(", ") || "-"
  const joined = (row: readonly CardPart[]) =>
    row.length <= most
      ? row.map((cell) => cellOf([cell]))
      : [...row.slice(0, most - 1).map((cell) => cellOf([cell])), shared(row.slice(most - 1))]
  return rows.length === 0 ? "" : rawTable(joined(head), rows.map(joined))
}

/** @param rows of cells that are Markdown already */
export function rawTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")
}

/** What Markdown or HTML would read as more than text; an underscore only where a word begins or ends. */
const MARKUP = /[&<>|`*~$[\]\\]|(?<![a-z0-9])_|_(?![a-z0-9])/gi

/** Where a forge makes a mention, a reference or a link of text (but not the `#` of an entity). */
const LINKS = /@|(?<!&)#|:(?=\/\/)|www(?=\.)/gi

/** Text of others must stay text: no markup, no HTML, no table break, and no link or mention, which an empty comment breaks up. */
export const inline = (value: string): string =>
  plain(value)
    .split(ADVISED)
    // every other part is a command that is advised, which a person copies as code
    .map((part, index) => (index % 2 === 1 ? `\`${part}\`` : escaped(part)))
    .join("")

/** The same where it may begin a line. */
export const text = (value: string): string => begun(inline(value))

export const begun = (markdown: string): string =>
  markdown.replace(BEGINNING, (begin) => begin.replace(/\D/g, entity))

/** What makes code, a list or a heading of a line, or a command to a workflow, whose log it may stand in. */
const BEGINNING = /^ *(?: {4}|[-=]|:(?=:)|(?:\+|\d+[.)])(?=\s|$))/

const entity = (char: string): string => `&#${char.codePointAt(0)};`

const escaped = (value: string): string => value.replace(MARKUP, entity).replace(LINKS, "$&<!-- -->")
