import type { Fact } from "../fact.ts"
import type { Migration } from "../migrations/migration.ts"
import type { Release } from "../stage.ts"
import type { CommitRange } from "./commits.ts"
import type { InfrastructureChange } from "./infrastructure.ts"

/** What a deploy would do, as far as that can be told before. */
export interface Plan {
  /** of everything here that must not change before it is carried out: what --expect takes */
  digest: string
  /** what the version brings that the stage does not run */
  commits: Fact<CommitRange>
  migrations: Fact<Migration[]>
  infrastructure: Fact<InfrastructureChange[]>
  /** names of secrets that the version wants and the stage has not */
  secrets: Fact<string[]>
  /** where a rollback would go; null: nowhere */
  rollbackTarget: Release | null
  reversible: boolean
  /** why it is not, a sentence each */
  oneWay: string[]
}
