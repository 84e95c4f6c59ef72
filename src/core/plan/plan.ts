import type { Fact } from "../fact.ts"
import type { Migration } from "../migrations/migration.ts"
import type { Release } from "../stage.ts"

/** What a deploy would do, as far as that can be seen before it. */
export interface Plan {
  /** of everything here that must not change before it is carried out: what --expect takes */
  digest: string
  /** what the version brings that the stage does not run */
  commits: Fact<CommitRange>
  migrations: Fact<Migration[]>
  infrastructure: Fact<InfrastructureChange[]>
  /** names of secrets that the version needs and the stage lacks */
  secrets: Fact<string[]>
  /** where a rollback would go; null: nowhere */
  rollbackTarget: Release | null
  reversible: boolean
  /** why it is not, a sentence each */
  oneWay: string[]
}

/** What a version brings that another one lacks; merges are left out. */
export interface CommitRange {
  /** newest first, no more than were asked for */
  commits: Commit[]
  /** how many there are beyond these */
  more: number
  /** commits of the other version that this one lacks: more than 0 where it is older, or beside it */
  dropped: number
  /** the clone holds only a part of the history, so there may be more of them */
  shallow: boolean
}

/** A commit as the plan shows it. */
export interface Commit {
  /** full commit id */
  sha: string
  author: string
  /** the first line of its message */
  subject: string
  /** its message has a footer BREAKING CHANGE */
  breaking?: true
}

/** What a deploy would do to one resource, in the deployer's own words. */
export interface InfrastructureChange {
  /** e.g. create, update, replace, delete */
  op: string
  type: string
  name: string
}
