import { COMMANDS } from "./report/commands.ts"

/** `1 attempt`, `3 attempts` */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`

/** Text that another sentence can follow. */
export const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`)

/** A sentence that another one goes on after. */
export const bare = (text: string): string => text.replace(/\.$/, "")

/** Text of others, short enough for a line of ours. */
export const clip = (text: string, limit = 80): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 1)}…`

/** What could steer a terminal or turn a line around: control characters, line ends and directions of writing. */
const STEERING = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Text of others as one harmless line. */
export const plain = (text: string): string => text.replace(/\r?\n|[\r\t]/g, " ").replace(STEERING, "\ufffd")

/** JSON that says the same and is as harmless; JSON itself escapes only some of them. */
export const harmlessJson = (json: string): string =>
  json.replace(STEERING, (char) => (char === "\n" ? char : `\\u${hex(char)}`))

const hex = (char: string): string => char.charCodeAt(0).toString(16).padStart(4, "0")

const MANY = 10

/** The first of many, and how many more there are; all on one line. */
export const listSome = (items: readonly string[], many = MANY): string => {
  const rest = items.length - many
  return [
    ...items.slice(0, many).map((item) => plain(clip(item))),
    ...(rest > 0 ? [`and ${rest} more`] : []),
  ].join(", ")
}

/** How many of a tool's last lines a report keeps, how long each, and how long all together: records stay small. */
const LAST_LINES = 20
const LINE_LENGTH = 1000
const LINES_LENGTH = 8000

/** The last lines of what a tool printed, without empty ones. */
export function tailOf(text: string): string[] {
  const lines = text
    .split("\n")
    .map((line) => clip(line.trimEnd(), LINE_LENGTH))
    .filter((line) => line !== "")
    .slice(-LAST_LINES)
  let length = 0
  const first = lines.findLastIndex((line) => {
    length += line.length
    return length > LINES_LENGTH
  })
  return lines.slice(first + 1)
}

/** An ISO time without the milliseconds that no reader needs. */
export const isoSeconds = (iso: string): string => iso.replace(/\.\d+Z/, "Z")

/** `0.4 s`, `12.3 s`, `3 min 05 s`, `2 h 04 min`, `3 d 02 h` */
export function formatDuration(ms: number): string {
  // rounded first, so that 59.96 s is a minute and not 60.0 s
  const seconds = Math.round(ms / 100) / 10
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${two(Math.floor(seconds % 60))} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours} h ${two(minutes % 60)} min`
  return `${Math.floor(hours / 24)} d ${two(hours % 24)} h`
}

const two = (value: number): string => String(value).padStart(2, "0")

/** How long ago an ISO time was; a clock that runs behind gives 0. */
export const ageOf = (iso: string, now: Date): string =>
  formatDuration(Math.max(0, now.getTime() - Date.parse(iso)))

/** Text from an address as it is meant; as it stands where it cannot be decoded. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

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

/** How a command was called, up to its name: what is advised can then be pasted where that was typed. */
export type Program = "dagger call" | `release-pipeline${string}`

/** These alone are commands; a key of pipeline.json may have another one's name. */
const BARE = ["status", "history", "doctor", "next-version"]

/**
 * A command between backticks, as every text of ours has it: `unlock --stage production --reason 'WHY'`. Nothing that
 * could be more than text in a document or a table.
 */
export const ADVISED = new RegExp(
  `\`((?:(?:${COMMANDS.join("|")}) --|(?:${BARE.join("|")})(?=\`))[\\w .,:=@/'…+-]*)\``,
  "g",
)

/** The one place where a reader's own program comes before the commands that a text advises. */
export const spell = (text: string, program: Program): string =>
  text.replace(ADVISED, (_, command) => `\`${program} ${command}\``)

/** A name as one part of a ref or a path, which may hold few characters. */
export const pathPart = (name: string): string =>
  [...new TextEncoder().encode(name)]
    .map((byte) => String.fromCharCode(byte))
    .map((character) => (/[\w-]/.test(character) ? character : `%${hex(character).slice(2)}`))
    .join("")
