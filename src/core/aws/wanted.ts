import type { Config } from "../config/schema.ts"
import type { Stage } from "../stage.ts"

/** The AWS that a stage is deployed to; null: not configured. */
export interface WantedAws {
  region: string
  roleArn: string | null
  /** 12 digits */
  account: string | null
}

/** What a stage's credentials are for: a plan only looks, and is made before anyone has approved a change. */
export type Purpose = "deploy" | "plan"

/** null: the stage needs no AWS. */
export function wantedAws(
  { deployer, stages }: Config,
  stage: Stage,
  purpose: Purpose = "deploy",
): WantedAws | null {
  const { region, roleArn = null, planRoleArn = null, account = null } = stages[stage]
  if (region === undefined || deployer.kind === "sandbox") return null
  const holder = (roleArn ?? planRoleArn)?.split(":")[4] ?? null
  return { region, roleArn: purpose === "plan" ? planRoleArn : roleArn, account: account ?? holder }
}

/** The AWS that a stage's logs are in, whatever deploys it; null: no AWS region is set. */
export function logsAws({ verify, stages }: Config, stage: Stage): WantedAws | null {
  const { region: home, roleArn = null, account = null } = stages[stage]
  const region = verify?.logs?.region ?? home
  return region === undefined ? null : { region, roleArn, account: account ?? roleArn?.split(":")[4] ?? null }
}

/** Where an administrator's calls go. IAM is one for a whole partition, and any region names its partition. */
export const adminRegion = ({ stages }: Config): string =>
  stages.staging.region ?? stages.production.region ?? "us-east-1"

/** STS grants sessions of 15 minutes to 12 hours. */
const MIN_SESSION = 900
const MAX_SESSION = 43_200
/** What a phase needs before and after its tool runs, in seconds. */
const RESERVE = 300

/** How long the session for a phase is, in seconds. */
export const sessionSeconds = (seconds: number): number =>
  Math.min(MAX_SESSION, Math.max(MIN_SESSION, Math.ceil(seconds) + RESERVE))

/** The longest that the deployer may take, in seconds. */
export const phaseSeconds = ({ deployer }: Config): number =>
  deployer.kind === "sandbox" ? 0 : deployer.timeoutSeconds

/** The most that a deploy and a rollback after it may take, with the smoke test between them, in seconds. */
export const neededSeconds = (config: Config): number =>
  Math.ceil(2 * phaseSeconds(config) + config.smoke.deadlineSeconds)
