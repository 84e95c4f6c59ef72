import type { AdminContext, Alone } from "./admin/ports.ts"
import { POLICIES, SHAPES } from "./core/aws/deploy-role.ts"
import { environmentError, PipelineError, type Problem, usageError } from "./core/errors.ts"
import { parseSince, SINCE_FORM } from "./core/figures/periods.ts"
import { RUN_OUTCOMES } from "./core/figures/runs.ts"
import { notifyFault, watchFault } from "./core/init/project.ts"
import type { SecretValue } from "./core/masking.ts"
import { digestFault } from "./core/plan/plan.ts"
import type { Command } from "./core/report/commands.ts"
import { FORMATS, type Format, PAGE_FORMATS, render } from "./core/report/render.ts"
import { type Report, unbegunReport } from "./core/report/report.ts"
import { STAGES, type Stage } from "./core/stage.ts"
import { BUMPS, MAX_TAG_LENGTH } from "./core/tags.ts"
import { type Program, spell } from "./core/text.ts"
import { deploy } from "./release/deploy.ts"
import { plan, preflight } from "./release/plan.ts"
import { history, nextVersion, recordedReport, status } from "./release/queries.ts"
import { endsAtOnce } from "./release/report.ts"
import { rollback } from "./release/rollback.ts"
import { noticing, withApproval } from "./release/run.ts"

/** An option of a command. On the command line its name is written in kebab case. */
export interface OptionSpec {
  /** A choice is one of `choices`. A secret is a flag on an engine; on a host it comes from standard input. */
  kind: "text" | "number" | "choice" | "switch" | "secret"
  /** stands for the value in help */
  value: string
  help: string
  required?: true
  default?: string | number
  choices?: readonly string[]
  /** on a host it may be given several times: the values are joined, one a line */
  repeatable?: true
  /** what is wrong with a value, or null */
  check?: (text: string) => string | null
}
export type Options = Readonly<Record<string, OptionSpec>>

/** What a handler is given for an option. */
type ValueOf<O extends OptionSpec> = O extends { kind: "switch" }
  ? boolean
  : O extends { kind: "number" }
    ? number
    : O extends { kind: "secret" }
      ? SecretValue
      : O extends { kind: "choice"; choices: readonly (infer C)[] }
        ? C | (O extends { default: string } | { required: true } ? never : null)
        : O extends { default: string } | { required: true }
          ? string
          : string | null
type ValuesOf<O extends Options> = { [Name in keyof O]: ValueOf<O[Name]> }

export const GROUPS = ["Release", "Look", "Check", "Intervene", "Debug", "Set up"] as const

interface Described<O extends Options> {
  group: (typeof GROUPS)[number]
  /** a whole sentence: Dagger shows this line alone in its list of functions */
  summary: string
  /** what --help says after it */
  details?: string
  options: O
  /** command lines without the program's name */
  examples: readonly string[]
  /** it works on this machine's checkout or processes, and an engine has neither */
  hostOnly?: true
  /** what its function returns on an engine, for the call to go on with; absent: the report as text */
  gives?: "Container" | "Service"
  /** its report can also be written as a page for a browser */
  pages?: true
  /** the ledger keeps the report of what it did on a stage: `report` shows it again */
  recorded?: true
}

export interface CommandSpec<O extends Options = Options> extends Described<O> {
  run(context: AdminContext, values: ValuesOf<O>): Promise<Report>
}

/** A command that needs no repository and no pipeline.json. */
export interface LoneCommandSpec<O extends Options = Options> extends Described<O> {
  runAlone(alone: Alone, values: ValuesOf<O>): Promise<Report>
}

const command = <const O extends Options>(spec: CommandSpec<O>): CommandSpec<O> => spec
const loneCommand = <const O extends Options>(spec: LoneCommandSpec<O>): LoneCommandSpec<O> => spec

const notEmpty = (value: string) => (value.trim() === "" ? "must not be empty" : null)
const notNegative = (value: string) => (/^\d+(\.\d+)?$/.test(value) ? null : "must be a number, 0 or more")
const upTo9999 = (value: string) =>
  /^[1-9]\d{0,3}$/.test(value) ? null : "must be a whole number from 1 to 9999"

const text = <V extends string>(value: V, help: string) =>
  ({ kind: "text", value, help, check: notEmpty }) as const
const required = <V extends string>(value: V, help: string) =>
  ({ ...text(value, help), required: true }) as const
const stageOption = (help: string) =>
  ({ kind: "choice", value: "STAGE", help, choices: STAGES, default: "production" }) as const
/** A command that changes a stage has no default for it: a forgotten option must not change production. */
const changedStage = (help: string) =>
  ({ kind: "choice", value: "STAGE", help, choices: STAGES, required: true }) as const
const oneStage = {
  kind: "choice",
  value: "STAGE",
  help: "one stage alone: staging, production; default: both",
  choices: STAGES,
} as const
const seconds = (help: string) =>
  ({ kind: "number", value: "SECONDS", help, default: 0, check: notNegative }) as const
const waiveOption = (help: string) => ({ ...text("WAIVER", help), repeatable: true }) as const
const flag = (help: string) => ({ kind: "switch", value: "", help }) as const

const offline = flag("ask the ledger alone, not the stages")
const reason = text("WHY", "why; kept in the ledger")
const requiredReason = required("WHY", "why; kept in the ledger")
const waitForStage = seconds("how long to wait for another run to free the stage, in seconds")

const bump = {
  kind: "choice",
  value: "PART",
  help: "which part of the version grows; auto: what the conventional commits since the last release say",
  choices: BUMPS,
  default: "auto",
} as const

const urlOption = {
  ...text(
    "NAME=ADDRESS",
    "the stage's addresses, where no deploy has recorded them yet; several with commas",
  ),
  repeatable: true,
} as const

const deployOptions = {
  tag: required("TAG", "the tag to deploy, e.g. v1.2.3"),
  reason,
  wait: waitForStage,
  waive: waiveOption(
    'gates that need not pass: "GATE=WHY", or "GATE@2026-03-01T18:00Z=WHY" until then; several with commas',
  ),
  allowOneWay: text("WHY", "why it is acceptable that this deploy cannot be rolled back; kept in the ledger"),
  allowOlder: text("WHY", "why an older version may replace the one that runs; kept in the ledger"),
  expect: {
    ...text(
      "DIGEST",
      "the digest of the plan that was approved, or 8 digits of its short one; refused when something has changed since",
    ),
    check: digestFault,
  },
  verify: flag("also run `verify` from pipeline.json once smoke passes"),
  fixes: {
    ...text("TAG", "the version whose fault this one is to fix; kept in the ledger, for dora"),
    check: (value: string) =>
      value.trim() !== "" && value.length <= MAX_TAG_LENGTH ? null : "must be the name of a tag",
  },
  detach: flag("release the stage before the watch begins; `watch` finishes it later"),
} as const

/** Long enough for a trend, short enough that the team remembers it. */
const DEFAULT_SINCE = "90d"
const sinceOption = {
  ...text("WHEN", `only what came since then: ${SINCE_FORM}`),
  check: (value: string) => (parseSince(value, NEVER) === null ? `must be such as ${SINCE_FORM}` : null),
}
/** Any time will do: whether the text can be read does not depend on it. */
const NEVER = new Date(0)

const GITHUB_REPOSITORY = "the repository at GitHub, owner/name"

/** Every command. Both runners, their help and the reference page are made from it. */
export const COMMAND_TABLE = {
  "deploy-staging": command({
    group: "Release",
    recorded: true,
    summary: "Deploys a tag to staging and smokes it. Does not roll back unless pipeline.json says so.",
    options: deployOptions,
    examples: ["deploy-staging --tag v1.2.3"],
    run: (context, { wait, ...values }) =>
      deploy(context, { stage: "staging", waitSeconds: wait, ...values }),
  }),
  "deploy-production": command({
    group: "Release",
    recorded: true,
    summary: "Deploys a tag that staging verified to production, smokes it, and rolls back when it fails.",
    options: deployOptions,
    examples: [
      "deploy-production --tag v1.2.3",
      'deploy-production --tag v1.2.3 --wait 900 --reason "CI is down"',
      'deploy-production --tag v1.2.3 --waive "ci=the check is broken, not the code"',
    ],
    run: (context, { wait, ...values }) =>
      deploy(context, { stage: "production", waitSeconds: wait, ...values }),
  }),
  preflight: command({
    group: "Check",
    summary:
      "Judges every gate that a deploy of a tag would have to pass, and shows those that fail; changes nothing.",
    details: "With --format markdown or json it lists every gate with its verdict.",
    options: {
      tag: required("TAG", "the tag to judge, e.g. v1.2.3"),
      stage: stageOption("the stage that it is meant for"),
      wait: seconds("how long to wait for CI, in seconds"),
      waive: waiveOption('gates that the deploy will waive: "GATE=WHY", several with commas'),
    },
    examples: ["preflight --tag v1.2.3"],
    run: (context, { wait, ...values }) => preflight(context, { waitSeconds: wait, ...values }),
  }),
  rollback: command({
    group: "Release",
    recorded: true,
    summary:
      "Takes a stage back to a version that it verified, freezes it and quarantines the version that is left.",
    options: {
      stage: changedStage("the stage to roll back"),
      to: text("TAG", "a version that the stage verified before; default: the last one"),
      reason,
      wait: waitForStage,
      overMigrations: text(
        "WHY",
        "why migrations may stay in the database, where their fence refuses it; kept in the ledger",
      ),
    },
    examples: ['rollback --stage production --to v1.2.2 --reason "chat answers in the wrong language"'],
    run: (context, { wait, ...values }) => rollback(context, { waitSeconds: wait, ...values }),
  }),
  adopt: command({
    group: "Release",
    recorded: true,
    summary:
      "Records what a stage runs already as verified, once it answers as that version; deploys nothing.",
    details:
      "For a stage that was deployed by hand until now: the first version that a rollback can go back to.",
    options: {
      tag: required("TAG", "the version that runs, e.g. v1.2.3"),
      stage: changedStage("the stage that runs it"),
      reason,
      wait: waitForStage,
      url: urlOption,
    },
    examples: [
      "adopt --tag v1.2.3 --stage production",
      "adopt --tag v1.2.3 --stage production --url api=https://api.example.com",
    ],
    run: async (context, { wait, ...values }) =>
      (await import("./release/adopt.ts")).adopt(context, { waitSeconds: wait, ...values }),
  }),
  plan: command({
    group: "Check",
    summary: "Shows what a deploy of a tag would do, with a digest to approve; changes nothing.",
    details:
      "Commits, migrations, infrastructure, gates and the way back. A deploy with --expect DIGEST then does only this.",
    options: {
      tag: required("TAG", "the tag to plan for, e.g. v1.2.3"),
      stage: stageOption("the stage that it is meant for"),
      waive: waiveOption('gates that the deploy will waive: "GATE=WHY", several with commas'),
      allowOneWay: text("WHY", "the reason that the deploy will be given"),
      allowOlder: text("WHY", "the reason that the deploy will be given"),
      strict: flag(
        "fail when a gate would stop the deploy, so that a job ends before anyone is asked to approve",
      ),
      offline,
    },
    examples: ["plan --tag v1.2.3", "plan --tag v1.2.3 --stage staging --format markdown"],
    run: (context, values) => plan(context, values),
  }),
  smoke: command({
    group: "Check",
    summary: "Probes what a stage serves and judges it; changes nothing.",
    details:
      "Before the first deploy it tries the checks on what runs there already, and says which version that is.",
    options: { stage: stageOption("the stage to probe"), url: urlOption },
    examples: ["smoke --stage staging", "smoke --stage production --url api=https://api.example.com"],
    run: async (context, values) => (await import("./release/check-stage.ts")).smokeStage(context, values),
  }),
  verify: command({
    group: "Check",
    summary: "Smokes what a stage serves, then verifies it as `verify` in pipeline.json says.",
    details:
      "Requests, error lines in the logs since the deploy, the Slack bot. What passes counts as verified from then on.",
    options: { stage: stageOption("the stage to verify") },
    examples: ["verify --stage production"],
    run: async (context, values) => (await import("./release/check-stage.ts")).verifyStage(context, values),
  }),
  watch: command({
    group: "Check",
    recorded: true,
    summary: "Finishes watching the version that a stage runs, and rolls it back if it turns bad.",
    details:
      "For a version deployed with --detach, or whose run died during its watch. What stays good counts as verified.",
    options: { stage: changedStage("the stage to watch"), reason, wait: waitForStage },
    examples: ["watch --stage production"],
    async run(context, { wait, ...values }) {
      const { watchStage } = await import("./release/watch.ts")
      return watchStage(context, { waitSeconds: wait, ...values })
    },
  }),
  freeze: command({
    group: "Intervene",
    recorded: true,
    summary: "Keeps deploys off a stage, until a given time or until it is opened. Rollbacks pass.",
    details:
      "Needs only a reason. A run under way is not stopped; the report names it. A second freeze replaces the first.",
    options: {
      reason: requiredReason,
      stage: changedStage("the stage to freeze"),
      until: text("TIME", "when it ends by itself: 2026-03-01T18:00Z, or 90m, 2h, 3d; default: it does not"),
    },
    examples: ['freeze --stage production --until 2d --reason "the launch"'],
    run: async (context, values) => (await import("./release/interventions.ts")).freeze(context, values),
  }),
  unfreeze: command({
    group: "Intervene",
    recorded: true,
    summary: "Opens a frozen stage again and lifts its quarantine.",
    details: "Versions that a person has quarantined stay away: quarantine --lift lets them in.",
    options: { reason: requiredReason, stage: changedStage("the stage to open") },
    examples: ['unfreeze --stage production --reason "v1.2.0 lacked a setting, fixed in v1.2.1"'],
    run: async (context, values) => (await import("./release/interventions.ts")).unfreeze(context, values),
  }),
  quarantine: command({
    group: "Intervene",
    recorded: true,
    summary: "Bars a version from the stages: it is neither deployed nor rolled back to.",
    details:
      "A version that is already running keeps running. Only --lift removes a quarantine, also one that the pipeline set; passing smoke or `unfreeze` does not.",
    options: {
      tag: required("TAG", "the version, e.g. v1.2.3"),
      reason: requiredReason,
      stage: oneStage,
      lift: flag("let it in again"),
    },
    examples: [
      'quarantine --tag v1.2.3 --reason "it loses messages after a day"',
      'quarantine --tag v1.2.3 --lift --reason "that was v1.2.2"',
    ],
    run: async (context, values) => (await import("./release/interventions.ts")).quarantine(context, values),
  }),
  unlock: command({
    group: "Intervene",
    recorded: true,
    summary: "Frees a stage whose run is dead; refuses while it is alive.",
    options: {
      reason: requiredReason,
      stage: changedStage("the stage to free"),
      force: flag("free it although its run is alive; that run stops at its next heartbeat"),
    },
    examples: ['unlock --stage staging --reason "the machine is gone"'],
    run: async (context, values) => (await import("./release/interventions.ts")).unlock(context, values),
  }),
  status: command({
    group: "Look",
    summary:
      "Shows what every stage runs by the ledger and by one look at it, and what is frozen, quarantined or locked.",
    options: { stage: oneStage, offline },
    examples: ["status", "status --stage production", "status --format json"],
    run: (context, values) => status(context, values),
  }),
  history: command({
    group: "Look",
    summary: "Lists the runs on a stage, newest first: when, what, how it ended, who, how long and why.",
    options: {
      stage: stageOption("the stage"),
      limit: { kind: "number", value: "N", help: "how many runs, or records", default: 20, check: upTo9999 },
      records: flag("list the ledger's records instead of its runs"),
      tag: text("TAG", "only what has to do with this version"),
      outcome: {
        kind: "choice",
        value: "OUTCOME",
        help: `only runs that ended so: ${RUN_OUTCOMES.join(", ")}`,
        choices: RUN_OUTCOMES,
      },
      since: sinceOption,
    },
    examples: ["history --stage staging --limit 50", "history --outcome rolled-back --since 4w"],
    run: (context, values) => history(context, values),
  }),
  timeline: command({
    group: "Look",
    summary: "Draws what the stages went through: deploys, rollbacks, freezes and locks, as one page.",
    details:
      "As html it is one file that loads nothing and runs no script. The newest runs are shown one by one, all by week.",
    pages: true,
    options: {
      stage: oneStage,
      since: { ...sinceOption, default: DEFAULT_SINCE },
    },
    examples: ["timeline --format html > timeline.html", "timeline --stage production --since 2026-01-01"],
    run: async (context, values) => (await import("./release/figures.ts")).timeline(context, values),
  }),
  dora: command({
    group: "Look",
    summary: "Shows the five metrics of dora.dev for production, each with what it is made from.",
    details:
      "Lead time, deployment frequency, recovery time, fail rate and rework rate by week; what was left out and why.",
    pages: true,
    options: { since: { ...sinceOption, default: DEFAULT_SINCE } },
    examples: ["dora", "dora --since 26w --format html > dora.html"],
    run: async (context, values) => (await import("./release/figures.ts")).dora(context, values),
  }),
  contains: command({
    group: "Look",
    summary: "Says which stages run a version that has a commit, and fails unless production does.",
    details:
      "Since when and by which deploy, or when it was rolled back and why. Without a GitHub token, a pull request is found by what the commits of the main branch say.",
    options: {
      sha: {
        ...text("SHA", "the commit, or the first 7 digits of it or more"),
        check: (value: string) =>
          /^[0-9a-f]{7,64}$/.test(value) ? null : "must be 7 hexadecimal digits or more",
      },
      tag: text("TAG", "the version whose commit is meant"),
      pr: {
        ...text("N", "the number of the pull request that is meant"),
        check: (value: string) => (/^[1-9]\d{0,8}$/.test(value) ? null : "must be a number, e.g. 123"),
      },
    },
    examples: ["contains --pr 123", "contains --sha 1f0c2d3", "contains --tag v1.2.3"],
    run: async (context, values) => (await import("./release/figures.ts")).contains(context, values),
  }),
  report: command({
    group: "Look",
    summary:
      "Renders the report of a run on a stage again, the last one's unless one is named. Exits 0 however that run ended.",
    options: {
      stage: stageOption("the stage"),
      run: text(
        "ID",
        "the run that is meant, or the workflow run that it was part of: github:OWNER/REPOSITORY/RUN_ID/ATTEMPT",
      ),
    },
    examples: [
      "report --stage production --format markdown",
      "report --stage staging --run github:octo/shop/1234567890/1",
    ],
    run: (context, values) => recordedReport(context, values),
  }),
  "next-version": command({
    group: "Look",
    summary: "Shows the tag that the next release should have.",
    options: {
      bump,
    },
    examples: ["next-version --bump minor"],
    run: (context, values) => nextVersion(context, values),
  }),
  release: command({
    group: "Release",
    summary: "Tags what is checked out as the next release.",
    details:
      "Shows the commits since the last version. Refuses a checkout of main that is dirty or outdated.",
    hostOnly: true,
    options: {
      bump,
      tag: text("TAG", "the tag to make instead, e.g. v2.0.0-rc.1"),
      message: text("TEXT", "message of the annotated tag; default: its name"),
      push: flag("push the tag, which begins the deploy to staging"),
    },
    examples: ["release --bump minor", "release --push"],
    run: async (context, values) => (await import("./release/local.ts")).tagRelease(context, values),
  }),
  init: loneCommand({
    group: "Set up",
    summary: "Writes pipeline.json and the workflow for what it finds in the repository; overwrites nothing.",
    details:
      "Finds an SST app, scripts, a Kubernetes Deployment, a compose file or a Dockerfile, in a monorepo those of the application whose directory you are in; origin, the main branch, tags and their prefix; and where production says which version it is. Asks at a terminal for what it cannot find. Then says which commands come next.",
    hostOnly: true,
    options: {
      app: text("NAME", "the application's name; default: the repository's"),
      staging: text("ADDRESS", "where staging answers, e.g. https://staging.example.com"),
      production: text("ADDRESS", "where production answers; it is asked for its version"),
      deploy: text("COMMAND", "the command that deploys the tree of a tag, words separated by spaces"),
      pipeline: {
        ...text(
          "OWNER/NAME@COMMIT",
          "the repository of this pipeline at GitHub, whose workflow does the work",
        ),
        check: (value: string) =>
          /^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/.test(value)
            ? null
            : "must be OWNER/NAME@COMMIT with all 40 digits",
      },
      watch: {
        ...text("MINUTES", "watch production with the same check for so long after each deploy"),
        check: watchFault,
      },
      notify: {
        ...text("CHANNEL", "notify a Slack channel, by its id, or a webhook, by its URL"),
        check: notifyFault,
      },
      yes: flag("ask nothing; a stage's address must then be given, unless the deploy tells it"),
    },
    examples: ["init", "init --yes --staging https://staging.example.com --production https://example.com"],
    async runAlone({ project, ...alone }, values) {
      const { init } = await import("./admin/init.ts")
      if (project === undefined)
        throw environmentError("NOT_A_REPOSITORY", "There is no checkout to write to.")
      return init({ ...alone, project }, values)
    },
  }),
  "trust-policy": loneCommand({
    group: "Set up",
    summary: "Writes the IAM policies that let a repository's jobs deploy a stage.",
    details:
      "Who may take the role, in both forms of GitHub's subject, and what a deploy by SST may do. As text it is the document alone: redirect it to a file. Needs no pipeline.json.",
    options: {
      repository: required("OWNER/NAME", GITHUB_REPOSITORY),
      account: required("ID", "the AWS account, 12 digits"),
      stage: stageOption("the stage, which is also the name of the GitHub environment"),
      ownerId: text("N", "the owner's number at GitHub; with repositoryId no wildcard stands for it"),
      repositoryId: text("N", "the repository's number at GitHub"),
      region: text("REGION", "the stage's AWS region; default: any"),
      app: text(
        "NAME",
        "the application's name at SST, with which its roles begin; default: the repository's",
      ),
      role: text("NAME", "the role's name, or its path and name: team/deploy; default: deploy-NAME-STAGE"),
      claims: text(
        "N=V,…",
        "further claims that a token must have, e.g. job_workflow_ref=octo/ci/.github/workflows/deploy.yml@refs/tags/v1",
      ),
      policy: {
        kind: "choice",
        value: "KIND",
        help: "which one is written as JSON",
        choices: POLICIES,
        default: "trust",
      },
      as: {
        kind: "choice",
        value: "SHAPE",
        help: "how it is written: json, or provider, role and both policies as commands or as a template",
        choices: SHAPES,
        default: "json",
      },
      services: text(
        "NAMES",
        "IAM's names of the services that the application is made of, separated by commas; default: all",
      ),
    },
    examples: [
      "trust-policy --repository octo/shop --account 123456789012 > trust.json",
      "trust-policy --repository octo/shop --account 123456789012 --as cloudformation",
    ],
    async runAlone(alone, values) {
      const { trustPolicy } = await import("./admin/setup.ts")
      const { ownerId, repositoryId, region, app, role, claims, services, ...rest } = values
      return trustPolicy(alone, {
        ...rest,
        app: app ?? "",
        ownerId: ownerId ?? "",
        repositoryId: repositoryId ?? "",
        region: region ?? "",
        role: role ?? "",
        claims: claims ?? "",
        services: services ?? "",
      })
    },
  }),
  setup: command({
    group: "Set up",
    summary: "Shows what the first deploy needs in AWS and GitHub; makes it only with --apply.",
    details:
      "Lists each thing with its state and the command that makes it. --apply makes what is missing, except for secrets, whose values only people know. Needs an administrator's AWS credentials and GitHub token.",
    options: {
      repository: required("OWNER/NAME", GITHUB_REPOSITORY),
      account: required("ID", "the AWS account, 12 digits"),
      only: oneStage,
      reviewer: text("NAMES", "who approves production: logins or org/team, separated by commas"),
      apply: flag("make what is missing"),
    },
    examples: [
      "setup --repository octo/shop --account 123456789012 --reviewer ann,octo/ops",
      "setup --repository octo/shop --account 123456789012 --reviewer ann --apply",
    ],
    async run(context, { only, reviewer, ...values }) {
      const { setup } = await import("./admin/setup.ts")
      return setup(context, { ...values, only: only ?? "", reviewers: reviewer ?? "" })
    },
  }),
  doctor: command({
    group: "Set up",
    summary: "Checks everything that a deploy needs, from where it runs; changes nothing.",
    details:
      "Versions, tags, ledger, this job's token and its claims, credentials, the roles and environments that setup makes, the secrets that only one stage has, and whether the application can be reached. Fails when a check does.",
    options: {
      repository: text("OWNER/NAME", `${GITHUB_REPOSITORY}; default: what the remote origin names`),
      offline,
    },
    examples: ["doctor"],
    run: async (context, values) => (await import("./admin/doctor.ts")).doctor(context, values),
  }),
  secrets: command({
    group: "Set up",
    summary:
      "Shows which secrets a version needs and which of them the stages have, by name. Fails when one is missing.",
    options: {
      tag: required("TAG", "the version, e.g. v1.2.3"),
      stage: stageOption("the stage that it is meant for"),
    },
    examples: ["secrets --tag v1.2.3 --stage staging"],
    run: async (context, values) => (await import("./release/secrets.ts")).secrets(context, values),
  }),
  "secrets-set": command({
    group: "Set up",
    summary: "Sets a secret of a stage. What runs there gets it with the next deploy.",
    options: {
      name: required("NAME", "its name, e.g. AuthSecret"),
      value: {
        kind: "secret",
        value: "",
        help: "its value, e.g. env://AUTH_SECRET or op://vault/item/field",
        required: true,
      },
      tag: required("TAG", "the version whose SST is used, e.g. v1.2.3"),
      stage: changedStage("the stage"),
      isNew: flag("the version need not declare it yet"),
    },
    examples: [
      "secrets-set --name AuthSecret --tag v1.2.3 --stage staging < secret.txt",
      "secrets-set --name AuthSecret --tag v1.2.3 --stage staging",
    ],
    run: async (context, values) => (await import("./release/secrets.ts")).setSecret(context, values),
  }),
  workbench: command({
    group: "Debug",
    summary: "Gives the container in which a version's deploy command would run; on an engine only.",
    details:
      "The tag's tree with what it installs, and the variables that the command is given, without any credentials. Go on with `terminal`, or with `with-exec --args COMMAND stdout`.",
    gives: "Container",
    options: {
      tag: required("TAG", "the version, e.g. v1.2.3"),
      stage: stageOption("the stage that the command would deploy to"),
    },
    examples: [],
    run: async () => {
      throw usageError("USAGE", "A host has no containers: this command is for an engine.", [
        { path: "instead", message: "dagger call workbench --tag TAG terminal" },
      ])
    },
  }),
  serve: command({
    group: "Debug",
    summary:
      "Runs the sandbox's services of a version beside the stages, until it is ended; changes nothing.",
    details:
      "On a host it prints their addresses and lines until Ctrl-C. On an engine it gives a service: go on with `up`.",
    gives: "Service",
    options: {
      tag: required("TAG", "the version, e.g. v1.2.3"),
      stage: stageOption("the stage whose name the services get"),
      service: text("NAME", "the service that is wanted, with those before it; default: the last"),
    },
    examples: ["serve --tag v1.2.3", "serve --tag v1.2.3 --service api"],
    run: async (context, values) => (await import("./release/local.ts")).serve(context, values),
  }),
  stop: command({
    group: "Debug",
    summary: "Ends what the sandbox runs for a stage on this machine.",
    details: "The ledger keeps what was deployed. smoke, or the next deploy, starts it again.",
    hostOnly: true,
    options: { stage: changedStage("the stage whose services are ended") },
    examples: ["stop --stage staging"],
    run: async (context, values) => (await import("./release/local.ts")).stop(context, values),
  }),
} as const satisfies Record<Command, CommandSpec | LoneCommandSpec>

/** Whether a command only shows what is there. It then needs no check that pipeline.json is committed. */
export const isLook = (name: Command): boolean => specOf(name).group === "Look"

export const specOf = (name: Command): CommandSpec | LoneCommandSpec => COMMAND_TABLE[name]

/** An option's name as it is typed: `allowOneWay` is `allow-one-way`. */
export const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The formats that a command's report can be written in. */
export const formatsOf = (name: Command): readonly Format[] => (specOf(name).pages ? PAGE_FORMATS : FORMATS)

/** The whole text of a report. The code for pages is loaded on demand. */
export async function rendered(report: Report, format: Format, program: Program): Promise<string> {
  if (format !== "html") return render(report, format, program)
  const { renderPage } = await import("./core/figures/page.ts")
  return spell(renderPage(report), program)
}

/**
 * Options that every command has on a host. On an engine --format is the function's, and the module's constructor has
 * the others.
 */
export const HOST_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  repo: {
    kind: "text",
    value: "DIR",
    help: "the repository to deploy from; default: that of the current directory",
    check: (value) => (value === "" ? "must not be empty" : null),
  },
  config: {
    kind: "text",
    value: "PATH",
    help: "the pipeline.json to go by, or its directory; default: the nearest from the current directory up to the root",
    check: (value) => (value === "" ? "must not be empty" : null),
  },
  format: {
    kind: "choice",
    value: "FORMAT",
    help: "how the report is written; it goes to stdout, progress to stderr",
    choices: FORMATS,
    default: "text",
  },
  quiet: flag("show no progress: the report and nothing else"),
  verbose: flag("show every attempt, and all that a tool prints also on a terminal"),
}

/** Those options for one command, with the formats that it can write. */
export const hostOptionsOf = (name: Command): Readonly<Record<string, OptionSpec>> => ({
  ...HOST_OPTIONS,
  format: { ...HOST_OPTIONS.format, choices: formatsOf(name) } as OptionSpec,
})

/** The options of a command that are flags on a host, by the name that is typed. */
export function flagsOf(command: Command): ReadonlyMap<string, { key: string; spec: OptionSpec }> {
  const flags = Object.entries(specOf(command).options).filter(([, { kind }]) => kind !== "secret")
  return new Map(flags.map(([key, spec]) => [kebab(key), { key, spec }]))
}

/** What was given to a command, by option; an option that was not given is absent or undefined. */
export type Given = Readonly<Record<string, string | number | boolean | SecretValue | undefined>>
/** Checked values for all of a command's options, defaults included; null: not given. */
export type Values = Readonly<Record<string, string | number | boolean | SecretValue | null>>

/** Checks what was given: the values for the handler, and every problem at once. */
export function readValues(name: Command, given: Given): { values: Values; problems: Problem[] } {
  const values: Record<string, Values[string]> = {}
  const problems: Problem[] = []
  for (const [option, spec] of Object.entries(specOf(name).options)) {
    const value = given[option]
    const path = `--${kebab(option)}`
    if (value === undefined) {
      if (spec.required) problems.push({ path, message: `is required by ${name}` })
      values[option] = spec.default ?? (spec.kind === "switch" ? false : null)
      continue
    }
    const fault = valueFault(spec, value)
    if (fault !== null) problems.push({ path, message: fault })
    values[option] = spec.kind === "number" ? Number(value) : value
  }
  return { values, problems }
}

/** A suggestion that was pasted as it is. */
const PLACEHOLDER = /(^|=)WHY$/

/** What is wrong with a value, or null. */
export function valueFault({ choices, check }: OptionSpec, value: NonNullable<Given[string]>): string | null {
  if (typeof value === "object" || typeof value === "boolean") return null
  if (PLACEHOLDER.test(String(value))) return "must say why: WHY stands for words of your own"
  if (choices !== undefined && !choices.includes(String(value)))
    return `must be one of: ${choices.join(", ")}`
  return check?.(String(value)) ?? null
}

/** How a runner (an engine or a host) serves a command. */
export interface Runner {
  /** Assembles the ports, runs the body with them, and cleans up. */
  withContext(body: (context: AdminContext) => Promise<Report>): Promise<Report>
  /** For a command that needs no repository. */
  alone(): Promise<Alone>
}

/** The stage that a command changes; null: it changes none. */
function stageChangedBy(name: Command, { stage }: Values): Stage | null {
  const isNamed = specOf(name).options.stage?.required === true
  return STAGES.find((one) => name === `deploy-${one}` || (isNamed && one === stage)) ?? null
}

/** Commands that change what neither the ledger's lock keeps nor a dead run left. */
const ELSEWHERE: ReadonlySet<Command> = new Set(["secrets-set", "setup", "serve", "stop"])

/** Runs a command: with all ports, or with next to nothing where it needs no repository. */
export async function runCommand(name: Command, values: Values, runner: Runner): Promise<Report> {
  const spec = specOf(name)
  if ("runAlone" in spec) return spec.runAlone(await runner.alone(), values as never)
  let hasBegun = () => false
  try {
    return await runner.withContext(async (context) => {
      const stage = stageChangedBy(name, values)
      const noticed = noticing(context)
      hasBegun = ELSEWHERE.has(name) ? () => true : noticed.hasBegun
      let atOnce = false
      try {
        const approved = stage === null ? noticed.context : await withApproval(noticed.context, stage)
        const report = await spec.run(approved, values as never)
        atOnce = endsAtOnce(context, report)
        return report
      } finally {
        await context.ports.announced(atOnce)
      }
    })
  } catch (error) {
    if (error instanceof PipelineError && !hasBegun()) error.nothingChanged = true
    if (name !== "doctor") throw error
    const { rescueDoctor } = await import("./admin/doctor.ts")
    const { identity, clock } = await runner.alone()
    return rescueDoctor(name, error, identity, clock.now())
  }
}

/**
 * What a command says to programs that ended before it had a report of its own.
 * @param name null: there is no such command
 */
export async function unbegun(
  name: Command | null,
  { stage, tag }: Values,
  error: PipelineError,
  runner: Runner,
): Promise<Report> {
  const { identity, clock } = await runner.alone()
  const asked = {
    command: name,
    stage: STAGES.find((one) => one === stage || name === `deploy-${one}`) ?? null,
    tag: typeof tag === "string" && tag !== "" ? tag : null,
  }
  return unbegunReport(asked, error, identity, clock.now())
}
