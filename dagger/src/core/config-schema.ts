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
const positive = (unit: string) => v.pipe(v.number(), v.gtValue(0, `must be more than 0 ${unit}`))
/** A timer that is set to more than about 24 days fires at once, so a slip of the finger must not get there. */
const Seconds = v.pipe(positive("seconds"), v.maxValue(86_400, "must be at most 86400 seconds, a day"))
const Name = v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9_]*$/, "must be a word of letters, digits and _"))

const Service = v.strictObject({
  command: Argv,
  env: v.pipe(
    v.optional(Environment, {}),
    v.description("Extra environment; {name} stands for the URL of a service named before this one."),
  ),
})

const Sandbox = v.strictObject({
  kind: v.pipe(
    v.literal("sandbox"),
    v.description("Starts the services as processes on this machine: needs no account."),
  ),
  services: v.pipe(
    v.record(Name, Service),
    v.minEntries(1, "must name at least one service"),
    v.description(
      "What to start, by name, in this order. Each gets PORT and HOST to listen on, PIPELINE_TAG, PIPELINE_SHA and PIPELINE_STAGE. " +
        "Its URL is the output of the same name.",
    ),
  ),
})

const Command = v.strictObject({
  kind: v.pipe(v.literal("command"), v.description("Runs the deploy command of any tool.")),
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
  env: v.pipe(v.optional(Environment, {}), v.description("Extra environment of install and deploy.")),
  image: v.pipe(
    v.optional(Text),
    v.description("The container image of the steps on an engine; overrides the top-level image."),
  ),
  timeoutSeconds: v.pipe(
    v.optional(Seconds, 1800),
    v.description("After this the deploy is ended and counts as failed."),
  ),
})

const NO_STATUS = "must be a whole number from 100 to 599"

const Expect = v.strictObject({
  status: v.pipe(
    v.optional(
      v.pipe(v.number(), v.integer(NO_STATUS), v.minValue(100, NO_STATUS), v.maxValue(599, NO_STATUS)),
      200,
    ),
    v.description("HTTP status"),
  ),
  json: v.pipe(
    v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()]))),
    v.description("Values by dotted path in the JSON body, compared exactly."),
  ),
  contains: v.pipe(v.optional(Text), v.description("Text that the body contains.")),
  maxLatencyMs: v.pipe(v.optional(positive("ms")), v.description("A slower answer is a wrong answer.")),
  version: v.pipe(
    v.optional(Text),
    v.description(
      "Where the answer says which version it is: a dotted path in the JSON body, or header:NAME. Compared with the tag.",
    ),
  ),
  sha: v.pipe(v.optional(Text), v.description("Like version, compared with the commit id.")),
})

const Check = v.strictObject({
  name: v.pipe(Text, v.description("As reports show it; no two checks share one.")),
  url: v.pipe(
    Text,
    v.regex(/^(https?:\/\/|\{[A-Za-z][A-Za-z0-9_]*\})/, "must begin with http://, https:// or a {name}"),
    v.description("May use {name} for a URL of the stage or an output of the deployer."),
  ),
  method: v.pipe(v.optional(v.picklist(["GET", "HEAD", "POST", "PUT"]), "GET"), v.description("HTTP method")),
  headers: v.pipe(v.optional(v.record(v.string(), v.string()), {}), v.description("HTTP request headers")),
  body: v.pipe(v.optional(v.string()), v.description("What POST or PUT sends.")),
  expect: v.pipe(v.optional(Expect, {}), v.description("What a right answer shows: all of it.")),
  followRedirects: v.pipe(
    v.optional(v.boolean(), false),
    v.description("Otherwise a redirect is the answer that is judged."),
  ),
  optional: v.pipe(v.optional(v.boolean(), false), v.description("Reported, but does not decide.")),
})

const Smoke = v.strictObject({
  deadlineSeconds: v.pipe(
    v.optional(Seconds, 90),
    v.description("The version must answer rightly within this time."),
  ),
  intervalSeconds: v.pipe(
    v.optional(Seconds, 0.5),
    v.description("Between attempts while the version is not there yet; doubles up to maxIntervalSeconds."),
  ),
  maxIntervalSeconds: v.pipe(v.optional(Seconds, 10), v.description("The longest time between attempts.")),
  confirmIntervalSeconds: v.pipe(
    v.optional(Seconds, 1),
    v.description("Between attempts that confirm a pass or a failure."),
  ),
  consecutive: v.pipe(
    v.optional(
      v.pipe(v.number(), v.integer("must be a whole number"), v.minValue(1, "must be at least 1")),
      3,
    ),
    v.description("Full passes in a row that make a pass; wrong answers in a row that make a failure."),
  ),
  timeoutSeconds: v.pipe(v.optional(Seconds, 10), v.description("For one request.")),
  checks: v.pipe(
    v.array(Check),
    v.minLength(1, "must hold at least one check"),
    v.description("All are made at once in each attempt; a required one must tell the version that answers."),
  ),
})

// on its own, v.url takes localhost:3000 for a URL of the scheme "localhost"
const Url = v.pipe(
  v.string(),
  v.regex(/^https?:\/\//, "must begin with http:// or https://"),
  v.url("is not a URL"),
)

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
  })

/** pipeline.json; `schema/pipeline.schema.json` is generated from it. */
export const ConfigSchema = v.strictObject({
  $schema: v.pipe(v.optional(v.string()), v.description("Where an editor finds this schema.")),
  app: v.pipe(Text, v.description("The application's name, as reports show it.")),
  tagPrefix: v.pipe(
    v.optional(v.string(), "v"),
    v.description("What precedes the semantic version in a tag."),
  ),
  mainBranch: v.pipe(
    v.optional(Text, "main"),
    v.description("The branch that a released commit must be on."),
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
      }),
      {},
    ),
    v.description("Where the record of what ran on each stage is kept."),
  ),
  image: v.pipe(v.optional(Text), v.description("Container image in which the steps run on an engine.")),
  deployer: v.pipe(v.variant("kind", [Sandbox, Command]), v.description("How a version gets onto a stage.")),
  smoke: v.pipe(Smoke, v.description("How a version proves on a stage that it works.")),
  stages: v.pipe(
    v.optional(
      v.strictObject({
        staging: v.pipe(
          v.optional(stageSettings("manual"), {}),
          v.description("The stage before production."),
        ),
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
export type DeployerConfig = Config["deployer"]
export type SandboxConfig = Extract<DeployerConfig, { kind: "sandbox" }>
export type CommandConfig = Extract<DeployerConfig, { kind: "command" }>
export type SmokeConfig = Config["smoke"]
export type CheckConfig = SmokeConfig["checks"][number]
