import * as v from "valibot"

const Text = v.pipe(v.string(), v.nonEmpty("must not be empty"))
const Argv = v.pipe(
  v.array(v.string()),
  v.minLength(1, "must name a program"),
  v.description("A program and its arguments; no shell reads them. {stage}, {tag} and {sha} are replaced."),
)
const Environment = v.record(
  v.pipe(v.string(), v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is not an environment name")),
  v.string(),
)
const positive = (message: string) => v.pipe(v.number(), v.minValue(0.001, message))
const Seconds = positive("must be more than 0 seconds")
const Name = v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9_]*$/, "must be a word of letters, digits and _"))

const Service = v.strictObject({
  command: Argv,
  env: v.pipe(
    v.optional(Environment, {}),
    v.description("Extra environment; {name} stands for the URL of a service named before this one."),
  ),
})

const Sandbox = v.strictObject({
  kind: v.literal("sandbox"),
  services: v.pipe(
    v.record(Name, Service),
    v.check((services) => Object.keys(services).length > 0, "must name at least one service"),
    v.description(
      "What to start, by name, in this order. Each gets PORT and HOST to listen on, PIPELINE_TAG, PIPELINE_SHA and PIPELINE_STAGE. " +
        "Its URL is the output of the same name.",
    ),
  ),
  timeoutSeconds: v.optional(Seconds, 60),
})

const Command = v.strictObject({
  kind: v.literal("command"),
  install: v.pipe(
    v.optional(Argv),
    v.description("Runs first in the tree of the tag, e.g. to install dependencies."),
  ),
  deploy: v.pipe(
    Argv,
    v.description("Deploys the tree of the tag to {stage}; an exit code other than 0 is a failure."),
  ),
  outputs: v.pipe(
    v.optional(Text),
    v.description(
      "A JSON file that the deploy writes, an object of names and strings, relative to the tree.",
    ),
  ),
  env: v.optional(Environment, {}),
  image: v.pipe(
    v.optional(Text),
    v.description("The container image of the steps on an engine; overrides the top-level image."),
  ),
  timeoutSeconds: v.pipe(
    v.optional(Seconds, 1800),
    v.description("After this the deploy is ended and counts as failed."),
  ),
})

const Expect = v.strictObject({
  status: v.pipe(
    v.optional(v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599)), 200),
    v.description("HTTP status"),
  ),
  json: v.pipe(
    v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()]))),
    v.description("Values by dotted path in the JSON body, compared exactly."),
  ),
  contains: v.pipe(v.optional(Text), v.description("Text that the body contains.")),
  maxLatencyMs: v.pipe(
    v.optional(positive("must be more than 0 ms")),
    v.description("A slower answer is a wrong answer."),
  ),
  version: v.pipe(
    v.optional(Text),
    v.description(
      "Where the answer says which version it is: a dotted path in the JSON body, or header:NAME. Compared with the tag.",
    ),
  ),
  sha: v.pipe(v.optional(Text), v.description("Like version, compared with the commit id.")),
})

const Check = v.strictObject({
  name: Text,
  url: v.pipe(Text, v.description("May use {name} for a URL of the stage or an output of the deployer.")),
  method: v.optional(v.picklist(["GET", "HEAD", "POST", "PUT"]), "GET"),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  body: v.optional(v.string()),
  expect: v.optional(Expect, {}),
  followRedirects: v.optional(v.boolean(), false),
  optional: v.pipe(v.optional(v.boolean(), false), v.description("Reported, but does not decide.")),
})

const Smoke = v.strictObject({
  deadlineSeconds: v.pipe(
    v.optional(Seconds, 90),
    v.description("The version must answer rightly within this time."),
  ),
  intervalSeconds: v.pipe(
    v.optional(Seconds, 2),
    v.description("Between attempts while the version is not there yet; doubles up to maxIntervalSeconds."),
  ),
  maxIntervalSeconds: v.optional(Seconds, 10),
  confirmIntervalSeconds: v.pipe(
    v.optional(Seconds, 1),
    v.description("Between attempts that confirm a pass or a failure."),
  ),
  consecutive: v.pipe(
    v.optional(v.pipe(v.number(), v.integer(), v.minValue(1, "must be at least 1")), 3),
    v.description("Full passes in a row that make a pass; wrong answers in a row that make a failure."),
  ),
  timeoutSeconds: v.pipe(v.optional(Seconds, 10), v.description("For one request.")),
  checks: v.pipe(v.array(Check), v.minLength(1, "must hold at least one check")),
})

const stageSettings = (rollback: "automatic" | "manual") =>
  v.strictObject({
    urls: v.pipe(
      v.optional(v.record(Name, v.pipe(v.string(), v.url("is not a URL"))), {}),
      v.description("Fixed URLs of the stage by name; an output of the deployer of the same name wins."),
    ),
    rollback: v.pipe(
      v.optional(v.picklist(["automatic", "manual"]), rollback),
      v.description("Whether a version that fails is rolled back without asking."),
    ),
  })

/** pipeline.json; `schema/pipeline.schema.json` is generated from it. */
export const ConfigSchema = v.strictObject({
  $schema: v.optional(v.string()),
  app: v.pipe(Text, v.description("The application's name, as reports show it.")),
  tagPrefix: v.pipe(
    v.optional(v.string(), "v"),
    v.description("What precedes the semantic version in a tag."),
  ),
  mainBranch: v.pipe(
    v.optional(Text, "main"),
    v.description("The branch that a released commit must be on."),
  ),
  ledger: v.optional(
    v.strictObject({
      remote: v.pipe(
        v.optional(Text),
        v.description(
          "Name or URL of the git remote that holds the ledger. Without it the ledger is local: CI needs a remote.",
        ),
      ),
    }),
    {},
  ),
  image: v.pipe(v.optional(Text), v.description("Container image in which the steps run on an engine.")),
  deployer: v.variant("kind", [Sandbox, Command], "must be one of: sandbox, command"),
  smoke: Smoke,
  stages: v.optional(
    v.strictObject({
      staging: v.optional(stageSettings("manual"), {}),
      production: v.optional(stageSettings("automatic"), {}),
    }),
    {},
  ),
})

export type Config = v.InferOutput<typeof ConfigSchema>
export type DeployerConfig = Config["deployer"]
export type SandboxConfig = Extract<DeployerConfig, { kind: "sandbox" }>
export type CommandConfig = Extract<DeployerConfig, { kind: "command" }>
export type SmokeConfig = Config["smoke"]
export type CheckConfig = SmokeConfig["checks"][number]
