/**
 * What was found out about something outside the ledger: known; not asked, and why; or not to be had.
 * Not asked is never a pass, and what cannot be had fails.
 */
export type Fact<T> =
  | { kind: "known"; value: T }
  | { kind: "skipped"; why: string }
  | { kind: "unavailable"; message: string }
