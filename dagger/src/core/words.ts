/** `1 attempt`, `3 attempts` */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`

/** Text that another sentence can follow. */
export const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`)

/** Text of others, short enough for a line of ours. */
export const clip = (text: string, limit = 80): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 1)}…`

/** No tag that anybody means is longer. */
export const MAX_TAG_LENGTH = 100
