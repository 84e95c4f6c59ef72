import type { Claims } from "../aws/deploy-role.ts"
import type { Fact } from "../errors.ts"
import type { CredentialsInput, MissingScript, WindowFacts } from "../gates/gate.ts"
import type { Runner } from "../ledger/owner.ts"
import { filledFix } from "../reasons.ts"
import type { VersionSecrets } from "../secrets/review.ts"
import type { Prerequisite } from "../setup/prerequisite.ts"
import type { Observed } from "../smoke/observed.ts"
import type { Stage } from "../stage.ts"
import { counted } from "../text.ts"

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
  /** whether the channels of pipeline.json can be reached, by their names */
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
  /** the stage's addresses in pipeline.json, by their names */
  urls: Readonly<Record<string, string>>
  credentials: Fact<CredentialsInput>
  /** the text of the role's trust policy */
  trust: Fact<string | null>
  app: Observed
  /** the ledger knows a deploy, or cannot be read */
  deployed: boolean
  /** what it serves where the ledger knows no deploy; null: nothing of that name, or the ledger knows one */
  unrecorded: string | null
  /** whether the stage takes deploys now; null: it has no windows */
  opening: WindowFacts | null
}

/** `warn`: works, and may surprise; `skipped`: not looked at, which is not "ok". */
export type FindingStatus = "ok" | "warn" | "fail" | "skipped"

/** One thing that doctor looked at. */
export interface Finding {
  code: FindingCode
  /** null: one for both stages */
  stage: Stage | null
  status: FindingStatus
  /** what was seen, or why nothing was */
  what: string
  why: string
  /** null: nothing is to be done */
  fix: string | null
}

export function finding(
  code: FindingCode,
  stage: Stage | null,
  status: FindingStatus,
  what: string,
  fix?: string,
): Finding {
  const { why, fix: usual } = FINDINGS[code]
  const needed = status === "fail" || status === "warn"
  return {
    code,
    stage,
    status,
    what,
    why,
    fix: needed ? filledFix(fix ?? usual, { stage, tag: null }) : null,
  }
}

/** What doctor looks at: why it matters, and what to do when it is not as it should be. Codes are stable. */
export const FINDINGS = {
  CONFIG: {
    why: "pipeline.json says what is deployed and where; everything else is judged by it.",
    fix: "Correct every place that is named.",
  },
  SCRIPTS: {
    why: "A command that starts what the version does not have fails in the middle of its deploy.",
    fix: "Correct the command in pipeline.json, or commit what it starts and tag that commit.",
  },
  WINDOWS: {
    why: "A stage that never opens takes no deploy, and one that opens at night by a wrong time zone takes them then.",
    fix: "Correct stages.STAGE.windows in pipeline.json.",
  },
  ENGINE_VERSION: {
    why: "An older engine refuses the module, and a newer one may read it differently.",
    fix: "Install the version that dagger.json names.",
  },
  GIT_VERSION: {
    why: "Tags, commits and the ledger are read and written with git.",
    fix: "Install git 2.31 or newer.",
  },
  CHECKOUT: {
    why: "Tags and history say which commit a version is and whether it is on the main branch.",
    fix: "git fetch --unshallow --tags; in GitHub Actions let actions/checkout have fetch-depth: 0.",
  },
  LEDGER_READ: {
    why: "The ledger says what every stage runs and where a rollback goes.",
    fix: "Let `ledger.remote` name a remote that is there, with credentials that may read it: --git-token env://GITHUB_TOKEN on an engine.",
  },
  LEDGER_WRITE: {
    why: "A run that cannot write its record is refused before it deploys anything.",
    fix: "Use credentials that may push to the ledger's remote (in GitHub Actions permissions: contents: write), and let the remote's own hooks and rules take refs/pipeline/*.",
  },
  LEDGER_REMOTE: {
    why: "A ledger on one machine cannot keep another machine from deploying at the same time.",
    fix: 'Set "ledger": { "remote": "origin" } in pipeline.json.',
  },
  CREDENTIALS: {
    why: "A stage in AWS is deployed only with credentials that were checked before.",
    fix: "See docs/aws-credentials.md.",
  },
  OIDC_TOKEN: {
    why: "With a token of its own, a CI job needs no stored keys.",
    fix: "Give the job permissions: id-token: write, and run doctor in it.",
  },
  OIDC_TRUST: {
    why: "AWS gives the role only to tokens whose claims its trust policy names.",
    fix: "Let setup write the trust policy again: `setup --repository OWNER/NAME --account ID --apply`.",
  },
  PREREQUISITES: {
    why: "Roles and environments are those of one repository; without its name none was looked at.",
    fix: "Name it: --repository owner/name.",
  },
  REPOSITORY: {
    why: "Environments and rules are those of one repository, and the roles trust it alone.",
    fix: "Name another one: --repository owner/name; or use a token that may see it.",
  },
  AWS_ACCOUNT: {
    why: "What another account holds says nothing about the stage.",
    fix: "Log in to the account that pipeline.json names.",
  },
  OIDC_PROVIDER: {
    why: "Without it, AWS accepts no token from GitHub.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`",
  },
  ROLE: {
    why: "A deploy acts as this role; its trust policy says who may assume it, its session length how long a deploy may take.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`",
  },
  ROLE_BOUNDARY: {
    why: "A deploy that could make a role without a boundary could make an administrator.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`",
  },
  ROLE_PERMISSIONS: {
    why: "A deploy that lacks a permission stops halfway.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`",
  },
  ROLE_IN_CONFIG: {
    why: "A job assumes the role that pipeline.json names.",
    fix: "Set stages.STAGE.roleArn in pipeline.json.",
  },
  ENVIRONMENT: {
    why: "The role trusts jobs of this environment only.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`",
  },
  ENVIRONMENT_REFS: {
    why: "Otherwise anyone who may push a branch could deploy from it, reviewed or not.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`",
  },
  ENVIRONMENT_REVIEWERS: {
    why: "Without a reviewer, production changes without anyone having approved it.",
    fix: "`setup --repository OWNER/NAME --account ID --reviewer LOGIN --apply`",
  },
  ENVIRONMENT_VARIABLES: {
    why: "Other steps of the workflow find role and region there.",
    fix: "`setup --repository OWNER/NAME --account ID --apply`",
  },
  TAG_RULES: {
    why: "A tag that can be moved names something else tomorrow; the pipeline refuses it, and a rule prevents it.",
    fix: "Add a tag ruleset that restricts updates and deletions.",
  },
  TAG_MAKERS: {
    why: "The push of a version tag deploys it to staging.",
    fix: "Add a tag ruleset that restricts creations; setup shows the command.",
  },
  SECRETS: {
    why: "A deploy stops before it changes anything where its stage lacks a secret that the version needs.",
    fix: "Give each stage its value: `secrets-set --stage STAGE --tag TAG --name NAME`.",
  },
  SECRETS_PARITY: {
    why: "What staging has and production lacks comes up in the deploy to production, when everyone is waiting for it.",
    fix: "Give the other stage its value: `secrets-set --stage STAGE --tag TAG --name NAME`.",
  },
  NOTIFY: {
    why: "Otherwise nothing is heard there of a deploy, which goes on without it.",
    fix: "Correct the channel in pipeline.json, or the secret that it names: docs/notifications.md.",
  },
  APP: {
    why: "A stage that can't be reached from here can't be smoke-tested from here, and the ledger's way back is wrong for one that was changed outside the pipeline.",
    fix: "Look closer, `smoke --stage STAGE`; check stages.STAGE.urls, whether this machine can reach them, and who deployed what runs. What is meant to run is recorded by `adopt --tag TAG --stage STAGE`.",
  },
} as const satisfies Record<string, { why: string; fix: string }>

export type FindingCode = keyof typeof FINDINGS

/** `14 of 21 checks ok, 2 failed, 1 with a warning, 4 skipped` */
export function findingTally(findings: readonly Finding[]): string {
  const count = (status: FindingStatus) => findings.filter((one) => one.status === status).length
  const parts = [
    `${count("ok")} of ${counted(findings.length, "check")} ok`,
    ...(count("fail") > 0 ? [`${count("fail")} failed`] : []),
    ...(count("warn") > 0 ? [`${count("warn")} with a warning`] : []),
    ...(count("skipped") > 0 ? [`${count("skipped")} skipped`] : []),
  ]
  return parts.join(", ")
}
