import * as v from "valibot"
import { Smoke, Verify } from "./checks.ts"
import { Name, RepositoryPath, Seconds, Text, Url } from "./fields.ts"
import { Notify } from "./notify.ts"
import { Deployer, Hooks, Migrations } from "./tools.ts"
import { Watch } from "./watch.ts"
import { Windows } from "./windows.ts"

const matching = (pattern: RegExp, message: string) => v.pipe(v.string(), v.regex(pattern, message))

const roleArn = (description: string) =>
  v.pipe(
    v.optional(
      matching(
        /^arn:aws(-cn|-us-gov)?:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/,
        "must be the ARN of an IAM role: arn:aws:iam::123456789012:role/NAME",
      ),
    ),
    v.description(description),
  )

/** Keys of a stage that is deployed to AWS. */
const awsStage = {
  region: v.pipe(
    v.optional(matching(/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/, "must be an AWS region such as eu-central-1")),
    v.description(
      "The stage's AWS region. A stage that has one is deployed with AWS credentials that are checked first.",
    ),
  ),
  account: v.pipe(
    v.optional(matching(/^\d{12}$/, "must be the 12 digits of an AWS account")),
    v.description("The AWS account that the stage is in: credentials for another one are refused."),
  ),
  roleArn: roleArn("The IAM role that a job assumes for the stage, with the token that its CI gives it."),
  planRoleArn: roleArn(
    "A role that may only read, which a job assumes for plan and preflight: before the approval it may have no other.",
  ),
}

const MAX_SOAK = 30 * 24 * 60

const stageSettings = (rollback: "automatic" | "manual") =>
  v.strictObject({
    urls: v.pipe(
      v.optional(v.record(Name, Url), {}),
      v.description("Fixed URLs of the stage by name; an output of the deployer of the same name wins."),
    ),
    rollback: v.pipe(
      v.optional(v.picklist(["automatic", "manual"]), rollback),
      v.description("Whether a version that fails is rolled back without asking."),
    ),
    watch: v.pipe(
      v.optional(Watch),
      v.description("What is watched after a version has passed smoke, before it counts as verified."),
    ),
    windows: v.optional(Windows),
    ...awsStage,
  })

const Staging = v.strictObject({
  ...stageSettings("manual").entries,
  soakMinutes: v.pipe(
    v.optional(
      v.pipe(
        v.number(),
        v.minValue(0, "must be 0 or more"),
        v.maxValue(MAX_SOAK, "must be at most 43200, 30 days"),
      ),
      0,
    ),
    v.description("How long staging must have run a version, verified, before production takes it."),
  ),
})

const Github = v.strictObject({
  repository: v.pipe(
    v.optional(v.pipe(v.string(), v.regex(/^[\w.-]+\/[\w.-]+$/, "must be OWNER/NAME"))),
    v.description("OWNER/NAME on GitHub; default: the repository that the remote origin names."),
  ),
  apiUrl: v.pipe(
    v.optional(Url),
    v.description(
      "Where GitHub Enterprise Server is, e.g. https://github.example.com/api/v3. " +
        "A token goes there only when the remote origin is on the same host.",
    ),
  ),
  deployments: v.pipe(
    v.optional(v.boolean(), true),
    v.description(
      "Whether deploys and rollbacks are shown as deployments on GitHub, where a run has a token that may write them (deployments: write).",
    ),
  ),
})

const SecretNames = v.array(
  v.pipe(
    v.string(),
    v.regex(/^[A-Z][A-Za-z0-9]*$/, "must begin with a capital letter, then letters and digits"),
  ),
)

const Secrets = v.strictObject({
  required: v.pipe(
    v.optional(SecretNames, []),
    v.description(
      "Names that every stage must have a value for, besides those that the app declares without a default.",
    ),
  ),
  optional: v.pipe(
    v.optional(SecretNames, []),
    v.description("Names that a stage may lack; they are only reported."),
  ),
  placeholders: v.pipe(
    v.optional(v.array(Text), ["changeme", "change_me", "change-me", "replace_me", "todo", "placeholder"]),
    v.description("Values that count as not set, in upper or lower case."),
  ),
  sources: v.pipe(
    v.optional(v.array(RepositoryPath), ["sst.config.ts", "infra"]),
    v.description(
      'Files and folders, below the deployer\'s directory, that declare secrets: new sst.Secret("Name").',
    ),
  ),
})

const Ci = v.strictObject({
  provider: v.pipe(
    v.literal("github"),
    v.description("Where the checks run: check runs and commit statuses."),
  ),
  required: v.pipe(
    v.optional(v.array(Text), []),
    v.description(
      "Names of checks that must have passed. Without them one pass and no failure are enough, " +
        "and a check that has not begun yet is not waited for.",
    ),
  ),
  ignore: v.pipe(
    v.optional(v.array(Text), []),
    v.description(
      'Names of the pipeline\'s own jobs, which run while it asks; "*" stands for any text. They do not count.',
    ),
  ),
  waitSeconds: v.pipe(
    v.optional(v.union([v.literal(0), Seconds]), 600),
    v.description("How long a deploy waits for checks that are running."),
  ),
})

const GithubIssues = v.strictObject({
  kind: v.pipe(v.literal("github-issues"), v.description("Open issues with a label.")),
  label: v.pipe(Text, v.description("The label, which must exist, e.g. incident.")),
})

const StatusPage = v.strictObject({
  kind: v.pipe(v.literal("http"), v.description("A status page that answers with JSON.")),
  url: v.pipe(Url, v.description("Where it is; asked without credentials.")),
  json: v.pipe(
    v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()])),
    v.minEntries(1, "must name at least one value"),
    v.description('Values by dotted path that it has while all is well, e.g. {"status.indicator": "none"}.'),
  ),
  timeoutSeconds: v.pipe(v.optional(Seconds, 10), v.description("How long to wait for its answer.")),
})

const Gates = v.strictObject({
  main: v.pipe(
    v.optional(v.picklist(["block", "warn"]), "block"),
    v.description(
      "What becomes of a commit that is on no branch that may be released: it is refused, or that is only said.",
    ),
  ),
  ci: v.pipe(v.optional(Ci), v.description("What CI must say of the commit. Without it, CI is not asked.")),
  incidents: v.pipe(
    v.optional(v.variant("kind", [GithubIssues, StatusPage])),
    v.description("Where open incidents can be seen. Without it, they are not looked for."),
  ),
})

/** pipeline.json; `schema/pipeline.schema.json` is generated from it. */
export const ConfigSchema = v.strictObject({
  $schema: v.pipe(v.optional(v.string()), v.description("Where an editor finds this schema.")),
  app: v.pipe(Text, v.description("The application's name, as reports show it.")),
  tagPrefix: v.pipe(
    v.optional(v.string(), "v"),
    v.description("What comes before the semantic version in a tag."),
  ),
  mainBranch: v.pipe(
    v.optional(Text, "main"),
    v.description("The branch that a released commit must be on."),
  ),
  releaseBranches: v.pipe(
    v.optional(v.pipe(v.array(Text), v.minLength(1, "must name at least one branch"))),
    v.description(
      'Branches that a released commit may be on instead, by name or pattern, in which "*" stands for any text, e.g. ["main", "release/*"]. Default: mainBranch alone.',
    ),
  ),
  ledger: v.pipe(
    v.optional(
      v.strictObject({
        remote: v.pipe(
          v.optional(Text),
          v.description(
            "Name or URL of the git remote that holds the ledger. Without it the ledger is local: CI needs a remote.",
          ),
        ),
        heartbeatSeconds: v.pipe(
          v.optional(v.pipe(Seconds, v.minValue(1, "must be at least 1 second")), 30),
          v.description(
            "How often a run that holds a stage shows that it is alive. One that could not for three times as long stops; after five times it may be taken over.",
          ),
        ),
      }),
      {},
    ),
    v.description("Where the record of what ran on each stage is kept."),
  ),
  image: v.pipe(v.optional(Text), v.description("Container image in which the steps run on an engine.")),
  deployer: Deployer,
  secrets: v.pipe(
    v.optional(Secrets, {}),
    v.description("The secrets that a version needs on its stage, where the deployer keeps them (sst)."),
  ),
  migrations: v.pipe(
    v.optional(Migrations),
    v.description("The database migrations that versions bring, for the gates and for rollbacks."),
  ),
  hooks: v.optional(Hooks, {}),
  smoke: v.pipe(Smoke, v.description("How a version proves on a stage that it works.")),
  github: v.pipe(v.optional(Github, {}), v.description("The repository on GitHub, which gates ask.")),
  gates: v.pipe(
    v.optional(Gates, {}),
    v.description("What a deploy must also pass, besides the tag, the ledger and the lock."),
  ),
  verify: v.optional(Verify),
  notify: Notify,
  stages: v.pipe(
    v.optional(
      v.strictObject({
        staging: v.pipe(v.optional(Staging, {}), v.description("The stage before production.")),
        production: v.pipe(
          v.optional(stageSettings("automatic"), {}),
          v.description("The stage that users see; it takes only what staging verified."),
        ),
      }),
      {},
    ),
    v.description("What differs between the stages."),
  ),
})

export type Config = v.InferOutput<typeof ConfigSchema>
export type GithubConfig = v.InferOutput<typeof Github>
export type SecretsConfig = v.InferOutput<typeof Secrets>
