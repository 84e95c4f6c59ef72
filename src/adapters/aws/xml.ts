/** An element of an answer: AWS's answers have no attributes that matter, and text only in leaves. */
export interface XmlElement {
  name: string
  children: XmlElement[]
  /** of a leaf; empty for an element that has others in it */
  text: string
}

/** No answer of AWS is deeper; one that is was not written by it. */
const MAX_DEPTH = 32

const TOKEN =
  /<\?[^>]*\?>|<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/gy

/**
 * Reads the XML of an answer. Declarations, comments and CDATA are refused rather than understood: AWS sends
 * none, and entities that a document declares itself are how a parser is attacked.
 */
export function parseXml(text: string): XmlElement {
  const root: XmlElement = { name: "", children: [], text: "" }
  const open = [root]
  const tokens = text.trim().matchAll(TOKEN)
  let read = 0
  for (const [whole, slash, name, , closed, data] of tokens) {
    read += whole.length
    const parent = open.at(-1) as XmlElement
    if (data !== undefined) parent.text += decode(data)
    if (name === undefined) continue
    if (slash === "/") {
      if (open.length === 1 || parent.name !== name) throw new Error(`</${name}> closes nothing`)
      open.pop()
      // what stands between elements is layout
      if (parent.children.length > 0) parent.text = ""
      continue
    }
    const element: XmlElement = { name, children: [], text: "" }
    parent.children.push(element)
    if (closed !== "/") open.push(element)
    if (open.length > MAX_DEPTH) throw new Error("the document is too deep")
  }
  const [document, ...more] = root.children
  if (read !== text.trim().length) throw new Error("the document is not plain XML")
  if (open.length > 1 || document === undefined || more.length > 0 || root.text.trim() !== "")
    throw new Error("the document is not one whole element")
  return document
}

/** The element at the end of a path of names, or null. */
export function find(element: XmlElement, ...path: string[]): XmlElement | null {
  let found: XmlElement | undefined = element
  for (const name of path) found = found?.children.find((child) => child.name === name)
  return found ?? null
}

/** The text at the end of a path of names; null when there is no such element. */
export const textAt = (element: XmlElement, ...path: string[]): string | null =>
  find(element, ...path)?.text ?? null

/** The members of the list at the end of a path of names; none when there is no such list. */
export const membersAt = (element: XmlElement, ...path: string[]): XmlElement[] =>
  (find(element, ...path)?.children ?? []).filter(({ name }) => name === "member")

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7});|#x([\da-f]{1,6});|(\w+);)?/gi, (whole, decimal, hex, name) => {
    if (Object.hasOwn(ENTITIES, name ?? "")) return ENTITIES[name] as string
    const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? "", 16)
    if (!(code <= 0x10ffff)) throw new Error(`"${whole}" is not an entity of XML`)
    return String.fromCodePoint(code)
  })
}
