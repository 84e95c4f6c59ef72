import rehypeRaw from "rehype-raw"
import rehypeSanitize from "rehype-sanitize"
import rehypeStringify from "rehype-stringify"
import remarkGfm from "remark-gfm"
import remarkParse from "remark-parse"
import remarkRehype from "remark-rehype"
import { unified } from "unified"

/** Markdown as GitHub reads it, with its tables and its own links, without what its sanitizer takes out. */
const reader = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeSanitize)
  .freeze()

export const htmlOf = (markdown: string): string =>
  reader().use(rehypeStringify).processSync(markdown).toString()

interface Node {
  type: string
  tagName?: string
  value?: string
  properties?: Record<string, unknown>
  children?: Node[]
}

/** The elements of a page within one another, each link with its address: all but the texts. */
export const shapeOf = (markdown: string): string => shape(reader.runSync(reader.parse(markdown)) as Node)

const shape = ({ tagName, properties = {}, children = [] }: Node): string => {
  const inner = children.map(shape).join("")
  if (tagName === undefined) return inner
  const { href, src } = properties
  return `<${[tagName, href, src].filter((part) => part !== undefined).join(" ")}>${inner}</>`
}

/** All the text of a page. */
export const textOf = (markdown: string): string => text(reader.runSync(reader.parse(markdown)) as Node)

const text = ({ value, children = [] }: Node): string => value ?? children.map(text).join("")
