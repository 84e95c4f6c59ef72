import * as v from "valibot"
import { RepositoryPath, Text } from "./fields.ts"
import { MigrationsRun } from "./migrations-run.ts"

const POLICIES = ["warn", "block", "allow"] as const
export type FencePolicy = (typeof POLICIES)[number]
const Policy = v.optional(v.picklist(POLICIES), "warn")

const Fence = v.strictObject({
  deploy: v.pipe(
    Policy,
    v.description(
      "A deploy to production that brings migrations: warn asks for --allow-one-way when one of them is destructive or cannot be " +
        "judged, block asks for it whatever they are, allow never asks.",
    ),
  ),
  rollback: v.pipe(
    Policy,
    v.description(
      "A rollback over migrations: warn says so first and goes on, allow goes on, block freezes the stage instead of rolling back " +
        "by itself, and refuses a person who does not acknowledge them.",
    ),
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
        "exported as down, any of these, or nowhere.",
    ),
  ),
  run: v.pipe(
    v.optional(MigrationsRun),
    v.description("How the pipeline runs them; without it they are run elsewhere, and only looked at here."),
  ),
  fence: v.pipe(
    v.optional(Fence, {}),
    v.description("What migrations between two versions mean for a deploy and for a rollback."),
  ),
})

export type MigrationsConfig = v.InferOutput<typeof Migrations>
