import type { Entry } from "../ledger/record.ts"
import type { StageState } from "../ledger/stage-state.ts"
import type { Stage } from "../stage.ts"

/** An entry of a stage's ledger, with the stage before and after it. */
export interface Recorded {
  app: string
  stage: Stage
  entry: Entry
  before: StageState
  after: StageState
}

/** What happened, as others are told of it. The last three are steps of a run that goes on. */
export type EventKind =
  | "service-deployed"
  | "service-upgraded"
  | "service-rolled-back"
  | "incident-detected"
  | "incident-resolved"
  | "blocked"
  | "failed"
  | "frozen"
  | "unfrozen"
  | "unlocked"
  | "taken-over"
  | "waived"
  | "one-way-allowed"
  | "older-allowed"
  | "migrations-allowed"
  | "break-glass"
  | "quarantined"
  | "quarantine-lifted"
  | "verified"
  | "lost"
  | "started"
  | "smoking"
  | "watching"
