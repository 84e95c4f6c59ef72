/**
 * Deploy, check, roll back a tagged application: the same command on a laptop and in CI.
 *
 * Deploys tags of the repository that you call it from, as its pipeline.json says. A function prints a report
 * and fails unless all is well: then the error is the report.
 */
import { argument, type Directory, func, object, type Secret } from "@dagger.io/dagger"
import { systemClock } from "../../src/adapters/system-clock.ts"
import { doctor, rescueDoctor } from "../../src/admin/doctor.ts"
import { secrets, setSecret } from "../../src/admin/secret-commands.ts"
import { setup } from "../../src/admin/setup.ts"
import { trustPolicy } from "../../src/admin/trust-policy.ts"
import type { Policy as PolicyName, PolicyRequest, Shape as ShapeName } from "../../src/core/aws/documents.ts"
import { PipelineError, renderError } from "../../src/core/errors.ts"
import { type Format as FormatName, render } from "../../src/core/report/render.ts"
import { type Command, type Report, succeeds } from "../../src/core/report/report.ts"
import type { Stage as StageName } from "../../src/core/stage.ts"
import type { Bump as BumpName } from "../../src/core/tags.ts"
import type { CallerAws } from "../../src/engine/caller-aws.ts"
import { withContainerContext } from "../../src/engine/wire.ts"
import { deploy } from "../../src/release/deploy.ts"
import { unfreeze, unlock } from "../../src/release/interventions.ts"
import { plan } from "../../src/release/plan.ts"
import { preflight } from "../../src/release/preflight.ts"
import { history, lastReport, nextVersion, status } from "../../src/release/queries.ts"
import { rollback } from "../../src/release/rollback.ts"
import type { Context } from "../../src/release/run.ts"
import { smokeStage } from "../../src/release/smoke-stage.ts"
import { verifyStage } from "../../src/release/verify-stage.ts"

/** How a report is written. */
export enum Format {
  /** for a terminal */
  Text = "text",
  /** for a workflow summary */
  Markdown = "markdown",
  /** for programs; schema/report.schema.json */
  Json = "json",
}

/** Where a release runs. */
export enum Stage {
  Staging = "staging",
  Production = "production",
}

/** Which part of the version grows. */
export enum Bump {
  Patch = "patch",
  Minor = "minor",
  Major = "major",
}

/** Which of a role's policies. */
export enum Policy {
  /** who may take the role */
  Trust = "trust",
  /** what it may do */
  Permissions = "permissions",
}

/** How policies are written. */
export enum Shape {
  /** one policy, as IAM takes it */
  Json = "json",
  /** commands of the AWS CLI that make all of it */
  Commands = "commands",
  /** a template that makes all of it */
  Cloudformation = "cloudformation",
}

@object()
export class ReleasePipeline {
  private git: Directory
  private config: Directory
  private image: string
  private gitImage: string
  private actor: string
  private gitToken: Secret | undefined
  private githubToken: Secret | undefined
  private slackSigningSecret: Secret | undefined
  private oidcUrl: Secret | undefined
  private oidcToken: Secret | undefined
  private awsAccessKeyId: Secret | undefined
  private awsSecretAccessKey: Secret | undefined
  private awsSessionToken: Secret | undefined
  private awsCredentials: Secret | undefined
  private awsEndpointUrl: string
  private databaseUrl: Secret | undefined
  private ciRun: string

  constructor(
    /** The .git directory of the repository to deploy. A linked worktree has none: stand in the main checkout. */
    @argument({ defaultPath: "/.git" }) git: Directory,
    /** The directory that holds pipeline.json. */
    @argument({ defaultPath: "/", ignore: ["**", "!pipeline.json"] }) config: Directory,
    /** Container image in which the steps run; overrides the one in pipeline.json. Needs what the deployer runs. */
    image: string = "",
    /** Container image that has git. */
    gitImage: string = "alpine/git:2.49.1",
    /** Who runs this, for the ledger. */
    actor: string = "dagger",
    /** Token that may push to the ledger's remote over HTTPS, e.g. env://GITHUB_TOKEN. */
    gitToken?: Secret,
    /** Token with read access to checks, commit statuses, actions and issues, for the gates that ask GitHub. */
    githubToken?: Secret,
    /** The Slack bot's signing secret, for the checks after smoke, e.g. env://SLACK_SIGNING_SECRET. */
    slackSigningSecret?: Secret,
    /** Where a GitHub job requests its OIDC token: env://ACTIONS_ID_TOKEN_REQUEST_URL. Used with stages.*.roleArn. */
    oidcUrl?: Secret,
    /** The token for that request: env://ACTIONS_ID_TOKEN_REQUEST_TOKEN. */
    oidcToken?: Secret,
    /** An AWS access key; without OIDC. */
    awsAccessKeyId?: Secret,
    /** Its secret. */
    awsSecretAccessKey?: Secret,
    /** Its session token, where it has one. */
    awsSessionToken?: Secret,
    /** AWS credentials of a profile or of SSO: "cmd://aws configure export-credentials --format process". */
    awsCredentials?: Secret,
    /** An address that stands for AWS's own, e.g. of a private endpoint. */
    awsEndpointUrl: string = "",
    /** The database's address, for migrations that the pipeline runs, e.g. env://DATABASE_URL. */
    databaseUrl?: Secret,
    /**
     * The workflow run that this call is part of, as github:OWNER/REPOSITORY/RUN_ID/ATTEMPT. Should this run die, the
     * next one asks GitHub whether that run has finished, and takes the stage over.
     */
    ciRun: string = "",
  ) {
    this.git = git
    this.config = config
    this.image = image
    this.gitImage = gitImage
    this.actor = actor
    this.gitToken = gitToken
    this.githubToken = githubToken
    this.slackSigningSecret = slackSigningSecret
    this.oidcUrl = oidcUrl
    this.oidcToken = oidcToken
    this.awsAccessKeyId = awsAccessKeyId
    this.awsSecretAccessKey = awsSecretAccessKey
    this.awsSessionToken = awsSessionToken
    this.awsCredentials = awsCredentials
    this.awsEndpointUrl = awsEndpointUrl
    this.databaseUrl = databaseUrl
    this.ciRun = ciRun
  }

  /**
   * Deploys a tag to staging and smokes it. Does not roll back unless pipeline.json says so.
   *
   * @param tag the tag to deploy, e.g. v1.2.3
   * @param reason why; kept in the ledger
   * @param wait how long to wait for another run to free the stage, in seconds
   * @param waive gates that need not pass: "GATE=WHY", or "GATE@2026-03-01T18:00Z=WHY" until then; several with commas
   * @param allowOneWay why there need be no way back; kept in the ledger
   * @param expect the digest of the plan that was approved: another world is refused
   * @param verify whether the version is also verified once it passes smoke
   * @param format how the report is written
   */
  @func({ cache: "never" })
  deployStaging(
    tag: string,
    reason: string = "",
    wait: number = 0,
    waive: string = "",
    allowOneWay: string = "",
    expect: string = "",
    verify: boolean = false,
    format: Format = Format.Text,
  ): Promise<string> {
    return this.run("deploy-staging", format, (context) =>
      deploy(context, {
        stage: "staging",
        tag,
        reason: given(reason),
        waitSeconds: wait,
        waive: given(waive),
        allowOneWay: given(allowOneWay),
        expect: given(expect),
        verify,
      }),
    )
  }

  /**
   * Deploys a tag that staging verified to production, smokes it, and rolls back when it fails.
   *
   * @param tag the tag to deploy, e.g. v1.2.3
   * @param reason why; kept in the ledger
   * @param wait how long to wait for another run to free the stage, in seconds
   * @param waive gates that need not pass: "GATE=WHY", or "GATE@2026-03-01T18:00Z=WHY" until then; several with commas
   * @param allowOneWay why there need be no way back; kept in the ledger
   * @param expect the digest of the plan that was approved: another world is refused
   * @param verify whether the version is also verified once it passes smoke
   * @param format how the report is written
   */
  @func({ cache: "never" })
  deployProduction(
    tag: string,
    reason: string = "",
    wait: number = 0,
    waive: string = "",
    allowOneWay: string = "",
    expect: string = "",
    verify: boolean = false,
    format: Format = Format.Text,
  ): Promise<string> {
    return this.run("deploy-production", format, (context) =>
      deploy(context, {
        stage: "production",
        tag,
        reason: given(reason),
        waitSeconds: wait,
        waive: given(waive),
        allowOneWay: given(allowOneWay),
        expect: given(expect),
        verify,
      }),
    )
  }

  /**
   * Judges every gate that a deploy of a tag would have to pass, and shows all of them; changes nothing.
   *
   * @param tag the tag to judge, e.g. v1.2.3
   * @param stage the stage that it is meant for
   * @param wait how long to wait for CI, in seconds
   * @param waive gates that the deploy will waive: "GATE=WHY", several with commas
   * @param format how the report is written
   */
  @func({ cache: "never" })
  preflight(
    tag: string,
    stage: Stage = Stage.Production,
    wait: number = 0,
    waive: string = "",
    format: Format = Format.Text,
  ): Promise<string> {
    const request = { stage: stage as StageName, tag, waitSeconds: wait, waive: given(waive) }
    return this.run("preflight", format, (context) => preflight(context, request))
  }

  /**
   * Shows what a deploy of a tag would do: commits, migrations, infrastructure, gates and the way back, with a digest
   * that deploy-production --expect holds the world against; changes nothing.
   *
   * @param tag the tag to plan for, e.g. v1.2.3
   * @param stage the stage that it is meant for
   * @param format how the report is written
   */
  @func({ cache: "never" })
  plan(tag: string, stage: Stage = Stage.Production, format: Format = Format.Text): Promise<string> {
    return this.run("plan", format, (context) => plan(context, { stage: stage as StageName, tag }))
  }

  /**
   * Takes a stage back to a version that it verified, freezes it and quarantines the version that is left.
   *
   * @param stage the stage to roll back
   * @param to a version that the stage verified before; default: the last one
   * @param reason why; kept in the ledger
   * @param wait how long to wait for another run to free the stage, in seconds
   * @param overMigrations why migrations may stay in the database, where their fence refuses it; kept in the ledger
   * @param format how the report is written
   */
  @func({ cache: "never" })
  rollback(
    stage: Stage = Stage.Production,
    to: string = "",
    reason: string = "",
    wait: number = 0,
    overMigrations: string = "",
    format: Format = Format.Text,
  ): Promise<string> {
    const request = {
      stage: stage as StageName,
      to: given(to),
      reason: given(reason),
      waitSeconds: wait,
      overMigrations: given(overMigrations),
    }
    return this.run("rollback", format, (context) => rollback(context, request))
  }

  /**
   * Probes what a stage serves and judges it; changes nothing.
   *
   * @param stage the stage to probe
   * @param format how the report is written
   */
  @func({ cache: "never" })
  smoke(stage: Stage = Stage.Production, format: Format = Format.Text): Promise<string> {
    return this.run("smoke", format, (context) => smokeStage(context, { stage: stage as StageName }))
  }

  /**
   * Smokes what a stage serves and verifies it as `verify` in pipeline.json says: requests, error lines in the
   * logs since the deploy, the Slack bot. A version that was not verified is, once it passes.
   *
   * @param stage the stage to verify
   * @param format how the report is written
   */
  @func({ cache: "never" })
  verify(stage: Stage = Stage.Production, format: Format = Format.Text): Promise<string> {
    return this.run("verify", format, (context) => verifyStage(context, { stage: stage as StageName }))
  }

  /**
   * Opens a frozen stage again and lifts its quarantine.
   *
   * @param reason why; kept in the ledger
   * @param stage the stage to open
   * @param format how the report is written
   */
  @func({ cache: "never" })
  unfreeze(reason: string, stage: Stage = Stage.Production, format: Format = Format.Text): Promise<string> {
    return this.run("unfreeze", format, (context) => unfreeze(context, { stage: stage as StageName, reason }))
  }

  /**
   * Frees a stage whose run is dead.
   *
   * @param reason why; kept in the ledger
   * @param stage the stage to free
   * @param format how the report is written
   */
  @func({ cache: "never" })
  unlock(reason: string, stage: Stage = Stage.Production, format: Format = Format.Text): Promise<string> {
    return this.run("unlock", format, (context) => unlock(context, { stage: stage as StageName, reason }))
  }

  /**
   * Tells what every stage runs, and what is frozen, quarantined or locked.
   *
   * @param format how the report is written
   */
  @func({ cache: "never" })
  status(format: Format = Format.Text): Promise<string> {
    return this.run("status", format, status)
  }

  /**
   * Lists the ledger's records of a stage, newest first.
   *
   * @param stage the stage
   * @param limit how many records
   * @param format how the report is written
   */
  @func({ cache: "never" })
  history(
    stage: Stage = Stage.Production,
    limit: number = 20,
    format: Format = Format.Text,
  ): Promise<string> {
    return this.run("history", format, (context) => history(context, { stage: stage as StageName, limit }))
  }

  /**
   * Renders the report of the last run on a stage again. Never fails for what that run came to.
   *
   * @param stage the stage
   * @param format how the report is written
   */
  @func({ cache: "never" })
  report(stage: Stage = Stage.Production, format: Format = Format.Text): Promise<string> {
    return this.run("report", format, (context) => lastReport(context, { stage: stage as StageName }))
  }

  /**
   * Tells the tag that the next release should have.
   *
   * @param bump which part of the version grows
   * @param format how the report is written
   */
  @func({ cache: "never" })
  nextVersion(bump: Bump = Bump.Patch, format: Format = Format.Text): Promise<string> {
    return this.run("next-version", format, (context) => nextVersion(context, { bump: bump as BumpName }))
  }

  /**
   * Shows everything that the first deploy needs in AWS and GitHub, its state, and the command that makes it, and each
   * secret that a stage lacks. Changes nothing without apply; with it, what is missing is made, but for secrets, whose
   * values a person gives; a second run changes nothing. Needs AWS
   * credentials of an administrator (--aws-credentials) and a GitHub token that administers the repository
   * (--github-token).
   *
   * @param repository the repository at GitHub, owner/name
   * @param account the AWS account, 12 digits
   * @param only one stage alone, staging or production; default: both
   * @param reviewer who approves production: logins or org/team, separated by commas
   * @param apply make what is missing
   * @param format how the report is written
   */
  @func({ cache: "never" })
  setup(
    repository: string,
    account: string,
    only: string = "",
    reviewer: string = "",
    apply: boolean = false,
    format: Format = Format.Text,
  ): Promise<string> {
    const request = { repository, account, only, reviewers: reviewer, apply }
    return this.run("setup", format, (context) => setup(context, request))
  }

  /**
   * Writes the IAM policy that lets a repository's jobs deploy a stage, in both forms of GitHub's subject, and
   * what a deploy by SST may do. As text it is the document alone: redirect it to a file. Needs no pipeline.json.
   *
   * @param repository the repository at GitHub, owner/name
   * @param account the AWS account, 12 digits
   * @param stage the stage, which is also the name of the GitHub environment
   * @param ownerId the owner's number at GitHub; with repositoryId no wildcard stands for it
   * @param repositoryId the repository's number at GitHub
   * @param region the stage's AWS region; default: any
   * @param role the role's name, or its path and name: team/deploy; default: deploy-NAME-STAGE
   * @param claims further claims that a token must have, e.g. job_workflow_ref=octo/ci/.github/workflows/deploy.yml@refs/tags/v1
   * @param policy which one is written as JSON
   * @param as how it is written: json, or provider, role and both policies as commands or as a template
   * @param services IAM's names of the services that the application is made of, by commas; default: all
   * @param format how the report is written
   */
  @func({ cache: "never" })
  trustPolicy(
    repository: string,
    account: string,
    stage: Stage = Stage.Production,
    ownerId: string = "",
    repositoryId: string = "",
    region: string = "",
    role: string = "",
    claims: string = "",
    policy: Policy = Policy.Trust,
    as: Shape = Shape.Json,
    services: string = "",
    format: Format = Format.Text,
  ): Promise<string> {
    const request: PolicyRequest = {
      ...{ repository, account, ownerId, repositoryId, region, role, claims, services },
      stage: stage as StageName,
      policy: policy as PolicyName,
      as: as as ShapeName,
    }
    const identity = { runId: crypto.randomUUID(), actor: this.actor }
    const say = (line: string) => void console.error(line)
    return this.print("trust-policy", format, trustPolicy({ clock: systemClock, say, identity }, request))
  }

  /**
   * Checks everything that a deploy needs, from where it runs: versions, tags, ledger, this job's token and its
   * claims, credentials, the roles and environments that setup makes, the secrets that only one stage has, and whether
   * the application can be reached.
   * Changes nothing; fails when a check does.
   *
   * @param repository the repository at GitHub, owner/name; default: what the remote origin names
   * @param format how the report is written
   */
  @func({ cache: "never" })
  doctor(repository: string = "", format: Format = Format.Text): Promise<string> {
    return this.run("doctor", format, (context) => doctor(context, { repository: given(repository) }))
  }

  /**
   * Shows which secrets a version needs and which of them the stages have, by name. Fails when one is missing.
   *
   * @param tag the version, e.g. v1.2.3
   * @param stage the stage that it is meant for
   * @param format how the report is written
   */
  @func({ cache: "never" })
  secrets(tag: string, stage: Stage = Stage.Production, format: Format = Format.Text): Promise<string> {
    return this.run("secrets", format, (context) => secrets(context, { stage: stage as StageName, tag }))
  }

  /**
   * Sets a secret of a stage. What runs there gets it with the next deploy.
   *
   * @param name its name, e.g. AuthSecret
   * @param value its value, e.g. env://AUTH_SECRET or op://vault/item/field
   * @param tag the version whose SST is used, e.g. v1.2.3
   * @param stage the stage
   * @param format how the report is written
   */
  @func({ cache: "never" })
  secretsSet(
    name: string,
    value: Secret,
    tag: string,
    stage: Stage = Stage.Production,
    format: Format = Format.Text,
  ): Promise<string> {
    const request = { stage: stage as StageName, tag, name, value }
    return this.run("secrets-set", format, (context) => setSecret(context, request))
  }

  private callerAws(): CallerAws {
    const { oidcUrl, oidcToken, awsAccessKeyId, awsSecretAccessKey, awsSessionToken, awsCredentials } = this
    const endpointUrl = this.awsEndpointUrl
    return {
      oidcUrl,
      oidcToken,
      awsAccessKeyId,
      awsSecretAccessKey,
      awsSessionToken,
      awsCredentials,
      endpointUrl,
    }
  }

  private run(
    asked: Command,
    format: Format,
    command: (context: Context) => Promise<Report>,
  ): Promise<string> {
    const {
      git,
      config,
      image,
      gitImage,
      actor,
      gitToken,
      githubToken,
      slackSigningSecret,
      databaseUrl,
      ciRun,
    } = this
    const secrets = { gitToken, githubToken, slackSigningSecret, databaseUrl }
    const caller = { git, config, image, gitImage, actor, ciRun, ...secrets, aws: this.callerAws() }
    return this.print(asked, format, withContainerContext(caller, command))
  }

  /** An engine passes on a thrown error's message and nothing else, so the message is the report. */
  private async print(asked: Command, format: Format, made: Promise<Report>): Promise<string> {
    const report = await made
      .catch((error: unknown) =>
        rescueDoctor(asked, error, { runId: crypto.randomUUID(), actor: this.actor }, new Date()),
      )
      .catch(refuse)
    const text = render(report, format as FormatName)
    if (!succeeds(asked, report)) throw new Error(text)
    return text
  }
}

/** An engine has no "not given" for a string. */
const given = (value: string): string | null => (value === "" ? null : value)

function refuse(error: unknown): never {
  throw error instanceof PipelineError ? new Error(renderError(error)) : error
}
