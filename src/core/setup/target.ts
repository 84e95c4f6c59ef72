import type { DeployRole } from "../aws/deploy-role.ts"
import type { Stage } from "../stage.ts"

/** What setup is to bring about, checked. */
export interface SetupTarget {
  /** of GitHub */
  owner: string
  repository: string
  /** 12 digits */
  account: string
  stages: readonly StageTarget[]
  /** logins, or org/team; they approve deploys to production */
  reviewers: readonly string[]
  mainBranch: string
  tagPrefix: string
  /** name of the remote that holds the ledger; null: the configuration names none */
  ledgerRemote: string | null
}

export interface StageTarget {
  stage: Stage
  role: DeployRole
  /** what pipeline.json says; null: nothing */
  configured: { roleArn: string | null; region: string | null }
  /** how long a session must last to hold a deploy */
  sessionSeconds: number
}

export const repositoryPath = ({ owner, repository }: Pick<SetupTarget, "owner" | "repository">): string =>
  `/repos/${owner}/${repository}`
