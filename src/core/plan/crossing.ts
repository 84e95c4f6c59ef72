import type { Fact } from "../fact.ts"
import type { Migration } from "../migrations/migration.ts"

/** What lies between a version and what the stage runs, and the way back: as far as it could be found out. */
export interface Crossing {
  /** migrations that differ between what the stage runs and the version */
  migrations: Fact<Migration[]>
  /** the same between the version that a rollback would go back to and this one */
  back: Fact<Migration[]>
  /** the commit that the tag of that version names now; null: there is no such tag any more */
  targetTag: Fact<string | null>
  /** why the deployer itself could not go back, a sentence each */
  deployer: Fact<string[]>
}
