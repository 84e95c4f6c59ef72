/** A secret within a longer text is encoded in one of three ways: what is always there of each. */
export function base64Of(text: string): string[] {
  const bytes = new TextEncoder().encode(text)
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")
  return [0, 1, 2].map((offset) => {
    const encoded = btoa("\0".repeat(offset) + binary).replaceAll("=", "")
    // the first characters also hold what precedes, the last one what follows
    const known = encoded.slice(offset === 0 ? 0 : offset + 1)
    return (offset + bytes.length) % 3 === 0 ? known : known.slice(0, -1)
  })
}

export const hexOf = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, "0")).join("")

/** A way of encoding in characters of so many bits. A piece of `size` of them is no chance. */
interface Alphabet {
  bits: number
  size: number
  /** by character code; -1: none of its characters */
  values: Int8Array
  /** as the encodings here are written */
  usual: (piece: string) => string
}

const alphabet = (bits: number, size: number, writing: string, other: string): Alphabet => {
  const values = new Int8Array(128).fill(-1)
  for (const chars of [writing, other])
    for (let at = 0; at < chars.length; at += 1) values[chars.charCodeAt(at)] = at
  const usual = (piece: string) =>
    Array.from(piece, (char) => writing.charAt(values[char.charCodeAt(0)] as number)).join("")
  return { bits, size, values, usual }
}

const ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
const BASE64 = alphabet(6, 8, `${ALNUM}+/`, `${ALNUM}-_`)
const HEX = alphabet(4, 12, "0123456789abcdef", "0123456789ABCDEF")

/** What encodes the secrets, cut into every piece of one size. */
interface Pieces extends Alphabet {
  all: ReadonlySet<string>
  /** by their last characters: most text ends like none of them, and a set is slow to say so */
  endings: Uint8Array
}

/** How many last characters are looked at. */
const ENDING = 3
/** Of a longer secret its beginning is enough. */
const MAX_LENGTH = 20_000

/**
 * Base64 and hex have line ends wherever a program puts them: each piece of what encodes a text.
 * @param encoded what is in base64 already
 */
export function piecesOf(texts: readonly string[], encoded: readonly string[]): Pieces[] {
  const short = texts.map((text) => text.slice(0, MAX_LENGTH))
  return [cutUp([...short.flatMap(base64Of), ...encoded], BASE64), cutUp(short.map(hexOf), HEX)]
}

function cutUp(texts: readonly string[], coding: Alphabet): Pieces {
  const { bits, size, values } = coding
  const all = new Set<string>()
  const endings = new Uint8Array(1 << (ENDING * bits))
  for (const text of texts) {
    let ending = 0
    for (let at = 0; at < text.length; at += 1) {
      ending = ((ending << bits) | (values[text.charCodeAt(at)] as number)) & (endings.length - 1)
      if (at + 1 < size) continue
      all.add(text.slice(at + 1 - size, at + 1))
      endings[ending] = 1
    }
  }
  return { ...coding, all, endings }
}

/** The text with a mask for each run of pieces. */
export function withoutPieces(
  text: string,
  { bits, size, values, usual, all, endings }: Pieces,
  mask: string,
): string {
  let left = ""
  let from = 0
  let length = 0
  let ending = 0
  const bitmask = endings.length - 1
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const value = code < 128 ? (values[code] as number) : -1
    length = value < 0 ? 0 : length + 1
    if (value < 0) continue
    ending = ((ending << bits) | value) & bitmask
    if (length < size || endings[ending] === 0 || !all.has(usual(text.slice(at + 1 - size, at + 1)))) continue
    const begin = at + 1 - size
    // pieces that overlap are one
    if (from === 0 || begin > from) left += `${text.slice(from, begin)}${mask}`
    from = at + 1
  }
  return left + text.slice(from)
}
