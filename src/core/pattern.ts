/** Whether a name is one of the names or patterns, in which `*` stands for any text. */
export const matchesAny = (name: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => matches(name, pattern.split("*")))

/** By searching and not by a regular expression, so that no pattern takes for ever. */
function matches(name: string, parts: readonly string[]): boolean {
  const first = parts[0] as string
  const rest = parts.slice(1)
  const last = rest.pop()
  if (last === undefined) return name === first
  if (!name.startsWith(first) || !name.endsWith(last)) return false
  let at = first.length
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return at + last.length <= name.length
}
