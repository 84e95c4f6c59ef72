import * as v from "valibot"
import { Argv, Environment, Name, RepositoryPath, Seconds, Text, ToolSecrets } from "./fields.ts"

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
    v.description("Starts the services as processes on this machine; needs no account."),
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
    v.description("A JSON file that the deploy writes, an object of names and values, relative to the tree."),
  ),
  env: v.pipe(v.optional(Environment, {}), v.description("Extra environment of install and deploy.")),
  secrets: ToolSecrets,
  image: v.pipe(
    v.optional(Text),
    v.description("The container image of the steps on an engine; overrides the top-level image."),
  ),
  timeoutSeconds: v.pipe(
    v.optional(Seconds, 1800),
    v.description("After this, the deploy is ended and counts as failed."),
  ),
})

const Sst = v.strictObject({
  kind: v.pipe(v.literal("sst"), v.description("Deploys an SST app (v3 and later) to {stage}.")),
  directory: v.pipe(
    v.optional(RepositoryPath),
    v.description("The folder that holds sst.config.ts, when that is not the repository's root."),
  ),
  install: v.pipe(
    v.optional(v.union([v.literal("auto"), Argv]), "auto"),
    v.description(
      "How the tag's dependencies are installed: auto takes its own package manager (npm, pnpm, yarn or bun, by packageManager or " +
        "lockfile) with the lockfile frozen.",
    ),
  ),
  outputs: v.pipe(
    v.optional(v.array(Name), []),
    v.description(
      "Outputs of the app that a deploy must give. Only these are kept: any other may be a secret in plain text.",
    ),
  ),
  arguments: v.pipe(
    v.optional(v.array(v.string()), []),
    v.description("Further arguments of sst deploy, such as --policy and its path."),
  ),
  env: v.pipe(v.optional(Environment, {}), v.description("Extra environment of install and deploy.")),
  secrets: ToolSecrets,
  image: v.pipe(
    v.optional(Text),
    v.description(
      "The container image of the steps on an engine; overrides the top-level image. Needs node, the package manager, glibc " +
        "and CA certificates.",
    ),
  ),
  timeoutSeconds: v.pipe(
    v.optional(Seconds, 3600),
    v.description("After this, the deploy is interrupted and counts as failed."),
  ),
  graceSeconds: v.pipe(
    v.optional(Seconds, 300),
    v.description("How long an interrupted deploy may take to finish what it is doing before it is killed."),
  ),
})

export const Deployer = v.pipe(
  v.variant("kind", [Sandbox, Command, Sst]),
  v.description("How a version gets onto a stage."),
)

export type DeployerConfig = v.InferOutput<typeof Deployer>
export type SandboxConfig = v.InferOutput<typeof Sandbox>
export type CommandConfig = v.InferOutput<typeof Command>
export type SstConfig = v.InferOutput<typeof Sst>
