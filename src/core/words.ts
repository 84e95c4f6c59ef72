import { plain } from "./report/plain.ts"

/** `1 attempt`, `3 attempts` */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`

/** Text that another sentence can follow. */
export const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`)

/** Text of others, short enough for a line of ours. */
export const clip = (text: string, limit = 80): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 1)}…`

const MANY = 10

/** The first of many, and how many more there are; all on one line. */
export const listSome = (items: readonly string[]): string => {
  const rest = items.length - MANY
  return [
    ...items.slice(0, MANY).map((item) => plain(clip(item))),
    ...(rest > 0 ? [`and ${rest} more`] : []),
  ].join(", ")
}

/** No tag that anybody means is longer. */
export const MAX_TAG_LENGTH = 100
