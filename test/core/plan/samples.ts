import type { Fact } from "../../../src/core/errors.ts"
import type { Migration } from "../../../src/core/migrations/migration.ts"

export const known = <T>(value: T): Fact<T> => ({ kind: "known", value })
export const skipped: Fact<never> = { kind: "skipped", why: "nobody asked" }
export const unavailable = (message: string): Fact<never> => ({ kind: "unavailable", message })

/** A migration that is new and additive unless a test says otherwise. */
export const migration = (path: string, fields: Partial<Migration> = {}): Migration => ({
  path,
  change: "new",
  risk: "additive",
  reasons: [],
  down: null,
  ...fields,
})
