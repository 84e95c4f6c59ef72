import { messageOf } from "./errors.ts"

/**
 * What was found out about something outside the ledger: known; not asked, and why; or not available.
 * Not asked is never a pass, and what is not available fails.
 */
export type Fact<T> =
  | { kind: "known"; value: T }
  | { kind: "skipped"; why: string }
  /** `fix`: what helps against it, where that is known */
  | { kind: "unavailable"; message: string; fix?: string }

export const known = <T>(value: T): Fact<T> => ({ kind: "known", value })
export const skipped = (why: string): Fact<never> => ({ kind: "skipped", why })

/** Why a fact is not known. */
export const whyNot = (fact: Exclude<Fact<unknown>, { kind: "known" }>): string =>
  fact.kind === "skipped" ? fact.why : fact.message

/** @param error what was thrown, or says why */
export const unavailable = (error: unknown): Fact<never> => ({
  kind: "unavailable",
  message: messageOf(error),
})
