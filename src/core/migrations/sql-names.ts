import type { Finding } from "./migration.ts"

/** Nothing that is more than additive, or what it is. */
export type Verdict = Finding | readonly Finding[] | null

export const destructive = (what: string): Finding => ({ risk: "destructive", what })
export const unknown = (what: string): Finding => ({ risk: "unknown", what })
export const harmless = (): Verdict => null

/** The source of a pattern for a name in a statement, with or without its schema. */
export const NAME = "(?<name>[^ (]+(?: \\. [^ (]+)*)"

/** `PUBLIC . "Messages"` as a person writes it: public.Messages */
export const nameOf = (name: string): string =>
  name
    .split(" . ")
    .map((part) => (/^".*"$/.test(part) ? part.slice(1, -1) : part.toLowerCase()))
    .join(".")
