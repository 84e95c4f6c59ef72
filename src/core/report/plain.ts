/** What could steer a terminal or turn a line around: control characters, line ends and directions of writing. */
const STEERING = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Text of others as one harmless line. */
export const plain = (text: string): string => text.replace(/\r?\n|[\r\t]/g, " ").replace(STEERING, "\ufffd")

/** JSON that says the same and is as harmless; JSON itself escapes only some of them. */
export const harmlessJson = (json: string): string =>
  json.replace(STEERING, (char) => (char === "\n" ? char : `\\u${hex(char)}`))

const hex = (char: string): string => char.charCodeAt(0).toString(16).padStart(4, "0")
