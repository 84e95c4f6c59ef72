/**
 * Deploy, check, roll back a tagged application: the same command on a laptop and in CI.
 *
 * Deploys tags of the repository that you call it from, as its pipeline.json says. A function fails with its report.
 */
import { type Container, type Directory, func, object, type Secret, type Service, type Workspace } from "@dagger.io/dagger"
import { call, serve, workbench } from "../pipeline.js"
import { Bump, Format, PageFormat, Policy, Shape, Stage } from "./choices.ts"

@object()
export class ReleasePipeline {
  git!: Directory | undefined
  config!: Directory | undefined
  image!: string
  gitImage!: string
  actor!: string
  gitToken!: Secret | undefined
  githubToken!: Secret | undefined
  slackSigningSecret!: Secret | undefined
  oidcUrl!: Secret | undefined
  oidcToken!: Secret | undefined
  awsAccessKeyId!: Secret | undefined
  awsSecretAccessKey!: Secret | undefined
  awsSessionToken!: Secret | undefined
  awsCredentials!: Secret | undefined
  awsEndpointUrl!: string
  databaseUrl!: Secret | undefined
  secret!: Secret[] | undefined
  secretName!: string[] | undefined
  secretsJson!: Secret | undefined
  ciRun!: string

  constructor(
    /** The .git directory to deploy from; default: yours. A linked worktree has none: stand in the main checkout. */ git?: Directory,
    /** The directory that holds pipeline.json; default: the nearest one from where you call up to the root. */ config?: Directory,
    /** Container image in which the steps run; overrides the one in pipeline.json. Needs what the deployer runs. */ image: string = "",
    /** Container image that has git. */ gitImage: string = "alpine/git:2.49.1",
    /** Who runs this, for the ledger. */ actor: string = "dagger",
    /** Token that may push to the ledger's remote over HTTPS, e.g. env://GITHUB_TOKEN. */ gitToken?: Secret,
    /** Token with read access to checks, commit statuses, actions and issues, for the gates that ask GitHub. */ githubToken?: Secret,
    /** The Slack bot's signing secret, for the checks after smoke, e.g. env://SLACK_SIGNING_SECRET. */ slackSigningSecret?: Secret,
    /** Where a GitHub job requests its OIDC token: env://ACTIONS_ID_TOKEN_REQUEST_URL. Used with stages.*.roleArn. */ oidcUrl?: Secret,
    /** The token for that request: env://ACTIONS_ID_TOKEN_REQUEST_TOKEN. */ oidcToken?: Secret,
    /** An AWS access key; without OIDC. */ awsAccessKeyId?: Secret,
    /** Its secret. */ awsSecretAccessKey?: Secret,
    /** Its session token, where it has one. */ awsSessionToken?: Secret,
    /** AWS credentials of a profile or of SSO: "cmd://aws configure export-credentials --format process". */ awsCredentials?: Secret,
    /** An address that stands for AWS's own, e.g. of a private endpoint. */ awsEndpointUrl: string = "",
    /** The database's address, for migrations that the pipeline runs, e.g. env://DATABASE_URL. */ databaseUrl?: Secret,
    /** A secret that pipeline.json names for the deploy tool or a check: env://NAME. May be given several times. */ secret?: Secret[],
    /** The names of those that don't come from a variable of that name: as many as secrets, in the same order. */ secretName?: string[],
    /** Several such secrets in one, which is what a CI system can hand on: a JSON object of names and values. */ secretsJson?: Secret,
    /** The workflow run of this call: github:OWNER/REPOSITORY/RUN_ID/ATTEMPT. GitHub tells others whether it is over. */ ciRun: string = "",
  ) {
    Object.assign(this, { git, config, image, gitImage, actor, ciRun, gitToken, githubToken, slackSigningSecret, secret, secretName, secretsJson })
    Object.assign(this, { oidcUrl, oidcToken, awsAccessKeyId, awsSecretAccessKey, awsSessionToken, awsCredentials, awsEndpointUrl, databaseUrl })
  }

  /** Deploys a tag to staging and smokes it. Does not roll back unless pipeline.json says so. */
  @func({ cache: "never" }) deployStaging(
    calledFrom: Workspace,
    /** the tag to deploy, e.g. v1.2.3 */ tag: string,
    /** why; kept in the ledger */ reason?: string,
    /** how long to wait for another run to free the stage, in seconds */ wait: number = 0,
    /** gates that need not pass: "GATE=WHY", or "GATE@2026-03-01T18:00Z=WHY" until then; several with commas */ waive?: string,
    /** why it is acceptable that this deploy cannot be rolled back; kept in the ledger */ allowOneWay?: string,
    /** why an older version may replace the one that runs; kept in the ledger */ allowOlder?: string,
    /** the digest of the plan that was approved, or 8 digits of its short one; refused when something has changed since */ expect?: string,
    /** also run `verify` from pipeline.json once smoke passes */ verify: boolean = false,
    /** the version whose fault this one is to fix; kept in the ledger, for dora */ fixes?: string,
    /** release the stage before the watch begins; `watch` finishes it later */ detach: boolean = false,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("deploy-staging", this, calledFrom, { tag, reason, wait, waive, allowOneWay, allowOlder, expect, verify, fixes, detach, format })
  }

  /** Deploys a tag that staging verified to production, smokes it, and rolls back when it fails. */
  @func({ cache: "never" }) deployProduction(
    calledFrom: Workspace,
    /** the tag to deploy, e.g. v1.2.3 */ tag: string,
    /** why; kept in the ledger */ reason?: string,
    /** how long to wait for another run to free the stage, in seconds */ wait: number = 0,
    /** gates that need not pass: "GATE=WHY", or "GATE@2026-03-01T18:00Z=WHY" until then; several with commas */ waive?: string,
    /** why it is acceptable that this deploy cannot be rolled back; kept in the ledger */ allowOneWay?: string,
    /** why an older version may replace the one that runs; kept in the ledger */ allowOlder?: string,
    /** the digest of the plan that was approved, or 8 digits of its short one; refused when something has changed since */ expect?: string,
    /** also run `verify` from pipeline.json once smoke passes */ verify: boolean = false,
    /** the version whose fault this one is to fix; kept in the ledger, for dora */ fixes?: string,
    /** release the stage before the watch begins; `watch` finishes it later */ detach: boolean = false,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("deploy-production", this, calledFrom, { tag, reason, wait, waive, allowOneWay, allowOlder, expect, verify, fixes, detach, format })
  }

  /** Judges every gate that a deploy of a tag would have to pass, and shows those that fail; changes nothing.
   *
   * With --format markdown or json it lists every gate with its verdict. */
  @func({ cache: "never" }) preflight(
    calledFrom: Workspace,
    /** the tag to judge, e.g. v1.2.3 */ tag: string,
    /** the stage that it is meant for */ stage: Stage = Stage.Production,
    /** how long to wait for CI, in seconds */ wait: number = 0,
    /** gates that the deploy will waive: "GATE=WHY", several with commas */ waive?: string,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("preflight", this, calledFrom, { tag, stage, wait, waive, format })
  }

  /** Shows what a deploy of a tag would do, with a digest to approve; changes nothing.
   *
   * Commits, migrations, infrastructure, gates and the way back. A deploy with --expect DIGEST then does only this. */
  @func({ cache: "never" }) plan(
    calledFrom: Workspace,
    /** the tag to plan for, e.g. v1.2.3 */ tag: string,
    /** the stage that it is meant for */ stage: Stage = Stage.Production,
    /** gates that the deploy will waive: "GATE=WHY", several with commas */ waive?: string,
    /** the reason that the deploy will be given */ allowOneWay?: string,
    /** the reason that the deploy will be given */ allowOlder?: string,
    /** fail when a gate would stop the deploy, so that a job ends before anyone is asked to approve */ strict: boolean = false,
    /** ask the ledger alone, not the stages */ offline: boolean = false,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("plan", this, calledFrom, { tag, stage, waive, allowOneWay, allowOlder, strict, offline, format })
  }

  /** Takes a stage back to a version that it verified, freezes it and quarantines the version that is left. */
  @func({ cache: "never" }) rollback(
    calledFrom: Workspace,
    /** the stage to roll back */ stage: Stage,
    /** a version that the stage verified before; default: the last one */ to?: string,
    /** why; kept in the ledger */ reason?: string,
    /** how long to wait for another run to free the stage, in seconds */ wait: number = 0,
    /** why migrations may stay in the database, where their fence refuses it; kept in the ledger */ overMigrations?: string,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("rollback", this, calledFrom, { stage, to, reason, wait, overMigrations, format })
  }

  /** Probes what a stage serves and judges it; changes nothing.
   *
   * Before the first deploy it tries the checks on what runs there already, and says which version that is. */
  @func({ cache: "never" }) smoke(
    calledFrom: Workspace,
    /** the stage to probe */ stage: Stage = Stage.Production,
    /** the stage's addresses, where no deploy has recorded them yet; several with commas */ url?: string,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("smoke", this, calledFrom, { stage, url, format })
  }

  /** Records what a stage runs already as verified, once it answers as that version; deploys nothing.
   *
   * For a stage that was deployed by hand until now: the first version that a rollback can go back to. */
  @func({ cache: "never" }) adopt(
    calledFrom: Workspace,
    /** the version that runs, e.g. v1.2.3 */ tag: string,
    /** the stage that runs it */ stage: Stage,
    /** why; kept in the ledger */ reason?: string,
    /** how long to wait for another run to free the stage, in seconds */ wait: number = 0,
    /** the stage's addresses, where no deploy has recorded them yet; several with commas */ url?: string,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("adopt", this, calledFrom, { tag, stage, reason, wait, url, format })
  }

  /** Smokes what a stage serves, then verifies it as `verify` in pipeline.json says.
   *
   * Requests, error lines in the logs since the deploy, the Slack bot. What passes counts as verified from then on. */
  @func({ cache: "never" }) verify(
    calledFrom: Workspace,
    /** the stage to verify */ stage: Stage = Stage.Production,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("verify", this, calledFrom, { stage, format })
  }

  /** Finishes watching the version that a stage runs, and rolls it back if it turns bad.
   *
   * For a version deployed with --detach, or whose run died during its watch. What stays good counts as verified. */
  @func({ cache: "never" }) watch(
    calledFrom: Workspace,
    /** the stage to watch */ stage: Stage,
    /** why; kept in the ledger */ reason?: string,
    /** how long to wait for another run to free the stage, in seconds */ wait: number = 0,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("watch", this, calledFrom, { stage, reason, wait, format })
  }

  /** Keeps deploys off a stage, until a given time or until it is opened. Rollbacks pass.
   *
   * Needs only a reason. A run under way is not stopped; the report names it. A second freeze replaces the first. */
  @func({ cache: "never" }) freeze(
    calledFrom: Workspace,
    /** why; kept in the ledger */ reason: string,
    /** the stage to freeze */ stage: Stage,
    /** when it ends by itself: 2026-03-01T18:00Z, or 90m, 2h, 3d; default: it does not */ until?: string,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("freeze", this, calledFrom, { reason, stage, until, format })
  }

  /** Bars a version from the stages: it is neither deployed nor rolled back to.
   *
   * A version that is already running keeps running. Only --lift removes a quarantine, also one that the pipeline set; passing smoke or `unfreeze` does not. */
  @func({ cache: "never" }) quarantine(
    calledFrom: Workspace,
    /** the version, e.g. v1.2.3 */ tag: string,
    /** why; kept in the ledger */ reason: string,
    /** one stage alone: staging, production; default: both */ stage?: string,
    /** let it in again */ lift: boolean = false,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("quarantine", this, calledFrom, { tag, reason, stage, lift, format })
  }

  /** Opens a frozen stage again and lifts its quarantine.
   *
   * Versions that a person has quarantined stay away: quarantine --lift lets them in. */
  @func({ cache: "never" }) unfreeze(
    calledFrom: Workspace,
    /** why; kept in the ledger */ reason: string,
    /** the stage to open */ stage: Stage,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("unfreeze", this, calledFrom, { reason, stage, format })
  }

  /** Frees a stage whose run is dead; refuses while it is alive. */
  @func({ cache: "never" }) unlock(
    calledFrom: Workspace,
    /** why; kept in the ledger */ reason: string,
    /** the stage to free */ stage: Stage,
    /** free it although its run is alive; that run stops at its next heartbeat */ force: boolean = false,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("unlock", this, calledFrom, { reason, stage, force, format })
  }

  /** Shows what every stage runs by the ledger and by one look at it, and what is frozen, quarantined or locked. */
  @func({ cache: "never" }) status(
    calledFrom: Workspace,
    /** one stage alone: staging, production; default: both */ stage?: string,
    /** ask the ledger alone, not the stages */ offline: boolean = false,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("status", this, calledFrom, { stage, offline, format })
  }

  /** Lists the runs on a stage, newest first: when, what, how it ended, who, how long and why. */
  @func({ cache: "never" }) history(
    calledFrom: Workspace,
    /** the stage */ stage: Stage = Stage.Production,
    /** how many runs, or records */ limit: number = 20,
    /** list the ledger's records instead of its runs */ records: boolean = false,
    /** only what has to do with this version */ tag?: string,
    /** only runs that ended so: deployed, done, blocked, failed, rolled-back, rollback-failed, inconclusive, unfinished */ outcome?: string,
    /** only what came since then: 7d, 12h, 4w, 2026-01-31 or 2026-01-31T18:00Z */ since?: string,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("history", this, calledFrom, { stage, limit, records, tag, outcome, since, format })
  }

  /** Draws what the stages went through: deploys, rollbacks, freezes and locks, as one page.
   *
   * As html it is one file that loads nothing and runs no script. The newest runs are shown one by one, all by week. */
  @func({ cache: "never" }) timeline(
    calledFrom: Workspace,
    /** one stage alone: staging, production; default: both */ stage?: string,
    /** only what came since then: 7d, 12h, 4w, 2026-01-31 or 2026-01-31T18:00Z */ since: string = "90d",
    /** how the report is written */ format: PageFormat = PageFormat.Text,
  ): Promise<string> {
    return call("timeline", this, calledFrom, { stage, since, format })
  }

  /** Shows the five metrics of dora.dev for production, each with what it is made from.
   *
   * Lead time, deployment frequency, recovery time, fail rate and rework rate by week; what was left out and why. */
  @func({ cache: "never" }) dora(
    calledFrom: Workspace,
    /** only what came since then: 7d, 12h, 4w, 2026-01-31 or 2026-01-31T18:00Z */ since: string = "90d",
    /** how the report is written */ format: PageFormat = PageFormat.Text,
  ): Promise<string> {
    return call("dora", this, calledFrom, { since, format })
  }

  /** Says which stages run a version that has a commit, and fails unless production does.
   *
   * Since when and by which deploy, or when it was rolled back and why. Without a GitHub token, a pull request is
   * found by what the commits of the main branch say. */
  @func({ cache: "never" }) contains(
    calledFrom: Workspace,
    /** the commit, or the first 7 digits of it or more */ sha?: string,
    /** the version whose commit is meant */ tag?: string,
    /** the number of the pull request that is meant */ pr?: string,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("contains", this, calledFrom, { sha, tag, pr, format })
  }

  /** Renders the report of a run on a stage again, the last one's unless one is named. Exits 0 however that run ended. */
  @func({ cache: "never" }) report(
    calledFrom: Workspace,
    /** the stage */ stage: Stage = Stage.Production,
    /** the run that is meant, or the workflow run that it was part of: github:OWNER/REPOSITORY/RUN_ID/ATTEMPT */ run?: string,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("report", this, calledFrom, { stage, run, format })
  }

  /** Shows the tag that the next release should have. */
  @func({ cache: "never" }) nextVersion(
    calledFrom: Workspace,
    /** which part of the version grows; auto: what the conventional commits since the last release say */ bump: Bump = Bump.Auto,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("next-version", this, calledFrom, { bump, format })
  }

  /** Shows what the first deploy needs in AWS and GitHub; makes it only with --apply.
   *
   * Lists each thing with its state and the command that makes it. --apply makes what is missing, except for secrets,
   * whose values only people know. Needs an administrator's AWS credentials and GitHub token. */
  @func({ cache: "never" }) setup(
    calledFrom: Workspace,
    /** the repository at GitHub, owner/name */ repository: string,
    /** the AWS account, 12 digits */ account: string,
    /** one stage alone: staging, production; default: both */ only?: string,
    /** who approves production: logins or org/team, separated by commas */ reviewer?: string,
    /** make what is missing */ apply: boolean = false,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("setup", this, calledFrom, { repository, account, only, reviewer, apply, format })
  }

  /** Writes the IAM policies that let a repository's jobs deploy a stage.
   *
   * Who may take the role, in both forms of GitHub's subject, and what a deploy by SST may do. As text it is the
   * document alone: redirect it to a file. Needs no pipeline.json. */
  @func({ cache: "never" }) trustPolicy(
    calledFrom: Workspace,
    /** the repository at GitHub, owner/name */ repository: string,
    /** the AWS account, 12 digits */ account: string,
    /** the stage, which is also the name of the GitHub environment */ stage: Stage = Stage.Production,
    /** the owner's number at GitHub; with repositoryId no wildcard stands for it */ ownerId?: string,
    /** the repository's number at GitHub */ repositoryId?: string,
    /** the stage's AWS region; default: any */ region?: string,
    /** the application's name at SST, with which its roles begin; default: the repository's */ app?: string,
    /** the role's name, or its path and name: team/deploy; default: deploy-NAME-STAGE */ role?: string,
    /** further claims that a token must have, e.g. job_workflow_ref=octo/ci/.github/workflows/deploy.yml@refs/tags/v1 */ claims?: string,
    /** which one is written as JSON */ policy: Policy = Policy.Trust,
    /** how it is written: json, or provider, role and both policies as commands or as a template */ as: Shape = Shape.Json,
    /** IAM's names of the services that the application is made of, separated by commas; default: all */ services?: string,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    const names = { repository, account, stage, ownerId, repositoryId, region, app, role, claims, services }
    return call("trust-policy", this, calledFrom, { ...names, policy, as, format })
  }

  /** Checks everything that a deploy needs, from where it runs; changes nothing.
   *
   * Versions, tags, ledger, this job's token and its claims, credentials, the roles and environments that setup
   * makes, the secrets that only one stage has, and whether the application can be reached. Fails when a check does. */
  @func({ cache: "never" }) doctor(
    calledFrom: Workspace,
    /** the repository at GitHub, owner/name; default: what the remote origin names */ repository?: string,
    /** ask the ledger alone, not the stages */ offline: boolean = false,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("doctor", this, calledFrom, { repository, offline, format })
  }

  /** Shows which secrets a version needs and which of them the stages have, by name. Fails when one is missing. */
  @func({ cache: "never" }) secrets(
    calledFrom: Workspace,
    /** the version, e.g. v1.2.3 */ tag: string,
    /** the stage that it is meant for */ stage: Stage = Stage.Production,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("secrets", this, calledFrom, { tag, stage, format })
  }

  /** Sets a secret of a stage. What runs there gets it with the next deploy. */
  @func({ cache: "never" }) secretsSet(
    calledFrom: Workspace,
    /** its name, e.g. AuthSecret */ name: string,
    /** its value, e.g. env://AUTH_SECRET or op://vault/item/field */ value: Secret,
    /** the version whose SST is used, e.g. v1.2.3 */ tag: string,
    /** the stage */ stage: Stage,
    /** the version need not declare it yet */ isNew: boolean = false,
    /** how the report is written */ format: Format = Format.Text,
  ): Promise<string> {
    return call("secrets-set", this, calledFrom, { name, value, tag, stage, isNew, format })
  }

  /** Gives the container in which a version's deploy command would run; on an engine only.
   *
   * The tag's tree with what it installs, and the variables that the command is given, without any credentials. Go on
   * with `terminal`, or with `with-exec --args COMMAND stdout`. */
  @func({ cache: "never" }) workbench(
    calledFrom: Workspace,
    /** the version, e.g. v1.2.3 */ tag: string,
    /** the stage that the command would deploy to */ stage: Stage = Stage.Production,
  ): Promise<Container> {
    return workbench(this, calledFrom, { tag, stage })
  }

  /** Runs the sandbox's services of a version beside the stages, until it is ended; changes nothing.
   *
   * On a host it prints their addresses and lines until Ctrl-C. On an engine it gives a service: go on with `up`. */
  @func({ cache: "never" }) serve(
    calledFrom: Workspace,
    /** the version, e.g. v1.2.3 */ tag: string,
    /** the stage whose name the services get */ stage: Stage = Stage.Production,
    /** the service that is wanted, with those before it; default: the last */ service?: string,
  ): Promise<Service> {
    return serve(this, calledFrom, { tag, stage, service })
  }
}
