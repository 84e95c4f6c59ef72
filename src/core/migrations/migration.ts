/**
 * What a migration does to a version that does not know it: nothing (additive), harm (destructive), or
 * nobody can tell from its text (unknown).
 */
export type Risk = "additive" | "destructive" | "unknown"

/** What a part of a migration does that is more than additive. */
export interface Finding {
  risk: Exclude<Risk, "additive">
  /** e.g. `drops table messages` */
  what: string
}

/** What the text of a migration does, and whether the same text can take it back. */
export interface MigrationText {
  findings: Finding[]
  hasDown: boolean
}

/** A migration that one of two versions has and the other has not, or has otherwise. */
export interface Migration {
  path: string
  /** changed and removed: history was edited, or the version is older than what runs */
  change: "new" | "changed" | "removed"
  risk: Risk
  /** why it is not additive */
  reasons: string[]
  /** the file that holds its down migration; null when there is none */
  down: string | null
}
