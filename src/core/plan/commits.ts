/** A commit as the plan shows it. */
export interface Commit {
  /** full commit id */
  sha: string
  author: string
  /** the first line of its message */
  subject: string
}

/** What a version brings that another one has not; merges are left out. */
export interface CommitRange {
  /** newest first, no more than were asked for */
  commits: Commit[]
  /** how many there are beyond these */
  more: number
  /** commits of the other version that this one has not: more than 0 where it is older, or beside it */
  dropped: number
  /** the clone holds a part of the history only, so that there may be more of them */
  shallow: boolean
}
