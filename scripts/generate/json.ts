/** As in biome.json: a formatter must not find anything to change in a generated file. */
const LINE_WIDTH = 110

/** JSON as the formatter writes it: arrays of plain values on one line where they fit. */
export const formatJson = (value: unknown): string => `${format(value, "", 0)}\n`

/** `used`: columns that are taken before the value, and by the comma after it. */
function format(value: unknown, indent: string, used: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    const line = `[${value.map((item) => JSON.stringify(item)).join(", ")}]`
    const plain = value.every((item) => typeof item !== "object" || item === null)
    if (plain && used + line.length <= LINE_WIDTH) return line
    return block(
      "[",
      "]",
      indent,
      value.map((item) => `${inner}${format(item, inner, inner.length + 1)}`),
    )
  }
  const members = Object.entries(value).map(([key, member]) => {
    const head = `${inner}${JSON.stringify(key)}: `
    return `${head}${format(member, inner, head.length + 1)}`
  })
  return block("{", "}", indent, members)
}

const block = (open: string, close: string, indent: string, lines: readonly string[]): string =>
  lines.length === 0 ? open + close : `${open}\n${lines.join(",\n")}\n${indent}${close}`
