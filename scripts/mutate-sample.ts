// Which mutants a sample holds, and what it says about all of them.
import { createHash } from "node:crypto"

/** Each has the same chance, whatever its place; the same seed picks the same ones. */
export function pick(keys: readonly string[], count: number, seed: string): string[] {
  const rankOf = (key: string) => createHash("sha256").update(`${seed}\n${key}`).digest("hex")
  return keys
    .map((key) => ({ key, rank: rankOf(key) }))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, count)
    .map(({ key }) => key)
}

/** Wilson's, at 95 %: right near 100 % as well, where the usual one is too narrow. */
export function interval(detected: number, total: number): [number, number] {
  const z = 1.96
  const share = detected / total
  const scale = 1 + z ** 2 / total
  const middle = (share + z ** 2 / (2 * total)) / scale
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / total + z ** 2 / (4 * total ** 2))
  return [middle - half, middle + half]
}
