/**
 * What was found out about something outside the ledger: known; not asked, and why; or not available.
 * Not asked is never a pass, and what is not available fails.
 */
export type Fact<T> =
  | { kind: "known"; value: T }
  | { kind: "skipped"; why: string }
  | { kind: "unavailable"; message: string }
