/**
 * How a run ended. `done` is for commands that deploy nothing, `absent` for a question whose answer is no; the others say
 * what became of the stage.
 */
export type Outcome =
  | "deployed"
  | "done"
  | "blocked"
  | "failed"
  | "rolled-back"
  | "rollback-failed"
  | "inconclusive"
  | "absent"
