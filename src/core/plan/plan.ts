import type { Fact } from "../fact.ts"
import type { ChangeRequest } from "../forge.ts"
import type { Migration } from "../migrations/migration.ts"
import type { Release } from "../stage.ts"

/** What a deploy would do, as far as that can be seen before it. */
export interface Plan {
  /** of everything here that must not change before it is carried out: what --expect takes */
  digest: string
  /** the same in 12 digits, of which --expect takes 8 or more; absent in reports of older pipelines */
  shortDigest?: string
  /** what the version brings that the stage does not run */
  commits: Fact<CommitRange>
  migrations: Fact<Migration[]>
  /** what the new ones say, as far as they are SQL */
  sources?: MigrationSource[]
  /** when staging verified this very commit; null: not found among its newest records; absent: not for production */
  staging?: StagingProof | null
  infrastructure: Fact<InfrastructureChange[]>
  /** names of secrets that the version needs and the stage lacks */
  secrets: Fact<string[]>
  /** where a rollback would go; null: nowhere */
  rollbackTarget: Release | null
  reversible: boolean
  /** why it is not, a sentence each */
  oneWay: string[]
}

/** The way up of a migration, as a reviewer reads it. */
export interface MigrationSource {
  path: string
  lines: SourceLine[]
  /** how many lines there are beyond these */
  more: number
}

export interface SourceLine {
  text: string
  /** what the statement that begins here does that is more than additive, e.g. `drops table orders` */
  risks: string[]
}

export interface StagingProof {
  /** ISO time */
  at: string
  runId: string
  actor: string
  /** the page of the workflow run, where there is one */
  url: string | null
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
  /** its page, where the repository is on GitHub or GitLab */
  url?: string
  /** pull or merge requests that its subject names */
  requests?: ChangeRequest[]
}

/** What a deploy would do to one resource, in the deployer's own words. */
export interface InfrastructureChange {
  /** e.g. create, update, replace, delete */
  op: string
  type: string
  name: string
}
