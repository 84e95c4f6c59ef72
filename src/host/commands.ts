import { doctor } from "../admin/doctor.ts"
import { secrets, setSecret } from "../admin/secret-commands.ts"
import { setup } from "../admin/setup.ts"
import { type Alone, trustPolicy } from "../admin/trust-policy.ts"
import { POLICIES, type Policy, SHAPES, type Shape } from "../core/aws/documents.ts"
import { isPlanDigest } from "../core/plan/digest.ts"
import type { Command, Report } from "../core/report/report.ts"
import { isStage, STAGES, type Stage } from "../core/stage.ts"
import { BUMPS, type Bump } from "../core/tags.ts"
import { deploy } from "../release/deploy.ts"
import { unfreeze, unlock } from "../release/interventions.ts"
import { plan } from "../release/plan.ts"
import { preflight } from "../release/preflight.ts"
import { history, lastReport, nextVersion, status } from "../release/queries.ts"
import { rollback } from "../release/rollback.ts"
import type { Context } from "../release/run.ts"
import { smokeStage } from "../release/smoke-stage.ts"
import { tagRelease } from "../release/tag-release.ts"
import { verifyStage } from "../release/verify-stage.ts"
import { readSecret } from "./read-secret.ts"

/** Values of a command's options, checked. */
export type OptionValues = Readonly<Partial<Record<OptionName, string>>>

export interface OptionSpec {
  /** what stands for the value in --help; null: the option is a switch, which has none */
  value: string | null
  help: string
  fallback?: string
  /** it may be given several times: the values stand on a line each */
  repeatable?: true
  /** what is wrong with a value, or null */
  check?: (value: string) => string | null
}

const nonNegative = (value: string) => (/^\d+(\.\d+)?$/.test(value) ? null : "must be a number, 0 or more")
const oneOf = (choices: readonly string[]) => (value: string) =>
  choices.includes(value) ? null : `must be one of: ${choices.join(", ")}`
const notEmpty = (value: string) => (value.trim() === "" ? "must not be empty" : null)

export const OPTIONS = {
  tag: { value: "TAG", help: "the tag to deploy, e.g. v1.2.3", check: notEmpty },
  to: {
    value: "TAG",
    help: "a version that the stage verified before (default: the last one)",
    check: notEmpty,
  },
  stage: {
    value: "STAGE",
    help: "staging or production",
    fallback: "production",
    check: (value: string) => (isStage(value) ? null : "must be one of: staging, production"),
  },
  reason: { value: "TEXT", help: "why; kept in the ledger", check: notEmpty },
  wait: {
    value: "SECONDS",
    help: "wait this long for another run to free the stage; preflight: for CI",
    fallback: "0",
    check: nonNegative,
  },
  waive: {
    value: "WAIVER",
    help: "GATE=WHY: this gate need not pass; GATE@TIME=WHY until then only; may be repeated",
    repeatable: true,
    check: notEmpty,
  },
  "allow-one-way": {
    value: "TEXT",
    help: "why there need be no way back; kept in the ledger",
    check: notEmpty,
  },
  "over-migrations": {
    value: "TEXT",
    help: "why migrations may stay in the database; kept in the ledger",
    check: notEmpty,
  },
  expect: {
    value: "DIGEST",
    help: "deploy only what the plan with this digest showed",
    check: (value: string) => (isPlanDigest(value) ? null : "is not a digest that plan prints, all of it"),
  },
  verify: { value: null, help: "verify the version too, once it passes smoke" },
  limit: {
    value: "N",
    help: "how many records",
    fallback: "20",
    check: (value: string) => (/^[1-9]\d{0,3}$/.test(value) ? null : "must be a whole number from 1 to 9999"),
  },
  message: { value: "TEXT", help: "message of the annotated tag (default: its name)", check: notEmpty },
  push: { value: null, help: "push the tag, which begins the deploy to staging" },
  repository: { value: "NAME", help: "the repository at GitHub, owner/name", check: notEmpty },
  account: { value: "ID", help: "the AWS account, 12 digits", check: notEmpty },
  only: { value: "STAGE", help: "this stage alone (default: both)", check: oneOf(STAGES) },
  reviewer: { value: "NAMES", help: "who approves production: logins or org/team", check: notEmpty },
  name: { value: "NAME", help: "name of a secret, e.g. AuthSecret", check: notEmpty },
  apply: { value: null, help: "make what is missing; without it nothing is changed" },
  "owner-id": { value: "N", help: "the owner's number at GitHub", check: notEmpty },
  "repository-id": { value: "N", help: "the repository's number at GitHub", check: notEmpty },
  region: { value: "REGION", help: "the stage's AWS region (default: any)", check: notEmpty },
  role: { value: "NAME", help: "the role's name (default: deploy-NAME-STAGE)", check: notEmpty },
  claims: { value: "N=V,…", help: "further claims that a token must have", check: notEmpty },
  policy: { value: "KIND", help: "trust or permissions", fallback: "trust", check: oneOf(POLICIES) },
  as: { value: "SHAPE", help: SHAPES.join(", "), fallback: "json", check: oneOf(SHAPES) },
  services: {
    value: "NAMES",
    help: "what the application is made of, e.g. lambda,s3 (default: all)",
    check: notEmpty,
  },
  bump: { value: "KIND", help: "patch, minor or major", fallback: "patch", check: oneOf(BUMPS) },
} as const satisfies Record<string, OptionSpec>

export type OptionName = keyof typeof OPTIONS

interface CommandSpec {
  help: string
  required: readonly OptionName[]
  optional: readonly OptionName[]
  run: (context: Context, values: OptionValues) => Promise<Report>
}

/** These need no repository and no pipeline.json. */
type LoneCommand = "trust-policy"

interface LoneCommandSpec extends Omit<CommandSpec, "run"> {
  runAlone: (alone: Alone, values: OptionValues) => Promise<Report>
}

const isGiven = (values: OptionValues, name: OptionName): boolean => values[name] !== undefined
const text = (values: OptionValues, name: OptionName): string => values[name] as string
const stageOf = (values: OptionValues) => text(values, "stage") as Stage
const runOptions = (values: OptionValues) => ({
  reason: values.reason ?? null,
  waitSeconds: Number(text(values, "wait")),
})

const deployTo = (stage: Stage, help: string): CommandSpec => ({
  help,
  required: ["tag"],
  optional: ["reason", "wait", "waive", "allow-one-way", "expect", "verify"],
  run: (context, values) =>
    deploy(context, {
      stage,
      tag: text(values, "tag"),
      expect: values.expect ?? null,
      allowOneWay: values["allow-one-way"] ?? null,
      verify: values.verify !== undefined,
      waive: values.waive ?? null,
      ...runOptions(values),
    }),
})

export const COMMAND_TABLE: Readonly<
  Record<LoneCommand, LoneCommandSpec> & Record<Exclude<Command, LoneCommand>, CommandSpec>
> = {
  "deploy-staging": deployTo("staging", "deploy a tag to staging and smoke it"),
  "deploy-production": deployTo("production", "deploy a tag that staging verified; roll back when it fails"),
  preflight: {
    help: "judge every gate for a tag; changes nothing",
    required: ["tag"],
    optional: ["stage", "wait", "waive"],
    run: (context, values) =>
      preflight(context, {
        stage: stageOf(values),
        tag: text(values, "tag"),
        waitSeconds: Number(text(values, "wait")),
        waive: values.waive ?? null,
      }),
  },
  plan: {
    help: "show what a deploy of a tag would do, with a digest to approve; changes nothing",
    required: ["tag"],
    optional: ["stage"],
    run: (context, values) => plan(context, { stage: stageOf(values), tag: text(values, "tag") }),
  },
  rollback: {
    help: "take a stage back to a version that it verified",
    required: [],
    optional: ["stage", "to", "reason", "wait", "over-migrations"],
    run: (context, values) =>
      rollback(context, {
        stage: stageOf(values),
        to: values.to ?? null,
        overMigrations: values["over-migrations"] ?? null,
        ...runOptions(values),
      }),
  },
  smoke: {
    help: "probe what a stage serves",
    required: [],
    optional: ["stage"],
    run: (context, values) => smokeStage(context, { stage: stageOf(values) }),
  },
  verify: {
    help: "smoke what a stage serves, then verify it: requests, logs, Slack",
    required: [],
    optional: ["stage"],
    run: (context, values) => verifyStage(context, { stage: stageOf(values) }),
  },
  unfreeze: {
    help: "open a frozen stage and lift its quarantine",
    required: ["reason"],
    optional: ["stage"],
    run: (context, values) => unfreeze(context, { stage: stageOf(values), reason: text(values, "reason") }),
  },
  unlock: {
    help: "free a stage whose run is dead",
    required: ["reason"],
    optional: ["stage"],
    run: (context, values) => unlock(context, { stage: stageOf(values), reason: text(values, "reason") }),
  },
  status: { help: "what every stage runs", required: [], optional: [], run: status },
  history: {
    help: "records of a stage, newest first",
    required: [],
    optional: ["stage", "limit"],
    run: (context, values) =>
      history(context, { stage: stageOf(values), limit: Number(text(values, "limit")) }),
  },
  report: {
    help: "the report of the last run on a stage, again",
    required: [],
    optional: ["stage"],
    run: (context, values) => lastReport(context, { stage: stageOf(values) }),
  },
  "next-version": {
    help: "the tag that the next release should have",
    required: [],
    optional: ["bump"],
    run: (context, values) => nextVersion(context, { bump: text(values, "bump") as Bump }),
  },
  release: {
    help: "tag what is checked out as the next release",
    required: [],
    optional: ["bump", "tag", "message", "push"],
    run: (context, values) =>
      tagRelease(context, {
        bump: text(values, "bump") as Bump,
        tag: values.tag ?? null,
        message: values.message ?? null,
        push: isGiven(values, "push"),
      }),
  },
  "trust-policy": {
    help: "the IAM policies that let a repository's jobs deploy a stage, alone on stdout",
    required: ["repository", "account"],
    optional: ["stage", "owner-id", "repository-id", "region", "role", "claims", "policy", "as", "services"],
    runAlone: (alone, values) =>
      trustPolicy(alone, {
        repository: text(values, "repository"),
        account: text(values, "account"),
        stage: stageOf(values),
        ownerId: values["owner-id"] ?? "",
        repositoryId: values["repository-id"] ?? "",
        region: values.region ?? "",
        role: values.role ?? "",
        claims: values.claims ?? "",
        policy: text(values, "policy") as Policy,
        as: text(values, "as") as Shape,
        services: values.services ?? "",
      }),
  },
  setup: {
    help: "what the first deploy needs in AWS and GitHub, and how to make it",
    required: ["repository", "account"],
    optional: ["only", "reviewer", "apply"],
    run: (context, values) =>
      setup(context, {
        repository: text(values, "repository"),
        account: text(values, "account"),
        only: values.only ?? "",
        reviewers: values.reviewer ?? "",
        apply: isGiven(values, "apply"),
      }),
  },
  doctor: {
    help: "check everything that a deploy needs, from here; changes nothing",
    required: [],
    optional: ["repository"],
    run: (context, values) => doctor(context, { repository: values.repository ?? null }),
  },
  secrets: {
    help: "which secrets a tag needs and the stages have, by name",
    required: ["tag"],
    optional: ["stage"],
    run: (context, values) => secrets(context, { stage: stageOf(values), tag: text(values, "tag") }),
  },
  "secrets-set": {
    help: "set a secret of a stage; the value comes from standard input",
    required: ["name", "tag"],
    optional: ["stage"],
    run: (context, values) =>
      setSecret(context, {
        stage: stageOf(values),
        tag: text(values, "tag"),
        name: text(values, "name"),
        value: { plaintext: () => readSecret(process.stdin, process.stderr) },
      }),
  },
}
