import * as v from "valibot"
import {
  Argv,
  Environment,
  Name,
  RepositoryPath,
  Seconds,
  Text,
  ToolSecrets,
  VariableName,
} from "./fields.ts"

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

/** What all deployers have in common that start a tool of the team's. */
export type DeployTool = Pick<
  CommandConfig | SstConfig,
  "install" | "env" | "secrets" | "image" | "timeoutSeconds"
>

/** Null for the sandbox, which starts services and no tool. The rules and limits for tools then hold for a new one, too. */
export const toolOf = (deployer: DeployerConfig): DeployTool | null =>
  deployer.kind === "sandbox" ? null : deployer

/** In the order in which a run comes to them. */
export const HOOKS = [
  "before-deploy",
  "after-deploy",
  "after-verified",
  "after-failed",
  "after-rollback",
] as const
export type HookName = (typeof HOOKS)[number]

const hook = (description: string) =>
  v.pipe(
    v.optional(
      v.strictObject({
        command: Argv,
        directory: v.pipe(
          v.optional(RepositoryPath),
          v.description("Where it runs; default: the repository's root."),
        ),
        env: v.pipe(v.optional(Environment, {}), v.description("Extra environment.")),
        secrets: ToolSecrets,
        image: v.pipe(
          v.optional(Text),
          v.description("The container image that it runs in on an engine; overrides the top-level image."),
        ),
        timeoutSeconds: v.pipe(
          v.optional(Seconds, 300),
          v.description("After this, it is ended and counts as failed."),
        ),
      }),
    ),
    v.description(description),
  )

/** Commands of the tag's tree around a deploy. */
export const Hooks = v.pipe(
  v.strictObject({
    "before-deploy": hook(
      "Runs before anything is changed; when it fails, nothing is: the deploy is blocked.",
    ),
    "after-deploy": hook("Runs before smoke; when it fails, the deploy has failed."),
    "after-verified": hook("Runs once the version is verified; when it fails, the report says so."),
    "after-failed": hook(
      "Runs when a deploy did not end verified, rolled back or not; when it fails, the report says so.",
    ),
    "after-rollback": hook(
      "Runs after a rollback, in the tree of the version that it went to; when it fails, the report says so.",
    ),
  }),
  v.description(
    "Commands of the tag's own tree that run around a deploy. They get no credentials but the secrets that they name. A rollback runs after-rollback alone.",
  ),
)

export type HooksConfig = v.InferOutput<typeof Hooks>
export type HookConfig = NonNullable<HooksConfig[HookName]>

const POLICIES = ["warn", "block", "allow"] as const
export type MigrationPolicy = (typeof POLICIES)[number]
const Policy = v.optional(v.picklist(POLICIES), "warn")

const Fence = v.strictObject({
  deploy: v.pipe(
    Policy,
    v.description(
      "A deploy to production that brings migrations: warn asks for --allow-one-way when one of them is destructive or cannot be " +
        "judged, block asks for it in any case, allow never asks.",
    ),
  ),
  rollback: v.pipe(
    Policy,
    v.description(
      "A rollback over migrations: warn says so first and goes on, allow goes on, block freezes the stage instead of rolling back " +
        "automatically, and asks a person for --over-migrations.",
    ),
  ),
})

const DatabaseUrl = v.strictObject({
  variable: v.pipe(
    v.optional(VariableName, "DATABASE_URL"),
    v.description("The environment variable in which the command finds it."),
  ),
  env: v.pipe(
    v.optional(VariableName, "DATABASE_URL"),
    v.description("The host runner's environment variable that holds it; an engine takes --database-url."),
  ),
  secret: v.pipe(
    v.optional(v.pipe(v.string(), v.regex(/^[A-Z][A-Za-z0-9]*$/, "is not the name of an SST secret"))),
    v.description(
      "The SST secret of the stage that holds it instead: only the command itself sees its value.",
    ),
  ),
})

/** How migrations are run; without it the pipeline only looks at their files. */
const MigrationsRun = v.strictObject({
  when: v.pipe(
    v.picklist(["before", "after"]),
    v.description(
      "before the deploy, for migrations that the running version can work with; or after smoke has passed, for those that " +
        "remove something. Never in a rollback.",
    ),
  ),
  install: v.pipe(v.optional(Argv), v.description("Runs first in the tree of the tag, e.g. npm ci.")),
  command: v.pipe(Argv, v.description("Applies the migrations of the tag's tree to {stage}'s database.")),
  head: v.pipe(
    v.optional(Argv),
    v.description(
      "Prints the newest migration that the database has, on its last line; run before and after. Without it, the newest " +
        "file counts as applied once the command has succeeded.",
    ),
  ),
  directory: v.pipe(
    v.optional(RepositoryPath),
    v.description("Where the commands run; default: the repository's root."),
  ),
  databaseUrl: v.pipe(
    v.optional(DatabaseUrl),
    v.description("Where the database's address, a secret, comes from. Without it, the commands get none."),
  ),
  env: v.pipe(v.optional(Environment, {}), v.description("Extra environment of the commands.")),
  image: v.pipe(
    v.optional(Text),
    v.description("The container image of the commands on an engine; overrides the top-level image."),
  ),
  timeoutSeconds: v.pipe(
    v.optional(Seconds, 900),
    v.description("After this, the migration is ended and counts as failed."),
  ),
})

export const Migrations = v.strictObject({
  path: v.pipe(
    RepositoryPath,
    v.description("The folder below which every file that matches pattern is a migration."),
  ),
  pattern: v.pipe(
    v.optional(Text, "\\.(sql|[cm]?[jt]s)$"),
    v.description("A regular expression that the paths of migrations match; a *.d.ts is never one."),
  ),
  down: v.pipe(
    v.optional(v.picklist(["any", "section", "file", "export", "none"]), "any"),
    v.description(
      "Where down migrations are: in a section of the same file (-- Down Migration), in a file of their own (NAME.down.sql), " +
        "exported as down, any of these, or none.",
    ),
  ),
  run: v.pipe(
    v.optional(MigrationsRun),
    v.description("How the pipeline runs them; without it, they are run elsewhere and only read here."),
  ),
  fence: v.pipe(
    v.optional(Fence, {}),
    v.description("What migrations between two versions mean for a deploy and for a rollback."),
  ),
})

export type MigrationsConfig = v.InferOutput<typeof Migrations>
export type MigrationsRunConfig = v.InferOutput<typeof MigrationsRun>
