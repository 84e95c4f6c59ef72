import type { Claims } from "../aws/trust-verdict.ts"
import type { Fact } from "../fact.ts"
import type { CredentialsInput, MissingScript, WindowFacts } from "../gates/facts.ts"
import type { Runner } from "../ledger/runner.ts"
import type { VersionSecrets } from "../secrets/review.ts"
import type { Prerequisite } from "../setup/prerequisite.ts"
import type { Observed } from "../smoke/observed.ts"
import type { Stage } from "../stage.ts"

/** What doctor sees from where it runs. */
export interface DoctorFacts {
  machine: MachineFacts
  checkout: Fact<CheckoutFacts>
  /** versions among the tags */
  versions: Fact<number>
  /** what the newest version lacks of what pipeline.json starts */
  scripts: Fact<{ tag: string; missing: MissingScript[] }>
  /** where the ledger is */
  ledger: string
  ledgerRead: Fact<true>
  ledgerWrite: Fact<true>
  /** of a new token of this job */
  claims: Fact<Claims>
  prerequisites: Fact<readonly Prerequisite[]>
  /** staging's, compared with production's */
  secrets: Fact<VersionSecrets>
  /** whether the channels of pipeline.json could be told, by their names */
  channels: readonly { name: string; state: Fact<string> }[]
  /** how commands are given where this runs */
  runner: Runner["kind"]
  stages: Readonly<Record<Stage, DoctorStageFacts>>
}

export interface MachineFacts {
  /** e.g. `2.49.1` */
  git: Fact<string>
  /** of the engine, or of the CLI that would start one; e.g. `0.21.8` */
  engine: Fact<string>
  /** the version that the module asks for */
  wantedEngine: string
}

export interface CheckoutFacts {
  /** history is cut off */
  shallow: boolean
}

export interface DoctorStageFacts {
  credentials: Fact<CredentialsInput>
  /** the text of the role's trust policy */
  trust: Fact<string | null>
  app: Observed
  /** whether the stage takes deploys now; null: it has no windows */
  opening: WindowFacts | null
}
