// Made by `npm run build` from src/engine: change it there.
import {
  Argv,
  Environment,
  Name,
  RepositoryPath,
  Seconds,
  Text,
  ToolSecrets,
  VariableName
} from "./core-config-fields.js";
import {
  array,
  description,
  literal,
  minEntries,
  optional,
  picklist,
  pipe,
  record,
  regex,
  strictObject,
  string,
  union,
  variant
} from "./valibot.js";

// src/core/config/tools.ts
var Service = strictObject({
  command: Argv,
  env: pipe(
    optional(Environment, {}),
    description("Extra environment; {name} stands for the URL of a service named before this one.")
  )
}), Sandbox = strictObject({
  kind: pipe(
    literal("sandbox"),
    description("Starts the services as processes on this machine; needs no account.")
  ),
  services: pipe(
    record(Name, Service),
    minEntries(1, "must name at least one service"),
    description(
      "What to start, by name, in this order. Each gets PORT and HOST to listen on, PIPELINE_TAG, PIPELINE_SHA and PIPELINE_STAGE. Its URL is the output of the same name."
    )
  )
}), Command = strictObject({
  kind: pipe(literal("command"), description("Runs the deploy command of any tool.")),
  install: pipe(
    optional(Argv),
    description("Runs first in the tree of the tag, e.g. to install dependencies.")
  ),
  deploy: pipe(
    Argv,
    description("Deploys the tree of the tag to {stage}; an exit code other than 0 is a failure.")
  ),
  outputs: pipe(
    optional(Text),
    description("A JSON file that the deploy writes, an object of names and values, relative to the tree.")
  ),
  env: pipe(optional(Environment, {}), description("Extra environment of install and deploy.")),
  secrets: ToolSecrets,
  image: pipe(
    optional(Text),
    description("The container image of the steps on an engine; overrides the top-level image.")
  ),
  timeoutSeconds: pipe(
    optional(Seconds, 1800),
    description("After this, the deploy is ended and counts as failed.")
  )
}), Sst = strictObject({
  kind: pipe(literal("sst"), description("Deploys an SST app (v3 and later) to {stage}.")),
  directory: pipe(
    optional(RepositoryPath),
    description("The folder that holds sst.config.ts, when that is not the repository's root.")
  ),
  install: pipe(
    optional(union([literal("auto"), Argv]), "auto"),
    description(
      "How the tag's dependencies are installed: auto takes its own package manager (npm, pnpm, yarn or bun, by packageManager or lockfile) with the lockfile frozen."
    )
  ),
  outputs: pipe(
    optional(array(Name), []),
    description(
      "Outputs of the app that a deploy must give. Only these are kept: any other may be a secret in plain text."
    )
  ),
  arguments: pipe(
    optional(array(string()), []),
    description("Further arguments of sst deploy, such as --policy and its path.")
  ),
  env: pipe(optional(Environment, {}), description("Extra environment of install and deploy.")),
  secrets: ToolSecrets,
  image: pipe(
    optional(Text),
    description(
      "The container image of the steps on an engine; overrides the top-level image. Needs node, the package manager, glibc and CA certificates."
    )
  ),
  timeoutSeconds: pipe(
    optional(Seconds, 3600),
    description("After this, the deploy is interrupted and counts as failed.")
  ),
  graceSeconds: pipe(
    optional(Seconds, 300),
    description("How long an interrupted deploy may take to finish what it is doing before it is killed.")
  )
}), Deployer = pipe(
  variant("kind", [Sandbox, Command, Sst]),
  description("How a version gets onto a stage.")
), toolOf = (deployer) => deployer.kind === "sandbox" ? null : deployer, HOOKS = [
  "before-deploy",
  "after-deploy",
  "after-verified",
  "after-failed",
  "after-rollback"
], hook = (description2) => pipe(
  optional(
    strictObject({
      command: Argv,
      directory: pipe(
        optional(RepositoryPath),
        description("Where it runs; default: the repository's root.")
      ),
      env: pipe(optional(Environment, {}), description("Extra environment.")),
      secrets: ToolSecrets,
      image: pipe(
        optional(Text),
        description("The container image that it runs in on an engine; overrides the top-level image.")
      ),
      timeoutSeconds: pipe(
        optional(Seconds, 300),
        description("After this, it is ended and counts as failed.")
      )
    })
  ),
  description(description2)
), Hooks = pipe(
  strictObject({
    "before-deploy": hook(
      "Runs before anything is changed; when it fails, nothing is: the deploy is blocked."
    ),
    "after-deploy": hook("Runs before smoke; when it fails, the deploy has failed."),
    "after-verified": hook("Runs once the version is verified; when it fails, the report says so."),
    "after-failed": hook(
      "Runs when a deploy did not end verified, rolled back or not; when it fails, the report says so."
    ),
    "after-rollback": hook(
      "Runs after a rollback, in the tree of the version that it went to; when it fails, the report says so."
    )
  }),
  description(
    "Commands of the tag's own tree that run around a deploy. They get no credentials but the secrets that they name. A rollback runs after-rollback alone."
  )
), POLICIES = ["warn", "block", "allow"], Policy = optional(picklist(POLICIES), "warn"), Fence = strictObject({
  deploy: pipe(
    Policy,
    description(
      "A deploy to production that brings migrations: warn asks for --allow-one-way when one of them is destructive or cannot be judged, block asks for it in any case, allow never asks."
    )
  ),
  rollback: pipe(
    Policy,
    description(
      "A rollback over migrations: warn says so first and goes on, allow goes on, block freezes the stage instead of rolling back automatically, and asks a person for --over-migrations."
    )
  )
}), DatabaseUrl = strictObject({
  variable: pipe(
    optional(VariableName, "DATABASE_URL"),
    description("The environment variable in which the command finds it.")
  ),
  env: pipe(
    optional(VariableName, "DATABASE_URL"),
    description("The host runner's environment variable that holds it; an engine takes --database-url.")
  ),
  secret: pipe(
    optional(pipe(string(), regex(/^[A-Z][A-Za-z0-9]*$/, "is not the name of an SST secret"))),
    description(
      "The SST secret of the stage that holds it instead: only the command itself sees its value."
    )
  )
}), MigrationsRun = strictObject({
  when: pipe(
    picklist(["before", "after"]),
    description(
      "before the deploy, for migrations that the running version can work with; or after smoke has passed, for those that remove something. Never in a rollback."
    )
  ),
  install: pipe(optional(Argv), description("Runs first in the tree of the tag, e.g. npm ci.")),
  command: pipe(Argv, description("Applies the migrations of the tag's tree to {stage}'s database.")),
  head: pipe(
    optional(Argv),
    description(
      "Prints the newest migration that the database has, on its last line; run before and after. Without it, the newest file counts as applied once the command has succeeded."
    )
  ),
  directory: pipe(
    optional(RepositoryPath),
    description("Where the commands run; default: the repository's root.")
  ),
  databaseUrl: pipe(
    optional(DatabaseUrl),
    description("Where the database's address, a secret, comes from. Without it, the commands get none.")
  ),
  env: pipe(optional(Environment, {}), description("Extra environment of the commands.")),
  image: pipe(
    optional(Text),
    description("The container image of the commands on an engine; overrides the top-level image.")
  ),
  timeoutSeconds: pipe(
    optional(Seconds, 900),
    description("After this, the migration is ended and counts as failed.")
  )
}), Migrations = strictObject({
  path: pipe(
    RepositoryPath,
    description("The folder below which every file that matches pattern is a migration.")
  ),
  pattern: pipe(
    optional(Text, "\\.(sql|[cm]?[jt]s)$"),
    description("A regular expression that the paths of migrations match; a *.d.ts is never one.")
  ),
  down: pipe(
    optional(picklist(["any", "section", "file", "export", "none"]), "any"),
    description(
      "Where down migrations are: in a section of the same file (-- Down Migration), in a file of their own (NAME.down.sql), exported as down, any of these, or none."
    )
  ),
  run: pipe(
    optional(MigrationsRun),
    description("How the pipeline runs them; without it, they are run elsewhere and only read here.")
  ),
  fence: pipe(
    optional(Fence, {}),
    description("What migrations between two versions mean for a deploy and for a rollback.")
  )
});

export {
  Deployer,
  toolOf,
  HOOKS,
  Hooks,
  Migrations
};
