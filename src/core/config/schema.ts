import * as v from "valibot"
import { awsStage } from "./aws.ts"
import { Deployer } from "./deployer.ts"
import { Name, Seconds, Text, Url } from "./fields.ts"
import { Gates } from "./gates.ts"
import { Github } from "./github.ts"
import { Migrations } from "./migrations.ts"
import { Secrets } from "./secrets.ts"
import { Smoke } from "./smoke.ts"
import { Verify } from "./verify.ts"

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
    ...awsStage,
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
        heartbeatSeconds: v.pipe(
          v.optional(v.pipe(Seconds, v.minValue(1, "must be at least 1 second")), 30),
          v.description(
            "How often a run on an engine shows that it lives. One that shows nothing for five times as long may be taken over.",
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
  smoke: v.pipe(Smoke, v.description("How a version proves on a stage that it works.")),
  github: v.pipe(v.optional(Github, {}), v.description("The repository on GitHub, where gates ask it.")),
  gates: v.pipe(
    v.optional(Gates, {}),
    v.description("What a deploy must also pass, besides the tag, the ledger and the lock."),
  ),
  verify: v.optional(Verify),
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
