import { messageOf } from "../core/errors.ts"
import type { Fact } from "../core/fact.ts"

export const known = <T>(value: T): Fact<T> => ({ kind: "known", value })
export const skipped = (why: string): Fact<never> => ({ kind: "skipped", why })
export const unavailable = (error: unknown): Fact<never> => ({
  kind: "unavailable",
  message: messageOf(error),
})
