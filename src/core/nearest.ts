/** Levenshtein distance, one row at a time. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [i, charA] of a.split("").entries()) {
    const next = [i + 1]
    for (const [j, charB] of b.split("").entries()) {
      const substitute = cell(row, j) + (charA === charB ? 0 : 1)
      next.push(Math.min(cell(row, j + 1) + 1, cell(next, j) + 1, substitute))
    }
    row = next
  }
  return cell(row, b.length)
}

const cell = (row: readonly number[], index: number): number => row[index] as number

/** No name is longer, and the distance of two long texts takes long. */
const LONGEST = 100
/** `prod` is short for `production`; fewer letters are short for anything. */
const MIN_BEGINNING = 3

/** The name that a person meant by a word that is none of them; null when it is like none. */
export function meant(word: string, names: readonly string[]): string | null {
  if (word.length > LONGEST) return null
  const typed = word.toLowerCase()
  const isBeginning = (short: string, long: string) => short.length >= MIN_BEGINNING && long.startsWith(short)
  const likely = names.flatMap((name) => {
    const known = name.toLowerCase()
    if (isBeginning(typed, known) || isBeginning(known, typed)) return [{ name, distance: 0.5 }]
    const distance = editDistance(typed, known)
    return distance <= Math.max(1, Math.floor(Math.min(typed.length, known.length) / 3))
      ? [{ name, distance }]
      : []
  })
  likely.sort((one, other) => one.distance - other.distance)
  // a name of one or two letters is one edit from many words
  return likely.find(({ name }) => name.length > 2 || name.toLowerCase() === typed)?.name ?? null
}
