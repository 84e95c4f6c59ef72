import * as v from "valibot"
import { Argv, Environment, RepositoryPath, Seconds, Text } from "./fields.ts"

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

const Variable = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is not the name of an environment variable"),
)

const DatabaseUrl = v.strictObject({
  variable: v.pipe(
    v.optional(Variable, "DATABASE_URL"),
    v.description("The environment variable in which the command finds it."),
  ),
  env: v.pipe(
    v.optional(Variable, "DATABASE_URL"),
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
