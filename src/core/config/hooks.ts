import * as v from "valibot"
import { Argv, Environment, RepositoryPath, Seconds, Text, ToolSecrets } from "./fields.ts"

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
