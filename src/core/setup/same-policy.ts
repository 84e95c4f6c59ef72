/**
 * Whether two policies say the same: order of keys and of lists means nothing in them, and a list of one is
 * its only member.
 */
export const samePolicy = (left: unknown, right: unknown): boolean =>
  JSON.stringify(canonical(left)) === JSON.stringify(canonical(right))

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) {
    const members = value.map(canonical)
    return members.length === 1 ? members[0] : members.toSorted(byText)
  }
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, canonical(inner)] as const)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  )
}

const byText = (left: unknown, right: unknown): number =>
  JSON.stringify(left) < JSON.stringify(right) ? -1 : 1
